"""
Threads in which people complained about return windows, policies, exchanges and refunds of discounted goods.

Each is named with the case it describes. Where a figure is not the thread's, it is ours.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from aftersales.decisions import Verdict
from aftersales.documents import PolicyBook
from aftersales.money import Money, Taxed, split
from aftersales.orders import Charge, Discount, DiscountPolicy, Line, Moved, Movement, Order, Outbound, Pool, Promotion
from aftersales.returns import Fee, Fees, PolicyRule, ReturnPolicy, Season, Window, decide, offer
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, parcel, policy, sale, shop

DAY = "2026-10-06"
SHOP = shop(policy())


def total(order: Order, back: dict[str, int], kind: ReturnPolicy | None = None) -> Money:
    """
    Say what goes back for units of an order that a business sends back on the day after delivery.
    """
    return decide(order, back, shop(kind or policy()), noon(DAY)).refund.total


def shared(listed: Sequence[str], off: str, **counts: int) -> tuple[Line, ...]:
    """
    Sell lines a, b, c at a list price, all together less a discount that is shared by their price.
    """
    parts = split(money(off), [money(one) for one in listed])
    return tuple(
        line(
            name,
            gross=str((money(one) - part).decimal),
            tax="0",
            quantity=counts.get(name, 1),
            discounts=(Discount("all", part),),
        )
        for name, one, part in zip("abc", listed, parts, strict=False)
    )


# ------------------------------------------------------------------------------------- windows, policy, exchange


def test_cara_7939_days_are_those_of_the_customer() -> None:
    """
    janavipandole/Cara#7939: off by one day through UTC; half past eleven in Berlin is still the last day.
    """
    last_minutes = datetime(2026, 11, 4, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    next_day = datetime(2026, 11, 4, 23, 30, tzinfo=ZoneInfo("UTC"))
    order = sale(buyer=BUSINESS)

    assert [Verdict.ACCEPT, Verdict.REFUSE] == [ask_one(order, SHOP, at).verdict for at in (last_minutes, next_day)]


def test_request_2392_the_window_starts_when_the_goods_arrive() -> None:
    """
    request/request#2392: made to order and sent weeks later, an article has its window from delivery, each its own.
    """
    lines = (line("stock"), line("made"))
    boxes = (parcel(lines[0], name="p-1"), parcel(lines[1], name="p-2", sent="2026-11-20", on="2026-11-25"))
    answers = decide(sale(*lines, buyer=BUSINESS, parcels=boxes), {"stock": 1, "made": 1}, SHOP, noon("2026-11-25"))

    assert [date(2026, 11, 4), date(2026, 12, 25)] == [answer.last_day for answer in answers.values()]


def test_e_commerce_agents_8_nothing_is_offered_after_the_window() -> None:
    """
    nitin27may/e-commerce-agents#8: a button shown after the window; what the order page offers is what holds.
    """
    offers = [offer(sale(buyer=BUSINESS), SHOP, noon(day))["line-1"] for day in ("2026-11-04", "2026-11-05")]

    assert [Verdict.ACCEPT, Verdict.REFUSE] == [answer.verdict for answer in offers]


def test_erpnext_41893_the_policy_of_the_purchase_holds() -> None:
    """
    frappe/erpnext#41893, #33394: later changes of master data block a return; here the version of the purchase counts.
    """
    then, now = policy(), attrs.evolve(policy(final_sale=True), since=date(2026, 10, 2))
    desk = shop(then, now)

    assert PolicyBook((then, now)).on(date(2026, 10, 1)) == then
    assert Verdict.ACCEPT is ask_one(sale(buyer=BUSINESS), desk, DAY).verdict


def test_medusa_return_shipping_is_taken_once_and_shown() -> None:
    """
    medusajs/medusa#4686, #3170, #4838, #7653: return shipping added, ignored or deducted wrongly on swaps.
    """
    lines = (line("a", gross="30.00", tax="0"), line("b", gross="50.00", tax="0"))
    kind = policy(return_fees=Fees(customer=Fee(flat=money("5.00"))), exchange=Window(days=30))
    refund = decide(sale(*lines, buyer=BUSINESS), {"a": 1, "b": 1}, shop(kind), noon(DAY)).refund

    assert (money("75.00"), 1) == (refund.total, len(refund.deductions))


def test_medusa_8944_nothing_goes_back_twice() -> None:
    """
    medusajs/medusa PR#8944: refund only what is not settled; what went back already is no part of the next quote.
    """
    gone = (
        Movement(what=Moved.RETURNED, line="line-1", quantity=1),
        Movement(what=Moved.REFUNDED, line="line-1", quantity=1, amount=money("59.50"), pool=Pool.RETURNED),
    )
    order = sale(line(quantity=2), buyer=BUSINESS, movements=gone)

    assert money("59.50") == total(order, {"line-1": 1})


def test_product_assembly_43_parts_never_come_to_more_than_the_bundle() -> None:
    """
    solidusio-contrib/solidus_product_assembly#43: bundle parts round up to more than the bundle.
    """
    price, weights = money("10.00"), [money("3.33"), money("3.33"), money("3.33")]
    parts = split(price, weights)
    lines = tuple(
        line(f"part-{place}", gross=str(part.decimal), tax="0", bundle="kit") for place, part in enumerate(parts)
    )
    order = sale(*lines, buyer=BUSINESS)

    assert price == total(order, {one.id: 1 for one in lines})
    assert price.minor == sum(total(order, {one.id: 1}).minor for one in lines)


def test_dynamics_4215_a_quantity_break_is_taken_back_only_by_choice() -> None:
    """
    MicrosoftDocs/dynamics-365-unified-operations-public#4215: quantity break and buy-two-get-one on a partial return.
    """
    bought = attrs.evolve(
        sale(*shared(["18.00"], "6.00", a=3), buyer=BUSINESS),
        promotions=(Promotion(code="all", units=3, amount=money("6.00"), repeats=True),),
    )
    kept, recomputed = (policy(discounts=how) for how in (DiscountPolicy.KEEP, DiscountPolicy.RECOMPUTE))

    assert (money("8.00"), money("6.00")) == (total(bought, {"a": 2}, kept), total(bought, {"a": 2}, recomputed))


@pytest.mark.parametrize(("back", "refund"), [({"a": 1}, "27.00"), ({"b": 1}, "63.00"), ({"a": 1, "b": 1}, "90.00")])
def test_odoo_286433_a_partial_refund_takes_its_share_of_the_discount(back: dict[str, int], refund: str) -> None:
    """
    odoo/odoo PR#286433, POS-Awesome-V15#2800, #1904: the whole discount taken back, or list price paid out.
    """
    assert money(refund) == total(sale(*shared(["30.00", "70.00"], "10.00"), buyer=BUSINESS), back)


def test_shopware_13511_a_renewal_is_refunded_like_any_sale() -> None:
    """
    shopware/shopware#13511: the discount is missing on returns of subscription orders.
    """
    order = sale(*shared(["40.00"], "4.00"), buyer=BUSINESS, recurring=True)

    assert money("36.00") == total(order, {"a": 1})


def test_ucp_634_the_window_varies_by_what_retailers_say() -> None:
    """
    Universal-Commerce-Protocol/ucp#634: membership, condition, payment card, season, channel; with a computed deadline.
    """
    member = attrs.evolve(BUSINESS, tiers=frozenset({"member"}))
    rule = PolicyRule(name="Members", customer_tiers=frozenset({"member"}), window=Window(days=60))
    season = Season(first=date(2026, 10, 1), last=date(2026, 12, 31), until=date(2027, 1, 15))
    days = [
        ask_one(sale(buyer=buyer), shop(kind), DAY).last_day
        for buyer, kind in (
            (BUSINESS, policy(rules=(rule,))),
            (member, policy(rules=(rule,))),
            (member, policy(rules=(rule,), seasons=(season,))),
        )
    ]

    assert [date(2026, 11, 4), date(2026, 12, 4), date(2027, 1, 15)] == days


# --------------------------------------------------------------------------------------------- discount and tax


@pytest.mark.parametrize(
    ("listed", "off", "counts", "back", "refund"),
    [
        pytest.param(["300.00"], "30.00", {"a": 3}, {"a": 2}, "180.00", id="sonata-project-ecommerce#177"),
        pytest.param(["100.00", "100.00"], "20.00", {}, {"a": 1}, "90.00", id="solidus#512"),
        pytest.param(["50.00", "150.00"], "20.00", {}, {"b": 1}, "135.00", id="spree#5915"),
        pytest.param(["239.00"], "59.75", {"a": 10}, {"a": 10}, "179.25", id="woocommerce#64668"),
        pytest.param(["825.00"], "123.70", {"a": 10}, {"a": 10}, "701.30", id="erpnext#41343"),
        pytest.param(["100.00"], "10.00", {"a": 10}, {"a": 9}, "81.00", id="erpnext#50944"),
        pytest.param(["30.00"], "5.00", {"a": 3}, {"a": 1}, "8.33", id="bagisto#1509"),
        pytest.param(["318.00"], "62.50", {"a": 2}, {"a": 2}, "255.50", id="magento-lts#4396"),
        pytest.param(["20.00"], "0.01", {"a": 3}, {"a": 3}, "19.99", id="PrestaShop#38629"),
    ],
)
def test_a_discount_goes_back_as_it_was_given(
    listed: list[str], off: str, counts: dict[str, int], back: dict[str, int], refund: str
) -> None:
    """
    What was charged goes back, from the shares stored at the sale.
    """
    assert money(refund) == total(sale(*shared(listed, off, **counts), buyer=BUSINESS), back)


def test_medusa_the_discount_is_taxed_once() -> None:
    """
    medusajs/medusa#15885, PR#15929, #13091: one of two at 100.00 less 20.00, with ten percent tax, is 99.00, not 97.90.
    """
    order = sale(line(gross="198.00", tax="18.00", quantity=2), buyer=BUSINESS)
    refund = decide(order, {"line-1": 1}, SHOP, noon(DAY)).refund

    assert (money("99.00"), money("9.00")) == (refund.total, refund.items[0].amount.tax)


def test_woocommerce_tax_is_never_worked_out_again() -> None:
    """
    woocommerce/woocommerce#41919, #10456, #26734, woocommerce-ios#17630, #17827: the stored tax goes back.
    """
    amount = (
        decide(sale(line(gross="9.99", tax="1.67"), buyer=BUSINESS), {"line-1": 1}, SHOP, noon(DAY))
        .refund.items[0]
        .amount
    )

    assert (money("8.32"), money("1.67"), money("9.99")) == (amount.net, amount.tax, amount.gross)


def test_magento_38388_the_taxes_of_all_memos_add_up() -> None:
    """
    magento/magento2#38388: tax 19.00, 19.01, 18.99 over three credit memos; here they are the tax of the line.
    """
    order = sale(line(gross="357.01", tax="57.00", quantity=3), buyer=BUSINESS)
    taxes = []
    for unit in range(3):
        item = decide(order, {"line-1": 1}, SHOP, noon(DAY)).refund.items[0]
        taxes.append(item.amount.tax.minor)
        paid = item.amount.gross
        back = Movement(what=Moved.RETURNED, line="line-1", quantity=1)
        given = Movement(what=Moved.REFUNDED, line="line-1", quantity=1, amount=paid, pool=Pool.RETURNED)
        order = attrs.evolve(order, movements=(*order.movements, back, given))
        assert unit + 1 == order.tally("line-1").refunded

    assert 5700 == sum(taxes)


def test_magento_shipping_goes_back_to_the_cent() -> None:
    """
    magento/magento2#38088, #41277, #19429: the most that may go back for delivery is wrong by cents.
    """
    delivery = Charge(id="delivery", charged=Taxed.of_gross(money("5.95"), money("0.95")))
    order = sale(line(gross="10.00", tax="0"), buyer=BUSINESS, charges=(delivery,))

    assert money("15.95") == total(order, {"line-1": 1})


def test_refund_plugin_252_free_delivery_gives_nothing_back() -> None:
    """
    Sylius/RefundPlugin#252: fully discounted shipping could be refunded.
    """
    free = Charge(id="delivery", charged=Taxed.zero("EUR"))
    order = sale(line(gross="10.00", tax="0"), buyer=BUSINESS, charges=(free,))

    assert money("10.00") == total(order, {"line-1": 1}, policy(outbound=Outbound.ALL))


def test_sylius_units_that_differ_by_a_cent_add_up() -> None:
    """
    Sylius/Sylius#12261, #8902, PR#3868: three units of 10.00 all together are 3.33, 3.33 and 3.34.
    """
    order = sale(line(gross="10.00", tax="0", quantity=3), buyer=BUSINESS)

    assert [333, 666, 1000] == [total(order, {"line-1": units}).minor for units in (1, 2, 3)]


def test_odoo_96721_cash_that_was_rounded_goes_back_as_it_was_paid() -> None:
    """
    odoo/odoo#96721: rounded down at the sale and up at the refund; what was charged is what goes back.
    """
    assert money("9.95") == total(sale(line(gross="9.95", tax="0"), buyer=BUSINESS), {"line-1": 1})


def test_sonata_177_free_delivery_is_not_billed_afterwards() -> None:
    """
    smartlabsAT/sonata-project-ecommerce#177: a threshold for free delivery must not be billed back on a withdrawal.
    """
    order = attrs.evolve(
        sale(*shared(["60.00", "40.00"], "10.00")),
        charges=(Charge(id="delivery", charged=Taxed.zero("EUR"), standard=money("0.00")),),
        promotions=(Promotion(code="all", threshold=money("100.00"), percent=Decimal(10)),),
    )

    assert money("54.00") == total(order, {"a": 1}, policy(discounts=DiscountPolicy.RECOMPUTE))
