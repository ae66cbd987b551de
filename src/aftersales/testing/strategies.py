"""
Hypothesis strategies for orders; the extra ``testing`` brings hypothesis.

Every order drawn is one that a shop can have: its amounts add up, nothing comes back that was not bought, and what was
captured covers what was charged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from ..money import Money, Taxed, split
from ..orders import (
    Buyer,
    BuyerKind,
    Charge,
    Kind,
    Line,
    LineFacts,
    Order,
    Packed,
    Parcel,
    Seen,
    Sighting,
    Tender,
)

__all__ = ["amounts", "buyers", "charges", "facts", "lines", "moments", "orders", "sightings", "taxed", "tenders"]

_MOST_MINOR = 1_000_000
_RESIDENCES = ("DE", "DE-BE", "FR", "ES", "ES-CN", "GB", "GB-SCT", "BR", "US", "AT", "ZZ", None)
_ZONES = ("Europe/Berlin", "Europe/London", "Atlantic/Canary", "America/Sao_Paulo", "Pacific/Auckland", None)
_RATES = (None, Decimal("0.07"), Decimal("0.19"), Decimal("0.2"))

_FIRST, _MINUTES = datetime(2022, 1, 1, tzinfo=UTC), 6 * 365 * 24 * 60


def moments() -> st.SearchStrategy[datetime]:
    """
    Draw a minute of the years 2022 to 2027.

    .. versionadded:: 0.1.0
    """
    return st.integers(0, _MINUTES).map(lambda minutes: _FIRST + timedelta(minutes=minutes))


def amounts(currency: str = "EUR", most: int = _MOST_MINOR) -> st.SearchStrategy[Money]:
    """
    Draw amounts from zero to *most* minor units.

    .. versionadded:: 0.1.0
    """
    return st.integers(0, most).map(lambda minor: Money(minor, currency))


@st.composite
def taxed(draw: st.DrawFn, currency: str = "EUR") -> Taxed:
    """
    Draw a gross amount with a tax in it that is not more than half of it.

    .. versionadded:: 0.1.0
    """
    gross = draw(st.integers(0, _MOST_MINOR))
    tax = draw(st.integers(0, gross // 2))
    return Taxed.of_gross(Money(gross, currency), Money(tax, currency))


def facts() -> st.SearchStrategy[LineFacts]:
    """
    Draw what is known about goods: up to four facts true, false or unknown, and the others as on a plain article.

    .. versionadded:: 0.1.0
    """
    names = st.sampled_from([field.name for field in attrs.fields(LineFacts)])
    known = st.dictionaries(names, st.sampled_from([True, False, None]), max_size=4)
    return known.map(lambda said: LineFacts(**said))


def lines(id: str = "line-1", currency: str = "EUR") -> st.SearchStrategy[Line]:  # noqa: A002 - called so in an order
    """
    Draw a line of one to six units.

    .. versionadded:: 0.1.0
    """
    return st.builds(
        Line,
        id=st.just(id),
        quantity=st.integers(1, 6),
        charged=taxed(currency),
        kind=st.sampled_from(Kind),
        tax_rate=st.sampled_from(_RATES),
        facts=facts(),
    )


def charges(id: str = "shipping", currency: str = "EUR") -> st.SearchStrategy[Charge]:  # noqa: A002 - likewise
    """
    Draw a charge, with or without a cheaper delivery that was offered.

    .. versionadded:: 0.1.0
    """
    return st.builds(
        Charge,
        id=st.just(id),
        charged=taxed(currency),
        standard=st.none() | amounts(currency),
        shipping=st.booleans(),
        tax_rate=st.sampled_from(_RATES),
    )


@st.composite
def tenders(draw: st.DrawFn, captured: Money) -> tuple[Tender, ...]:
    """
    Draw one to three means of payment on which so much was taken together.

    .. versionadded:: 0.1.0
    """
    weights: Sequence[int] = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    kinds = ("card", "gift_card", "store_credit")
    return tuple(
        Tender(id=f"tender-{place}", kind=kinds[place], captured=part)
        for place, part in enumerate(split(captured, weights))
    )


def buyers() -> st.SearchStrategy[Buyer]:
    """
    Draw a buyer of any capacity from anywhere, known or not.

    .. versionadded:: 0.1.0
    """
    return st.builds(
        Buyer,
        kind=st.sampled_from(BuyerKind),
        residence=st.sampled_from(_RESIDENCES),
        zone=st.sampled_from(_ZONES),
    )


def sightings(since: datetime) -> st.SearchStrategy[Sighting]:
    """
    Draw what a carrier saw within sixty days, at a moment or on a day.

    .. versionadded:: 0.1.0
    """
    later = st.integers(0, 60 * 24).map(lambda hours: since + timedelta(hours=hours))
    at = st.builds(Sighting, what=st.sampled_from(Seen), at=later)
    return at | st.builds(Sighting, what=st.sampled_from(Seen), on=later.map(lambda moment: moment.date()))


@st.composite
def orders(draw: st.DrawFn, *, currency: str = "EUR", surplus: int = 5) -> Order:
    """
    Draw an order of one to three lines with charges, tenders and parcels.

    Args:
        draw: Given by hypothesis.

        currency: ISO 4217 code.

        surplus: How many minor units the buyer may have paid above all lines and charges at most.

    .. versionadded:: 0.1.0
    """
    placed_at = draw(moments())
    sold = tuple(draw(lines(f"line-{place}", currency)) for place in range(1, draw(st.integers(1, 3)) + 1))
    beside = draw(st.lists(charges(currency=currency), max_size=1))
    charged = [line.charged for line in sold] + [charge.charged for charge in beside]
    minor = sum(one.gross.minor for one in charged) + draw(st.integers(0, surplus))
    return Order(
        id="order-1",
        placed_at=placed_at,
        currency=currency,
        lines=sold,
        charges=tuple(beside),
        buyer=draw(buyers()),
        tenders=draw(st.just(()) | tenders(Money(minor, currency))),
        parcels=draw(_parcels(sold, placed_at)),
        informed=draw(st.sampled_from([True, False, None])),
        told_return_cost=draw(st.sampled_from([True, False, None])),
    )


@st.composite
def _parcels(draw: st.DrawFn, sold: tuple[Line, ...], placed_at: datetime) -> tuple[Parcel, ...]:
    """Send each line in one parcel, or its first unit before the others, or not at all."""
    parcels: list[Parcel] = []
    for line in sold:
        first = draw(st.integers(0, line.quantity))
        for units in (first, line.quantity - first):
            if units and draw(st.booleans()):
                seen = draw(st.lists(sightings(placed_at), max_size=3))
                contents = (Packed(line.id, units),)
                parcels.append(Parcel(id=f"parcel-{len(parcels)}", contents=contents, sightings=tuple(seen)))
    return tuple(parcels)
