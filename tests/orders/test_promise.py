from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import GivenCalendar
from aftersales.errors import FactsError
from aftersales.orders import DeliveryWindow, Dispatch, Transit, delivery_window, slippage

BERLIN = Dispatch(zone="Europe/Berlin", cut_off="14:00", transit=Transit(min_days=1, max_days=2))
NO_HOLIDAYS = GivenCalendar("none", frozenset())
CHRISTMAS = GivenCalendar("DE", frozenset({date(2026, 12, 25), date(2026, 12, 26)}))


def window(text: str, dispatch: Dispatch = BERLIN, **calendars: Any) -> tuple[str, str, str]:
    """
    Find the window of an order placed at a local time of Berlin.
    """
    known = {"warehouse": NO_HOLIDAYS, "carrier": NO_HOLIDAYS, **calendars}
    found = delivery_window(dispatch, datetime.fromisoformat(text), **known)
    return found.ship_by.isoformat(), found.first.isoformat(), found.last.isoformat()


class TestDeliveryWindow:
    """
    What is promised when an order is placed.
    """

    @pytest.mark.parametrize(
        ("placed", "expected"),
        [
            pytest.param(
                "2026-11-24T13:59:59+01:00", ("2026-11-24", "2026-11-25", "2026-11-26"), id="the last second of Tuesday"
            ),
            pytest.param(
                "2026-11-24T14:00:00+01:00", ("2026-11-25", "2026-11-26", "2026-11-27"), id="the first one too late"
            ),
            pytest.param(
                "2026-11-24T12:59:59+00:00",
                ("2026-11-24", "2026-11-25", "2026-11-26"),
                id="whatever zone it is told in",
            ),
            pytest.param(
                "2026-11-27T13:00:00+01:00", ("2026-11-27", "2026-11-28", "2026-11-30"), id="carriers work on Saturday"
            ),
            pytest.param(
                "2026-11-27T15:00:00+01:00", ("2026-11-30", "2026-12-01", "2026-12-02"), id="a Friday afternoon"
            ),
            pytest.param("2026-11-29T10:00:00+01:00", ("2026-11-30", "2026-12-01", "2026-12-02"), id="a Sunday"),
        ],
    )
    def test_counts_from_the_cut_off(self, placed: str, expected: tuple[str, str, str]) -> None:
        """
        What is ordered before the cut-off of a working day goes out that day.
        """
        assert expected == window(placed)

    def test_counts_handling_in_working_days(self) -> None:
        """
        Two days of handling over a weekend are four days.
        """
        slow = Dispatch(zone="Europe/Berlin", handling_days=2, transit=Transit(min_days=0, max_days=0))

        assert ("2026-12-01", "2026-12-01", "2026-12-01") == window("2026-11-27T10:00:00+01:00", slow)

    def test_leaves_holidays_out(self) -> None:
        """
        Nothing is handed over or delivered on Christmas.
        """
        closed = window("2026-12-24T15:00:00+01:00", warehouse=CHRISTMAS, carrier=CHRISTMAS)

        assert ("2026-12-28", "2026-12-29", "2026-12-30") == closed

    def test_is_wider_where_a_calendar_cannot_tell(self) -> None:
        """
        A day that may be a holiday counts for the first day and not for the last one.
        """
        unsure = GivenCalendar("DE-BY", frozenset(), unsure=frozenset({date(2026, 11, 25)}))

        assert ("2026-11-24", "2026-11-25", "2026-11-27") == window("2026-11-24T10:00:00+01:00", carrier=unsure)

    def test_says_that_it_knows_no_calendar(self) -> None:
        """
        Without calendars the weekends count, and the answer says what it hangs on.
        """
        found = delivery_window(BERLIN, datetime.fromisoformat("2026-11-24T10:00:00+01:00"))

        assert ("calendar",) == found.hangs_on
        assert ["starts", "counts", "counts"] == [step.code for step in found.steps]

    def test_needs_a_zone_and_a_working_day(self) -> None:
        """
        A naive moment is refused, and so is a calendar of nothing but holidays.
        """
        closed = GivenCalendar("x", frozenset(date.fromordinal(date(2026, 11, 1).toordinal() + n) for n in range(900)))
        with pytest.raises(FactsError, match="at:"):
            delivery_window(BERLIN, datetime(2026, 11, 24))  # noqa: DTZ001
        with pytest.raises(FactsError, match="calendar"):
            window("2026-11-24T10:00:00+01:00", warehouse=closed)

    @given(st.integers(0, 500_000), st.integers(0, 20_000), st.integers(0, 5), st.integers(0, 5))
    def test_a_later_order_is_never_promised_earlier(
        self, minutes: int, more: int, handling: int, transit: int
    ) -> None:
        """
        Handed over, first and last come in this order, and none of them moves back as time goes on.
        """
        days = Transit(min_days=transit, max_days=transit + 2)
        dispatch = Dispatch(zone="Europe/Berlin", handling_days=handling, transit=days)
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        one, two = delivery_window(dispatch, at), delivery_window(dispatch, at + timedelta(minutes=more))

        assert at.date() <= one.ship_by <= one.first <= one.last
        assert (one.ship_by, one.first, one.last) <= (two.ship_by, two.first, two.last)
        assert one.first <= two.first
        assert one.last <= two.last


class TestDispatch:
    """
    How fast a warehouse works.
    """

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"cut_off": "2pm"}, "cut_off"),
            ({"handling_days": -1}, "handling_days"),
            ({"works_on": frozenset()}, "works_on"),
            ({"delivers_on": frozenset({7})}, "delivers_on"),
            ({"zone": "Mars/Olympus"}, "zone"),
        ],
    )
    def test_is_a_plan_that_can_be_kept(self, wrong: dict[str, Any], field: str) -> None:
        """
        Times, numbers and weekdays that are none are refused.
        """
        fields: dict[str, Any] = {"zone": "Europe/Berlin", "transit": Transit(min_days=1, max_days=2), **wrong}
        with pytest.raises(FactsError, match=field):
            Dispatch(**fields)


class TestSlippage:
    """
    By how much a promise was missed.
    """

    WINDOW = DeliveryWindow(ship_by=date(2026, 11, 2), first=date(2026, 11, 3), last=date(2026, 11, 5))

    @pytest.mark.parametrize(
        ("today", "delivered", "complete", "days"),
        [
            pytest.param(9, [5], True, 0, id="on the last day"),
            pytest.param(9, [6], True, 1, id="a day late"),
            pytest.param(9, [3], True, 0, id="on the first day"),
            pytest.param(9, [2], True, -1, id="a day early"),
            pytest.param(9, [3, 7], True, 2, id="the last parcel counts"),
            pytest.param(9, [3], False, 4, id="a parcel is missing"),
            pytest.param(5, [], True, 0, id="not there yet, and not late"),
            pytest.param(6, [], True, 1, id="not there yet, and late"),
        ],
    )
    def test_is_counted_in_days(self, today: int, delivered: list[int], complete: bool, days: int) -> None:  # noqa: FBT001
        """
        Above zero it came too late, below zero too early.
        """
        arrived = [date(2026, 11, day) for day in delivered]

        assert days == slippage(self.WINDOW, date(2026, 11, today), arrived, complete=complete)

    def test_needs_a_window_that_is_one(self) -> None:
        """
        A last day before the first one is refused.
        """
        with pytest.raises(FactsError, match="last"):
            DeliveryWindow(ship_by=date(2026, 11, 2), first=date(2026, 11, 3), last=date(2026, 11, 1))
