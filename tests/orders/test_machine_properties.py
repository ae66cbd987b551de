"""
What holds of an order whatever is asked of it and whatever happens to it, in any order.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Brief,
    CancellationPolicy,
    Charge,
    Kind,
    Line,
    Order,
    PayoutState,
    Pool,
    RepaymentState,
    Spread,
    Tender,
    UnderWay,
    cancellation_quote,
    from_dict,
    lifecycle,
    quote,
    reduction,
    refund_values,
    status,
    to_dict,
)
from aftersales.orders.refunds import Partial
from tests.orders import slow

EUR = "EUR"
START = datetime(2026, 6, 1, 10, tzinfo=UTC)
STAFF, SYSTEM, CUSTOMER = Actor(Role.STAFF, "staff-7"), Actor(Role.SYSTEM), Actor(Role.CUSTOMER)
LINES = ("a", "b", "c")
POLICY = CancellationPolicy(fee=Money(150, EUR), under_way=UnderWay.INTERCEPT)
LIFE = lifecycle(POLICY)

Values = tuple[tuple[str, Any], ...]
minors = st.integers(0, 3000)


def euro(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def new_order(quantities: tuple[int, int, int], grosses: tuple[int, int, int], shipping: int, paid: int) -> Order:
    """
    Make an order of two lines of goods and a service, paid on a card and a gift card.
    """
    lines = tuple(
        Line(
            id=name,
            quantity=quantity,
            charged=Taxed.of_gross(euro(gross), euro(gross // 6)),
            kind=Kind.SERVICE if name == "c" else Kind.GOODS,
        )
        for name, quantity, gross in zip(LINES, quantities, grosses, strict=True)
    )
    whole = sum(grosses) + shipping
    on_card = min(paid, whole)
    return Order(
        id="order-1",
        placed_at=START,
        currency=EUR,
        lines=lines,
        charges=(Charge(id="shipping", charged=Taxed.of_gross(euro(shipping))),),
        tenders=(
            Tender(id="card", captured=euro(on_card), authorized=euro(whole)),
            Tender(id="gift", kind="gift_card", captured=euro(whole - on_card)),
            Tender(id="later", kind="instalments", captured=euro(200), outstanding=euro(400)),
        ),
    )


class OrderLife(RuleBasedStateMachine):
    """
    Somebody asks, something happens, and after each step the order is whole.
    """

    order: Order
    start: Order

    @initialize(
        quantities=st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 2)),
        grosses=st.tuples(minors, minors, minors),
        shipping=st.integers(0, 900),
        paid=st.integers(0, 9000),
    )
    def place(self, quantities: tuple[int, int, int], grosses: tuple[int, int, int], shipping: int, paid: int) -> None:
        """
        Begin with an order that was placed and paid.
        """
        self.start = self.order = new_order(quantities, grosses, shipping, paid)
        self.events: list[Event] = []
        self.step = 0

    def ask(self, command: str, values: Values = (), by: Actor = STAFF) -> bool:
        """
        Ask for a command, twice; a refusal changes nothing.
        """
        self.step += 1
        at = START + timedelta(hours=self.step)
        request = Request(command=command, at=at, by=by, key=f"key-{self.step}", values=values)
        before = self.order
        match LIFE.decide(self.order, request):
            case Refused(findings):
                assert findings
                assert before == self.order
                return False
            case Accepted(events):
                for event in events:
                    self.fold(event)
                assert Accepted(()) == LIFE.decide(self.order, request)
        return True

    def fold(self, event: Event) -> None:
        """
        Fold an event in, twice; the second time it changes nothing.
        """
        self.order = LIFE.evolve(self.order, event)
        self.events.append(event)
        assert self.order is LIFE.evolve(self.order, event)

    def see(self, code: str, **values: Any) -> None:
        """
        Let something happen.
        """
        self.step += 1
        at = START + timedelta(hours=self.step)
        self.fold(Event(code=code, at=at, by=SYSTEM, key=f"key-{self.step}", values=tuple(values.items())))

    @rule(units=st.dictionaries(st.sampled_from(LINES), st.integers(1, 4), min_size=1), parcel=st.integers(0, 3))
    def ship(self, units: dict[str, int], parcel: int) -> None:
        """
        Send some units, in a parcel or without one.
        """
        named: Values = (("parcel", f"parcel-{parcel}"),) if parcel else ()
        self.ask("ship", (*named, *((f"units.{line}", count) for line, count in units.items())))

    @rule(command=st.sampled_from(["pack", "cancel_units"]), line=st.sampled_from(LINES), count=st.integers(1, 4))
    def take(self, command: str, line: str, count: int) -> None:
        """
        Pack or cancel units of a line.
        """
        self.ask(command, ((f"units.{line}", count),), CUSTOMER if command == "cancel_units" else STAFF)

    @rule(
        command=st.sampled_from(["hold", "release", "archive", "unarchive", "cancel", "expire"]),
        reason=st.sampled_from(["fraud", "stock"]),
        by=st.sampled_from([STAFF, CUSTOMER]),
    )
    def decide(self, command: str, reason: str, by: Actor) -> None:
        """
        Decide something about the order as a whole.
        """
        self.ask(command, (("reason", reason),), by)

    @rule(
        what=st.sampled_from(["delivered", "lost", "left", "in_transit"]), parcel=st.integers(1, 4), day=st.booleans()
    )
    def scan(self, what: str, parcel: int, day: bool) -> None:  # noqa: FBT001 - drawn
        """
        See a parcel, one that was sent or one that nobody knows.
        """
        extra = {"on": (START + timedelta(hours=self.step)).date()} if day else {}
        self.see("sighted", parcel=f"parcel-{parcel}", what=what, **extra)

    @rule(
        what=st.sampled_from(
            [
                "shipped",
                "delivered",
                "lost",
                "return_requested",
                "return_approved",
                "return_withdrawn",
                "in_transit",
                "returned",
                "missing",
                "found",
                "accepted",
                "refused",
                "sent_back",
                "kept",
                "replaced",
                "written_off",
            ]
        ),
        line=st.sampled_from(LINES),
        count=st.integers(1, 3),
    )
    def move(self, what: str, line: str, count: int) -> None:
        """
        See units go somewhere.
        """
        self.see("moved", what=what, **{f"units.{line}": count})

    @rule(
        code=st.sampled_from(["captured", "authorized", "voided", "charged_back", "charge_back_reversed", "refunded"]),
        tender=st.sampled_from(["card", "gift", "new"]),
        minor=st.integers(0, 900),
    )
    def pay(self, code: str, tender: str, minor: int) -> None:
        """
        Learn something from a payment provider.
        """
        self.see(code, tender=tender, amount=euro(minor))

    @rule(tender=st.sampled_from(["card", "later"]), minor=st.integers(1, 200))
    def instalment(self, tender: str, minor: int) -> None:
        """
        Take an instalment, or fail to.
        """
        self.see("captured", tender=tender, amount=euro(minor), instalment=True)
        self.see("payment_failed", tender=tender)

    @rule(
        code=st.sampled_from(["case_opened", "case_closed"]),
        case=st.integers(1, 2),
        kind=st.sampled_from(["claim", "return"]),
    )
    def case(self, code: str, case: int, kind: str) -> None:
        """
        Open or close a case.
        """
        self.see(code, case=str(case), kind=kind)

    @rule(
        data=st.data(),
        pool=st.sampled_from([Pool.RETURNED, Pool.KEPT, Pool.CANCELLED]),
        how=st.sampled_from(Spread),
        partial=st.sampled_from(Partial),
    )
    def refund(self, data: st.DataObject, pool: Pool, how: Spread, partial: Partial) -> None:
        """
        Propose a refund of units; what was quoted and bears an amount is accepted.
        """
        left = {
            line: most
            for line in LINES
            if (most := self.order.tally(line).owed if pool is Pool.CANCELLED else self.order.tally(line).refundable)
        }
        if not left:
            return
        chosen = data.draw(st.lists(st.sampled_from(sorted(left)), min_size=1, unique=True))
        units = {line: data.draw(st.integers(1, left[line])) for line in chosen}
        found = quote(self.order, units, how=how, pool=pool, partial=partial)
        assert self.ask("propose_refund", refund_values(found)) is (found.total.minor > 0)

    @rule(item=st.sampled_from([*LINES, "shipping"]), minor=st.integers(1, 500))
    def reduce(self, item: str, minor: int) -> None:
        """
        Propose a price reduction; more than the item has left is no quote.
        """
        try:
            found = reduction(self.order, {item: euro(minor)})
        except FactsError:
            return
        assert self.ask("propose_refund", refund_values(found)) is (found.total.minor > 0)

    @rule(
        item=st.sampled_from([*LINES, "shipping"]), minor=st.integers(0, 2000), tender=st.sampled_from(["card", "gift"])
    )
    def refund_by_hand(self, item: str, minor: int, tender: str) -> None:
        """
        Propose any amount by hand; the guards alone decide.
        """
        pairs = (("pool", "goodwill"), (f"amount.{item}", euro(minor)), (f"tender.{tender}", euro(minor)))
        self.ask("propose_refund", pairs)

    @rule(by=st.sampled_from([Role.CUSTOMER, Role.STAFF]))
    def refund_cancelled(self, by: Role) -> None:
        """
        Propose what the cancellation gives.
        """
        found = cancellation_quote(self.order, POLICY, by)
        if found is not None:
            self.ask("propose_refund", refund_values(found))

    @rule(index=st.integers(0, 5), code=st.sampled_from(["payout_succeeded", "payout_failed"]))
    def hear(self, index: int, code: str) -> None:
        """
        Learn how a payout ended, also of one that ended before.
        """
        payouts = [one for repayment in self.order.repayments for one in repayment.payouts]
        self.see(code, payout=payouts[index % len(payouts)].key if payouts else "unknown")

    @rule(index=st.integers(0, 5), tender=st.sampled_from(["", "card", "gift"]))
    def again(self, index: int, tender: str) -> None:
        """
        Try a failed payout again, perhaps on another tender.
        """
        payouts = [one for repayment in self.order.repayments for one in repayment.payouts]
        if payouts:
            other: Values = (("tender", tender),) if tender else ()
            self.ask("retry_refund", (("payout", payouts[index % len(payouts)].key), *other))

    @rule(index=st.integers(0, 5))
    def give_up(self, index: int) -> None:
        """
        Give up what failed of a refund.
        """
        if self.order.repayments:
            self.ask("withdraw_refund", (("refund", self.order.repayments[index % len(self.order.repayments)].key),))

    @invariant()
    def is_an_order_that_could_be_read(self) -> None:
        """
        What was folded without checks passes every check, and reads back from plain data.
        """
        assert self.order == from_dict(to_dict(self.order))
        assert attrs.evolve(self.order) == self.order

    @invariant()
    def conserves_units(self) -> None:
        """
        No pool is negative, and no unit is in two places.
        """
        for line in self.order.lines:
            pools = self.order.tally(line.id)
            assert all(count >= 0 for count in attrs.astuple(pools))
            assert pools.cancelled + pools.sent <= pools.ordered
            assert pools.returning + pools.returned + pools.kept <= pools.sold
            assert pools.accepted + pools.refused <= pools.returned
            assert pools.refunded + pools.refunding <= pools.ordered
            assert pools.refundable + pools.owed + pools.refunded + pools.refunding <= pools.ordered

    @invariant()
    def conserves_money(self) -> None:
        """
        Nothing goes back that was not taken, on no tender and for no item, and every cent has a place.
        """
        order = self.order
        for tender in order.tenders:
            assert tender.left.minor >= 0
            pending = tender.pending.minor if tender.pending is not None else 0
            held = [p for r in order.repayments for p in r.payouts if p.tender == tender.id]
            assert pending == sum(p.amount.minor for p in held if p.state is PayoutState.PENDING)
        charged = {line.id: line.charged for line in order.lines} | {one.id: one.charged for one in order.charges}
        for item, amount in charged.items():
            assert order.refunded_on(item, pending=True) <= amount.gross
        on_tenders = sum(t.refunded.minor for t in order.tenders if t.refunded is not None) + order.waived.minor
        unfinished = sum(
            p.value.minor
            for r in order.repayments
            if r.state is not RepaymentState.SETTLED and not r.withdrawn
            for p in r.payouts
            if p.state is PayoutState.SUCCEEDED
        )
        assert order.refunded.minor + unfinished == on_tenders
        assert sum(slow.pools_of_money(order).values()) == order.refunded.minor

    @invariant()
    def closes_lines_to_the_cent(self) -> None:
        """
        A line all of whose units were refunded in full gave back what it was charged.
        """
        for line in self.order.lines:
            pools = self.order.tally(line.id)
            plain = all(
                item.amount == item.worth.gross and item.units
                for one in self.order.repayments
                for item in one.items
                if item.id == line.id
            )
            if pools.refunded == line.quantity and plain:
                assert line.charged.gross == self.order.refunded_on(line.id)

    @invariant()
    def agrees_with_the_slow_reference(self) -> None:
        """
        The derived words are those that somebody counting unit by unit would say.
        """
        found = status(self.order, START + timedelta(days=365))

        assert slow.fulfilment(self.order) == found.fulfilment.value
        assert slow.refunded(self.order) == found.refunded.value
        assert slow.returned(self.order) == found.returned.value
        assert found.word
        assert found.brief in Brief

    def teardown(self) -> None:
        """
        Replay the history: it gives the same order, at once and folded in again.
        """
        if not hasattr(self, "order"):
            return
        assert self.order == LIFE.replay(self.start, self.events)
        assert self.order == LIFE.replay(self.order, self.events)
        assert self.order == LIFE.replay(from_dict(to_dict(self.start)), self.events)


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=min(settings().max_examples, 200), stateful_step_count=25)


def shuffled(draw: Callable[..., Any], events: list[Event]) -> list[Event]:
    """
    Draw an order of events, some of them told twice.
    """
    again = draw(st.lists(st.sampled_from(events), max_size=4))
    made: list[Event] = draw(st.permutations([*events, *again]))
    return made


@given(st.data())
def test_observations_come_late_and_twice(data: st.DataObject) -> None:
    """
    In whatever order and however often a consistent story is told, it ends in the same place.
    """
    order = new_order((3, 2, 1), (1000, 700, 300), 490, 0)
    outcome = LIFE.decide(
        order, Request(command="ship", at=START, by=STAFF, key="ship", values=(("parcel", "p"), ("units.a", 3)))
    )
    assert isinstance(outcome, Accepted)
    story: list[tuple[str, Values]] = [
        ("captured", (("tender", "new"), ("amount", euro(500)))),
        ("refunded", (("tender", "new"), ("amount", euro(100)), ("item", "a"))),
        ("charged_back", (("tender", "new"), ("amount", euro(300)))),
        ("sighted", (("parcel", "p"), ("what", "in_transit"))),
        ("sighted", (("parcel", "p"), ("what", "delivered"))),
        ("moved", (("what", "shipped"), ("units.b", 2))),
        ("moved", (("what", "lost"), ("units.b", 1))),
        ("moved", (("what", "return_requested"), ("units.a", 2))),
        ("moved", (("what", "return_approved"), ("units.a", 2))),
        ("moved", (("what", "returned"), ("units.a", 2))),
        ("moved", (("what", "accepted"), ("units.a", 1))),
        ("moved", (("what", "refused"), ("units.a", 1))),
        ("case_opened", (("case", "1"), ("kind", "claim"))),
        ("case_closed", (("case", "1"),)),
    ]
    events = [
        Event(code=code, at=START + timedelta(hours=number), by=SYSTEM, key=f"seen-{number}", values=values)
        for number, (code, values) in enumerate(story, start=1)
    ]
    straight = LIFE.replay(order, [*outcome.events, *events])
    told = LIFE.replay(order, shuffled(data.draw, [*outcome.events, *events]))
    at = START + timedelta(days=9)

    assert () == straight.parked == told.parked
    assert straight.keys == told.keys
    assert [straight.tally(line) for line in LINES] == [told.tally(line) for line in LINES]
    assert {one.id: one for one in straight.tenders} == {one.id: one for one in told.tenders}
    assert status(straight, at) == status(told, at)


@given(st.lists(st.integers(1, 70), min_size=2, max_size=6), st.data())
def test_interleaved_refunds_never_exceed_what_was_captured(percents: list[int], data: st.DataObject) -> None:
    """
    However proposals, successes, failures and second tries mix, no more goes back than was taken.
    """
    order = new_order((1, 1, 1), (5000, 3000, 2000), 0, 10000)
    life = LIFE
    for number, percent in enumerate(percents):
        amount = euro(percent * 100)
        values = (("pool", "goodwill"), ("amount.a", amount), ("tender.card", amount))
        request = Request(command="propose_refund", at=START, by=STAFF, key=f"refund-{number}", values=values)
        match life.decide(order, request):
            case Accepted(events):
                order = life.replay(order, events)
        payouts = [one for repayment in order.repayments for one in repayment.payouts]
        for payout in data.draw(st.lists(st.sampled_from(payouts), max_size=2)) if payouts else []:
            code = data.draw(st.sampled_from(["payout_succeeded", "payout_failed"]))
            said = (("payout", payout.key),)
            order = life.observe(order, Event(code=code, at=START, by=SYSTEM, key=f"{code}-{payout.key}", values=said))

    assert order.refunded_on("a", pending=True) <= euro(5000)
    assert order.tenders[0].left.minor >= 0


@pytest.mark.parametrize("cut", range(6))
def test_a_history_can_be_cut_anywhere(cut: int) -> None:
    """
    What was stored in between goes on as if it had never been written down.
    """
    order = new_order((2, 1, 1), (1000, 500, 0), 490, 2000)
    steps: list[tuple[str, Values]] = [
        ("hold", (("reason", "fraud"),)),
        ("release", (("reason", "fraud"),)),
        ("ship", (("parcel", "p"), ("units.a", 1))),
        ("cancel_units", (("units.b", 1),)),
        ("sighted", (("parcel", "p"), ("what", "delivered"))),
    ]
    events = [
        Event(code=code, at=START + timedelta(hours=number), by=STAFF, key=f"k{number}", values=values)
        for number, (code, values) in enumerate(steps)
    ]
    stored = from_dict(to_dict(LIFE.replay(order, events[:cut])))

    assert LIFE.replay(order, events) == LIFE.replay(stored, events[cut:])
