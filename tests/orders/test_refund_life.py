"""
Full lives of refunds, held against a bookkeeper who adds everything up again.

Orders have several rates, free gifts, deliveries and surcharges with and without tax, cents paid too much or too few,
cards, gift cards and instalments, in currencies of no, two and three digits. Refunds are quoted line by line or at
once, fail, are tried again elsewhere and given up; units are cancelled, prices reduced. In the end everything goes
back.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Charge,
    Deduction,
    Line,
    Order,
    Outbound,
    Partial,
    Pool,
    Quote,
    Spread,
    Tender,
    from_dict,
    join,
    lifecycle,
    quote,
    reduction,
    refund_values,
    schedule,
    to_dict,
    worth,
)
from tests.orders.bookkeeper import DONE, GONE, UNDER_WAY, Bookkeeper, Try

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
STAFF, SYSTEM = Actor(Role.STAFF, "staff-7"), Actor(Role.SYSTEM)
LIFE = lifecycle()
RATES = {
    None: Decimal(0),
    Decimal("0.07"): Decimal("0.07"),
    Decimal("0.19"): Decimal("0.19"),
    Decimal("0.5"): Decimal("0.5"),
}

Values = tuple[tuple[str, Any], ...]


@st.composite
def sums(draw: st.DrawFn, currency: str, most: int = 2500) -> tuple[Taxed, Decimal | None]:
    """
    Draw what was charged at some rate, with the tax rounded one way or the other, and sometimes a strange one.
    """
    gross = draw(st.one_of(st.just(0), st.integers(1, 12), st.integers(0, most)))
    rate = draw(st.sampled_from(list(RATES)))
    tax = int(gross * RATES[rate] / (1 + RATES[rate])) + draw(st.integers(0, 1))
    tax = min(draw(st.one_of(st.just(tax), st.integers(0, gross))), gross)
    return Taxed.of_gross(Money(gross, currency), Money(tax, currency)), rate


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """
    Draw an order of up to three lines and two charges that was paid on up to three tenders, more or less.
    """
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    lines = []
    for name in "abc"[: draw(st.integers(1, 3))]:
        charged, rate = draw(sums(currency))
        lines.append(Line(id=name, quantity=draw(st.integers(1, 5)), charged=charged, tax_rate=rate))
    charges = []
    for name in draw(st.sampled_from([(), ("shipping",), ("wrap",), ("shipping", "wrap")])):
        charged, rate = draw(sums(currency, 600))
        standard = draw(st.none() | st.integers(0, 600).map(lambda minor: Money(minor, currency)))
        charges.append(Charge(id=name, charged=charged, tax_rate=rate, shipping=name == "shipping", standard=standard))
    whole = sum(one.charged.gross.minor for one in lines) + sum(one.charged.gross.minor for one in charges)
    whole = max(whole + draw(st.integers(-3, 3)), 1)
    first, second = sorted((draw(st.integers(0, whole)), draw(st.integers(0, whole))))
    taken = draw(st.integers(0, whole - second))
    tenders = (
        Tender(id="card", captured=Money(first, currency)),
        Tender(id="gift", kind="gift_card", captured=Money(second - first, currency)),
        Tender(
            id="later",
            kind="instalments",
            captured=Money(taken, currency),
            outstanding=Money(whole - second - taken, currency),
        ),
    )
    return Order(
        id="order-1", placed_at=START, currency=currency, lines=tuple(lines), charges=tuple(charges), tenders=tenders
    )


class RefundLife(RuleBasedStateMachine):
    """
    Refunds happen, and after each step the books agree.
    """

    order: Order
    books: Bookkeeper

    @initialize(order=orders())
    def sell(self, order: Order) -> None:
        """
        Begin with a sale.
        """
        self.order, self.books = order, Bookkeeper.of(order)
        self.step, self.failed, self.fees, self.money_alone = 0, False, False, set[str]()

    # ---------------------------------------------------------------------------------- what somebody does

    def ask(self, command: str, values: Values) -> bool:
        """
        Ask for a command, and do it.
        """
        self.step += 1
        at = START + timedelta(hours=self.step)
        request = Request(command=command, at=at, by=STAFF, key=f"key-{self.step}", values=values)
        outcome = LIFE.decide(self.order, request)
        if isinstance(outcome, Accepted):
            self.order = LIFE.replay(self.order, outcome.events)
            self.effects = outcome.effects
            return True
        return False

    def propose(self, found: Quote) -> None:
        """
        Propose what was quoted, and write it down; whatever has an amount is accepted.
        """
        accepted = self.ask("propose_refund", refund_values(found))
        assert accepted is (found.total.minor > 0)
        if not accepted:
            return
        key = f"key-{self.step}"
        self.books.write(key, found)
        self.fees |= any(part.code == "fee" for part in found.deductions)
        keys = {dict(one.values)["tender"]: one.key for one in self.effects}
        for share in found.tenders:
            waived = 0 if share.waived is None else share.waived.minor
            money, name = share.paid_out.minor, keys.get(share.tender, f"{key}-{share.tender}")
            self.books.notes[key].tries[name] = Try(share.tender, money, waived, UNDER_WAY if money else DONE)

    @rule(
        data=st.data(),
        ways=st.fixed_dictionaries(
            {
                "pool": st.sampled_from([Pool.RETURNED, Pool.RETURNED, Pool.KEPT, Pool.CANCELLED]),
                "how": st.sampled_from(Spread),
                "partial": st.sampled_from(Partial),
                "outbound": st.sampled_from(Outbound),
                "prefer": st.sampled_from([(), ("gift_card",), ("instalments", "card")]),
            }
        ),
        fee=st.one_of(st.just(0), st.just(0), st.integers(1, 900)),
        by_line=st.booleans(),
    )
    def refund(self, data: st.DataObject, ways: dict[str, Any], fee: int, by_line: bool) -> None:  # noqa: FBT001 - drawn
        """
        Give some units back, all lines in one quote or one quote for each of them.
        """
        tallies = {line.id: self.order.tally(line.id) for line in self.order.lines}
        left = {name: one.owed if ways["pool"] is Pool.CANCELLED else one.refundable for name, one in tallies.items()}
        names = sorted(name for name, most in left.items() if most)
        if not names:
            return
        chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        units = {name: data.draw(st.integers(1, left[name])) for name in chosen}
        fees = [Deduction("fee", Money(fee, self.order.currency))] if fee else []
        if not by_line:
            self.propose(quote(self.order, units, fees=fees, **ways))
            return
        quotes: list[Quote] = []
        for name, count in units.items():
            beside = {other: more for other, more in units.items() if other != name}
            mine = fees if name == chosen[0] else []
            quotes.append(quote(self.order, {name: count}, beside=beside, before=quotes, fees=mine, **ways))
        self.propose(join(quotes, self.order.currency))

    @rule(data=st.data(), pool=st.sampled_from([Pool.PRICE_REDUCTION, Pool.GOODWILL, Pool.SHIPPING]))
    def reduce(self, data: st.DataObject, pool: Pool) -> None:
        """
        Give money back without units.
        """
        left = {item: sold[0] - self.books.of_item(item).money for item, sold in self.books.sold.items()}
        items = sorted(item for item, most in left.items() if most > 0)
        if items:
            item = data.draw(st.sampled_from(items))
            minor = data.draw(st.integers(1, left[item]))
            self.money_alone.add(item)
            self.propose(reduction(self.order, {item: Money(minor, self.order.currency)}, pool=pool))

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """
        Cancel units that were not sent.
        """
        line = data.draw(st.sampled_from(self.order.line_ids))
        self.ask("cancel_units", ((f"units.{line}", data.draw(st.integers(1, 3))),))

    @precondition(lambda self: self.books.notes)
    @rule(data=st.data(), succeeded=st.booleans())
    def hear(self, data: st.DataObject, succeeded: bool) -> None:  # noqa: FBT001 - drawn
        """
        Learn how a try ended.
        """
        waiting = self.tries(UNDER_WAY)
        if waiting:
            self.end(data.draw(st.sampled_from(waiting)), succeeded=succeeded)

    @precondition(lambda self: self.books.notes)
    @rule(data=st.data(), tender=st.sampled_from(["", "card", "gift"]))
    def again(self, data: st.DataObject, tender: str) -> None:
        """
        Try what failed again, on the same tender or another.
        """
        failed = self.tries(GONE)
        if not failed:
            return
        payout = data.draw(st.sampled_from(failed))
        [note] = [one for one in self.books.notes.values() if payout in one.tries]
        values: Values = (("payout", payout), *((("tender", tender),) if tender else ()))
        if self.ask("retry_refund", values):
            old = note.tries.pop(payout)
            new = Try(old.tender, old.money, old.waived, UNDER_WAY)
            if tender and tender != old.tender:
                new = Try(tender, old.money + old.waived, 0, UNDER_WAY)
            note.tries[self.effects[0].key] = new

    @precondition(lambda self: self.books.notes)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        """
        Give up what failed of a refund; what of it succeeded stays.
        """
        self.withdraw(data.draw(st.sampled_from(sorted(self.books.notes))))

    # ---------------------------------------------------------------------------------- how it is done

    def tries(self, state: str) -> list[str]:
        """
        List the keys of tries that stand so.
        """
        notes = [one for one in self.books.notes.values() if not one.given_up]
        return [key for note in notes for key, one in note.tries.items() if one.state == state]

    def end(self, payout: str, *, succeeded: bool) -> None:
        """
        Tell how a try ended.
        """
        self.see("payout_succeeded" if succeeded else "payout_failed", payout=payout)
        self.failed |= not succeeded
        [one] = [note.tries[payout] for note in self.books.notes.values() if payout in note.tries]
        one.state = DONE if succeeded else GONE

    def withdraw(self, key: str) -> None:
        """
        Give up a refund, where nothing of it is under way and something failed.
        """
        if self.ask("withdraw_refund", (("refund", key),)):
            [made] = [one for one in self.order.repayments if one.key == key]
            parts = [
                (item.id, item.worth.portion(amount)) for item, amount in zip(made.items, made.amounts, strict=True)
            ]
            self.money_alone |= set(self.books.notes[key].entries)
            self.books.lower(key, parts)
            assert self.books.notes[key].paid == sum(part.gross.minor for _, part in parts)

    def see(self, code: str, **values: Any) -> None:
        """
        Let something happen.
        """
        self.step += 1
        at = START + timedelta(hours=self.step)
        event = Event(code=code, at=at, by=SYSTEM, key=f"key-{self.step}", values=tuple(values.items()))
        self.order = LIFE.evolve(self.order, event)

    @property
    def paid_in_full(self) -> bool:
        """
        The buyer paid at least what lines and charges come to.
        """
        return self.books.paid >= sum(gross for gross, *_ in self.books.sold.values())

    # ---------------------------------------------------------------------------------- what always holds

    @invariant()
    def tenders_agree(self) -> None:
        """
        No tender gives more than it took or waives more than is outstanding, and what is pending holds its balance.
        """
        for one in self.order.tenders:
            done, waived = self.books.on_tender(one.id, DONE)
            coming, held = self.books.on_tender(one.id, UNDER_WAY)
            told = [one.refunded, one.waived, one.pending, one.outstanding]
            left = self.books.instalments[one.id] - waived - held
            assert [done, waived, coming, left] == [0 if amount is None else amount.minor for amount in told]
            assert done + coming <= self.books.taken[one.id]
            assert left >= 0

    @invariant()
    def items_agree(self) -> None:
        """
        No item gives back more than it was charged, and what is left of it can always bear the tax that is left.
        """
        standing = sum(one.money for _, one in self.books.entries())
        assert self.books.paid - standing == self.order.left.minor
        for item, (gross, tax, *_) in self.books.sold.items():
            back = self.books.of_item(item)
            assert back.money == self.order.refunded_on(item, pending=True).minor <= gross
            if not self.fees and self.paid_in_full:
                assert 0 <= tax - back.tax <= gross - back.gross
                assert self.failed or abs(back.tax - self.books.exact_tax(item, back.gross)) <= 1

    @invariant()
    def units_are_worth_their_share(self) -> None:
        """
        Where nothing failed and no money went back alone, units went back for what they cost, less than a cent off.
        """
        if not self.failed:
            for line in self.order.lines:
                back = self.books.of_item(line.id)
                if line.id not in self.money_alone:
                    assert abs(back.gross - self.books.exact_share(line.id, back.units)) < 1

    @invariant()
    def the_schedule_agrees(self) -> None:
        """
        Its rows are what was paid, what went back, and what is quoted next; no cent is in it twice or missing.
        """
        found = schedule(self.order)
        assert found.total.minor == self.books.paid == sum(row.amount.gross.minor for row in found.rows)
        for item, (gross, tax, *_) in self.books.sold.items():
            rows = [row for row in found.rows if row.item == item]
            assert (gross, tax) == (sum(r.amount.gross.minor for r in rows), sum(r.amount.tax.minor for r in rows))
            back = [row.amount.gross.minor for row in rows if row.state in {"refunded", "pending"}]
            assert self.books.of_item(item).money == sum(back)
        for line in self.order.lines:
            pools = self.order.tally(line.id)
            for state, pool, count in (
                ("open", Pool.RETURNED, pools.refundable),
                ("cancelled", Pool.CANCELLED, pools.owed),
            ):
                amounts = [row.amount for row in found.rows if (row.item, row.state) == (line.id, state)]
                assert len(amounts) == count
                upto = Taxed.zero(self.order.currency)
                for number, amount in enumerate(amounts, start=1):
                    upto += amount
                    assert upto == worth(self.order, line.id, number, pool)

    @invariant()
    def credit_notes_are_what_was_paid_back(self) -> None:
        """
        The document of a refund that is done or was given up comes to the money that moved, with the instalments.
        """
        for one in self.order.repayments:
            note = self.books.notes[one.key]
            if note.given_up or all(one.state == DONE for one in note.tries.values()):
                assert note.paid == sum(part.gross.minor for part in one.credit_note.values())

    # ---------------------------------------------------------------------------------- the end

    def teardown(self) -> None:
        """
        In the end everything comes back: every item, every tax and every tender closes, to the cent.
        """
        if not hasattr(self, "books"):
            return
        for payout in self.tries(UNDER_WAY):
            self.end(payout, succeeded=True)
        for key in list(self.books.notes):
            self.withdraw(key)
        back = {line: left for line in self.order.line_ids if (left := self.order.tally(line).refundable)}
        if back:
            self.see("moved", what="returned", **{f"units.{line}": count for line, count in back.items()})
        self.give_back(
            {line: left for line in self.order.line_ids if (left := self.order.tally(line).owed)}, Pool.CANCELLED
        )
        steps = [{line: 1} for line, count in back.items() for _ in range(count)] if self.step % 2 else [back]
        for units in steps:
            self.give_back(units, Pool.RETURNED)
        for item, (gross, *_) in self.books.sold.items():
            left = min(gross - self.books.of_item(item).money, self.order.left.minor)
            if left and not self.fees:
                self.propose(reduction(self.order, {item: Money(left, self.order.currency)}))
        surplus = self.books.paid - sum(gross for gross, *_ in self.books.sold.values())
        left = surplus - self.books.of_item("surplus").money
        if left > 0 and not self.fees:
            self.propose(reduction(self.order, {"surplus": Money(left, self.order.currency)}))
        for payout in self.tries(UNDER_WAY):
            self.end(payout, succeeded=True)
        self.closes()

    def give_back(self, units: dict[str, int], pool: Pool) -> None:
        """
        Give back what has something to give back.
        """
        if units:
            self.propose(quote(self.order, units, outbound=Outbound.ALL, pool=pool))

    def closes(self) -> None:
        """
        Nothing is left, and the credit notes add up to the invoice, rate by rate.
        """
        self.tenders_agree()
        self.items_agree()
        self.the_schedule_agrees()
        assert self.order == from_dict(to_dict(self.order))
        if self.fees:
            return
        assert self.order.left.is_zero
        if self.paid_in_full:
            assert self.books.taxes_charged() == self.books.taxes()
            for item, (gross, tax, *_) in self.books.sold.items():
                back = self.books.of_item(item)
                assert (gross, tax, gross) == (back.gross, back.tax, back.money)


TestRefundLife = RefundLife.TestCase
TestRefundLife.settings = settings(stateful_step_count=12)
