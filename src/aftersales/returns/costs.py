"""What returns cost a shop, as it states it: for advice to staff, and never for a verdict."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from ..errors import PolicyError, Problem
from ..money import Money

__all__ = ["Costs"]


@attrs.frozen(kw_only=True)
class Costs:
    """
    What one return costs the shop, and what it brings, from a day on.

    Args:
        since: The first day, by the moment of the request, for which these figures hold: the carrier raised its prices.

        parcel_back: What a parcel from a customer costs, where the shop pays for it.

        parcel_out: What a parcel to a customer costs, such as the one with the exchange.

        handling: What it costs to receive, look at and put away what came back.

        goods: Percent of the price that new goods cost the shop.

        sellable: In how many of a hundred cases returned goods can be sold again.

        recovered: Percent of the price that they then bring: an opened box goes for less.

    Raises:
        PolicyError: If an amount is negative or of another currency, or a percentage is none.

    .. versionadded:: 0.1.0
    """

    since: date = date.min
    parcel_back: Money
    parcel_out: Money
    handling: Money
    goods: Decimal
    sellable: Decimal
    recovered: Decimal = Decimal(100)

    def __attrs_post_init__(self) -> None:
        """Refuse figures that cannot be."""
        amounts = {"parcel_back": self.parcel_back, "parcel_out": self.parcel_out, "handling": self.handling}
        problems = [
            Problem(name, f"an amount of 0 or more in {self.parcel_back.currency}", str(amount))
            for name, amount in amounts.items()
            if amount.minor < 0 or amount.currency != self.parcel_back.currency
        ]
        percents = {"goods": self.goods, "sellable": self.sellable, "recovered": self.recovered}
        problems += [
            Problem(name, "a percentage from 0 to 100", str(percent))
            for name, percent in percents.items()
            if not 0 <= percent <= 100  # noqa: PLR2004
        ]
        if problems:
            raise PolicyError(tuple(problems))


def costs_on(stated: tuple[Costs, ...], day: date) -> Costs | None:
    """Find what the shop stated for requests of a day."""
    known = [costs for costs in stated if costs.since <= day]
    return max(known, key=lambda costs: costs.since, default=None)
