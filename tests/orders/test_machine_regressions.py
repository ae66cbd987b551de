"""
What shops were bitten by in status and in the movement of money, thread by thread, told through the lifecycle.

Figures are ours where the thread has none.
"""

from datetime import timedelta
from typing import Any

import attrs

from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Refused, Request
from aftersales.money import Money
from aftersales.orders import (
    Collection,
    Fulfilment,
    Order,
    Pool,
    Refunded,
    Returned,
    cancellation_quote,
    evolve,
    explain,
    lifecycle,
    project,
    quote,
    refund_values,
    replay,
    status,
    units,
)
from aftersales.orders.cancelling import CancellationPolicy
from aftersales.testing.orders import PLACED_AT, a_line, a_tender, an_order

STAFF = Actor(Role.STAFF, "staff-7")
AT = PLACED_AT + timedelta(hours=3)
LATER = PLACED_AT + timedelta(days=90)

Values = tuple[tuple[str, Any], ...]


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, "EUR")


def ask(order: Order, command: str, values: Values = (), key: str = "") -> Accepted | Refused:
    """
    Ask for a command.
    """
    request = Request(command=command, at=AT, by=STAFF, key=key or f"{command}{values}", values=values)
    return lifecycle().decide(order, request)


def done(order: Order, command: str, values: Values = (), key: str = "") -> Order:
    """
    Have a command done.
    """
    outcome = ask(order, command, values, key)
    assert isinstance(outcome, Accepted)
    return replay(order, outcome.events)


def seen(order: Order, what: str, count: int, line: str = "line-1") -> Order:
    """
    See units go somewhere.
    """
    values = (("what", what), (f"units.{line}", count))
    return evolve(
        order, Event(code="moved", at=AT, by=STAFF, key=f"{what}-{line}-{count}-{len(order.keys)}", values=values)
    )


def paid_back(order: Order, counts: dict[str, int], pool: Pool = Pool.RETURNED) -> Order:
    """
    Refund units, and hear that it was paid.
    """
    key = f"refund-{len(order.repayments)}"
    order = done(order, "propose_refund", refund_values(quote(order, counts, pool=pool)), key)
    for payout in order.repayments[-1].payouts:
        said = (("payout", payout.key),)
        order = evolve(order, Event(code="payout_succeeded", at=AT, by=STAFF, key=f"paid-{payout.key}", values=said))
    return order


TEN = an_order(a_line(quantity=10, gross="100.00"))


def test_magento_35528_five_cancelled_and_refunded_and_five_sent_are_not_still_processing() -> None:
    """
    Refunded units that were never sent leave the count (also magento2#23270, #23964).
    """
    order = done(TEN, "cancel_units", units({"line-1": 5}))
    order = paid_back(order, {"line-1": 5}, Pool.CANCELLED)
    order = done(order, "ship", units({"line-1": 5}))
    found = status(order, LATER)

    assert (Fulfilment.SHIPPED, Refunded.PARTIAL, Collection.PAID) == (
        found.fulfilment,
        found.refunded,
        found.collection,
    )


def test_magento_38547_a_refund_of_sent_goods_is_told_from_one_of_unsent_goods() -> None:
    """
    Two refunds of the same amount differ by their pool, and so do the units that are still to be sent.
    """
    unsent = paid_back(done(TEN, "cancel_units", units({"line-1": 5})), {"line-1": 5}, Pool.CANCELLED)
    sent = paid_back(done(TEN, "ship", units({"line-1": 5})), {"line-1": 5}, Pool.KEPT)

    assert unsent.refunded == sent.refunded
    assert (5, 5) == (unsent.tally("line-1").unsent, sent.tally("line-1").unsent)
    assert (Fulfilment.UNFULFILLED, Fulfilment.PARTIALLY_SHIPPED) == (
        status(unsent, LATER).fulfilment,
        status(sent, LATER).fulfilment,
    )


def test_magento_40167_a_partly_sent_order_is_not_complete() -> None:
    """
    Magento #40167: one of two lines that was sent makes the order partly sent, whatever was paid.
    """
    order = done(an_order(a_line("a"), a_line("b")), "ship", units({"a": 1}))

    assert "partially_shipped" == status(order, LATER).word


def test_woocommerce_21941_payment_and_goods_have_words_of_their_own() -> None:
    """
    WooCommerce #21941: each axis changes by itself, from the first day (also #22685).
    """
    unpaid = an_order(a_line(), tenders=[a_tender(captured="0.00")])
    sent = done(unpaid, "ship", units({"line-1": 1}))
    paid = evolve(
        sent, Event(code="captured", at=AT, by=STAFF, key="c", values=(("tender", "card"), ("amount", eur(1000))))
    )
    words = [
        (status(order, LATER).collection.value, status(order, LATER).fulfilment.value) for order in (unpaid, sent, paid)
    ]

    assert [("unpaid", "unfulfilled"), ("unpaid", "shipped"), ("paid", "shipped")] == words


def test_medusa_11645_what_is_outstanding_survives_a_change_of_the_order() -> None:
    """
    Medusa #11645: a cancelled line that was paid makes the order overpaid until it is refunded, and paid from then on.
    """
    order = done(an_order(a_line("a"), a_line("b")), "cancel_units", units({"b": 1}))
    refunded = paid_back(order, {"b": 1}, Pool.CANCELLED)

    assert Collection.OVERPAID is status(order, LATER).collection
    assert Collection.PAID is status(refunded, LATER).collection
    assert (1000, 1000) == (project(refunded, LATER)["due_minor"], project(refunded, LATER)["paid_minor"])


def test_medusa_11919_refused_units_are_not_accepted_units() -> None:
    """
    What came back damaged is received and refused; acceptance is a pool of its own.
    """
    order = seen(seen(TEN, "delivered", 10), "returned", 2)
    order = seen(seen(order, "accepted", 1), "refused", 1)

    assert (2, 1, 1) == (
        order.tally("line-1").returned,
        order.tally("line-1").accepted,
        order.tally("line-1").refused,
    )


def test_medusa_14936_the_same_return_is_not_counted_twice() -> None:
    """
    A second announcement of all units waits for a person instead of doubling them.
    """
    order = seen(seen(TEN, "delivered", 10), "return_requested", 10)
    again = seen(order, "return_requested", 10)

    assert order.tally("line-1") == again.tally("line-1")
    assert 1 == len(again.parked)


def test_saleor_14326_a_granted_refund_does_not_make_the_order_overpaid() -> None:
    """
    Saleor #14326: from the proposal on, what is due and what was paid fall together (also #12757, #14462, #17098).
    """
    pending = done(TEN, "propose_refund", refund_values(quote(TEN, {"line-1": 3})))

    assert Collection.PAID is status(pending, LATER).collection
    assert Refunded.PENDING is status(pending, LATER).refunded


def test_saleor_14279_refunds_have_an_axis_of_none_partial_and_full() -> None:
    """
    The axis follows the money, unit by unit.
    """
    part = paid_back(TEN, {"line-1": 4})
    words = [status(order, LATER).refunded.value for order in (TEN, part, paid_back(part, {"line-1": 6}))]

    assert ["none", "partial", "full"] == words


def test_spree_6_shows_an_underpaid_and_partly_refunded_order_as_both() -> None:
    """
    Two axes say what one word hides.
    """
    order = an_order(a_line("a"), a_line("b"), tenders=[a_tender(captured="15.00")])
    found = status(paid_back(order, {"a": 1}), LATER)

    assert (Collection.PARTIALLY_PAID, Refunded.PARTIAL) == (found.collection, found.refunded)


def test_oscar_542_what_is_decided_tells_the_host_what_to_do() -> None:
    """
    A command comes with its effects, each under a key that makes it safe to do twice.
    """
    outcome = ask(TEN, "propose_refund", refund_values(quote(TEN, {"line-1": 1})))
    again = ask(TEN, "propose_refund", refund_values(quote(TEN, {"line-1": 1})))
    assert isinstance(outcome, Accepted)

    assert ["orders.pay_out"] == [effect.code for effect in outcome.effects]
    assert outcome == again


def test_edd_5201_there_is_a_word_for_partly_refunded() -> None:
    """
    A part that was refunded neither ends the order nor what was bought (also #7640, #7758 and #8539).
    """
    order = paid_back(seen(TEN, "delivered", 10), {"line-1": 1}, Pool.KEPT)
    found = status(order, LATER)

    assert ("delivered", Refunded.PARTIAL, Returned.NONE) == (found.word, found.refunded, found.returned)


def test_sylius_an_order_of_which_the_rest_will_never_be_sent_can_be_cancelled() -> None:
    """
    There is a way from partly sent to sent: the rest is cancelled, and refunded as cancelled.
    """
    order = done(done(TEN, "ship", units({"line-1": 4})), "cancel_units", units({"line-1": 6}))
    found = cancellation_quote(order, CancellationPolicy())
    assert found is not None

    assert (eur(6000), Pool.CANCELLED) == (found.total, found.pool)
    assert Fulfilment.SHIPPED is status(order, LATER).fulfilment


def test_woocommerce_refunded_says_whether_it_was_sent() -> None:
    """
    A full refund keeps how far the goods got beside it.
    """
    order = paid_back(seen(TEN, "shipped", 10), {"line-1": 10}, Pool.KEPT)
    found = status(order, LATER)

    assert ("refunded", Fulfilment.SHIPPED) == (found.word, found.fulfilment)


def test_shopify_only_the_library_writes_the_columns() -> None:
    """
    The columns are worked out anew, and each word can be explained by its counts.
    """
    order = seen(TEN, "delivered", 4)
    told = {finding.reason.code: dict(finding.values) for finding in explain(status(order, LATER))}

    assert project(order, LATER)["fulfilment"] == told["orders.fulfilled"]["word"] == "partially_delivered"
    assert (10, 4) == (told["orders.fulfilled"]["sold"], told["orders.fulfilled"]["delivered"])
    assert attrs.evolve(order) == order
