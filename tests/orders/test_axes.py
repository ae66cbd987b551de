"""
The words of the axes, the one that is shown, and what they are explained by.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from aftersales.dates import Deadline
from aftersales.events import Actor, Event, Role
from aftersales.money import Money
from aftersales.orders import (
    Brief,
    Collection,
    Flag,
    Fulfilment,
    Kind,
    Order,
    Refunded,
    Returned,
    Stage,
    Status,
    due,
    evolve,
    explain,
    paid,
    project,
    status,
)
from aftersales.orders.axes import Brief as Briefs
from aftersales.orders.standing import BRIEFS
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order, delivered, moved, refunded
from aftersales.texts import render

EUR = "EUR"
LATER = datetime(2026, 9, 1, tzinfo=UTC)
CLOSED = Deadline(date(2026, 6, 20), date(2026, 6, 20), "Europe/Berlin")
OPEN = Deadline(date(2026, 12, 20), date(2026, 12, 20), "Europe/Berlin")
PLAIN = Status(fulfilment=Fulfilment.DELIVERED, returned=Returned.NONE, refunded=Refunded.NONE)


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def told(order: Order, code: str, **values: Any) -> Order:
    """
    Let something be decided or happen.
    """
    at, by = PLACED_AT + timedelta(hours=1), Actor(Role.STAFF, "staff-7")
    return evolve(order, Event(code=code, at=at, by=by, key=f"{code}-{values}", values=tuple(values.items())))


class TestWord:
    """
    The one word that is shown.
    """

    @pytest.mark.parametrize(
        ("changes", "word", "brief"),
        [
            pytest.param({}, "delivered", Brief.DELIVERED, id="how far the goods got"),
            pytest.param({"closed": True}, "completed", Brief.DELIVERED, id="every window has closed"),
            *(
                pytest.param(
                    {"closed": True, "collection": owed}, "delivered", Brief.DELIVERED, id=f"closed, {owed.value}"
                )
                for owed in Collection
                if owed not in (Collection.PAID, Collection.NOT_REQUIRED)
            ),
            pytest.param(
                {"closed": True, "flags": frozenset({Flag.DISPUTED})}, "delivered", Brief.ISSUE, id="closed, disputed"
            ),
            pytest.param(
                {"closed": True, "fulfilment": Fulfilment.NOT_REQUIRED},
                "completed",
                Brief.DELIVERED,
                id="closed, and nothing to send",
            ),
            pytest.param(
                {"fulfilment": Fulfilment.NOT_REQUIRED, "collection": Collection.AUTHORIZED},
                "not_required",
                Brief.IN_PROCESS,
                id="nothing to send, not paid yet",
            ),
            pytest.param(
                {"returned": Returned.REQUESTED, "fulfilment": Fulfilment.SHIPPED},
                "return_requested",
                Brief.SHIPPED,
                id="withdrawn before it arrived",
            ),
            pytest.param(
                {"closed": True, "refunded": Refunded.PENDING}, "delivered", Brief.DELIVERED, id="a refund is under way"
            ),
            pytest.param(
                {"closed": True, "fulfilment": Fulfilment.SHIPPED}, "shipped", Brief.SHIPPED, id="not delivered"
            ),
            pytest.param({"refunded": Refunded.FULL}, "refunded", Brief.RETURNED, id="all the money went back"),
            pytest.param(
                {"refunded": Refunded.FULL, "fulfilment": Fulfilment.CANCELLED},
                "cancelled",
                Brief.ISSUE,
                id="refunded since it was cancelled",
            ),
            pytest.param(
                {"refunded": Refunded.FULL, "returned": Returned.RETURNED},
                "returned",
                Brief.RETURNED,
                id="all came back",
            ),
            pytest.param(
                {"refunded": Refunded.FULL, "returned": Returned.REQUESTED},
                "return_requested",
                Brief.DELIVERED,
                id="a return is asked for",
            ),
            pytest.param(
                {"returned": Returned.IN_PROGRESS}, "return_in_progress", Brief.RETURNED, id="a return is on its way"
            ),
            pytest.param(
                {"flags": frozenset({Flag.EXCHANGE_OPEN})},
                "return_requested",
                Brief.DELIVERED,
                id="an exchange is open",
            ),
            pytest.param(
                {"flags": frozenset({Flag.CLAIM_OPEN}), "returned": Returned.IN_PROGRESS},
                "claim_open",
                Brief.ISSUE,
                id="a complaint is open",
            ),
            pytest.param(
                {"holds": frozenset({"fraud"}), "flags": frozenset({Flag.CLAIM_OPEN})},
                "on_hold",
                Brief.ISSUE,
                id="held, with a complaint",
            ),
            pytest.param({"holds": frozenset({"fraud"})}, "on_hold", Brief.IN_PROCESS, id="held"),
            pytest.param(
                {"stage": Stage.CANCELLED, "holds": frozenset({"fraud"})}, "cancelled", Brief.ISSUE, id="cancelled"
            ),
            pytest.param({"stage": Stage.DRAFT}, "draft", Brief.IN_PROCESS, id="not placed"),
            pytest.param(
                {"flags": frozenset({Flag.DELIVERY_PROBLEM})}, "delivered", Brief.ISSUE, id="a problem beside the word"
            ),
            pytest.param(
                {"flags": frozenset({Flag.UNEXPLAINED, Flag.ARCHIVED})}, "delivered", Brief.DELIVERED, id="a staff mark"
            ),
        ],
    )
    def test_is_chosen_by_precedence(self, changes: dict[str, Any], word: str, brief: Brief) -> None:
        """
        What a customer has to know first is said first, and comes down to one of five words.
        """
        found = attrs.evolve(PLAIN, **changes)

        assert (word, brief) == (found.word, found.brief)

    def test_is_always_one_of_the_known_words(self) -> None:
        """
        Every stage and every word for goods has its place in the list of words.
        """
        words = {one.value for one in Stage} - {"placed"} | {one.value for one in Fulfilment}

        assert set() == words - set(BRIEFS)
        assert set(Briefs) == set(BRIEFS.values())

    def test_leaves_a_mark_where_some_came_back(self) -> None:
        """
        The word says how far the goods got; that some came back stands beside it.
        """
        order = moved(delivered(an_order(a_line(quantity=2))), "returned")

        assert ("delivered", "partially_returned") == (status(order, LATER).word, status(order, LATER).mark)

    @pytest.mark.parametrize(
        ("windows", "word"),
        [((), "delivered"), ((CLOSED,), "completed"), ((CLOSED, OPEN), "delivered")],
        ids=["none known", "all closed", "one open"],
    )
    def test_is_completed_once_every_window_has_closed(self, windows: tuple[Deadline, ...], word: str) -> None:
        """
        An order is completed when nothing may be asked for any more, which hangs on the moment.
        """
        assert word == status(delivered(an_order()), LATER, windows).word


class TestFulfilment:
    """
    How far the goods got.
    """

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            pytest.param(an_order(a_line(kind=Kind.DIGITAL)), Fulfilment.NOT_REQUIRED, id="nothing is sent"),
            pytest.param(
                an_order(a_line("a", kind=Kind.SERVICE), a_line("b")), Fulfilment.UNFULFILLED, id="a service with goods"
            ),
            pytest.param(
                moved(an_order(a_line("a", kind=Kind.SERVICE), a_line("b")), "shipped", "b"),
                Fulfilment.SHIPPED,
                id="the goods were sent",
            ),
            pytest.param(
                moved(an_order(a_line(kind=Kind.DIGITAL)), "delivered"), Fulfilment.DELIVERED, id="told all the same"
            ),
            pytest.param(moved(an_order(), "packed"), Fulfilment.PACKED, id="packed"),
        ],
    )
    def test_counts_what_is_to_be_sent(self, order: Order, expected: Fulfilment) -> None:
        """
        Services and digital content are not waited for.
        """
        assert expected is status(order, LATER).fulfilment


class TestCollection:
    """
    How much of what is due was paid.
    """

    @pytest.mark.parametrize(
        ("order", "expected", "owed", "has"),
        [
            pytest.param(an_order(), Collection.PAID, 1000, 1000, id="paid"),
            pytest.param(an_order(tenders=()), Collection.PAID, 1000, 1000, id="no tenders known"),
            pytest.param(an_order(a_line(gross="0.00"), tenders=()), Collection.NOT_REQUIRED, 0, 0, id="free"),
            pytest.param(
                an_order(tenders=[a_tender(captured="9.99")]), Collection.PARTIALLY_PAID, 1000, 999, id="a cent short"
            ),
            pytest.param(
                an_order(tenders=[a_tender(captured="10.01")]), Collection.OVERPAID, 1000, 1001, id="a cent too much"
            ),
            pytest.param(
                moved(an_order(tenders=[a_tender(captured="0.00")]), "cancelled"),
                Collection.NOT_REQUIRED,
                0,
                0,
                id="cancelled and never paid",
            ),
            pytest.param(moved(an_order(), "cancelled"), Collection.OVERPAID, 0, 1000, id="cancelled and not refunded"),
            pytest.param(
                refunded(moved(an_order(), "cancelled"), "10.00", quantity=1), Collection.PAID, 0, 0, id="and refunded"
            ),
            pytest.param(
                refunded(an_order(a_line(quantity=2, gross="20.00")), "10.00", quantity=1),
                Collection.PAID,
                1000,
                1000,
                id="refunded in part",
            ),
            pytest.param(
                moved(an_order(a_line("a"), a_line("b"), charges=[a_charge()]), "cancelled", "a"),
                Collection.OVERPAID,
                1490,
                2490,
                id="delivery is due as long as something is sent",
            ),
            pytest.param(
                an_order(tenders=[a_tender(captured="0.00", authorized=eur(1000), voided=eur(1000))]),
                Collection.VOIDED,
                1000,
                0,
                id="released",
            ),
        ],
    )
    def test_compares_what_is_due_with_what_the_shop_has(
        self, order: Order, expected: Collection, owed: int, has: int
    ) -> None:
        """
        What goes back lowers both, so that a refund never looks like a debt.
        """
        assert (expected, eur(owed), eur(has)) == (status(order, LATER).collection, due(order), paid(order))

    def test_asks_for_action_where_a_payment_failed(self) -> None:
        """
        A failed attempt matters as long as something is due.
        """
        unpaid = told(an_order(tenders=[a_tender(captured="0.00")]), "payment_failed", tender="card")
        settled = told(unpaid, "captured", tender="card", amount=eur(1000))

        assert frozenset({Flag.ACTION_REQUIRED}) == status(unpaid, LATER).flags
        assert frozenset() == status(settled, LATER).flags


class TestFlags:
    """
    What is true beside the words.
    """

    @pytest.mark.parametrize(
        ("kind", "flag"),
        [
            ("return", Flag.RETURN_OPEN),
            ("exchange", Flag.EXCHANGE_OPEN),
            ("claim", Flag.CLAIM_OPEN),
            ("complaint", Flag.CLAIM_OPEN),
            ("backorder", Flag.BACKORDERED),
        ],
    )
    def test_come_from_open_cases(self, kind: str, flag: Flag) -> None:
        """
        A case that is open is seen on the order, whatever room it belongs to.
        """
        opened = told(an_order(), "case_opened", case="1", kind=kind)

        assert frozenset({flag}) == status(opened, LATER).flags
        assert frozenset() == status(told(opened, "case_closed", case="1"), LATER).flags

    def test_say_that_it_is_archived(self) -> None:
        """
        An archived order keeps its words.
        """
        order = told(delivered(an_order()), "archive")

        assert ("delivered", frozenset({Flag.ARCHIVED})) == (status(order, LATER).word, status(order, LATER).flags)


class TestAt:
    """
    The moment for which it is asked.
    """

    def test_sees_no_later_decisions(self) -> None:
        """
        A hold of tomorrow does not hold today.
        """
        held = told(an_order(), "hold", reason="fraud")

        assert ("unfulfilled", "on_hold") == (status(held, PLACED_AT).word, status(held, LATER).word)


class TestExplain:
    """
    The facts behind each word.
    """

    def test_names_what_was_counted(self) -> None:
        """
        Every axis says its word with its counts, the word that is shown first.
        """
        order = told(moved(delivered(an_order(a_line(quantity=3, gross="30.00"))), "returned"), "hold", reason="fraud")
        sentences = [render(finding.reason, finding.values) for finding in explain(status(order, LATER))]

        assert sentences == [
            "Shown as: on hold; a hold comes first here.",
            "The contract: placed.",
            "It is held for: fraud; nothing is sent until that is released.",
            "Payment: paid; the shop has €30.00 of €30.00 due.",
            "Refund: none; €0.00 went back and €0.00 is on its way.",
            "Goods: delivered; of 3 units 3 are packed, 3 sent and 3 delivered.",
            "Returns: partly returned; 0 units are to come back and 1 came back.",
        ]

    def test_counts_what_was_lost(self) -> None:
        """
        The mark of a delivery problem has its number of units.
        """
        order = moved(moved(an_order(a_line(quantity=2)), "shipped", quantity=2), "lost", quantity=2)
        sentences = [render(finding.reason, finding.values) for finding in explain(status(order, LATER))]

        assert "Lost: 2 units, neither sent again, refunded nor replaced." in sentences

    def test_names_the_marks(self) -> None:
        """
        A mark is a sentence of its own.
        """
        order = told(an_order(), "case_opened", case="1", kind="claim")

        assert "claim_open" == explain(status(order, LATER))[-1].value("flag")


class TestProject:
    """
    The columns of a host.
    """

    def test_are_plain_values(self) -> None:
        """
        Words, sets of words with spaces between them, and whole minor units.
        """
        order = told(delivered(an_order()), "case_opened", case="1", kind="claim")

        assert project(order, LATER) == {
            "stage": "placed",
            "word": "claim_open",
            "mark": "",
            "brief": "issue",
            "collection": "paid",
            "refunded": "none",
            "fulfilment": "delivered",
            "returned": "none",
            "holds": "",
            "flags": "claim_open",
            "due_minor": 1000,
            "paid_minor": 1000,
            "refunded_minor": 0,
            "pending_minor": 0,
        }

    def test_complete_an_order_once_its_windows_are_given(self) -> None:
        """
        The column says what the page says, if both are given the same windows.
        """
        order = delivered(an_order())

        assert "delivered" == project(order, LATER)["word"]
        assert "completed" == project(order, LATER, [CLOSED])["word"]

    def test_keep_holds_of_several_words_apart(self) -> None:
        """
        A reason of several words is one word of the column.
        """
        order = told(told(an_order(), "hold", reason="waiting for stock"), "hold", reason="fraud")

        assert "fraud waiting_for_stock" == project(order, LATER)["holds"]
