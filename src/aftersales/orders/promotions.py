"""On what terms a discount or a gift was given at the sale, so that a shop may say what happens when goods go back."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import attrs

from ..errors import FactsError, Problem
from ..money import Money

__all__ = ["DiscountPolicy", "Promotion"]


class DiscountPolicy(Enum):
    """
    What happens to a discount when what stays no longer fulfils its condition.

    ``keep``: nothing. ``recompute``: what stays costs what it would have cost alone. ``recompute_capped``: the same,
    and a stated share of what was paid for the returned goods goes back at the least.
    """

    KEEP = "keep"
    RECOMPUTE = "recompute"
    RECOMPUTE_CAPPED = "recompute_capped"


@attrs.frozen(kw_only=True)
class Promotion:
    """
    A condition under which the sale was cheaper, or a gift came with it.

    What it took off stands with the lines, as `Discount` of the same code. Two promotions of one code are its steps:
    the better one that is fulfilled holds. Delivery that was free from a threshold on is no promotion here; it is never
    billed afterwards.

    Args:
        code: The code that its discounts on the lines carry.

        threshold: What its lines had to come to before this discount.

        units: How many units of its lines had to be bought.

        amount: What it takes off.

        percent: What it takes off, in percent of its lines before this discount.

        repeats: The amount is taken off once for each so many *units*, as in "buy three, pay two".

        lines: The lines that count and are lowered; empty for all lines.

        gift: The line that came with it for nothing.

        gift_value: What the gift is worth where it stays although the condition is no longer fulfilled.

        taken_back: What of it earlier returns took back already.

    Raises:
        FactsError: If it gives nothing, or says something that cannot be.

    .. versionadded:: 0.1.0
    """

    code: str
    threshold: Money | None = None
    units: int | None = None
    amount: Money | None = None
    percent: Decimal | None = None
    repeats: bool = False
    lines: tuple[str, ...] = ()
    gift: str = ""
    gift_value: Money | None = None
    taken_back: Money | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a promotion that gives nothing, and one that cannot be worked out."""
        problems = [] if self.code else [Problem("code", "a code", "nothing")]
        if self.amount is None and self.percent is None and not self.gift:
            problems.append(Problem("", "an amount, a percent or a gift", "nothing"))
        if self.amount is not None and self.percent is not None:
            problems.append(Problem("percent", "an amount or a percent", "both"))
        if self.percent is not None and not 0 <= self.percent <= 100:  # noqa: PLR2004
            problems.append(Problem("percent", "a percentage from 0 to 100", str(self.percent)))
        if self.units is not None and (type(self.units) is not int or self.units < 1):
            problems.append(Problem("units", "a whole number of 1 or more", str(self.units)))
        if self.repeats and (self.units is None or self.amount is None):
            problems.append(Problem("repeats", "units and an amount beside it", "one of them missing"))
        if bool(self.gift) is (self.gift_value is None):
            problems.append(Problem("gift_value", "a value exactly where there is a gift", str(self.gift_value)))
        problems += [
            Problem(name, "an amount of 0 or more", str(amount)) for name, amount in self.amounts if amount.minor < 0
        ]
        if problems:
            raise FactsError(tuple(problems))

    @property
    def amounts(self) -> tuple[tuple[str, Money], ...]:
        """Every amount it states, by the name of its field."""
        names = ("threshold", "amount", "gift_value", "taken_back")
        return tuple((name, amount) for name in names if (amount := getattr(self, name)) is not None)
