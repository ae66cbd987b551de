"""How an event becomes facts: what was decided is kept, what was observed is counted, what does not fit yet waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import facts_error
from ..events import Event
from .movements import Moved, Movement
from .order import Order
from .said import text, units_of

__all__ = ["Changes", "decided", "moving", "observed", "waiting"]

#: The fields of an order that an event changes; None if it does not fit the facts yet.
Changes = Mapping[str, Any]
Fit = Callable[[Order, Event], Changes | None]

_NONE: Changes = {}

#: Every observation by its code, for those that wait.
_FITS: dict[str, Fit] = {}


def decided(change: Callable[[Order, Event], Changes] | None = None) -> Callable[[Order, Event], Order]:
    """Make the fold of a command: the event joins the history, and what it changes is changed."""

    def fold(order: Order, event: Event) -> Order:
        changes = _NONE if change is None else change(order, event)
        history, keys = (*order.history, event), order.keys | {event.key}
        made = order._with(history=history, keys=keys, **changes)  # noqa: SLF001 - the guards have checked it
        return waiting(made) if made.parked else made

    return fold


def observed(code: str, fit: Fit) -> Callable[[Order, Event], Order]:
    """Make the fold of an observation: it is counted if it fits the facts, and otherwise waits until it does."""
    _FITS[code] = fit

    def fold(order: Order, event: Event) -> Order:
        changes = fit(order, event)
        keys = order.keys | {event.key}
        if changes is None:
            return order._with(parked=(*order.parked, event), keys=keys)  # noqa: SLF001
        made = order._with(keys=keys, **changes)  # noqa: SLF001 - it fits
        return waiting(made) if made.parked else made

    return fold


def waiting(order: Order) -> Order:
    """Fold in what waited and fits now."""
    moved = True
    while moved and order.parked:
        moved = False
        for event in order.parked:
            changes = _FITS[event.code](order, event)
            if changes is not None:
                rest = tuple(one for one in order.parked if one.key != event.key)
                order, moved = order._with(parked=rest, **changes), True  # noqa: SLF001 - it fits
                break
    return order


def moving(order: Order, event: Event, moves: Iterable[tuple[Moved, str, int]]) -> Changes:
    """Add movements at the time of the event."""
    made = [
        Movement(what=what, line=line, quantity=count, at=max(event.at, order.placed_at))
        for what, line, count in moves
        if count
    ]
    return {"movements": (*order.movements, *made)}


def noted(order: Order, event: Event) -> Changes:
    """Keep an observation beside the decisions, such as that a case was opened or closed."""
    return {"history": (*order.history, event)}


def units_moved(order: Order, event: Event) -> Changes | None:
    """Count units that went somewhere: ``what`` is a word of `Moved`, and units by line."""
    word, units = text(event.values, "what"), units_of(event.values)
    if word not in _MOVES:
        raise facts_error("what", f"one of {', '.join(_MOVES)}", "another word")
    what = Moved(word)
    if event.at < order.placed_at or not all(_fits(order, what, line, count) for line, count in units.items()):
        return None
    moves = [(what, line, count) for line, count in units.items()]
    if what in _SENDING:
        moves = [(Moved.REINSTATED, line, _too_many(order, what, line, count)) for line, count in units.items()] + moves
    return moving(order, event, moves)


#: The words an observation may say; a refund is an observation of its own, with an amount.
_MOVES = tuple(one.value for one in Moved if one is not Moved.REFUNDED)
_SENDING = frozenset({Moved.SHIPPED, Moved.DELIVERED})


def _too_many(order: Order, what: Moved, line: str, count: int) -> int:
    """Find how many cancelled units were sent after all."""
    pools = order.tally(line)
    there = pools.sent if what is Moved.SHIPPED else pools.delivered
    return max(there + count - pools.sold, 0)


def _fits(order: Order, what: Moved, line: str, count: int) -> bool:
    p = order.tally(line)
    room = {
        Moved.CANCELLED: p.unsent,
        Moved.REINSTATED: p.cancelled,
        Moved.PACKED: p.ordered + p.lost - p.packed,
        Moved.SHIPPED: p.ordered - p.sent - p.refunded_cancelled - p.refunding_cancelled,
        Moved.DELIVERED: p.ordered - p.delivered - p.refunded_cancelled - p.refunding_cancelled,
        Moved.LOST: p.shipped - p.lost - p.delivered,
        Moved.RETURN_REQUESTED: p.sold - p.return_requested + p.return_withdrawn + p.missing,
        Moved.RETURN_APPROVED: p.sold - p.return_approved + p.return_withdrawn + p.missing,
        Moved.RETURN_WITHDRAWN: p.returning,
        Moved.IN_TRANSIT: p.sold - p.in_transit + p.missing,
        Moved.RETURNED: p.sold - p.returned - p.kept,
        Moved.MISSING: p.sold - p.returned - p.kept - p.missing,
        Moved.FOUND: p.missing,
        Moved.ACCEPTED: p.returned - p.accepted - p.refused,
        Moved.REFUSED: p.returned - p.accepted - p.refused,
        Moved.SENT_BACK: p.refused,
        Moved.KEPT: p.sold - p.returned - p.kept,
        Moved.REPLACED: p.sold - p.replaced,
        Moved.WRITTEN_OFF: p.sold - p.written_off,
    }
    return count <= room[what]
