"""Refunds of money alone: a price reduction, goodwill, delivery; nothing comes back for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import FactsError, Problem, facts_error
from ..money import Money, Taxed, total
from .lines import Charge, Line
from .movements import Pool
from .order import SURPLUS, Order
from .paying import left_on
from .quotes import Quote, QuoteItem
from .refunds import laid
from .shares import next_of, surplus_left
from .tenders import Spread

__all__ = ["reduction"]


def reduction(
    order: Order,
    amounts: Mapping[str, Money],
    *,
    pool: Pool = Pool.PRICE_REDUCTION,
    how: Spread = Spread.RATIO,
    prefer: Iterable[str] = (),
) -> Quote:
    """
    Work out a refund of money alone: a price reduction, goodwill, delivery. Nothing comes back for it.

    Args:
        order: The sale, with what went back already.

        amounts: What goes back by line or charge, each above 0 and at most what it has left; ``surplus`` for cents
            paid above all of them.

        pool: What it is for.

        how: How it is laid on the tenders.

        prefer: Kinds of tender that come first.

    Raises:
        FactsError: If an item is unknown or has not so much left.

    .. versionadded:: 0.1.0
    """
    if not amounts:
        raise facts_error("amounts", "at least one amount", "nothing")
    sold: dict[str, Line | Charge] = {line.id: line for line in order.lines}
    sold |= {charge.id: charge for charge in order.charges}
    items: list[QuoteItem] = []
    problems: list[Problem] = []
    for item_id, amount in amounts.items():
        one = sold.get(item_id)
        left = surplus_left(order) if one is None else left_on(order, item_id)
        rate = one.tax_rate if one is not None else None
        if one is None and item_id != SURPLUS:
            problems.append(Problem("amounts", f"one of {', '.join(sold)}", item_id))
        elif not 0 < amount.minor <= left.minor:
            problems.append(Problem(f"amounts.{item_id}", f"above 0, at most {left}", str(amount)))
        else:
            part = next_of(order, item_id, amount) if one is not None else Taxed.of_gross(amount)
            items.append(QuoteItem(item_id, 0, part, rate))
    if problems:
        raise FactsError(tuple(problems))
    gross = total([item.amount.gross for item in items], order.currency)
    return laid(order, items, gross, how=how, prefer=tuple(prefer), pool=pool)
