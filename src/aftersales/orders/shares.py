"""
What the next units of a line are worth: the stored share of the sale, exact whatever went back before.

Units have one fixed schedule: the first *k* of *n* were charged ``share(k)``. What goes back next is the schedule up to
there less what went back for the units before, so that the last unit closes the line to the cent even where refunds
overtake each other, fail and are made again.
"""

from __future__ import annotations

from ..money import Money, Taxed
from .movements import Moved, Pool
from .order import Order
from .repayments import RepaymentState

__all__ = ["worth"]

_GONE = frozenset({RepaymentState.FAILED, RepaymentState.WITHDRAWN})


def worth(order: Order, line_id: str, units: int, pool: Pool = Pool.RETURNED) -> Taxed:
    """
    Find what the next units of a line are worth: their stored share, never above what the line has left.

    A price reduction that was granted lies on the units that are left, in equal parts.

    Args:
        order: The sale, with what went back already and what is on its way.

        line_id: The line.

        units: How many.

        pool: ``cancelled`` for units that were cancelled, anything else for units that were not.

    .. versionadded:: 0.1.0
    """
    line, pools = order.line(line_id), order.tally(line_id)
    if not order.movements and not order.repayments:
        return line.charged.next(units, after=0, of=line.quantity)
    rest = line.charged.gross - order.refunded_on(line_id, pending=True)
    if _has_own_share(order, line_id):
        amount = _beyond_schedule(order, line_id, units, pool)
    else:
        settled = pools.ordered - pools.refundable if pool is not Pool.CANCELLED else pools.cancelled - pools.owed
        amount = line.charged.next(units, after=settled, of=line.quantity)
    return amount.portion(rest) if amount.gross > rest else amount


def part_of(whole: Taxed, given: Money, amount: Money) -> Taxed:
    """Take the next part of a whole of which some was given already, so that the taxes of all parts add up."""
    if not given.minor:
        return whole.portion(amount)
    if given + amount > whole.gross:
        return whole.portion(amount)
    return whole.portion(given + amount) - whole.portion(given)


def _has_own_share(order: Order, line_id: str) -> bool:
    """Say whether repayments or price reductions make this line differ from the plain schedule."""
    return any(item.id == line_id for one in order.repayments for item in one.items) or any(
        m.pool is not None and m.what is Moved.REFUNDED for m in order.moved(line_id)
    )


def _beyond_schedule(order: Order, line_id: str, units: int, pool: Pool) -> Taxed:
    line, pools = order.line(line_id), order.tally(line_id)
    done, given = _given(order, line_id)
    reduced = _reduced(order, line_id)
    kept_for_cancelled = pools.owed if pool is not Pool.CANCELLED else 0
    if reduced.minor:
        left = line.charged.gross - given.gross - reduced
        if kept_for_cancelled:
            left -= line.charged.next(kept_for_cancelled, after=done, of=line.quantity).gross
        alive = line.quantity - done - kept_for_cancelled
        return line.charged.portion(max(Money(left.minor * units // alive, left.currency), Money(0, left.currency)))
    if kept_for_cancelled:
        return line.charged.next(units, after=done + kept_for_cancelled, of=line.quantity)
    return _not_negative(line.charged.first(done + units, of=line.quantity), given)


def _given(order: Order, line_id: str) -> tuple[int, Taxed]:
    """Count the units whose money went back or is on its way, with what they were worth."""
    line = order.line(line_id)
    keys = {one.key for one in order.repayments}
    done = sum(m.quantity for m in order.moved(line_id) if m.what is Moved.REFUNDED and m.refund not in keys)
    given = line.charged.first(done, of=line.quantity)
    for one in order.repayments:
        if one.withdrawn or one.state in _GONE:
            continue
        for item in one.items:
            if item.id == line_id and item.units:
                done += item.units
                given += item.worth
    return done, given


def _reduced(order: Order, line_id: str) -> Money:
    amounts = [m.amount.minor for m in order.moved(line_id) if m.amount is not None and m.pool is Pool.PRICE_REDUCTION]
    for one in order.repaying:
        if one.pool is Pool.PRICE_REDUCTION:
            amounts += [item.amount.minor for item in one.items if item.id == line_id]
    return Money(sum(amounts), order.currency)


def _not_negative(upto: Taxed, given: Taxed) -> Taxed:
    nothing = Money(0, upto.currency)
    gross = max(upto.gross - given.gross, nothing)
    return Taxed.of_gross(gross, min(max(upto.tax - given.tax, nothing), gross))
