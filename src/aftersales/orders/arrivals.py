"""When the goods came into the buyer's hands, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from ..dates import FOREVER, Step, local_day
from .lines import Line
from .movements import Moved
from .order import Order
from .practices import Practices

__all__ = ["Arrival", "arrival", "each_arrival"]


@attrs.frozen
class Arrival:
    """
    The first and the last day on which the last unit may have arrived.

    Args:
        first: The earliest day; `FOREVER` if it is known not to have arrived.

        last: The latest day; `FOREVER` if it may not have arrived yet.

        hangs_on: The unknown fact that keeps the two apart.

        steps: How the days were found.

    .. versionadded:: 0.1.0
    """

    first: date
    last: date
    hangs_on: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def outstanding(self) -> bool:
        """Say whether something is known to be still on its way."""
        return self.first == FOREVER


def arrival(order: Order, lines: Iterable[Line], zone: str, practices: Practices) -> Arrival | None:
    """
    Find when the last unit of some lines arrived where days are counted in *zone*.

    Units that were cancelled do not count. What was never shipped, is seen on its way, or was lost and not sent again
    has not arrived. Where nothing was seen of a parcel, the shop's stated transit time gives the days; without one, it
    may have arrived on any day since.

    Returns:
        None if no unit of these lines is left to arrive.

    .. versionadded:: 0.1.0
    """
    found = [one for line in lines for one in _of_line(order, line, zone, practices)]
    if not found:
        return None
    last_first, last_last = max(one.first for one in found), max(one.last for one in found)
    hangs_on = tuple(dict.fromkeys(fact for one in found for fact in one.hangs_on))
    steps = next(one.steps for one in found if one.last == last_last)
    return Arrival(last_first, last_last, hangs_on if last_first != last_last else (), steps)


def each_arrival(order: Order, line: Line, zone: str, practices: Practices) -> Arrival | None:
    """
    Find between which days each unit of a line that is there arrived, for rights that run for every unit by itself.

    Which of several deliveries brought a unit is not known, so their days make a span. What has not arrived does not
    count.

    Returns:
        None if no unit can have arrived.

    .. versionadded:: 0.1.0
    """
    pools = order.tally(line.id)
    found = [one for one in _of_line(order, line, zone, practices) if not one.outstanding]
    if not found or not max(pools.shipped - pools.lost, pools.delivered):
        return None
    first, last = min(one.first for one in found), max(one.last for one in found)
    steps = next(one.steps for one in found if one.last == last)
    return Arrival(first, last, ("delivered_on",) if first != last else (), steps)


def _of_line(order: Order, line: Line, zone: str, practices: Practices) -> Iterable[Arrival]:
    pools = order.tally(line.id)
    due = pools.ordered - pools.cancelled
    if due <= 0:
        return
    if max(pools.shipped - pools.lost, pools.delivered) < due:
        yield Arrival(FOREVER, FOREVER, (), (Step("starts", FOREVER, "not_shipped"),))
    arrived = pools.delivered >= due
    for parcel in order.parcels:
        units = [packed.quantity for packed in parcel.contents if packed.line == line.id]
        if not units or parcel.lost or (arrived and any(units) and not parcel.delivered):
            continue
        span = parcel.possession(zone)
        if span is not None:
            yield _seen(*span)
        else:
            sent = local_day(parcel.shipped_at, zone) if parcel.shipped_at is not None else None
            yield _unseen(order, sent, zone, practices)
    told = [m for m in order.movements if m.line == line.id and m.what is Moved.DELIVERED]
    for movement in told:
        yield _seen(*[local_day(movement.at, zone)] * 2) if movement.at else _unseen(order, None, zone, practices)
    if sum(movement.quantity for movement in told) + _in_parcels(order, line.id) < due:
        for movement in order.movements:
            if movement.line == line.id and movement.what is Moved.SHIPPED:
                sent = local_day(movement.at, zone) if movement.at is not None else None
                yield _unseen(order, sent, zone, practices)


def _in_parcels(order: Order, line_id: str) -> int:
    going = [parcel for parcel in order.parcels if not parcel.lost]
    return sum(p.quantity for parcel in going for p in parcel.contents if p.line == line_id)


def _seen(first: date, last: date) -> Arrival:
    hangs_on = ("delivered_on",) if first != last else ()
    detail = "on_its_way" if first == FOREVER else "left_somewhere" if last == FOREVER else "receipt"
    return Arrival(first, last, hangs_on, (Step("starts", last, detail),))


def _unseen(order: Order, sent: date | None, zone: str, practices: Practices) -> Arrival:
    transit = practices.transit
    if sent is None or transit is None:
        since = sent or local_day(order.placed_at, zone)
        return Arrival(since, FOREVER, ("delivered_on",), (Step("assumes", since, "not_before"),))
    first, last = sent + timedelta(transit.min_days), sent + timedelta(transit.max_days)
    detail = f"{transit.min_days}-{transit.max_days} days after dispatch"
    return Arrival(first, last, ("delivered_on",) if first != last else (), (Step("estimates", last, detail),))
