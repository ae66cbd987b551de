"""
Worked cases of orders as they are told, through commands and observations.
"""

from datetime import timedelta
from typing import Any

import pytest

from aftersales.decisions import Values
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money
from aftersales.orders import Order, evolve, lifecycle, replay, status, units
from aftersales.testing.orders import PLACED_AT, a_line, a_tender, an_order, moved
from tests.vectors import Vector, params

STAFF = Actor(Role.STAFF, "staff-7")
LATER = PLACED_AT + timedelta(days=90)


def tried(order: Order, command: str, number: int, values: Values) -> tuple[Order, bool]:
    """
    Ask for a command, and fold it in if it is accepted.
    """
    request = Request(command=command, at=PLACED_AT, by=STAFF, key=f"key-{number}", values=values)
    outcome = lifecycle().decide(order, request)
    return (replay(order, outcome.events), True) if isinstance(outcome, Accepted) else (order, False)


@pytest.mark.parametrize("vector", params("machine", "collection"))
def test_collection(vector: Vector) -> None:
    """
    The word for the payment follows from what was taken, set aside and is still owed.
    """
    given = dict(vector.given)
    lines = [a_line(f"line-{number}", gross=gross) for number, gross in enumerate(given["lines"], start=1)]
    aside: dict[str, Any] = {name: Money.of(given[name], "EUR") for name in ("authorized", "voided") if name in given}
    order = an_order(*lines, tenders=[a_tender(captured=given["captured"], **aside)])
    for line in given.get("cancelled", []):
        order = moved(order, "cancelled", line)

    assert vector.expect["collection"] == status(order, LATER).collection.value


@pytest.mark.parametrize("vector", params("machine", "refund"))
def test_refund(vector: Vector) -> None:
    """
    Refunds are accepted as long as something is left, and hold it from then on.
    """
    order, accepted = an_order(a_line(gross=vector.given["paid"])), []
    for number, text in enumerate(vector.given["refunds"]):
        amount = Money.of(text, "EUR")
        values: Values = (("pool", "goodwill"), ("amount.line-1", amount), ("tender.card", amount))
        order, done = tried(order, "propose_refund", number, values)
        accepted.append(done)

    assert vector.expect["accepted"] == accepted
    assert Money.of(vector.expect["left"], "EUR") == order.left


@pytest.mark.parametrize("vector", params("machine", "ship"))
def test_ship(vector: Vector) -> None:
    """
    Units are sent as long as there are any.
    """
    order, accepted = an_order(a_line(quantity=vector.given["quantity"])), []
    for number, count in enumerate(vector.given["units"]):
        order, done = tried(order, "ship", number, units({"line-1": count}))
        accepted.append(done)

    assert vector.expect["accepted"] == accepted


@pytest.mark.parametrize("vector", params("machine", "story"))
def test_story(vector: Vector) -> None:
    """
    The words follow from what happened.
    """
    order = an_order(a_line(quantity=vector.given["quantity"], gross="30.00"))
    for number, step in enumerate(vector.given["steps"]):
        what, count = step.split()
        values: Values = (("what", what), ("units.line-1", int(count)))
        order = evolve(order, Event(code="moved", at=PLACED_AT, by=STAFF, key=f"key-{number}", values=values))
    found = status(order, LATER)
    said = {
        "fulfilment": found.fulfilment.value,
        "returned": found.returned.value,
        "word": found.word,
        "mark": found.mark,
        "brief": found.brief.value,
        "flags": [flag.value for flag in found.flags],
    }

    assert () == order.parked
    assert vector.expect == {name: said[name] for name in vector.expect}
