import pickle
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version

import holidays
import pytest

from aftersales.calendars import HolidayCalendar, HolidayCalendars
from aftersales.dates import Calendars, End, Period, Roll
from aftersales.errors import MissingExtraError

EPIPHANY = date(2026, 1, 6)
GOOD_FRIDAY = date(2026, 4, 3)
MAY_DAY = date(2026, 5, 1)
ASSUMPTION = date(2026, 8, 15)
AUGSBURG_PEACE = date(2026, 8, 8)
ST_STEPHEN = date(2026, 12, 26)

ROLLING = Period(14, roll=Roll.SATURDAY_SUNDAY_HOLIDAY)


def year(number: int) -> Iterator[date]:
    """
    Go through the days of a year.
    """
    day = date(number, 1, 1)
    while day.year == number:
        yield day
        day += timedelta(1)


def calendar(residence: str) -> HolidayCalendar:
    """
    Take the calendar of a residence that has one.
    """
    found = HolidayCalendars().get(residence)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("residence", "country", "region"),
    [
        ("DE-BE", "DE", "BE"),
        ("DE-NW", "DE", "NW"),
        ("FR-57", "FR", "57"),
        ("FR-6AE", "FR", "6AE"),
        ("FR-67", "FR", "6AE"),
        ("FR-68", "FR", "6AE"),
        ("FR-971", "FR", "971"),
        ("FR-75", "FR", None),
        ("FR-2A", "FR", None),
        ("FR-IDF", "FR", None),
        ("GB-SCT", "GB", "SCT"),
        ("AT-9", "AT", "9"),
        ("ES-MD", "ES", "MD"),
        ("US-CA", "US", "CA"),
        ("SE", "SE", None),
        ("IE", "IE", None),
    ],
)
@pytest.mark.parametrize("number", [2024, 2026, 2027])
def test_a_region_has_exactly_the_holidays_of_the_package(
    residence: str, country: str, region: str | None, number: int
) -> None:
    """
    Where the region is known, or the country has none, every day of the year is answered as the package does.
    """
    theirs = holidays.country_holidays(country, subdiv=region, years=number)
    ours = calendar(residence)

    assert {day: day in theirs for day in year(number)} == {day: ours.holiday(day) for day in year(number)}


@pytest.mark.parametrize("country", ["DE", "FR", "GB", "US", "CH", "AU", "IT", "BR"])
def test_a_country_alone_is_certain_of_what_holds_in_all_its_regions(country: str) -> None:
    """
    Without a region a day is a holiday for certain only if it is one in every region, and none only if it is in none.
    """
    regions = holidays.list_supported_countries()[country]
    days = [holidays.country_holidays(country, subdiv=region, years=2026) for region in regions]
    ours = calendar(country)

    for day in year(2026):
        found = {day in one for one in days}
        told = ours.holiday(day)

        assert told is None or {told} == found


@pytest.mark.parametrize(
    ("residence", "day", "told"),
    [
        pytest.param("DE", MAY_DAY, True, id="a holiday in all of Germany"),
        pytest.param("DE", EPIPHANY, None, id="in some of its states"),
        pytest.param("DE-BY", EPIPHANY, True, id="in Bavaria"),
        pytest.param("DE-BE", EPIPHANY, False, id="not in Berlin"),
        pytest.param("DE-BY", ASSUMPTION, None, id="in the Catholic towns of Bavaria"),
        pytest.param("DE-SL", ASSUMPTION, True, id="in all of the Saarland"),
        pytest.param("DE-BY", AUGSBURG_PEACE, None, id="in one town of Bavaria"),
        pytest.param("DE-Augsburg", AUGSBURG_PEACE, True, id="in that town"),
        pytest.param("DE-BE", AUGSBURG_PEACE, False, id="in no town of Berlin"),
        pytest.param("FR", GOOD_FRIDAY, None, id="in Alsace and Moselle"),
        pytest.param("FR-67", ST_STEPHEN, True, id="in the old Alsatian department"),
        pytest.param("FR-57", ST_STEPHEN, True, id="in Moselle"),
        pytest.param("FR-GES", ST_STEPHEN, None, id="in a part of Grand Est"),
        pytest.param("FR-75", ST_STEPHEN, False, id="not in Paris"),
        pytest.param("GB", date(2026, 4, 6), None, id="Easter Monday, not in Scotland"),
        pytest.param("GB-ENG", date(2026, 12, 28), True, id="the substitute day of a bank holiday"),
        pytest.param("DE-XX", EPIPHANY, None, id="a region that there is not"),
        pytest.param("DE-XX", MAY_DAY, True, id="a region that there is not, on a national holiday"),
        pytest.param("DE-XX", date(2026, 5, 4), False, id="a region that there is not, on a working day"),
    ],
)
def test_says_when_it_does_not_know(residence: str, day: date, told: bool | None) -> None:  # noqa: FBT001
    """
    A day that is a holiday in a part of the residence only is unknown, neither yes nor no.
    """
    assert told is calendar(residence).holiday(day)


@pytest.mark.parametrize("residence", ["XX", "", "EU", "de", "DEU", "-BE", "XX-BE"])
def test_an_unknown_country_has_no_calendar(residence: str) -> None:
    """
    What is no ISO 3166 code of a country the package knows has no calendar at all.
    """
    assert HolidayCalendars().get(residence) is None


@pytest.mark.parametrize("day", [date.min, date(1800, 1, 1), date(2150, 1, 1), date.max])
def test_a_year_beyond_the_package_is_unknown(day: date) -> None:
    """
    A year of which the package knows nothing has no day that is certainly a working day.
    """
    assert calendar("DE-BE").holiday(day) is None


def test_dates_that_the_moon_decides_are_uncertain_until_they_are_announced() -> None:
    """
    An estimated holiday, the day before and the day after are unknown.
    """
    entity = holidays.country_holidays("AE", years=2031, language="en_US")
    estimated = [day for day, name in entity.items() if "estimated" in name]
    ours = calendar("AE")

    assert estimated
    assert {None} == {ours.holiday(day + timedelta(days)) for day in estimated for days in (-1, 0, 1)}
    assert ours.holiday(date(2031, 12, 2))


def test_carries_its_name_and_the_edition_of_the_package() -> None:
    """
    A recorded decision can say which calendar it used; a region that is not known says the country.
    """
    edition = f"holidays {version('holidays')}"

    assert ("DE-BE", edition) == (calendar("DE-BE").name, calendar("DE-BE").version)
    assert ("FR-67", edition) == (calendar("FR-67").name, calendar("FR-67").version)
    assert ("DE", edition) == (calendar("DE-XX").name, calendar("DE-XX").version)


def test_a_year_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The days of a year are frozen at the first question: later ones are answered even if the package is gone.
    """
    ours = calendar("DE-BE")
    before = ours.holiday(MAY_DAY)
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert before is ours.holiday(MAY_DAY) is True
    assert ours.holiday(date(2026, 5, 4)) is False
    with pytest.raises(MissingExtraError):
        ours.holiday(date(1995, 5, 1))


def test_the_same_residence_is_the_same_calendar() -> None:
    """
    A residence is looked up once.
    """
    calendars = HolidayCalendars()

    assert calendars.get("DE-BE") is calendars.get("DE-BE")
    assert calendars.get("DE") is calendars.get("DE-XX")


def test_a_calendar_is_a_value() -> None:
    """
    Two calendars of one name, edition and place are equal, whatever they were asked, also after pickling.
    """
    ours, other = calendar("DE-BE"), calendar("DE-BE")
    ours.holiday(MAY_DAY)

    assert ours == other == pickle.loads(pickle.dumps(ours))  # noqa: S301 - our own bytes
    assert hash(ours) == hash(other)


def test_is_a_source_of_calendars_for_periods() -> None:
    """
    A period that ends on a regional holiday ends a day later there, not elsewhere, and maybe where nobody knows.
    """
    calendars: Calendars = HolidayCalendars()
    delivered = date(2025, 12, 23)
    ends = {residence: ROLLING.end(delivered, calendars.get(residence)) for residence in ("DE-BY", "DE-BE", "DE")}

    assert date(2026, 1, 7) == ends["DE-BY"].day
    assert End(EPIPHANY, EPIPHANY) == ends["DE-BE"]
    assert End(EPIPHANY, date(2026, 1, 7), (), ("calendar",)) == ends["DE"]


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without the package the error names the extra that brings it.
    """
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(MissingExtraError, match=r'pip install "aftersales\[calendars\]"'):
        HolidayCalendars()
