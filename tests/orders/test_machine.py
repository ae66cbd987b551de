from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money
from aftersales.orders import (
    CancellationPolicy,
    Flag,
    Fulfilment,
    Order,
    Stage,
    UnderWay,
    Until,
    archived,
    available,
    cancellation_quote,
    evolve,
    from_dict,
    holds,
    lifecycle,
    open_cases,
    quote,
    refund_values,
    replay,
    stage,
    status,
    to_dict,
    units,
)
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order
from tests.models import complaints, walk

EUR = "EUR"
STAFF, CUSTOMER, CARRIER = Actor(Role.STAFF, "staff-7"), Actor(Role.CUSTOMER), Actor(Role.CARRIER)
AT = PLACED_AT + timedelta(hours=1)
LATER = PLACED_AT + timedelta(days=90)
INTERCEPT = CancellationPolicy(under_way=UnderWay.INTERCEPT)

Values = tuple[tuple[str, Any], ...]


def happened(code: str, *, key: str = "", at: Any = AT, **values: Any) -> Event:
    """
    Let something happen or be decided.
    """
    return Event(code=code, at=at, by=STAFF, key=key or f"{code}-{values}", values=tuple(values.items()))


def moved(what: str, count: int = 1, line: str = "line-1") -> Event:
    """
    See units go somewhere.
    """
    said: dict[str, Any] = {"what": what, f"units.{line}": count}
    return happened("moved", **said)


def ask(
    order: Order,
    command: str,
    values: Values = (),
    *,
    by: Actor = STAFF,
    at: Any = AT,
    policy: CancellationPolicy | None = None,
) -> Accepted | Refused:
    """
    Ask for a command.
    """
    request = Request(command=command, at=at, by=by, key=f"{command}-{values}", values=values)
    return lifecycle(policy).decide(order, request)


def done(
    order: Order, command: str, values: Values = (), policy: CancellationPolicy | None = None, *, by: Actor = STAFF
) -> Order:
    """
    Have a command done.
    """
    outcome = ask(order, command, values, policy=policy, by=by)
    assert isinstance(outcome, Accepted)
    return replay(order, outcome.events)


def ask_anew(order: Order, command: str, values: Values) -> Accepted | Refused:
    """
    Ask for a command under a key that was never used.
    """
    return lifecycle().decide(order, Request(command=command, at=AT, by=STAFF, key="another", values=values))


def codes(outcome: Accepted | Refused) -> tuple[str, ...]:
    """
    Take the codes of a refusal; nothing where it was accepted.
    """
    return outcome.codes if isinstance(outcome, Refused) else ()


PLAIN = an_order(a_line(quantity=2, gross="20.00"), a_line("line-2", gross="5.00"))
DRAFT = evolve(PLAIN, happened("drafted"))
SENT = done(PLAIN, "ship", (("parcel", "p"), *units({"line-1": 1})))
ALL_SENT = done(PLAIN, "ship", (("parcel", "p"), *units({"line-1": 2, "line-2": 1})))
UNPAID = attrs.evolve(PLAIN, tenders=(a_tender(captured="0.00", authorized=Money(2500, EUR)),))


def payouts(order: Order) -> Iterable[Values]:
    """
    Name every payout, or one that nobody knows.
    """
    known: list[Values] = [(("payout", one.key),) for repayment in order.repayments for one in repayment.payouts]
    return known or [(("payout", "unknown"),)]


class TestTable:
    """
    The table of the lifecycle and what really happens.
    """

    def test_agrees_with_a_walk(self) -> None:
        """
        Every stage is reached and can be left unless it is final, every command is accepted and refused somewhere.
        """
        paid_back = refund_values(quote(PLAIN, {"line-1": 1}))
        some_units = [units({"line-1": 1}), units({"line-1": 9})]
        money = ["authorized", "captured", "voided", "charged_back", "charge_back_reversed", "refunded"]
        found = walk(
            lifecycle(),
            [evolve(UNPAID, happened("drafted")), UNPAID, PLAIN],
            [STAFF, CUSTOMER],
            AT,
            probes={
                **dict.fromkeys(["hold", "release"], lambda _: [(("reason", "fraud"),), ()]),
                **dict.fromkeys(["ship", "pack", "cancel_units"], lambda _: some_units),
                **dict.fromkeys(["retry_refund", "payout_succeeded", "payout_failed"], payouts),
                **dict.fromkeys(["case_opened", "case_closed"], lambda _: [(("case", "1"), ("kind", "claim"))]),
                **dict.fromkeys(money, lambda _: [(("tender", "card"), ("amount", Money(100, EUR)))]),
                "propose_refund": lambda _: [paid_back],
                "withdraw_refund": lambda order: [(("refund", one.key),) for one in order.repayments] or [()],
                "moved": lambda _: [(("what", "delivered"), ("units.line-1", 1))],
                "sighted": lambda _: [(("parcel", "p"), ("what", "delivered"))],
                "payment_failed": lambda _: [(("tender", "card"),)],
            },
            same=lambda order: (
                stage(order.history),
                holds(order.history),
                archived(order.history),
                order.captured.is_zero,
                tuple(one.state for one in order.repayments),
                sum(order.tally(line).sent for line in order.line_ids) > 0,
            ),
            depth=4,
        )

        assert [] == complaints(lifecycle(), found)

    def test_has_the_stages_as_words(self) -> None:
        """
        The words of the lifecycle are the stages, and no others.
        """
        assert {one.value for one in Stage} == set(lifecycle().words)

    def test_is_made_once_for_each_policy(self) -> None:
        """
        Asking for the lifecycle again costs nothing.
        """
        assert lifecycle(INTERCEPT) is lifecycle(attrs.evolve(INTERCEPT))


class TestStage:
    """
    How far the contract got.
    """

    @pytest.mark.parametrize(
        ("history", "expected"),
        [
            pytest.param([], Stage.PLACED, id="an order of which nothing was told"),
            pytest.param(["drafted"], Stage.DRAFT, id="a draft"),
            pytest.param(["drafted", "submit"], Stage.AWAITING_CONFIRMATION, id="submitted"),
            pytest.param(["drafted", "submit", "confirm"], Stage.PLACED, id="confirmed"),
            pytest.param(["drafted", "place"], Stage.PLACED, id="placed"),
            pytest.param(["cancel"], Stage.CANCELLED, id="cancelled"),
            pytest.param(["drafted", "expire"], Stage.EXPIRED, id="expired"),
            pytest.param(["hold", "release", "archive"], Stage.PLACED, id="what is no decision about it"),
        ],
    )
    def test_is_the_last_decision(self, history: list[str], expected: Stage) -> None:
        """
        The last decision about the contract says where it stands.
        """
        assert expected is status(replay(PLAIN, [happened(code, reason="x") for code in history]), LATER).stage

    def test_concludes_the_contract_when_it_is_placed(self) -> None:
        """
        The clock of an order that was a draft starts with its placing.
        """
        placed = replay(DRAFT, [happened("place", at=AT)])

        assert AT == placed.placed_at

    def test_is_no_draft_any_more_once_something_happened(self) -> None:
        """
        A draft that is told late waits, and changes nothing.
        """
        late = evolve(SENT, happened("drafted"))

        assert ("drafted",) == tuple(event.code for event in late.parked)
        assert Stage.PLACED is stage(late.history)


class TestHolds:
    """
    Why nothing is sent.
    """

    def test_overlap_and_lift_on_their_own(self) -> None:
        """
        An order held for fraud and for stock is still held when the stock came in.
        """
        held = done(done(PLAIN, "hold", (("reason", "fraud"),)), "hold", (("reason", "stock"),))
        released = done(held, "release", (("reason", "stock"),))

        assert frozenset({"fraud", "stock"}) == holds(held.history)
        assert frozenset({"fraud"}) == holds(released.history)
        assert ("orders.held",) == codes(ask(released, "ship", units({"line-1": 1})))
        assert "on_hold" == status(released, LATER).word

    @pytest.mark.parametrize(
        ("command", "values", "code"),
        [
            pytest.param("hold", (), "orders.no_reason", id="no reason"),
            pytest.param("hold", (("reason", "fraud"),), "orders.already_held", id="twice"),
            pytest.param("release", (("reason", "stock"),), "orders.not_held", id="another hold"),
        ],
    )
    def test_have_a_reason_each(self, command: str, values: Values, code: str) -> None:
        """
        A hold is named, once, and released by that name.
        """
        held = done(PLAIN, "hold", (("reason", "fraud"),))

        assert (code,) == codes(ask_anew(held, command, values))


class TestShip:
    """
    Sending units.
    """

    def test_takes_no_more_than_there_are(self) -> None:
        """
        Four of five and four more are refused, with how many are left (RC-172).
        """
        five = an_order(a_line(quantity=5))
        four = done(five, "ship", units({"line-1": 4}))
        outcome = ask_anew(four, "ship", units({"line-1": 4}))

        assert ("orders.units_not_there",) == codes(outcome)
        assert isinstance(outcome, Refused)
        assert 1 == outcome.findings[0].value("left")

    def test_sends_each_parcel_once(self) -> None:
        """
        A parcel that was sent has its number for good.
        """
        again = ask_anew(SENT, "ship", (("parcel", "p"), *units({"line-1": 1})))

        assert ("orders.parcel_known",) == codes(again)

    def test_cannot_be_asked_for_unknown_lines(self) -> None:
        """
        A line the order does not have is a mistake of the caller.
        """
        with pytest.raises(FactsError, match="line-1, line-2"):
            ask(PLAIN, "ship", units({"line-9": 1}))

    def test_is_for_the_shop(self) -> None:
        """
        A customer sends nothing.
        """
        assert ("lifecycles.not_yours",) == codes(ask(PLAIN, "ship", units({"line-1": 1}), by=CUSTOMER))

    def test_sends_a_lost_unit_again(self) -> None:
        """
        What was lost on its way can be sent once more.
        """
        lost = evolve(ALL_SENT, happened("sighted", parcel="p", what="lost"))

        assert Flag.DELIVERY_PROBLEM in status(lost, LATER).flags
        assert () == codes(ask(lost, "ship", (("parcel", "q"), *units({"line-1": 2, "line-2": 1}))))


class TestCancel:
    """
    Cancelling, before and after something was sent.
    """

    def test_cancels_everything_that_was_not_sent(self) -> None:
        """
        All units leave the count, and the host is told to release and refund.
        """
        order = attrs.evolve(PLAIN, tenders=(a_tender(captured="20.00", authorized=Money(2500, EUR)),))
        outcome = ask(order, "cancel", by=CUSTOMER)
        assert isinstance(outcome, Accepted)
        cancelled = replay(order, outcome.events)

        assert ["orders.void", "orders.refund_due"] == [effect.code for effect in outcome.effects]
        assert Fulfilment.CANCELLED is status(cancelled, LATER).fulfilment
        assert "cancelled" == status(cancelled, LATER).word

    @pytest.mark.parametrize(
        ("order", "policy", "at", "code"),
        [
            pytest.param(SENT, None, AT, "orders.partly_sent", id="partly sent"),
            pytest.param(ALL_SENT, None, AT, "orders.on_its_way", id="all sent"),
            pytest.param(SENT, INTERCEPT, AT, "", id="stopped on its way"),
            pytest.param(
                evolve(ALL_SENT, happened("sighted", parcel="p", what="delivered")),
                INTERCEPT,
                AT,
                "orders.on_its_way",
                id="delivered cannot be stopped",
            ),
            pytest.param(
                done(PLAIN, "pack", units({"line-1": 1})),
                CancellationPolicy(until=Until.PACKED),
                AT,
                "orders.already_packed",
                id="packed",
            ),
            pytest.param(
                PLAIN,
                CancellationPolicy(within_hours=2),
                PLACED_AT + timedelta(hours=2),
                "orders.cancellation_closed",
                id="the first moment after two hours",
            ),
            pytest.param(
                PLAIN,
                CancellationPolicy(within_hours=2),
                PLACED_AT + timedelta(hours=2, seconds=-1),
                "",
                id="the last second of two hours",
            ),
            pytest.param(done(PLAIN, "cancel"), None, AT, "lifecycles.not_now", id="cancelled before"),
        ],
    )
    def test_is_refused_with_a_reason(
        self, order: Order, policy: CancellationPolicy | None, at: Any, code: str
    ) -> None:
        """
        A customer who cannot cancel learns why, and what is open instead.
        """
        request = Request(command="cancel", at=at, by=CUSTOMER, key="new")
        outcome = lifecycle(policy).decide(order, request)

        assert ((code,) if code else ()) == codes(outcome)

    def test_binds_staff_by_what_was_sent_only(self) -> None:
        """
        The time is the customer's; staff may be kinder.
        """
        policy = CancellationPolicy(within_hours=0)

        assert () == codes(ask(PLAIN, "cancel", policy=policy))
        assert ("orders.on_its_way",) == codes(ask(ALL_SENT, "cancel", policy=policy))

    def test_asks_to_stop_what_is_on_its_way(self) -> None:
        """
        Each parcel that has not arrived is to be stopped, under a key of its own.
        """
        outcome = ask(SENT, "cancel", policy=INTERCEPT)
        assert isinstance(outcome, Accepted)

        assert ["orders.intercept", "orders.refund_due"] == [effect.code for effect in outcome.effects]
        assert ("parcel", "p") == outcome.effects[0].values[0]

    def test_asks_for_no_refund_of_what_is_still_on_its_way(self) -> None:
        """
        Where everything was sent, the money goes back once it is back, and not before.
        """
        outcome = ask(ALL_SENT, "cancel", policy=INTERCEPT)
        assert isinstance(outcome, Accepted)
        cancelled = replay(ALL_SENT, outcome.events)
        back = replay(cancelled, [moved("returned", 2), moved("returned", 1, "line-2")])
        found = cancellation_quote(back, INTERCEPT)
        assert found is not None

        assert ["orders.intercept"] == [effect.code for effect in outcome.effects]
        assert cancellation_quote(cancelled, INTERCEPT) is None
        assert (Money(2500, EUR), "returned") == (found.total, found.pool.value)

    def test_cancels_the_rest_where_a_part_was_sent(self) -> None:
        """
        What was not sent is cancelled alone, and the order goes on without it.
        """
        rest = done(SENT, "cancel_units", units({"line-1": 1, "line-2": 1}))

        assert Fulfilment.SHIPPED is status(rest, LATER).fulfilment
        assert Stage.PLACED is stage(rest.history)

    def test_cancels_no_rest_where_the_policy_does_not(self) -> None:
        """
        A shop may say that a parcel on its way decides for the whole order.
        """
        policy = CancellationPolicy(the_rest=False)

        assert ("orders.on_its_way",) == codes(
            ask(SENT, "cancel_units", units({"line-1": 1}), by=CUSTOMER, policy=policy)
        )

    def test_refuses_nothing_and_too_much(self) -> None:
        """
        An order without open units has nothing to cancel, instead of a division by zero (RC-034).
        """
        nothing = done(PLAIN, "cancel_units", units({"line-1": 2, "line-2": 1}))

        assert ("orders.nothing_to_cancel", "orders.units_not_there") == codes(
            ask_anew(nothing, "cancel_units", units({"line-1": 1}))
        )
        assert ("orders.no_units",) == codes(ask(PLAIN, "cancel_units"))

    def test_gives_back_what_was_paid_less_the_fee(self) -> None:
        """
        Delivery goes back with the last unit; a fee is the customer's, and never more than what goes back.
        """
        order = an_order(a_line(gross="20.00"), charges=[a_charge(gross="4.90")])
        policy = CancellationPolicy(fee=Money(100, EUR), fee_percent=Decimal(10))
        by_customer = cancellation_quote(done(order, "cancel", by=CUSTOMER), policy)
        by_staff = cancellation_quote(done(order, "cancel"), policy)
        in_their_name = cancellation_quote(done(order, "cancel"), policy, Role.CUSTOMER)
        assert by_customer is not None
        assert by_staff is not None

        assert (Money(2490 - 249 - 100, EUR), Money(2490, EUR)) == (by_customer.total, by_staff.total)
        assert by_customer == in_their_name
        assert cancellation_quote(order, policy) is None

    def test_takes_no_fee_where_the_shop_cancelled_a_part(self) -> None:
        """
        Where customer and shop each cancelled something, nobody can say whose fee it would be.
        """
        order = done(PLAIN, "cancel_units", units({"line-1": 1}), by=CUSTOMER)
        found = cancellation_quote(
            done(order, "cancel_units", units({"line-2": 1})), CancellationPolicy(fee=Money(100, EUR))
        )
        assert found is not None

        assert Money(1500, EUR) == found.total

    def test_waives_instalments_of_what_was_cancelled(self) -> None:
        """
        What was never taken counts as there for a refund, since it need not be paid any more.
        """
        later = a_tender("later", captured="5.00", outstanding=Money(2000, EUR))
        order = done(attrs.evolve(PLAIN, tenders=(later,)), "cancel_units", units({"line-1": 1}))
        found = cancellation_quote(order, CancellationPolicy())
        assert found is not None

        assert (Money(1000, EUR), Money(0, EUR)) == (found.total, found.paid_out)

    @pytest.mark.parametrize(
        "wrong", [{"within_hours": -1}, {"fee": Money(-1, EUR)}, {"fee_percent": 101}], ids=["hours", "fee", "percent"]
    )
    def test_needs_a_policy_that_is_one(self, wrong: dict[str, Any]) -> None:
        """
        Negative hours and fees, and more than everything, are refused.
        """
        with pytest.raises(FactsError, match=next(iter(wrong))):
            CancellationPolicy(**wrong)


class TestHalfDone:
    """
    A refund of which one payout succeeded and the other failed: it holds all of it until that is tried again.
    """

    TWO = attrs.evolve(PLAIN, tenders=(a_tender(captured="10.00"), a_tender("gift", captured="5.00")))

    @property
    def order(self) -> Order:
        """
        Of 15.00 that were taken, 5.00 go back: the card failed, the gift card has its part.
        """
        asked = done(self.TWO, "propose_refund", refund_values(quote(self.TWO, {"line-2": 1})))
        card, gift = asked.repayments[0].payouts
        return replay(
            asked, [happened("payout_failed", payout=card.key), happened("payout_succeeded", payout=gift.key)]
        )

    def test_leaves_less_than_its_tenders_would_bear(self) -> None:
        """
        What each tender has left by itself comes to more than is left of the order, and no refund gets it all.
        """
        order = self.order
        card, gift = (tender.left for tender in order.tenders)
        values = (
            ("pool", "goodwill"),
            ("amount.line-1", card + gift),
            ("tender.card", card),
            ("tender.gift", gift),
        )

        assert order.left < card + gift
        assert ("orders.exceeds_captured",) == codes(ask(order, "propose_refund", values))

    def test_lets_a_refund_from_outside_wait(self) -> None:
        """
        The freed part of the card is still promised to the customer.
        """
        gift = self.order.tenders[1].left
        order = evolve(self.order, happened("refunded", tender="gift", amount=gift))
        order = evolve(order, happened("refunded", tender="card", amount=order.tenders[0].left))

        assert ("refunded",) == tuple(event.code for event in order.parked)


class TestExpire:
    """
    Orders nobody paid for.
    """

    def test_releases_what_was_set_aside(self) -> None:
        """
        An order that was never paid expires, and its authorisation is released.
        """
        outcome = ask(UNPAID, "expire")
        assert isinstance(outcome, Accepted)

        assert ["orders.void"] == [effect.code for effect in outcome.effects]
        assert "expired" == status(replay(UNPAID, outcome.events), LATER).word

    def test_leaves_what_was_paid_or_sent(self) -> None:
        """
        What was paid for is cancelled and refunded, and never just forgotten.
        """
        assert ("orders.paid",) == codes(ask(PLAIN, "expire"))
        assert ("orders.paid", "orders.on_its_way") == codes(ask(SENT, "expire"))


class TestArchive:
    """
    Putting an order away.
    """

    def test_waits_for_open_cases(self) -> None:
        """
        Nothing that is open is put away; once it is closed, it is.
        """
        opened = evolve(PLAIN, happened("case_opened", case="r-1", kind="return"))
        closed = evolve(opened, happened("case_closed", case="r-1"))

        assert {"r-1": "return"} == open_cases(opened.history)
        assert ("orders.case_open",) == codes(ask(opened, "archive"))
        assert archived(done(closed, "archive").history)
        assert not archived(done(done(closed, "archive"), "unarchive").history)

    def test_a_case_closed_before_it_was_opened_is_closed(self) -> None:
        """
        The order in which both are told makes no difference.
        """
        told = replay(PLAIN, [happened("case_closed", case="1"), happened("case_opened", case="1", kind="claim")])

        assert {} == open_cases(told.history)


class TestObservations:
    """
    What happens whatever anybody thinks of it.
    """

    def test_of_an_unknown_parcel_wait_for_it(self) -> None:
        """
        A scan that comes before the shop's own note is kept, and counts once the parcel is known.
        """
        early = evolve(PLAIN, happened("sighted", parcel="p", what="delivered", at=AT + timedelta(hours=5)))
        known = done(early, "ship", (("parcel", "p"), *units({"line-1": 2, "line-2": 1})))

        assert Flag.UNEXPLAINED in status(early, LATER).flags
        assert () == known.parked
        assert Fulfilment.DELIVERED is status(known, LATER).fulfilment

    def test_before_the_dispatch_show_that_its_time_is_wrong(self) -> None:
        """
        Nobody receives a parcel before it was sent: then the time of dispatch is not known.
        """
        order = evolve(SENT, happened("sighted", parcel="p", what="delivered", at=AT - timedelta(minutes=5)))

        assert order.parcels[0].shipped_at is None
        assert order == from_dict(to_dict(order))

    def test_of_a_cancelled_unit_that_was_sent_after_all_bring_it_back(self) -> None:
        """
        A cancelled unit that arrives was not cancelled before shipping, whatever was decided.
        """
        cancelled = done(PLAIN, "cancel")
        arrived = evolve(cancelled, moved("delivered", 2))

        assert (0, 2) == (arrived.tally("line-1").cancelled, arrived.tally("line-1").delivered)
        assert "cancelled" == status(arrived, LATER).word
        assert Fulfilment.DELIVERED is status(arrived, LATER).fulfilment

    def test_of_a_lost_parcel_that_was_cancelled_and_arrives_bring_it_back(self) -> None:
        """
        Lost, cancelled and delivered after all: the customer has it, so it was not cancelled.
        """
        lost = evolve(ALL_SENT, happened("sighted", parcel="p", what="lost"))
        arrived = evolve(done(lost, "cancel"), happened("sighted", parcel="p", what="delivered"))

        assert (2, 0) == (done(lost, "cancel").tally("line-1").cancelled, arrived.tally("line-1").cancelled)
        assert Fulfilment.DELIVERED is status(arrived, LATER).fulfilment

    def test_of_a_refund_wait_where_the_item_has_not_so_much_left(self) -> None:
        """
        A line gives back what it was charged, and a refund made by hand above that is for a person to look at.
        """
        order = evolve(PLAIN, happened("refunded", tender="card", amount=Money(600, EUR), item="line-2"))

        assert ("refunded",) == tuple(event.code for event in order.parked)
        assert order.refunded_on("line-2").is_zero

    def test_of_a_lost_parcel_that_turns_up_count(self) -> None:
        """
        What was lost and then delivered was not lost.
        """
        lost = evolve(ALL_SENT, happened("sighted", parcel="p", what="lost"))
        found = evolve(lost, happened("sighted", parcel="p", what="delivered"))

        assert Fulfilment.DELIVERED is status(found, LATER).fulfilment
        assert frozenset() == status(found, LATER).flags

    def test_that_cannot_be_wait_for_a_person(self) -> None:
        """
        More units than were bought, and a time before the order, change no count.
        """
        many = evolve(PLAIN, moved("delivered", 3))
        before = evolve(PLAIN, attrs.evolve(moved("delivered"), at=PLACED_AT - timedelta(days=1)))

        assert (1, 1) == (len(many.parked), len(before.parked))
        assert PLAIN.tally("line-1") == many.tally("line-1") == before.tally("line-1")

    def test_do_not_know_other_words(self) -> None:
        """
        A word outside the vocabulary is a mistake of the adapter.
        """
        with pytest.raises(FactsError, match="what"):
            evolve(SENT, happened("sighted", parcel="p", what="vanished"))
        with pytest.raises(FactsError, match="what: expected one of cancelled, reinstated"):
            evolve(SENT, moved("vanished"))
        with pytest.raises(FactsError, match="what"):
            evolve(SENT, moved("refunded"))
        with pytest.raises(FactsError, match="amount"):
            evolve(PLAIN, happened("captured", tender="card", amount=5))
        with pytest.raises(FactsError, match=r"units\.line-1"):
            evolve(PLAIN, moved("delivered", -1))


class TestAvailable:
    """
    What feeds buttons.
    """

    def test_says_what_a_customer_may_do(self) -> None:
        """
        Nearly everything is the shop's; a customer may cancel while nothing was sent.
        """
        found = {one.command: one.allowed for one in available(PLAIN, AT, CUSTOMER)}

        assert ["cancel", "cancel_units"] == [command for command, allowed in found.items() if allowed]

    def test_says_why_not(self) -> None:
        """
        A grey button has its reasons.
        """
        (cancel,) = [one for one in available(ALL_SENT, AT, CUSTOMER) if one.command == "cancel"]

        assert ("orders.on_its_way",) == tuple(finding.reason.code for finding in cancel.findings)

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            ("pack", "orders.nothing_to_send"),
            ("ship", "orders.nothing_to_send"),
            ("release", "orders.no_hold"),
            ("unarchive", "orders.not_archived"),
            ("retry_refund", "orders.payout_not_failed"),
            ("withdraw_refund", "orders.payout_not_failed"),
        ],
    )
    def test_greys_what_no_values_could_make_possible(self, command: str, code: str) -> None:
        """
        A button that would be refused whatever is entered behind it is grey, and says why once.
        """
        (found,) = [one for one in available(ALL_SENT, AT, STAFF) if one.command == command]
        (probed,) = [
            one
            for one in available(ALL_SENT, AT, STAFF, probes={command: units({"line-1": 1})})
            if one.command == command
        ]

        assert (False, (code,)) == (found.allowed, tuple(finding.reason.code for finding in found.findings))
        assert (code,) == tuple(finding.reason.code for finding in probed.findings)
