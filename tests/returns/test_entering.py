"""
One call tells an order what a step of a case means, and one tells the case what became of its refunds.
"""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Finding
from aftersales.events import Event
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money, Taxed, total
from aftersales.orders import Order, PayoutState, Pool, Tally, evolve, lifecycle, open_cases, quote, status
from aftersales.returns import (
    COMPLAINT,
    EXCHANGE,
    RETURN_CASE,
    Complaint,
    Exchange,
    Handling,
    Replacement,
    ReturnCase,
    Trigger,
    changes,
    complaint_changes,
    enter,
    exchange_changes,
    heard,
    open_case,
    open_complaint,
    open_exchange,
    proposal,
    quote_exchange,
)
from aftersales.testing.orders import a_line, a_tender, an_order, delivered
from tests.returns.steps import AT, CUSTOMER, LATER, LINE, SHOP, STAFF, announced, ask, euro, seen

SALE = delivered(
    an_order(
        a_line(quantity=3, gross="300.00", tax="47.90"),
        tenders=[a_tender(captured="250.00"), a_tender("gift", kind="gift_card", captured="50.00")],
    )
)
KINDS: dict[type, Any] = {
    ReturnCase: (RETURN_CASE, changes),
    Exchange: (EXCHANGE, exchange_changes),
    Complaint: (COMPLAINT, complaint_changes),
}


class Shop:
    """
    A host with one order: it stores what comes of each step, and the payment provider pays at once.
    """

    def __init__(self, order: Order = SALE) -> None:
        self.order = order
        self.told: list[Any] = []
        self.effects: list[str] = []
        self.refused: tuple[Finding, ...] = ()

    def go(self, filed: Any, *moves: Request | Event) -> Any:
        """
        Take steps that must be accepted, and enter what they mean.
        """
        table, find = KINDS[type(filed)]
        for move in moves:
            before = filed if isinstance(filed, Exchange) else filed.against(self.order)
            if isinstance(move, Event):
                filed = table.observe(before, move)
            else:
                filed, outcome = table.run(before, move)
                assert isinstance(outcome, Accepted), outcome
            self.told.append(find(before, filed))
            done = enter(self.order, self.told[-1])
            self.order, self.refused = done.order, done.refused
            self.effects += [one.code for one in done.effects]
        return filed

    def pay(self, filed: Any, code: str = "payout_succeeded") -> Any:
        """
        Hear of every payout, and tell the case.
        """
        for repayment in self.order.repayments:
            for one in repayment.payouts:
                if one.state is PayoutState.PENDING:
                    self.order = evolve(self.order, seen(code, f"{code} {one.key}", payout=one.key))
        return self.go(filed, *heard(filed, self.order))

    def give_up(self, filed: Any) -> Any:
        """
        Let every payout fail, give the refunds up, and tell the case.
        """
        filed = self.pay(filed, "payout_failed")
        for repayment in self.order.repayments:
            self.order, _ = lifecycle().run(self.order, ask("withdraw_refund", SHOP, refund=repayment.key))
        return self.go(filed, *heard(filed, self.order))

    @property
    def word(self) -> str:
        """
        The word that is shown.
        """
        return status(self.order, LATER).word

    @property
    def pools(self) -> Tally:
        """
        Where the units are.
        """
        return self.order.tally(LINE)


def test_the_status_follows_the_case() -> None:
    """
    The order says where its return stands, from the request to the end.
    """
    shop, words = Shop(), []
    case = open_case(SALE, "case-1", Handling(auto_approve=False))
    for move in (
        announced(3),
        ask("approve"),
        seen("carrier_scan", parcel="p"),
        ask("receive", received={LINE: 3}),
        ask("inspect", accepted={LINE: 3}),
        ask("propose_refund", key="r", units={LINE: 3}, amount=euro("300.00")),
    ):
        case = shop.go(case, move)
        words.append(shop.word)
    case = shop.go(shop.pay(case), ask("resolve"))

    assert ["return_requested", *["return_in_progress"] * 5] == words
    assert ("resolved", "returned", {}) == (case.word, shop.word, open_cases(shop.order.history))
    assert euro("300.00") == shop.order.refunded


class TestRefunds:
    """
    The refund of a case is one of the order, under one key.
    """

    CASE = Handling(trigger=Trigger.APPROVAL)

    def proposed(self, amount: str = "100.00") -> tuple[Shop, ReturnCase]:
        """
        Propose a refund for one of two units.
        """
        shop = Shop()
        case = shop.go(open_case(SALE, "case-1", self.CASE), announced(2))
        return shop, shop.go(case, ask("propose_refund", key="r", units={LINE: 1}, amount=euro(amount)))

    def test_holds_the_balance(self) -> None:
        """
        What is on its way back cannot be given back again, by nobody.
        """
        shop, _ = self.proposed()

        assert euro("200.00") == shop.order.left
        assert (1, 2) == (shop.pools.refunding, shop.pools.refundable)

    def test_is_paid_by_the_order(self) -> None:
        """
        The host carries out the payouts of the order, and not the refund of the case as well.
        """
        shop, _ = self.proposed()

        assert ["returns.refund_due", "orders.pay_out", "orders.pay_out"] == shop.effects

    def test_keeps_back_a_fee(self) -> None:
        """
        What the case pays less than the units were charged is a fee.
        """
        shop, case = self.proposed("90.00")
        shop.pay(case)

        assert [("90.00 EUR", "100.00 EUR", 1)] == [
            (str(item.amount), str(item.worth.gross), item.units) for item in shop.order.repayments[0].items
        ]

    def test_repeats_what_was_quoted(self) -> None:
        """
        A quote goes into the order as it is, with its tax and its tenders.
        """
        shop = Shop()
        case = shop.go(open_case(SALE, "case-1", self.CASE), announced(2))
        quoted = quote(shop.order, {LINE: 2}, prefer=["gift_card"])
        shop.go(case, proposal(quoted, at=AT, by=STAFF, key="r"))
        made = shop.order.repayments[0]

        assert [item.amount for item in quoted.items] == [item.worth for item in made.items]
        assert {share.tender: share.amount for share in quoted.tenders} == {
            one.tender: one.amount for one in made.payouts
        }

    def test_settles_the_case(self) -> None:
        """
        A paid refund is paid in both.
        """
        shop, case = self.proposed()
        case = shop.pay(case)

        assert euro("100.00") == case.refunds[0].paid == shop.order.refunded
        assert () == heard(case, shop.order)

    def test_frees_the_units_when_it_failed(self) -> None:
        """
        A failed refund is due again, in both.
        """
        shop, case = self.proposed()
        case = shop.pay(case, "payout_failed")

        assert case.refunds[0].failed
        assert (2, 3) == (case.unpaid(LINE), shop.pools.refundable)

    def test_may_be_given_up_in_part(self) -> None:
        """
        What one tender gave stays paid; the rest is given up and the unit is due again.
        """
        shop, case = self.proposed()
        made = shop.order.repayments[0]
        for one, code in zip(made.payouts, ("payout_succeeded", "payout_failed"), strict=True):
            shop.order = evolve(shop.order, seen(code, payout=one.key))
        shop.order, _ = lifecycle().run(shop.order, ask("withdraw_refund", SHOP, refund=made.key))
        case = shop.go(case, *heard(case, shop.order))

        assert made.payouts[0].amount == case.refunds[0].paid == shop.order.refunded
        assert (True, euro("0.00")) == (case.refunds[0].withdrawn, case.outstanding)

    def test_is_refused_where_the_order_has_less(self) -> None:
        """
        Who decides on an order that has changed since hears it from the order.
        """
        shop = Shop()
        case = shop.go(open_case(SALE, "case-1", self.CASE), announced(2))
        event = seen("propose_refund", key="r", units={LINE: 3}, amount=euro("300.00"))
        found = changes(case, RETURN_CASE.evolve(case, event))
        other = attrs.evolve(found, refunds=tuple(attrs.evolve(one, key="other") for one in found.refunds))
        many = attrs.evolve(found, refunds=tuple(attrs.evolve(one, units=((LINE, 1),)) for one in found.refunds))
        less = enter(shop.order, found).order

        assert ["orders.units_not_refundable"] == [one.reason.code for one in enter(less, other).refused]
        assert ["orders.exceeds_captured"] == [one.reason.code for one in enter(shop.order, many).refused]
        assert shop.order == enter(shop.order, many).order

    def test_of_what_was_kept_says_so(self) -> None:
        """
        Units that stay with the customer are refunded as kept.
        """
        shop = Shop()
        case = open_case(SALE, "case-1", Handling(keep_up_to=euro("100.00")))
        case = shop.go(case, announced(1), ask("keep", units={LINE: 1}))
        shop.go(case, ask("propose_refund", key="r", units={LINE: 1}, amount=euro("100.00")))

        assert Pool.KEPT is shop.order.repayments[0].pool


def test_a_missing_unit_turns_up() -> None:
    """
    What is back is not missing any more, in the order neither.
    """
    shop = Shop()
    case = shop.go(open_case(SALE, "case-1"), announced(2), seen("carrier_scan", parcel="p"))
    case = shop.go(case, ask("inspect", missing={LINE: 2}))
    assert 2 == shop.pools.missing
    shop.go(case, ask("receive", received={LINE: 1}))

    assert (1, 1) == (shop.pools.missing, shop.pools.returned)


def test_a_refused_unit_that_was_sent_back_can_be_claimed_again() -> None:
    """
    Who got a refused unit back holds it, and may claim a defect that shows later.
    """
    shop = Shop()
    case = shop.go(open_case(SALE, "case-1"), announced(3), ask("receive", received={LINE: 3}))
    case = shop.go(case, ask("inspect", accepted={LINE: 2}, refused={LINE: 1}, why="worn"))
    before = shop.pools.returnable
    shop.go(case, seen("sent_back", units={LINE: 1}))

    assert (0, 1) == (before, shop.pools.returnable)
    assert (2, 0, 0) == (shop.pools.returned, shop.pools.refused, shop.pools.returning)
    assert open_case(shop.order, "case-2").returnable(LINE) == 1


def test_a_missing_unit_that_another_case_brought_back_is_not_claimed_twice() -> None:
    """
    A resolved case is not reopened for a unit that came back elsewhere.
    """
    shop = Shop()
    case = shop.go(open_case(SALE, "one"), announced(3), seen("carrier_scan", parcel="p"))
    case = shop.go(case, ask("receive", received={LINE: 2}), ask("inspect", accepted={LINE: 2}, missing={LINE: 1}))
    case = shop.go(case, ask("propose_refund", key="r", units={LINE: 2}, amount=euro("200.00")))
    case = shop.go(shop.pay(case), ask("resolve"))
    shop.go(open_case(shop.order, "two"), announced(1), ask("receive", received={LINE: 1}))
    outcome = RETURN_CASE.decide(case.against(shop.order), ask("reopen", why="why not"))

    assert ("cases.quantity_exceeds_returnable",) == outcome.codes  # type: ignore[union-attr]
    assert () == shop.order.parked


def test_a_case_that_is_reopened_is_open_on_the_order() -> None:
    """
    Each opening and closing counts, in whatever order they are told.
    """
    shop, found = Shop(), []
    case = shop.go(open_case(SALE, "case-1", Handling(auto_approve=False)), announced(2))
    for move in (ask("reject", why="worn"), ask("reopen", why="mistake"), ask("reject", why="worn", key="again")):
        case = shop.go(case, move)
        found.append(open_cases(shop.order.history))
    late = SALE
    for one in reversed(shop.told):
        late = enter(late, one).order

    assert [{}, {"case-1": "return"}, {}] == found
    assert open_cases(late.history) == {}


def test_an_exchange_repays_its_difference_through_the_order() -> None:
    """
    What the replacement costs less goes back once the original is there, and settles the exchange.
    """
    shop = Shop()
    quoted = quote_exchange(SALE, {LINE: 1}, [Replacement(sku="x", price=Taxed.of_gross(euro("80.00")))])
    exchange = shop.go(open_exchange(SALE, "e", "case-1", quoted), ask("request", CUSTOMER), ask("approve"))
    opened = open_cases(shop.order.history)
    exchange = shop.go(exchange, seen("original_received", units={LINE: 1}), ask("ship_replacement"))
    exchange = shop.go(exchange, seen("original_accepted", units={LINE: 1}))
    exchange = shop.pay(exchange)
    exchange = shop.go(exchange, ask("settle"))

    assert {"e": "exchange"} == opened
    assert ("settled", {}, 1) == (exchange.word, open_cases(shop.order.history), shop.pools.exchanged)
    assert euro("20.00") == shop.order.refunded


@pytest.mark.parametrize(
    ("kind", "said", "refunded", "pool"),
    [
        ("damaged", {"resolution": "refund"}, "200.00", Pool.KEPT),
        ("damaged", {"resolution": "refund", "amount": euro("50.00")}, "50.00", Pool.KEPT),
        ("damaged", {"resolution": "price_reduction", "amount": euro("50.00")}, "50.00", Pool.PRICE_REDUCTION),
        ("wrong", {"resolution": "refund", "asked_back": True}, "200.00", Pool.RETURNED),
        ("lost", {"resolution": "refund"}, "200.00", Pool.DAMAGES),
        ("missing", {"resolution": "both"}, "200.00", Pool.KEPT),
    ],
)
def test_a_complaint_refunds_through_the_order(kind: str, said: dict[str, Any], refunded: str, pool: Pool) -> None:
    """
    The order pays what a complaint was promised, and the complaint hears that it is done.
    """
    shop = Shop()
    complaint = shop.go(open_complaint(SALE, "c"), ask("open", CUSTOMER, kind=kind, units={LINE: 2}))
    assert shop.word == "claim_open"
    complaint = shop.go(complaint, ask("approve", **said), ask("start"))
    assert [pool] == [one.pool for one in shop.order.repayments]
    complaint = shop.go(shop.pay(complaint), seen("goods_back", line=LINE))
    complaint = shop.go(complaint, seen("done", part="replacement"), ask("resolve"))

    assert ("resolved", {}) == (complaint.word, open_cases(shop.order.history))
    assert (euro(refunded), ()) == (shop.order.refunded, shop.order.parked)
    assert 2 * (pool is Pool.RETURNED) == shop.pools.returned


def test_a_refund_of_a_complaint_that_was_given_up_is_asked_for_again() -> None:
    """
    A complaint does not end in a payment that failed: it can be started once more, and pays once.
    """
    shop = Shop()
    complaint = shop.go(open_complaint(SALE, "c"), ask("open", CUSTOMER, kind="damaged", units={LINE: 1}))
    complaint = shop.go(complaint, ask("approve", resolution="refund"), ask("start"))
    complaint = shop.give_up(complaint)
    assert "resolving" == complaint.word
    complaint = shop.go(complaint, ask("start", key="again"))
    assert ("complaints.already_started",) == COMPLAINT.decide(complaint, ask("start", key="third")).codes  # type: ignore[union-attr]
    complaint = shop.go(shop.pay(complaint), ask("resolve"))

    assert ("resolved", euro("100.00")) == (complaint.word, shop.order.refunded)


def test_a_difference_that_was_given_up_is_repaid_again() -> None:
    """
    An exchange does not end in a payment that failed; nothing is repaid beyond the difference.
    """
    shop = Shop()
    quoted = quote_exchange(SALE, {LINE: 1}, [Replacement(sku="x", price=Taxed.of_gross(euro("80.00")))])
    exchange = shop.go(open_exchange(SALE, "e", "case-1", quoted), ask("request", CUSTOMER), ask("approve"))
    back = (seen("original_received", units={LINE: 1}), seen("original_accepted", units={LINE: 1}))
    exchange = shop.go(exchange, *back, ask("ship_replacement"))
    exchange = shop.give_up(exchange)
    assert euro("20.00") == exchange.due_back
    exchange = shop.go(exchange, ask("repay_difference"), ask("repay_difference", key="double click"))
    exchange = shop.go(shop.pay(exchange), ask("settle"))

    assert ("settled", euro("20.00")) == (exchange.word, shop.order.refunded)
    assert 2 == len(shop.order.repayments)


@given(data=st.data(), asked=st.integers(1, 3))
def test_order_and_case_agree_at_the_end(data: st.DataObject, asked: int) -> None:
    """
    A case that is run to its end leaves the same units and the same money in the order, entered once or twice.
    """
    shop = Shop()
    received = data.draw(st.integers(0, asked))
    accepted = data.draw(st.integers(0, received))
    sent_back = data.draw(st.integers(0, received - accepted))
    trigger = data.draw(st.sampled_from([Trigger.RECEIPT, Trigger.INSPECTION, Trigger.APPROVAL]))
    case = shop.go(open_case(SALE, "case-1", Handling(trigger=trigger)), announced(asked))
    case = shop.go(case, seen("carrier_scan", parcel="p"))
    if received:
        case = shop.go(case, ask("receive", received={LINE: received}))
    found: dict[str, Any] = {"accepted": accepted, "refused": received - accepted, "missing": asked - received}
    found = {name: {LINE: count} for name, count in found.items()}
    case = shop.go(case, ask("inspect", why="as found", **found))
    while units := case.unpaid(LINE):
        part = data.draw(st.integers(1, units))
        amount = Money(data.draw(st.integers(0, 10000 * part)), "EUR")
        case = shop.go(case, ask("propose_refund", key=f"r{units}", units={LINE: part}, amount=amount))
        case = shop.pay(case)
    case = shop.go(case, seen("sent_back", units={LINE: sent_back}), ask("resolve"))
    pools = case.pools(LINE)

    assert (pools.received - sent_back, pools.accepted, pools.missing) == (
        shop.pools.returned,
        shop.pools.accepted,
        shop.pools.missing,
    )
    assert (0, pools.refused - sent_back) == (shop.pools.returning, shop.pools.refused)
    assert total((one.paid for one in case.refunds), "EUR") == shop.order.refunded
    assert shop.order.refunded <= shop.order.captured
    for one in shop.told:
        assert shop.order == enter(shop.order, one).order
