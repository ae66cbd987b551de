"""
Store credit from the decision to the payout: it is none of the means that the order was paid with.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money
from aftersales.orders import STORE_CREDIT, Collection, Order, evolve, lifecycle, paid, request, status, told
from aftersales.returns import (
    RETURN_CASE,
    Handling,
    RequestLine,
    ReturnCase,
    Trigger,
    Window,
    announce,
    decide,
    open_case,
    pass_on,
    proposal,
)
from aftersales.rights import Remedy
from aftersales.testing.orders import a_line, a_tender, an_order, delivered
from tests.returns.sales import money, noon, policy, shop

AT = noon("2026-10-06")
CLERK, PROVIDER = Actor(Role.STAFF, "anna"), Actor(Role.SYSTEM)
DESK = shop(policy(credit=Window(days=60), credit_bonus=Decimal(10)))
#: Two units for 100.00, paid half by card and half with a gift card.
SOLD = an_order(
    a_line("mug", 2, "100.00"),
    tenders=[a_tender("card", captured="50.00"), a_tender("gift", captured="50.00", kind="gift_card")],
    placed_at=noon("2026-10-01"),
)


def returning(units: int) -> tuple[Order, ReturnCase, Any]:
    """
    Ask for store credit for units that were delivered, and have them back.
    """
    order = delivered(SOLD, noon("2026-10-03"))
    asked = RequestLine(units=units, wish=Remedy.CREDIT, chose_credit=True)
    answers = decide(order, {"mug": asked}, DESK, AT, reason="changed_mind")
    case = open_case(order, "case-1", Handling(trigger=Trigger.RECEIPT))
    outcome = announce(case, answers, at=AT, by=Actor(Role.CUSTOMER, "c-7"), key="form-1")
    assert isinstance(outcome, Accepted)
    order, case = stored(order, case, RETURN_CASE.replay(case, outcome.events))
    order, case = asks(order, case, request("receive", at=AT, by=CLERK, key="dock-1", received={"mug": units}))
    return order, case, answers["mug"].best.refund


def stored(order: Order, before: ReturnCase, after: ReturnCase) -> tuple[Order, ReturnCase]:
    """
    Pass a step on.
    """
    done = pass_on(order, [before], after)
    assert () == (*done.refused, *done.unpaid)
    case = done.case("case-1")
    assert isinstance(case, ReturnCase)
    return done.order, case


def asks(order: Order, case: ReturnCase, move: Request) -> tuple[Order, ReturnCase]:
    """
    Take a step that must be accepted.
    """
    after, outcome = RETURN_CASE.run(case, move)
    assert isinstance(outcome, Accepted), outcome
    return stored(order, case, after)


def paying(order: Order, code: str, refund: int = -1) -> Event:
    """
    Hear of the last payout of a refund.
    """
    payout = order.repayments[refund].payouts[-1]
    return told(code, at=AT, by=PROVIDER, key=f"{code} {payout.key}", payout=payout.key)


class TestFromTheDecision:
    """
    The refund of an answer whose remedy is store credit.
    """

    def test_is_paid_out_as_credit_with_its_bonus(self) -> None:
        """
        The host is asked for 50.00 of credit and 5.00 on top; the means of payment keep what they have.
        """
        order, case, refund = returning(1)
        step = proposal(refund, at=AT, by=CLERK, key="refund-1")
        after, _ = RETURN_CASE.run(case, step)
        done = pass_on(order, [case], after)
        (effect,) = done.effects

        assert ("orders.pay_out", STORE_CREDIT) == (effect.code, dict(effect.values)["tender"])
        assert (money("50.00"), money("5.00")) == (dict(effect.values)["amount"], dict(effect.values)["bonus"])
        assert done.order.tenders == order.tenders
        assert (money("50.00"), money("50.00")) == (done.order.left, paid(done.order))

    def test_ends_case_and_order_like_any_refund(self) -> None:
        """
        Once the credit is there, the units are refunded and the order owes nothing, bonus or not.
        """
        order, case, refund = returning(2)
        order, case = asks(order, case, proposal(refund, at=AT, by=CLERK, key="refund-1"))
        heard = pass_on(evolve(order, paying(order, "payout_succeeded")), [case])
        paid_case = heard.case("case-1")
        assert isinstance(paid_case, ReturnCase)
        order, case = asks(
            heard.order, paid_case, request("inspect", at=AT, by=CLERK, key="bench", accepted={"mug": 2})
        )
        order, case = asks(order, case, request("resolve", at=AT, by=CLERK, key="end"))
        found = status(order, AT + timedelta(days=1))

        assert ("resolved", "returned", Collection.PAID) == (case.word, found.word, found.collection)
        assert (money("0.00"), money("0.00"), money("100.00")) == (order.left, paid(order), order.refunded)

    def test_is_paid_as_credit_where_the_case_names_an_amount_only(self) -> None:
        """
        Staff who type what goes back for units that were promised as credit do not pay the card.
        """
        order, case, _ = returning(1)
        by_hand = request("propose_refund", at=AT, by=CLERK, key="r", units={"mug": 1}, amount=money("50.00"))
        order, case = asks(order, case, by_hand)

        assert [STORE_CREDIT] == [one.tender for one in order.repayments[0].payouts]

    def test_fails_and_is_tried_again_with_its_bonus(self) -> None:
        """
        The same credit with the same bonus is asked for again; on another tender there is no bonus.
        """
        order, case, refund = returning(1)
        order, _ = asks(order, case, proposal(refund, at=AT, by=CLERK, key="refund-1"))
        failed = evolve(order, paying(order, "payout_failed"))
        assert money("100.00") == paid(failed)
        asked = {"payout": failed.repayments[0].payouts[0].key}
        for tender, bonus in (("", money("5.00")), ("card", None)):
            said = asked | ({"tender": tender} if tender else {})
            _, outcome = lifecycle().run(failed, request("retry_refund", at=AT, by=CLERK, key="again", **said))
            assert isinstance(outcome, Accepted)
            assert bonus == dict(outcome.effects[0].values).get("bonus")


def test_a_bonus_needs_credit_to_stand_on() -> None:
    """
    On a card there is nothing to put a bonus on.
    """
    with pytest.raises(FactsError, match="bonus: expected a part that goes back as store_credit"):
        lifecycle().decide(
            SOLD,
            request(
                "propose_refund",
                at=AT,
                by=CLERK,
                key="r",
                pool="goodwill",
                amount={"mug": money("1.00")},
                tender={"card": money("1.00")},
                bonus=money("1.00"),
            ),
        )


@given(steps=st.lists(st.sampled_from(["card", "gift", STORE_CREDIT]), min_size=1, max_size=6), data=st.data())
def test_what_the_shop_has_is_what_it_took_less_what_it_gave_wherever_it_went(
    steps: list[str], data: st.DataObject
) -> None:
    """
    Money and credit leave the order alike, pending, done or failed.
    """
    order, given_back = SOLD, 0
    for number, tender in enumerate(steps):
        minor = data.draw(st.integers(1, 4000))
        move = request(
            "propose_refund",
            at=AT,
            by=CLERK,
            key=f"r{number}",
            pool="goodwill",
            amount={"mug": Money(minor, "EUR")},
            tender={tender: Money(minor, "EUR")},
        )
        order, outcome = lifecycle().run(order, move)
        if not isinstance(outcome, Accepted):
            continue
        end = data.draw(st.sampled_from(["", "payout_succeeded", "payout_failed"]))
        given_back += 0 if end == "payout_failed" else minor
        order = evolve(order, paying(order, end)) if end else order

        assert Money(10000 - given_back, "EUR") == paid(order) == order.left
