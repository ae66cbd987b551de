"""
Situations that a demanding bookkeeper would try, step by step, with every amount worked out by hand.

A step is ``return a 1``, ``cancel a 1`` and ``cancelled a 1``, ``reduce a 1.00``, ``goodwill a 1.00``, or ``typed a
1.00`` for an amount that staff proposes without saying more; ``fee 1.00``, ``share``, ``all`` and ``standard`` may
follow, and ``= 3.33`` says what goes back. Refunds are paid at once unless the step begins with ``hold``; then ``pay``,
``fail``, ``retry gift`` and ``withdraw`` go on with the refund of that number, counted from 1.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money, Taxed, total
from aftersales.orders import (
    Deduction,
    Order,
    Outbound,
    Partial,
    Pool,
    Quote,
    Tender,
    evolve,
    lifecycle,
    quote,
    reduction,
    refund_values,
    replay,
    schedule,
)
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order
from tests.vectors import Vector, params

STAFF = Actor(Role.STAFF, "staff-7")


class Books:
    """
    One order, and what was done with it.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        """
        Read the sale.
        """
        self.currency = given.get("currency", "EUR")
        lines = [self.sold(a_line, text.split()) for text in given["lines"]]
        charges = [self.sold(a_charge, text.split()) for text in given.get("charges", ())]
        more = {"tenders": [self.tender(*text.split()) for text in given["tenders"]]} if "tenders" in given else {}
        self.order: Order = an_order(*lines, charges=charges, **more)
        self.step = 0

    def money(self, text: str) -> Money:
        """
        Read an amount in the currency of the order.
        """
        return Money.of(text, self.currency)

    def sold(self, make: Any, words: Sequence[str]) -> Any:
        """
        Read a line, ``a 3 10.00 1.60 0.19``, or a charge, ``shipping 9.90 1.58 0.19 standard 4.90``.
        """
        name, *rest = words
        more: dict[str, Any] = {"quantity": int(rest.pop(0))} if make is a_line else {"shipping": name == "shipping"}
        if "standard" in rest:
            more["standard"] = self.money(rest.pop())
            rest.pop()
        gross, tax, rate = [*rest, *["0", ""][len(rest) - 1 :]]
        more["tax_rate"] = Decimal(rate) if rate else None
        return make(name, gross=gross, tax=tax, currency=self.currency, **more)

    def tender(self, name: str, captured: str, outstanding: str = "") -> Tender:
        """
        Read a tender, ``later 100.00 200.00`` with the instalments that are outstanding.
        """
        more = {"outstanding": self.money(outstanding)} if outstanding else {}
        return a_tender(name, captured, currency=self.currency, **more)

    def do(self, text: str) -> None:
        """
        Do one step, and hold what goes back against what the step says.
        """
        words, _, wanted = text.partition(" = ")
        held, rest = words.startswith("hold "), words.removeprefix("hold ").split()
        match rest:
            case ["cancel", line, count]:
                self.ask("cancel_units", ((f"units.{line}", int(count)),))
            case ["typed", item, amount]:
                one = self.money(amount)
                tender = self.order.tenders[0].id
                self.ask("propose_refund", (("pool", "goodwill"), (f"amount.{item}", one), (f"tender.{tender}", one)))
            case ["pay" | "fail" as what, refund, *tender]:
                code = "payout_succeeded" if what == "pay" else "payout_failed"
                self.hear(code, int(refund), tender[0] if tender else "")
            case ["retry", refund, tender]:
                [payout] = [p.key for p in self.order.repayments[int(refund) - 1].payouts if p.state.value == "failed"]
                self.ask("retry_refund", (("payout", payout), ("tender", tender)))
            case ["withdraw", refund]:
                self.ask("withdraw_refund", (("refund", self.order.repayments[int(refund) - 1].key),))
            case _:
                found = self.quoted(rest)
                assert self.money(wanted) == found.total, text
                self.ask("propose_refund", refund_values(found))
        if not held and rest[0] in {"return", "cancelled", "reduce", "goodwill", "typed"}:
            self.hear("payout_succeeded", len(self.order.repayments))

    def quoted(self, words: Sequence[str]) -> Quote:
        """
        Work out a refund.
        """
        what, *rest = words
        if what in {"reduce", "goodwill"}:
            pool = Pool.PRICE_REDUCTION if what == "reduce" else Pool.GOODWILL
            return reduction(self.order, {rest[0]: self.money(rest[1])}, pool=pool)
        fees = []
        if "fee" in rest:
            at = rest.index("fee")
            fees = [Deduction("fee", self.money(rest[at + 1]))]
            rest = rest[:at] + rest[at + 2 :]
        partial = Partial.SHARE if "share" in rest else Partial.ALL if "all" in rest else Partial.NONE
        outbound = Outbound.STANDARD if "standard" in rest else Outbound.ALL
        rest = [word for word in rest if word not in {"share", "all", "standard"}]
        units = dict(zip(rest[::2], map(int, rest[1::2]), strict=True))
        pool = Pool.CANCELLED if what == "cancelled" else Pool.RETURNED
        return quote(self.order, units, pool=pool, fees=fees, partial=partial, outbound=outbound)

    def ask(self, command: str, values: tuple[tuple[str, Any], ...]) -> None:
        """
        Have a command done.
        """
        self.step += 1
        at = PLACED_AT + timedelta(hours=self.step)
        request = Request(command=command, at=at, by=STAFF, key=f"key-{self.step}", values=values)
        outcome = lifecycle().decide(self.order, request)
        assert isinstance(outcome, Accepted), outcome
        self.order = replay(self.order, outcome.events)

    def hear(self, code: str, refund: int, tender: str = "") -> None:
        """
        Hear how the payouts of a refund ended, or the one on a tender.
        """
        for payout in self.order.repayments[refund - 1].payouts:
            if payout.state.value == "pending" and payout.tender in (tender or payout.tender):
                self.step += 1
                at, said = PLACED_AT + timedelta(hours=self.step), (("payout", payout.key),)
                self.order = evolve(self.order, Event(code=code, at=at, by=STAFF, key=f"key-{self.step}", values=said))

    def taxes(self) -> dict[str, str]:
        """
        Add up the taxes of all credit notes by rate.
        """
        found: dict[str, Taxed] = {}
        for one in self.order.repayments:
            if one.state.value not in {"failed", "withdrawn"}:
                for rate, part in one.credit_note.items():
                    found[rate] = found[rate] + part if rate in found else part
        return {rate: str(part.tax.decimal) for rate, part in found.items() if part.tax.minor}


@pytest.mark.parametrize("vector", params("orders", "books"))
def test_books(vector: Vector) -> None:
    """
    Every step gives back what the case says, and taxes, tenders and what is left are as it says in the end.
    """
    books, expect = Books(vector.given), vector.expect
    for step in vector.given["steps"]:
        books.do(step)
        found = schedule(books.order)
        paid = books.order.captured + total(
            [amount for t in books.order.tenders for amount in (t.outstanding, t.waived) if amount is not None],
            books.currency,
        )
        assert paid == found.total

    assert books.money(expect.get("left", "0")) == books.order.left
    if "taxes" in expect:
        assert expect["taxes"] == books.taxes()
    for name, back in expect.get("tenders", {}).items():
        [tender] = [one for one in books.order.tenders if one.id == name]
        assert books.money(back) == tender.refunded
