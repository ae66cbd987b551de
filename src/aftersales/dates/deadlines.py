"""
A last day and its band: open until *sure*, closed after *maybe*, and undecided in between.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from ..errors import facts_error
from .moments import aware, end_of, zone_of

__all__ = ["FOREVER", "Closed", "Deadline", "Judged", "Open", "Step", "Undecided"]

#: The day of a deadline whose clock has not started, or that never ends.
FOREVER = date.max


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
