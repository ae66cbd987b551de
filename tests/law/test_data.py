import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from aftersales import law
from aftersales.errors import LawDataError, Problem
from aftersales.law.books import load
from aftersales.law.rows import DutyRow, Jurisdiction, Row, WithdrawalRow

DATA = Path(law.__file__).parent / "data"
FILES = sorted(DATA.glob("*.toml"))
BOOK = law.book()

MEMBER_STATES = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
)  # fmt: skip
TOPICS = ("withdrawal", "guarantee", "delivery", "duties")
STEPS = {"consent", "acknowledged", "confirmed"}
FIRST_LOOKED_UP = date(2026, 11, 22)

GOOD = """\
code = "XX"
name = "Nowhere"

[[guarantee]]
in_force_from = 2020-01-01
citation = "Act 1"
source = "Its text."
checked = 2026-11-22
confidence = "high"
months = 24
"""


def rows(code: str) -> Iterator[Row]:
    """Go through every row of a jurisdiction."""
    for topic in TOPICS:
        yield from getattr(BOOK.jurisdictions[code], topic)


def problems_of(folder: Path, text: str, name: str = "xx.toml") -> tuple[Problem, ...]:
    """Say what is wrong with a folder that has this file in it."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError) as caught:
        load(folder)
    return caught.value.problems


def test_every_file_is_read() -> None:
    """
    Every file is one jurisdiction of the book, under the code its name says.
    """
    assert sorted(file.stem for file in FILES) == sorted(code.lower() for code in BOOK.jurisdictions)


def test_no_code_is_used_twice() -> None:
    """
    No two files speak for one jurisdiction.
    """
    codes = [tomllib.loads(file.read_text(encoding="utf-8"))["code"] for file in FILES]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("code", MEMBER_STATES)
def test_a_member_state_lies_on_the_union(code: str) -> None:
    """
    All twenty-seven member states stand on the Union's layer.
    """
    assert ["EU", code] == [one.code for one in BOOK.chain(code)]


@pytest.mark.parametrize("code", MEMBER_STATES)
def test_a_member_state_has_everything_the_union_gives(code: str) -> None:
    """
    A member state's buyer has fourteen days, a guarantee and a day of delivery.
    """
    today = date(2026, 11, 26)
    withdrawal, guarantee, delivery = (
        BOOK.withdrawal(code, today),
        BOOK.guarantee(code, today),
        BOOK.delivery(code, today),
    )

    assert withdrawal is not None
    assert (True, 14) == (withdrawal.certain.right, withdrawal.certain.period)
    assert guarantee is not None
    assert guarantee.certain.months is not None
    assert guarantee.certain.months >= 24
    assert delivery is not None
    assert delivery.certain.days == 30


@pytest.mark.parametrize("code", MEMBER_STATES)
def test_a_member_state_cites_its_own_statute(code: str) -> None:
    """
    A decision on a withdrawal can name the national statute beside the directive.
    """
    floor = BOOK.withdrawal(code, date(2026, 11, 26))

    assert floor is not None
    assert code in {layer.jurisdiction for layer in floor.layers}


@pytest.mark.parametrize("code", BOOK.jurisdictions)
def test_a_row_says_where_it_comes_from(code: str) -> None:
    """
    Every row has a citation, a source, and the day on which it was looked up.
    """
    for row in rows(code):
        assert row.citation.strip()
        assert row.source.strip()
        assert FIRST_LOOKED_UP <= row.checked


@pytest.mark.parametrize("code", BOOK.jurisdictions)
def test_nothing_unread_or_disputed_is_certain(code: str) -> None:
    """
    A row of which no text was read says so and is never certain, and neither is one that is doubted.
    """
    for row in rows(code):
        assert row.verified is not row.source.startswith("General knowledge; no text was read.")
        assert not ((row.disputed or not row.verified) and row.certain_for(code))


@pytest.mark.parametrize("code", BOOK.jurisdictions)
def test_steps_are_those_a_line_knows(code: str) -> None:
    """
    The steps to lose the right for digital content are facts of a line.
    """
    for row in rows(code):
        if isinstance(row, WithdrawalRow) and row.digital_steps is not None:
            assert row.digital_steps <= STEPS


@pytest.mark.parametrize("code", BOOK.jurisdictions)
def test_a_doubt_has_a_row_of_its_own(code: str) -> None:
    """
    What a second reading doubts lies on top of the base row, which keeps its own confidence.
    """
    for row in rows(code):
        assert not row.disputed or row.overlay or isinstance(row, DutyRow)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_plain_text(file: Path) -> None:
    """
    A file has short lines of UTF-8 and ends in one newline.
    """
    text = file.read_text(encoding="utf-8")

    assert max(len(line) for line in text.splitlines()) <= 120
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


#: Jurisdictions whose statutes are cited in English, and words that only an English citation has.
IN_ENGLISH = re.compile(r"AU|CA|CA-ON|EU|GB|GB-SCT|IE|IN|MT|NZ|SG|US|US-..|ZA")
ENGLISH = re.compile(r"\b(ss?\. \d|arts (?!\.)|ff\.|(and|of|the|text|before|until|since|amended|Act|Law|for)\b)")


@pytest.mark.parametrize("code", [code for code in BOOK.jurisdictions if not IN_ENGLISH.fullmatch(code)])
def test_a_statute_is_cited_as_in_its_own_country(code: str) -> None:
    """
    A customer reads the citation in any language, so that it has no English words; acts of the Union may have them.
    """
    one = BOOK.jurisdictions[code]
    rows = (*one.withdrawal, *one.guarantee, *one.delivery, *one.duties)
    acts = [act.strip() for row in rows for act in row.citation.split(";")]

    assert [] == [act for act in acts if ENGLISH.search(act) and not act.startswith(("Directive", "Regulation"))]


PLACES = [code for code, one in BOOK.jurisdictions.items() if one.zones]
REGIONS = [region for one in BOOK.jurisdictions.values() for region in one.regions]


@pytest.mark.parametrize("code", [*PLACES, *REGIONS])
def test_the_first_zone_is_the_eastern_one(code: str) -> None:
    """
    A last day ends first in the first zone and last in the last one, in summer and in winter.
    """
    zones = BOOK.zones(code)
    for month in (1, 7):
        offsets = [datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for zone in zones]
        sure = [offset for offset in offsets if offset is not None]
        assert offsets[0] == max(sure)
        assert offsets[-1] == min(sure)


@pytest.mark.parametrize("region", [region for region in REGIONS if region in BOOK.jurisdictions])
def test_a_region_with_rows_of_its_own_has_the_zones_that_its_country_lists(region: str) -> None:
    """
    What is said twice is said alike.
    """
    assert BOOK.jurisdictions[region[:2]].regions[region] == BOOK.jurisdictions[region].zones


@pytest.mark.parametrize(
    ("residence", "zones"),
    [
        ("ES", ("Europe/Madrid", "Atlantic/Canary")),
        ("ES-MD", ("Europe/Madrid",)),
        ("ES-CN", ("Atlantic/Canary",)),
        ("PT-11", ("Europe/Lisbon",)),
        ("PT-20", ("Atlantic/Azores",)),
        ("FR-75", ("Europe/Paris",)),
        ("FR-974", ("Indian/Reunion",)),
        ("US-OH", ("America/New_York",)),
        ("US-TX", ("America/Chicago", "America/Denver")),
        ("BR-SP", ("America/Sao_Paulo",)),
        ("DE-BE", ("Europe/Berlin",)),
        ("ZZ", ()),
        (None, ()),
    ],
)
def test_a_region_has_its_zones(residence: str | None, zones: tuple[str, ...]) -> None:
    """
    A country of several zones has one in most of its regions, so that nobody is asked in which one they live.
    """
    assert zones == BOOK.zones(residence)


def test_two_loads_are_one_edition() -> None:
    """
    The version of the book is a hash of its content.
    """
    assert BOOK.version == load(DATA).version


@pytest.mark.parametrize(
    ("broken", "path", "hint"),
    [
        pytest.param(GOOD.replace('citation = "Act 1"\n', ""), "xx.toml.guarantee[0].citation", "", id="no citation"),
        pytest.param(GOOD.replace('"Act 1"', '" "'), "xx.toml.guarantee[0].citation", "", id="empty citation"),
        pytest.param(GOOD.replace('"Its text."', '""'), "xx.toml.guarantee[0].source", "", id="empty source"),
        pytest.param(GOOD.replace("24", '"24"'), "xx.toml.guarantee[0].months", "", id="text for a number"),
        pytest.param(
            GOOD.replace("months", "mounths"), "xx.toml.guarantee[0].mounths", "did you mean months?", id="unknown key"
        ),
        pytest.param(
            GOOD.replace('"high"', '"hihg"'), "xx.toml.guarantee[0].confidence", "did you mean high?", id="unknown word"
        ),
        pytest.param(
            GOOD + 'disputed = "By some."\n', "xx.toml.guarantee[0].confidence", "", id="disputed and yet high"
        ),
        pytest.param(
            GOOD + "in_force_to = 2019-12-31\n", "xx.toml.guarantee[0].in_force_to", "", id="ends before it starts"
        ),
        pytest.param(
            GOOD.replace('"Nowhere"', '"Nowhere"\nzones = ["Europe/Nowhere"]'),
            "xx.toml.zones[0].zone",
            "",
            id="no zone",
        ),
        pytest.param(
            GOOD.replace('"Nowhere"', '"Nowhere"\nregions = { YY-A = ["Europe/Berlin"] }'),
            "xx.toml.regions.YY-A",
            "",
            id="a region of another country",
        ),
        pytest.param(
            GOOD.replace('"Nowhere"', '"Nowhere"\nregions = { XX-A = ["Europe/Nowhere"] }'),
            "xx.toml.regions.XX-A[0].zone",
            "",
            id="no zone of a region",
        ),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, broken: str, path: str, hint: str) -> None:
    """
    What is wrong is named by file, row and field, with the nearest known word where there is one.
    """
    (problem,) = problems_of(tmp_path, broken)

    assert path == problem.path
    assert hint == problem.hint


@pytest.mark.parametrize(
    ("until", "since"),
    [
        pytest.param("", "2020-01-01", id="the same first day"),
        pytest.param("in_force_to = 2021-12-31", "2021-12-31", id="one day shared"),
    ],
)
def test_versions_that_overlap_are_refused(tmp_path: Path, until: str, since: str) -> None:
    """
    Two base rows of one topic that claim the same day are refused, naming the later one.
    """
    second = GOOD[GOOD.index("[[guarantee]]") :].replace("2020-01-01", since)
    (problem,) = problems_of(tmp_path, f"{GOOD}{until}\n\n{second}")

    assert problem.path == "xx.toml.guarantee[1].in_force_from"
    assert problem.got == since


def test_versions_that_follow_each_other_are_fine(tmp_path: Path) -> None:
    """
    A base row may start on the day after the one before has ended, or simply take the place of one without an end.
    """
    second = GOOD[GOOD.index("[[guarantee]]") :].replace("2020-01-01", "2022-01-01").replace("24", "36")
    for until in ("in_force_to = 2021-12-31", ""):
        (tmp_path / "xx.toml").write_text(f"{GOOD}{until}\n\n{second}", encoding="utf-8")
        before, after = (load(tmp_path).guarantee("XX", day) for day in (date(2021, 12, 31), date(2022, 1, 1)))
        assert before is not None
        assert before.certain.months == 24
        assert after is not None
        assert after.certain.months == 36


def test_every_broken_file_is_reported_at_once(tmp_path: Path) -> None:
    """
    One reading of the folder names the problems of all its files.
    """
    (tmp_path / "aa.toml").write_text(GOOD.replace("months = 24", "month = 24"), encoding="utf-8")
    problems = problems_of(tmp_path, GOOD.replace("in_force_from = 2020-01-01\n", ""))

    assert {"aa.toml.guarantee[0].month", "xx.toml.guarantee[0].in_force_from"} == {one.path for one in problems}


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    """
    A half-written file is named with the line it breaks in.
    """
    (problem,) = problems_of(tmp_path, GOOD + "months = \n")

    assert problem.path.endswith("xx.toml")
    assert "line" in problem.hint


def test_inheriting_from_nowhere_is_refused(tmp_path: Path) -> None:
    """
    A jurisdiction that lies on one the folder does not have is refused.
    """
    (problem,) = problems_of(tmp_path, GOOD.replace('"Nowhere"', '"Nowhere"\ninherits = "YY"'))

    assert problem.path == "XX.inherits"


def test_a_book_of_one_file_has_one_jurisdiction(tmp_path: Path) -> None:
    """
    A folder of a host's own is read like the one the library ships.
    """
    (tmp_path / "xx.toml").write_text(GOOD, encoding="utf-8")
    found = load(tmp_path).find("XX")

    assert isinstance(found, Jurisdiction)
    assert found.name == "Nowhere"
