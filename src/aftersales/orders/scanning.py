"""How a scan of a parcel becomes facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from ..errors import facts_error
from ..events import Event
from .folding import Changes, moving
from .movements import Moved
from .order import Order
from .parcels import Parcel, Seen, Sighting
from .said import text

__all__ = ["sighted"]


def sighted(order: Order, event: Event) -> Changes | None:
    """
    Add a sighting to its parcel; one of a parcel nobody knows yet waits for it.

    The values are ``parcel``, ``what`` as in `Seen`, and ``on`` where the carrier gives a day only.
    """
    parcel = next((one for one in order.parcels if one.id == text(event.values, "parcel")), None)
    seen = _sighting(event)
    if parcel is None or event.at < order.placed_at:
        return None
    before = parcel
    # Who received it before the shop noted its dispatch shows that the note is wrong.
    early = parcel.shipped_at is not None and seen.what in _IN_HAND and seen.at is not None
    if early and seen.at < parcel.shipped_at:  # type: ignore[operator]
        parcel = attrs.evolve(parcel, shipped_at=None)
    parcel = attrs.evolve(parcel, sightings=(*parcel.sightings, seen))
    reinstated = _reinstated(order, before, parcel)
    if reinstated is None:
        return None
    changes: dict[str, Any] = {"parcels": tuple(parcel if one.id == parcel.id else one for one in order.parcels)}
    return {**changes, **moving(order, event, reinstated)} if reinstated else changes


def _sighting(event: Event) -> Sighting:
    what = text(event.values, "what")
    if what not in {one.value for one in Seen}:
        raise facts_error("what", f"one of {', '.join(one.value for one in Seen)}", "another word")
    day = dict(event.values).get("on")
    if isinstance(day, date):
        return Sighting(what=Seen(what), on=day)
    return Sighting(what=Seen(what), at=event.at)


def _reinstated(order: Order, before: Parcel, after: Parcel) -> list[tuple[Moved, str, int]] | None:
    """Find cancelled units that arrived after all; None if more would have been sent than bought, or lost than sent."""
    found, back, gone = [], before.lost and not after.lost, after.lost and not before.lost
    for packed in after.contents:
        pools = order.tally(packed.line)
        if pools.lost + packed.quantity * gone > pools.shipped:
            return None
        sent = pools.sent + packed.quantity * back
        arrived = pools.delivered + packed.quantity * (after.delivered and not before.delivered)
        there = max(sent, arrived)
        if there > pools.ordered - pools.refunded_cancelled - pools.refunding_cancelled:
            return None
        if there > pools.sold:
            found.append((Moved.REINSTATED, packed.line, there - pools.sold))
    return found


_IN_HAND = frozenset({Seen.DELIVERED, Seen.COLLECTED})
