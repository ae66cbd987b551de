from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Collection, Moved, Movement, Order, Pool, Tally, status
from aftersales.testing.orders import PLACED_AT, a_line, an_order, delivered, moved, refunded, sent

CENT = Money(1, "EUR")
FIVE = an_order(a_line(quantity=5, gross="50.00"))


class TestMovement:
    """
    What happened to units, or to money.
    """

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            pytest.param({"what": Moved.SHIPPED}, "quantity", id="no unit"),
            pytest.param({"what": Moved.SHIPPED, "quantity": -1}, "quantity", id="less than no unit"),
            pytest.param({"what": Moved.SHIPPED, "quantity": 1.0}, "quantity", id="no whole number"),
            pytest.param({"what": Moved.REFUNDED, "quantity": 1}, "amount", id="a refund of no amount"),
            pytest.param({"what": Moved.SHIPPED, "quantity": 1, "amount": CENT}, "amount", id="money that is shipped"),
            pytest.param({"what": Moved.REFUNDED, "amount": -CENT}, "amount", id="a refund that takes"),
            pytest.param({"what": Moved.SHIPPED, "quantity": 1, "at": datetime(2026, 6, 1)}, "at", id="no zone"),  # noqa: DTZ001
        ],
    )
    def test_that_cannot_have_happened_is_an_error(self, fields: dict[str, Any], path: str) -> None:
        """
        Each contradiction is named by its field.
        """
        with pytest.raises(FactsError) as caught:
            Movement(line="line-1", **fields)

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_of_money_alone_has_no_units(self) -> None:
        """
        A price reduction gives money for no unit.
        """
        assert 0 == Movement(what=Moved.REFUNDED, line="line-1", amount=CENT).quantity


class TestTally:
    """
    The pools of a line, whoever told of them and in whatever order.
    """

    def test_adds_up_what_happened(self) -> None:
        """
        Movements of one kind are added, and money alone moves no unit.
        """
        order = moved(moved(FIVE, "cancelled"), "shipped", quantity=4)
        order = refunded(moved(moved(order, "delivered", quantity=3), "returned", quantity=2), "5.00")
        pools = order.tally("line-1")

        assert (5, 1, 4, 3, 2, 0) == (
            pools.ordered,
            pools.cancelled,
            pools.shipped,
            pools.delivered,
            pools.returned,
            pools.refunded,
        )

    def test_takes_parcels_as_movements(self) -> None:
        """
        What is in a parcel was shipped, and delivered once the parcel was; the rest may be told by movement.
        """
        order = moved(delivered(sent(FIVE, units={"line-1": 1}), units={"line-1": 2}), "shipped", quantity=2)
        pools = order.tally("line-1")

        assert (5, 2) == (pools.shipped, pools.delivered)

    def test_does_not_hang_on_the_order_of_movements(self) -> None:
        """
        Observations come late; the pools are the same.
        """
        story = moved(moved(moved(FIVE, "returned"), "delivered", quantity=3), "shipped", quantity=3)
        backwards = attrs.evolve(story, movements=story.movements[::-1])

        assert story.tally("line-1") == backwards.tally("line-1")

    def test_waits_for_no_return_of_what_was_cancelled(self) -> None:
        """
        A return that was asked for before the dispatch ends with the cancellation.
        """
        asked = moved(FIVE, "return_requested", quantity=3)

        assert [3, 1, 0] == [
            order.tally("line-1").returning
            for order in (asked, moved(asked, "cancelled", quantity=4), moved(asked, "cancelled", quantity=5))
        ]

    def test_has_no_pool_below_zero(self) -> None:
        """
        Opening movements may undo more than anybody told of.
        """
        order = moved(moved(moved(FIVE, "found"), "sent_back"), "reinstated")

        assert FIVE.tally("line-1") == order.tally("line-1")

    @pytest.mark.parametrize(
        ("order", "returnable", "refundable"),
        [
            pytest.param(FIVE, 5, 5, id="nothing happened"),
            pytest.param(moved(FIVE, "cancelled", quantity=2), 3, 3, id="two cancelled"),
            pytest.param(moved(FIVE, "returned", quantity=2), 3, 5, id="two back, no money yet"),
            pytest.param(refunded(moved(FIVE, "returned", quantity=2), "20.00", quantity=2), 3, 3, id="with money"),
            pytest.param(refunded(moved(FIVE, "kept"), "10.00", quantity=1), 4, 4, id="one kept with a refund"),
            pytest.param(refunded(FIVE, "5.00"), 5, 5, id="a price reduction"),
        ],
    )
    def test_says_what_can_still_happen(self, order: Order, returnable: int, refundable: int) -> None:
        """
        What can come back, and what can be refunded, are two questions.
        """
        pools: Tally = order.tally("line-1")

        assert (returnable, refundable) == (pools.returnable, pools.refundable)


class TestRefundedAsCancelled:
    """
    A host that knows of refunds only (magento#31063).
    """

    ORDER = attrs.evolve(
        an_order(a_line(quantity=10, gross="100.00")),
        movements=(
            Movement(what=Moved.SHIPPED, line="line-1", quantity=5),
            Movement(what=Moved.REFUNDED, line="line-1", quantity=5, amount=Money(5000, "EUR"), pool=Pool.CANCELLED),
        ),
    )

    def test_units_are_cancelled(self) -> None:
        """
        Five were sent and five paid back as cancelled: nothing is left to be sent, and nothing is due.
        """
        found = status(self.ORDER, PLACED_AT + timedelta(days=1))

        assert (5, 0) == (self.ORDER.tally("line-1").cancelled, self.ORDER.tally("line-1").unsent)
        assert ("shipped", Collection.PAID) == (found.word, found.collection)

    def test_units_that_are_told_as_cancelled_too_are_the_same(self) -> None:
        """
        Saying it twice cancels nothing more.
        """
        assert self.ORDER.tally("line-1") == moved(self.ORDER, "cancelled", quantity=5).tally("line-1")


class TestLost:
    """
    What was lost on its way.
    """

    LOST = moved(moved(FIVE, "shipped", quantity=3), "lost", quantity=2)

    @pytest.mark.parametrize(
        ("order", "astray", "unsent"),
        [
            pytest.param(LOST, 2, 4, id="two lost, two never sent"),
            pytest.param(moved(LOST, "shipped"), 2, 3, id="one sent again or for the first time"),
            pytest.param(moved(LOST, "shipped", quantity=3), 1, 1, id="three sent"),
            pytest.param(refunded(LOST, "10.00", quantity=1), 1, 3, id="one refunded"),
            pytest.param(moved(LOST, "replaced"), 1, 4, id="one replaced"),
            pytest.param(moved(LOST, "written_off", quantity=2), 0, 4, id="written off"),
            pytest.param(refunded(moved(LOST, "kept"), "10.00", quantity=1), 2, 4, id="another was kept with a refund"),
            pytest.param(
                refunded(moved(LOST, "return_requested"), "10.00", quantity=1), 2, 4, id="another is coming back"
            ),
            pytest.param(refunded(moved(LOST, "cancelled"), "10.00", quantity=1), 2, 3, id="another was cancelled"),
        ],
    )
    def test_is_astray_until_it_is_settled(self, order: Order, astray: int, unsent: int) -> None:
        """
        It can be sent again until its money went back, and is a problem until something was done about it.
        """
        pools = order.tally("line-1")

        assert (astray, unsent) == (pools.astray, pools.unsent)

    def test_units_are_ready_between_packing_and_sending(self) -> None:
        """
        What was packed for a parcel that was lost is packed no more.
        """
        packed = moved(FIVE, "packed", quantity=3)
        counts = [
            order.tally("line-1").ready
            for order in (packed, moved(packed, "shipped"), moved(moved(packed, "shipped"), "lost"))
        ]

        assert [3, 2, 2] == counts


def test_an_opening_movement_has_no_time() -> None:
    """
    What happened before anybody kept count is summed up, whenever it was.
    """
    order = moved(FIVE, "delivered", quantity=5)

    assert order.movements[0].at is None
    assert 5 == order.tally("line-1").delivered
    assert PLACED_AT == order.placed_at
