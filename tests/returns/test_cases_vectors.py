from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.lifecycles import Accepted, Refused
from aftersales.money import Money, Taxed
from aftersales.orders import Moved, Movement, Order
from aftersales.returns import (
    COMPLAINT,
    RETURN_CASE,
    Handling,
    Replacement,
    ReturnCase,
    Trigger,
    open_case,
    open_complaint,
    quote_exchange,
)
from aftersales.testing.orders import PLACED_AT, a_line, an_order, delivered
from tests.returns.steps import CUSTOMER, LINE, announced, ask, asked, codes, go, seen, step
from tests.vectors import Vector, params


def bought(quantity: int, gross: str = "100.00") -> Order:
    """
    Sell and deliver so many units.
    """
    return delivered(an_order(a_line(quantity=quantity, gross=gross)))


@pytest.mark.parametrize("vector", params("cases", "claim"))
def test_claims(vector: Vector) -> None:
    """
    Requests one after the other never claim more units than were bought.
    """
    order, open_cases, allowed, most = bought(vector.given["quantity"]), list[ReturnCase](), [], []
    for index, units in enumerate(vector.given["requests"]):
        case = open_case(order, f"case-{index}", others=open_cases)
        most.append(case.returnable(LINE))
        outcome = RETURN_CASE.decide(case, announced(units))
        allowed.append(isinstance(outcome, Accepted))
        if isinstance(outcome, Accepted):
            open_cases.append(RETURN_CASE.evolve(case, outcome.events[0]))
        else:
            assert ("cases.quantity_exceeds_returnable",) == outcome.codes

    assert vector.expect == {"allowed": allowed, "most": most}


@pytest.mark.parametrize("vector", params("cases", "change"))
def test_changes_of_a_request(vector: Vector) -> None:
    """
    A request that is changed does not stand in its own way.
    """
    given = vector.given
    case = asked(given["requested"], order=bought(given["quantity"]), handling=Handling(auto_approve=False))
    stored = case.against(bought(given["quantity"]), [case])

    assert vector.expect["allowed"] is isinstance(RETURN_CASE.decide(stored, announced(given["to"])), Accepted)


@pytest.mark.parametrize("vector", params("cases", "refund"))
def test_refunds(vector: Vector) -> None:
    """
    A unit whose money went back is not refunded again.
    """
    given = vector.given
    order = bought(given["quantity"])
    case = asked(given["ask"], order=order, handling=Handling(trigger=Trigger.APPROVAL))
    refund = Movement(
        what=Moved.REFUNDED, line=LINE, quantity=given["refunded"], amount=Money(10000, "EUR"), at=PLACED_AT
    )
    case = case.against(attrs.evolve(order, movements=(*order.movements, refund)))
    move = ask("propose_refund", units={LINE: given["ask"]}, amount=Money(10000, "EUR"))

    assert vector.expect["allowed"] is False
    assert vector.expect["reason"] in codes(RETURN_CASE, case, move)


@pytest.mark.parametrize("vector", params("cases", "inspect"))
def test_inspections(vector: Vector) -> None:
    """
    What is found at the inspection stands in pools of its own.
    """
    given = vector.given
    case = go(
        asked(given["requested"], order=bought(given["quantity"])),
        ask("receive", received={LINE: given["accepted"] + given["refused"]}),
        ask("inspect", accepted={LINE: given["accepted"]}, refused={LINE: given["refused"]}, why="damaged"),
    )
    pools = case.pools(LINE)

    assert vector.expect == {name: getattr(pools, name) for name in vector.expect}


@pytest.mark.parametrize("vector", params("cases", "ship"))
def test_parcels(vector: Vector) -> None:
    """
    No more units are sent than were bought.
    """
    allowed, order = [], an_order(a_line(quantity=vector.given["quantity"]))
    for units in vector.given["parcels"]:
        sent = Movement(what=Moved.SHIPPED, line=LINE, quantity=units, at=PLACED_AT)
        try:
            order = attrs.evolve(order, movements=(*order.movements, sent))
        except FactsError:
            allowed.append(False)
        else:
            allowed.append(True)

    assert vector.expect["allowed"] == allowed


WORDS: dict[tuple[str, str], Any] = {
    ("return", "received"): lambda: (RETURN_CASE, go(asked(1), ask("receive", received={LINE: 1}))),
    ("complaint", "open"): lambda: (
        COMPLAINT,
        step(COMPLAINT, open_complaint(bought(1), "c"), ask("open", CUSTOMER, kind="damaged", units={LINE: 1})),
    ),
}


@pytest.mark.parametrize("vector", params("cases", "step"))
def test_steps(vector: Vector) -> None:
    """
    A step that comes too early or too late is refused with the reason.
    """
    given = vector.given
    lifecycle, facts = WORDS[given["of"], given["word"]]()

    assert given["word"] == facts.word
    outcome = lifecycle.decide(facts, ask(given["command"]))
    assert vector.expect["allowed"] is not isinstance(outcome, Refused)
    assert vector.expect["reason"] == outcome.codes[0].partition(".")[2]


@pytest.mark.parametrize("vector", params("cases", "owed"))
def test_what_is_still_owed(vector: Vector) -> None:
    """
    Each payment lowers what is owed by exactly itself.
    """
    given, outstanding = vector.given, []
    case = asked(1, order=bought(1), handling=Handling(trigger=Trigger.APPROVAL))
    case = go(case, ask("propose_refund", key="r", units={LINE: 1}, amount=Money.from_text(given["owed"])))
    for index, amount in enumerate(given["payments"]):
        case = go(case, seen("refund_paid", f"paid {index}", refund="r", amount=Money.from_text(amount)))
        outstanding.append(str(case.outstanding))

    assert vector.expect["outstanding"] == outstanding


@pytest.mark.parametrize("vector", params("cases", "difference"))
def test_differences(vector: Vector) -> None:
    """
    The difference of an exchange has the sign of who owes it.
    """
    order = bought(1, vector.given["original"].partition(" ")[0])
    found = [
        quote_exchange(
            order, {LINE: 1}, [Replacement(sku="x", price=Taxed.of_gross(Money.from_text(price)))]
        ).difference
        for price in vector.given["replacements"]
    ]

    assert vector.expect["differences"] == [str(one) for one in found]
