from typing import Any

import pytest

from aftersales import documents
from aftersales.errors import FactsError
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money
from aftersales.orders import Moved, Movement, Order, Pool
from aftersales.returns import COMPLAINT, Complaint, complaint_changes, open_case, open_complaint
from aftersales.testing.orders import a_line, an_order
from tests.returns.steps import (
    AT,
    CUSTOMER,
    LINE,
    ORDER,
    SHOP,
    announced,
    ask,
    asked,
    codes,
    entered,
    euro,
    go,
    refused,
    seen,
    step,
)


def complaint(kind: str = "damaged", units: int = 1, order: Order = ORDER) -> Complaint:
    """
    Open a complaint about units of the line.
    """
    return take(open_complaint(order, "c1"), ask("open", CUSTOMER, kind=kind, units={LINE: units}))


def take(facts: Complaint, *moves: Any) -> Complaint:
    """
    Take steps that must all be accepted.
    """
    done: Complaint = step(COMPLAINT, facts, *moves)
    return done


def effects(facts: Complaint, move: Request) -> list[tuple[str, Any]]:
    """
    Name what a step has the host do, with the amount or the units.
    """
    outcome = COMPLAINT.decide(facts, move)
    assert isinstance(outcome, Accepted), outcome
    found = [(one.code.partition(".")[2], dict(one.values)) for one in outcome.effects]
    return [(code, values.get("amount", values.get("units"))) for code, values in found]


def test_a_whole_complaint() -> None:
    """
    A complaint is opened, shown, looked at, approved, made good and resolved.
    """
    case, words = complaint(), ["open"]
    for move in (
        ask("ask_evidence"),
        ask("give_evidence", CUSTOMER, picture={"1": "store/1"}),
        ask("approve", resolution="replacement"),
        ask("start"),
        seen("done", part="replacement"),
        ask("resolve"),
    ):
        case = take(case, move)
        words.append(case.word)

    assert ["open", "evidence_wanted", "under_review", "approved", "resolving", "resolving", "resolved"] == words


@pytest.mark.parametrize(
    ("resolution", "expected", "done"),
    [
        ("refund", [("refund", 1)], {"refund"}),
        ("replacement", [("replacement", 1)], {"replacement"}),
        ("both", [("refund", 1), ("replacement", 1)], {"refund", "replacement"}),
        ("repair", [("repair", 1)], {"repair"}),
    ],
)
def test_every_resolution_has_its_parts(resolution: str, expected: list[Any], done: set[str]) -> None:
    """
    What is promised is to be done, each part once, and the complaint ends when all of it happened.
    """
    approved = take(complaint(), ask("approve", resolution=resolution))

    assert expected == effects(approved, ask("start"))
    started = take(approved, ask("start"))
    for part in sorted(done):
        assert ("resolution_open",) == codes(COMPLAINT, started, ask("resolve"))
        started = take(started, seen("done", part=part))
    assert "resolved" == take(started, ask("resolve")).word


def test_a_command_brings_the_effects_of_its_changes() -> None:
    """
    What a command returns and what is worked out from before and after are the same effects.
    """
    approved = take(complaint(), ask("approve", resolution="both", asked_back=True))
    outcome = COMPLAINT.decide(approved, ask("start"))

    assert isinstance(outcome, Accepted)
    assert complaint_changes(approved, take(approved, ask("start"))).effects == outcome.effects != ()


def test_a_promise_is_started_once() -> None:
    """
    A part that happened before the start does not keep the others from being asked for, and none is asked for twice.
    """
    approved = take(complaint(), ask("approve", resolution="both"))
    early = take(approved, seen("done", part="replacement"))

    assert [("refund", 1)] == effects(early, ask("start"))
    assert ("already_started",) == codes(COMPLAINT, take(early, ask("start")), ask("start", key="again"))
    paid = take(approved, seen("done", part="refund"))
    assert [("replacement", 1)] == effects(paid, ask("start"))
    assert () == complaint_changes(paid, take(paid, ask("start"))).refunds


def test_goods_come_back_unit_by_unit() -> None:
    """
    One of two units is one of two, and the other is still expected.
    """
    case = take(complaint(units=2), ask("approve", resolution="repair", asked_back=True), ask("start"))
    one = take(case, seen("done", part="repair"), seen("goods_back", "g1", units={LINE: 1}))

    assert (1, 1) == (one.back(LINE), one.claim(LINE))
    assert ("return_outstanding",) == codes(COMPLAINT, one, ask("resolve"))
    assert "resolved" == take(one, seen("goods_back", "g2", units={LINE: 1}), ask("resolve")).word


def test_what_was_paid_back_is_not_made_good_again() -> None:
    """
    A lost unit whose money went back is not complained about a second time.
    """
    by_hand = Movement(what=Moved.REFUNDED, line=LINE, quantity=3, at=AT, amount=euro("300.00"), pool=Pool.DAMAGES)
    move = ask("open", CUSTOMER, kind="lost", units={LINE: 1})

    assert ("quantity_exceeds_returnable",) == codes(COMPLAINT, open_complaint(entered(ORDER, by_hand), "c2"), move)


def test_a_price_reduction_says_how_much() -> None:
    """
    A price reduction needs an amount, and no more than the units were charged.
    """
    move = ask("approve", resolution="price_reduction", amount=euro("30.00"))

    assert ("amount_required",) == codes(COMPLAINT, complaint(), ask("approve", resolution="price_reduction"))
    for resolution in ("price_reduction", "refund"):
        nothing = ask("approve", resolution=resolution, amount=euro("0.00"))
        assert ("amount_required",) == codes(COMPLAINT, complaint(), nothing)
    assert ("exceeds_refundable",) == codes(
        COMPLAINT, complaint(), ask("approve", resolution="refund", amount=euro("100.01"))
    )
    assert [("refund", euro("30.00"))] == effects(take(complaint(), move), ask("start"))


def test_nothing_has_to_come_back_unless_it_is_asked_for() -> None:
    """
    Only goods that were asked for keep a complaint open.
    """
    plain = take(complaint(), ask("approve", resolution="repair"), seen("done", part="repair"))
    wanted = take(complaint(), ask("approve", resolution="repair", asked_back=True))

    assert "resolved" == take(plain, ask("resolve")).word
    assert [("repair", 1), ("ask_back", 1)] == effects(wanted, ask("start"))
    waiting = take(wanted, ask("start"), seen("done", part="repair"))
    assert ("return_outstanding",) == codes(COMPLAINT, waiting, ask("resolve"))
    assert "resolved" == take(waiting, seen("goods_back", line=LINE), ask("resolve")).word


def test_a_denial_needs_staff_and_words() -> None:
    """
    Nobody but staff denies, and never without words.
    """
    assert ("not_reviewer",) == codes(COMPLAINT, complaint(), ask("deny", CUSTOMER, why="x"))
    assert ("reason_required",) == codes(COMPLAINT, complaint(), ask("deny"))
    assert "denied" == take(complaint(), ask("deny", why="another article is in the picture")).word


def test_what_never_arrived_cannot_be_denied() -> None:
    """
    Until the customer holds the goods, their loss is the shop's.
    """
    on_its_way = an_order(a_line(quantity=3, gross="300.00"))

    assert ("statutory_right",) == codes(COMPLAINT, complaint("lost", 1, on_its_way), ask("deny", why="x"))
    assert "denied" == take(complaint("lost"), ask("deny", why="handed over, with a signature")).word


def test_what_cannot_be_denied_is_not_withdrawn_instead() -> None:
    """
    The customer may withdraw, staff who say that they were asked to, and a machine never.
    """
    lost = complaint("lost", 1, an_order(a_line(quantity=3, gross="300.00")))

    assert ("statutory_right",) == codes(COMPLAINT, lost, ask("withdraw", SHOP, why="stale"))
    assert ("statutory_right",) == codes(COMPLAINT, lost, ask("withdraw"))
    assert "withdrawn" == take(lost, ask("withdraw", why="it turned up at the neighbour's")).word
    assert "withdrawn" == take(lost, ask("withdraw", CUSTOMER)).word
    assert "withdrawn" == take(complaint(), ask("withdraw", SHOP)).word


def test_evidence_is_something() -> None:
    """
    Evidence without a picture or document is none.
    """
    assert ("evidence_required",) == codes(COMPLAINT, complaint(), ask("give_evidence", CUSTOMER, why="believe me"))


def test_a_unit_is_in_one_case() -> None:
    """
    A unit that is complained about is not returned beside it, nor the other way round.
    """
    assert ("quantity_exceeds_returnable",) == refused(
        open_case(ORDER, "case-1").against(ORDER, [complaint(units=3)]), announced(1)
    )
    returning = open_complaint(ORDER, "c1", [asked(3)])
    assert ("quantity_exceeds_returnable",) == codes(
        COMPLAINT, returning, ask("open", CUSTOMER, kind="wrong", units={LINE: 1})
    )
    withdrawn = take(complaint(units=3), ask("withdraw", CUSTOMER))
    assert "approved" == go(open_case(ORDER, "case-1").against(ORDER, [withdrawn]), announced(1)).word
    assert ("quantity_exceeds_returnable",) == codes(
        COMPLAINT, withdrawn.against(ORDER, [asked(1)]), ask("reopen", why="x")
    )


@pytest.mark.parametrize(
    ("end", "word"),
    [(ask("deny", why="x"), "under_review"), (ask("withdraw", CUSTOMER), "under_review")],
)
def test_reopens(end: Request, word: str) -> None:
    """
    A reopened complaint is looked at again.
    """
    closed = take(complaint(), end)

    assert word == take(closed, ask("reopen", why="new pictures")).word
    assert ("reason_required",) == codes(COMPLAINT, closed, ask("reopen"))
    assert "resolving" == take(resolved("repair"), ask("reopen", why="broken again")).word


def resolved(resolution: str, **said: Any) -> Complaint:
    """
    Resolve a complaint.
    """
    case = take(complaint(), ask("approve", resolution=resolution, **said), ask("start"))
    return take(case, *(seen("done", part=part) for part in case.open_parts), ask("resolve"))


@pytest.mark.parametrize("kind", ["missing", "lost"])
@pytest.mark.parametrize("said", [{"resolution": "repair"}, {"resolution": "refund", "asked_back": True}])
def test_what_never_arrived_is_neither_repaired_nor_asked_back(kind: str, said: dict[str, Any]) -> None:
    """
    Nobody has it, so a complaint that waited for it would never end.
    """
    order = an_order(a_line(LINE, 3, "300.00"))

    assert ("never_arrived",) == codes(COMPLAINT, complaint(kind, order=order), ask("approve", **said))
    assert "approved" == take(complaint(kind, order=order), ask("approve", resolution="replacement")).word


@pytest.mark.parametrize(
    ("resolution", "said", "movement"),
    [
        ("replacement", {}, [("replaced", 1)]),
        ("both", {}, [("replaced", 1)]),
        ("refund", {}, [("kept", 1)]),
        ("repair", {}, []),
        ("price_reduction", {"amount": Money(1000, "EUR")}, []),
    ],
)
def test_the_order_is_told_how_it_ended(resolution: str, said: dict[str, Any], movement: list[Any]) -> None:
    """
    Units that were replaced, or kept with their money back, are entered in the order.
    """
    end = resolved(resolution, **said)

    assert movement == [(one.what.value, one.quantity) for one in complaint_changes(complaint(), end).movements]
    assert () == complaint_changes(end, end).movements


@pytest.mark.parametrize(
    "move",
    [
        ask("open", CUSTOMER, kind="ugly", units={LINE: 1}),
        ask("open", CUSTOMER, kind="wrong", units={LINE: 1}, colour="red"),
    ],
)
def test_a_hosts_mistake_is_an_error(move: Request) -> None:
    """
    Unknown kinds and names are no refusals.
    """
    with pytest.raises(FactsError):
        COMPLAINT.decide(open_complaint(ORDER, "c1"), move)


@pytest.mark.parametrize(
    "said", [{"resolution": "poem"}, {"resolution": "refund", "amount": 5}, {"resolution": "refund", "amount": -1}]
)
def test_an_impossible_resolution_is_an_error(said: dict[str, Any]) -> None:
    """
    A resolution is one of the list, and an amount is money.
    """
    with pytest.raises(FactsError):
        COMPLAINT.decide(complaint(), ask("approve", **said))


def test_an_empty_complaint_is_refused() -> None:
    """
    A complaint is about something.
    """
    assert ("empty_request",) == codes(
        COMPLAINT, open_complaint(ORDER, "c1"), ask("open", CUSTOMER, kind="wrong", units={LINE: 0})
    )


def test_a_complaint_survives_as_a_document() -> None:
    """
    A stored complaint reads back to an equal one in the same state, and needs its order to be judged.
    """
    case = take(complaint(), ask("give_evidence", CUSTOMER, picture={"1": "store/1"}))
    read = documents.read(Complaint, documents.parse_json(documents.dumps(case)))

    assert (case, case.state, AT) == (read, read.state, read.events[0].at)
    with pytest.raises(FactsError, match="against"):
        COMPLAINT.decide(read, ask("approve", resolution="refund", amount=euro("1.00")))
    with pytest.raises(FactsError):
        read.against(an_order(a_line(), id="order-2"))
    with pytest.raises(FactsError):
        Complaint(id="", order="o", currency="EUR")
