from collections.abc import Iterator
from datetime import date
from enum import Enum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import Count, Roll
from aftersales.law import book
from aftersales.law.books import Floor, LawBook
from aftersales.law.rows import (
    Confidence,
    ExceptionCode,
    Jurisdiction,
    Notify,
    NotInformed,
    RefundFrom,
    ReturnCost,
    Row,
    Start,
    WithdrawalRow,
    Withhold,
)
from aftersales.orders import Outbound

BOOK = book()
CODES = sorted(BOOK.jurisdictions)
TOPICS = ("withdrawal", "guarantee", "delivery")
SAID_OF_ITSELF = {field.name for field in attrs.fields(Row)}

#: What is kinder, written down again and independently of the library: fields of which more is, or less is.
MORE = {
    "right", "period", "before_delivery", "not_informed_months", "not_informed_days", "send_back_days", "same_means",
    "unposted_policy_days", "floor", "months", "days_durable", "days_non_durable", "used_min_months", "burden_months",
    "used_burden_months", "early_exit_days", "early_exit_presumed", "hidden_from_discovery", "suspended_while_away",
    "suspended_by_complaint", "extend_after_repair_months", "extend_after_repair_times", "extend_each_repair",
    "extend_later_repairs_months", "same_defect_months", "late_defect_tail_months", "claim_tail_months",
    "repaired_tail_months",
}  # fmt: skip
LESS = {"refund_within", "repair_cap_days", "days", "set_off", "not_informed_months_first", "steps_if_paid"}
LADDERS: tuple[tuple[Enum, ...], ...] = (
    (Roll.NONE, Roll.SUNDAY_HOLIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY),
    (ReturnCost.CONSUMER, ReturnCost.CONSUMER_IF_INFORMED, ReturnCost.TRADER),
    (Outbound.NONE, Outbound.STANDARD, Outbound.ALL),
    (Count.EVENT_DAY_IN, Count.EVENT_DAY_OUT),
    (Start.CONTRACT, Start.RECEIPT_FIRST, Start.RECEIPT, Start.RECEIPT_LAST),
    (NotInformed.NONE, NotInformed.ADD_MONTHS, NotInformed.UNLIMITED),
    (RefundFrom.GOODS_RECEIVED, RefundFrom.GOODS_BACK_OR_PROOF, RefundFrom.NOTICE),
    (Withhold.UNTIL_GOODS, Withhold.UNTIL_GOODS_OR_PROOF, Withhold.NO),
    (Notify.AT_ONCE, Notify.TWO_MONTHS, Notify.REASONABLE_MIN_TWO_MONTHS, Notify.TWELVE_MONTHS, Notify.NONE),
)
#: Fields that take from the consumer where they are stated; the certain floor may state them alone.
TAKES = {
    "exceptions", "notify", "return_cost", "send_back_days", "set_off", "used_burden_months", "used_min_months",
    "withhold", "not_informed_months_first", "steps_if_paid",
}  # fmt: skip

days = st.dates(date(1991, 1, 1), date(2032, 12, 31))


def turns() -> list[date]:
    """Find every day on which some row starts, and the day before it."""
    starts = {
        row.in_force_from for one in BOOK.jurisdictions.values() for topic in TOPICS for row in getattr(one, topic)
    }
    return sorted({day for start in starts for day in (start, date.fromordinal(start.toordinal() - 1))})


def kindness(name: str, value: object) -> int | None:
    """Rank a value of a field, or None where nothing is kinder than anything else."""
    if isinstance(value, frozenset):
        return -len(value) if name == "exceptions" else len(value)
    if isinstance(value, int):
        return int(value) if name in MORE else -int(value) if name in LESS else None
    if value is Notify.STATE_OPTION:
        value = Notify.NONE
    ladder = next((steps for steps in LADDERS if value in steps), None)
    return None if ladder is None else ladder.index(value)


def fields(floor: Floor[Row]) -> Iterator[tuple[str, object, object]]:
    """Go through the acting fields: name, certain value, cautious value."""
    for field in attrs.fields(type(floor.certain)):
        if field.name not in SAID_OF_ITSELF:
            yield field.name, getattr(floor.certain, field.name), getattr(floor.cautious, field.name)


def floor_of(code: str, topic: str, on: date) -> Floor[Row] | None:
    """Find the floor of a topic by its name."""
    floor: Floor[Row] | None = getattr(BOOK, topic)(code, on)
    return floor


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("code", CODES)
def test_certain_never_gives_more_than_cautious(code: str, topic: str) -> None:
    """
    On every day around a change, no field of the certain floor is kinder than the cautious floor's.
    """
    for day in turns():
        floor = floor_of(code, topic, day)
        for name, certain, cautious in fields(floor) if floor is not None else ():
            if certain is None:
                assert name not in TAKES or cautious is None
                continue
            assert cautious is not None
            ranks = kindness(name, certain), kindness(name, cautious)
            if None not in ranks:
                assert ranks[0] <= ranks[1], (day, name)  # type: ignore[operator]


@given(code=st.sampled_from(CODES), topic=st.sampled_from(TOPICS), on=days)
def test_certain_never_gives_more_on_any_day(code: str, topic: str, on: date) -> None:
    """
    The same holds on days picked at random.
    """
    floor = floor_of(code, topic, on)
    for name, certain, cautious in fields(floor) if floor is not None else ():
        ranks = kindness(name, certain), kindness(name, cautious)
        if certain is not None and cautious is not None and None not in ranks:
            assert ranks[0] <= ranks[1]  # type: ignore[operator]


@given(code=st.sampled_from(CODES), topic=st.sampled_from(TOPICS), on=days)
def test_a_layer_only_adds_or_replaces_what_it_states(code: str, topic: str, on: date) -> None:
    """
    The cautious value of a field is that of the last layer that states it, and of no layer that does not.
    """
    floor = floor_of(code, topic, on)
    for name, _, cautious in fields(floor) if floor is not None else ():
        assert floor is not None
        stated = [getattr(layer.row, name) for layer in floor.layers if getattr(layer.row, name) is not None]
        assert (stated[-1] if stated else None) == cautious


@given(code=st.sampled_from(CODES), topic=st.sampled_from(TOPICS), on=days)
def test_only_rows_in_force_are_layers(code: str, topic: str, on: date) -> None:
    """
    Every layer is in force on the day, from the chain of the residence, and one base at most from each link.
    """
    floor = floor_of(code, topic, on)
    chain = [one.code for one in BOOK.chain(code)]
    for layer in floor.layers if floor is not None else ():
        assert layer.row.in_force(on)
        assert layer.jurisdiction in chain
    bases = [layer.jurisdiction for layer in floor.layers if not layer.row.overlay] if floor is not None else []
    assert len(set(bases)) == len(bases)


withdrawals = st.builds(
    WithdrawalRow,
    in_force_from=st.just(date(2020, 1, 1)),
    citation=st.just("Act 1"),
    source=st.just("Its text."),
    checked=st.just(date(2026, 11, 22)),
    overlay=st.just(value=True),
    confidence=st.sampled_from(Confidence),
    verified=st.booleans(),
    right=st.none() | st.booleans(),
    period=st.none() | st.integers(0, 30),
    roll=st.none() | st.sampled_from(Roll),
    count=st.none() | st.sampled_from(Count),
    return_cost=st.none() | st.sampled_from(ReturnCost),
    withhold=st.none() | st.sampled_from(Withhold),
    refund_within=st.none() | st.integers(0, 60),
    set_off=st.none() | st.booleans(),
    exceptions=st.none() | st.frozensets(st.sampled_from(ExceptionCode), max_size=3),
)


def nested(rows: list[WithdrawalRow]) -> list[WithdrawalRow]:
    """Make every set of exceptions lie in the one before, since sets of equal size cannot be ranked."""
    made, last = [], frozenset(ExceptionCode)
    for row in rows:
        if row.exceptions is not None:
            last &= row.exceptions
            row = attrs.evolve(row, exceptions=last)  # noqa: PLW2901
        made.append(row)
    return made


@given(st.lists(withdrawals, min_size=1, max_size=6).map(nested))
def test_any_stack_keeps_certain_below_cautious(rows: list[WithdrawalRow]) -> None:
    """
    However rows of any confidence lie on each other, the certain floor is never the kinder one.
    """
    floor = LawBook({"XX": Jurisdiction(code="XX", name="X", withdrawal=tuple(rows))}).withdrawal(
        "XX", date(2024, 1, 1)
    )
    assert floor is not None
    for name, certain, cautious in fields(floor):  # type: ignore[arg-type]
        if certain is not None:
            ranks = kindness(name, certain), kindness(name, cautious)
            assert None in ranks or ranks[0] <= ranks[1]  # type: ignore[operator]


@given(st.lists(withdrawals, min_size=1, max_size=6))
def test_only_certain_rows_make_one_floor(rows: list[WithdrawalRow]) -> None:
    """
    Where every layer is certain, both floors are the same.
    """
    sure = tuple(attrs.evolve(row, confidence=Confidence.HIGH, verified=True) for row in rows)
    floor = LawBook({"XX": Jurisdiction(code="XX", name="X", withdrawal=sure)}).withdrawal("XX", date(2024, 1, 1))

    assert floor is not None
    assert floor.certain == floor.cautious
