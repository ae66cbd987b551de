"""
How long the legal guarantee runs for one unit: period, repairs, defects that show late, goods that are away, tails.

Two days matter: the end of the period, within which a defect must show, and the end of the time to claim it. By the
certain and the cautious rows they make bands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import attrs

from ..dates import FOREVER, Deadline, Period, Step, add_months
from ..dates import Unit as Length
from ..orders import Arrival, Condition, Kind
from ..rights import Remedy, Repair, Unit
from .books import Floor
from .clock import NOT_VERIFIED
from .parts import NewPeriod
from .rows import GuaranteeKind, GuaranteeRow

__all__ = ["GuaranteeEnd", "extended", "guarantee_deadline", "guarantee_end"]

_DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class GuaranteeEnd:
    """
    The ends of the legal guarantee of one unit.

    Args:
        period: Within this a defect must show.

        claim: Until this it can be claimed.

        extended_months: By how many months repairs made the period longer, by the cautious rows.

    .. versionadded:: 0.1.0
    """

    period: Deadline
    claim: Deadline
    extended_months: int = 0


@attrs.frozen
class _End:
    """The end by one floor: the day for certain, the day it may be, what that hangs on, and the steps."""

    sure: date
    maybe: date
    hangs_on: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def guarantee_end(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival) -> GuaranteeEnd:
    """
    Find until when a defect must show, and until when it can be claimed.

    Periods of months end on the day of the same number and do not roll. Months that a repair adds come before days on
    which the period stood still.

    .. versionadded:: 0.1.0
    """
    cautious = _both(unit, floor.cautious, arrived)
    certain = cautious if floor.settled else _both(unit, floor.certain, arrived)
    period = claim = _band(unit, certain[0], cautious[0])
    if certain[1] is not certain[0] or cautious[1] is not cautious[0]:
        claim = _band(unit, certain[1], cautious[1])
    months = _extensions(floor.cautious, unit.repairs, period.maybe)[1] if unit.repairs else 0
    return GuaranteeEnd(period=period, claim=claim, extended_months=months)


def guarantee_deadline(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival) -> Deadline:
    """
    Find the last day on which the legal guarantee can be claimed.

    A defect that showed in time may be claimed a while longer where the law says so, and where it says so the period
    stands still while the goods are away, or is longer after a repair.

    .. versionadded:: 0.1.0
    """
    return guarantee_end(unit, floor, arrived).claim


def _band(unit: Unit, certain: _End, cautious: _End) -> Deadline:
    if certain is cautious:
        first, maybe, hangs_on = cautious, cautious.maybe, cautious.hangs_on
    else:
        first = certain if certain.sure < cautious.sure else cautious
        maybe = max(certain.maybe, cautious.maybe)
        hangs_on = tuple(dict.fromkeys((*cautious.hangs_on, *certain.hangs_on)))
        if certain.sure != cautious.sure:
            hangs_on = (*hangs_on, "law")
    return Deadline(first.sure, maybe, unit.zone, hangs_on if first.sure != maybe else (), first.steps, unit.late_zone)


def _both(unit: Unit, row: GuaranteeRow, arrived: Arrival) -> tuple[_End, _End]:
    period = _period_end(unit, row, arrived)
    return period, _with_tails(unit, row, period)


def _period_end(unit: Unit, row: GuaranteeRow, arrived: Arrival) -> _End:
    periods, hangs_on = _periods(unit, row)
    if not periods:
        before = unit.placed_on - _DAY
        nothing = (Step("assumes", before, NOT_VERIFIED),)
        return _End(before, before, (), nothing) if row.kind is None else _End(before, FOREVER, ("law",), nothing)
    first, last, steps = arrived.first, arrived.last, arrived.steps
    from_discovery = row.hidden_from_discovery and unit.hidden is not False
    if from_discovery and unit.defect_on is not None:  # what first showed later was hidden until then
        if unit.defect_on > first:
            first, steps = unit.defect_on, (Step("starts", unit.defect_on, "defect_showed"),)
        last = first if last == FOREVER else max(last, unit.defect_on)
    sure, maybe = _shortest_and_longest(periods, first, last)
    if row.kind is GuaranteeKind.REASONABLE_DURABILITY:
        maybe, hangs_on = FOREVER, (*hangs_on, "law")
    if from_discovery and unit.defect_on is None:
        maybe, hangs_on = FOREVER, (*hangs_on, "defect_on")
    hangs_on = (*arrived.hangs_on, *hangs_on) if hangs_on else arrived.hangs_on
    end = _End(sure, maybe, hangs_on, (*steps, Step("counts", sure, _said(periods[0].length, periods[0].unit))))
    if row.digital_elements and unit.line.supplied_until is not None:
        end = _at_least(end, unit.line.supplied_until, "supply")
    if not unit.repairs:
        return end
    return _renewed(unit, row, _standing_still(unit, row, _repaired(unit, row, end)))


def _shortest_and_longest(periods: list[Period], first: date, last: date) -> tuple[date, date]:
    """Find the earliest end if it began first, and the latest if it began last; the periods are in order."""
    sure = periods[0].end(first).day
    if first == last and len(periods) == 1:
        return sure, sure
    return sure, FOREVER if last == FOREVER else periods[-1].end(last).day


def _at_least(end: _End, day: date, why: str) -> _End:
    sure, maybe = max(end.sure, day), max(end.maybe, day)
    steps = (*end.steps, extended(sure, why)) if sure != end.sure else end.steps
    return _End(sure, maybe, end.hangs_on, steps)


def _periods(unit: Unit, row: GuaranteeRow) -> tuple[list[Period], tuple[str, ...]]:
    if unit.line.kind is Kind.DIGITAL:
        return ([_months(row.digital_months)], ()) if row.digital_months is not None else ([], ())
    if row.days_durable is not None and row.days_non_durable is not None:
        durable, other = Period(row.days_durable), Period(row.days_non_durable)
        if unit.facts.durable is None:
            both = sorted((durable, other), key=lambda period: period.length)
            return both, ("line.durable",) if durable != other else ()
        return [durable if unit.facts.durable else other], ()
    months, agreed = row.months, unit.line.agreed_guarantee_months
    if months is None:
        return [], ()
    if row.long_life_months is not None and unit.facts.long_lived is not False:
        long = _months(row.long_life_months)
        return ([long], ()) if unit.facts.long_lived else ([_months(months), long], ("line.long_lived",))
    if agreed is not None and row.used_min_months is not None and unit.line.condition is Condition.USED:
        months = min(months, max(agreed, row.used_min_months))
    return [_months(months)], ()


@lru_cache(maxsize=256)
def _months(length: int) -> Period:
    return Period(length, Length.MONTH)


@lru_cache(maxsize=256)
def _said(length: int, unit: Length) -> str:
    return f"{length} {unit.value}"


# --------------------------------------------------------------------------------------- what a repair does to it


def _repaired(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """Add the months that the law gives for repairs that put the goods right."""
    low, high = _extensions(row, unit.repairs, end.maybe)
    if not high:
        return end
    sure = end.sure if end.sure == FOREVER else add_months(end.sure, low)
    maybe = end.maybe if end.maybe == FOREVER else add_months(end.maybe, high)
    hangs_on = end.hangs_on if low == high else (*end.hangs_on, "repair.restored")
    return _End(sure, maybe, hangs_on, (*end.steps, extended(sure, f"{low} month after repair")))


def _extensions(row: GuaranteeRow, repairs: Iterable[Repair], end: date) -> tuple[int, int]:
    """
    Find by how many months repairs extend the period: for certain, and if all of unknown outcome helped.

    The first repair brings its own number, later ones another where the law has two that meet.
    """
    if not row.extend_after_repair_months:
        return 0, 0
    done = [
        one
        for one in repairs
        if one.remedy is Remedy.REPAIR and one.returned_on is not None and (one.begun_on or one.returned_on) <= end
    ]
    helped = sum(one.restored is True for one in done)
    open_ = sum(one.restored is None for one in done)
    return _months_for(row, helped), _months_for(row, helped + open_)


def _months_for(row: GuaranteeRow, repairs: int) -> int:
    first = row.extend_after_repair_months or 0
    later = first if row.extend_later_repairs_months is None else row.extend_later_repairs_months
    counted = repairs if row.extend_each_repair else min(repairs, row.extend_after_repair_times or 1)
    return first + (counted - 1) * later if counted else 0


def _standing_still(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """Add the days on which the goods were away, or a complaint was open, where the period stands still meanwhile."""
    if not (row.suspended_while_away or row.suspended_by_complaint):
        return end
    spans = [span for one in unit.repairs if (span := _span(row, one)) is not None]
    sure, maybe = _paused(end.sure, spans), _paused(end.maybe, spans)
    return (
        end
        if sure == end.sure and maybe == end.maybe
        else _End(sure, maybe, end.hangs_on, (*end.steps, extended(sure, "away")))
    )


def _span(row: GuaranteeRow, one: Repair) -> tuple[date, date | None] | None:
    """Find from when to when it stands still: from the hand-over, or from the request where the law says so."""
    since = one.handed_over_on or one.requested_on
    if row.suspended_by_complaint or row.suspended_from_request:
        since = one.begun_on
    return None if since is None else (since, one.over_on)


def _paused(end: date, spans: Iterable[tuple[date, date | None]]) -> date:
    """Move an end by the days of the spans that began before it; what overlaps counts once."""
    reached = date.min
    for since, until in sorted(spans, key=lambda span: span[0]):
        if end == FOREVER or since > end:
            break
        if until is None:
            return FOREVER
        end += max(until - max(since, reached), timedelta())
        reached = max(reached, until)
    return end


def _renewed(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """Start the period anew after a replacement, where the law says so."""
    if row.new_period_on_replacement in (None, NewPeriod.NONE) or row.months is None:
        return end
    for one in unit.repairs:
        if one.remedy is not Remedy.REPLACEMENT or one.returned_on is None or one.returned_on > end.maybe:
            continue
        day = add_months(one.returned_on, row.months)
        if row.new_period_on_replacement is NewPeriod.ALWAYS or one.asked is Remedy.REPAIR:
            end = _at_least(end, day, "replacement")
        elif one.asked is None and day > end.maybe:
            end = attrs.evolve(end, maybe=day, hangs_on=(*end.hangs_on, "repair.asked"))
    return end


# ------------------------------------------------------------------------------------------- the time to claim it


def _with_tails(unit: Unit, row: GuaranteeRow, period: _End) -> _End:
    """Add the time in which a defect that showed before the end, or came back, can still be claimed."""
    if unit.defect_on is None and unit.reason is None and not unit.repairs:
        return period
    sure, maybe, hangs_on = period.sure, period.maybe, period.hangs_on
    if unit.defect_on is not None:
        sure, maybe = _barred(row, sure, unit.defect_on), _barred(row, maybe, unit.defect_on)
    elif unit.reason is not None and (row.late_defect_tail_months or row.claim_tail_months):
        maybe, hangs_on = _barred(row, maybe, maybe), (*hangs_on, "defect_on")
    if row.repaired_tail_months:
        sure, maybe = (_after_return(day, unit.repairs, row.repaired_tail_months) for day in (sure, maybe))
    end = _End(sure, maybe, hangs_on, period.steps)
    if sure != period.sure:
        end = attrs.evolve(end, steps=(*period.steps, extended(sure, "defect_in_time")))
    return _same_defect(unit, row, end) if row.same_defect_months and unit.repairs else end


def _barred(row: GuaranteeRow, end: date, shown: date) -> date:
    if end == FOREVER or shown > end:
        return end
    return max(end, add_months(shown, row.late_defect_tail_months or 0), add_months(end, row.claim_tail_months or 0))


def _after_return(end: date, repairs: Iterable[Repair], months: int) -> date:
    for one in repairs:
        if one.begun_on is not None and one.begun_on <= end != FOREVER:
            end = FOREVER if one.over_on is None else max(end, add_months(one.over_on, months))
    return end


def _same_defect(unit: Unit, row: GuaranteeRow, end: _End) -> _End:
    """Cover the defect that was repaired for a while after the repair, even beyond the period."""
    for one in unit.repairs:
        if one.returned_on is None or one.same_defect is False or end.sure == FOREVER:
            continue
        day = add_months(one.returned_on, row.same_defect_months or 0)
        if one.same_defect:
            end = _at_least(end, day, "same_defect")
        elif day > end.maybe and unit.reason is not None:
            end = attrs.evolve(end, maybe=day, hangs_on=(*end.hangs_on, "repair.same_defect"))
    return end


def extended(day: date, why: str) -> Step:
    """Note a day to which a period goes on, or that it has no end while something lasts."""
    return Step("unlimited" if day == FOREVER else "extends", day, why)
