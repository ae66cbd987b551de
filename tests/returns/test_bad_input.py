from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest

from aftersales import orders
from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Moved, Movement, Practices, Transit
from aftersales.returns import Fee, Fees, RequestLine, Window, decide
from tests.returns.sales import BUSINESS, line, money, noon, parcel, policy, sale, shop

ENDLESS = Transit(min_days=0, max_days=10**9 - 1)
PLAIN: dict[str, Any] = orders.to_dict(sale())


def wrong(**changes: Any) -> tuple[str, ...]:
    """
    Read an order with these changes, and name where it is wrong.
    """
    with pytest.raises(FactsError) as caught:
        orders.from_dict(PLAIN | changes)
    return tuple(problem.path for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"placed_at": "2026-10-01T12:00:00"}, "placed_at"),
        ({"lines": [PLAIN["lines"][0] | {"quantity": -1}]}, "lines[0].quantity"),
        ({"currency": "USD"}, "lines[0].charged"),
        ({"tenders": [{"id": "card", "captured": "119.00 USD"}]}, "tenders[0].captured"),
        ({"tenders": [{"id": "card", "captured": "119.00 EUR", "refunded": "120.00 EUR"}]}, "tenders[0].refunded"),
        ({"movements": [{"what": "returned", "line": "line-1", "quantity": 2}]}, "lines[0]"),
        ({"movements": [{"what": "refunded", "line": "line-1", "amount": "119.01 EUR"}]}, "movements"),
        ({"placed_at": "2026-10-08T12:00:00+02:00"}, "parcels[0].shipped_at"),
    ],
    ids=[
        "a naive time", "a negative quantity", "mixed currencies", "a tender of another currency",
        "more given back than taken", "more returned than bought", "more refunded than charged",
        "delivery before the order",
    ],
)  # fmt: skip
def test_facts_that_cannot_be_are_named(changes: dict[str, Any], path: str) -> None:
    """
    Facts that contradict each other are an error that says where, before anything is decided.
    """
    assert path in wrong(**changes)


def test_a_naive_moment_is_an_error() -> None:
    """
    A decision at a time without a zone is an error, not a guess.
    """
    with pytest.raises(FactsError) as caught:
        decide(sale(), {"line-1": 1}, shop(), datetime(2026, 10, 6, 12))  # noqa: DTZ001

    assert "at" == caught.value.problems[0].path


def test_more_than_is_left_is_a_finding() -> None:
    """
    More units than were bought is an error; more than can still come back is a refusal with both numbers.
    """
    half = Movement(what=Moved.RETURNED, line="line-1", quantity=1)
    order = sale(line(quantity=2), movements=(half,))
    answer = decide(order, {"line-1": 2}, shop(), noon("2026-10-06"))["line-1"]

    assert (Verdict.REFUSE, "rights.no_unit_left") == (answer.verdict, answer.codes[0])


def test_a_fee_in_another_currency_is_an_error() -> None:
    """
    A flat fee of one currency cannot be kept from an order in another; the error names it.
    """
    dollar = shop(policy(fees=Fees(customer=Fee(flat=Money(500, "USD")))))

    with pytest.raises(FactsError) as caught:
        decide(sale(buyer=BUSINESS), {"line-1": 1}, dollar, noon("2026-10-06"))

    assert "fee.flat" == caught.value.problems[0].path


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"sealbroken": True}, "facts.sealbroken"),
        ({"seal_broken": "yes"}, "facts.seal_broken"),
        ({"seal_broken": 1}, "facts.seal_broken"),
    ],
    ids=["an unknown fact", "a text", "a number"],
)
def test_what_is_said_about_the_goods_is_checked(facts: Any, path: str) -> None:
    """
    A fact that nobody knows, or that is neither true nor false, is an error that names it.
    """
    with pytest.raises(FactsError) as caught:
        RequestLine(units=1, facts=facts)

    assert path == caught.value.problems[0].path


@pytest.mark.parametrize(
    ("field", "value"), [("reason", "defectiv"), ("wish", "refnd")], ids=["an unknown reason", "an unknown remedy"]
)
def test_a_code_of_no_list_names_the_nearest(field: str, value: str) -> None:
    """
    A reason or a wish that no list has is an error that names the nearest one.
    """
    said: Any = {field: value}

    with pytest.raises(FactsError) as caught:
        RequestLine(**said)

    assert (field, True) == (caught.value.problems[0].path, caught.value.problems[0].hint.startswith("did you mean"))


def test_an_error_holds_nothing_that_was_typed_in() -> None:
    """
    Whatever stands where a number belongs, the error does not repeat it.
    """
    with pytest.raises(FactsError) as caught:
        decide(sale(), {"line-1": {"name": "Erika Mustermann"}}, shop(), noon("2026-10-06"))  # type: ignore[dict-item]

    assert "Erika" not in str(caught.value)


@pytest.mark.parametrize(
    "facts",
    [
        {"placed_at": datetime(1, 1, 1, tzinfo=UTC), "parcels": ()},
        {"informed": False, "informed_on": date.max},
        {"parcels": (parcel(line(), on="9999-12-30"),), "informed": False},
        {
            "practices": Practices(transit=Transit(min_days=0, max_days=10**9 - 1)),
            "parcels": (parcel(line(), on=None),),
        },
    ],
    ids=["the first day", "told on the last day", "delivered on the last days", "an endless transit"],
)
def test_days_beyond_the_calendar_never_crash(facts: dict[str, Any]) -> None:
    """
    Days near the ends of what a calendar can hold are decided, or are an error of the facts.
    """
    with suppress(FactsError):
        answers = decide(sale(**facts), {"line-1": 1}, shop(policy(window=Window(months=1200))), noon("2026-10-06"))

        assert 1 == len(answers)


def test_nothing_paid_gives_nothing_back() -> None:
    """
    A free article comes back for nothing, and no tender is asked.
    """
    refund = decide(sale(line(gross="0.00", tax="0.00")), {"line-1": 1}, shop(), noon("2026-10-06")).refund

    assert (money("0.00"), ()) == (refund.total, refund.tenders)


@pytest.mark.parametrize(
    ("changes", "path", "hint"),
    [
        ({"order": PLAIN}, "order", "orders.from_dict"),
        ({"desk": "shop.toml"}, "desk", "shop.returns"),
        ({"request": ["line-1"]}, "request", ""),
    ],
    ids=["plain data for an order", "something else for the desk", "a list for the request"],
)
def test_what_is_easily_taken_for_another_is_named(changes: dict[str, Any], path: str, hint: str) -> None:
    """
    Whoever hands over the wrong thing reads which one, what it was, and where the right one comes from.
    """
    given: dict[str, Any] = {
        "order": sale(),
        "request": {"line-1": 1},
        "desk": shop(),
        "at": noon("2026-10-06"),
    } | changes
    with pytest.raises(FactsError) as caught:
        decide(**given)

    (problem,) = caught.value.problems
    assert (path, True) == (problem.path, hint in str(caught.value))
