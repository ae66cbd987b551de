"""
Periods of days, working days and months: how they count, and how their end rolls on.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

import attrs

from ..errors import facts_error
from .calendars import WorkingCalendar
from .deadlines import Step

__all__ = ["LONGEST_HOLIDAY", "Count", "End", "Period", "Roll", "Unit", "add_months", "roll_on"]

#: How many days in a row may be holidays of a calendar that nobody gave; wide enough for a year-end or a golden week.
LONGEST_HOLIDAY = 8

_SATURDAY, _SUNDAY = 5, 6
_DAY = timedelta(days=1)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Unit(Enum):
    """What a period counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


class Count(Enum):
    """Whether the day of the event is the first day of the period."""

    EVENT_DAY_OUT = "event_day_out"
    EVENT_DAY_IN = "event_day_in"


class Roll(Enum):
    """On which last days a period goes on to the next working day."""

    NONE = "none"
    SATURDAY_SUNDAY_HOLIDAY = "saturday_sunday_holiday"
    SUNDAY_HOLIDAY = "sunday_holiday"
    SATURDAY_HOLIDAY = "saturday_holiday"


@attrs.frozen
class Period:
    """
    A length of time on the calendar: so many days, working days or months.

    >>> Period(14).end(date(2026, 11, 8)).day
    datetime.date(2026, 11, 22)

    .. versionadded:: 0.1.0
    """

    length: int
    unit: Unit = Unit.DAY
    count: Count = Count.EVENT_DAY_OUT
    roll: Roll = Roll.NONE

    def __attrs_post_init__(self) -> None:
        """Refuse a negative length."""
        if self.length < 0:
            raise facts_error("length", "a length of 0 or more", self.length)

    def end(self, event: date, calendar: WorkingCalendar | None = None) -> End:
        """
        Find the last day of the period that an event on this day starts.

        Args:
            event: The day of the event, where the customer is.

            calendar: The public holidays that count; without one the end may be unsure.

        Source:
            Regulation (EEC, Euratom) 1182/71, art. 3, for the counting and the roll of the EU's own rules.
        """
        try:
            if self.unit is Unit.WORKING_DAY:
                starts = event - _DAY if self.count is Count.EVENT_DAY_IN else event
                return _working_days(starts, self.length, calendar)
            return roll_on(self.plain_end(event), self.roll, calendar)
        except OverflowError:
            raise facts_error("length", "a period that ends before the year 10000", self.length) from None

    def plain_end(self, event: date) -> date:
        """
        Find its last day without looking at holidays: the day before it rolls on, where it would.

        >>> Period(14, roll=Roll.SUNDAY_HOLIDAY).plain_end(date(2026, 11, 8))
        datetime.date(2026, 11, 22)

        .. versionadded:: 0.1.0
        """
        if self.unit is Unit.WORKING_DAY:
            return self.end(event).day
        event_in = self.count is Count.EVENT_DAY_IN
        try:
            if self.unit is Unit.DAY:
                return event + timedelta(self.length - event_in)
            last = add_months(event, self.length)
        except OverflowError:
            raise facts_error("length", "a period that ends before the year 10000", self.length) from None
        # Where the month has no such day it ends with its last day, which is then the last day of the period.
        return last - _DAY if event_in and last.day == event.day else last


@attrs.frozen
class End:
    """
    The last day of a period: the day for certain, the day it may be, and the steps.

    *unsure* says which fact keeps them apart: ``calendar`` or nothing.
    """

    day: date
    maybe: date
    steps: tuple[Step, ...] = ()
    unsure: tuple[str, ...] = ()


def add_months(day: date, months: int) -> date:
    """
    Add calendar months; a day the month does not have becomes its last day.

    >>> add_months(date(2024, 2, 29), 24), add_months(date(2026, 1, 31), 13)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))

    .. versionadded:: 0.1.0
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= years <= date.max.year:
        raise OverflowError("date value out of range")
    length = _MONTH_DAYS[month]
    if month == 1 and years % 4 == 0 and (years % 100 != 0 or years % 400 == 0):
        length = 29
    return date(years, month + 1, min(day.day, length))


_RESTS = {
    Roll.SATURDAY_SUNDAY_HOLIDAY: (_SATURDAY, _SUNDAY),
    Roll.SUNDAY_HOLIDAY: (_SUNDAY,),
    Roll.SATURDAY_HOLIDAY: (_SATURDAY,),
}


def roll_on(day: date, roll: Roll, calendar: WorkingCalendar | None) -> End:
    """
    Move a last day that is no working day on to the next one.

    Without a calendar, or on a day the calendar does not know, both ends are given.

    >>> from aftersales.dates import GivenCalendar
    >>> roll_on(date(2026, 11, 22), Roll.SATURDAY_SUNDAY_HOLIDAY, GivenCalendar("x", frozenset())).day
    datetime.date(2026, 11, 23)

    .. versionadded:: 0.1.0
    """
    if roll is Roll.NONE:
        return End(day, day)
    rest = _RESTS[roll]
    if calendar is not None and day.weekday() not in rest and calendar.holiday(day) is False:
        return End(day, day)
    sure, steps = day, []
    while (weekend := sure.weekday() in rest) or (calendar is not None and calendar.holiday(sure)):
        kind = ("saturday" if sure.weekday() == _SATURDAY else "sunday") if weekend else "holiday"
        sure += _DAY
        steps.append(Step("rolls", sure, kind))
    maybe, unsure = sure, calendar is None
    for _ in range(LONGEST_HOLIDAY):
        if maybe.weekday() in rest or (calendar is not None and calendar.holiday(maybe)):
            maybe += _DAY
        elif calendar is None or calendar.holiday(maybe) is None:
            maybe, unsure = maybe + _DAY, True
        else:
            break
    while maybe.weekday() in rest or (calendar is not None and calendar.holiday(maybe)):
        maybe += _DAY
    return End(sure, maybe, tuple(steps), ("calendar",) if unsure else ())


def _working_days(starts: date, length: int, calendar: WorkingCalendar | None) -> End:
    day, left = starts, length
    while left:
        day += _DAY
        if day.weekday() < _SATURDAY and not (calendar is not None and calendar.holiday(day)):
            left -= 1
    if calendar is None:
        return End(day, day + timedelta(LONGEST_HOLIDAY + 2), (), ("calendar",))
    maybe, left = starts, length
    for _ in range(length * 7 + LONGEST_HOLIDAY * 7):
        if not left:
            break
        maybe += _DAY
        if maybe.weekday() < _SATURDAY and calendar.holiday(maybe) is False:
            left -= 1
    return End(day, max(day, maybe), (), () if maybe <= day else ("calendar",))
