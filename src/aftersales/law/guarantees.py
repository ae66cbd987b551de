"""The seller's statutory liability for goods that are not what was promised, as claims for one unit."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from ..dates import FOREVER, Deadline, Step, local_day
from ..decisions import N_, Answerer, Finding, Reason, Verdict, accept, ask, refer
from ..orders import Arrival, BuyerKind, Kind, Outbound, each_arrival
from ..rights import Basis, Claim, Remedy, Terms, Unit
from .books import Floor, LawBook
from .early_exits import early_exit
from .guarantee_clock import guarantee_deadline
from .parallels import beside
from .proof import burden_of_proof, notification
from .remedies import remedy_open
from .rows import GuaranteeRow
from .withdrawals import BUYER_UNKNOWN, LAW_NOT_HELD, RESIDENCE_UNKNOWN, buyer_kind

__all__ = ["DEFECT_NOT_ALLEGED", "LEGAL_GUARANTEE", "guarantee"]

#: The seller answers for goods that are not what was promised.
LEGAL_GUARANTEE = Reason("law.legal_guarantee", N_("The law makes the seller answer for a defect in what you bought."))
#: Nobody said yet whether the goods lack anything.
DEFECT_NOT_ALLEGED = Reason(
    "law.defect_not_alleged", N_("This is open to you if the article is not what was promised.")
)

_DAY = timedelta(days=1)

#: The fields a claim uses, so that it cites the rows that set them.
_USED = frozenset({
    "kind", "floor", "months", "days_durable", "days_non_durable", "burden_months", "used_burden_months",
    "burden_count", "early_exit_days", "early_exit_count", "scheme", "late_defect_tail_months",
    "claim_tail_months", "repaired_tail_months", "hidden_from_discovery", "suspended_while_away",
    "suspended_by_complaint", "repair_cap_days", "early_exit_presumed", "long_life_months", "digital_months",
    "digital_burden_months", "digital_elements", "early_exit_by", "early_exit_remedies", "remedies",
})  # fmt: skip
_USED_AFTER_REPAIR = _USED | {
    "extend_after_repair_months", "extend_after_repair_times", "extend_each_repair", "extend_later_repairs_months",
    "same_defect_months", "suspended_from_request", "new_period_on_replacement", "early_exit_pause_days",
    "burden_whole_period",
}  # fmt: skip
_NOT_ALLEGED = ask(DEFECT_NOT_ALLEGED, "reason", Answerer.CUSTOMER, Verdict.REFUSE)
_REMEDIES = (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND, Remedy.PRICE_REDUCTION)


def guarantee(unit: Unit, book: LawBook, at: datetime) -> tuple[Claim, ...]:
    """
    Say which remedies the legal guarantee gives this unit, one claim each; none where it is not in play.

    It is in play for a consumer who says that what was bought is not what was promised, or has not said why yet.
    Guarantees that run beside it, by price or by category, give claims of their own.

    .. versionadded:: 0.1.0
    """
    alleged = unit.reason is None or unit.reason.alleges_lack_of_conformity
    buyer = unit.order.buyer
    if unit.line.kind is Kind.SERVICE or not alleged or buyer.kind is BuyerKind.BUSINESS:
        return ()
    residence = buyer.residence
    floor = book.guarantee(residence, unit.placed_on)
    capacity = buyer_kind(unit, sole_traders=floor is not None and floor.cautious.sole_traders is True)
    if capacity is BuyerKind.BUSINESS:
        return ()
    if floor is None:
        return _unknown_law(unit) if unit.line.kind is Kind.GOODS else ()
    if floor.cautious.floor is False or (unit.line.kind is Kind.DIGITAL and floor.cautious.digital_months is None):
        return ()
    arrived = _arrived(unit)
    if arrived is None:
        return ()
    floors = (floor, *beside(unit, book)) if unit.line.law_category else (floor,)
    return tuple(claim for one in floors for claim in _claims(unit, one, arrived, capacity, at))


def _arrived(unit: Unit) -> Arrival | None:
    if unit.line.kind is Kind.DIGITAL:
        return Arrival(unit.placed_on, unit.placed_on, (), (Step("starts", unit.placed_on, "contract"),))
    return each_arrival(unit.order, unit.line, unit.zone, unit.practices)


def _unknown_law(unit: Unit) -> tuple[Claim, ...]:
    if unit.reason is None:
        return ()
    country = unit.order.buyer.country
    if country is None:
        finding, fact = ask(RESIDENCE_UNKNOWN, "buyer.residence", Answerer.CUSTOMER), "buyer.residence"
    else:
        finding, fact = refer(LAW_NOT_HELD, country=country), "law"
    deadline = Deadline(unit.placed_on - _DAY, FOREVER, unit.zone, (fact,), (), unit.late_zone)
    terms = Terms(remedy=Remedy.REPAIR, deadline=deadline)
    return (Claim(basis=Basis.GUARANTEE, terms=terms, findings=(finding,)),)


def _claims(
    unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival, capacity: BuyerKind, at: datetime
) -> tuple[Claim, ...]:
    cites = floor.cites(_USED_AFTER_REPAIR if unit.repairs else _USED)
    first: tuple[Finding, ...] = (accept(LEGAL_GUARANTEE, cites=cites),)
    if capacity is BuyerKind.UNKNOWN:
        first = (ask(BUYER_UNKNOWN, "buyer.kind", Answerer.SHOP, cites=cites),)
    proof: tuple[Finding, ...] = ()
    if unit.reason is None:
        first = (*first, _NOT_ALLEGED)
    else:
        first = (*first, *notification(unit, floor, arrived, at))
        proof = (burden_of_proof(unit, floor, arrived, at, cites),)
    deadline = guarantee_deadline(unit, floor, arrived)
    today = local_day(at, unit.zone)
    claims = []
    for remedy in _REMEDIES:
        judged = remedy_open(unit, floor, remedy, today, cites)
        if judged is not None:
            terms = Terms(remedy=remedy, deadline=deadline, outbound=Outbound.ALL, cites=cites)
            claims.append(Claim(basis=Basis.GUARANTEE, terms=terms, findings=(*first, *proof, judged)))
    early = early_exit(unit, floor, arrived, deadline, cites)
    return (*claims, *(attrs.evolve(claim, findings=(*first, *claim.findings)) for claim in early))
