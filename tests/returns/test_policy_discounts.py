from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.documents import dump, read
from aftersales.errors import FactsError
from aftersales.money import Money, Taxed, split, total
from aftersales.orders import (
    Discount,
    DiscountPolicy,
    Line,
    Moved,
    Movement,
    Order,
    Pool,
    Promotion,
    Quote,
    lost_discounts,
    missing_gifts,
)
from aftersales.returns import Basis, Desk, ReturnPolicy, decide
from tests.returns.sales import BUSINESS, line, money, noon, policy, sale, shop

NOON = noon("2026-10-06")
KEEP, RECOMPUTE, CAPPED = DiscountPolicy.KEEP, DiscountPolicy.RECOMPUTE, DiscountPolicy.RECOMPUTE_CAPPED


def cut(name: str, listed: str, off: str, quantity: int = 1, code: str = "save", **more: Any) -> Line:
    """
    Sell units at a list price, all together, less their share of a discount.
    """
    gross = money(listed) - money(off)
    discounts = (Discount(code, money(off)),) if off != "0.00" else ()
    return line(name, gross=str(gross.decimal), tax="0", quantity=quantity, discounts=discounts, **more)


def bought(*lines: Line, **terms: Any) -> Order:
    """
    Sell lines to a business on the terms of one promotion.
    """
    return sale(*lines, buyer=BUSINESS, promotions=(Promotion(**{"code": "save", **terms}),))


def desk(how: DiscountPolicy, **says: Any) -> Desk:
    """
    Open a shop that treats discounts so.
    """
    return shop(policy(discounts=how, **says))


def refund(order: Order, back: Mapping[str, int], how: DiscountPolicy, **says: Any) -> Quote:
    """
    Work out what goes back for units of an order.
    """
    return decide(order, back, desk(how, **says), NOON).refund


TEN_PERCENT = bought(cut("a", "300.00", "30.00", 6), threshold=money("300.00"), percent=Decimal(10))


@pytest.mark.parametrize(
    ("how", "says", "expected"),
    [
        (KEEP, {}, "225.00"),
        (RECOMPUTE, {}, "220.00"),
        (CAPPED, {"discounts_at_least": Decimal(98)}, "220.50"),
        (CAPPED, {"discounts_at_least": Decimal(90)}, "220.00"),
    ],
    ids=["kept", "recomputed", "capped", "the cap does not bite"],
)
def test_a_threshold_that_is_no_longer_reached(how: DiscountPolicy, says: dict[str, Any], expected: str) -> None:
    """
    Six of 50.00 less ten percent from 300.00 on, and five come back: the one that stays would have cost 50.00.
    """
    assert money(expected) == refund(TEN_PERCENT, {"a": 5}, how, **says).total


def test_both_figures_stand_on_the_quote_and_are_told() -> None:
    """
    The customer sees what is taken back, and what it would be otherwise, before confirming.
    """
    answer = decide(TEN_PERCENT, {"a": 5}, desk(RECOMPUTE), NOON)["a"]
    quote = answer.best.refund

    assert (money("220.00"), money("225.00")) == (quote.total, quote.keeping)
    assert [("discount_lost", money("5.00"))] == [(part.code, part.amount) for part in quote.deductions]
    assert "What stays with you is no longer enough for the discount, so we take back €5.00 of it." in answer.explain()
    assert "Without what we take back it would have been €225.00." in answer.explain()
    assert "with every discount kept" in "\n".join(quote.lines())


def test_where_nothing_is_lost_there_is_one_figure() -> None:
    """
    A discount whose condition still holds, or with nothing left to lower, is not touched.
    """
    order = bought(cut("a", "400.00", "40.00", 8), threshold=money("300.00"), percent=Decimal(10))

    assert [None, None] == [refund(order, {"a": units}, RECOMPUTE).keeping for units in (2, 8)]
    assert money("360.00") == refund(order, {"a": 8}, RECOMPUTE).total


def test_the_law_keeps_every_discount() -> None:
    """
    Whoever withdraws gets back what was paid for the goods, whatever the file says.
    """
    order = attrs.evolve(TEN_PERCENT, buyer=sale().buyer)
    best = decide(order, {"a": 5}, desk(RECOMPUTE, missing_gift=True), NOON)["a"].best

    assert (Basis.WITHDRAWAL, money("225.00"), None) == (best.basis, best.refund.total, best.refund.keeping)


@pytest.mark.parametrize(
    ("units", "kept", "recomputed"),
    [(1, "4.00", "0.00"), (2, "8.00", "6.00"), (3, "12.00", "12.00")],
)
def test_buy_three_pay_two(units: int, kept: str, recomputed: str) -> None:
    """
    Three of 6.00, one of them free: what stays would have cost 6.00 a piece.
    """
    order = bought(cut("a", "18.00", "6.00", 3), units=3, amount=money("6.00"), repeats=True)

    assert [money(kept), money(recomputed)] == [refund(order, {"a": units}, how).total for how in (KEEP, RECOMPUTE)]


def test_of_two_threes_one_may_go() -> None:
    """
    A discount for each three is lost once when six become three.
    """
    order = bought(cut("a", "36.00", "12.00", 6), units=3, amount=money("6.00"), repeats=True)

    assert [money("12.00"), money("6.00")] == [refund(order, {"a": units}, RECOMPUTE).total for units in (3, 2)]


def test_the_steps_of_a_discount_are_gone_down() -> None:
    """
    Ten percent from 100.00 and twenty from 200.00 on: what stays at 120.00 keeps ten.
    """
    lines = (cut("a", "120.00", "24.00"), cut("b", "80.00", "16.00"))
    steps = tuple(
        Promotion(code="save", threshold=money(threshold), percent=Decimal(percent))
        for threshold, percent in (("100.00", 10), ("200.00", 20))
    )
    order = sale(*lines, buyer=BUSINESS, promotions=steps)

    assert money("52.00") == refund(order, {"b": 1}, RECOMPUTE).total


def test_only_the_lines_of_a_promotion_count() -> None:
    """
    What came back was not part of it, so nothing is lost.
    """
    lines = (cut("a", "100.00", "10.00"), cut("b", "50.00", "0.00"))
    order = bought(*lines, threshold=money("100.00"), amount=money("10.00"), lines=("a",))

    assert (money("50.00"), None) == ((quote := refund(order, {"b": 1}, RECOMPUTE)).total, quote.keeping)


def test_what_is_lost_falls_on_all_lines_by_their_worth() -> None:
    """
    Two lines that come back together bear it together, to the cent.
    """
    lines = (cut("a", "30.00", "3.00"), cut("b", "60.00", "6.00"), cut("c", "10.00", "1.00"))
    order = bought(*lines, threshold=money("100.00"), percent=Decimal(10))
    quote = refund(order, {"a": 1, "b": 1}, RECOMPUTE)

    assert (money("80.00"), [money("0.33"), money("0.67")]) == (
        quote.total,
        [part.amount for part in quote.deductions],
    )


def gone(order: Order, quote: Quote) -> Order:
    """
    Let a quote be paid and its units be back, as a host would note it, with what was taken back of the discount.
    """
    moves = [Movement(what=Moved.RETURNED, line=item.id, quantity=item.units) for item in quote.items if item.units]
    moves += [
        Movement(what=Moved.REFUNDED, line=item.id, quantity=item.units, amount=amount, pool=Pool.RETURNED)
        for item, amount in zip(quote.items, quote.amounts, strict=True)
    ]
    lost = total((part.amount for part in quote.deductions if part.code == "discount_lost"), "EUR")
    lost -= total((item.amount.gross for item in quote.items if not item.units), "EUR")
    before = [money("0.00") if one.taken_back is None else one.taken_back for one in order.promotions]
    promotions = tuple(
        attrs.evolve(one, taken_back=taken + lost) for one, taken in zip(order.promotions, before, strict=True)
    )
    return attrs.evolve(order, movements=(*order.movements, *moves), promotions=promotions)


def test_what_was_taken_goes_back_when_nothing_is_left_to_lower() -> None:
    """
    Half price from 200.00 on: the first to go bears it all, and the second brings it back, on the line it came from.
    """
    order = bought(
        cut("a", "100.00", "50.00"), cut("b", "100.00", "50.00"), threshold=money("200"), amount=money("100")
    )
    first = refund(order, {"a": 1}, RECOMPUTE)
    second = refund(gone(order, first), {"b": 1}, RECOMPUTE)

    assert (money("0.00"), money("100.00")) == (first.total, second.total)
    assert [("b", 1, money("50.00")), ("a", 0, money("50.00"))] == [
        (item.id, item.units, item.amount.gross) for item in second.items
    ]


def test_what_the_law_excused_is_not_billed_later() -> None:
    """
    A discount that a withdrawal left as it was is not taken from the next return.
    """
    lines = (cut("a", "100.00", "10.00"), cut("b", "100.00", "10.00"), cut("c", "100.00", "10.00"))
    order = bought(*lines, threshold=money("300.00"), percent=Decimal(10))
    withdrawn = gone(order, refund(order, {"a": 1}, KEEP))

    assert money("90.00") == refund(withdrawn, {"b": 1}, RECOMPUTE).total


class TestAGiftWithTheOrder:
    """
    What came for nothing from 100.00 on, worth 15.00.
    """

    ORDER = bought(
        line("a", gross="60.00", tax="0"),
        line("b", gross="60.00", tax="0"),
        line("bag", gross="0.00", tax="0"),
        threshold=money("100.00"),
        gift="bag",
        gift_value=money("15.00"),
    )

    @pytest.mark.parametrize(
        ("back", "says", "expected"),
        [
            ({"a": 1}, {"missing_gift": True}, "45.00"),
            ({"a": 1}, {"missing_gift": False}, "60.00"),
            ({"a": 1, "bag": 1}, {"missing_gift": True}, "60.00"),
            ({"bag": 1}, {"missing_gift": True}, "0.00"),
        ],
        ids=["it stays", "the policy lets it stay", "it comes back too", "it alone comes back"],
    )
    def test_is_deducted_only_where_it_stays_without_a_ground(
        self, back: Mapping[str, int], says: dict[str, bool], expected: str
    ) -> None:
        """
        Its value is taken off where the order no longer reaches the threshold and the gift is not returned.
        """
        assert money(expected) == refund(self.ORDER, back, KEEP, **says).total

    def test_is_told(self) -> None:
        """
        The customer reads why.
        """
        told = decide(self.ORDER, {"a": 1}, desk(KEEP, missing_gift=True), NOON)["a"].explain()

        assert [text for text in told if text.startswith("The gift stays with you") and "€15.00" in text]

    def test_is_deducted_once(self) -> None:
        """
        When the rest comes back later, the gift was settled already.
        """
        first = refund(self.ORDER, {"a": 1}, KEEP, missing_gift=True)

        assert money("60.00") == refund(gone(self.ORDER, first), {"b": 1}, KEEP, missing_gift=True).total

    def test_is_nothing_the_law_lets_anybody_deduct(self) -> None:
        """
        A consumer who withdraws gets everything back.
        """
        order = attrs.evolve(self.ORDER, buyer=sale().buyer)

        assert money("60.00") == decide(order, {"a": 1}, desk(KEEP, missing_gift=True), NOON).refund.total

    def test_has_its_own_function(self) -> None:
        """
        A host may ask for it alone.
        """
        assert money("15.00") == missing_gifts(self.ORDER, {}, {"a": 1})


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"code": ""}, "code"),
        ({"amount": None}, ""),
        ({"percent": "10"}, "percent"),
        ({"amount": None, "percent": "101"}, "percent"),
        ({"amount": "-1 EUR"}, "amount"),
        ({"units": 0}, "units"),
        ({"repeats": True}, "repeats"),
        ({"gift": "a"}, "gift_value"),
        ({"gift_value": "1 EUR"}, "gift_value"),
    ],
)
def test_a_promotion_that_cannot_be_is_refused(wrong: dict[str, Any], path: str) -> None:
    """
    A promotion says what it gives, and can be worked out.
    """
    with pytest.raises(FactsError) as caught:
        read(Promotion, {"code": "save", "amount": "5 EUR"} | wrong)

    assert [path] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"lines": ("nowhere",)}, "promotions[0].lines"),
        ({"gift": "nowhere", "gift_value": money("1.00")}, "promotions[0].gift"),
        ({"threshold": Money(100, "USD")}, "promotions[0].threshold"),
    ],
)
def test_a_promotion_of_another_order_is_refused(wrong: dict[str, Any], path: str) -> None:
    """
    Its lines are those of the order, and its amounts are in the order's currency.
    """
    with pytest.raises(FactsError) as caught:
        bought(cut("a", "10.00", "1.00"), amount=money("1.00"), **wrong)

    assert [path] == [problem.path for problem in caught.value.problems]


def test_an_order_with_promotions_is_written_and_read_the_same() -> None:
    """
    The terms of a discount are facts of the sale.
    """
    assert TEN_PERCENT == read(Order, dump(TEN_PERCENT))


# ---------------------------------------------------------------------------------------------------- properties


@st.composite
def sold(draw: st.DrawFn) -> Order:
    """
    Draw an order of which one discount took off what its terms say, shared over its lines.
    """
    listed = draw(st.lists(st.integers(1, 20_000), min_size=1, max_size=3))
    counts = [draw(st.integers(1, 3)) for _ in listed]
    whole = sum(listed)
    off = draw(st.integers(0, whole))
    terms: dict[str, Any] = {"threshold": Money(draw(st.integers(0, whole)), "EUR"), "amount": Money(off, "EUR")}
    if draw(st.booleans()):
        percent = draw(st.integers(0, 100))
        off = (whole * percent * 2 + 100) // 200
        terms = {"units": draw(st.integers(1, sum(counts))), "percent": Decimal(percent)}
    shares = split(Money(off, "EUR"), listed)
    lines = tuple(
        Line(
            id=f"line-{place}",
            quantity=counts[place],
            charged=Taxed.of_gross(Money(listed[place], "EUR") - share),
            discounts=(Discount("save", share),),
        )
        for place, share in enumerate(shares)
    )
    return bought(*lines, **terms)


policies = st.one_of(
    st.just(policy(discounts=KEEP)),
    st.just(policy(discounts=RECOMPUTE)),
    st.integers(0, 100).map(lambda least: policy(discounts=CAPPED, discounts_at_least=Decimal(least))),
)


@given(sold(), policies, st.data())
def test_returns_are_never_below_zero_and_together_never_above_what_was_paid(
    order: Order, kind: ReturnPolicy, data: st.DataObject
) -> None:
    """
    However an order comes back, piece by piece, each refund is zero or more and all of them are at most the price.
    """
    given_back, now = 0, order
    while left := {line: n for line in order.line_ids if (n := now.tally(line).returnable)}:
        line_id = data.draw(st.sampled_from(sorted(left)))
        units = data.draw(st.integers(1, left[line_id]))
        quote = decide(now, {line_id: units}, shop(kind), NOON).refund
        assert 0 <= quote.total.minor
        given_back += quote.total.minor
        now = gone(now, quote)
    assert given_back <= order.total.minor
    if kind.discounts is not CAPPED:
        assert given_back == order.total.minor


@given(sold(), st.data())
def test_keeping_is_never_worse_than_recomputing(order: Order, data: st.DataObject) -> None:
    """
    Of a first return the kept discount gives at least as much, the capped one lies between, and both figures are told.
    """
    back = {line: data.draw(st.integers(1, order.line(line).quantity)) for line in order.line_ids}
    kept, capped, recomputed = (
        refund(order, back, how, discounts_at_least=Decimal(50)) for how in (KEEP, CAPPED, RECOMPUTE)
    )

    assert kept.total >= capped.total >= recomputed.total
    assert kept.total == (recomputed.total if recomputed.keeping is None else recomputed.keeping)


@given(sold(), st.data())
def test_the_whole_order_loses_nothing(order: Order, data: st.DataObject) -> None:
    """
    Where nothing stays, no discount is without a ground.
    """
    order = data.draw(st.just(order))
    back = {line.id: line.quantity for line in order.lines}

    assert lost_discounts(order, {}, back).minor <= 0
    assert order.total == refund(order, back, RECOMPUTE).total


@given(sold(), policies, st.data())
def test_a_consumer_who_withdraws_gets_the_stored_share(order: Order, kind: ReturnPolicy, data: st.DataObject) -> None:
    """
    No discount policy reaches a right of the law.
    """
    order = attrs.evolve(order, buyer=sale().buyer)
    line_id = data.draw(st.sampled_from(order.line_ids))
    units = data.draw(st.integers(1, order.line(line_id).quantity))
    options = decide(order, {line_id: units}, shop(kind), NOON)[line_id].options
    (right,) = [one for one in options if one.basis is Basis.WITHDRAWAL]

    assert order.line(line_id).charged.first(units, of=order.line(line_id).quantity).gross == right.refund.total
