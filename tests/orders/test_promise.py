from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales import documents
from aftersales.dates import GivenCalendar, local_day
from aftersales.errors import FactsError
from aftersales.orders import DeliveryWindow, Dispatch, Transit, delivery_window, slippage

BERLIN = Dispatch(zone="Europe/Berlin", cut_off="14:00", transit=Transit(min_days=1, max_days=2))
NO_HOLIDAYS = GivenCalendar("none", frozenset())
AT = datetime(2026, 11, 4, tzinfo=UTC)
CHRISTMAS = GivenCalendar("DE", frozenset({date(2026, 12, 25), date(2026, 12, 26)}))

DAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 1, 31)), max_size=60)
CALENDARS = st.builds(lambda sure, maybe: GivenCalendar("x", sure, unsure=maybe - sure), DAYS, DAYS)

DISPATCHES = st.builds(
    Dispatch,
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
    cut_off=st.sampled_from(["00:00", "02:30", "14:00", "23:59:59"]),
    handling_days=st.integers(0, 5),
    transit=st.integers(0, 5).map(lambda days: Transit(min_days=days, max_days=days + 2)),
    delivers_on=st.frozensets(st.integers(0, 6), min_size=1),
)


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

    def test_hangs_on_a_calendar_that_cannot_tell(self) -> None:
        """
        A calendar that does not know a day on the way is named, and one whose unknown days lie elsewhere is not.
        """
        at = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
        on_the_way = GivenCalendar("DE-BY", frozenset(), unsure=frozenset({date(2026, 11, 25), date(2026, 11, 26)}))
        elsewhere = GivenCalendar("DE-BY", frozenset(), unsure=frozenset({date(2026, 12, 8)}))

        for name in ("warehouse", "carrier"):
            known = {"warehouse": NO_HOLIDAYS, "carrier": NO_HOLIDAYS}
            slow = attrs.evolve(BERLIN, handling_days=1)
            assert ("calendar",) == delivery_window(slow, at, **{**known, name: on_the_way}).hangs_on
            assert () == delivery_window(slow, at, **{**known, name: elsewhere}).hangs_on

    def test_is_no_day_on_which_the_carrier_rests(self) -> None:
        """
        What is handed over on a Saturday and needs no day more comes on Monday, where the carrier rests at weekends.
        """
        shop = Dispatch(
            zone="Europe/Berlin",
            transit=Transit(min_days=0, max_days=0),
            works_on=frozenset(range(7)),
            delivers_on=frozenset(range(5)),
        )

        assert ("2026-11-28", "2026-11-30", "2026-11-30") == window("2026-11-28T10:00:00+01:00", shop)
        assert ("2026-11-27", "2026-11-27", "2026-11-27") == window("2026-11-27T10:00:00+01:00", shop)

    def test_knows_the_holidays_of_two_countries(self) -> None:
        """
        Packed in Germany over the day of unity, delivered in France over Armistice Day.
        """
        unity = GivenCalendar("DE", frozenset({date(2026, 10, 3), date(2026, 11, 12)}))
        armistice = GivenCalendar("FR", frozenset({date(2026, 11, 11)}))
        french = {"warehouse": unity, "carrier": armistice}

        assert ("2026-11-10", "2026-11-12", "2026-11-13") == window("2026-11-10T10:00:00+01:00", BERLIN, **french)
        assert ("2026-11-13", "2026-11-14", "2026-11-16") == window("2026-11-11T15:00:00+01:00", BERLIN, **french)

    def test_counts_calendar_days_with_a_carrier_that_never_rests(self) -> None:
        """
        Delivery on all seven days and no holidays: three days are three days.
        """
        days = Transit(min_days=2, max_days=3)
        courier = Dispatch(zone="Europe/Berlin", transit=days, delivers_on=frozenset(range(7)))

        assert ("2026-11-27", "2026-11-29", "2026-11-30") == window("2026-11-27T10:00:00+01:00", courier)

    def test_goes_by_the_clock_of_the_warehouse(self) -> None:
        """
        A customer in Tokyo who orders on Wednesday morning orders on Tuesday evening in Los Angeles.
        """
        california = Dispatch(zone="America/Los_Angeles", cut_off="17:00", transit=Transit(min_days=3, max_days=5))

        assert ("2026-11-24", "2026-11-27", "2026-11-30") == window("2026-11-25T09:59:59+09:00", california)
        assert ("2026-11-25", "2026-11-28", "2026-12-01") == window("2026-11-25T10:00:00+09:00", california)

    def test_the_hour_that_comes_twice_brings_the_cut_off_once(self) -> None:
        """
        Half past two strikes twice when summer time ends; after the first time nothing counts for that day any more.
        """
        always = frozenset(range(7))
        night = attrs.evolve(BERLIN, cut_off="02:30", works_on=always, delivers_on=always)
        times = ("02:29:59+02:00", "02:30:00+02:00", "02:10:00+01:00", "02:30:00+01:00")
        shipped = [window(f"2026-10-25T{time}", night)[0] for time in times]

        assert ["2026-10-25", "2026-10-26", "2026-10-26", "2026-10-26"] == shipped

    def test_ends_where_the_calendar_ends(self) -> None:
        """
        A delivery after the year 9999 is a mistake that names the time.
        """
        slow = attrs.evolve(BERLIN, handling_days=366)
        with pytest.raises(FactsError, match="at:"):
            delivery_window(slow, datetime(9998, 12, 20, tzinfo=UTC))

    def test_can_be_stored(self) -> None:
        """
        The window is a document; what is read is what was promised.
        """
        promised = delivery_window(BERLIN, datetime.fromisoformat("2026-11-24T10:00:00+01:00"))

        assert promised == documents.loads(DeliveryWindow, documents.dumps(promised))

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

    @given(st.integers(0, 500_000), st.integers(0, 20_000), DISPATCHES, CALENDARS)
    def test_a_later_order_is_never_promised_earlier(
        self, minutes: int, more: int, dispatch: Dispatch, calendar: GivenCalendar
    ) -> None:
        """
        Handed over, first and last come in this order, and none of them moves back as time goes on.
        """
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        one, two = (
            delivery_window(dispatch, moment, warehouse=calendar, carrier=calendar)
            for moment in (at, at + timedelta(minutes=more))
        )

        assert local_day(at, dispatch.zone) <= one.ship_by <= one.first <= one.last
        assert one.ship_by <= two.ship_by
        assert one.first <= two.first
        assert one.last <= two.last

    @given(st.integers(0, 500_000), CALENDARS)
    def test_what_is_found_out_never_leads_out_of_the_window(self, minutes: int, calendar: GivenCalendar) -> None:
        """
        Whichever of the unknown days turn out to be holidays, the delivery stays between first and last.
        """
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        known = [
            GivenCalendar("known", calendar.days | more, unsure=frozenset())
            for more in (frozenset[date](), calendar.unsure)
        ]
        promised = delivery_window(BERLIN, at, warehouse=calendar, carrier=calendar)
        for found in (delivery_window(BERLIN, at, warehouse=one, carrier=one) for one in known):
            assert promised.ship_by <= found.ship_by
            assert promised.first <= found.first
            assert found.last <= promised.last


class TestDispatch:
    """
    How fast a warehouse works.
    """

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"cut_off": "2pm"}, "cut_off"),
            ({"cut_off": "14:00+02:00"}, "cut_off"),
            ({"cut_off": "24:00"}, "cut_off"),
            ({"cut_off": time(14)}, "cut_off"),
            ({"handling_days": -1}, "handling_days"),
            ({"handling_days": 0.5}, "handling_days"),
            ({"handling_days": "1"}, "handling_days"),
            ({"transit": Transit(min_days=0, max_days=10_000)}, "transit"),
            ({"transit": 2}, "transit"),
            ({"works_on": [0, 1]}, "works_on"),
            ({"works_on": frozenset({"mon"})}, "works_on"),
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

    @pytest.mark.parametrize(("today", "delivered"), [(9, [date(2026, 11, 4), AT]), (AT, [])])
    def test_takes_days_and_no_times(self, today: Any, delivered: list[date]) -> None:
        """
        The day of a time depends on where the customer is, so it must be told.
        """
        with pytest.raises(FactsError, match=r"today|delivered"):
            slippage(self.WINDOW, today, delivered)

    def test_needs_a_window_that_is_one(self) -> None:
        """
        A last day before the first one is refused.
        """
        with pytest.raises(FactsError, match="last"):
            DeliveryWindow(ship_by=date(2026, 11, 2), first=date(2026, 11, 3), last=date(2026, 11, 1))
