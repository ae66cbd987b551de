"""
The steps of a deadline lead to the day that is told, whatever is known: by each law, by the policy, for every due.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import Count, Deadline, Period, Step, WorkingCalendar
from aftersales.dates import Unit as Length
from aftersales.law import (
    DeliveryFacts,
    Statement,
    deliver_by,
    early_exit_deadline,
    guarantee,
    guarantee_end,
    refund_after_defect,
    refund_after_late_delivery,
    refund_due,
    send_back_by,
    start_by,
    withdrawal,
)
from aftersales.orders import Kind, Order, Seen, Sighting, each_arrival
from aftersales.returns import decide
from aftersales.rights import Unit
from aftersales.testing.orders import a_line, an_order, sent
from tests.law.test_law_properties import FIRST, PLACED, calendars, claims_of, repairs, zone_of
from tests.law.units import BOOK, buyer, unit_of
from tests.returns.drawn import Drawn, cases

PLACES = st.sampled_from(sorted(BOOK.jurisdictions))
MAYBE = st.sampled_from([True, False, None])
days = st.none() | st.integers(0, 800).map(lambda after: FIRST + timedelta(after))


def leads_to_its_day(deadline: Deadline, calendar: WorkingCalendar | None = None) -> bool:
    """
    Follow the steps: each count is right, and the last one is the day that is told.
    """
    steps = deadline.steps
    counted = all(right(before.day, step, calendar) for before, step in pairwise(steps) if step.code == "counts")
    return counted and (not steps or (steps[0].code != "counts" and deadline.sure == steps[-1].day))


def right(start: date, step: Step, calendar: WorkingCalendar | None) -> bool:
    """
    Count a step again, with the day it starts on or without it.
    """
    length, unit = step.detail.split()
    ends = {Period(int(length), Length(unit), count).end(start, calendar).day for count in Count}
    return step.day in ends


@st.composite
def sales(draw: st.DrawFn, code: str) -> Order:
    """
    Draw a sale of two lines, each in its parcel, of which everything or nothing was seen.
    """
    kinds = [draw(st.sampled_from(Kind)) for _ in range(2)]
    order = an_order(
        *(a_line(f"line-{place}", kind=kind) for place, kind in enumerate(kinds, start=1)),
        placed_at=PLACED,
        buyer=buyer(code, zone_of(code)),
        informed=draw(st.sampled_from([False, None])),
        informed_on=draw(days),
        document_on=draw(days),
        disclosed=draw(MAYBE),
        recurring=draw(st.booleans()),
    )
    for line in order.line_ids:
        seen = st.tuples(st.sampled_from(Seen), st.integers(0, 60)).map(
            lambda told: Sighting(what=told[0], on=FIRST + timedelta(told[1]))
        )
        if draw(st.booleans()):
            order = sent(order, *draw(st.lists(seen, max_size=2)), units={line: 1}, shipped_at=PLACED)
    return order


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """
    Draw a unit of such a sale, with what was said about it, in one zone or two.
    """
    code = draw(PLACES)
    fields: dict[str, Any] = {
        "reason": draw(st.none() | claims_of),
        "repairs": draw(repairs()),
        "defect_on": draw(days),
        "hidden": draw(MAYBE),
        "late_zone": draw(st.sampled_from(["", *BOOK.jurisdictions[code].zones[-1:]])),
    }
    return unit_of(draw(sales(code)), calendar=draw(st.none() | calendars()), **fields)


@given(units())
def test_a_right_is_told_by_steps_that_lead_to_its_last_day(unit: Unit) -> None:
    """
    Whatever the law and whatever is known, a lawyer who follows the steps comes to the day that is sure.
    """
    claim = withdrawal(unit, BOOK)
    claims = [*guarantee(unit, BOOK, datetime(2026, 3, 1, tzinfo=UTC)), *([] if claim is None else [claim])]

    assert all(leads_to_its_day(one.terms.deadline, unit.calendar) for one in claims)


@given(units())
def test_both_ends_of_a_guarantee_are_told_so(unit: Unit) -> None:
    """
    So are the end of the period and the short time after delivery.
    """
    floor = BOOK.guarantee(unit.order.buyer.residence, unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    if floor is None or arrived is None:
        return
    end, early = guarantee_end(unit, floor, arrived), early_exit_deadline(unit, floor, arrived)

    assert leads_to_its_day(end.period)
    assert leads_to_its_day(end.claim)
    assert early is None or leads_to_its_day(early)


@given(st.data(), units(), days, days, st.booleans())
def test_what_is_due_is_told_so(
    data: st.DataObject,
    unit: Unit,
    back_on: date | None,
    proof_on: date | None,
    collected: bool,  # noqa: FBT001 - drawn
) -> None:
    """
    So are the days by which money, goods and deliveries are due.
    """
    residence, found = unit.order.buyer.residence, []
    statement = Statement(sent_at=PLACED, goods_back_on=back_on, proof_on=proof_on, collected=collected)
    promised = data.draw(st.none() | st.builds(Period, st.integers(0, 20), st.sampled_from([*Length])))
    facts = DeliveryFacts(promised_by=data.draw(days), complete_on=data.draw(days), prepaid_on=data.draw(days))
    if (floor := BOOK.withdrawal(residence, unit.placed_on)) is not None:
        due = refund_due(unit, floor, statement, promised=promised)
        found += [due.deadline, send_back_by(unit, floor, statement)]
    if (liable := BOOK.guarantee(residence, unit.placed_on)) is not None:
        found.append(refund_after_defect(unit, liable, FIRST))
    delivery = BOOK.delivery(residence, unit.placed_on)
    found.append(deliver_by(unit, delivery, facts))
    if delivery is not None:
        found += [start_by(unit, delivery, facts), refund_after_late_delivery(unit, delivery, FIRST)]

    assert all(leads_to_its_day(one, unit.calendar) for one in found if one is not None)


@given(cases())
def test_every_option_is_told_so(case: Drawn) -> None:
    """
    So is every option of a decision, by the law and by the policy.
    """
    answers = decide(case.order, case.request, case.desk, case.at)

    assert all(leads_to_its_day(one.terms.deadline) for answer in answers.lines for one in answer.options)
