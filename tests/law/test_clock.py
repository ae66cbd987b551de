from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER, Deadline, GivenCalendar, WorkingCalendar
from aftersales.law import withdrawal_deadline
from aftersales.orders import Kind, Moved, Order, Practices, Seen, Sighting, Transit
from aftersales.testing.orders import a_line, an_order, delivered, moved, sent
from tests.law.units import BOOK, NO_HOLIDAYS, buyer, days, holidays, unit_of

FRIDAY, SATURDAY, SUNDAY = date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 7)
NEVER = "9999-12-31"


def deadline(
    order: Order, line: str = "line-1", *, calendar: WorkingCalendar | None = NO_HOLIDAYS, **fields: Any
) -> Deadline:
    """
    Find the last day to withdraw from a line by the law of the buyer.
    """
    unit = unit_of(order, line, calendar=calendar, **fields)
    floor = BOOK.withdrawal(order.buyer.residence, unit.placed_on)
    assert floor is not None
    return withdrawal_deadline(unit, floor)


def for_buyer(residence: str, order: Order | None = None, *, on: date = FRIDAY, **fields: Any) -> Order:
    """
    Sell something to somebody who lives there, and deliver it.
    """
    made = attrs.evolve(order or an_order(), buyer=buyer(residence), **fields)
    return delivered(made, on)


def both(day: str) -> tuple[str, str]:
    """
    Write a deadline of which both ends are one day.
    """
    return day, day


class TestCount:
    """
    From which day, how many days, and to which day it goes on.
    """

    @pytest.mark.parametrize(
        ("residence", "on", "calendar", "expected"),
        [
            pytest.param("DE", FRIDAY, NO_HOLIDAYS, both("2026-06-19"), id="the day of delivery is day 0"),
            pytest.param("DE", SATURDAY, NO_HOLIDAYS, both("2026-06-22"), id="a Saturday goes on to Monday"),
            pytest.param("DE", SUNDAY, NO_HOLIDAYS, both("2026-06-22"), id="a Sunday does so too"),
            pytest.param("DE", SATURDAY, holidays("2026-06-22"), both("2026-06-23"), id="and a holiday after it"),
            pytest.param("DE", FRIDAY, holidays("2026-06-19"), both("2026-06-22"), id="a holiday, then the weekend"),
            pytest.param("DE", FRIDAY, holidays("2026-06-15"), both("2026-06-19"), id="a holiday within counts"),
            pytest.param("FR", SATURDAY, NO_HOLIDAYS, both("2026-06-22"), id="France goes on"),
            pytest.param("GB", SATURDAY, NO_HOLIDAYS, both("2026-06-20"), id="Britain does not"),
            pytest.param("GB", FRIDAY, holidays("2026-06-19"), both("2026-06-19"), id="not for a holiday either"),
            pytest.param("ES", SATURDAY, NO_HOLIDAYS, ("2026-06-20", "2026-06-22"), id="Spain may"),
            pytest.param("BR", FRIDAY, NO_HOLIDAYS, both("2026-06-12"), id="Brazil has seven days"),
            pytest.param("BR", SATURDAY, NO_HOLIDAYS, ("2026-06-13", "2026-06-15"), id="and may go on"),
            pytest.param("EU", SATURDAY, NO_HOLIDAYS, both("2026-06-22"), id="the Union itself goes on"),
        ],
    )
    def test_ends_on_its_day(
        self, residence: str, on: date, calendar: WorkingCalendar, expected: tuple[str, str]
    ) -> None:
        """
        Certain by the certain rows, at the latest by the cautious ones.
        """
        assert expected == days(deadline(for_buyer(residence, on=on), calendar=calendar))

    @pytest.mark.parametrize("residence", ["DE", "FR"])
    def test_without_a_calendar_any_of_the_next_days_may_be_a_holiday(self, residence: str) -> None:
        """
        Where nobody gave a calendar the plain end is sure, a longest holiday later is the last it may be, and it asks.
        """
        found = deadline(for_buyer(residence), calendar=None)

        assert date(2026, 6, 19) == found.sure
        assert date(2026, 6, 27) < found.maybe <= date(2026, 6, 30)
        assert ("calendar",) == found.hangs_on

    def test_where_nothing_moves_the_end_no_calendar_is_missed(self) -> None:
        """
        British law asks for no calendar.
        """
        assert both("2026-06-20") == days(deadline(for_buyer("GB", on=SATURDAY), calendar=None))

    def test_a_day_that_may_be_a_holiday_makes_a_band(self) -> None:
        """
        Good Friday is a holiday in some communes of the Moselle only, so the days until Tuesday are open.
        """
        good_friday = date(2026, 4, 3)
        alsace = GivenCalendar("FR-57", frozenset({date(2026, 4, 6)}), unsure=frozenset({good_friday}))
        order = for_buyer("FR-57", an_order(placed_at=datetime(2026, 3, 16, tzinfo=UTC)), on=date(2026, 3, 20))
        found = deadline(order, calendar=alsace)

        assert ("2026-04-03", "2026-04-07") == days(found)
        assert ("calendar",) == found.hangs_on

    def test_a_band_by_law_alone_hangs_on_nothing_that_can_be_asked(self) -> None:
        """
        That Spain may go on is for a person, and no fact of the order would settle it.
        """
        assert ("law",) == deadline(for_buyer("ES", on=SATURDAY)).hangs_on

    def test_christmas_eve_counts_where_the_statute_says_so(self) -> None:
        """
        In Sweden a period does not end on Christmas Eve, which no list of holidays has.
        """
        order = attrs.evolve(
            an_order(placed_at=datetime(2026, 12, 1, tzinfo=UTC)), buyer=buyer("SE", "Europe/Stockholm")
        )
        found = deadline(delivered(order, date(2026, 12, 10)), calendar=holidays("2026-12-25", "2026-12-26"))

        assert both("2026-12-28") == days(found)

    def test_the_way_to_the_day_is_told_in_steps(self) -> None:
        """
        A lawyer can follow each step.
        """
        steps = deadline(for_buyer("DE", on=SATURDAY)).steps

        assert [
            ("starts", "2026-06-06", "receipt"),
            ("counts", "2026-06-20", "14 day"),
            ("rolls", "2026-06-21", "saturday"),
            ("rolls", "2026-06-22", "sunday"),
        ] == [(step.code, step.day.isoformat(), step.detail) for step in steps]


class TestZone:
    """
    Days are those of the buyer.
    """

    LATE = datetime(2026, 6, 5, 22, 30, tzinfo=UTC)

    def test_a_delivery_counts_where_the_buyer_is(self) -> None:
        """
        Half past midnight in Berlin is the evening before in London.
        """
        german, british = (delivered(attrs.evolve(an_order(), buyer=buyer(r)), self.LATE) for r in ("DE", "GB"))

        assert both("2026-06-22") == days(deadline(german))
        assert both("2026-06-19") == days(deadline(british))

    def test_an_unknown_zone_counts_in_the_east_for_certain_and_in_the_west_at_the_latest(self) -> None:
        """
        A Brazilian of whom only the country is known may live in any of its zones.
        """
        order = delivered(
            attrs.evolve(an_order(), buyer=buyer("BR", "America/Noronha")), datetime(2026, 6, 9, 4, tzinfo=UTC)
        )
        found = deadline(order, late_zone="America/Rio_Branco")

        assert ("2026-06-15", "2026-06-16") == days(found)
        assert ("America/Noronha", "America/Rio_Branco") == (found.zone, found.late_zone)
        assert "zone" in found.hangs_on

    def test_a_contract_counts_in_both_zones_too(self) -> None:
        """
        The day of a contract for digital content hangs on the zone as well.
        """
        song = an_order(a_line(kind=Kind.DIGITAL), buyer=buyer("GB"))
        at_night = attrs.evolve(song, placed_at=datetime(2026, 6, 9, 2, tzinfo=UTC))
        found = deadline(at_night, zone="Europe/London", late_zone="America/New_York")

        assert both("2026-06-23") == days(deadline(at_night))
        assert ("2026-06-22", "2026-06-23") == days(found)


class TestStart:
    """
    Which event starts the clock.
    """

    TWO = an_order(a_line("a"), a_line("b"))

    def test_one_order_has_one_clock_that_waits_for_its_last_article(self) -> None:
        """
        The first article may come back as long as the last one may.
        """
        order = delivered(delivered(self.TWO, FRIDAY, units={"a": 1}), date(2026, 7, 20))

        assert both("2026-08-03") == days(deadline(order, "a")) == days(deadline(order, "b"))

    def test_while_an_article_is_missing_it_has_not_started(self) -> None:
        """
        Before everything is there the buyer may withdraw at any time.
        """
        found = deadline(delivered(self.TWO, FRIDAY, units={"a": 1}), "a")

        assert found.never_ends
        assert not found.unlimited

    @pytest.mark.parametrize("seen", [Seen.IN_TRANSIT, Seen.LOST])
    def test_what_is_on_its_way_or_lost_has_not_started_it(self, seen: Seen) -> None:
        """
        A parcel that nobody received starts nothing.
        """
        assert deadline(sent(an_order(), Sighting(what=seen, on=FRIDAY))).never_ends

    def test_in_brazil_each_article_has_its_own(self) -> None:
        """
        Seven days from receipt of the product itself.
        """
        order = attrs.evolve(self.TWO, buyer=buyer("BR"))
        order = delivered(delivered(order, FRIDAY, units={"a": 1}), date(2026, 7, 20))

        assert ("2026-06-12", "2026-07-27") == (days(deadline(order, "a"))[0], days(deadline(order, "b"))[0])

    def test_regular_deliveries_start_with_the_first(self) -> None:
        """
        The second box of a subscription does not open the right again.
        """
        box = attrs.evolve(an_order(a_line(quantity=2)), recurring=True)
        order = delivered(delivered(box, date(2026, 6, 1), units={"line-1": 1}), date(2026, 7, 1))

        assert both("2026-06-15") == days(deadline(order))

    def test_regular_deliveries_told_by_movements_start_with_the_first_too(self) -> None:
        """
        A host without parcels has the same first day, although more boxes are still to come.
        """
        box = attrs.evolve(an_order(a_line(quantity=12)), recurring=True)
        order = moved(box, Moved.DELIVERED, at=datetime(2026, 6, 1, 12, tzinfo=UTC))
        order = moved(order, Moved.DELIVERED, at=datetime(2026, 7, 1, 12, tzinfo=UTC))

        assert both("2026-06-15") == days(deadline(order))

    @pytest.mark.parametrize("kind", [Kind.SERVICE, Kind.DIGITAL])
    def test_services_and_digital_content_start_with_the_contract(self, kind: Kind) -> None:
        """
        Monday 1 June and fourteen days.
        """
        assert both("2026-06-15") == days(deadline(an_order(a_line(kind=kind))))

    def test_a_service_sold_with_goods_starts_with_the_goods(self) -> None:
        """
        A contract that has both goods and services as its object is a sales contract.
        """
        order = delivered(an_order(a_line("washer"), a_line("fitting", kind=Kind.SERVICE)), FRIDAY, units={"washer": 1})

        assert both("2026-06-19") == days(deadline(order, "fitting")) == days(deadline(order, "washer"))

    def test_digital_content_beside_goods_keeps_its_own(self) -> None:
        """
        A download is no service, and does not wait for a parcel.
        """
        order = an_order(a_line("book"), a_line("audio", kind=Kind.DIGITAL))

        assert both("2026-06-15") == days(deadline(order, "audio"))

    def test_an_unknown_day_of_delivery_makes_a_band_and_asks_the_carrier(self) -> None:
        """
        A parcel of which nothing was seen may have come on any day since the dispatch.
        """
        found = deadline(sent(an_order(), shipped_at=datetime(2026, 6, 3, 8, tzinfo=UTC)))

        assert ("2026-06-17", NEVER) == days(found)
        assert ("delivered_on",) == found.hangs_on

    def test_a_stated_transit_bounds_it(self) -> None:
        """
        Two to four days after dispatch make an end two days wide.
        """
        stated = Practices(transit=Transit(min_days=2, max_days=4))
        order = sent(an_order(), shipped_at=datetime(2026, 6, 3, 8, tzinfo=UTC))

        assert ("2026-06-19", "2026-06-22") == days(deadline(order, practices=stated))

    def test_what_was_left_with_a_neighbour_may_have_started_it(self) -> None:
        """
        A neighbour nobody named is no possession for certain.
        """
        found = deadline(sent(an_order(), Sighting(what=Seen.LEFT, on=FRIDAY)))

        assert ("2026-06-19", NEVER) == days(found)

    def test_articles_that_were_cancelled_are_not_waited_for(self) -> None:
        """
        What will never come keeps no clock from starting.
        """
        order = moved(delivered(self.TWO, FRIDAY, units={"a": 1}), "cancelled", "b")

        assert both("2026-06-19") == days(deadline(order, "a"))

    def test_an_order_of_which_everything_was_cancelled_counts_from_the_contract(self) -> None:
        """
        Where nothing is left to arrive there is still a day.
        """
        assert both("2026-06-15") == days(deadline(moved(an_order(), "cancelled")))


class TestInformation:
    """
    What follows if the buyer was not told of the right, or late.
    """

    def told(self, on: str | None = None, *, informed: bool | None = False, residence: str = "DE") -> Deadline:
        """
        Deliver on 2 June 2025, and say whether and when the buyer was told of the right.
        """
        order = attrs.evolve(an_order(placed_at=datetime(2025, 5, 28, tzinfo=UTC)), informed=informed)
        if on is not None:
            order = attrs.evolve(order, informed_on=date.fromisoformat(on))
        return deadline(for_buyer(residence, order, on=date(2025, 6, 2)))

    def test_never_told_adds_twelve_months(self) -> None:
        """
        Fourteen days become twelve months and fourteen days.
        """
        found = self.told()

        assert both("2026-06-16") == days(found)
        assert ("extends", "not_informed") == (found.steps[-1].code, found.steps[-1].detail)

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            pytest.param("2025-05-30", "2025-06-16", id="before delivery: nothing changes"),
            pytest.param("2025-06-02", "2025-06-16", id="on the day of delivery: nothing changes"),
            pytest.param("2025-06-06", "2025-06-20", id="on day 4: fourteen days from then"),
            pytest.param("2026-06-02", "2026-06-16", id="on the last day of twelve months: fourteen days from then"),
            pytest.param("2026-06-03", "2026-06-16", id="a day later: the longer period stays"),
            pytest.param("2026-06-15", "2026-06-16", id="at its end: no new period"),
        ],
    )
    def test_told_late_starts_fourteen_days_within_twelve_months_of_the_event(self, on: str, expected: str) -> None:
        """
        The window for late information opens on day 0 and closes twelve months after it.
        """
        assert both(expected) == days(self.told(on))

    @pytest.mark.parametrize(
        ("residence", "on", "expected"),
        [
            pytest.param("FR", "2027-03-05", both("2027-03-19"), id="France, twelve months after the event"),
            pytest.param("FR", "2027-03-10", both("2027-03-24"), id="France, during the prolongation"),
            pytest.param("FR", "2027-03-19", both("2027-04-02"), id="France, on its last day"),
            pytest.param("FR", "2027-03-20", both("2027-03-19"), id="France, after it"),
            pytest.param("FR", "2026-03-09", both("2026-03-23"), id="France, within the first fourteen days"),
            pytest.param("PT", "2027-03-10", ("2027-03-19", "2027-03-24"), id="Portugal, where a reader says so too"),
            pytest.param("DE", "2027-03-10", both("2027-03-19"), id="Germany, by the words of the directive"),
        ],
    )
    def test_in_france_information_during_the_prolongation_starts_the_period_anew(
        self, residence: str, on: str, expected: tuple[str, str]
    ) -> None:
        """
        The prolongation begins with the end of the fourteen days, and so ends fourteen days after twelve months.
        """
        order = an_order(placed_at=datetime(2026, 3, 1, tzinfo=UTC), informed=False, informed_on=date.fromisoformat(on))

        assert expected == days(deadline(for_buyer(residence, order, on=date(2026, 3, 5))))

    def test_late_information_rolls_like_the_period(self) -> None:
        """
        Told on a Saturday, it ends on a Monday.
        """
        assert both("2025-06-23") == days(self.told("2025-06-07"))

    def test_unknown_information_makes_a_band(self) -> None:
        """
        The normal end is sure, and the longer one may be; who was told is asked.
        """
        found = self.told(informed=None)

        assert ("2025-06-16", "2026-06-16") == days(found)
        assert ("informed",) == found.hangs_on

    @pytest.mark.parametrize("stated", [True, False, None])
    def test_an_order_that_was_told_of_late_goes_before_what_the_shop_states(
        self,
        stated: bool | None,  # noqa: FBT001 - a case
    ) -> None:
        """
        A day of late information says by itself that it was missing at the sale.
        """
        order = attrs.evolve(an_order(placed_at=datetime(2026, 3, 1, tzinfo=UTC)), informed=None)
        order = for_buyer("DE", attrs.evolve(order, informed_on=date(2026, 6, 1)), on=date(2026, 3, 5))

        assert both("2026-06-15") == days(deadline(order, practices=Practices(informs_of_withdrawal=stated)))

    def test_information_on_a_day_before_the_sale_was_in_time(self) -> None:
        """
        A buyer who was told on the day before the sale is not asked about.
        """
        order = attrs.evolve(an_order(), informed=None, informed_on=date(2026, 5, 31))

        assert both("2026-06-19") == days(deadline(for_buyer("DE", order)))

    def test_practices_of_the_shop_settle_it_once(self) -> None:
        """
        A shop that states that it tells everybody is asked of no order; what an order says itself goes first.
        """
        order = for_buyer("DE", attrs.evolve(an_order(), informed=None))
        tells = Practices(informs_of_withdrawal=True)

        assert both("2026-06-19") == days(deadline(order, practices=tells))
        assert both("2027-06-21") == days(deadline(attrs.evolve(order, informed=False), practices=tells))

    def test_whether_the_first_end_moves_before_the_months_are_added_is_open(self) -> None:
        """
        A period that would have ended on a Saturday is twelve months longer from Saturday or from Monday.
        """
        order = for_buyer("DE", attrs.evolve(an_order(), informed=False), on=SATURDAY)
        found = deadline(order)

        assert ("2027-06-21", "2027-06-22") == days(found)
        assert ("law",) == found.hangs_on

    @pytest.mark.parametrize(
        ("residence", "expected"),
        [
            pytest.param("DE", ("2028-03-07", "2028-03-08"), id="the German code counts months first"),
            pytest.param("FR", both("2028-03-08"), id="France adds months to the end"),
            pytest.param("GB", both("2028-03-08"), id="Britain too"),
        ],
    )
    def test_around_a_leap_day_the_order_of_months_and_days_matters(
        self, residence: str, expected: tuple[str, str]
    ) -> None:
        """
        22 February 2027 and fourteen days and twelve months is a day later than with the months first.
        """
        order = attrs.evolve(an_order(placed_at=datetime(2027, 2, 18, tzinfo=UTC)), informed=False)

        assert expected == days(deadline(for_buyer(residence, order, on=date(2027, 2, 22))))

    def test_in_brazil_missing_information_changes_nothing(self) -> None:
        """
        The statute has no such rule.
        """
        assert both("2025-06-09") == days(self.told(residence="BR"))

    def test_before_delivery_nothing_ends_whatever_was_told(self) -> None:
        """
        A clock that has not started is not prolonged.
        """
        assert deadline(attrs.evolve(an_order(), informed=False)).sure == FOREVER
