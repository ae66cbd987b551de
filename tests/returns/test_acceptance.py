"""
Whole stories across order, case and exchange, as a shop lives them, with the figures that have to come out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from aftersales.events import Actor, Role
from aftersales.lifecycles import Accepted
from aftersales.money import Money, Taxed
from aftersales.orders import Collection, Order, evolve, lifecycle, quote, refund_values, request, status, told
from aftersales.returns import (
    EXCHANGE,
    RETURN_CASE,
    Exchange,
    Replacement,
    ReturnCase,
    open_case,
    open_exchange,
    pass_on,
    quote_exchange,
    replacement_order,
)
from aftersales.testing.orders import a_charge, a_line, an_order, delivered

CUSTOMER, STAFF, SYSTEM = Actor(Role.CUSTOMER, "c-7"), Actor(Role.STAFF, "anna"), Actor(Role.SYSTEM)
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
LATER = datetime(2026, 8, 15, 12, tzinfo=UTC)


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, "EUR")


class Shop:
    """
    One order with its return case and its exchange, each step passed on to all of them.
    """

    def __init__(self, order: Order) -> None:
        """
        Sell something.
        """
        self.order = order
        self.case: ReturnCase = open_case(order, "case", others=())
        self.swap: Exchange | None = None

    def share(self, after: ReturnCase | Exchange) -> tuple[str, ...]:
        """
        Pass a step on; tell what is to be carried out.
        """
        passed = pass_on(self.order, [one for one in (self.case, self.swap) if one is not None], after)
        assert not passed.refused
        self.order = passed.order
        for one in passed.filed:
            if isinstance(one, ReturnCase):
                self.case = one
            if isinstance(one, Exchange):
                self.swap = one
        return tuple(effect.code for effect in passed.effects)

    def ask_case(self, command: str, **said: object) -> tuple[str, ...]:
        """
        Take a step of the return case.
        """
        after, outcome = RETURN_CASE.run(self.case, request(command, at=NOON, by=STAFF, key=f"case-{command}", **said))  # type: ignore[arg-type]
        assert isinstance(outcome, Accepted), outcome
        return self.share(after)

    def ask_swap(self, command: str, at: datetime = NOON) -> tuple[str, ...]:
        """
        Take a step of the exchange.
        """
        assert self.swap is not None
        after, outcome = EXCHANGE.run(self.swap, request(command, at=at, by=STAFF, key=f"swap-{command}"))
        assert isinstance(outcome, Accepted), outcome
        return self.share(after)


def kept_both() -> Shop:
    """
    Send a shirt out at once against an amount on the card; the first one never comes back.
    """
    shop = Shop(delivered(an_order(a_line("shirt", gross="40.00", tax="6.39"))))
    shop.ask_case("request", units={"shirt": 1}, wish={"shirt": "exchange"}, remedy={"shirt": "exchange"})
    large = Replacement(sku="shirt-l", price=Taxed.of_gross(eur(4000), eur(639)))
    legs = quote_exchange(shop.order, {"shirt": 1}, [large])
    shop.swap = open_exchange(shop.order, "swap", "case", legs, instant=True, others=[shop.case])
    for command in ("request", "approve", "hold"):
        shop.ask_swap(command)
    shop.share(shop.swap.after(told("hold_placed", at=NOON, by=SYSTEM, key="psp-1", amount=eur(4000))))
    shop.ask_swap("ship_replacement")
    return shop


def test_a_customer_who_keeps_both_has_paid_for_both_and_can_return_either() -> None:
    """
    What was set aside pays for the second shirt, an order of its own; the first is still worth what it cost.
    """
    shop = kept_both()

    assert ("exchanges.capture_hold",) == shop.ask_swap("unexchange", LATER)

    assert shop.swap is not None
    second = replacement_order(shop.swap, shop.order, "second", NOON)
    assert Collection.PAID is status(second, LATER).collection
    assert {"difference": eur(4000)} == {one.kind: one.captured for one in second.tenders}
    shop.ask_case("cancel", why="both are kept")
    assert (eur(0), eur(4000)) == (shop.order.refunded, quote(shop.order, {"shirt": 1}).total)
    assert "delivered" == status(shop.order, LATER).word


def notes(order: Order, steps: Iterable[dict[str, int]]) -> dict[str, Taxed]:
    """
    Refund in steps, each paid before the next, and add up the credit notes by rate.
    """
    summed: dict[str, Taxed] = {}
    for index, units in enumerate(steps):
        asked = request(
            "propose_refund", at=LATER, by=STAFF, key=f"refund-{index}", **dict(refund_values(quote(order, units)))
        )
        order, outcome = lifecycle().run(order, asked)
        assert isinstance(outcome, Accepted)
        for number, payout in enumerate(order.repayments[-1].payouts):
            paid = told("payout_succeeded", at=LATER, by=SYSTEM, key=f"psp-{index}-{number}", payout=payout.key)
            order = evolve(order, paid)
        for rate, part in order.repayments[-1].credit_note.items():
            summed[rate] = summed[rate] + part if rate in summed else part
    assert order.total == order.refunded
    return summed


def test_the_credit_notes_of_prices_without_tax_come_to_the_invoice_by_rate() -> None:
    """
    Tax that came on top goes back by its rate, whichever way the order is taken apart.
    """
    sale = delivered(
        an_order(
            a_line("pen", 3, "32.48", tax="2.48", tax_rate=Decimal("0.0825")),
            a_line("book", 1, "10.00", tax_rate=Decimal(0)),
            charges=[a_charge(gross="5.41", tax="0.41", tax_rate=Decimal("0.0825"))],
        )
    )
    invoice = {"0.0825": Taxed.of_gross(eur(3789), eur(289)), "0": Taxed.of_gross(eur(1000), eur(0))}

    assert invoice == notes(sale, [{"pen": 3, "book": 1}])
    assert invoice == notes(sale, [{"pen": 1}, {"pen": 1}, {"pen": 1, "book": 1}])
    assert invoice == notes(sale, [{"book": 1}, {"pen": 2}, {"pen": 1}])
