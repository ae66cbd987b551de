"""
What is wrong with a document: each problem with its path, and nothing in it that might be personal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from ..errors import Problem
from ..money import Money

__all__ = ["BAD", "Reader", "harmless", "nearest", "wrong"]

#: Makes a value of plain data that stands at a path, or adds to the problems.
Reader = Callable[[Any, str, list[Problem]], Any]

#: What a reader returns for what it refused.
BAD: Any = object()

_HARMLESS = re.compile(r"[\w.:+/-]{1,32}")
_LONG = 10**40


def wrong(problems: list[Problem], path: str, expected: str, data: object, hint: str = "") -> Any:
    """Report a problem; return that there is no value."""
    problems.append(Problem(path, expected, _shown(data), hint))
    return BAD


def _shown(data: object) -> str:
    """Show a wrong value, but no text that might be personal."""
    if isinstance(data, str):
        return f'"{data}"' if _HARMLESS.fullmatch(data) else f"a text of {len(data)} characters"
    if data is None or isinstance(data, bool):
        return {None: "nothing", True: "true", False: "false"}[data]
    if isinstance(data, (int, float, Decimal, date, Money)):
        return "a number of many digits" if isinstance(data, int) and abs(data) >= _LONG else str(data)[:40]
    if isinstance(data, Mapping):
        return "a table"
    return "a list" if isinstance(data, (list, tuple, frozenset)) else type(data).__name__


def nearest(word: object, known: Iterable[str]) -> str:
    """Ask for the nearest known word, or say nothing."""
    near = get_close_matches(word, list(known), n=1) if isinstance(word, str) else []
    return f"did you mean {near[0]}?" if near else ""


def harmless(key: object) -> str:
    """Name a key in a path, unless it might be personal."""
    return key if isinstance(key, str) and _HARMLESS.fullmatch(key) else "?"
