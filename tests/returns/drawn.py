"""
Policies, desks and requests as hypothesis draws them: everything a shop may say, and everything a customer may ask.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import attrs
from hypothesis import strategies as st

from aftersales.calendars import HolidayCalendars
from aftersales.documents import PolicyBook
from aftersales.law import book
from aftersales.money import Money, split, total
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Channel,
    Line,
    Order,
    Outbound,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    Spread,
    Tender,
    Transit,
)
from aftersales.returns import (
    Anchor,
    Desk,
    Fault,
    Fee,
    Fees,
    Payer,
    PolicyRule,
    Remedy,
    RequestLine,
    ReturnPolicy,
    ReturnReason,
    Shipping,
    Window,
)
from aftersales.returns.desk import NO_CALENDARS
from aftersales.testing import strategies as drawn

CATEGORIES = ("care", "care/toothbrushes", "garden")
TAGS = ("outlet", "sale")
FACTS = ("seal_broken", "used", "damaged", "complete", "original_packaging")
MAYBE = st.sampled_from([True, False, None])
CALENDARS = HolidayCalendars()

windows = st.one_of(
    st.builds(Window, days=st.integers(0, 120)),
    st.builds(Window, days=st.integers(0, 30), until=st.dates(date(2022, 1, 1), date(2027, 12, 31))),
    st.builds(Window, months=st.integers(0, 6)),
    st.just(Window(unlimited=True)),
)
fee = st.builds(
    Fee,
    flat=st.none() | st.integers(0, 5000).map(lambda minor: Money(minor, "EUR")),
    percent=st.none() | st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10),
)
says: dict[str, st.SearchStrategy[Any]] = {
    "window": st.none() | windows,
    "credit": st.none() | windows,
    "exchange": st.none() | windows,
    "final_sale": MAYBE,
    "unopened": MAYBE,
    "unused": MAYBE,
    "original_packaging": MAYBE,
    "complete": MAYBE,
    "fees": st.none() | st.builds(Fees, customer=fee, merchant=fee, carrier=fee),
    "return_shipping": st.none()
    | st.builds(
        Shipping, customer=st.sampled_from(Payer), merchant=st.sampled_from(Payer), carrier=st.sampled_from(Payer)
    ),
    "outbound": st.none() | st.sampled_from(Outbound),
}


places = st.tuples(st.frozensets(st.sampled_from(CATEGORIES)), st.frozensets(st.sampled_from(TAGS))).filter(any)
said = st.fixed_dictionaries(says).filter(lambda values: any(value is not None for value in values.values()))
rules = st.dictionaries(places, said, max_size=3).map(
    lambda found: tuple(PolicyRule(categories=c, tags=t, **values) for (c, t), values in found.items())
)
policies = st.builds(
    ReturnPolicy,
    **says,
    anchor=st.sampled_from(Anchor),
    fallback_days=st.none() | st.integers(0, 10),
    faults=st.dictionaries(st.sampled_from([one.value for one in ReturnReason]), st.sampled_from(Fault), max_size=3),
    spread=st.sampled_from(Spread),
    prefer=st.sampled_from([(), ("gift_card",), ("store_credit", "card")]),
    rules=rules,
)
transits = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda t: Transit(min_days=t[0], max_days=t[0] + t[1]))
practices = st.builds(
    Practices,
    informs_of_withdrawal=MAYBE,
    tells_return_cost=MAYBE,
    confirms_digital=MAYBE,
    seals_hygiene_goods=MAYBE,
    collects_bulky=MAYBE,
    transit=st.none() | transits,
)
later = st.integers(0, 2000).map(lambda days: date(2022, 1, 1) + timedelta(days))
books = st.one_of(
    policies.map(lambda one: PolicyBook((one,))),
    st.tuples(policies, policies, later).map(lambda t: PolicyBook((t[0], attrs.evolve(t[1], since=t[2])))),
)

#: A shop with one policy, or with two of which one came into force in the years that orders are drawn from.
desks = st.builds(
    Desk, policies=books, practices=st.tuples(practices), calendars=st.sampled_from([NO_CALENDARS, CALENDARS])
)

_lines = [drawn.lines(f"line-{place}") for place in (1, 2, 3)]
_category = st.sampled_from(["", *CATEGORIES, "care/toothbrushes/heads"])
_tags = st.frozensets(st.sampled_from(TAGS))
_charges = st.lists(drawn.charges(), max_size=1)
_moments = drawn.moments()
_residence = st.sampled_from(["DE", "DE-BE", "FR", "ES", "GB", "GB-SCT", "BR", "US", "US-CA", "IT", "NO", "ZZ", None])
_zone = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland", None])
_sightings = st.lists(st.tuples(st.sampled_from(Seen), st.integers(0, 60 * 24), st.booleans()), max_size=3)
_weights = st.lists(st.integers(1, 9), max_size=3)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """
    Draw an order of one to three lines, paid and sent in any way, to a buyer who lives in a zone of the country.
    """
    placed_at = draw(_moments)
    lines = tuple(
        attrs.evolve(draw(one), category=draw(_category), tags=draw(_tags)) for one in _lines[: draw(st.integers(1, 3))]
    )
    charges = tuple(draw(_charges))
    charged = [one.charged.gross for one in lines] + [one.charged.gross for one in charges]
    paid = total(charged, "EUR") + Money(draw(st.integers(0, 5)), "EUR")
    weights, kinds = draw(_weights), ("card", "gift_card", "store_credit")
    tenders = [Tender(id=kinds[n], kind=kinds[n], captured=p) for n, p in enumerate(split(paid, weights or [1]))]
    residence = draw(_residence)
    found = book().find(residence)
    return Order(
        id="order-1",
        placed_at=placed_at,
        currency="EUR",
        lines=lines,
        charges=charges,
        buyer=Buyer(
            kind=draw(st.sampled_from(BuyerKind)),
            residence=residence,
            zone=draw(st.sampled_from([*found.zones, None])) if found and found.zones else draw(_zone),
        ),
        tenders=tuple(tenders) if weights else (),
        parcels=tuple(_sent(draw, lines, placed_at)),
        channel=draw(st.sampled_from(Channel)),
        informed=draw(MAYBE),
        told_return_cost=draw(MAYBE),
    )


def _sent(draw: st.DrawFn, lines: Iterable[Line], placed_at: datetime) -> Iterable[Parcel]:
    """
    Send each line in one parcel, in two, or not at all.
    """
    for line in lines:
        first = draw(st.integers(0, line.quantity))
        for part, units in enumerate((first, line.quantity - first)):
            if units and draw(st.booleans()):
                seen = [(what, placed_at + timedelta(hours=hours), day) for what, hours, day in draw(_sightings)]
                yield Parcel(
                    id=f"{line.id}-{part}",
                    contents=(Packed(line.id, units),),
                    shipped_at=placed_at if draw(st.booleans()) else None,
                    sightings=tuple(
                        Sighting(what=what, on=at.date()) if day else Sighting(what=what, at=at)
                        for what, at, day in seen
                    ),
                )


_facts = st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=3)
_days = st.none() | st.integers(0, 1000)
_reasons = st.none() | st.sampled_from(ReturnReason)
_wishes = st.none() | st.sampled_from(Remedy)


@st.composite
def requests(draw: st.DrawFn, order: Order) -> Mapping[str, RequestLine]:
    """
    Draw a request for some lines, with everything that may be said about them.
    """
    asked = draw(st.lists(st.sampled_from(order.line_ids), min_size=1, unique=True))
    day = order.placed_at.date()
    return {
        line: RequestLine(
            units=draw(st.integers(1, order.line(line).quantity)),
            reason=draw(_reasons),
            wish=draw(_wishes),
            facts=draw(_facts),
            defect_on=None if (days := draw(_days)) is None else day + timedelta(days),
            existed_at_delivery=draw(MAYBE),
        )
        for line in asked
    }


_hours = st.integers(0, 60 * 24) | st.integers(0, 900 * 24)


class Drawn(NamedTuple):
    """
    A case, printed without the law it is judged by when it fails.
    """

    order: Order
    request: Mapping[str, RequestLine]
    desk: Desk
    at: datetime

    def __repr__(self) -> str:
        """
        Print what was drawn.
        """
        return f"Drawn({self.order}, {self.request}, {self.desk}, {self.at.isoformat()})"


@st.composite
def cases(draw: st.DrawFn) -> Drawn:
    """
    Draw an order, a request, a shop and a moment within two and a half years of the order.
    """
    order = draw(orders())
    return Drawn(order, draw(requests(order)), draw(desks), order.placed_at + timedelta(hours=draw(_hours)))
