"""
Periods and deadlines on the customer's calendar.

A day is a local `date` where the customer is; an instant is an aware `datetime`. A period counts from the day of an
event, ends at 24:00 of its last day, and may roll on to a working day. What is not known for certain makes two ends:
a `Deadline` is open until *sure*, closed after *maybe*, and undecided in between.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from .errors import facts_error

__all__ = [
    "FOREVER",
    "Calendars",
    "Closed",
    "Count",
    "Deadline",
    "End",
    "GivenCalendar",
    "Interval",
    "Judged",
    "Open",
    "Period",
    "Roll",
    "Step",
    "Undecided",
    "Unit",
    "WorkingCalendar",
    "add_months",
    "aware",
    "end_of",
    "local_day",
    "zone_of",
]

#: The day of a deadline whose clock has not started, or that never ends.
FOREVER = date.max

#: How many days in a row may be holidays of a calendar that nobody gave; wide enough for a year-end or a golden week.
LONGEST_HOLIDAY = 8

_SATURDAY, _SUNDAY = 5, 6
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = date.min.year, date.max.year
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


class WorkingCalendar(Protocol):
    """
    Protocol: the public holidays of one place.

    ``holiday`` answers None for a day of which the calendar cannot tell, such as a holiday of some regions only.
    """

    @property
    def name(self) -> str:
        """What it is called in a recorded decision, such as ``DE-BE``."""
        ...

    @property
    def version(self) -> str:
        """Which edition of its data this is."""
        ...

    def holiday(self, day: date, /) -> bool | None:
        """Say whether *day* is a public holiday, or None if that is not known."""
        ...


class Calendars(Protocol):
    """Protocol: calendars by residence (ISO 3166); a plain dict is one."""

    def get(self, residence: str, /) -> WorkingCalendar | None:
        """Return the calendar of a country or region, or None if there is none."""
        ...


@attrs.frozen
class GivenCalendar:
    """
    A calendar whose holidays the caller lists.

    >>> GivenCalendar("DE-BE", frozenset({date(2026, 5, 1)})).holiday(date(2026, 5, 1))
    True

    .. versionadded:: 0.1.0
    """

    name: str
    days: frozenset[date]
    version: str = "given"
    unsure: frozenset[date] = frozenset()

    def holiday(self, day: date, /) -> bool | None:
        """Say whether *day* is listed."""
        if day in self.days:
            return True
        return None if day in self.unsure else False


@attrs.frozen
class Step:
    """
    One step of the way to a deadline: what was done, and the day it led to.

    Args:
        code: ``starts``, ``counts``, ``rolls``, ``extends``, ``season``, ``estimates``, ``assumes``, ``promised`` or
            ``unlimited``.

        day: The day after this step.

        detail: What it was about: the event, the length, the kind of day.

    .. versionadded:: 0.1.0
    """

    code: str
    day: date
    detail: str = ""


@attrs.frozen
class Open:
    """The deadline has not passed, whatever the unknown facts are."""


@attrs.frozen
class Closed:
    """The deadline has passed, whatever the unknown facts are."""


@attrs.frozen
class Undecided:
    """Whether it has passed hangs on these facts."""

    hangs_on: tuple[str, ...]


Judged = Open | Closed | Undecided

_OPEN, _CLOSED = Open(), Closed()


@attrs.frozen
class Deadline:
    """
    A last day, with both its ends where something is unknown.

    Args:
        sure: The last day, where the customer is, on which it is open for certain.

        maybe: The last day on which it may still be open; the same day when nothing is unknown.

        zone: The IANA zone in which *sure* ends.

        hangs_on: The unknown facts that keep the two apart.

        steps: How *sure* was found, which is the day of the last of them; none where nothing was counted.

        late_zone: The zone in which *maybe* ends, where the customer's own zone is unknown.

    >>> Deadline(date(2026, 11, 23), date(2026, 11, 23), "Europe/Berlin").is_open(
    ...     datetime.fromisoformat("2026-11-23T23:59:59+01:00"))
    True

    .. versionadded:: 0.1.0
    """

    sure: date
    maybe: date
    zone: str
    hangs_on: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    late_zone: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a band that is the wrong way round."""
        if self.maybe < self.sure:
            raise facts_error("maybe", f"a day not before {self.sure}", self.maybe)

    @property
    def last_day(self) -> date:
        """The day to tell the customer: the one that is certain."""
        return self.sure

    @property
    def ends_at(self) -> datetime | None:
        """The first moment at which it is no longer open for certain; None if no end is known."""
        return None if self.sure == FOREVER else end_of(self.sure, self.zone)

    @property
    def never_ends(self) -> bool:
        """Say whether no end is known, since the clock has not started or there is no limit."""
        return self.sure == FOREVER

    @property
    def unlimited(self) -> bool:
        """Say whether there is no limit at all, rather than a clock that has not started."""
        return any(step.code == "unlimited" for step in self.steps)

    def judge(self, at: datetime) -> Judged:
        """
        Judge a moment: open, closed, or undecided with the facts it hangs on.

        The last day counts in full where the customer is, whatever zone *at* is in.
        """
        if at.tzinfo is None:
            aware("at", at)
        if self.sure == FOREVER or at.astimezone(zone_of(self.zone)).date() <= self.sure:
            return _OPEN
        if self.maybe == self.sure and not self.late_zone:
            return _CLOSED
        if at.astimezone(zone_of(self.late_zone or self.zone)).date() > self.maybe:
            return _CLOSED
        return Undecided(self.hangs_on)

    def is_open(self, at: datetime) -> bool:
        """Say whether it is open for certain."""
        return self.judge(at) is _OPEN


@attrs.frozen
class Interval:
    """
    A span of time from *start* on, up to but without *end*; None is open on that side.

    >>> from datetime import UTC
    >>> year = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    >>> datetime(2027, 1, 1, tzinfo=UTC) in year
    False

    .. versionadded:: 0.1.0
    """

    start: datetime | None = None
    end: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse naive times and an end before the start."""
        for path, moment in (("start", self.start), ("end", self.end)):
            if moment is not None:
                aware(path, moment)
        if self.start is not None and self.end is not None and self.end < self.start:
            raise facts_error("end", "a time not before the start", self.end.isoformat())

    def __contains__(self, at: datetime) -> bool:
        """Say whether a moment lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


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


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """
    Find an IANA zone by name.

    Raises:
        FactsError: If there is no such zone on this machine.

    .. versionadded:: 0.1.0
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise facts_error("zone", "an IANA time zone such as Europe/Berlin", f'"{name[:40]}"') from None


def aware(path: str, moment: object) -> datetime:
    """Refuse a time without a zone, naming where it stands."""
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        if _FIRST_YEAR < moment.year < _LAST_YEAR:  # elsewhere it may be a day earlier or later
            return moment
        raise facts_error(path, "a time from the year 2 to the year 9998", moment.isoformat())
    got = moment.isoformat() if isinstance(moment, datetime) else type(moment).__name__
    raise facts_error(path, "a time with its zone (an aware datetime)", got)


def local_day(at: datetime, zone: str) -> date:
    """
    Find the local date of a moment.

    >>> local_day(datetime.fromisoformat("2026-06-19T23:30:00+00:00"), "Europe/London")
    datetime.date(2026, 6, 20)

    .. versionadded:: 0.1.0
    """
    return day_in(zone, aware("at", at))


def day_in(zone: str, at: datetime) -> date:
    """Find the local date of a moment of which somebody made sure that it has a zone."""
    return at.astimezone(zone_of(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """
    Find the first moment after a local day: the next midnight there, or what a clock change makes of it.

    >>> end_of(date(2026, 3, 29), "Europe/Berlin").isoformat()
    '2026-03-30T00:00:00+02:00'

    .. versionadded:: 0.1.0
    """
    return datetime.combine(day + _DAY, datetime.min.time(), zone_of(zone))
