"""
Worked cases of what a policy promises and gives, each with its source.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from aftersales.documents import read
from aftersales.orders import Discount, Order, Promotion
from aftersales.returns import ReturnPolicy, decide
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, parcel, sale, shop
from tests.vectors import Vector, params


def policy_of(given: Mapping[str, Any]) -> ReturnPolicy:
    """
    Read a policy as a shop file has it; money goes back for thirty days unless it says otherwise.
    """
    return read(ReturnPolicy, {"window": {"days": 30}, **given["policy"]})


def order_of(given: Mapping[str, Any]) -> Order:
    """
    Sell lines at list prices less what was taken off, to a business.
    """
    lines = [
        line(
            f"line-{place}",
            gross=str((money(listed) - money(off)).decimal),
            tax="0",
            quantity=units,
            discounts=(Discount("off", money(off)),),
        )
        for place, (listed, off, units) in enumerate(given["lines"], start=1)
    ]
    terms = (read(Promotion, {"code": "off", **given["terms"]}),) if "terms" in given else ()
    return sale(*lines, buyer=BUSINESS, promotions=terms)


@pytest.mark.parametrize("vector", params("returns_policy", "window"))
def test_a_window_ends_on_the_day_the_case_says(vector: Vector) -> None:
    """
    The last day follows from the day of purchase, the delivery and what the policy says of the article.
    """
    given = vector.given
    article = line(gross=given.get("gross", "119.00"), tax="0")
    boxes = (parcel(article, sent=given["ordered"], on=given["delivered"]),)
    order = sale(article, buyer=BUSINESS, placed_at=noon(given["ordered"]), parcels=boxes)

    answer = ask_one(order, shop(policy_of(given)), given["delivered"])

    assert date.fromisoformat(vector.expect["last_day"]) == answer.last_day


@pytest.mark.parametrize("vector", params("returns_policy", "refund"))
def test_a_refund_is_what_the_case_says(vector: Vector) -> None:
    """
    Both figures are to the cent, and there is a second one only where something is taken back.
    """
    order = order_of(vector.given)
    back = {line.id: units for line, units in zip(order.lines, vector.given["back"], strict=True) if units}
    refund = decide(order, back, shop(policy_of(vector.given)), noon("2026-10-06")).refund
    keeping = vector.expect.get("keeping")

    assert money(vector.expect["total"]) == refund.total
    assert (None if keeping is None else money(keeping)) == refund.keeping
