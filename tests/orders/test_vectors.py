"""
Worked cases of orders, each with its source.

Two of the collected cases are no vectors: RC-025 is a converter's, since the library takes no amount below one minor
unit, and RC-019 holds for all weights and is a property of `split`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from aftersales.errors import FactsError
from aftersales.money import Money, total
from aftersales.orders import Deduction, Moved, Order, Outbound, Spread, Tender, quote, spread, status
from aftersales.testing.orders import a_charge, a_line, a_tender, an_order, delivered, moved, refunded, sent
from tests.vectors import Vector, params

NOW = datetime(2026, 8, 1, tzinfo=UTC)
EUR = "EUR"


def amounts(given: Mapping[str, str]) -> dict[str, Money]:
    """
    Read amounts by name.
    """
    return {name: Money.of(text, EUR) for name, text in given.items()}


def tender(given: Mapping[str, str]) -> Tender:
    """
    Read a means of payment.
    """
    back = {name: Money.of(given[name], EUR) for name in ("refunded", "pending") if name in given}
    fields: dict[str, Any] = dict(back)
    return a_tender(given.get("id", "card"), given["captured"], **fields)


def order_of(given: Mapping[str, Any]) -> Order:
    """
    Build the order of a case.
    """
    lines = [a_line(f"line-{place}", **fields) for place, fields in enumerate(given["lines"], start=1)]
    paid: dict[str, Any] = {"tenders": tuple(tender(one) for one in given["tenders"])} if "tenders" in given else {}
    order = an_order(*lines, charges=[a_charge(**fields) for fields in given.get("charges", ())], **paid)
    if "sent" in given:
        order = sent(order, units=given["sent"] or None)
    if "delivered" in given:
        order = delivered(order, units=given["delivered"] or None)
    for movement in given.get("moved", ()):
        line, units = movement.get("line", "line-1"), movement.get("quantity")
        if movement["what"] == Moved.REFUNDED.value:
            order = refunded(order, movement["amount"], line, units or 0)
        else:
            order = moved(order, movement["what"], line, units or 1)
    return order


def refusal(error: pytest.ExceptionInfo[FactsError]) -> str:
    """
    Find where the one problem is.
    """
    [problem] = error.value.problems
    return problem.path


@pytest.mark.parametrize("vector", params("orders", "quote"))
def test_quote(vector: Vector) -> None:
    """
    Units of an order give back what the case says, or are refused where it says so.
    """
    order, units, expect = order_of(vector.given), vector.given["units"], vector.expect
    fees = [Deduction("restocking_fee", Money.of(vector.given["fee"], EUR))] if "fee" in vector.given else []
    if "refused" in expect:
        with pytest.raises(FactsError) as caught:
            quote(order, units, outbound=Outbound.ALL, fees=fees)
        assert expect["refused"] == refusal(caught)
        return
    found = quote(order, units, outbound=Outbound.ALL, fees=fees)
    told = {
        "total": found.total,
        "tax": total((one.amount.tax for one in found.items), EUR),
        "items": {one.id: one.amount.gross for one in found.items},
        "deductions": {one.code: one.amount for one in found.deductions},
    }

    for name, value in expect.items():
        assert (amounts(value) if isinstance(value, Mapping) else Money.of(value, EUR)) == told[name]


@pytest.mark.parametrize("vector", params("orders", "order"))
def test_order(vector: Vector) -> None:
    """
    Facts that contradict each other are refused where the case says.
    """
    with pytest.raises(FactsError) as caught:
        order_of(vector.given)

    assert vector.expect["refused"] == refusal(caught)


@pytest.mark.parametrize("vector", params("orders", "spread"))
def test_spread(vector: Vector) -> None:
    """
    An amount is laid on the tenders as the case says, or refused.
    """
    given = vector.given
    tenders = [tender(one) for one in given["tenders"]]
    asked = Money.of(given["amount"], EUR), tenders, Spread(given.get("how", "ratio")), given.get("prefer", ())
    if "refused" in vector.expect:
        with pytest.raises(FactsError) as caught:
            spread(*asked)
        assert vector.expect["refused"] == refusal(caught)
        return

    assert amounts(vector.expect["shares"]) == {share.tender: share.amount for share in spread(*asked)}


@pytest.mark.parametrize("vector", params("orders", "left"))
def test_left(vector: Vector) -> None:
    """
    A tender has left what was captured less what went back.
    """
    [one] = [tender(each) for each in vector.given["tenders"]]

    assert Money.of(vector.expect["left"], EUR) == one.left


@pytest.mark.parametrize("vector", params("orders", "pools"))
def test_pools(vector: Vector) -> None:
    """
    The pools of a line hold what the case says.
    """
    pools = order_of(vector.given).tally("line-1")

    assert vector.expect == {name: getattr(pools, name) for name in vector.expect}


@pytest.mark.parametrize("vector", params("orders", "status"))
def test_status(vector: Vector) -> None:
    """
    The words for where an order stands are those of the case.
    """
    found = status(order_of(vector.given), NOW)
    told = {
        "fulfilment": found.fulfilment.value,
        "returned": found.returned.value,
        "refunded": found.refunded.value,
        "word": found.word,
    }

    assert vector.expect == {name: told[name] for name in vector.expect}
