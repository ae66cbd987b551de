"""How far a long command is: a bar where a person watches, and nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress(size: int) -> Iterator[Callable[[int, int], None]]:
    """
    Show how many bytes of a file are done, on the error stream; with rich where it is installed, else in a line.

    Args:
        size: How many bytes there are.

    .. versionadded:: 0.1.0
    """
    if not sys.stderr.isatty():
        yield _nothing
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        yield _line(size)
        sys.stderr.write("\n")
        return
    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.fields[lines]:,} lines"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=size, lines=0)
        yield lambda done, lines: bar.update(task, completed=done, lines=lines)


def _nothing(_done: int, _lines: int) -> None:
    """Tell nobody."""


def _line(size: int) -> Callable[[int, int], None]:
    def told(done: int, lines: int) -> None:
        percent = 100 * done // size if size else 100
        sys.stderr.write(f"\r{percent:>3} %  {lines:,} lines")
        sys.stderr.flush()

    return told
