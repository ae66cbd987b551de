"""What a shop promises about delivery when an order is placed, and by how much it missed that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import attrs

from ..dates import Step, WorkingCalendar, aware, zone_of
from ..errors import FactsError, Problem, facts_error
from .practices import Transit

__all__ = ["DeliveryWindow", "Dispatch", "delivery_window", "slippage"]

_DAY = timedelta(days=1)
_WEEK = 7
_LONGEST = 366
_WEEKDAYS = frozenset(range(_WEEK))
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


@attrs.frozen(kw_only=True)
class Dispatch:
    """
    How fast a warehouse and its carrier work.

    Args:
        zone: IANA zone of the warehouse.

        cut_off: The time on the clock of the warehouse, such as ``14:00``, before which an order counts for the same
            day; an order of that very second counts for the next one.

        handling_days: Working days from that day until the parcel is handed over; 0 for the same day.

        transit: Days after that on which the carrier delivers, at the earliest and at the latest; 0 is the day of the
            hand-over, or the next one on which the carrier delivers. A carrier that counts calendar days delivers on
            all seven of them and has no holidays, ``GivenCalendar("", frozenset())``.

        works_on: The weekdays on which the warehouse works, Monday is 0.

        delivers_on: The weekdays on which the carrier delivers.

    Raises:
        FactsError: If the time is none, a number of days is not from 0 to 366, or no weekday is named.

    .. versionadded:: 0.1.0
    """

    zone: str
    cut_off: str = "14:00"
    handling_days: int = 0
    transit: Transit
    works_on: frozenset[int] = frozenset(range(5))
    delivers_on: frozenset[int] = frozenset(range(6))

    def __attrs_post_init__(self) -> None:
        """Refuse what is no plan."""
        zone_of(self.zone)
        problems = []
        if not _clock(self.cut_off):
            problems.append(Problem("cut_off", "a time of day such as 14:00", _shown(self.cut_off)))
        if not _counted(self.handling_days):
            problems.append(Problem("handling_days", f"0 to {_LONGEST} working days", _shown(self.handling_days)))
        if type(self.transit) is not Transit or not _counted(self.transit.max_days):
            problems.append(Problem("transit", f"a Transit of 0 to {_LONGEST} days", _shown(self.transit)))
        for name, days in (("works_on", self.works_on), ("delivers_on", self.delivers_on)):
            if type(days) is not frozenset or not days or not days <= _WEEKDAYS:
                problems.append(Problem(name, "a frozenset of weekdays from 0 (Monday) to 6", _shown(days)))
        if problems:
            raise FactsError(tuple(problems))


@attrs.frozen(kw_only=True)
class DeliveryWindow:
    """
    From when until when a delivery is promised; store it with the order, since it is what was promised.

    Args:
        ship_by: The day on which the parcel is to be handed over, where the goods lie.

        first: The first day of delivery, where the customer is.

        last: The last day of delivery.

        steps: How the days were found.

        hangs_on: ``calendar`` where a calendar was not given, or cannot tell of a day on the way; a holiday there would
            make it later.

    Raises:
        FactsError: If the days are not in this order.

    .. versionadded:: 0.1.0
    """

    ship_by: date
    first: date
    last: date
    steps: tuple[Step, ...] = ()
    hangs_on: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a window that is the wrong way round."""
        if not self.ship_by <= self.first <= self.last:
            raise FactsError((Problem("last", "ship_by, first and last in this order", str(self.last)),))


def delivery_window(
    dispatch: Dispatch,
    at: datetime,
    *,
    warehouse: WorkingCalendar | None = None,
    carrier: WorkingCalendar | None = None,
) -> DeliveryWindow:
    """
    Find the delivery to promise for an order that is placed at a moment.

    A day of which a calendar cannot tell counts as a working day for the day of the hand-over and the first day of
    delivery, and as a holiday for the last one. Where no calendar is given only weekdays count.

    Find it again for what is late, from the moment of the delay on: that is a new promise, which the customer may or
    may not agree to, and the first one stays what was promised.

    Args:
        dispatch: How fast it goes.

        at: When the order is placed.

        warehouse: The holidays where the goods lie.

        carrier: The holidays where they are delivered.

    Raises:
        FactsError: If *at* has no zone, the calendars leave no working day, or it ends after the year 9999.

    >>> fast = Dispatch(zone="Europe/Berlin", transit=Transit(min_days=1, max_days=2))
    >>> str(delivery_window(fast, datetime.fromisoformat("2026-11-27T15:00:00+01:00")).last)
    '2026-12-02'

    .. versionadded:: 0.1.0
    """
    zone = zone_of(dispatch.zone)
    day = aware("at", at).astimezone(zone).date()
    steps = [Step("starts", day, "ordered")]
    # By the clock that strikes first, so that an hour that comes twice in autumn does not bring the cut-off back.
    cut_off = datetime.combine(day, time.fromisoformat(dispatch.cut_off), zone).astimezone(UTC)
    try:
        if at.astimezone(UTC) >= cut_off:
            day += _DAY
            steps.append(Step("rolls", day, f"after {dispatch.cut_off}"))
        early, late = (_handed_over(dispatch, day, warehouse, unsure=unsure) for unsure in (False, True))
        first, soonest = (
            _delivered(dispatch, early, dispatch.transit.min_days, carrier, unsure=u) for u in (False, True)
        )
        latest, last = (_delivered(dispatch, late, dispatch.transit.max_days, carrier, unsure=u) for u in (False, True))
    except OverflowError:
        raise facts_error("at", "a time whose delivery ends before the year 10000", at.isoformat()) from None
    steps.append(Step("counts", early, _handling(dispatch.handling_days)))
    steps.append(Step("counts", last, f"{dispatch.transit.min_days}-{dispatch.transit.max_days} delivery days"))
    known = warehouse is not None and carrier is not None and (early, first, latest) == (late, soonest, last)
    return DeliveryWindow(
        ship_by=early, first=first, last=max(first, last), steps=tuple(steps), hangs_on=() if known else ("calendar",)
    )


def slippage(window: DeliveryWindow, today: date, delivered: Iterable[date] = (), *, complete: bool = True) -> int:
    """
    Count the days by which a promise was missed: above 0 too late, below 0 too early, 0 as promised.

    What is not complete is late from the day after the window on, and is never early. Where it is complete the last
    parcel counts.

    Args:
        window: What was promised.

        today: The day where the customer is, for what has not arrived.

        delivered: The days on which the parcels arrived, where the customer is.

        complete: Whether these are all parcels.

    Raises:
        FactsError: If a day is a time; take its date where the customer is, with `local_day`.

    >>> window = DeliveryWindow(ship_by=date(2026, 11, 2), first=date(2026, 11, 3), last=date(2026, 11, 5))
    >>> slippage(window, date(2026, 11, 9)), slippage(window, date(2026, 11, 9), [date(2026, 11, 4)])
    (4, 0)

    .. versionadded:: 0.1.0
    """
    days = [_day("delivered", day) for day in delivered]
    if not days or not complete:
        return max((_day("today", today) - window.last).days, 0)
    arrived = max(days)
    if arrived > window.last:
        return (arrived - window.last).days
    return min((arrived - window.first).days, 0)


def _day(path: str, day: date) -> date:
    """Refuse a time, of which nobody knows the day until its zone is told."""
    if isinstance(day, datetime):
        raise facts_error(path, "a day where the customer is (see local_day)", "a time")
    return day


def _handling(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'} of handling"


def _counted(days: object) -> bool:
    return type(days) is int and 0 <= days <= _LONGEST


def _clock(text: object) -> bool:
    return isinstance(text, str) and _CLOCK.fullmatch(text) is not None


def _shown(got: object) -> str:
    return str(sorted(got, key=str)) if isinstance(got, frozenset) else repr(got)[:40]


def _handed_over(dispatch: Dispatch, day: date, calendar: WorkingCalendar | None, *, unsure: bool) -> date:
    """Start on the first working day, and count handling from there."""
    start = _on(day - _DAY, 1, dispatch.works_on, calendar, unsure=unsure)
    return _on(start, dispatch.handling_days, dispatch.works_on, calendar, unsure=unsure)


def _delivered(dispatch: Dispatch, sent: date, days: int, calendar: WorkingCalendar | None, *, unsure: bool) -> date:
    """Count delivery days from the hand-over; where there are none, take that day or the next one of delivery."""
    since, count = (sent, days) if days else (sent - _DAY, 1)
    return _on(since, count, dispatch.delivers_on, calendar, unsure=unsure)


def _on(day: date, count: int, weekdays: frozenset[int], calendar: WorkingCalendar | None, *, unsure: bool) -> date:
    """Go on by so many days that count."""
    left = count
    for _ in range(_WEEK * (count + 1) + _LONGEST):
        if not left:
            return day
        day += _DAY
        if day.weekday() in weekdays and not _free(day, calendar, unsure=unsure):
            left -= 1
    raise FactsError((Problem("calendar", "a working day within a year", "none"),))


def _free(day: date, calendar: WorkingCalendar | None, *, unsure: bool) -> bool:
    holiday = calendar.holiday(day) if calendar is not None else False
    return unsure if holiday is None else holiday
