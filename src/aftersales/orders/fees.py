"""What a shop keeps back of a refund: an amount, a percentage, or what changes with time or price."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import attrs

from ..errors import facts_error
from ..money import Money
from ..money.amounts import same_currency

__all__ = ["NO_FEE", "Fee", "FeeStep"]


@attrs.frozen(kw_only=True)
class FeeStep:
    """
    What is kept back instead from so many days, or from a price of one unit, on.

    Args:
        from_days: Days since the window began to run: free for a month, ten percent from day 31.

        from_price: What one unit was charged at the least: a sofa costs more to take back than a stool.

        flat: A fixed amount.

        percent: Percent of what the units were charged, 0 to 100.

    Raises:
        FactsError: If it begins nowhere, or at two places.

    .. versionadded:: 0.1.0
    """

    from_days: int | None = None
    from_price: Money | None = None
    flat: Money | None = None
    percent: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a step without a beginning."""
        if (self.from_days is None) is (self.from_price is None):
            raise facts_error("", "from_days or from_price", "none or both of them")
        if self.from_days is not None and self.from_days < 0:
            raise facts_error("from_days", "a whole number of days of 0 or more", self.from_days)
        _no_bad_fee(self.flat, self.percent)

    @property
    def is_free(self) -> bool:
        """Say whether nothing is kept back."""
        return not self.percent and (self.flat is None or self.flat.is_zero)


def _no_bad_fee(flat: Money | None, percent: Decimal | None) -> None:
    """Refuse a fee that pays the customer or takes more than everything."""
    if flat is not None and flat.minor < 0:
        raise facts_error("flat", "an amount of 0 or more", flat)
    if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004
        raise facts_error("percent", "a percentage from 0 to 100", percent)


@attrs.frozen
class Fee:
    """
    What the shop keeps back: a flat amount, a percentage of the goods' gross, or both.

    Args:
        flat: A fixed amount for the units of one line, such as ``2.50 EUR``.

        percent: Percent of what the units were charged, 0 to 100, as for an opened camera; rounded half up to the minor
            unit.

        most: What is taken at most: 15 percent, but never more than 50 EUR.

        lower: The lower of flat amount and percentage is taken, instead of both together.

        steps: What is taken instead from some day, or some price, on; all of them by days or all by price.

    Raises:
        FactsError: If either is out of range, or two steps begin at one place.

    >>> Fee(percent=Decimal(15)).of(Money(1999, "EUR"))
    Money(300, "EUR")

    .. versionadded:: 0.1.0
    """

    flat: Money | None = None
    percent: Decimal | None = None
    most: Fee | None = None
    lower: bool = False
    steps: tuple[FeeStep, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a fee that pays the customer or takes more than everything, and steps that are no staircase."""
        _no_bad_fee(self.flat, self.percent)
        if not self.steps:
            return
        starts = [_start(step) for step in self.steps]
        kinds = {(step.from_price.currency if step.from_price is not None else "") for step in self.steps}
        if len(kinds) > 1:
            raise facts_error("steps", "steps by days, or by price in one currency", "several kinds of them")
        if len(set(starts)) < len(starts):
            raise facts_error("steps", "each beginning once", "two steps that begin alike")

    @property
    def is_free(self) -> bool:
        """Say whether nothing is kept back."""
        if self.steps:
            return self._base.is_free and all(step.is_free for step in self.steps)
        return not self.percent and (self.flat is None or self.flat.is_zero)

    @property
    def _base(self) -> Fee:
        return Fee(self.flat, self.percent, self.most, self.lower)

    def settled(self, *, days: int, price: Money) -> Fee:
        """
        Take the fee that holds after so many days for a unit of this price, without steps.

        >>> late = Fee(steps=(FeeStep(from_days=15, percent=Decimal(10)),))
        >>> str(late.settled(days=14, price=Money(1000, "EUR"))), str(late.settled(days=15, price=Money(1000, "EUR")))
        ('none', '10 %')

        .. versionadded:: 0.1.0
        """
        if not self.steps:
            return self
        begun = [step for step in self.steps if step.from_days is not None and step.from_days <= days]
        begun += [step for step in self.steps if _reached(step.from_price, price)]
        if not begun:
            return self._base
        step = max(begun, key=_start)
        return Fee(step.flat, step.percent, self.most, self.lower)

    def of(self, gross: Money) -> Money:
        """Work the fee out for goods of this gross amount; never more than it."""
        if self.is_free:
            return Money(0, gross.currency)
        parts = []
        if self.percent is not None:
            parts.append(int((self.percent * gross.minor / 100).to_integral_value(ROUND_HALF_UP)))
        if self.flat is not None:
            same_currency("fee.flat", gross.currency, (self.flat,))
            parts.append(self.flat.minor)
        minor = (min(parts) if self.lower else sum(parts)) if parts else 0
        if self.most is not None:
            minor = min(minor, self.most.of(gross).minor)
        return Money(min(minor, gross.minor), gross.currency)

    def __str__(self) -> str:
        """Say it in short."""
        text = _fee_text(self.flat, self.percent, lower=self.lower)
        for step in self.steps:
            start = f"day {step.from_days}" if step.from_price is None else str(step.from_price)
            text += f", from {start} {_fee_text(step.flat, step.percent, lower=self.lower)}"
        return text if self.most is None else f"{text}, at most {self.most}"


def _start(step: FeeStep) -> int:
    return (step.from_days or 0) if step.from_price is None else step.from_price.minor


def _reached(start: Money | None, price: Money) -> bool:
    return start is not None and start.currency == price.currency and start <= price


def _fee_text(flat: Money | None, percent: Decimal | None, *, lower: bool) -> str:
    parts = [f"{percent} %"] if percent else []
    parts += [str(flat)] if flat is not None and not flat.is_zero else []
    return (" or " if lower else " + ").join(parts) or "none"


NO_FEE = Fee()
