"""
The public holidays of a place, as periods ask for them.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

import attrs

__all__ = ["Calendars", "GivenCalendar", "WorkingCalendar"]


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
