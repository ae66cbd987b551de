"""
The deadlines of an order beside one addition of business days by hand, and a country's law beside its file.

The order has one line that arrived, bought in Germany; warm, as in a shop that serves many. The addition counts ten
business days on the same calendar, day by day, as a shop without a library would. A country is loaded from a folder
that holds its file and those below it, beside `tomllib` reading the same files.
"""

import shutil
import tempfile
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from aftersales import law
from aftersales.calendars import HolidayCalendars
from aftersales.dates import WorkingCalendar
from aftersales.law import book, deliver_by, guarantee_end, load, withdrawal_deadline
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Line,
    LineFacts,
    Order,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    each_arrival,
)
from aftersales.rights import Unit
from benchmarks.measure import Contender, Result, race, show

DATA = Path(law.__file__).parent / "data"
AT_MOST = 5.0
LOADING_AT_MOST = 0.010
BUSINESS_DAYS = 10
WARM_UP = 20_000
CALENDAR = HolidayCalendars().get("DE-BE")


def bought() -> Unit:
    """
    Make one unit that was ordered and arrived.
    """
    price = Money(4990, "EUR")
    line = Line(id="kettle", quantity=1, charged=Taxed(price, Money(0, "EUR"), price))
    seen = Sighting(what=Seen.DELIVERED, at=datetime(2026, 5, 8, 12, tzinfo=UTC))
    order = Order(
        id="1",
        placed_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        currency="EUR",
        lines=(line,),
        buyer=Buyer(kind=BuyerKind.CONSUMER, residence="DE-BE", zone="Europe/Berlin"),
        parcels=(Parcel(id="p", contents=(Packed("kettle", 1),), sightings=(seen,)),),
        informed=True,
    )
    return Unit(
        order=order,
        line=line,
        quantity=1,
        facts=LineFacts(),
        practices=Practices(),
        zone="Europe/Berlin",
        calendar=CALENDAR,
    )


def business_days_later(day: date, count: int, calendar: WorkingCalendar | None) -> date:
    """
    Add business days by hand.
    """
    assert calendar is not None
    one = timedelta(days=1)
    while count:
        day += one
        if day.weekday() < 5 and not calendar.holiday(day):
            count -= 1
    return day


def all_deadlines(unit: Unit, rows: law.LawBook) -> Callable[[], object]:
    """
    Make what finds every deadline of the unit: to deliver, to withdraw, and of the guarantee.
    """
    residence = unit.order.buyer.residence

    def find() -> object:
        day = unit.placed_on
        delivery, right = rows.delivery(residence, day), rows.withdrawal(residence, day)
        guarantee = rows.guarantee(residence, day)
        arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
        assert right is not None
        assert guarantee is not None
        assert arrived is not None
        return deliver_by(unit, delivery), withdrawal_deadline(unit, right), guarantee_end(unit, guarantee, arrived)

    return find


def loading(code: str, below: tuple[str, ...], rounds: int = 15) -> float:
    """
    Find how many seconds loading a country takes beyond parsing its files.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in (code, *below):
            shutil.copy(DATA / f"{one.lower()}.toml", folder)
        files = sorted(folder.glob("*.toml"))
        load(folder)
        beyond = []
        for _ in range(rounds):
            start = time.perf_counter()
            for file in files:
                tomllib.loads(file.read_text(encoding="utf-8"))
            parsed = time.perf_counter()
            load(folder)
            beyond.append((time.perf_counter() - parsed) - (parsed - start))
    return median(beyond)


def main() -> tuple[Result, ...]:
    """
    Run both, print the tables, and return what missed its floor.
    """
    find = all_deadlines(bought(), book())
    for _ in range(WARM_UP):
        find()
    missed = show(
        "All deadlines of one order, warm",
        race(
            Contender(
                f"{BUSINESS_DAYS} business days by hand",
                lambda: business_days_later(date(2026, 5, 8), BUSINESS_DAYS, CALENDAR),
            ),
            Contender("deliver, withdraw, guarantee", find, AT_MOST),
        ),
    )
    floor = LOADING_AT_MOST
    found = tuple(
        Result(f"{code}, beyond parsing", took, took / floor, 1.0)
        for code, below in (("DE", ("EU",)), ("FR", ("EU",)), ("BR", ()), ("US-CA", ("US",)))
        for took in (loading(code, below),)
    )
    return (*missed, *show(f"Loading a country, in parts of {floor * 1000:.0f} ms", found))


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
