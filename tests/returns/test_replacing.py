"""
What goes out in an exchange is an order of its own, and what came back for it is spent.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.errors import FactsError
from aftersales.lifecycles import Refused
from aftersales.money import Money, total
from aftersales.orders import Collection, Order, lifecycle, paid, quote, refund_values, status
from aftersales.returns import (
    EXCHANGE,
    Exchange,
    Replacement,
    RequestLine,
    decide,
    open_exchange,
    quote_exchange,
    replacement_order,
)
from aftersales.rights import Basis
from aftersales.testing.orders import a_charge, a_line, an_order, delivered, moved, refunded, taxed
from tests.returns.sales import policy, shop
from tests.returns.steps import AT, CUSTOMER, LATER, LINE, SHOP, ask, euro, seen, step

#: Three units for 300.00, and delivery for 5.00.
SALE: Order = delivered(
    an_order(
        a_line(quantity=3, gross="300.00", tax="47.90", tax_rate=Decimal("0.19")),
        charges=[a_charge(gross="5.00", tax="0.80")],
    )
)


def exchanged(price: str = "100.00", **more: Any) -> Exchange:
    """
    Exchange one unit for something else, up to the approval.
    """
    going_out = [Replacement(sku="boots-43", price=taxed(price, "15.97"), tax_rate=Decimal("0.19"))]
    quoted = quote_exchange(SALE, {LINE: 1}, going_out)
    draft = open_exchange(SALE, "swap", "case", quoted, **more)
    return step(EXCHANGE, draft, ask("request", CUSTOMER), ask("approve"))  # type: ignore[no-any-return]


class TestReplacementOrder:
    """
    The order of what goes out.
    """

    def test_is_paid_with_what_came_back(self) -> None:
        """
        At an even exchange nothing is due on the new order, and it can be sent.
        """
        made = replacement_order(exchanged(), SALE, "order-2", AT)

        (line,) = made.lines
        assert ("boots-43", "boots-43", Decimal("0.19")) == (line.id, line.sku, line.tax_rate)
        assert (SALE.buyer, SALE.channel) == (made.buyer, made.channel)
        assert Collection.PAID is status(made, LATER).collection
        assert [("exchange", euro("100.00"))] == [(one.kind, one.captured) for one in made.tenders]

    def test_owes_the_difference_until_it_is_paid(self) -> None:
        """
        A replacement for 120.00 is paid in part, and in full with the difference.
        """
        owing = exchanged("120.00")
        paying = owing.after(seen("balance_paid", amount=euro("20.00")))

        assert euro("100.00") == paid(replacement_order(owing, SALE, "order-2", AT))
        made = replacement_order(paying, SALE, "order-2", AT)
        assert [("exchange", euro("100.00")), ("difference", euro("20.00"))] == [
            (one.kind, one.captured) for one in made.tenders
        ]

    def test_is_paid_no_more_than_it_costs(self) -> None:
        """
        What a cheaper replacement leaves goes back on the first order and is not paid on the new one.
        """
        made = replacement_order(exchanged("80.00"), SALE, "order-2", AT)

        assert (euro("80.00"), Collection.PAID) == (made.captured, status(made, LATER).collection)

    def test_is_paid_by_the_customer_who_keeps_both(self) -> None:
        """
        Nothing comes back for it then.
        """
        kept = step(
            EXCHANGE,
            exchanged(ahead=True),
            ask("ship_replacement"),
            ask("unexchange", SHOP, at=AT + timedelta(days=60)),
        )

        assert (0, Collection.UNPAID) == (
            (made := replacement_order(kept, SALE, "order-2", AT)).captured.minor,
            status(made, LATER).collection,
        )

    def test_has_rights_of_its_own(self) -> None:
        """
        A defect of the replacement is claimed on the order of the replacement.
        """
        made = delivered(replacement_order(exchanged(), SALE, "order-2", AT), AT + timedelta(days=5))
        asked = {"boots-43": RequestLine(units=1, reason="defective")}
        answer = decide(made, asked, shop(policy()), AT + timedelta(days=90))["boots-43"]

        assert Basis.GUARANTEE in {option.basis for option in answer.options if option.open}

    def test_names_two_lines_of_one_article_apart(self) -> None:
        """
        Every line of an order has an id of its own.
        """
        twice = [Replacement(sku="sock", price=taxed("50.00")), Replacement(sku="sock", price=taxed("50.00"))]
        draft = open_exchange(SALE, "swap", "case", quote_exchange(SALE, {LINE: 1}, twice))
        made = replacement_order(step(EXCHANGE, draft, ask("request"), ask("approve")), SALE, "order-2", AT)

        assert ("sock", "sock-2") == made.line_ids

    def test_needs_an_exchange_of_the_order_that_was_approved(self) -> None:
        """
        Nothing goes out for a draft, nor for the exchange of somebody else.
        """
        draft = open_exchange(SALE, "swap", "case", exchanged().quoted)
        with pytest.raises(FactsError, match="expected one that was approved, got draft"):
            replacement_order(draft, SALE, "order-2", AT)
        with pytest.raises(FactsError, match="expected one of order another"):
            replacement_order(exchanged(), an_order(id="another"), "order-2", AT)

    @given(price=st.integers(0, 30000), paying=st.integers(0, 30000))
    def test_what_it_costs_is_what_came_back_and_what_was_paid_at_most(self, price: int, paying: int) -> None:
        """
        Whatever was paid, the new order has no more than its price, and both orders together have what there was.
        """
        found = exchanged(str(Money(price + 1597, "EUR")).split()[0])
        if paying:
            found = found.after(seen("balance_paid", amount=Money(paying, "EUR")))
        made = replacement_order(found, SALE, "order-2", AT)

        assert made.captured <= made.total
        assert made.captured == min(made.total, euro("100.00") + total([found.paid], "EUR"))


class TestSpent:
    """
    What was exchanged, on the first order.
    """

    def test_is_not_refunded_as_well(self) -> None:
        """
        The value of a unit that was exchanged is in the replacement, whoever asks for its money.
        """
        order = moved(moved(SALE, "returned"), "exchanged")
        asked: dict[str, Any] = dict(refund_values(quote(SALE, {LINE: 3})))
        outcome = lifecycle().decide(order, ask("propose_refund", **asked))

        assert (2, 2) == (order.tally(LINE).refundable, order.tally(LINE).returnable)
        assert isinstance(outcome, Refused)
        assert "orders.units_not_refundable" in outcome.codes

    def test_keeps_the_delivery_with_the_customer(self) -> None:
        """
        Who returns the rest still has goods of this sale, so the delivery does not go back.
        """
        order = moved(moved(SALE, "returned"), "exchanged")
        plain = refunded(moved(SALE, "returned"), euro("100.00"), LINE, quantity=1)

        assert euro("200.00") == quote(order, {LINE: 2}).total
        assert euro("205.00") == quote(plain, {LINE: 2}).total
