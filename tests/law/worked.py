"""
What the worked cases of the law stand for: a unit of an order, made from a few plain facts.

``residence`` and ``zone``; ``contract_at``; ``delivered`` (moments, one parcel and one line each) or ``shipped_at``;
``kind`` and ``condition``; ``price`` and ``delivery`` as amounts; ``calendar`` (public holidays) and ``unsure`` (days
that are holidays in parts); ``goods`` (facts of the goods); ``order``, ``buyer`` and ``stated`` (more fields of the
order, of the buyer and of the shop's practices); ``reason``, ``defect_on``, ``told_on``, ``hidden``, ``minor``,
``serious``, ``existed`` and ``repairs``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aftersales import documents
from aftersales.dates import GivenCalendar
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Buyer,
    Charge,
    Condition,
    Kind,
    Line,
    LineFacts,
    Order,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    Tender,
)
from aftersales.rights import Repair, ReturnReason, Unit

CURRENCIES = {
    "KR": "KRW", "GB": "GBP", "BR": "BRL", "CO": "COP", "US": "USD", "NO": "NOK", "ZA": "ZAR", "AU": "AUD", "IL": "ILS",
    "CH": "CHF", "TR": "TRY", "SE": "SEK", "PL": "PLN", "CA": "CAD", "HU": "HUF", "JP": "JPY",
}  # fmt: skip
BY_DEFAULT = "2026-06-01T10:00:00+00:00"


def taxed(amount: Money) -> Taxed:
    """Make what was charged, without tax."""
    return Taxed(amount, Money(0, amount.currency), amount)


def order_of(given: Mapping[str, Any]) -> Order:
    """Make the sale."""
    currency = given.get("currency") or CURRENCIES.get(str(given["residence"])[:2], "EUR")
    price = Money.from_text(given["price"]) if "price" in given else Money(10000, currency)
    placed = datetime.fromisoformat(given.get("contract_at", BY_DEFAULT))
    delivered = [datetime.fromisoformat(at) for at in given.get("delivered", [])]
    kind, condition = Kind(given.get("kind", "goods")), Condition(given.get("condition", "new"))
    lines = tuple(
        Line(
            id=f"line-{number}",
            quantity=1,
            charged=taxed(price),
            kind=kind,
            condition=condition,
            facts=documents.read(LineFacts, given.get("goods", {})),
            agreed_guarantee_months=given.get("agreed_months"),
            law_category=given.get("law_category", ""),
            supplied_until=day(given, "supplied_until"),
        )
        for number in range(1, max(len(delivered), 1) + 1)
    )
    parcels = tuple(
        Parcel(
            id=f"parcel-{number}",
            contents=(Packed(f"line-{number}", 1),),
            sightings=(Sighting(what=Seen.DELIVERED, at=at),),
        )
        for number, at in enumerate(delivered, start=1)
    )
    if "shipped_at" in given:
        sent = datetime.fromisoformat(given["shipped_at"])
        parcels = (Parcel(id="parcel-1", contents=(Packed("line-1", 1),), shipped_at=sent),)
    charges: tuple[Charge, ...] = ()
    if "delivery" in given:
        charges = (Charge(id="shipping", charged=taxed(Money.from_text(given["delivery"]))),)
    order = Order(
        id="1",
        placed_at=placed,
        currency=price.currency,
        lines=lines,
        buyer=documents.read(
            Buyer,
            {"kind": "consumer", "residence": given["residence"], "zone": given["zone"], **given.get("buyer", {})},
        ),
        charges=charges,
        parcels=parcels,
        **fields(given),
    )
    if "paid_with" in given:
        tender = Tender(id="t", kind=given["paid_with"], captured=order.total)
        order = documents.read(Order, {**documents.dump(order), "tenders": [documents.dump(tender)]})
    return order


def fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Take more fields of the order; days are written as days."""
    more = dict(given.get("order", {}))
    for name in ("document_on", "informed_on"):
        if name in more:
            more[name] = date.fromisoformat(more[name])
    if "informed" in given:
        more["informed"] = given["informed"]
    return more


def day(given: Mapping[str, Any], name: str) -> date | None:
    """Read a day, or None."""
    return date.fromisoformat(given[name]) if name in given else None


def unit_of(given: Mapping[str, Any]) -> Unit:
    """Make the unit that is judged: the first line."""
    order = order_of(given)
    holidays = frozenset(date.fromisoformat(one) for one in given.get("calendar", []))
    unsure = frozenset(date.fromisoformat(one) for one in given.get("unsure", []))
    return Unit(
        order=order,
        line=order.lines[0],
        quantity=1,
        facts=order.lines[0].facts,
        practices=documents.read(Practices, given.get("stated", {})),
        zone=given["zone"],
        calendar=GivenCalendar(str(given["residence"]), holidays, unsure=unsure),
        reason=ReturnReason(given["reason"]) if "reason" in given else None,
        defect_on=day(given, "defect_on"),
        existed_at_delivery=given.get("existed"),
        repairs=tuple(documents.read(Repair, one) for one in given.get("repairs", [])),
        told_on=day(given, "told_on"),
        hidden=given.get("hidden"),
        minor=given.get("minor"),
        serious=given.get("serious"),
    )
