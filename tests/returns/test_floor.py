from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales import documents
from aftersales.decisions import Verdict
from aftersales.law import LawBook, book
from aftersales.money import Money
from aftersales.orders import Outbound, Practices
from aftersales.returns import (
    Basis,
    Fee,
    Fees,
    Payer,
    PolicyRule,
    ReturnPolicy,
    Shipping,
    Weight,
    Window,
    against_floor,
)
from aftersales.texts import render
from tests.returns.sales import PRACTICES, ask_one, policy, sale, shop
from tests.vectors import Vector, params

BOOK = book()
TODAY = date(2026, 11, 26)
COUNTRIES = tuple(sorted(code for code in BOOK.jurisdictions if code != "EU"))
EVERYTHING = ReturnPolicy(
    window=Window(unlimited=True), return_shipping=Shipping(customer=Payer.SHOP), outbound=Outbound.ALL
)
HARSH = ReturnPolicy(
    window=Window(days=1),
    final_sale=True,
    unopened=True,
    unused=True,
    original_packaging=True,
    complete=True,
    fees=Fees(customer=Fee(percent=Decimal(20), flat=Money(500, "EUR")), merchant=Fee(percent=Decimal(5))),
    return_shipping=Shipping(customer=Payer.CUSTOMER, merchant=Payer.CUSTOMER, carrier=Payer.CUSTOMER),
    outbound=Outbound.NONE,
)
PROOF = attrs.evolve(PRACTICES, shows_policy=True, discloses=True)


@pytest.mark.parametrize("case", params("functions", "policy"))
def test_holds_a_policy_against_the_law(case: Vector) -> None:
    """
    A worked case: what the law of a country raises or voids, and whether verified law says so.
    """
    terms = documents.read(ReturnPolicy, case.given["policy"])
    stated = documents.read(Practices, case.given["practices"]) if "practices" in case.given else PROOF
    found = against_floor(terms, stated, BOOK, [case.given["country"]], TODAY)

    assert list(case.expect["found"]) == [f"{one.path} {one.weight.value} {one.finding.reason.code}" for one in found]
    expected = {True: {Verdict.REFUSE}, False: {Verdict.REFER}, "mixed": {Verdict.REFER, Verdict.REFUSE}}
    if found:
        assert expected[case.expect.get("certain", True)] == {one.finding.verdict for one in found}


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_policy_that_gives_everything_is_left_as_it_is(country: str) -> None:
    """
    Whatever the law, it raises nothing of a policy without end, without cost and without conditions.
    """
    found = against_floor(EVERYTHING, PROOF, BOOK, [country], TODAY)

    assert {one.finding.reason.code for one in found} <= {"returns.floor_not_held"}


@pytest.mark.parametrize("country", ["AT", "BR", "DE", "ES", "FR", "GB", "IE", "NL", "NO", "PL", "SE", "SK"])
def test_every_harsh_term_is_named(country: str) -> None:
    """
    Each term by which a policy takes something from a withdrawal is found, with its path and a source.
    """
    found = against_floor(HARSH, Practices(), BOOK, [country], TODAY)
    paths = {one.path for one in found}

    assert {
        "window", "final_sale", "unopened", "unused", "original_packaging", "complete", "fees.customer",
        "fees.merchant", "return_shipping.customer", "return_shipping.merchant", "return_shipping.carrier", "outbound",
    } <= paths  # fmt: skip
    assert all(one.finding.cites for one in found)


def test_names_countries_in_their_order() -> None:
    """
    What is found comes by country, as they were asked for.
    """
    found = against_floor(policy(final_sale=True), PROOF, BOOK, ["FR", "DE"], TODAY)

    assert ["FR", "DE"] == list(dict.fromkeys(one.country for one in found))


def test_cites_the_union_and_the_state() -> None:
    """
    A finding cites every layer that says so, the law nearest to the buyer last.
    """
    found = against_floor(policy(original_packaging=True), PROOF, BOOK, ["FR"], TODAY)

    assert ["EU", "FR"] == [cite.layer for cite in found[0].finding.cites]


def test_takes_the_law_of_the_day() -> None:
    """
    Before the right existed nothing is raised for it.
    """
    before = against_floor(policy(window=Window(days=7)), PROOF, BOOK, ["DE"], date(2010, 1, 1))

    assert ["returns.floor_not_held"] == [one.finding.reason.code for one in before]


def test_an_empty_book_knows_no_country() -> None:
    """
    Without law everything is for a person.
    """
    found = against_floor(policy(), PROOF, LawBook({}), ["DE", "FR"], TODAY)

    assert [Weight.UNKNOWN, Weight.UNKNOWN] == [one.weight for one in found]


def test_a_rule_is_judged_where_it_says_something() -> None:
    """
    A rule for some articles is found under its own path, and what it leaves to the policy is not found twice.
    """
    rule = PolicyRule(tags=frozenset({"outlet"}), window=Window(days=3))
    found = against_floor(policy(rules=(rule,)), PROOF, BOOK, ["DE"], TODAY)

    assert ["rules[0].window"] == [one.path for one in found]


def test_a_rule_without_a_window_of_its_own_promises_what_the_policy_does() -> None:
    """
    A rule that only sets a fee is no rule without money back.
    """
    rule = PolicyRule(tags=frozenset({"outlet"}), fees=Fees(customer=Fee(percent=Decimal(10))))
    found = against_floor(policy(rules=(rule,)), PROOF, BOOK, ["DE"], TODAY)

    assert ["rules[0].fees.customer"] == [one.path for one in found]


@pytest.mark.parametrize("locale", ["en", "de", "pt_BR"])
def test_every_finding_can_be_said(locale: str) -> None:
    """
    Every complete locale says what is found, without an open placeholder.
    """
    for terms in (HARSH, ReturnPolicy(credit=Window(months=2)), policy(window=Window(days=14))):
        for one in against_floor(terms, Practices(), BOOK, [*COUNTRIES, "ZZ"], TODAY):
            assert "{" not in render(one.finding.reason, one.finding.values, locale)


@given(
    days=st.integers(0, 60),
    customer_pays=st.booleans(),
    fee=st.integers(0, 50),
    unused=st.booleans(),
)
def test_what_is_raised_beforehand_is_what_the_engine_raises(
    *, days: int, customer_pays: bool, fee: int, unused: bool
) -> None:
    """
    For a plain order in Germany the engine raises a term of the statutory option just where the check said so.
    """
    terms = policy(
        window=Window(days=days),
        fees=Fees(customer=Fee(percent=Decimal(fee))),
        return_shipping=Shipping(customer=Payer.CUSTOMER if customer_pays else Payer.SHOP),
        unused=unused,
    )
    answer = ask_one(sale(), shop(terms), "2026-10-06")
    raised = {
        one.field for option in answer.options if option.basis is Basis.WITHDRAWAL for one in option.raised
        if one.by == "law"
    }  # fmt: skip

    found = {one.path for one in against_floor(terms, PRACTICES, BOOK, ["DE"], date(2026, 10, 1))}

    assert ("fees.customer" in found) is ("fee" in raised)
    assert ("unused" in found) is ("unused" in raised)
    assert ("deadline" in raised) <= ("window" in found)
