"""
Amounts, numbers, days and countries as they are written in a language.
"""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from ..money import DIGITS, Money
from .places import locale_of

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

__all__ = ["country_name", "format_date", "format_money", "format_number"]

_NO_BREAK_SPACE = "\u00a0"
_LONGEST_NUMBER = 80


def format_money(money: Money, locale: str = "en") -> str:
    """
    Write an amount with every digit that ISO 4217 gives its currency.

    Everyday formats leave digits out for some currencies, such as RSD; a refund must show what was booked.

    >>> format_money(Money(123456, "EUR")), format_money(Money(500, "JPY")), format_money(Money(5, "TWD"))
    ('€1,234.56', '¥500', 'NT$0.05')

    .. versionadded:: 0.1.0
    """
    from babel.numbers import format_currency

    pattern = _currency_pattern(locale_of(locale), money.currency)
    amount = money.decimal
    with localcontext(_exact(amount)):
        return format_currency(amount, money.currency, pattern, locale_of(locale), currency_digits=False)


def format_date(day: date, locale: str = "en") -> str:
    """
    Write a day, or a day and a time on the clock of the offset it carries.

    >>> format_date(date(2026, 10, 26), "en"), format_date(date(2026, 10, 26), "de")
    ('Oct 26, 2026', '26.10.2026')

    .. versionadded:: 0.1.0
    """
    from babel import dates

    place = locale_of(locale)
    if not isinstance(day, datetime):
        return dates.format_date(day, "medium", place)
    clock = day.replace(tzinfo=None)  # Babel would turn it to UTC
    both = str(dates.get_datetime_format("medium", place)).replace("'", "")
    return both.format(dates.format_time(clock, "short", locale=place), format_date(clock.date(), locale))


def country_name(code: str, locale: str = "en") -> str:
    """
    Name a country in a language; a region is named by its country and its own code, and an unknown one by its code.

    >>> country_name("DE", "pt_BR"), country_name("US-CA"), country_name("ZZ-1")
    ('Alemanha', 'United States (US-CA)', 'ZZ-1')

    .. versionadded:: 0.1.0
    """
    name = locale_of(locale).territories.get(code[:2]) if code[:2] != "ZZ" else None
    if name is None:
        return code
    return str(name) if len(code) == len("DE") else f"{name} ({code})"


def format_number(number: Decimal, locale: str) -> str:
    """Write a number with every digit it has."""
    from babel.numbers import format_decimal

    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return str(number)
    with localcontext(_exact(number)):
        return format_decimal(number + 0, locale=locale_of(locale), decimal_quantization=False)


def _exact(number: Decimal) -> Context:
    """Keep every digit, whatever precision the host computes with."""
    return Context(prec=len(number.as_tuple().digits) + 2 * _LONGEST_NUMBER)


@lru_cache(maxsize=1024)
def _currency_pattern(place: Locale, currency: str) -> NumberPattern:
    """Take the locale's pattern with the ISO digits; part letters from digits, as CLDR asks and Babel does not."""
    from babel.numbers import get_currency_symbol

    symbol = get_currency_symbol(currency, place)
    pattern: NumberPattern = copy(place.currency_formats["standard"])
    pattern.frac_prec = (DIGITS[currency], DIGITS[currency])
    if _spells(symbol[-1]):
        plus, minus = (re.sub("¤$", f"¤{_NO_BREAK_SPACE}", prefix) for prefix in pattern.prefix)
        pattern.prefix = (plus, minus)
    if _spells(symbol[0]):
        plus, minus = (re.sub("^¤", f"{_NO_BREAK_SPACE}¤", suffix) for suffix in pattern.suffix)
        pattern.suffix = (plus, minus)
    return pattern


def _spells(character: str) -> bool:
    return unicodedata.category(character)[0] not in "SZ"
