"""
One shop in Berlin and its sales, for all tests of the room: what a test does not say is as plain as it can be.

An order of 1 October 2026, one article of 119.00 EUR, delivered on Monday 5 October to a consumer in Berlin. The right
of withdrawal then ends on Monday 19 October.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftersales.dates import GivenCalendar
from aftersales.documents import PolicyBook
from aftersales.money import Money, Taxed
from aftersales.orders import Buyer, BuyerKind, Line, Order, Packed, Parcel, Practices, Seen, Sighting
from aftersales.returns import Answer, Desk, RequestLine, ReturnPolicy, Window, decide

BERLIN = ZoneInfo("Europe/Berlin")
CONSUMER = Buyer(kind=BuyerKind.CONSUMER, residence="DE-BE")
BUSINESS = Buyer(kind=BuyerKind.BUSINESS, residence="DE-BE")
PRACTICES = Practices(evidence="checkout screens v3", informs_of_withdrawal=True, tells_return_cost=True)
HOLIDAYS = GivenCalendar(
    "DE-BE", frozenset({date(2026, 10, 3), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)})
)
CALENDARS = {"DE-BE": HOLIDAYS}


def noon(day: str) -> datetime:
    """
    Take noon of a day in Berlin.
    """
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=BERLIN)


def money(text: str) -> Money:
    """
    Take an amount of euro.
    """
    return Money.from_text(f"{text} EUR")


def line(name: str = "line-1", gross: str = "119.00", tax: str = "19.00", quantity: int = 1, **more: Any) -> Line:
    """
    Sell some units for this much all together.
    """
    return Line(id=name, quantity=quantity, charged=Taxed.of_gross(money(gross), money(tax)), **more)


def parcel(*lines: Line, on: str | None = "2026-10-05", name: str = "parcel-1", sent: str = "2026-10-02") -> Parcel:
    """
    Send whole lines, and deliver them on a day unless it is None.
    """
    seen = (Sighting(what=Seen.DELIVERED, on=date.fromisoformat(on)),) if on else ()
    packed = tuple(Packed(one.id, one.quantity) for one in lines)
    return Parcel(id=name, contents=packed, shipped_at=noon(sent), sightings=seen)


def sale(*lines: Line, **more: Any) -> Order:
    """
    Sell these lines, all in one parcel unless something else is said.
    """
    lines = lines or (line(),)
    plain: dict[str, Any] = {
        "id": "order-1",
        "placed_at": noon("2026-10-01"),
        "currency": "EUR",
        "lines": lines,
        "buyer": CONSUMER,
        "parcels": (parcel(*lines),),
    }
    return Order(**(plain | more))


def policy(**more: Any) -> ReturnPolicy:
    """
    Promise thirty days, and what is said besides.
    """
    plain: dict[str, Any] = {"window": Window(days=30)}
    return ReturnPolicy(**(plain | more))


def shop(*policies: ReturnPolicy, **more: Any) -> Desk:
    """
    Open a desk with these versions of the policy; without one the shop promises nothing beyond the law.
    """
    plain: dict[str, Any] = {"policies": PolicyBook(policies), "practices": (PRACTICES,), "calendars": CALENDARS}
    return Desk(**(plain | more))


def ask_one(
    order: Order, desk: Desk, day: str | datetime, asked: RequestLine | int = 1, reason: str | None = "changed_mind"
) -> Answer:
    """
    Ask for the first line of an order on a day.
    """
    request: Mapping[str, RequestLine | int] = {order.lines[0].id: asked}
    at = noon(day) if isinstance(day, str) else day
    return decide(order, request, desk, at, reason=reason)[order.lines[0].id]
