"""
The shape of a law row: fields that act, where they come from, and how far they can be trusted.

A file holds one jurisdiction. Each of its rows is one version of one topic: the day it came into force, the fields it
sets, its citation, its source, and the day it was checked. A field that is not stated is None, never zero. What only a
person can read stands in *note*; nothing computes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

import attrs

from ..dates import Count, Roll, Unit, zone_of
from ..errors import FactsError, Problem
from ..money import Money
from ..orders import Outbound
from ..rights import Remedy
from .parts import (
    CategoryTerm,
    ContactHours,
    DeliveryFrom,
    ExitBy,
    LateDelivery,
    LateRefund,
    NewPeriod,
    PriceTier,
    ValueLoss,
)
from .words import (
    Confidence,
    ExceptionCode,
    ExtraDay,
    GuaranteeKind,
    Notify,
    NotInformed,
    RefundFrom,
    ReturnCost,
    Scheme,
    Start,
    Withhold,
)

__all__ = [
    "Confidence",
    "DeliveryRow",
    "DutyRow",
    "ExceptionCode",
    "ExtraDay",
    "GuaranteeKind",
    "GuaranteeRow",
    "Jurisdiction",
    "Needs",
    "NotInformed",
    "Notify",
    "RefundFrom",
    "ReturnCost",
    "Row",
    "Scheme",
    "Start",
    "WithdrawalRow",
    "Withhold",
]


@attrs.frozen(kw_only=True)
class Needs:
    """What an exception takes in one jurisdiction beside its own conditions, by the names of `orders.LineFacts`."""

    code: ExceptionCode
    facts: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Row:
    """
    What every row says of itself.

    Args:
        in_force_from: The first day on which it governs new contracts.

        in_force_to: The last such day; None while it is in force.

        overlay: Its fields go on top of the base row instead of replacing it.

        parallel: It is a right of its own beside the others, and never merged with them.

        citation: The statute and its articles.

        source: Where it was read.

        checked: The day on which it was read.

        confidence: How well it is known.

        certain_in: Jurisdictions in which a row of lesser confidence was verified in national law.

        verified: Whether a stored source was read; what was not is never certain.

        disputed: What a second reading doubts.

        note: What a person should know; nothing computes with it.
    """

    in_force_from: date
    in_force_to: date | None = None
    overlay: bool = False
    parallel: bool = False
    citation: str
    source: str
    checked: date
    confidence: Confidence
    certain_in: frozenset[str] = frozenset()
    verified: bool = True
    disputed: str = ""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a row without its origin, one that ends before it starts, and a doubt that is certain."""
        problems = [
            Problem(name, "a source that can be looked up", "nothing")
            for name in ("citation", "source")
            if not getattr(self, name).strip()
        ]
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            problems.append(Problem("in_force_to", f"a day not before {self.in_force_from}", str(self.in_force_to)))
        if self.disputed and self.confidence is Confidence.HIGH:
            problems.append(Problem("confidence", "at most medium for a disputed row", "high"))
        if problems:
            raise FactsError(tuple(problems))

    def in_force(self, on: date) -> bool:
        """Say whether it governs contracts of a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def certain_for(self, residence: str) -> bool:
        """Say whether it can be relied on for a buyer who lives there."""
        return self.verified and (self.confidence is Confidence.HIGH or residence in self.certain_in)


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


@attrs.frozen(kw_only=True)
class GuaranteeRow(Row):
    """
    The seller's liability for goods that are not what was promised.

    Args:
        kind: A fixed period, a limitation of claims, or as long as reasonable.

        floor: Whether a shop may not give less; False for what parties can contract out of.

        months: Its length.

        days_durable: Its length for durable goods, where the law counts days.

        days_non_durable: Its length for other goods, where the law counts days.

        used_min_months: To how little it may be agreed for used goods.

        burden_months: How long a defect is presumed to have been there at delivery.

        used_burden_months: The same for used goods.

        burden_count: Whether the day of delivery counts in that.

        early_exit_days: For how many days the buyer may go straight to the money.

        early_exit_count: Whether the day of delivery counts in that.

        early_exit_presumed: Whether the presumption also holds for going straight to the money.

        scheme: In which order remedies come.

        repair_cap_days: After how many days a repair is late, so that the next remedies open.

        notify: By when a defect must be told.

        hidden_from_discovery: Whether the period for a hidden defect starts when the defect shows.

        suspended_while_away: Whether the period stands still while the goods are away for repair.

        suspended_by_complaint: Whether it stands still from a proven complaint to the seller's refusal.

        extend_after_repair_months: By how much a repair makes it longer.

        extend_after_repair_times: How often.

        extend_each_repair: Whether every repair counts.

        extend_later_repairs_months: By how much every repair after the first does, where that differs.

        same_defect_months: For how long after a repair the same defect is covered.

        late_defect_tail_months: How long after a defect first showed a claim is not barred.

        claim_tail_months: How long after the end of the period a defect that showed within it can be claimed.

        repaired_tail_months: How long after repaired goods came back a claim is not barred.

        refund_within: Within how many days the money goes back after the buyer ended the contract for a defect.

        refund_count: Whether the day on which the seller agrees, or gets the goods, counts in that.

        late_refund: What a late refund costs.

        long_life_months: The period for goods meant to last substantially longer.

        digital_months: The period for digital content.

        digital_burden_months: How long a defect of digital content is presumed.

        digital_elements: Whether goods with digital elements are covered for the whole time these are supplied.

        burden_whole_period: Whether the presumption lasts as long as the period, a longer one included.

        early_exit_by: Whether the defect must show, or the buyer act, within the early days.

        early_exit_remedies: What the early way out gives; the money where nothing is stated.

        early_exit_pause_days: It stands still while a repair is pending, and lasts so many days more at least.

        suspended_from_request: Whether the period stands still from the request for repair already.

        new_period_on_replacement: After which replacement the period starts anew.

        refurbished_on_request: Whether a refurbished replacement takes the buyer's express request.

        remedies: Which remedies there are, where the scheme has more.

        sole_traders: Whether a sole trader has it for a contract without professional character.

        price_tiers: The period by the price of one unit, the highest tier that holds.

        categories: The period by what the law calls the goods.
    """

    kind: GuaranteeKind | None = None
    floor: bool | None = None
    months: int | None = None
    days_durable: int | None = None
    days_non_durable: int | None = None
    used_min_months: int | None = None
    burden_months: int | None = None
    used_burden_months: int | None = None
    burden_count: Count | None = None
    early_exit_days: int | None = None
    early_exit_count: Count | None = None
    early_exit_presumed: bool | None = None
    scheme: Scheme | None = None
    repair_cap_days: int | None = None
    notify: Notify | None = None
    hidden_from_discovery: bool | None = None
    suspended_while_away: bool | None = None
    suspended_by_complaint: bool | None = None
    extend_after_repair_months: int | None = None
    extend_after_repair_times: int | None = None
    extend_each_repair: bool | None = None
    extend_later_repairs_months: int | None = None
    same_defect_months: int | None = None
    late_defect_tail_months: int | None = None
    claim_tail_months: int | None = None
    repaired_tail_months: int | None = None
    refund_within: int | None = None
    refund_count: Count | None = None
    late_refund: LateRefund | None = None
    long_life_months: int | None = None
    digital_months: int | None = None
    digital_burden_months: int | None = None
    digital_elements: bool | None = None
    burden_whole_period: bool | None = None
    early_exit_by: ExitBy | None = None
    early_exit_remedies: frozenset[Remedy] | None = None
    early_exit_pause_days: int | None = None
    suspended_from_request: bool | None = None
    new_period_on_replacement: NewPeriod | None = None
    refurbished_on_request: bool | None = None
    remedies: frozenset[Remedy] | None = None
    sole_traders: bool | None = None
    price_tiers: tuple[PriceTier, ...] | None = None
    categories: tuple[CategoryTerm, ...] | None = None


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


R = TypeVar("R", bound=Row)


@attrs.frozen(kw_only=True)
class Jurisdiction:
    """
    The rows of one country, region or union.

    Args:
        code: ISO 3166-1 or 3166-2, or ``EU``.

        name: Its English name.

        inherits: The jurisdiction whose rows lie below its own.

        zones: Its IANA zones, the eastern one first.

        regions: The zones of its regions, the eastern one first, by their ISO 3166-2 codes.

        elsewhere: The zones of the regions that are not listed; where nothing is stated these may have any of *zones*.

        withdrawal: Versions of the right of withdrawal.

        guarantee: Versions of the legal guarantee.

        delivery: Versions of the default for delivery.

        duties: Other duties, several of which apply at once.

    Raises:
        FactsError: If two base rows of one topic are in force on the same day.
    """

    code: str
    name: str
    inherits: str = ""
    zones: tuple[str, ...] = ()
    regions: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    elsewhere: tuple[str, ...] = ()
    withdrawal: tuple[WithdrawalRow, ...] = ()
    guarantee: tuple[GuaranteeRow, ...] = ()
    delivery: tuple[DeliveryRow, ...] = ()
    duties: tuple[DutyRow, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse versions that overlap, regions of other countries, and zones that do not exist."""
        problems = [
            problem
            for topic in ("withdrawal", "guarantee", "delivery")
            for problem in _overlaps(topic, getattr(self, topic))
        ]
        problems += _no_zones("zones", self.zones)
        problems += _no_zones("elsewhere", self.elsewhere)
        for region, zones in self.regions.items():
            problems += _no_zones(f"regions.{region}", zones)
            if not region.startswith(f"{self.code}-") or not zones:
                problems.append(Problem(f"regions.{region}", f"a region of {self.code} and its zones", region))
        if problems:
            raise FactsError(tuple(problems))


def _no_zones(path: str, zones: Iterable[str]) -> Iterable[Problem]:
    for index, zone in enumerate(zones):
        try:
            zone_of(zone)
        except FactsError as wrong:
            yield from (problem.below(f"{path}[{index}]") for problem in wrong.problems)


def _overlaps(topic: str, rows: tuple[Row, ...]) -> Iterable[Problem]:
    bases = [(index, row) for index, row in enumerate(rows) if not row.overlay and not row.parallel]
    for place, (_, one) in enumerate(bases):
        for index, other in bases[place + 1 :]:
            first, second = sorted((one, other), key=lambda row: row.in_force_from)
            if first.in_force_from == second.in_force_from or (
                first.in_force_to is not None and first.in_force_to >= second.in_force_from
            ):
                expected = "one base row in force on each day"
                yield Problem(f"{topic}[{index}].in_force_from", expected, other.in_force_from.isoformat())
