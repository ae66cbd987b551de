"""
What a decision costs, beside the same decision written out by hand; a million of them; and loading what it needs.
"""

import resource
import sys
import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

import aftersales.law
from aftersales import load
from aftersales.dates import GivenCalendar
from aftersales.decisions import Verdict
from aftersales.documents import PolicyBook
from aftersales.orders import Buyer, BuyerKind, Order, Practices
from aftersales.returns import Answers, Desk, ReturnPolicy, decide
from aftersales.returns.policy import Fees, Window
from aftersales.rights import Fee
from benchmarks.by_hand import DESK, decide_by_hand, forget, requests, whole_order
from benchmarks.measure import Contender, Result, race, show

Request = tuple[Order, str, int, datetime]

MANY = 1_000_000
TRACED = 100_000
MOST_MIB, AIM_MIB = 8.0, 1.0

#: A shop in the Union that promises money, credit and an exchange, with a fee and all that is stated about it.
UNION = Desk(
    policies=PolicyBook(
        (
            ReturnPolicy(
                name="Returns 2026",
                since=date(2026, 1, 1),
                window=Window(days=30),
                credit=Window(days=60),
                exchange=Window(days=90),
                fees=Fees(customer=Fee(percent=Decimal(10))),
            ),
        )
    ),
    practices=(Practices(informs_of_withdrawal=True, tells_return_cost=True, shows_policy=True),),
    calendars={"DE": GivenCalendar("DE", frozenset({date(2026, 5, 1), date(2026, 10, 3)}))},
)

SHOP_FILE = """
[[practices]]
since = 2026-01-01
evidence = "order e-mail v3"
informs_of_withdrawal = true
tells_return_cost = true

[[returns]]
since = 2026-01-01
name = "Returns 2026"
window = { days = 30 }
credit = { days = 60 }
fees = { customer = { percent = "10" } }

[[returns.rules]]
categories = ["electronics"]
window = { days = 14 }
unopened = true

[[returns.rules]]
tags = ["clearance"]
final_sale = true
"""


def main() -> tuple[Result, ...]:
    """
    Run all races and return what missed its floor.
    """
    asked = requests(500)
    check(asked)
    return (*_one(asked), *_several(asked), *_whole_orders(), *_stream(asked), *_loading())


def check(asked: list[Request]) -> None:
    """
    See that the engine and the function written by hand give equal answers, made of the same facts.
    """
    verdicts = set()
    for order, line, units, at in asked:
        ours = decide(order, {line: units}, DESK, at, reason="changed_mind")
        theirs = decide_by_hand(order, line, units, "changed_mind", at)
        assert ours == theirs, (ours, theirs)
        assert attrs.asdict(_case(ours), recurse=False) == attrs.asdict(_case(theirs), recurse=False)
        verdicts.add(ours[line].verdict)
    assert {Verdict.ACCEPT, Verdict.REFUSE} == verdicts


def _case(answers: Answers) -> attrs.AttrsInstance:
    assert answers.case is not None
    return answers.case


def _one(asked: list[Request]) -> tuple[Result, ...]:
    def by_hand() -> None:
        for order, line, units, at in asked:
            decide_by_hand(order, line, units, "changed_mind", at)

    found = race(
        Contender("written out by hand", by_hand),
        Contender("decide", _deciding(asked, DESK, "changed_mind"), floor=2.0, aim=1.5),
        rounds=31,
    )
    return show(f"One decision on a policy alone, {len(asked)} at a time", found)


def _several(asked: list[Request]) -> tuple[Result, ...]:
    buyer = Buyer(kind=BuyerKind.CONSUMER, residence="DE", zone="Europe/Berlin")
    plain = Desk(policies=DESK.policies, practices=UNION.practices, calendars=UNION.calendars)
    german = [(attrs.evolve(order, buyer=buyer), line, units, at) for order, line, units, at in asked]

    found = race(
        Contender("policy alone: 1 option", _deciding(asked, DESK, "changed_mind")),
        Contender("and the right of withdrawal: 2 options", _deciding(german, plain, "changed_mind")),
        Contender("with credit and exchange by policy: 4 options", _deciding(german, UNION, "changed_mind")),
        Contender("and the legal guarantee, for a defect: 8 options", _deciding(german, UNION, "defective")),
    )
    return show("One decision where more rights are in play", found)


def _whole_orders() -> tuple[Result, ...]:
    """
    Return every line of an order, of few lines and of ten times as many, delivery included.
    """
    few, many = (whole_order(lines) for lines in (40, 400))

    def deciding(order: Order) -> Callable[[], None]:
        request, at = {line.id: line.quantity for line in order.lines}, order.placed_at + timedelta(days=3)

        def decide_it() -> None:
            forget([(order,)])
            decide(order, request, UNION, at, reason="changed_mind")

        return decide_it

    found = race(
        Contender("40 lines", deciding(few)),
        Contender("400 lines", deciding(many), floor=20.0, aim=10.0),
    )
    return show("All lines of one order come back", found)


def _deciding(asked: list[Request], desk: Desk, reason: str) -> Callable[[], None]:
    def decide_all() -> None:
        forget(asked)
        for order, line, units, at in asked:
            decide(order, {line: units}, desk, at, reason=reason)

    return decide_all


def _stream(asked: list[Request]) -> tuple[Result, ...]:
    """
    Decide a million requests one after another, keep none, and see that the memory stays where it was.
    """
    _use_up(_decided(asked, 10 * len(asked)))
    before = _resident_mib()
    start = time.thread_time()
    _use_up(_decided(asked, MANY))
    took = time.thread_time() - start
    grown = _resident_mib() - before
    tracemalloc.start()
    _use_up(_decided(asked, len(asked)))
    traced, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    _use_up(_decided(asked, TRACED))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    rows = (
        Result(f"resident memory after {MANY:,} decisions", 0.0, grown, MOST_MIB, AIM_MIB),
        Result(f"Python's heap at most, {TRACED:,} decisions", 0.0, (peak - traced) / 2**20, MOST_MIB, AIM_MIB),
    )
    print(f"\nStreaming: {MANY:,} decisions in {took:.1f} s, {MANY / took:,.0f} a second")
    for row in rows:
        print(f"  {row.name}: +{row.ratio:.2f} MiB, floor {row.floor}, aim {row.aim}{' MISSED' * row.missed}")
    return tuple(row for row in rows if row.missed)


def _decided(asked: list[Request], count: int) -> Iterator[Answers]:
    for number, (order, line, units, at) in zip(range(count), cycle(asked), strict=False):
        forget([(order,)])
        moment = at + timedelta(seconds=number % 3600)
        yield decide(order, {line: units}, DESK, moment, reason="changed_mind")


def _use_up(answers: Iterator[Answers]) -> None:
    for _ in answers:
        pass


def _resident_mib() -> float:
    """
    Read how much memory the process holds, or where the system does not tell, how much it held at most.
    """
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _loading() -> tuple[Result, ...]:
    data = Path(aftersales.law.__file__).parent / "data"
    texts = [file.read_text(encoding="utf-8") for file in sorted(data.glob("*.toml"))]
    with TemporaryDirectory() as folder:
        file = Path(folder, "shop.toml")
        file.write_text(SHOP_FILE, encoding="utf-8")
        shop = race(
            Contender("tomllib", lambda: tomllib.loads(SHOP_FILE)),
            Contender("load, every field checked", lambda: load(file)),
        )
    law = race(
        Contender(f"tomllib, {len(texts)} files", lambda: [tomllib.loads(text) for text in texts]),
        Contender("the law book, every field checked", lambda: aftersales.law.load(data)),
        rounds=5,
    )
    return (*show("Loading a shop file", shop), *show("Loading the law", law))


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
