from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aftersales.dates import (
    FOREVER,
    Closed,
    Count,
    Deadline,
    End,
    GivenCalendar,
    Interval,
    Judged,
    Open,
    Period,
    Roll,
    Step,
    Undecided,
    Unit,
    add_months,
    aware,
    end_of,
    local_day,
    roll_on,
    zone_of,
)
from aftersales.dates.periods import LONGEST_HOLIDAY
from aftersales.errors import FactsError

NO_HOLIDAYS = GivenCalendar("none", frozenset())
MAY_DAY = GivenCalendar("DE", frozenset({date(2026, 5, 1)}))
CHRISTMAS = GivenCalendar("DE", frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}))
EPIPHANY_IN_SOME_REGIONS = GivenCalendar("DE", frozenset(), unsure=frozenset({date(2026, 1, 6)}))

BERLIN = "Europe/Berlin"
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))

DEADLINE = Deadline(SUNDAY, SUNDAY, BERLIN)


def at(text: str) -> datetime:
    """
    Read a moment.
    """
    return datetime.fromisoformat(text)


class TestAddMonths:
    """
    Calendar months.
    """

    @pytest.mark.parametrize(
        ("day", "months", "result"),
        [
            pytest.param("2026-01-31", 1, "2026-02-28", id="a short month ends it"),
            pytest.param("2024-01-31", 1, "2024-02-29", id="leap year"),
            pytest.param("2024-02-29", 12, "2025-02-28", id="leap day, a year later"),
            pytest.param("2024-02-29", 48, "2028-02-29", id="leap day, four years later"),
            pytest.param("2096-02-29", 48, "2100-02-28", id="2100 is no leap year"),
            pytest.param("1996-02-29", 48, "2000-02-29", id="2000 is one"),
            pytest.param("2026-11-08", 24, "2028-11-08", id="the same day"),
            pytest.param("2026-12-31", 2, "2027-02-28", id="over the year"),
            pytest.param("2026-05-31", -3, "2026-02-28", id="backwards"),
            pytest.param("2026-05-31", 0, "2026-05-31", id="none"),
        ],
    )
    def test_end_with_the_month_where_it_is_shorter(self, day: str, months: int, result: str) -> None:
        """
        The same day so many months later, or the last day of a month that has none such.
        """
        assert date.fromisoformat(result) == add_months(date.fromisoformat(day), months)


class TestPeriod:
    """
    The last day of a period.
    """

    @pytest.mark.parametrize(
        ("period", "event", "last"),
        [
            pytest.param(Period(14), "2026-11-08", "2026-11-22", id="the day of the event does not count"),
            pytest.param(Period(14, count=Count.EVENT_DAY_IN), "2026-11-08", "2026-11-21", id="or is the first day"),
            pytest.param(Period(0), "2026-11-08", "2026-11-08", id="no days end on the day itself"),
            pytest.param(Period(14), "2028-02-20", "2028-03-05", id="over a leap day"),
            pytest.param(Period(14), "2026-03-20", "2026-04-03", id="over a clock change"),
            pytest.param(Period(24, Unit.MONTH), "2024-02-29", "2026-02-28", id="two years from a leap day"),
            pytest.param(Period(6, Unit.MONTH), "2026-08-31", "2027-02-28", id="six months into a short one"),
            pytest.param(Period(6, Unit.MONTH, Count.EVENT_DAY_IN), "2026-01-10", "2026-07-09", id="six, day in"),
            pytest.param(Period(6, Unit.MONTH, Count.EVENT_DAY_IN), "2026-03-01", "2026-08-31", id="whole months"),
            pytest.param(Period(12, Unit.MONTH, Count.EVENT_DAY_IN), "2023-03-01", "2024-02-29", id="up to a leap day"),
            pytest.param(Period(6, Unit.MONTH, Count.EVENT_DAY_IN), "2026-08-31", "2027-02-28", id="no such day"),
            pytest.param(Period(6, Unit.MONTH, Count.EVENT_DAY_IN), "2026-08-28", "2027-02-27", id="the eve of it"),
        ],
    )
    def test_counts_days_and_months_on_the_calendar(self, period: Period, event: str, last: str) -> None:
        """
        Weekends and holidays inside a period count; the day of the event counts only where the rule says so.
        """
        assert End(date.fromisoformat(last), date.fromisoformat(last)) == period.end(date.fromisoformat(event))

    @pytest.mark.parametrize(
        ("length", "event", "calendar", "last"),
        [
            pytest.param(1, "2026-11-20", NO_HOLIDAYS, "2026-11-23", id="Friday to Monday"),
            pytest.param(5, "2026-11-20", NO_HOLIDAYS, "2026-11-27", id="a week"),
            pytest.param(1, "2026-11-21", NO_HOLIDAYS, "2026-11-23", id="from a Saturday"),
            pytest.param(1, "2026-04-30", MAY_DAY, "2026-05-04", id="over a holiday and a weekend"),
            pytest.param(3, "2026-12-23", CHRISTMAS, "2026-12-29", id="over Christmas"),
            pytest.param(0, "2026-11-21", NO_HOLIDAYS, "2026-11-21", id="none"),
        ],
    )
    def test_counts_working_days(self, length: int, event: str, calendar: GivenCalendar, last: str) -> None:
        """
        Working days skip Saturdays, Sundays and the holidays of the calendar.
        """
        day = date.fromisoformat(last)

        assert End(day, day) == Period(length, Unit.WORKING_DAY).end(date.fromisoformat(event), calendar)

    def test_the_day_of_the_event_may_be_the_first_working_day(self) -> None:
        """
        With the day of the event in, a working day counts as the first one.
        """
        period = Period(1, Unit.WORKING_DAY, Count.EVENT_DAY_IN)

        assert FRIDAY == period.end(FRIDAY, NO_HOLIDAYS).day
        assert MONDAY == period.end(SATURDAY, NO_HOLIDAYS).day

    def test_working_days_without_a_calendar_have_two_ends(self) -> None:
        """
        Nobody told the holidays, so the end may be later than counted, and hangs on the calendar.
        """
        end = Period(5, Unit.WORKING_DAY).end(FRIDAY)

        assert date(2026, 11, 27) == end.day
        assert date(2026, 11, 27) + timedelta(LONGEST_HOLIDAY + 2) == end.maybe
        assert ("calendar",) == end.unsure

    def test_a_working_day_that_may_be_a_holiday_makes_two_ends(self) -> None:
        """
        A holiday of some regions only counts as a working day for the sure end and as a holiday for the other.
        """
        end = Period(1, Unit.WORKING_DAY).end(date(2026, 1, 5), EPIPHANY_IN_SOME_REGIONS)

        assert End(date(2026, 1, 6), date(2026, 1, 7), (), ("calendar",)) == end

    def test_refuses_a_negative_length(self) -> None:
        """
        A period of less than nothing is an error.
        """
        with pytest.raises(FactsError, match="length: expected a length of 0 or more, got -1"):
            Period(-1)

    @pytest.mark.parametrize(
        "period",
        [
            Period(10**7),
            Period(10**12),
            Period(10**6, Unit.MONTH),
            Period(10**12, Unit.MONTH),
            Period(7, Unit.WORKING_DAY),
            Period(1, roll=Roll.SATURDAY_SUNDAY_HOLIDAY),
        ],
        ids=["days", "more days", "months", "more months", "working days", "roll"],
    )
    def test_refuses_to_end_after_the_last_year(self, period: Period) -> None:
        """
        A period that would end after the year 9999 is an error of the facts, not of the arithmetic.
        """
        with pytest.raises(FactsError, match="before the year 10000"):
            period.end(date(9999, 12, 30))


class TestRoll:
    """
    On to the next working day.
    """

    @pytest.mark.parametrize(
        ("day", "roll", "calendar", "last"),
        [
            pytest.param(SATURDAY, Roll.NONE, NO_HOLIDAYS, SATURDAY, id="no rule, no roll"),
            pytest.param(FRIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, NO_HOLIDAYS, FRIDAY, id="a Friday stays"),
            pytest.param(SATURDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, NO_HOLIDAYS, MONDAY, id="Saturday"),
            pytest.param(SUNDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, NO_HOLIDAYS, MONDAY, id="Sunday"),
            pytest.param(SATURDAY, Roll.SUNDAY_HOLIDAY, NO_HOLIDAYS, SATURDAY, id="Saturday may be a working day"),
            pytest.param(SUNDAY, Roll.SUNDAY_HOLIDAY, NO_HOLIDAYS, MONDAY, id="Sunday never is"),
            pytest.param(date(2026, 5, 1), Roll.SUNDAY_HOLIDAY, MAY_DAY, date(2026, 5, 2), id="holiday to Saturday"),
            pytest.param(
                date(2026, 12, 25), Roll.SATURDAY_SUNDAY_HOLIDAY, CHRISTMAS, date(2026, 12, 28), id="over Christmas"
            ),
        ],
    )
    def test_goes_on_to_the_next_working_day(self, day: date, roll: Roll, calendar: GivenCalendar, last: date) -> None:
        """
        A last day that is no working day under the rule moves on to one that is.
        """
        end = roll_on(day, roll, calendar)

        assert (last, last, ()) == (end.day, end.maybe, end.unsure)

    def test_says_each_step(self) -> None:
        """
        Every day that was passed over says why.
        """
        calendar = GivenCalendar("x", frozenset({MONDAY}))

        assert (
            Step("rolls", SUNDAY, "saturday"),
            Step("rolls", MONDAY, "sunday"),
            Step("rolls", date(2026, 11, 24), "holiday"),
        ) == roll_on(SATURDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, calendar).steps

    def test_without_a_calendar_a_working_day_may_be_a_holiday(self) -> None:
        """
        With no calendar the end is sure only up to the weekend's roll, and may be as late as the longest holiday.
        """
        end = roll_on(SATURDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, None)

        assert (MONDAY, date(2026, 12, 1), ("calendar",)) == (end.day, end.maybe, end.unsure)

    def test_the_latest_end_without_a_calendar_is_no_weekend(self) -> None:
        """
        The latest end goes on over a weekend, too.
        """
        end = roll_on(date(2026, 11, 19), Roll.SATURDAY_SUNDAY_HOLIDAY, None)

        assert date(2026, 11, 27) == end.maybe
        assert date(2026, 11, 30) == roll_on(FRIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, None).maybe

    def test_a_day_that_the_calendar_does_not_know_makes_two_ends(self) -> None:
        """
        On a holiday of some regions only the period may or may not go on.
        """
        end = roll_on(date(2026, 1, 6), Roll.SATURDAY_SUNDAY_HOLIDAY, EPIPHANY_IN_SOME_REGIONS)

        assert End(date(2026, 1, 6), date(2026, 1, 7), (), ("calendar",)) == end

    def test_an_uncertain_holiday_elsewhere_changes_nothing(self) -> None:
        """
        A day that is not reached does not matter.
        """
        end = roll_on(date(2026, 1, 5), Roll.SATURDAY_SUNDAY_HOLIDAY, EPIPHANY_IN_SOME_REGIONS)

        assert End(date(2026, 1, 5), date(2026, 1, 5)) == end

    def test_a_calendar_that_is_an_empty_collection_is_still_a_calendar(self) -> None:
        """
        A host's calendar counts as given even if it is empty, and false where Python asks for its truth.
        """

        class Days(frozenset[date]):
            name = version = "days"

            def holiday(self, day: date, /) -> bool | None:
                return day in self

        assert End(FRIDAY, FRIDAY) == roll_on(FRIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY, Days())
        assert MONDAY == Period(1, Unit.WORKING_DAY).end(FRIDAY, Days()).maybe


class TestDeadline:
    """
    Open, closed, or undecided.
    """

    @pytest.mark.parametrize(
        ("moment", "judged"),
        [
            pytest.param("2026-11-22T23:59:59+01:00", Open(), id="last second"),
            pytest.param("2026-11-22T23:59:59.999999+01:00", Open(), id="last microsecond"),
            pytest.param("2026-11-23T00:00:00+01:00", Closed(), id="first second after"),
            pytest.param("2026-11-22T22:59:59+00:00", Open(), id="last second, told in UTC"),
            pytest.param("2026-11-22T23:00:00+00:00", Closed(), id="already tomorrow for the customer"),
            pytest.param("2026-11-23T07:59:59+09:00", Open(), id="tomorrow in Tokyo, today for the customer"),
        ],
    )
    def test_closes_at_the_customers_midnight(self, moment: str, judged: Judged) -> None:
        """
        The last day counts in full where the customer is, whatever zone the moment is told in.
        """
        assert judged == DEADLINE.judge(at(moment))
        assert (judged == Open()) is DEADLINE.is_open(at(moment))

    @pytest.mark.parametrize(
        ("day", "last_second"),
        [
            pytest.param("2026-03-29", "2026-03-29T21:59:59+00:00", id="the day of 23 hours"),
            pytest.param("2026-10-25", "2026-10-25T22:59:59+00:00", id="the day of 25 hours"),
        ],
    )
    def test_a_day_of_a_clock_change_counts_in_full(self, day: str, last_second: str) -> None:
        """
        The day on which clocks change ends at its own midnight.
        """
        deadline = Deadline(date.fromisoformat(day), date.fromisoformat(day), BERLIN)

        assert deadline.is_open(at(last_second))
        assert Closed() == deadline.judge(at(last_second) + timedelta(seconds=1))

    @pytest.mark.parametrize(
        ("moment", "judged"),
        [
            pytest.param("2026-11-20T23:59:59+01:00", Open(), id="until the sure end"),
            pytest.param("2026-11-21T00:00:00+01:00", Undecided(("calendar",)), id="after it"),
            pytest.param("2026-11-23T23:59:59+01:00", Undecided(("calendar",)), id="until the other end"),
            pytest.param("2026-11-24T00:00:00+01:00", Closed(), id="after both"),
        ],
    )
    def test_is_undecided_between_its_ends(self, moment: str, judged: Judged) -> None:
        """
        Between the sure and the latest end it hangs on the facts that nobody told.
        """
        assert judged == Deadline(FRIDAY, MONDAY, BERLIN, ("calendar",)).judge(at(moment))

    @pytest.mark.parametrize(
        ("moment", "judged"),
        [
            pytest.param("2026-11-22T09:59:59+00:00", Open(), id="today wherever the customer may be"),
            pytest.param("2026-11-22T10:00:00+00:00", Undecided(("zone",)), id="tomorrow in the Line Islands"),
            pytest.param("2026-11-23T11:59:59+00:00", Undecided(("zone",)), id="still today far in the west"),
            pytest.param("2026-11-23T12:00:00+00:00", Closed(), id="tomorrow everywhere"),
        ],
    )
    def test_an_unknown_zone_makes_two_ends_of_one_day(self, moment: str, judged: Judged) -> None:
        """
        Where the customer's zone is unknown the day ends first in the east and last in the west.
        """
        deadline = Deadline(SUNDAY, SUNDAY, "Pacific/Kiritimati", ("zone",), late_zone="Etc/GMT+12")

        assert judged == deadline.judge(at(moment))

    def test_may_never_end(self) -> None:
        """
        A clock that has not started leaves the window open at any time.
        """
        deadline = Deadline(FOREVER, FOREVER, BERLIN)

        assert deadline.never_ends
        assert deadline.is_open(at("9999-12-31T23:00:00+00:00"))
        assert not DEADLINE.never_ends

    def test_says_whether_there_is_no_limit_at_all(self) -> None:
        """
        No limit is told apart from a clock that has not started by the steps.
        """
        assert Deadline(FOREVER, FOREVER, BERLIN, steps=(Step("unlimited", FOREVER),)).unlimited
        assert not Deadline(FOREVER, FOREVER, BERLIN).unlimited

    def test_tells_the_customer_the_certain_day(self) -> None:
        """
        The last day to tell is the sure one.
        """
        assert FRIDAY == Deadline(FRIDAY, MONDAY, BERLIN, ("calendar",)).last_day

    def test_refuses_ends_the_wrong_way_round(self) -> None:
        """
        It cannot be certain for longer than it may be.
        """
        with pytest.raises(FactsError, match="maybe: expected a day not before 2026-11-23, got 2026-11-20"):
            Deadline(MONDAY, FRIDAY, BERLIN)

    @pytest.mark.parametrize("sure", [SUNDAY, FOREVER])
    def test_refuses_a_moment_without_a_zone(self, sure: date) -> None:
        """
        A naive time is an error and is never taken for the machine's own zone.
        """
        with pytest.raises(FactsError, match="at: expected a time with its zone"):
            Deadline(sure, sure, BERLIN).judge(datetime(2026, 11, 22, 12))  # noqa: DTZ001


class TestInterval:
    """
    Spans of time.
    """

    YEAR = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("moment", "inside"),
        [
            ("2025-12-31T23:59:59+00:00", False),
            ("2026-01-01T00:00:00+00:00", True),
            ("2026-12-31T23:59:59+00:00", True),
            ("2027-01-01T00:00:00+00:00", False),
            ("2027-01-01T00:30:00+01:00", True),
        ],
    )
    def test_holds_its_start_and_not_its_end(self, moment: str, inside: bool) -> None:  # noqa: FBT001
        """
        Intervals that follow each other share no moment and leave none out.
        """
        assert inside is (at(moment) in self.YEAR)

    def test_is_open_where_it_has_no_end(self) -> None:
        """
        A missing start or end holds everything on that side.
        """
        assert at("0001-01-02T00:00:00+00:00") in Interval(end=self.YEAR.end)
        assert at("9999-12-30T00:00:00+00:00") in Interval(start=self.YEAR.start)
        assert at("2026-01-01T00:00:00+00:00") in Interval()

    @pytest.mark.parametrize(
        ("make", "path"),
        [
            (lambda: Interval(start=datetime(2026, 1, 1)), "start"),  # noqa: DTZ001
            (lambda: Interval(end=datetime(2026, 1, 1)), "end"),  # noqa: DTZ001
            (lambda: Interval(at("2026-01-02T00:00:00+00:00"), at("2026-01-01T00:00:00+00:00")), "end"),
        ],
        ids=["naive start", "naive end", "wrong way round"],
    )
    def test_refuses_what_is_no_span(self, make: Callable[[], Interval], path: str) -> None:
        """
        Naive times and an end before the start are errors.
        """
        with pytest.raises(FactsError) as caught:
            make()

        assert path == caught.value.problems[0].path


class TestZones:
    """
    Local days of moments.
    """

    @pytest.mark.parametrize(
        ("moment", "zone", "day"),
        [
            ("2026-06-19T23:30:00+00:00", "Europe/London", "2026-06-20"),
            ("2026-12-19T23:30:00+00:00", "Europe/London", "2026-12-19"),
            ("2026-06-19T02:00:00+00:00", "America/Sao_Paulo", "2026-06-18"),
            ("2026-06-19T10:30:00+00:00", "Pacific/Kiritimati", "2026-06-20"),
        ],
    )
    def test_a_moment_has_a_day_where_the_customer_is(self, moment: str, zone: str, day: str) -> None:
        """
        The same moment is another day in another zone and season.
        """
        assert date.fromisoformat(day) == local_day(at(moment), zone)

    @pytest.mark.parametrize(
        ("day", "zone", "end"),
        [
            pytest.param("2026-11-22", BERLIN, "2026-11-22T23:00:00+00:00", id="winter"),
            pytest.param("2026-03-29", BERLIN, "2026-03-29T22:00:00+00:00", id="spring forward"),
            pytest.param("2026-10-25", BERLIN, "2026-10-25T23:00:00+00:00", id="fall back"),
            pytest.param("2026-04-23", "Africa/Cairo", "2026-04-23T22:00:00+00:00", id="midnight does not exist"),
            pytest.param("2018-02-17", "America/Sao_Paulo", "2018-02-18T03:00:00+00:00", id="an hour before it twice"),
            pytest.param("2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00+00:00", id="the next day does not exist"),
        ],
    )
    def test_a_day_ends_at_the_first_moment_after_it(self, day: str, zone: str, end: str) -> None:
        """
        Whatever the clocks do at midnight, the end is the first moment of another day.
        """
        found = end_of(date.fromisoformat(day), zone).astimezone(UTC)

        assert at(end) == found
        assert local_day(found - timedelta(microseconds=1), zone) <= date.fromisoformat(day) < local_day(found, zone)

    @pytest.mark.parametrize(
        "name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "Europe", "a\0b", "é" * 80]
    )
    def test_refuses_a_zone_that_there_is_not(self, name: str) -> None:
        """
        A wrong name is an error that says what a zone looks like, whatever the name does to a file system.
        """
        with pytest.raises(FactsError, match="an IANA time zone such as Europe/Berlin"):
            zone_of(name)

    @pytest.mark.parametrize("moment", [datetime(2026, 1, 1), date(2026, 1, 1), "2026-01-01T00:00:00Z", None])  # noqa: DTZ001
    def test_refuses_what_is_no_aware_time(self, moment: Any) -> None:
        """
        A naive time, a date and a text are no moment; the error says where they stand.
        """
        with pytest.raises(FactsError, match=r"parcels\[0\]\.at: expected a time with its zone"):
            aware("parcels[0].at", moment)
        with pytest.raises(FactsError, match="at: expected a time with its zone"):
            local_day(moment, BERLIN)

    def test_gives_back_an_aware_time(self) -> None:
        """
        A moment with its zone passes as it is.
        """
        moment = at("2026-01-01T00:00:00+05:30")

        assert moment is aware("at", moment)


class TestGivenCalendar:
    """
    A calendar whose holidays the caller lists.
    """

    def test_knows_its_days_and_what_it_does_not_know(self) -> None:
        """
        Listed days are holidays, uncertain ones are unknown, all others are not.
        """
        calendar = GivenCalendar("x", frozenset({FRIDAY}), unsure=frozenset({FRIDAY, MONDAY}))

        assert (True, False, None) == tuple(calendar.holiday(day) for day in (FRIDAY, SUNDAY, MONDAY))
