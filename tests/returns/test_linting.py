from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.documents import read
from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Practices, Transit
from aftersales.returns import PolicyRule, ReturnPolicy, Severity, lint
from aftersales.returns.matching import MATCHES
from aftersales.returns.policies import lint_reasons as reasons
from aftersales.returns.policies.linting import by_severity
from aftersales.returns.policies.sampling import CANDIDATES, witnesses
from aftersales.texts import render
from tests.returns.sales import line

PLAIN: dict[str, Any] = {"window": {"days": 30}, "fallback_days": 3, "since": "2026-01-01"}


def policy(**more: Any) -> ReturnPolicy:
    """
    Read a policy that has nothing wrong, and what a test says besides.
    """
    return read(ReturnPolicy, PLAIN | more)


def found(one: ReturnPolicy, **more: Any) -> list[tuple[str, str]]:
    """
    List what is wrong: the place and the code without its room.
    """
    return [(each.path, each.reason.code.removeprefix("returns.lint_")) for each in lint(one, **more)]


#: By code: what plants the fault, where it is found, and the sample it is held against.
PLANTED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "rule_unreached": (
        {
            "rules": [
                {"categories": ["shoes", "shoes/boots"], "window": {"days": 60}},
                {"categories": ["shoes/boots"], "window": {"days": 40}},
            ]
        },
        "returns.rules[1]",
        {},
    ),
    "field_unreached": (
        {
            "rules": [
                {"categories": ["shoes", "shoes/boots"], "window": {"days": 60}},
                {"categories": ["shoes/boots"], "window": {"days": 40}, "credit": {"days": 90}},
            ]
        },
        "returns.rules[1].window",
        {},
    ),
    "repeats": ({"rules": [{"categories": ["shoes"], "window": {"days": 30}}]}, "returns.rules[0].window", {}),
    "rules_disagree": (
        {
            "rules": [
                {"categories": ["shoes"], "window": {"days": 60}},
                {"tags": ["sale"], "window": {"days": 7}},
            ]
        },
        "returns.rules[1]",
        {},
    ),
    "no_window": ({"window": None}, "returns.window", {}),
    "gap": (
        {"window": None, "rules": [{"categories": ["shoes"], "window": {"days": 30}}]},
        "returns",
        {"lines": (line(category="shoes"), line(category="games"))},
    ),
    "fee_above_value": (
        {"fees": {"customer": {"flat": "5.00 EUR"}}},
        "returns.fees.customer",
        {"lines": (line(gross="4.00", tax="0.00"), line(gross="90.00"))},
    ),
    "unused": (
        {"rules": [{"categories": ["shos"], "credit": {"days": 40}}]},
        "returns.rules[0].categories",
        {"lines": (line(category="shoes/boots"),)},
    ),
    "season_too_short": (
        {"seasons": [{"from": "2026-12-01", "to": "2026-12-24", "until": "2026-12-31"}]},
        "returns.seasons[0]",
        {},
    ),
    "season_over": (
        {"seasons": [{"from": "2024-11-01", "to": "2024-12-24", "until": "2025-01-31"}]},
        "returns.seasons[0]",
        {},
    ),
    "season_shortened": (
        {
            "seasons": [{"from": "2026-11-01", "to": "2026-12-24", "until": "2027-01-31"}],
            "rules": [
                {
                    "tags": ["toys"],
                    "seasons": [{"from": "2026-11-01", "to": "2026-12-24", "until": "2027-01-10"}],
                }
            ],
        },
        "returns.rules[0].seasons[0]",
        {},
    ),
    "until_over": ({"window": {"days": 30, "until": "2025-01-31"}}, "returns.window.until", {}),
    "final_with_window": (
        {"rules": [{"tags": ["sale"], "final_sale": True, "credit": {"days": 14}}]},
        "returns.rules[0].final_sale",
        {},
    ),
    "no_delivery_day": ({"fallback_days": None}, "returns.fallback_days", {}),
    "fallback_unused": ({}, "returns.fallback_days", {"practices": Practices(transit=Transit(min_days=1, max_days=3))}),
    "fault_repeated": ({"faults": {"defective": "merchant"}}, "returns.faults.defective", {}),
    "side_unmet": (
        {
            "faults": {"damaged_in_transit": "merchant", "lost_in_transit": "merchant"},
            "fees": {"carrier": {"percent": 5}},
        },
        "returns.fees.carrier",
        {},
    ),
    "cap_unused": ({"discounts_at_least": 80}, "returns.discounts_at_least", {}),
    "bonus_unused": ({"credit_bonus": 10}, "returns.credit_bonus", {}),
}


def faults_of_the_carrier() -> dict[str, str]:
    """
    Give every reason that is the carrier's fault to the shop.
    """
    from aftersales.rights import Fault, ReturnReason

    return {reason.value: "merchant" for reason in ReturnReason if reason.fault is Fault.CARRIER}


PLANTED["side_unmet"][0]["faults"] = faults_of_the_carrier()


def test_a_plain_policy_has_nothing_wrong() -> None:
    """
    What every test plants its fault into is clean.
    """
    assert () == lint(policy())


@pytest.mark.parametrize("code", PLANTED)
def test_it_finds_what_was_planted(code: str) -> None:
    """
    Each kind of fault is found where it stands, and its sentence and advice have no open place.
    """
    planted, path, sample = PLANTED[code]

    every = lint(policy(**planted), **sample)
    same = [one for one in every if one.reason.code == f"returns.lint_{code}"]

    assert [path] == [one.path for one in same]
    assert "{" not in render(same[0].reason, same[0].values)
    assert same[0].advice


def test_every_reason_has_a_planted_fault() -> None:
    """
    A kind of fault that is added needs a test that plants it.
    """
    codes = {reason.code.removeprefix("returns.lint_") for reason in reasons.ADVICE}

    assert codes == set(PLANTED)


@st.composite
def clean_policies(draw: st.DrawFn) -> dict[str, Any]:
    """
    Draw a policy whose rules each name a category of their own and say something of their own.
    """
    count = draw(st.integers(min_value=0, max_value=4))
    days = draw(st.lists(st.integers(min_value=31, max_value=90), min_size=count, max_size=count, unique=True))
    return {
        "rules": [
            {"categories": [f"own-{index}"], "window": {"days": length}, "unused": draw(st.booleans()) or None}
            for index, length in enumerate(days)
        ]
    }


def without_nothing(document: dict[str, Any]) -> dict[str, Any]:
    """
    Leave out what is not said.
    """
    rules = [{key: value for key, value in rule.items() if value is not None} for rule in document.get("rules", [])]
    return document | {"rules": rules}


@given(base=clean_policies(), code=st.sampled_from(sorted(set(PLANTED) - {"gap", "no_window"})))
def test_a_fault_is_found_among_any_rules(base: dict[str, Any], code: str) -> None:
    """
    Whatever other rules a policy has, the planted fault is found, and nothing was found before.
    """
    planted, _, sample = PLANTED[code]
    before = without_nothing(base)
    own = list(planted.get("rules", []))
    after = {**planted, "rules": [*before["rules"], *own]}

    assert [] == found(policy(**before))
    assert code in {each for _, each in found(policy(**after), **sample)}


@given(base=clean_policies())
def test_no_window_is_found_where_no_rule_has_one(base: dict[str, Any]) -> None:
    """
    A policy that promises nothing is told apart from one whose rules promise something.
    """
    rules = [{"categories": rule["categories"], "unused": True} for rule in base["rules"]]

    codes = [code for _, code in found(policy(window=None, rules=rules))]

    assert "no_window" in codes
    assert (not base["rules"]) is (
        "no_window" in [c for _, c in found(policy(**(without_nothing(base) | {"window": None})))]
    )


def test_real_articles_make_a_disagreement_a_warning() -> None:
    """
    Two rules that could meet are a note; two that do meet in what is sold are a warning.
    """
    one = policy(**PLANTED["rules_disagree"][0])
    both = line(category="shoes", tags=frozenset({"sale"}))

    could = [each.severity for each in lint(one) if each.reason is reasons.RULES_DISAGREE]
    do = [each.severity for each in lint(one, lines=(both,)) if each.reason is reasons.RULES_DISAGREE]

    assert ([Severity.NOTE], [Severity.WARNING]) == (could, do)


def test_a_more_specific_rule_is_reached() -> None:
    """
    A rule for boots beside a kinder one for shoes decides for boots.
    """
    rules = [{"categories": ["shoes"], "window": {"days": 60}}, {"categories": ["shoes/boots"], "window": {"days": 40}}]

    assert [] == found(policy(rules=rules))


def test_every_price_of_the_shop_can_be_taken_by_other_rules() -> None:
    """
    In a shop that sells in euro only, a rule for one category is overruled where price rules of it cover every price.
    """
    rules = [
        {"categories": ["shoes"], "window": {"days": 20}},
        {"categories": ["shoes"], "price": {"below": "50.00 EUR"}, "window": {"days": 40}},
        {"categories": ["shoes"], "price": {"from": "50.00 EUR"}, "window": {"days": 60}},
    ]
    one = policy(rules=rules)

    assert [("returns.rules[0]", "rule_unreached")] == found(one, practices=Practices(currencies=frozenset({"EUR"})))
    assert [] == found(one)


def test_a_repetition_that_keeps_another_rule_out_is_none() -> None:
    """
    A rule that says what stands above matters where a less specific one says otherwise.
    """
    rules = [
        {"categories": ["shoes"], "window": {"days": 60}},
        {"categories": ["shoes/boots"], "window": {"days": 30}},
    ]

    assert [] == found(policy(rules=rules))


def test_the_law_of_a_country_is_told_with_the_day_of_the_contracts() -> None:
    """
    What the law raises comes with its own reasons; without a day it cannot be known.
    """
    short = policy(window={"days": 7})

    told = lint(short, countries=("DE",), on=date(2026, 11, 1), path="returns[0]")

    assert ("returns[0].window", "returns.floor_window") in [(each.path, each.reason.code) for each in told]
    with pytest.raises(FactsError):
        lint(short, countries=("DE",))


def test_a_final_sale_that_the_law_forbids_is_a_warning() -> None:
    """
    What must not be published is graver than what the law raises by itself.
    """
    told = lint(policy(final_sale=True, window=None), countries=("DE",), on=date(2026, 11, 1))

    assert Severity.WARNING in {each.severity for each in told if each.reason.code == "returns.floor_final_sale"}


def test_a_fee_for_cheap_goods_needs_no_sample() -> None:
    """
    A rule for what is below five euro that keeps five euro leaves nothing; a fee of all is one at any price.
    """
    cheap = {"price": {"below": "5.00 EUR"}, "fees": {"customer": {"flat": "5.00 EUR"}}}
    all_of_it = {"tags": ["sale"], "fees": {"customer": {"percent": 100}}}

    places = [path for path, code in found(policy(rules=[cheap, all_of_it])) if code == "fee_above_value"]

    assert ["returns.rules[0].fees.customer", "returns.rules[1].fees.customer"] == places


def test_steps_of_a_fee_are_looked_at() -> None:
    """
    A fee that takes all only after some days is found as well.
    """
    fees = {"customer": {"steps": [{"from_days": 15, "flat": "9.00 EUR"}]}}

    told = found(policy(fees=fees), lines=(line(gross="8.00", tax="0.00"),))

    assert [("returns.fees.customer", "fee_above_value")] == told


def test_a_rule_for_some_buyers_alone_fills_a_gap() -> None:
    """
    An article that only members can return is promised something.
    """
    rules = [{"categories": ["games"], "customer_tiers": ["gold"], "window": {"days": 30}}]

    assert [] == found(policy(window=None, rules=rules), lines=(line(category="games"),))


def test_warnings_come_first() -> None:
    """
    What should be looked into stands above what may be as it should be.
    """
    told = by_severity(lint(policy(fallback_days=None, rules=PLANTED["rule_unreached"][0]["rules"])))

    assert [Severity.WARNING, Severity.NOTE] == [each.severity for each in told]


def test_witnesses_know_every_condition() -> None:
    """
    A condition that rules can name and that no sale is made up for would hide rules that never decide.
    """
    assert set(MATCHES) == set(CANDIDATES)


FULL: dict[str, Any] = {
    "categories": ["shoes", "games/cards"],
    "tags": ["a", "b"],
    "skus": ["1", "2"],
    "price": {"from": "5.00 EUR", "below": "9.00 EUR"},
    "conditions": ["used"],
    "grades": ["B"],
    "sold_sealed": False,
    "countries": ["DE-BE", "FR"],
    "channels": ["in_store"],
    "customer_tiers": ["gold", "silver"],
    "payments": ["card", "gift_card"],
}


@given(names=st.sets(st.sampled_from(sorted(FULL)), min_size=1))
def test_a_witness_is_matched_by_its_rule(names: set[str]) -> None:
    """
    Whatever a rule looks at, a sale is made up that it matches.
    """
    rule = read(PolicyRule, {name: FULL[name] for name in names} | {"window": {"days": 5}})
    one = policy(rules=())
    with_rule = attrs.evolve(one, rules=(rule,))

    made = next(witnesses(with_rule, rule), None)

    assert made is not None
    assert rule.fits(made.line, made.order) is not None
    assert Money(500, "EUR") <= made.line.charged.gross or "price" not in names
    assert Decimal(0) == made.line.charged.tax.decimal
