from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from aftersales.dates import FOREVER
from aftersales.decisions import Verdict
from aftersales.documents import content_hash, dump, read
from aftersales.errors import PolicyError, Problem
from aftersales.orders import Line, Outbound
from aftersales.returns import (
    Basis,
    Fault,
    Fee,
    Fees,
    Payer,
    PolicyRule,
    Promise,
    ReturnPolicy,
    ReturnReason,
    Shipping,
    Window,
    promise,
)
from aftersales.rights import Demands
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, parcel, policy, sale, shop

BRUSH = line(category="care/toothbrushes", tags=frozenset({"sale", "electric"}))


def rule(categories: str = "", tags: str = "", *, days: int | None = None, **says: Any) -> PolicyRule:
    """
    Write a rule with its categories and tags as words, and perhaps a window of so many days.
    """
    if days is not None:
        says["window"] = Window(days=days)
    return PolicyRule(categories=frozenset(categories.split()), tags=frozenset(tags.split()), **says)


def promised(*rules: PolicyRule, article: Line = BRUSH, fault: Fault = Fault.CUSTOMER, **says: Any) -> Promise:
    """
    Settle what a policy with these rules promises for an article.
    """
    return promise(policy(rules=rules, **says), article, fault)


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        (rule("care", days=60), True),
        (rule("care/toothbrushes", days=60), True),
        (rule("garden care", days=60), True),
        (rule("care/tooth", days=60), False),
        (rule("care/toothbrushes/heads", days=60), False),
        (rule("toothbrushes", days=60), False),
        (rule("Care", days=60), False),
        (rule(tags="sale", days=60), True),
        (rule(tags="sale electric", days=60), True),
        (rule(tags="sale outlet", days=60), False),
        (rule("care", "sale", days=60), True),
        (rule("garden", "sale", days=60), False),
        (rule("care", "outlet", days=60), False),
    ],
    ids=[
        "a category above", "the very category", "one of several", "part of a word", "a category below",
        "a later part of the path", "another spelling", "a tag", "both tags", "a tag too many", "category and tag",
        "another category", "another tag",
    ],
)  # fmt: skip
def test_a_rule_matches_by_path_and_by_all_its_tags(written: PolicyRule, matches: bool) -> None:  # noqa: FBT001
    """
    A rule holds for articles at or below one of its categories that carry every one of its tags.
    """
    assert (60 if matches else 30) == promised(written).window.days  # type: ignore[union-attr]


def test_an_article_without_a_category_matches_no_category() -> None:
    """
    A rule for a category says nothing about an article that has none.
    """
    assert Window(days=30) == promised(rule("care", days=60), article=line()).window


@pytest.mark.parametrize(
    ("general", "special"),
    [
        (rule("care", days=60), rule("care/toothbrushes", days=10)),
        (rule("care", days=60), rule(tags="sale electric", days=10)),
        (rule("care", days=60), rule("care", "sale", days=10)),
        (rule(tags="sale", days=60), rule(tags="sale electric", days=10)),
        (rule("care garden", days=60), rule("garden care/toothbrushes", days=10)),
    ],
    ids=["a longer path", "two tags", "path and tag", "more tags", "the longest of several paths"],
)
def test_the_more_specific_rule_decides(general: PolicyRule, special: PolicyRule) -> None:
    """
    The longer path and the more tags decide, also where they are less kind, and whichever was written first.
    """
    assert Window(days=10) == promised(general, special).window
    assert Window(days=10) == promised(special, general).window


def test_fields_are_settled_one_by_one() -> None:
    """
    What the most specific rule does not say is left to the next one, and at last to the policy.
    """
    settled = promised(
        rule("care", days=60, unopened=True),
        rule("care/toothbrushes", outbound=Outbound.ALL),
        complete=True,
    )

    assert (Window(days=60), Outbound.ALL) == (settled.window, settled.outbound)
    assert Demands(unopened=True, complete=True) == settled.demands


def test_a_more_specific_rule_can_lift_a_demand() -> None:
    """
    False is something said: it takes back what a less specific rule demands.
    """
    strict, kind = rule("care", final_sale=True, unused=True), rule(tags="sale electric", final_sale=False)

    assert Demands(unused=True) == promised(strict, kind).demands


@pytest.mark.parametrize(
    ("harsh", "kind", "field"),
    [
        ({"window": Window(days=14)}, {"window": Window(days=15)}, "window"),
        ({"window": Window(months=3)}, {"window": Window(months=4)}, "window"),
        ({"window": Window(months=1200)}, {"window": Window(unlimited=True)}, "window"),
        ({"credit": Window(days=14)}, {"credit": Window(days=15)}, "credit"),
        ({"exchange": Window(days=14)}, {"exchange": Window(days=15)}, "exchange"),
        ({"final_sale": True}, {"final_sale": False}, "final_sale"),
        ({"outbound": Outbound.NONE}, {"outbound": Outbound.STANDARD}, "outbound"),
        ({"outbound": Outbound.STANDARD}, {"outbound": Outbound.ALL}, "outbound"),
        ({"return_shipping": Shipping()}, {"return_shipping": Shipping(customer=Payer.SHOP)}, "return_shipping"),
        (
            {"fees": Fees(customer=Fee(percent=Decimal(15)))},
            {"fees": Fees(customer=Fee(percent=Decimal("14.99")))},
            "fees",
        ),
        (
            {"fees": Fees(customer=Fee(flat=money("5.00")))},
            {"fees": Fees(customer=Fee(flat=money("4.99")))},
            "fees",
        ),
        ({"fees": Fees(customer=Fee(flat=money("0.01")))}, {"fees": Fees()}, "fees"),
    ],
    ids=[
        "days", "months", "without end", "credit", "exchange",
        "final sale", "outbound", "all of outbound", "sending back", "percent", "flat", "no fee",
    ],
)  # fmt: skip
def test_of_equally_specific_rules_the_kinder_decides(harsh: Any, kind: Any, field: str) -> None:
    """
    A tie goes to the customer, whichever rule was written first.
    """
    one, other = rule("care", **harsh), rule(tags="sale", **kind)
    first, second = promised(one, other), promised(other, one)

    assert promised(other) == first
    assert first == second, field


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [("2026-02-10", date(2026, 3, 12)), ("2026-03-10", date(2026, 4, 10))],
    ids=["in February thirty days are longer", "in March a month is"],
)
def test_of_days_and_months_the_later_end_decides(delivered: str, last_day: date) -> None:
    """
    Whether thirty days or a month is kinder depends on where they start, and the kinder one decides each time.
    """
    month, thirty = rule("care", window=Window(months=1)), rule(tags="sale", days=30)
    order = sale(BRUSH, buyer=BUSINESS, placed_at=noon("2026-01-01"), parcels=(parcel(BRUSH, on=delivered),))
    desks = [shop(policy(rules=rules)) for rules in ((month, thirty), (thirty, month))]
    desks.append(shop(policy(window=Window(days=30, months=1))))

    assert {last_day} == {ask_one(order, desk, delivered).last_day for desk in desks}


@pytest.mark.parametrize(
    ("delivered", "last_day", "step"),
    [("2026-12-20", date(2027, 1, 31), "extends"), ("2027-01-10", date(2027, 2, 9), "counts")],
    ids=["a gift", "sent late"],
)
def test_a_season_only_ever_makes_a_window_longer(delivered: str, last_day: date, step: str) -> None:
    """
    What was bought for the holidays may come back until the end of January, or for thirty days if that is later.
    """
    season = policy(since=date(2026, 11, 1), window=Window(days=30, until=date(2027, 1, 31)))
    order = sale(
        BRUSH, buyer=BUSINESS, placed_at=noon("2026-12-01"), parcels=(parcel(BRUSH, on=delivered, sent="2026-12-02"),)
    )
    deadline = ask_one(order, shop(policy(), season), delivered).best.terms.deadline

    assert (last_day, last_day, step) == (deadline.sure, deadline.maybe, deadline.steps[-1].code)


def test_a_tie_of_windows_keeps_every_promise() -> None:
    """
    Of two equally specific windows the later day and the longer length both hold, and no end beats them all.
    """
    one = rule("care", window=Window(days=7, until=date(2027, 1, 31)))
    other = rule(tags="sale", window=Window(days=30, until=date(2027, 1, 6)))
    endless = rule("care", window=Window(unlimited=True))

    assert Window(days=30, until=date(2027, 1, 31)) == promised(one, other).window == promised(other, one).window
    assert Window(unlimited=True) == promised(other, endless).window


def test_a_tie_of_fees_looks_at_the_fault_in_question() -> None:
    """
    Of two tables of fees the one that is kinder for this return decides, not the one that is kinder on the whole.
    """
    one = rule("care", fees=Fees(customer=Fee(percent=Decimal(10)), merchant=Fee(percent=Decimal(5))))
    other = rule(tags="sale", fees=Fees(customer=Fee(percent=Decimal(20))))

    assert Fee(percent=Decimal(10)) == promised(one, other, fault=Fault.CUSTOMER).fee
    assert Fee() == promised(one, other, fault=Fault.MERCHANT).fee


def test_the_order_of_rules_is_irrelevant() -> None:
    """
    Whatever the order of the rules, an article is promised the same.
    """
    rules = (
        rule("care", days=60, fees=Fees(customer=Fee(percent=Decimal(10)))),
        rule(tags="sale", days=7, final_sale=True),
        rule("care", "sale", credit=Window(months=3)),
        rule(tags="electric", window=Window(months=2), unused=True),
    )

    assert 1 == len({promised(*order) for order in permutations(rules)})


@pytest.mark.parametrize(
    ("fault", "percent", "payer"),
    [
        (Fault.CUSTOMER, 15, Payer.CUSTOMER),
        (Fault.NONE, 15, Payer.CUSTOMER),
        (Fault.MERCHANT, 5, Payer.SHOP),
        (Fault.CARRIER, 10, Payer.CUSTOMER),
        (Fault.UNDECIDED, None, Payer.SHOP),
    ],
)
def test_fees_and_sending_back_follow_the_fault(fault: Fault, percent: int | None, payer: Payer) -> None:
    """
    Each fault has its own fee and its own payer; where none is established the customer is charged nothing.
    """
    settled = promised(
        fault=fault,
        fees=Fees(
            customer=Fee(percent=Decimal(15)),
            merchant=Fee(percent=Decimal(5)),
            carrier=Fee(percent=Decimal(10)),
        ),
        return_shipping=Shipping(carrier=Payer.CUSTOMER),
    )

    assert Fee(percent=Decimal(percent) if percent is not None else None) == settled.fee
    assert payer is settled.return_shipping


def test_a_policy_that_says_nothing_about_money_takes_no_fee() -> None:
    """
    Without a word about them there is no fee, the customer pays for sending back, and standard delivery goes back.
    """
    settled = promise(policy(), BRUSH, Fault.CUSTOMER)

    assert (Fee(), Payer.CUSTOMER, Outbound.STANDARD) == (settled.fee, settled.return_shipping, settled.outbound)
    assert (Window(days=30), None, None) == (settled.window, settled.credit, settled.exchange)


def test_the_policy_may_say_whose_fault_a_reason_is() -> None:
    """
    What the policy says about a reason goes before the list; without a reason the customer is assumed.
    """
    shoes = policy(faults={"too_small": Fault.MERCHANT})

    assert Fault.MERCHANT is shoes.fault(ReturnReason.TOO_SMALL)
    assert Fault.CUSTOMER is shoes.fault(ReturnReason.TOO_LARGE)
    assert Fault.CARRIER is shoes.fault(ReturnReason.DAMAGED_IN_TRANSIT)
    assert Fault.CUSTOMER is shoes.fault(None)


def test_a_fault_moved_to_the_shop_moves_the_costs() -> None:
    """
    Where the policy takes the blame for shoes that are too small, sending them back costs the customer nothing.
    """
    order, day = sale(buyer=BUSINESS), "2026-10-12"
    usual, kind = shop(policy()), shop(policy(faults={"too_small": Fault.MERCHANT}))

    assert Payer.CUSTOMER is ask_one(order, usual, day, reason="too_small").best.terms.return_shipping
    assert Payer.SHOP is ask_one(order, kind, day, reason="too_small").best.terms.return_shipping


@pytest.mark.parametrize(
    ("window", "last_day"),
    [
        (Window(days=0), date(2026, 10, 5)),
        (Window(days=30), date(2026, 11, 4)),
        (Window(months=1), date(2026, 11, 5)),
        (Window(months=0), date(2026, 10, 5)),
        (Window(months=13), date(2027, 11, 5)),
        (Window(unlimited=True), FOREVER),
    ],
    ids=["the day itself", "days", "a month", "no month", "months", "unlimited"],
)
def test_a_window_ends_so_long_after_delivery(window: Window, last_day: date) -> None:
    """
    Days and months count from the day after delivery, and a window without end has no last day.
    """
    (option,) = ask_one(sale(buyer=BUSINESS), shop(policy(window=window)), "2026-10-05").options

    assert (Basis.POLICY, Verdict.ACCEPT, last_day) == (option.basis, option.verdict, option.last_day)


def test_a_policy_has_a_hash_and_survives_its_document() -> None:
    """
    A policy is a value: equal ones hash alike, and writing and reading it changes nothing.
    """
    one = policy(name="Returns", faults={"style": Fault.NONE}, prefer=("gift_card",), rules=(rule("care", days=60),))
    again = read(ReturnPolicy, dump(one))

    assert one == again
    assert hash(one) == hash(again)
    assert content_hash(one) == content_hash(again)


def test_a_policy_remembers_what_it_settled_without_growing_forever() -> None:
    """
    However many kinds of articles are sold, a policy answers each of them right and takes no more memory.
    """
    kind = policy(rules=(rule("care", days=60),))
    for number in range(5000):
        promise(kind, line(category=f"care/{number}"), Fault.CUSTOMER)

    assert 4096 >= len(kind._promises)  # noqa: SLF001
    assert Window(days=60) == promise(kind, BRUSH, Fault.CUSTOMER).window


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            {"window": {}},
            Problem("window", "days or months, or unlimited alone", "nothing"),
        ),
        (
            {"window": {"days": 14, "months": 1, "unlimited": True}},
            Problem("window", "days or months, or unlimited alone", "days, months, unlimited"),
        ),
        (
            {"window": {"until": "2027-01-31", "unlimited": True}},
            Problem("window", "days or months, or unlimited alone", "until, unlimited"),
        ),
        (
            {"window": {"until": "2027-01-31"}},
            Problem("window", "days or months, or unlimited alone", "until"),
        ),
        (
            {"window": {"days": -1}},
            Problem("window.days", "a whole number of days from 0 to 36525", "-1", "unlimited = true is without end"),
        ),
        (
            {"credit": {"months": 1201}},
            Problem(
                "credit.months", "a whole number of months from 0 to 1200", "1201", "unlimited = true is without end"
            ),
        ),
        (
            {"fallback_days": -1},
            Problem("fallback_days", "a whole number of days from 0 to 36525", "-1"),
        ),
        (
            {"fallback_days": 10**30},
            Problem("fallback_days", "a whole number of days from 0 to 36525", "10000000000000000000"),
        ),
        (
            {"rules": [{"window": {"days": 1}}]},
            Problem(
                "rules[0]",
                "categories, tags or another condition",
                "none of them",
                "what holds for everything stands above",
            ),
        ),
        (
            {"rules": [{"tags": ["sale"]}]},
            Problem("rules[0]", "something it says", "nothing"),
        ),
        (
            {"rules": [{"categories": ["care/"], "final_sale": True}]},
            Problem(
                "rules[0].categories", "paths such as care/toothbrushes, without a slash at either end", '"care/"'
            ),
        ),
        (
            {"rules": [{"categories": [""], "final_sale": True}]},
            Problem("rules[0].categories", "paths such as care/toothbrushes, without a slash at either end", '""'),
        ),
        (
            {"fees": {"customer": {"percent": 101}}},
            Problem("fees.customer.percent", "a percentage from 0 to 100", "101"),
        ),
        (
            {"fees": {"customer": {"flat": "-1.00 EUR"}}},
            Problem("fees.customer.flat", "an amount of 0 or more", "-1.00 EUR"),
        ),
    ],
    ids=[
        "no length", "lengths and no end", "a day and no end", "a day and no length",
        "a negative length", "more than a hundred years",
        "a negative fallback", "an endless fallback", "a rule for everything", "a rule that says nothing",
        "a slash at the end", "an empty category", "more than everything", "a fee that pays",
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_with_its_path(wrong: Any, problem: Problem) -> None:
    """
    A policy that makes no sense is an error that says where, what was expected and what stands there.
    """
    with pytest.raises(PolicyError) as caught:
        read(ReturnPolicy, wrong, error=PolicyError)

    assert (problem,) == caught.value.problems


def test_an_unknown_reason_is_refused() -> None:
    """
    A fault for a reason that the list does not have is an error.
    """
    with pytest.raises(PolicyError) as caught:
        policy(faults={"too_smal": Fault.MERCHANT})

    assert "faults.too_smal" == caught.value.problems[0].path


def test_rules_for_the_same_articles_may_not_contradict_each_other() -> None:
    """
    Two rules with the same categories and tags that say different things are refused, with the place and the field.
    """
    rules = (
        rule("care", days=60),
        rule("care", unused=True),
        rule("care", days=30, unused=False),
        rule(tags="sale", days=7),
    )

    with pytest.raises(PolicyError) as caught:
        policy(rules=rules)

    assert (
        Problem("rules[2]", "no other window than rules[0] says for the same articles", "a contradiction"),
        Problem("rules[2]", "no other unused than rules[1] says for the same articles", "a contradiction"),
    ) == caught.value.problems


def test_rules_for_the_same_articles_may_add_to_each_other() -> None:
    """
    Two rules with the same categories and tags may say different fields, or the same twice.
    """
    settled = promised(rule("care", days=60), rule("care", unused=True), rule("care", days=60))

    assert (Window(days=60), True) == (settled.window, settled.demands.unused)
