from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.events import Actor, Effect, Event, Milestone, Override, Purpose, Role, key

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAIVE = datetime(2026, 11, 22, 12)  # noqa: DTZ001
STAFF = Actor(Role.STAFF, "staff-7")

parts = st.lists(st.text(max_size=5) | st.integers(-20, 20), max_size=4)


class TestKey:
    """
    Idempotency keys.
    """

    def test_is_the_same_for_the_same_act(self) -> None:
        """
        The same parts give the same key in every process and release.
        """
        assert "1788517a0689a94754aeb8ddc64b91ca" == key("refund", "order-1", "line-1", 1)

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            pytest.param(("a", "bc"), ("ab", "c"), id="where parts begin"),
            pytest.param(("a\x1fstr:b",), ("a", "b"), id="a separator within a part"),
            pytest.param(("a", "b"), ("b", "a"), id="the order"),
            pytest.param((1,), ("1",), id="a number and its text"),
            pytest.param((1,), (True,), id="a number and a truth"),
            pytest.param(("a",), ("a", ""), id="an empty part"),
            pytest.param(("1:str",), ("1", "str"), id="what looks like a length"),
        ],
    )
    def test_differs_for_another_act(self, one: tuple[object, ...], two: tuple[object, ...]) -> None:
        """
        Parts that differ in any way name another act.
        """
        assert key(*one) != key(*two)

    @given(parts, parts)
    def test_is_equal_exactly_where_the_parts_are(self, one: list[object], two: list[object]) -> None:
        """
        Two acts share a key only if all their parts are equal.
        """
        assert (one == two) is (key(*one) == key(*two))

    def test_is_short_and_plain(self) -> None:
        """
        A key fits into a header or a column of 32 characters.
        """
        assert 32 == len(key("x" * 1000))
        assert set("0123456789abcdef") >= set(key("ä", 1))


class TestEvent:
    """
    What happened.
    """

    def test_holds_what_happened(self) -> None:
        """
        An event has a code, a moment, an actor and a key; its values are empty unless told.
        """
        event = Event(code="returns.requested", at=AT, by=Actor(Role.CUSTOMER, "c-1"), key="k")

        assert ("returns.requested", AT, Role.CUSTOMER, ()) == (event.code, event.at, event.by.role, event.values)

    def test_needs_the_zone_of_its_time(self) -> None:
        """
        An event at a naive time is an error.
        """
        with pytest.raises(FactsError, match="at: expected a time with its zone"):
            Event(code="x", at=NAIVE, by=STAFF, key="k")

    @pytest.mark.parametrize(
        ("said", "path"),
        [({"key": ""}, "key"), ({"values": {"units.line-1": 1}}, "values")],
        ids=["no key", "a mapping"],
    )
    def test_needs_a_key_and_pairs(self, said: dict[str, Any], path: str) -> None:
        """
        Two events without a key would be one, and the second would be lost without a word.
        """
        with pytest.raises(FactsError) as caught:
            Event(**{"code": "captured", "at": AT, "by": STAFF, "key": "psp-1", **said})

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_effects_and_milestones_are_values(self) -> None:
        """
        What is to be done and what is worth telling compare by content.
        """
        assert Effect(code="refunds.pay", key="k") == Effect(code="refunds.pay", key="k", values=())
        assert Milestone("refunds.paid") == Milestone("refunds.paid", Purpose.SERVICE, ())
        assert Purpose.SERVICE is Milestone("refunds.paid").purpose


class TestOverride:
    """
    Staff decide otherwise.
    """

    def test_says_who_when_and_why(self) -> None:
        """
        An override keeps the verdict, the member of staff, the moment and the reason.
        """
        override = Override(verdict=Verdict.ACCEPT, by=STAFF, at=AT, why="goodwill")

        assert (Verdict.ACCEPT, STAFF, AT, "goodwill") == (override.verdict, override.by, override.at, override.why)

    @pytest.mark.parametrize(
        ("make", "path"),
        [
            (lambda: Override(verdict=Verdict.ACCEPT, by=STAFF, at=NAIVE, why="goodwill"), "at"),
            (lambda: Override(verdict=Verdict.ACCEPT, by=STAFF, at=AT, why=" "), "why"),
            (lambda: Override(verdict=Verdict.ACCEPT, by=Actor(Role.CUSTOMER), at=AT, why="please"), "by"),
            (lambda: Override(verdict=Verdict.ACCEPT, by=Actor(Role.SYSTEM), at=AT, why="please"), "by"),
        ],
        ids=["naive time", "no reason", "the customer", "a machine"],
    )
    def test_needs_a_time_a_reason_and_a_member_of_staff(self, make: Callable[[], Override], path: str) -> None:
        """
        Nobody but staff overrules, and never without saying when and why.
        """
        with pytest.raises(FactsError) as caught:
            make()

        assert path == caught.value.problems[0].path
