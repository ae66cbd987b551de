"""By when the goods must be delivered, what the buyer may do when they are not, and when the money is then due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from ..dates import FOREVER, Closed, Deadline, End, Open, Period, Step, WorkingCalendar, local_day
from ..dates import Unit as Length
from ..decisions import N_, Audience, Finding, Reason, accept, refer, refuse
from ..orders import arrival
from ..rights import LAW_UNVERIFIED, Unit
from .books import Floor
from .parts import DeliveryFrom, LateDelivery
from .rows import DeliveryRow

__all__ = [
    "DELIVERY_AGREED_LATER",
    "DELIVERY_IN_TIME",
    "DELIVERY_NO_NUMBER",
    "DELIVERY_REFUSED",
    "EXTRA_TIME_NEEDED",
    "EXTRA_TIME_RUNS",
    "MAY_END_CONTRACT",
    "NOTICE_NEEDED",
    "NOTICE_RUNS",
    "NOT_LATE",
    "DeliveryFacts",
    "deliver_by",
    "late_delivery",
    "refund_after_late_delivery",
    "start_by",
]

#: The goods arrived, so that their lateness opens nothing any more.
DELIVERY_IN_TIME = Reason("law.delivery_arrived", N_("Your order has arrived."))
#: The last day to deliver has not passed.
NOT_LATE = Reason("law.delivery_not_late", N_("Your order is due by {last_day} and not late yet."), ("last_day",))
#: The seller refused to deliver, or the day was essential, or the further time has passed.
MAY_END_CONTRACT = Reason(
    "law.may_end_contract", N_("Your order is late, and you may end the contract and get your money back.")
)
#: The seller refused to deliver.
DELIVERY_REFUSED = Reason(
    "law.delivery_refused", N_("We will not deliver, so you may end the contract at once and get your money back.")
)
#: It is late, and a further time must be set first.
EXTRA_TIME_NEEDED = Reason(
    "law.extra_time_needed",
    N_("Your order was due by {last_day}. Give us a suitable further time; after it you may end the contract."),
    ("last_day",),
)
#: The further time has not passed.
EXTRA_TIME_RUNS = Reason(
    "law.extra_time_runs", N_("You may end the contract if your order has not arrived by {until}."), ("until",)
)
#: It is late, and the buyer must give notice first.
NOTICE_NEEDED = Reason(
    "law.delivery_notice_needed",
    N_("Your order is late: you may end the contract with {days} day of notice."),
    ("days",),
    plural=N_("Your order is late: you may end the contract with {days} days of notice."),
    counts="days",
)
#: The time of the notice has not passed.
NOTICE_RUNS = Reason("law.delivery_notice_runs", N_("Your notice ends the contract after {until}."), ("until",))
#: The buyer agreed to a later day.
DELIVERY_AGREED_LATER = Reason(
    "law.delivery_agreed_later", N_("You agreed to wait until {until}; after it you get your money back."), ("until",)
)
#: The law says "a reasonable time" and has no number.
DELIVERY_NO_NUMBER = Reason(
    "law.delivery_no_number",
    N_("The law names no day by which this order must arrive: a person must look whether it is late."),
    audience=Audience.STAFF,
)

_USED = frozenset({"days", "counted_from", "credit_days", "hard_maximum", "late", "notice_days", "reasonable_time"})


@attrs.frozen(kw_only=True)
class DeliveryFacts:
    """
    What was promised about the delivery, and what was said when it was late.

    Args:
        promised_by: The local day by which delivery was promised; None if no day was.

        complete_on: The day on which the order was complete, with payment; None if that is the day of the contract.

        seller_credit: The buyer applied for the seller's credit to pay.

        prepaid_on: The day on which it was paid in advance; None if it was not.

        essential: The day was essential, or the buyer said so before the contract.

        refused: The seller refused to deliver.

        extra_until: The last day of a further suitable time that the buyer set.

        notice_on: The day on which the buyer gave notice of ending the contract.

        agreed_until: The last day of a delay to which the buyer agreed.

    .. versionadded:: 0.1.0
    """

    promised_by: date | None = None
    complete_on: date | None = None
    seller_credit: bool = False
    prepaid_on: date | None = None
    essential: bool = False
    refused: bool = False
    extra_until: date | None = None
    notice_on: date | None = None
    agreed_until: date | None = None


NOTHING_PROMISED = DeliveryFacts()


def deliver_by(
    unit: Unit, floor: Floor[DeliveryRow] | None, facts: DeliveryFacts = NOTHING_PROMISED
) -> Deadline | None:
    """
    Find the last day to deliver; None where no day was promised and no law has a number.

    Source:
        Directive 2011/83/EU, art. 18(1), for the EU's own row; each row brings its own.

    .. versionadded:: 0.1.0
    """
    if floor is None:
        agreed = _promised(facts)
        return None if agreed is None else _deadline(unit, agreed, agreed.day)
    certain = cautious = _end(unit, floor.cautious, facts)
    if not floor.settled:
        certain = _end(unit, floor.certain, facts)
    if cautious is None or certain is None:
        known = cautious or certain
        return None if known is None else _deadline(unit, known, FOREVER)
    return _deadline(unit, min(certain, cautious, key=_day_of), max(certain.day, cautious.day))


def _end(unit: Unit, row: DeliveryRow, facts: DeliveryFacts) -> End | None:
    start, agreed = Step("starts", unit.placed_on, "contract"), _promised(facts)
    if row.counted_from is DeliveryFrom.COMPLETE_ORDER and facts.complete_on is not None:
        start = Step("starts", facts.complete_on, "complete_order")
    days = row.credit_days if facts.seller_credit and row.credit_days is not None else row.days
    if days is None:
        return agreed
    if row.counted_from is DeliveryFrom.PROMISED_DAY:
        return _after(agreed.steps[0] if agreed is not None else start, Period(days))
    longest = _after(start, Period(days))
    if agreed is None:
        return longest
    return min(agreed, longest, key=_day_of) if row.hard_maximum else agreed


def _promised(facts: DeliveryFacts) -> End | None:
    day = facts.promised_by
    return None if day is None else End(day, day, (Step("promised", day, "delivery"),))


def _after(start: Step, period: Period, calendar: WorkingCalendar | None = None) -> End:
    """Count a period from a step, and keep the way."""
    end = period.end(start.day, calendar)
    return End(end.day, end.maybe, (start, _counts(end.day, period)))


def _day_of(end: End) -> date:
    return end.day


def _deadline(unit: Unit, sure: End, maybe: date) -> Deadline:
    hangs_on = ("law",) if sure.day != maybe else ()
    return Deadline(sure.day, maybe, unit.zone, hangs_on, sure.steps, unit.late_zone)


def start_by(unit: Unit, floor: Floor[DeliveryRow], facts: DeliveryFacts = NOTHING_PROMISED) -> Deadline | None:
    """
    Find the last day to start the supply, where a law sets one; None where none does.

    Source:
        For Korea, E-Commerce Consumer Protection Act, art. 15(1).

    .. versionadded:: 0.1.0
    """
    ends = [end for row in (floor.certain, floor.cautious) if (end := _start(unit, row, facts))]
    if not ends:
        return None
    first, maybe = min(ends, key=_day_of), max(end.maybe for end in ends)
    if len(ends) == 1:
        maybe = FOREVER
    hangs_on = ("calendar", "law") if first.day != maybe else ()
    return Deadline(first.day, maybe, unit.zone, hangs_on, first.steps, unit.late_zone)


def _start(unit: Unit, row: DeliveryRow, facts: DeliveryFacts) -> End | None:
    if facts.prepaid_on is not None and row.start_prepaid_working_days is not None:
        period = Period(row.start_prepaid_working_days, Length.WORKING_DAY)
        return _after(Step("starts", facts.prepaid_on, "prepaid"), period, unit.calendar)
    if row.start_days is None:
        return None
    return _after(Step("starts", unit.placed_on, "contract"), Period(row.start_days))


def late_delivery(
    unit: Unit, floor: Floor[DeliveryRow] | None, at: datetime, facts: DeliveryFacts = NOTHING_PROMISED
) -> Finding:
    """
    Judge whether the buyer may end the contract since the goods did not come, and what is missing if not.

    Source:
        Directive 2011/83/EU, art. 18(2), for the EU's own row; each row brings its own.

    .. versionadded:: 0.1.0
    """
    cites = () if floor is None else floor.cites(_USED)
    found = arrival(unit.order, [unit.line], unit.zone, unit.practices)
    if found is None or found.last != FOREVER:
        return refuse(DELIVERY_IN_TIME, cites=cites)
    if facts.refused:
        return accept(DELIVERY_REFUSED, cites=cites)
    deadline = deliver_by(unit, floor, facts)
    if deadline is None or floor is None:
        return refer(DELIVERY_NO_NUMBER, cites=cites)
    return attrs.evolve(_by_day(unit, floor.cautious, facts, deadline, at), cites=cites)


def _by_day(unit: Unit, row: DeliveryRow, facts: DeliveryFacts, deadline: Deadline, at: datetime) -> Finding:
    match deadline.judge(at):
        case Open():
            return refuse(NOT_LATE, last_day=deadline.sure)
        case Closed():
            return _when_late(row, facts, local_day(at, unit.zone), deadline.sure)
        case _:
            return refer(LAW_UNVERIFIED)


def _when_late(row: DeliveryRow, facts: DeliveryFacts, today: date, due_on: date) -> Finding:
    """Judge a delivery of which the last day has passed; what is still missing refuses."""
    if facts.agreed_until is not None and today <= facts.agreed_until:
        return refuse(DELIVERY_AGREED_LATER, until=facts.agreed_until)
    match row.late:
        case None:
            return refer(LAW_UNVERIFIED)
        case LateDelivery.EXTRA_PERIOD if not facts.essential:
            missing = _extra_period(facts.extra_until, today, due_on)
        case LateDelivery.AFTER_NOTICE:
            missing = _notice(facts.notice_on, row.notice_days or 0, today)
        case _:
            missing = None
    return missing or accept(MAY_END_CONTRACT)


def _extra_period(until: date | None, today: date, due_on: date) -> Finding | None:
    if until is None:
        return refuse(EXTRA_TIME_NEEDED, last_day=due_on)
    return refuse(EXTRA_TIME_RUNS, until=until) if today <= until else None


def _notice(given_on: date | None, days: int, today: date) -> Finding | None:
    if given_on is None:
        return refuse(NOTICE_NEEDED, days=days)
    until = given_on + timedelta(days)
    return refuse(NOTICE_RUNS, until=until) if today <= until else None


def refund_after_late_delivery(unit: Unit, floor: Floor[DeliveryRow], ended_on: date) -> Deadline | None:
    """
    Find the day by which the money must be back after a late contract ended; None where the law has no number.

    Args:
        unit: What did not come.

        floor: The law that governs; its cautious row says what a late refund costs.

        ended_on: The local day on which the buyer ended the contract.

    .. versionadded:: 0.1.0
    """
    periods = [
        Period(row.refund_within, row.refund_unit or Length.DAY)
        for row in (floor.certain, floor.cautious)
        if row.refund_within is not None
    ]
    if not periods:
        return None
    ends = [(period.end(ended_on, unit.calendar), period) for period in periods]
    first, period = min(ends, key=lambda end: end[0].day)
    sure, maybe = first.day, max(end.maybe for end, _ in ends)
    if len(ends) == 1:
        maybe = FOREVER
    unsure = tuple(dict.fromkeys(fact for end, _ in ends for fact in end.unsure)) or ("law",)
    steps = (Step("starts", ended_on, "ended"), _counts(sure, period))
    return Deadline(sure, maybe, unit.zone, unsure if sure != maybe else (), steps, unit.late_zone)


def _counts(day: date, period: Period) -> Step:
    return Step("counts", day, f"{period.length} {period.unit.value}")
