"""An amount of money in whole minor units; no float ever becomes one, and nothing is rounded away in silence."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, NoReturn

from ..errors import facts_error
from .currencies import DIGITS

__all__ = ["Money", "OpenMoney", "make", "same_currency", "shown", "total"]

_EXACT_DIGITS = 40
_SHOWN = 24

#: Arithmetic that never rounds, whatever precision the host has set for itself.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


class OpenMoney:
    """What `make` fills before it becomes Money: to write two slots and close them is the fastest way to freeze."""

    __slots__ = ("currency", "minor")

    minor: int
    currency: str


class Money(OpenMoney):
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
            raise facts_error("minor", "a whole number of minor units", shown(minor), "see Money.of for decimals")
        if currency not in DIGITS:
            raise facts_error("currency", "an ISO 4217 currency code", shown(currency))
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
            raise facts_error("currency", "an ISO 4217 currency code", shown(currency))
        scaled = _decimal(amount).scaleb(DIGITS[currency], _EXACT)
        minor = int(scaled)
        if minor != scaled:
            raise facts_error(
                "amount",
                f"whole minor units ({DIGITS[currency]} digits for {currency})",
                shown(amount),
                "round it yourself, or see Money.rounded",
            )
        return make(minor, currency)

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
            raise facts_error("currency", "an ISO 4217 currency code", shown(currency))
        scaled = _decimal(amount).scaleb(DIGITS[currency], _EXACT)
        return make(int(scaled.to_integral_value(ROUND_HALF_UP)), currency)

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
            raise facts_error("", 'an amount and a currency such as "19.99 EUR"', shown(text))
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
        return make(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Take away an amount of the same currency."""
        if other.__class__ is not Money or other.currency != self.currency:
            self._same(other)
        return make(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        """Take a whole number of times this amount; shares are what ``split`` is for."""
        if count.__class__ is not int:
            raise facts_error("", "a whole number to multiply Money by", shown(count), "see split and share")
        return make(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        """Turn it round."""
        return make(-self.minor, self.currency)

    def __abs__(self) -> Money:
        """Take it without its sign."""
        return make(abs(self.minor), self.currency)

    def _same(self, other: object) -> int:
        if not isinstance(other, Money):
            raise facts_error("", "Money", shown(other))
        if other.currency != self.currency:
            raise facts_error("currency", self.currency, other.currency, "currencies are never mixed")
        return other.minor


_set_minor = vars(OpenMoney)["minor"].__set__
_set_currency = vars(OpenMoney)["currency"].__set__


def make(minor: int, currency: str) -> Money:
    """Make Money from parts that were checked before."""
    money: Any = OpenMoney()
    money.minor = minor
    money.currency = currency
    money.__class__ = Money
    return money  # type: ignore[no-any-return]


def shown(value: object) -> str:
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
        raise facts_error("amount", "a Decimal, a text or a whole number", shown(amount), "floats are never money")
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise facts_error("amount", "a decimal number", shown(amount)) from None
    if not number.is_finite():
        raise facts_error("amount", "a finite number", shown(amount))
    if number.adjusted() >= _EXACT_DIGITS:
        raise facts_error("amount", f"at most {_EXACT_DIGITS} digits before the point", shown(amount))
    return number


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


def same_currency(path: str, currency: str, amounts: Iterable[Money]) -> None:
    """Refuse amounts of another currency, naming where they stand."""
    for amount in amounts:
        if amount.currency != currency:
            raise facts_error(path, f"an amount in {currency}", amount.currency)
