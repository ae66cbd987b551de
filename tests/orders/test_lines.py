from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.money import Money, Taxed
from aftersales.orders import Discount, Kind, LineFacts
from aftersales.testing.orders import a_charge, a_line, taxed

EUR = "EUR"


def problem_of(make: Any, **fields: Any) -> tuple[str, str]:
    """
    Find where the one problem is, and what was there.
    """
    with pytest.raises(FactsError) as caught:
        make(**fields)
    [problem] = caught.value.problems
    return problem.path, problem.got


@pytest.mark.parametrize("quantity", [0, -2, 1.5, Decimal(2), True, "2"])
def test_a_quantity_is_a_whole_number_of_one_or_more(quantity: Any) -> None:
    """
    Nothing, less than nothing, a part of a unit and what only looks like a number are no quantities.
    """
    assert ("quantity", str(quantity)) == problem_of(a_line, quantity=quantity)


@pytest.mark.parametrize("make", [a_line, a_charge])
def test_what_is_sold_has_an_id(make: Any) -> None:
    """
    A line and a charge need an id, since everything later refers to it.
    """
    assert ("id", "nothing") == problem_of(make, id="")


@pytest.mark.parametrize("make", [a_line, a_charge])
def test_what_is_charged_is_never_negative(make: Any) -> None:
    """
    A discount lowers what was charged, and is no line of its own.
    """
    assert ("charged", "-1.00 EUR") == problem_of(make, gross="-1.00")


def test_a_tax_above_the_gross_is_a_negative_net() -> None:
    """
    A tax that is higher than the gross amount cannot be in it.
    """
    assert "charged" == problem_of(a_line, gross="1.00", tax="2.00")[0]


def test_a_free_line_is_a_line() -> None:
    """
    A gift is sold for nothing.
    """
    assert a_line(gross="0.00").charged == Taxed.zero(EUR)


def test_several_problems_of_a_line_come_at_once() -> None:
    """
    Id, quantity and amount are all named.
    """
    with pytest.raises(FactsError) as caught:
        a_line(id="", quantity=0, gross="-1.00")

    assert ["id", "quantity", "charged"] == [problem.path for problem in caught.value.problems]


def test_a_discount_is_in_the_currency_of_its_line() -> None:
    """
    A share of a discount in another currency is refused.
    """
    assert "discounts" == problem_of(a_line, discounts=(Discount("X", Money(1, "USD")),))[0]


def test_the_standard_delivery_is_in_the_currency_of_its_charge_and_not_negative() -> None:
    """
    What the cheapest delivery would have cost is an amount like the charge itself.
    """
    assert "standard" == problem_of(a_charge, standard=Money(1, "USD"))[0]
    assert ("standard", "-0.01 EUR") == problem_of(a_charge, standard=Money(-1, EUR))


@pytest.mark.parametrize("months", [0, -1])
def test_an_agreed_guarantee_lasts_a_month_at_least(months: int) -> None:
    """
    A legal guarantee that was agreed away altogether was not agreed in any form a law knows.
    """
    assert ("agreed_guarantee_months", str(months)) == problem_of(a_line, agreed_guarantee_months=months)


def test_the_facts_of_a_plain_article_bring_no_exception_into_play() -> None:
    """
    What would bring an exception into play is false unless the shop says so, and what then decides is unknown.
    """
    known = {field.name: getattr(LineFacts(), field.name) for field in attrs.fields(LineFacts)}

    assert {False, None} == set(known.values())
    assert not any(
        known[name] is None for name in ("sealed_for_hygiene", "personalised", "perishable", "digital_begun")
    )
    assert all(
        known[name] is None for name in ("seal_broken", "consent", "acknowledged", "confirmed", "used", "durable")
    )


def test_kinds_have_the_names_that_documents_use() -> None:
    """
    The words in stored orders do not change.
    """
    assert ["goods", "digital", "service"] == [kind.value for kind in Kind]


def test_net_and_tax_are_facts_and_add_up() -> None:
    """
    A line keeps net, tax and gross as they were charged.
    """
    charged = a_line(gross="19.99", tax="3.19").charged

    assert (Money(1680, EUR), Money(319, EUR), Money(1999, EUR)) == (charged.net, charged.tax, charged.gross)
    assert taxed("19.99", "3.19") == charged
