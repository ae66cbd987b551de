import copy
import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Deduction,
    Moved,
    Movement,
    Order,
    Outbound,
    Pool,
    Quote,
    QuoteItem,
    Spread,
    join,
    quote,
    worth,
)
from aftersales.testing.orders import a_charge, a_line, a_tender, an_order, moved, refunded, taxed

EUR = "EUR"
#: Three units for 10.00, of which one cannot be a third; delivery for 9.90 where 4.90 was on offer.
THREE = an_order(
    a_line("mug", 3, "10.00", "1.60", tax_rate=Decimal("0.19")),
    a_line("tea", 1, "5.00", "0.33", tax_rate=Decimal("0.07")),
    charges=[a_charge(gross="9.90", tax="1.58", standard=Money(490, EUR))],
)
ALL = {"mug": 3, "tea": 1}


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def items(found: Quote) -> dict[str, int]:
    """
    List the gross cents of each item.
    """
    return {item.id: item.amount.gross.minor for item in found.items}


class TestOneLine:
    """
    What units are worth: the stored share, unit by unit.
    """

    @pytest.mark.parametrize(("units", "gross"), [(1, 333), (2, 666), (3, 1000)])
    def test_is_the_share_of_what_was_charged(self, units: int, gross: int) -> None:
        """
        So many units are worth their part of the line, and all of them the whole of it.
        """
        assert eur(gross) == quote(THREE, {"mug": units}).total

    def test_an_item_is_the_same_however_it_was_made(self) -> None:
        """
        Equality, hash, copies and a task queue see no difference between an item of a quote and one made by hand.
        """
        by_hand = QuoteItem("mug", 2, taxed("6.66", "1.07"), Decimal("0.19"))

        def fresh() -> QuoteItem:
            return quote(THREE, {"mug": 2}).items[0]

        assert by_hand == fresh()
        assert hash(by_hand) == hash(fresh())
        assert repr(by_hand) == repr(fresh())
        assert by_hand == pickle.loads(pickle.dumps(fresh())) == copy.deepcopy(fresh())  # noqa: S301 - our own bytes
        assert attrs.evolve(by_hand, units=1) == attrs.evolve(fresh(), units=1)
        with pytest.raises(AttributeError, match="amounts"):
            fresh().amounts  # noqa: B018 - the error is what is asked for

    def test_the_next_unit_takes_the_cent_that_the_first_one_left(self) -> None:
        """
        Units refunded one by one come to 3.33, 3.33 and 3.34.
        """
        worths, order = [], THREE
        for _ in range(3):
            worths.append(quote(order, {"mug": 1}).total)
            order = refunded(order, worths[-1], "mug", quantity=1)

        assert [eur(333), eur(333), eur(334)] == worths

    def test_a_price_reduction_is_taken_from_what_is_left(self) -> None:
        """
        A line that gave 9.00 back without a unit coming back is worth what is left, whoever asks.
        """
        order = refunded(THREE, "9.00", "mug")

        assert eur(100) == quote(order, {"mug": 3}).total
        assert taxed("1.00", "0.16") == worth(order, "mug", 3)

    def test_units_that_were_cancelled_are_not_refunded_again(self) -> None:
        """
        The unit after a cancelled one is the second unit of the schedule.
        """
        order = moved(THREE, "cancelled", "mug", 2)

        assert eur(334) == quote(order, {"mug": 1}).total

    def test_net_and_tax_follow_the_gross(self) -> None:
        """
        The tax is the share of the tax that was charged, and net is the difference.
        """
        [item] = quote(THREE, {"mug": 1}).items

        assert taxed("3.33", "0.53") == item.amount
        assert Decimal("0.19") == item.tax_rate

    @pytest.mark.parametrize(
        ("units", "path"),
        [
            pytest.param({}, "units", id="nothing"),
            pytest.param({"mug": 0}, "units.mug", id="no unit"),
            pytest.param({"mug": -1}, "units.mug", id="less than no unit"),
            pytest.param({"mug": 4}, "units.mug", id="more than were bought"),
            pytest.param({"pot": 1}, "line", id="a line that is not there"),
        ],
    )
    def test_what_cannot_be_asked_is_an_error_with_its_path(self, units: dict[str, int], path: str) -> None:
        """
        A refund of nothing, and of what was not bought, is a mistake of the caller.
        """
        with pytest.raises(FactsError) as caught:
            quote(THREE, units)

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_every_wrong_line_is_named_at_once(self) -> None:
        """
        Two lines with too many units are two problems.
        """
        with pytest.raises(FactsError) as caught:
            quote(THREE, {"mug": 9, "tea": 9})

        assert ["units.mug", "units.tea"] == [problem.path for problem in caught.value.problems]


class TestCharges:
    """
    Delivery and other charges go back with the last unit, once.
    """

    @pytest.mark.parametrize(
        ("outbound", "gross"),
        [(Outbound.NONE, None), (Outbound.STANDARD, 490), (Outbound.ALL, 990)],
    )
    def test_delivery_goes_back_as_the_right_says(self, outbound: Outbound, gross: int | None) -> None:
        """
        Nothing, the cheapest delivery that was on offer, or everything paid for it.
        """
        assert gross == items(quote(THREE, ALL, outbound=outbound)).get("shipping")

    @pytest.mark.parametrize("units", [{"mug": 3}, {"tea": 1}, {"mug": 2, "tea": 1}])
    def test_nothing_of_it_goes_back_while_a_unit_stays(self, units: dict[str, int]) -> None:
        """
        A delivery that brought something the buyer keeps was not for nothing.
        """
        assert "shipping" not in items(quote(THREE, units, outbound=Outbound.ALL))

    def test_it_goes_back_with_the_last_unit_whenever_that_comes(self) -> None:
        """
        After a partial refund the rest takes the delivery with it.
        """
        order = refunded(THREE, "10.00", "mug", quantity=3)

        assert {"tea": 500, "shipping": 490} == items(quote(order, {"tea": 1}))

    def test_it_goes_back_once(self) -> None:
        """
        A delivery charge that was refunded for another reason is not refunded again.
        """
        assert {"mug": 1000, "tea": 500, "shipping": 190} == items(quote(refunded(THREE, "3.00", "shipping"), ALL))
        assert {"mug": 1000, "tea": 500} == items(quote(refunded(THREE, "4.90", "shipping"), ALL))

    def test_where_nothing_dearer_was_chosen_all_of_it_is_standard(self) -> None:
        """
        Without a cheaper offer, and with one that was no cheaper, the whole charge is the standard one.
        """
        for standard in (None, eur(990), eur(1500)):
            order = an_order(a_line(), charges=[a_charge(gross="9.90", standard=standard)])

            assert {"line-1": 1000, "shipping": 990} == items(quote(order, {"line-1": 1}))

    def test_what_is_no_delivery_goes_back_whatever_is_said_of_delivery(self) -> None:
        """
        A gift wrap comes back with the whole order even where delivery does not.
        """
        order = an_order(a_line(), charges=[a_charge("wrap", "2.00", shipping=False)])

        assert {"line-1": 1000, "wrap": 200} == items(quote(order, {"line-1": 1}, outbound=Outbound.NONE))

    def test_cents_paid_above_everything_belong_to_the_order(self) -> None:
        """
        A sum that was rounded up at the sale is given back as it was paid.
        """
        order = an_order(a_line(), tenders=(a_tender(captured="10.02"),))

        assert {"line-1": 1000, "surplus": 2} == items(quote(order, {"line-1": 1}))
        assert eur(1002) == quote(order, {"line-1": 1}).total

    def test_a_free_gift_that_came_back_keeps_no_delivery_even_where_another_was_cancelled(self) -> None:
        """
        Of two free gifts one was cancelled, refunded with nothing, and the other came back: no refund will name it.
        """
        gifts = an_order(a_line("mug"), a_line("gift", 2, "0.00"), charges=[a_charge(gross="4.90")])
        order = moved(moved(gifts, "cancelled", "gift"), "returned", "gift")
        nothing = Movement(what=Moved.REFUNDED, line="gift", quantity=1, amount=eur(0), pool=Pool.CANCELLED)
        order = attrs.evolve(order, movements=(*order.movements, nothing))

        assert {"mug": 1000, "shipping": 490} == items(quote(order, {"mug": 1}))

    def test_a_request_of_several_lines_shares_it_by_what_they_cost(self) -> None:
        """
        Quotes that are made line by line for one request add up to the quote of all lines.
        """
        mug = quote(THREE, {"mug": 3}, outbound=Outbound.ALL, beside={"tea": 1})
        tea = quote(THREE, {"tea": 1}, outbound=Outbound.ALL, beside={"mug": 3}, before=[mug])

        assert {"mug": 1000, "shipping": 660} == items(mug)
        assert {"tea": 500, "shipping": 330} == items(tea)
        assert quote(THREE, ALL, outbound=Outbound.ALL).total == mug.total + tea.total


class TestDeductions:
    """
    What is kept back.
    """

    def fee(self, minor: int, order: Order = THREE, units: dict[str, int] | None = None) -> Quote:
        """
        Quote the tea, or something else, less a fee.
        """
        return quote(order, units or {"tea": 1}, fees=[Deduction("restocking_fee", eur(minor))])

    def test_a_fee_is_taken_off(self) -> None:
        """
        Items less deductions is the total.
        """
        found = self.fee(120)

        assert (eur(500), eur(380)) == (found.gross, found.total)
        assert (Deduction("restocking_fee", eur(120)),) == found.deductions

    def test_a_fee_never_makes_a_refund_negative(self) -> None:
        """
        A fee larger than the value is cut to the value.
        """
        found = self.fee(9999)

        assert eur(0) == found.total
        assert (Deduction("restocking_fee", eur(500)),) == found.deductions

    def test_a_fee_of_nothing_is_not_listed(self) -> None:
        """
        A deduction that takes nothing is no deduction.
        """
        assert () == self.fee(0).deductions

    def test_a_fee_that_pays_is_an_error(self) -> None:
        """
        A negative fee is a mistake.
        """
        with pytest.raises(FactsError) as caught:
            self.fee(-1)

        assert ["fees"] == [problem.path for problem in caught.value.problems]

    def test_several_fees_are_cut_in_their_order(self) -> None:
        """
        The second fee takes what the first one left.
        """
        found = quote(THREE, {"tea": 1}, fees=[Deduction("a", eur(400)), Deduction("b", eur(400))])

        assert (Deduction("a", eur(400)), Deduction("b", eur(100))) == found.deductions

    def test_what_is_left_caps_it(self) -> None:
        """
        Where less is left than the goods cost, the quote says that it was capped and by how much.
        """
        order = an_order(a_line(gross="10.00"), tenders=(a_tender(captured="10.00", refunded=eur(700)),))
        found = quote(order, {"line-1": 1})

        assert eur(300) == found.total
        assert (Deduction("capped", eur(700)),) == found.deductions

    def test_a_fee_is_kept_of_what_was_paid(self) -> None:
        """
        Of goods for 100.00 of which 50.00 were paid, a fee of 5.00 leaves 45.00.
        """
        order = an_order(a_line("mug", 2, "100.00"), tenders=[a_tender(captured="50.00")])
        found = quote(order, {"mug": 2}, fees=[Deduction("restocking", eur(500))])

        assert eur(4500) == found.total
        assert (Deduction("capped", eur(5000)), Deduction("restocking", eur(500))) == found.deductions

    def test_what_is_pending_caps_it_too(self) -> None:
        """
        Money on its way back cannot be quoted a second time.
        """
        order = an_order(a_line(gross="10.00"), tenders=(a_tender(captured="10.00", pending=eur(600)),))

        assert eur(400) == quote(order, {"line-1": 1}).total


class TestTenders:
    """
    Where the money goes.
    """

    ORDER = an_order(a_line(gross="8.00"), tenders=(a_tender(captured="5.00"), a_tender("gift_card", captured="3.00")))

    @pytest.mark.parametrize(
        ("how", "expected"),
        [
            ({}, {"card": 500, "gift_card": 300}),
            ({"fees": [Deduction("f", Money(400, EUR))]}, {"card": 250, "gift_card": 150}),
            ({"fees": [Deduction("f", Money(400, EUR))], "prefer": ["gift_card"]}, {"card": 100, "gift_card": 300}),
            ({"fees": [Deduction("f", Money(400, EUR))], "how": Spread.FIRST_PAID}, {"card": 400}),
        ],
    )
    def test_shares_add_up_to_the_total(self, how: dict[str, Any], expected: dict[str, int]) -> None:
        """
        A quote is laid on the tenders of the order.
        """
        found = quote(self.ORDER, {"line-1": 1}, **how)

        assert expected == {share.tender: share.amount.minor for share in found.tenders}
        assert sum(expected.values()) == found.total.minor

    def test_without_tenders_there_is_nothing_to_lay_it_on(self) -> None:
        """
        A host that does not know the payments gets the amount alone.
        """
        assert () == quote(an_order(tenders=()), {"line-1": 1}).tenders

    def test_an_earlier_quote_of_the_same_request_holds_its_part(self) -> None:
        """
        Two quotes of one request never give more on a tender than it has left.
        """
        order = an_order(
            a_line("a", gross="6.00"),
            a_line("b", gross="4.00"),
            tenders=(a_tender("gift_card", captured="7.00"), a_tender(captured="3.00")),
        )
        first = quote(order, {"a": 1}, prefer=["gift_card"])
        second = quote(order, {"b": 1}, prefer=["gift_card"], before=[first])

        assert {"gift_card": 600} == {share.tender: share.amount.minor for share in first.tenders}
        assert {"gift_card": 100, "card": 300} == {share.tender: share.amount.minor for share in second.tenders}


class TestBreakdown:
    """
    The parts for a credit note, and the print.
    """

    def test_taxes_are_told_by_rate(self) -> None:
        """
        Net, tax and gross of all items of one rate are put together; no rate is called unknown.
        """
        found = quote(THREE, ALL, outbound=Outbound.ALL)

        assert {
            "0.19": taxed("10.00", "1.60"),
            "0.07": taxed("5.00", "0.33"),
            "unknown": taxed("9.90", "1.58"),
        } == found.taxes

    def test_the_standard_part_of_a_charge_has_its_part_of_the_tax(self) -> None:
        """
        4.90 of 9.90 with 1.58 tax has 0.78 tax.
        """
        assert taxed("4.90", "0.78") == quote(THREE, ALL).taxes["unknown"]

    def test_it_prints(self) -> None:
        """
        One line a part, with amounts under each other.
        """
        found = quote(THREE, ALL, fees=[Deduction("restocking_fee", eur(100))])

        assert [
            "3 x mug              10.00 EUR",
            "1 x tea               5.00 EUR",
            "shipping              4.90 EUR",
            "less restocking_fee  -1.00 EUR",
            "refund               18.90 EUR",
            "  to card card       18.90 EUR",
        ] == found.lines()

    def test_quotes_join(self) -> None:
        """
        The parts of one tender are put together, everything else stands one after the other.
        """
        one = quote(THREE, {"mug": 1}, fees=[Deduction("a", eur(33))])
        two = quote(THREE, {"tea": 1}, before=[one])
        both = join([one, two], EUR)

        assert eur(800) == both.total
        assert {"mug": 333, "tea": 500} == items(both)
        assert {"card": 800} == {share.tender: share.amount.minor for share in both.tenders}
        assert one.deductions == both.deductions

    def test_no_quotes_join_to_nothing(self) -> None:
        """
        Of no quotes the total is zero.
        """
        assert eur(0) == join([], EUR).total

    def test_a_currency_without_minor_units_is_split_in_whole_units(self) -> None:
        """
        A third of 1000 yen is 333 yen, and the last one is 334.
        """
        order = an_order(a_line(quantity=3, gross="1000", currency="JPY"))

        assert Money(333, "JPY") == quote(order, {"line-1": 1}).total
        assert Taxed.of_gross(Money(334, "JPY")) == worth(moved(order, "cancelled", quantity=2), "line-1", 1)
