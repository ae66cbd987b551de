from datetime import UTC, date, datetime

import pytest

from aftersales.dates import FOREVER
from aftersales.law import book, guarantee
from aftersales.money import Money, Taxed
from aftersales.orders import Buyer, BuyerKind, Line, LineFacts, Order, Packed, Parcel, Practices, Seen, Sighting
from aftersales.rights import Claim, ReturnReason, Unit

DELIVERED = date(2024, 3, 4)
ARRIVED = Parcel(
    id="p",
    contents=(Packed(line="kettle", quantity=1),),
    sightings=(Sighting(what=Seen.DELIVERED, on=DELIVERED),),
)


def claims(residence: str, zone: str, *, durable: bool | None = None, defect_on: date | None = None) -> list[Claim]:
    """Make the claims for a kettle that arrived in March 2024."""
    line = Line(id="kettle", quantity=1, charged=Taxed(Money(5000, "EUR"), Money(0, "EUR"), Money(5000, "EUR")))
    order = Order(
        id="1",
        placed_at=datetime(2024, 3, 1, 12, tzinfo=UTC),
        currency="EUR",
        lines=(line,),
        buyer=Buyer(kind=BuyerKind.CONSUMER, residence=residence, zone=zone),
        parcels=(ARRIVED,),
    )
    unit = Unit(
        order=order,
        line=line,
        quantity=1,
        facts=LineFacts(durable=durable),
        practices=Practices(),
        zone=zone,
        reason=ReturnReason.DEFECTIVE,
        defect_on=defect_on,
    )
    return [*guarantee(unit, book(), datetime(2026, 11, 26, tzinfo=UTC))]


@pytest.mark.parametrize("residence", ["AU", "NZ", "JP", "CA-QC", "CA-ON"])
def test_goods_without_a_number_are_never_too_late(residence: str) -> None:
    """
    Where the law has no number of months, no day is certain and none is too late: a person looks.
    """
    for claim in claims(residence, "UTC"):
        deadline = claim.terms.deadline
        assert deadline.sure < DELIVERED
        assert deadline.maybe == FOREVER
        assert deadline.hangs_on == ("law",)


def test_a_hidden_defect_in_brazil_asks_when_it_showed() -> None:
    """
    After the ninety days it depends on the day on which the defect showed, which nobody gave.
    """
    deadline = claims("BR", "America/Sao_Paulo", durable=True)[0].terms.deadline

    assert date(2024, 6, 2) == deadline.sure
    assert (FOREVER, ("defect_on",)) == (deadline.maybe, deadline.hangs_on)


def test_a_hidden_defect_in_brazil_has_ninety_days_from_discovery() -> None:
    """
    A defect that first showed later was hidden until then, and has ninety days from that day.
    """
    deadline = claims("BR", "America/Sao_Paulo", durable=True, defect_on=date(2026, 10, 1))[0].terms.deadline

    assert date(2026, 12, 30) == deadline.sure == deadline.maybe
    assert not deadline.hangs_on


def test_an_early_defect_in_brazil_makes_nothing_longer() -> None:
    """
    A defect that showed on the day of delivery has the plain ninety days.
    """
    deadline = claims("BR", "America/Sao_Paulo", durable=True, defect_on=DELIVERED)[0].terms.deadline

    assert deadline.sure == deadline.maybe == date(2024, 6, 2)
    assert not deadline.hangs_on
