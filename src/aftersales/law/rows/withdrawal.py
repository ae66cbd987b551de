"""
The row of the right of withdrawal.
"""

from decimal import Decimal

import attrs

from ...dates import Count, Roll, Unit
from ...money import Money
from ...orders import Outbound
from ..parts import LateRefund, ValueLoss
from ..words import ExceptionCode, ExtraDay, NotInformed, RefundFrom, ReturnCost, Start, Withhold
from .base import Row

__all__ = ["Needs", "WithdrawalRow"]


@attrs.frozen(kw_only=True)
class Needs:
    """What an exception takes in one jurisdiction beside its own conditions, by the names of `orders.LineFacts`."""

    code: ExceptionCode
    facts: tuple[str, ...]


@attrs.frozen(kw_only=True)
class WithdrawalRow(Row):
    """
    The right to change one's mind about a distance contract.

    Args:
        right: Whether there is one.

        period: Its length in *unit*.

        unit: Days, working days or months.

        count: Whether the day of the event counts.

        roll: On which last days it goes on to the next working day.

        extra_days: Days that count as holidays beside the calendar's.

        start_goods: What starts it for goods.

        start_recurring: What starts it for goods delivered regularly.

        start_services: What starts it for services.

        start_digital: What starts it for digital content.

        before_delivery: Whether one may withdraw before the goods arrive.

        not_informed: What follows if the buyer was not told.

        not_informed_months: By how many months the period is then longer, or at most lasts.

        not_informed_days: The fixed length it then has.

        not_informed_months_first: Whether the months run first and the period after them, which around a leap day
            can end a day before the period and then the months.

        late_information_prolonged: Whether information that comes at any time of the longer period starts the period
            anew; elsewhere only within the months from the event.

        send_back_days: Within how many days of the statement the goods must be sent.

        return_cost: Who pays for sending back.

        outbound: How much of the delivery charge goes back.

        refund_within: Within how many *refund_unit* the money goes back.

        refund_unit: Days or working days.

        refund_from: From which event on.

        withhold: How long the trader may hold the refund.

        set_off: Whether the trader may take a claim for lost value off the refund by itself.

        same_means: Whether money goes back the way it came, unless the buyer expressly agrees otherwise.

        exceptions: For what there is no such right.

        digital_steps: Which of consent, acknowledged and confirmed it takes to lose the right for digital content.

        steps_if_paid: Whether it takes the steps, for digital content and services, only where the buyer must pay.

        unposted_policy_days: Within how many days goods may go back where the shop showed no return policy.

        unless_terms_shown: Whether the shop's own terms take its place where they were shown before the contract.

        only_if_undisclosed: Whether it exists only where the shop failed to disclose what the law asks for.

        no_document_days: How long it then lasts from the contract, where no copy of it was given.

        sole_traders: Whether a sole trader has it for a contract without professional character.

        vulnerable_months: How long it lasts for buyers the law protects more, where they were spoken with.

        misdescribed_months: How long goods that differ from what was shown may go back, from their supply.

        misdescribed_days: How long they may, from the day on which the buyer knew; both limits hold.

        fee_cap_percent: The most that a fee may keep back, in percent; the lower of this and *fee_cap* holds.

        fee_cap: The most that a fee may keep back, as an amount.

        exception_needs: What exceptions take here beside their own conditions.

        value_loss: Whether the buyer answers for handling beyond what trying out takes.

        late_refund: What a late refund costs.
    """

    right: bool | None = None
    period: int | None = None
    unit: Unit | None = None
    count: Count | None = None
    roll: Roll | None = None
    extra_days: frozenset[ExtraDay] | None = None
    start_goods: Start | None = None
    start_recurring: Start | None = None
    start_services: Start | None = None
    start_digital: Start | None = None
    before_delivery: bool | None = None
    not_informed: NotInformed | None = None
    not_informed_months: int | None = None
    not_informed_days: int | None = None
    not_informed_months_first: bool | None = None
    late_information_prolonged: bool | None = None
    send_back_days: int | None = None
    return_cost: ReturnCost | None = None
    outbound: Outbound | None = None
    refund_within: int | None = None
    refund_unit: Unit | None = None
    refund_from: RefundFrom | None = None
    withhold: Withhold | None = None
    set_off: bool | None = None
    same_means: bool | None = None
    exceptions: frozenset[ExceptionCode] | None = None
    digital_steps: frozenset[str] | None = None
    steps_if_paid: bool | None = None
    unposted_policy_days: int | None = None
    unless_terms_shown: bool | None = None
    only_if_undisclosed: bool | None = None
    no_document_days: int | None = None
    sole_traders: bool | None = None
    vulnerable_months: int | None = None
    misdescribed_months: int | None = None
    misdescribed_days: int | None = None
    fee_cap_percent: Decimal | None = None
    fee_cap: Money | None = None
    exception_needs: tuple[Needs, ...] | None = None
    value_loss: ValueLoss | None = None
    late_refund: LateRefund | None = None
