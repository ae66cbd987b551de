from datetime import UTC, date, datetime

import pytest

from aftersales.dates import FOREVER
from aftersales.orders import (
    Arrival,
    Moved,
    Movement,
    Order,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    Transit,
    arrival,
    each_arrival,
)
from aftersales.testing.orders import a_line, an_order, delivered, moved, sent

BERLIN = "Europe/Berlin"
MONDAY, WEDNESDAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 5)
NEXT_WEEK = date(2026, 6, 10)
SENT = datetime(2026, 6, 3, 8, tzinfo=UTC)
NOTHING_STATED = Practices()
TWO_TO_FOUR = Practices(transit=Transit(min_days=2, max_days=4))
PAIR = an_order(a_line(quantity=2))
LOST, ON_ITS_WAY = Sighting(what=Seen.LOST, on=FRIDAY), Sighting(what=Seen.IN_TRANSIT, on=FRIDAY)


def of(order: Order, practices: Practices = NOTHING_STATED, zone: str = BERLIN) -> Arrival:
    """
    Find when the last unit of an order that has some arrived.
    """
    found = arrival(order, order.lines, zone, practices)
    assert found is not None
    return found


def each_arrival_of(order: Order) -> Arrival:
    """
    Find between which days each unit of the first line arrived.
    """
    found = each_arrival(order, order.line("line-1"), BERLIN, NOTHING_STATED)
    assert found is not None
    return found


def days(found: Arrival | None) -> tuple[date, date] | None:
    """
    Take the two days of an arrival.
    """
    return None if found is None else (found.first, found.last)


class TestTheLastUnit:
    """
    When the last unit arrived: what starts a clock that waits for everything.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            pytest.param(delivered(PAIR, FRIDAY), (FRIDAY, FRIDAY), id="one parcel"),
            pytest.param(
                delivered(delivered(PAIR, NEXT_WEEK, units={"line-1": 1}), FRIDAY),
                (NEXT_WEEK, NEXT_WEEK),
                id="two parcels, the later one counts",
            ),
            pytest.param(delivered(PAIR, FRIDAY, units={"line-1": 1}), (FOREVER, FOREVER), id="half was never sent"),
            pytest.param(PAIR, (FOREVER, FOREVER), id="nothing was sent"),
            pytest.param(sent(PAIR, ON_ITS_WAY), (FOREVER, FOREVER), id="on its way"),
            pytest.param(sent(PAIR, LOST), (FOREVER, FOREVER), id="lost"),
            pytest.param(delivered(sent(PAIR, LOST), FRIDAY), (FRIDAY, FRIDAY), id="lost, and sent again"),
            pytest.param(sent(sent(PAIR, LOST), ON_ITS_WAY), (FOREVER, FOREVER), id="lost, and again on its way"),
            pytest.param(
                sent(PAIR, Sighting(what=Seen.LEFT, on=FRIDAY)), (FRIDAY, FOREVER), id="left with a neighbour"
            ),
            pytest.param(
                sent(PAIR, Sighting(what=Seen.DELIVERED, on=FRIDAY), Sighting(what=Seen.DELIVERED, on=NEXT_WEEK)),
                (FRIDAY, NEXT_WEEK),
                id="two carriers contradict each other",
            ),
            pytest.param(
                moved(delivered(PAIR, FRIDAY, units={"line-1": 1}), "cancelled"),
                (FRIDAY, FRIDAY),
                id="what was cancelled is not waited for",
            ),
            pytest.param(sent(PAIR, shipped_at=SENT), (WEDNESDAY, FOREVER), id="sent, nothing seen"),
            pytest.param(sent(PAIR), (MONDAY, FOREVER), id="sent, nobody knows when"),
        ],
    )
    def test_has_arrived_between_two_days(self, order: Order, expected: tuple[date, date]) -> None:
        """
        The last unit decides; what is known to be missing has not arrived, and what was not seen may have.
        """
        assert expected == days(of(order))

    def test_nothing_is_awaited_once_everything_was_cancelled(self) -> None:
        """
        An order of which no unit is left to come has no arrival.
        """
        order = moved(PAIR, "cancelled", quantity=2)

        assert arrival(order, order.lines, BERLIN, NOTHING_STATED) is None
        assert arrival(order, [], BERLIN, NOTHING_STATED) is None

    def test_only_the_lines_asked_about_are_waited_for(self) -> None:
        """
        One line can be there while another one is not.
        """
        order = delivered(an_order(a_line("a"), a_line("b")), FRIDAY, units={"a": 1})

        assert (FRIDAY, FRIDAY) == days(arrival(order, [order.line("a")], BERLIN, NOTHING_STATED))
        assert (FOREVER, FOREVER) == days(arrival(order, [order.line("b")], BERLIN, NOTHING_STATED))

    def test_a_unit_in_several_pieces_is_there_with_the_last_piece(self) -> None:
        """
        A wardrobe counts in one parcel, and has arrived once the parcels with its other pieces have.
        """
        order = delivered(delivered(an_order(), FRIDAY), NEXT_WEEK, units={"line-1": 0})

        assert (NEXT_WEEK, NEXT_WEEK) == days(of(order))
        assert 1 == order.tally("line-1").delivered

    def test_a_piece_that_is_missing_is_waited_for(self) -> None:
        """
        A unit of which one piece is still on its way has not arrived.
        """
        order = sent(delivered(an_order(), FRIDAY), ON_ITS_WAY, units={"line-1": 0})

        assert of(order).outstanding

    def test_days_are_those_of_the_place(self) -> None:
        """
        The same delivery is a day earlier in the west.
        """
        order = delivered(PAIR, datetime(2026, 6, 5, 22, 30, tzinfo=UTC))

        assert (date(2026, 6, 6),) * 2 == days(of(order))
        assert (FRIDAY,) * 2 == days(of(order, zone="America/New_York"))


class TestWhatItHangsOn:
    """
    Which fact keeps the two days apart.
    """

    @pytest.mark.parametrize(
        ("order", "hangs_on"),
        [
            pytest.param(delivered(PAIR, FRIDAY), (), id="known"),
            pytest.param(PAIR, (), id="known not to have been sent"),
            pytest.param(sent(PAIR, shipped_at=SENT), ("delivered_on",), id="not seen"),
            pytest.param(sent(PAIR, Sighting(what=Seen.LEFT, on=FRIDAY)), ("delivered_on",), id="left somewhere"),
        ],
    )
    def test_is_the_day_of_delivery_or_nothing(self, order: Order, hangs_on: tuple[str, ...]) -> None:
        """
        Only where the days differ is there a question.
        """
        assert hangs_on == of(order).hangs_on

    def test_the_later_of_two_parcels_can_settle_it(self) -> None:
        """
        A parcel that certainly came after every day on which another one may have come leaves no question.
        """
        order = sent(PAIR, units={"line-1": 1}, shipped_at=SENT)
        order = delivered(order, date(2026, 6, 20))
        found = of(order, TWO_TO_FOUR)

        assert (date(2026, 6, 20),) * 2 == days(found)
        assert () == found.hangs_on


class TestTransit:
    """
    What a shop that learns no delivery dates states instead.
    """

    def test_counts_from_the_dispatch(self) -> None:
        """
        A parcel of which nothing was seen arrived within the days that the shop states.
        """
        found = of(sent(PAIR, shipped_at=SENT), TWO_TO_FOUR)

        assert (date(2026, 6, 5), date(2026, 6, 7)) == days(found)
        assert "estimates" == found.steps[0].code

    def test_an_exact_time_leaves_no_question(self) -> None:
        """
        Where every parcel takes the same time, the day is known.
        """
        exactly = Practices(transit=Transit(min_days=2, max_days=2))

        assert () == of(sent(PAIR, shipped_at=SENT), exactly).hangs_on

    def test_a_sighting_goes_before_it(self) -> None:
        """
        What was seen is better than what is usual.
        """
        order = sent(PAIR, Sighting(what=Seen.DELIVERED, on=NEXT_WEEK), shipped_at=SENT)

        assert (NEXT_WEEK, NEXT_WEEK) == days(of(order, TWO_TO_FOUR))

    def test_needs_a_day_of_dispatch(self) -> None:
        """
        Days after an unknown day are unknown.
        """
        assert (MONDAY, FOREVER) == days(of(sent(PAIR), TWO_TO_FOUR))

    @pytest.mark.parametrize(("least", "most"), [(3, 2), (-1, 2)])
    def test_is_a_range(self, least: int, most: int) -> None:
        """
        A time that ends before it starts is refused.
        """
        with pytest.raises(ValueError, match="max_days"):
            Transit(min_days=least, max_days=most)


class TestMovements:
    """
    Hosts that keep no parcels tell the same by movements.
    """

    def test_a_delivery_is_on_its_local_day(self) -> None:
        """
        A movement with a time is as good as a sighting.
        """
        order = moved(PAIR, Moved.DELIVERED, quantity=2, at=datetime(2026, 6, 5, 22, 30, tzinfo=UTC))

        assert (date(2026, 6, 6),) * 2 == days(of(order))

    def test_a_delivery_of_a_part_leaves_the_rest_open(self) -> None:
        """
        One of two units that were sent was delivered; the other one may have come on any day since.
        """
        order = moved(moved(PAIR, Moved.SHIPPED, quantity=2, at=SENT), Moved.DELIVERED, at=SENT.replace(day=5))

        assert (FRIDAY, FOREVER) == days(of(order))

    def test_an_opening_movement_says_that_and_not_when(self) -> None:
        """
        What was delivered before anybody kept count came on some day since the order.
        """
        order = moved(PAIR, Moved.DELIVERED, quantity=2)

        assert (MONDAY, FOREVER) == days(of(order))
        assert ("delivered_on",) == of(order).hangs_on

    def test_a_dispatch_counts_with_the_stated_transit(self) -> None:
        """
        A movement of dispatch is as good as a parcel without sightings.
        """
        order = moved(PAIR, Moved.SHIPPED, quantity=2, at=SENT)

        assert (date(2026, 6, 5), date(2026, 6, 7)) == days(of(order, TWO_TO_FOUR))

    def test_what_was_lost_is_waited_for_until_it_is_sent_again(self) -> None:
        """
        A loss told by movement keeps the clock from starting, and a new dispatch lets it start.
        """
        lost = moved(moved(an_order(), Moved.SHIPPED, at=SENT), Moved.LOST)
        again = moved(moved(lost, Moved.SHIPPED, at=SENT.replace(day=5)), Moved.DELIVERED, at=SENT.replace(day=10))

        assert of(lost).outstanding
        assert (NEXT_WEEK, NEXT_WEEK) == days(of(again))

    def test_a_delivery_told_by_movement_settles_a_parcel_of_which_nothing_was_seen(self) -> None:
        """
        Where the host knows that everything came, a parcel without sightings asks nothing more.
        """
        order = moved(sent(an_order(), shipped_at=SENT), Moved.DELIVERED, at=SENT.replace(day=5))

        assert (FRIDAY, FRIDAY) == days(of(order))


class TestEachUnit:
    """
    Between which days the units that are there came: for rights that run for every unit by itself.
    """

    def test_what_is_missing_does_not_hold_up_what_is_there(self) -> None:
        """
        The unit that came has a day, whatever happens to the other one.
        """
        order = delivered(PAIR, FRIDAY, units={"line-1": 1})

        assert (FRIDAY, FRIDAY) == days(each_arrival(order, order.line("line-1"), BERLIN, NOTHING_STATED))

    def test_which_parcel_brought_a_unit_is_not_known(self) -> None:
        """
        Units of one line that came on different days have the span of those days, and a question.
        """
        order = delivered(delivered(PAIR, FRIDAY, units={"line-1": 1}), NEXT_WEEK)
        found = each_arrival(order, order.line("line-1"), BERLIN, NOTHING_STATED)
        assert found is not None

        assert (FRIDAY, NEXT_WEEK) == days(found)
        assert ("delivered_on",) == found.hangs_on

    @pytest.mark.parametrize(
        "order",
        [
            pytest.param(PAIR, id="not sent"),
            pytest.param(sent(PAIR, ON_ITS_WAY), id="on its way"),
            pytest.param(sent(PAIR, LOST), id="lost"),
            pytest.param(moved(sent(PAIR, shipped_at=SENT), Moved.LOST, quantity=2), id="lost, told by movement"),
            pytest.param(moved(PAIR, Moved.CANCELLED, quantity=2), id="cancelled"),
        ],
    )
    def test_where_nothing_can_be_there_nothing_arrived(self, order: Order) -> None:
        """
        A line of which no unit can have come has no day.
        """
        assert each_arrival(order, order.line("line-1"), BERLIN, NOTHING_STATED) is None


def test_steps_say_how_the_day_was_found() -> None:
    """
    The steps of an arrival name the event that decided.
    """
    assert ["receipt"] == [step.detail for step in of(delivered(PAIR, FRIDAY)).steps]
    assert ["not_shipped"] == [step.detail for step in of(PAIR).steps]
    assert ["left_somewhere"] == [step.detail for step in of(sent(PAIR, Sighting(what=Seen.LEFT, on=FRIDAY))).steps]
    assert ["not_before"] == [step.detail for step in of(sent(PAIR)).steps]


def test_steps_lead_to_the_first_day_it_may_have_arrived() -> None:
    """
    Of two parcels the one decides that gives the day for certain, though nothing is seen of the other, sent before.
    """
    order = sent(delivered(PAIR, FRIDAY, units={"line-1": 1}), units={"line-1": 1}, shipped_at=SENT)
    found = of(order)

    assert (FRIDAY, FOREVER) == days(found)
    assert [("starts", FRIDAY, "receipt")] == [(step.code, step.day, step.detail) for step in found.steps]
    assert [WEDNESDAY] == [step.day for step in each_arrival_of(order).steps]
    assert [FRIDAY] == [step.day for step in of(sent(PAIR, shipped_at=SENT), TWO_TO_FOUR).steps]


def test_a_unit_is_in_a_parcel_or_in_a_movement() -> None:
    """
    Parcels and movements of different units add up.
    """
    order = an_order(
        a_line(quantity=2),
        parcels=(
            Parcel(id="p", contents=(Packed("line-1", 1),), sightings=(Sighting(what=Seen.DELIVERED, on=FRIDAY),)),
        ),
        movements=(Movement(what=Moved.DELIVERED, line="line-1", quantity=1, at=SENT.replace(day=10)),),
    )

    assert (NEXT_WEEK, NEXT_WEEK) == days(of(order))
