"""How long the right of withdrawal runs for one unit: event, period, roll, missing and late information."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from ..dates import FOREVER, Count, Deadline, End, Period, Roll, Step, WorkingCalendar, add_months, roll_on
from ..dates import Unit as Length
from ..orders import Arrival
from ..rights import Unit
from .books import Floor
from .extra_days import with_extra_days
from .rows import NotInformed, WithdrawalRow
from .starts import start_of

__all__ = ["told_of_the_right", "withdrawal_deadline"]

_DAY = timedelta(days=1)

#: What a step says of a day before the sale: no certain row gives anything.
NOT_VERIFIED = "law_not_verified"


@attrs.frozen
class _Span:
    """The first and the last day on which something may end, and why they differ."""

    sure: date
    maybe: date
    hangs_on: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def withdrawal_deadline(unit: Unit, floor: Floor[WithdrawalRow]) -> Deadline:
    """
    Find the last day to withdraw: certain by the certain floor, at the latest by the cautious one.

    Source:
        Directive 2011/83/EU, arts 9 and 10; BGB s. 356(4); Regulation 1182/71, art. 3. Each row brings its own.

    .. versionadded:: 0.1.0
    """
    cautious = _both_zones(unit, floor.cautious)
    if floor.settled:
        return Deadline(cautious.sure, cautious.maybe, unit.zone, cautious.hangs_on, cautious.steps, unit.late_zone)
    if not floor.certain.right or floor.certain.period is None:
        sure, hangs_on = unit.placed_on - _DAY, ("law", *cautious.hangs_on)
        steps = (Step("assumes", sure, NOT_VERIFIED),)
        return Deadline(sure, max(sure, cautious.maybe), unit.zone, hangs_on, steps, unit.late_zone)
    certain = _both_zones(unit, floor.certain)
    hangs_on = tuple(dict.fromkeys((*certain.hangs_on, *cautious.hangs_on)))
    if certain.sure != cautious.sure:
        hangs_on = (*hangs_on, "law")
    first, maybe = min(cautious, certain, key=_sure), max(certain.maybe, cautious.maybe)
    return Deadline(first.sure, maybe, unit.zone, hangs_on, first.steps, unit.late_zone)


def _sure(span: _Span) -> date:
    return span.sure


def _both_zones(unit: Unit, row: WithdrawalRow) -> _Span:
    here = _end(unit, row, unit.zone)
    if not unit.late_zone:
        return here
    there = _end(unit, row, unit.late_zone)
    hangs_on = tuple(dict.fromkeys((*here.hangs_on, *there.hangs_on, "zone")))
    first = min(here, there, key=_sure)
    return _Span(first.sure, max(here.maybe, there.maybe), hangs_on, first.steps)


def _end(unit: Unit, row: WithdrawalRow, zone: str) -> _Span:
    start = start_of(unit, row, zone)
    period = _period(row)
    if start.first == FOREVER:
        return _Span(FOREVER, FOREVER, (), start.steps)
    calendar = with_extra_days(unit.calendar, row.extra_days or frozenset())
    first, last = _counted(period, start, calendar)
    if row.no_document_days is not None and last.day == FOREVER:  # no copy of the contract may have come at all
        without = Period(row.no_document_days).end(unit.placed_on)
        last = End(max(first.day, without.day), max(first.maybe, without.maybe))
    hangs_on = start.hangs_on
    if first.unsure or last.unsure:
        hangs_on = tuple(dict.fromkeys((*hangs_on, *first.unsure, *last.unsure)))
    plain = period.plain_end(start.first) if first.steps else first.day
    counted = Step("counts", plain, f"{period.length} {period.unit.value}")
    normal = _Span(first.day, last.maybe, hangs_on, (*start.steps, counted, *first.steps))
    if row.misdescribed_months or row.vulnerable_months:
        normal = _for_some(unit, row, start, calendar, normal)
    informed = told_of_the_right(unit)
    if informed or row.not_informed in (None, NotInformed.NONE):
        return normal
    longer = _not_informed(row, start, unit.order.informed_on, calendar, normal)
    if informed is False:
        return longer
    return _Span(normal.sure, longer.maybe, tuple(dict.fromkeys((*normal.hangs_on, "informed"))), normal.steps)


def told_of_the_right(unit: Unit) -> bool | None:
    """
    Say whether the buyer was told of the right before the contract, by the order or else by what the shop stated.

    .. versionadded:: 0.1.0
    """
    order = unit.order
    if order.informed is not None:
        return order.informed
    if order.informed_on is not None and order.informed_on >= unit.placed_on:
        return False
    return True if order.informed_on is not None else unit.practices.informs_of_withdrawal


def _period(row: WithdrawalRow) -> Period:
    count, roll = row.count or Count.EVENT_DAY_OUT, row.roll or Roll.NONE
    return Period(row.period or 0, row.unit or Length.DAY, count, roll)


def _for_some(unit: Unit, row: WithdrawalRow, start: Arrival, calendar: WorkingCalendar | None, normal: _Span) -> _Span:
    """Find the longer end for goods that differ from what was shown, and for buyers the law protects more."""
    if row.misdescribed_months and unit.reason is not None and unit.reason.alleges_lack_of_conformity:
        normal = _later(normal, _misdescribed(unit, row, start), "misdescribed")
    vulnerable, spoken = unit.order.buyer.vulnerable, unit.order.spoken
    if not row.vulnerable_months or vulnerable is False or spoken is False:
        return normal
    end = Period(row.vulnerable_months, Length.MONTH, roll=row.roll or Roll.NONE).end(start.first, calendar)
    if vulnerable and spoken:
        last = FOREVER if start.last == FOREVER else max(end.maybe, add_months(start.last, row.vulnerable_months))
        return _later(normal, _Span(end.day, last, (*start.hangs_on, *end.unsure)), "vulnerable")
    fact = "spoken" if vulnerable else "buyer.vulnerable"
    return _Span(normal.sure, max(normal.maybe, end.maybe), (*normal.hangs_on, fact), normal.steps)


def _misdescribed(unit: Unit, row: WithdrawalRow, start: Arrival) -> _Span:
    """Both limits hold: so many months from the supply, and so many days from knowing."""
    days, months = timedelta(row.misdescribed_days or 0), row.misdescribed_months or 0
    first, last = (day if day == FOREVER else add_months(day, months) for day in (start.first, start.last))
    if unit.defect_on is None:
        return _Span(min(first, start.first + days), last, ("defect_on",))
    return _Span(min(first, unit.defect_on + days), min(last, unit.defect_on + days), start.hangs_on)


def _counted(period: Period, start: Arrival, calendar: WorkingCalendar | None) -> tuple[End, End]:
    first = period.end(start.first, calendar)
    if start.first == start.last:
        return first, first
    return first, End(FOREVER, FOREVER) if start.last == FOREVER else period.end(start.last, calendar)


def _not_informed(
    row: WithdrawalRow,
    start: Arrival,
    told: date | None,
    calendar: WorkingCalendar | None,
    normal: _Span,
) -> _Span:
    """Find the end where the buyer was not told of the right, or late."""
    months, period = row.not_informed_months or 0, _period(row)
    match row.not_informed:
        case NotInformed.ADD_MONTHS:
            prolonged = _prolonged(row, start, calendar, normal)
            return prolonged if told is None else _told_while_prolonged(row, start, told, calendar, (normal, prolonged))
        case NotInformed.FIXED_DAYS:
            longer = attrs.evolve(period, length=row.not_informed_days or period.length)
            first, last = _counted(longer, start, calendar)
            return _later(normal, _Span(first.day, last.maybe, (*first.unsure, *last.unsure)), "not_informed")
        case NotInformed.RESTART | NotInformed.RESTART_CAPPED if told is not None:
            late = _from_information(period, told, calendar)
            if row.not_informed is NotInformed.RESTART_CAPPED:
                cap = add_months(start.first, months)
                late = _Span(min(late.sure, cap), min(late.maybe, cap), late.hangs_on)
            return _later(normal, late, "informed_late")
        case NotInformed.RESTART_CAPPED:
            cap_first = add_months(start.first, months)
            cap_last = FOREVER if start.last == FOREVER else add_months(start.last, months)
            return _later(normal, _Span(cap_first, cap_last, start.hangs_on), "not_informed")
        case _:
            return _Span(FOREVER, FOREVER, (), (*normal.steps, Step("extends", FOREVER, "not_informed")))


def _told_while_prolonged(
    row: WithdrawalRow, start: Arrival, told: date, calendar: WorkingCalendar | None, ends: tuple[_Span, _Span]
) -> _Span:
    """Let late information start the period anew: within the months from the event, or while the longer one runs."""
    normal, prolonged = ends
    late = _later(normal, _from_information(_period(row), told, calendar), "informed_late")
    if told <= add_months(start.first, row.not_informed_months or 0):
        return late
    if not row.late_information_prolonged or told > prolonged.maybe:
        return prolonged
    if told <= prolonged.sure:
        return late
    return attrs.evolve(prolonged, maybe=max(prolonged.maybe, late.maybe))


def _from_information(period: Period, told: date, calendar: WorkingCalendar | None) -> _Span:
    end = period.end(told, calendar)
    return _Span(end.day, end.maybe, end.unsure)


def _prolonged(row: WithdrawalRow, start: Arrival, calendar: WorkingCalendar | None, normal: _Span) -> _Span:
    """
    Add the months to the end of the period, or the period to the end of the months.

    The directive says the one and a state may say the other; they differ around 29 February. Where both are said, the
    earlier is sure and the later may be. Whether the end of the period moves off a holiday before the months are added
    is open.
    """
    period, months = _period(row), row.not_informed_months or 0
    sure = min(roll_on(day, period.roll, calendar).day for day in _formulas(row, start.first))
    if start.last == FOREVER:
        return _later(normal, _Span(sure, FOREVER, start.hangs_on), "not_informed")
    ends = [roll_on(day, period.roll, calendar) for day in _formulas(row, start.last)]
    rolled = roll_on(period.plain_end(start.last), period.roll, calendar)
    ends.append(roll_on(add_months(rolled.maybe, months), period.roll, calendar))
    maybe = max(end.maybe for end in ends)
    unsure = tuple(fact for end in ends for fact in end.unsure)
    hangs_on = (*start.hangs_on, *unsure) or (("law",) if maybe != sure else ())
    return _later(normal, _Span(sure, maybe, hangs_on), "not_informed")


def _formulas(row: WithdrawalRow, start: date) -> tuple[date, ...]:
    period, months = _period(row), row.not_informed_months or 0
    after = add_months(period.plain_end(start), months)
    return (after, period.plain_end(add_months(start, months))) if row.not_informed_months_first else (after,)


def _later(normal: _Span, other: _Span, why: str) -> _Span:
    sure, maybe = max(normal.sure, other.sure), max(normal.maybe, other.maybe)
    steps = (*normal.steps, Step("extends", sure, why)) if sure != normal.sure else normal.steps
    hangs_on = tuple(dict.fromkeys((*normal.hangs_on, *other.hangs_on)))
    return _Span(sure, maybe, hangs_on if sure != maybe else (), steps)
