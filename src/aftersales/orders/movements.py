"""What happened to the units of an order, as movements between pools, and their tally."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

import attrs

from ..dates import aware
from ..errors import facts_error
from ..money import Money

__all__ = ["Moved", "Movement", "Tally"]


class Moved(Enum):
    """What happened to units; the sale itself is the quantity of the line."""

    CANCELLED = "cancelled"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"
    KEPT = "kept"
    REFUNDED = "refunded"


@attrs.frozen(kw_only=True)
class Movement:
    """
    So many units of a line went somewhere, or so much money of a line or charge went back.

    Args:
        what: ``cancelled`` before shipping, ``shipped``, ``delivered``, ``lost`` on the way out, ``returned`` to the
            shop, ``kept`` by the customer with a refund, or ``refunded``.

        line: The line, or the charge for a refund.

        quantity: Whole units; 0 for a refund of money alone, such as a price reduction.

        at: When; None for an opening movement that sums up what happened before.

        amount: What was refunded, gross; only for ``refunded``.

    Raises:
        FactsError: If the quantity is negative or an amount stands where none can.

    .. versionadded:: 0.1.0
    """

    what: Moved
    line: str
    quantity: int = 0
    at: datetime | None = None
    amount: Money | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot have happened."""
        if self.at is not None:
            aware("at", self.at)
        if type(self.quantity) is not int or self.quantity < 0 or (self.quantity == 0 and self.amount is None):
            raise facts_error("quantity", "a whole number of 1 or more", self.quantity)
        if (self.amount is not None) is not (self.what is Moved.REFUNDED):
            raise facts_error("amount", "an amount exactly where something was refunded", self.what.value)
        if self.amount is not None and self.amount.minor < 0:
            raise facts_error("amount", "an amount of 0 or more", self.amount)


@attrs.frozen(kw_only=True)
class Tally:
    """
    The pools of one line after all its movements.

    .. versionadded:: 0.1.0
    """

    ordered: int
    cancelled: int = 0
    shipped: int = 0
    delivered: int = 0
    lost: int = 0
    returned: int = 0
    kept: int = 0
    refunded: int = 0

    @property
    def returnable(self) -> int:
        """Units that can still come back: sold, not cancelled, not back, not refunded and kept."""
        return max(self.ordered - self.cancelled - self.returned - self.kept, 0)

    @property
    def refundable(self) -> int:
        """Units whose money was not given back yet."""
        return self.ordered - max(self.refunded, self.cancelled)


def tally(ordered: int, movements: Iterable[Movement]) -> Tally:
    """Add up the movements of one line."""
    pools: dict[str, int] = {}
    for movement in movements:
        name = movement.what.value
        pools[name] = pools.get(name, 0) + movement.quantity
    return Tally(ordered=ordered, **pools)
