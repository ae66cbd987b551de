"""
The rows of delivery and of other duties of the seller.
"""

import attrs

from ...dates import Unit
from ..parts import ContactHours, DeliveryFrom, LateDelivery, LateRefund
from .base import Row

__all__ = ["DeliveryRow", "DutyRow"]


@attrs.frozen(kw_only=True)
class DeliveryRow(Row):
    """
    By when the seller must deliver if nothing was agreed.

    Args:
        days: Within how many days of the contract.

        counted_from: From which event they run.

        credit_days: Within how many, where the buyer applied for the seller's credit to pay.

        hard_maximum: Whether a longer promise does not help the seller.

        reasonable_time: Whether the law says "within a reasonable time" and no number.

        start_days: Within how many days of the contract the supply must start.

        start_prepaid_working_days: Within how many working days of a payment in advance.

        late: What the buyer may do when it is late.

        notice_days: How many days before the end the buyer has to give notice.

        refund_within: Within how many days the money goes back after the buyer ended a late contract.

        refund_unit: Days or working days.

        late_refund: What a late refund costs.
    """

    days: int | None = None
    counted_from: DeliveryFrom | None = None
    credit_days: int | None = None
    hard_maximum: bool | None = None
    reasonable_time: bool | None = None
    start_days: int | None = None
    start_prepaid_working_days: int | None = None
    late: LateDelivery | None = None
    notice_days: int | None = None
    refund_within: int | None = None
    refund_unit: Unit | None = None
    late_refund: LateRefund | None = None


@attrs.frozen(kw_only=True)
class DutyRow(Row):
    """
    Another duty after the sale, such as how long a gift card must stay valid.

    Args:
        topic: Which duty.

        min_months: The shortest time allowed, where it sets one.

        days: Within how many days it must be done, where it sets a number.

        to_year_end: Whether the months run from the end of the year.

        never_expires: Whether there may be no end at all.

        silence_accepts: Whether no answer in time counts as a yes.

        hours: When the buyer may be contacted, local time; outside of them not at all.

        not_on_holidays: Whether public holidays are out.
    """

    topic: str
    min_months: int | None = None
    days: int | None = None
    to_year_end: bool | None = None
    never_expires: bool | None = None
    silence_accepts: bool | None = None
    hours: tuple[ContactHours, ...] | None = None
    not_on_holidays: bool | None = None
