from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from aftersales.documents import read
from aftersales.money import Money, Taxed
from aftersales.orders import Channel, Line, Moved, Movement, Order, Packed, Parcel, Seen, Sighting
from aftersales.returns import Answer, Desk, ReturnPolicy, decide
from tests.returns.sales import BUSINESS, CONSUMER, line, noon, sale, shop
from tests.vectors import Vector, params

PLACED_ON = date(2026, 3, 1)


def versions(policy: Any) -> Iterable[ReturnPolicy]:
    """
    Read one version of a policy, or several.
    """
    return [read(ReturnPolicy, one) for one in (policy if isinstance(policy, list) else [policy])]


def parcels(given: Any, sold: Line, placed_on: date) -> Iterable[Parcel]:
    """
    Send the units in as many parcels as there are days of delivery; what was not seen to arrive is only sent.
    """
    sent, days = given.get("sent", sold.quantity), given.get("delivered_on", [None])
    shipped_at = noon(given.get("sent_on", placed_on).isoformat())
    for place, day in enumerate(days if sent else []):
        units = sent // len(days) + (sent % len(days) if place == 0 else 0)
        seen = (Sighting(what=Seen.DELIVERED, on=day),) if day else ()
        yield Parcel(id=f"parcel-{place}", contents=(Packed(sold.id, units),), shipped_at=shipped_at, sightings=seen)


def order_of(given: Any) -> Order:
    """
    Make the order of a case.
    """
    placed_on = given.get("placed_on", PLACED_ON)
    gross = Money.from_text(given.get("gross", "100.00 EUR"))
    quantity = given.get("quantity", len(given.get("delivered_on", [None])))
    sold = Line(id="line-1", quantity=quantity, charged=Taxed.of_gross(gross))
    lines, sent = [sold], [*parcels(given, sold, placed_on)]
    if "beside_on" in given:
        lines.append(line("line-2"))
        seen = Sighting(what=Seen.DELIVERED, on=given["beside_on"])
        sent.append(Parcel(id="beside", contents=(Packed("line-2", 1),), sightings=(seen,)))
    returned = given.get("returned", 0)
    return sale(
        *lines,
        placed_at=noon(placed_on.isoformat()),
        buyer=CONSUMER if given.get("buyer") == "consumer" else BUSINESS,
        channel=Channel.DISTANCE,
        parcels=tuple(sent),
        movements=(Movement(what=Moved.RETURNED, line="line-1", quantity=returned),) if returned else (),
    )


def answer(given: Any) -> Answer:
    """
    Decide the request of a case.
    """
    order = order_of(given)
    desk: Desk = shop(*versions(given.get("policy", [])))
    units = given.get("units", order.lines[0].quantity)
    return decide(order, {"line-1": units}, desk, noon(given["asked_on"].isoformat()))["line-1"]


@pytest.mark.parametrize("vector", params("returns", "window"))
def test_windows(vector: Vector) -> None:
    """
    A window ends on the day that others found, and is open until then.
    """
    found = answer(vector.given)
    expect = vector.expect

    assert (expect["verdict"], expect["last_day"]) == (found.verdict.value, found.best.last_day)
    assert expect.get("basis", "policy") == found.best.basis.value


@pytest.mark.parametrize("vector", params("returns", "request"))
def test_requests(vector: Vector) -> None:
    """
    A request gets the answer that others gave, where a decision record does not say why not.
    """
    found, expect = answer(vector.given), vector.expect
    values = {name: value for finding in found.best.findings for name, value in finding.values}

    assert expect["verdict"] == found.verdict.value
    assert set(expect.get("codes", [])) <= set(found.codes)
    assert expect.get("remedy", found.best.remedy.value) == found.best.remedy.value
    assert expect.get("left", values.get("left")) == values.get("left")
    assert expect.get("refund", str(found.best.refund.total)) == str(found.best.refund.total)
