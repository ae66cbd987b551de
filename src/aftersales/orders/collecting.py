"""What is due for an order, what of it was paid, and the word for that."""

from __future__ import annotations

from ..money import Money, total
from .axes import Collection
from .movements import Moved, Pool
from .order import SURPLUS, Order
from .repayments import PayoutState, RepaymentState
from .shares import paid_above

__all__ = ["collection", "due", "paid"]


def due(order: Order) -> Money:
    """
    Find what the buyer owes: the sale, less cancelled units, less what goes back, with the fees that are kept.

    What came back and was never paid need not be paid any more.

    .. versionadded:: 0.1.0
    """
    cancelled = {one.id: one.charged.first(order.tally(one.id).cancelled, of=one.quantity).gross for one in order.lines}
    alive = any(order.tally(line).sold for line in order.line_ids)
    owed = total((line.charged.gross for line in order.lines), order.currency)
    for value in cancelled.values():
        owed -= value
    if alive:
        owed += total((charge.charged.gross for charge in order.charges), order.currency)
    for item, pool, amount in _back(order):
        if item == SURPLUS or (pool is Pool.CANCELLED and item in cancelled) or (not alive and item not in cancelled):
            continue
        # A refund without a pool may be that of cancelled units, which are not due any more anyway.
        spent = min(amount, cancelled[item]) if pool is None and item in cancelled else Money(0, order.currency)
        if spent.minor:
            cancelled[item] -= spent
        owed -= amount - spent
    nothing = Money(0, order.currency)
    owed = max(owed - _beyond_surplus(order), nothing)
    owed -= min(_back_unpaid(order), max(owed - paid(order), nothing))
    # What was never paid is not kept as a fee: a refund is less than its items are worth for either reason.
    return owed + min(_kept(order), max(_not_given_back(order) + order.outstanding - owed, nothing))


def _back_unpaid(order: Order) -> Money:
    """Find what the units that came back were charged, less what was refunded for them; with all of them, delivery."""
    pools = {line.id: order.tally(line.id) for line in order.lines}
    items = [(line.id, line.charged.first(pools[line.id].returned, of=line.quantity).gross) for line in order.lines]
    if all(p.returned >= p.sold for p in pools.values()):
        items += [(charge.id, charge.charged.gross) for charge in order.charges]
    nothing = Money(0, order.currency)
    left = [max(gross - order.refunded_on(item, pending=True), nothing) for item, gross in items]
    return total(left, order.currency)


def _kept(order: Order) -> Money:
    """Find by how much the refunds of cancelled units stay below what those were charged."""
    standing = [one for one in order.repayments if not one.withdrawn and one.state is not RepaymentState.FAILED]
    parts = [part for one in standing if one.pool is Pool.CANCELLED for part in one.items]
    return total((part.worth.gross - part.amount for part in parts), order.currency)


def paid(order: Order) -> Money:
    """
    Find what the shop has: taken, less what went back, is on its way back, or was charged back.

    .. versionadded:: 0.1.0
    """
    back = [tender.charged_back for tender in order.tenders if tender.charged_back is not None]
    return _not_given_back(order) - total(back, order.currency)


def _not_given_back(order: Order) -> Money:
    """Find what was taken and neither went back nor is on its way."""
    if not order.tenders:
        return order.captured - order.refunded - total((one.total for one in order.repaying), order.currency)
    given = total((t.refunded for t in order.tenders if t.refunded is not None), order.currency)
    elsewhere, settled = _given_elsewhere(order)
    given = max(given, order.refunded - order.waived - settled) + elsewhere
    return order.captured - given - total((t.pending for t in order.tenders if t.pending is not None), order.currency)


def _given_elsewhere(order: Order) -> tuple[Money, Money]:
    """Find what goes back on no tender of the order, such as store credit, and how much of it movements tell."""
    known, given, settled = {tender.id for tender in order.tenders}, 0, 0
    for one in order.repayments:
        written = one.withdrawn or one.state is RepaymentState.SETTLED
        for payout in one.payouts:
            if payout.tender not in known and payout.state in (PayoutState.PENDING, PayoutState.SUCCEEDED):
                given += payout.value.minor
                settled += payout.value.minor if written else 0
    return Money(given, order.currency), Money(settled, order.currency)


def collection(order: Order) -> Collection:
    """
    Find the word for how much of what is due was paid.

    .. versionadded:: 0.1.0
    """
    owed, has = due(order).minor, paid(order).minor
    voided = any(tender.voided is not None and tender.voided.minor for tender in order.tenders)
    if owed == 0 and has <= 0:
        if order.tenders and order.captured.minor:
            return Collection.PAID
        return Collection.VOIDED if voided else Collection.NOT_REQUIRED
    if has >= owed:
        return Collection.PAID if has == owed else Collection.OVERPAID
    if has > 0:
        return Collection.PARTIALLY_PAID
    reserved = sum(tender.reserved.minor for tender in order.tenders)
    if reserved > 0:
        return Collection.AUTHORIZED if reserved >= owed else Collection.PARTIALLY_AUTHORIZED
    return Collection.VOIDED if voided else Collection.UNPAID


def _back(order: Order) -> list[tuple[str, Pool | None, Money]]:
    found = [(m.line, m.pool, m.amount) for m in order.movements if m.what is Moved.REFUNDED and m.amount is not None]
    return found + [(item.id, one.pool, item.amount) for one in order.repaying for item in one.items]


def _beyond_surplus(order: Order) -> Money:
    """Find what went back for nothing in particular, above the cents that were paid too much."""
    nothing = Money(0, order.currency)
    return max(order.refunded_on(SURPLUS, pending=True) - max(paid_above(order), nothing), nothing)
