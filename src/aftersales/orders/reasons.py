"""Why a command on an order is refused."""

from __future__ import annotations

from ..decisions import N_, Audience, Reason

__all__ = [
    "ALREADY_HELD",
    "ALREADY_PACKED",
    "ARCHIVED",
    "CANCELLATION_CLOSED",
    "CASE_OPEN",
    "EXCEEDS_CAPTURED",
    "EXCEEDS_REFUNDABLE",
    "HELD",
    "NOTHING_LEFT",
    "NOTHING_TO_CANCEL",
    "NOTHING_TO_REFUND",
    "NOTHING_TO_SEND",
    "NOT_ARCHIVED",
    "NOT_HELD",
    "NO_HOLD",
    "NO_REASON",
    "NO_UNITS",
    "ON_ITS_WAY",
    "PAID",
    "PARCEL_KNOWN",
    "PARTLY_SENT",
    "PARTS_DIFFER",
    "PAYOUT_NOT_FAILED",
    "PAYOUT_PENDING",
    "UNITS_NOT_REFUNDABLE",
    "UNITS_NOT_THERE",
]

_STAFF = Audience.STAFF

#: Whoever holds an order has to say why.
NO_REASON = Reason("orders.no_reason", N_("Say for what reason."), (), _STAFF)
#: The same hold is on already.
ALREADY_HELD = Reason(
    "orders.already_held", N_("The order is held for this reason already: {hold}."), ("hold",), _STAFF
)
#: There is no such hold to release.
NOT_HELD = Reason("orders.not_held", N_("The order is not held for this reason: {hold}."), ("hold",), _STAFF)
#: Nothing holds it.
NO_HOLD = Reason("orders.no_hold", N_("The order is not held."), (), _STAFF)
#: Something must be cleared up before anything is sent.
HELD = Reason("orders.held", N_("The order is held for: {hold}."), ("hold",), _STAFF)
#: Nobody said which units are meant.
NO_UNITS = Reason("orders.no_units", N_("Say how many units of which line."))
#: Everything was sent, cancelled or came back.
NOTHING_TO_SEND = Reason("orders.nothing_to_send", N_("There is nothing left to send."), (), _STAFF)
#: More units than are there to be sent or cancelled.
UNITS_NOT_THERE = Reason(
    "orders.units_not_there",
    N_("Line {line} has {left} still to be sent, not {asked}."),
    ("line", "left", "asked"),
    _STAFF,
)
#: A parcel is sent once.
PARCEL_KNOWN = Reason("orders.parcel_known", N_("Parcel {parcel} was sent already."), ("parcel",), _STAFF)
#: Nothing is left that could be cancelled.
NOTHING_TO_CANCEL = Reason("orders.nothing_to_cancel", N_("There is nothing left to cancel."))
#: The time to cancel is over.
CANCELLATION_CLOSED = Reason(
    "orders.cancellation_closed", N_("The order could be cancelled until {ended_at}."), ("ended_at",)
)
#: It is packed, and the shop takes no cancellation then.
ALREADY_PACKED = Reason("orders.already_packed", N_("The order is packed and can no longer be cancelled."))
#: Everything is on its way or there.
ON_ITS_WAY = Reason(
    "orders.on_its_way", N_("The order was sent and can no longer be cancelled; you can return it once it has arrived.")
)
#: Some of it is on its way.
PARTLY_SENT = Reason(
    "orders.partly_sent",
    N_("A part of the order was sent; {left} unit can still be cancelled, and the rest be returned."),
    ("left",),
    plural=N_("A part of the order was sent; {left} units can still be cancelled, and the rest be returned."),
    counts="left",
)
#: What was paid for does not expire.
PAID = Reason("orders.paid", N_("Money was taken for the order ({paid}); cancel it and refund."), ("paid",), _STAFF)
#: A case or a refund is open.
CASE_OPEN = Reason("orders.case_open", N_("A case or a refund is still open."), (), _STAFF)
#: It was put away before.
ARCHIVED = Reason("orders.archived", N_("The order is in the archive already."), (), _STAFF)
#: It was never put away, or was taken out again.
NOT_ARCHIVED = Reason("orders.not_archived", N_("The order is not in the archive."), (), _STAFF)
#: Everything that was taken went back or is on its way.
NOTHING_LEFT = Reason("orders.nothing_left", N_("Everything that was paid went back or is on its way back."))
#: A refund of nothing.
NOTHING_TO_REFUND = Reason("orders.nothing_to_refund", N_("There is nothing to refund."))
#: More units than were not refunded yet.
UNITS_NOT_REFUNDABLE = Reason(
    "orders.units_not_refundable",
    N_("Line {line} has {left} left to refund, not {asked}."),
    ("line", "left", "asked"),
    _STAFF,
)
#: More money than an item has left.
EXCEEDS_REFUNDABLE = Reason(
    "orders.exceeds_refundable", N_("At most {most} can be refunded for {item}."), ("most", "item"), _STAFF
)
#: More money than a means of payment has left.
EXCEEDS_CAPTURED = Reason(
    "orders.exceeds_captured", N_("At most {most} can be given back on {tender}."), ("most", "tender"), _STAFF
)
#: The parts of a refund contradict each other.
PARTS_DIFFER = Reason(
    "orders.parts_differ",
    N_("The items come to {items}, and what goes back on the means of payment to {tenders}."),
    ("items", "tenders"),
    _STAFF,
)
#: Only what failed is tried again.
PAYOUT_NOT_FAILED = Reason(
    "orders.payout_not_failed", N_("No payment of this refund failed that could be tried again."), (), _STAFF
)
#: What is under way cannot be given up.
PAYOUT_PENDING = Reason("orders.payout_pending", N_("A payment of this refund is still under way."), (), _STAFF)
