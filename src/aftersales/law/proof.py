"""Who has to prove that a defect was there at delivery, and by when the seller must be told of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from ..dates import FOREVER, Count, Period, add_months, local_day
from ..dates import Unit as Length
from ..decisions import N_, Answerer, Audience, Cite, Finding, Reason, accept, ask, refer, refuse
from ..orders import Arrival, Condition, Kind
from ..rights import Unit, phrase
from .books import Floor
from .rows import GuaranteeRow, Notify

__all__ = [
    "BURDEN_ON_CUSTOMER",
    "BURDEN_ON_SELLER",
    "BURDEN_UNCERTAIN",
    "DEFECT_DAY_UNKNOWN",
    "DEFECT_NOT_SHOWN",
    "DEFECT_SHOWN",
    "NOTIFIED_IN_TIME",
    "NOTIFIED_LATE",
    "NOTIFY_AT_ONCE",
    "NOTIFY_BEYOND_SAFE",
    "NOTIFY_LEFT_OPEN",
    "NOTIFY_UNCERTAIN",
    "burden_last_day",
    "burden_of_proof",
    "notification",
    "notify_by",
]

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
#: The seller was told of the defect in time.
NOTIFIED_IN_TIME = Reason(
    "law.notified_in_time", N_("You are in time if you tell us of the defect by {last_day}."), ("last_day",)
)
#: The seller was told of the defect too late.
NOTIFIED_LATE = Reason(
    "law.notified_late", N_("The law asks to be told of a defect by {last_day}, and we were told later."), ("last_day",)
)
#: The time that is always enough has passed; whether it was still reasonable is for a person.
NOTIFY_BEYOND_SAFE = Reason(
    "law.notify_beyond_safe",
    N_(
        "Until {last_day} it was in time for certain; a person must look whether it still was within a reasonable time."
    ),
    ("last_day",),
    audience=Audience.STAFF,
)
#: The law asks to be told at once, and has no number of days.
NOTIFY_AT_ONCE = Reason(
    "law.notify_at_once",
    N_("The law asks to be told of a defect at once: a person must look whether {told_on} still was."),
    ("told_on",),
    audience=Audience.STAFF,
)
#: States may ask to be told of a defect, and what this one does was not found out.
NOTIFY_LEFT_OPEN = Reason(
    "law.notify_left_open",
    N_("Whether this state asks to be told of a defect in a certain time was not found out; no limit is taken."),
    audience=Audience.STAFF,
)
#: Whether the seller was told in time depends on when the defect showed.
NOTIFY_UNCERTAIN = Reason(
    "law.notify_uncertain", N_("Whether you told us of the defect in time depends on when it first showed.")
)

_NOTIFY = frozenset({"notify"})
_TWO_MONTHS, _YEAR = 2, 12


def burden_of_proof(
    unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival, at: datetime, cites: tuple[Cite, ...]
) -> Finding:
    """
    Find who has to prove that the defect was there at delivery, and whether it was proved.

    After the time of the presumption the right lives on; only the proof moves to the buyer, so that a person looks.

    .. versionadded:: 0.1.0
    """
    if unit.existed_at_delivery is not None:
        return accept(DEFECT_SHOWN) if unit.existed_at_delivery else refuse(DEFECT_NOT_SHOWN)
    certain, cautious = _burden_ends(unit, floor, arrived.first)
    shown = unit.defect_on if unit.defect_on is not None else local_day(at, unit.zone)
    if shown <= certain:
        return accept(BURDEN_ON_SELLER, cites=cites, last_day=certain)
    if unit.defect_on is None:
        return ask(DEFECT_DAY_UNKNOWN, "defect_on", Answerer.CUSTOMER, cites=cites, last_day=cautious)
    if arrived.first != arrived.last and shown <= _burden_ends(unit, floor, arrived.last)[1]:
        fact = "delivered_on"
        return ask(BURDEN_UNCERTAIN, fact, Answerer.CARRIER, cites=cites, fact=phrase(fact))
    return refer(BURDEN_ON_CUSTOMER, cites=cites, last_day=certain if shown > cautious else cautious)


def _burden_ends(unit: Unit, floor: Floor[GuaranteeRow], arrived: date) -> tuple[date, date]:
    ends = [
        burden_last_day(unit, row, arrived, used=used)
        for row in (floor.certain, floor.cautious)
        for used in _counts_as_used(unit)
    ]
    return min(ends), max(ends)


def _counts_as_used(unit: Unit) -> tuple[bool, ...]:
    """Refurbished goods are used goods in some states and new ones in others."""
    return (True, False) if unit.line.condition is Condition.REFURBISHED else (unit.line.condition is Condition.USED,)


def burden_last_day(unit: Unit, row: GuaranteeRow, arrived: date, *, used: bool = False) -> date:
    """
    Find the last day on which a defect must show for the law to presume it; the day before the contract for none.

    .. versionadded:: 0.1.0
    """
    months = row.used_burden_months if used and row.used_burden_months is not None else row.burden_months
    if unit.line.kind is Kind.DIGITAL:
        months = row.digital_burden_months
    if months is None:
        return unit.placed_on - timedelta(1)
    if arrived == FOREVER or (row.burden_whole_period and unit.repairs):
        return FOREVER
    return Period(months, Length.MONTH, row.burden_count or Count.EVENT_DAY_OUT).end(arrived).day


def notify_by(unit: Unit, row: GuaranteeRow) -> date | None:
    """
    Find the last day on which telling the seller of the defect is in time for certain; None without a number or a day.

    .. versionadded:: 0.1.0
    """
    return None if unit.defect_on is None else _told_by(row, unit.defect_on)


def _told_by(row: GuaranteeRow, shown: date) -> date | None:
    match row.notify:
        case _ if shown == FOREVER:
            return FOREVER
        case Notify.TWO_MONTHS | Notify.REASONABLE_MIN_TWO_MONTHS:
            return add_months(shown, _TWO_MONTHS)
        case Notify.TWELVE_MONTHS:
            return add_months(shown, _YEAR)
        case Notify.AT_ONCE:
            return shown
        case _:
            return None


def notification(unit: Unit, floor: Floor[GuaranteeRow], arrived: Arrival, at: datetime) -> tuple[Finding, ...]:
    """
    Judge whether the seller was told of the defect in time, where the law asks for it.

    A limit that takes the right away refuses only where the row that sets it is certain; else a person looks.

    .. versionadded:: 0.1.0
    """
    row, cites = floor.cautious, floor.cites(_NOTIFY)
    if row.notify in (None, Notify.NONE) or unit.reason is None:
        return ()
    if row.notify is Notify.STATE_OPTION:
        return (accept(NOTIFY_LEFT_OPEN, cites=cites),)
    told = unit.told_on or local_day(at, unit.zone)
    if unit.defect_on is not None:
        return (attrs.evolve(_told(floor, unit.defect_on, told), cites=cites),)
    soonest = _told_by(row, arrived.first)
    if soonest is not None and told <= soonest:
        return (accept(NOTIFIED_IN_TIME, cites=cites, last_day=soonest),)
    return (ask(NOTIFY_UNCERTAIN, "defect_on", Answerer.CUSTOMER, cites=cites),)


def _told(floor: Floor[GuaranteeRow], shown: date, told: date) -> Finding:
    last, notify = _told_by(floor.cautious, shown) or shown, floor.cautious.notify
    if told <= last:
        return accept(NOTIFIED_IN_TIME, last_day=last)
    if notify is Notify.AT_ONCE:
        return refer(NOTIFY_AT_ONCE, told_on=told)
    if notify is Notify.REASONABLE_MIN_TWO_MONTHS or not _limit_is_certain(floor):
        return refer(NOTIFY_BEYOND_SAFE, last_day=last)
    return refuse(NOTIFIED_LATE, last_day=last)


def _limit_is_certain(floor: Floor[GuaranteeRow]) -> bool:
    return next((layer.certain for layer in reversed(floor.layers) if layer.row.notify is not None), False)
