"""How what a payment provider tells becomes facts: money set aside, taken, released, given back, taken back."""

from __future__ import annotations

from typing import Any

import attrs

from ..errors import facts_error
from ..events import Event
from ..money import Money
from .folding import Changes
from .movements import Moved, Movement, Pool
from .order import SURPLUS, Order
from .said import money, text
from .tenders import STORE_CREDIT, Tender

__all__ = ["authorized", "captured", "charge_back_reversed", "charged_back", "payment_failed", "refunded", "voided"]


def authorized(order: Order, event: Event) -> Changes | None:
    """Set money aside."""
    return _more(order, event, "authorized")


def voided(order: Order, event: Event) -> Changes | None:
    """Release what was set aside."""
    return _more(order, event, "voided")


def captured(order: Order, event: Event) -> Changes | None:
    """Take money; with ``instalment`` it is one of those that are outstanding."""
    changes = _more(order, event, "captured")
    if not dict(event.values).get("instalment"):
        return changes
    tender = _tender(order, event)
    amount = money(event.values, "amount", order.currency)
    if tender.outstanding is None or amount > tender.outstanding:
        return None
    taken = attrs.evolve(tender, captured=tender.captured + amount, outstanding=tender.outstanding - amount)
    return with_tender(order, taken)


def payment_failed(order: Order, event: Event) -> Changes | None:
    """Count an attempt that failed."""
    tender = _tender(order, event)
    return with_tender(order, attrs.evolve(tender, failed=tender.failed + 1))


def charged_back(order: Order, event: Event) -> Changes | None:
    """Let the bank take money back; what went back already and is taken once more waits for a person."""
    tender, amount = _tender(order, event), money(event.values, "amount", order.currency)
    if amount > tender.left:
        return None
    back = tender.charged_back
    return with_tender(order, attrs.evolve(tender, charged_back=amount if back is None else back + amount))


def charge_back_reversed(order: Order, event: Event) -> Changes | None:
    """Get back what the bank had taken."""
    tender, amount = _tender(order, event), money(event.values, "amount", order.currency)
    if tender.charged_back is None or amount > tender.charged_back:
        return None
    return with_tender(order, attrs.evolve(tender, charged_back=tender.charged_back - amount))


def refunded(order: Order, event: Event) -> Changes | None:
    """Count a refund that was made outside, such as by hand at the payment provider, or as store credit."""
    amount = money(event.values, "amount", order.currency)
    item, pool = text(event.values, "item", SURPLUS), text(event.values, "pool")
    if pool and pool not in _POOLS:
        raise facts_error("pool", f"one of {', '.join(_POOLS)}", "another word")
    known = {tender.id for tender in order.tenders}
    tender_id = text(event.values, "tender")
    tender = _tender(order, event) if known and (tender_id != STORE_CREDIT or tender_id in known) else None
    most = order.left if tender is None else min(tender.left, order.left)
    if amount > most or (item != SURPLUS and amount > left_on(order, item)):
        return None
    moved = Movement(
        what=Moved.REFUNDED,
        line=item,
        at=max(event.at, order.placed_at),
        amount=amount,
        pool=Pool(pool) if pool else None,
    )
    movements = (*order.movements, moved)
    if tender is None:
        return {"movements": movements}
    back = amount if tender.refunded is None else tender.refunded + amount
    return {**with_tender(order, attrs.evolve(tender, refunded=back)), "movements": movements}


_POOLS = tuple(pool.value for pool in Pool)


def left_on(order: Order, item_id: str) -> Money:
    """
    Find what a line or charge has left to give back.

    Raises:
        FactsError: If the order has no such item.
    """
    return order.item(item_id).charged.gross - order.refunded_on(item_id, pending=True)


def with_tender(order: Order, tender: Tender) -> dict[str, Any]:
    """Put a tender in the place of the one with its id, or after the others."""
    if all(one.id != tender.id for one in order.tenders):
        return {"tenders": (*order.tenders, tender)}
    return {"tenders": tuple(tender if one.id == tender.id else one for one in order.tenders)}


def _tender(order: Order, event: Event) -> Tender:
    tender_id = text(event.values, "tender")
    for tender in order.tenders:
        if tender.id == tender_id:
            return tender
    return Tender(id=tender_id, kind=text(event.values, "kind", "card"), captured=Money(0, order.currency))


def _more(order: Order, event: Event, name: str) -> Changes:
    tender, amount = _tender(order, event), money(event.values, "amount", order.currency)
    there = getattr(tender, name)
    more: dict[str, Any] = {name: amount if there is None else there + amount}
    return with_tender(order, attrs.evolve(tender, **more))
