"""
Measure contenders side by side, in one process, as ratios.

A figure in nanoseconds says more about the machine than about the code. Here every contender is timed in every round,
in an order that turns round from one round to the next, and what counts is the median over the rounds of its time
divided by the reference's time in the same round: a slow spell of the machine meets them all. Time is that of the
processor, so that what else runs on the machine does not count. Garbage collection stays on, as it does in a shop.
"""

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import attrs

import aftersales

SOURCE = Path(aftersales.__file__).parent.parent

_FEWEST_LOOPS_TIME = 1e-4


@attrs.frozen
class Contender:
    """
    One way to do it.

    Args:
        name: What it is called in the table.

        run: Does it once.

        floor: The largest ratio to the reference that is acceptable; none for what is only shown beside it.

        aim: The ratio that ought to be possible.
    """

    name: str
    run: Callable[[], object]
    floor: float | None = None
    aim: float | None = None


@attrs.frozen
class Result:
    """
    What came out for one contender: seconds for one run, and the ratio to the reference.
    """

    name: str
    seconds: float
    ratio: float
    floor: float | None = None
    aim: float | None = None

    @property
    def missed(self) -> bool:
        """
        Say whether it is slower than it may be.
        """
        return self.floor is not None and self.ratio > self.floor


def race(reference: Contender, *others: Contender, rounds: int = 15, seconds: float = 0.01) -> tuple[Result, ...]:
    """
    Time all contenders in interleaved rounds; the reference comes first and has the ratio 1.

    Args:
        reference: What the others are compared with.

        others: What is compared.

        rounds: How often each is timed.

        seconds: How long one contender runs in one round, about.
    """
    contenders = (reference, *others)
    loops = [_loops(contender.run, seconds) for contender in contenders]
    times: list[list[float]] = [[] for _ in contenders]
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        order = range(len(contenders)) if number % 2 else reversed(range(len(contenders)))
        for index in order:
            times[index].append(_timed(contenders[index].run, loops[index]) / loops[index])
    gc.unfreeze()
    return results({contender.name: (contender.floor, contender.aim) for contender in contenders}, times)


def results(
    bars: Mapping[str, tuple[float | None, float | None]], times: Sequence[Sequence[float]]
) -> tuple[Result, ...]:
    """
    Turn the times of each round into medians and ratios to the first contender.

    Args:
        bars: The names of the contenders with their floors and aims, the reference first.

        times: Their times, one list each, in the same order.
    """
    return tuple(
        Result(
            name,
            statistics.median(own),
            statistics.median(mine / its for mine, its in zip(own, times[0], strict=True)),
            *bar,
        )
        for (name, bar), own in zip(bars.items(), times, strict=True)
    )


def race_imports(
    reference: str, bars: Mapping[str, tuple[float | None, float | None]], rounds: int = 21
) -> tuple[Result, ...]:
    """
    Time import statements, each in fresh interpreters: the reference, and the others with their floors and aims.
    """
    statements = {reference: (None, None), **bars}
    times: dict[str, list[float]] = {statement: [] for statement in statements}
    for number in range(rounds + 1):
        for statement, own in times.items():
            took, _ = imported(statement)
            if number:  # the first round may compile
                own.append(took)
    return results(statements, list(times.values()))


def imported(statement: str) -> tuple[float, frozenset[str]]:
    """
    Run an import statement in a fresh, isolated interpreter: how long it took, and which modules it loaded.
    """
    script = (
        "import sys, time\n"
        f"sys.path.append({str(SOURCE)!r})\n"
        "before = set(sys.modules)\n"
        "start = time.perf_counter()\n"
        f"{statement}\n"
        "took = time.perf_counter() - start\n"
        "print(took, *sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], check=True, capture_output=True, text=True)
    took, *modules = done.stdout.split()
    return float(took), frozenset(modules)


def show(title: str, found: Iterable[Result]) -> tuple[Result, ...]:
    """
    Print a table, and return the results that missed their floor.
    """
    rows = tuple(found)
    width = max(len(row.name) for row in rows)
    print(f"\n{title}")
    print(f"  {'':<{width}}  {'time':>9}  {'ratio':>7}  {'floor':>6}  {'aim':>6}")
    for row in rows:
        met = "" if row.floor is None else "  MISSED" if row.missed else "  met"
        bars = f"{_bar(row.floor):>6}  {_bar(row.aim):>6}"
        print(f"  {row.name:<{width}}  {_readable(row.seconds):>9}  {row.ratio:>7.3g}  {bars}{met}")
    return tuple(row for row in rows if row.missed)


def _bar(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _timed(run: Callable[[], object], loops: int) -> float:
    steps = range(loops)
    start = time.thread_time()
    for _ in steps:
        run()
    return time.thread_time() - start


def _loops(run: Callable[[], object], seconds: float) -> int:
    loops = 1
    while (took := _timed(run, loops)) < _FEWEST_LOOPS_TIME:
        loops *= 2
    return max(1, round(loops * seconds / took))


def _readable(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
