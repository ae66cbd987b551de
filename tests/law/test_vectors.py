"""
Worked cases of the right of withdrawal and of a policy beside the law, each with the law it stands on.

Not among them: RC-020, where the payer hangs on the carrier that the buyer will choose for the way back, and FP-012 and
the cases of refunds, deliveries, guarantees, proof, remedies and repairs, which stand in ``law_clocks.toml``.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales import documents
from aftersales.dates import FOREVER, Deadline, GivenCalendar
from aftersales.law import guarantee, withdrawal
from aftersales.law.guarantee_clock import guarantee_deadline
from aftersales.law.proof import notify_by
from aftersales.money import Money, Taxed
from aftersales.orders import Buyer, BuyerKind, Kind, Order, Practices, Seen, Sighting, each_arrival
from aftersales.rights import Claim, Demands, Fee, Payer, ReturnReason, Terms, Unit, lift
from aftersales.testing.orders import a_line, an_order, delivered, sent
from tests.law.units import BOOK, unit_of, verdict
from tests.vectors import Vector, params

#: Fields of an order that a case may give as they are.
OF_THE_ORDER = ("informed", "told_return_cost", "recurring", "disclosed", "spoken")
NOON = "2026-06-10T12:00:00+02:00"


def order_of(given: Mapping[str, Any]) -> Order:
    """
    Build the order of a case: one line for each delivery, or one line.
    """
    arrivals = [datetime.fromisoformat(at) for at in given.get("delivered", ())]
    price = Money.from_text(given.get("price", "10.00 EUR"))
    facts = {name: None if value == "unknown" else value for name, value in given.get("facts", {}).items()}
    line = a_line(kind=Kind(given.get("kind", "goods")), facts=facts)
    line = attrs.evolve(line, charged=Taxed.of_gross(price))
    lines = [attrs.evolve(line, id=f"line-{place}") for place in range(1, max(len(arrivals), 1) + 1)]
    who = {"kind": BuyerKind.CONSUMER.value, "residence": given.get("residence"), "zone": given["zone"]}
    known = {name: given[name] for name in OF_THE_ORDER if name in given}
    days = {name: date.fromisoformat(given[name]) for name in ("informed_on", "document_on") if name in given}
    order = an_order(
        *lines,
        placed_at=datetime.fromisoformat(given["placed_at"]),
        buyer=documents.read(Buyer, {**who, **given.get("buyer", {})}),
        **{"informed": None, "told_return_cost": None, **known, **days},
    )
    for one, at in zip(lines, arrivals, strict=False):
        order = delivered(order, at, units={one.id: 1})
    if given.get("on_its_way"):
        order = sent(order, Sighting(what=Seen.IN_TRANSIT, at=order.placed_at + timedelta(hours=5)))
    return order


def unit(given: Mapping[str, Any]) -> Unit:
    """
    Take the first line of the order of a case.
    """
    calendar = None
    if "holidays" in given:
        known, unsure = (frozenset(date.fromisoformat(d) for d in given.get(n, ())) for n in ("holidays", "unsure"))
        calendar = GivenCalendar("given", known, unsure=unsure)
    dated = [name for name in ("defect_on", "told_on") if name in given]
    fields: dict[str, Any] = {name: date.fromisoformat(given[name]) for name in dated}
    if "reason" in given:
        fields["reason"] = ReturnReason(given["reason"])
    return unit_of(
        order_of(given),
        calendar=calendar,
        practices=documents.read(Practices, given.get("stated", {})),
        serious=given.get("serious"),
        **fields,
    )


def written(day: date) -> str:
    """
    Write a day; one that has not come is "not started".
    """
    return "not started" if day == FOREVER else day.isoformat()


def told_of(claim: Claim, one: Unit, at: str) -> dict[str, Any]:
    """
    Write down everything that a case may expect of a claim.
    """
    refusals = [found.reason.code for found in claim.findings if found.verdict.value == "refuse"]
    questions = [found.question.fact for found in claim.findings if found.question is not None]
    return {
        "last_day": written(claim.terms.deadline.sure),
        "latest": written(claim.terms.deadline.maybe),
        "verdict": verdict(claim, one, at).value,
        "code": refusals[0] if refusals else "",
        "asks": questions[0] if questions else "",
        "payer": claim.terms.return_shipping.value,
    }


@pytest.mark.parametrize("vector", params("law", "withdrawal") + params("law", "exception"))
def test_withdrawal(vector: Vector) -> None:
    """
    The right is there or not, ends on its day, and a statement at the moment of the case is judged as it says.
    """
    one, expect = unit(vector.given), dict(vector.expect)
    claim = withdrawal(one, BOOK)
    if expect.get("in_play") is False:
        assert claim is None
        return
    assert claim is not None
    if "last_day" in expect:
        expect.setdefault("latest", expect["last_day"])
    told = told_of(claim, one, vector.given.get("at", NOON))

    assert expect == {name: told[name] for name in expect}


@pytest.mark.parametrize("vector", params("law", "return_cost"))
def test_return_cost(vector: Vector) -> None:
    """
    Sending back is paid for by whom the law says; a defect never costs the buyer anything.
    """
    one = unit(vector.given)
    there = attrs.evolve(one, order=delivered(one.order))
    claims = list(guarantee(there, BOOK, datetime.fromisoformat(NOON)))
    if one.reason is None:
        claims = [claim for claim in [withdrawal(one, BOOK)] if claim is not None]

    assert claims
    assert {vector.expect["payer"]} == {claim.terms.return_shipping.value for claim in claims}


def promised(policy: Mapping[str, Any], one: Unit, floor: Terms) -> Terms:
    """
    Make the terms that the policy of a case promises; what it leaves out is as the law has it.
    """
    deadline = floor.deadline
    if "days" in policy:
        start = one.placed_on
        if policy["counts_from"] == "delivery":
            found = each_arrival(one.order, one.line, one.zone, one.practices)
            assert found is not None
            start = found.first
        last = start + timedelta(policy["days"])
        deadline = Deadline(last, last, one.zone)
    return attrs.evolve(
        floor,
        deadline=deadline,
        fee=Fee(
            flat=Money.from_text(policy["fee_flat"]) if "fee_flat" in policy else None,
            percent=Decimal(policy["fee_percent"]) if "fee_percent" in policy else None,
        ),
        return_shipping=Payer(policy.get("return_shipping", floor.return_shipping.value)),
        demands=Demands(**dict.fromkeys(policy.get("demands", ()), True)),
    )


@pytest.mark.parametrize("vector", params("law", "floor"))
def test_floor(vector: Vector) -> None:
    """
    What a policy gives less of is raised to the law, and what holds then is what the case says.
    """
    one, expect = unit(vector.given), vector.expect
    claim = withdrawal(one, BOOK)
    if expect.get("in_play") is False:
        assert claim is None
        return
    assert claim is not None
    terms, raised = lift(claim.terms, promised(vector.given["policy"], one, claim.terms))
    lifted = attrs.evolve(claim, terms=terms)
    told = told_of(lifted, one, vector.given.get("at", NOON))
    told["raised"] = [change.field for change in raised if change.by == "law"]
    told["fee"] = str(terms.fee.of(one.line.charged.gross))

    assert expect == {name: told[name] for name in expect}


def codes(claim: Claim) -> list[str]:
    """
    List the codes of everything that was found.
    """
    return [found.reason.code for found in claim.findings]


@pytest.mark.parametrize("vector", params("law", "guarantee"))
def test_guarantee(vector: Vector) -> None:
    """
    The guarantee of the law stands whatever a shop says of its own.
    """
    one, expect = unit(vector.given), vector.expect
    floor = BOOK.guarantee(one.order.buyer.residence, one.placed_on)
    arrived = each_arrival(one.order, one.line, one.zone, one.practices)
    assert floor is not None
    assert arrived is not None
    claims = guarantee(one, BOOK, datetime.fromisoformat(vector.given.get("at", NOON)))
    told_by = notify_by(one, floor.cautious)
    told = {
        "last_day": written(guarantee_deadline(one, floor, arrived).sure),
        "told_by": told_by and written(told_by),
        "codes": sorted({code for claim in claims for code in codes(claim) if code.startswith("law.noti")}),
        "open": sorted(
            {
                claim.terms.remedy.value
                for claim in claims
                if claim.findings[-1].value("chooser") and claim.findings[-1].verdict.value == "accept"
            }
        ),
    }

    assert expect == {name: told[name] for name in expect}
