from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aftersales.dates import FOREVER
from aftersales.errors import FactsError
from aftersales.orders import Packed, Parcel, Seen, Sighting

BERLIN, HONOLULU = "Europe/Berlin", "Pacific/Honolulu"
SENT = datetime(2026, 6, 3, 8, tzinfo=UTC)
FRIDAY, SATURDAY, MONDAY = date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 8)
NEVER = (FOREVER, FOREVER)


def on(what: Seen, day: date) -> Sighting:
    """
    See something on a local day.
    """
    return Sighting(what=what, on=day)


def parcel(*sightings: Sighting, **fields: Any) -> Parcel:
    """
    Make a parcel of which this was seen.
    """
    return Parcel(id="p", contents=(Packed("line-1", 1),), sightings=sightings, **fields)


def problem_of(make: Any, **fields: Any) -> tuple[str, str]:
    """
    Find where the one problem is, and what was there.
    """
    with pytest.raises(FactsError) as caught:
        make(**fields)
    [problem] = caught.value.problems
    return problem.path, problem.got


class TestSighting:
    """
    What was seen, and when.
    """

    @pytest.mark.parametrize("when", [{}, {"at": SENT, "on": FRIDAY}])
    def test_is_at_a_moment_or_on_a_day(self, when: dict[str, Any]) -> None:
        """
        A sighting without a time, and one with two, say nothing.
        """
        assert "at" == problem_of(Sighting, what=Seen.DELIVERED, **when)[0]

    def test_a_moment_has_a_zone(self) -> None:
        """
        A carrier's time without a zone is refused.
        """
        naive = datetime(2026, 6, 5, 12)  # noqa: DTZ001

        assert ("at", "2026-06-05T12:00:00") == problem_of(Sighting, what=Seen.DELIVERED, at=naive)

    def test_a_moment_is_on_the_day_of_the_place_where_days_are_counted(self) -> None:
        """
        One moment is on different days in different zones, and a local day is the same everywhere.
        """
        late = Sighting(what=Seen.DELIVERED, at=datetime(2026, 6, 5, 22, 30, tzinfo=UTC))

        assert (SATURDAY, FRIDAY) == (late.day(BERLIN), late.day(HONOLULU))
        assert FRIDAY == on(Seen.DELIVERED, FRIDAY).day(HONOLULU)


class TestParcel:
    """
    What is in it, and when it came into the buyer's hands.
    """

    def test_holds_something(self) -> None:
        """
        An empty parcel is refused.
        """
        assert ("contents", "nothing") == problem_of(Parcel, id="p", contents=())

    @pytest.mark.parametrize("quantity", [-1, 1.0, "1"])
    def test_units_are_whole(self, quantity: Any) -> None:
        """
        A parcel holds whole units of a line, or none where it holds a further piece of one.
        """
        assert ("quantity", str(quantity)) == problem_of(Packed, line="line-1", quantity=quantity)

    def test_nobody_receives_before_dispatch(self) -> None:
        """
        A delivery before the dispatch contradicts it, and the sighting is named.
        """
        early = Sighting(what=Seen.DELIVERED, at=SENT - timedelta(hours=1))

        assert "sightings[1].at" == problem_of(parcel_of, sightings=(on(Seen.DELIVERED, FRIDAY), early))[0]

    def test_a_carrier_may_scan_before_the_shop_notes_the_dispatch(self) -> None:
        """
        A scan on the way contradicts nothing, whatever clock the shop noted the dispatch by.
        """
        early = Sighting(what=Seen.IN_TRANSIT, at=SENT - timedelta(hours=1))

        assert NEVER == parcel(early, shipped_at=SENT).possession(BERLIN)

    @pytest.mark.parametrize(
        ("seen", "possession"),
        [
            pytest.param((), None, id="nothing seen"),
            pytest.param((on(Seen.IN_TRANSIT, FRIDAY),), NEVER, id="on its way"),
            pytest.param((on(Seen.LOST, FRIDAY),), NEVER, id="lost"),
            pytest.param((on(Seen.DELIVERED, FRIDAY),), (FRIDAY, FRIDAY), id="delivered"),
            pytest.param((on(Seen.COLLECTED, MONDAY),), (MONDAY, MONDAY), id="collected from a locker"),
            pytest.param((on(Seen.LEFT, FRIDAY),), (FRIDAY, FOREVER), id="left with a neighbour"),
            pytest.param((on(Seen.LEFT, FRIDAY), on(Seen.COLLECTED, MONDAY)), (MONDAY, MONDAY), id="left, collected"),
            pytest.param((on(Seen.LOST, FRIDAY), on(Seen.DELIVERED, MONDAY)), (MONDAY, MONDAY), id="lost and found"),
            pytest.param((on(Seen.LEFT, FRIDAY), on(Seen.LOST, MONDAY)), (FRIDAY, FOREVER), id="left, called lost"),
            pytest.param(
                (on(Seen.DELIVERED, MONDAY), on(Seen.DELIVERED, FRIDAY)), (FRIDAY, MONDAY), id="contradiction"
            ),
            pytest.param(
                (on(Seen.DELIVERED, FRIDAY), on(Seen.IN_TRANSIT, FRIDAY), on(Seen.DELIVERED, FRIDAY)),
                (FRIDAY, FRIDAY),
                id="late and doubled",
            ),
        ],
    )
    def test_possession_is_between_two_days(
        self, seen: tuple[Sighting, ...], possession: tuple[date, date] | None
    ) -> None:
        """
        Only delivery and collection put goods into the buyer's hands; what was only left somewhere has no last day.
        """
        assert possession == parcel(*seen).possession(BERLIN)
        assert possession == parcel(*reversed(seen)).possession(BERLIN)

    @pytest.mark.parametrize(
        ("seen", "expected"),
        [
            pytest.param((), (False, False), id="nothing seen"),
            pytest.param((Seen.LEFT,), (False, False), id="left"),
            pytest.param((Seen.LOST, Seen.IN_TRANSIT), (False, True), id="lost"),
            pytest.param((Seen.LOST, Seen.LEFT), (False, False), id="lost or left"),
            pytest.param((Seen.LOST, Seen.COLLECTED), (True, False), id="lost and found"),
        ],
    )
    def test_a_parcel_is_delivered_or_lost_or_neither(
        self, seen: tuple[Seen, ...], expected: tuple[bool, bool]
    ) -> None:
        """
        What was seen at its end is not lost, and what was only left somewhere is not delivered.
        """
        one = parcel(*(on(what, FRIDAY) for what in seen))

        assert expected == (one.delivered, one.lost)


def parcel_of(sightings: tuple[Sighting, ...]) -> Parcel:
    """
    Make a parcel that was sent on Wednesday morning.
    """
    return parcel(*sightings, shipped_at=SENT)
