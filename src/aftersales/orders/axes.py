"""The axes along which an order stands somewhere, each with its own words, and the marks beside them."""

from __future__ import annotations

from enum import Enum

__all__ = ["Brief", "Collection", "Flag", "Fulfilment", "Refunded", "Returned"]


class Collection(Enum):
    """How much of what is due was paid; what goes back for returns lowers both."""

    NOT_REQUIRED = "not_required"
    UNPAID = "unpaid"
    PARTIALLY_AUTHORIZED = "partially_authorized"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    VOIDED = "voided"


class Fulfilment(Enum):
    """How far the goods got."""

    NOT_REQUIRED = "not_required"
    UNFULFILLED = "unfulfilled"
    PARTIALLY_PACKED = "partially_packed"
    PACKED = "packed"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Returned(Enum):
    """How much came back."""

    NONE = "none"
    REQUESTED = "requested"
    IN_PROGRESS = "in_progress"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"


class Refunded(Enum):
    """How much of the money went back."""

    NONE = "none"
    PENDING = "pending"
    PARTIAL = "partial"
    FULL = "full"


class Flag(Enum):
    """What is true beside the words; ``unexplained`` says that an observation does not fit the other facts."""

    ACTION_REQUIRED = "action_required"
    DISPUTED = "disputed"
    REFUND_FAILED = "refund_failed"
    BACKORDERED = "backordered"
    DELIVERY_PROBLEM = "delivery_problem"
    RETURN_PROBLEM = "return_problem"
    RETURN_OPEN = "return_open"
    EXCHANGE_OPEN = "exchange_open"
    CLAIM_OPEN = "claim_open"
    UNEXPLAINED = "unexplained"
    ARCHIVED = "archived"


class Brief(Enum):
    """The five words customers know."""

    IN_PROCESS = "in_process"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ISSUE = "issue"
