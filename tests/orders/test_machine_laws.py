"""
What holds of every order after every step, counted a second time from what was told and asked for.

The order is small and the steps are many, so that pools run full and empty often.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money
from aftersales.orders import (
    CancellationPolicy,
    Moved,
    Order,
    Packed,
    Parcel,
    PayoutState,
    Pool,
    UnderWay,
    cancellation_quote,
    evolve,
    lifecycle,
    quote,
    refund_values,
    replay,
    status,
    to_dict,
)
from aftersales.orders.said import units_of
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order
from tests.orders import slow

EUR = "EUR"
LATER = PLACED_AT + timedelta(days=400)
STAFF, SYSTEM, CUSTOMER = Actor(Role.STAFF, "staff-7"), Actor(Role.SYSTEM), Actor(Role.CUSTOMER)
POLICY = CancellationPolicy(fee=Money(150, EUR), under_way=UnderWay.INTERCEPT)
LIFE = lifecycle(POLICY)
LINES = ("a", "b")

Values = tuple[tuple[str, Any], ...]
#: A code, and what its words, units and amounts are chosen by.
Step = tuple[str, int, int, int]
#: Steps, and the movements and scans that this story is about.
Drawn = tuple[list[Step], list[str], list[str]]

TOLD = [what.value for what in Moved if what not in (Moved.REFUNDED, Moved.REINSTATED)]
SCANS = ["delivered", "lost", "left", "in_transit", "collected"]
#: Movements that hang on each other; a story is about one of these groups, so that pools run full and empty.
GROUPS = {
    "out": ["packed", "shipped", "delivered", "lost", "cancelled"],
    "back": ["shipped", "delivered", "returned", "kept", "cancelled"],
    "looked at": ["returned", "accepted", "refused", "sent_back", "kept"],
    "asked": ["return_requested", "return_approved", "return_withdrawn", "in_transit", "returned"],
    "missed": ["return_requested", "missing", "found", "returned", "kept", "cancelled"],
    "lost": ["shipped", "lost", "replaced", "written_off", "kept"],
    "all": TOLD,
}
#: A cancellation elsewhere is a decision: what was lost before it could still be cancelled, and what is lost after not.
LATE = ("lost", "cancelled")
MONEY = ["captured", "authorized", "voided", "charged_back", "charge_back_reversed", "refunded", "payment_failed"]


class Book:
    """
    What was told and asked for, added up by itself: by the events, not by the facts they were folded into.
    """

    def __init__(self, order: Order) -> None:
        """
        Begin with nothing told.
        """
        self.units: Counter[tuple[str, str]] = Counter()
        self.money: Counter[tuple[str, str]] = Counter()
        self.packed = {parcel.id: {one.line: one.quantity for one in parcel.contents} for parcel in order.parcels}
        self.seen: dict[str, set[str]] = {parcel: set() for parcel in self.packed}
        for line in (line for parcel in self.packed.values() for line in parcel):
            self.units[line, "shipped"] += sum(units.get(line, 0) for units in self.packed.values())
        for tender in order.tenders:
            self.money[tender.id, "captured"] += tender.captured.minor
            self.money[tender.id, "authorized"] += 0 if tender.authorized is None else tender.authorized.minor
        self.done: set[str] = set()

    def take(self, events: list[Event], order: Order) -> None:
        """
        Add what was folded in and does not wait.
        """
        waiting = {event.key for event in order.parked}
        for event in sorted(events, key=lambda one: one.code != "ship"):
            if event.key not in waiting and event.key not in self.done:
                self.done.add(event.key)
                self.add(event)

    def add(self, event: Event) -> None:
        """
        Add one event.
        """
        said: dict[str, Any] = dict(event.values)
        units = units_of(event.values)
        if event.code == "ship" and "parcel" in said:
            self.packed[said["parcel"]], self.seen[said["parcel"]] = units, set()
        words = {"ship": "shipped", "pack": "packed", "cancel_units": "cancelled", "moved": said.get("what", "")}
        word = words.get(event.code)
        if word is not None:
            for line, count in units.items():
                self.units[line, word] += count
        if event.code == "sighted":
            self.seen[said["parcel"]].add(said["what"])
        if event.code in MONEY and "amount" in said:
            self.money[said["tender"], event.code] += said["amount"].minor

    def told(self, line: str, what: str) -> int:
        """
        Count units of a line that went somewhere, in parcels and without.
        """
        found = self.units[line, what]
        for parcel, units in self.packed.items():
            arrived = bool(self.seen[parcel] & {"delivered", "collected"})
            lost = "lost" in self.seen[parcel] and "left" not in self.seen[parcel] and not arrived
            if (what == "delivered" and arrived) or (what == "lost" and lost):
                found += units.get(line, 0)
        return found


class Telling:
    """
    An order to which steps are told, with the book beside it.
    """

    def __init__(self, drawn: Drawn, write: Callable[[Order], Any] = lambda _: None) -> None:
        """
        Begin; *write* is asked for what an order is before each request.
        """
        self.start = self.order = order = an_ordinary_order()
        _, *self.words = drawn
        self.write = write
        self.written: Any = None
        self.outcome: Any = None
        self.book = Book(order)
        self.events: list[Event] = []
        self.number = 0

    def take(self, step: Step) -> None:
        """
        Take one step, whatever becomes of it.
        """
        self.number += 1
        code, one, two, three = step
        line, count = LINES[one % 2], 1 + two % 2
        if code in ("moved", "sighted", *MONEY):
            self.see(code, happening(step, *self.words))
        elif code == "payout":
            payouts = [payout for repayment in self.order.repayments for payout in repayment.payouts]
            if payouts:
                word = ("payout_succeeded", "payout_failed")[two % 2]
                self.see(word, (("payout", payouts[one % len(payouts)].key),))
        else:
            self.ask(code, self.values(code, line, count, three), (STAFF, CUSTOMER)[two % 3 == 2 and code in BUYERS])

    def values(self, code: str, line: str, count: int, three: int) -> Values:
        """
        Say what exactly is asked for.
        """
        if code in ("ship", "pack", "cancel_units"):
            named: Values = (("parcel", f"p{three % 4}"),) if code == "ship" and three % 5 else ()
            return (*named, (f"units.{line}", count))
        if code in ("hold", "release"):
            return (("reason", ("fraud", "stock")[three % 2]),)
        if code == "propose_refund":
            return self.refund(line, count, three)
        return self.again(code, three)

    def refund(self, line: str, count: int, three: int) -> Values:
        """
        Ask for money back: as quoted, as the cancellation gives, or by hand and more than there may be.
        """
        pools = self.order.tally(line)
        if three % 3 == 0 and pools.refundable:
            pool = (Pool.RETURNED, Pool.KEPT)[three % 2]
            return refund_values(quote(self.order, {line: min(count, pools.refundable)}, pool=pool))
        found = cancellation_quote(self.order, POLICY) if three % 3 == 1 else None
        if found is not None:
            return refund_values(found)
        amount = Money(100 * (1 + three % 9), EUR)
        tender = self.order.tenders[three % len(self.order.tenders)].id
        return (
            ("pool", "goodwill"),
            (f"units.{line}", three % 2),
            (f"amount.{line}", amount),
            (f"tender.{tender}", amount),
        )

    def again(self, code: str, three: int) -> Values:
        """
        Name a refund that is tried again or given up.
        """
        repayments = self.order.repayments
        if not repayments:
            return ()
        repayment = repayments[three % len(repayments)]
        if code == "retry_refund":
            return (("payout", repayment.payouts[three % len(repayment.payouts)].key),)
        return (("refund", repayment.key),) if code == "withdraw_refund" else ()

    def ask(self, code: str, values: Values, by: Actor) -> None:
        """
        Ask; what is refused changes nothing, not even what is remembered beside the facts.
        """
        request = Request(command=code, at=self.at, by=by, key=f"key-{self.number}", values=values)
        before, self.written = self.order, self.write(self.order)
        self.order, self.outcome = LIFE.run(self.order, request)
        outcome = self.outcome
        if isinstance(outcome, Refused):
            assert outcome.findings
            assert before is self.order
            return
        assert Accepted(()) == LIFE.decide(self.order, request)
        assert [request.command] == [event.code for event in outcome.events]
        if code in ("cancel", "expire"):
            self.book.units.update({(line, "cancelled"): before.tally(line).cancellable for line in LINES})
        self.note(*outcome.events)

    def see(self, code: str, values: Values) -> None:
        """
        Let something happen, twice; the second time changes nothing.
        """
        event = Event(code=code, at=self.at, by=SYSTEM, key=f"key-{self.number}", values=values)
        self.order = LIFE.observe(self.order, event)
        assert self.order is LIFE.observe(self.order, event)
        self.note(event)

    def note(self, *events: Event) -> None:
        """
        Keep what was folded in.
        """
        self.events += events
        self.book.take(self.events, self.order)

    @property
    def at(self) -> Any:
        """
        An hour a step.
        """
        return PLACED_AT + timedelta(hours=self.number)


def happening(step: Step, moves: list[str], scans: list[str]) -> Values:
    """
    Say what exactly happened.
    """
    code, one, two, three = step
    line, count = LINES[one % 2], 1 + two % 2
    if code == "moved":
        return (("what", moves[three % len(moves)]), (f"units.{line}", count))
    if code == "sighted":
        return (("parcel", f"p{one % 4}"), ("what", scans[three % len(scans)]))
    item: Values = (("item", line),) if code == "refunded" and two % 2 else ()
    return (("tender", ("card", "gift", "new")[one % 3]), ("amount", Money(100 * (1 + three % 9), EUR)), *item)


BUYERS = frozenset({"cancel", "cancel_units"})


def an_ordinary_order() -> Order:
    """
    Two lines and delivery, paid by card and by gift card.
    """
    tenders = a_tender(captured="24.90", authorized=Money(3000, EUR)), a_tender("gift", captured="5.00")
    return an_order(a_line("a", 2, "20.00"), a_line("b", 1, "5.00"), charges=[a_charge()], tenders=tenders)


def steps(*codes: str, group: list[str] = TOLD, most: int = 30) -> st.SearchStrategy[Drawn]:
    """
    Draw steps of some kinds, about movements that hang on each other.
    """
    number = st.integers(0, 11)
    step = st.tuples(st.sampled_from(codes), number, number, number)
    return st.tuples(
        st.lists(step, min_size=most // 3, max_size=most), st.just(group), st.sampled_from([SCANS, SCANS[:2]])
    )


GOODS = ("moved", "moved", "moved", "moved", "sighted", "sighted", "ship", "pack", "cancel_units", "cancel")
REFUNDING = ("propose_refund", "propose_refund", "payout", "payout", "retry_refund", "withdraw_refund")
DECIDING = ("hold", "release", "archive", "unarchive", "cancel", "expire", "ship", "pack", "cancel_units")
KINDS = pytest.mark.parametrize(
    "kinds",
    [
        *(pytest.param(steps(*GOODS, group=group), id=f"goods, {name}") for name, group in GROUPS.items()),
        pytest.param(steps(*MONEY[:-1], *REFUNDING, most=50), id="money"),
        pytest.param(steps(*DECIDING, most=12), id="words"),
        pytest.param(steps(*GOODS, *MONEY, *REFUNDING, *DECIDING), id="everything"),
    ],
)
BRIEFLY = settings(max_examples=max(settings().max_examples // 2, 1))
BOTH = pytest.mark.parametrize(
    ("group", "without"),
    [pytest.param(group, word, id=f"{name}, not {word}") for name, group in GROUPS.items() for word in LATE],
)


def told(drawn: Drawn, check: Callable[[Telling], None], write: Callable[[Order], Any] = lambda _: None) -> Telling:
    """
    Tell all steps, and check after each.
    """
    telling = Telling(drawn, write)
    for step in drawn[0]:
        telling.take(step)
        check(telling)
    return telling


@KINDS
@BRIEFLY
@given(st.data())
def test_no_pool_is_negative_and_no_unit_in_two_places(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    After every step the units of a line are as many as were bought, each of them in one place.
    """

    def check(telling: Telling) -> None:
        for line in telling.order.lines:
            p = telling.order.tally(line.id)
            assert all(count >= 0 for count in attrs.astuple(p))
            assert p.lost <= p.shipped
            assert p.cancelled + p.sent <= p.ordered
            assert p.cancelled + p.returned + p.kept <= p.ordered
            assert p.returning + p.returned + p.kept <= p.sold
            assert p.returned + p.kept + p.missing <= p.sold
            assert p.accepted + p.refused <= p.returned
            assert p.unsent <= p.cancellable <= p.sold
            assert p.ready <= p.unsent
            assert p.astray <= p.lost
            assert p.refunded + p.refunding <= p.ordered
            assert p.refunded_cancelled + p.refunding_cancelled <= p.cancelled
            assert p.refundable + p.owed + p.refunded + p.refunding <= p.ordered

    told(data.draw(kinds), check)


@KINDS
@BRIEFLY
@given(st.data())
def test_every_unit_that_was_told_of_is_counted_once(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    The pools are what commands and observations add up to, counted without the order.
    """

    def check(telling: Telling) -> None:
        for line in LINES:
            p, book = telling.order.tally(line), telling.book
            gone = book.told(line, "sent_back")
            given_up = sum(m.quantity for m in telling.order.moved(line) if m.what is Moved.CANCELLED)
            assert book.told(line, "cancelled") == given_up
            for what in ("packed", "shipped", "delivered", "lost", "accepted", "kept", "replaced", "written_off"):
                assert book.told(line, what) == getattr(p, what), what
            assert book.told(line, "return_withdrawn") == p.return_withdrawn
            for what in ("return_requested", "return_approved", "in_transit", "returned", "refused"):
                assert max(book.told(line, what) - gone, 0) == getattr(p, what), what
            missing = book.told(line, "missing") - book.told(line, "found")
            assert min(missing, p.sold - p.returned - p.kept) == p.missing

    told(data.draw(kinds), check)


@KINDS
@BRIEFLY
@given(st.data())
def test_every_cent_that_was_told_of_is_counted_once(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    What was taken, set aside, released, charged back and given back is what was told, and never more than was taken.
    """

    def check(telling: Telling) -> None:
        order, money = telling.order, telling.book.money
        payouts = [payout for repayment in order.repayments for payout in repayment.payouts]
        for tender in order.tenders:
            for name in ("captured", "authorized", "voided"):
                amount = getattr(tender, name)
                assert money[tender.id, name] == (0 if amount is None else amount.minor), name
            back = money[tender.id, "charged_back"] - money[tender.id, "charge_back_reversed"]
            assert back == (0 if tender.charged_back is None else tender.charged_back.minor)
            here = [payout for payout in payouts if payout.tender == tender.id]
            paid = sum(payout.amount.minor for payout in here if payout.state is PayoutState.SUCCEEDED)
            held = sum(payout.amount.minor for payout in here if payout.state is PayoutState.PENDING)
            assert paid + money[tender.id, "refunded"] == (0 if tender.refunded is None else tender.refunded.minor)
            assert held == (0 if tender.pending is None else tender.pending.minor)
            assert paid + held + money[tender.id, "refunded"] + back <= money[tender.id, "captured"]
        sold = [(line.id, line.charged.gross) for line in order.lines]
        for item, gross in (*sold, *((charge.id, charge.charged.gross) for charge in order.charges)):
            assert order.refunded_on(item, pending=True) <= gross
        assert order.left.minor >= 0

    told(data.draw(kinds), check)


@KINDS
@BRIEFLY
@given(st.data())
def test_the_words_are_those_of_a_slow_clerk(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    Every axis says after every step what somebody says who goes through the facts unit by unit.
    """

    def check(telling: Telling) -> None:
        order = telling.order
        found = status(order, LATER)
        decisions = [event for event in telling.events if event.code not in ("moved", "sighted")]
        assert slow.fulfilment(order) == found.fulfilment.value
        assert slow.returned(order) == found.returned.value
        assert slow.refunded(order) == found.refunded.value
        assert found.facts is not None
        money = found.collection.value, found.facts.due.minor, found.facts.paid.minor
        assert slow.collection(order) == money
        assert slow.stage(decisions) == found.stage.value
        assert slow.holds(decisions) == found.holds
        assert slow.flags(order) == {flag.value for flag in found.flags} & slow.FLAGS
        assert slow.word(found) == found.word

    told(data.draw(kinds), check)


@KINDS
@BRIEFLY
@given(st.data())
def test_a_refused_command_changes_nothing(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    Written down before and after, and asked where it stands, the order is the same.
    """

    def write(order: Order) -> Any:
        return to_dict(order), status(order, LATER), [order.tally(line) for line in LINES], order.left

    def check(telling: Telling) -> None:
        if isinstance(telling.outcome, Refused):
            assert telling.written == write(telling.order)
        telling.outcome = None

    told(data.draw(kinds), check, write)


@KINDS
@BRIEFLY
@given(st.data())
def test_what_waits_does_not_fit(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    Nothing waits longer than it has to: told anew, it would have to wait again.
    """

    def check(telling: Telling) -> None:
        for event in telling.order.parked:
            again = attrs.evolve(event, key=f"{event.key}-again")
            assert again in LIFE.observe(telling.order, again).parked

    told(data.draw(kinds), check)


@KINDS
@BRIEFLY
@given(st.data())
def test_a_history_told_again_gives_the_same_order(kinds: st.SearchStrategy[Drawn], data: st.DataObject) -> None:
    """
    Folded from the start, at once or on top of itself, it is the order that grew step by step.
    """
    telling = told(data.draw(kinds), lambda _: None)

    assert telling.order == LIFE.replay(telling.start, telling.events)
    assert telling.order is LIFE.replay(telling.order, telling.events)


@BOTH
@given(st.data())
def test_a_story_of_goods_may_be_told_in_any_order(group: list[str], without: str, data: st.DataObject) -> None:
    """
    What fits as it happened fits in whatever order it is told, and however often.
    """
    drawn, *words = data.draw(steps("moved", "moved", "moved", "sighted", group=group, most=9))
    said = [(step[0], happening(step, *words)) for step in drawn]
    any_order(data, [one for one in said if ("what", without) not in one[1]])


@settings(max_examples=settings().max_examples * 4)
@given(st.data())
def test_a_story_of_money_may_be_told_in_any_order(data: st.DataObject) -> None:
    """
    A charge-back that is told before the capture, and a refund before the money came, are as good as in their order.
    """
    drawn, *words = data.draw(steps(*MONEY, most=9))
    any_order(data, [(step[0], happening(step, *words)) for step in drawn])


def any_order(data: st.DataObject, said: list[tuple[str, Values]]) -> None:
    """
    Keep the events that fit as they happen, tell them in another order and some twice, and compare.
    """
    start = attrs.evolve(an_ordinary_order(), parcels=(Parcel(id="p0", contents=(Packed("a", 1),)),))
    straight, story = start, list[Event]()
    for number, (code, values) in enumerate(said):
        event = Event(code=code, at=PLACED_AT + timedelta(hours=number), by=SYSTEM, key=f"key-{number}", values=values)
        made = evolve(straight, event)
        if not made.parked:
            straight, story = made, [*story, event]
    mixed = data.draw(st.permutations(story))
    order = replay(start, [*mixed, *mixed[:2]])

    assert [] == [event.key for event in order.parked]
    assert [straight.tally(line) for line in LINES] == [order.tally(line) for line in LINES]
    assert {one.id: one for one in straight.tenders} == {one.id: one for one in order.tenders}
    assert status(straight, LATER) == status(order, LATER)
    assert straight.keys == order.keys
