"""Why a command on a return case, an exchange or a complaint is refused: every reason, declared once."""

from __future__ import annotations

from ...decisions import N_, Audience, Reason

__all__ = [
    "ALREADY_IN_TRANSIT",
    "ALREADY_RECEIVED",
    "ALREADY_REFUNDED",
    "ALREADY_RESERVED",
    "ALREADY_SHIPPED",
    "ALREADY_STARTED",
    "AMOUNT_REQUIRED",
    "BALANCE_OWED",
    "CHECK_MISSING",
    "EMPTY_REQUEST",
    "EVIDENCE_REQUIRED",
    "EXCEEDS_REFUNDABLE",
    "EXCHANGE_OPEN",
    "FEE_EXCEEDS_VALUE",
    "GRADE_UNKNOWN",
    "HOLD_ASKED",
    "HOLD_MISSING",
    "HOLD_NOT_OFFERED",
    "INSPECT_EXCEEDS_RECEIVED",
    "KEEP_NOT_ALLOWED",
    "LABEL_EXISTS",
    "MISSING_EXCEEDS_EXPECTED",
    "NOTHING_DUE_BACK",
    "NOTHING_TO_CANCEL",
    "NOT_APPROVED",
    "NOT_DUE",
    "NOT_ELIGIBLE",
    "NOT_LATER",
    "NOT_RECEIVED",
    "NOT_REVIEWER",
    "NOT_SHIPPED",
    "ORIGINAL_NOT_BACK",
    "ORIGINAL_NOT_INSPECTED",
    "ORIGINAL_RETURNED",
    "QUANTITY_EXCEEDS_APPROVED",
    "QUANTITY_EXCEEDS_RETURNABLE",
    "REASON_REQUIRED",
    "RECEIVED_EXCEEDS_APPROVED",
    "REFUND_PENDING",
    "RESOLUTION_OPEN",
    "RETURN_OUTSTANDING",
    "STATUTORY_RIGHT",
    "TOO_MANY_PICTURES",
]


def _staff(code: str, text: str, *params: str) -> Reason:
    return Reason(code, text, params, Audience.STAFF)


# ------------------------------------------------------------------------------- what all three kinds of case share

#: Nothing was named.
EMPTY_REQUEST = Reason("cases.empty_request", N_("Please name at least one article and how many of it."))
#: Only staff decides.
NOT_REVIEWER = _staff("cases.not_reviewer", N_("Only a member of staff may decide this."))
#: A decision against the customer needs words.
REASON_REQUIRED = _staff("cases.reason_required", N_("Say why, in words the customer can read."))
#: The law gives it.
STATUTORY_RIGHT = _staff(
    "cases.statutory_right",
    N_("The customer has a statutory right here ({line}); a shop cannot refuse it or let it expire."),
    "line",
)
#: Nobody approved it.
NOT_APPROVED = _staff("cases.not_approved", N_("This was not approved yet."))
#: There is nothing left that could be cancelled.
NOTHING_TO_CANCEL = Reason("cases.nothing_to_cancel", N_("There is nothing to cancel any more."))
#: More money than is left.
EXCEEDS_REFUNDABLE = _staff(
    "cases.exceeds_refundable", N_("At most {most} can still go back for this, not {amount}."), "most", "amount"
)
#: Money is on its way or still due.
REFUND_PENDING = _staff("cases.refund_pending", N_("A refund is due or on its way; that has to end first."))
#: The last day has not passed.
NOT_DUE = _staff("cases.not_due", N_("The time for this runs until {last_day}."), "last_day")
#: An extension that extends nothing.
NOT_LATER = _staff("cases.not_later", N_("The new last day has to come after {last_day}."), "last_day")

# ------------------------------------------------------------------------------------------------------ return cases

#: The answers say no.
NOT_ELIGIBLE = Reason("cases.not_eligible", N_("This cannot be returned: neither the law nor our policy gives it."))
#: More units than can come back, with those that other open cases claim.
QUANTITY_EXCEEDS_RETURNABLE = Reason(
    "cases.quantity_exceeds_returnable",
    N_("You asked to return {units}, but only {most} can still come back; open requests count."),
    ("units", "most"),
)
#: More units are approved than were asked for.
QUANTITY_EXCEEDS_APPROVED = _staff(
    "cases.quantity_exceeds_approved", N_("{most} can be approved or kept here, not {units}."), "units", "most"
)
#: The parcel is on its way.
ALREADY_IN_TRANSIT = Reason("cases.already_in_transit", N_("The parcel is on its way to us already."))
#: The goods are back.
ALREADY_RECEIVED = Reason("cases.already_received", N_("We have received the goods already."))
#: Money went back.
ALREADY_REFUNDED = Reason("cases.already_refunded", N_("Money has gone back for this already."))
#: Everything has a label.
LABEL_EXISTS = Reason("cases.label_exists", N_("There is a label for this already."))
#: More arrived than was approved.
RECEIVED_EXCEEDS_APPROVED = _staff(
    "cases.received_exceeds_approved",
    N_("{most} were still expected, not {units}; enter the others as unexpected."),
    "units",
    "most",
)
#: More was inspected than arrived.
INSPECT_EXCEEDS_RECEIVED = _staff(
    "cases.inspect_exceeds_received",
    N_("Still to be inspected: {most}, not {units}."),
    "units",
    "most",
)
#: More is missing than is still expected.
MISSING_EXCEEDS_EXPECTED = _staff(
    "cases.missing_exceeds_expected",
    N_("Still expected: {most}, so {units} cannot be missing."),
    "units",
    "most",
)
#: A step of the checklist was left out.
CHECK_MISSING = _staff("cases.check_missing", N_("The checklist is not complete: {check}."), "check")
#: A grade the shop does not use.
GRADE_UNKNOWN = _staff("cases.grade_unknown", N_("The grade is not one of {known}."), "known")
#: More pictures than a case may hold.
TOO_MANY_PICTURES = _staff("cases.too_many_pictures", N_("A case holds at most {most} pictures."), "most")
#: Keeping it is not for this.
KEEP_NOT_ALLOWED = _staff("cases.keep_not_allowed", N_("Our policy does not let the customer keep this with a refund."))
#: The refund would come before what triggers it.
NOT_RECEIVED = _staff("cases.not_received", N_("As far as the refund requires: {most}, not {units}."), "units", "most")
#: The fee is more than the goods.
FEE_EXCEEDS_VALUE = _staff(
    "cases.fee_exceeds_value", N_("The fee of {fee} is more than what the units were charged ({most})."), "fee", "most"
)
#: The exchange that belongs to it runs.
EXCHANGE_OPEN = _staff("cases.exchange_open", N_("The exchange is not settled yet."))

# --------------------------------------------------------------------------------------------------------- exchanges

#: The customer still owes the difference.
BALANCE_OWED = Reason("exchanges.balance_owed", N_("The replacement waits until {amount} is paid."), ("amount",))
#: The original did not come back yet.
ORIGINAL_NOT_BACK = Reason("exchanges.original_not_back", N_("The original article has not come back yet."))
#: The original was not inspected yet.
ORIGINAL_NOT_INSPECTED = _staff(
    "exchanges.original_not_inspected", N_("The original article came back and has not been inspected yet.")
)
#: The original came back, so nobody kept it.
ORIGINAL_RETURNED = _staff("exchanges.original_returned", N_("The original article came back."))
#: The replacement did not leave yet.
NOT_SHIPPED = _staff("exchanges.not_shipped", N_("The replacement has not been sent yet."))
#: The replacement has left.
ALREADY_SHIPPED = Reason("exchanges.already_shipped", N_("The replacement has been sent already."))
#: No amount is set aside on the card.
HOLD_MISSING = _staff("exchanges.hold_missing", N_("What is set aside on the card does not cover the replacement yet."))
#: An amount is being set aside, or is.
HOLD_ASKED = _staff("exchanges.hold_asked", N_("An amount is set aside on the card already, or about to be."))
#: It was reserved.
ALREADY_RESERVED = _staff("exchanges.already_reserved", N_("The replacement is reserved already."))
#: The customer gets no money back.
NOTHING_DUE_BACK = _staff("exchanges.nothing_due_back", N_("No money is due to the customer here."))
#: The shop sends nothing ahead.
HOLD_NOT_OFFERED = _staff("exchanges.hold_not_offered", N_("The shop does not send replacements ahead."))

# -------------------------------------------------------------------------------------------------------- complaints

#: A resolution in money needs an amount.
AMOUNT_REQUIRED = _staff("complaints.amount_required", N_("Say how much of the price goes back."))
#: Nothing was shown.
EVIDENCE_REQUIRED = Reason("complaints.evidence_required", N_("Please add at least one picture or document."))
#: The goods were wanted back.
RETURN_OUTSTANDING = _staff("complaints.return_outstanding", N_("The goods were asked for and are not back yet."))
#: What is missing or lost is neither repaired nor asked back.
NEVER_ARRIVED = _staff("complaints.never_arrived", N_("What never arrived can be neither repaired nor asked back."))
#: It was started, and nothing of it has to be done again.
ALREADY_STARTED = _staff("complaints.already_started", N_("What was promised is being done already."))
#: What was promised has not all happened.
RESOLUTION_OPEN = _staff("complaints.resolution_open", N_("This part of the resolution is still open: {part}."), "part")
