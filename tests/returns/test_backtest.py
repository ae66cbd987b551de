from itertools import islice
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.orders import to_dict
from aftersales.returns import Asked, Comparison, Desk, Tried, Window, past_request, try_both
from aftersales.returns.trials import backtest as sums
from aftersales.returns.trials.backtest import MOST_EXAMPLES, Pair
from tests.returns.drawn import policies
from tests.returns.past import lines, past
from tests.returns.sales import BUSINESS, policy, sale, shop


def tried(data: dict[str, Any], before: Desk, after: Desk) -> list[tuple[Tried, ...]]:
    """
    Try all requests of one line of a file.
    """
    one = past_request(data)
    return [try_both(one.order, asked, before, after) for asked in one.asked]


def compared(these: list[dict[str, Any]], before: Desk, after: Desk) -> Comparison:
    """
    Sum lines up.
    """
    found = Comparison()
    for data in these:
        for one in tried(data, before, after):
            found.add(one)
    return found


def desks() -> tuple[Desk, Desk]:
    """
    Open a shop with fourteen days and one with sixty.
    """
    return shop(policy(window=Window(days=14))), shop(policy(window=Window(days=60)))


def of_businesses(count: int) -> list[dict[str, Any]]:
    """
    Make lines of businesses, whom the law gives nothing.
    """
    order = {"buyer": {"kind": "business", "residence": "DE-BE"}}
    return [one | {"order": one["order"] | order} for one in lines(count)]


def test_says_what_a_longer_window_would_have_changed() -> None:
    """
    What was asked on the 25th was too late under fourteen days and in time under sixty.
    """
    (one,) = tried(of_businesses(2)[1], *desks())[0]

    assert (Verdict.REFUSE, Verdict.ACCEPT) == (one.before.verdict, one.after.verdict)
    assert (1, Pair(0, 11900), "DE", "shoes", "changed_mind", "2026-10") == (
        one.kinder,
        one.refunded,
        one.country,
        one.category,
        one.reason,
        one.month,
    )


@given(count=st.integers(min_value=0, max_value=20))
def test_totals_equal_the_sum_of_the_orders(count: int) -> None:
    """
    Every sum is that of its lines, and every split of the lines adds up to the total.
    """
    before, after = desks()
    these = of_businesses(count)
    each = [one for data in these for all_lines in tried(data, before, after) for one in all_lines]

    found = compared(these, before, after)

    assert (count, len(each)) == (found.requests, found.total.lines)
    assert sum(one.refunded.before for one in each) == found.total.refunded.get("EUR", Pair()).before
    assert sum(one.refunded.after for one in each) == found.total.refunded.get("EUR", Pair()).after
    by_remedy = [pair for amounts in found.given.values() for pair in amounts.values()]
    assert sum(pair.after for pair in by_remedy) == found.total.refunded.get("EUR", Pair()).after
    assert found.total.lines == sum(found.verdicts.values())
    assert found.total.different == sum(cell.lines for cell in found.why.values())
    for cells in found.by.values():
        joined = sums.Cell()
        for cell in cells.values():
            joined.join(cell)
        assert found.total == joined


@given(cut=st.integers(min_value=0, max_value=12))
def test_parts_join_to_the_whole(cut: int) -> None:
    """
    It does not matter where a file is cut.
    """
    before, after = desks()
    these = of_businesses(12)

    first, second = compared(these[:cut], before, after), compared(these[cut:], before, after)
    first.join(second)

    assert compared(these, before, after) == first


@given(one=policies)
def test_a_policy_against_itself_shows_no_difference(one: Any) -> None:
    """
    Whatever a policy says, it treats everybody as it does.
    """
    desk = shop(one)

    found = compared(lines(6), desk, desk)

    assert (6, 0, {}, []) == (found.total.lines, found.total.different, found.why, found.examples)
    assert all(before == after for before, after in found.verdicts)


def test_the_law_stands_beside_both_policies() -> None:
    """
    A consumer in time for the withdrawal is treated alike by a shop that promises nothing.
    """
    nothing = shop()

    found = compared([past(1, "2026-10-10")], nothing, shop(policy(window=Window(days=14))))

    assert {("accept", "accept"): 1} == found.verdicts


def test_many_words_share_one_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A shop with more categories than fit has the rest in one row, so that memory stays the same.
    """
    monkeypatch.setattr(sums, "MOST_WORDS", 2)
    these = [past(number, category=f"category-{number}") for number in range(5)]

    found = compared(these, *desks())

    assert {"category-0", "category-1", sums.OTHERS} == set(found.by["category"])
    assert 3 == found.by["category"][sums.OTHERS].lines


def test_only_the_first_examples_are_kept() -> None:
    """
    However many lines differ, a few are named.
    """
    these = [one | {"at": of_businesses(2)[1]["at"]} for one in of_businesses(MOST_EXAMPLES + 9)]

    found = compared(these, *desks())

    assert MOST_EXAMPLES == len(found.examples) < found.total.different
    assert "order-0" == found.examples[0].order


def test_a_line_may_hold_several_requests() -> None:
    """
    Each is decided apart, with its own moment and reason.
    """
    one = past(1)
    asked = {key: one.pop(key) for key in ("request", "at", "reason")}
    one["requests"] = [asked, asked | {"reason": "defective", "history": {"orders": 9, "returned": 2}}]

    found = past_request(one)

    assert [None, (9, 2)] == [each.history and attrs.astuple(each.history) for each in found.asked]
    assert ["changed_mind", "defective"] == [each.reason.value for each in found.asked if each.reason]


def test_a_request_may_say_more_of_a_line() -> None:
    """
    The reason of a line goes before that of the request.
    """
    order = sale(buyer=BUSINESS)
    asked = Asked(request={"line-1": {"units": 1, "reason": "defective"}}, at=order.placed_at, reason="changed_mind")

    (one,) = try_both(order, asked, *desks())

    assert "defective" == one.reason


@pytest.mark.parametrize(
    ("data", "path"),
    [
        pytest.param([], "", id="no table"),
        pytest.param({}, "order", id="no order"),
        pytest.param(past(1) | {"request": {}}, "request", id="nothing asked"),
        pytest.param(past(1) | {"request": {"line-1": 0}}, "request.line-1.units", id="no units"),
        pytest.param(past(1) | {"request": {"line-1": {"unit": 1}}}, "request.line-1.unit", id="unknown key"),
        pytest.param(past(1) | {"at": "2026-10-01"}, "at", id="no moment"),
        pytest.param(past(1) | {"requests": []}, "requests", id="both ways to ask"),
        pytest.param(past(1) | {"wen": 1}, "wen", id="unknown word"),
        pytest.param(
            {"order": to_dict(sale()), "requests": [{"request": {"line-1": 1}}]}, "requests[0].at", id="below"
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_named_by_its_place(data: Any, path: str) -> None:
    """
    The path is that of the line as it was written.
    """
    with pytest.raises(FactsError) as caught:
        past_request(data)

    assert path in [problem.path for problem in caught.value.problems]


def test_an_order_and_its_request_are_both_told_to_be_wrong() -> None:
    """
    Everything at once, as everywhere.
    """
    with pytest.raises(FactsError) as caught:
        past_request({"order": {"id": "1"}, "request": {"a": -1}, "at": "x"})

    paths = [problem.path for problem in caught.value.problems]
    assert {"order.placed_at", "at"} <= set(paths)
    assert list(islice(paths, 1)) == ["order.placed_at"]
