"""
Send every order of a Brazilian marketplace through the lifecycle, as it is: ``python -m benchmarks.real_data.olist``.

The data is the "Brazilian E-Commerce Public Dataset by Olist", which is not part of this project. It tells when an
order was bought, approved, handed over and delivered, and one last word. What nobody tells is when something was
cancelled: that is taken to be the last thing that happened.
"""

import argparse
import csv
import gzip
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs

from aftersales.decisions import Values
from aftersales.errors import FactsError
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Refused, Request
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Charge,
    Collection,
    DeliveryWindow,
    Line,
    Order,
    Stage,
    Status,
    lifecycle,
    slippage,
    status,
    units,
)

ROOT = Path(__file__).parent.parent.parent
ZONE = ZoneInfo("America/Sao_Paulo")
SHOP, CARRIER = Actor(Role.SYSTEM, "olist"), Actor(Role.CARRIER)
BRL = "BRL"
LIFE = lifecycle()

#: The last word of the source, and the word that it should come to.
WORDS = {
    "created": "unfulfilled",
    "approved": "unfulfilled",
    "invoiced": "unfulfilled",
    "processing": "unfulfilled",
    "shipped": "shipped",
    "delivered": "delivered",
    "canceled": "cancelled",
    "unavailable": "cancelled",
}

Row = Mapping[str, str]


@attrs.define
class Tally:
    """
    What a run came to.
    """

    orders: int = 0
    events: int = 0
    clean: int = 0
    seconds: float = 0.0
    odd: Counter[str] = attrs.Factory(Counter)
    words: Counter[tuple[str, str]] = attrs.Factory(Counter)
    collections: Counter[str] = attrs.Factory(Counter)
    refused: Counter[str] = attrs.Factory(Counter)
    promised: Counter[str] = attrs.Factory(Counter)


def rows(file: Path) -> Iterator[Row]:
    """
    Read a file of comma-separated values.
    """
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def grouped(file: Path) -> dict[str, list[Row]]:
    """
    Read a file and put together what belongs to one order.
    """
    found: dict[str, list[Row]] = {}
    for row in rows(file):
        found.setdefault(row["order_no"], []).append(row)
    return found


def when(text: str) -> datetime | None:
    """
    Read a local time of Brazil; None where nothing happened.
    """
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


def order_of(row: Row, items: Iterable[Row]) -> Order | None:
    """
    Make the order as it was placed; None where it has no line.
    """
    placed_at = when(row["order_purchase_timestamp"])
    lines, charges = [], []
    for item in items:
        number = item["order_item_id"]
        lines.append(Line(id=number, quantity=1, charged=Taxed.of_gross(Money.of(item["price"], BRL))))
        charges.append(Charge(id=f"freight-{number}", charged=Taxed.of_gross(Money.of(item["freight_value"], BRL))))
    if not lines or placed_at is None:
        return None
    return Order(
        id=row["order_id"], placed_at=placed_at, currency=BRL, lines=tuple(lines), charges=tuple(charges), tenders=()
    )


def live(order: Order, row: Row, payments: Iterable[Row], tally: Tally) -> Order:
    """
    Let happen to an order what the source tells, in the order of its times.
    """
    approved = when(row["order_approved_at"])
    carried = when(row["order_delivered_carrier_date"])
    arrived = when(row["order_delivered_customer_date"])
    last = max(moment for moment in (order.placed_at, approved, carried, arrived) if moment is not None)
    story: list[tuple[datetime, int, Event | Request]] = []
    for payment in payments:
        number = payment["payment_sequential"]
        code = "captured" if approved is not None else "authorized"
        values = (
            ("tender", number),
            ("kind", payment["payment_type"]),
            ("amount", Money.of(payment["payment_value"], BRL)),
        )
        event = Event(code=code, at=approved or order.placed_at, by=SHOP, key=f"pay-{number}", values=values)
        story.append((event.at, 1, event))
    if carried is not None:
        parcel: Values = (("parcel", "1"), *units(dict.fromkeys(order.line_ids, 1)))
        story.append((carried, 2, Request(command="ship", at=carried, by=SHOP, key="ship", values=parcel)))
    if arrived is not None:
        seen = (("parcel", "1"), ("what", "delivered"))
        story.append((arrived, 3, Event(code="sighted", at=arrived, by=CARRIER, key="seen", values=seen)))
    if row["order_status"] in ("canceled", "unavailable"):
        why = (("reason", row["order_status"]),)
        story.append((last, 4, Request(command="cancel", at=last, by=SHOP, key="cancel", values=why)))
    start = time.perf_counter()
    for _, _, step in sorted(story, key=lambda one: one[:2]):
        if isinstance(step, Event):
            order = LIFE.evolve(order, step)
        else:
            order, outcome = LIFE.run(order, step)
            if isinstance(outcome, Refused):
                tally.refused.update(f"{step.command}: {code}" for code in outcome.codes)
    tally.seconds += time.perf_counter() - start
    tally.events += len(story)
    return order


def oddities(order: Order, row: Row, found: Status) -> Iterator[str]:
    """
    Name everything about an order that a tidy shop would not have.
    """
    placed, approved, carried, arrived = (
        when(row[f"order_{name}"])
        for name in ("purchase_timestamp", "approved_at", "delivered_carrier_date", "delivered_customer_date")
    )
    word = row["order_status"]
    odd = {
        "handed over before the payment was approved": approved and carried and carried < approved,
        "delivered before it was handed over": carried and arrived and arrived < carried,
        "handed over before it was bought": placed and carried and carried < placed,
        "cancelled after delivery": word == "canceled" and arrived,
        "cancelled after it was handed over": word == "canceled" and carried and not arrived,
        "called delivered, without a delivery": word == "delivered" and not arrived,
        "called delivered, never handed over": word == "delivered" and not carried,
        "delivered, and called something else": word not in ("delivered", "canceled") and arrived,
        "delivered, never approved": word == "delivered" and not approved,
        "no payment is known": not order.tenders,
        "an observation waits": order.parked,
    }
    yield from (name for name, true in odd.items() if true)
    if order.tenders and found.stage is not Stage.CANCELLED and order.captured.minor:
        difference = order.captured.minor - order.total.minor
        if difference:
            size = "by cents" if abs(difference) < 100 else "by more"
            yield f"paid {'above' if difference > 0 else 'below'} the total {size}"


def promise(row: Row, tally: Tally) -> None:
    """
    Compare the day that was promised with the day of delivery.
    """
    placed, arrived = when(row["order_purchase_timestamp"]), when(row["order_delivered_customer_date"])
    last = when(row["order_estimated_delivery_date"])
    if placed is None or arrived is None or last is None:
        return
    day = placed.date()
    window = DeliveryWindow(ship_by=day, first=day, last=max(last.date(), day))
    late = slippage(window, arrived.date(), [arrived.date()])
    tally.promised["late" if late > 0 else "as promised"] += 1
    tally.promised["days late in all"] += max(late, 0)


def run(folder: Path) -> Tally:
    """
    Send every order through, and count.
    """
    tally = Tally()
    items, payments = grouped(folder / "order_items.csv.gz"), grouped(folder / "order_payments.csv.gz")
    for row in rows(folder / "orders.csv.gz"):
        tally.orders += 1
        order = order_of(row, items.get(row["order_no"], ()))
        if order is None:
            tally.odd["no line"] += 1
            continue
        order = live(order, row, payments.get(row["order_no"], ()), tally)
        attrs.evolve(order)  # every check of an order that is read
        found = status(
            order, max(when(row["order_purchase_timestamp"]) or order.placed_at, datetime(2030, 1, 1, tzinfo=ZONE))
        )
        tally.words[row["order_status"], found.word] += 1
        tally.collections[found.collection.value] += 1
        odd = [*oddities(order, row, found)]
        tally.odd.update(odd)
        expected = WORDS[row["order_status"]]
        paid = found.collection in (Collection.PAID, Collection.AUTHORIZED) or expected == "cancelled"
        tally.clean += not odd and expected == found.word and paid
        promise(row, tally)
    return tally


def show(tally: Tally) -> None:
    """
    Print what came of it.
    """
    print(f"{tally.orders:,} orders, {tally.events:,} events, {tally.seconds / max(tally.events, 1) * 1e6:.1f} µs each")
    print(f"{tally.clean:,} replay cleanly ({tally.clean / max(tally.orders, 1):.1%})")
    for title, counter in (
        ("Odd", tally.odd),
        ("Refused", tally.refused),
        ("Payment", tally.collections),
        ("Promise", tally.promised),
    ):
        print(f"\n{title}")
        for name, count in counter.most_common():
            print(f"  {name:<55} {count:>8,}")
    print("\nTheir word and ours")
    for (theirs, ours), count in sorted(tally.words.items()):
        print(f"  {theirs:<12} {ours:<20} {count:>8,}{'' if WORDS[theirs] == ours else '  differs'}")


def main(arguments: list[str]) -> int:
    """
    Run it; 1 where the data is missing or an order is refused as a whole.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_data.olist", description=__doc__)
    parser.add_argument("folder", nargs="?", help="the folder that holds olist (or AFTERSALES_DATA)")
    options = parser.parse_args(arguments)
    place = Path(options.folder or os.environ.get("AFTERSALES_DATA") or ROOT.parent / "shared" / "data") / "olist"
    if not (place / "orders.csv.gz").is_file():
        print(f"There is no {place / 'orders.csv.gz'}; give the folder as an argument.", file=sys.stderr)
        return 1
    try:
        show(run(place))
    except FactsError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
