"""
A bookkeeper who trusts nobody: writes down every refund as it was announced, and adds up by hand.

Nothing here asks the library what an order has left. Amounts are whole minor units, and shares are exact fractions.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

import attrs

from aftersales.money import Taxed
from aftersales.orders import Order, Quote

GONE, UNDER_WAY, DONE = "gone", "under way", "done"


@attrs.define
class Entry:
    """
    What one refund gives back for one item: what it was worth, with the tax in that, and the money.
    """

    rate: str
    units: int = 0
    gross: int = 0
    tax: int = 0
    money: int = 0


@attrs.define
class Try:
    """
    One try to pay on one tender: money, instalments that are not taken any more, and how it stands.
    """

    tender: str
    money: int
    waived: int
    state: str


@attrs.define
class Note:
    """
    One refund: an entry for each item, and every try to pay it, by key.
    """

    pool: str
    entries: dict[str, Entry] = attrs.Factory(dict)
    tries: dict[str, Try] = attrs.Factory(dict)
    given_up: bool = False

    @property
    def stands(self) -> bool:
        """
        It counts unless every try of it failed.
        """
        return any(one.state != GONE for one in self.tries.values())

    @property
    def paid(self) -> int:
        """
        What of it was paid or waived.
        """
        return sum(one.money + one.waived for one in self.tries.values() if one.state == DONE)


@attrs.define
class Bookkeeper:
    """
    Knows the invoice and what was taken, and has a note for each refund.
    """

    sold: dict[str, tuple[int, int, int, str]]
    taken: dict[str, int]
    instalments: dict[str, int]
    notes: dict[str, Note] = attrs.Factory(dict)

    @classmethod
    def of(cls, order: Order) -> "Bookkeeper":
        """
        Read the invoice: gross, tax, quantity and rate of each item; and what each tender took and still has to take.
        """
        sold = {
            line.id: (line.charged.gross.minor, line.charged.tax.minor, line.quantity, str(line.tax_rate))
            for line in order.lines
        }
        sold |= {
            one.id: (one.charged.gross.minor, one.charged.tax.minor, 1, str(one.tax_rate)) for one in order.charges
        }
        instalments = {one.id: 0 if one.outstanding is None else one.outstanding.minor for one in order.tenders}
        return cls(sold, {one.id: one.captured.minor for one in order.tenders}, instalments)

    @property
    def paid(self) -> int:
        """
        What the buyer paid or has promised to pay in instalments.
        """
        return sum(self.taken.values()) + sum(self.instalments.values())

    def write(self, key: str, quote: Quote) -> None:
        """
        Write a refund down as it was quoted; the parts of one item are one entry.
        """
        note = Note(quote.pool.value)
        for one, money in zip(quote.items, quote.amounts, strict=True):
            entry = note.entries.setdefault(one.id, Entry(str(one.tax_rate)))
            entry.units += one.units
            entry.gross += one.amount.gross.minor
            entry.tax += one.amount.tax.minor
            entry.money += money.minor
        self.notes[key] = note

    def lower(self, key: str, parts: Iterable[tuple[str, Taxed]]) -> None:
        """
        Lower a refund that was given up to what was paid of it.
        """
        note = self.notes[key]
        note.given_up = True
        for item, part in parts:
            there = note.entries[item]
            assert part.gross.minor <= there.money
            gross = part.gross.minor
            note.entries[item] = Entry(there.rate, units=0, gross=gross, tax=part.tax.minor, money=gross)

    def entries(self) -> Iterable[tuple[str, Entry]]:
        """
        Go through the entries that count.
        """
        return ((item, entry) for note in self.notes.values() if note.stands for item, entry in note.entries.items())

    def on_tender(self, tender: str, state: str) -> tuple[int, int]:
        """
        Add up what was paid out on a tender, and the instalments that were waived.
        """
        tries = [one for note in self.notes.values() for one in note.tries.values()]
        mine = [one for one in tries if (one.tender, one.state) == (tender, state)]
        return sum(one.money for one in mine), sum(one.waived for one in mine)

    def of_item(self, item: str) -> Entry:
        """
        Add up everything that went back of one item or is on its way.
        """
        found = Entry("")
        for name, one in self.entries():
            if name == item:
                found = Entry("", *(getattr(found, f) + getattr(one, f) for f in ("units", "gross", "tax", "money")))
        return found

    def taxes(self) -> dict[str, int]:
        """
        Add up the tax of all credit notes by rate.
        """
        found: dict[str, int] = defaultdict(int)
        for _, one in self.entries():
            found[one.rate] += one.tax
        return {rate: tax for rate, tax in found.items() if tax}

    def taxes_charged(self) -> dict[str, int]:
        """
        Add up the tax of the invoice by rate.
        """
        found: dict[str, int] = defaultdict(int)
        for _, tax, _, rate in self.sold.values():
            found[rate] += tax
        return {rate: tax for rate, tax in found.items() if tax}

    def exact_tax(self, item: str, gross: int) -> Fraction:
        """
        Work out what tax is in a part of an item, to the last fraction of a cent.
        """
        whole, tax, *_ = self.sold[item]
        return Fraction(tax * gross, whole) if whole else Fraction(0)

    def exact_share(self, item: str, units: int) -> Fraction:
        """
        Work out what some units of a line cost, to the last fraction of a cent.
        """
        whole, _, quantity, _ = self.sold[item]
        return Fraction(whole * units, quantity)
