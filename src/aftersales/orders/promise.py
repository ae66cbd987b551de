"""What a shop promises about delivery when an order is placed, and by how much it missed that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import attrs

from ..dates import Step, WorkingCalendar, aware, zone_of
from ..errors import FactsError, Problem
from .practices import Transit

__all__ = ["DeliveryWindow", "Dispatch", "delivery_window", "slippage"]

_DAY = timedelta(days=1)
_WEEK = 7
_LONGEST = 366


@attrs.frozen(kw_only=True)
class Dispatch:
    """
    How fast a warehouse and its carrier work.

    Args:
        zone: IANA zone of the warehouse.

        cut_off: The local time, such as ``14:00``, before which an order counts for the same day.

        handling_days: Working days from that day until the parcel is handed over; 0 for the same day.

        transit: Delivery days of the carrier after that, at the earliest and at the latest.

        works_on: The weekdays on which the warehouse works, Monday is 0.

        delivers_on: The weekdays on which the carrier delivers.

    Raises:
        FactsError: If the time is none, a number is negative, or no weekday is named.

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
        try:
            time.fromisoformat(self.cut_off)
        except ValueError:
            problems.append(Problem("cut_off", "a time of day such as 14:00", "another text"))
        if not 0 <= self.handling_days <= _LONGEST:
            problems.append(Problem("handling_days", f"0 to {_LONGEST} working days", str(self.handling_days)))
        for name, days in (("works_on", self.works_on), ("delivers_on", self.delivers_on)):
            if not days or not days <= frozenset(range(_WEEK)):
                problems.append(Problem(name, "weekdays from 0 (Monday) to 6", str(sorted(days))))
        if problems:
            raise FactsError(tuple(problems))


@attrs.frozen(kw_only=True)
class DeliveryWindow:
    """
    From when until when a delivery is promised; store it with the order, since it is what was promised.

    Args:
        ship_by: The day on which the parcel is handed over.

        first: The first day of delivery.

        last: The last day of delivery.

        steps: How the days were found.

        hangs_on: ``calendar`` where holidays are not known; they would make it later.

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

    A day of which a calendar cannot tell counts as a working day for the first day of delivery and as a holiday for
    the last one.

    Args:
        dispatch: How fast it goes.

        at: When the order is placed.

        warehouse: The holidays where the goods lie.

        carrier: The holidays where they are delivered.

    Raises:
        FactsError: If *at* has no zone, or the calendars leave no working day.

    >>> fast = Dispatch(zone="Europe/Berlin", transit=Transit(min_days=1, max_days=2))
    >>> str(delivery_window(fast, datetime.fromisoformat("2026-11-27T15:00:00+01:00")).last)
    '2026-12-02'

    .. versionadded:: 0.1.0
    """
    local = aware("at", at).astimezone(zone_of(dispatch.zone))
    day = local.date()
    steps = [Step("starts", day, "ordered")]
    if local.time() >= time.fromisoformat(dispatch.cut_off):
        day += _DAY
        steps.append(Step("rolls", day, f"after {dispatch.cut_off}"))
    early, late = (_handed_over(dispatch, day, warehouse, unsure) for unsure in (False, True))
    steps.append(Step("counts", early, f"{dispatch.handling_days} working days of handling"))
    first = _on(early, dispatch.transit.min_days, dispatch.delivers_on, carrier, unsure=False)
    last = _on(late, dispatch.transit.max_days, dispatch.delivers_on, carrier, unsure=True)
    steps.append(Step("counts", last, f"{dispatch.transit.min_days}-{dispatch.transit.max_days} delivery days"))
    known = warehouse is not None and carrier is not None
    return DeliveryWindow(
        ship_by=early, first=first, last=max(first, last), steps=tuple(steps), hangs_on=() if known else ("calendar",)
    )


def slippage(window: DeliveryWindow, today: date, delivered: Iterable[date] = (), *, complete: bool = True) -> int:
    """
    Count the days by which a promise was missed: above 0 too late, below 0 too early, 0 as promised.

    Args:
        window: What was promised.

        today: The day where the customer is, for what has not arrived.

        delivered: The local days on which the parcels arrived.

        complete: Whether these are all parcels.

    >>> window = DeliveryWindow(ship_by=date(2026, 11, 2), first=date(2026, 11, 3), last=date(2026, 11, 5))
    >>> slippage(window, date(2026, 11, 9)), slippage(window, date(2026, 11, 9), [date(2026, 11, 4)])
    (4, 0)

    .. versionadded:: 0.1.0
    """
    days = list(delivered)
    if not days or not complete:
        return max((today - window.last).days, 0)
    arrived = max(days)
    if arrived > window.last:
        return (arrived - window.last).days
    return min((arrived - window.first).days, 0)


def _handed_over(dispatch: Dispatch, day: date, calendar: WorkingCalendar | None, unsure: bool) -> date:  # noqa: FBT001
    """Start on the first working day, and count handling from there."""
    start = _on(day - _DAY, 1, dispatch.works_on, calendar, unsure=unsure)
    return _on(start, dispatch.handling_days, dispatch.works_on, calendar, unsure=unsure)


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
