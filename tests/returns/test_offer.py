from datetime import date, datetime

import pytest

from aftersales.decisions import Answerer, Question, Verdict
from aftersales.errors import FactsError
from aftersales.orders import Moved, Movement
from aftersales.returns import Basis, Remedy, Window, offer
from tests.returns.sales import BUSINESS, line, noon, policy, sale, shop

RETURNED = Movement(what=Moved.RETURNED, line="a", quantity=2, at=noon("2026-10-08"))


def test_offers_what_is_left_of_every_line() -> None:
    """
    The order page learns for each line how many units can come back, as what, and until when.
    """
    offers = offer(sale(line("a", quantity=2), line("b")), shop(policy(exchange=Window(days=60))), noon("2026-10-06"))

    assert [("a", 2), ("b", 1)] == [(answer.line, answer.units) for answer in offers.lines]
    assert Basis.WITHDRAWAL is offers["a"].best.basis
    assert date(2026, 11, 4) == offers["a"].last_day
    assert {Remedy.REFUND, Remedy.EXCHANGE} <= {option.remedy for option in offers["a"].options if option.open}


def test_leaves_out_what_came_back() -> None:
    """
    A line of which nothing is left is not offered.
    """
    order = sale(line("a", quantity=2), line("b"), movements=(RETURNED,))

    assert ["b"] == list(offer(order, shop(), noon("2026-10-09")))


def test_is_empty_where_nothing_is_left() -> None:
    """
    Where everything came back the offer has no line and no money, and nothing is wrong with that.
    """
    offers = offer(sale(line("a", quantity=2), movements=(RETURNED,)), shop(), noon("2026-10-09"))

    assert (0, True) == (len(offers), offers.refund.total.is_zero)


def test_needs_the_zone_of_its_moment_also_where_nothing_is_left() -> None:
    """
    An offer at a naive time is an error, whatever it would have come to.
    """
    with pytest.raises(FactsError, match="at: expected a time with its zone"):
        offer(sale(line("a", quantity=2), movements=(RETURNED,)), shop(), datetime(2026, 10, 9))  # noqa: DTZ001


def test_shows_the_legal_guarantee_before_anybody_alleged_a_defect() -> None:
    """
    Long after the return window the page still shows what the law gives for a defect, if there is one.
    """
    answer = offer(sale(), shop(policy()), noon("2027-09-01"))["line-1"]
    remedies = {option.remedy for option in answer.options if option.verdict is Verdict.ASK}

    assert {Remedy.REPAIR, Remedy.REPLACEMENT} == remedies
    assert (Question("reason", Answerer.CUSTOMER, Verdict.REFUSE),) == answer.worth_asking


def test_a_business_is_offered_the_policy() -> None:
    """
    A business sees the promise of the shop and nothing of consumer law.
    """
    offers = offer(sale(buyer=BUSINESS), shop(policy()), noon("2026-10-06"))

    assert [(Basis.POLICY, Verdict.ACCEPT)] == [(one.basis, one.verdict) for one in offers["line-1"].options]
