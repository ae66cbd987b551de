"""
Orders in one line: whatever a test does not care about has a plain value.

A plain order is one a consumer in Berlin placed online on Monday 1 June 2026 and paid by card, of a shop that tells of
the right of withdrawal and of who pays for sending back. Every field can be given instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs

from ..money import Money, Taxed, total
from ..orders import (
    Buyer,
    BuyerKind,
    Charge,
    Line,
    LineFacts,
    Moved,
    Movement,
    Order,
    Packed,
    Parcel,
    Seen,
    Sighting,
    Tender,
)

__all__ = [
    "DELIVERED_ON",
    "IN_BERLIN",
    "PLACED_AT",
    "a_charge",
    "a_line",
    "a_tender",
    "an_order",
    "delivered",
    "moved",
    "refunded",
    "sent",
    "taxed",
]

#: Noon in Berlin on Monday 1 June 2026.
PLACED_AT = datetime(2026, 6, 1, 10, tzinfo=UTC)

#: The Friday of that week; fourteen days later is a Friday that is no holiday.
DELIVERED_ON = date(2026, 6, 5)

IN_BERLIN = Buyer(kind=BuyerKind.CONSUMER, residence="DE-BE", zone="Europe/Berlin")


def taxed(gross: str, tax: str = "0", currency: str = "EUR") -> Taxed:
    """
    Read a gross amount and the tax in it.

    >>> taxed("11.90", "1.90").net
    Money(1000, "EUR")

    .. versionadded:: 0.1.0
    """
    return Taxed.of_gross(Money.of(gross, currency), Money.of(tax, currency))


def a_line(
    id: str = "line-1",  # noqa: A002 - it is called so in an order
    quantity: int = 1,
    gross: str = "10.00",
    tax: str = "0",
    *,
    currency: str = "EUR",
    facts: Mapping[str, bool | None] | LineFacts | None = None,
    **fields: Any,
) -> Line:
    """
    Make a line of so many units that were charged so much together.

    Args:
        id: Its id.

        quantity: Its units.

        gross: What all of them were charged, in the main unit of the currency.

        tax: The tax in that.

        currency: ISO 4217 code.

        facts: Facts about the goods, by name; what is not named is as on a plain article.

        fields: Any other field of `orders.Line`.

    >>> a_line(quantity=3, gross="10.00", facts={"personalised": True}).facts.personalised
    True

    .. versionadded:: 0.1.0
    """
    known = facts if isinstance(facts, LineFacts) else LineFacts(**(facts or {}))
    plain: dict[str, Any] = {} if known == LineFacts() else {"facts": known}
    return Line(id=id, quantity=quantity, charged=taxed(gross, tax, currency), **plain, **fields)


def a_charge(
    id: str = "shipping",  # noqa: A002 - it is called so in an order
    gross: str = "4.90",
    tax: str = "0",
    *,
    currency: str = "EUR",
    **fields: Any,
) -> Charge:
    """
    Make a charge beside the lines; the delivery, unless said otherwise.

    .. versionadded:: 0.1.0
    """
    return Charge(id=id, charged=taxed(gross, tax, currency), **fields)


def a_tender(
    id: str = "card",  # noqa: A002 - it is called so in an order
    captured: str = "10.00",
    *,
    currency: str = "EUR",
    **fields: Any,
) -> Tender:
    """
    Make a means of payment on which so much was taken; its kind is its id, unless said otherwise.

    .. versionadded:: 0.1.0
    """
    return Tender(id=id, captured=Money.of(captured, currency), **{"kind": id, **fields})


def an_order(*lines: Line, charges: Iterable[Charge] = (), **fields: Any) -> Order:
    """
    Make an order of these lines, or of one plain line, that was paid by card.

    Args:
        lines: Its lines; ids that are all alike are numbered.

        charges: What was charged beside them.

        fields: Any other field of `orders.Order`.

    >>> order = an_order(a_line(gross="20.00"), a_line(gross="5.00"), charges=[a_charge()])
    >>> order.line_ids, order.captured
    (('line-1', 'line-2'), Money(2990, "EUR"))

    .. versionadded:: 0.1.0
    """
    lines = lines or (a_line(),)
    if len(lines) > 1 and len({line.id for line in lines}) == 1:
        lines = tuple(attrs.evolve(line, id=f"line-{place}") for place, line in enumerate(lines, start=1))
    charges = tuple(charges)
    currency = lines[0].charged.currency
    if "tenders" not in fields:
        paid = total([line.charged.gross for line in lines] + [one.charged.gross for one in charges], currency)
        fields["tenders"] = (Tender(id="card", captured=paid),)
    plain: dict[str, Any] = {
        "id": "order-1",
        "placed_at": PLACED_AT,
        "currency": currency,
        "buyer": IN_BERLIN,
        "informed": True,
        "told_return_cost": True,
    }
    return Order(lines=lines, charges=charges, **{**plain, **fields})


def sent(
    order: Order,
    *sightings: Sighting,
    units: Mapping[str, int] | None = None,
    parcel: str = "",
    shipped_at: datetime | None = None,
) -> Order:
    """
    Put units into a parcel of which this was seen: all that are in none yet, unless *units* says which.

    >>> order = sent(an_order(), Sighting(what=Seen.LOST, on=DELIVERED_ON))
    >>> order.tally("line-1").lost
    1

    .. versionadded:: 0.1.0
    """
    if units is None:
        pools = {line_id: order.tally(line_id) for line_id in order.line_ids}
        units = {
            line_id: p.ordered - p.cancelled - max(p.shipped - p.lost, p.delivered) for line_id, p in pools.items()
        }
        units = {line_id: count for line_id, count in units.items() if count}
    made = Parcel(
        id=parcel or f"parcel-{len(order.parcels) + 1}",
        contents=tuple(Packed(line_id, count) for line_id, count in units.items()),
        shipped_at=shipped_at,
        sightings=sightings,
    )
    return attrs.evolve(order, parcels=(*order.parcels, made))


def delivered(
    order: Order, on: date | datetime = DELIVERED_ON, *, units: Mapping[str, int] | None = None, parcel: str = ""
) -> Order:
    """
    Deliver units on a local day, or at a moment: all that are in no parcel yet, unless *units* says which.

    >>> order = an_order(a_line(quantity=2))
    >>> delivered(order, units={"line-1": 1}).tally("line-1").delivered
    1

    .. versionadded:: 0.1.0
    """
    when: dict[str, Any] = {"at": on} if isinstance(on, datetime) else {"on": on}
    return sent(order, Sighting(what=Seen.DELIVERED, **when), units=units, parcel=parcel)


def moved(
    order: Order, what: Moved | str, line: str = "line-1", quantity: int = 1, *, at: datetime | None = None
) -> Order:
    """
    Move units of a line, such as ``cancelled``, ``returned`` or ``kept``.

    >>> moved(an_order(), "returned").tally("line-1").returnable
    0

    .. versionadded:: 0.1.0
    """
    movement = Movement(what=Moved(what), line=line, quantity=quantity, at=at)
    return attrs.evolve(order, movements=(*order.movements, movement))


def refunded(
    order: Order, amount: Money | str, line: str = "line-1", quantity: int = 0, *, at: datetime | None = None
) -> Order:
    """
    Give money back for a line or a charge; for so many units, or as a price reduction for none.

    >>> refunded(an_order(), "4.00").left
    Money(600, "EUR")

    .. versionadded:: 0.1.0
    """
    money = amount if isinstance(amount, Money) else Money.of(amount, order.currency)
    movement = Movement(what=Moved.REFUNDED, line=line, quantity=quantity, at=at, amount=money)
    return attrs.evolve(order, movements=(*order.movements, movement))
