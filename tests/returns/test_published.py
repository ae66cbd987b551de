import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import GivenCalendar, Unit
from aftersales.law import LawBook, book
from aftersales.money import Money
from aftersales.orders import Buyer, BuyerKind, LineFacts, Outbound, Practices
from aftersales.returns import (
    Anchor,
    Basis,
    Fee,
    Fees,
    Payer,
    PolicyRule,
    PublishedWay,
    Remedy,
    ReturnPolicy,
    Shipping,
    Window,
    merchant_return_policy,
    policy_page,
    published_ways,
)
from tests.returns.sales import BERLIN, PRACTICES, ask_one, line, parcel, policy, sale, shop

LAW = book()
ON = date(2026, 10, 1)
DELIVERED = date(2026, 10, 5)
UNTOLD = attrs.evolve(PRACTICES, tells_return_cost=False)
CALENDARS = {code: GivenCalendar(code, frozenset()) for code in ("DE", "GB", "BR")}
SCHEMA = "https://schema.org/"

#: Whether it is open, whether the buyer pays for sending back, and how much percent is kept back.
Terms = tuple[bool, bool, Decimal] | None


# ------------------------------------------------------------------------- three readers of one question: may I, today?


def by_engine(terms: ReturnPolicy, stated: Practices, country: str, day: date) -> tuple[Terms, bool]:
    """
    Ask the engine for a plain article, unused and complete; say also whether its end was moved or counts months.
    """
    facts = LineFacts(seal_broken=False, used=False, complete=True, original_packaging=True)
    sold = line(facts=facts)
    buyer = Buyer(kind=BuyerKind.CONSUMER, residence=country, zone="Europe/Berlin")
    order = sale(sold, buyer=buyer, parcels=(parcel(sold, on=DELIVERED.isoformat()),))
    desk = shop(terms, practices=(stated,), calendars=CALENDARS)
    at = datetime.combine(day, datetime.min.time(), BERLIN).replace(hour=12)
    best = ask_one(order, desk, at).best
    if not best.open or best.remedy is not Remedy.REFUND:
        return None, False
    steps = {step.code for step in best.terms.deadline.steps}
    months = any("month" in step.detail for step in best.terms.deadline.steps)
    customer_pays = best.terms.return_shipping is Payer.CUSTOMER
    return (True, customer_pays, best.terms.fee.percent or Decimal(0)), "rolls" in steps or months


def by_data(found: Iterable[Mapping[str, Any]], day: date) -> Terms:
    """
    Read JSON-LD like a stranger: the best of the objects that are still open, for money back.
    """
    offset = (day - DELIVERED).days
    ways = []
    for one in found:
        kind = one["returnPolicyCategory"].removeprefix(SCHEMA)
        window = one.get("merchantReturnDays", -1) if kind == "MerchantReturnFiniteReturnWindow" else -1
        still = kind == "MerchantReturnUnlimitedWindow" or offset <= window
        if still and one.get("refundType") == f"{SCHEMA}FullRefund":
            pays = one["returnFees"] == f"{SCHEMA}ReturnFeesCustomerResponsibility"
            ways.append((Decimal(str(one.get("restockingFee", 0))), pays))
    return best_of(ways)


TIME = re.compile(r"(\d+) (days|months) from (?:receipt|delivery)|(without a time limit)")


def by_page(lines: Iterable[str], day: date) -> Terms:
    """
    Read the English page like a customer: the times it names, and the costs that are said after them.
    """
    offset = (day - DELIVERED).days
    ways: list[tuple[Decimal, bool]] = []
    group: list[bool] = []
    pays, percent, said = False, Decimal(0), False
    for text in [*lines, "1 days from receipt"]:
        if found := TIME.search(text):
            if said:
                ways += [(percent, pays)] * any(group)
                group, pays, percent, said = [], False, Decimal(0), False
            length = int(found[1] or 0) if found[2] == "days" else _days(int(found[1] or 0))
            money = "money back" in text or "withdraw" in text
            group.append(money and (bool(found[3]) or offset <= length))
        elif text == "You bear the cost of sending it back.":
            pays = said = True
        elif text == "Sending it back costs you nothing.":
            said = True
        elif kept := re.match(r"We keep back ([\d.]+) percent", text):
            percent = Decimal(kept[1])
    return best_of(ways)


def _days(months: int) -> int:
    return (DELIVERED.replace(year=2026 + (9 + months) // 12, month=(9 + months) % 12 + 1) - DELIVERED).days


def best_of(ways: list[tuple[Decimal, bool]]) -> Terms:
    """
    Take the way on which the least is kept back, and of those one without cost.
    """
    if not ways:
        return None
    fee, pays = min(ways)
    return True, pays, fee


policies = st.builds(
    lambda window, pays, fee, unused, extra: policy(
        window=window,
        return_shipping=Shipping(customer=Payer.CUSTOMER if pays else Payer.SHOP),
        fees=Fees(customer=Fee(percent=Decimal(fee))),
        unused=unused,
        **extra,
    ),
    st.one_of(
        st.builds(lambda days: Window(days=days), st.integers(0, 45)),
        st.builds(lambda months: Window(months=months), st.integers(1, 4)),
        st.just(Window(unlimited=True)),
        st.none(),
    ),
    st.booleans(),
    st.sampled_from([0, 10]),
    st.booleans(),
    st.sampled_from([{}, {"credit": Window(days=90)}, {"final_sale": True}]),
)


@given(policies, st.sampled_from([PRACTICES, UNTOLD]), st.sampled_from(["DE", "GB", "BR"]), st.integers(0, 140))
def test_page_data_and_engine_are_of_one_mind(
    terms: ReturnPolicy, stated: Practices, country: str, offset: int
) -> None:
    """
    "May I return this today, and at whose cost?" has one answer, whoever is asked.

    Only where an end moves on to a working day, or months have more days than the fewest, the engine gives more.
    """
    day = DELIVERED + timedelta(offset)
    engine, moved = by_engine(terms, stated, country, day)

    published = merchant_return_policy(terms, stated, LAW, [country], ON)
    data = by_data(json.loads(json.dumps(published.data)), day)
    page = by_page(policy_page(terms, stated, LAW, [country], ON).lines("en"), day)

    assert data in ((engine, None) if moved else (engine,))
    assert page in ((engine, None) if moved else (engine,))


# --------------------------------------------------------------------------------------------------------- the ways


def test_law_and_promise_stay_apart() -> None:
    """
    The law's way comes first, as the law has it; the promise is what the policy says beyond it.
    """
    law, promised = published_ways(policy(fees=Fees(customer=Fee(percent=Decimal(10)))), PRACTICES, LAW, "DE", ON)

    assert (Basis.WITHDRAWAL, 14, True, Payer.CUSTOMER) == (law.basis, law.days, law.fee.is_free, law.return_shipping)
    assert (Basis.POLICY, 30, Decimal(10)) == (promised.basis, promised.days, promised.fee.percent)


@pytest.mark.parametrize("days", [0, 7, 14])
def test_what_only_repeats_the_law_is_no_promise(days: int) -> None:
    """
    A window that the law gives anyway is left out, so that it is not sold as a gift.
    """
    ways = published_ways(policy(window=Window(days=days)), PRACTICES, LAW, "DE", ON)

    assert [Basis.WITHDRAWAL] == [way.basis for way in ways]


def test_free_returns_are_laid_on_the_law() -> None:
    """
    Who promises free returns gives them in a withdrawal too, as the engine does.
    """
    kind = policy(window=Window(days=14), return_shipping=Shipping(customer=Payer.SHOP))
    (law,) = published_ways(kind, PRACTICES, LAW, "DE", ON)

    assert Payer.SHOP is law.return_shipping


def test_without_a_policy_there_is_the_law() -> None:
    """
    A shop without a policy still publishes the right; where the law gives none there is no way back.
    """
    assert [14] == [way.days for way in published_ways(None, PRACTICES, LAW, "DE", ON)]
    assert () == published_ways(None, PRACTICES, LAW, "CH", ON)


def test_unverified_law_is_not_published_as_law() -> None:
    """
    What is not certain stands in no object; the loss report says so.
    """
    found = merchant_return_policy(None, PRACTICES, LAW, ["MX"], ON)

    assert () == published_ways(None, PRACTICES, LAW, "MX", ON)
    assert [f"{SCHEMA}MerchantReturnUnspecified"] == [one["returnPolicyCategory"] for one in found.data]
    assert "MX: what the law gives, since it was not verified" in found.lost


def test_a_right_that_hangs_on_a_failure_is_published_where_it_is_known() -> None:
    """
    In Japan the eight days hold where the shop shows no terms; a shop that says so, and only that one, publishes them.
    """

    def days(shows: bool | None) -> list[int | None]:  # noqa: FBT001
        stated = attrs.evolve(PRACTICES, shows_policy=shows)
        return [way.days for way in published_ways(None, stated, LAW, "JP", ON)]

    assert [[], [], [8]] == [days(shows) for shows in (True, None, False)]


@pytest.mark.parametrize(("months", "days"), [(1, 28), (2, 59), (3, 89), (6, 181), (12, 365), (13, 393), (0, 0)])
def test_months_are_written_as_their_fewest_days(months: int, days: int) -> None:
    """
    A window of months promises no more days than the shortest of them have.
    """
    way = PublishedWay(
        basis=Basis.POLICY, remedy=Remedy.REFUND, length=months, unit=Unit.MONTH,
        return_shipping=Payer.SHOP, outbound=Outbound.ALL,
    )  # fmt: skip

    assert days == way.days


# --------------------------------------------------------------------------------------------------------- JSON-LD


def test_writes_the_words_of_the_vocabulary() -> None:
    """
    The object has the properties and members of schema.org, and survives JSON.
    """
    fees = Fees(customer=Fee(percent=Decimal("7.5"), flat=Money(250, "EUR")))
    terms = policy(fees=fees, unused=True, return_shipping=Shipping(customer=Payer.SHOP))
    found = merchant_return_policy(
        terms, PRACTICES, LAW, ["CH"], ON, link="https://shop.example/returns", returns_to="DE"
    )

    assert [
        {
            "@context": "https://schema.org",
            "@type": "MerchantReturnPolicy",
            "applicableCountry": ["CH"],
            "merchantReturnLink": "https://shop.example/returns",
            "returnPolicyCountry": "DE",
            "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": 30,
            "refundType": "https://schema.org/FullRefund",
            "returnMethod": "https://schema.org/ReturnByMail",
            "returnFees": "https://schema.org/FreeReturn",
            "customerRemorseReturnFees": "https://schema.org/FreeReturn",
            "itemDefectReturnFees": "https://schema.org/FreeReturn",
            "restockingFee": [7.5, {"@type": "MonetaryAmount", "currency": "EUR", "value": "2.50"}],
            "itemCondition": "https://schema.org/NewCondition",
        }
    ] == json.loads(json.dumps(found.data))


def test_countries_of_one_content_share_an_object() -> None:
    """
    Where the same holds, one object names all the countries, each once.
    """
    found = merchant_return_policy(policy(window=Window(days=14)), PRACTICES, LAW, ["DE", "FR", "DE-BE"], ON)

    assert [["DE", "FR"]] == [one["applicableCountry"] for one in found.data]


def test_a_region_stands_for_its_country_and_is_reported() -> None:
    """
    The vocabulary names countries only.
    """
    found = merchant_return_policy(policy(), PRACTICES, LAW, ["US-CA"], ON)

    assert [["US"]] == [one["applicableCountry"] for one in found.data]
    assert any("the region" in one for one in found.lost)


@pytest.mark.parametrize("anchor", [Anchor.PLACED, Anchor.SHIPPED])
def test_another_start_than_the_delivery_cannot_be_said(anchor: Anchor) -> None:
    """
    Days count from the delivery there, so another start is left open and reported.
    """
    found = merchant_return_policy(policy(anchor=anchor), PRACTICES, LAW, ["CH"], ON)

    assert [f"{SCHEMA}MerchantReturnUnspecified"] == [one["returnPolicyCategory"] for one in found.data]
    assert "merchantReturnDays" not in found.data[0]
    assert any(anchor.value in one for one in found.lost)


def test_reports_what_the_vocabulary_cannot_say() -> None:
    """
    Packaging, parts, months and the share of the delivery charge are in the loss report.
    """
    terms = policy(window=Window(months=2), original_packaging=True, complete=True)
    lost = merchant_return_policy(terms, PRACTICES, LAW, ["CH"], ON).lost

    for part in ("original packaging", "all parts", "2 months, written as 59 days", "delivery charge"):
        assert any(part in one for one in lost)


def test_nothing_comes_back_where_law_and_policy_give_nothing() -> None:
    """
    A final sale is only published as such where no right stands against it.
    """
    final = policy(final_sale=True)

    swiss = merchant_return_policy(final, PRACTICES, LAW, ["CH"], ON)
    german = merchant_return_policy(final, PRACTICES, LAW, ["DE"], ON)
    unknown = merchant_return_policy(final, PRACTICES, LawBook({}), ["DE"], ON)

    assert [f"{SCHEMA}MerchantReturnNotPermitted"] == [one["returnPolicyCategory"] for one in swiss.data]
    assert [14] == [one["merchantReturnDays"] for one in german.data]
    assert [f"{SCHEMA}MerchantReturnUnspecified"] == [one["returnPolicyCategory"] for one in unknown.data]


def test_credit_and_exchange_are_objects_of_their_own() -> None:
    """
    Each remedy has its own window and its own word.
    """
    terms = policy(credit=Window(days=60), exchange=Window(unlimited=True))
    found = merchant_return_policy(terms, PRACTICES, LAW, ["CH"], ON).data

    assert [("FullRefund", 30), ("ExchangeRefund", None), ("StoreCreditRefund", 60)] == [
        (one["refundType"].removeprefix(SCHEMA), one.get("merchantReturnDays")) for one in found
    ]
    assert f"{SCHEMA}MerchantReturnUnlimitedWindow" == found[1]["returnPolicyCategory"]


def test_a_product_has_the_policy_of_its_rule() -> None:
    """
    With category and tags the object is that of an article for which a rule holds.
    """
    rule = PolicyRule(categories=frozenset({"shoes"}), window=Window(days=100))
    found = merchant_return_policy(policy(rules=(rule,)), PRACTICES, LAW, ["CH"], ON, category="shoes/boots").data

    assert [100] == [one["merchantReturnDays"] for one in found]


def test_a_policy_may_let_defects_cost_something_where_no_law_forbids_it() -> None:
    """
    Where the law has no guarantee that binds the shop, the policy says who pays for a defect.
    """
    harsh = policy(return_shipping=Shipping(merchant=Payer.CUSTOMER))
    none = LawBook({})

    assert (
        f"{SCHEMA}FreeReturn"
        == merchant_return_policy(harsh, PRACTICES, LAW, ["DE"], ON).data[0]["itemDefectReturnFees"]
    )
    assert (
        f"{SCHEMA}ReturnFeesCustomerResponsibility"
        == merchant_return_policy(harsh, PRACTICES, none, ["DE"], ON).data[0]["itemDefectReturnFees"]
    )


# --------------------------------------------------------------------------------------------------------- the page


@pytest.mark.parametrize(
    ("locale", "title", "country"),
    [("en", "Withdrawal", "Germany"), ("de", "Widerruf", "Deutschland"), ("pt_BR", "Desistência", "Alemanha")],
)
def test_the_page_speaks_every_complete_locale(locale: str, title: str, country: str) -> None:
    """
    Title, countries and sentences are in the language of the page, and nothing is left open.
    """
    rule = PolicyRule(tags=frozenset({"outlet"}), final_sale=True)
    terms = policy(
        credit=Window(unlimited=True),
        unused=True,
        fees=Fees(customer=Fee(Money(300, "EUR"), Decimal(5))),
        rules=(rule,),
    )
    text = policy_page(terms, PRACTICES, LAW, ["DE", "BR", "CH", "MX"], ON).markdown(locale)

    assert text.startswith(f"# {title}")
    assert country in text
    assert "{" not in text
    assert "outlet" in text
    assert (locale == "en") is ("law" in text)


def test_countries_of_one_page_stand_together() -> None:
    """
    Germany and France read the same, Brazil something else.
    """
    sections = policy_page(policy(), PRACTICES, LAW, ["DE", "FR", "BR"], ON).sections

    assert [("DE", "FR"), ("BR",)] == [section.countries for section in sections]


def test_the_page_never_sells_the_law_as_a_promise() -> None:
    """
    A policy of fourteen days adds nothing in Germany: the page says so, and names the right as the law's.
    """
    text = "\n".join(policy_page(policy(window=Window(days=14)), PRACTICES, LAW, ["DE"], ON).lines())

    assert "By law you can withdraw from your purchase, without giving a reason: 14 days from receipt." in text
    assert "Beyond the law we promise nothing." in text


def test_the_page_says_what_the_law_adds() -> None:
    """
    In the Union: the last parcel, the packaging, the exceptions, the function and the guarantee.
    """
    text = "\n".join(policy_page(policy(), PRACTICES, LAW, ["DE"], date(2026, 10, 1)).lines())
    before = "\n".join(policy_page(policy(), PRACTICES, LAW, ["DE"], date(2026, 6, 1)).lines())

    for part in ("the last one counts", "original packaging", "leaves some goods out", "legal guarantee"):
        assert part in text
    assert "declare it online" in text
    assert "declare it online" not in before


def test_the_page_says_where_the_law_gives_nothing_or_is_not_known() -> None:
    """
    No right in Switzerland; for Mexico, of which the rows were not verified, the statutory rights are left open.
    """
    swiss, mexican = (
        "\n".join(policy_page(policy(), PRACTICES, LAW, [country], ON).lines()) for country in ("CH", "MX")
    )

    assert "The law gives no right there" in swiss
    assert "Your statutory rights hold there in any case" in mexican


def test_the_page_asks_for_what_the_promise_asks_for() -> None:
    """
    Each condition of the promise is named, and belongs to the promise alone.
    """
    lines = policy_page(policy(unopened=True, complete=True), PRACTICES, LAW, ["DE"], ON).lines()

    assert ["This promise asks for: unopened goods.", "This promise asks for: all parts."] == [
        text for text in lines if text.startswith("This promise asks for")
    ]
