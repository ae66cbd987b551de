"""
Money in whole minor units, and splits that add up.

A `Money` is an integer count of the minor unit of an ISO 4217 currency: cents for EUR, yen for JPY, fils for KWD.
No float ever becomes money, and no amount below one minor unit is rounded away in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, NoReturn, Self, overload

import attrs

from .errors import facts_error

__all__ = ["DIGITS", "Money", "Taxed", "share", "split", "split_units", "total"]

_NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"
_TWO_DIGITS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY "
    "COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR "
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG "
    "ANG BGN CUC HRK SLL ZWL"
)

#: Digits after the decimal point by currency: ISO 4217 list one, and recently retired codes that old orders carry.
DIGITS: dict[str, int] = {
    **dict.fromkeys(_NO_MINOR_UNIT.split(), 0),
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
    **dict.fromkeys(_FOUR_DIGITS.split(), 4),
}

_EXACT_DIGITS = 40
_SHOWN = 24

#: Arithmetic that never rounds, whatever precision the host has set for itself.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


class _Open:
    """What `_make` fills before it becomes Money: to write two slots and close them is the fastest way to freeze."""

    __slots__ = ("currency", "minor")

    minor: int
    currency: str


class Money(_Open):
    """
    An amount in whole minor units of one currency; frozen, hashable, small.

    Args:
        minor: Whole number of minor units, negative for what is owed the other way.

        currency: ISO 4217 code in capitals.

    Raises:
        FactsError: If *minor* is not an ``int`` or *currency* is unknown.

    Source:
        ISO 4217:2015, list one, for the number of digits of each currency.

    >>> Money(1999, "EUR") + Money(1, "EUR")
    Money(2000, "EUR")
    >>> str(Money(1999, "EUR")), str(Money(500, "JPY")), str(Money(-5, "KWD"))
    ('19.99 EUR', '500 JPY', '-0.005 KWD')

    .. versionadded:: 0.1.0
    """

    __slots__ = ()

    def __init__(self, minor: int, currency: str) -> None:
        """Take a whole number of minor units and a currency."""
        if minor.__class__ is not int:
            raise facts_error("minor", "a whole number of minor units", _shown(minor), "see Money.of for decimals")
        if currency not in DIGITS:
            raise facts_error("currency", "an ISO 4217 currency code", _shown(currency))
        _set_minor(self, minor)
        _set_currency(self, currency)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse every change."""
        raise AttributeError("Money is frozen; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse every change."""
        raise AttributeError("Money is frozen; make a new one")

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """
        Take an amount in the currency's main unit, exactly.

        Raises:
            FactsError: If *amount* is a float, not finite, or has a part below one minor unit.

        >>> Money.of("19.99", "EUR"), Money.of(5, "JPY")
        (Money(1999, "EUR"), Money(5, "JPY"))

        .. versionadded:: 0.1.0
        """
        if currency not in DIGITS:
            raise facts_error("currency", "an ISO 4217 currency code", _shown(currency))
        scaled = _decimal(amount).scaleb(DIGITS[currency], _EXACT)
        minor = int(scaled)
        if minor != scaled:
            raise facts_error(
                "amount",
                f"whole minor units ({DIGITS[currency]} digits for {currency})",
                _shown(amount),
                "round it yourself, or see Money.rounded",
            )
        return _make(minor, currency)

    @classmethod
    def rounded(cls, amount: Decimal | str | int, currency: str) -> Money:
        """
        Take an amount in the main unit and round it half away from zero to whole minor units.

        For prices that a shop keeps with more digits than it charges; never used by the library itself.

        >>> Money.rounded("0.125", "EUR")
        Money(13, "EUR")

        .. versionadded:: 0.1.0
        """
        if currency not in DIGITS:
            raise facts_error("currency", "an ISO 4217 currency code", _shown(currency))
        scaled = _decimal(amount).scaleb(DIGITS[currency], _EXACT)
        return _make(int(scaled.to_integral_value(ROUND_HALF_UP)), currency)

    @classmethod
    def from_text(cls, text: str) -> Money:
        """
        Read what ``str`` writes.

        >>> Money.from_text("19.99 EUR")
        Money(1999, "EUR")

        .. versionadded:: 0.1.0
        """
        amount, _, currency = text.partition(" ") if text.__class__ is str else ("", "", "")
        if not amount or not currency:
            raise facts_error("", 'an amount and a currency such as "19.99 EUR"', _shown(text))
        return cls.of(amount, currency)

    @classmethod
    def from_any(cls, other: Any) -> Money:
        """
        Take the money of another library: anything with ``amount`` and ``currency``.

        Reads ``prices.Money`` (currency is a text) and ``moneyed.Money`` (currency has a ``code``) without importing
        either.

        Raises:
            FactsError: If it has no such attributes, or the amount is not exact.

        .. versionadded:: 0.1.0
        """
        if isinstance(other, Money):
            return other
        amount, currency = getattr(other, "amount", None), getattr(other, "currency", None)
        if amount is None or currency is None:
            raise facts_error("", "a value with amount and currency", type(other).__name__)
        code = getattr(currency, "code", currency)
        return cls.of(amount, str(code))

    @property
    def decimal(self) -> Decimal:
        """The amount in the main unit, exactly."""
        return Decimal(self.minor).scaleb(-DIGITS[self.currency], _EXACT)

    @property
    def is_zero(self) -> bool:
        """Say whether nothing is owed either way."""
        return self.minor == 0

    def __repr__(self) -> str:
        """Show how to make it again."""
        return f'Money({self.minor}, "{self.currency}")'

    def __str__(self) -> str:
        """Write the amount with a point and its currency, whatever the locale."""
        digits = DIGITS[self.currency]
        if not digits:
            return f"{self.minor} {self.currency}"
        main, rest = divmod(abs(self.minor), 10**digits)
        return f"{'-' if self.minor < 0 else ''}{main}.{rest:0{digits}d} {self.currency}"

    def __hash__(self) -> int:
        """Hash by amount and currency."""
        return hash((self.minor, self.currency))

    def __reduce__(self) -> tuple[type[Money], tuple[int, str]]:
        """Survive a task queue."""
        return Money, (self.minor, self.currency)

    def __bool__(self) -> NoReturn:
        """Refuse: ask ``is_zero`` or compare, so that zero is never taken for missing."""
        raise TypeError("the truth of Money is ambiguous; use .is_zero")

    def __eq__(self, other: object) -> bool:
        """Compare amount and currency; 0 EUR is not 0 USD."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor == other.minor and self.currency == other.currency

    def __lt__(self, other: Money) -> bool:
        """Compare two amounts of one currency."""
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        """Compare two amounts of one currency."""
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        """Compare two amounts of one currency."""
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        """Compare two amounts of one currency."""
        return self.minor >= self._same(other)

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency."""
        if other.__class__ is not Money or other.currency != self.currency:
            self._same(other)
        return _make(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Take away an amount of the same currency."""
        if other.__class__ is not Money or other.currency != self.currency:
            self._same(other)
        return _make(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        """Take a whole number of times this amount; shares are what ``split`` is for."""
        if count.__class__ is not int:
            raise facts_error("", "a whole number to multiply Money by", _shown(count), "see split and share")
        return _make(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        """Turn it round."""
        return _make(-self.minor, self.currency)

    def __abs__(self) -> Money:
        """Take it without its sign."""
        return _make(abs(self.minor), self.currency)

    def _same(self, other: object) -> int:
        if not isinstance(other, Money):
            raise facts_error("", "Money", _shown(other))
        if other.currency != self.currency:
            raise facts_error("currency", self.currency, other.currency, "currencies are never mixed")
        return other.minor


_set_minor = vars(_Open)["minor"].__set__
_set_currency = vars(_Open)["currency"].__set__


def _make(minor: int, currency: str) -> Money:
    """Make Money from parts that were checked before."""
    money: Any = _Open()
    money.minor = minor
    money.currency = currency
    money.__class__ = Money
    return money  # type: ignore[no-any-return]


def _shown(value: object) -> str:
    """Show a wrong value by type, and by content only where that is a number or a short word."""
    if isinstance(value, int) and abs(value) >= 10**_EXACT_DIGITS:
        return f"a number of more than {_EXACT_DIGITS} digits"
    if value.__class__ is int:
        return str(value)
    if isinstance(value, float | int | Decimal):
        return f"{type(value).__name__} {value}"[:60]
    if isinstance(value, str) and len(value) <= _SHOWN and not any(c.isspace() or c == "@" for c in value):
        return f'"{value}"'
    return type(value).__name__


def _decimal(amount: Decimal | str | int) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, str, int)):
        raise facts_error("amount", "a Decimal, a text or a whole number", _shown(amount), "floats are never money")
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise facts_error("amount", "a decimal number", _shown(amount)) from None
    if not number.is_finite():
        raise facts_error("amount", "a finite number", _shown(amount))
    if number.adjusted() >= _EXACT_DIGITS:
        raise facts_error("amount", f"at most {_EXACT_DIGITS} digits before the point", _shown(amount))
    return number


class _OpenTaxed:
    """What `taxed` fills before it becomes Taxed, as `_Open` becomes Money."""

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
        tax = _make(0, gross.currency) if tax is None else tax
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
        return Taxed.of_gross(gross, _make(tax, gross.currency))

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
    whole: Any = _Open()  # as in _make, which would cost a call for every part
    whole.minor, whole.currency, whole.__class__ = gross, currency, Money
    part: Any = _Open()
    part.minor, part.currency, part.__class__ = tax, currency, Money
    rest: Any = _Open()
    rest.minor, rest.currency, rest.__class__ = gross - tax, currency, Money
    made: Any = _OpenTaxed()
    made.net, made.tax, made.gross, made.__class__ = rest, part, whole, Taxed
    return made  # type: ignore[no-any-return]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """
    Add up amounts of one currency; of none it is zero.

    Raises:
        FactsError: If one amount is of another currency.

    >>> total([Money(1, "EUR"), Money(2, "EUR")], "EUR")
    Money(3, "EUR")

    .. versionadded:: 0.1.0
    """
    whole = 0
    for amount in amounts:
        if amount.currency != currency:
            raise facts_error("currency", currency, amount.currency, "currencies are never mixed")
        whole += amount.minor
    return Money(whole, currency)


def share(amount: Money, units: int, of: int) -> Money:
    """
    Find what the first *units* of *of* equal units come to, rounded towards zero.

    The last unit closes the amount, so the next *k* after *done* are ``share(done + k) - share(done)``.

    Raises:
        FactsError: If *units* is not between 0 and *of*.

    >>> share(Money(1000, "EUR"), 1, 3), share(Money(1000, "EUR"), 3, 3)
    (Money(333, "EUR"), Money(1000, "EUR"))

    .. versionadded:: 0.1.0
    """
    if units.__class__ is not int or of.__class__ is not int or not 0 <= units <= of or of < 1:
        raise facts_error("units", f"a whole number from 0 to {_shown(of)}", _shown(units))
    sign = -1 if amount.minor < 0 else 1
    return _make(sign * (abs(amount.minor) * units // of), amount.currency)


@overload
def split(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]: ...
@overload
def split(amount: Money, weights: Sequence[Money]) -> tuple[Money, ...]: ...
def split(amount: Money, weights: Sequence[int] | Sequence[Money]) -> tuple[Money, ...]:
    """
    Split an amount in proportion to weights by largest remainder; the parts always add up.

    What rounding leaves goes, one minor unit each, to the largest fractions, the earliest first on a tie.
    A weight of zero gets nothing. Where every weight is zero the amount is split evenly.

    Args:
        amount: What to split; a negative amount is split like the positive one.

        weights: Whole numbers or Money of one currency, 0 or more, at least one.

    Raises:
        FactsError: If there is no weight, or one is negative.

    >>> split(Money(1000, "EUR"), (1, 1, 1))
    (Money(334, "EUR"), Money(333, "EUR"), Money(333, "EUR"))

    .. versionadded:: 0.1.0
    """
    numbers: Any = weights
    if weights and weights[0].__class__ is Money:
        numbers = _minors(weights)
    currency = amount.currency
    parts: list[Any] = []
    for minor in split_units(amount.minor, numbers):
        part: Any = _Open()  # as in _make, which would cost a call for every part
        part.minor = minor
        part.currency = currency
        part.__class__ = Money
        parts.append(part)
    return tuple(parts)


def _minors(weights: Any) -> list[int]:
    currency = weights[0].currency
    try:
        numbers = [weight.minor for weight in weights if weight.currency == currency]
    except AttributeError:
        raise facts_error("weights", "Money of one currency", "something else among them") from None
    if len(numbers) != len(weights):
        same_currency("weights", currency, weights)
    return numbers


def split_units(whole: int, weights: Sequence[int]) -> list[int]:
    """
    Split a whole number in proportion to weights by largest remainder, as `split` does for Money.

    >>> split_units(299, (4300, 1400, 2300))
    [161, 52, 86]

    .. versionadded:: 0.1.0
    """
    if not weights:
        raise facts_error("weights", "at least one weight")
    try:
        of = sum(weights)
    except TypeError:
        of = None
    if of.__class__ is not int:  # a sum is whole where every weight is, whatever else may be among them
        raise facts_error("weights", "whole numbers, or Money of one currency", "something else among them")
    if min(weights) < 0:
        raise facts_error("weights", "weights of 0 or more", min(weights))
    if not of:
        weights, of = [1] * len(weights), len(weights)
    size = abs(whole)
    sizes = [size * weight for weight in weights]
    parts = [one // of for one in sizes]
    left = size - sum(parts)
    if left:
        rests = [one % of for one in sizes]
        for index in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return [-part for part in parts] if whole < 0 else parts


def same_currency(path: str, currency: str, amounts: Iterable[Money]) -> None:
    """Refuse amounts of another currency, naming where they stand."""
    for amount in amounts:
        if amount.currency != currency:
            raise facts_error(path, f"an amount in {currency}", amount.currency)
