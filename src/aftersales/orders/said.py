"""What the values of a request or an event say: units, money and words by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..decisions import Value, Values
from ..errors import facts_error
from ..money import Money

__all__ = ["by_item", "money", "text", "units", "units_of"]


def units(counts: Mapping[str, int]) -> Values:
    """
    Write units by line as the values of a request.

    >>> units({"line-1": 2})
    (('units.line-1', 2),)

    .. versionadded:: 0.1.0
    """
    return tuple((f"units.{line}", count) for line, count in counts.items())


def by_item(values: Values, name: str) -> dict[str, Value]:
    """Take what is said under one name about each item: ``amount.line-1`` says it about ``line-1``."""
    start = f"{name}."
    return {one.removeprefix(start): value for one, value in values if one.startswith(start)}


def units_of(values: Values) -> dict[str, int]:
    """
    Take the units by line.

    Raises:
        FactsError: If a count is no whole number of 1 or more.
    """
    found: dict[str, Any] = by_item(values, "units")
    for line, count in found.items():
        if type(count) is not int or count < 1:
            raise facts_error(f"units.{line}", "a whole number of 1 or more", str(count))
    return found


def text(values: Values, name: str, default: str = "") -> str:
    """Take a word."""
    for one, value in values:
        if one == name:
            return str(value)
    return default


def money(values: Values, name: str, currency: str) -> Money:
    """
    Take an amount of 0 or more.

    Raises:
        FactsError: If there is none in this currency.
    """
    amount = dict(values).get(name)
    if not isinstance(amount, Money) or amount.currency != currency or amount.minor < 0:
        raise facts_error(name, f"an amount of 0 or more in {currency}", str(amount))
    return amount
