import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest

from aftersales.decisions import Cite, Finding, Reason, Value, Values, Verdict
from aftersales.documents import (
    PolicyBook,
    content_hash,
    dump,
    dumps,
    hidden,
    named,
    parse_json,
    parse_toml,
    read,
    read_file,
)
from aftersales.errors import FactsError, LawDataError, PolicyError, Problem, ProblemsError, facts_error
from aftersales.money import Money


class Anchor(Enum):
    """
    What a window starts from.
    """

    DELIVERED = "delivered"
    PURCHASED = "purchased"


@attrs.frozen
class Window:
    """
    A length of time, and what starts it.
    """

    days: int
    anchor: Anchor = Anchor.DELIVERED

    def __attrs_post_init__(self) -> None:
        """
        Refuse a negative length.
        """
        if self.days < 0:
            raise facts_error("days", "0 or more", self.days)


@attrs.frozen
class Rule:
    """
    A window for some tags.
    """

    window: Window
    tags: frozenset[str] = frozenset()


@attrs.frozen
class Returns:
    """
    Rules with a fee.
    """

    rules: tuple[Rule, ...] = ()
    fee: Money | None = None


@attrs.frozen
class Shop:
    """
    A document with one section.
    """

    returns: Returns


@attrs.frozen(kw_only=True)
class Everything:
    """
    A field of every kind a document can hold.
    """

    text: str = ""
    number: int = 0
    truth: bool = False
    rate: Decimal = Decimal(0)
    price: Money = Money(0, "EUR")
    day: date = date(2026, 1, 1)
    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    anchor: Anchor = Anchor.DELIVERED
    maybe: Window | None = None
    many: tuple[Window, ...] = ()
    tags: frozenset[str] = frozenset()
    table: Mapping[str, int] = attrs.field(factory=dict)
    values: Values = ()
    value: Value = 0
    steps: tuple[Values, ...] = ()
    kept: Values | None = None
    free: Any = None
    inner: "Everything | None" = None
    from_: str = attrs.field(default="", metadata=named("from"))
    origin: str = attrs.field(default="", metadata=hidden())
    _private: int = 0


ALL_VALUES: Values = (
    ("text", "ja"),
    ("looks_like_a_day", "2026-01-01"),
    ("number", 14),
    ("true", True),
    ("false", False),
    ("day", date(2026, 11, 22)),
    ("moment", datetime(2026, 11, 22, 12, 30, tzinfo=timezone(timedelta(hours=1)))),
    ("rate", Decimal("0.190")),
    ("price", Money(-5, "KWD")),
)

FULL = Everything(
    text="Ü \u2028 \U0001f381",
    number=-(10**30),
    truth=True,
    rate=Decimal("12.50"),
    price=Money(1999, "EUR"),
    day=date(2024, 2, 29),
    moment=datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=-3))),
    anchor=Anchor.PURCHASED,
    maybe=Window(0),
    many=(Window(14), Window(30, Anchor.PURCHASED)),
    tags=frozenset({"b", "a"}),
    table={"x": 1},
    values=ALL_VALUES,
    value=Decimal("1.5"),
    steps=(ALL_VALUES, ()),
    kept=(("day", date(2026, 1, 1)),),
    free={"anything": [1, "two", None]},
    inner=Everything(number=1),
    from_="here",
    private=7,
)


def problems(cls: type[Any], data: object, **options: Any) -> list[str]:
    """
    Read what is wrong, and list the problems as text.
    """
    with pytest.raises(ProblemsError) as caught:
        read(cls, data, **options)
    return [str(problem) for problem in caught.value.problems]


class TestReading:
    """
    Plain data to values.
    """

    def test_makes_a_value(self) -> None:
        """
        Tables become classes, lists tuples, words members, and what is left out its default.
        """
        data = {"returns": {"rules": [{"window": {"days": 14}, "tags": ["shoes"]}], "fee": "4.90 EUR"}}

        assert Shop(Returns((Rule(Window(14), frozenset({"shoes"})),), Money(490, "EUR"))) == read(Shop, data)

    def test_takes_values_that_are_made_already(self) -> None:
        """
        A part that is a value already is taken as it is.
        """
        window = Window(14)

        assert window is read(Window, window)
        assert Rule(window) == read(Rule, {"window": window})

    def test_says_what_is_wrong_word_for_word(self) -> None:
        """
        A problem names its path, what was expected and what stands there.
        """
        rules: list[Any] = [{"window": {"days": 14}}, {"window": {"days": 30}}, {"window": {"days": "14"}}]

        assert ['returns.rules[2].window.days: expected a whole number of days, got "14"'] == problems(
            Shop, {"returns": {"rules": rules}}
        )

    def test_reports_every_problem_at_once(self) -> None:
        """
        One reading finds all that is wrong, wherever it stands.
        """
        data = {
            "returns": {
                "rules": [
                    {"window": {"days": True, "anchor": "delivery"}},
                    {"windw": {"days": 1}},
                    {"window": {"days": -1}, "tags": "shoes"},
                    "free",
                ],
                "fee": 4.9,
            },
            "retruns": {},
        }

        assert [
            "retruns: expected a known key (did you mean returns?)",
            "returns.rules[0].window.days: expected a whole number of days, got true",
            (
                'returns.rules[0].window.anchor: expected one of delivered, purchased, got "delivery" '
                "(did you mean delivered?)"
            ),
            "returns.rules[1].windw: expected a known key (did you mean window?)",
            "returns.rules[1].window: expected a value, got nothing",
            "returns.rules[2].window.days: expected 0 or more, got -1",
            'returns.rules[2].tags: expected a list, got "shoes"',
            'returns.rules[3]: expected a table, got "free"',
            'returns.fee: expected an amount as text, such as "19.99 EUR", got 4.9',
        ] == problems(Shop, data)

    def test_begins_its_paths_where_the_document_stands(self) -> None:
        """
        A part of a larger document has the larger document's paths.
        """
        assert ['shop.window.days: expected a whole number of days, got "14"'] == problems(
            Rule, {"window": {"days": "14"}}, path="shop"
        )

    @pytest.mark.parametrize("error", [FactsError, PolicyError, LawDataError])
    def test_raises_by_who_must_mend_it(self, error: type[ProblemsError]) -> None:
        """
        The error says whether facts, a policy or law rows are wrong.
        """
        with pytest.raises(error):
            read(Window, {}, error=error)

    @pytest.mark.parametrize(
        ("field", "wrong", "problem"),
        [
            ("text", 14, "expected a text, got 14"),
            ("text", None, "expected a text, got nothing"),
            ("number", "14", 'expected a whole number, got "14"'),
            ("number", True, "expected a whole number, got true"),
            ("number", 14.0, "expected a whole number, got 14.0"),
            ("number", None, "expected a whole number, got nothing"),
            ("truth", 1, "expected true or false, got 1"),
            ("truth", "true", 'expected true or false, got "true"'),
            ("rate", 0.19, 'expected a decimal number as text, such as "12.5", got 0.19'),
            ("rate", "0,19", 'expected a decimal number as text, such as "12.5", got a text of 4 characters'),
            ("rate", "NaN", 'expected a decimal number as text, such as "12.5", got "NaN"'),
            ("rate", Decimal("Infinity"), 'expected a decimal number as text, such as "12.5", got Infinity'),
            ("rate", True, 'expected a decimal number as text, such as "12.5", got true'),
            ("price", 19.99, 'expected an amount as text, such as "19.99 EUR", got 19.99'),
            ("price", 1999, 'expected an amount as text, such as "19.99 EUR", got 1999'),
            ("price", "19.99", 'expected an amount and a currency such as "19.99 EUR", got "19.99"'),
            ("price", "1 XXX", 'expected an ISO 4217 currency code, got "XXX"'),
            (
                "price",
                "1.999 EUR",
                'expected whole minor units (2 digits for EUR), got "1.999" (round it yourself, or see Money.rounded)',
            ),
            ("day", "22.11.2026", 'expected a date such as 2026-11-22, got "22.11.2026"'),
            ("day", "2026-02-30", 'expected a date such as 2026-11-22, got "2026-02-30"'),
            ("day", 20261122, "expected a date such as 2026-11-22, got 20261122"),
            (
                "day",
                datetime(2026, 11, 22, tzinfo=UTC),
                "expected a date such as 2026-11-22, got 2026-11-22 00:00:00+00:00",
            ),
            (
                "moment",
                "2026-11-22T10:00:00",
                (
                    "expected a time with its zone such as 2026-11-22T10:00:00+01:00, got "
                    '"2026-11-22T10:00:00" (a time without a zone is ambiguous)'
                ),
            ),
            (
                "moment",
                datetime(2026, 11, 22, 10),  # noqa: DTZ001
                (
                    "expected a time with its zone such as 2026-11-22T10:00:00+01:00, got "
                    "2026-11-22 10:00:00 (a time without a zone is ambiguous)"
                ),
            ),
            (
                "moment",
                "2026-11-22",
                'expected a time with its zone such as 2026-11-22T10:00:00+01:00, got "2026-11-22"',
            ),
            ("moment", "yesterday", 'expected a time with its zone such as 2026-11-22T10:00:00+01:00, got "yesterday"'),
            ("anchor", "xyz", 'expected one of delivered, purchased, got "xyz"'),
            ("anchor", 1, "expected one of delivered, purchased, got 1"),
            ("anchor", ["delivered"], "expected one of delivered, purchased, got a list"),
            ("many", {}, "expected a list, got a table"),
            ("maybe", [], "expected a table, got a list"),
            ("tags", "abc", 'expected a list, got "abc"'),
            ("table", [], "expected a table, got a list"),
            ("values", [], "expected a table, got a list"),
            (
                "value",
                0.5,
                "expected a text, a number, true, false or one of {money, decimal, date, datetime}, got 0.5",
            ),
            (
                "value",
                {"weight": "1"},
                "expected a text, a number, true, false or one of {money, decimal, date, datetime}, got a table",
            ),
            ("number", b"14", "expected a whole number, got bytes"),
            pytest.param("text", 10**5000, "expected a text, got a number of many digits", id="text-huge"),
        ],
    )
    def test_coerces_nothing(self, field: str, wrong: Any, problem: str) -> None:
        """
        What is nearly right is wrong: a text is no number, a truth is no number, a float is no money.
        """
        assert [f"{field}: {problem}"] == problems(Everything, {field: wrong})

    @pytest.mark.parametrize(
        ("field", "data", "value"),
        [
            ("rate", 3, Decimal(3)),
            ("rate", Decimal("1.5"), Decimal("1.5")),
            ("price", Money(1, "EUR"), Money(1, "EUR")),
            ("day", date(2026, 1, 1), date(2026, 1, 1)),
            ("moment", "2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
            ("moment", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
            ("anchor", Anchor.PURCHASED, Anchor.PURCHASED),
            ("maybe", None, None),
            ("many", ({"days": 1},), (Window(1),)),
            ("tags", frozenset({"a"}), frozenset({"a"})),
            ("value", {"decimal": "1.5"}, Decimal("1.5")),
            ("value", "1.5", "1.5"),
            ("free", {"anything": [1.5]}, {"anything": [1.5]}),
        ],
    )
    def test_takes_what_toml_and_python_give(self, field: str, data: Any, value: Any) -> None:
        """
        Dates of TOML, decimals and values of Python are what they are.
        """
        assert value == getattr(read(Everything, {field: data}), field)

    def test_names_the_place_inside_lists_tables_and_values(self) -> None:
        """
        Every level of a document is a part of the path.
        """
        data = {
            "many": [{"days": 1}, {"days": "x"}],
            "table": {"good": 1, "bad": "1"},
            "values": {"good": 1, "bad": 1.5, "price": {"money": "1 XXX"}, "two": {"date": "2026-01-01", "more": 1}},
            "inner": {"steps": [{}, {"rate": {"decimal": 0.5}}]},
        }

        assert [
            "many[1].days",
            "table.bad",
            "values.bad",
            "values.price",
            "values.two",
            "inner.steps[1].rate",
        ] == [text.split(":")[0] for text in problems(Everything, data)]

    def test_shows_nothing_personal(self) -> None:
        """
        Texts that may be names or addresses are told by their length only, also where they stand as keys.
        """
        secrets = ["Jane Doe", "jane@example.org", "1 High Street"]
        for secret in secrets:
            told = "\n".join(
                problems(
                    Everything,
                    {
                        "number": secret,
                        "price": secret,
                        "day": secret,
                        "moment": secret,
                        "anchor": secret,
                        "rate": secret,
                        "tags": secret,
                        "table": {secret: secret},
                        "values": {secret: 1.5},
                        secret: 1,
                    },
                )
            )

            assert secret not in told

    def test_a_key_may_be_a_word_that_python_reserves(self) -> None:
        """
        The document has `from`, the class `from_`; the class's own name is not known there.
        """
        assert "here" == read(Everything, {"from": "here"}).from_
        assert ["from_: expected a known key (did you mean from?)"] == problems(Everything, {"from_": "here"})

    def test_keys_must_be_texts(self) -> None:
        """
        A table with another key than a text is no document.
        """
        table: dict[Any, Any] = {1: 2}

        assert ["table: expected texts as keys, got 1"] == problems(Everything, {"table": table})
        assert ["?: expected a known key"] == problems(Everything, table)

    def test_refuses_a_document_without_end(self) -> None:
        """
        What is nested too deeply is a problem, not a crash.
        """
        data: dict[str, Any] = {}
        for _ in range(100):
            data = {"inner": data}

        (problem,) = problems(Everything, data)

        assert problem.endswith("expected a document that is not nested so deeply, got a table")

    @pytest.mark.parametrize("kind", [float, list[int], tuple[int, str], int | str | None, set[str], bytes])
    def test_a_field_that_no_document_can_hold_is_a_mistake_of_the_program(self, kind: Any) -> None:
        """
        An unsupported type is found at the first reading, whatever the data are.
        """
        with pytest.raises(TypeError, match="no document can hold"):
            read(kind, None)


class TestWriting:
    """
    Values to plain data, and back.
    """

    def test_reads_back_every_kind_of_field(self) -> None:
        """
        A value that was written and read is equal, also by way of JSON text.
        """
        assert read(Everything, dump(FULL)) == FULL
        assert FULL.text == read(Everything, json.loads(dumps(FULL))).text
        assert 7 == read(Everything, dump(FULL))._private  # noqa: SLF001

    def test_leaves_out_what_stands_at_its_default(self) -> None:
        """
        A later field with a default changes neither a document nor its hash.
        """
        assert {"table": {}} == dump(Everything())
        assert {"days": 14} == dump(Window(14))

    def test_leaves_out_what_is_hidden(self) -> None:
        """
        A field that only says where a value came from is no part of the document.
        """
        assert dump(Everything()) == dump(Everything(origin="shop.toml"))
        assert ["origin: expected a known key"] == problems(Everything, {"origin": "shop.toml"})

    def test_writes_true_where_the_default_is_one(self) -> None:
        """
        What is equal to the default but of another type is written.
        """
        assert {"v": True} == dump(_One(v=True))
        assert {} == dump(_One(v=1))

    def test_tags_the_values_that_json_does_not_tell_apart(self) -> None:
        """
        A day among the values of a finding is a tagged table, so that it is not taken for a text.
        """
        assert {
            "text": "ja",
            "looks_like_a_day": "2026-01-01",
            "number": 14,
            "true": True,
            "false": False,
            "day": {"date": "2026-11-22"},
            "moment": {"datetime": "2026-11-22T12:30:00+01:00"},
            "rate": {"decimal": "0.190"},
            "price": {"money": "-0.005 KWD"},
        } == dump(FULL)["values"]

    def test_keeps_the_type_of_every_value(self) -> None:
        """
        A truth is not read back as a number, and a number not as a decimal.
        """
        again = read(Everything, dump(Everything(values=ALL_VALUES))).values

        assert [type(value) for _, value in ALL_VALUES] == [type(value) for _, value in again]

    def test_a_finding_reads_back(self) -> None:
        """
        What a rule found is stored with its reason, its values and its sources.
        """
        reason = Reason("returns.window_closed", "The return window closed on {last_day}.", ("last_day",))
        finding = Finding(Verdict.REFUSE, reason, (("last_day", date(2026, 11, 22)),), (Cite("BGB § 355", "DE"),))

        assert finding == read(Finding, dump(finding))
        assert reason.text == read(Finding, dump(finding)).reason.text

    @pytest.mark.parametrize("value", [1.5, {"a": 1.5}, [object()], {1, 2}, b"x"])
    def test_refuses_what_no_document_can_hold(self, value: object) -> None:
        """
        A float or any other object is never written in silence.
        """
        with pytest.raises(TypeError, match="no document can hold"):
            dump(value)

    def test_is_canonical(self) -> None:
        """
        Keys are sorted, sets are in order, and nothing is escaped that need not be.
        """
        assert '{"a":["x","ü"],"b":{"c":null,"d":true}}' == dumps(
            {"b": {"d": True, "c": None}, "a": frozenset({"ü", "x"})}
        )

    def test_the_hash_names_the_content(self) -> None:
        """
        The same content has the same hash in every process and release; other content has another.
        """
        assert "a7e671c7cca838b7138830704a24acbe8eaeb33266a6ab1f7aac8f767fc15b20" == content_hash(Rule(Window(14)))
        assert content_hash(Rule(Window(14))) == content_hash({"window": {"days": 14}})
        assert content_hash(Window(14)) != content_hash(Window(15))


@attrs.frozen
class _One:
    v: Value = 1


@attrs.frozen
class Policy:
    """
    A policy with its first day.
    """

    since: date
    days: int = 14


class TestPolicyBook:
    """
    The version in force.
    """

    OLD, NEW = Policy(date(2025, 1, 1)), Policy(date(2026, 7, 1), 30)

    @pytest.mark.parametrize(
        ("day", "version"),
        [
            (date(2024, 12, 31), None),
            (date(2025, 1, 1), OLD),
            (date(2026, 6, 30), OLD),
            (date(2026, 7, 1), NEW),
            (date(2099, 1, 1), NEW),
        ],
    )
    def test_gives_the_version_of_a_day(self, day: date, version: Policy | None) -> None:
        """
        A version governs from its first day until the eve of the next one, in whatever order they were told.
        """
        assert version == PolicyBook((self.NEW, self.OLD)).on(day)

    def test_refuses_two_versions_of_one_day(self) -> None:
        """
        Two versions that begin on one day contradict each other.
        """
        with pytest.raises(PolicyError) as caught:
            PolicyBook((self.OLD, self.NEW, self.OLD))

        assert (Problem("[1].since", "one version for each day", "2025-01-01"),) == caught.value.problems

    def test_is_read_and_written_like_any_value(self) -> None:
        """
        A book of policies is a document too.
        """
        book = PolicyBook((self.OLD, self.NEW))

        assert book == read(PolicyBook[Policy], dump(book))
        assert ['versions[0].since: expected a date such as 2026-11-22, got "soon"'] == problems(
            PolicyBook[Policy], {"versions": [{"since": "soon"}]}
        )


class TestText:
    """
    JSON and TOML as text and as files.
    """

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ('{"a": 1,\n "b": ', "Expecting value at line 2, column 7"),
            ("", "Expecting value at line 1, column 1"),
            ('{"a": 1} x', "Extra data at line 1, column 10"),
            ("[" * 100_000, "nested too deeply"),
            ("1" * 5000, "a number has too many digits"),
        ],
        ids=["half-written", "empty", "too much", "too deep", "too long a number"],
    )
    def test_wrong_json_is_named_by_line(self, text: str, hint: str) -> None:
        """
        What is no JSON is one problem that says where it stops being JSON.
        """
        with pytest.raises(FactsError) as caught:
            parse_json(text, name="order.json")

        assert (Problem("order.json", "JSON", "", hint),) == caught.value.problems

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("a = 1\nb = \n", "line 2"),
            ("a = [1,\n", "end of document"),
            ("a = 1\na = 2\n", "line 2"),
            ("day = 2026-02-30", ""),
            ("a = " + "1" * 5000, "out of range"),
            ("a = " + "[" * 100_000, ""),
        ],
        ids=["no value", "half-written", "a key twice", "no such day", "too long a number", "too deep"],
    )
    def test_wrong_toml_is_named_by_line(self, text: str, hint: str) -> None:
        """
        What is no TOML is one problem that says where it stops being TOML.
        """
        with pytest.raises(PolicyError) as caught:
            parse_toml(text, name="shop.toml")

        (problem,) = caught.value.problems
        assert ("shop.toml", "TOML") == (problem.path, problem.expected)
        assert hint in problem.hint

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize(
        ("name", "text"),
        [("shop.toml", 'name = "Müller"\n'), ("SHOP.TOML", 'name = "Müller"\n'), ("order.json", '{"name": "Müller"}')],
    )
    def test_reads_utf_8_with_or_without_its_mark(self, tmp_path: Path, name: str, text: str, encoding: str) -> None:
        """
        TOML and JSON files are UTF-8, and a byte order mark does not matter.
        """
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))

        assert {"name": "Müller"} == read_file(file) == read_file(str(file))

    @pytest.mark.parametrize(
        ("encoding", "hint"),
        [("latin-1", "byte 15, line 2 is not UTF-8"), ("utf-16", "byte 0, line 1 is not UTF-8")],
    )
    def test_another_encoding_is_named_by_file_and_line(self, tmp_path: Path, encoding: str, hint: str) -> None:
        """
        A file that is not UTF-8 is named together with the first line that is not.
        """
        file = tmp_path / "shop.toml"
        file.write_bytes('a = 1\nname = "Müller"\n'.encode(encoding))

        with pytest.raises(FactsError) as caught:
            read_file(file)

        assert [f"{file}: expected UTF-8 text ({hint})"] == str(caught.value).splitlines()

    def test_a_half_written_file_is_named(self, tmp_path: Path) -> None:
        """
        The error of a broken file begins with the file's name.
        """
        file = tmp_path / "order.json"
        file.write_text('{"id": ')

        with pytest.raises(LawDataError) as caught:
            read_file(file, error=LawDataError)

        assert f"{file}: expected JSON (Expecting value at line 1, column 8)" == str(caught.value)

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        """
        A missing file and a folder are errors that say so.
        """
        for file in (tmp_path / "missing.toml", tmp_path):
            with pytest.raises(FactsError, match="expected a file that can be read"):
                read_file(file)
