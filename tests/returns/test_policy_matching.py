from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.decisions import Verdict
from aftersales.documents import read
from aftersales.errors import PolicyError, Problem
from aftersales.orders import Buyer, BuyerKind, Channel, Condition, Line, Order, Tender
from aftersales.returns import Fault, PolicyRule, Price, ReturnPolicy, Window, promise
from tests.returns.sales import BUSINESS, ask_one, line, money, policy, sale, shop

KETTLE = line(
    gross="119.00",
    quantity=2,
    sku="KT-1",
    category="kitchen/kettles",
    condition=Condition.REFURBISHED,
    grade="B",
    sold_sealed=False,
)
GOLD = Buyer(kind=BuyerKind.BUSINESS, residence="DE-BE", tiers=frozenset({"gold", "member"}))
BOUGHT = sale(
    KETTLE,
    buyer=GOLD,
    tenders=(
        Tender(id="t-1", kind="store_card", captured=money("100.00")),
        Tender(id="t-2", captured=money("19.00")),
    ),
)


def rule(days: int = 60, **matches: Any) -> PolicyRule:
    """
    Write a rule that gives so many days to what it matches.
    """
    return read(PolicyRule, {"window": {"days": days}, **matches}, error=PolicyError)


def days(*rules: PolicyRule, order: Order = BOUGHT) -> int | None:
    """
    Say how many days the first line of an order is promised, where thirty hold for everything.
    """
    window = promise(policy(rules=rules), order.lines[0], Fault.CUSTOMER, order).window
    return None if window is None else window.days


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ({"skus": ["KT-1", "KT-2"]}, {"skus": ["KT-2"]}),
        ({"price": {"from": "59.50 EUR"}}, {"price": {"from": "59.51 EUR"}}),
        ({"price": {"below": "59.51 EUR"}}, {"price": {"below": "59.50 EUR"}}),
        ({"price": {"from": "50 EUR", "below": "60 EUR"}}, {"price": {"from": "50 USD", "below": "60 USD"}}),
        ({"conditions": ["refurbished", "used"]}, {"conditions": ["new"]}),
        ({"grades": ["A", "B"]}, {"grades": ["A"]}),
        ({"sold_sealed": False}, {"sold_sealed": True}),
        ({"countries": ["DE"]}, {"countries": ["AT"]}),
        ({"countries": ["DE-BE"]}, {"countries": ["DE-BY"]}),
        ({"channels": ["distance"]}, {"channels": ["in_store"]}),
        ({"customer_tiers": ["gold", "silver"]}, {"customer_tiers": ["silver"]}),
        ({"payments": ["store_card"]}, {"payments": ["gift_card"]}),
    ],
    ids=[
        "article code", "from a price", "below a price", "between prices", "condition", "grade", "seal",
        "country", "region", "channel", "tier", "payment",
    ],
)  # fmt: skip
def test_a_rule_matches_by_article_sale_and_buyer(yes: dict[str, Any], no: dict[str, Any]) -> None:
    """
    Whatever a rule names has to hold, and a price counts for one unit in its own currency.
    """
    assert (60, 30) == (days(rule(**yes)), days(rule(**no)))


def test_everything_a_rule_names_has_to_hold() -> None:
    """
    One condition that fails is enough.
    """
    both: dict[str, Any] = {"countries": ["DE"], "customer_tiers": ["silver"]}

    assert (60, 30) == (days(rule(countries=["DE"])), days(rule(**both)))


@pytest.mark.parametrize(
    ("general", "special"),
    [
        ({"categories": ["kitchen/kettles"], "countries": ["DE"], "grades": ["B"]}, {"skus": ["KT-1"]}),
        ({"countries": ["DE"]}, {"countries": ["DE-BE"]}),
        ({"countries": ["DE"]}, {"countries": ["DE"], "customer_tiers": ["gold"]}),
        ({"categories": ["kitchen"]}, {"categories": ["kitchen"], "price": {"from": "1 EUR"}}),
    ],
    ids=["a code before all else", "a region before its country", "one more condition", "a category with a price"],
)
def test_the_more_specific_rule_decides(general: dict[str, Any], special: dict[str, Any]) -> None:
    """
    What had to be fulfilled is counted, and the article's own code goes before everything.
    """
    assert {10} == {days(*rules) for rules in _both_ways(rule(60, **general), rule(10, **special))}


def _both_ways(one: PolicyRule, other: PolicyRule) -> tuple[tuple[PolicyRule, PolicyRule], ...]:
    return (one, other), (other, one)


def test_an_equally_specific_rule_decides_if_it_is_kinder() -> None:
    """
    A country and a tier weigh the same, so the longer window holds, whichever was written first.
    """
    assert {60} == {days(*rules) for rules in _both_ways(rule(60, countries=["DE"]), rule(10, customer_tiers=["gold"]))}


def test_without_a_sale_only_rules_about_the_article_match() -> None:
    """
    What is published for an article cannot know who will buy it.
    """
    kind = policy(rules=(rule(60, customer_tiers=["gold"]), rule(45, grades=["B"])))

    assert Window(days=45) == promise(kind, KETTLE, Fault.CUSTOMER).window


def test_what_a_rule_does_not_look_at_is_not_remembered_apart() -> None:
    """
    Articles that look alike to every rule share one settled promise; those that do not have their own.
    """
    kind = policy(rules=(rule(60, price={"from": "100 EUR"}, countries=["DE"]),))
    for gross in ("10.00", "20.00", "99.99"):
        promise(kind, line(gross=gross, tax="0", sku=gross), Fault.CUSTOMER, sale(buyer=BUSINESS))
    few = len(kind._promises)  # noqa: SLF001
    dear = promise(kind, line(gross="100.00", tax="0"), Fault.CUSTOMER, sale(buyer=BUSINESS))
    abroad = promise(
        kind, line(gross="100.00", tax="0"), Fault.CUSTOMER, sale(buyer=attrs.evolve(BUSINESS, residence="AT"))
    )

    assert (1, 60, 30) == (few, dear.window.days, abroad.window.days)  # type: ignore[union-attr]


class TestAnUnknownResidence:
    """
    A rule that looks at the country, and a buyer of whom nobody knows where they live.
    """

    NOWHERE = sale(buyer=Buyer(kind=BuyerKind.BUSINESS, zone="Europe/Berlin"))

    def test_asks_where_a_country_would_help(self) -> None:
        """
        On a day that is too late for everybody but buyers of one country, that is the open question.
        """
        desk = shop(policy(rules=(rule(60, countries=["AT"]),)))
        answer = ask_one(self.NOWHERE, desk, "2026-11-20")

        assert (Verdict.ASK, ["buyer.residence"]) == (answer.verdict, [one.fact for one in answer.worth_asking])

    def test_takes_nothing_away(self) -> None:
        """
        A rule that is less kind somewhere does not keep anybody from what holds for everything.
        """
        desk = shop(policy(rules=(rule(5, countries=["AT"]),)))

        assert Verdict.ACCEPT is ask_one(self.NOWHERE, desk, "2026-11-04").verdict

    def test_asks_nothing_where_no_rule_looks_at_it(self) -> None:
        """
        A policy without countries needs no country.
        """
        assert Verdict.REFUSE is ask_one(self.NOWHERE, shop(policy()), "2026-11-20").verdict


def test_the_trace_names_who_decided_and_who_was_overruled() -> None:
    """
    For each field that a rule settled, staff see the rule by its place and name, and what it went before.
    """
    rules = (
        read(PolicyRule, {"name": "Kitchen", "categories": ["kitchen"], "window": {"days": 10}}),
        read(PolicyRule, {"categories": ["kitchen/kettles"], "window": {"days": 45}, "unused": False}),
    )
    answer = ask_one(BOUGHT, shop(policy(rules=rules, unused=True)), "2026-10-12")

    assert "    settled window by rules[1], overruled: rules[0] Kitchen, the policy" in answer.trace()
    assert "    settled unused by rules[1], overruled: the policy" in answer.trace()


def test_where_no_rule_matches_nothing_was_overruled() -> None:
    """
    A plain answer keeps a plain trace.
    """
    answer = ask_one(BOUGHT, shop(policy(rules=(rule(60, skus=["KT-9"]),))), "2026-10-12")

    assert [] == [text for text in answer.trace() if "settled" in text]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"price": {}}, Problem("rules[0].price", "from or below", "neither")),
        (
            {"price": {"from": "1 EUR", "below": "2 USD"}},
            Problem("rules[0].price.below", "an amount in EUR", "2.00 USD"),
        ),
        (
            {"price": {"from": "2 EUR", "below": "2 EUR"}},
            Problem("rules[0].price.below", "more than 2.00 EUR", "2.00 EUR"),
        ),
        (
            {"countries": ["Germany"]},
            Problem("rules[0].countries", "ISO 3166 codes such as DE or DE-BE", "another text"),
        ),
        (
            {"channels": ["distanse"]},
            Problem(
                "rules[0].channels[0]",
                "one of distance, off_premises, in_store",
                '"distanse"',
                "did you mean distance?",
            ),
        ),
    ],
    ids=["no price", "two currencies", "no room between", "a country's name", "a misspelt channel"],
)
def test_a_match_that_cannot_be_is_named_with_its_path(wrong: dict[str, Any], problem: Problem) -> None:
    """
    A rule that can never match is a mistake in the file.
    """
    with pytest.raises(PolicyError) as caught:
        read(ReturnPolicy, {"rules": [{"window": {"days": 1}, **wrong}]}, error=PolicyError)

    assert (problem,) == caught.value.problems


def test_two_rules_for_the_same_buyers_contradict_each_other() -> None:
    """
    Not only categories and tags make two rules the same.
    """
    with pytest.raises(PolicyError) as caught:
        policy(rules=(rule(10, countries=["DE"]), rule(20, countries=["DE"])))

    assert ["rules[1]"] == [one.path for one in caught.value.problems]


def test_a_price_range_knows_its_ends() -> None:
    """
    The lower end belongs to the range and the upper one does not.
    """
    between = Price(least=money("10.00"), below=money("20.00"))
    prices = {gross: between.fits(line(gross=gross, tax="0")) for gross in ("9.99", "10.00", "19.99", "20.00")}

    assert {"9.99": False, "10.00": True, "19.99": True, "20.00": False} == prices


def test_a_sale_in_a_store_may_have_a_window_of_its_own() -> None:
    """
    The channel of the sale is what a rule looks at.
    """
    counter = attrs.evolve(BOUGHT, channel=Channel.IN_STORE)

    assert (30, 14) == (days(rule(14, channels=["in_store"])), days(rule(14, channels=["in_store"]), order=counter))


def test_a_line_without_a_seal_on_record_is_neither_sealed_nor_unsealed() -> None:
    """
    What nobody recorded fulfils no condition.
    """
    unknown: Line = attrs.evolve(KETTLE, sold_sealed=None)

    assert 30 == days(rule(60, sold_sealed=True), rule(45, sold_sealed=False), order=sale(unknown, buyer=BUSINESS))


def test_a_bonus_of_a_rule_is_a_field_like_any_other() -> None:
    """
    Of two rules that match equally the larger bonus holds.
    """
    one = PolicyRule(customer_tiers=frozenset({"gold"}), credit_bonus=Decimal(10))
    other = PolicyRule(countries=frozenset({"DE"}), credit_bonus=Decimal(5))

    assert Decimal(10) == promise(policy(rules=(other, one)), KETTLE, Fault.CUSTOMER, BOUGHT).credit_bonus
