"""
Read invoice lines, and say what each of them is: something sold, a charge, a cancellation, or nothing we can use.

The set has no column for that. An invoice number that begins with C takes something back, one that begins with A
adjusts a bad debt, and a dozen stock codes are no articles but postage, fees and corrections.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TextIO

import attrs

__all__ = ["Census", "Part", "Row", "by_customer", "read"]

#: Stock codes that are no articles: delivery, and what else was put on an invoice or taken off it.
SHIPPING = frozenset({"POST", "DOT", "C2"})
CORRECTIONS = frozenset({"M", "BANK CHARGES"})
_OTHERS = {
    "D": "discount given after the sale, tied to no invoice",
    "S": "sample",
    "AMAZONFEE": "fee of a marketplace",
    "CRUK": "donation",
    "B": "adjustment of a bad debt",
}


class Part(Enum):
    """
    What a line is to us.
    """

    SALE = "article sold"
    SHIPPING = "delivery charged"
    CHARGE = "other charge (manual entry, bank charge)"
    CANCELLATION = "article taken back"


@attrs.frozen
class Row:
    """
    One invoice line as it stands in the file; the time is British local time without a zone.
    """

    invoice: str
    code: str
    description: str
    quantity: int
    at: datetime
    price: Decimal
    customer: str
    country: str


@attrs.define
class Census:
    """
    How many lines were read, and what became of each; every line is counted once.
    """

    used: Counter[Part] = attrs.Factory(Counter)
    left_out: Counter[str] = attrs.Factory(Counter)

    @property
    def lines(self) -> int:
        """
        Count all lines read.
        """
        return self.used.total() + self.left_out.total()


def read(file: Path) -> Iterator[Row]:
    """
    Read the lines of a CSV file, packed with gzip or plain.
    """
    moment, price, text = lru_cache(datetime.fromisoformat), lru_cache(Decimal), lru_cache(2**16)(str)
    with _opened(file) as lines:
        for row in csv.DictReader(lines):
            yield Row(
                text(row["InvoiceNo"]),
                text(row["StockCode"].upper()),
                text(row["Description"]),
                int(row["Quantity"]),
                moment(row["InvoiceDate"]),
                price(row["UnitPrice"]),
                text(row["CustomerID"]),
                text(row["Country"]),
            )


def _opened(file: Path) -> TextIO:
    return gzip.open(file, "rt", newline="", encoding="utf-8") if file.suffix == ".gz" else file.open(newline="")


def by_customer(rows: Iterable[Row], census: Census) -> dict[str, list[tuple[Row, Part]]]:
    """
    Sort the lines we can use by customer, in the order of the file; those of nobody are under an empty name.
    """
    found: dict[str, list[tuple[Row, Part]]] = {}
    seen: set[Row] = set()
    invoice = ""
    for row in rows:
        if row.invoice != invoice:
            seen.clear()
            invoice = row.invoice
        part = "exact copy of a line of the same invoice" if row in seen else part_of(row)
        seen.add(row)
        if isinstance(part, Part):
            census.used[part] += 1
            found.setdefault(row.customer, []).append((row, part))
        else:
            census.left_out[part] += 1
    return found


def part_of(row: Row) -> Part | str:
    """
    Say what a line is, or why it is left out.
    """
    takes_back = row.invoice.startswith("C")
    if row.invoice.startswith("A") or row.code in _OTHERS:
        return _OTHERS.get(row.code, "adjustment")
    if takes_back is not (row.quantity < 0):
        return "negative quantity without a cancellation (write-off)"
    if row.price <= 0:
        return "price of 0" if not row.price else "negative price"
    if row.code in SHIPPING:
        return Part.SHIPPING if not takes_back else "delivery taken back, tied to no invoice"
    if row.code in CORRECTIONS:
        return Part.CHARGE if not takes_back else "manual credit or bank charge taken back, tied to no invoice"
    return Part.CANCELLATION if takes_back else Part.SALE
