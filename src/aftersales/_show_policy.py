"""How what is wrong with a policy, what changed in it and what it would have done are laid out in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from . import documents
from ._screen import Screen
from ._show import words
from ._simulate import Run
from .dates import Unit as Length
from .money import Money
from .orders import Practices
from .returns import Fee, Window
from .returns.policies.difference import PolicyChange, Tendency
from .returns.policies.linting import Lint
from .returns.trials.backtest import Cell, Comparison, Pair
from .rights import Remedy
from .texts import country_name, format_money, render

__all__ = [
    "amounts",
    "change_data",
    "in_words",
    "largest",
    "money_of",
    "name_of",
    "practices_changes",
    "run_data",
    "show_changes",
    "show_lints",
    "show_run",
    "tally",
    "verdict_pair",
    "whom",
]


def show_lints(out: Screen, found: Iterable[Lint]) -> None:
    """
    Show what is probably not meant: where, why, and what to do.

    .. versionadded:: 0.1.0
    """
    for one in found:
        out.text(f"{one.path}: {one.severity.value}: {one.reason.code}", 2)
        out.text(render(one.reason, one.values), 3)
        if one.advice:
            out.text(one.advice, 3)


# ------------------------------------------------------------------------------------------------------ differences


def show_changes(out: Screen, changes: Iterable[PolicyChange], practices: Iterable[tuple[str, Any, Any]]) -> None:
    """
    Show what changed from one policy to another, for everybody and then for each group.

    .. versionadded:: 0.1.0
    """
    groups: dict[str, list[PolicyChange]] = {}
    for change in changes:
        groups.setdefault(whom(change), []).append(change)
    for group, same in groups.items():
        out.heading(group)
        out.table((words(one.field), _arrow(one.before, one.after), one.tendency.value) for one in same)
    stated = [(words(name), _arrow(before, after)) for name, before, after in practices]
    if stated:
        out.heading("What the shop states about itself")
        out.table(stated)
    if not groups and not stated:
        out.text("Nothing changed for anybody.", 1)


def _arrow(before: Any, after: Any) -> str:
    return f"{in_words(before)} -> {in_words(after)}"


def practices_changes(before: Practices, after: Practices) -> list[tuple[str, Any, Any]]:
    """Find what two statements of a shop about itself say differently."""
    names = [a.name for a in attrs.fields(Practices) if a.name != "since"]
    return [(n, getattr(before, n), getattr(after, n)) for n in names if getattr(before, n) != getattr(after, n)]


def whom(change: PolicyChange) -> str:
    """Say for whom something changed: ``categories shoes; countries DE``."""
    if not change.conditions:
        return "Everything no rule names otherwise"
    return "; ".join(f"{words(name)} {in_words(said)}" for name, said in change.conditions.items())


def in_words(value: Any) -> str:  # noqa: PLR0911 - one for each kind of value
    """Say a value of a policy in words: ``30 days``, ``10 %``, ``customer 5.00 EUR``."""
    match value:
        case None:
            return "nothing"
        case bool():
            return words(value)
        case Window():
            return _window(value)
        case Fee():
            return str(value)
        case Decimal():
            return f"{value.normalize():f} %"
        case Money():
            return str(value)
        case frozenset():
            return ", ".join(sorted(words(one) for one in value)) or "none"
        case tuple() | list():
            return "; ".join(in_words(one) for one in value) or "none"
    if attrs.has(type(value)):
        return _parts(value)
    return words(value)


def _window(window: Window) -> str:
    if window.unlimited:
        return "without end"
    counted = {Length.DAY: window.days, Length.MONTH: window.months}
    lengths = [f"{n} {unit.value}{'' if n == 1 else 's'}" for unit, n in counted.items() if n is not None]
    return " or ".join(lengths) + (f", until {window.until} at least" if window.until is not None else "")


def _parts(value: Any) -> str:
    """Name the parts that are not as they are anyway; of a value that is wholly so, nothing."""
    fields = [a for a in attrs.fields(type(value)) if a.init and getattr(value, a.name) not in (None, a.default)]
    said = [f"{words(a.metadata.get('key', a.name))} {in_words(getattr(value, a.name))}" for a in fields]
    return ", ".join(said) or "as usual"


def change_data(change: PolicyChange) -> dict[str, Any]:
    """Write a change as plain data."""
    return {
        "field": change.field,
        "whom": {name: documents.dump(said) for name, said in change.conditions.items()},
        "before": documents.dump(change.before),
        "after": documents.dump(change.after),
        "tendency": change.tendency.value,
    }


def tally(changes: Iterable[PolicyChange]) -> str:
    """Count changes by what they mean for a customer."""
    found = [one.tendency for one in changes]
    return ", ".join(f"{found.count(one)} {one.value}" for one in Tendency if one in found)


# ---------------------------------------------------------------------------------------------------- what would be

VERDICTS = ("accept", "ask", "refer", "refuse")


def show_run(out: Screen, run: Run, names: tuple[str, str]) -> None:
    """
    Show what two policies would have done with a file of past orders.

    .. versionadded:: 0.1.0
    """
    total, sums = run.comparison.total, run.comparison
    out.title(f"{names[0]} -> {names[1]}")
    out.text(f"{run.orders:,} orders, {sums.requests:,} requests, {total.lines:,} lines of them", 1)
    out.text(
        f"treated differently: {total.different:,} lines, {total.kinder:,} kinder and {total.stricter:,} stricter", 1
    )
    out.heading("Verdicts")
    out.table([("", *names), *((one, *_both(verdict_pair(sums.verdicts, one))) for one in VERDICTS)])
    out.heading("Money")
    money = [row for what, found in money_of(sums) for row in _money_rows(what, found)]
    out.table([("", *names), *money])
    if total.different:
        out.heading("Why")
        rows = sorted(sums.why.items(), key=lambda item: -item[1].lines)[:_MOST_ROWS]
        out.table((f"{cell.lines:,}", ", ".join(why[0]), f"-> {', '.join(why[1])}") for why, cell in rows)
        for name, cells in sums.by.items():
            if not any(cells):
                continue
            out.heading(f"By {name}")
            out.table([_HEAD, *(_row(name_of(name, word), cell) for word, cell in largest(name, cells))])
    if run.bad:
        out.heading(f"{run.bad:,} lines could not be read")
        out.table((f"line {one.number}", one.problem) for one in run.named)


_MOST_ROWS = 15
_HEAD = ("", "lines", "kinder", "stricter", "refunded")


def _both(pair: Pair) -> tuple[str, str]:
    return f"{pair.before:,}", f"{pair.after:,}"


def verdict_pair(verdicts: Mapping[tuple[str, str], int], verdict: str) -> Pair:
    """Count the lines of a verdict before and after."""
    before = sum(count for (one, _), count in verdicts.items() if one == verdict)
    return Pair(before, sum(count for (_, one), count in verdicts.items() if one == verdict))


def money_of(sums: Comparison) -> list[tuple[str, Mapping[str, Pair]]]:
    """List what goes back, what of that in other ways than money, and what is kept back; by currency each."""
    found: list[tuple[str, Mapping[str, Pair]]] = [("refunded", sums.total.refunded)]
    others = {remedy: amounts for remedy, amounts in sums.given.items() if remedy != Remedy.REFUND.value}
    found += [(f"of it {words(remedy)}", amounts) for remedy, amounts in sorted(others.items())]
    return [*found, ("kept back", sums.total.kept)]


def _money_rows(title: str, found: Mapping[str, Pair]) -> Iterable[tuple[str, str, str]]:
    for currency, pair in sorted(found.items()):
        yield title, str(Money(pair.before, currency)), str(Money(pair.after, currency))


def _row(name: str, cell: Cell) -> tuple[str, ...]:
    return name, f"{cell.lines:,}", f"{cell.kinder:,}", f"{cell.stricter:,}", amounts(cell.refunded, str)


def amounts(found: Mapping[str, Pair], say: Callable[[Money], str] = format_money) -> str:
    """Say an amount before and after, by currency."""
    both = [(Money(pair.before, currency), Money(pair.after, currency)) for currency, pair in sorted(found.items())]
    return "; ".join(f"{say(before)} -> {say(after)}" for before, after in both)


def largest(name: str, cells: Mapping[str, Cell], most: int = _MOST_ROWS) -> list[tuple[str, Cell]]:
    """List months in their order, and anything else with the most lines first; what is beyond *most* is summed up."""
    if name == "month":
        return sorted(cells.items())
    ordered = sorted(cells.items(), key=lambda item: (-item[1].lines, item[0]))
    if len(ordered) <= most:
        return ordered
    rest = Cell()
    for _, cell in ordered[most - 1 :]:
        rest.join(cell)
    return [*ordered[: most - 1], (f"{len(ordered) - most + 1} others", rest)]


def name_of(name: str, word: str) -> str:
    """Say a word of a kind as a person knows it."""
    if not word:
        return "not known" if name in ("country", "reason") else "none"
    return country_name(word) if name == "country" and len(word) == len("DE") else words(word)


def run_data(run: Run, names: tuple[str, str]) -> dict[str, Any]:
    """Write what a file came to as plain data; amounts are in minor units."""
    sums = run.comparison
    return {
        "policies": list(names),
        "lines": run.lines,
        "orders": run.orders,
        "bad": {"count": run.bad, "named": [{"line": one.number, "problem": one.problem} for one in run.named]},
        "requests": sums.requests,
        "total": _cell_data(sums.total),
        "verdicts": [{"before": b, "after": a, "lines": n} for (b, a), n in sorted(sums.verdicts.items())],
        "given": [
            {"remedy": remedy, "currency": currency, **attrs.asdict(pair)}
            for remedy, amounts in sorted(sums.given.items())
            for currency, pair in sorted(amounts.items())
        ],
        "why": [
            {"before": list(before), "after": list(after), **_cell_data(cell)}
            for (before, after), cell in sorted(sums.why.items(), key=lambda item: (-item[1].lines, item[0]))
        ],
        "by": {
            name: [{name: word, **_cell_data(cell)} for word, cell in sorted(cells.items())]
            for name, cells in sums.by.items()
        },
        "sentences": dict(sorted(sums.sentences.items())),
        "examples": [attrs.asdict(one, value_serializer=_plain) for one in sums.examples],
    }


def _cell_data(cell: Cell) -> dict[str, Any]:
    """Write every sum, also those that are zero."""
    return attrs.asdict(cell)


def _plain(_owner: Any, _field: Any, value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
