"""Splits that add up: the first of equal units, and parts in proportion to weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from ..errors import facts_error
from .amounts import Money, OpenMoney, make, same_currency, shown

__all__ = ["share", "split", "split_units"]


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
        raise facts_error("units", f"a whole number from 0 to {shown(of)}", shown(units))
    sign = -1 if amount.minor < 0 else 1
    return make(sign * (abs(amount.minor) * units // of), amount.currency)


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
        part: Any = OpenMoney()  # as in make, which would cost a call for every part
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

    Raises:
        FactsError: If there is no weight, or one is negative or no whole number.

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
