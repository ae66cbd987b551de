"""
Write the reference pages of the law from its data: every row, and what is covered and what is left out.

``python scripts/law_reference.py`` rewrites ``docs/reference/law.md`` and ``docs/reference/law-coverage.md``. A test
keeps them equal to the data.
"""

import tomllib
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

import attrs

from aftersales.law.book import book
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
This is data with its sources, not legal advice.
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


def _shown(value: object) -> str:
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


def pages() -> dict[Path, str]:
    """Say what each page should be."""
    return {REFERENCE / "law.md": law_page(), REFERENCE / "law-coverage.md": coverage_page()}


def main() -> None:
    """Write the pages."""
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
