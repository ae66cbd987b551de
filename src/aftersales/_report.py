"""The report of a back-test as one HTML file: charts and tables, nothing from elsewhere, no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from ._show import words
from ._show_policy import VERDICTS, amounts, largest, money_of, name_of, verdict_pair
from ._simulate import Run
from ._version import VERSION
from .money import Money
from .returns.trials.backtest import BY, MOST_EXAMPLES, Cell, Comparison, Pair
from .texts import format_money

__all__ = ["report"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #55606c; --paper: #ffffff; --line: #d5dbe1; --band: #f4f6f8;
  --before: #7a8794; --after: #1f6fb2; --kinder: #1a7f5a; --stricter: #b8441f; --same: #c9d1d8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a9b4bf; --paper: #14191f; --line: #36414c;
  --band: #1c232b; --before: #97a3af; --after: #5aa9e6; --kinder: #4cc596; --stricter: #f0845c; --same: #46525e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
p { margin: .25rem 0 .75rem; } .soft { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem; margin: 1.25rem 0;
  padding: 0; list-style: none; }
.facts li { background: var(--band); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.facts b { display: block; font-size: 1.25rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.beside { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 1.5rem; align-items: start; }
@media (max-width: 52rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
.wide { overflow-x: auto; margin: 0 0 1rem; } tbody th { font-weight: 600; min-width: 5.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: break-word; }
code, .beside tbody th { overflow-wrap: anywhere; }
thead th { background: var(--band); } th.n, td.n { text-align: right; }
td.n { font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font-size: .85em; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg text.n { fill: var(--soft); font-size: 12px; }
.before { fill: var(--before); } .after { fill: var(--after); } .kinder { fill: var(--kinder); }
.stricter { fill: var(--stricter); } .same { fill: var(--same); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .85rem; color: var(--soft); margin: 0 0 .5rem;
  padding: 0; list-style: none; }
.legend svg { width: .8rem; height: .8rem; display: inline-block; margin-right: .35rem; vertical-align: -.05rem; }
"""

Row = tuple[str, Sequence[tuple[int, str]], str]


def report(run: Run, names: tuple[str, str]) -> str:
    """
    Write what two policies would have done with a file of past orders as one page of HTML.

    Args:
        run: What came of it.

        names: What the two policies are called.

    .. versionadded:: 0.1.0
    """
    one, two = (escape(name) for name in names)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{one} and {two}: what would change</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(_sections(run, names))}</main>\n"
        f'<footer><p class="soft">Written by aftersales {VERSION}.</p></footer>\n</body>\n</html>\n'
    )


def _sections(run: Run, names: tuple[str, str]) -> Iterable[str]:
    sums = run.comparison
    yield _head(run, names)
    yield _verdicts(sums, names)
    yield _money(sums, names)
    if sums.total.different:
        yield _why(sums)
    for name in BY:
        if any(sums.by[name]):
            yield _by(name, sums)
    if sums.examples:
        yield _examples(sums)
    if run.bad:
        yield _bad(run)


def _head(run: Run, names: tuple[str, str]) -> str:
    total, one, two = run.comparison.total, escape(names[0]), escape(names[1])
    share = f"{100 * total.different / total.lines:.1f} %" if total.lines else "none"
    facts = [
        (f"{run.orders:,}", "orders"),
        (f"{total.lines:,}", "lines somebody asked to return"),
        (f"{total.different:,}", f"treated differently ({share})"),
        (f"{total.kinder:,}", "of them kinder to the customer"),
        (f"{total.stricter:,}", "of them stricter"),
    ]
    facts += [
        (_change(pair, currency), "refunded in all, against before")
        for currency, pair in sorted(total.refunded.items())
    ]
    items = "".join(f"<li><b>{escape(value)}</b>{escape(what)}</li>" for value, what in facts)
    return (
        f"<h1>What would change from “{one}” to “{two}”</h1>\n"
        "<p>Past requests were decided under both policies. The law stood beside each of them, so what it gives is in "
        "both columns. A line is one article of one request; it is treated differently where the verdict, what the "
        "customer gets, the money or who pays for the parcel back differ.</p>\n"
        f'<ul class="facts">{items}</ul>\n'
    )


def _change(pair: Pair, currency: str) -> str:
    change = Money(pair.after - pair.before, currency)
    return f"{'+' if change.minor > 0 else ''}{format_money(change)}"


def _verdicts(sums: Comparison, names: tuple[str, str]) -> str:
    found = [(one, verdict_pair(sums.verdicts, one)) for one in VERDICTS]
    rows: list[Row] = []
    for verdict, pair in found:
        rows.append((verdict, ((pair.before, "before"),), f"{pair.before:,}"))
        rows.append(("", ((pair.after, "after"),), f"{pair.after:,}"))
    table = _table(
        "Lines by verdict",
        ("verdict", *names, "change"),
        [(one, f"{p.before:,}", f"{p.after:,}", f"{p.after - p.before:+,}") for one, p in found],
        numbers=(1, 2, 3),
    )
    moves = _table(
        "How verdicts moved",
        ("before", "after", "lines"),
        [(b, a, f"{n:,}") for (b, a), n in sorted(sums.verdicts.items(), key=lambda item: -item[1])],
        numbers=(2,),
    )
    chart = _bars("Lines by verdict under both policies", rows, (("before", names[0]), ("after", names[1])))
    said = (
        '<p class="soft">accept: the customer may have it. ask: one more fact would decide. '
        "refer: a person has to look. refuse: nothing gives it.</p>\n"
    )
    return _section("Verdicts", f"{said}{_beside(chart, table)}{moves}")


def _money(sums: Comparison, names: tuple[str, str]) -> str:
    parts = []
    for currency in sorted(sums.total.refunded):
        pairs = [(what, found[currency]) for what, found in money_of(sums) if currency in found]
        rows: list[Row] = []
        for what, pair in pairs:
            rows.append((what, ((pair.before, "before"),), format_money(Money(pair.before, currency))))
            rows.append(("", ((pair.after, "after"),), format_money(Money(pair.after, currency))))
        table = _table(
            f"Money in {currency}",
            ("", *names, "change"),
            [
                (what, *(format_money(Money(one, currency)) for one in (p.before, p.after)), _change(p, currency))
                for what, p in pairs
            ],
            numbers=(1, 2, 3),
        )
        title = f"Money in {currency} under both policies"
        parts.append(_beside(_bars(title, rows, (("before", names[0]), ("after", names[1]))), table))
    said = (
        '<p class="soft">Refunded is what accepted lines give back, in money, credit or exchanged goods. '
        "Kept back are fees and other deductions from it.</p>\n"
    )
    return _section("Money", said + "".join(parts))


def _why(sums: Comparison) -> str:
    rows = sorted(sums.why.items(), key=lambda item: (-item[1].lines, item[0]))
    table = _table(
        "Lines that are treated differently, by what stood for or against them",
        ("before", "after", "lines", "refunded, before → after"),
        [
            (_said(b, sums), _said(a, sums), f"{cell.lines:,}", _arrows(amounts(cell.refunded)))
            for (b, a), cell in rows[:_MOST_WHY]
        ],
        numbers=(2, 3),
        raw=True,
    )
    rest = len(rows) - _MOST_WHY
    return _section("Why", table + (f"<p>{rest:,} more combinations are left out here.</p>\n" if rest > 0 else ""))


#: How many combinations of reasons the page lists.
_MOST_WHY = 40


def _said(codes: Sequence[str], sums: Comparison) -> str:
    """Say reasons by their sentences with the codes behind them, and what is given in words."""
    plain = ", ".join(words(code) for code in codes if code not in sums.sentences)
    said = [escape(plain)] if plain else []
    said += [
        f"{escape(_open(sums.sentences[code]))} <code>{escape(code)}</code>" for code in codes if code in sums.sentences
    ]
    return "<br/>".join(said)


def _open(sentence: str) -> str:
    """Leave the places for values, which differ from line to line, open."""
    return re.sub(r"{\w+}\.?", "…", sentence)


def _arrowed(cell: Cell) -> str:
    return amounts(cell.refunded).replace("->", "→")


def _arrows(text: str) -> str:
    return escape(text.replace("->", "→"))


_PARTS = (("kinder", "kinder"), ("stricter", "stricter"), ("same", "treated alike"))


def _by(name: str, sums: Comparison) -> str:
    found = [(name_of(name, word), cell) for word, cell in largest(name, sums.by[name])]
    rows: list[Row] = [
        (
            label,
            ((cell.kinder, "kinder"), (cell.stricter, "stricter"), (cell.lines - cell.different, "same")),
            f"{cell.different:,} of {cell.lines:,}",
        )
        for label, cell in found
    ]
    table = _table(
        f"Lines by {name}",
        (name, "lines", "kinder", "stricter", "refunded, before → after"),
        [
            (a, f"{c.lines:,}", f"{c.kinder:,}", f"{c.stricter:,}", amounts(c.refunded).replace("->", "→"))
            for a, c in found
        ],
        numbers=(1, 2, 3),
    )
    chart = _bars(f"Lines by {name}: kinder, stricter, alike", rows, _PARTS)
    return _section(f"By {name}", _beside(chart, table))


def _examples(sums: Comparison) -> str:
    table = _table(
        f"The first {min(len(sums.examples), MOST_EXAMPLES)} lines that are treated differently",
        ("order", "line", "before", "after", "refunded, before → after"),
        [
            (
                escape(one.order),
                escape(one.line),
                f"<b>{escape(one.before)}</b><br/>{_said(one.why_before, sums)}",
                f"<b>{escape(one.after)}</b><br/>{_said(one.why_after, sums)}",
                _arrows(amounts({one.currency: one.refunded})),
            )
            for one in sums.examples
        ],
        raw=True,
    )
    return _section("Who", table)


def _bad(run: Run) -> str:
    rows = [(f"{one.number:,}", one.problem) for one in run.named]
    rest = f" The first {len(run.named)} of them are named." if len(run.named) < run.bad else ""
    said = f"<p>{run.bad:,} lines of the file are not in these figures.{rest}</p>\n"
    return _section("Lines that could not be read", said + _table("Bad lines", ("line", "problem"), rows, numbers=(0,)))


# ------------------------------------------------------------------------------------------------- pieces of a page


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{escape(title[:1].upper() + title[1:])}</h2>\n{body}</section>\n"


def _beside(chart: str, table: str) -> str:
    return f'<div class="beside">\n{chart}{table}</div>\n'


def _table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    raw: bool = False,
) -> str:
    """Write a table; *raw* cells are HTML already."""
    put: Callable[[str], str] = str if raw else escape
    css = ['class="n"' if index in numbers else "" for index in range(len(heads))]
    head = "".join(f'<th scope="col" {one}>{escape(text)}</th>' for text, one in zip(heads, css, strict=True))
    body = "".join(
        "<tr>"
        f'<th scope="row" {css[0]}>{put(row[0])}</th>'
        + "".join(f"<td {one}>{put(text)}</td>" for text, one in zip(row[1:], css[1:], strict=True))
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="wide"><table>\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n"
    )


_WIDTH, _LABEL, _NUMBER, _STEP, _BAR = 480, 140, 104, 24, 16


def _bars(title: str, rows: Sequence[Row], legend: Sequence[tuple[str, str]]) -> str:
    """Draw horizontal bars of one scale, each of one part or several; what they say stands beside them as a number."""
    most = max((sum(value for value, _ in parts) for _, parts, _ in rows), default=0) or 1
    room = _WIDTH - _LABEL - _NUMBER
    drawn = []
    for index, (label, parts, number) in enumerate(rows):
        x, y = float(_LABEL), index * _STEP + 2
        drawn.append(f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(_short(label))}</text>')
        for value, kind in parts:
            width = room * value / most
            if value:
                said = f"<title>{escape(label)} {kind}: {value:,}</title>"
                size = f'x="{x:.1f}" y="{y}" width="{max(width, 1):.1f}" height="{_BAR}"'
                drawn.append(f'<rect class="{kind}" {size}>{said}</rect>')
            x += width
        drawn.append(f'<text class="n" x="{x + 6:.1f}" y="{y + 13}">{escape(number)}</text>')
    keys = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{kind}" width="10" height="10"/></svg>'
        f"{escape(text)}</li>"
        for kind, text in legend
    )
    return (
        f'<figure style="margin:0"><ul class="legend">{keys}</ul>'
        f'<svg viewBox="0 0 {_WIDTH} {len(rows) * _STEP + 4}" role="img" aria-label="{escape(title)}; '
        f'the same figures are in the table beside it">{"".join(drawn)}</svg></figure>\n'
    )


_LONGEST = 20


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
