"""
Refunds as commands: what they hold, what frees it, and what can never happen twice.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Collection,
    Deduction,
    Flag,
    Moved,
    Order,
    Payout,
    PayoutState,
    Pool,
    Quote,
    Refunded,
    Repaid,
    Repayment,
    RepaymentState,
    Spread,
    Tender,
    due,
    evolve,
    from_dict,
    join,
    lifecycle,
    paid,
    quote,
    reduction,
    refund_values,
    replay,
    schedule,
    status,
    to_dict,
)
from aftersales.orders.refunds import Partial
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order, moved

EUR = "EUR"
STAFF = Actor(Role.STAFF, "staff-7")
AT = PLACED_AT + timedelta(days=1)
LATER = PLACED_AT + timedelta(days=90)

Values = tuple[tuple[str, Any], ...]


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def ask(order: Order, key: str, values: Values, command: str = "propose_refund") -> Accepted | Refused:
    """
    Ask for a command about a refund.
    """
    return lifecycle().decide(order, Request(command=command, at=AT, by=STAFF, key=key, values=values))


def done(order: Order, key: str, values: Values, command: str = "propose_refund") -> Order:
    """
    Have a command done.
    """
    outcome = ask(order, key, values, command)
    assert isinstance(outcome, Accepted)
    return replay(order, outcome.events)


def heard(order: Order, code: str, **values: Any) -> Order:
    """
    Hear something from the payment provider.
    """
    event = Event(code=code, at=AT, by=STAFF, key=f"{code}-{values}", values=tuple(values.items()))
    return evolve(order, event)


def ended(order: Order, code: str, refund: int = 0, payout: int = -1) -> Order:
    """
    Hear how a payout ended.
    """
    return heard(order, code, payout=order.repayments[refund].payouts[payout].key)


def codes(outcome: Accepted | Refused) -> tuple[str, ...]:
    """
    Take the codes of a refusal; nothing where it was accepted.
    """
    return outcome.codes if isinstance(outcome, Refused) else ()


def sum_of(quotes: list[Quote]) -> Taxed:
    """
    Add up every item of these quotes.
    """
    whole = Taxed.zero(EUR)
    for item in (item for one in quotes for item in one.items):
        whole += item.amount
    return whole


def by_hand(minor: int, item: str = "line-1", tender: str = "card", pool: str = "goodwill") -> Values:
    """
    Ask for an amount of money.
    """
    return (("pool", pool), (f"amount.{item}", eur(minor)), (f"tender.{tender}", eur(minor)))


HUNDRED = an_order(a_line(quantity=2, gross="100.00", tax="15.97"))
BOTH = refund_values(quote(HUNDRED, {"line-1": 2}))
ONE = refund_values(quote(HUNDRED, {"line-1": 1}))


class TestTaxes:
    """
    Taxes of all refunds of an item come to the tax it was charged.
    """

    @pytest.mark.parametrize("reduced", [1, 50, 99, 101, 333])
    @pytest.mark.parametrize("gross", range(1000, 1006))
    def test_of_a_reduction_and_of_every_unit_after_it_close_the_line(self, gross: int, reduced: int) -> None:
        """
        A price reduction, then three units one by one: never a cent of tax too much or too little.
        """
        order = an_order(a_line(quantity=3, gross=str(Money(gross, EUR).decimal), tax="1.91"))
        refunds = [reduction(order, {"line-1": eur(reduced)})]
        order = ended(done(order, "r0", refund_values(refunds[0])), "payout_succeeded")
        for unit in range(3):
            refunds.append(quote(order, {"line-1": 1}))
            order = ended(done(order, f"r{unit + 1}", refund_values(refunds[-1])), "payout_succeeded", refund=-1)

        assert Taxed.of_gross(eur(gross), eur(191)) == sum_of(refunds)

    def test_of_money_that_failed_and_was_given_again_close_the_line(self) -> None:
        """
        Two amounts are under way, the first fails, and the rest goes back: taxes are those of the sale.
        """
        order = an_order(a_line(gross="10.00", tax="1.60"))
        first = reduction(order, {"line-1": eur(3)})
        order = done(order, "r1", refund_values(first))
        second = reduction(order, {"line-1": eur(4)})
        order = ended(done(order, "r2", refund_values(second)), "payout_failed", refund=0)
        rest = quote(ended(order, "payout_succeeded", refund=1), {"line-1": 1})

        assert Taxed.of_gross(eur(1000), eur(160)) == sum_of([second, rest])

    def test_of_an_amount_that_staff_typed_are_those_of_the_sale(self) -> None:
        """
        Who proposes an amount and says nothing of its tax gets the part of the tax and the rate of the line.
        """
        order = an_order(a_line(gross="11.90", tax="1.90", tax_rate=Decimal("0.19")))
        paid = ended(done(order, "r1", by_hand(595)), "payout_succeeded")

        assert {"0.19": Taxed.of_gross(eur(595), eur(95))} == paid.repayments[0].credit_note

    def test_of_units_that_staff_typed_are_those_of_the_units(self) -> None:
        """
        A unit that goes back for less than it cost was worth what it cost; the rest is a fee.
        """
        values = (*by_hand(4000, pool="returned"), ("units.line-1", 1))
        [item] = done(HUNDRED, "r1", values).repayments[0].items

        assert (Taxed.of_gross(eur(5000), eur(799)), eur(4000)) == (item.worth, item.amount)

    def test_stand_on_the_document_of_what_was_paid_before_the_rest_was_given_up(self) -> None:
        """
        The credit note of a refund of which a part failed for good comes to the money that moved.
        """
        order = an_order(
            a_line("a", gross="11.90", tax="1.90", tax_rate=Decimal("0.19")),
            a_line("b", gross="10.70", tax="0.70", tax_rate=Decimal("0.07")),
            tenders=(a_tender(captured="11.30"), a_tender("gift", captured="11.30")),
        )
        partly = done(order, "r1", refund_values(quote(order, {"a": 1, "b": 1})))
        partly = ended(ended(partly, "payout_succeeded", payout=0), "payout_failed", payout=1)
        full, [given_up] = (
            partly.repayments[0].credit_note,
            done(partly, "w1", (("refund", "r1"),), "withdraw_refund").repayments,
        )

        assert {"0.19": Taxed.of_gross(eur(1190), eur(190)), "0.07": Taxed.of_gross(eur(1070), eur(70))} == full
        assert {
            "0.19": Taxed.of_gross(eur(595), eur(95)),
            "0.07": Taxed.of_gross(eur(535), eur(35)),
        } == given_up.credit_note


class TestCancelledBesideReduced:
    """
    Units that were cancelled beside units whose price was reduced.
    """

    REDUCED = ended(
        done(
            an_order(a_line(quantity=4, gross="40.00")),
            "r1",
            refund_values(reduction(an_order(a_line(quantity=4, gross="40.00")), {"line-1": eur(300)})),
        ),
        "payout_succeeded",
    )

    @pytest.mark.parametrize("pools", [(Pool.CANCELLED, Pool.RETURNED), (Pool.RETURNED, Pool.CANCELLED)])
    def test_are_worth_the_same_whichever_goes_back_first(self, pools: tuple[Pool, Pool]) -> None:
        """
        The reduction lies on the three that were not cancelled, at 9.00, and the cancelled one costs 10.00.
        """
        order, totals = moved(self.REDUCED, "cancelled"), {}
        for number, pool in enumerate(pools):
            found = quote(order, {"line-1": 1}, pool=pool)
            totals[pool] = found.total
            order = ended(done(order, f"q{number}", refund_values(found)), "payout_succeeded", refund=-1)

        assert {Pool.CANCELLED: eur(1000), Pool.RETURNED: eur(900)} == totals

    def test_are_not_paid_out_of_what_others_are_quoted(self) -> None:
        """
        Where little is left, a unit that came back leaves the price of the one that was cancelled alone.
        """
        order = ended(done(HUNDRED, "r1", by_hand(3000)), "payout_succeeded")
        order = moved(order, "cancelled")

        assert eur(2000) == quote(order, {"line-1": 1}).total
        assert eur(5000) == quote(order, {"line-1": 1}, pool=Pool.CANCELLED).total

    @pytest.mark.parametrize("gross", ["10.00", "10.01", "10.03"])
    def test_two_at_once_are_one_and_one(self, gross: str) -> None:
        """
        Reduced units are worth the same one by one as together.
        """
        order = an_order(a_line(quantity=4, gross=gross))
        order = ended(done(order, "r1", refund_values(reduction(order, {"line-1": eur(1)}))), "payout_succeeded")
        two, one = quote(order, {"line-1": 2}).total, quote(order, {"line-1": 1}).total
        after = ended(done(order, "r2", refund_values(quote(order, {"line-1": 1}))), "payout_succeeded", refund=-1)

        assert two == one + quote(after, {"line-1": 1}).total


class TestJoined:
    """
    Quotes of several lines that were made line by line and are proposed at once.
    """

    def test_keep_a_fee_on_its_own_line(self) -> None:
        """
        The fee of one line lowers no price, and so no tax, of another.
        """
        order = an_order(
            a_line("a", gross="11.90", tax="1.90", tax_rate=Decimal("0.19")),
            a_line("b", gross="10.70", tax="0.70", tax_rate=Decimal("0.07")),
        )
        first = quote(order, {"a": 1}, beside={"b": 1}, fees=[Deduction("restocking_fee", eur(119))])
        both = join([first, quote(order, {"b": 1}, beside={"a": 1}, before=[first])], EUR)

        assert (eur(1071), eur(1070)) == both.amounts
        assert Taxed.of_gross(eur(1070), eur(70)) == both.credit_note["0.07"]

    def test_can_be_proposed_although_they_share_the_delivery(self) -> None:
        """
        Each line has its part of the delivery, and the proposal names the delivery once.
        """
        order = an_order(a_line("a", gross="30.00"), a_line("b", gross="10.00"), charges=[a_charge(gross="4.90")])
        first = quote(order, {"a": 1}, beside={"b": 1})
        both = join([first, quote(order, {"b": 1}, beside={"a": 1}, before=[first])], EUR)
        paid = ended(done(order, "r1", refund_values(both)), "payout_succeeded")

        assert (eur(4490), eur(490), eur(0)) == (paid.refunded, paid.refunded_on("shipping"), paid.left)


class TestDelivery:
    """
    Delivery, fees and gifts over several refunds.
    """

    ORDER = an_order(a_line("a", gross="30.00"), a_line("b", gross="10.00"), charges=[a_charge(gross="4.90")])

    def test_does_not_give_a_fee_back_with_the_next_return(self) -> None:
        """
        What a fee kept of the delivery stays kept.
        """
        fee = [Deduction("restocking_fee", eur(349))]
        first = quote(self.ORDER, {"a": 1}, partial=Partial.ALL, fees=fee)
        paid = ended(done(self.ORDER, "r1", refund_values(first)), "payout_succeeded")

        assert (eur(3141), eur(1000)) == (first.total, quote(paid, {"b": 1}, partial=Partial.ALL).total)

    def test_goes_back_after_a_free_gift_came_back_alone(self) -> None:
        """
        A gift has nothing to be refunded, so once it is back it keeps no delivery.
        """
        order = an_order(a_line("a"), a_line("gift", gross="0.00"), charges=[a_charge(gross="4.90")])

        assert eur(1000) == quote(order, {"a": 1}).total
        assert eur(1490) == quote(moved(order, "returned", "gift"), {"a": 1}).total

    def test_takes_its_tax_from_the_sale_in_every_part(self) -> None:
        """
        A part for goodwill, then the standard delivery, then the rest: the taxes are those of the delivery.
        """
        order = an_order(a_line(), charges=[a_charge(gross="9.90", tax="1.00", standard=eur(490))])
        refunds = []
        for number in range(3):
            steps = [{"shipping": eur(104)}, None, {"shipping": eur(500)}]
            step = steps[number]
            refunds.append(quote(order, {"line-1": 1}) if step is None else reduction(order, step))
            order = ended(done(order, f"r{number}", refund_values(refunds[-1])), "payout_succeeded", refund=-1)

        assert Taxed.of_gross(eur(1990), eur(100)) == sum_of(refunds)

    def test_of_lines_that_were_cancelled_can_be_quoted_line_by_line(self) -> None:
        """
        Each cancelled line has its part of the delivery.
        """
        order = moved(moved(self.ORDER, "cancelled", "a"), "cancelled", "b")
        first = quote(order, {"a": 1}, beside={"b": 1}, pool=Pool.CANCELLED)
        both = join([first, quote(order, {"b": 1}, beside={"a": 1}, before=[first], pool=Pool.CANCELLED)], EUR)

        assert eur(4490) == both.total

    def test_goes_back_once_by_value_with_what_was_cancelled(self) -> None:
        """
        One of two equal lines was cancelled: half of the delivery.
        """
        order = moved(an_order(a_line("a"), a_line("b", 2), charges=[a_charge(gross="4.00")]), "cancelled", "b")

        assert eur(600) == quote(order, {"b": 1}, pool=Pool.CANCELLED, partial=Partial.SHARE).total


class TestPropose:
    """
    Proposing a refund.
    """

    def test_holds_the_balance_until_it_is_paid(self) -> None:
        """
        What is pending cannot be given back again, and has not gone back yet.
        """
        pending = done(HUNDRED, "r1", ONE)

        assert (eur(5000), 1) == (pending.left, pending.tally("line-1").refundable)
        assert Refunded.PENDING is status(pending, LATER).refunded
        assert Collection.PAID is status(pending, LATER).collection

    def test_asks_for_a_payout_under_a_key_of_its_own(self) -> None:
        """
        Each tender has its key, and the same proposal asks under the same key.
        """
        outcome = ask(HUNDRED, "r1", ONE)
        assert isinstance(outcome, Accepted)
        pending = replay(HUNDRED, outcome.events)

        assert [pending.repayments[0].payouts[0].key] == [effect.key for effect in outcome.effects]
        assert (("tender", "card"), ("amount", eur(5000))) == outcome.effects[0].values

    def test_moves_units_and_money_once_it_is_paid(self) -> None:
        """
        A settled refund is a movement that names its pool.
        """
        paid = ended(done(HUNDRED, "r1", ONE), "payout_succeeded")
        (movement,) = paid.movements

        assert (Moved.REFUNDED, 1, eur(5000), Pool.RETURNED, "r1") == (
            movement.what,
            movement.quantity,
            movement.amount,
            movement.pool,
            movement.refund,
        )
        assert RepaymentState.SETTLED is paid.repayments[0].state
        assert Refunded.PARTIAL is status(paid, LATER).refunded

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            pytest.param((("pool", "returned"),), ("orders.nothing_to_refund",), id="nothing (RC-079)"),
            pytest.param(by_hand(0), ("orders.nothing_to_refund",), id="an amount of zero (RC-115)"),
            pytest.param(
                by_hand(10001), ("orders.exceeds_refundable", "orders.exceeds_captured"), id="a cent too much (RC-049)"
            ),
            pytest.param(by_hand(10000), (), id="everything"),
            pytest.param(
                (("pool", "kept"), ("amount.line-1", eur(500)), ("tender.card", eur(400))),
                ("orders.parts_differ",),
                id="parts that differ",
            ),
            pytest.param(
                (("pool", "kept"), ("units.line-1", 3), ("amount.line-1", eur(500)), ("tender.card", eur(500))),
                ("orders.units_not_refundable",),
                id="more units than there are",
            ),
            pytest.param(
                (("pool", "cancelled"), ("units.line-1", 1), ("amount.line-1", eur(500)), ("tender.card", eur(500))),
                ("orders.units_not_refundable",),
                id="units that were not cancelled",
            ),
            pytest.param(
                (
                    ("pool", "kept"),
                    ("units.line-1", 1),
                    ("worth.line-1", eur(400)),
                    ("amount.line-1", eur(500)),
                    ("tender.card", eur(500)),
                ),
                ("orders.exceeds_refundable",),
                id="more than units are worth",
            ),
        ],
    )
    def test_is_refused_with_a_reason(self, values: Values, expected: tuple[str, ...]) -> None:
        """
        What cannot be refunded says why, with the most that can be.
        """
        assert expected == codes(ask(HUNDRED, "r1", values))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            pytest.param((("pool", "fun"), ("amount.line-1", eur(1))), "pool", id="another pool"),
            pytest.param(by_hand(1, item="line-9"), "line", id="another line"),
            pytest.param(by_hand(1, tender="cheque"), "tender", id="another tender"),
            pytest.param((("pool", "kept"), ("amount.line-1", 5)), "amount", id="a number for money"),
            pytest.param((("pool", "kept"), ("amount.line-1", Money(5, "USD"))), "amount", id="another currency"),
            pytest.param((*by_hand(1), ("units.line-1", -1)), "units", id="less than no unit"),
            pytest.param((*by_hand(1), ("units.line-1", "1")), "units", id="a text for units"),
            pytest.param((*by_hand(1), ("units.line-2", 1)), "amount.line-2", id="units without an amount"),
            pytest.param((*by_hand(1), ("tax.line-1", eur(2))), "tax", id="more tax than gross"),
            pytest.param((*by_hand(1), ("rate.line-1", "0.19")), "rate", id="a text for a rate"),
        ],
    )
    def test_cannot_be_asked_for_in_other_words(self, values: Values, field: str) -> None:
        """
        What contradicts the order is a mistake of the caller and no refusal.
        """
        with pytest.raises(FactsError, match=field):
            ask(HUNDRED, "r1", values)

    def test_gives_a_unit_no_more_than_it_was_charged(self) -> None:
        """
        What somebody types for one of two units is no more than that unit cost; the other keeps its price.
        """
        typed = (("pool", "returned"), ("units.line-1", 1))
        outcomes = [
            codes(ask(HUNDRED, "r1", (*typed, ("amount.line-1", eur(minor)), ("tender.card", eur(minor)))))
            for minor in (5000, 5001)
        ]

        assert [(), ("orders.exceeds_refundable",)] == outcomes

    def test_is_closed_once_everything_is_on_its_way(self) -> None:
        """
        The generic reason comes before any sum: there is nothing left.
        """
        pending = done(HUNDRED, "r1", BOTH)

        assert "orders.nothing_left" in codes(ask(pending, "r2", by_hand(1)))

    def test_pays_an_order_whose_tenders_nobody_knows(self) -> None:
        """
        Without tenders the money goes back as the host sees fit, within what the order cost.
        """
        order = attrs.evolve(HUNDRED, tenders=())
        paid = ended(done(order, "r1", refund_values(quote(order, {"line-1": 2}))), "payout_succeeded")

        assert (eur(0), Refunded.FULL) == (paid.left, status(paid, LATER).refunded)


class TestTwice:
    """
    Two clicks, two people, two providers.
    """

    def test_a_double_click_is_one_refund(self) -> None:
        """
        The same key does nothing the second time (solidus#2970, RefundPlugin#348, openfoodnetwork#6330, polar#5256).
        """
        once = done(HUNDRED, "r1", by_hand(5000))

        assert Accepted(()) == ask(once, "r1", by_hand(5000))

    def test_two_people_share_one_balance(self) -> None:
        """
        Of two refunds of 60 percent at the same moment one is accepted (RC-118).
        """
        first = done(HUNDRED, "r1", by_hand(6000))

        assert ("orders.exceeds_refundable", "orders.exceeds_captured") == codes(ask(first, "r2", by_hand(6000)))

    def test_half_twice_needs_two_keys(self) -> None:
        """
        Fifty percent sent twice fits into a hundred: only the key tells a second click from a second refund.
        """
        half = done(HUNDRED, "r1", by_hand(5000))

        assert Accepted(()) == ask(half, "r1", by_hand(5000))
        assert () == codes(ask(half, "r2", by_hand(5000)))

    def test_a_store_credit_is_paid_once(self) -> None:
        """
        Success that is told twice counts once (solidus#3989).
        """
        paid = ended(done(HUNDRED, "r1", ONE), "payout_succeeded")

        assert paid is ended(paid, "payout_succeeded")

    def test_a_refund_at_the_provider_counts(self) -> None:
        """
        What was refunded by hand elsewhere lowers what is left, and may name what it was for.
        """
        outside = heard(HUNDRED, "refunded", tender="card", amount=eur(3000), item="line-1", pool="goodwill")

        assert eur(7000) == outside.left
        assert "orders.exceeds_captured" in codes(ask(outside, "r1", by_hand(7001)))


class TestFailure:
    """
    Payouts that fail.
    """

    def test_frees_the_balance(self) -> None:
        """
        A failed payout holds nothing, and the order says that a refund failed.
        """
        failed = ended(done(HUNDRED, "r1", ONE), "payout_failed")

        assert (eur(10000), 2) == (failed.left, failed.tally("line-1").refundable)
        assert frozenset({Flag.REFUND_FAILED}) == status(failed, LATER).flags
        assert "issue" == status(failed, LATER).brief.value

    def test_is_tried_again_as_it_was_unless_said_otherwise(self) -> None:
        """
        Without another tender the same amount goes to the same place, and the host is asked to pay it.
        """
        failed = ended(done(HUNDRED, "r1", ONE), "payout_failed")
        outcome = ask(failed, "t1", (("payout", failed.repayments[0].payouts[0].key),), "retry_refund")
        assert isinstance(outcome, Accepted)

        assert (("tender", "card"), ("amount", eur(5000))) == outcome.effects[0].values
        assert outcome.effects[0].key == replay(failed, outcome.events).repayments[0].payouts[-1].key

    def test_of_an_order_without_tenders_can_be_tried_again(self) -> None:
        """
        Where no tender is known the order alone says what is left.
        """
        order = attrs.evolve(HUNDRED, tenders=())
        failed = ended(done(order, "r1", refund_values(quote(order, {"line-1": 1}))), "payout_failed")
        spent = done(failed, "r2", by_hand(6000)[:2])
        again = (("payout", failed.repayments[0].payouts[0].key),)

        assert () == codes(ask(failed, "t1", again, "retry_refund"))
        assert ("orders.exceeds_captured",) == codes(ask(spent, "t1", again, "retry_refund"))

    def test_can_be_tried_again_on_another_tender(self) -> None:
        """
        A second try has a key of its own and holds the balance again.
        """
        order = attrs.evolve(HUNDRED, tenders=(a_tender(captured="60.00"), a_tender("gift", captured="40.00")))
        failed = ended(done(order, "r1", by_hand(3000)), "payout_failed")
        again = done(
            failed, "t1", (("payout", failed.repayments[0].payouts[0].key), ("tender", "gift")), "retry_refund"
        )
        released, pending = again.repayments[0].payouts

        assert (PayoutState.RELEASED, PayoutState.PENDING) == (released.state, pending.state)
        assert (eur(1000), eur(6000)) == (again.tenders[1].left, again.tenders[0].left)
        assert released.key != pending.key
        assert Refunded.PARTIAL is status(ended(again, "payout_succeeded"), LATER).refunded

    def test_is_not_tried_again_where_the_money_went_elsewhere(self) -> None:
        """
        A second try is judged like a first one (solidus#3831).
        """
        failed = ended(done(HUNDRED, "r1", BOTH), "payout_failed")
        spent = done(failed, "r2", by_hand(1))
        outcome = ask(spent, "t1", (("payout", failed.repayments[0].payouts[0].key),), "retry_refund")

        assert ("orders.exceeds_captured",) == codes(outcome)

    def test_is_over_once_another_refund_paid_it(self) -> None:
        """
        What was paid out under another key is owed no more: the order is no longer an issue, and can be put away.
        """
        failed = ended(done(HUNDRED, "r1", BOTH), "payout_failed")
        paid = ended(done(failed, "r2", BOTH), "payout_succeeded", refund=1)

        assert frozenset({Flag.REFUND_FAILED}) == status(failed, LATER).flags
        assert (frozenset(), "refunded") == (status(paid, LATER).flags, status(paid, LATER).word)
        assert () == codes(ask(paid, "a1", (), "archive"))

    def test_is_tried_again_on_a_tender_that_there_is(self) -> None:
        """
        A slip in the name of the tender is an error, as it is when the refund is proposed.
        """
        failed = ended(done(HUNDRED, "r1", ONE), "payout_failed")
        payout = failed.repayments[0].payouts[0].key

        with pytest.raises(FactsError, match="tender: expected one of card"):
            ask(failed, "t1", (("payout", payout), ("tender", "crad")), "retry_refund")

    def test_only_what_failed_is_tried_again_or_given_up(self) -> None:
        """
        A payout under way is neither, nor is one that nobody knows.
        """
        pending = done(HUNDRED, "r1", ONE)
        payout = (("payout", pending.repayments[0].payouts[0].key),)

        assert ("orders.payout_not_failed",) == codes(ask(pending, "t1", payout, "retry_refund"))
        assert ("orders.payout_not_failed",) == codes(ask(pending, "t1", (("payout", "?"),), "retry_refund"))
        assert ("orders.payout_not_failed",) == codes(ask(pending, "w1", (("refund", "r1"),), "withdraw_refund"))

    def test_success_after_failure_is_success(self) -> None:
        """
        Providers change their minds: in whatever order both are told, the money moved.
        """
        pending = done(HUNDRED, "r1", ONE)
        one = ended(ended(pending, "payout_failed"), "payout_succeeded")
        two = ended(ended(pending, "payout_succeeded"), "payout_failed")

        assert one.tenders == two.tenders
        assert one.repayments == two.repayments

    def test_a_success_that_cannot_be_waits_for_a_person(self) -> None:
        """
        Money that moved although it was given back otherwise meanwhile is not squeezed in.
        """
        failed = ended(done(HUNDRED, "r1", BOTH), "payout_failed")
        spent = ended(done(failed, "r2", BOTH), "payout_succeeded", refund=1)
        late = ended(spent, "payout_succeeded", refund=0)

        assert eur(0) == late.left
        assert Flag.UNEXPLAINED in status(late, LATER).flags

    def test_what_succeeded_stays_when_the_rest_is_given_up(self) -> None:
        """
        A refund of which one tender failed becomes one of money, and its units can be refunded for the rest.
        """
        order = attrs.evolve(HUNDRED, tenders=(a_tender(captured="60.00"), a_tender("gift", captured="40.00")))
        partly = done(order, "r1", refund_values(quote(order, {"line-1": 1})))
        partly = ended(ended(partly, "payout_succeeded", payout=0), "payout_failed", payout=1)
        given_up = done(partly, "w1", (("refund", "r1"),), "withdraw_refund")

        assert RepaymentState.PARTLY_SETTLED is given_up.repayments[0].state
        assert (eur(3000), 2) == (given_up.refunded, given_up.tally("line-1").refundable)
        assert eur(7000) == quote(given_up, {"line-1": 2}).total

    def test_the_rest_waits_while_a_part_is_under_way(self) -> None:
        """
        Nothing is given up while the provider still works on it.
        """
        order = attrs.evolve(HUNDRED, tenders=(a_tender(captured="60.00"), a_tender("gift", captured="40.00")))
        partly = ended(done(order, "r1", refund_values(quote(order, {"line-1": 1}))), "payout_failed")

        assert ("orders.payout_pending",) == codes(ask(partly, "w1", (("refund", "r1"),), "withdraw_refund"))

    def test_a_line_closes_whatever_failed_before(self) -> None:
        """
        Three units for 10.00, refunds that overtake each other: what goes back in the end is 10.00.
        """
        order = an_order(a_line(quantity=3, gross="10.00"))
        one = refund_values(quote(order, {"line-1": 1}))
        first = done(order, "r1", one)
        both = done(first, "r2", refund_values(quote(first, {"line-1": 1})))
        failed = ended(ended(both, "payout_succeeded", refund=1), "payout_failed", refund=0)
        rest = ended(done(failed, "r3", refund_values(quote(failed, {"line-1": 2}))), "payout_succeeded", refund=2)

        assert (eur(1000), eur(0)) == (rest.refunded, rest.left)


class TestOutside:
    """
    A refund that was made elsewhere, and is only told.
    """

    def test_counts_where_no_tender_is_known(self) -> None:
        """
        The order alone says what is left then.
        """
        order = heard(attrs.evolve(HUNDRED, tenders=()), "refunded", amount=eur(3000), item="line-1", pool="goodwill")

        assert (eur(3000), eur(7000), ()) == (order.refunded, order.left, order.parked)

    def test_counts_as_store_credit(self) -> None:
        """
        Credit that a shop gave by hand is none of the card's money, and goes back all the same.
        """
        order = heard(HUNDRED, "refunded", tender="store_credit", amount=eur(3000), item="line-1", pool="goodwill")

        assert (HUNDRED.tenders, eur(7000), eur(7000)) == (order.tenders, order.left, paid(order))

    def test_names_a_pool_that_there_is(self) -> None:
        """
        A misspelt pool is an error of whoever tells it, with the words there are.
        """
        with pytest.raises(FactsError, match="pool: expected one of cancelled, returned"):
            heard(HUNDRED, "refunded", tender="card", amount=eur(1), pool="gift")


class TestChargeBack:
    """
    Money the bank takes back.
    """

    def test_lowers_what_is_left_and_shows(self) -> None:
        """
        What was charged back is not refunded once more.
        """
        disputed = heard(HUNDRED, "charged_back", tender="card", amount=eur(4000))

        assert eur(6000) == disputed.left
        assert Flag.DISPUTED in status(disputed, LATER).flags
        assert Collection.PARTIALLY_PAID is status(disputed, LATER).collection

    def test_after_a_refund_is_a_dispute_to_win(self) -> None:
        """
        What was refunded and is charged back as well waits, and shows; nothing goes below zero.
        """
        paid = ended(done(HUNDRED, "r1", BOTH), "payout_succeeded")
        twice = heard(paid, "charged_back", tender="card", amount=eur(10000))

        assert eur(0) == twice.tenders[0].left
        assert {Flag.DISPUTED, Flag.UNEXPLAINED} <= status(twice, LATER).flags

    def test_can_be_reversed(self) -> None:
        """
        A dispute that was won gives the money back to the shop.
        """
        won = heard(
            heard(HUNDRED, "charged_back", tender="card", amount=eur(4000)),
            "charge_back_reversed",
            tender="card",
            amount=eur(4000),
        )

        assert eur(10000) == won.left
        assert frozenset() == status(won, LATER).flags


class TestInstalments:
    """
    Instalments that the shop still has to take.
    """

    BOUGHT = an_order(
        a_line(quantity=3, gross="300.00"),
        tenders=[a_tender("later", captured="100.00", outstanding=eur(20000))],
    )

    def test_are_waived_before_anything_is_paid_out(self) -> None:
        """
        Two of three units back cancel what is outstanding, and the third pays the first instalment back.
        """
        two = quote(self.BOUGHT, {"line-1": 2})
        three = quote(self.BOUGHT, {"line-1": 3})

        assert (eur(20000), eur(0)) == (two.total, two.paid_out)
        assert (eur(30000), eur(10000)) == (three.total, three.paid_out)

    def test_are_settled_at_once_where_nothing_is_paid_out(self) -> None:
        """
        A refund that only waives needs no payout.
        """
        outcome = ask(self.BOUGHT, "r1", refund_values(quote(self.BOUGHT, {"line-1": 2})))
        assert isinstance(outcome, Accepted)
        after = replay(self.BOUGHT, outcome.events)

        assert () == outcome.effects
        assert (eur(20000), eur(0)) == (after.waived, after.tenders[0].outstanding)
        assert (eur(10000), eur(20000)) == (after.left, after.refunded)
        assert after == from_dict(to_dict(after))

    def test_leave_what_can_still_go_back_while_a_refund_is_pending(self) -> None:
        """
        Two thirds and a half are pending, of which instalments are waived: the rest can go back meanwhile.
        """
        order = an_order(
            a_line(quantity=6, gross="300.00"), tenders=[a_tender("later", captured="100.00", outstanding=eur(20000))]
        )
        pending = done(order, "r1", refund_values(quote(order, {"line-1": 5})))

        assert eur(5000) == pending.left == quote(pending, {"line-1": 1}).total

    def test_that_are_more_than_the_order_costs_go_back_too(self) -> None:
        """
        Instalments of 10.02 for an order of 10.00 leave nobody to pay two cents for nothing.
        """
        order = an_order(a_line(), tenders=[a_tender("later", captured="1.00", outstanding=eur(902))])

        assert eur(1002) == quote(order, {"line-1": 1}).total

    def test_that_are_more_than_the_order_costs_are_not_due_once_waived(self) -> None:
        """
        Where the two cents too much are waived alone, the whole price stays due, and the instalments pay it.
        """
        order = an_order(a_line(), tenders=[a_tender("later", captured="1.00", outstanding=eur(902))])
        waived = done(order, "r1", refund_values(reduction(order, {"surplus": eur(2)})))

        assert eur(1000) == due(order) == due(waived) == paid(waived) + waived.outstanding

    def test_are_taken_one_by_one(self) -> None:
        """
        An instalment that was taken is outstanding no more; one too many waits.
        """
        taken = heard(self.BOUGHT, "captured", tender="later", amount=eur(10000), instalment=True)
        more = heard(taken, "captured", tender="later", amount=eur(10001), instalment=True)

        assert (eur(20000), eur(10000)) == (taken.tenders[0].captured, taken.tenders[0].outstanding)
        assert 1 == len(more.parked)


class TestReduction:
    """
    Refunds of money alone.
    """

    def test_is_an_amount_and_no_units(self) -> None:
        """
        A price reduction leaves every unit refundable, for what it costs now.
        """
        reduced = ended(
            done(HUNDRED, "r1", refund_values(reduction(HUNDRED, {"line-1": eur(1000)}))), "payout_succeeded"
        )

        assert 2 == reduced.tally("line-1").refundable
        assert [eur(4500), eur(9000)] == [quote(reduced, {"line-1": count}).total for count in (1, 2)]

    def test_takes_its_tax_from_the_sale(self) -> None:
        """
        The tax of parts adds up to that of the whole.
        """
        found = reduction(HUNDRED, {"line-1": eur(5000)})

        assert Taxed.of_gross(eur(5000), eur(799)) == found.items[0].amount
        assert {"unknown": found.items[0].amount} == found.credit_note

    @pytest.mark.parametrize(
        "amounts",
        [
            pytest.param({}, id="nothing"),
            pytest.param({"line-1": eur(0)}, id="zero"),
            pytest.param({"line-1": eur(10001)}, id="a cent too much"),
            pytest.param({"line-9": eur(1)}, id="another line"),
            pytest.param({"surplus": eur(1)}, id="no surplus"),
        ],
    )
    def test_stays_within_what_was_charged(self, amounts: dict[str, Money]) -> None:
        """
        No item gives back more than it has.
        """
        with pytest.raises(FactsError):
            reduction(HUNDRED, amounts)

    def test_lies_on_the_units_that_are_left(self) -> None:
        """
        What was reduced after one unit came back lowers the others only, and what was cancelled is kept apart.
        """
        order = an_order(a_line(quantity=4, gross="40.00"))
        one = ended(done(order, "r1", refund_values(quote(order, {"line-1": 1}))), "payout_succeeded")
        reduced = done(one, "r2", refund_values(reduction(one, {"line-1": eur(300)})))
        cancelled = moved(reduced, "cancelled")

        assert eur(900) == quote(reduced, {"line-1": 1}).total
        assert eur(2700) == quote(reduced, {"line-1": 3}).total
        assert eur(850) == quote(cancelled, {"line-1": 1}).total

    def test_gives_back_cents_paid_too_much(self) -> None:
        """
        What was paid above the total can go back by itself.
        """
        order = an_order(a_line(), tenders=[a_tender(captured="10.03")])

        assert eur(3) == reduction(order, {"surplus": eur(3)}).total


class TestPartialDelivery:
    """
    Delivery on partial returns.
    """

    ORDER = an_order(a_line("a", 1, "30.00"), a_line("b", 1, "10.00"), charges=[a_charge(gross="4.90")])

    @pytest.mark.parametrize(
        ("partial", "first", "second"),
        [
            pytest.param(Partial.NONE, 3000, 1490, id="with the last unit"),
            pytest.param(Partial.SHARE, 3367, 1123, id="its share by value"),
            pytest.param(Partial.ALL, 3490, 1000, id="at once"),
        ],
    )
    def test_is_a_choice(self, partial: Partial, first: int, second: int) -> None:
        """
        Whatever is chosen, delivery goes back once.
        """
        one = quote(self.ORDER, {"a": 1}, partial=partial)
        paid = ended(done(self.ORDER, "r1", refund_values(one)), "payout_succeeded")
        two = quote(paid, {"b": 1}, partial=partial)

        assert (eur(first), eur(second)) == (one.total, two.total)
        assert self.ORDER.total == one.total + two.total

    def test_never_gives_back_a_gift_wrap_early(self) -> None:
        """
        A charge that is no delivery goes back with the whole order only.
        """
        order = an_order(a_line("a"), a_line("b"), charges=[a_charge("wrap", "2.00", shipping=False)])

        assert eur(1000) == quote(order, {"a": 1}, partial=Partial.ALL).total


class TestCreditNote:
    """
    What stands on the document.
    """

    def test_may_be_lowered_by_fees(self) -> None:
        """
        Fees are laid on the items by what they come to, and net and tax of what is left add up.
        """
        order = an_order(
            a_line("a", gross="11.90", tax="1.90", tax_rate=None), a_line("b", gross="10.70", tax="0.70", tax_rate=None)
        )
        found = quote(order, {"a": 1, "b": 1}, fees=[Deduction("restocking_fee", eur(226))])

        assert (eur(1071), eur(963)) == found.amounts
        assert eur(2034) == found.credit_note["unknown"].gross
        assert eur(2260) == found.taxes["unknown"].gross

    @pytest.mark.parametrize(("currency", "gross"), [("JPY", "1000"), ("KWD", "1.000"), ("EUR", "10.00")])
    def test_works_in_every_number_of_digits(self, currency: str, gross: str) -> None:
        """
        Currencies without a minor unit and with three digits split as exactly.
        """
        order = an_order(
            a_line(quantity=3, gross=gross, currency=currency),
            currency=currency,
            tenders=[a_tender(captured=gross, currency=currency)],
        )
        first = quote(order, {"line-1": 1})
        paid = ended(done(order, "r1", refund_values(first)), "payout_succeeded")

        assert order.total == first.total + quote(paid, {"line-1": 2}).total


class TestSchedule:
    """
    Which cent goes where.
    """

    def test_prints_every_cent(self) -> None:
        """
        Ten euros for three units, delivery, and two cents paid too much.
        """
        order = an_order(
            a_line(quantity=3, gross="10.00", tax="1.60"),
            charges=[a_charge(gross="4.90")],
            tenders=[a_tender(captured="14.92")],
        )

        assert schedule(order).lines() == [
            "line-1 #1   3.33 EUR  tax 0.53 EUR  even       open",
            "line-1 #2   3.33 EUR  tax 0.54 EUR  even       open",
            "line-1 #3   3.34 EUR  tax 0.53 EUR  remainder  open",
            "shipping    4.90 EUR  tax 0.00 EUR  last       open",
            "surplus     0.02 EUR  tax 0.00 EUR  surplus    open",
            "total      14.92 EUR",
        ]

    def test_says_what_went_back(self) -> None:
        """
        What was refunded and cancelled is marked.
        """
        paid = ended(done(HUNDRED, "r1", ONE), "payout_succeeded")

        assert ["refunded", "open"] == [row.state for row in schedule(paid).rows]

    def test_tells_units_on_their_way_from_those_that_were_cancelled(self) -> None:
        """
        One of three is pending, one was cancelled and is owed, and one is open.
        """
        order = moved(an_order(a_line(quantity=3, gross="10.00")), "cancelled")
        order = done(order, "r1", refund_values(quote(order, {"line-1": 1})))

        assert ["pending", "cancelled", "open"] == [row.state for row in schedule(order).rows]

    def test_shows_a_price_reduction_and_what_it_left(self) -> None:
        """
        What was reduced is a row of its own, and the units stand as they are quoted from then on.
        """
        found = reduction(HUNDRED, {"line-1": eur(1001)})
        rows = schedule(ended(done(HUNDRED, "r1", refund_values(found)), "payout_succeeded")).lines()

        assert rows == [
            "line-1      10.01 EUR  tax 1.60 EUR  price_reduction  refunded",
            "line-1 #1   44.99 EUR  tax 7.18 EUR  reduced          open",
            "line-1 #2   45.00 EUR  tax 7.19 EUR  reduced          open",
            "total      100.00 EUR",
        ]

    def test_shows_what_the_shop_keeps(self) -> None:
        """
        A fee, and what the delivery cost above the standard one, are kept; the rows are still all that was paid.
        """
        order = an_order(a_line(), charges=[a_charge(gross="9.90", standard=eur(490))])
        less = quote(order, {"line-1": 1}, fees=[Deduction("restocking_fee", eur(149))])
        kept = schedule(ended(done(order, "r1", refund_values(less)), "payout_succeeded"))
        rows = [(row.item, row.amount.gross.minor, row.state) for row in kept.rows]

        assert rows == [
            ("line-1", 900, "refunded"),
            ("line-1", 100, "kept"),
            ("shipping", 441, "refunded"),
            ("shipping", 549, "kept"),
        ]
        assert eur(1990) == kept.total

    @pytest.mark.parametrize(
        ("tender", "why", "minor"),
        [
            pytest.param(a_tender(captured="9.98"), "unpaid", -2, id="cents that were not paid"),
            pytest.param(a_tender(captured="10.03"), "surplus", 3, id="cents paid too much"),
            pytest.param(a_tender(captured="10.00", charged_back=eur(400)), "charged_back", -400, id="charged back"),
        ],
    )
    def test_adds_up_to_what_was_paid(self, tender: Tender, why: str, minor: int) -> None:
        """
        Cents between the lines and the payment are a row of their own, whichever side they are on.
        """
        found = schedule(an_order(a_line(), tenders=[tender]))

        assert ("surplus", why, minor) == (found.rows[-1].item, found.rows[-1].why, found.rows[-1].amount.gross.minor)
        assert eur(1000 + minor) == found.total

    def test_counts_instalments_that_are_still_to_be_taken(self) -> None:
        """
        What was promised in instalments was paid as far as the schedule is concerned.
        """
        assert eur(30000) == schedule(TestInstalments.BOUGHT).total


class TestRepayment:
    """
    A refund as a value.
    """

    ITEM = Repaid(id="line-1", worth=Taxed.of_gross(eur(500)), amount=eur(500))
    PAYOUT = Payout(key="p", tender="card", amount=eur(500))

    def test_adds_up(self) -> None:
        """
        Items and payouts come to the same.
        """
        with pytest.raises(FactsError, match="payouts"):
            Repayment(
                key="r", pool=Pool.KEPT, at=AT, items=(self.ITEM,), payouts=(attrs.evolve(self.PAYOUT, amount=eur(1)),)
            )
        with pytest.raises(FactsError, match="items"):
            Repayment(key="r", pool=Pool.KEPT, at=AT, items=(), payouts=(self.PAYOUT,))

    @pytest.mark.parametrize(
        ("states", "withdrawn", "expected"),
        [
            (["pending"], False, "pending"),
            (["succeeded"], False, "settled"),
            (["failed"], False, "failed"),
            (["released"], True, "withdrawn"),
            (["succeeded", "failed"], False, "partly_settled"),
            (["succeeded", "released"], True, "partly_settled"),
            (["succeeded", "pending"], False, "pending"),
        ],
    )
    def test_has_a_state_from_its_payouts(self, states: list[str], withdrawn: bool, expected: str) -> None:  # noqa: FBT001
        """
        The state of a refund is worked out and never stored.
        """
        payouts = tuple(
            Payout(key=str(number), tender="card", amount=eur(500 // len(states)), state=PayoutState(state))
            for number, state in enumerate(states)
        )
        made = Repayment(key="r", pool=Pool.KEPT, at=AT, items=(self.ITEM,), payouts=payouts, withdrawn=withdrawn)

        assert expected == made.state.value


@pytest.mark.parametrize("how", list(Spread))
def test_every_way_to_spread_is_accepted(how: Spread) -> None:
    """
    First paid, last paid and in proportion: the shares of a quote fit the tenders (adyen-shopware6#482).
    """
    order = attrs.evolve(HUNDRED, tenders=(a_tender(captured="60.00"), a_tender("gift", captured="40.00")))

    assert () == codes(ask(order, "r1", refund_values(quote(order, {"line-1": 1}, how=how))))
