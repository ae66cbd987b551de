"""
Write the reference pages of the law from its data: every row, what is covered and left out, and a page for each place.

``python scripts/law_reference.py`` rewrites ``docs/reference/law.md``, ``docs/reference/law-coverage.md`` and the pages
in ``docs/reference/law``. A test keeps them equal to the data.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import Enum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs

from aftersales._show import change_in_words, stated_fields, words
from aftersales.law import Change, Floor, FunctionRow, changes, function_book
from aftersales.law.books import book
from aftersales.law.rows import Jurisdiction, Row
from aftersales.money import Money

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
LEFT_OUT = Path(__file__).with_name("law_left_out.toml")
LEFT_OUT_KEYS = ("jurisdiction", "topic", "what", "why")
TOPICS = ("withdrawal", "guarantee", "delivery", "duties")

_SAID_OF_ITSELF = {field.name for field in attrs.fields(Row)}

LAW_HEAD = """\
# The law in the data

<!-- Written by scripts/law_reference.py; change the files in src/aftersales/law/data instead. -->

Every row the library ships, by jurisdiction.
A row marked `+` lies on top of the row that is in force beside it, and the rows of a state lie on top of the Union's.
A row marked `=` is a guarantee of its own that runs parallel to the others.
*Certain* rows make the certain floor; a row of medium or low confidence is cautious only.
So is a row of which no text was read, whatever its confidence.
How the floors are used is told in [uncertainty](../explanation/uncertainty.md).
What is missing is listed in [the coverage](law-coverage.md).
Each place has a page of its own: what its rows come to, the words of its withdrawal function, what changed when.
This is data with its sources, not legal advice.

```{toctree}
:hidden:
:glob:

law/*
```
"""

COVERAGE_HEAD = """\
# The coverage of the law data

<!-- Written by scripts/law_reference.py; change scripts/law_left_out.toml or src/aftersales/law/data instead. -->

What the data holds by jurisdiction, and what was looked up but has no row.
Where a topic has no row, a decision says so and hands over to a person; nothing is refused for it.

## What is in

The numbers count rows: all of them, and in brackets the certain ones.
"""

OUT_HEAD = """\
## What is left out, and why

A rule is left out, or stands in a note that nothing computes with, where its conditions have no fact or no field yet.
Nothing is bent to fit: a buyer is never refused by a shorter rule while a longer one is known.
"""


def law_page() -> str:
    """Write the page with every row."""
    parts = [LAW_HEAD]
    for code, one in sorted(book().jurisdictions.items(), key=lambda item: (item[0] != "EU", item[0])):
        parts.append("\n".join(_jurisdiction(code, one)) + "\n")
    return "\n".join(parts)


def coverage_page() -> str:
    """Write the page of what is covered and what is left out."""
    rows = ["| Jurisdiction | Withdrawal | Guarantee | Delivery | Other duties |", "|---|---|---|---|---|"]
    for code, one in sorted(book().jurisdictions.items(), key=lambda item: (item[0] != "EU", item[0])):
        below = f", on top of {one.inherits}" if one.inherits else ""
        cells = (_count(getattr(one, topic), code) for topic in TOPICS)
        rows.append(f"| {code} {one.name}{below} | {' | '.join(cells)} |")
    out = ["| Jurisdiction | Topic | What | Why |", "|---|---|---|---|"]
    out += [f"| {' | '.join(entry[key] for key in LEFT_OUT_KEYS)} |" for entry in left_out()]
    return "\n".join([COVERAGE_HEAD, *rows, "", OUT_HEAD, *out, ""])


def left_out() -> list[dict[str, str]]:
    """Read what has no row, and why."""
    entries: list[dict[str, str]] = tomllib.loads(LEFT_OUT.read_text(encoding="utf-8"))["left_out"]
    return entries


def _count(rows: tuple[Row, ...], code: str) -> str:
    certain = sum(row.certain_for(code) for row in rows)
    return f"{len(rows)} ({certain})" if rows else "none"


def _jurisdiction(code: str, one: Jurisdiction) -> Iterator[str]:
    yield f"## {code} {one.name}"
    yield ""
    said = [f"On top of {one.inherits}."] if one.inherits else []
    said += [f"Zones: {', '.join(one.zones)}."] if one.zones else []
    said += [f"Zones of regions: {_regions(one)}."] if one.regions else []
    if said:
        yield " ".join(said)
        yield ""
    yield "| Topic | Since | Until | Fields | Citation | Confidence | Checked |"
    yield "|---|---|---|---|---|---|---|"
    remarks: list[str] = []
    for topic in TOPICS:
        for row in getattr(one, topic):
            yield f"| {' | '.join(_cells(topic, row, code))} |"
            remarks += _remarks(topic, row)
    if remarks:
        yield ""
        yield from remarks


def _regions(one: Jurisdiction) -> str:
    listed = [f"{region} {' or '.join(zones)}" for region, zones in one.regions.items()]
    return "; ".join([*listed, *([f"elsewhere {' or '.join(one.elsewhere)}"] if one.elsewhere else [])])


def _cells(topic: str, row: Row, code: str) -> Iterable[str]:
    name = getattr(row, "topic", topic) + (" +" if row.overlay else " =" if row.parallel else "")
    until = row.in_force_to.isoformat() if row.in_force_to else ""
    read = "" if row.verified else ", no text read"
    sure = f"{row.confidence.value}{read}" + (", certain" if row.certain_for(code) else "")
    if row.certain_in:
        sure += f", certain in {', '.join(sorted(row.certain_in))}"
    fields = ", ".join(f"`{key} = {_shown(value)}`" for key, value in _acting(row))
    return name, row.in_force_from.isoformat(), until, fields, row.citation, sure, row.checked.isoformat()


def _acting(row: Row) -> Iterator[tuple[str, object]]:
    for field in attrs.fields(type(row)):
        value = getattr(row, field.name)
        if field.name not in _SAID_OF_ITSELF and field.name != "topic" and value is not None:
            yield field.name, value


def _shown(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(map(_shown, value)))}]"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if attrs.has(type(value)) and not isinstance(value, Money):
        parts = ((a.name, getattr(value, a.name), a.default) for a in attrs.fields(type(value)))
        return f"{{{', '.join(f'{name} = {_shown(one)}' for name, one, default in parts if one != default)}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _remarks(topic: str, row: Row) -> Iterator[str]:
    name = getattr(row, "topic", topic)
    question = f" Open: {row.disputed}" if row.disputed else ""
    note = f" {' '.join(row.note.split())}" if row.note else ""
    yield f"- **{name}, {row.in_force_from.isoformat()}**. Source: {row.source}{question}{note}"


# ------------------------------------------------------------------------------------------------ a page for each place

PLACE_HEAD = """\
# {name}

<!-- Written by scripts/law_reference.py; change the files in src/aftersales/law instead. -->

What the data says of a consumer who lives there, for contracts of {on}, the day of the newest look at a row.{below}
The *certain* value is what verified rows give; the other is what a cautious reading gives, where it differs.
[The rows themselves](../law.md) have every version with its source; this is data, not legal advice.
"""

FLOORS = {
    "withdrawal": "Right of withdrawal",
    "guarantee": "Legal guarantee",
    "delivery": "Delivery, where nothing was agreed",
}
DAY = timedelta(1)


def place_page(code: str) -> str:
    """Write the page of a jurisdiction: its floors, its withdrawal function, its duties, and what changed when."""
    law, links = book(), book().chain(code)
    on = max(row.checked for link in links for topic in TOPICS for row in getattr(link, topic))
    below = f"\nIt lies on top of this: {', '.join(_link(link.code) for link in links[:-1])}." if len(links) > 1 else ""
    parts = [PLACE_HEAD.format(name=f"{links[-1].name} ({code})", below=below, on=on)]
    for topic, title in FLOORS.items():
        parts += _floor(title, getattr(law, topic)(code, on))
    parts += _function(code, on)
    parts += _duties(code, on)
    parts += _history(code)
    return "\n".join(parts).rstrip("\n") + "\n"


def _link(code: str) -> str:
    return f"[{book().jurisdictions[code].name}]({code.lower()}.md)"


def _floor(title: str, floor: Floor[Any] | None) -> Iterator[str]:
    yield f"## {title}\n"
    if floor is None:
        yield "Nothing is held: a decision hands over to a person.\n"
        return
    yield "| Field | Certain | If cautious | Meaning |"
    yield "|---|---|---|---|"
    for cells in _joined(stated_fields(floor)):
        yield f"| {' | '.join(cells)} |"
    yield ""
    for layer in floor.layers:
        trust = "certain" if layer.certain else "not certain here"
        yield f"- {layer.jurisdiction}, since {layer.row.in_force_from}: {layer.row.citation} ({trust})"
    yield ""


def _joined(rows: Iterable[tuple[str, ...]]) -> Iterator[list[str]]:
    """Put a value that stands in several rows into one cell."""
    found: list[list[str]] = []
    for name, sure, other, meaning in rows:
        if name:
            found.append([name, sure, other, meaning])
            continue
        for place, more in ((1, sure), (2, other)):
            found[-1][place] += f", {more}" if more and found[-1][place] else more
    yield from found


def _function(code: str, on: date) -> Iterator[str]:
    found = function_book().on(book(), code, on)
    if found is None:
        return
    yield "## Function to withdraw online\n"
    trust = "certain" if found.certain else "not certain here"
    yield f"{found.jurisdiction}, since {found.row.in_force_from}: {found.row.citation} ({trust}).\n"
    if found.jurisdiction != code:
        yield f"What it must be, and the words on it, stand on the page of {_link(found.jurisdiction)}.\n"
        return
    yield from _asked(found.row)
    yield "| Language | First control | Second control | Prescribed | In two sources alike |"
    yield "|---|---|---|---|---|"
    for label in found.row.labels:
        cells = label.language, label.open, label.confirm, words(label.prescribed), words(label.cross_checked)
        yield f"| {' | '.join(cells)} |"
    yield f"\nSource: {' '.join(found.row.source.split())}\n\n{' '.join(found.row.note.split())}\n"


def _asked(row: FunctionRow) -> Iterator[str]:
    if row.may_ask:
        yield f"- The form may make compulsory: {', '.join(words(one) for one in row.may_ask)}."
    yield f"- It may not make compulsory: {', '.join(sorted(row.never_ask))}."
    yield f"- The acknowledgement says: {', '.join(sorted(words(one) for one in row.states))}."
    if row.within_hours is not None:
        yield f"- It goes out {f'within {row.within_hours} hours' if row.within_hours else 'at once'}."
    yield ""


def _duties(code: str, on: date) -> Iterator[str]:
    duties = book().duties(code, on)
    if not duties:
        return
    yield "## Other duties\n"
    for layer in duties:
        note = f" {' '.join(layer.row.note.split())}" if layer.row.note else ""
        trust = "certain" if layer.certain else "not certain here"
        yield f"- **{words(layer.row.topic)}** ({layer.jurisdiction}, {trust}): {layer.row.citation}.{note}"
    yield ""


def _history(code: str) -> Iterator[str]:
    """List what changed on each day on which a row came into force or went."""
    rows = [row for link in book().chain(code) for topic in TOPICS for row in getattr(link, topic)]
    ends = {row.in_force_to + DAY for row in rows if row.in_force_to is not None and row.in_force_to < date.max}
    days = sorted({row.in_force_from for row in rows} | ends)
    yield "## What changed when\n"
    for day in days[1:]:
        found = changes(book(), code, day - DAY, day)
        lines = [_change(topic, list(some)) for topic, some in groupby(found, key=lambda one: one.topic)]
        if lines:
            yield f"- **{day}**: {'; '.join(lines)}."
    yield ""


def _change(topic: str, found: list[Change]) -> str:
    cites = dict.fromkeys(cite.text for one in found for cite in one.cites[-1:])
    said = dict.fromkeys(change_in_words(one) for one in found)
    return f"{words(topic)}: {', '.join(said)} ({'; '.join(cites)})"


def place_file(code: str) -> Path:
    """Say where the page of a place stands."""
    return REFERENCE / "law" / f"{code.lower()}.md"


def files() -> list[Path]:
    """List the pages that there should be."""
    return [REFERENCE / "law.md", REFERENCE / "law-coverage.md", *map(place_file, book().jurisdictions)]


@cache
def pages() -> dict[Path, str]:
    """Say what each page should be."""
    texts = (law_page(), coverage_page(), *map(place_page, book().jurisdictions))
    return dict(zip(files(), texts, strict=True))


def main() -> None:
    """Write the pages, and take away the page of a place that is no more."""
    for file in (REFERENCE / "law").glob("*.md"):
        if file not in pages():
            file.unlink()
    for file, text in pages().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
