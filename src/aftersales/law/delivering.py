"""By when the goods must be delivered, what the buyer may do when they are not, and when the money is then due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from ..dates import FOREVER, Closed, Deadline, End, Open, Period, Step, WorkingCalendar, local_day
from ..dates import Unit as Length
from ..decisions import N_, Answerer, Audience, Finding, Reason, Verdict, accept, ask, refer, refuse
from ..orders import BuyerKind, Practices, arrival
from ..rights import LAW_UNVERIFIED, Unit
from .books import Floor
from .parts import DeliveryFrom, LateDelivery
from .rows import DeliveryRow
from .withdrawals import BUYER_UNKNOWN, LAW_NOT_HELD, RESIDENCE_UNKNOWN, buyer_kind

__all__ = [
    "DELIVERY_AGREED_LATER",
    "DELIVERY_FOR_CONSUMERS",
    "DELIVERY_IN_TIME",
    "DELIVERY_NOTHING_DUE",
    "DELIVERY_NO_NUMBER",
    "DELIVERY_PUT_OFF",
    "DELIVERY_REFUSED",
    "DELIVERY_SENT",
    "DELIVERY_UNSEEN",
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
#: Nothing is left that could arrive, since all of it was cancelled.
DELIVERY_NOTHING_DUE = Reason("law.delivery_nothing_due", N_("Nothing of this order is still to arrive."))
#: It was sent, and nobody has seen it arrive.
DELIVERY_UNSEEN = Reason(
    "law.delivery_unseen",
    N_("Tell us whether your order has arrived: if not, it is late, and you may get your money back."),
)
#: The rule counts until the goods are sent, and they were.
DELIVERY_SENT = Reason(
    "law.delivery_sent",
    N_("The law names a day to send this order, and it was sent: a person must look what holds until it arrives."),
    audience=Audience.STAFF,
)
#: The rows speak of consumers only.
DELIVERY_FOR_CONSUMERS = Reason(
    "law.delivery_for_consumers",
    N_("We hold the law of late deliveries to consumers only, and a business bought this: a person must look."),
    audience=Audience.STAFF,
)
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
#: The buyer agreed to a later day, and the law says nothing of money after it.
DELIVERY_PUT_OFF = Reason("law.delivery_put_off", N_("You agreed to wait until {until}."), ("until",))
#: The law says "a reasonable time" and has no number.
DELIVERY_NO_NUMBER = Reason(
    "law.delivery_no_number",
    N_("The law names no day by which this order must arrive: a person must look whether it is late."),
    audience=Audience.STAFF,
)

#: Looking at what was seen, and not at what a shop estimates.
_NO_ESTIMATE = Practices()

_USED = frozenset({"days", "counted_from", "credit_days", "hard_maximum", "late", "notice_days", "reasonable_time"})


@attrs.frozen(kw_only=True)
class DeliveryFacts:
    """
    What was promised about the delivery, and what was said when it was late.

    Args:
        promised_by: The local day by which delivery was promised, such as the last day of a `DeliveryWindow`; where the
            law counts until the goods are sent (United States), the day to send them, its ``ship_by``. None if no day
            was promised.

        complete_on: The day on which the order was complete, with payment; None if that is the day of the contract.

        seller_credit: The buyer applied for the seller's credit to pay.

        prepaid_on: The day on which it was paid in advance; None if it was not.

        essential: The day was essential, or the buyer said so before the contract.

        refused: The seller refused to deliver.

        extra_until: The last day of a further suitable time that the buyer set; one that ends before the goods are late
            sets none.

        notice_on: The day on which the buyer gave notice of ending the contract; its days begin when the goods are late
            at the earliest.

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

    What was seen to arrive by then is not late any more, whenever it came. Of what was sent and not seen again, the
    answer asks, where it would open something. A person must look where the law is not held or not verified, where a
    business bought, and where the law counts until the goods are sent and they were.

    Args:
        unit: What did not come; the whole line is looked at, in all its parcels.

        floor: The law that governs, ``book().delivery(residence, unit.placed_on)``; None where none is held.

        at: The moment.

        facts: What was promised and said.

    Source:
        Directive 2011/83/EU, art. 18(2), for the EU's own row; each row brings its own. For the sending, 16 CFR 435.2.

    .. versionadded:: 0.1.0
    """
    cites = () if floor is None else floor.cites(_USED)
    today = local_day(at, unit.zone)
    found = _not_outstanding(unit, today) or _while_outstanding(unit, floor, facts, at, today)
    return attrs.evolve(found, cites=cites)


def _not_outstanding(unit: Unit, today: date) -> Finding | None:
    found = arrival(unit.order, [unit.line], unit.zone, _NO_ESTIMATE)
    if found is None:
        return refuse(DELIVERY_NOTHING_DUE)
    return refuse(DELIVERY_IN_TIME) if found.last <= today else None


def _while_outstanding(
    unit: Unit, floor: Floor[DeliveryRow] | None, facts: DeliveryFacts, at: datetime, today: date
) -> Finding:
    if facts.refused:
        return accept(DELIVERY_REFUSED)
    if buyer_kind(unit) is BuyerKind.BUSINESS:
        return _by_promise(unit, facts, at) or refer(DELIVERY_FOR_CONSUMERS)
    if floor is None:
        return _by_promise(unit, facts, at) or _without_law(unit)
    deadline = deliver_by(unit, floor, facts)
    if deadline is None:
        return refer(DELIVERY_NO_NUMBER)
    found = _by_day(unit, floor, facts, deadline, at)
    return _open_facts(unit, floor.cautious, today) or found if found.verdict is Verdict.ACCEPT else found


def _by_promise(unit: Unit, facts: DeliveryFacts, at: datetime) -> Finding | None:
    """Say that nothing is late before the day that was promised, whatever the law."""
    deadline = deliver_by(unit, None, facts)
    if deadline is None or not deadline.is_open(at):
        return None
    return refuse(NOT_LATE, last_day=deadline.sure)


def _without_law(unit: Unit) -> Finding:
    country = unit.order.buyer.country
    if country is None:
        return ask(RESIDENCE_UNKNOWN, "buyer.residence", Answerer.CUSTOMER)
    return refer(LAW_NOT_HELD, country=country)


def _open_facts(unit: Unit, row: DeliveryRow, today: date) -> Finding | None:
    """Judge what keeps a contract that is late from being ended at once."""
    if row.late is LateDelivery.WITHOUT_CONSENT and _all_sent(unit):
        return refer(DELIVERY_SENT)
    possible = arrival(unit.order, [unit.line], unit.zone, unit.practices)
    if possible is not None and possible.first <= today:
        return ask(DELIVERY_UNSEEN, "delivered_on", Answerer.CUSTOMER)
    return ask(BUYER_UNKNOWN, "buyer.kind", Answerer.SHOP) if buyer_kind(unit) is BuyerKind.UNKNOWN else None


def _all_sent(unit: Unit) -> bool:
    pools = unit.order.tally(unit.line.id)
    return max(pools.shipped - pools.lost, pools.delivered) >= pools.ordered - pools.cancelled


def _by_day(unit: Unit, floor: Floor[DeliveryRow], facts: DeliveryFacts, deadline: Deadline, at: datetime) -> Finding:
    match deadline.judge(at):
        case Open():
            return refuse(NOT_LATE, last_day=deadline.sure)
        case Closed():
            today = local_day(at, unit.zone)
            found = _when_late(floor.cautious, facts, today, deadline.sure)
            sure = found if floor.settled else _when_late(floor.certain, facts, today, deadline.sure)
            return found if found.verdict is sure.verdict else refer(LAW_UNVERIFIED)
        case _:
            return refer(LAW_UNVERIFIED)


def _when_late(row: DeliveryRow, facts: DeliveryFacts, today: date, due_on: date) -> Finding:
    """Judge a delivery of which the last day has passed; what is still missing refuses."""
    if facts.agreed_until is not None:
        if today <= facts.agreed_until:
            pays = row.late is LateDelivery.WITHOUT_CONSENT
            return refuse(DELIVERY_AGREED_LATER if pays else DELIVERY_PUT_OFF, until=facts.agreed_until)
        due_on = max(due_on, facts.agreed_until)
    match row.late:
        case None:
            return refer(LAW_UNVERIFIED)
        case LateDelivery.EXTRA_PERIOD if not facts.essential:
            missing = _extra_period(facts.extra_until, today, due_on)
        case LateDelivery.AFTER_NOTICE:
            missing = _notice(facts.notice_on, row.notice_days or 0, today, due_on)
        case _:
            missing = None
    return missing or accept(MAY_END_CONTRACT)


def _extra_period(until: date | None, today: date, due_on: date) -> Finding | None:
    if until is None or until <= due_on:
        return refuse(EXTRA_TIME_NEEDED, last_day=due_on)
    return refuse(EXTRA_TIME_RUNS, until=until) if today <= until else None


def _notice(given_on: date | None, days: int, today: date, due_on: date) -> Finding | None:
    if given_on is None:
        return refuse(NOTICE_NEEDED, days=days)
    until = max(given_on, due_on) + timedelta(days)
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
