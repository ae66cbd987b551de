"""By when the goods must be delivered, what the buyer may do when they are not, and when the money is then due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from ..dates import FOREVER, Closed, Deadline, Open, Period, Step, WorkingCalendar, local_day
from ..dates import Unit as Length
from ..decisions import N_, Audience, Finding, Reason, accept, refer, refuse
from ..orders import arrival
from ..rights import LAW_UNVERIFIED, Unit
from .book import Floor
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
        return None if facts.promised_by is None else _deadline(unit, facts.promised_by, facts.promised_by)
    certain = cautious = _end(unit, floor.cautious, facts)
    if not floor.settled:
        certain = _end(unit, floor.certain, facts)
    if cautious is None or certain is None:
        known = cautious or certain
        return None if known is None else _deadline(unit, known, FOREVER)
    return _deadline(unit, min(certain, cautious), max(certain, cautious))


def _end(unit: Unit, row: DeliveryRow, facts: DeliveryFacts) -> date | None:
    start, promised = unit.placed_on, facts.promised_by
    if row.counted_from is DeliveryFrom.COMPLETE_ORDER and facts.complete_on is not None:
        start = facts.complete_on
    days = row.credit_days if facts.seller_credit and row.credit_days is not None else row.days
    if days is None:
        return promised
    if row.counted_from is DeliveryFrom.PROMISED_DAY:
        return (promised or start) + timedelta(days)
    longest = start + timedelta(days)
    if promised is None:
        return longest
    return min(promised, longest) if row.hard_maximum else promised


def _deadline(unit: Unit, sure: date, maybe: date) -> Deadline:
    steps = (Step("starts", unit.placed_on, "contract"), Step("counts", sure, "delivery"))
    return Deadline(sure, maybe, unit.zone, ("law",) if sure != maybe else (), steps, unit.late_zone)


def start_by(unit: Unit, floor: Floor[DeliveryRow], facts: DeliveryFacts = NOTHING_PROMISED) -> Deadline | None:
    """
    Find the last day to start the supply, where a law sets one; None where none does.

    Source:
        For Korea, E-Commerce Consumer Protection Act, art. 15(1).

    .. versionadded:: 0.1.0
    """
    ends = [end for row in (floor.certain, floor.cautious) if (end := _start(unit, row, facts, unit.calendar))]
    if not ends:
        return None
    sure, maybe = min(end[0] for end in ends), max(end[1] for end in ends)
    if len(ends) == 1:
        maybe = FOREVER
    hangs_on = ("calendar", "law") if sure != maybe else ()
    return Deadline(sure, maybe, unit.zone, hangs_on, (Step("counts", sure, "start"),), unit.late_zone)


def _start(
    unit: Unit, row: DeliveryRow, facts: DeliveryFacts, calendar: WorkingCalendar | None
) -> tuple[date, date] | None:
    if facts.prepaid_on is not None and row.start_prepaid_working_days is not None:
        end = Period(row.start_prepaid_working_days, Length.WORKING_DAY).end(facts.prepaid_on, calendar)
        return end.day, end.maybe
    if row.start_days is None:
        return None
    day = unit.placed_on + timedelta(row.start_days)
    return day, day


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
    ends = [
        Period(row.refund_within, row.refund_unit or Length.DAY).end(ended_on, unit.calendar)
        for row in (floor.certain, floor.cautious)
        if row.refund_within is not None
    ]
    if not ends:
        return None
    sure, maybe = min(end.day for end in ends), max(end.maybe for end in ends)
    if len(ends) == 1:
        maybe = FOREVER
    unsure = tuple(dict.fromkeys(fact for end in ends for fact in end.unsure)) or ("law",)
    steps = (Step("starts", ended_on, "ended"), Step("counts", sure, f"{floor.cautious.refund_within} day"))
    return Deadline(sure, maybe, unit.zone, unsure if sure != maybe else (), steps, unit.late_zone)
