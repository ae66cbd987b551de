"""
The row of the legal guarantee.
"""

import attrs

from ...dates import Count
from ...rights import Remedy
from ..parts import CategoryTerm, ExitBy, LateRefund, NewPeriod, PriceTier
from ..words import GuaranteeKind, Notify, Scheme
from .base import Row

__all__ = ["GuaranteeRow"]


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
