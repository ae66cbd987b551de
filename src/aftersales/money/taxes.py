"""An amount with its tax: net, tax and gross, which always add up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

import attrs

from ..errors import facts_error
from .amounts import Money, OpenMoney, make, same_currency
from .splitting import share

__all__ = ["Taxed", "by_rate", "next_share", "taxed"]


class _OpenTaxed:
    """What `taxed` fills before it becomes Taxed, as `OpenMoney` becomes Money."""

    __slots__ = ("gross", "net", "tax")


@attrs.frozen(weakref_slot=False)
class Taxed(_OpenTaxed):
    """
    Net, tax and gross of one amount; they always add up.

    Args:
        net: What is charged without tax.

        tax: The tax on it.

        gross: What is charged with tax: net plus tax.

    Raises:
        FactsError: If the three are of two currencies or do not add up.

    >>> Taxed.of_gross(Money(1190, "EUR"), tax=Money(190, "EUR"))
    Taxed(net=Money(1000, "EUR"), tax=Money(190, "EUR"), gross=Money(1190, "EUR"))

    .. versionadded:: 0.1.0
    """

    net: Money
    tax: Money
    gross: Money

    def __attrs_post_init__(self) -> None:
        """Refuse three amounts that do not add up."""
        if self.net + self.tax != self.gross:
            raise facts_error("gross", f"net plus tax ({self.net + self.tax})", self.gross)

    @classmethod
    def of_gross(cls, gross: Money, tax: Money | None = None) -> Self:
        """Take the gross amount and the tax in it; without one the tax is zero."""
        tax = make(0, gross.currency) if tax is None else tax
        return cls(gross - tax, tax, gross)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in this currency."""
        nothing = Money(0, currency)
        return cls(nothing, nothing, nothing)

    @classmethod
    def from_any(cls, other: Any) -> Self:
        """
        Take the ``prices.TaxedMoney`` of another library: anything with ``net`` and ``gross``.

        .. versionadded:: 0.1.0
        """
        if not hasattr(other, "net") or not hasattr(other, "gross"):
            raise facts_error("", "a value with net and gross", type(other).__name__)
        net, gross = Money.from_any(other.net), Money.from_any(other.gross)
        return cls(net, gross - net, gross)

    @property
    def currency(self) -> str:
        """The currency of all three."""
        return self.gross.currency

    def __add__(self, other: Taxed) -> Taxed:
        """Add part by part."""
        return Taxed(self.net + other.net, self.tax + other.tax, self.gross + other.gross)

    def __sub__(self, other: Taxed) -> Taxed:
        """Take away part by part."""
        return Taxed(self.net - other.net, self.tax - other.tax, self.gross - other.gross)

    def portion(self, gross: Money) -> Taxed:
        """
        Take a part of this amount by its gross; the tax follows in proportion, rounded half up.

        Portions that grow never give back net or tax: both rise with the gross.

        >>> Taxed.of_gross(Money(1190, "EUR"), tax=Money(190, "EUR")).portion(Money(595, "EUR"))
        Taxed(net=Money(500, "EUR"), tax=Money(95, "EUR"), gross=Money(595, "EUR"))

        .. versionadded:: 0.1.0
        """
        same_currency("gross", self.currency, (gross,))
        whole = self.gross.minor
        if gross.minor == whole != 0:
            return self
        tax = (2 * self.tax.minor * gross.minor + whole) // (2 * whole) if whole else 0
        return Taxed.of_gross(gross, make(tax, gross.currency))

    def first(self, units: int, of: int) -> Taxed:
        """
        Take what the first *units* of *of* equal units were charged.

        >>> [Taxed.of_gross(Money(1000, "EUR")).first(k, of=3).gross.minor for k in (1, 2, 3)]
        [333, 666, 1000]

        .. versionadded:: 0.1.0
        """
        return self.portion(share(self.gross, units, of))

    def next(self, units: int, *, after: int, of: int) -> Taxed:
        """
        Take what the next *units* were charged when *after* of them are settled already.

        Whatever the order of partial steps, all of them together are the whole amount.

        .. versionadded:: 0.1.0
        """
        gross, tax = next_share(self, units, after, of)
        if not after and gross == self.gross.minor != 0:
            return self
        return taxed(gross, tax, self.gross.currency)


def by_rate(parts: Iterable[tuple[Decimal | None, Taxed]]) -> dict[str, Taxed]:
    """Add amounts up by their rate, a fraction, in the order in which the rates come; without one it is ``unknown``."""
    rates: dict[str, Taxed] = {}
    for rate, part in parts:
        name = "unknown" if rate is None else str(rate)
        rates[name] = rates[name] + part if name in rates else part
    return rates


def next_share(whole: Taxed, units: int, after: int, of: int) -> tuple[int, int]:
    """Find gross and tax of the next *units* in minor units, as `Taxed.next` does: up to the last less up to before."""
    gross, tax = whole.gross.minor, whole.tax.minor
    if gross <= 0 or not 0 <= after <= after + units <= of:
        upto, before = whole.first(after + units, of), whole.first(after, of)
        return upto.gross.minor - before.gross.minor, upto.tax.minor - before.tax.minor
    part = gross * (after + units) // of
    part_tax = (2 * tax * part + gross) // (2 * gross)
    if not after:
        return part, part_tax
    before_part = gross * after // of
    return part - before_part, part_tax - (2 * tax * before_part + gross) // (2 * gross)


def taxed(gross: int, tax: int, currency: str) -> Taxed:
    """Make a taxed amount of whole numbers that add up by construction."""
    whole: Any = OpenMoney()  # as in make, which would cost a call for every part
    whole.minor, whole.currency, whole.__class__ = gross, currency, Money
    part: Any = OpenMoney()
    part.minor, part.currency, part.__class__ = tax, currency, Money
    rest: Any = OpenMoney()
    rest.minor, rest.currency, rest.__class__ = gross - tax, currency, Money
    made: Any = _OpenTaxed()
    made.net, made.tax, made.gross, made.__class__ = rest, part, whole, Taxed
    return made  # type: ignore[no-any-return]
