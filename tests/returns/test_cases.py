from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from aftersales import documents
from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.orders import Moved, Movement, Outbound, Pool, quote
from aftersales.returns import (
    RETURN_CASE,
    Counted,
    Disposition,
    Handling,
    Pools,
    ReturnCase,
    Trigger,
    announce,
    changes,
    decide,
    open_case,
    proposal,
)
from aftersales.rights import Basis
from aftersales.testing.orders import a_line, an_order, delivered
from tests.returns.sales import line, noon, policy, sale, shop
from tests.returns.steps import (
    AT,
    CARRIER,
    CUSTOMER,
    LATER,
    LINE,
    ORDER,
    SHOP,
    STAFF,
    announced,
    ask,
    asked,
    entered,
    euro,
    go,
    moved,
    refused,
    seen,
)

REVIEWED = Handling(auto_approve=False)
SCAN = seen("carrier_scan", parcel="p1")
RECEIVED = ask("receive", parcel="p1", received={LINE: 2})
RECEIVED_ONE = ask("receive", parcel="p1", received={LINE: 1})
ACCEPTED = ask("inspect", accepted={LINE: 2})


def refund(units: int, amount: str, **said: Any) -> Request:
    """
    Propose a refund of units of the line.
    """
    return ask("propose_refund", units={LINE: units}, amount=euro(amount), **said)


def paid(case: ReturnCase, amount: str) -> ReturnCase:
    """
    Observe that the first refund of a case went back.
    """
    return go(case, seen("refund_paid", refund=case.refunds[0].key, amount=euro(amount)))


# -------------------------------------------------------------------------------------------------- from start to end


def test_a_whole_return() -> None:
    """
    A case goes from its request to its end, and each step has its word.
    """
    steps = (
        announced(2),
        SCAN,
        ask("receive", parcel="p1", received={LINE: 1}),
        ask("receive", parcel="p2", received={LINE: 1}),
        ACCEPTED,
        refund(2, "200.00"),
        seen("refund_paid", refund=refund(2, "200.00").key, amount=euro("200.00")),
        ask("resolve"),
    )
    case, words = open_case(ORDER, "case-1"), []
    for one in steps:
        case = go(case, one)
        words.append(case.word)

    assert [
        "approved",
        "in_transit",
        "partially_received",
        "received",
        "inspected",
        "inspected",
        "inspected",
        "resolved",
    ] == words


def test_the_order_is_told_every_movement() -> None:
    """
    What a case moves comes back as movements for the host to enter; the case never changes the order itself.
    """
    before = open_case(ORDER, "case-1")
    after = go(before, announced(3), SCAN, ask("receive", parcel="p1", received={LINE: 2}))
    end = go(after, ask("inspect", accepted={LINE: 1}, refused={LINE: 1}, missing={LINE: 1}, why="another model"))

    assert [("return_requested", 3), ("return_approved", 3), ("in_transit", 3), ("returned", 2)] == moved(before, after)
    assert [("missing", 1), ("accepted", 1), ("refused", 1)] == moved(after, end)


def test_an_order_takes_what_a_case_tells_it() -> None:
    """
    Entered in the order, the movements of a case show there.
    """
    before = open_case(ORDER, "case-1")
    after = go(before, announced(2), RECEIVED, ACCEPTED)
    order = entered(ORDER, *changes(before, after).movements)

    assert (2, 2, 0, 1) == (
        order.tally(LINE).returned,
        order.tally(LINE).accepted,
        order.tally(LINE).returning,
        order.tally(LINE).returnable,
    )


@pytest.mark.parametrize(
    ("end", "case"),
    [
        pytest.param(ask("reject", why="too late"), asked(2, handling=REVIEWED), id="rejected"),
        pytest.param(ask("cancel", CUSTOMER), asked(2), id="cancelled"),
        pytest.param(ask("expire", at=LATER), asked(2), id="expired"),
    ],
)
def test_what_does_not_come_back_is_withdrawn_in_the_order(end: Request, case: ReturnCase) -> None:
    """
    A case that ends without goods takes its units out of what the order expects.
    """
    assert [("return_withdrawn", 2)] == moved(case, go(case, end))


def test_a_reopened_case_asks_for_its_units_again() -> None:
    """
    The order expects the units of a reopened case once more.
    """
    closed = go(asked(2), ask("expire", at=LATER))

    assert [("return_requested", 2)] == moved(closed, go(closed, ask("reopen", why="it was in the post")))


# ------------------------------------------------------------------------------------------------------- the request


def test_an_empty_request_is_refused() -> None:
    """
    A request names at least one unit.
    """
    assert ("empty_request",) == refused(open_case(ORDER, "case-1"), ask("request", CUSTOMER, units={LINE: 0}))


def test_more_than_can_come_back_is_refused() -> None:
    """
    A request for more units than were bought says how many can still come back.
    """
    outcome = RETURN_CASE.decide(open_case(ORDER, "case-1"), announced(4))

    assert isinstance(outcome, Refused)
    assert [("cases.quantity_exceeds_returnable", 3)] == [
        (one.reason.code, one.value("most")) for one in outcome.findings
    ]


def test_two_open_requests_never_claim_one_unit() -> None:
    """
    What another open case claims cannot be claimed again; what it gave up can.
    """
    first = asked(2)
    cancelled = go(first, ask("cancel", CUSTOMER))

    assert ("quantity_exceeds_returnable",) == refused(open_case(ORDER, "case-2", others=[first]), announced(2))
    assert "approved" == go(open_case(ORDER, "case-2", others=[first]), announced(1)).word
    assert "approved" == go(open_case(ORDER, "case-2", others=[cancelled]), announced(3)).word


def test_what_was_received_is_counted_once() -> None:
    """
    Units that one case brought back are shown by the order, and neither lost nor counted twice for another case.
    """
    before = open_case(ORDER, "case-1")
    first = go(before, announced(2), ask("receive", parcel="p1", received={LINE: 1}))
    order = entered(ORDER, *changes(before, first).movements)
    second = open_case(order, "case-2", others=[first])

    assert 1 == second.returnable(LINE)


def test_a_request_can_be_changed_until_it_is_approved() -> None:
    """
    Asking again replaces what was asked before, and a case never stands in its own way.
    """
    case = go(asked(2, handling=REVIEWED), announced(3))

    assert 3 == case.pools(LINE).requested
    assert ("not_now",) == refused(asked(2), announced(3))


def test_a_case_that_was_not_shown_its_order_says_so() -> None:
    """
    A case from the store has to be shown the order before it is judged against it.
    """
    with pytest.raises(FactsError, match="against"):
        RETURN_CASE.decide(documents.read(ReturnCase, documents.dump(open_case(ORDER, "c"))), announced(1))


def test_another_order_is_refused() -> None:
    """
    A case is shown its own order only.
    """
    with pytest.raises(FactsError, match="order-2"):
        asked(1).against(attrs.evolve(ORDER, id="order-2"))


def test_a_changed_request_may_leave_a_line_out() -> None:
    """
    What is no longer asked for is withdrawn in the order, also where the rest is approved at once.
    """
    order = delivered(an_order(a_line("a"), a_line("b")))
    case = go(open_case(order, "case-1"), ask("request", CUSTOMER, units={"a": 1}, verdict={"a": Verdict.REFER.value}))

    assert [("return_requested", 1), ("return_approved", 1), ("return_withdrawn", 1)] == moved(
        case, go(case, ask("request", CUSTOMER, units={"b": 1}))
    )


@pytest.mark.parametrize(
    ("verdict", "handling", "word"),
    [
        (Verdict.ACCEPT, Handling(), "approved"),
        (Verdict.ACCEPT, REVIEWED, "requested"),
        (Verdict.ASK, Handling(), "under_review"),
        (Verdict.REFER, Handling(), "under_review"),
    ],
)
def test_the_answer_decides_where_a_request_goes(verdict: Verdict, handling: Handling, word: str) -> None:
    """
    A yes needs a reviewer only where the shop wants one; anything open is looked at by a person.
    """
    assert word == asked(1, verdict=verdict, handling=handling).word


def test_a_refusal_of_the_answers_stands() -> None:
    """
    What the answers refuse cannot be asked for, and the codes are told.
    """
    outcome = RETURN_CASE.decide(open_case(ORDER, "c"), announced(1, None, Verdict.REFUSE, "rights.window_closed"))

    assert isinstance(outcome, Refused)
    assert [("cases.not_eligible", "rights.window_closed")] == [
        (one.reason.code, one.value("codes")) for one in outcome.findings
    ]


def test_staff_may_overrule_and_the_codes_stay() -> None:
    """
    A member of staff sets a refusal aside with words; the case keeps who, why, and what it was refused for.
    """
    move = announced(1, None, Verdict.REFUSE, "rights.window_closed", override="a loyal customer")
    case = go(open_case(ORDER, "c"), move)

    assert "approved" == case.word
    assert [("request", ("rights.window_closed",), "a loyal customer", STAFF)] == [
        (one.command, one.codes, one.override.why, one.override.by) for one in case.state.overruled
    ]


def test_nobody_else_overrules() -> None:
    """
    An override by a customer is none.
    """
    move = attrs.evolve(announced(1, None, Verdict.REFUSE, "x", override="please"), by=CUSTOMER)

    assert ("not_eligible",) == refused(open_case(ORDER, "c"), move)


# ----------------------------------------------------------------------------------------------------- with answers


def test_announces_what_was_answered() -> None:
    """
    A case takes units, reason, right and codes from the answers, and keeps their hash.
    """
    order = sale(line(quantity=2))
    answers = decide(order, {LINE: 1}, shop(policy()), noon("2026-10-10"), reason="changed_mind")
    outcome = announce(open_case(order, "c"), answers, at=noon("2026-10-10"), by=CUSTOMER, key="k")

    assert isinstance(outcome, Accepted)
    case = RETURN_CASE.evolve(open_case(order, "c"), outcome.events[0])
    assert ("changed_mind", Basis.WITHDRAWAL, 1) == (
        case.line(LINE).reason,
        case.line(LINE).right,
        case.line(LINE).pools.requested,
    )
    assert documents.content_hash(answers) == case.state.answers


def test_answers_to_another_order_are_a_mistake_of_the_host() -> None:
    """
    A case is never announced with what was decided for another sale, even where its lines are called alike.
    """
    order = sale()
    answers = decide(order, {LINE: 1}, shop(policy()), noon("2026-10-10"), reason="changed_mind")

    with pytest.raises(FactsError, match="answers"):
        announce(open_case(attrs.evolve(order, id="other"), "c"), answers, at=AT, by=CUSTOMER, key="k")


def test_an_announcement_tells_every_reason_against_it() -> None:
    """
    Where the answers say no, their own reasons stand in the refusal.
    """
    order = sale()
    answers = decide(order, {LINE: 1}, shop(policy()), noon("2027-10-10"), reason="changed_mind")
    outcome = announce(open_case(order, "c"), answers, at=noon("2027-10-10"), by=CUSTOMER, key="k")

    assert isinstance(outcome, Refused)
    assert "rights.window_closed" in outcome.codes
    assert "cases.not_eligible" not in outcome.codes


# ------------------------------------------------------------------------------------------------------- the decision


@pytest.mark.parametrize("by", [CUSTOMER, CARRIER, SHOP])
@pytest.mark.parametrize("command", ["approve", "reject"])
def test_only_staff_decides(by: Any, command: str) -> None:
    """
    Nobody but a member of staff approves or rejects.
    """
    assert "not_reviewer" in refused(asked(1, handling=REVIEWED), ask(command, by, why="too late"))


def test_a_rejection_needs_words() -> None:
    """
    A rejection says why.
    """
    assert ("reason_required",) == refused(asked(1, handling=REVIEWED), ask("reject"))


@pytest.mark.parametrize("right", [Basis.WITHDRAWAL, Basis.GUARANTEE])
def test_a_statutory_right_is_neither_rejected_cut_nor_expired(right: Basis) -> None:
    """
    What the law gives cannot be refused, approved for fewer units, or left to expire.
    """
    pending, approved = asked(2, right, handling=REVIEWED), asked(2, right)

    assert ("statutory_right",) == refused(pending, ask("reject", why="no"))
    assert ("statutory_right",) == refused(pending, ask("approve", units={LINE: 1}, why="no"))
    assert ("statutory_right",) == refused(approved, ask("expire", at=LATER))


def test_a_right_that_the_answers_refuse_is_looked_at() -> None:
    """
    A refusal never shuts out a line that a right protects: a person looks at it.
    """
    assert "under_review" == asked(1, Basis.WITHDRAWAL, Verdict.REFUSE, codes="x").word


def test_a_part_can_be_approved_with_words() -> None:
    """
    Fewer units may be approved, never more, and the rest is free again.
    """
    pending = asked(2, handling=REVIEWED)
    part = ask("approve", units={LINE: 1}, why="one is used up")

    assert Pools(requested=2, approved=1) == go(pending, part).pools(LINE)
    assert [("return_approved", 1), ("return_withdrawn", 1)] == moved(pending, go(pending, part))
    assert ("reason_required",) == refused(pending, ask("approve", units={LINE: 1}))
    assert ("quantity_exceeds_approved",) == refused(pending, ask("approve", units={LINE: 3}))


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        pytest.param((SCAN,), "already_in_transit", id="scanned"),
        pytest.param((RECEIVED,), "already_received", id="received"),
        pytest.param((ask("cancel", CUSTOMER),), "nothing_to_cancel", id="cancelled"),
        pytest.param((ask("expire", at=LATER),), "nothing_to_cancel", id="expired"),
    ],
)
def test_cancels_only_before_anything_was_done(moves: tuple[Any, ...], code: str) -> None:
    """
    A customer may cancel until the parcel is on its way, and the refusal says what happened.
    """
    assert (code,) == refused(go(asked(2), *moves), ask("cancel", CUSTOMER, key="again"))


def test_what_was_refunded_is_not_cancelled() -> None:
    """
    A case with money on its way back stands.
    """
    case = go(asked(2, handling=Handling(trigger=Trigger.APPROVAL)), refund(1, "100.00"))

    assert ("already_refunded",) == refused(case, ask("cancel", CUSTOMER))


def test_a_statutory_right_is_not_cancelled_for_the_customer() -> None:
    """
    What cannot be rejected cannot be cancelled instead: staff who were asked to say so, and a machine never does.
    """
    case = asked(2, Basis.WITHDRAWAL)

    assert ("statutory_right",) == refused(case, ask("cancel", SHOP, why="stale"))
    assert ("statutory_right",) == refused(case, ask("cancel"))
    assert "cancelled" == go(case, ask("cancel", CUSTOMER)).word
    assert "cancelled" == go(case, ask("cancel", why="the customer rang and keeps them")).word
    assert "cancelled" == go(asked(2), ask("cancel", SHOP)).word


def test_what_was_declared_in_time_stays_declared() -> None:
    """
    A request that is changed after the period of withdrawal keeps the right it was first made under.
    """
    first = asked(1, Basis.WITHDRAWAL, handling=REVIEWED)
    changed = go(first, announced(2))

    assert Basis.WITHDRAWAL is changed.line(LINE).right
    assert ("statutory_right",) == refused(changed, ask("reject", why="too late"))


def test_a_draft_has_nothing_to_cancel() -> None:
    """
    What nobody asked for cannot be cancelled.
    """
    assert ("nothing_to_cancel",) == refused(open_case(ORDER, "c"), ask("cancel", CUSTOMER))


# --------------------------------------------------------------------------------------------------- time and closing


def test_expires_after_the_customers_last_day() -> None:
    """
    The last day to send counts in full where the customer is.
    """
    last = AT + timedelta(days=14)
    at_night = last.replace(hour=23, minute=59)

    assert ("not_due",) == refused(asked(1), ask("expire", at=at_night))
    assert "expired" == go(asked(1), ask("expire", at=at_night + timedelta(minutes=2))).word


def test_an_extension_moves_the_last_day() -> None:
    """
    A case that was given more time expires later, and an extension never shortens.
    """
    case = go(asked(1), ask("extend", until=date(2026, 7, 31)))

    assert ("not_due",) == refused(case, ask("expire", at=AT + timedelta(days=20)))
    assert ("not_later",) == refused(case, ask("extend", until=date(2026, 7, 1)))


@pytest.mark.parametrize(
    ("before", "end"),
    [
        pytest.param(asked(2, handling=REVIEWED), ask("reject", why="no"), id="rejected"),
        pytest.param(asked(2), ask("expire", at=LATER), id="expired"),
        pytest.param(go(asked(2), SCAN), ask("expire", at=LATER), id="expired on its way"),
        pytest.param(
            paid(go(asked(2), RECEIVED, ACCEPTED, refund(2, "200.00")), "200.00"), ask("resolve"), id="resolved"
        ),
    ],
)
def test_a_reopened_case_stands_where_it_stood(before: ReturnCase, end: Request) -> None:
    """
    Reopening leads to the step before, and needs a member of staff and words.
    """
    closed = go(before, end)

    assert before.word == go(closed, ask("reopen", why="new facts")).word
    assert ("reason_required",) == refused(closed, ask("reopen"))
    assert ("not_yours",) == refused(closed, ask("reopen", CUSTOMER, why="please"))


def test_a_reopened_case_has_its_time_again() -> None:
    """
    What was reopened does not expire the same night, and may be told until when.
    """
    expired = go(asked(1), ask("expire", at=LATER))
    again = go(expired, ask("reopen", at=LATER, why="it was in the post"))
    until = go(expired, ask("reopen", at=LATER, why="abroad", until=(LATER + timedelta(days=40)).date()))

    assert ("not_due",) == refused(again, ask("expire", key="night", at=LATER + timedelta(days=14)))
    assert "expired" == go(again, ask("expire", key="night", at=LATER + timedelta(days=16))).word
    assert ("not_due",) == refused(until, ask("expire", key="night", at=LATER + timedelta(days=40)))


def test_a_case_is_not_reopened_over_another_one() -> None:
    """
    Units that another case claimed in the meantime stay with it.
    """
    expired = go(asked(2), ask("expire", at=LATER))
    other = asked(2, name="case-2", others=(expired,))

    assert ("quantity_exceeds_returnable",) == refused(expired.against(ORDER, [other]), ask("reopen", why="x"))


# --------------------------------------------------------------------------------------------------- parcels and goods


def test_a_parcel_has_one_label() -> None:
    """
    Labels may be issued parcel by parcel until every unit has one.
    """
    case = go(
        asked(2), ask("issue_label", parcel="p1", units={LINE: 1}), ask("issue_label", parcel="p2", units={LINE: 1})
    )

    assert ("label_exists",) == refused(case, ask("issue_label", parcel="p1"))
    assert ("label_exists",) == refused(case, ask("issue_label", parcel="p3"))
    assert ("label_exists",) == refused(go(asked(2), ask("issue_label", parcel="p1")), ask("issue_label", parcel="p2"))
    assert ("not_approved",) == refused(asked(2, handling=REVIEWED), ask("issue_label", parcel="p1"))


def test_a_label_names_its_parcel() -> None:
    """
    A label without a parcel is a mistake of the host.
    """
    with pytest.raises(FactsError, match="parcel"):
        RETURN_CASE.decide(asked(1), ask("issue_label"))


def test_only_scanned_parcels_are_on_their_way() -> None:
    """
    A scan counts the units its parcel is known to hold.
    """
    labelled = go(asked(3), ask("issue_label", parcel="p1", units={LINE: 2}))

    assert 0 == labelled.in_transit(LINE)
    assert 2 == go(labelled, SCAN).in_transit(LINE)
    assert 1 == go(labelled, seen("carrier_scan", parcel="p1", units={LINE: 1})).in_transit(LINE)
    assert 0 == go(labelled, SCAN, ask("receive", parcel="p1", received={LINE: 2})).in_transit(LINE)


def test_a_parcel_sent_before_the_approval_is_seen_once_it_is_given() -> None:
    """
    A scan is never refused, and shows as soon as the case is approved.
    """
    case = go(asked(1, handling=REVIEWED), SCAN)

    assert "requested" == case.word
    assert "in_transit" == go(case, ask("approve")).word


def test_more_than_approved_is_entered_as_unexpected() -> None:
    """
    A unit too many is refused as a receipt and taken as an unexpected item.
    """
    case = go(asked(1), ask("receive", parcel="p1", received={LINE: 1}, unexpected={"another toothbrush": 1}))

    assert (("another toothbrush", 1),) == case.state.unexpected
    assert ("received_exceeds_approved",) == refused(asked(1), ask("receive", parcel="p1", received={LINE: 2}))


def test_nothing_is_received_before_it_is_approved() -> None:
    """
    A parcel for a request that nobody approved waits for the decision.
    """
    assert ("not_approved",) == refused(asked(2, handling=REVIEWED), RECEIVED)


def test_a_missing_unit_may_turn_up() -> None:
    """
    What was thought missing and arrives after all is received, and still to be inspected.
    """
    case = go(
        asked(2), ask("receive", parcel="p1", received={LINE: 1}), ask("inspect", accepted={LINE: 1}, missing={LINE: 1})
    )
    found = go(case, ask("receive", parcel="p2", received={LINE: 1}))

    assert Pools(requested=2, approved=2, received=2, accepted=1) == found.pools(LINE)
    assert "received" == found.word


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param({"accepted": {LINE: 3}}, "inspect_exceeds_received", id="more accepted"),
        pytest.param({"accepted": {LINE: 1}, "wrong": {LINE: 2}, "why": "x"}, "inspect_exceeds_received", id="in sum"),
        pytest.param({"missing": {LINE: 2}}, "missing_exceeds_expected", id="more missing"),
        pytest.param({"refused": {LINE: 1}}, "reason_required", id="no words"),
        pytest.param({}, "empty_request", id="nothing"),
    ],
)
def test_an_inspection_has_limits(said: dict[str, Any], code: str) -> None:
    """
    No more is inspected than arrived, no more is missing than was expected, and a refusal says why.
    """
    case = go(asked(3), RECEIVED)

    assert (code,) == refused(case, ask("inspect", **said))


@pytest.mark.parametrize(
    ("handling", "said", "code"),
    [
        pytest.param(Handling(checks=("serial number",)), {}, "check_missing", id="checklist"),
        pytest.param(Handling(grades={"A": Disposition.RESTOCK}), {"grade": {LINE: "Z"}}, "grade_unknown", id="grade"),
        pytest.param(
            Handling(most_pictures=1), {"picture": {"1": "r1", "2": "r2"}}, "too_many_pictures", id="pictures"
        ),
    ],
)
def test_an_inspection_follows_the_checklist(handling: Handling, said: dict[str, Any], code: str) -> None:
    """
    Checks, grades and the number of pictures are the shop's.
    """
    case = go(asked(2, handling=handling), RECEIVED)

    assert (code,) == refused(case, ask("inspect", accepted={LINE: 2}, **said))


def test_a_withdrawal_is_not_refused_at_the_inspection() -> None:
    """
    Goods of a withdrawal that come back worn lose value; the right stands.
    """
    case = go(asked(2, Basis.WITHDRAWAL), RECEIVED)

    assert ("statutory_right",) == refused(case, ask("inspect", refused={LINE: 1}, why="worn"))
    assert "inspected" == go(case, ask("inspect", wrong={LINE: 1}, accepted={LINE: 1}, why="a brick")).word


@pytest.mark.parametrize(
    ("said", "to"),
    [
        pytest.param({}, "restock", id="the shop's usual"),
        pytest.param({"grade": {LINE: "C"}}, "recycle", id="by grade"),
        pytest.param({"grade": {LINE: "C"}, "disposition": {LINE: "donate"}}, "donate", id="as said"),
    ],
)
def test_accepted_units_go_somewhere(said: dict[str, Any], to: str) -> None:
    """
    Every accepted unit has a stock effect: as said, else by its grade, else the shop's usual.
    """
    handling = Handling(grades={"A": Disposition.RESTOCK, "C": Disposition.RECYCLE})
    before = go(asked(2, handling=handling), RECEIVED)
    after = go(before, ask("inspect", accepted={LINE: 2}, **said))

    assert [{"line": LINE, "units": 2, "to": to}] == [
        dict(one.values) for one in changes(before, after).effects if one.code == "returns.stock"
    ]


def test_what_nobody_announced_is_told() -> None:
    """
    Somebody has to decide what becomes of an article that was in the parcel unannounced.
    """
    before = asked(1)
    after = go(before, ask("receive", parcel="p1", received={LINE: 1}, unexpected={"a toy": 2}))

    assert [{"article": "a toy", "units": 2}] == [
        dict(one.values) for one in changes(before, after).effects if one.code == "returns.unexpected"
    ]


def test_refused_units_are_sent_back() -> None:
    """
    What is not taken goes back to the customer.
    """
    before = go(asked(2), RECEIVED)
    after = go(before, ask("inspect", refused={LINE: 1}, wrong={LINE: 1}, why="another model"))

    assert [("returns.send_back", "refused"), ("returns.send_back", "wrong")] == [
        (one.code, dict(one.values)["why"]) for one in changes(before, after).effects
    ]


def test_what_the_law_lets_them_return_is_not_missing_before_its_time() -> None:
    """
    A second parcel of a withdrawal may be missing once it was seen, or once the time to send it is over.
    """
    case = go(asked(2, Basis.WITHDRAWAL), RECEIVED_ONE)
    missing = ask("inspect", accepted={LINE: 1}, missing={LINE: 1})

    assert ("not_due",) == refused(case, missing)
    assert "inspected" == go(case, seen("carrier_scan", parcel="p2", units={LINE: 1}), SCAN, missing).word
    assert "inspected" == go(case, attrs.evolve(missing, at=LATER)).word
    assert "inspected" == go(go(asked(2), RECEIVED_ONE), missing).word
    labelled = go(asked(2, Basis.WITHDRAWAL), ask("issue_label", parcel="p1"), RECEIVED_ONE)
    assert ("not_due",) == refused(labelled, missing)
    named = ask("issue_label", parcel="p1", units={LINE: 2})
    assert "inspected" == go(asked(2, Basis.WITHDRAWAL), named, RECEIVED_ONE, missing).word


def test_a_lost_parcel_can_end() -> None:
    """
    What never arrives is missing, also where the law forbids the case to expire.
    """
    case = go(asked(2, Basis.WITHDRAWAL), SCAN, ask("inspect", missing={LINE: 2}))

    assert "inspected" == case.word
    assert ("refund_pending",) == refused(case, ask("resolve"))


# ------------------------------------------------------------------------------------------------------ keeping it


def test_cheap_units_may_be_kept() -> None:
    """
    Up to the shop's limit the customer keeps the goods with a refund, and nothing is inspected.
    """
    handling = Handling(keep_up_to=euro("200.00"))
    case = asked(2, handling=handling)
    kept = go(case, ask("keep", units={LINE: 2}))

    assert "inspected" == kept.word
    assert [("kept", 2)] == moved(case, kept)
    assert 2 == kept.unpaid(LINE)


def test_keeping_is_refused_above_the_limit() -> None:
    """
    Without a limit, or above it, only a member of staff lets something be kept, with words.
    """
    case = asked(2, handling=Handling(keep_up_to=euro("199.99")))

    assert ("keep_not_allowed",) == refused(case, ask("keep", units={LINE: 2}))
    assert ("keep_not_allowed",) == refused(asked(2), ask("keep", units={LINE: 1}))
    assert ("quantity_exceeds_approved",) == refused(case, ask("keep", units={LINE: 3}, override="x"))
    overruled = go(case, ask("keep", units={LINE: 2}, override="not worth the postage")).state.overruled
    assert [("cases.keep_not_allowed",)] == [one.codes for one in overruled]


def test_the_limit_to_keep_counts_what_was_kept_before() -> None:
    """
    Three small steps are no way round the limit.
    """
    case = go(asked(3, handling=Handling(keep_up_to=euro("200.00"))), ask("keep", units={LINE: 2}))

    assert ("keep_not_allowed",) == refused(case, ask("keep", units={LINE: 1}))


# ----------------------------------------------------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("trigger", "moves", "due"),
    [
        pytest.param(Trigger.APPROVAL, (), 2, id="on approval"),
        pytest.param(Trigger.SCAN, (), 0, id="not scanned"),
        pytest.param(Trigger.SCAN, (SCAN,), 2, id="on scan"),
        pytest.param(Trigger.RECEIPT, (SCAN,), 0, id="not received"),
        pytest.param(Trigger.RECEIPT, (RECEIVED,), 2, id="on receipt"),
        pytest.param(Trigger.INSPECTION, (RECEIVED,), 0, id="not inspected"),
        pytest.param(Trigger.INSPECTION, (RECEIVED, ask("inspect", accepted={LINE: 1})), 1, id="on inspection"),
    ],
)
def test_a_refund_is_due_when_the_shop_says(trigger: Trigger, moves: tuple[Any, ...], due: int) -> None:
    """
    The refund of a unit is due at the step the shop chose, and neither proposed before nor asked for twice.
    """
    case = go(asked(2, handling=Handling(trigger=trigger)), *moves)

    assert due == case.unpaid(LINE)
    if due < 2:
        assert "not_received" in refused(case, refund(2, "200.00"))


def test_a_withdrawal_is_due_when_its_parcel_was_seen() -> None:
    """
    Of a withdrawal the money is not held back longer than until the goods are on their way.
    """
    case = asked(2, Basis.WITHDRAWAL, handling=Handling(trigger=Trigger.INSPECTION))

    assert 0 == case.unpaid(LINE)
    assert 2 == go(case, SCAN).unpaid(LINE)


def test_each_unit_falls_due_once() -> None:
    """
    The effects of all steps together name each unit once, whatever parcels it came in, and each has its own key.
    """
    case, effects = asked(3), []
    for move in (
        ask("receive", parcel="p1", received={LINE: 1}),
        ask("receive", parcel="p2", received={LINE: 2}),
        ask("inspect", accepted={LINE: 3}),
    ):
        after = go(case, move)
        effects += [one for one in changes(case, after).effects if one.code == "returns.refund_due"]
        case = after

    assert [1, 2] == [dict(one.values)["units"] for one in effects]
    assert 2 == len({one.key for one in effects})


def test_a_command_brings_the_effects_of_its_changes() -> None:
    """
    What a command returns and what is worked out from before and after are the same effects.
    """
    case = asked(2)
    unsorted = attrs.evolve(RECEIVED, values=tuple(reversed(RECEIVED.values)))
    for move in (RECEIVED, unsorted):
        outcome = RETURN_CASE.decide(case, move)

        assert isinstance(outcome, Accepted)
        assert changes(case, go(case, move)).effects == outcome.effects != ()


def test_a_refund_has_its_breakdown() -> None:
    """
    A quote becomes a proposal with units, items, fee and tenders.
    """
    case = go(asked(2), RECEIVED)
    quoted = quote(ORDER, {LINE: 2}, outbound=Outbound.STANDARD)
    proposed = go(case, proposal(quoted, at=AT, by=STAFF, key="r1"))

    assert [(euro("200.00"), (Counted(LINE, 2),))] == [(one.amount, one.units) for one in proposed.refunds]
    assert euro("200.00") == proposed.outstanding


@pytest.mark.parametrize(
    ("move", "code"),
    [
        pytest.param(refund(2, "200.01"), "exceeds_refundable", id="more than the units"),
        pytest.param(refund(3, "200.00", override="x"), "exceeds_refundable", id="more units than approved"),
        pytest.param(refund(2, "0.00", fee=euro("200.01")), "fee_exceeds_value", id="fee"),
        pytest.param(ask("propose_refund", amount=euro("1.00")), "empty_request", id="no units"),
    ],
)
def test_a_refund_has_limits(move: Request, code: str) -> None:
    """
    No refund is more than the sale, and no fee more than the goods.
    """
    assert code in refused(go(asked(2), RECEIVED), move)


def test_a_breakdown_comes_to_the_amount() -> None:
    """
    A case never notes another amount than the order pays for it.
    """
    case = go(asked(2), RECEIVED)
    proposed = proposal(quote(ORDER, {LINE: 2}), at=AT, by=STAFF, key="r1")
    wrong = tuple((name, euro("1.00") if name == "amount" else value) for name, value in proposed.values)

    with pytest.raises(FactsError, match="amount"):
        RETURN_CASE.decide(case, attrs.evolve(proposed, values=wrong))


def test_amount_and_fee_are_no_more_than_the_units() -> None:
    """
    What a fee keeps back does not go back as well.
    """
    case = go(asked(2), RECEIVED)

    assert ("exceeds_refundable",) == refused(case, refund(2, "200.00", fee=euro("0.01")))
    assert "partially" not in go(case, refund(2, "150.00", fee=euro("50.00"))).word


def test_a_refund_of_kept_units_names_their_pool() -> None:
    """
    A quote cannot know that the units stayed with the customer; the order is told so.
    """
    case = go(asked(1, handling=Handling(keep_up_to=euro("100.00"))), ask("keep", units={LINE: 1}))
    after = go(case, proposal(quote(ORDER, {LINE: 1}), at=AT, by=STAFF, key="r1"))
    (made,) = changes(case, after).refunds

    assert ("kept", "kept") == (made.pool.value, dict(made.values)["pool"])


def test_a_refund_of_nothing_is_not_to_be_paid() -> None:
    """
    Where a fee takes all of it, nobody is asked to pay.
    """
    case = go(asked(1), RECEIVED_ONE)
    outcome = RETURN_CASE.decide(case, refund(1, "0.00", fee=euro("100.00")))

    assert isinstance(outcome, Accepted)
    assert () == outcome.effects


def test_what_was_paid_back_elsewhere_keeps_no_case_open() -> None:
    """
    Units whose money went back by hand are due no more, so that the case can end.
    """
    case = go(asked(1), RECEIVED_ONE, ask("inspect", accepted={LINE: 1}))
    by_hand = Movement(what=Moved.REFUNDED, line=LINE, quantity=3, at=AT, amount=euro("300.00"), pool=Pool.RETURNED)

    assert ("refund_pending",) == refused(case, ask("resolve"))
    assert "resolved" == go(case.against(entered(ORDER, by_hand)), ask("resolve")).word


def test_a_unit_is_refunded_once() -> None:
    """
    A second proposal under another key finds nothing left; the same key does nothing.
    """
    case = go(asked(2), RECEIVED, refund(2, "200.00"))

    assert ("not_received", "exceeds_refundable") == refused(case, attrs.evolve(refund(2, "200.00"), key="another"))
    assert case == go(case, refund(2, "200.00"))


def test_a_failed_refund_is_due_again() -> None:
    """
    A refund of which nothing went back frees its units and keeps the case open.
    """
    case = go(asked(2), RECEIVED, ACCEPTED, refund(2, "200.00"))
    failed = go(case, seen("refund_failed", refund=case.refunds[0].key))

    assert (euro("0.00"), 2) == (failed.outstanding, failed.unpaid(LINE))
    assert ("refund_pending",) == refused(failed, ask("resolve"))
    assert 0 == paid(failed, "200.00").unpaid(LINE)


def test_what_went_back_was_neither_failed_nor_given_up() -> None:
    """
    A refund that was given up and settles after all pays for its units, and they are not due again.
    """
    case = go(asked(2), RECEIVED, ACCEPTED, refund(2, "200.00"))
    key = case.refunds[0].key
    given_up = go(case, seen("refund_failed", refund=key), seen("refund_withdrawn", refund=key))
    assert 2 == given_up.unpaid(LINE)
    settled = paid(given_up, "200.00")

    assert (0, True, False) == (settled.unpaid(LINE), settled.refunds[0].stands, settled.refunds[0].withdrawn)
    assert 2 == go(given_up, seen("refund_paid", refund=key, amount=euro("199.99"))).unpaid(LINE)
    assert "resolved" == go(settled, ask("resolve")).word


@pytest.mark.parametrize("part", ["refused", "wrong"])
def test_what_was_not_taken_is_not_paid(part: str) -> None:
    """
    A shop that pays on receipt and finds the unit worn before it paid owes nothing for it, and the case can end.
    """
    found: dict[str, Any] = {"accepted": {LINE: 1}, part: {LINE: 1}}
    case = go(asked(2), RECEIVED, ask("inspect", why="worn", **found))

    assert 1 == case.unpaid(LINE)
    assert ("not_received",) == refused(case, refund(2, "200.00"))
    assert "resolved" == go(paid(go(case, refund(1, "100.00")), "100.00"), ask("resolve")).word
    assert "inspected" == go(case, refund(2, "200.00", override="a loyal customer")).word


def test_a_case_ends_when_the_money_is_back_and_the_exchange_settled() -> None:
    """
    What is due, pending or being exchanged keeps a case open.
    """
    case = go(asked(2), RECEIVED, ACCEPTED, seen("exchange_opened", exchange="e1"))

    assert ("refund_pending", "exchange_open") == refused(case, ask("resolve"))
    settled = paid(go(case, refund(2, "200.00"), seen("exchange_closed", exchange="e1")), "200.00")
    assert "resolved" == go(settled, ask("resolve")).word


# ------------------------------------------------------------------------------------------------------- the value


def test_a_case_survives_as_a_document() -> None:
    """
    A stored case reads back to an equal one in the same state.
    """
    case = go(asked(2, Basis.WITHDRAWAL), SCAN, RECEIVED, ACCEPTED, refund(2, "150.00", fee=euro("50.00")))
    read = documents.read(ReturnCase, documents.parse_json(documents.dumps(case)))

    assert case == read
    assert case.state == read.state


def test_pools_cannot_be_made_up() -> None:
    """
    A history that contradicts itself is no case.
    """
    case = go(asked(1), ask("receive", parcel="p1", received={LINE: 1}))
    twice = attrs.evolve(case.events[-1], key="again")

    with pytest.raises(FactsError, match="pools"):
        ReturnCase(id="c", order=case.order, currency="EUR", events=(*case.events, twice))
    with pytest.raises(FactsError, match="each key once"):
        ReturnCase(id="c", order=case.order, currency="EUR", events=(*case.events, case.events[-1]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Pools(requested=-1),
        lambda: Pools(requested=1, approved=2),
        lambda: Pools(requested=1, approved=1, received=1, accepted=2),
        lambda: Handling(send_within_days=-1),
        lambda: ReturnCase(id="", order="o", currency="EUR"),
        lambda: asked(1).line("line-9"),
    ],
)
def test_impossible_facts_are_refused(make: Callable[[], object]) -> None:
    """
    Negative pools, pools that do not fit, an empty id and an unknown line are mistakes.
    """
    with pytest.raises(FactsError):
        make()


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(ask("receive", recieved={LINE: 1}), id="a misspelt name"),
        pytest.param(ask("receive", received={LINE: -1}), id="negative units"),
        pytest.param(ask("receive", received={LINE: True}), id="no number"),
        pytest.param(ask("receive", received={"line-9": 1}), id="an unknown line"),
        pytest.param(ask("propose_refund", units={LINE: 1}, amount=1), id="no money"),
        pytest.param(ask("vanish"), id="an unknown command"),
        pytest.param(ask("propose_refund", units={LINE: 1}), id="no amount"),
        pytest.param(ask("extend", until="2026-09-01"), id="a day as text"),
        pytest.param(ask("extend", until=LATER), id="a moment for a day"),
        pytest.param(ask("extend"), id="no day"),
        pytest.param(ask("reopen", why="x", until="tomorrow"), id="reopen until a word"),
        pytest.param(ask("inspect", accepted={LINE: 1}, disposition={LINE: "sell"}), id="an unknown place"),
    ],
)
def test_a_hosts_mistake_is_an_error(move: Request) -> None:
    """
    What no customer could cause is no refusal.
    """
    with pytest.raises(FactsError):
        RETURN_CASE.decide(asked(1, handling=Handling(trigger=Trigger.APPROVAL)), move)


def test_an_observation_says_what_it_is_about() -> None:
    """
    What was seen of no refund in particular, or of another kind of case, is a mistake of the host and named.
    """
    case = asked(1)

    with pytest.raises(FactsError, match="refund_paid"):
        RETURN_CASE.observe(case, seen("refund_paid", amount=euro("1.00")))
    with pytest.raises(FactsError, match="an event of a return"):
        ReturnCase(id="c", order=case.order, currency="EUR", events=(seen("goods_back", line=LINE),))


def test_one_key_is_one_request() -> None:
    """
    A repeated request does nothing, and a key that named another one is refused.
    """
    case = go(asked(2), RECEIVED)

    assert case == go(case, RECEIVED)
    assert ("key_reused",) == refused(case, ask("inspect", key=RECEIVED.key, accepted={LINE: 1}))


def test_buttons_know_what_is_possible() -> None:
    """
    Every command is listed with whether it may be asked for now, and the reasons if not.
    """
    listed = {one.command: one for one in RETURN_CASE.available(asked(1), CUSTOMER, AT)}

    assert listed["cancel"].allowed
    assert not listed["approve"].allowed
    assert ["cases.not_reviewer"] == [one.reason.code for one in listed["approve"].findings]


def test_no_movement_and_no_effect_for_nothing_new() -> None:
    """
    Between equal states there is nothing to enter and nothing to do.
    """
    case = asked(1)

    assert ((), ()) == (changes(case, case).movements, changes(case, case).effects)
    assert (
        Movement(what=Moved.RETURN_REQUESTED, line=LINE, quantity=1, at=AT)
        in changes(open_case(ORDER, "case-1"), case).movements
    )
