"""How long the legal guarantee runs for one unit: period, defects that show late, goods that are away, and tails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import attrs

from ..dates import FOREVER, Deadline, Period, Step, add_months
from ..dates import Unit as Length
from ..orders import Arrival, Condition
from ..rights import Attempt, Unit
from .book import Floor
from .rows import GuaranteeKind, GuaranteeRow

__all__ = ["extended", "guarantee_deadline"]

_DAY = timedelta(days=1)


def guarantee_deadline(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival) -> Deadline:
    """
    Find the last day of the legal guarantee.

    A defect that showed in time may be claimed a while longer where the law says so, and where it says so the period
    stands still while the goods are away. Periods of months end on the day of the same number and do not roll.

    .. versionadded:: 0.1.0
    """
    certain, cautious = (_end(unit, row, arrived) for row in (floor.certain, floor.cautious))
    sure, maybe = min(certain.sure, cautious.sure), max(certain.maybe, cautious.maybe)
    hangs_on = cautious.hangs_on
    if certain.sure != cautious.sure:
        hangs_on = (*hangs_on, "law")
    steps = (*arrived.steps, *cautious.steps)
    return Deadline(sure, maybe, unit.zone, hangs_on if sure != maybe else (), steps, unit.late_zone)


@attrs.frozen
class _End:
    """The end by one floor: the day for certain, the day it may be, what that hangs on, and the steps."""

    sure: date
    maybe: date
    hangs_on: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def _end(unit: Unit, row: GuaranteeRow, arrived: Arrival) -> _End:
    periods, hangs_on = _periods(unit, row)
    if not periods:
        before = unit.placed_on - _DAY
        return _End(before, before) if row.kind is None else _End(before, FOREVER, ("law",))
    first, last = arrived.first, arrived.last
    from_discovery = row.hidden_from_discovery and unit.hidden is not False
    if from_discovery and unit.defect_on is not None:  # what first showed later was hidden until then
        first = max(first, unit.defect_on)
        last = first if last == FOREVER else max(last, unit.defect_on)
    sure = min(period.end(first).day for period in periods)
    maybe = FOREVER if last == FOREVER else max(period.end(last).day for period in periods)
    if row.kind is GuaranteeKind.REASONABLE_DURABILITY:
        maybe, hangs_on = FOREVER, (*hangs_on, "law")
    if from_discovery and unit.defect_on is None:
        maybe, hangs_on = FOREVER, (*hangs_on, "defect_on")
    length = f"{row.months} month" if row.months else "days"
    plain = _End(sure, maybe, (*arrived.hangs_on, *hangs_on), (Step("counts", sure, length),))
    return _with_tails(unit, row, _standing_still(unit, row, plain))


def _standing_still(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """
    Add the days on which the goods were away, or a complaint was open, where the period stands still meanwhile.

    It does so from the day the goods were handed over for certain, and maybe from the day it was asked for.
    """
    if not unit.attempts or not (row.suspended_while_away or row.suspended_by_complaint):
        return end
    handed_over = (lambda one: one.asked_on) if row.suspended_by_complaint else _handed_over_on
    sure = _paused(end.sure, unit.attempts, handed_over)
    maybe = _paused(end.maybe, unit.attempts, lambda one: one.asked_on)
    hangs_on = end.hangs_on if maybe - sure == end.maybe - end.sure else (*end.hangs_on, "law")
    return _End(sure, maybe, hangs_on, (*end.steps, extended(sure, "away")))


def _paused(end: date, attempts: Iterable[Attempt], since: Callable[[Attempt], date]) -> date:
    for attempt in sorted(attempts, key=since):
        if since(attempt) > end:
            break
        if end == FOREVER or attempt.back_on is None:
            return FOREVER
        end += attempt.back_on - since(attempt)
    return end


def _handed_over_on(attempt: Attempt) -> date:
    return attempt.handed_over_on or attempt.asked_on


def _with_tails(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """Add the time in which a defect that showed before the end can still be claimed."""
    sure, maybe, hangs_on = end.sure, end.maybe, end.hangs_on
    if unit.defect_on is not None:
        sure, maybe = _barred(row, sure, unit.defect_on), _barred(row, maybe, unit.defect_on)
    elif unit.reason is not None and (row.late_defect_tail_months or row.claim_tail_months):
        maybe, hangs_on = _barred(row, maybe, maybe), (*hangs_on, "defect_on")
    if row.repaired_tail_months:
        sure, maybe = (_after_repair(day, unit.attempts, row.repaired_tail_months) for day in (sure, maybe))
    steps = end.steps if sure == end.sure else (*end.steps, extended(sure, "defect_in_time"))
    return _End(sure, maybe, hangs_on, steps)


def _barred(row: GuaranteeRow, end: date, shown: date) -> date:
    if end == FOREVER or shown > end:
        return end
    return max(end, add_months(shown, row.late_defect_tail_months or 0), add_months(end, row.claim_tail_months or 0))


def _after_repair(end: date, attempts: Iterable[Attempt], months: int) -> date:
    for attempt in attempts:
        if attempt.asked_on <= end != FOREVER:
            end = FOREVER if attempt.back_on is None else max(end, add_months(attempt.back_on, months))
    return end


def extended(day: date, why: str) -> Step:
    """Note a day to which a period goes on, or that it has no end while something lasts."""
    return Step("unlimited" if day == FOREVER else "extends", day, why)


def _periods(unit: Unit, row: GuaranteeRow) -> tuple[list[Period], tuple[str, ...]]:
    if row.days_durable is not None and row.days_non_durable is not None:
        durable, other = Period(row.days_durable), Period(row.days_non_durable)
        if unit.facts.durable is None:
            return [durable, other], ("line.durable",)
        return [durable if unit.facts.durable else other], ()
    months, agreed = row.months, unit.line.agreed_guarantee_months
    if months is None:
        return [], ()
    if agreed is not None and row.used_min_months is not None and unit.line.condition is Condition.USED:
        months = min(months, max(agreed, row.used_min_months))
    return [Period(months, Length.MONTH)], ()
