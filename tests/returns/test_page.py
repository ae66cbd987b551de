from datetime import date
from decimal import Decimal

import pytest

from aftersales.law import book
from aftersales.money import Money
from aftersales.orders import Channel, Condition, DiscountPolicy, Practices
from aftersales.returns import (
    Bundles,
    Fee,
    Fees,
    FeeStep,
    PolicyRule,
    Price,
    ReturnPolicy,
    Season,
    Shipping,
    Window,
    merchant_return_policy,
    policy_page,
)
from aftersales.rights import Payer

ON = date(2026, 5, 4)
LAW = book()
PRACTICES = Practices(informs_of_withdrawal=True, tells_return_cost=True)


def policy(*rules: PolicyRule, **says: object) -> ReturnPolicy:
    """
    Promise thirty days and something more.
    """
    return ReturnPolicy(**({"window": Window(days=30), "rules": rules} | says))  # type: ignore[arg-type]


def eur(minor: int) -> Money:
    """
    Take an amount in cents.
    """
    return Money(minor, "EUR")


def said(terms: ReturnPolicy, country: str = "DE", on: date = ON) -> list[str]:
    """
    Read the page for one country.
    """
    return policy_page(terms, PRACTICES, LAW, [country], on).lines()


def headings(*rules: PolicyRule, country: str = "DE") -> list[str]:
    """
    Read for what the page has parts of their own.
    """
    head = "For these articles something else holds: "
    return [line.removeprefix(head) for line in said(policy(*rules), country) if line.startswith(head)]


LABEL = Fees(customer=Fee(eur(495)))


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (policy(return_fees=LABEL), "We keep back €4.95 for the return label."),
        (
            policy(return_fees=Fees(customer=Fee(percent=Decimal(5)))),
            "We keep back 5 percent of the price.",
        ),
        (
            policy(fees=Fees(customer=Fee(eur(500), Decimal(10), lower=True))),
            "Of these two we keep back the lower one only.",
        ),
        (
            policy(fees=Fees(customer=Fee(percent=Decimal(10), most=Fee(eur(2000))))),
            "We never keep back more than €20.00.",
        ),
        (
            policy(fees=Fees(customer=Fee(eur(500), most=Fee(percent=Decimal(50))))),
            "We never keep back more than 50 percent of the price.",
        ),
        (
            policy(fees=Fees(customer=Fee(steps=(FeeStep(from_days=20, percent=Decimal(15)),)))),
            "From day 20 on we keep back 15 percent of the price instead.",
        ),
        (
            policy(fees=Fees(customer=Fee(steps=(FeeStep(from_days=20, flat=eur(300)),)))),
            "From day 20 on we keep back €3.00 instead.",
        ),
        (
            policy(fees=Fees(customer=Fee(steps=(FeeStep(from_price=eur(50000), percent=Decimal(5)),)))),
            "For an article of €500.00 or more we keep back 5 percent of the price instead.",
        ),
        (
            policy(fees=Fees(customer=Fee(steps=(FeeStep(from_price=eur(50000), flat=eur(4900)),)))),
            "For an article of €500.00 or more we keep back €49.00 instead.",
        ),
        (
            policy(credit=Window(days=60), credit_bonus=Decimal(10)),
            "If you choose store credit, you get 10 percent on top.",
        ),
        (policy(bundles=Bundles.WHOLE), "A bundle comes back as a whole only."),
        (
            policy(discounts=DiscountPolicy.RECOMPUTE),
            "If what you keep is no longer enough for a discount, we take the discount off your refund.",
        ),
        (
            policy(discounts=DiscountPolicy.RECOMPUTE_CAPPED, discounts_at_least=Decimal(50)),
            (
                "If what you keep is no longer enough for a discount, we take the discount off your refund; "
                "50 percent of what you paid for the returned articles go back in any case."
            ),
        ),
        (
            policy(missing_gift=True),
            (
                "If what you keep is no longer enough for a gift that came with it, send it back too, "
                "or we take off its value."
            ),
        ),
        (
            policy(gift=Window(months=3)),
            "Whoever was given the article can have store credit for it. Time for it: 3 months from delivery.",
        ),
        (
            policy(gift=Window(unlimited=True)),
            "Whoever was given the article can have store credit for it, without a time limit.",
        ),
    ],
)
def test_the_page_says_what_a_policy_gives_and_takes(terms: ReturnPolicy, sentence: str) -> None:
    """
    What the engine takes off or puts on top, the customer has read before.
    """
    assert sentence in said(terms)
    assert sentence not in said(policy())


def test_a_label_that_the_shop_pays_for_costs_nothing() -> None:
    """
    Where sending back is free, no label is charged, whatever stands beside it.
    """
    free = policy(return_fees=LABEL, return_shipping=Shipping(customer=Payer.SHOP))

    assert not [line for line in said(free) if "return label" in line]


def test_what_is_final_has_no_sentences_beside_it() -> None:
    """
    An article that does not come back has neither a season nor a fee.
    """
    rule = PolicyRule(tags=frozenset({"outlet"}), final_sale=True)
    lines = said(policy(rule, return_fees=LABEL, seasons=(CHRISTMAS,)))

    assert ["For these articles something else holds: outlet", "Beyond the law we promise nothing."] == lines[-2:]


CHRISTMAS = Season(
    name="Christmas", first=date(2025, 11, 1), last=date(2025, 12, 24), until=date(2026, 1, 31), yearly=True
)


@pytest.mark.parametrize(
    ("on", "year"),
    [(date(2025, 6, 1), 2025), (date(2025, 12, 1), 2025), (date(2026, 1, 31), 2025), (date(2026, 2, 1), 2026)],
)
def test_a_season_is_said_until_it_is_over(on: date, year: int) -> None:
    """
    A season that comes every year is the one in which things can still come back, or the next.
    """
    sentence = f"What you buy from Nov 1, {year} to Dec 24, {year} can come back until Jan 31, {year + 1} at the least."

    assert sentence in said(policy(seasons=(CHRISTMAS,)), on=on)


def test_a_season_that_is_over_is_not_said() -> None:
    """
    Nobody reads of last year's Christmas.
    """
    once = Season(first=CHRISTMAS.first, last=CHRISTMAS.last, until=CHRISTMAS.until)

    assert not [line for line in said(policy(seasons=(once,))) if line.startswith("What you buy")]


def test_a_season_is_a_promise_even_where_the_window_is_the_laws() -> None:
    """
    Fourteen days are no promise in Germany, a longer season is one.
    """
    lines = said(policy(window=Window(days=14), seasons=(CHRISTMAS,)))

    assert "Beyond the law we promise nothing." not in lines
    assert 1 == len([line for line in lines if line.startswith("What you buy")])


DEAR, CHEAP = Price(least=eur(50000)), Price(below=eur(2000))


@pytest.mark.parametrize(
    ("rule", "heading"),
    [
        (PolicyRule(price=DEAR, unopened=True), "priced at €500.00 or more"),
        (PolicyRule(price=CHEAP, unopened=True), "priced below €20.00"),
        (
            PolicyRule(price=Price(least=eur(2000), below=eur(50000)), unopened=True),
            "priced at €20.00 or more and below €500.00",
        ),
        (
            PolicyRule(conditions=frozenset({Condition.USED, Condition.REFURBISHED}), unused=True),
            "sold as used and sold as refurbished",
        ),
        (PolicyRule(conditions=frozenset({Condition.NEW}), unused=True), "sold as new"),
        (PolicyRule(grades=frozenset({"B"}), unused=True), "sold in grade B"),
        (PolicyRule(sold_sealed=True, unopened=True), "sold sealed"),
        (PolicyRule(sold_sealed=False, unused=True), "sold without a seal"),
        (PolicyRule(channels=frozenset({Channel.IN_STORE}), unused=True), "bought in the store"),
        (PolicyRule(channels=frozenset({Channel.DISTANCE}), unused=True), "bought online or by telephone"),
        (PolicyRule(channels=frozenset({Channel.OFF_PREMISES}), unused=True), "bought at your door or at an event"),
        (PolicyRule(customer_tiers=frozenset({"gold"}), unused=True), "bought as a customer of this tier: gold"),
        (PolicyRule(payments=frozenset({"store_card"}), unused=True), "paid with: store_card"),
        (PolicyRule(skus=frozenset({"K-1"}), unused=True), "K-1"),
        (
            PolicyRule(categories=frozenset({"shoes"}), customer_tiers=frozenset({"gold"}), unused=True),
            "shoes and bought as a customer of this tier: gold",
        ),
    ],
)
def test_a_part_says_for_what_it_holds(rule: PolicyRule, heading: str) -> None:
    """
    Every condition of a rule is named, and the part below it is the rule's.
    """
    lines = said(policy(rule))

    assert [heading] == headings(rule)
    assert lines[-1] in ("This promise asks for: unopened goods.", "This promise asks for: unused goods.")
    assert 1 == len([line for line in lines if line.startswith("If you live here")])


def test_what_holds_in_a_country_stands_in_its_part() -> None:
    """
    A rule that looks at nothing but the country is no part of its own, and is told to nobody else.
    """
    french = PolicyRule(countries=frozenset({"FR"}), window=Window(days=90))
    sentence = "Beyond the law we promise you money back. Time for it: 90 days from delivery."

    assert sentence in said(policy(french), "FR")
    assert sentence not in said(policy(french), "DE")
    assert [] == headings(french, country="FR")


def test_a_rule_for_articles_in_a_country_is_told_there() -> None:
    """
    A state has the parts of its own rules and of those of its country.
    """
    rules = [
        PolicyRule(countries=frozenset({"US"}), tags=frozenset({"a"}), unused=True),
        PolicyRule(countries=frozenset({"US-CA"}), tags=frozenset({"b"}), unused=True),
    ]

    assert ["a", "b"] == headings(*rules, country="US-CA")
    assert ["a"] == headings(*rules, country="US-NY")
    assert [] == headings(*rules)


def test_a_label_has_its_price_in_the_data() -> None:
    """
    What is kept back for the label is a fee for shipping in schema.org, too.
    """
    (_, beyond) = merchant_return_policy(policy(return_fees=LABEL), PRACTICES, LAW, ["DE"], ON).data
    amount = {"@type": "MonetaryAmount", "currency": "EUR", "value": "4.95"}

    assert "https://schema.org/ReturnShippingFees" == beyond["customerRemorseReturnFees"] == beyond["returnFees"]
    assert amount == beyond["returnShippingFeesAmount"] == beyond["customerRemorseReturnShippingFeesAmount"]


def test_what_the_vocabulary_cannot_say_is_reported() -> None:
    """
    Steps, caps, a label by percentage and seasons are named as lost.
    """
    steps = Fees(customer=Fee(percent=Decimal(5), most=Fee(eur(900))))
    label = Fees(customer=Fee(percent=Decimal(2)))
    terms = policy(fees=steps, return_fees=label, seasons=(CHRISTMAS,))

    lost = merchant_return_policy(terms, PRACTICES, LAW, ["DE"], ON).lost

    assert "DE: policy, refund: what is kept back in full (5 %, at most 9.00 EUR)" in lost
    assert "DE: policy, refund: what is kept back for the label (2 %)" in lost
    assert "DE: seasons" in lost
