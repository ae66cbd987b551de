"""
Threads that wish for returns with reasons and limits, and for refunds that round once.
"""

from datetime import date

import pytest

from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.money import Money, Taxed
from aftersales.orders import quote
from aftersales.returns import RequestLine, Window, decide, offer
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, parcel, policy, sale, shop


def test_vendure_3576_a_return_has_a_reason_a_limit_and_an_answer() -> None:
    """
    vendurehq/vendure#3576 wishes for returns with reasons, time limits and eligibility.
    """
    order, desk = sale(buyer=BUSINESS), shop(policy(window=Window(days=30)))

    assert (Verdict.ACCEPT, date(2026, 11, 4)) == (
        (answer := ask_one(order, desk, "2026-11-04", reason="too_small")).verdict,
        answer.last_day,
    )
    assert ("rights.window_closed",) == ask_one(order, desk, "2026-11-05", reason="too_small").codes
    with pytest.raises(FactsError, match="reason: expected one of"):
        ask_one(order, desk, "2026-11-04", reason="to_small")


def test_vendure_2608_what_can_come_back_is_known_for_each_line() -> None:
    """
    vendurehq/vendure#2608 wishes for the lines and units of an order that can still be returned.
    """
    two, one = line("line-1", quantity=2), line("line-2")
    order = sale(two, one, buyer=BUSINESS, parcels=(parcel(two, one),))
    offers = offer(order, shop(policy()), noon("2026-10-06"))

    assert {"line-1": 2, "line-2": 1} == {name: answer.units for name, answer in offers.items()}
    assert all(answer.verdict is Verdict.ACCEPT for answer in offers.values())


@pytest.mark.parametrize(
    ("gross", "units"),
    [
        pytest.param("10.00", 7, id="PrestaShop#40271: seven at 1.428571"),
        pytest.param("3.33", 2, id="PrestaShop#42298: two at 1.666667, charged 3.33"),
    ],
)
def test_prestashop_unit_prices_of_six_digits_round_once_at_the_sale(gross: str, units: int) -> None:
    """
    PrestaShop#40271 and PR#42298: what the sale rounded is what single refunds add up to.
    """
    sold = line("line-1", gross, "0.00", units)
    whole = quote(sale(sold), {"line-1": units}).total
    shares = [sold.charged.next(1, after=done, of=units) for done in range(units)]

    assert money(gross) == whole
    assert Taxed.of_gross(money(gross)) == sum(shares, Taxed.zero("EUR"))
    assert Money(1, "EUR") >= max(one.gross for one in shares) - min(one.gross for one in shares)


def test_a_reason_of_one_line_goes_before_the_one_for_all() -> None:
    """
    Each line of a request may have its own reason.
    """
    two = (line("line-1"), line("line-2"))
    request: dict[str, int | RequestLine] = {"line-1": RequestLine(reason="defective"), "line-2": 1}
    answers = decide(sale(*two), request, shop(policy()), noon("2026-10-06"), reason="changed_mind")

    assert answers.case is not None
    assert ["defective", "changed_mind"] == [one.reason.value for one in answers.case.request.values() if one.reason]
