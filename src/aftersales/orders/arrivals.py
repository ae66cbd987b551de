"""When the goods came into the buyer's hands, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import attrs

from ..dates import FOREVER, Step, local_day
from .lines import Kind, Line
from .movements import Moved
from .order import Channel, Order
from .parcels import Parcel
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

        steps: How *first* was found, which is the day of the last of them.

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
    may have arrived on any day since. What was bought in a store, and what is no goods, was handed over with the sale
    unless something of it was sent.

    Returns:
        None if no unit of these lines is left to arrive.

    .. versionadded:: 0.1.0
    """
    lines = tuple(lines)
    remembered: dict[Any, Arrival | None] = order._by_line.arrivals  # noqa: SLF001
    key = lines[0].id if len(lines) == 1 else tuple([line.id for line in lines]), zone, practices.transit
    if key not in remembered:
        remembered[key] = _last(order, lines, zone, practices)
    return remembered[key]


def _last(order: Order, lines: tuple[Line, ...], zone: str, practices: Practices) -> Arrival | None:
    parcel = _only_parcel(order, lines)
    if parcel is not None:
        return _of_parcel(order, parcel, zone, practices)
    looked_at: dict[str, Arrival] = {}
    found = [one for line in lines for one in _of_line(order, line, zone, practices, looked_at)]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    last_first, last_last = max(one.first for one in found), max(one.last for one in found)
    hangs_on = tuple(dict.fromkeys(fact for one in found for fact in one.hangs_on))
    steps = next(one.steps for one in found if one.first == last_first)
    return Arrival(last_first, last_last, hangs_on if last_first != last_last else (), steps)


def _only_parcel(order: Order, lines: tuple[Line, ...]) -> Parcel | None:
    """Take the one parcel that holds all units of one line, where nothing else was told of them."""
    if len(lines) != 1:
        return None
    packed = order.packed(lines[0].id)
    if len(packed) != 1 or order.moved(lines[0].id):
        return None
    parcel, units = packed[0]
    return parcel if units >= lines[0].quantity and not parcel.lost else None


def each_arrival(order: Order, line: Line, zone: str, practices: Practices) -> Arrival | None:
    """
    Find between which days each unit of a line that is there arrived, for rights that run for every unit by itself.

    Which of several deliveries brought a unit is not known, so their days make a span. What has not arrived does not
    count.

    Returns:
        None if no unit can have arrived.

    .. versionadded:: 0.1.0
    """
    remembered: dict[Any, Arrival | None] = order._by_line.arrivals  # noqa: SLF001
    key = "each", line.id, zone, practices.transit
    if key not in remembered:
        remembered[key] = _each(order, line, zone, practices)
    return remembered[key]


def _each(order: Order, line: Line, zone: str, practices: Practices) -> Arrival | None:
    pools = order.tally(line.id)
    found = [one for one in _of_line(order, line, zone, practices, {}) if not one.outstanding]
    if not found or not (max(pools.shipped - pools.lost, pools.delivered) or _handed_over(order, line)):
        return None
    first, last = min(one.first for one in found), max(one.last for one in found)
    steps = next(one.steps for one in found if one.first == first)
    return Arrival(first, last, ("delivered_on",) if first != last else (), steps)


def _of_line(
    order: Order, line: Line, zone: str, practices: Practices, looked_at: dict[str, Arrival]
) -> Iterable[Arrival]:
    """Find when each part of a line arrived; a parcel that was looked at for another line is not looked at again."""
    pools = order.tally(line.id)
    due = pools.ordered - pools.cancelled
    if due <= 0:
        return
    if _handed_over(order, line):
        placed = local_day(order.placed_at, zone)
        yield Arrival(placed, placed, (), (Step("starts", placed, "handed_over"),))
        return
    if max(pools.shipped - pools.lost, pools.delivered) < due:
        yield Arrival(FOREVER, FOREVER, (), (Step("starts", FOREVER, "not_shipped"),))
    arrived = pools.delivered >= due
    for parcel, units in order.packed(line.id):
        if parcel.lost:
            continue
        due -= units
        if arrived and units and not parcel.delivered:
            continue
        if parcel.id not in looked_at:
            looked_at[parcel.id] = _of_parcel(order, parcel, zone, practices)
        yield looked_at[parcel.id]
    if order.moved(line.id):
        yield from _of_movements(order, line, zone, practices, due)


def _handed_over(order: Order, line: Line) -> bool:
    """Say whether the sale itself handed a line over, since it needed no parcel and none was seen."""
    if order.channel is not Channel.IN_STORE and line.kind is Kind.GOODS:
        return False
    pools = order.tally(line.id)
    return not (pools.shipped or pools.delivered or pools.lost)


def _of_parcel(order: Order, parcel: Parcel, zone: str, practices: Practices) -> Arrival:
    span = parcel.possession(zone)
    if span is not None:
        return _seen(*span)
    sent = local_day(parcel.shipped_at, zone) if parcel.shipped_at is not None else None
    return _unseen(order, sent, zone, practices)


def _of_movements(order: Order, line: Line, zone: str, practices: Practices, due: int) -> Iterable[Arrival]:
    """Find when arrived what was told without a parcel; *due* are the units that are in none."""
    for movement in order.moved(line.id):
        if movement.what is Moved.DELIVERED:
            due -= movement.quantity
            yield _seen(*[local_day(movement.at, zone)] * 2) if movement.at else _unseen(order, None, zone, practices)
    if due > 0:
        for movement in order.moved(line.id):
            if movement.what is Moved.SHIPPED:
                sent = local_day(movement.at, zone) if movement.at is not None else None
                yield _unseen(order, sent, zone, practices)


def _seen(first: date, last: date) -> Arrival:
    hangs_on = ("delivered_on",) if first != last else ()
    detail = "on_its_way" if first == FOREVER else "left_somewhere" if last == FOREVER else "receipt"
    return Arrival(first, last, hangs_on, (Step("starts", first, detail),))


def _unseen(order: Order, sent: date | None, zone: str, practices: Practices) -> Arrival:
    transit = practices.transit
    if sent is None or transit is None:
        since = sent or local_day(order.placed_at, zone)
        return Arrival(since, FOREVER, ("delivered_on",), (Step("assumes", since, "not_before"),))
    first, last = sent + timedelta(transit.min_days), sent + timedelta(transit.max_days)
    detail = f"{transit.min_days}-{transit.max_days} days after dispatch"
    return Arrival(first, last, ("delivered_on",) if first != last else (), (Step("estimates", first, detail),))
