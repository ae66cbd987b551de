"""
What a discount loses when goods go back and what stays no longer fulfils its condition.

What stays is set beside what its price would have been alone. The difference is what it enjoys without a ground; a
return takes back by how much that grows, and gives back by how much it shrinks, up to what was taken before. So all
returns together never come to more than what was paid, and none is below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP

from ..money import Money
from .lines import Line
from .order import Order
from .promotions import Promotion
from .quotes import QuoteItem

__all__ = ["lost_discounts", "missing_gifts", "restored"]


def lost_discounts(order: Order, before: Mapping[str, int], now: Mapping[str, int]) -> Money:
    """
    Find how much of its discounts a return takes back; below zero, what it gives back of what earlier ones took.

    Args:
        order: The sale, with its promotions.

        before: Units by line that go back first and take nothing back, such as those of a statutory withdrawal.

        now: Units by line that go back then.

    .. versionadded:: 0.1.0
    """
    first = _kept(order, before)
    then = {line: units - now.get(line, 0) for line, units in first.items()}
    lost = 0
    for code, steps in _by_code(order).items():
        taken = sum(one.taken_back.minor for one in steps if one.taken_back is not None)
        grows = _unearned(order, code, steps, then) - _unearned(order, code, steps, first)
        lost += max(grows, -taken)
    return Money(lost, order.currency)


def missing_gifts(order: Order, before: Mapping[str, int], now: Mapping[str, int]) -> Money:
    """
    Find what the gifts are worth that stay although their condition is no longer fulfilled once goods went back.

    .. versionadded:: 0.1.0
    """
    first = _kept(order, before)
    then = {line: units - now.get(line, 0) for line, units in first.items()}
    values = [
        one.gift_value.minor
        for one in order.promotions
        if one.gift_value is not None
        and then.get(one.gift, 0) > 0
        and _fulfilled(order, one, first)
        and not _fulfilled(order, one, then)
    ]
    return Money(sum(values), order.currency)


def restored(order: Order, amount: Money) -> tuple[QuoteItem, ...]:
    """
    Lay what earlier returns took back on the lines it was taken from: those that gave back less than they were worth.

    .. versionadded:: 0.1.0
    """
    items, rest = [], amount.minor
    for line in order.lines:
        pools = order.tally(line.id)
        gone = line.charged.first(line.quantity - pools.refundable - pools.owed, of=line.quantity).gross
        room = min(rest, (gone - order.refunded_on(line.id, pending=True)).minor)
        if room > 0:
            items.append(QuoteItem(line.id, 0, line.charged.portion(Money(room, order.currency)), line.tax_rate))
            rest -= room
    return tuple(items)


def _kept(order: Order, gone: Mapping[str, int]) -> dict[str, int]:
    return {line: max(order.tally(line).refundable - gone.get(line, 0), 0) for line in order.line_ids}


def _by_code(order: Order) -> dict[str, list[Promotion]]:
    found: dict[str, list[Promotion]] = {}
    for one in order.promotions:
        if one.amount is not None or one.percent is not None:
            found.setdefault(one.code, []).append(one)
    return found


def _unearned(order: Order, code: str, steps: Iterable[Promotion], kept: Mapping[str, int]) -> int:
    """Count what the goods that stay were given of a discount beyond what they would have earned alone."""
    given = sum(_part(_share(line, code), line, kept[line.id]) for line in order.lines)
    return max(given - max(_earned(order, one, kept) for one in steps), 0)


def _earned(order: Order, promotion: Promotion, kept: Mapping[str, int]) -> int:
    if not _fulfilled(order, promotion, kept):
        return 0
    listed = _listed(order, promotion, kept)
    if promotion.percent is not None:
        return int((promotion.percent * listed / 100).to_integral_value(ROUND_HALF_UP))
    amount = promotion.amount.minor if promotion.amount is not None else 0
    if promotion.repeats and promotion.units:
        amount *= _units(order, promotion, kept) // promotion.units
    return min(amount, listed)


def _fulfilled(order: Order, promotion: Promotion, kept: Mapping[str, int]) -> bool:
    if promotion.units is not None and _units(order, promotion, kept) < promotion.units:
        return False
    return promotion.threshold is None or _listed(order, promotion, kept) >= promotion.threshold.minor


def _counted(order: Order, promotion: Promotion) -> Iterable[Line]:
    return (line for line in order.lines if line.id != promotion.gift and line.id in (promotion.lines or (line.id,)))


def _units(order: Order, promotion: Promotion, kept: Mapping[str, int]) -> int:
    return sum(kept[line.id] for line in _counted(order, promotion))


def _listed(order: Order, promotion: Promotion, kept: Mapping[str, int]) -> int:
    """Count what goods come to before this discount."""
    return sum(
        _part(line.charged.gross.minor + _share(line, promotion.code), line, kept[line.id])
        for line in _counted(order, promotion)
    )


def _share(line: Line, code: str) -> int:
    return sum(one.amount.minor for one in line.discounts if one.code == code)


def _part(amount: int, line: Line, units: int) -> int:
    """Take the part of the last units of a line, since the first ones go back first."""
    return amount - amount * (line.quantity - units) // line.quantity
