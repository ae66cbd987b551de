"""What goes out in an exchange, as an order of its own: sent, judged and refunded like any other."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from ...errors import facts_error
from ...money import Money, total
from ...orders import Line, Order, Tender
from .exchanges import Exchange

__all__ = ["replacement_order"]


def replacement_order(exchange: Exchange, order: Order, order_id: str, at: datetime) -> Order:
    """
    Make the order of what goes out in an exchange, paid with what comes back and with what the customer paid besides.

    It has the buyer and the channel of the first order. Its lines are named by the article codes; what else is known
    of the goods is for the host to add. It is judged as a sale of its own: where a law does not let the right of
    withdrawal run anew for an exchange, that is the customer's side.

    Args:
        exchange: The exchange, once it was approved.

        order: The order it belongs to.

        order_id: The id of the new order.

        at: When the exchange was agreed.

    Returns:
        An order with a tender ``exchange`` for the value of what comes back and, where the customer paid more, one
        called ``difference``. Where the customer kept both, there is nothing that comes back.

    Raises:
        FactsError: If the exchange belongs to another order, or was not approved.

    .. versionadded:: 0.1.0
    """
    if exchange.order != order.id:
        raise facts_error("exchange", f"one of order {order.id}", f"one of order {exchange.order}")
    if not exchange.state.approved:
        raise facts_error("exchange", "one that was approved", exchange.word)
    back = total((leg.amount.gross for leg in exchange.quoted.credit), order.currency)
    if exchange.state.closed == "unexchanged":
        back = Money(0, order.currency)
    credit = min(back, exchange.value)
    paid = min(exchange.paid + exchange.from_hold, exchange.value - credit)
    tenders = [("exchange", credit), ("difference", paid)]
    return Order(
        id=order_id,
        placed_at=at,
        currency=order.currency,
        lines=_lines(exchange),
        buyer=order.buyer,
        tenders=tuple(Tender(id=name, kind=name, captured=amount) for name, amount in tenders if amount.minor)
        or (Tender(id="difference", kind="difference", captured=Money(0, order.currency)),),
        channel=order.channel,
        online=order.online,
    )


def _lines(exchange: Exchange) -> tuple[Line, ...]:
    """Name each line by its article; the second of one article has a number."""
    seen: Counter[str] = Counter()
    lines = []
    for leg in exchange.quoted.charge:
        seen[leg.id] += 1
        name = leg.id if seen[leg.id] == 1 else f"{leg.id}-{seen[leg.id]}"
        lines.append(Line(id=name, quantity=leg.units, charged=leg.amount, sku=leg.id, tax_rate=leg.tax_rate))
    return tuple(lines)
