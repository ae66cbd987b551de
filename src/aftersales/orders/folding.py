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
    moves = [(Moved.REINSTATED, line, _too_many(order, what, line, count)) for line, count in units.items()]
    return moving(order, event, moves + [(what, line, count) for line, count in units.items()])


#: The words an observation may say; a refund is an observation of its own, with an amount.
_MOVES = tuple(one.value for one in Moved if one is not Moved.REFUNDED)
_BACK = frozenset({Moved.RETURNED, Moved.KEPT})


def _too_many(order: Order, what: Moved, line: str, count: int) -> int:
    """Find how many cancelled units were sent after all, which is the same whichever of both is told first."""
    if what not in _SENT_OR_NOT:
        return 0
    p = order.tally(line)
    there = max(
        p.shipped - p.lost + count * (what is Moved.SHIPPED),
        p.delivered + count * (what is Moved.DELIVERED),
        p.returned + p.kept + count * (what in _BACK),
    )
    return max(there - p.sold + count * (what is Moved.CANCELLED), 0)


_SENT_OR_NOT = frozenset({Moved.CANCELLED, Moved.SHIPPED, Moved.DELIVERED, *_BACK})


def _fits(order: Order, what: Moved, line: str, count: int) -> bool:
    """
    Say whether so many units can have gone there.

    The room of a movement hangs on what makes it possible and on others of its kind, never on what comes after it: so
    that a story which fits in its own order fits in every other.
    """
    p = order.tally(line)
    cancelled = p.refunded_cancelled + p.refunding_cancelled
    # What turned up without being told as found is missing no more, and yet may be told so later.
    missing = _told(order, line, Moved.MISSING) - _told(order, line, Moved.FOUND) if what in _MISSED else 0
    room = {
        Moved.CANCELLED: p.ordered,
        Moved.REINSTATED: p.cancelled,
        Moved.PACKED: p.ordered + p.lost - p.packed,
        Moved.SHIPPED: p.ordered - p.shipped + p.lost - cancelled,
        Moved.DELIVERED: p.ordered - p.delivered - cancelled,
        Moved.LOST: p.shipped - p.lost,
        Moved.RETURN_REQUESTED: p.ordered - p.return_requested + p.return_withdrawn + missing,
        Moved.RETURN_APPROVED: p.ordered - p.return_approved + p.return_withdrawn + missing,
        Moved.RETURN_WITHDRAWN: max(p.return_requested, p.return_approved) - p.return_withdrawn,
        Moved.IN_TRANSIT: p.ordered - p.in_transit + missing,
        Moved.RETURNED: p.ordered - p.returned - p.kept - cancelled,
        Moved.MISSING: p.ordered - missing,
        Moved.FOUND: missing,
        Moved.ACCEPTED: p.returned - p.accepted - p.refused,
        Moved.REFUSED: p.returned - p.accepted - p.refused,
        Moved.SENT_BACK: p.refused,
        Moved.KEPT: p.ordered - p.returned - p.kept - cancelled,
        Moved.REPLACED: p.ordered - p.replaced,
        Moved.EXCHANGED: p.ordered - p.exchanged,
        Moved.WRITTEN_OFF: p.ordered - p.written_off,
    }
    return count <= room[what]


def _told(order: Order, line: str, what: Moved) -> int:
    return sum(movement.quantity for movement in order.moved(line) if movement.what is what)


_MISSED = frozenset({Moved.MISSING, Moved.FOUND, Moved.RETURN_REQUESTED, Moved.RETURN_APPROVED, Moved.IN_TRANSIT})
