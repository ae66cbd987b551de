from datetime import date
from typing import Any

import pytest

from aftersales.errors import FactsError
from aftersales.orders import Practices, practices_on

OLD = Practices(since=date(2025, 1, 1), informs_of_withdrawal=False)
NEW = Practices(since=date(2026, 6, 1), informs_of_withdrawal=True, evidence="checkout of June 2026")


@pytest.mark.parametrize(
    ("day", "stated"),
    [
        ("2024-12-31", Practices()),
        ("2025-01-01", OLD),
        ("2026-05-31", OLD),
        ("2026-06-01", NEW),
        ("2030-01-01", NEW),
    ],
)
def test_the_last_statement_before_the_order_holds(day: str, stated: Practices) -> None:
    """
    A statement holds for orders from its first day on, until the next one; before the first nothing is known.
    """
    for statements in ((OLD, NEW), (NEW, OLD)):
        assert stated == practices_on(statements, date.fromisoformat(day))


def test_nothing_stated_is_nothing_known() -> None:
    """
    A shop without statements leaves every fact to the orders.
    """
    assert Practices() == practices_on((), date(2026, 6, 1))


def test_of_two_statements_what_both_say_alike_holds() -> None:
    """
    Where either may hold, what they say differently is as if nobody had said it.
    """
    one = Practices(informs_of_withdrawal=True, tells_return_cost=True, sells_to="consumer")
    two = Practices(since=date(2026, 1, 1), informs_of_withdrawal=True, tells_return_cost=False)

    assert Practices(informs_of_withdrawal=True) == one.and_also(two) == two.and_also(one)
    assert one is one.and_also(one)


@pytest.mark.parametrize(
    ("practices", "path"),
    [
        pytest.param({"sells_to": "everybody"}, "sells_to", id="no capacity"),
        pytest.param({"currencies": frozenset({"EUR", "euro"})}, "currencies", id="no currency"),
    ],
)
def test_what_cannot_be_stated_is_an_error(practices: dict[str, Any], path: str) -> None:
    """
    A capacity or a currency that does not exist is refused.
    """
    with pytest.raises(FactsError) as caught:
        Practices(**practices)

    assert [path] == [problem.path for problem in caught.value.problems]
