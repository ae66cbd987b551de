"""The seller's statutory liability for goods that are not what was promised, as claims for one unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from ..dates import FOREVER, Count, Deadline, Period, Step, local_day
from ..dates import Unit as Length
from ..decisions import N_, Answerer, Audience, Cite, Finding, Reason, Verdict, accept, ask, refer, refuse
from ..orders import Arrival, BuyerKind, Condition, Kind, Outbound, each_arrival
from ..rights import Attempt, Basis, Claim, Remedy, Terms, Unit, phrase
from .book import Floor, LawBook
from .guarantee_clock import extended, guarantee_deadline
from .rows import GuaranteeRow, Scheme
from .withdrawals import BUYER_UNKNOWN, LAW_NOT_HELD, RESIDENCE_UNKNOWN, buyer_kind

__all__ = [
    "BURDEN_ON_CUSTOMER",
    "BURDEN_ON_SELLER",
    "BURDEN_UNCERTAIN",
    "DEFECT_DAY_UNKNOWN",
    "DEFECT_NOT_ALLEGED",
    "DEFECT_NOT_SHOWN",
    "DEFECT_SHOWN",
    "LEGAL_GUARANTEE",
    "MINOR_DEFECT",
    "REASONABLE_SCHEME",
    "REPAIR_FIRST",
    "guarantee",
]

#: The seller answers for goods that are not what was promised.
LEGAL_GUARANTEE = Reason("law.legal_guarantee", N_("The law makes the seller answer for a defect in what you bought."))
#: Nobody said yet whether the goods lack anything.
DEFECT_NOT_ALLEGED = Reason(
    "law.defect_not_alleged", N_("This is open to you if the article is not what was promised.")
)
#: It is presumed that the defect was there at delivery.
BURDEN_ON_SELLER = Reason(
    "law.burden_on_seller",
    N_("Until {last_day} the law presumes that a defect was there from the start; you need not prove it."),
    ("last_day",),
)
#: The customer has to show that the defect was there at delivery.
BURDEN_ON_CUSTOMER = Reason(
    "law.burden_on_customer",
    N_("Your right goes on, but since {last_day} it is for you to show that the defect was there from the start: "
       "we will look at it together."),
    ("last_day",),
)  # fmt: skip
#: The day on which the defect first showed would decide who has to prove it.
DEFECT_DAY_UNKNOWN = Reason(
    "law.defect_day_unknown",
    N_("Who has to prove the defect depends on when it first showed: before or after {last_day}?"),
    ("last_day",),
)
#: Who has to prove the defect hangs on a fact nobody gave.
BURDEN_UNCERTAIN = Reason("law.burden_uncertain", N_("Who has to prove the defect depends on this: {fact}."), ("fact",))
#: It was shown that the defect was there at delivery.
DEFECT_SHOWN = Reason("law.defect_shown", N_("It was shown that the defect was there from the start."))
#: It was shown that the defect was not there at delivery.
DEFECT_NOT_SHOWN = Reason("law.defect_not_shown", N_("It was shown that the defect was not there from the start."))
#: Repair or replacement comes first.
REPAIR_FIRST = Reason(
    "law.repair_first", N_("The law gives you this after a repair or replacement failed, was refused or took too long.")
)
#: A minor defect does not end the contract.
MINOR_DEFECT = Reason(
    "law.minor_defect", N_("For a minor defect the law gives part of the price back, but not all of it.")
)
#: The law has no fixed order of remedies.
REASONABLE_SCHEME = Reason(
    "law.reasonable_scheme",
    N_("The law has no fixed order of remedies here: a person must look."),
    audience=Audience.STAFF,
)
_DAY = timedelta(days=1)

#: The fields a claim uses, so that it cites the rows that set them.
_USED = frozenset({
    "kind", "floor", "months", "days_durable", "days_non_durable", "burden_months", "used_burden_months",
    "burden_count", "early_exit_days", "early_exit_count", "scheme", "late_defect_tail_months",
    "claim_tail_months", "repaired_tail_months", "hidden_from_discovery", "suspended_while_away",
    "suspended_by_complaint", "repair_cap_days", "early_exit_presumed",
})  # fmt: skip
_NOT_ALLEGED = ask(DEFECT_NOT_ALLEGED, "reason", Answerer.CUSTOMER, Verdict.REFUSE)
_FIRST_TIER = (Remedy.REPAIR, Remedy.REPLACEMENT)
_SECOND_TIER = (Remedy.REFUND, Remedy.PRICE_REDUCTION)


def guarantee(unit: Unit, book: LawBook, at: datetime) -> tuple[Claim, ...]:
    """
    Say which remedies the legal guarantee gives this unit, one claim each; none where it is not in play.

    It is in play for a consumer who says that goods are not what was promised, or has not said why yet.

    .. versionadded:: 0.1.0
    """
    capacity = buyer_kind(unit)
    alleged = unit.reason is None or unit.reason.alleges_lack_of_conformity
    if unit.line.kind is not Kind.GOODS or not alleged or capacity is BuyerKind.BUSINESS:
        return ()
    floor = book.guarantee(unit.order.buyer.residence, unit.placed_on)
    if floor is None:
        return _unknown_law(unit)
    if floor.cautious.floor is False:
        return ()
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    if arrived is None:
        return ()
    first: tuple[Finding, ...] = (accept(LEGAL_GUARANTEE, cites=floor.cites(_USED)),)
    if capacity is BuyerKind.UNKNOWN:
        first = (ask(BUYER_UNKNOWN, "buyer.kind", Answerer.SHOP, cites=floor.cites(_USED)),)
    return _claims(unit, floor, arrived, first, at)


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
    unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival, first: tuple[Finding, ...], at: datetime
) -> tuple[Claim, ...]:
    deadline = guarantee_deadline(unit, floor, arrived)
    cites = floor.cites(_USED)
    proof = (_burden(unit, floor, arrived, at, cites) if unit.reason is not None else _NOT_ALLEGED,)
    claims = []
    for remedy in (*_FIRST_TIER, *_SECOND_TIER):
        tier = _tier(remedy, floor.cautious, unit, local_day(at, unit.zone), cites)
        terms = Terms(remedy=remedy, deadline=deadline, outbound=Outbound.ALL, cites=cites)
        claims.append(Claim(basis=Basis.GUARANTEE, terms=terms, findings=(*first, *proof, *tier)))
    exit_ = _early_exit(unit, floor, arrived, first, cites)
    return (*claims, *exit_)


def _burden(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival, at: datetime, cites: tuple[Cite, ...]) -> Finding:
    """Find who has to prove that the defect was there at delivery, and whether it was proved."""
    if unit.existed_at_delivery is not None:
        return accept(DEFECT_SHOWN) if unit.existed_at_delivery else refuse(DEFECT_NOT_SHOWN)
    rows = floor.certain, floor.cautious
    ends = [_burden_end(unit, row, arrived.first) for row in rows]
    certain, cautious = min(ends), max(ends)
    shown = unit.defect_on if unit.defect_on is not None else local_day(at, unit.zone)
    if shown <= certain:
        return accept(BURDEN_ON_SELLER, cites=cites, last_day=certain)
    if unit.defect_on is None:
        return ask(DEFECT_DAY_UNKNOWN, "defect_on", Answerer.CUSTOMER, cites=cites, last_day=cautious)
    if arrived.first != arrived.last and shown <= max(_burden_end(unit, row, arrived.last) for row in rows):
        fact = "delivered_on"
        return ask(BURDEN_UNCERTAIN, fact, Answerer.CARRIER, cites=cites, fact=phrase(fact))
    return refer(BURDEN_ON_CUSTOMER, cites=cites, last_day=certain if shown > cautious else cautious)


def _burden_end(unit: Unit, row: GuaranteeRow, arrived: date) -> date:
    used = unit.line.condition is not Condition.NEW
    months = row.used_burden_months if used and row.used_burden_months is not None else row.burden_months
    if months is None:
        return unit.placed_on - _DAY
    if arrived == FOREVER:
        return FOREVER
    return Period(months, Length.MONTH, row.burden_count or Count.EVENT_DAY_OUT).end(arrived).day


def _tier(remedy: Remedy, row: GuaranteeRow, unit: Unit, today: date, cites: tuple[Cite, ...]) -> tuple[Finding, ...]:
    match row.scheme:
        case Scheme.CONSUMER_CHOICE:
            return ()
        case Scheme.REPAIR_FIRST:
            comes_later = remedy is not Remedy.REPAIR
        case Scheme.EU_HIERARCHY | Scheme.UK_THREE_TIERS:
            comes_later = remedy in _SECOND_TIER
        case _:
            return (refer(REASONABLE_SCHEME, cites=cites),)
    if comes_later and not _repair_failed(unit, row, today):
        return (refuse(REPAIR_FIRST, cites=cites),)
    if unit.minor and remedy is Remedy.REFUND and row.scheme is Scheme.EU_HIERARCHY:
        return (refuse(MINOR_DEFECT, cites=cites),)
    return ()


def _repair_failed(unit: Unit, row: GuaranteeRow, today: date) -> bool:
    """Say whether the goods were not put right, not in time, or need not be awaited."""
    if unit.repairs or any(attempt.failed for attempt in unit.attempts):
        return True
    if unit.serious and row.scheme is not Scheme.UK_THREE_TIERS:
        return True
    waiting = [attempt.asked_on for attempt in unit.attempts if attempt.back_on is None]
    return row.repair_cap_days is not None and any((today - asked).days > row.repair_cap_days for asked in waiting)


def _early_exit(
    unit: Unit,
    floor: Floor[GuaranteeRow],
    arrived: Arrival,
    first: tuple[Finding, ...],
    cites: tuple[Cite, ...],
) -> tuple[Claim, ...]:
    """Make the claim that goes straight to the money for a short time after delivery."""
    row = floor.cautious
    if row.early_exit_days is None:
        return ()
    period = Period(row.early_exit_days, Length.DAY, row.early_exit_count or Count.EVENT_DAY_OUT)
    sure, maybe = period.end(arrived.first).day, FOREVER
    if arrived.last != FOREVER:
        maybe = period.end(arrived.last).day
    steps = (*arrived.steps, Step("counts", sure, f"{period.length} day"))
    hangs_on = arrived.hangs_on
    if row.scheme is Scheme.UK_THREE_TIERS and unit.attempts:
        sure, maybe = _after_waiting(sure, unit.attempts), _after_waiting(maybe, unit.attempts)
        steps = (*steps, extended(sure, "waiting"))
    if floor.certain.early_exit_days is None:
        sure, hangs_on = unit.placed_on - _DAY, (*hangs_on, "law")
    deadline = Deadline(sure, maybe, unit.zone, hangs_on if sure != maybe else (), steps, unit.late_zone)
    proof: tuple[Finding, ...] = (_NOT_ALLEGED,) if unit.reason is None else ()
    if unit.reason is not None and row.early_exit_presumed is False:
        proof = (_proof_by_customer(unit, arrived, cites),)
    terms = Terms(remedy=Remedy.REFUND, deadline=deadline, outbound=Outbound.ALL, cites=cites)
    return (Claim(basis=Basis.GUARANTEE, terms=terms, findings=(*first, *proof)),)


def _after_waiting(end: date, attempts: Iterable[Attempt]) -> date:
    """
    Let the time to reject stand still from the day a repair is asked for to the day it is back, both days in.

    At least seven days are left after it.

    Source:
        Consumer Rights Act 2015, s. 22(6)-(8).
    """
    for attempt in sorted(attempts, key=lambda one: one.asked_on):
        if attempt.asked_on > end or end == FOREVER:
            break
        if attempt.back_on is None:
            return FOREVER
        end = max(end + (attempt.back_on - attempt.asked_on) + _DAY, attempt.back_on + timedelta(7))
    return end


def _proof_by_customer(unit: Unit, arrived: Arrival, cites: tuple[Cite, ...]) -> Finding:
    if unit.existed_at_delivery is None:
        return refer(BURDEN_ON_CUSTOMER, cites=cites, last_day=arrived.first)
    return accept(DEFECT_SHOWN) if unit.existed_at_delivery else refuse(DEFECT_NOT_SHOWN)
