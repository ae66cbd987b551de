"""What a policy says beside windows and fees: goods the customer keeps, bundles, and how often somebody may return."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

import attrs

from ..errors import FactsError, PolicyError, Problem
from ..money import Money

__all__ = ["Bundles", "CustomerHistory", "Returnless", "Review"]


class Bundles(Enum):
    """Whether a bundle comes back as a whole only, or in parts, each for its share of the price."""

    WHOLE = "whole"
    PARTS = "parts"


@attrs.frozen(kw_only=True)
class Returnless:
    """
    When the customer is paid and keeps the goods.

    Args:
        below: The units of a line that somebody asks for were charged less than this, all together: socks for 6 EUR.

        return_cost: What a return costs the shop: carriage and handling; goods that bring less stay.

        recovered: What percent of their price returned goods bring: a used mattress brings almost nothing.

    Raises:
        PolicyError: If nothing is said, an amount is negative, or *recovered* stands without *return_cost*.

    .. versionadded:: 0.1.0
    """

    below: Money | None = None
    return_cost: Money | None = None
    recovered: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a promise that says nothing or cannot be."""
        problems = []
        if self.below is None and self.return_cost is None:
            problems.append(Problem("", "below or return_cost", "neither"))
        if self.recovered is not None and self.return_cost is None:
            problems.append(Problem("return_cost", "an amount beside recovered", "nothing"))
        if self.recovered is not None and not 0 <= self.recovered <= 100:  # noqa: PLR2004
            problems.append(Problem("recovered", "a percentage from 0 to 100", str(self.recovered)))
        problems += [
            Problem(name, "an amount of 0 or more", str(amount))
            for name, amount in (("below", self.below), ("return_cost", self.return_cost))
            if amount is not None and amount.minor < 0
        ]
        if problems:
            raise PolicyError(tuple(problems))

    def keeps(self, gross: Money) -> bool:
        """Say whether goods that were charged so much stay; an amount in another currency says nothing."""
        if self.below is not None and self.below.currency == gross.currency and gross < self.below:
            return True
        if self.return_cost is None or self.return_cost.currency != gross.currency:
            return False
        recovered = Decimal(100) if self.recovered is None else self.recovered
        brings = (recovered * gross.minor / 100).to_integral_value(ROUND_HALF_UP)
        return brings < self.return_cost.minor


@attrs.frozen(kw_only=True)
class Review:
    """
    From when on a person looks at what somebody sends back; nobody is refused for it.

    Args:
        most: How many of their orders may have come back, in whole or in part, before a person looks.

        percent: What percent of their orders may have, such as 60.

        at_least: How many orders they must have placed before the percentage says anything: one return of one order
            is no habit.

    Raises:
        PolicyError: If neither limit is there, or a percentage stands without *at_least*.

    .. versionadded:: 0.1.0
    """

    most: int | None = None
    percent: Decimal | None = None
    at_least: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a limit that is none, and a rate of too few orders."""
        problems = []
        if self.most is None and self.percent is None:
            problems.append(Problem("", "most or percent", "neither"))
        if self.percent is not None and not 0 <= self.percent <= 100:  # noqa: PLR2004
            problems.append(Problem("percent", "a percentage from 0 to 100", str(self.percent)))
        if self.most is not None and self.most < 0:
            problems.append(Problem("most", "a whole number of 0 or more", str(self.most)))
        if (self.percent is None) is not (self.at_least is None) or (
            self.at_least is not None and self.at_least < _FEW
        ):
            expected = f"a whole number of {_FEW} or more, exactly where there is a percent"
            got = "nothing" if self.at_least is None else str(self.at_least)
            problems.append(Problem("at_least", expected, got, "a rate of a few orders says nothing"))
        if problems:
            raise PolicyError(tuple(problems))

    def exceeded(self, history: CustomerHistory) -> bool:
        """Say whether somebody returned more than one of the limits."""
        if self.most is not None and history.returned > self.most:
            return True
        if self.percent is None or self.at_least is None or history.orders < self.at_least:
            return False
        return history.returned * 100 > self.percent * history.orders


#: The fewest orders of which a rate may be taken.
_FEW = 3


@attrs.frozen(kw_only=True)
class CustomerHistory:
    """
    What a customer ordered and returned before, as far back as the shop looks.

    Args:
        orders: How many orders they placed.

        returned: Of how many of them something came back by their own choice; what was defective does not count.

    Raises:
        FactsError: If more came back than was ordered.

    .. versionadded:: 0.1.0
    """

    orders: int
    returned: int

    def __attrs_post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        if type(self.orders) is not int or self.orders < 0:
            raise FactsError((Problem("orders", "a whole number of 0 or more", str(self.orders)[:20]),))
        if type(self.returned) is not int or not 0 <= self.returned <= self.orders:
            raise FactsError((Problem("returned", f"a whole number from 0 to {self.orders}", str(self.returned)[:20]),))
