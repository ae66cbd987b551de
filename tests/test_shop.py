import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from aftersales import load, samples
from aftersales.dates import GivenCalendar
from aftersales.errors import AftersalesError, PolicyError, Problem
from aftersales.law import LawBook, book
from aftersales.orders import Practices, Transit
from aftersales.returns import Desk, Fault, Window
from aftersales.returns.desk import NO_CALENDARS
from aftersales.shop import shop_schema

WRITTEN = """
    [practices]
    evidence = "checkout screens v3"
    informs_of_withdrawal = true
    tells_return_cost = true
    transit = { min_days = 1, max_days = 4 }

    [returns]
    name = "Returns 2026"
    window.days = 30
    exchange.months = 3
    fees.customer.percent = "12.5"
    faults = { too_small = "merchant" }

    [[returns.rules]]
    categories = ["care/toothbrushes"]
    unopened = true

    [[returns.rules]]
    tags = ["outlet"]
    final_sale = true
"""


def write(folder: Path, text: str, name: str = "shop.toml", encoding: str = "utf-8") -> Path:
    """
    Write a shop file.
    """
    file = folder / name
    file.write_bytes(dedent(text).encode(encoding))
    return file


def mistakes(source: Path | Mapping[str, Any]) -> list[str]:
    """
    Load a shop with mistakes and list them.
    """
    with pytest.raises(PolicyError) as caught:
        load(source)
    return [str(problem) for problem in caught.value.problems]


class TestLoad:
    """
    A shop in one file.
    """

    def test_reads_every_section(self, tmp_path: Path) -> None:
        """
        What the file says is what the desk knows.
        """
        desk = load(write(tmp_path, WRITTEN)).returns
        (policy,) = desk.policies.versions
        (stated,) = desk.practices

        assert ("Returns 2026", Window(days=30), Window(months=3)) == (policy.name, policy.window, policy.exchange)
        assert ({"too_small": Fault.MERCHANT}, 2) == (policy.faults, len(policy.rules))
        assert (True, Transit(min_days=1, max_days=4)) == (stated.informs_of_withdrawal, stated.transit)
        assert (NO_CALENDARS, book()) == (desk.calendars, desk.law)

    def test_takes_a_path_as_text(self, tmp_path: Path) -> None:
        """
        A file may be named by a path or by its text.
        """
        file = write(tmp_path, WRITTEN)

        assert load(file).returns.policies == load(str(file)).returns.policies

    def test_toml_json_and_plain_data_are_the_same(self, tmp_path: Path) -> None:
        """
        A shop may be written in TOML, in JSON, or be plain data already.
        """
        data = {"practices": {"evidence": "x"}, "returns": {"window": {"days": 14}}}
        toml = write(tmp_path, '[practices]\nevidence = "x"\n[returns]\nwindow.days = 14\n')
        as_json = write(tmp_path, json.dumps(data), "shop.json")
        desks = [load(source).returns for source in (data, toml, as_json)]

        assert 1 == len({(desk.policies, desk.practices) for desk in desks})

    def test_reads_past_a_byte_order_mark(self, tmp_path: Path) -> None:
        """
        Some editors put a mark before the first byte; the file is read all the same.
        """
        marked = write(tmp_path, WRITTEN, encoding="utf-8-sig")

        assert "Returns 2026" == load(marked).returns.policies.versions[0].name

    def test_an_empty_file_is_a_shop_that_promises_nothing(self, tmp_path: Path) -> None:
        """
        A shop without sections has the law and nothing else.
        """
        desk = load(write(tmp_path, "")).returns

        assert ((), ()) == (desk.policies.versions, desk.practices)

    def test_versions_are_a_list(self, tmp_path: Path) -> None:
        """
        A section with several versions is a list of tables, each with its day; the one of the day is found.
        """
        desk = load(
            write(
                tmp_path,
                """
                [[returns]]
                since = 2026-07-01
                window.days = 60

                [[returns]]
                since = 2025-01-01
                window.days = 14

                [[practices]]
                since = 2026-01-01
                informs_of_withdrawal = true
                """,
            )
        ).returns

        old, new = desk.policies.versions

        assert (Window(days=14), Window(days=60)) == (old.window, new.window)
        assert [None, old, old, new] == [
            desk.policies.on(date.fromisoformat(day))
            for day in ("2024-12-31", "2025-01-01", "2026-06-30", "2026-07-01")
        ]

    def test_takes_calendars_and_law_from_the_host(self) -> None:
        """
        Calendars and the law are no part of the file: the host brings them.
        """
        calendars, law = {"DE": GivenCalendar("DE", frozenset())}, LawBook({}, "none")
        desk = load({}, calendars=calendars, law=law).returns

        assert (calendars, law) == (desk.calendars, desk.law)


class TestMistakes:
    """
    Files that are wrong.
    """

    def test_are_all_told_at_once_each_with_its_path(self, tmp_path: Path) -> None:
        """
        Whoever wrote the file corrects it in one go.
        """
        file = write(
            tmp_path,
            """
            [practices]
            informs_of_withdrawal = "yes"

            [returns]
            anchor = "deliverd"
            fees.customer.percent = 12.5

            [[returns.rules]]
            categories = ["care"]
            window.days = 60

            [[returns.rules]]
            tags = ["outlet"]
            final_sal = true

            [[returns.rules]]
            categories = ["care/heads"]
            window.days = "14"
            """,
        )

        assert [
            'practices.informs_of_withdrawal: expected true or false, got "yes"',
            'returns.fees.customer.percent: expected a decimal number as text, such as "12.5", got 12.5',
            'returns.anchor: expected one of delivered, shipped, placed, got "deliverd" (did you mean delivered?)',
            "returns.rules[1].final_sal: expected a known key (did you mean final_sale?)",
            'returns.rules[2].window.days: expected a whole number of days, got "14"',
        ] == mistakes(file)

    def test_of_a_version_carry_its_index(self) -> None:
        """
        In a list of versions the path says which one is wrong.
        """
        assert ["returns[1].window: expected days or months, or unlimited alone, got nothing"] == mistakes(
            {"returns": [{"since": "2026-01-01"}, {"since": "2027-01-01", "window": {}}]}
        )

    def test_an_unknown_section_is_named_with_the_nearest(self) -> None:
        """
        A section that is misspelt is not passed over.
        """
        assert ["retuns: expected a known key (did you mean returns?)"] == mistakes({"retuns": {}, "returns": {}})

    @pytest.mark.parametrize("section", [3, "thirty days", None, True], ids=["number", "text", "nothing", "truth"])
    def test_a_section_is_a_table(self, section: object) -> None:
        """
        What is neither a table nor a list of tables is no section.
        """
        (told,) = mistakes({"returns": section})

        assert told.startswith("returns: expected a table")

    def test_two_versions_of_one_day_are_named_where_they_stand(self) -> None:
        """
        Two policies and two statements of one day are named at once, by their place in the file.
        """
        assert [
            Problem("practices[1].since", "another day than [0] has", "0001-01-01", "say since when each one holds"),
            Problem("returns[2].since", "another day than [0] has", "2026-01-01", "say since when each one holds"),
        ] == list(self._problems())

    @staticmethod
    def _problems() -> tuple[Problem, ...]:
        versions = [{"since": "2026-01-01"}, {"since": "2025-01-01"}, {"since": "2026-01-01"}]
        with pytest.raises(PolicyError) as caught:
            load({"practices": [{}, {}], "returns": versions})
        return caught.value.problems

    def test_a_contradiction_is_named(self) -> None:
        """
        Two rules for the same articles that say different things are named with their section.
        """
        rules = [{"tags": ["x"], "window": {"days": 1}}, {"tags": ["x"], "window": {"days": 2}}]

        assert [
            "returns.rules[1]: expected no other window than rules[0] says for the same articles, got a contradiction"
        ] == mistakes({"returns": {"rules": rules}})

    def test_bad_toml_is_named_by_line(self, tmp_path: Path) -> None:
        """
        A file that is no TOML is named with the line that is wrong.
        """
        (told,) = mistakes(write(tmp_path, "[returns]\nwindow.days = \n"))

        assert "shop.toml: expected TOML" in told
        assert "line 2" in told

    def test_bad_json_is_named_by_line(self, tmp_path: Path) -> None:
        """
        Half-written JSON is named with the line where it breaks off.
        """
        (told,) = mistakes(write(tmp_path, '{"returns": {\n"window": {"days": 14}\n', "shop.json"))

        assert "shop.json: expected JSON" in told
        assert "line 3" in told

    def test_a_list_is_no_shop(self, tmp_path: Path) -> None:
        """
        A JSON file that holds a list has no sections.
        """
        assert ["expected a table of sections, got list"] == mistakes(write(tmp_path, "[]", "shop.json"))

    def test_another_encoding_is_named_by_line(self, tmp_path: Path) -> None:
        """
        A file that is no UTF-8 is named with the line of its first strange byte.
        """
        (told,) = mistakes(write(tmp_path, '[returns]\nname = "Rückgabe"\n', encoding="latin-1"))

        assert "line 2 is not UTF-8" in told

    def test_a_missing_file_is_an_error_of_this_library(self, tmp_path: Path) -> None:
        """
        A file that is not there is told like every other mistake.
        """
        with pytest.raises(AftersalesError, match=r"missing\.toml: expected a file that can be read"):
            load(tmp_path / "missing.toml")


def test_a_desk_refuses_two_statements_of_one_day() -> None:
    """
    Whoever makes a desk without a file is told the same.
    """
    with pytest.raises(AftersalesError) as caught:
        Desk(practices=(Practices(), Practices(since=date(2026, 1, 1)), Practices()))

    assert "practices[2].since: expected another day than [0] has" in str(caught.value)


# The schema of a shop file

RIGHT_FILES = [
    WRITTEN,
    "",
    "returns = []",
    """
    [[returns]]
    since = 2025-01-01
    window = { days = 14 }
    [[returns]]
    since = 2026-01-01
    window = { unlimited = true }
    gift = { months = 3 }
    seasons = [{ from = 2026-11-01, to = 2026-12-24, until = 2027-01-31, yearly = true }]
    """,
    """
    [returns]
    credit_bonus = 10
    returnless = { return_cost = "8.00 EUR", recovered = "45.5" }
    bundles = "whole"
    discounts = "recompute_capped"
    discounts_at_least = 50
    review = { most = 5, percent = 60, at_least = 5 }
    return_fees = { customer = { flat = "4.95 EUR" } }
    [returns.fees.customer]
    lower = true
    flat = "20 EUR"
    percent = "7.5"
    most = { flat = "50 EUR" }
    steps = [{ from_days = 31, percent = 10 }]
    [[returns.rules]]
    name = "dear"
    price = { from = "500 EUR" }
    skus = ["A-1"]
    conditions = ["used", "refurbished"]
    sold_sealed = true
    countries = ["DE", "US-CA"]
    channels = ["in_store"]
    pictures = ["wrong_item"]
    window.until = 2027-01-31
    window.days = 14
    """,
    """
    [costs]
    parcel_back = "5.20 EUR"
    parcel_out = "4.80 EUR"
    handling = "3.50 EUR"
    goods = 45
    sellable = 80
    """,
]
WRONG_FILES = [
    "[retruns]\nwindow = { days = 30 }",
    "returns = 30",
    'returns = ["window"]',
    "[returns]\nwindow = 30",
    '[returns]\nwindow = { days = "30" }',
    "[returns]\nwindow = { days = 30.5 }",
    "[returns]\nwindow = { days = true }",
    "[returns]\nwindow = { weeks = 2 }",
    "[returns]\nfinal_sale = 1",
    '[returns]\nanchor = "received"',
    "[returns]\ncredit_bonus = 2.5",
    '[returns]\ncredit_bonus = "ten"',
    '[returns]\nreturnless = { below = "5" }',
    '[returns]\nreturnless = { below = "5 Euro" }',
    '[returns]\nreturnless = { below = "5.001 EUR" }',
    "[returns]\nfees = { customer = 5 }",
    '[returns]\nfees = { customer = { percent = "x" } }',
    '[returns]\nfees = { carrier = { steps = { from_days = 3, flat = "1 EUR" } } }',
    '[returns]\nreturn_shipping = "customer"',
    '[returns]\nreturn_shipping = { customer = "buyer" }',
    "[returns]\nseasons = [{ from = 2026-11-01, until = 2027-01-31 }]",
    "[returns]\nseasons = [{ first = 2026-11-01, to = 2026-12-24, until = 2027-01-31 }]",
    '[returns]\nsince = "1 January 2026"',
    '[returns]\npictures = ["broken"]',
    '[returns]\nfaults = { too_small = "shop" }',
    "[returns]\nrules = { tags = ['sale'] }",
    "[returns]\nrules = [{ tags = 'sale', final_sale = true }]",
    "[returns]\nrules = [{ tags = ['sale'], unopend = true }]",
    '[returns]\nrules = [{ conditions = ["broken"], final_sale = true }]',
    "[practices]\ninforms_of_withdrawal = 'yes'",
    "[practices]\ntransit = { min_days = 1 }",
    '[practices]\ncurrencies = "EUR"',
    '[costs]\nparcel_back = "5.20 EUR"',
]


def as_json(data: Any) -> Any:
    """
    Write days of TOML as JSON has them.
    """
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def fits(data: Mapping[str, Any]) -> bool:
    """
    Ask the schema whether a shop file is right.
    """
    validator = Draft202012Validator(shop_schema(), format_checker=FormatChecker())
    return bool(validator.is_valid(as_json(data)))


def test_the_schema_is_one() -> None:
    """
    The schema is valid by the draft it names.
    """
    Draft202012Validator.check_schema(shop_schema())


@pytest.mark.parametrize("text", RIGHT_FILES)
def test_what_loads_fits_the_schema(text: str) -> None:
    """
    Schema and converter agree on what is right.
    """
    data = tomllib.loads(dedent(text))

    load(data)
    assert fits(data)


@pytest.mark.parametrize("text", WRONG_FILES)
def test_what_is_misshapen_fits_neither(text: str) -> None:
    """
    Schema and converter agree on what is wrong, key by key.
    """
    data = tomllib.loads(text)

    with pytest.raises(PolicyError):
        load(data)
    assert not fits(data)


def test_the_sample_shop_fits_the_schema() -> None:
    """
    The shop that the samples are decided for is described too.
    """
    assert fits(tomllib.loads(samples.text(samples.SHOP)))


@pytest.mark.parametrize(
    "page", sorted((Path(__file__).parent.parent / "docs").rglob("*.md")), ids=lambda page: page.stem
)
def test_the_shop_files_of_the_documentation_fit_the_schema(page: Path) -> None:
    """
    A page shows no shop file that an editor would underline.
    """
    blocks = re.findall(
        r"^```toml\n(# [\w-]+\.toml\n.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )

    assert [] == [block for block in blocks if not fits(tomllib.loads(block))]
