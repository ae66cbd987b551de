"""
Worked cases of orders from the tests, the documentation and the issue threads of other shop systems.

The expected figures were worked out apart from the library. Units have no identity here, so money that another system
gives for "the first unit" lies on the line; where that makes a difference, the case says so.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from aftersales.decisions import Values
from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money, split, total
from aftersales.orders import (
    Deduction,
    Kind,
    Order,
    Outbound,
    Partial,
    Pool,
    Quote,
    Spread,
    due,
    evolve,
    lifecycle,
    paid,
    quote,
    reduction,
    refund_values,
    replay,
    spread,
    status,
    units,
)
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order
from tests.vectors import Vector, params

AT = PLACED_AT + timedelta(days=1)
LATER = PLACED_AT + timedelta(days=90)
ROLES = {"customer": Actor(Role.CUSTOMER, "c-1"), "staff": Actor(Role.STAFF, "s-1")}
CURRENCY = "EUR"


def order_of(given: Mapping[str, Any]) -> Order:
    """
    Sell lines and charges; the tenders are what was told of them, or a card that paid everything.
    """
    currency = given.get("currency", CURRENCY)
    lines = [a_line(f"line-{at}", currency=currency, **sold(one)) for at, one in enumerate(given["lines"], start=1)]
    charges = [a_charge(currency=currency, **sold(one)) for one in given.get("charges", ())]
    fields: dict[str, Any] = {}
    if "tenders" in given:
        fields["tenders"] = tuple(tender_of(one, currency) for one in given["tenders"])
    order = an_order(*lines, charges=charges, **fields)
    for at, step in enumerate(given.get("steps", ())):
        order = taken(order, step, f"key-{at}")
    return order


def sold(one: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read what TOML has no words for: the rate of a tax and the kind of a line.
    """
    fields = {name: value for name, value in one.items() if name not in ("rate", "kind")}
    if "rate" in one:
        fields["tax_rate"] = Decimal(one["rate"])
    if "kind" in one:
        fields["kind"] = Kind(one["kind"])
    return fields


def tender_of(one: Mapping[str, Any], currency: str) -> Any:
    """
    Read a tender: its id, its kind, and amounts.
    """
    amounts = {
        name: Money.of(value, currency)
        for name, value in one.items()
        if name not in ("id", "kind", "captured", "failed")
    }
    rest = {name: one[name] for name in ("kind", "failed") if name in one}
    return a_tender(one.get("id", "card"), one.get("captured", "0"), currency=currency, **rest, **amounts)


def taken(order: Order, step: Mapping[str, Any], key: str) -> Order:
    """
    Take one step: an observation that is folded, or a command that is accepted, or refused with the codes of the step.
    """
    if "moved" in step or "seen" in step:
        return evolve(order, event(order, step, key))
    outcome = lifecycle().decide(order, request(order, step, step.get("key", key)))
    if "refused" in step:
        assert isinstance(outcome, Refused), step
        assert step["refused"] == [code.partition(".")[2] for code in outcome.codes]
        return order
    assert isinstance(outcome, Accepted), (step, outcome)
    return replay(order, outcome.events)


def event(order: Order, step: Mapping[str, Any], key: str) -> Event:
    """
    Make the observation of a step; a payout is named by its refund and its number.
    """
    if "moved" in step:
        counts = {f"units.{line}": count for line, count in step["units"].items()}
        return Event(
            code="moved",
            at=AT,
            by=ROLES["staff"],
            key=step.get("key", key),
            values=(("what", step["moved"]), *counts.items()),
        )
    said: dict[str, Any] = {name: value for name, value in step.items() if name not in ("seen", "key", "refund", "try")}
    if "amount" in said:
        said["amount"] = Money.of(said["amount"], order.currency)
    if "refund" in step:
        [one] = [one for one in order.repayments if one.key == step["refund"]]
        said["payout"] = one.payouts[step.get("try", 0)].key
    return Event(code=step["seen"], at=AT, by=ROLES["staff"], key=step.get("key", key), values=tuple(said.items()))


def request(order: Order, step: Mapping[str, Any], key: str) -> Request:
    """
    Make the request of a step: a refund as it is quoted, a reduction, an amount by hand, or any other command.
    """
    command, values = step["ask"], tuple[Any, ...]()
    if command == "propose_refund":
        values = refund_of(order, step)
    elif "refund" in step:
        [one] = [one for one in order.repayments if one.key == step["refund"]]
        payout = one.payouts[step.get("try", 0)]
        values = (("payout", payout.key),) if command == "retry_refund" else (("refund", one.key),)
        values = (*values, ("tender", step["tender"])) if "tender" in step else values
    elif "units" in step:
        values = units(step["units"])
    for name in ("reason", "parcel"):
        values = (*values, (name, step[name])) if name in step else values
    return Request(command=command, at=AT, by=ROLES[step.get("by", "staff")], key=key, values=values)


def refund_of(order: Order, step: Mapping[str, Any]) -> Values:
    """
    Make the values of a refund.
    """
    if "hand" in step:
        amounts = {item: Money.of(one, order.currency) for item, one in step["hand"].items()}
        whole = total(amounts.values(), order.currency)
        counts = tuple((f"units.{line}", count) for line, count in step.get("units", {}).items())
        items = tuple((f"amount.{item}", one) for item, one in amounts.items())
        return (
            ("pool", step.get("pool", "goodwill")),
            *counts,
            *items,
            (f"tender.{step.get('tender', 'card')}", whole),
        )
    if "reduce" in step:
        amounts = {item: Money.of(one, order.currency) for item, one in step["reduce"].items()}
        return refund_values(reduction(order, amounts, pool=Pool(step.get("pool", "price_reduction"))))
    return refund_values(quoted(order, step))


def quoted(order: Order, given: Mapping[str, Any]) -> Quote:
    """
    Quote units.
    """
    fees = [Deduction(code, Money.of(one, order.currency)) for code, one in given.get("fees", {}).items()]
    return quote(
        order,
        given["units"],
        outbound=Outbound(given.get("outbound", "all")),
        partial=Partial(given.get("partial", "none")),
        fees=fees,
        how=Spread(given.get("how", "ratio")),
        prefer=given.get("prefer", ()),
        pool=Pool(given.get("pool", "returned")),
    )


def told(order: Order) -> dict[str, Any]:
    """
    Say everything a case may expect of an order.
    """
    found = status(order, LATER)
    return {
        "collection": found.collection.value,
        "refunded": found.refunded.value,
        "fulfilment": found.fulfilment.value,
        "returned": found.returned.value,
        "stage": found.stage.value,
        "word": found.word,
        "mark": found.mark,
        "brief": found.brief.value,
        "flags": sorted(flag.value for flag in found.flags),
        "due": str(due(order)),
        "paid": str(paid(order)),
        "left": str(order.left),
        "waiting": len(order.parked),
    }


@pytest.mark.parametrize("vector", params("peers_orders", "split"))
def test_split(vector: Vector) -> None:
    """
    An amount is split as the case says.
    """
    currency = vector.given.get("currency", CURRENCY)
    parts = split(Money.of(vector.given["amount"], currency), vector.given["weights"])

    assert vector.expect["parts"] == [str(part.decimal) for part in parts]


@pytest.mark.parametrize("vector", params("peers_orders", "quote"))
def test_quote(vector: Vector) -> None:
    """
    Units give back what the case says, one request after the other.
    """
    order, found, taxes = order_of(vector.given), [], []
    for at, asked in enumerate(vector.given["ask"]):
        one = quoted(order, asked)
        found.append(one)
        taxes.append(total((item.amount.tax for item in one.items), order.currency))
        if one.total.minor and at + 1 < len(vector.given["ask"]):
            order = taken(order, {"ask": "propose_refund", **asked}, f"ask-{at}")
    last = found[-1]
    said = {
        "totals": [str(one.total.decimal) for one in found],
        "taxes": [str(one.decimal) for one in taxes],
        "items": {item.id: str(item.amount.gross.decimal) for item in last.items},
        "nets": {item.id: str(item.amount.net.decimal) for item in last.items},
        "deductions": {part.code: str(part.amount.decimal) for part in last.deductions},
        "tenders": {share.tender: str(share.amount.decimal) for share in last.tenders},
        "by_rate": {rate: str(one.tax.decimal) for rate, one in last.taxes.items()},
        "credit_note": {rate: str(one.gross.decimal) for rate, one in last.credit_note.items()},
    }

    assert vector.expect == {name: said[name] for name in vector.expect}


@pytest.mark.parametrize("vector", params("peers_orders", "refused"))
def test_refused(vector: Vector) -> None:
    """
    What cannot be given back is an error at the path that the case names.
    """
    order, [asked] = order_of(vector.given), vector.given["ask"]
    with pytest.raises(FactsError) as caught:
        quoted(order, asked)

    assert vector.expect["paths"] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize("vector", params("peers_orders", "spread"))
def test_spread(vector: Vector) -> None:
    """
    An amount is laid on the tenders as the case says.
    """
    given = vector.given
    tenders = [tender_of(one, CURRENCY) for one in given["tenders"]]
    found = spread(Money.of(given["amount"], CURRENCY), tenders, Spread(given["how"]), given.get("prefer", ()))

    assert vector.expect["shares"] == {share.tender: str(share.amount.decimal) for share in found}


@pytest.mark.parametrize("vector", params("peers_orders", "story"))
def test_story(vector: Vector) -> None:
    """
    After its steps an order stands where the case says.
    """
    said = told(order_of(vector.given))

    assert vector.expect == {name: said[name] for name in vector.expect}
