"""
Moments, the zones in which they are read, and the spans between them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from ..errors import facts_error

__all__ = ["Interval", "aware", "day_in", "end_of", "local_day", "zone_of"]

#: Where a day begins first and where it ends last, for a person of whom no zone is known.
EASTERNMOST, WESTERNMOST = "Etc/GMT-14", "Etc/GMT+12"

_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = date.min.year, date.max.year


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
    """
    Find the local date of a moment of which somebody made sure that it has a zone.

    .. versionadded:: 0.1.0
    """
    return at.astimezone(zone_of(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """
    Find the first moment after a local day: the next midnight there, or what a clock change makes of it.

    >>> end_of(date(2026, 3, 29), "Europe/Berlin").isoformat()
    '2026-03-30T00:00:00+02:00'

    .. versionadded:: 0.1.0
    """
    return datetime.combine(day + _DAY, datetime.min.time(), zone_of(zone))


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
