"""
What an answer tells beyond the option that is open: what could give more, and what staff cannot take away.
"""

import pytest

from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.events import Actor, Override, Role
from aftersales.orders import Buyer, BuyerKind, LineFacts
from aftersales.returns import Fee, Fees, Remedy, decide
from tests.returns.sales import ask_one, line, money, noon, policy, sale, shop

FEE = Fees(customer=Fee(flat=money("10.00")))


def test_a_fee_of_the_policy_does_not_hide_a_right_that_hangs_on_a_fact() -> None:
    """
    Who may be a consumer reads the policy's answer, and that the law may give more.
    """
    unknown = Buyer(kind=BuyerKind.UNKNOWN, residence="DE-BE")
    answer = ask_one(sale(buyer=unknown), shop(policy(fees=FEE)), "2026-10-06")

    assert (Verdict.ACCEPT, money("109.00")) == (answer.verdict, answer.best.refund.total)
    assert ["buyer.kind"] == [question.fact for question in answer.worth_asking]
    assert answer.explain()[-1].startswith("The law may give you more; we are checking this for you: whether you")


def test_what_the_customer_can_answer_is_asked_of_the_customer() -> None:
    """
    Whether a seal is broken could bring the fee back, and only the customer knows.
    """
    sealed = line(facts=LineFacts(sealed_for_hygiene=True))
    answer = ask_one(sale(sealed), shop(policy(fees=FEE)), "2026-10-06")

    assert "It could give you more if you told us: whether the seal was broken after delivery." == answer.explain()[-1]


def test_a_law_nobody_holds_is_checked() -> None:
    """
    A country without rows leaves the policy's answer open and a person to look for more.
    """
    abroad = Buyer(kind=BuyerKind.CONSUMER, residence="ZZ")
    answer = ask_one(sale(buyer=abroad), shop(policy(fees=FEE)), "2026-10-06")

    assert Verdict.ACCEPT is answer.verdict
    assert answer.explain()[-1].startswith("The law may give you more")


def test_a_plain_answer_tells_nothing_more() -> None:
    """
    Where the best option is open and nothing is unknown there is nothing to add.
    """
    told = " ".join(ask_one(sale(), shop(policy(fees=FEE)), "2026-10-06").explain())

    assert "may give you more" not in told
    assert "could give you more" not in told


def test_staff_cannot_refuse_a_right_of_the_law_without_saying_that_it_remains() -> None:
    """
    A refusal by staff changes what the shop does, not what the law gives.
    """
    said = Override(verdict=Verdict.REFUSE, by=Actor(Role.STAFF, "7"), at=noon("2026-10-07"), why="a mistake")
    answer = ask_one(sale(), shop(), "2026-10-06").overruled(said)

    assert "Whatever our staff decided, the law gives you this until Oct 19, 2026: money back." == answer.explain()[-1]
    assert Remedy.REFUND is answer.best.remedy


def test_a_moment_before_the_order_is_an_error() -> None:
    """
    Nothing can be asked of a sale that did not happen yet.
    """
    with pytest.raises(FactsError, match="at: expected a time not before the order"):
        decide(sale(), {"line-1": 1}, shop(), noon("2026-09-30"))
