"""What happened to the units of an order, as movements between pools, and their tally."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

import attrs

from ..dates import aware
from ..errors import facts_error
from ..money import Money

__all__ = ["Moved", "Movement", "Pool", "Tally"]


class Moved(Enum):
    """What happened to units; the sale itself is the quantity of the line."""

    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURN_REQUESTED = "return_requested"
    RETURN_APPROVED = "return_approved"
    RETURN_WITHDRAWN = "return_withdrawn"
    IN_TRANSIT = "in_transit"
    RETURNED = "returned"
    MISSING = "missing"
    FOUND = "found"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SENT_BACK = "sent_back"
    KEPT = "kept"
    REPLACED = "replaced"
    EXCHANGED = "exchanged"
    WRITTEN_OFF = "written_off"
    REFUNDED = "refunded"


class Pool(Enum):
    """What a refund was for, without which nobody can tell a finished order from an open one."""

    CANCELLED = "cancelled"
    RETURNED = "returned"
    KEPT = "kept"
    PRICE_REDUCTION = "price_reduction"
    SHIPPING = "shipping"
    GOODWILL = "goodwill"
    DAMAGES = "damages"


@attrs.frozen(kw_only=True)
class Movement:
    """
    So many units of a line went somewhere, or so much money of a line or charge went back.

    Args:
        what: ``cancelled`` before shipping, ``reinstated`` since they were sent after all, ``packed``, ``shipped``,
            ``delivered``, ``lost`` on the way out; ``return_requested``, ``return_approved``, ``return_withdrawn`` by
            the customer or refused by the shop, ``in_transit`` on the way back, ``returned`` (received by the shop),
            ``missing`` (announced and never received), ``found`` since they turned up after all, ``accepted`` or
            ``refused`` at the inspection, ``sent_back`` to the customer after that; ``kept`` by the customer with a
            refund, ``replaced`` for nothing, ``exchanged`` (their value went into other goods, which are an order of
            their own), ``written_off``, or ``refunded``.

        line: The line, or the charge for a refund.

        quantity: Whole units; 0 for a refund of money alone, such as a price reduction.

        at: When; None for an opening movement that sums up what happened before.

        amount: What was refunded, gross; only for ``refunded``.

        pool: What it was refunded for; None if the host does not know.

        refund: The key of the refund it belongs to, where one was proposed.

    Raises:
        FactsError: If the quantity is negative or an amount stands where none can.

    .. versionadded:: 0.1.0
    """

    what: Moved
    line: str
    quantity: int = 0
    at: datetime | None = None
    amount: Money | None = None
    pool: Pool | None = None
    refund: str = ""

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
        if self.pool is not None and self.what is not Moved.REFUNDED:
            raise facts_error("pool", "a pool only where something was refunded", self.what.value)


@attrs.frozen(kw_only=True)
class Tally:
    """
    The pools of one line after all its movements; what is not named here counts the units that `Movement` names so.

    Args:
        ordered: Units bought.

        cancelled: Units that will not be sent; those that were sent after all are not among them.

        returned: Units that are back; those that were refused and sent back to the customer are not among them, nor
            among the others that tell of a return.

        missing: Units that were announced and are not there; those that turned up are not among them, whether anybody
            said that they were found or only that they came back.

        exchanged: Units whose value went into other goods; nothing goes back for them in money.

        refunded: Units whose money went back, for whatever.

        refunded_cancelled: Those of them that were refunded as cancelled.

        refunded_unknown: Those of them of which nobody said what for.

        refunding: Units whose money is on its way back.

        refunding_cancelled: Those of them that were cancelled.

    .. versionadded:: 0.1.0
    """

    ordered: int
    cancelled: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    lost: int = 0
    return_requested: int = 0
    return_approved: int = 0
    return_withdrawn: int = 0
    in_transit: int = 0
    returned: int = 0
    missing: int = 0
    accepted: int = 0
    refused: int = 0
    kept: int = 0
    replaced: int = 0
    exchanged: int = 0
    written_off: int = 0
    refunded: int = 0
    refunded_cancelled: int = 0
    refunded_unknown: int = 0
    refunding: int = 0
    refunding_cancelled: int = 0

    @property
    def sold(self) -> int:
        """Units that are to reach the customer: bought and not cancelled."""
        return self.ordered - self.cancelled

    @property
    def sent(self) -> int:
        """Units that left the shop and were not lost: shipped, or delivered without anybody noting the dispatch."""
        return max(self.shipped - self.lost, self.delivered)

    @property
    def unsent(self) -> int:
        """Units that can still be sent: those that could be cancelled, and that nobody wants to give back already."""
        return max(min(self.cancellable, self.sold - self.returned - self.kept - self.returning), 0)

    @property
    def cancellable(self) -> int:
        """Units that were not sent; what was lost on its way was not, unless its money went back."""
        gone = max(self.sent, self.returned + self.kept)
        if self.lost:
            gone = max(gone, self.sent + min(self._not_there, self._paid_for_nothing))
        return max(self.sold - gone, 0)

    @property
    def ready(self) -> int:
        """Units that are packed and were not sent yet."""
        return min(max(self.packed - max(self.shipped, self.delivered), 0), self.unsent)

    @property
    def astray(self) -> int:
        """Units that were lost, and were neither sent again, found, refunded, replaced nor written off."""
        if not self.lost:
            return 0
        return max(self._not_there - self._paid_for_nothing - self.replaced - self.written_off, 0)

    @property
    def _not_there(self) -> int:
        """Lost units in whose place none was sent."""
        return min(self.lost, max(self.sold - self.sent, 0))

    @property
    def _paid_for_nothing(self) -> int:
        """Units whose money goes back although they were neither cancelled, sent back nor kept."""
        of_cancelled = self.refunded_cancelled + self.refunding_cancelled + self.refunded_unknown
        given = self.refunded + self.refunding - min(self.cancelled, of_cancelled)
        return max(given - self.returned - self.kept - self.returning, 0)

    @property
    def returning(self) -> int:
        """Units of which a return was asked for and that are neither back, missing, kept nor withdrawn."""
        asked = max(self.return_requested, self.return_approved)
        waiting = asked - self.return_withdrawn - self.returned - self.missing - self.kept
        return max(min(waiting, self.sold - self.returned - self.kept), 0)

    @property
    def returnable(self) -> int:
        """Units that can still come back: sold, not cancelled, not back, not refunded and kept."""
        return max(self.ordered - self.cancelled - self.returned - self.kept, 0)

    @property
    def refundable(self) -> int:
        """Units that were not cancelled, and whose money is still in them: not given back, on its way, or exchanged."""
        if not (self.cancelled or self.refunded or self.refunding or self.exchanged):
            return self.ordered
        of_cancelled = self.refunded_cancelled + self.refunding_cancelled
        others = self.refunded - self.refunded_cancelled - self.refunded_unknown
        others += self.refunding - self.refunding_cancelled
        gone = max(self.cancelled, of_cancelled + self.refunded_unknown) + others + self.exchanged
        return max(self.ordered - gone, 0)

    @property
    def owed(self) -> int:
        """Units that were cancelled, and whose money was neither given back nor is on its way."""
        given = self.refunded_cancelled + self.refunding_cancelled + self.refunded_unknown
        return max(min(self.cancelled - given, self.ordered - self.refunded - self.refunding), 0)

    def open_for(self, pool: Pool) -> int:
        """Units that a refund may still be for: `owed` where it is for cancelled ones, `refundable` for any other."""
        return self.owed if pool is Pool.CANCELLED else self.refundable

    @property
    def back_unpaid(self) -> int:
        """Units that came back and whose money is still in them."""
        return max(min(self.returned - (self.sold - self.refundable), self.refundable), 0)


def tally(ordered: int, movements: Iterable[Movement], refunding: int = 0, refunding_cancelled: int = 0) -> Tally:
    """Add up the movements of one line, and the units whose money is on its way back."""
    pools: dict[str, int] = {}
    for movement in movements:
        name = movement.what.value
        pools[name] = pools.get(name, 0) + movement.quantity
        if name == "refunded" and movement.pool in _SPLIT:
            name = _SPLIT[movement.pool]
            pools[name] = pools.get(name, 0) + movement.quantity
    # Whoever refunded units as cancelled has cancelled them, whether that was told apart or not.
    if (told := pools.get("refunded_cancelled", 0)) > pools.get("cancelled", 0):
        pools["cancelled"] = told
    for undone, names in _UNDONE.items():
        if units := pools.pop(undone, 0):
            for name in names:
                pools[name] = max(pools.get(name, 0) - units, 0)
    if missing := pools.get("missing", 0):
        there = ordered - pools.get("cancelled", 0) - pools.get("returned", 0) - pools.get("kept", 0)
        pools["missing"] = max(min(missing, there), 0)
    return Tally(ordered=ordered, refunding=refunding, refunding_cancelled=refunding_cancelled, **pools)


#: What some movements undo: who gets a refused unit back stands where they stood before they asked.
_UNDONE = {
    "reinstated": ("cancelled",),
    "found": ("missing",),
    "sent_back": ("return_requested", "return_approved", "in_transit", "returned", "refused"),
}
_SPLIT = {Pool.CANCELLED: "refunded_cancelled", None: "refunded_unknown"}
