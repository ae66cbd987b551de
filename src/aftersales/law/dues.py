"""
What is due after a withdrawal: the money, by which means, and the goods.

A day that the certain and the cautious rows find differently makes a band, as everywhere: the trader is in time for
certain until *sure*, and late for certain after *maybe*.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

import attrs

from ..dates import FOREVER, Count, Deadline, Period, Roll, Step, aware, local_day, roll_on
from ..dates import Unit as Length
from ..decisions import N_, Answerer, Cite, Finding, Reason, accept, ask, refuse
from ..errors import facts_error
from ..orders import Kind
from ..rights import Unit
from .books import Floor
from .extra_days import with_extra_days
from .parts import LateRefund
from .rows import GuaranteeRow, RefundFrom, WithdrawalRow, Withhold

__all__ = [
    "MEANS_AGREED",
    "MEANS_NOT_AGREED",
    "MEANS_UNCERTAIN",
    "REFUND_AT_ONCE",
    "REFUND_DUE",
    "REFUND_WITHHELD",
    "CountedFrom",
    "RefundDue",
    "Statement",
    "means_of_refund",
    "refund_after_defect",
    "refund_due",
    "send_back_by",
]

#: The day on which the refund is due is known.
REFUND_DUE = Reason("law.refund_due", N_("Your money is due by {due_on}."), ("due_on",))
#: The refund may wait for the goods, or for proof that they were sent.
REFUND_WITHHELD = Reason(
    "law.refund_withheld",
    N_("Your withdrawal is valid. The refund may wait until the goods are back, or until you show that you sent them."),
)
#: The law wants the refund at once, and has no number of days.
REFUND_AT_ONCE = Reason("law.refund_at_once", N_("Your money is due at once; the law names no number of days."))
#: The money goes back the way it came, or as expressly agreed.
MEANS_AGREED = Reason("law.means_agreed", N_("Your money may go back this way."))
#: A means of payment the buyer did not use and did not agree to.
MEANS_NOT_AGREED = Reason(
    "law.means_not_agreed", N_("Your money goes back the way you paid, unless you expressly agree to another.")
)
#: Whether the buyer agreed to another means is not known.
MEANS_UNCERTAIN = Reason("law.means_uncertain", N_("Do you expressly agree to get your money in another way?"))
_USED = frozenset({"refund_within", "refund_unit", "refund_from", "withhold", "late_refund"})


@attrs.frozen(kw_only=True)
class Statement:
    """
    A declared withdrawal, and what happened to the goods since.

    It is in time if it was sent in time; the trader's own time runs from the day it arrived.

    Args:
        sent_at: When the buyer sent it.

        received_at: When it arrived; None for what arrives as it is sent.

        proof_on: The local day on which the trader got proof that the goods were sent.

        goods_back_on: The local day on which the trader got the goods; None while they are not back.

        collected: Whether the trader offered to collect them.

    Raises:
        FactsError: If it arrived before it was sent.

    .. versionadded:: 0.1.0
    """

    sent_at: datetime
    received_at: datetime | None = None
    proof_on: date | None = None
    goods_back_on: date | None = None
    collected: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse times without a zone and an arrival before the sending."""
        aware("sent_at", self.sent_at)
        if self.received_at is not None and aware("received_at", self.received_at) < self.sent_at:
            raise facts_error("received_at", "a time not before sent_at", self.received_at.isoformat())

    @property
    def notice_at(self) -> datetime:
        """When the trader was told."""
        return self.sent_at if self.received_at is None else self.received_at


class CountedFrom(Enum):
    """The event from which the time to refund was counted."""

    NOTICE = "notice"
    GOODS = "goods"
    PROOF = "proof"


@attrs.frozen(kw_only=True)
class RefundDue:
    """
    When the money is due.

    Args:
        deadline: The trader's last day; None while the refund may be withheld, and where the law has no number.

        counted_from: The event that started the time; None where nothing started it.

        withheld: Whether it waits for the goods or for proof. The withdrawal is valid all the same.

        late: What a late refund costs, by the cautious rows.

        findings: What was found, for the customer.

        cites: What it stands on.

    .. versionadded:: 0.1.0
    """

    deadline: Deadline | None
    counted_from: CountedFrom | None
    withheld: bool
    late: LateRefund | None
    findings: tuple[Finding, ...]
    cites: tuple[Cite, ...]

    @property
    def due_on(self) -> date | None:
        """The last day on which the trader is in time for certain."""
        return None if self.deadline is None else self.deadline.sure


@attrs.frozen
class _Found:
    sure: date
    maybe: date
    counted_from: CountedFrom
    unsure: tuple[str, ...]
    steps: tuple[Step, ...]


def refund_due(
    unit: Unit, floor: Floor[WithdrawalRow], statement: Statement, *, promised: Period | None = None
) -> RefundDue:
    """
    Find the day by which the money must be back after a withdrawal.

    Whether the trader's own time moves off a day that is no working day is open, so that a rolled day is the later one
    and never the sure one.

    Args:
        unit: What goes back.

        floor: The law that governs.

        statement: The withdrawal.

        promised: A kinder time that the shop promised, from the notice on.

    Source:
        Directive 2011/83/EU, art. 13(1) and (3), for the EU's own rows; each row brings its own.

    .. versionadded:: 0.1.0
    """
    cites, late = floor.cites(_USED), floor.cautious.late_refund
    rows = (floor.cautious,) if floor.settled else (floor.cautious, floor.certain)
    waits = [_waits(unit, row, statement) for row in rows]
    if all(waits):
        finding = accept(REFUND_WITHHELD, cites=cites)
        return RefundDue(deadline=None, counted_from=None, withheld=True, late=late, findings=(finding,), cites=cites)
    found = [
        one
        for row, waiting in zip(rows, waits, strict=True)
        if not waiting and (one := _found(unit, row, statement, promised))
    ]
    if not found:
        finding = accept(REFUND_AT_ONCE, cites=cites)
        return RefundDue(
            deadline=None, counted_from=CountedFrom.NOTICE, withheld=False, late=late, findings=(finding,), cites=cites
        )
    first = min(found, key=lambda one: one.sure)
    sure = first.sure
    maybe = FOREVER if len(found) < len(rows) else max(one.maybe for one in found)
    hangs_on = tuple(dict.fromkeys((*(fact for one in found for fact in one.unsure), "law"))) if sure != maybe else ()
    deadline = Deadline(sure, maybe, unit.zone, hangs_on, first.steps, unit.late_zone)
    return RefundDue(
        deadline=deadline,
        counted_from=found[0].counted_from,
        withheld=False,
        late=late,
        findings=(accept(REFUND_DUE, cites=cites, due_on=sure),),
        cites=cites,
    )


def _has_goods(unit: Unit) -> bool:
    """Say whether there is something to send back at all."""
    if unit.line.kind is not Kind.GOODS:
        return False
    pools = unit.order.tally(unit.line.id)
    return not unit.order.parcels or max(pools.shipped, pools.delivered) > pools.lost


def _released_on(unit: Unit, statement: Statement, *, proof: bool) -> tuple[date, CountedFrom] | None:
    """Find the day from which the trader has the goods, or proof where that is enough; None while there is neither."""
    days = [(statement.goods_back_on, CountedFrom.GOODS), (statement.proof_on if proof else None, CountedFrom.PROOF)]
    known = [(day, event) for day, event in days if day is not None]
    return min(known, key=lambda pair: pair[0], default=None) if _has_goods(unit) else None


def _from_goods(unit: Unit, row: WithdrawalRow, statement: Statement) -> bool:
    """Say whether the time runs from the goods: not where there are none, nor where the trader collects them."""
    if not _has_goods(unit) or row.refund_from in (None, RefundFrom.NOTICE):
        return False
    return row.refund_from is RefundFrom.GOODS_RECEIVED or not statement.collected


def _waits(unit: Unit, row: WithdrawalRow, statement: Statement) -> bool:
    """Say whether the trader may wait: the goods are not back, and no proof came that is enough."""
    if not _has_goods(unit):
        return False
    if _from_goods(unit, row, statement):
        proof = row.refund_from is RefundFrom.GOODS_BACK_OR_PROOF
        return _released_on(unit, statement, proof=proof) is None
    if statement.collected or row.withhold in (None, Withhold.NO):
        return False
    return _released_on(unit, statement, proof=row.withhold is Withhold.UNTIL_GOODS_OR_PROOF) is None


def _found(unit: Unit, row: WithdrawalRow, statement: Statement, promised: Period | None) -> _Found | None:
    first, last = _notice_days(unit, statement)
    event = CountedFrom.NOTICE
    if _from_goods(unit, row, statement):
        released = _released_on(unit, statement, proof=row.refund_from is RefundFrom.GOODS_BACK_OR_PROOF)
        if released is not None:
            first, last, event = released[0], released[0], released[1]
    calendar = with_extra_days(unit.calendar, row.extra_days or frozenset())
    periods = [promised] if promised is not None else []
    if row.refund_within is not None:
        periods.append(Period(row.refund_within, row.refund_unit or Length.DAY))
    if not periods:
        return None
    ends = [period.end(first, calendar) for period in periods]
    sure, counted = min((end.day, index) for index, end in enumerate(ends))
    steps = [
        Step("starts", first, event.value),
        Step("counts", sure, f"{periods[counted].length} {periods[counted].unit.value}"),
    ]
    maybe = min(period.end(last, calendar).maybe for period in periods)
    if row.refund_unit is not Length.WORKING_DAY and row.refund_within:
        maybe = roll_on(maybe, row.roll or Roll.NONE, calendar).maybe
    if row.withhold in (Withhold.UNTIL_GOODS, Withhold.UNTIL_GOODS_OR_PROOF) and not statement.collected:
        released = _released_on(unit, statement, proof=row.withhold is Withhold.UNTIL_GOODS_OR_PROOF)
        if released is not None and released[0] > sure:
            sure, maybe = released[0], max(maybe, released[0])
            steps.append(Step("extends", sure, released[1].value))
    return _Found(sure, maybe, event, tuple(fact for end in ends for fact in end.unsure), tuple(steps))


def _notice_days(unit: Unit, statement: Statement) -> tuple[date, date]:
    zones = (unit.zone, unit.late_zone) if unit.late_zone else (unit.zone,)
    days = [local_day(statement.notice_at, zone) for zone in zones]
    return min(days), max(days)


def send_back_by(unit: Unit, floor: Floor[WithdrawalRow], statement: Statement) -> Deadline | None:
    """
    Find the last day on which the buyer may hand the goods over to be sent back; None where no law sets one.

    Sending them is enough. It is the buyer's own time, so that its end moves as the period of withdrawal does.

    .. versionadded:: 0.1.0
    """
    ends, sent_on = [], local_day(statement.sent_at, unit.zone)
    starts = Step("starts", sent_on, "sent")
    for row in (floor.certain, floor.cautious):
        if row.send_back_days is not None:
            period = Period(row.send_back_days, roll=row.roll or Roll.NONE)
            end = period.end(sent_on, with_extra_days(unit.calendar, row.extra_days or frozenset()))
            counts = Step("counts", period.plain_end(sent_on), f"{period.length} day")
            ends.append(attrs.evolve(end, steps=(starts, counts, *end.steps)))
    if not ends or not _has_goods(unit) or statement.collected:
        return None
    first = min(ends, key=lambda end: end.day)
    maybe = max(end.maybe for end in ends) if len(ends) == len((floor.certain, floor.cautious)) else FOREVER
    unsure = tuple(dict.fromkeys(fact for end in ends for fact in end.unsure)) or ("law",)
    return Deadline(first.day, maybe, unit.zone, unsure if first.day != maybe else (), first.steps, unit.late_zone)


def means_of_refund(
    unit: Unit,
    floor: Floor[WithdrawalRow],
    offered: str,
    *,
    paid_with: Iterable[str] = (),
    agreed: bool | None = None,
) -> Finding:
    """
    Judge whether the money may go back by a means of payment.

    Args:
        unit: What goes back.

        floor: The law that governs.

        offered: The host's word for the means, such as ``card`` or ``store_credit``.

        paid_with: How it was paid, where the order has no tenders.

        agreed: Whether the buyer expressly agreed, at no cost.

    .. versionadded:: 0.1.0
    """
    cites = floor.cites(frozenset({"same_means"}))
    used = {tender.kind for tender in unit.order.tenders} | set(paid_with)
    if not floor.cautious.same_means or offered in used or agreed:
        return accept(MEANS_AGREED, cites=cites)
    if agreed is None:
        return ask(MEANS_UNCERTAIN, "means_agreed", Answerer.CUSTOMER, cites=cites)
    return refuse(MEANS_NOT_AGREED, cites=cites)


def refund_after_defect(unit: Unit, floor: Floor[GuaranteeRow], event_on: date) -> Deadline | None:
    """
    Find the day by which the money must be back after a contract ended for a defect; None where no row has a number.

    Args:
        unit: What was defective.

        floor: The law that governs.

        event_on: The day from which the law counts: the seller agrees (Britain), or has the goods back.

    .. versionadded:: 0.1.0
    """
    ends = [
        (Period(row.refund_within, Length.DAY, row.refund_count or Count.EVENT_DAY_OUT).end(event_on).day, row)
        for row in (floor.certain, floor.cautious)
        if row.refund_within is not None
    ]
    if not ends:
        return None
    sure, row = min(ends, key=lambda end: end[0])
    maybe = max(day for day, _ in ends) if len(ends) == len((floor.certain, floor.cautious)) else FOREVER
    steps = (Step("starts", event_on, "refund_agreed"), Step("counts", sure, f"{row.refund_within} day"))
    return Deadline(sure, maybe, unit.zone, ("law",) if sure != maybe else (), steps, unit.late_zone)
