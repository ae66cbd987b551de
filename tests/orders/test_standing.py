from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money
from aftersales.orders import (
    Collection,
    Flag,
    Fulfilment,
    Moved,
    Order,
    Packed,
    Parcel,
    Refunded,
    Returned,
    Seen,
    Sighting,
    evolve,
    lifecycle,
    quote,
    refund_values,
    status,
)
from aftersales.testing.orders import PLACED_AT, a_line, a_tender, an_order, delivered, moved, refunded, sent

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LONG_AGO = PLACED_AT + timedelta(days=1)
CLERK = Actor(Role.STAFF, "staff-7")
EUR = "EUR"
PAIR = an_order(a_line(quantity=2, gross="20.00"))
TEN = an_order(a_line(quantity=10, gross="100.00"))


def scanned(order: Order, seen: dict[str, str]) -> Order:
    """
    See parcels.
    """
    for parcel, what in seen.items():
        said = (("parcel", parcel), ("what", what))
        order = evolve(order, Event(code="sighted", at=PLACED_AT, by=CLERK, key=f"{parcel}-{what}", values=said))
    return order


def asked(order: Order, command: str, values: Any, at: datetime) -> Order:
    """
    Have a command done.
    """
    made, outcome = lifecycle().run(order, Request(command=command, at=at, by=CLERK, key=command, values=values))
    assert isinstance(outcome, Accepted)
    return made


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

    def test_a_part_that_was_cancelled_after_delivery_makes_up_for_no_other_line(self) -> None:
        """
        Three were delivered and one of them cancelled: the other line is still missing.
        """
        order = an_order(a_line("a", 3), a_line("b", 1))
        order = moved(delivered(order, units={"a": 3}), "cancelled", "a")

        assert Fulfilment.PARTIALLY_DELIVERED is status(order, NOW).fulfilment


class TestPieces:
    """
    A unit that travels in several parcels.
    """

    SOFA = attrs.evolve(
        an_order(a_line(quantity=2, gross="20.00")),
        parcels=(
            Parcel(id="frames", contents=(Packed("line-1", 2),)),
            Parcel(id="legs", contents=(Packed("line-1", 0),)),
        ),
    )

    @pytest.mark.parametrize(
        ("seen", "expected", "lost"),
        [
            pytest.param({"frames": "delivered"}, Fulfilment.PARTIALLY_DELIVERED, 0, id="the legs are on their way"),
            pytest.param({"legs": "delivered"}, Fulfilment.SHIPPED, 0, id="the legs came first"),
            pytest.param({"frames": "delivered", "legs": "delivered"}, Fulfilment.DELIVERED, 0, id="all there"),
            pytest.param({"frames": "delivered", "legs": "lost"}, Fulfilment.PARTIALLY_DELIVERED, 1, id="legs lost"),
        ],
    )
    def test_is_there_with_its_last_piece(self, seen: dict[str, str], expected: Fulfilment, lost: int) -> None:
        """
        An order is not delivered while a piece of it is on its way or lost.
        """
        found = status(scanned(self.SOFA, seen), NOW)
        assert found.facts is not None

        assert (expected, lost) == (found.fulfilment, found.facts.lost)
        assert bool(lost) is (Flag.DELIVERY_PROBLEM in found.flags)

    def test_a_piece_that_was_lost_is_sent_again_in_a_later_parcel(self) -> None:
        """
        Then the later one decides.
        """
        lost = scanned(self.SOFA, {"frames": "delivered", "legs": "lost"})
        again = Parcel(id="more legs", contents=(Packed("line-1", 0),))
        order = attrs.evolve(lost, parcels=(*lost.parcels, again))

        assert (Fulfilment.PARTIALLY_DELIVERED, frozenset()) == (
            status(order, NOW).fulfilment,
            status(order, NOW).flags,
        )
        assert Fulfilment.DELIVERED is status(scanned(order, {"more legs": "delivered"}), NOW).fulfilment


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

    def test_what_was_paid_back_later_was_still_there(self) -> None:
        """
        Before a refund the order was paid, and not unpaid since its tender has given everything back by now.
        """
        at = [PLACED_AT + timedelta(days=day) for day in range(1, 6)]
        order = an_order(a_line(quantity=2, gross="20.00"))
        order = asked(order, "propose_refund", refund_values(quote(order, {"line-1": 1})), at[1])
        (payout,) = order.repayments[0].payouts
        order = evolve(
            order, Event(code="payout_succeeded", at=at[3], by=CLERK, key="paid", values=(("payout", payout.key),))
        )
        found = [status(order, moment) for moment in at]

        assert [Collection.PAID] * 5 == [one.collection for one in found]
        assert ["none", "pending", "pending", "partial", "partial"] == [one.refunded.value for one in found]
        assert [2000, 1000, 1000, 1000, 1000] == [one.facts.paid.minor for one in found if one.facts]
        assert [0, 1000, 1000, 0, 0] == [one.facts.pending.minor for one in found if one.facts]

    def test_a_refund_told_from_outside_had_not_been_made(self) -> None:
        """
        What a provider tells of a refund made by hand counts from its moment, on its tender too.
        """
        values = (("tender", "card"), ("amount", Money(500, EUR)), ("item", "line-1"))
        event = Event(code="refunded", at=PLACED_AT + timedelta(days=2), by=CLERK, key="r", values=values)
        order = evolve(PAIR, event)
        before, after = (status(order, PLACED_AT + timedelta(days=day)) for day in (1, 3))
        assert before.facts is not None
        assert after.facts is not None

        assert (Refunded.NONE, 2000) == (before.refunded, before.facts.paid.minor)
        assert (Refunded.PARTIAL, 1500) == (after.refunded, after.facts.paid.minor)

    def test_instalments_that_were_waived_later_were_still_to_come(self) -> None:
        """
        The moment before a refund knows nothing of what it waived, whether it is under way or given up since.
        """
        later = a_tender("later", captured="5.00", outstanding=Money(500, EUR))
        order = attrs.evolve(PAIR, tenders=(later, a_tender(captured="10.00")))
        values = refund_values(quote(order, {"line-1": 2}))
        order = asked(order, "propose_refund", values, PLACED_AT + timedelta(days=2))
        for number, payout in enumerate(order.repayments[0].payouts):
            code = ("payout_succeeded", "payout_failed")[number]
            said = (("payout", payout.key),)
            order = evolve(order, Event(code=code, at=PLACED_AT + timedelta(days=3), by=CLERK, key=code, values=said))
        refund = (("refund", order.repayments[0].key),)
        order = asked(order, "withdraw_refund", refund, PLACED_AT + timedelta(days=4))
        first, last = (status(order, PLACED_AT + timedelta(days=day)) for day in (1, 5))
        assert first.facts is not None
        assert last.facts is not None

        assert (1500, 0, 0) == (first.facts.paid.minor, first.facts.refunded.minor, first.facts.pending.minor)
        assert first == status(attrs.evolve(PAIR, tenders=(later, a_tender(captured="10.00"))), LONG_AGO)
        assert (Refunded.NONE, Refunded.PARTIAL) == (first.refunded, last.refunded)

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
