from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given

from aftersales.documents import read
from aftersales.orders import DiscountPolicy, Outbound
from aftersales.returns import (
    Bundles,
    Fee,
    Fees,
    Payer,
    ReturnPolicy,
    ReturnReason,
    Review,
    Season,
    Shipping,
    Tendency,
    Window,
    policy_changes,
)
from aftersales.returns.policies.difference import tendency_of
from aftersales.returns.policy import FIELDS
from tests.returns.drawn import policies


def policy(**more: Any) -> ReturnPolicy:
    """
    Read a policy of thirty days, and what a test says besides.
    """
    return read(ReturnPolicy, {"window": {"days": 30}} | more)


def told(before: ReturnPolicy, after: ReturnPolicy) -> list[tuple[str, dict[str, Any], str]]:
    """
    List what changed: field, for whom, and what it means.
    """
    return [(one.field, one.conditions, one.tendency.value) for one in policy_changes(before, after)]


@given(one=policies)
def test_nothing_changed_from_a_policy_to_itself(one: ReturnPolicy) -> None:
    """
    Whatever it says.
    """
    assert () == policy_changes(one, one)


@given(one=policies)
def test_the_order_of_rules_changes_nothing(one: ReturnPolicy) -> None:
    """
    What is written otherwise and promises the same is no change.
    """
    assert () == policy_changes(one, attrs.evolve(one, rules=one.rules[::-1]))


def _plainly(whom: dict[str, Any]) -> str:
    """
    Write whom a change is about so that equal sets are written alike.
    """
    return str(
        sorted((name, sorted(map(str, what)) if isinstance(what, frozenset) else what) for name, what in whom.items())
    )


@given(one=policies, two=policies)
def test_backwards_every_change_is_turned_round(one: ReturnPolicy, two: ReturnPolicy) -> None:
    """
    What is kinder one way is stricter the other way.
    """
    turned = {"kinder": "stricter", "stricter": "kinder", "mixed": "mixed"}

    forth = {(field, _plainly(whom)): tendency for field, whom, tendency in told(one, two)}
    back = {(field, _plainly(whom)): tendency for field, whom, tendency in told(two, one)}

    assert {key: turned[tendency] for key, tendency in forth.items()} == back


def test_what_changes_for_everybody_is_named_once() -> None:
    """
    A rule that leaves it as it is above is not named again.
    """
    rules = [{"categories": ["shoes"], "unused": True}]

    assert [("window", {}, "stricter")] == told(policy(rules=rules), policy(window={"days": 14}, rules=rules))


def test_what_changes_for_some_is_named_with_whom() -> None:
    """
    The conditions are those of the rule that changes it.
    """
    rules = [{"categories": ["shoes"], "countries": ["DE"], "window": {"days": 60}, "final_sale": True}]
    whom = {"categories": frozenset({"shoes"}), "countries": frozenset({"DE"})}

    assert [("window", whom, "kinder"), ("final_sale", whom, "stricter")] == told(policy(), policy(rules=rules))
    assert [("window", whom, "stricter"), ("final_sale", whom, "kinder")] == told(policy(rules=rules), policy())


def test_what_holds_for_the_whole_policy_is_compared_too() -> None:
    """
    What starts the windows, what stands for a delivery, whose fault a reason is, and how refunds are spread.
    """
    after = policy(
        anchor="placed",
        fallback_days=5,
        faults={"does_not_fit": "merchant", "defective": "customer"},
        spread="first_paid",
    )

    assert [
        ("anchor", {}, "stricter"),
        ("fallback_days", {}, "mixed"),
        ("faults.does_not_fit", {}, "kinder"),
        ("faults.defective", {}, "stricter"),
        ("spread", {}, "mixed"),
    ] == told(policy(), after)
    assert ("fallback_days", {}, "kinder") in told(policy(fallback_days=2), policy(fallback_days=5))


KINDER: list[tuple[str, Any, Any]] = [
    ("window", Window(days=14), Window(days=30)),
    ("credit", None, Window(days=30)),
    ("exchange", Window(months=1), Window(unlimited=True)),
    ("gift", Window(days=30), Window(days=30, until=date(2027, 1, 31))),
    ("seasons", (), (Season(first=date(2026, 11, 1), last=date(2026, 12, 24), until=date(2027, 1, 31)),)),
    ("final_sale", True, False),
    ("unopened", True, False),
    ("unused", True, False),
    ("original_packaging", True, False),
    ("complete", True, False),
    ("pictures", frozenset({ReturnReason.DEFECTIVE, ReturnReason.QUALITY}), frozenset({ReturnReason.QUALITY})),
    ("fees", Fees(customer=Fee(percent=Decimal(10))), Fees()),
    ("return_shipping", Shipping(), Shipping(customer=Payer.SHOP)),
    ("return_fees", Fees(merchant=Fee(percent=Decimal(10))), Fees(merchant=Fee(percent=Decimal(5)))),
    ("outbound", Outbound.NONE, Outbound.ALL),
    ("credit_bonus", Decimal(5), Decimal(10)),
    ("returnless", None, read(ReturnPolicy, {"returnless": {"below": "5.00 EUR"}}).returnless),
    ("bundles", Bundles.WHOLE, Bundles.PARTS),
    ("discounts", DiscountPolicy.RECOMPUTE, DiscountPolicy.KEEP),
    ("discounts_at_least", Decimal(50), Decimal(80)),
    ("missing_gift", True, False),
    ("review", Review(most=3), None),
]


@pytest.mark.parametrize(("field", "strict", "kind"), KINDER, ids=[field for field, _, _ in KINDER])
def test_says_what_is_kinder(field: str, strict: Any, kind: Any) -> None:
    """
    Of each field, one way is kinder and the other stricter.
    """
    assert field in FIELDS
    assert (Tendency.KINDER, Tendency.STRICTER) == (tendency_of(strict, kind), tendency_of(kind, strict))


def test_every_field_has_a_kinder_side() -> None:
    """
    A field that is added needs to be ordered by how kind it is.
    """
    assert set(FIELDS) == {field for field, _, _ in KINDER}


def test_better_for_some_and_worse_for_others_is_mixed() -> None:
    """
    A shorter window that ends later in a season, and fees that move from one side to another.
    """
    other_side = Fees(customer=Fee(percent=Decimal(5))), Fees(merchant=Fee(percent=Decimal(5)))

    assert Tendency.MIXED is tendency_of(Window(days=30), Window(days=14, until=date(2027, 1, 31)))
    assert Tendency.MIXED is tendency_of(*other_side)
