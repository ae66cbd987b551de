"""Where the commands write: plain text anywhere, and a little nicer where rich is installed and somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

__all__ = ["Screen", "screen"]

WIDTH = 100
GAP = "  "

_COLOURS = {"accept": "green", "ask": "yellow", "refer": "yellow", "refuse": "red"}


class Screen:
    """
    Plain text, the same on every machine; the last column of a table is wrapped, the others are not.

    .. versionadded:: 0.1.0
    """

    def title(self, text: str) -> None:
        """Start something new."""
        self._write(text)

    def heading(self, text: str) -> None:
        """Start a part of it."""
        self._write("")
        self._write(f"{GAP}{text}")

    def text(self, text: str, level: int = 0) -> None:
        """Write a paragraph."""
        for line in _wrapped(text, WIDTH - len(GAP) * level):
            self._write(f"{GAP * level}{line}")

    def table(self, rows: Iterable[Sequence[str]], level: int = 2) -> None:
        """Write rows of one length, the columns under each other."""
        for line in _columns([tuple(row) for row in rows], WIDTH - len(GAP) * level):
            self._write(f"{GAP * level}{line}")

    def lines(self, lines: Iterable[str], level: int = 2) -> None:
        """Write lines that are laid out already."""
        for line in lines:
            self._write(f"{GAP * level}{line}")

    def _write(self, line: str) -> None:
        sys.stdout.write(f"{line.rstrip()}\n")


class RichScreen(Screen):
    """
    The same with rich: headings in bold, verdicts in colour, tables as wide as the terminal.

    .. versionadded:: 0.1.0
    """

    def __init__(self, console: Any) -> None:
        """Write to a console of rich."""
        self._console = console

    def title(self, text: str) -> None:
        """Start something new."""
        self._console.rule(_coloured(text), align="left")

    def heading(self, text: str) -> None:
        """Start a part of it."""
        self._console.print(f"\n{GAP}{text}", style="bold", markup=False)

    def text(self, text: str, level: int = 0) -> None:
        """Write a paragraph."""
        from rich.padding import Padding

        self._console.print(Padding(_coloured(text), (0, 0, 0, len(GAP) * level)))

    def table(self, rows: Iterable[Sequence[str]], level: int = 2) -> None:
        """Write rows of one length, the columns under each other."""
        from rich.padding import Padding
        from rich.table import Table

        grid = Table.grid(padding=(0, len(GAP)))
        for row in rows:
            grid.add_row(*(_coloured(cell) for cell in row))
        self._console.print(Padding(grid, (0, 0, 0, len(GAP) * level)))

    def lines(self, lines: Iterable[str], level: int = 2) -> None:
        """Write lines that are laid out already."""
        for line in lines:
            self._console.print(f"{GAP * level}{line}", markup=False, soft_wrap=True)


def screen() -> Screen:
    """
    Choose rich where it is installed and a person reads, else plain text.

    .. versionadded:: 0.1.0
    """
    if sys.stdout.isatty():
        try:
            from rich.console import Console
        except ImportError:
            return Screen()
        return RichScreen(Console(highlight=False))
    return Screen()


def _coloured(text: str) -> Any:
    from rich.text import Text

    return Text(text, style=_COLOURS.get(text.partition(" ")[0].lower(), ""))


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _columns(rows: list[tuple[str, ...]], width: int) -> Iterable[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]) - 1)] if rows else []
    before = sum(widths) + len(GAP) * len(widths)
    for row in rows:
        start = "".join(f"{cell:<{size}}{GAP}" for cell, size in zip(row, widths, strict=False))
        first, *rest = _wrapped(row[-1], max(width - before, width // 3))
        yield start + first
        yield from (" " * before + line for line in rest)
