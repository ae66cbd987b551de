"""
Past orders decided under two policies: lines a second, memory by the size of the file, and two processes beside one.

Every run is a process of its own, as the command is. Two processes need two processors, which a busy machine does not
have to spare; so what counts is the time each spends on one, and the clock stands beside it.

An order has one to three articles, a parcel and a payment, and one request. ``python -m benchmarks.bench_simulate
400000 1`` takes a file of so many lines, once; the figures of docs/explanation/performance.md are from that.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from benchmarks.measure import Result, show

LINES = 20_000
FEW = 2_000
ROUNDS = 3
AT_MOST = 0.65
MEMORY_AT_MOST = 1.10

SHOP = """
[practices]
informs_of_withdrawal = true
tells_return_cost = true
sells_to = "consumer"

[returns]
window = {{ days = {days} }}
fees = {{ customer = {{ percent = {percent} }} }}

[[returns.rules]]
categories = ["shoes"]
exchange = {{ days = 90 }}

[[returns.rules]]
tags = ["sale"]
final_sale = true
"""

RUN = """
import resource, sys, time
from pathlib import Path
from aftersales._simulate import simulate
if __name__ == "__main__":
    orders, before, after, jobs = sys.argv[1:]
    start = time.perf_counter()
    run = simulate(Path(orders), (Path(before), Path(after)), jobs=int(jobs))
    took = time.perf_counter() - start
    assert not run.bad, run.named
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, children = (one.ru_utime + one.ru_stime for one in used)
    print(took, own + children / int(jobs), max(one.ru_maxrss for one in used), run.orders)
"""

COUNTRIES = ("DE", "FR", "GB", "BR", "IT")
CATEGORIES = ("shoes", "shoes/boots", "games", "care", "garden")


@attrs.frozen
class Ran:
    """
    One run: seconds, what they would be with a processor for each process, the most memory of one, and the orders.
    """

    seconds: float
    alone: float
    peak: int
    orders: int


def lines(count: int) -> Iterator[str]:
    """
    Make past orders, each a little different.
    """
    first = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for number in range(count):
        placed = first + timedelta(minutes=number % 250_000)
        sent, there, asked = (placed + timedelta(days=days) for days in (1, 4, 6 + number % 60))
        articles = [article(number, place) for place in range(1 + number % 3)]
        paid = sum(2000 + 10 * ((number + place) % 90) for place in range(len(articles)))
        order = {
            "id": f"order-{number}",
            "placed_at": placed.isoformat(),
            "currency": "EUR",
            "buyer": {"kind": "consumer", "residence": COUNTRIES[number % len(COUNTRIES)]},
            "lines": articles,
            "tenders": [{"id": "t", "kind": "card", "captured": f"{paid / 100:.2f} EUR"}],
            "parcels": [
                {
                    "id": "p",
                    "shipped_at": sent.isoformat(),
                    "contents": [{"line": one["id"], "quantity": 1} for one in articles],
                    "sightings": [{"what": "delivered", "on": there.date().isoformat()}],
                }
            ],
        }
        yield json.dumps({"order": order, "request": {"1": 1}, "at": asked.isoformat(), "reason": "changed_mind"})


def article(number: int, place: int) -> dict[str, object]:
    """
    Make one article of an order.
    """
    gross = f"{20 + (number + place) % 90 / 10:.2f} EUR"
    return {
        "id": str(place + 1),
        "quantity": 1,
        "charged": {"net": gross, "tax": "0.00 EUR", "gross": gross},
        "category": CATEGORIES[(number + place) % len(CATEGORIES)],
        "tags": ["sale"] if number % 11 == 0 else [],
    }


def ran(file: Path, shops: tuple[Path, Path], jobs: int) -> Ran:
    """
    Run it once, in a process of its own.
    """
    words = [sys.executable, "-c", RUN, str(file), *map(str, shops), str(jobs)]
    took, alone, peak, orders = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return Ran(float(took), float(alone), int(peak), int(orders))


def main(count: int = LINES, rounds: int = ROUNDS) -> tuple[Result, ...]:
    """
    Measure, print, and return what missed its floor.
    """
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder, "many.jsonl"), Path(folder, "few.jsonl")
        for file, number in ((many, count), (few, FEW)):
            with file.open("w", encoding="utf-8") as written:
                written.writelines(f"{line}\n" for line in lines(number))
        shops = Path(folder, "before.toml"), Path(folder, "after.toml")
        for shop, days, percent in zip(shops, (14, 60), (0, 10), strict=True):
            shop.write_text(SHOP.format(days=days, percent=percent), encoding="utf-8")
        one, two = [], []
        for _ in range(rounds):
            one.append(ran(many, shops, 1))
            two.append(ran(many, shops, 2))
        little = ran(few, shops, 1)
    times = [[run.alone for run in one], [run.alone for run in two]]
    ratio = statistics.median(second / first for first, second in zip(*times, strict=True))
    found = (
        Result(f"{count:,} lines, one process", statistics.median(times[0]), 1.0),
        Result(f"{count:,} lines, two processes", statistics.median(times[1]), ratio, AT_MOST),
    )
    missed = show("Past orders under two policies, with a processor for each process", found)
    clock = [statistics.median(run.seconds for run in runs) for runs in (one, two)]
    peak = statistics.median(run.peak for run in one)
    print(f"  lines a second: {count / found[0].seconds:,.0f} and {count / found[1].seconds:,.0f}")
    print(f"  by the clock of this machine, busy as it is: {clock[0]:.1f} s and {clock[1]:.1f} s")
    print(f"  memory: {little.peak / 1024:.0f} MB for {FEW:,} lines, {peak / 1024:.0f} MB for {count:,}")
    more = Result("memory", 0.0, peak / little.peak, MEMORY_AT_MOST)
    return (*missed, *([more] if more.missed else []))


if __name__ == "__main__":
    raise SystemExit(1 if main(*(int(word) for word in sys.argv[1:])) else 0)
