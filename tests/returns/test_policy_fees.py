from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aftersales import load
from aftersales.decisions import Verdict
from aftersales.documents import read
from aftersales.errors import FactsError, PolicyError, Problem
from aftersales.orders import Order
from aftersales.returns import Basis, Fee, Fees, FeeStep, Payer, ReturnPolicy, Shipping, decide
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, policy, sale, shop

PLAIN = line(gross="100.00", tax="0", quantity=2)
LABEL = Fees(customer=Fee(flat=money("4.95")))


def bought(**more: Any) -> Order:
    """
    Sell two articles of 50.00 to a business, delivered on 5 October.
    """
    return sale(PLAIN, buyer=BUSINESS, **more)


def customer_pays(**fee: Any) -> ReturnPolicy:
    """
    Keep back a fee as a file would write it.
    """
    return read(ReturnPolicy, {"window": {"days": 60}, "fees": {"customer": fee}}, error=PolicyError)


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        ("2026-10-05", "0.00"),
        ("2026-11-04", "0.00"),
        ("2026-11-05", "10.00"),
        ("2026-11-19", "10.00"),
        ("2026-11-20", "20.00"),
        ("2026-12-04", "20.00"),
    ],
)
def test_a_fee_may_rise_with_the_days(day: str, kept: str) -> None:
    """
    A step holds from its day on, counted like the window, and the last one that was reached counts.
    """
    steps = [{"from_days": 46, "percent": 20}, {"from_days": 31, "percent": 10}]
    answer = ask_one(bought(), shop(customer_pays(steps=steps)), day, 2)

    assert money("100.00") - money(kept) == answer.best.refund.total


@pytest.mark.parametrize(
    ("gross", "kept"),
    [("199.98", "5.00"), ("200.00", "10.00"), ("2000.00", "100.00")],
    ids=["below the step", "a unit reaches it", "a percentage from it on"],
)
def test_a_fee_may_go_by_price(gross: str, kept: str) -> None:
    """
    A step by price looks at one unit, and what stands beside the steps holds below the first.
    """
    fee = {"flat": "5.00 EUR", "steps": [{"from_price": "100 EUR", "percent": 5}]}
    order = sale(line(gross=gross, tax="0", quantity=2), buyer=BUSINESS)

    assert money(gross) - money(kept) == ask_one(order, shop(customer_pays(**fee)), "2026-10-06", 2).best.refund.total


def test_a_fee_is_capped() -> None:
    """
    Whatever step is reached, the cap of the fee holds.
    """
    fee = {"most": {"flat": "7.50 EUR"}, "steps": [{"from_days": 1, "percent": 50}]}

    assert money("92.50") == ask_one(bought(), shop(customer_pays(**fee)), "2026-10-06", 2).best.refund.total


def test_before_the_delivery_no_step_is_reached() -> None:
    """
    Where the window has not begun to run, no day of it has passed.
    """
    order = bought(parcels=())
    answer = ask_one(order, shop(customer_pays(steps=[{"from_days": 1, "percent": 50}])), "2026-12-24", 2)

    assert money("100.00") == answer.best.refund.total


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([{"percent": 5}], "fees.customer.steps[0]"),
        ([{"from_days": 1, "from_price": "1 EUR", "percent": 5}], "fees.customer.steps[0]"),
        ([{"from_days": -1, "percent": 5}], "fees.customer.steps[0].from_days"),
        ([{"from_days": 1, "percent": 101}], "fees.customer.steps[0].percent"),
        ([{"from_days": 1, "flat": "-1 EUR"}], "fees.customer.steps[0].flat"),
        ([{"from_days": 1}, {"from_price": "1 EUR"}], "fees.customer.steps"),
        ([{"from_price": "1 EUR"}, {"from_price": "2 USD"}], "fees.customer.steps"),
        ([{"from_days": 1}, {"from_days": 1, "percent": 5}], "fees.customer.steps"),
    ],
    ids=[
        "begins nowhere", "begins twice", "before the first day", "more than everything", "pays",
        "days and prices", "two currencies", "two beginnings alike",
    ],
)  # fmt: skip
def test_steps_that_are_no_staircase_are_named(steps: list[dict[str, Any]], path: str) -> None:
    """
    A fee that cannot be worked out is a mistake in the file.
    """
    with pytest.raises(PolicyError) as caught:
        customer_pays(steps=steps)

    assert [path] == [problem.path for problem in caught.value.problems]


def test_a_fee_says_its_steps() -> None:
    """
    In short, a fee is its steps in words.
    """
    fee = Fee(flat=money("5.00"), steps=(FeeStep(from_days=31, percent=Decimal(10)),), most=Fee(flat=money("20.00")))

    assert "5.00 EUR, from day 31 10 %, at most 20.00 EUR" == str(fee)
    assert "none, from 100.00 EUR 5 %" == str(Fee(steps=(FeeStep(from_price=money("100.00"), percent=Decimal(5)),)))


def test_a_fee_of_free_steps_is_free() -> None:
    """
    Steps that keep nothing back are no fee.
    """
    assert Fee(steps=(FeeStep(from_days=1),)).is_free
    assert not Fee(steps=(FeeStep(from_days=1, percent=Decimal(1)),)).is_free


class TestTheLabel:
    """
    What is kept back for the label, where the customer pays for the parcel.
    """

    def test_is_kept_back_beside_the_fee(self) -> None:
        """
        Both are named apart.
        """
        desk = shop(policy(fees=Fees(customer=Fee(percent=Decimal(10))), return_fees=LABEL))
        refund = ask_one(bought(), desk, "2026-10-06", 2).best.refund

        assert [("restocking_fee", money("10.00")), ("return_label", money("4.95"))] == [
            (part.code, part.amount) for part in refund.deductions
        ]
        assert money("85.05") == refund.total

    def test_is_kept_back_once_for_a_parcel(self) -> None:
        """
        Two lines that come back together travel in one parcel; what the first cannot bear the next one does.
        """
        order = sale(line("a", gross="3.00", tax="0"), line("b", gross="50.00", tax="0"), buyer=BUSINESS)
        refund = decide(order, {"a": 1, "b": 1}, shop(policy(return_fees=LABEL)), noon("2026-10-06")).refund

        assert [money("3.00"), money("1.95")] == [part.amount for part in refund.deductions]
        assert money("48.05") == refund.total

    def test_with_a_percentage_falls_on_each_line(self) -> None:
        """
        Only a plain amount is the price of one label.
        """
        order = sale(line("a", gross="30.00", tax="0"), line("b", gross="50.00", tax="0"), buyer=BUSINESS)
        fees = Fees(customer=Fee(percent=Decimal(10)))
        refund = decide(order, {"a": 1, "b": 1}, shop(policy(return_fees=fees)), noon("2026-10-06")).refund

        assert money("72.00") == refund.total

    def test_costs_nothing_where_the_shop_pays(self) -> None:
        """
        A parcel that the shop pays for has no label to pay.
        """
        desk = shop(policy(return_fees=LABEL, return_shipping=Shipping(customer=Payer.SHOP)))

        assert money("100.00") == ask_one(bought(), desk, "2026-10-06", 2).best.refund.total

    def test_follows_the_fault(self) -> None:
        """
        What the shop sent wrong costs the customer no label.
        """
        answer = ask_one(bought(), shop(policy(return_fees=LABEL)), "2026-10-06", 2, reason="wrong_item")

        assert money("100.00") == next(one for one in answer.options if one.basis is Basis.POLICY).refund.total

    def test_is_not_kept_back_under_the_law(self) -> None:
        """
        A consumer who withdraws pays for the parcel, and not for the shop's label.
        """
        best = ask_one(sale(PLAIN), shop(policy(return_fees=LABEL)), "2026-10-06", 2).best

        assert (Basis.WITHDRAWAL, money("100.00")) == (best.basis, best.refund.total)

    def test_is_told_to_the_customer(self) -> None:
        """
        The sentence names the label.
        """
        told = ask_one(bought(), shop(policy(return_fees=LABEL)), "2026-10-06", 2).explain()

        assert "We keep back €4.95 for the return label." in told


class TestCurrencies:
    """
    A shop that says in which currencies it sells has amounts in no other.
    """

    SHOP: dict[str, Any] = {  # noqa: RUF012 - nobody changes it
        "practices": {"currencies": ["EUR", "CHF"]},
        "returns": {
            "window": {"days": 30},
            "fees": {"customer": {"flat": "2.50 CHF"}},
            "rules": [{"tags": ["x"], "fees": {"merchant": {"steps": [{"from_days": 1, "flat": "3.00 EUR"}]}}}],
        },
    }

    def test_an_amount_in_another_one_is_named_with_its_path(self) -> None:
        """
        The mistake is found when the file is read, not when somebody returns something.
        """
        document = {**self.SHOP, "practices": {"currencies": ["CHF", "USD"]}}
        with pytest.raises(PolicyError) as caught:
            load(document)

        hint = "the practices say in which currencies the shop sells"
        path = "returns.rules[0].fees.merchant.steps[0].flat"
        assert (Problem(path, "an amount in CHF or USD", "3.00 EUR", hint),) == caught.value.problems

    def test_in_one_of_them_all_is_well(self) -> None:
        """
        A shop may sell in several.
        """
        assert load(self.SHOP).returns.policies.on(date(2026, 1, 1)) is not None

    def test_without_a_word_nothing_is_checked(self) -> None:
        """
        A shop need not say it.
        """
        assert load({"returns": self.SHOP["returns"]}).returns.policies.versions

    def test_a_currency_that_does_not_exist_is_none(self) -> None:
        """
        Codes are those of ISO 4217.
        """
        with pytest.raises(PolicyError) as caught:
            load({"practices": {"currencies": ["EURO"]}})

        assert ["practices.currencies"] == [problem.path for problem in caught.value.problems]


def test_costs_are_read_from_the_shop_file(tmp_path: Path) -> None:
    """
    What returns cost the shop is a section of its own, with versions like any other.
    """
    file = tmp_path / "shop.toml"
    figures = 'parcel_back = "5 EUR"\nparcel_out = "4 EUR"\nhandling = "3 EUR"\ngoods = 40\nsellable = 80\n'
    file.write_text(f"[[costs]]\n{figures}[[costs]]\nsince = 2026-06-01\n{figures}", encoding="utf-8")

    assert [date.min, date(2026, 6, 1)] == [costs.since for costs in load(file).returns.costs]


def test_two_versions_of_costs_of_one_day_are_named() -> None:
    """
    The file has to say which figures hold.
    """
    figures = {"parcel_back": "5 EUR", "parcel_out": "4 EUR", "handling": "3 EUR", "goods": 40, "sellable": 80}
    with pytest.raises(PolicyError) as caught:
        load({"costs": [figures, figures]})

    assert ["costs[1].since"] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [({"handling": "-3 EUR"}, "costs.handling"), ({"parcel_out": "4 USD"}, "costs.parcel_out"),
     ({"sellable": 120}, "costs.sellable")],
    ids=["an amount below zero", "another currency", "more than all"],
)  # fmt: skip
def test_costs_that_cannot_be_are_named(wrong: dict[str, Any], path: str) -> None:
    """
    Every figure is checked with its path.
    """
    figures = {"parcel_back": "5 EUR", "parcel_out": "4 EUR", "handling": "3 EUR", "goods": 40, "sellable": 80}
    with pytest.raises(PolicyError) as caught:
        load({"costs": figures | wrong})

    assert [path] == [problem.path for problem in caught.value.problems]


def test_a_step_is_a_fact_that_is_checked() -> None:
    """
    In code as in a file, a step begins at one place.
    """
    with pytest.raises(FactsError):
        FeeStep()


def test_a_fee_in_steps_changes_no_verdict() -> None:
    """
    What is kept back is money; whether it may come back is another question.
    """
    desk = shop(customer_pays(steps=[{"from_days": 1, "percent": 100}]))
    answer = ask_one(bought(), desk, "2026-10-07", 2)

    assert (Verdict.ACCEPT, money("0.00")) == (answer.verdict, answer.best.refund.total)
