from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Verdict
from aftersales.orders import Order
from aftersales.returns import Window, differing
from tests.returns.sales import BUSINESS, noon, policy, sale, shop

ORDER = sale(buyer=BUSINESS)
DESK = shop(policy(window=Window(days=14)))
LATE = noon("2026-10-25")


def always(said: Verdict | bool) -> Any:  # noqa: FBT001 - what the rule says
    """
    Make a rule that says one thing of every line.
    """

    def rule(_order: Order, request: Mapping[str, Any], _at: datetime) -> dict[str, Verdict | bool]:
        return dict.fromkeys(request, said)

    return rule


def broken(_order: Order, _request: Mapping[str, Any], _at: datetime) -> dict[str, bool]:
    """
    Fail as a shop's own code may, with something personal in the error.
    """
    raise KeyError("ada@example.org")


def test_says_nothing_where_both_agree() -> None:
    """
    A yes is an acceptance and a no is a refusal.
    """
    assert [] == list(differing(ORDER, {"line-1": 1}, DESK, LATE, always(False), reason="changed_mind"))  # noqa: FBT003
    assert [] == list(differing(ORDER, {"line-1": 1}, DESK, LATE, always(Verdict.REFUSE)))


def test_says_where_they_differ_and_why() -> None:
    """
    The codes of what stands against it are told.
    """
    (one,) = differing(ORDER, {"line-1": 1}, DESK, LATE, always(True), reason="changed_mind")  # noqa: FBT003

    assert ("order-1", "line-1", Verdict.ACCEPT, Verdict.REFUSE) == (one.order, one.line, one.present, one.ours)
    assert ("rights.window_closed",) == one.why


def test_a_line_of_which_the_rule_says_nothing_differs() -> None:
    """
    No answer is not the same as a refusal.
    """
    (one,) = differing(ORDER, {"line-1": 1}, DESK, LATE, lambda order, request, at: {})  # noqa: ARG005

    assert (None, Verdict.REFUSE) == (one.present, one.ours)


def test_a_rule_that_fails_is_told_without_its_text() -> None:
    """
    The kind of the error only, since its text may hold anything.
    """
    (one,) = differing(ORDER, {"line-1": 1}, DESK, LATE, broken)

    assert "present: KeyError" == one.failed
    assert "ada" not in repr(one)


@given(request=st.dictionaries(st.text(max_size=8), st.one_of(st.integers(), st.none(), st.text(max_size=3))))
def test_it_never_raises(request: dict[str, Any]) -> None:
    """
    Whatever is asked, a shop that runs it beside its own rule is not disturbed.
    """
    for one in differing(ORDER, request, DESK, LATE, always(True)):  # noqa: FBT003
        assert one.failed or one.line
