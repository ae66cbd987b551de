"""
A return case and its exchange hear of each other through one call, whatever came twice, late or the other way round.
"""

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aftersales.errors import FactsError
from aftersales.events import Event
from aftersales.lifecycles import Accepted, Outcome, Refused, Request
from aftersales.orders import Order, PayoutState, evolve
from aftersales.returns import (
    EXCHANGE,
    RETURN_CASE,
    Exchange,
    Handling,
    Replacement,
    ReturnCase,
    Trigger,
    heard,
    open_case,
    open_exchange,
    pass_on,
    quote_exchange,
)
from aftersales.testing.orders import a_line, an_order, delivered, taxed
from tests.returns.steps import AT, CUSTOMER, LATER, LINE, STAFF, announced, ask, codes, euro, seen

SALE: Order = delivered(an_order(a_line(quantity=3, gross="300.00", tax="47.90", tax_rate=Decimal("0.19"))))
TABLES: dict[type, Any] = {ReturnCase: RETURN_CASE, Exchange: EXCHANGE}


def to_exchange(units: int = 1, remedy: str = "exchange") -> Request:
    """
    Announce the return of units that are to be exchanged.
    """
    asked = announced(units)
    return attrs.evolve(asked, values=tuple(sorted((*asked.values, (f"remedy.{LINE}", remedy)))))


class Shop:
    """
    A host with one order and its cases, which passes on what came of every step.
    """

    def __init__(self, units: int = 1, price: str = "100.00", handling: Handling | None = None, **more: Any) -> None:
        self.order = SALE
        quoted = quote_exchange(SALE, {LINE: units}, [Replacement(sku="other", price=taxed(price))])
        self.filed: tuple[Any, ...] = (
            open_case(SALE, "case", handling or Handling()),
            open_exchange(SALE, "exchange", "case", quoted, **more),
        )
        self.effects: list[Any] = []

    @property
    def case(self) -> ReturnCase:
        """
        The return case.
        """
        return self.filed[0]  # type: ignore[no-any-return]

    @property
    def exchange(self) -> Exchange:
        """
        The exchange.
        """
        return self.filed[1]  # type: ignore[no-any-return]

    def take(self, which: int, move: Request | Event) -> Outcome | None:
        """
        Take a step of one of them, and pass on what it means.
        """
        before = self.filed[which].against(self.order, self.filed)
        table, outcome = TABLES[type(before)], None
        if isinstance(move, Event):
            after = table.observe(before, move)
        else:
            after, outcome = table.run(before, move)
            if isinstance(outcome, Refused):
                return outcome
        passed = pass_on(self.order, self.filed, after)
        assert ((), ()) == (passed.refused, passed.unpaid)
        again = pass_on(passed.order, passed.filed)
        assert (passed.order, passed.filed, (), ()) == (again.order, again.filed, again.events, again.effects)
        late = pass_on(passed.order, self.filed, after)
        assert (passed.order, passed.filed, ()) == (late.order, late.filed, late.events)
        self.order, self.filed = passed.order, passed.filed
        self.effects += passed.effects
        return outcome

    def case_takes(self, *moves: Request | Event) -> None:
        """
        Take steps of the return case that must be accepted.
        """
        for move in moves:
            assert not isinstance(outcome := self.take(0, move), Refused), outcome

    def exchange_takes(self, *moves: Request | Event) -> None:
        """
        Take steps of the exchange that must be accepted.
        """
        for move in moves:
            assert not isinstance(outcome := self.take(1, move), Refused), outcome

    def pay(self) -> None:
        """
        Let the payment provider pay, and everybody hear of it.
        """
        for one in [p for repayment in self.order.repayments for p in repayment.payouts]:
            if one.state is PayoutState.PENDING:
                self.order = evolve(self.order, seen("payout_succeeded", f"paid {one.key}", payout=one.key))
        passed = pass_on(self.order, self.filed)
        assert () == passed.unpaid
        self.order, self.filed = passed.order, passed.filed


RECEIVED = ask("receive", parcel="p1", received={LINE: 1})
ACCEPTED = ask("inspect", accepted={LINE: 1})


# ------------------------------------------------------------------------------------------------------- one by one


def test_an_exchange_runs_without_a_word_by_hand() -> None:
    """
    The exchange hears that the original is back, the case hears how the exchange ended, and both close.
    """
    shop = Shop()
    shop.case_takes(to_exchange())
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"), ask("reserve"))
    assert ("original_not_back",) == codes(EXCHANGE, shop.exchange, ask("ship_replacement"))
    shop.case_takes(RECEIVED, ACCEPTED)
    assert ("exchange_open",) == codes(RETURN_CASE, shop.case, ask("resolve"))
    shop.exchange_takes(ask("ship_replacement"), ask("settle"))
    shop.case_takes(ask("resolve"))

    assert ("resolved", "settled") == (shop.case.word, shop.exchange.word)
    assert (1, 1) == (shop.order.tally(LINE).returned, shop.order.tally(LINE).exchanged)
    assert ["exchanges.open_return", "exchanges.reserve", "returns.stock", "exchanges.ship"] == [
        one.code for one in shop.effects
    ]


def test_only_as_many_units_as_came_back_are_back() -> None:
    """
    One of two units in the parcel does not set two replacements free.
    """
    shop = Shop(units=2, price="200.00")
    shop.case_takes(to_exchange(2))
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"))
    shop.case_takes(RECEIVED)

    assert not shop.exchange.original_back
    shop.case_takes(attrs.evolve(RECEIVED, key="the other"))
    assert shop.exchange.original_back


def test_what_was_not_inspected_is_not_settled() -> None:
    """
    A replacement may go out on receipt; the exchange ends when the shop knows what came back.
    """
    shop = Shop()
    shop.case_takes(to_exchange(), RECEIVED)
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"), ask("ship_replacement"))
    assert ("original_not_inspected",) == codes(EXCHANGE, shop.exchange, ask("settle"))
    worn = EXCHANGE.observe(shop.exchange, REFUSED)

    assert ("original_not_back",) == codes(EXCHANGE, worn, ask("settle"))
    assert "unexchanged" == EXCHANGE.run(worn, ask("unexchange", at=LATER))[0].word
    shop.case_takes(ACCEPTED)
    shop.exchange_takes(ask("settle"))


REFUSED = seen("original_refused", units={LINE: 1})


def test_what_the_shop_does_not_take_is_not_back() -> None:
    """
    A brick in the box sets no replacement free; an exchange that is given up leaves nothing to pay for it.
    """
    shop = Shop()
    shop.case_takes(to_exchange(), RECEIVED)
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"))
    assert shop.exchange.original_back
    shop.case_takes(ask("inspect", wrong={LINE: 1}, why="a brick"))

    assert ("quantity_exceeds_returnable", "original_not_back") == codes(
        EXCHANGE, shop.exchange, ask("ship_replacement")
    )
    shop.exchange_takes(ask("cancel"))
    shop.case_takes(ask("resolve"))
    assert 0 == shop.case.unpaid(LINE)


def test_a_shop_that_looks_first_sends_nothing_before() -> None:
    """
    Where the shop pays after the inspection, the original is back once it was accepted.
    """
    shop = Shop(handling=Handling(trigger=Trigger.INSPECTION))
    shop.case_takes(to_exchange(), RECEIVED)
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"))
    assert ("original_not_back",) == codes(EXCHANGE, shop.exchange, ask("ship_replacement"))
    shop.case_takes(ACCEPTED)
    shop.exchange_takes(ask("ship_replacement"))


def test_a_unit_in_an_exchange_is_not_paid_back_beside_it() -> None:
    """
    Nobody gets the replacement and the money.
    """
    shop = Shop()
    shop.case_takes(to_exchange(remedy="refund"))
    shop.exchange_takes(ask("request", CUSTOMER))
    shop.case_takes(RECEIVED, ACCEPTED)
    refund = ask("propose_refund", units={LINE: 1}, amount=euro("100.00"))

    assert ("not_received", "exceeds_refundable") == codes(RETURN_CASE, shop.case, refund)
    assert [] == [one.code for one in shop.effects if one.code == "returns.refund_due"]


def test_an_exchange_that_comes_to_nothing_leaves_the_money_due() -> None:
    """
    Who sent the original back and gets no replacement gets the money, and the shop is told so once.
    """
    shop = Shop()
    shop.case_takes(to_exchange(), RECEIVED, ACCEPTED)
    assert ("exchange_open",) == codes(RETURN_CASE, shop.case, ask("resolve"))
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"), ask("cancel", why="sold out"))

    assert [{"line": LINE, "units": 1}] == [
        dict(one.values) for one in shop.effects if one.code == "returns.refund_due"
    ]
    assert ("refund_pending",) == codes(RETURN_CASE, shop.case, ask("resolve"))
    shop.case_takes(ask("propose_refund", units={LINE: 1}, amount=euro("100.00")))
    shop.pay()
    shop.case_takes(ask("resolve"))
    assert euro("100.00") == shop.order.refunded


def test_two_exchanges_never_wait_for_one_unit() -> None:
    """
    A second exchange of the same units is refused, however it is keyed, until the first came to nothing.
    """
    shop = Shop()
    shop.case_takes(to_exchange())
    second = attrs.evolve(shop.exchange, id="second")
    both = (*shop.filed, second)
    assert not isinstance(EXCHANGE.decide(second.against(shop.order, both), ask("request", CUSTOMER)), Refused)
    shop.exchange_takes(ask("request", CUSTOMER))
    against = second.against(shop.order, shop.filed)
    assert ("quantity_exceeds_returnable",) == codes(EXCHANGE, against, ask("request", CUSTOMER))
    shop.exchange_takes(ask("cancel", CUSTOMER))

    assert isinstance(EXCHANGE.decide(second.against(shop.order, shop.filed), ask("request", CUSTOMER)), Accepted)


def test_a_unit_that_was_paid_back_is_not_exchanged() -> None:
    """
    The exchange is approved for what the case has left.
    """
    shop = Shop()
    shop.case_takes(to_exchange(remedy="refund"), RECEIVED)
    shop.case_takes(ask("propose_refund", units={LINE: 1}, amount=euro("100.00")))

    assert ("quantity_exceeds_returnable",) == codes(EXCHANGE, shop.exchange, ask("request", CUSTOMER))


def test_a_case_shown_its_exchange_waits_for_it_unheard() -> None:
    """
    A host that forgot to pass on cannot close the case before its exchange.
    """
    shop = Shop()
    shop.case_takes(to_exchange(remedy="refund"), RECEIVED, ask("inspect", refused={LINE: 1}, why="worn"))
    other = Shop()
    other.case_takes(to_exchange())
    other.exchange_takes(ask("request", CUSTOMER))

    assert isinstance(RETURN_CASE.decide(shop.case, ask("resolve")), Accepted)
    assert ("exchange_open",) == codes(RETURN_CASE, shop.case.against(SALE, [other.exchange]), ask("resolve"))


def test_a_late_original_reopens_what_was_kept_in_both() -> None:
    """
    An original that comes back after all is heard, and the exchange can be put right; the case follows each time.
    """
    shop = Shop(ahead=True)
    shop.case_takes(to_exchange())
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"), ask("ship_replacement"))
    shop.exchange_takes(ask("unexchange", at=LATER))
    assert not shop.case.exchange_open
    shop.case_takes(RECEIVED, ACCEPTED)
    shop.exchange_takes(ask("reopen", why="it came after all"))
    assert shop.case.exchange_open
    shop.exchange_takes(ask("settle"))
    shop.case_takes(ask("resolve"))

    assert [("exchange", 2, 2, "settled")] == [
        (one.id, one.opened, one.closed, one.how) for one in shop.case.state.exchanges
    ]


# ------------------------------------------------------------------------------------------------------------- laws


MESSAGES = [
    seen("exchange_opened", "o1", exchange="e", time=1, units={LINE: 1}),
    seen("exchange_closed", "c1", exchange="e", time=1, units={LINE: 1}, how="unexchanged"),
    seen("exchange_opened", "o2", exchange="e", time=2, units={LINE: 1}),
    seen("exchange_closed", "c2", exchange="e", time=2, units={LINE: 1}, how="settled"),
    seen("exchange_closed", "c2 otherwise", exchange="e", time=2, units={LINE: 1}, how="cancelled"),
    seen("exchange_opened", "f1", exchange="f", time=1, units={LINE: 2}),
]


@given(order=st.permutations(MESSAGES), again=st.lists(st.sampled_from(MESSAGES)))
def test_messages_of_exchanges_come_in_any_order_and_twice(order: list[Event], again: list[Event]) -> None:
    """
    However the messages travel, the case knows the same: what was opened last is open, and what settled is settled.
    """
    case = RETURN_CASE.replay(open_case(SALE, "case"), [*order, *again])

    assert RETURN_CASE.replay(open_case(SALE, "case"), MESSAGES).state == case.state
    assert [("e", False, "settled"), ("f", True, "")] == [(one.id, one.open, one.how) for one in case.state.exchanges]


class Crossing(RuleBasedStateMachine):
    """
    A return case and an exchange of some of its units, asked for and told everything in any order.
    """

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @initialize(
        units=st.integers(1, 2),
        price=st.sampled_from(["60.00", "100.00", "230.00"]),
        trigger=st.sampled_from(Trigger),
        asked=st.integers(1, 3),
        remedy=st.sampled_from(["exchange", "refund"]),
        ahead=st.booleans(),
        approved=st.booleans(),
    )
    def begin(
        self, units: int, price: str, trigger: Trigger, asked: int, remedy: str, *, ahead: bool, approved: bool
    ) -> None:
        """
        Ask for both, in one shop or another.
        """
        self.shop = Shop(units, price, Handling(trigger=trigger), ahead=ahead)
        self.shop.case_takes(to_exchange(asked, remedy))
        if approved:
            self.take(1, "request")
            self.take(1, "approve", why="fine")

    @rule(data=st.data(), units=st.integers(1, 2))
    def step_case(self, data: st.DataObject, units: int) -> None:
        """
        Take a step of the return case.
        """
        refund = {"units": {LINE: units}, "amount": euro("100.00") * units}
        ways: list[tuple[str, dict[str, Any]]] = [
            ("receive", {"received": {LINE: units}}),
            *(("inspect", {part: {LINE: units}, "why": "as found"}) for part in ("accepted", "wrong", "missing")),
            ("propose_refund", refund),
            *((command, {}) for command in ("resolve", "expire")),
            *((command, {"why": "because"}) for command in ("cancel", "reopen")),
        ]
        command, said = data.draw(st.sampled_from(ways))
        self.take(0, command, **said)

    @rule(data=st.data())
    def step_exchange(self, data: st.DataObject) -> None:
        """
        Take a step of the exchange; among those that are possible now, once in a while another one.
        """
        shown = EXCHANGE.available(self.shop.exchange, STAFF, LATER)
        ways = [one.command for one in shown if one.allowed] or ["request"]
        command = data.draw(st.sampled_from([*ways, "cancel", "settle"]))
        says_why = command in ("approve", "reject", "unexchange", "cancel", "reopen")
        self.take(1, command, **({"why": "because"} if says_why else {}))

    @rule()
    def pay(self) -> None:
        """
        Let everything be paid both ways.
        """
        self.count += 1
        if self.shop.exchange.waits:
            self.shop.exchange_takes(seen("balance_paid", f"b{self.count}", amount=self.shop.exchange.owed))
        self.shop.pay()

    def take(self, which: int, command: str, **said: Any) -> None:
        """
        Ask for a step under a new key, much later so that whatever is due is.
        """
        self.count += 1
        at = LATER if command in ("expire", "unexchange") else AT
        self.shop.take(which, ask(command, at=at, key=f"k{self.count}", **said))

    @invariant()
    def units_are_conserved(self) -> None:
        """
        A unit is received once, replaced once at most, and either paid back or exchanged.
        """
        tally, case, exchange = self.shop.order.tally(LINE), self.shop.case, self.shop.exchange
        units = exchange.quoted.credit[0].units
        settled = units if exchange.state.closed == "settled" else 0
        pools = case.pools(LINE)
        assert (pools.received, settled) == (tally.returned, tally.exchanged)
        assert settled <= pools.received - pools.refused - pools.wrong
        assert case.state.refunded(LINE) + case.state.exchanging(LINE) <= pools.approved
        sent = [one for one in self.shop.effects if one.code == "exchanges.ship"]
        assert len(sent) == len({one.key for one in sent}) <= 1
        assert self.shop.order.left.minor >= 0

    @invariant()
    def each_knows_the_other(self) -> None:
        """
        What one knows of the other is what is so, and there is nothing more to hear.
        """
        case, exchange = self.shop.case, self.shop.exchange
        assert exchange.runs == case.exchange_open
        assert exchange.runs == any(one.open for one in case.state.exchanges)
        for one in self.shop.filed:
            assert () == heard(one, self.shop.order, self.shop.filed)

    @invariant()
    def nobody_is_left_with_nothing(self) -> None:
        """
        A case that is resolved has given money or a replacement for every unit the shop took.
        """
        if self.shop.case.word != "resolved":
            return
        case = self.shop.case
        pools = case.pools(LINE)
        settled = sum(one.units for x in case.state.exchanges if x.how == "settled" for one in x.units)
        assert pools.received - pools.refused - pools.wrong <= case.state.refunded(LINE) + settled


TestCrossing = Crossing.TestCase


@given(data=st.data())
def test_each_order_of_messages_gives_the_same_facts(data: st.DataObject) -> None:
    """
    Everything both would hear at the end, told late and shuffled, leads to where telling it at once leads.
    """
    shop = Shop(units=2, price="150.00", ahead=True)
    shop.case_takes(to_exchange(2))
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"), ask("ship_replacement"))
    shop.case_takes(RECEIVED, attrs.evolve(RECEIVED, key="p2"), ask("inspect", accepted={LINE: 1}))
    shop.case_takes(ask("inspect", refused={LINE: 1}, why="worn"))
    shop.exchange_takes(ask("unexchange", at=LATER))
    for one in shop.filed:
        table = TABLES[type(one)]
        told = [event for event in one.events if event.code.startswith(("original", "exchange_"))]
        own = [event for event in one.events if event not in told]
        assert told
        late = table.replay(one.draft, own)
        assert {event.key for event in told} == {event.key for event in heard(late, shop.order, shop.filed)}
        shuffled = data.draw(st.permutations([*told, *told]))
        assert table.replay(late, shuffled).state == one.state


def test_money_that_is_gone_is_told_and_keeps_nothing_open() -> None:
    """
    A difference that the order has no money for is a matter for a person; what everybody heard stands all the same.
    """
    shop = Shop(price="80.00")
    shop.case_takes(to_exchange())
    shop.exchange_takes(ask("request", CUSTOMER), ask("approve"))
    gone = seen("refunded", tender="card", amount=euro("300.00"))
    shop.order = evolve(shop.order, gone)
    received = RETURN_CASE.run(shop.case.against(shop.order, shop.filed), RECEIVED)[0]
    passed = pass_on(shop.order, shop.filed, received)

    assert "orders.nothing_left" in [one.reason.code for one in passed.unpaid]
    assert passed.case("exchange").original_back  # type: ignore[union-attr]
    shop.order, shop.filed = passed.order, passed.filed
    shop.case_takes(ACCEPTED)
    shop.exchange_takes(ask("ship_replacement"), ask("settle"))


def test_another_history_is_a_mistake_of_the_host() -> None:
    """
    A step that does not begin where the stored case ends is not passed on.
    """
    shop = Shop()
    shop.case_takes(to_exchange())
    other = RETURN_CASE.run(open_case(SALE, "case"), announced(2))[0]

    with pytest.raises(FactsError, match="after"):
        pass_on(shop.order, shop.filed, other)
    with pytest.raises(FactsError, match="another id"):
        pass_on(shop.order, shop.filed).case("nobody")


@pytest.mark.parametrize("which", [0, 1])
def test_a_stranger_is_passed_over(which: int) -> None:
    """
    An exchange of another return case, and a return case of another exchange, have nothing to say.
    """
    shop = Shop()
    shop.case_takes(to_exchange(), RECEIVED)
    shop.exchange_takes(ask("request", CUSTOMER))
    stranger = attrs.evolve(shop.filed[which], id="stranger")
    other = attrs.evolve(stranger, case="another") if isinstance(stranger, Exchange) else stranger

    assert () == heard(shop.filed[1 - which], shop.order, [other])
