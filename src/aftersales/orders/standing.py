"""The word for where an order stands, worked out from its quantities and money and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import Enum

import attrs

from ..dates import aware
from ..money import total
from .movements import Tally
from .order import Order

__all__ = ["Fulfilment", "Refunded", "Returned", "Status", "status"]

#: A local day is over nowhere before it is over here, so a day that a carrier gives has begun.
_EASTERNMOST = timezone(timedelta(hours=14))


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

    Units cancelled before shipping leave the count; a cancelled parcel never makes an order "partial". A refund that is
    still pending has not gone back. Tenders carry no times, so what they gave back counts at every moment unless later
    movements tell of refunds.

    Raises:
        FactsError: If *at* has no zone.

    .. versionadded:: 0.1.0
    """
    aware("at", at)
    now = _until(order, at)
    pools = [pools for line in order.lines if (pools := now.tally(line.id)).ordered > pools.cancelled]
    back = sum(p.returned for p in pools)
    all_back = all(p.returned >= p.ordered - p.cancelled for p in pools)
    return Status(
        fulfilment=_fulfilment(pools),
        returned=Returned.NONE if not back else Returned.RETURNED if all_back else Returned.PARTIALLY_RETURNED,
        refunded=_refunded(order, now),
    )


def _until(order: Order, at: datetime) -> Order:
    """Take the order as it stood: later movements, parcels and sightings had not happened."""
    day = at.astimezone(_EASTERNMOST).date()
    parcels = tuple(
        attrs.evolve(
            parcel,
            sightings=tuple(
                s for s in parcel.sightings if (s.at is None or s.at <= at) and (s.on is None or s.on <= day)
            ),
        )
        for parcel in order.parcels
        if parcel.shipped_at is None or parcel.shipped_at <= at
    )
    movements = tuple(m for m in order.movements if m.at is None or m.at <= at)
    if len(movements) == len(order.movements) and parcels == order.parcels:
        return order
    return attrs.evolve(order, parcels=parcels, movements=movements)


def _fulfilment(pools: Sequence[Tally]) -> Fulfilment:
    if not pools:
        return Fulfilment.CANCELLED
    sold = sum(p.ordered - p.cancelled for p in pools)
    delivered = sum(min(p.delivered, p.ordered - p.cancelled) for p in pools)
    shipped = sum(min(max(p.shipped, p.delivered), p.ordered - p.cancelled) for p in pools)
    if delivered:
        return Fulfilment.DELIVERED if delivered >= sold else Fulfilment.PARTIALLY_DELIVERED
    if shipped:
        return Fulfilment.SHIPPED if shipped >= sold else Fulfilment.PARTIALLY_SHIPPED
    return Fulfilment.UNFULFILLED


def _refunded(order: Order, now: Order) -> Refunded:
    back = now.refunded
    if back == order.refunded:
        back = max(back, total((t.refunded for t in order.tenders if t.refunded is not None), order.currency))
    if not back.minor:
        return Refunded.NONE
    return Refunded.FULL if back >= order.captured else Refunded.PARTIAL
