"""
Send every order of UCI Online Retail through the lifecycle: ``python -m benchmarks.real_data.lives [FOLDER]``.

Every invoice is an order that is paid and sent when it is written; every cancellation that finds its purchase is a
return that is announced, approved, received and refunded. What went back is compared with what was paid, to the penny.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import attrs

from aftersales.decisions import Values
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Refused, Request
from aftersales.money import Money
from aftersales.orders import Order, Pool, lifecycle, quote, refund_values, status

from . import matching
from .rows import Census, Part, Row, by_customer, read
from .sales import order_of

ROOT = Path(__file__).parent.parent.parent
FILE = Path("online_retail", "lines.csv.gz")
SHOP = Actor(Role.SYSTEM, "shop")
LIFE = lifecycle()


@attrs.define
class Lives:
    """
    What a run came to.
    """

    orders: dict[str, Order] = attrs.Factory(dict)
    events: int = 0
    returns: int = 0
    seconds: float = 0.0
    words: Counter[str] = attrs.Factory(Counter)
    odd: Counter[str] = attrs.Factory(Counter)
    paid: int = 0
    back: int = 0

    def see(self, order: Order, code: str, at: datetime, values: Values) -> Order:
        """
        Let something happen.
        """
        self.events += 1
        return LIFE.evolve(order, Event(code=code, at=at, by=SHOP, key=f"{code}-{len(order.keys)}", values=values))

    def ask(self, order: Order, command: str, at: datetime, values: Values) -> Order:
        """
        Ask for a command.
        """
        self.events += 1
        request = Request(command=command, at=at, by=SHOP, key=f"{command}-{len(order.keys)}", values=values)
        order, outcome = LIFE.run(order, request)
        if isinstance(outcome, Refused):
            self.odd.update(f"{command} refused: {code}" for code in outcome.codes)
        return order

    def sell(self, sold: Order) -> None:
        """
        Have an order paid and sent.
        """
        order = attrs.evolve(sold, tenders=(), parcels=())
        start = time.perf_counter()
        paid: Values = (("tender", "account"), ("kind", "invoice"), ("amount", sold.captured))
        order = self.see(order, "captured", sold.placed_at, paid)
        units = tuple((f"units.{line.id}", line.quantity) for line in sold.lines)
        order = self.ask(order, "ship", sold.placed_at, (("parcel", "1"), *units))
        self.seconds += time.perf_counter() - start
        self.orders[order.id] = order

    def take_back(self, request: matching.Request) -> None:
        """
        Have units announced, approved, received and refunded.
        """
        order = self.orders[request.order.id]
        self.returns += 1
        start = time.perf_counter()
        units: Values = tuple((f"units.{line}", count) for line, count in request.units.items())
        for what in ("return_requested", "return_approved", "returned"):
            order = self.see(order, "moved", request.at, (("what", what), *units))
        found = quote(order, request.units, pool=Pool.RETURNED)
        if found.total.minor:
            order = self.ask(order, "propose_refund", request.at, refund_values(found))
            for payout in order.repayments[-1].payouts:
                order = self.see(order, "payout_succeeded", request.at, (("payout", payout.key),))
        else:
            self.odd["a return of what had cost nothing"] += 1
        self.seconds += time.perf_counter() - start
        self.orders[order.id] = order

    def end(self, order: Order) -> None:
        """
        Check what an order came to, and count it.
        """
        attrs.evolve(order)  # every check of an order that is read
        self.paid += order.captured.minor
        self.back += order.refunded.minor
        if order.parked:
            self.odd["an observation waits"] += 1
        if order.refunded + order.left != order.captured:
            self.odd["what went back and what is left are not what was paid"] += 1
        if all(not order.tally(line).refundable for line in order.line_ids) and order.left != Money(0, "GBP"):
            self.odd["everything came back, and money is left"] += 1
        self.words[status(order, max(event.at for event in order.history)).word] += 1


def run(file: Path) -> Lives:
    """
    Read, sell, take back and check.
    """
    lives, tally = Lives(), matching.Tally()
    rows = by_customer(read(file), Census())
    for customer in sorted(rows):
        lines = rows.pop(customer)
        for sold in invoices(lines):
            lives.sell(sold)
        for request in matching.requests_of(lines, tally, 0):
            lives.take_back(request)
    for order in lives.orders.values():
        lives.end(order)
    return lives


def invoices(rows: Iterable[tuple[Row, Part]]) -> Iterable[Order]:
    """
    Make the orders of one customer.
    """
    found: dict[str, list[tuple[Row, Part]]] = {}
    for row, part in rows:
        if part is not Part.CANCELLATION:
            found.setdefault(row.invoice, []).append((row, part))
    return [order for lines in found.values() if (order := order_of(lines)) is not None]


def main(arguments: list[str]) -> int:
    """
    Run it and print what came of it; 1 where the data is missing.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_data.lives", description=__doc__)
    parser.add_argument("folder", nargs="?", help="the folder that holds online_retail (or AFTERSALES_DATA)")
    options = parser.parse_args(arguments)
    file = Path(options.folder or os.environ.get("AFTERSALES_DATA") or ROOT.parent / "shared" / "data") / FILE
    if not file.is_file():
        print(f"There is no {file}; give the folder as an argument.", file=sys.stderr)
        return 1
    lives = run(file)
    print(f"{len(lives.orders):,} orders, {lives.returns:,} returns, {lives.events:,} events")
    print(f"{lives.seconds / max(lives.events, 1) * 1e6:.0f} µs an event, with quotes")
    print(f"paid {lives.paid / 100:,.2f} GBP, went back {lives.back / 100:,.2f} GBP")
    for counter in (lives.words, lives.odd):
        for name, count in counter.most_common():
            print(f"  {name:<55} {count:>8,}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
