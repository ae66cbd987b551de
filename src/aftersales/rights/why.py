"""Why something comes back: the closed list of reasons, and whose fault each is."""

from __future__ import annotations

from enum import Enum

__all__ = ["Fault", "ReturnReason"]


class Fault(Enum):
    """Whose side a reason lies on; fees and the cost of sending back follow from it."""

    #: Every member is one object; the hash of its name would be worked out again for each look-up.
    __hash__ = object.__hash__

    NONE = "none"
    CUSTOMER = "customer"
    MERCHANT = "merchant"
    CARRIER = "carrier"
    UNDECIDED = "undecided"


class ReturnReason(Enum):
    """
    Why something comes back: the closed list, each with whose fault it is.

    Names are translated; codes never change and are retired, not deleted.

    >>> ReturnReason("damaged_in_transit").fault
    <Fault.CARRIER: 'carrier'>
    """

    #: Every member is one object; the hash of its name would be worked out again for each look-up.
    __hash__ = object.__hash__

    CHANGED_MIND = "changed_mind"
    ORDERED_BY_MISTAKE = "ordered_by_mistake"
    BETTER_PRICE = "better_price"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    DOES_NOT_FIT = "does_not_fit"
    COLOR = "color"
    STYLE = "style"
    NOT_AS_DESCRIBED = "not_as_described"
    QUALITY = "quality"
    DEFECTIVE = "defective"
    DAMAGED_IN_TRANSIT = "damaged_in_transit"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    MISSING_PARTS = "missing_parts"
    NOT_RECEIVED = "not_received"
    TOO_LATE = "too_late"
    EXPIRED_PRODUCT = "expired_product"
    UNAUTHORIZED = "unauthorized"
    GIFT = "gift"
    WARRANTY = "warranty"
    WITHDRAWAL = "withdrawal"
    MALFUNCTION = "malfunction"
    USER_ERROR = "user_error"
    INCOMPATIBLE = "incompatible"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def fault(self) -> Fault:
        """Whose side it lies on, unless a policy says otherwise."""
        return _FAULTS.get(self, Fault.CUSTOMER)

    @property
    def alleges_lack_of_conformity(self) -> bool:
        """Say whether it claims that the goods are not what was promised, so that the legal guarantee is in play."""
        return self in _LACKS


_FAULTS = {
    ReturnReason.NOT_AS_DESCRIBED: Fault.MERCHANT,
    ReturnReason.QUALITY: Fault.UNDECIDED,
    ReturnReason.DEFECTIVE: Fault.MERCHANT,
    ReturnReason.DAMAGED_IN_TRANSIT: Fault.CARRIER,
    ReturnReason.WRONG_ITEM: Fault.MERCHANT,
    ReturnReason.MISSING_ITEM: Fault.MERCHANT,
    ReturnReason.MISSING_PARTS: Fault.MERCHANT,
    ReturnReason.NOT_RECEIVED: Fault.CARRIER,
    ReturnReason.TOO_LATE: Fault.MERCHANT,
    ReturnReason.EXPIRED_PRODUCT: Fault.MERCHANT,
    ReturnReason.WARRANTY: Fault.MERCHANT,
    ReturnReason.WITHDRAWAL: Fault.NONE,
    ReturnReason.MALFUNCTION: Fault.MERCHANT,
    ReturnReason.OTHER: Fault.UNDECIDED,
    ReturnReason.UNKNOWN: Fault.UNDECIDED,
}
_LACKS = frozenset({
    ReturnReason.NOT_AS_DESCRIBED,
    ReturnReason.QUALITY,
    ReturnReason.DEFECTIVE,
    ReturnReason.DAMAGED_IN_TRANSIT,
    ReturnReason.WRONG_ITEM,
    ReturnReason.MISSING_ITEM,
    ReturnReason.MISSING_PARTS,
    ReturnReason.EXPIRED_PRODUCT,
    ReturnReason.WARRANTY,
    ReturnReason.MALFUNCTION,
})  # fmt: skip
