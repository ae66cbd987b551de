"""
What the next units of a line are worth: the stored share of the sale, exact whatever went back before.

Units have one fixed schedule: the first *k* of *n* were charged ``share(k)``. What goes back next is the schedule up to
there less what went back for the units before, so that the last unit closes the line to the cent even where refunds
overtake each other, fail and are made again. The tax of whatever goes back next, units or money alone, is the tax up to
there less the tax that went back already, so that all taxes of an item come to the tax it was charged.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..errors import facts_error
from ..money import Money, Taxed
from .lines import Line
from .movements import Movement, Pool
from .order import SURPLUS, Order
from .repayments import Repaid, Repayment, RepaymentState

__all__ = ["credited", "next_of", "next_part", "paid_above", "surplus_left", "worth"]

_GONE = frozenset({RepaymentState.FAILED, RepaymentState.WITHDRAWN})


def worth(order: Order, line_id: str, units: int, pool: Pool = Pool.RETURNED) -> Taxed:
    """
    Find what the next units of a line are worth: their stored share, never above what the line has left.

    A price reduction that was granted lies on the units that are left and were not cancelled, in equal parts; what does
    not divide falls on the last of them. Units that were cancelled and not refunded yet keep their price.

    Args:
        order: The sale, with what went back already and what is on its way.

        line_id: The line.

        units: How many.

        pool: ``cancelled`` for units that were cancelled, anything else for units that were not.

    Raises:
        FactsError: If the order has no such line, or more units are asked for than are left.

    .. versionadded:: 0.1.0
    """
    line = order.line(line_id)
    whole, of = line.charged, line.quantity
    if _untouched(order):
        return whole.next(units, after=0, of=of)
    pools, given = order.tally(line_id), _given(order, line_id, whole, of)
    cancelled, kept = pools.cancelled - pools.owed, 0 if pool is Pool.CANCELLED else pools.owed
    alive = of - given.units - kept
    if not 0 <= units <= alive:
        raise facts_error("units", f"a whole number from 0 to {alive}", units)
    if not given.reduced:
        kept_gross = _upto(whole, given.units + kept, of) - _upto(whole, given.units, of)
        before = _upto(whole, given.units + kept, of) if kept else given.of_units
        gross = _upto(whole, given.units + kept + units, of) - before
    elif pool is Pool.CANCELLED:
        kept_gross = 0
        gross = _upto(whole, cancelled + units, of) - _upto(whole, cancelled, of)
    else:
        kept_gross = _upto(whole, cancelled + kept, of) - _upto(whole, cancelled, of)
        left = whole.gross.minor - given.of_units - given.reduced - kept_gross
        each, more = divmod(max(left, 0), max(alive, 1))
        gross = each * units + max(units - (alive - more), 0)
    rest = whole.gross.minor - given.money.gross.minor - kept_gross
    return given.next(whole, max(min(gross, rest), 0), kept_gross)


def credited(order: Order, item_id: str) -> Taxed:
    """
    Find what of a line or charge the refunds that stand have given back, done or under way, before fees were kept.

    Raises:
        FactsError: If the order has no such item.

    .. versionadded:: 0.1.0
    """
    whole, of = _sold(order, item_id)
    return Taxed.zero(order.currency) if _untouched(order) else _given(order, item_id, whole, of).worth


def next_of(order: Order, item_id: str, gross: Money) -> Taxed:
    """
    Take the next part of a line or charge, so that the taxes of all its parts add up to its tax.

    Raises:
        FactsError: If the order has no such item.

    .. versionadded:: 0.1.0
    """
    whole, of = _sold(order, item_id)
    if _untouched(order) and gross <= whole.gross:
        return whole.portion(gross)
    return _given(order, item_id, whole, of).next(whole, gross.minor, 0)


def surplus_left(order: Order) -> Money:
    """Find what was paid, or is still to be taken in instalments, above all lines and charges and did not go back."""
    left = paid_above(order) - order.refunded_on(SURPLUS, pending=True)
    return left if left.minor > 0 else Money(0, order.currency)


def paid_above(order: Order) -> Money:
    """Find what was paid above all lines and charges, instalments included; below 0 where less than all was paid."""
    paid = order.captured.minor + order.outstanding.minor + order.waived.minor + order.waiving.minor
    return Money(paid - order.total.minor, order.currency)


@attrs.frozen(kw_only=True)
class _Given:
    """
    What of one line or charge went back or is on its way.

    Args:
        units: Whole units.

        of_units: What these units were worth, gross, in minor units.

        reduced: What price reductions gave, in minor units.

        worth: All of it with its tax, before fees were kept.

        money: The money of it, with the tax in that.
    """

    units: int
    of_units: int
    reduced: int
    worth: Taxed
    money: Taxed

    def next(self, whole: Taxed, gross: int, kept: int) -> Taxed:
        """Take so much more; what is *kept* for other units comes before it."""
        done = self.worth
        if done.gross.minor + kept + gross > whole.gross.minor:
            done, kept = self.money, 0  # a fee was given back, so that more than the worth goes back
        if kept:
            done += next_part(whole, done, kept)
        return next_part(whole, done, gross)


def next_part(whole: Taxed, done: Taxed, gross: int) -> Taxed:
    """Take so much gross more, with the tax up to there less the tax until now; what is left can bear its own."""
    tax = whole.portion(done.gross + Money(gross, whole.currency)).tax.minor - done.tax.minor
    left, left_tax = max((whole.gross - done.gross).minor - gross, 0), (whole.tax - done.tax).minor
    tax = max(min(tax, left_tax), left_tax - left, 0)
    part = Money(gross, whole.currency)
    return Taxed.of_gross(part, Money(min(tax, gross), whole.currency))


def _untouched(order: Order) -> bool:
    """Say whether nothing went anywhere yet, so that there is nothing to look for."""
    return not order.movements and not order.repayments


def _upto(whole: Taxed, units: int, of: int) -> int:
    return whole.gross.minor * units // of


def _sold(order: Order, item_id: str) -> tuple[Taxed, int]:
    item = order.item(item_id)
    return item.charged, item.quantity if isinstance(item, Line) else 1


def written_alone(order: Order, item_id: str) -> Iterable[tuple[Movement, Money]]:
    """Go through the refunds of an item that a host wrote down by itself, without a proposal."""
    keys = {one.key for one in order.repayments}
    for movement in order.movements:
        if movement.line == item_id and movement.amount is not None and movement.refund not in keys:
            yield movement, movement.amount


def standing(order: Order, item_id: str) -> Iterable[tuple[Repayment, Repaid, Money]]:
    """Go through the refunds of an item that are done or under way, each with what goes back for it."""
    for one in order.repayments:
        if one.state not in _GONE:
            for item, amount in zip(one.items, one.amounts, strict=True):
                if item.id == item_id:
                    yield one, item, amount


def _given(order: Order, item_id: str, whole: Taxed, of: int) -> _Given:
    """Add up what stands; of what a host wrote down by itself nobody knows the tax, so it has its part of it."""
    units = money = alone = reduced = 0
    for m, amount in written_alone(order, item_id):
        units, money = units + m.quantity, money + amount.minor
        alone += 0 if m.quantity else amount.minor
        reduced += amount.minor if m.pool is Pool.PRICE_REDUCTION and not m.quantity else 0
    of_units = _upto(whole, min(units, of), of)
    in_worth = whole.portion(Money(min(of_units + alone, whole.gross.minor), whole.currency))
    in_money = whole.portion(Money(money, whole.currency))
    for one, item, got in standing(order, item_id):
        part = item.worth.portion(got) if one.withdrawn else item.worth
        in_worth, in_money = in_worth + part, in_money + item.worth.portion(got)
        if item.units and not one.withdrawn:
            units, of_units = units + item.units, of_units + part.gross.minor
        elif one.pool is Pool.PRICE_REDUCTION:
            reduced += got.minor
    # What restored a discount went back with units and is not theirs: units are never worth more than the dearest ones.
    of_units = min(of_units, whole.gross.minor - _upto(whole, max(of - units, 0), of))
    return _Given(units=units, of_units=of_units, reduced=reduced, worth=in_worth, money=in_money)
