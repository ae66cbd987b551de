from datetime import date
from typing import Any

import pytest

from aftersales.documents import dump, read
from aftersales.errors import PolicyError, Problem
from aftersales.orders import Order
from aftersales.returns import PolicyRule, ReturnPolicy, Season, Window
from tests.returns.sales import BUSINESS, ask_one, line, noon, parcel, policy, sale, shop

CHRISTMAS = Season(name="Christmas", first=date(2026, 11, 1), last=date(2026, 12, 24), until=date(2027, 1, 31))


def bought(placed: str, delivered: str | None = None, **fields: Any) -> Order:
    """
    Sell one article to a business on a day and deliver it on another.
    """
    one = line(**fields)
    boxes = (parcel(one, on=delivered, sent=placed),)
    return sale(one, placed_at=noon(placed), parcels=boxes, buyer=BUSINESS)


def last_day(order: Order, *seasons: Season, days: int = 14, **says: Any) -> date:
    """
    Find the last day on which it can come back.
    """
    desk = shop(policy(window=Window(days=days), seasons=seasons, **says))
    return ask_one(order, desk, order.placed_at).last_day


@pytest.mark.parametrize(
    ("placed", "delivered", "expected"),
    [
        ("2026-10-31", "2026-11-02", date(2026, 11, 16)),
        ("2026-11-01", "2026-11-03", date(2027, 1, 31)),
        ("2026-12-24", "2026-12-28", date(2027, 1, 31)),
        ("2026-12-25", "2026-12-28", date(2027, 1, 11)),
        ("2026-12-20", "2027-01-25", date(2027, 2, 8)),
    ],
    ids=["the day before", "the first day", "the last day", "the day after", "delivered so late that it ends later"],
)
def test_a_season_is_of_the_day_of_purchase_and_never_shortens(placed: str, delivered: str, expected: date) -> None:
    """
    What was bought in the season is open until its end at the least; a later end of the window's own stays.
    """
    assert expected == last_day(bought(placed, delivered), CHRISTMAS)


def test_the_end_of_a_season_is_a_step_of_the_deadline() -> None:
    """
    Staff see that it was the season that decided.
    """
    answer = ask_one(bought("2026-11-05", "2026-11-07"), shop(policy(seasons=(CHRISTMAS,))), "2026-12-01")

    assert ("season", date(2027, 1, 31), "Christmas") == (
        (step := answer.best.terms.deadline.steps[-1]).code,
        step.day,
        step.detail,
    )


def test_of_two_seasons_the_later_end_counts() -> None:
    """
    Seasons may overlap.
    """
    week = Season(first=date(2026, 11, 23), last=date(2026, 11, 30), until=date(2026, 12, 31))

    assert date(2027, 1, 31) == last_day(bought("2026-11-25", "2026-11-27"), week, CHRISTMAS)


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        ("2028-11-05", date(2029, 1, 31)),
        ("2025-11-05", date(2026, 1, 31)),
        ("2028-10-05", date(2028, 10, 21)),
    ],
    ids=["a later year", "an earlier year", "out of season"],
)
def test_a_yearly_season_comes_again(placed: str, expected: date) -> None:
    """
    The years of its days only say how far apart they are.
    """
    yearly = Season(first=CHRISTMAS.first, last=CHRISTMAS.last, until=CHRISTMAS.until, yearly=True)
    delivered = str(date.fromisoformat(placed).replace(day=7))

    assert expected == last_day(bought(placed, delivered), yearly)


def test_a_yearly_season_may_span_the_turn_of_the_year() -> None:
    """
    An order of January belongs to the season that began in December.
    """
    winter = Season(first=date(2024, 12, 20), last=date(2025, 1, 10), until=date(2025, 2, 28), yearly=True)

    assert date(2027, 2, 28) == last_day(bought("2027-01-05", "2027-01-07"), winter)


def test_the_last_of_february_is_the_end_where_there_is_no_29th() -> None:
    """
    A season written in a leap year ends a day earlier in the others.
    """
    leap = Season(first=date(2023, 12, 1), last=date(2023, 12, 24), until=date(2024, 2, 29), yearly=True)

    assert date(2027, 2, 28) == last_day(bought("2026-12-05", "2026-12-07"), leap)


def test_a_season_lengthens_every_window_there_is_and_makes_none() -> None:
    """
    Credit is open as long; an exchange that nobody promised stays away.
    """
    desk = shop(policy(credit=Window(days=20), seasons=(CHRISTMAS,)))
    answer = ask_one(bought("2026-11-05", "2026-11-07"), desk, "2027-01-31")

    assert [("refund", date(2027, 1, 31)), ("store_credit", date(2027, 1, 31))] == [
        (option.remedy.value, option.last_day) for option in answer.options
    ]


def test_a_rule_may_take_articles_out_of_the_season() -> None:
    """
    An empty list is something said.
    """
    outlet = PolicyRule(tags=frozenset({"outlet"}), seasons=())
    order = bought("2026-11-05", "2026-11-07", tags=frozenset({"outlet"}))

    assert date(2026, 11, 21) == last_day(order, CHRISTMAS, rules=(outlet,))


def test_an_unseen_delivery_is_open_until_the_season_ends_for_certain() -> None:
    """
    Where the day of delivery is not known, the end of the season is a day that is.
    """
    answer = ask_one(bought("2026-11-05", None), shop(policy(seasons=(CHRISTMAS,))), "2027-01-31")

    assert answer.best.open


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            {"to": "2026-10-01"},
            Problem("seasons[0].to", "a day not before 2026-11-01", "2026-10-01"),
        ),
        ({"until": "2026-12-01"}, Problem("seasons[0].until", "a day not before 2026-12-24", "2026-12-01")),
        (
            {"to": "2027-12-24", "until": "2028-01-31", "yearly": True},
            Problem("seasons[0].to", "less than a year after the first day", "2027-12-24"),
        ),
    ],
    ids=["ends before it begins", "open shorter than it lasts", "yearly and longer than a year"],
)
def test_days_in_the_wrong_order_are_named(wrong: dict[str, Any], problem: Problem) -> None:
    """
    A season that cannot be is a mistake in the file.
    """
    days = {"from": "2026-11-01", "to": "2026-12-24", "until": "2027-01-31"}
    with pytest.raises(PolicyError) as caught:
        read(ReturnPolicy, {"window": {"days": 14}, "seasons": [days | wrong]}, error=PolicyError)

    assert (problem,) == caught.value.problems


def test_a_season_is_written_with_the_words_of_the_file() -> None:
    """
    What is read is written again the same.
    """
    written = {"name": "Christmas", "from": "2026-11-01", "to": "2026-12-24", "until": "2027-01-31"}

    assert (CHRISTMAS, written) == (read(Season, written), dump(CHRISTMAS))
