from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import GivenCalendar, Roll, roll_on
from aftersales.law.extra_days import dates_of, easter_sunday, with_extra_days
from aftersales.law.rows import ExtraDay

SWEDEN = frozenset({ExtraDay.MIDSUMMER_EVE, ExtraDay.CHRISTMAS_EVE, ExtraDay.NEW_YEARS_EVE})
NETHERLANDS = frozenset({ExtraDay.GOOD_FRIDAY, ExtraDay.LIBERATION_DAY_5_MAY, ExtraDay.FRIDAY_AFTER_ASCENSION})


@given(st.integers(1583, 4099))
def test_easter_agrees_with_dateutil(year: int) -> None:
    """
    Easter Sunday is that of an independent implementation in every year of the Gregorian calendar.
    """
    assert easter(year) == easter_sunday(year)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        pytest.param(2026, date(2026, 4, 5), id="this year"),
        pytest.param(1818, date(1818, 3, 22), id="the earliest there is"),
        pytest.param(2038, date(2038, 4, 25), id="the latest there is"),
        pytest.param(1981, date(1981, 4, 19), id="an exception of the epacts"),
        pytest.param(1954, date(1954, 4, 18), id="the other exception"),
    ],
)
def test_easter_on_known_days(year: int, day: date) -> None:
    """
    Easter falls on the days that the almanacs print.
    """
    assert day == easter_sunday(year)


@pytest.mark.parametrize(
    ("extra", "day"),
    [
        (ExtraDay.GOOD_FRIDAY, date(2026, 4, 3)),
        (ExtraDay.LIBERATION_DAY_5_MAY, date(2026, 5, 5)),
        (ExtraDay.FRIDAY_AFTER_ASCENSION, date(2026, 5, 15)),
        (ExtraDay.MIDSUMMER_EVE, date(2026, 6, 19)),
        (ExtraDay.CHRISTMAS_EVE, date(2026, 12, 24)),
        (ExtraDay.NEW_YEARS_EVE, date(2026, 12, 31)),
    ],
)
def test_each_day_of_2026(extra: ExtraDay, day: date) -> None:
    """
    Each name stands for one day of the year.
    """
    assert frozenset({day}) == dates_of(frozenset({extra}), 2026)


def test_there_is_a_day_for_every_name() -> None:
    """
    No name of the schema is without its day.
    """
    assert len(ExtraDay) == len(dates_of(frozenset(ExtraDay), 2026))


@given(st.integers(1900, 2200))
def test_midsummer_eve_is_the_friday_of_its_week(year: int) -> None:
    """
    Midsummer Eve is a Friday from 19 to 25 June.
    """
    (day,) = dates_of(frozenset({ExtraDay.MIDSUMMER_EVE}), year)

    assert day.weekday() == 4
    assert date(year, 6, 19) <= day <= date(year, 6, 25)


def test_no_extra_days_leave_the_calendar_alone() -> None:
    """
    Where the statute adds nothing, the calendar is the same object.
    """
    calendar = GivenCalendar("DE", frozenset())

    assert with_extra_days(calendar, frozenset()) is calendar


def test_without_a_calendar_there_is_still_none() -> None:
    """
    A few days are no calendar; the deadline keeps its band.
    """
    assert with_extra_days(None, SWEDEN) is None


def test_the_statute_lies_on_the_calendar() -> None:
    """
    A day is a holiday by the calendar or by the statute, and what the calendar cannot tell stays unknown.
    """
    national, regional = date(2026, 6, 6), date(2026, 6, 5)
    given_calendar = GivenCalendar("SE", frozenset({national}), version="7", unsure=frozenset({regional}))
    calendar = with_extra_days(given_calendar, SWEDEN)

    assert calendar is not None
    assert ("SE+statute", "7") == (calendar.name, calendar.version)
    assert calendar.holiday(date(2026, 6, 19)) is True
    assert calendar.holiday(date(2027, 12, 24)) is True
    assert calendar.holiday(national) is True
    assert calendar.holiday(regional) is None
    assert calendar.holiday(date(2026, 6, 22)) is False


def test_a_period_rolls_over_midsummer() -> None:
    """
    A Swedish period that ends on Midsummer Eve ends on the Monday after it.
    """
    calendar = with_extra_days(GivenCalendar("SE", frozenset({date(2026, 6, 20)})), SWEDEN)

    assert roll_on(date(2026, 6, 19), Roll.SATURDAY_SUNDAY_HOLIDAY, calendar).day == date(2026, 6, 22)


def test_a_period_rolls_over_the_dutch_bridge() -> None:
    """
    A Dutch period that ends on Ascension ends on the Monday after the bridge day and the weekend.
    """
    ascension = easter_sunday(2026) + timedelta(39)
    calendar = with_extra_days(GivenCalendar("NL", frozenset({ascension})), NETHERLANDS)

    assert roll_on(ascension, Roll.SATURDAY_SUNDAY_HOLIDAY, calendar).day == date(2026, 5, 18)
