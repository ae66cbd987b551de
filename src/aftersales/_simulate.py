"""Read a file of past orders line by line, decide each under two policies, and join what parts of the file came to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import attrs

from . import documents
from .dates import Calendars
from .errors import MissingExtraError, Problem, ProblemsError
from .orders import Line
from .returns import Desk, ReturnPolicy
from .returns.desk import NO_CALENDARS
from .returns.trials.backtest import Comparison, try_both
from .returns.trials.past_requests import past_order, past_request
from .rights import Fault
from .shop import load

__all__ = ["BadLine", "Run", "articles", "desk", "simulate", "spans"]


@attrs.frozen
class BadLine:
    """A line that could not be decided: its number in the file, from 1, and what is wrong with it."""

    number: int
    problem: str


#: How many bad lines are named; all are counted.
MOST_NAMED = 20


@attrs.define
class Run:
    """
    What a file, or a part of it, came to.

    Args:
        comparison: The sums.

        lines: How many lines the part has, empty ones too.

        orders: How many of them were decided.

        bad: How many could not be.

        named: The first of those.

    .. versionadded:: 0.1.0
    """

    comparison: Comparison = attrs.Factory(Comparison)
    lines: int = 0
    orders: int = 0
    bad: int = 0
    named: list[BadLine] = attrs.Factory(list)

    def join(self, after: Run) -> None:
        """Count in the part of the file that comes after this one."""
        moved = [attrs.evolve(one, number=one.number + self.lines) for one in after.named]
        self.named = [*self.named, *moved][:MOST_NAMED]
        self.comparison.join(after.comparison)
        self.lines += after.lines
        self.orders += after.orders
        self.bad += after.bad


def calendars() -> Calendars:
    """Take public holidays where the package for them is installed."""
    from .calendars import HolidayCalendars

    try:
        return HolidayCalendars()
    except MissingExtraError:
        return NO_CALENDARS


def desk(file: Path) -> Desk:
    """Open the shop of a file."""
    return load(file, calendars=calendars()).returns


def nobody(_done: int, _lines: int) -> None:
    """Hear how far it is, and tell nobody."""


def simulate(
    file: Path, policies: tuple[Path, Path], *, jobs: int = 1, told: Callable[[int, int], None] = nobody
) -> Run:
    """
    Decide every line of a file under two policies.

    Args:
        file: The past orders, one a line.

        policies: The two shop files.

        jobs: How many processes; with more than one, each takes spans of whole lines.

        told: Is told every now and then how many bytes and lines are done.

    Raises:
        PolicyError: If a shop file is wrong.

        OSError: If the file cannot be read.

    .. versionadded:: 0.1.0
    """
    before, after = (desk(policy) for policy in policies)
    if jobs == 1:
        return _span(file, (0, file.stat().st_size), before, after, told)
    from concurrent.futures import ProcessPoolExecutor

    whole, done = Run(), 0
    parts = spans(file, jobs * SPANS_EACH)
    with ProcessPoolExecutor(jobs, initializer=_open, initargs=(policies,)) as pool:
        for (start, end), part in zip(parts, pool.map(_in_process, ((file, span) for span in parts)), strict=True):
            whole.join(part)
            done += end - start
            told(done, whole.lines)
    return whole


#: How many spans each process takes, so that one with dear lines does not keep the others waiting long.
SPANS_EACH = 8

#: The two desks of a process, opened once.
_DESKS: list[tuple[Desk, Desk]] = []


def _open(policies: tuple[Path, Path]) -> None:
    before, after = policies
    _DESKS[:] = [(desk(before), desk(after))]


def _in_process(span: tuple[Path, tuple[int, int]]) -> Run:
    file, bounds = span
    before, after = _DESKS[0]
    return _span(file, bounds, before, after, nobody)


def spans(file: Path, count: int) -> list[tuple[int, int]]:
    """Cut a file into at most so many parts of about one size, each of whole lines."""
    size = file.stat().st_size
    cuts = [0]
    with file.open("rb") as data:
        for index in range(1, count):
            data.seek(max(size * index // count, cuts[-1]))
            data.readline()
            cuts.append(min(data.tell(), size))
    ends = [*cuts[1:], size]
    return [(start, end) for start, end in zip(cuts, ends, strict=True) if end > start]


#: After how many lines somebody is told.
OFTEN = 200


def _span(file: Path, span: tuple[int, int], before: Desk, after: Desk, told: Callable[[int, int], None]) -> Run:
    run = Run()
    start, end = span
    with file.open("rb") as data:
        data.seek(start)
        done = start
        while done < end and (line := data.readline()):
            done += len(line)
            run.lines += 1
            if line.strip():
                _line(run, line, before, after)
            if not run.lines % OFTEN:
                told(done, run.lines)
    told(done, run.lines)
    return run


def _line(run: Run, line: bytes, before: Desk, after: Desk) -> None:
    """Decide all requests of one line, or name what is wrong with it; half a line is never counted."""
    try:
        past = past_request(documents.parse_json(line.decode("utf-8-sig")))
        tried = [try_both(past.order, asked, before, after) for asked in past.asked]
    except UnicodeDecodeError:
        _bad(run, "expected UTF-8 text")
    except ProblemsError as wrong:
        _bad(run, "; ".join(_said(wrong.problems)))
    else:
        run.orders += 1
        for one in tried:
            run.comparison.add(one)


#: How many problems of one line are named.
_MOST_PROBLEMS = 3


def _said(problems: tuple[Problem, ...]) -> Iterator[str]:
    yield from (str(problem) for problem in problems[:_MOST_PROBLEMS])
    if len(problems) > _MOST_PROBLEMS:
        yield f"and {len(problems) - _MOST_PROBLEMS} more"


def _bad(run: Run, problem: str) -> None:
    run.bad += 1
    if len(run.named) < MOST_NAMED:
        run.named.append(BadLine(run.lines, problem))


def articles(file: Path, policies: tuple[ReturnPolicy, ...]) -> tuple[Line, ...]:
    """
    Collect what a file of past orders sold, one article of all that look the same to the policies: the cheapest.

    Lines that cannot be read are left out; `simulate` names them.
    """
    found: dict[Hashable, Line] = {}
    with file.open("rb") as data:
        for text in data:
            try:
                order = past_order(documents.parse_json(text.decode("utf-8-sig")))
            except (UnicodeDecodeError, ProblemsError):
                continue
            for line in order.lines:
                key = tuple(policy.sight.key(line, Fault.CUSTOMER, None) for policy in policies)
                if key not in found or _price(line) < _price(found[key]):
                    found[key] = line
    return tuple(found.values())


def _price(line: Line) -> int:
    return line.charged.gross.minor // line.quantity
