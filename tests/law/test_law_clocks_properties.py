from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import FOREVER, Deadline, add_months
from aftersales.law import (
    DeliveryFacts,
    LateRefund,
    LateStep,
    Statement,
    book,
    claimable,
    deliver_by,
    guarantee_end,
    refund_due,
    send_back_by,
    withdrawal,
)
from aftersales.money import Money
from aftersales.orders import each_arrival
from aftersales.rights import Remedy, Repair, Unit
from tests.law.worked import unit_of

BOOK = book()
PLACES = sorted(code for code in BOOK.jurisdictions if code not in ("EU", "CA", "IN"))
ORDERED = date(2026, 8, 3)

places = st.sampled_from(PLACES)
delays = st.integers(1, 60)


def bought(place: str, *, after: int = 2, holidays: Iterable[int] = (), **more: Any) -> Unit:
    """Make a unit that arrived so many days after the order, with holidays so many days after it."""
    arrived = datetime(2026, 8, 3, 12, tzinfo=UTC) + timedelta(after)
    return unit_of({
        "residence": place,
        "zone": "UTC",
        "contract_at": "2026-08-03T10:00:00+00:00",
        "delivered": [arrived.isoformat()],
        "calendar": [(ORDERED + timedelta(day)).isoformat() for day in holidays],
        "stated": {"informs_of_withdrawal": True, "sends_document": True},
        "order": {"disclosed": False},
        **more,
    })  # fmt: skip


def ends(unit: Unit) -> list[Deadline]:
    """Find every deadline of the buyer's: to withdraw, to send back, and of the guarantee."""
    found = []
    claim = withdrawal(unit, BOOK)
    floor = BOOK.withdrawal(unit.order.buyer.residence, unit.placed_on)
    if claim is not None and floor is not None:
        found.append(claim.terms.deadline)
        back = send_back_by(unit, floor, Statement(sent_at=datetime(2026, 10, 1, tzinfo=UTC)))
        found += [back] if back is not None else []
    guarantee = BOOK.guarantee(unit.order.buyer.residence, unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    if guarantee is not None and arrived is not None:
        end = guarantee_end(unit, guarantee, arrived)
        found += [end.period, end.claim]
    return found


@given(place=places, early=delays, later=delays)
def test_a_later_delivery_never_gives_an_earlier_end(place: str, early: int, later: int) -> None:
    """
    Whoever gets the goods later has as long at least.
    """
    first, second = (ends(bought(place, after=after)) for after in sorted((early, later)))

    for one, two in zip(first, second, strict=True):
        assert one.sure <= two.sure
        assert one.maybe <= two.maybe


@given(place=places, after=delays, holidays=st.sets(st.integers(0, 120), max_size=12), more=st.integers(0, 120))
def test_a_holiday_more_never_shortens(place: str, after: int, holidays: set[int], more: int) -> None:
    """
    Another holiday moves an end on or leaves it.
    """
    without, with_it = (ends(bought(place, after=after, holidays=some)) for some in (holidays, holidays | {more}))

    for one, two in zip(without, with_it, strict=True):
        assert one.sure <= two.sure
        assert one.maybe <= two.maybe


repairs = st.lists(
    st.builds(
        lambda since, length, restored, remedy, same: Repair(
            remedy=remedy,
            requested_on=ORDERED + timedelta(since),
            handed_over_on=ORDERED + timedelta(since),
            returned_on=None if length is None else ORDERED + timedelta(since + length),
            restored=restored,
            same_defect=same,
        ),
        st.integers(10, 900),
        st.none() | st.integers(0, 90),
        st.none() | st.booleans(),
        st.sampled_from([Remedy.REPAIR, Remedy.REPLACEMENT]),
        st.none() | st.booleans(),
    ),
    max_size=6,
)


@given(place=places, history=repairs)
def test_a_repair_never_shortens_a_guarantee(place: str, history: list[Repair]) -> None:
    """
    Whatever was tried, the guarantee lasts as long as without it, and sure is never after maybe.
    """
    unit = bought(place)
    floor = BOOK.guarantee(place, unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    if floor is None or arrived is None:
        return
    plain = guarantee_end(unit, floor, arrived)
    repaired = guarantee_end(attrs.evolve(unit, repairs=tuple(history)), floor, arrived)

    for one, two in ((plain.period, repaired.period), (plain.claim, repaired.claim)):
        assert one.sure <= two.sure <= two.maybe
        assert one.maybe <= two.maybe
    assert repaired.period.sure <= repaired.claim.sure


@given(place=places, history=repairs)
def test_a_repair_more_never_shortens_a_guarantee(place: str, history: list[Repair]) -> None:
    """
    One more attempt leaves the end or moves it on.
    """
    unit = bought(place)
    floor = BOOK.guarantee(place, unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    if floor is None or arrived is None or not history:
        return
    fewer, all_ = (
        guarantee_end(attrs.evolve(unit, repairs=tuple(some)), floor, arrived) for some in (history[:-1], history)
    )

    assert fewer.period.sure <= all_.period.sure
    assert fewer.period.maybe <= all_.period.maybe


rules = st.sampled_from([
    rule
    for one in BOOK.jurisdictions.values()
    for rule in (*(row.late_refund for row in one.withdrawal), *(row.late_refund for row in one.delivery))
    if rule is not None
])  # fmt: skip


@given(rule=rules, minor=st.integers(0, 10**7), one=st.integers(-30, 2000), two=st.integers(-30, 2000))
def test_a_penalty_never_falls_with_the_delay(rule: LateRefund, minor: int, one: int, two: int) -> None:
    """
    Who waits longer for the money may claim as much at least, and never less than the money itself.
    """
    owed, due = Money(minor, "EUR"), date(2026, 6, 15)
    sooner, later = (claimable(owed, due, due + timedelta(days), rule).total for days in sorted((one, two)))

    assert owed <= sooner <= later


@given(place=places, back=st.none() | st.integers(0, 40), proof=st.none() | st.integers(0, 40), collected=st.booleans())
def test_goods_that_come_later_never_make_the_money_due_sooner(
    place: str, back: int | None, proof: int | None, *, collected: bool
) -> None:
    """
    A refund waits for goods or proof where the law lets it, and is never due before the notice.
    """
    unit = bought(place)
    floor = BOOK.withdrawal(place, unit.placed_on)
    if floor is None:
        return
    notice = datetime(2026, 8, 10, 12, tzinfo=UTC)

    def due(shift: int) -> date:
        days = (None if day is None else notice.date() + timedelta(day + shift) for day in (back, proof))
        back_on, proof_on = days
        found = refund_due(
            unit, floor, Statement(sent_at=notice, goods_back_on=back_on, proof_on=proof_on, collected=collected)
        )
        return found.due_on or FOREVER

    assert notice.date() <= due(0) <= due(7)


@given(place=places, promised=st.none() | st.integers(0, 90))
def test_a_delivery_is_never_due_before_it_was_ordered(place: str, promised: int | None) -> None:
    """
    Whatever was promised, sure is not after maybe and not before the contract.
    """
    unit = bought(place)
    by = None if promised is None else ORDERED + timedelta(promised)
    found = deliver_by(unit, BOOK.delivery(place, unit.placed_on), DeliveryFacts(promised_by=by))

    assert found is None or unit.placed_on <= found.sure <= found.maybe


def test_a_penalty_that_would_fall_is_refused() -> None:
    """
    Steps grow with the delay, so that nobody gains by waiting.
    """
    steps = (LateStep(after_days=0, percent=Decimal(10)), LateStep(after_days=10, percent=Decimal(5)))

    with pytest.raises(ValueError, match="steps"):
        LateRefund(steps=steps)


def test_months_of_delay_are_counted_by_the_calendar() -> None:
    """
    A month of delay ends on the day of the same number, whatever its length.
    """
    rule = LateRefund(monthly_percent=Decimal(5), monthly_after_days=0)
    due = date(2026, 1, 31)
    found = [claimable(Money(10000, "EUR"), due, day, rule).percent for day in (
        due, date(2026, 2, 28), date(2026, 3, 1), add_months(due, 2),
    )]  # fmt: skip

    assert [0, 5, 10, 10] == found
