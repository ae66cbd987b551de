"""
Worked cases of returns, exchanges, complaints and requests from the tests and documentation of other shop systems.

What must come out was worked out apart from the library.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from aftersales.decisions import Verdict
from aftersales.documents import read
from aftersales.errors import FactsError
from aftersales.events import Event
from aftersales.lifecycles import Lifecycle, Refused, Request
from aftersales.orders import Moved, Movement, Order
from aftersales.returns import (
    COMPLAINT,
    EXCHANGE,
    RETURN_CASE,
    Complaint,
    Handling,
    Quoted,
    Replacement,
    RequestLine,
    ReturnCase,
    ReturnPolicy,
    ValueBasis,
    decide,
    open_case,
    open_complaint,
    open_exchange,
    quote_exchange,
)
from aftersales.testing.orders import a_line, an_order, delivered, taxed
from tests.returns.sales import BUSINESS, CONSUMER, line, noon, parcel, sale, shop
from tests.returns.steps import AT, CUSTOMER, LINE, STAFF, ask, asked, euro, seen, step
from tests.vectors import Vector, params

WHO = {"customer": CUSTOMER, "staff": STAFF}
MONEY = ("amount", "fee", "until")
NAMES = ("ask", "seen", "by", "refused", "after_days", "key")


def bought(given: Mapping[str, Any]) -> Order:
    """
    Sell and deliver units of one line; what was told of them besides is moved.
    """
    order = an_order(a_line(quantity=given.get("quantity", 1), gross=given.get("gross", "100.00")))
    if given.get("delivered", True):
        order = delivered(order)
    moves = tuple(Movement(what=Moved(one["what"]), line=LINE, quantity=one["units"]) for one in given.get("moved", ()))
    return order if not moves else an_order(*order.lines, parcels=order.parcels, movements=moves)


def taken(lifecycle: Lifecycle[Any], facts: Any, steps: list[Mapping[str, Any]]) -> Any:
    """
    Take the steps of a case; a step that says so is refused, and then changes nothing.
    """
    for one in steps:
        move = move_of(one)
        if "refused" not in one:
            facts = step(lifecycle, facts, move)
            continue
        assert isinstance(move, Request)
        outcome = lifecycle.decide(facts, move)
        assert isinstance(outcome, Refused), one
        assert one["refused"] == [code.partition(".")[2] for code in outcome.codes], one
    return facts


def move_of(one: Mapping[str, Any]) -> Request | Event:
    """
    Read a step.
    """
    said: dict[str, Any] = {name: value for name, value in one.items() if name not in NAMES}
    said |= {name: euro(said[name]) for name in MONEY if name in said}
    if "units" in said and isinstance(said["units"], int):
        said["units"] = {LINE: said["units"]}
    for name in ("received", "accepted", "refused_units", "wrong", "missing"):
        if name in said:
            said[name.removesuffix("_units")] = {LINE: said.pop(name)}
    at = AT + timedelta(days=one.get("after_days", 0))
    if "seen" in one:
        return seen(one["seen"], one.get("key", ""), at, **said)
    return ask(one["ask"], WHO[one.get("by", "staff")], at, one.get("key", ""), **said)


def of_request(given: Mapping[str, Any]) -> Request:
    """
    Ask for the return of units, as an answer came out.
    """
    by = STAFF if "override" in given else CUSTOMER
    said: dict[str, Any] = {
        name: {LINE: given[name]} for name in ("verdict", "right", "remedy", "codes") if name in given
    }
    more = {"override": given["override"]} if "override" in given else {}
    return ask("request", by, units={LINE: given["units"]}, **{"verdict": {LINE: Verdict.ACCEPT.value}, **said}, **more)


@pytest.mark.parametrize("vector", params("peers_returns", "return"))
def test_return(vector: Vector) -> None:
    """
    A return case comes to where the case says, and refuses what it says.
    """
    given = vector.given
    order = bought(given)
    handling = read(Handling, given.get("handling", {}))
    others = [asked(units, order=order, name=f"other-{at}") for at, units in enumerate(given.get("others", ()))]
    case: ReturnCase = open_case(order, "case-1", handling, others)
    if "request" in given:
        case = step(RETURN_CASE, case, of_request(given["request"]))
    case = taken(RETURN_CASE, case, given.get("steps", []))
    pools = case.pools(LINE)
    told = {
        "word": case.word,
        "returnable": case.returnable(LINE),
        "claim": case.claim(LINE),
        "due": case.unpaid(LINE) if case.lines else 0,
        "outstanding": str(case.outstanding.decimal),
        **{name: getattr(pools, name) for name in ("approved", "received", "accepted", "refused", "missing", "kept")},
    }

    assert vector.expect == {name: told[name] for name in vector.expect}


def quoted(given: Mapping[str, Any]) -> tuple[Order, Quoted]:
    """
    Quote the exchange of a case.
    """
    sold = given["sold"]
    original = a_line(
        quantity=sold.get("quantity", 1), gross=sold["gross"], tax=sold.get("tax", "0"), tax_rate=rate(sold)
    )
    order = delivered(an_order(original))
    out = [
        Replacement(
            sku=one.get("sku", "new"),
            quantity=one.get("quantity", 1),
            price=taxed(one["gross"], one.get("tax", "0")),
            tax_rate=rate(one),
        )
        for one in given["out"]
    ]
    listed = {LINE: euro(given["list_price"])} if "list_price" in given else None
    basis = ValueBasis.LIST if listed else ValueBasis.PAID
    return order, quote_exchange(order, {LINE: given.get("units", 1)}, out, basis=basis, list_price=listed)


def rate(one: Mapping[str, Any]) -> Decimal | None:
    """
    Read a rate.
    """
    return Decimal(one["rate"]) if "rate" in one else None


@pytest.mark.parametrize("vector", params("peers_returns", "exchange"))
def test_exchange(vector: Vector) -> None:
    """
    An exchange costs what the case says, and comes to where it says.
    """
    given = vector.given
    if "refused" in vector.expect:
        with pytest.raises(FactsError) as caught:
            quoted(given)
        assert vector.expect["refused"] == [problem.path for problem in caught.value.problems]
        return
    order, found = quoted(given)
    start = open_exchange(
        order, "e-1", "case-1", found, instant=given.get("instant", False), ahead=given.get("ahead", False)
    )
    exchange = taken(EXCHANGE, start, given.get("steps", []))
    told = {
        "difference": str(found.difference.decimal),
        "bonus": str(found.bonus.decimal),
        "taxes": {name: str(one.tax.decimal) for name, one in found.taxes.items()},
        "word": exchange.word,
        "owed": str(exchange.owed.decimal),
        "due_back": str(exchange.due_back.decimal),
        "waits": exchange.waits,
    }

    assert vector.expect == {name: told[name] for name in vector.expect}


@pytest.mark.parametrize("vector", params("peers_returns", "complaint"))
def test_complaint(vector: Vector) -> None:
    """
    A complaint comes to where the case says, and refuses what it says.
    """
    given = vector.given
    order = bought(given)
    earlier: list[Complaint] = []
    for at, one in enumerate(given.get("earlier", ())):
        earlier.append(taken(COMPLAINT, open_complaint(order, f"earlier-{at}", earlier), one))
    complaint = taken(COMPLAINT, open_complaint(order, "c-1", earlier), given["steps"])

    told = {"word": complaint.word, "open_parts": list(complaint.open_parts), "claim": complaint.claim(LINE)}
    assert vector.expect == {name: told[name] for name in vector.expect}


@pytest.mark.parametrize("vector", params("peers_returns", "answer"))
def test_answer(vector: Vector) -> None:
    """
    A request is answered as the case says.
    """
    given = vector.given
    sold = dict(given.get("sold", {}))
    tags = frozenset(sold.pop("tags", ()))
    article = line(gross=sold.pop("gross", "100.00"), tax="0", tags=tags, **sold)
    boxes = tuple(
        parcel(article, name=f"parcel-{at}", sent=one.get("sent", "2026-10-02"), on=one.get("on"))
        for at, one in enumerate(given.get("parcels", [{"on": "2026-10-05"}]))
    )
    moves = tuple(
        Movement(what=Moved(one["what"]), line="line-1", quantity=one["units"]) for one in given.get("moved", ())
    )
    order = sale(
        article,
        buyer=CONSUMER if given.get("consumer", False) else BUSINESS,
        placed_at=noon(given.get("placed", "2026-10-01")),
        parcels=boxes,
        movements=moves,
    )
    policies = given["policy"] if isinstance(given["policy"], list) else [given["policy"]]
    desk = shop(*(read(ReturnPolicy, one) for one in policies))
    request = RequestLine(units=given.get("units", 1), **given.get("says", {}))
    reason = given.get("reason", "changed_mind")
    found = decide(order, {"line-1": request}, desk, noon(given["asked"]), reason=reason)["line-1"]
    best = found.best
    told = {
        "verdict": found.verdict.value,
        "basis": best.basis.value,
        "remedy": best.remedy.value,
        "last_day": best.last_day.isoformat(),
        "refund": str(best.refund.total.decimal),
        "bonus": str(best.refund.bonus.decimal) if best.refund.bonus is not None else "",
        "payer": best.terms.return_shipping.value,
        "kept": best.terms.extras.kept,
        "facts": [one.fact for one in found.worth_asking],
        "codes": [],
    }
    codes = vector.expect.get("codes", [])

    assert set(codes) <= set(found.codes), found.codes
    assert {**vector.expect, "codes": []} == {**{name: told[name] for name in vector.expect}, "codes": []}
