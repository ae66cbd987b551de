"""What a refund comes to, in parts: what each line and charge gives, what is kept back, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs

from ..money import Money, Taxed, split, total
from ..money.taxes import by_rate, taxed
from .movements import Pool
from .tenders import TenderShare, sum_of

__all__ = ["Deduction", "Quote", "QuoteItem", "join"]

NO_TITLES: Mapping[str, str] = MappingProxyType({})


class _Open:
    """What `item_of` fills before it becomes an item, as in `money`: the same slots, and none of them frozen yet."""

    __slots__ = ("amount", "id", "tax_rate", "units", "whole")

    id: str
    units: int
    tax_rate: Decimal | None
    #: Gross and tax in minor units and their currency, until somebody reads the amount.
    whole: tuple[int, int, str]


@attrs.frozen(weakref_slot=False)
class QuoteItem(_Open):
    """
    What one line, charge or remainder gives back.

    Args:
        id: The line or charge, or ``surplus`` for cents the order was paid above its lines and charges.

        units: Whole units; 0 for a charge.

        amount: Net, tax and gross that go back.

        tax_rate: The rate as a fraction; None if unknown.

    .. versionadded:: 0.1.0
    """

    id: str
    units: int
    amount: Taxed
    tax_rate: Decimal | None = None

    def __getattr__(self, name: str) -> Taxed:
        """Make the amount of its whole numbers when it is first read; of a long quote often only the total is."""
        if name != "amount":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        amount = taxed(*self.whole)
        _set_amount(self, amount)
        return amount


_set_amount = vars(_Open)["amount"].__set__


def item_of(id_: str, units: int, whole: tuple[int, int, str], tax_rate: Decimal | None) -> QuoteItem:
    """Make an item of whole numbers that were checked before."""
    item: Any = _Open()
    item.id, item.units, item.whole, item.tax_rate = id_, units, whole, tax_rate
    item.__class__ = QuoteItem
    return item  # type: ignore[no-any-return]


@attrs.frozen
class Deduction:
    """What is kept back, and why: a fee, or a cap by what is left."""

    code: str
    amount: Money


@attrs.frozen(kw_only=True)
class Quote:
    """
    A refund with its whole breakdown: items less deductions is the total, and the tender shares add up to it.

    Args:
        total: What goes back.

        items: What each line, charge and remainder gives.

        deductions: What is kept back.

        tenders: Where it goes.

        pool: What it is for.

        keeping: What the total would be if every discount were kept; None where none is touched.

        bonus: What the shop puts on top of the total where it is taken as store credit; None for nothing.

        kept: What of each item is kept back, where quotes were joined: a fee of one line lowers no other; empty where
            the deductions lie on all items by what they come to.

    .. versionadded:: 0.1.0
    """

    total: Money
    items: tuple[QuoteItem, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    tenders: tuple[TenderShare, ...] = ()
    pool: Pool = Pool.RETURNED
    keeping: Money | None = None
    bonus: Money | None = None
    kept: tuple[Money, ...] = ()

    @property
    def gross(self) -> Money:
        """What the items come to before deductions."""
        return total((item.amount.gross for item in self.items), self.total.currency)

    @property
    def taxes(self) -> dict[str, Taxed]:
        """Net, tax and gross by rate, for the credit note; a rate nobody gave is ``unknown``."""
        return by_rate((item.tax_rate, item.amount) for item in self.items)

    @property
    def paid_out(self) -> Money:
        """The money that moves: the total without the instalments that are waived."""
        waived = (share.waived for share in self.tenders if share.waived is not None)
        return self.total - total(waived, self.total.currency)

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What goes back for each item once the deductions are laid on them by what they come to."""
        grosses = [item.amount.gross for item in self.items]
        if len(self.kept) == len(grosses):
            return tuple(gross - part for gross, part in zip(grosses, self.kept, strict=True))
        less = self.gross - self.total
        if not less.minor:
            return tuple(grosses)
        return tuple(gross - part for gross, part in zip(grosses, split(less, grosses), strict=True))

    @property
    def credit_note(self) -> dict[str, Taxed]:
        """Net, tax and gross by rate of what goes back after deductions; for a shop whose fees lower the price."""
        parts = zip(self.items, self.amounts, strict=True)
        return by_rate((item.tax_rate, item.amount.portion(amount)) for item, amount in parts)

    def lines(self, titles: Mapping[str, str] = NO_TITLES) -> list[str]:
        """
        Print it, one line a part, amounts under each other.

        Args:
            titles: What lines and charges are called, by id; those that are not named go by their id.
        """
        names = [(item, titles.get(item.id, item.id)) for item in self.items]
        rows = [(f"{item.units} x {name}" if item.units else name, item.amount.gross) for item, name in names]
        rows += [(f"less {part.code}", -part.amount) for part in self.deductions]
        rows += [("refund", self.total)]
        rows += [("store credit on top", self.bonus)] if self.bonus is not None else []
        rows += [("with every discount kept", self.keeping)] if self.keeping is not None else []
        rows += [(f"  to {share.kind} {share.tender}", share.amount) for share in self.tenders]
        width = max(len(label) for label, _ in rows)
        digits = max(len(str(amount)) for _, amount in rows)
        return [f"{label:<{width}}  {amount!s:>{digits}}" for label, amount in rows]


def join(quotes: Iterable[Quote], currency: str) -> Quote:
    """
    Add quotes up to one; the parts of one tender are put together.

    .. versionadded:: 0.1.0
    """
    quotes = tuple(quotes)
    shares: dict[tuple[str, str], TenderShare] = {}
    for share in (share for one in quotes for share in one.tenders):
        place = share.tender, share.kind
        shares[place] = added(shares[place], share) if place in shares else share
    touched = any(one.keeping is not None for one in quotes)
    keeping = total((one.total if one.keeping is None else one.keeping for one in quotes), currency)
    bonuses = [one.bonus for one in quotes if one.bonus is not None]
    return Quote(
        pool=quotes[0].pool if quotes else Pool.RETURNED,
        total=total((one.total for one in quotes), currency),
        keeping=keeping if touched else None,
        bonus=total(bonuses, currency) if bonuses else None,
        items=tuple(item for one in quotes for item in one.items),
        deductions=tuple(part for one in quotes for part in one.deductions),
        tenders=tuple(shares.values()),
        kept=_kept(quotes) if any(one.deductions for one in quotes) else (),
    )


def _kept(quotes: Iterable[Quote]) -> tuple[Money, ...]:
    """List what each quote keeps back of each of its items."""
    return tuple(
        item.amount.gross - amount for one in quotes for item, amount in zip(one.items, one.amounts, strict=True)
    )


def added(one: TenderShare, two: TenderShare) -> TenderShare:
    """Add up two parts of one refund that go back on the same tender."""
    waived = [share.waived for share in (one, two) if share.waived is not None]
    return TenderShare(one.tender, one.kind, one.amount + two.amount, sum_of(waived) if waived else None)
