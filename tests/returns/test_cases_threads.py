"""
What users of other shop systems reported, each as a case that must not happen here.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.lifecycles import Accepted
from aftersales.orders import Moved, worth
from aftersales.returns import (
    EXCHANGE,
    RETURN_CASE,
    Handling,
    Replacement,
    Trigger,
    ValueBasis,
    changes,
    open_case,
    open_exchange,
    quote_exchange,
)
from aftersales.testing.orders import a_line, an_order, delivered, taxed
from tests.returns.steps import (
    AT,
    CUSTOMER,
    LINE,
    ORDER,
    announced,
    ask,
    asked,
    codes,
    entered,
    euro,
    go,
    moved,
    refused,
    seen,
    step,
)

RECEIVED = ask("receive", parcel="p1", received={LINE: 2})
PAY = ask("propose_refund", key="r1", units={LINE: 2}, amount=euro("200.00"))


# ------------------------------------------------------------------------------------------------- quantities, cases


def test_magento_38547_a_case_names_the_pool_of_its_units() -> None:
    """
    magento/magento2#38547: nobody could tell whether a refund was for goods that came back or that were kept.
    """
    kept = go(asked(2, handling=Handling(keep_up_to=euro("500.00"))), ask("keep", units={LINE: 1}))
    back = go(kept, ask("receive", received={LINE: 1}), ask("inspect", accepted={LINE: 1}))

    assert (1, 1) == (back.pools(LINE).kept, back.pools(LINE).accepted)


def test_medusa_13882_a_return_shows_in_the_order() -> None:
    """
    medusajs/medusa#13882: a fully returned order showed no sign of it.
    """
    before = open_case(ORDER, "case-1")
    case = go(before, announced(3), ask("receive", received={LINE: 3}))
    order = entered(ORDER, *changes(before, case).movements)

    assert 3 == order.tally(LINE).returned


def test_medusa_11481_what_is_owed_follows_every_payment() -> None:
    """
    medusajs/medusa#11481: the outstanding amount did not change after several refunds.
    """
    case = go(asked(2), RECEIVED, PAY)
    owed = []
    for index in range(3):
        case = go(case, seen("refund_paid", f"m{index}", refund="r1", amount=euro("70.00")))
        owed.append(str(case.outstanding))

    assert ["130.00 EUR", "60.00 EUR", "0.00 EUR"] == owed


def test_medusa_11919_damaged_units_are_not_refunded() -> None:
    """
    medusajs/medusa PR #11919: units that arrived damaged were refunded; what is refused at the inspection is not.
    """
    case = go(asked(2, handling=Handling(trigger=Trigger.INSPECTION)), RECEIVED)
    case = go(case, ask("inspect", accepted={LINE: 1}, refused={LINE: 1}, why="dropped"))

    assert 1 == case.unpaid(LINE)
    assert ("not_received",) == refused(case, PAY)


def test_medusa_14936_a_line_is_in_a_case_once() -> None:
    """
    medusajs/medusa#14936: a return had two lines for one article, and each was received in full.
    """
    case = go(asked(2), RECEIVED)

    assert [LINE] == [one.line for one in case.lines]
    assert ("received_exceeds_approved",) == refused(case, ask("receive", parcel="p2", received={LINE: 1}))


@pytest.mark.parametrize("entering", [True, False], ids=["entered in the order", "not entered yet"])
def test_opencart_4999_goods_are_returned_once(*, entering: bool) -> None:
    """
    opencart/opencart#4999: the same goods could be returned again by asking again.
    """
    before = open_case(ORDER, "case-1")
    case = go(before, announced(3))
    order = ORDER
    if entering:
        case = go(case, ask("receive", received={LINE: 3}))
        order = entered(ORDER, *changes(before, case).movements)

    assert ("quantity_exceeds_returnable",) == refused(open_case(order, "case-2", others=[case]), announced(1))


def test_open_msupply_3326_a_form_does_not_block_its_own_units() -> None:
    """
    msupply-foundation/open-msupply#3326 and #11550: editing a return counted its own units as taken.
    """
    case = asked(2, handling=Handling(auto_approve=False))

    assert 3 == case.against(ORDER, [case]).returnable(LINE)


def test_solidus_3199_one_line_back_is_not_all() -> None:
    """
    solidusio/solidus#3199: an order of several lines was marked as returned after the first; so must no case be.
    """
    order = delivered(an_order(a_line("a"), a_line("b")))
    case = go(open_case(order, "case-1"), ask("request", CUSTOMER, units={"a": 1, "b": 1}))

    assert "partially_received" == go(case, ask("receive", received={"a": 1})).word


def test_oscar_542_a_step_says_what_is_to_be_done() -> None:
    """
    django-oscar/django-oscar#542: a line that was returned was to trigger its refund.
    """
    outcome = RETURN_CASE.decide(asked(2), RECEIVED)

    assert isinstance(outcome, Accepted)
    assert ["returns.refund_due"] == [one.code for one in outcome.effects]


def test_agents_8_a_button_knows_its_reason() -> None:
    """
    nitin27may/e-commerce-agents#8: the return button was shown when nothing could be returned any more.
    """
    case = go(asked(2), seen("carrier_scan", parcel="p1"))
    cancel = next(one for one in RETURN_CASE.available(case, CUSTOMER, AT) if one.command == "cancel")

    assert (False, ["cases.already_in_transit"]) == (cancel.allowed, [one.reason.code for one in cancel.findings])


def test_erpnext_41893_a_later_change_of_the_shop_blocks_no_case() -> None:
    """
    frappe/erpnext#41893 and #33394: changed master data blocked a return; a case keeps how it is handled.
    """
    case = asked(1, handling=Handling(send_within_days=30))

    assert ("not_due",) == refused(case, ask("expire", at=AT + timedelta(days=20)))


# ---------------------------------------------------------------------------------------------------- money movement


@pytest.mark.parametrize(
    "thread",
    [
        "solidusio/solidus#2970",
        "Sylius/RefundPlugin#348",
        "openfoodfoundation/openfoodnetwork#6330",
        "polarsource/polar#5256",
        "saleor/saleor-dashboard#4474",
        "govuk-pay/pay-selfservice#4985",
    ],
)
def test_a_second_click_refunds_nothing(thread: str) -> None:
    """
    A double click, or two people at once: the same key does nothing, and another one finds the units taken.
    """
    assert thread
    case = go(asked(2), RECEIVED, PAY)
    outcome = RETURN_CASE.decide(case, PAY)

    assert Accepted(()) == outcome
    assert "exceeds_refundable" in refused(
        case, ask("propose_refund", key="r2", units={LINE: 2}, amount=euro("200.00"))
    )


def test_half_a_refund_sent_twice_does_not_fit() -> None:
    """
    Half of the money sent twice would fit into all of it; only the key and the units tell.
    """
    half = ask("propose_refund", key="h1", units={LINE: 2}, amount=euro("100.00"))
    case = go(asked(2), RECEIVED, half)

    assert case == go(case, half)
    assert "exceeds_refundable" in refused(
        case, ask("propose_refund", key="h2", units={LINE: 2}, amount=euro("100.00"))
    )


def test_solidus_3989_a_retry_after_a_failure_pays_once() -> None:
    """
    solidusio/solidus#3989 and #3831: credit was given twice when a failed refund was tried again.
    """
    case = go(asked(2), RECEIVED, PAY, seen("refund_failed", refund="r1"))
    again = ask("propose_refund", key="r2", units={LINE: 2}, amount=euro("200.00"))
    case = go(case, again)

    assert euro("200.00") == case.outstanding
    assert "exceeds_refundable" in refused(
        case, ask("propose_refund", key="r3", units={LINE: 2}, amount=euro("200.00"))
    )


# ---------------------------------------------------------------------------------------------------------- exchanges


def test_slatwall_2955_both_legs_carry_tax() -> None:
    """
    ten24/slatwall#2955: the new article was taxed and the old tax not given back.
    """
    order = delivered(an_order(a_line(gross="119.00", tax="19.00", tax_rate=Decimal("0.19"))))
    same = Replacement(sku="x", price=taxed("119.00", "19.00"), tax_rate=Decimal("0.19"))

    assert [euro("0.00")] == [one.tax for one in quote_exchange(order, {LINE: 1}, [same]).taxes.values()]


def test_medusa_8944_nothing_is_paid_without_a_difference() -> None:
    """
    medusajs/medusa PR #8944: a refund only where there is an imbalance.
    """
    quoted = quote_exchange(ORDER, {LINE: 1}, [Replacement(sku="x", price=taxed("100.00"))])
    exchange = step(EXCHANGE, open_exchange(ORDER, "e", "case-1", quoted), ask("request", CUSTOMER))
    outcome = EXCHANGE.decide(exchange, ask("approve"))

    assert isinstance(outcome, Accepted)
    assert ["exchanges.open_return"] == [one.code for one in outcome.effects]


@pytest.mark.parametrize("thread", ["medusajs/medusa#4686", "medusajs/medusa#3170", "#4838", "#7653"])
def test_one_signed_difference_per_exchange(thread: str) -> None:
    """
    Return shipping on swaps was added, ignored or deducted wrongly: here one signed figure says who owes what.
    """
    assert thread
    more = quote_exchange(ORDER, {LINE: 1}, [Replacement(sku="x", price=taxed("120.00"))])
    less = quote_exchange(ORDER, {LINE: 1}, [Replacement(sku="x", price=taxed("80.00"))])

    assert (euro("20.00"), euro("-20.00")) == (more.difference, less.difference)
    owing = step(EXCHANGE, open_exchange(ORDER, "e", "c", more), ask("request", CUSTOMER), ask("approve"))
    assert (euro("20.00"), euro("0.00")) == (owing.owed, owing.due_back)
    assert ("balance_owed", "original_not_back") == codes(EXCHANGE, owing, ask("ship_replacement"))


def test_pos_awesome_2800_list_price_is_never_paid_out() -> None:
    """
    defendicon/POS-Awesome-V15#2800: the list price was paid out for a unit bought with a discount.
    """
    quoted = quote_exchange(
        ORDER,
        {LINE: 1},
        [Replacement(sku="x", price=taxed("1.00"))],
        basis=ValueBasis.LIST,
        list_price={LINE: euro("150.00")},
    )

    assert euro("-99.00") == quoted.difference
    assert worth(ORDER, LINE, 1).gross == quoted.credit[0].amount.gross


def test_a_case_tells_the_order_nothing_twice() -> None:
    """
    Movements of all steps together are the pools, whatever was repeated between them.
    """
    start = open_case(ORDER, "case-1")
    case, found = start, list[tuple[str, int]]()
    for move in (announced(2), announced(2), RECEIVED, RECEIVED, ask("inspect", accepted={LINE: 2})):
        after = go(case, move)
        found += moved(case, after)
        case = after

    assert {
        Moved.RETURN_REQUESTED.value: 2,
        Moved.RETURN_APPROVED.value: 2,
        Moved.RETURNED.value: 2,
        Moved.ACCEPTED.value: 2,
    } == dict(found)
