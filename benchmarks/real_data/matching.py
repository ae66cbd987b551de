"""
Find for every cancelled line the purchase it takes back, since the data does not say it.

A cancellation can take back what the same customer bought of the same article before it, as far as earlier
cancellations left it. Of several purchases those at the price of the cancellation come first; among them one that holds
all the units, and then the latest. What one purchase cannot hold is split over several. This happens before anything is
decided, so it is the same for every policy.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

import attrs

from aftersales.money import Money
from aftersales.orders import Order

from .rows import Part, Row
from .sales import order_of, when

__all__ = ["Request", "Tally", "requests_of"]


@attrs.frozen
class Request:
    """
    What one cancellation takes back of one order.

    Args:
        order: The order as it was sold.

        units: Whole units by line.

        at: When the cancellation was written.
    """

    order: Order
    units: dict[str, int]
    at: datetime


@attrs.define
class Tally:
    """
    What the invoices came to, and how much of the cancellations found its purchase.
    """

    orders: int = 0
    order_lines: int = 0
    without_article: int = 0
    paid_pence: int = 0
    lines: int = 0
    in_full: int = 0
    in_part: int = 0
    split: int = 0
    units: int = 0
    units_matched: int = 0
    credited_pence: int = 0
    credited_matched_pence: int = 0
    unmatched: Counter[str] = attrs.Factory(Counter)


@attrs.define
class _Purchase:
    """
    One line of an order, with what no cancellation took back yet.
    """

    order: Order
    line: str
    price: Decimal
    at: datetime
    left: int


def requests_of(rows: Iterable[tuple[Row, Part]], tally: Tally, weeks: int) -> Iterator[Request]:
    """
    Go through the invoices of one customer in time, and yield what each cancellation takes back, order by order.

    Args:
        rows: The customer's lines in the order of the file; customers who are not known have no requests.

        tally: Is counted up.

        weeks: How far to move everything on in time.
    """
    bought: dict[str, list[_Purchase]] = {}
    invoices: dict[str, list[tuple[Row, Part]]] = {}
    for row, part in rows:
        invoices.setdefault(row.invoice, []).append((row, part))
    codes = {row.code for lines in invoices.values() for row, part in lines if part is Part.SALE}
    for lines in sorted(invoices.values(), key=lambda lines: (lines[0][0].at, lines[0][1] is Part.CANCELLATION)):
        if lines[0][1] is not Part.CANCELLATION:
            _buy(lines, bought, tally, weeks)
            continue
        by_order: dict[str, tuple[Order, dict[str, int]]] = {}
        for row, _ in lines:
            for purchase, units in _take_back(row, bought.get(row.code, ()), tally, later=row.code in codes):
                _, asked = by_order.setdefault(purchase.order.id, (purchase.order, {}))
                asked[purchase.line] = asked.get(purchase.line, 0) + units
        for order, asked in by_order.values():
            yield Request(order, asked, when(lines[0][0], weeks))


def _buy(lines: list[tuple[Row, Part]], bought: dict[str, list[_Purchase]], tally: Tally, weeks: int) -> None:
    order = order_of(lines, weeks)
    if order is None:
        tally.without_article += 1
        return
    tally.orders += 1
    tally.order_lines += len(order.lines)
    tally.paid_pence += order.total.minor
    articles = [row for row, part in lines if part is Part.SALE]
    if not articles[0].customer:
        return
    for row, line in zip(articles, order.lines, strict=True):
        purchase = _Purchase(order, line.id, row.price, row.at, row.quantity)
        bought.setdefault(row.code, []).append(purchase)


def _take_back(row: Row, bought: Iterable[_Purchase], tally: Tally, *, later: bool) -> Iterator[tuple[_Purchase, int]]:
    wanted = units = -row.quantity
    tally.lines += 1
    tally.units += units
    tally.credited_pence += _pence(units, row.price)
    earlier = [purchase for purchase in bought if purchase.at <= row.at]
    open_ = [purchase for purchase in earlier if purchase.left]
    open_.sort(key=lambda purchase: (purchase.price == row.price, purchase.left >= wanted, purchase.at), reverse=True)
    parts = 0
    for purchase in open_:
        taken = min(units, purchase.left)
        if taken:
            purchase.left -= taken
            units -= taken
            parts += 1
            yield purchase, taken
    tally.units_matched += wanted - units
    tally.credited_matched_pence += _pence(wanted - units, row.price)
    tally.split += parts > 1
    if not units:
        tally.in_full += 1
        return
    tally.in_part += units < wanted
    tally.unmatched[_why(row, earlier, later=later)] += 1


def _why(row: Row, earlier: list[_Purchase], *, later: bool) -> str:
    if not row.customer:
        return "the customer is not known"
    if earlier:
        return "more units cancelled than bought before and not yet taken back"
    return "bought only after the cancellation" if later else "never bought in the data (it may have been before)"


def _pence(units: int, price: Decimal) -> int:
    return Money.rounded(units * price, "GBP").minor
