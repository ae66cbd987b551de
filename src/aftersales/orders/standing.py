"""The word for where an order stands, worked out from its quantities and money and never stored."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import attrs

from ..dates import aware
from .order import Order

__all__ = ["Fulfilment", "Refunded", "Returned", "Status", "status"]


class Fulfilment(Enum):
    """How far the goods got."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Returned(Enum):
    """How much came back."""

    NONE = "none"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"


class Refunded(Enum):
    """How much of the money went back."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@attrs.frozen(kw_only=True)
class Status:
    """
    Three independent answers, and one word for a customer.

    .. versionadded:: 0.1.0
    """

    fulfilment: Fulfilment
    returned: Returned
    refunded: Refunded

    @property
    def word(self) -> str:
        """One word by precedence: all returned, all refunded, else how far the goods got."""
        if self.returned is Returned.RETURNED:
            return "returned"
        if self.refunded is Refunded.FULL and self.fulfilment is not Fulfilment.CANCELLED:
            return "refunded"
        return str(self.fulfilment.value)


def status(order: Order, at: datetime) -> Status:
    """
    Derive where an order stands at a moment, from what happened until then.

    Units cancelled before shipping leave the count; a cancelled parcel never makes an order "partial".

    Raises:
        FactsError: If *at* has no zone.

    .. versionadded:: 0.1.0
    """
    aware("at", at)
    pools = [_until(order, at).tally(line.id) for line in order.lines]
    sold = sum(p.ordered - p.cancelled for p in pools)
    shipped, delivered = sum(p.shipped for p in pools), sum(p.delivered for p in pools)
    back = sum(p.returned for p in pools)
    return Status(
        fulfilment=_fulfilment(sold, max(shipped, delivered), delivered),
        returned=Returned.NONE if not back else Returned.RETURNED if back >= sold else Returned.PARTIALLY_RETURNED,
        refunded=_refunded(_until(order, at)),
    )


def _until(order: Order, at: datetime) -> Order:
    """Take the order as it stood: later movements, parcels and sightings had not happened."""
    parcels = tuple(
        attrs.evolve(parcel, sightings=tuple(s for s in parcel.sightings if s.at is None or s.at <= at))
        for parcel in order.parcels
        if parcel.shipped_at is None or parcel.shipped_at <= at
    )
    movements = tuple(m for m in order.movements if m.at is None or m.at <= at)
    if len(movements) == len(order.movements) and parcels == order.parcels:
        return order
    return attrs.evolve(order, parcels=parcels, movements=movements)


def _fulfilment(sold: int, shipped: int, delivered: int) -> Fulfilment:
    if not sold:
        return Fulfilment.CANCELLED
    if delivered:
        return Fulfilment.DELIVERED if delivered >= sold else Fulfilment.PARTIALLY_DELIVERED
    if shipped:
        return Fulfilment.SHIPPED if shipped >= sold else Fulfilment.PARTIALLY_SHIPPED
    return Fulfilment.UNFULFILLED


def _refunded(order: Order) -> Refunded:
    back = order.captured - order.left if order.tenders else order.refunded
    if not back.minor:
        return Refunded.NONE
    return Refunded.FULL if back >= order.captured else Refunded.PARTIAL
