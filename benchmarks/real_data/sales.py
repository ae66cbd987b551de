"""
Turn invoices into orders, and say what had to be assumed for it.

One invoice is one order. A line's gross is quantity times unit price, rounded half up to the penny: prices have up to
three decimals, and how the shop rounded is not known. Nothing tells the value-added tax, so it is zero here. The parcel
leaves at the time of the invoice, and nobody saw it arrive.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aftersales.money import Money, Taxed, total
from aftersales.orders import Buyer, BuyerKind, Charge, Line, Order, Packed, Parcel, Tender

from .rows import Part, Row

__all__ = ["COUNTRIES", "LONDON", "order_of", "when"]

LONDON = ZoneInfo("Europe/London")

#: ISO 3166 codes of the names in the data. Three names are no country: the Channel Islands are Jersey or Guernsey, for
#: neither of which there are law rows, and the other two leave the residence open.
COUNTRIES: dict[str, str | None] = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": "JE",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "European Community": None,
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "Unspecified": None,
}

_SEASONS = ("CHRISTMAS", "EASTER", "ADVENT")


def when(row: Row, weeks: int) -> datetime:
    """
    Give a line's local time its zone, moved on by whole weeks.
    """
    return (row.at + timedelta(weeks=weeks)).replace(tzinfo=LONDON)


def order_of(rows: Sequence[tuple[Row, Part]], weeks: int = 0) -> Order | None:
    """
    Make an order of the lines of one invoice; None where it sold no article.

    Args:
        rows: The lines of one invoice that sell or charge something.

        weeks: How far to move it on in time.
    """
    articles = [row for row, part in rows if part is Part.SALE]
    if not articles:
        return None
    first, placed_at = rows[0][0], when(rows[0][0], weeks)
    lines = tuple(_line(row, number) for number, row in enumerate(articles, 1))
    charges = tuple(_charges((row, part) for row, part in rows if part is not Part.SALE))
    paid = total([line.charged.gross for line in lines] + [charge.charged.gross for charge in charges], "GBP")
    return Order(
        id=first.invoice,
        placed_at=placed_at,
        currency="GBP",
        lines=lines,
        buyer=Buyer(kind=BuyerKind.UNKNOWN, residence=COUNTRIES[first.country], id=first.customer),
        charges=charges,
        tenders=(Tender(id="account", kind="invoice", captured=paid),),
        parcels=(Parcel(id="parcel", contents=tuple(Packed(o.id, o.quantity) for o in lines), shipped_at=placed_at),),
    )


def _line(row: Row, number: int) -> Line:
    seasonal = any(season in row.description for season in _SEASONS)
    return Line(
        id=f"line-{number}",
        quantity=row.quantity,
        charged=_charged(row),
        sku=row.code,
        tags=frozenset({"seasonal"}) if seasonal else frozenset(),
    )


def _charges(rows: Iterable[tuple[Row, Part]]) -> Iterable[Charge]:
    for number, (row, part) in enumerate(rows, 1):
        yield Charge(id=f"charge-{number}", charged=_charged(row), shipping=part is Part.SHIPPING)


def _charged(row: Row) -> Taxed:
    return Taxed.of_gross(Money.rounded(abs(row.quantity) * row.price, "GBP"))
