import csv
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aftersales.money import Money
from aftersales.orders import Deduction, Quote
from benchmarks.real_data.__main__ import main, run
from benchmarks.real_data.matching import Request, Tally, requests_of
from benchmarks.real_data.outcome import Mismatch, Outcome, check
from benchmarks.real_data.rows import Census, Part, Row, by_customer, read
from benchmarks.real_data.sales import COUNTRIES, order_of

HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]

#: An order of three lines with delivery that comes back in two steps, and what stands beside such lines in the data.
SHOP = [
    ("1001", "22423", "CAKESTAND", 4, "2010-12-01 08:26:00", "12.75", "17850", "United Kingdom"),
    ("1001", "85123a", "HOLDER", 3, "2010-12-01 08:26:00", "0.125", "17850", "United Kingdom"),
    ("1001", "22086", "PAPER CHAIN CHRISTMAS", 2, "2010-12-01 08:26:00", "2.95", "17850", "United Kingdom"),
    ("1001", "POST", "POSTAGE", 1, "2010-12-01 08:26:00", "18.00", "17850", "United Kingdom"),
    ("1001", "22423", "CAKESTAND", 4, "2010-12-01 08:26:00", "12.75", "17850", "United Kingdom"),
    ("1002", "22423", "CAKESTAND", 2, "2010-12-01 09:00:00", "0.00", "17850", "United Kingdom"),
    ("1003", "22423", "CAKESTAND", -7, "2010-12-01 09:10:00", "0.00", "", "United Kingdom"),
    ("A1004", "B", "ADJUST BAD DEBT", 1, "2010-12-01 09:20:00", "-11062.06", "", "United Kingdom"),
    ("1005", "M", "MANUAL", 1, "2010-12-01 09:30:00", "5.00", "14527", "Germany"),
    ("C1006", "22423", "CAKESTAND", -1, "2010-12-03 10:00:00", "12.75", "17850", "United Kingdom"),
    ("C1006", "85123A", "HOLDER", -3, "2010-12-03 10:00:00", "0.125", "17850", "United Kingdom"),
    ("C1007", "D", "DISCOUNT", -1, "2010-12-03 10:05:00", "27.50", "14527", "Germany"),
    ("C1008", "POST", "POSTAGE", -1, "2010-12-03 10:06:00", "18.00", "17850", "United Kingdom"),
    ("C1009", "22423", "CAKESTAND", -3, "2010-12-07 10:00:00", "12.75", "17850", "United Kingdom"),
    ("C1009", "22086", "PAPER CHAIN CHRISTMAS", -2, "2010-12-07 10:00:00", "2.95", "17850", "United Kingdom"),
    ("C1010", "99999", "NEVER BOUGHT", -1, "2010-12-08 10:00:00", "1.00", "17850", "United Kingdom"),
]


def write(folder: Path, rows: Iterable[tuple[object, ...]]) -> Path:
    """
    Write invoice lines as the set has them.
    """
    file = folder / "lines.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([HEADER, *rows])
    return file


def bought(invoice: str, units: int, price: str, day: int, code: str = "22423") -> tuple[Row, Part]:
    """
    Make a line that sells, or takes back where the units are negative.
    """
    at = datetime(2010, 12, day, 9, 0)  # noqa: DTZ001 - the data has local times
    part = Part.SALE if units > 0 else Part.CANCELLATION
    return Row(invoice, code, "CAKESTAND", units, at, Decimal(price), "17850", "United Kingdom"), part


def taken_back(requests: Iterable[Request]) -> list[tuple[str, int]]:
    """
    Show what requests take back: invoices and units.
    """
    return [(request.order.id, sum(request.units.values())) for request in requests]


def test_counts_every_line_once(tmp_path: Path) -> None:
    """
    What can be used and what is left out, each for its reason, adds up to all lines.
    """
    census = Census()

    by_customer(read(write(tmp_path, SHOP)), census)

    assert {Part.SALE: 3, Part.SHIPPING: 1, Part.CHARGE: 1, Part.CANCELLATION: 5} == census.used
    assert {
        "exact copy of a line of the same invoice": 1,
        "price of 0": 1,
        "negative quantity without a cancellation (write-off)": 1,
        "adjustment of a bad debt": 1,
        "discount given after the sale, tied to no invoice": 1,
        "delivery taken back, tied to no invoice": 1,
    } == census.left_out
    assert len(SHOP) == census.lines


def test_makes_an_order_of_an_invoice(tmp_path: Path) -> None:
    """
    Lines are charged quantity times price to the penny, postage is the delivery charge, and local time gets its zone.
    """
    rows = by_customer(read(write(tmp_path, SHOP)), Census())["17850"]

    order = order_of([one for one in rows if one[0].invoice == "1001"])

    assert order is not None
    assert [5100, 38, 590] == [line.charged.gross.minor for line in order.lines]
    assert [1800] == [charge.charged.gross.minor for charge in order.charges]
    assert Money(7528, "GBP") == order.captured
    assert "2010-12-01T08:26:00+00:00" == order.placed_at.isoformat()
    assert [False, False, True] == ["seasonal" in line.tags for line in order.lines]


def test_makes_no_order_of_charges_alone() -> None:
    """
    An invoice that sold no article is no order.
    """
    row, _ = bought("1", 1, "5.00", 1, code="M")

    assert order_of([(row, Part.CHARGE)]) is None


def test_knows_all_countries_of_the_set() -> None:
    """
    The set has thirty-eight names, two of which name no country.
    """
    assert (38, 2) == (len(COUNTRIES), [*COUNTRIES.values()].count(None))


@pytest.mark.parametrize(
    ("purchases", "units", "expected"),
    [
        pytest.param([("a", 5, "1", 1), ("b", 5, "1", 2)], 2, [("b", 2)], id="the latest"),
        pytest.param([("a", 5, "1", 1), ("b", 2, "1", 2)], 4, [("a", 4)], id="one that holds all units"),
        pytest.param([("a", 5, "1", 1), ("b", 5, "2", 2)], 2, [("a", 2)], id="the price of the cancellation"),
        pytest.param([("a", 3, "1", 1), ("b", 3, "1", 2)], 5, [("b", 3), ("a", 2)], id="split over two"),
        pytest.param([("a", 3, "1", 1), ("b", 3, "1", 9)], 5, [("a", 3)], id="nothing that was bought later"),
    ],
)
def test_finds_the_purchase(
    purchases: list[tuple[str, int, str, int]], units: int, expected: list[tuple[str, int]]
) -> None:
    """
    A cancellation takes back earlier purchases at its price, one that holds it all if there is one, the latest first.
    """
    rows = [*(bought(*purchase) for purchase in purchases), bought("C", -units, "1", 5)]

    assert expected == taken_back(requests_of(rows, Tally(), weeks=0))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param([bought("C", -1, "1", 5)], "never bought in the data (it may have been before)", id="never"),
        pytest.param(
            [bought("C", -1, "1", 5), bought("a", 1, "1", 6)], "bought only after the cancellation", id="later"
        ),
        pytest.param(
            [bought("a", 1, "1", 1), bought("C", -2, "1", 5)],
            "more units cancelled than bought before and not yet taken back",
            id="too many",
        ),
    ],
)
def test_says_why_a_cancellation_is_left_over(rows: list[tuple[Row, Part]], why: str) -> None:
    """
    What finds no purchase, or not for all its units, is counted with the reason.
    """
    tally = Tally()

    list(requests_of(rows, tally, weeks=0))

    assert {why: 1} == tally.unmatched
    assert (1, 0) == (tally.lines, tally.in_full)


def outcomes_of(folder: Path) -> dict[tuple[str, str], Outcome]:
    """
    Run the whole way on the small shop.
    """
    outcomes = run(write(folder, SHOP), weeks=783)
    return {(outcome.scenario.policy, outcome.scenario.buyers): outcome for outcome in outcomes}


def test_refunds_a_wholly_cancelled_order_exactly(tmp_path: Path) -> None:
    """
    Two partial refunds come to what was paid, delivery included, and the second one carries the delivery.
    """
    plain = outcomes_of(tmp_path)["14 days", "consumers"]

    assert {"accept": 4} == plain.by_verdict
    assert {("accept", "withdrawal"): 4} == plain.by_basis
    assert (1, 7528, 7528) == (plain.emptied, plain.emptied_paid_pence, plain.emptied_back_pence)


def test_keeps_the_fee_of_a_policy_and_refuses_a_final_sale(tmp_path: Path) -> None:
    """
    A business has the policy alone: ten per cent stay with the shop, and what is seasonal does not come back.
    """
    generous = outcomes_of(tmp_path)["60 days, 10 % fee", "businesses"]

    assert {"accept": 3, "refuse": 1} == generous.by_verdict
    assert 1 == generous.codes["refuse", "returns.final_sale"]
    assert 5100 + 38 == generous.refunded_pence + generous.fees_pence
    assert (0, 0) == (generous.emptied, generous.capped_pence)


def test_asks_nothing_where_the_day_of_delivery_is_known(tmp_path: Path) -> None:
    """
    What is open is the day of delivery alone.
    """
    known = outcomes_of(tmp_path)["14 days", "consumers, received on the third day"]

    assert 0 == known.by_verdict["ask"]


def test_refuses_a_refund_that_does_not_add_up() -> None:
    """
    Items less deductions are the total, or the run stops.
    """
    with pytest.raises(Mismatch, match="does not add up"):
        check(Quote(total=Money(1, "GBP"), deductions=(Deduction("restocking_fee", Money(1, "GBP")),)))


def test_prints_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The command takes a folder or a file and prints what it found.
    """
    status = main([str(write(tmp_path, SHOP))])

    assert 0 == status
    assert "| article taken back" in capsys.readouterr().out


def test_says_where_the_data_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Without the data nothing is decided, and the message says how to name it.
    """
    status = main([str(tmp_path)])

    assert 1 == status
    assert "AFTERSALES_DATA" in capsys.readouterr().err
