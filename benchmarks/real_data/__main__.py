"""
Decide every cancellation of UCI Online Retail that finds its purchase: ``python -m benchmarks.real_data [FOLDER]``.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from aftersales.law import book
from aftersales.returns.desk import NO_CALENDARS

from . import tables
from .export import export
from .matching import Tally, requests_of
from .outcome import Outcome
from .rows import Census, by_customer, read
from .shops import calendars, scenarios

ROOT = Path(__file__).parent.parent.parent
FILE = Path("online_retail", "lines.csv.gz")

#: Fifteen years to the same weekday: the library holds the law from 2014 on, and the sales are of 2010 and 2011.
WEEKS = 783


def main(arguments: list[str]) -> int:
    """
    Run it and print the tables; 1 where the data is missing.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_data", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        help="the folder that holds online_retail/lines.csv.gz, or such a file (or AFTERSALES_DATA)",
    )
    parser.add_argument(
        "--weeks", type=int, default=WEEKS, help="move every date on by so many weeks (default %(default)s)"
    )
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help="write lines for `aftersales simulate` there and decide nothing"
    )
    options = parser.parse_args(arguments)
    place = Path(options.folder or os.environ.get("AFTERSALES_DATA") or ROOT.parent / "shared" / "data")
    file = place if place.is_file() else place / FILE
    if not file.is_file():
        print(f"There is no {file}.", file=sys.stderr)
        print("Give the folder with the data as an argument, or in the variable AFTERSALES_DATA.", file=sys.stderr)
        print("UCI Online Retail is set 352 of the UCI Machine Learning Repository.", file=sys.stderr)
        return 1
    if options.export is not None:
        print(f"{export(file, options.weeks, options.export):,} lines in {options.export}")
        return 0
    run(file, options.weeks)
    return 0


def run(file: Path, weeks: int) -> list[Outcome]:
    """
    Read, match, decide, reconcile and print.
    """
    holidays = calendars()
    book()  # the law is loaded once; that is measured elsewhere
    outcomes = [Outcome(scenario) for scenario in scenarios(holidays)]
    census, tally = Census(), Tally()
    seconds = {"reading": 0.0, "orders and matching": 0.0}
    start = time.thread_time()
    rows = by_customer(read(file), census)
    seconds["reading"] = time.thread_time() - start
    for customer in sorted(rows):
        start = time.thread_time()
        requests = [*requests_of(rows.pop(customer), tally, weeks)]
        seconds["orders and matching"] += time.thread_time() - start
        for outcome in outcomes:
            start = time.thread_time()
            outcome.decide_all(requests)
            outcome.whole_seconds += time.thread_time() - start
    known = "public holidays from the package holidays" if holidays is not NO_CALENDARS else "no public holidays"
    tables.show(census, tally, outcomes, seconds, f"Every date is moved on by {weeks} weeks; {known}.")
    return outcomes


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
