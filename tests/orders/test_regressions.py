"""
What shops were bitten by, thread by thread: the same goods and the same sums here.

Figures are those of the thread where it has some, and ours where it has not.
"""

from datetime import UTC, date, datetime

import pytest

from aftersales.errors import FactsError
from aftersales.money import Money, Taxed, total
from aftersales.orders import (
    Fulfilment,
    Order,
    Outbound,
    Practices,
    Quote,
    Refunded,
    Returned,
    Spread,
    arrival,
    join,
    quote,
    status,
)
from aftersales.testing.orders import a_charge, a_line, a_tender, an_order, delivered, moved, refunded, sent, taxed

NOW = datetime(2026, 8, 1, tzinfo=UTC)
EUR = "EUR"


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def one_by_one(order: Order, line: str = "line-1") -> list[Quote]:
    """
    Refund a line unit by unit, each after the others were paid out.
    """
    quotes = []
    while order.tally(line).refundable:
        quotes.append(quote(order, {line: 1}))
        for item in quotes[-1].items:
            order = refunded(order, item.amount.gross, item.id, item.units)
    return quotes


def whole(order: Order) -> dict[str, int]:
    """
    Ask for every unit of an order.
    """
    return {line: order.tally(line).refundable for line in order.line_ids}


class TestDiscountAndTax:
    """
    A refund repeats the sale.
    """

    def test_solidus_512_a_partial_refund_gives_its_share_of_a_discount_back(self) -> None:
        """
        Solidus #512: 10.00 off an order of 20.00 and 30.00 is taken off the returned line too.
        """
        order = an_order(a_line("a", gross="16.00"), a_line("b", gross="24.00"))

        assert eur(1600) == quote(order, {"a": 1}).total

    def test_spree_5915_a_discount_that_includes_tax_is_spread_as_it_was_charged(self) -> None:
        """
        Spree #5915: net and tax of a discounted line are those of the sale, whatever basis it was spread on.
        """
        order = an_order(a_line(gross="10.00", tax="1.67"), tenders=(a_tender(captured="10.00"),))

        assert taxed("10.00", "1.67") == quote(order, {"line-1": 1}).items[0].amount

    def test_medusa_15885_a_discount_is_taxed_once(self) -> None:
        """
        Medusa #15885: two at 100.00 less 20.00 and 10 % tax are 198.00, so one of them is 99.00 and not 97.90.
        """
        order = an_order(a_line(quantity=2, gross="198.00", tax="18.00"))

        assert taxed("99.00", "9.00") == quote(order, {"line-1": 1}).items[0].amount

    def test_medusa_13091_the_rest_can_be_refunded(self) -> None:
        """
        Medusa #13091: what is left after a partial refund is a whole number of cents that can be given back.
        """
        order = refunded(an_order(a_line(gross="19.99")), "6.67")

        assert eur(1332) == quote(order, {"line-1": 1}).total == order.left

    def test_woocommerce_64668_ten_at_23_90_less_a_quarter_are_179_25(self) -> None:
        """
        WooCommerce #64668: 179.25 were paid with 29.88 tax in it, and 179.25 go back, at once or one by one.
        """
        order = an_order(a_line(quantity=10, gross="179.25", tax="29.88"))
        singly = join(one_by_one(order), EUR)

        assert eur(17925) == quote(order, {"line-1": 10}).total == singly.total
        assert taxed("179.25", "29.88") == singly.taxes["unknown"]

    def test_woocommerce_41919_tax_comes_from_the_sale_and_not_from_a_rate(self) -> None:
        """
        WooCommerce #41919: a tax that the rate of today would not give goes back as it was charged.
        """
        odd = an_order(a_line(quantity=3, gross="30.00", tax="4.78"))

        assert ["1.59 EUR", "1.60 EUR", "1.59 EUR"] == [str(one.items[0].amount.tax) for one in one_by_one(odd)]

    def test_woocommerce_ios_17630_rounded_parts_come_to_the_order(self) -> None:
        """
        WooCommerce iOS #17630: parts of a line are never more than the line.
        """
        order = an_order(a_line(quantity=3, gross="9.99", tax="1.67"))

        assert [eur(333)] * 3 == [one.total for one in one_by_one(order)]

    def test_magento_38388_taxes_of_three_credit_memos_come_to_the_invoice(self) -> None:
        """
        Magento #38388: three memos of one unit each have 19.00 tax each.
        """
        order = an_order(a_line(quantity=3, gross="357.00", tax="57.00"))

        assert ["19.00 EUR"] * 3 == [str(one.items[0].amount.tax) for one in one_by_one(order)]

    def test_magento_38088_the_most_that_delivery_gives_back_is_what_it_has_left(self) -> None:
        """
        Magento #38088: the cap of a delivery charge is read from what was paid and given, and is never a cent off.
        """
        order = an_order(a_line(), charges=[a_charge(gross="5.95", tax="0.95")])
        order = refunded(order, "2.98", "shipping")
        back = {item.id: item.amount.gross for item in quote(order, {"line-1": 1}).items}

        assert eur(297) == back["shipping"]
        assert eur(1000) == refunded(order, back["shipping"], "shipping").left

    def test_openmage_4396_a_full_refund_is_what_was_paid(self) -> None:
        """
        OpenMage #4396: 318 kronor were paid, goods and delivery, and 318 go back.
        """
        order = an_order(
            a_line(quantity=2, gross="255.50", tax="51.10", currency="SEK"),
            charges=[a_charge(gross="62.50", tax="12.50", currency="SEK")],
        )

        assert Money(31800, "SEK") == order.captured
        assert Money(31800, "SEK") == quote(order, {"line-1": 2}, outbound=Outbound.ALL).total

    def test_prestashop_38629_a_unit_price_of_six_digits_does_not_matter(self) -> None:
        """
        PrestaShop #38629: a line of seven at 1.428571 was charged 10.00, and comes back as 10.00.
        """
        quotes = one_by_one(an_order(a_line(quantity=7, gross="10.00")))

        assert eur(1000) == join(quotes, EUR).total
        assert {eur(142), eur(143)} == {one.total for one in quotes}

    def test_erpnext_41343_a_return_is_worth_what_the_sale_was_worth(self) -> None:
        """
        ERPNext #41343: ten at 82.50 less 15 % were sold for 701.30, and the return is 701.30 as well.
        """
        assert eur(70130) == quote(an_order(a_line(quantity=10, gross="701.30")), {"line-1": 10}).total

    def test_erpnext_50944_two_credit_notes_share_a_discount_by_units(self) -> None:
        """
        ERPNext #50944: nine tenths and one tenth of a discounted line come to the whole of it.
        """
        order = an_order(a_line(quantity=10, gross="95.00", tax="15.17"))
        first = quote(order, {"line-1": 9})
        second = quote(refunded(order, first.total, quantity=9), {"line-1": 1})

        assert (eur(8550), eur(950)) == (first.total, second.total)
        assert taxed("95.00", "15.17") == first.items[0].amount + second.items[0].amount

    def test_bagisto_1509_a_discount_meant_for_one_unit_is_not_taken_twice(self) -> None:
        """
        Bagisto #1509: three at 10.00 with 5.00 off are 25.00; unit by unit they give 25.00 back and not less.
        """
        assert [eur(833), eur(833), eur(834)] == [
            one.total for one in one_by_one(an_order(a_line(quantity=3, gross="25.00")))
        ]

    def test_sylius_12261_units_of_a_line_may_differ_by_a_cent(self) -> None:
        """
        Sylius #12261: the cent that does not divide is in one of the units, and in one only.
        """
        assert [eur(333), eur(333), eur(334)] == [one.total for one in one_by_one(an_order(a_line(quantity=3)))]

    @pytest.mark.parametrize("tax", ["23.46", "23.50"])
    def test_sylius_3868_the_basis_of_the_tax_is_that_of_the_sale(self, tax: str) -> None:
        """
        Sylius #3868: ten at 10.20 with 23 % have 23.46 tax by line or 23.50 by unit; what was charged goes back.
        """
        gross = {"23.46": "125.46", "23.50": "125.50"}[tax]
        order = an_order(a_line(quantity=10, gross=gross, tax=tax))

        assert Money.of(tax, EUR) == join(one_by_one(order), EUR).taxes["unknown"].tax

    def test_sylius_refundplugin_252_free_delivery_gives_nothing_back(self) -> None:
        """
        Sylius RefundPlugin #252: a delivery that a discount made free is not refunded.
        """
        order = an_order(a_line(), charges=[a_charge(gross="0.00")])

        assert ["line-1"] == [item.id for item in quote(order, {"line-1": 1}, outbound=Outbound.ALL).items]

    def test_sonata_177_three_at_100_less_a_tenth_two_back_are_180(self) -> None:
        """
        Sonata #177: two of three units of a line of 270.00 are 180.00, not 200.00.
        """
        assert eur(18000) == quote(an_order(a_line(quantity=3, gross="270.00")), {"line-1": 2}).total

    def test_odoo_96721_cash_that_was_rounded_down_is_not_rounded_up_on_the_way_back(self) -> None:
        """
        Odoo #96721: 9.98 that were paid as 9.95 go back as 9.95, and 9.97 that were paid as 10.00 as 10.00.
        """
        down = an_order(a_line(gross="9.98"), tenders=(a_tender("cash", captured="9.95"),))
        up = an_order(a_line(gross="9.97"), tenders=(a_tender("cash", captured="10.00"),))

        assert (eur(995), eur(1000)) == tuple(quote(order, {"line-1": 1}).total for order in (down, up))

    def test_odoo_286433_a_discount_is_charged_back_in_proportion(self) -> None:
        """
        Odoo #286433: of 30.00 and 70.00 less 10.00 the first line gives 27.00 back and not 20.00.
        """
        order = an_order(a_line("a", gross="27.00"), a_line("b", gross="63.00"))

        assert eur(2700) == quote(order, {"a": 1}).total


class TestQuantitiesAndStatus:
    """
    Pools of units, and words that follow from them.
    """

    TEN = an_order(a_line(quantity=10, gross="100.00"))

    def test_magento_31063_five_sent_and_five_cancelled_with_a_refund_are_all_sent(self) -> None:
        """
        Magento #31063: nothing is left to send, so the order is not "processing" any more.
        """
        order = refunded(moved(sent(self.TEN, units={"line-1": 5}), "cancelled", quantity=5), "50.00", quantity=5)

        assert Fulfilment.SHIPPED is status(order, NOW).fulfilment
        assert Refunded.PARTIAL is status(order, NOW).refunded

    def test_magento_38547_a_refund_says_whether_the_goods_had_been_sent(self) -> None:
        """
        Magento #38547: units that were cancelled and units that came back are told apart, with the same refund.
        """
        cancelled = refunded(moved(self.TEN, "cancelled", quantity=5), "50.00", quantity=5)
        came_back = refunded(moved(delivered(self.TEN), "returned", quantity=5), "50.00", quantity=5)

        assert Returned.NONE is status(cancelled, NOW).returned
        assert Returned.PARTIALLY_RETURNED is status(came_back, NOW).returned

    def test_magento_38771_an_order_with_goods_to_send_is_not_complete(self) -> None:
        """
        Magento #38771: a unit of another line that was not sent keeps the order open.
        """
        order = delivered(an_order(a_line("kit", 2), a_line("cable", 1)), units={"kit": 2})

        assert Fulfilment.PARTIALLY_DELIVERED is status(order, NOW).fulfilment

    def test_sylius_14850_a_partial_refund_does_not_stop_the_dispatch(self) -> None:
        """
        Sylius #14850: money given back leaves the units to be sent where they are.
        """
        before, after = (status(order, NOW) for order in (self.TEN, refunded(self.TEN, "10.00")))

        assert (Refunded.NONE, Refunded.PARTIAL) == (before.refunded, after.refunded)
        assert before.fulfilment is after.fulfilment is Fulfilment.UNFULFILLED

    def test_woocommerce_67008_refunding_one_of_two_downloads_leaves_the_other_one(self) -> None:
        """
        WooCommerce #67008: a refund is of one line, and the other line knows nothing of it.
        """
        order = refunded(an_order(a_line("song"), a_line("film")), "10.00", "song", quantity=1)

        assert (0, 1) == (order.tally("song").refundable, order.tally("film").refundable)

    def test_medusa_13882_a_returned_order_shows_it(self) -> None:
        """
        Medusa #13882: what came back is a word of its own beside how far the goods got.
        """
        order = moved(delivered(self.TEN), "returned", quantity=10)

        assert "returned" == status(order, NOW).word
        assert Fulfilment.DELIVERED is status(order, NOW).fulfilment

    def test_medusa_11481_several_refunds_change_what_is_left(self) -> None:
        """
        Medusa #11481: two refunds of 10.00 leave 80.00 of 100.00.
        """
        assert eur(8000) == refunded(refunded(self.TEN, "10.00"), "10.00").left

    def test_saleor_14278_everything_refunded_is_not_called_uncharged(self) -> None:
        """
        Saleor #14278: what was charged stays charged, and the refund has a word of its own, as #14279 wishes.
        """
        order = refunded(self.TEN, "100.00", quantity=10)

        assert eur(10000) == order.captured == order.refunded
        assert Refunded.FULL is status(order, NOW).refunded

    def test_solidus_3199_one_returned_line_does_not_make_the_order_returned(self) -> None:
        """
        Solidus #3199: the word is worked out over all lines.
        """
        order = moved(delivered(an_order(a_line("a"), a_line("b"))), "returned", "a")

        assert "delivered" == status(order, NOW).word
        assert Returned.PARTIALLY_RETURNED is status(order, NOW).returned

    def test_opencart_4999_the_same_goods_do_not_come_back_twice(self) -> None:
        """
        OpenCart #4999: a second return of the only unit is an error.
        """
        order = moved(delivered(an_order()), "returned")

        assert 0 == order.tally("line-1").returnable
        with pytest.raises(FactsError):
            moved(order, "returned")


class TestMoney:
    """
    Money that moves.
    """

    def test_solidus_2970_a_refund_on_its_way_holds_the_balance(self) -> None:
        """
        Solidus #2970: of two refunds of 60 % that are asked for at the same moment only one can be given.
        """
        order = an_order(a_line(gross="100.00"), tenders=(a_tender(captured="100.00", pending=eur(6000)),))

        assert eur(4000) == order.left == quote(order, {"line-1": 1}).total

    def test_solidus_3989_a_credit_is_not_given_twice(self) -> None:
        """
        Solidus #3989: once a unit was refunded, a second refund of it is an error and not more money.
        """
        with pytest.raises(FactsError):
            quote(refunded(an_order(), "10.00", quantity=1), {"line-1": 1})

    def test_sonata_193_the_order_of_tenders_is_a_choice(self) -> None:
        """
        Sonata #193: the card first and the rest back on the voucher, or the other way round.
        """
        order = an_order(
            a_line(gross="80.00"), tenders=(a_tender(captured="50.00"), a_tender("voucher", captured="30.00"))
        )
        partly = refunded(order, "20.00")
        card, voucher = (
            {share.tender: share.amount.minor for share in quote(partly, {"line-1": 1}, prefer=[kind]).tenders}
            for kind in ("card", "voucher")
        )

        assert {"card": 5000, "voucher": 1000} == card
        assert {"card": 3000, "voucher": 3000} == voucher

    @pytest.mark.parametrize(
        ("how", "expected"),
        [
            (Spread.FIRST_PAID, {"a": 500, "b": 100}),
            (Spread.LAST_PAID, {"a": 100, "b": 500}),
            (Spread.RATIO, {"a": 300, "b": 300}),
        ],
    )
    def test_adyen_482_there_are_three_ways_to_spread(self, how: Spread, expected: dict[str, int]) -> None:
        """
        Adyen Shopware #482: first, last and in proportion.
        """
        order = an_order(
            a_line(gross="10.00"), tenders=(a_tender("a", captured="5.00"), a_tender("b", captured="5.00"))
        )
        shares = quote(refunded(order, "4.00"), {"line-1": 1}, how=how).tenders

        assert expected == {share.tender: share.amount.minor for share in shares}

    def test_adyen_magento_651_a_refund_over_several_payments_is_split_before_it_is_made(self) -> None:
        """
        Adyen Magento #651: no payment is asked for more than it took.
        """
        parts = tuple(a_tender(f"pay-{n}", captured=amount) for n, amount in enumerate(("20.00", "0.01", "79.99")))
        shares = quote(an_order(a_line(gross="100.00"), tenders=parts), {"line-1": 1}).tenders

        assert [eur(2000), eur(1), eur(7999)] == [share.amount for share in shares]

    def test_oscar_a_source_has_what_was_debited_less_what_was_refunded(self) -> None:
        """
        A django-oscar source of 80.00 debited and 20.00 refunded can give 60.00.
        """
        source = a_tender("source", captured="80.00", refunded=eur(2000))

        assert eur(6000) == source.left

    def test_oscar_cents_between_lines_and_payment_belong_to_the_order(self) -> None:
        """
        Oscar charged 111.13 in lines and 4.95 for delivery, and 116.09 were paid: all of it goes back.
        """
        order = an_order(
            a_line("mugs", 4, "30.27"),
            a_line("tea", 2, "80.86"),
            charges=[a_charge(gross="4.95")],
            tenders=(a_tender(captured="116.09"),),
        )
        found = quote(order, whole(order))

        assert eur(11609) == found.total
        assert eur(1) == next(item.amount.gross for item in found.items if item.id == "surplus")


def test_cara_7939_a_day_is_that_of_the_buyer_and_not_of_utc() -> None:
    """
    Cara #7939: a parcel delivered at 22:30 UTC arrived the next day in Berlin.
    """
    order = delivered(an_order(), datetime(2026, 6, 5, 22, 30, tzinfo=UTC))
    found = arrival(order, order.lines, "Europe/Berlin", Practices())

    assert found is not None
    assert date(2026, 6, 6) == found.first == found.last


def test_solidus_product_assembly_43_parts_of_a_bundle_come_to_the_bundle() -> None:
    """
    Solidus product assembly #43: three parts of a bundle of 10.00 are sold for 10.00 together, and refunded so.
    """
    parts = [a_line(name, gross=gross) for name, gross in (("a", "3.34"), ("b", "3.33"), ("c", "3.33"))]
    order = an_order(*parts)

    assert eur(1000) == quote(order, whole(order)).total
    assert Taxed.of_gross(eur(1000)).gross == total((line.charged.gross for line in parts), EUR)
