from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from aftersales.dates import FOREVER, Deadline, GivenCalendar
from aftersales.decisions import Verdict
from aftersales.law import guarantee, guarantee_deadline, withdrawal, withdrawal_deadline
from aftersales.orders import Condition, Kind, LineFacts, Order, each_arrival
from aftersales.rights import Claim, Repair, ReturnReason, Unit
from aftersales.testing import strategies
from aftersales.testing.orders import a_line, an_order, delivered
from tests.law.units import BOOK, buyer, unit_of, verdict

PLACED = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIRST = date(2026, 1, 6)
#: Everybody with a right of withdrawal, or with a guarantee, by the rows of a day in 2026.
RIGHT = [
    code
    for code in sorted(BOOK.jurisdictions)
    if (floor := BOOK.withdrawal(code, PLACED.date())) is not None and floor.cautious.right
]
GUARANTEED = [
    code
    for code in sorted(BOOK.jurisdictions)
    if (floor_ := BOOK.guarantee(code, PLACED.date())) is not None and floor_.cautious.floor is not False
]
OFFSETS = st.integers(0, 400)

claims_of = st.sampled_from([ReturnReason.DEFECTIVE, ReturnReason.NOT_AS_DESCRIBED, ReturnReason.QUALITY])
moments = st.integers(0, 5 * 365 * 24).map(lambda hours: PLACED + timedelta(hours=hours))


def zone_of(code: str) -> str:
    """
    Take the first zone of a jurisdiction.
    """
    return next(iter(BOOK.jurisdictions[code].zones), "Europe/Brussels")


def order_for(code: str, on: date, *, kind: Kind = Kind.GOODS, **fields: Any) -> Order:
    """
    Sell something to a consumer there, and deliver it on a day.
    """
    known = {"document_on": FIRST, "disclosed": False, **fields}
    order = an_order(a_line(kind=kind), placed_at=PLACED, buyer=buyer(code, zone_of(code)), **known)
    return delivered(order, on)


@st.composite
def calendars(draw: st.DrawFn) -> GivenCalendar:
    """
    Draw a calendar of a few holidays in the two years after the sale, some of them uncertain.
    """
    days = st.frozensets(st.integers(0, 800).map(lambda days: FIRST + timedelta(days)), max_size=12)
    return GivenCalendar("drawn", draw(days), unsure=draw(days))


def until(code: str, order: Order, calendar: GivenCalendar | None, **fields: Any) -> Deadline:
    """
    Find the last day to withdraw.
    """
    floor = BOOK.withdrawal(code, PLACED.date())
    assert floor is not None
    return withdrawal_deadline(unit_of(order, calendar=calendar, **fields), floor)


def guaranteed_until(code: str, unit: Unit) -> Deadline:
    """
    Find the last day of the guarantee.
    """
    floor = BOOK.guarantee(code, PLACED.date())
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    assert floor is not None
    assert arrived is not None
    return guarantee_deadline(unit, floor, arrived)


@given(st.sampled_from(RIGHT), OFFSETS, st.integers(0, 60), calendars(), st.sampled_from([True, False, None]))
def test_a_later_delivery_never_gives_an_earlier_end(
    code: str,
    offset: int,
    later: int,
    calendar: GivenCalendar,
    informed: bool | None,  # noqa: FBT001 - drawn
) -> None:
    """
    Whatever the law, who waits longer for the goods has no less time after all.
    """
    one, two = (
        until(code, order_for(code, FIRST + timedelta(days), informed=informed), calendar)
        for days in (offset, offset + later)
    )

    assert one.sure <= two.sure
    assert one.maybe <= two.maybe


@given(st.data(), st.sampled_from(RIGHT), OFFSETS, calendars(), st.sampled_from([True, False, None]))
def test_one_more_holiday_never_shortens(
    data: st.DataObject,
    code: str,
    offset: int,
    calendar: GivenCalendar,
    informed: bool | None,  # noqa: FBT001 - drawn
) -> None:
    """
    A holiday moves an end on or leaves it.
    """
    order = order_for(code, FIRST + timedelta(offset), informed=informed)
    more = data.draw(st.integers(0, 800).map(lambda days: FIRST + timedelta(days)))
    fewer, longer = (
        until(code, order, attrs.evolve(calendar, days=days)) for days in (calendar.days, calendar.days | {more})
    )

    assert fewer.sure <= longer.sure
    assert fewer.maybe <= longer.maybe


@given(st.sampled_from(RIGHT), OFFSETS, st.none() | calendars(), st.none() | st.integers(0, 800))
def test_who_was_not_told_never_has_less_time(
    code: str, offset: int, calendar: GivenCalendar | None, told: int | None
) -> None:
    """
    Missing information, and late information, never shorten the period; not knowing lies between the two.
    """
    told_on = None if told is None else FIRST + timedelta(told)
    on = FIRST + timedelta(offset)
    told_in_time, unknown = (until(code, order_for(code, on, informed=said), calendar) for said in (True, None))
    never = until(code, order_for(code, on, informed=False), calendar)
    late = until(code, order_for(code, on, informed=False, informed_on=told_on), calendar)

    for one in (never, late):
        assert told_in_time.sure <= one.sure
        assert told_in_time.maybe <= one.maybe
    assert told_in_time.sure == unknown.sure
    assert never.maybe == unknown.maybe
    assert told_on is None or late == until(code, order_for(code, on, informed=None, informed_on=told_on), calendar)


@given(st.sampled_from(RIGHT), OFFSETS, calendars())
def test_a_calendar_lies_within_what_there_may_be_without_one(code: str, offset: int, calendar: GivenCalendar) -> None:
    """
    Whatever the true holidays are, the plain end is not later than the true one.
    """
    order = order_for(code, FIRST + timedelta(offset), informed=True)

    assert until(code, order, None).sure <= until(code, order, calendar).sure


@given(st.sampled_from(RIGHT), OFFSETS, st.none() | calendars(), st.sampled_from(Kind))
def test_the_sure_end_is_never_after_the_latest(
    code: str, offset: int, calendar: GivenCalendar | None, kind: Kind
) -> None:
    """
    A band is the right way round, and hangs on something exactly where it has two ends.
    """
    found = until(code, order_for(code, FIRST + timedelta(offset), kind=kind, informed=None), calendar)

    assert found.sure <= found.maybe
    assert (found.sure != found.maybe) <= bool(found.hangs_on)


@st.composite
def repairs(draw: st.DrawFn) -> tuple[Repair, ...]:
    """
    Draw up to three repairs one after the other, the last one maybe going on.
    """
    made, day = [], FIRST
    for _ in range(draw(st.integers(0, 3))):
        asked = day + timedelta(draw(st.integers(0, 300)))
        day = asked + timedelta(draw(st.integers(0, 60)))
        over: dict[str, Any] = draw(st.sampled_from([{"returned_on": day}, {"refused_on": day}, {}]))
        made.append(Repair(requested_on=asked, restored=draw(st.sampled_from([True, False, None])), **over))
    return tuple(made)


@given(st.data(), st.sampled_from(GUARANTEED), st.integers(0, 30), st.integers(0, 60))
def test_a_later_delivery_never_ends_the_guarantee_earlier(
    data: st.DataObject, code: str, offset: int, later: int
) -> None:
    """
    Of two deliveries the later one has the later end.
    """
    hidden = data.draw(st.sampled_from([True, False, None]))
    fields: dict[str, Any] = {"reason": data.draw(st.none() | claims_of), "hidden": hidden}
    one, two = (
        guaranteed_until(code, unit_of(order_for(code, FIRST + timedelta(days)), **fields))
        for days in (offset, offset + later)
    )

    assert one.sure <= two.sure
    assert one.maybe <= two.maybe


@given(st.data(), st.sampled_from(GUARANTEED), st.integers(0, 30))
def test_repairs_never_shorten_the_guarantee(data: st.DataObject, code: str, offset: int) -> None:
    """
    What was tried to put goods right takes no day away.
    """
    unit = unit_of(order_for(code, FIRST + timedelta(offset)), reason=data.draw(claims_of))
    shown = data.draw(st.none() | st.integers(0, 1500).map(lambda days: FIRST + timedelta(days)))
    unit = attrs.evolve(unit, defect_on=shown)
    without, with_ = (guaranteed_until(code, one) for one in (unit, attrs.evolve(unit, repairs=data.draw(repairs()))))

    assert without.sure <= with_.sure
    assert without.maybe <= with_.maybe


@given(st.data(), st.sampled_from(GUARANTEED), st.sampled_from(Condition))
def test_the_guarantee_has_ends_in_order(data: st.DataObject, code: str, condition: Condition) -> None:
    """
    The certain end is not after the latest one, whatever is known.
    """
    order = order_for(code, FIRST)
    line = attrs.evolve(order.lines[0], condition=condition, facts=data.draw(strategies.facts()))
    unit = unit_of(
        attrs.evolve(order, lines=(line,)),
        reason=data.draw(st.none() | claims_of),
        repairs=data.draw(repairs()),
        defect_on=data.draw(st.none() | st.just(FIRST) | st.just(date(2027, 6, 1))),
    )
    found = guaranteed_until(code, unit)

    assert found.sure <= found.maybe
    assert (found.sure != found.maybe) <= bool(found.hangs_on)


def all_claims(unit: Unit, at: datetime) -> list[Claim]:
    """
    Claim everything the law gives a unit.
    """
    claim = withdrawal(unit, BOOK)
    return [*guarantee(unit, BOOK, at), *([] if claim is None else [claim])]


@given(st.data(), strategies.orders(), moments)
def test_nothing_is_refused_because_something_is_unknown(data: st.DataObject, order: Order, at: datetime) -> None:
    """
    Where the law refuses with a fact unknown, no value of that fact would have opened it.
    """
    at = max(at, order.placed_at)
    line = data.draw(st.sampled_from(order.lines))
    known = data.draw(strategies.facts())
    unknown = [name for name in attrs.fields_dict(LineFacts) if getattr(known, name) is None]
    assume(unknown)
    name = data.draw(st.sampled_from(unknown))
    unit = unit_of(order, line.id, facts=known)
    claim = withdrawal(unit, BOOK)
    assume(claim is not None)
    assert claim is not None
    if verdict(claim, unit, at) is not Verdict.REFUSE:
        return
    for value in (True, False):
        settled = attrs.evolve(unit, facts=attrs.evolve(known, **{name: value}))
        same = withdrawal(settled, BOOK)
        assert same is None or verdict(same, settled, at) is Verdict.REFUSE


@given(st.data(), strategies.orders(), moments)
def test_every_order_gets_an_answer(data: st.DataObject, order: Order, at: datetime) -> None:
    """
    Whatever is known or not, every claim has a verdict, cites its law where it has one, and asks whom it can.
    """
    line = data.draw(st.sampled_from(order.lines))
    unit = unit_of(order, line.id, reason=data.draw(st.none() | claims_of), calendar=data.draw(st.none() | calendars()))
    for claim in all_claims(unit, max(at, order.placed_at)):
        assert verdict(claim, unit, max(at, order.placed_at)) in Verdict
        assert claim.findings
        assert claim.terms.deadline.maybe <= FOREVER
