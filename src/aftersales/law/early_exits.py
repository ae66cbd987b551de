"""The short time after delivery in which some laws let the buyer skip repair: how long, from what, and to what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ..dates import FOREVER, Count, Deadline, Period, Step
from ..dates import Unit as Length
from ..decisions import N_, Answerer, Cite, Finding, Reason, Verdict, accept, ask, refer, refuse
from ..orders import Arrival, Outbound
from ..rights import Basis, Claim, Remedy, Repair, Terms, Unit
from .books import Floor
from .clock import NOT_VERIFIED
from .guarantee_clock import extended
from .parts import ExitBy
from .proof import BURDEN_ON_CUSTOMER, DEFECT_NOT_SHOWN, DEFECT_SHOWN
from .remedies import CHOICE_OF_BUYER
from .rows import GuaranteeRow

__all__ = [
    "EARLY_DEFECT_DAY_UNKNOWN",
    "NOT_SHOWN_EARLY",
    "SHOWN_EARLY",
    "early_exit",
    "early_exit_deadline",
]

#: The defect showed in the short time, and is presumed to have been there at delivery.
SHOWN_EARLY = Reason(
    "law.shown_early", N_("The defect showed by {last_day}, so this is open to you at once."), ("last_day",)
)
#: The defect showed after the short time in which it would have opened this way.
NOT_SHOWN_EARLY = Reason(
    "law.not_shown_early", N_("This is open at once only for a defect that showed by {last_day}."), ("last_day",)
)
#: Whether the defect showed in the short time is not known.
EARLY_DEFECT_DAY_UNKNOWN = Reason(
    "law.early_defect_day_unknown",
    N_("Did the defect show by {last_day}? Then this is open to you at once."),
    ("last_day",),
)

_DAY = timedelta(days=1)


def early_exit_deadline(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival) -> Deadline | None:
    """
    Find the last day of the short time after delivery; None where the law has none.

    Where the law lets it stand still, the days of waiting for a repair are added, both days in, and so many days are
    left after it at least.

    Source:
        For Britain, Consumer Rights Act 2015, s. 22.

    .. versionadded:: 0.1.0
    """
    row = floor.cautious
    if row.early_exit_days is None:
        return None
    period = Period(row.early_exit_days, Length.DAY, row.early_exit_count or Count.EVENT_DAY_OUT)
    sure = FOREVER if arrived.first == FOREVER else period.end(arrived.first).day
    maybe = FOREVER if arrived.last == FOREVER else period.end(arrived.last).day
    steps = (*arrived.steps, Step("counts", sure, f"{period.length} day"))
    hangs_on = arrived.hangs_on
    if row.early_exit_pause_days is not None and unit.repairs:
        counted = sure
        sure, maybe = (_after_waiting(day, unit.repairs, row.early_exit_pause_days) for day in (sure, maybe))
        steps = steps if sure == counted else (*steps, extended(sure, "waiting"))
    if floor.certain.early_exit_days is None:
        sure, hangs_on = unit.placed_on - _DAY, (*hangs_on, "law")
        steps = (Step("assumes", sure, NOT_VERIFIED),)
    return Deadline(sure, maybe, unit.zone, hangs_on if sure != maybe else (), steps, unit.late_zone)


def _after_waiting(end: date, repairs: Iterable[Repair], least: int) -> date:
    waits = [(one.begun_on, one.over_on) for one in repairs if one.begun_on is not None]
    for asked, over in sorted(waits, key=lambda wait: wait[0]):
        if asked > end or end == FOREVER:
            break
        if over is None:
            return FOREVER
        end = max(end + (over - asked) + _DAY, over + timedelta(least))
    return end


def early_exit(
    unit: Unit,
    floor: Floor[GuaranteeRow],
    arrived: Arrival,
    claimable_until: Deadline,
    cites: tuple[Cite, ...],
) -> tuple[Claim, ...]:
    """
    Make the claims that skip repair: the money, or what else the law gives at once.

    Where the law asks that the defect shows in the short time, it can be claimed as long as any other; where it asks
    that the buyer acts, the short time is all there is.

    .. versionadded:: 0.1.0
    """
    row = floor.cautious
    short = early_exit_deadline(unit, floor, arrived)
    if short is None:
        return ()
    findings: tuple[Finding, ...]
    if row.early_exit_by is ExitBy.SHOWN and unit.reason is not None:
        deadline, findings = claimable_until, (_shown(unit, short, cites),)
    else:
        deadline, findings = short, _proof(unit, row, arrived, cites)
    remedies = sorted(row.early_exit_remedies or {Remedy.REFUND}, key=lambda remedy: remedy.value)
    choice = (accept(CHOICE_OF_BUYER, cites=cites, chooser="buyer", tier=0),)
    return tuple(
        Claim(
            basis=Basis.GUARANTEE,
            terms=Terms(remedy=remedy, deadline=deadline, outbound=Outbound.ALL, cites=cites),
            findings=(*findings, *choice),
        )
        for remedy in remedies
    )


def _shown(unit: Unit, short: Deadline, cites: tuple[Cite, ...]) -> Finding:
    if unit.defect_on is None:
        who, otherwise = Answerer.CUSTOMER, Verdict.REFUSE
        return ask(EARLY_DEFECT_DAY_UNKNOWN, "defect_on", who, otherwise, cites=cites, last_day=short.maybe)
    if unit.defect_on <= short.sure:
        return accept(DEFECT_SHOWN, cites=cites) if unit.existed_at_delivery else _presumed(unit, cites, short)
    if unit.defect_on > short.maybe:
        return refuse(NOT_SHOWN_EARLY, cites=cites, last_day=short.maybe)
    return refer(NOT_SHOWN_EARLY, cites=cites, last_day=short.sure)


def _presumed(unit: Unit, cites: tuple[Cite, ...], short: Deadline) -> Finding:
    if unit.existed_at_delivery is False:
        return refuse(DEFECT_NOT_SHOWN, cites=cites)
    return accept(SHOWN_EARLY, cites=cites, last_day=short.sure)


def _proof(unit: Unit, row: GuaranteeRow, arrived: Arrival, cites: tuple[Cite, ...]) -> tuple[Finding, ...]:
    """Let the customer prove the defect where the presumption does not reach this way."""
    if unit.reason is None or row.early_exit_presumed is not False:
        return ()
    if unit.existed_at_delivery is None:
        return (refer(BURDEN_ON_CUSTOMER, cites=cites, last_day=arrived.first),)
    return (accept(DEFECT_SHOWN, cites=cites) if unit.existed_at_delivery else refuse(DEFECT_NOT_SHOWN, cites=cites),)
