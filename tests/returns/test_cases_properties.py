"""
What holds for a return case whatever happens in whatever order.
"""

from datetime import timedelta
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from aftersales import documents
from aftersales.decisions import Verdict
from aftersales.events import Event
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money, Taxed, total
from aftersales.orders import Order, PayoutState, evolve, lifecycle, open_cases, worth
from aftersales.returns import (
    COMPLAINT,
    EXCHANGE,
    RETURN_CASE,
    Changes,
    Handling,
    Replacement,
    ReturnCase,
    Trigger,
    changes,
    enter,
    heard,
    open_case,
    open_complaint,
    open_exchange,
    quote_exchange,
)
from aftersales.returns.cases.histories import broken_at, chain
from aftersales.rights import Basis
from aftersales.testing.orders import a_line, a_tender, an_order, delivered
from tests.returns.steps import AT, CUSTOMER, SHOP, STAFF, ask, seen

SALE = delivered(
    an_order(
        a_line("a", 3, "100.00", "15.97"),
        a_line("b", 2, "9.99"),
        tenders=[a_tender(captured="80.00"), a_tender("gift", kind="gift_card", captured="29.99")],
    )
)
LINES = {"a": 3, "b": 2}
UNITS = st.dictionaries(st.sampled_from(sorted(LINES)), st.integers(0, 3), max_size=2)
HANDLINGS = st.builds(
    Handling,
    auto_approve=st.booleans(),
    trigger=st.sampled_from(Trigger),
    keep_up_to=st.none() | st.just(Money(5000, "EUR")),
)
RIGHTS = st.sampled_from(["", Basis.WITHDRAWAL.value, Basis.GUARANTEE.value])
PARCELS = st.sampled_from(["p1", "p2", "p3"])


class Cases(RuleBasedStateMachine):
    """
    Two cases on one order, asked for and told everything, with the order entered as a host would.
    """

    def __init__(self) -> None:
        super().__init__()
        self.order: Order = SALE
        self.cases: list[ReturnCase] = [open_case(SALE, "one"), open_case(SALE, "two")]
        self.told: list[Changes] = []
        self.effects: dict[str, Any] = {}
        self.count = 0

    @rule(which=st.integers(0, 1), handling=HANDLINGS)
    def handle(self, which: int, handling: Handling) -> None:
        """
        Let another shop handle a draft.
        """
        if self.cases[which].word == "draft":
            self.cases[which] = attrs.evolve(self.cases[which], handling=handling)

    @rule(
        which=st.integers(0, 1),
        units=UNITS,
        right=RIGHTS,
        verdict=st.sampled_from([Verdict.ACCEPT, Verdict.REFER, Verdict.REFUSE]),
    )
    def announce(self, which: int, units: dict[str, int], right: str, verdict: Verdict) -> None:
        """
        Ask for units.
        """
        self.do(
            which,
            "request",
            CUSTOMER,
            units=units,
            verdict=dict.fromkeys(units, verdict.value),
            right=dict.fromkeys(units, right) if right else {},
        )

    @rule(which=st.integers(0, 1), units=UNITS, why=st.sampled_from(["", "worn"]))
    def decide(self, which: int, units: dict[str, int], why: str) -> None:
        """
        Approve, whole or in part.
        """
        said = {"why": why} if why else {}
        self.do(which, "approve", units=self.known(which, units), **said)

    @rule(which=st.integers(0, 1), command=st.sampled_from(["reject", "cancel", "resolve", "reopen"]))
    def close(self, which: int, command: str) -> None:
        """
        Close or reopen.
        """
        self.do(which, command, **({} if command == "resolve" else {"why": "because"}))

    @rule(which=st.integers(0, 1), days=st.integers(0, 100))
    def expire(self, which: int, days: int) -> None:
        """
        Let it expire, in time or not.
        """
        self.count += 1
        self.take(which, ask("expire", at=AT + timedelta(days=days), key=f"k{self.count}"))

    @rule(which=st.integers(0, 1), units=UNITS, parcel=PARCELS)
    def label(self, which: int, units: dict[str, int], parcel: str) -> None:
        """
        Print a label.
        """
        self.do(which, "issue_label", parcel=parcel, units=self.known(which, units))

    @rule(which=st.integers(0, 1), units=UNITS, parcel=PARCELS, odd=st.integers(0, 1))
    def receive(self, which: int, units: dict[str, int], parcel: str, odd: int) -> None:
        """
        Take a parcel in.
        """
        self.do(which, "receive", parcel=parcel, received=self.known(which, units), unexpected={"toy": odd})

    @rule(which=st.integers(0, 1), accepted=UNITS, refused=UNITS, wrong=UNITS, missing=UNITS)
    def inspect(self, which: int, **found: dict[str, int]) -> None:
        """
        Inspect.
        """
        self.do(which, "inspect", why="as found", **{name: self.known(which, units) for name, units in found.items()})

    @rule(which=st.integers(0, 1), units=UNITS)
    def keep(self, which: int, units: dict[str, int]) -> None:
        """
        Let units be kept.
        """
        self.do(which, "keep", units=self.known(which, units))

    @rule(which=st.integers(0, 1), units=UNITS, share=st.integers(0, 120), fee=st.integers(0, 500))
    def refund(self, which: int, units: dict[str, int], share: int, fee: int) -> None:
        """
        Propose a refund of a share of what the units are worth.
        """
        units = self.known(which, units)
        fits = all(count <= self.order.tally(line).refundable for line, count in units.items())
        value = sum(worth(self.order, line, count).gross.minor for line, count in units.items()) if fits else 0
        self.do(
            which,
            "propose_refund",
            units=units,
            amount=Money(value * share // 100, "EUR"),
            fee=Money(fee, "EUR"),
        )

    @rule(which=st.integers(0, 1), parcel=PARCELS)
    def scan(self, which: int, parcel: str) -> None:
        """
        Scan a parcel, maybe again.
        """
        self.take(which, seen("carrier_scan", f"{which}{parcel}", parcel=parcel))

    @precondition(lambda self: any(case.refunds for case in self.cases))
    @rule(data=st.data())
    def pay_nothing(self, data: st.DataObject) -> None:
        """
        See a refund done of which a fee left nothing; the order is not asked for it.
        """
        which = data.draw(st.sampled_from([index for index, case in enumerate(self.cases) if case.refunds]))
        one = data.draw(st.sampled_from(self.cases[which].refunds))
        if one.amount.is_zero:
            self.take(which, seen("refund_paid", f"paid {one.key}", refund=one.key, amount=one.amount))

    @precondition(lambda self: self.order.repayments)
    @rule(data=st.data(), failed=st.booleans())
    def pay(self, data: st.DataObject, *, failed: bool) -> None:
        """
        Hear from the payment provider that a payout succeeded or failed, maybe both, maybe again.
        """
        payouts = [one for repayment in self.order.repayments for one in repayment.payouts]
        one = data.draw(st.sampled_from(payouts))
        code = "payout_failed" if failed else "payout_succeeded"
        self.order = evolve(self.order, seen(code, f"{code} {one.key}", payout=one.key))
        self.hear()

    @precondition(lambda self: self.order.repayments)
    @rule(data=st.data(), again=st.booleans())
    def give_up(self, data: st.DataObject, *, again: bool) -> None:
        """
        Try a refund again that failed, or give it up.
        """
        self.count += 1
        repayment = data.draw(st.sampled_from(self.order.repayments))
        failed = [one.key for one in repayment.payouts if one.state is PayoutState.FAILED]
        said: dict[str, Any] = {"payout": failed[0]} if again and failed else {"refund": repayment.key}
        command = "retry_refund" if again else "withdraw_refund"
        self.order, _ = lifecycle().run(self.order, ask(command, SHOP, key=f"k{self.count}", **said))
        self.hear()

    def hear(self) -> None:
        """
        Tell the cases what became of their refunds.
        """
        for which in (0, 1):
            for event in heard(self.cases[which], self.order):
                self.take(which, event)

    @rule(which=st.integers(0, 1), units=UNITS)
    def send_back(self, which: int, units: dict[str, int]) -> None:
        """
        Send units back to the customer, refused or not.
        """
        self.count += 1
        self.take(which, seen("sent_back", f"k{self.count}", units=self.known(which, units)))

    def known(self, which: int, units: dict[str, int]) -> dict[str, int]:
        """
        Keep the units of lines the case has.
        """
        lines = {one.line for one in self.cases[which].lines}
        return {line: count for line, count in units.items() if line in lines}

    def do(self, which: int, command: str, by: Any = STAFF, **said: Any) -> None:
        """
        Ask for a command under a new key.
        """
        self.count += 1
        self.take(which, ask(command, by, key=f"k{self.count}", **said))

    def take(self, which: int, move: Request | Event) -> None:
        """
        Take a step, enter what it means in the order, and hold it against what must be true.
        """
        before = self.cases[which].against(self.order, [self.cases[1 - which]])
        text = documents.dumps(before)
        if isinstance(move, Event):
            after = RETURN_CASE.observe(before, move)
            assert after == RETURN_CASE.observe(after, move)
        else:
            outcome = RETURN_CASE.decide(before, move)
            if isinstance(outcome, Refused):
                assert outcome.findings
                assert text == documents.dumps(before)
                return
            after = before
            for event in outcome.events:
                after = RETURN_CASE.evolve(after, event)
            assert Accepted(()) == RETURN_CASE.decide(after, move)
        found = changes(before, after)
        for effect in found.effects:
            assert effect.key not in self.effects
            self.effects[effect.key] = effect
        self.told.append(found)
        done = enter(self.order, found)
        assert done.refused == ()
        assert {one.key for one in found.events} <= {one.key for one in done.events} | self.order.keys
        self.order, self.cases[which] = done.order, after

    @rule(data=st.data())
    def enter_again(self, data: st.DataObject) -> None:
        """
        Enter something once more, much later.
        """
        if self.told:
            done = enter(self.order, data.draw(st.sampled_from(self.told)))
            assert (self.order, (), ()) == (done.order, done.events, done.refused)

    @invariant()
    def order_and_cases_agree(self) -> None:
        """
        Every pool of the order holds what the cases say, and the money is the same.
        """
        assert () == self.order.parked
        for line in LINES:
            tally, pools = self.order.tally(line), [case.pools(line) for case in self.cases]
            gone = sum(
                min(dict(case.state.sent_back).get(line, 0), one.refused + one.wrong)
                for case, one in zip(self.cases, pools, strict=True)
            )
            assert sum(one.received for one in pools) - gone == tally.returned
            assert sum(one.refused + one.wrong for one in pools) - gone == tally.refused
            assert sum(one.accepted for one in pools) == tally.accepted
            assert sum(one.kept for one in pools) == tally.kept
            assert sum(one.missing for one in pools) == tally.missing
            waits = sum(
                one.outstanding if case.state.approved else one.requested
                for case, one in zip(self.cases, pools, strict=True)
                if case.open
            )
            assert waits == tally.returning
        paid = [p.value for r in self.order.repayments for p in r.payouts if p.state is PayoutState.SUCCEEDED]
        assert total(paid, "EUR") == total((one.paid for case in self.cases for one in case.refunds), "EUR")
        assert self.order.left.minor >= 0
        still = {case.id: "return" for case in self.cases if case.open and case.word != "draft"}
        assert still == open_cases(self.order.history)

    @invariant()
    def units_are_conserved(self) -> None:
        """
        No unit is in two cases, and none is anywhere that it did not come through.
        """
        for line, bought in LINES.items():
            pools = [case.pools(line) for case in self.cases]
            for one in pools:
                assert min(attrs.astuple(one)) >= 0
                assert one.kept + one.received + one.missing <= one.approved <= one.requested
                assert one.accepted + one.refused + one.wrong <= one.received
            claimed = sum(case.claim(line) for case in self.cases)
            assert claimed + self.order.tally(line).returned + self.order.tally(line).kept <= bought

    @invariant()
    def money_is_conserved(self) -> None:
        """
        No case gives more than its units were charged, nor for more units than it approved.
        """
        for case in self.cases:
            live = [one for one in case.refunds if one.stands]
            for line in case.lines:
                assert case.state.refunded(line.line) <= line.pools.approved
            most = sum(worth(SALE, line, n).gross.minor for line, n in LINES.items())
            assert total((one.amount for one in live), "EUR").minor <= most
            assert case.outstanding == total((one.pending for one in live), "EUR")

    @invariant()
    def history_is_the_truth(self) -> None:
        """
        Folding the events again gives the same state, and their chain holds.
        """
        for case in self.cases:
            assert case.state == documents.read(ReturnCase, documents.dump(case)).state
            assert case.word in RETURN_CASE.words
            assert broken_at(chain(case.events)) is None

    @invariant()
    def rights_stand(self) -> None:
        """
        No case with a statutory right is ever rejected or expired.
        """
        for case in self.cases:
            if case.word in ("rejected", "expired"):
                assert all(line.right is None for line in case.lines)

    @invariant()
    def each_unit_falls_due_once(self) -> None:
        """
        The refunds that fell due never name more units than the cases approved.
        """
        for line in LINES:
            due = sum(
                dict(one.values)["units"]
                for one in self.effects.values()
                if one.code == "returns.refund_due" and dict(one.values)["line"] == line
            )
            assert due <= sum(case.pools(line).approved for case in self.cases)


TestCases = Cases.TestCase

OBSERVED = [
    seen("carrier_scan", "s1", parcel="p1"),
    seen("carrier_scan", "s2", parcel="p1", units={"a": 1}),
    seen("carrier_scan", "s3", parcel="p1", units={"a": 2}),
    seen("carrier_scan", "s4", parcel="p2"),
    seen("refund_paid", "m1", refund="r", amount=Money(100, "EUR")),
    seen("refund_paid", "m2", refund="r", amount=Money(200, "EUR")),
    seen("refund_failed", "m3", refund="r"),
    seen("refund_withdrawn", "m4", refund="r"),
    seen("refund_failed", "m5", refund="q"),
    seen("refund_withdrawn", "m6", refund="q"),
    seen("refund_paid", "m7", refund="q", amount=Money(299, "EUR")),
    seen("sent_back", "b1", units={"a": 1}),
    seen("sent_back", "b2", units={"a": 1}),
    seen("exchange_closed", "x2", exchange="e"),
    seen("exchange_opened", "x1", exchange="e"),
    seen("exchange_closed", "x3", exchange="e", how="cancelled"),
]


@given(first=st.permutations(OBSERVED), again=st.lists(st.sampled_from(OBSERVED)))
def test_observations_come_in_any_order_and_twice(first: list[Event], again: list[Event]) -> None:
    """
    Late, doubled and contradicting observations lead to the same state, whichever came first.
    """
    start = open_case(SALE, "one", Handling(trigger=Trigger.APPROVAL))
    start = RETURN_CASE.run(start, ask("request", CUSTOMER, units={"a": 3}))[0]
    for key in ("r", "q"):
        refund = ask("propose_refund", key=key, units={"a": 1}, amount=Money(300, "EUR"))
        start = RETURN_CASE.run(start, refund)[0]
    case = RETURN_CASE.replay(start, [*first, *again])

    assert RETURN_CASE.replay(start, OBSERVED).state == case.state
    assert RETURN_CASE.replay(start, OBSERVED).refunds == case.refunds
    assert [("r", False, False, True), ("q", False, True, False)] == [
        (one.key, one.failed, one.withdrawn, one.stands) for one in case.refunds
    ]


AT_EXCHANGE = [
    seen("hold_placed", "h1", amount=Money(100, "EUR")),
    seen("hold_placed", "h2", amount=Money(300, "EUR")),
    seen("original_received", "o1", units={"a": 1}),
    seen("original_received", "o2", units={"a": 1, "b": 1}),
    seen("original_accepted", "o3", units={"a": 1}),
    seen("original_refused", "o4", units={"a": 1}),
    seen("balance_paid", "p1", amount=Money(100, "EUR")),
    seen("balance_paid", "p2", amount=Money(100, "EUR")),
    seen("difference_repaid", "p3", amount=Money(100, "EUR")),
]
AT_COMPLAINT = [
    seen("done", "d1", part="refund"),
    seen("done", "d2", part="refund"),
    seen("done", "d3", part="replacement"),
    seen("goods_back", "g1", line="a"),
    seen("goods_back", "g2", line="b"),
]


@given(data=st.data())
def test_every_kind_of_case_takes_observations_in_any_order(data: st.DataObject) -> None:
    """
    What an exchange or a complaint is told late, twice and in another order leads to the same state.
    """
    replacement = Replacement(sku="x", price=Taxed.of_gross(Money(5000, "EUR")))
    exchange = open_exchange(SALE, "e", "one", quote_exchange(SALE, {"a": 2}, [replacement]))
    for table, facts, observed in (
        (EXCHANGE, exchange, AT_EXCHANGE),
        (COMPLAINT, open_complaint(SALE, "c"), AT_COMPLAINT),
    ):
        table_: Any = table
        shuffled = [*data.draw(st.permutations(observed)), *data.draw(st.lists(st.sampled_from(observed)))]
        assert table_.replay(facts, observed).state == table_.replay(facts, shuffled).state
