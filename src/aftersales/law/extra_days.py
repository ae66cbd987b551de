"""
Days that a computation statute puts on a level with public holidays although holiday lists leave them out.

They are no day of rest for everybody, so no calendar is wrong without them; a period ends after them all the same.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import attrs

from ..dates import WorkingCalendar
from .rows import ExtraDay

__all__ = ["StatuteCalendar", "dates_of", "easter_sunday", "with_extra_days"]

_FRIDAY = 4


def easter_sunday(year: int) -> date:
    """
    Find Easter Sunday of the western churches.

    Source:
        The Gregorian computus in the form of Butcher, as printed by Meeus, Astronomical Algorithms, ch. 8.

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)

    .. versionadded:: 0.1.0
    """
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    golden = year % 19
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _midsummer_eve(year: int) -> date:
    first = date(year, 6, 19)
    return first + timedelta((_FRIDAY - first.weekday()) % 7)


def _day_of(extra: ExtraDay, year: int) -> date:
    match extra:
        case ExtraDay.GOOD_FRIDAY:
            return easter_sunday(year) - timedelta(2)
        case ExtraDay.FRIDAY_AFTER_ASCENSION:
            return easter_sunday(year) + timedelta(40)
        case ExtraDay.MIDSUMMER_EVE:
            return _midsummer_eve(year)
        case ExtraDay.LIBERATION_DAY_5_MAY:
            return date(year, 5, 5)
        case ExtraDay.CHRISTMAS_EVE:
            return date(year, 12, 24)
        case ExtraDay.NEW_YEARS_EVE:
            return date(year, 12, 31)


@lru_cache(maxsize=512)
def dates_of(extra_days: frozenset[ExtraDay], year: int) -> frozenset[date]:
    """
    Find the days of a year.

    >>> dates_of(frozenset({ExtraDay.MIDSUMMER_EVE}), 2026)
    frozenset({datetime.date(2026, 6, 19)})

    .. versionadded:: 0.1.0
    """
    return frozenset(_day_of(extra, year) for extra in extra_days)


@attrs.frozen
class StatuteCalendar:
    """
    A calendar with the days of a computation statute on top.

    Args:
        calendar: The public holidays of the place.

        extra_days: What the statute adds to them.

    .. versionadded:: 0.1.0
    """

    calendar: WorkingCalendar
    extra_days: frozenset[ExtraDay]

    @property
    def name(self) -> str:
        """The calendar's own name, marked as having more."""
        return f"{self.calendar.name}+statute"

    @property
    def version(self) -> str:
        """Which edition of the calendar's data this is."""
        return self.calendar.version

    def holiday(self, day: date, /) -> bool | None:
        """Say whether *day* is a public holiday or on a level with one."""
        return day in dates_of(self.extra_days, day.year) or self.calendar.holiday(day)


def with_extra_days(calendar: WorkingCalendar | None, days: frozenset[ExtraDay]) -> WorkingCalendar | None:
    """
    Put the days of a computation statute on top of a calendar; without a calendar there is still none.

    >>> from aftersales.dates import GivenCalendar
    >>> swedish = with_extra_days(GivenCalendar("SE", frozenset()), frozenset({ExtraDay.CHRISTMAS_EVE}))
    >>> swedish.name, swedish.holiday(date(2026, 12, 24))
    ('SE+statute', True)

    .. versionadded:: 0.1.0
    """
    return calendar if calendar is None or not days else StatuteCalendar(calendar, days)
