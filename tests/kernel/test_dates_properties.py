from datetime import UTC, date, datetime, timedelta, timezone

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import (
    Closed,
    Count,
    Deadline,
    GivenCalendar,
    Open,
    Period,
    Roll,
    Unit,
    add_months,
    end_of,
    local_day,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati", "Africa/Cairo", "America/Havana", "Etc/GMT+12", "UTC"]
)

periods = st.builds(Period, st.integers(0, 60), st.sampled_from(Unit), st.sampled_from(Count), st.sampled_from(Roll))
events = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def near(event: date) -> st.SearchStrategy[date]:
    """
    Draw days on which a period from this event could end soon.
    """
    return st.integers(0, 100).map(lambda days: event + timedelta(days))


def few_days(event: date) -> st.SearchStrategy[frozenset[date]]:
    """
    Draw up to three days after an event.
    """
    return st.frozensets(near(event), max_size=3)


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    """
    Draw a deadline, with one end or two, in one zone or two.
    """
    sure = draw(DAYS)
    maybe = sure + timedelta(draw(st.integers(0, 10)))
    return Deadline(sure, maybe, draw(ZONES), ("calendar",), late_zone=draw(st.just("") | ZONES))


@given(DAYS, st.integers(-200, 200))
def test_months_are_those_of_dateutil(day: date, months: int) -> None:
    """
    Months are clamped exactly as dateutil's relativedelta clamps them.
    """
    assert day + relativedelta(months=months) == add_months(day, months)


@given(st.data(), periods, events)
def test_one_more_holiday_never_shortens_a_period(data: st.DataObject, period: Period, event: date) -> None:
    """
    With one more holiday neither the sure nor the latest end comes earlier.
    """
    holidays, unsure, more = data.draw(few_days(event)), data.draw(few_days(event)), data.draw(near(event))
    fewer = period.end(event, GivenCalendar("x", holidays, unsure=unsure))
    longer = period.end(event, GivenCalendar("x", holidays | {more}, unsure=unsure))

    assert (fewer.day, fewer.maybe) <= (longer.day, longer.maybe)
    assert fewer.maybe <= longer.maybe


@given(st.data(), periods, events)
def test_a_later_event_never_gives_an_earlier_end(data: st.DataObject, period: Period, event: date) -> None:
    """
    Who received the goods a day later has at least as long.
    """
    days = data.draw(st.none() | few_days(event))
    calendar = None if days is None else GivenCalendar("x", days, unsure=data.draw(few_days(event)))
    earlier, later = period.end(event, calendar), period.end(event + timedelta(1), calendar)

    assert earlier.day <= later.day
    assert earlier.maybe <= later.maybe


@given(st.data(), st.sampled_from(Unit), st.sampled_from(Count), st.sampled_from(Roll), events)
def test_a_longer_period_never_ends_earlier(
    data: st.DataObject, unit: Unit, count: Count, roll: Roll, event: date
) -> None:
    """
    One more day, working day or month never takes anything away.
    """
    length = data.draw(st.integers(0, 30))
    calendar = GivenCalendar("x", data.draw(few_days(event)), unsure=data.draw(few_days(event)))
    shorter = Period(length, unit, count, roll).end(event, calendar)
    longer = Period(length + 1, unit, count, roll).end(event, calendar)

    assert shorter.day <= longer.day
    assert shorter.maybe <= longer.maybe


@given(st.data(), periods, events)
def test_whatever_an_uncertain_holiday_is_the_end_lies_in_the_band(
    data: st.DataObject, period: Period, event: date
) -> None:
    """
    However the days the calendar does not know turn out, the end is neither before the sure nor after the latest one.
    """
    holidays, unsure = data.draw(few_days(event)), data.draw(few_days(event))
    true = holidays | frozenset(day for day in unsure if data.draw(st.booleans()))
    told = period.end(event, GivenCalendar("x", holidays, unsure=unsure))
    found = period.end(event, GivenCalendar("x", true))

    assert told.day <= found.day <= told.maybe
    assert bool(told.unsure) is (told.day != told.maybe)


@given(st.data(), periods, events)
def test_without_a_calendar_the_band_holds_the_end_of_every_ordinary_calendar(
    data: st.DataObject, period: Period, event: date
) -> None:
    """
    Whatever three holidays there are, the end lies in the band that was told without a calendar.
    """
    told = period.end(event, None)
    found = period.end(event, GivenCalendar("x", data.draw(few_days(event))))

    assert told.day <= found.day <= told.maybe


@given(st.data(), periods, events)
def test_a_rolled_end_is_a_working_day(data: st.DataObject, period: Period, event: date) -> None:
    """
    Under a rule that rolls over weekends and holidays, the last day is neither.
    """
    holidays = data.draw(few_days(event))
    rolling = Period(period.length, Unit.DAY, period.count, Roll.SATURDAY_SUNDAY_HOLIDAY)
    end = rolling.end(event, GivenCalendar("x", holidays))

    assert end.day.weekday() < 5
    assert end.day not in holidays


@given(deadlines(), MOMENTS, st.timedeltas(timedelta(0), timedelta(400)))
def test_a_closed_window_stays_closed(deadline: Deadline, moment: datetime, later: timedelta) -> None:
    """
    What is closed never opens again, and what is open was open before.
    """
    first, second = deadline.judge(moment), deadline.judge(moment + later)

    assert first != Closed() or second == Closed()
    assert second != Open() or first == Open()


@given(deadlines(), MOMENTS, st.integers(-14, 14))
def test_the_judgement_does_not_hang_on_the_zone_a_moment_is_told_in(
    deadline: Deadline, moment: datetime, hours: int
) -> None:
    """
    The same moment told in another zone is judged alike.
    """
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))

    assert deadline.judge(moment) == deadline.judge(elsewhere)


@given(DAYS, ZONES)
def test_a_day_ends_where_the_next_begins(day: date, zone: str) -> None:
    """
    The end of a day is the first moment whose local day is another one.
    """
    end = end_of(day, zone).astimezone(UTC)

    assert local_day(end, zone) > day
    assert local_day(end - timedelta(microseconds=1), zone) == day
