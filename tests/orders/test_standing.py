from datetime import UTC, date, datetime, timedelta

import pytest

from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Fulfilment, Moved, Order, Refunded, Returned, Seen, Sighting, status
from aftersales.testing.orders import PLACED_AT, a_line, a_tender, an_order, delivered, moved, refunded, sent

NOW = datetime(2026, 7, 1, tzinfo=UTC)
EUR = "EUR"
PAIR = an_order(a_line(quantity=2, gross="20.00"))
TEN = an_order(a_line(quantity=10, gross="100.00"))


def word(order: Order, at: datetime = NOW) -> str:
    """
    Take the one word for a customer.
    """
    return status(order, at).word


class TestFulfilment:
    """
    How far the goods got.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            pytest.param(PAIR, Fulfilment.UNFULFILLED, id="nothing sent"),
            pytest.param(sent(PAIR, units={"line-1": 1}), Fulfilment.PARTIALLY_SHIPPED, id="one of two sent"),
            pytest.param(sent(PAIR), Fulfilment.SHIPPED, id="both sent"),
            pytest.param(
                delivered(PAIR, units={"line-1": 1}), Fulfilment.PARTIALLY_DELIVERED, id="one there, one not sent"
            ),
            pytest.param(
                sent(delivered(PAIR, units={"line-1": 1})), Fulfilment.PARTIALLY_DELIVERED, id="one there, one sent"
            ),
            pytest.param(delivered(PAIR), Fulfilment.DELIVERED, id="both there"),
            pytest.param(moved(PAIR, "delivered", quantity=2), Fulfilment.DELIVERED, id="told by movement alone"),
            pytest.param(moved(PAIR, "cancelled", quantity=2), Fulfilment.CANCELLED, id="cancelled"),
            pytest.param(moved(sent(PAIR, units={"line-1": 1}), "cancelled"), Fulfilment.SHIPPED, id="rest cancelled"),
            pytest.param(
                moved(delivered(PAIR, units={"line-1": 1}), "cancelled"),
                Fulfilment.DELIVERED,
                id="rest cancelled, there",
            ),
            pytest.param(
                sent(PAIR, Sighting(what=Seen.LEFT, on=date(2026, 6, 5))), Fulfilment.SHIPPED, id="left somewhere"
            ),
        ],
    )
    def test_is_worked_out_from_quantities(self, order: Order, expected: Fulfilment) -> None:
        """
        The word follows from the units, whatever the host calls it.
        """
        assert expected is status(order, NOW).fulfilment

    def test_lines_are_counted_each_by_itself(self) -> None:
        """
        Units of one line that were cancelled after delivery do not make up for another line that was not sent.
        """
        order = an_order(a_line("a", 2), a_line("b", 1))
        order = moved(delivered(order, units={"a": 2}), "cancelled", "a", 2)

        assert Fulfilment.UNFULFILLED is status(order, NOW).fulfilment


class TestReturned:
    """
    How much came back.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            pytest.param(delivered(PAIR), Returned.NONE, id="nothing"),
            pytest.param(moved(delivered(PAIR), "returned"), Returned.PARTIALLY_RETURNED, id="one of two"),
            pytest.param(moved(delivered(PAIR), "returned", quantity=2), Returned.RETURNED, id="both"),
            pytest.param(
                moved(moved(PAIR, "cancelled"), "returned"), Returned.RETURNED, id="all that was not cancelled"
            ),
            pytest.param(moved(delivered(PAIR), "kept", quantity=2), Returned.NONE, id="kept with a refund"),
        ],
    )
    def test_is_worked_out_from_quantities(self, order: Order, expected: Returned) -> None:
        """
        Everything that was not cancelled has to be back for the order to be returned.
        """
        assert expected is status(order, NOW).returned

    def test_every_line_has_to_be_back(self) -> None:
        """
        One line that came back whole does not make the order returned.
        """
        order = moved(delivered(an_order(a_line("a", 2), a_line("b", 2))), "returned", "a", 2)

        assert Returned.PARTIALLY_RETURNED is status(order, NOW).returned


class TestRefunded:
    """
    How much of the money went back.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            pytest.param(PAIR, Refunded.NONE, id="nothing"),
            pytest.param(refunded(PAIR, "0.01"), Refunded.PARTIAL, id="a cent"),
            pytest.param(refunded(PAIR, "20.00", quantity=2), Refunded.FULL, id="everything"),
            pytest.param(
                an_order(tenders=(a_tender(refunded=Money(400, EUR)),)), Refunded.PARTIAL, id="told by the tender"
            ),
            pytest.param(
                an_order(tenders=(a_tender(refunded=Money(1000, EUR)),)), Refunded.FULL, id="all, told by the tender"
            ),
            pytest.param(
                an_order(tenders=(a_tender(pending=Money(1000, EUR)),)), Refunded.PENDING, id="pending is not back"
            ),
            pytest.param(refunded(an_order(tenders=()), "10.00"), Refunded.FULL, id="no tenders known"),
            pytest.param(
                refunded(an_order(tenders=(a_tender(captured="10.05"),)), "10.00"),
                Refunded.PARTIAL,
                id="cents are left",
            ),
        ],
    )
    def test_is_worked_out_from_money(self, order: Order, expected: Refunded) -> None:
        """
        What went back is compared with what was captured.
        """
        assert expected is status(order, NOW).refunded


class TestWord:
    """
    One word by precedence.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (PAIR, "unfulfilled"),
            (delivered(PAIR), "delivered"),
            (moved(delivered(PAIR), "returned"), "delivered"),
            (moved(delivered(PAIR), "returned", quantity=2), "returned"),
            (refunded(delivered(PAIR), "5.00"), "delivered"),
            (refunded(delivered(PAIR), "20.00"), "refunded"),
            (refunded(moved(delivered(PAIR), "returned", quantity=2), "20.00", quantity=2), "returned"),
            (refunded(moved(PAIR, "cancelled", quantity=2), "20.00", quantity=2), "cancelled"),
        ],
    )
    def test_is_the_one_that_matters_most(self, order: Order, expected: str) -> None:
        """
        All returned goes before all refunded, and that before how far the goods got.
        """
        assert expected == word(order)

    def test_the_axes_stay_apart(self) -> None:
        """
        A partial refund changes neither how far the goods got nor how much came back.
        """
        found = status(refunded(sent(TEN, units={"line-1": 5}), "10.00"), NOW)

        assert Fulfilment.PARTIALLY_SHIPPED is found.fulfilment
        assert Returned.NONE is found.returned
        assert Refunded.PARTIAL is found.refunded


class TestAtAMoment:
    """
    What had happened until then.
    """

    STORY = refunded(
        moved(
            delivered(
                an_order(a_line(gross="20.00")), PLACED_AT + timedelta(days=4)
            ),
            "returned",
            at=PLACED_AT + timedelta(days=10),
        ),
        "20.00",
        quantity=1,
        at=PLACED_AT + timedelta(days=12),
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("day", "expected"),
        [(0, "shipped"), (4, "delivered"), (9, "delivered"), (10, "returned"), (13, "returned")],
    )
    def test_later_events_had_not_happened(self, day: int, expected: str) -> None:
        """
        The same order tells its story at every moment; a parcel without a day of dispatch counts as sent.
        """
        assert expected == word(self.STORY, PLACED_AT + timedelta(days=day))

    def test_a_later_refund_had_not_been_made(self) -> None:
        """
        Money is given back when the movement says so.
        """
        before, after = (status(self.STORY, PLACED_AT + timedelta(days=day)).refunded for day in (11, 12))

        assert (Refunded.NONE, Refunded.FULL) == (before, after)

    def test_a_dispatch_counts_from_its_moment(self) -> None:
        """
        A parcel with a time of dispatch is not sent before it.
        """
        order = sent(PAIR, shipped_at=PLACED_AT + timedelta(days=2))

        assert "unfulfilled" == word(order, PLACED_AT + timedelta(days=1))
        assert "shipped" == word(order, PLACED_AT + timedelta(days=2))

    def test_a_day_without_a_time_has_begun_where_it_begins_first(self) -> None:
        """
        What a carrier saw on a local day had not happened two days earlier, and may have on the day itself.
        """
        order = delivered(PAIR, date(2026, 6, 5))

        assert "shipped" == word(order, datetime(2026, 6, 3, 12, tzinfo=UTC))
        assert "delivered" == word(order, datetime(2026, 6, 5, tzinfo=UTC))

    def test_it_needs_a_zone(self) -> None:
        """
        A moment without a zone is refused.
        """
        with pytest.raises(FactsError) as caught:
            status(PAIR, datetime(2026, 7, 1))  # noqa: DTZ001

        assert ["at"] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("what", "left"),
    [
        (Moved.CANCELLED, 1),
        (Moved.RETURNED, 1),
        (Moved.KEPT, 1),
        (Moved.SHIPPED, 2),
        (Moved.DELIVERED, 2),
        (Moved.LOST, 2),
    ],
)
def test_units_can_come_back_until_they_are_gone(what: Moved, left: int) -> None:
    """
    What was cancelled, came back or was kept with a refund cannot come back again.
    """
    assert left == moved(PAIR, what).tally("line-1").returnable


def test_no_history_leaves_less_than_nothing() -> None:
    """
    An order that was cancelled after it came back has nothing left to come back, and not less.
    """
    order = moved(moved(PAIR, "returned", quantity=2), "cancelled", quantity=2)

    assert 0 == order.tally("line-1").returnable
