"""
Write the reference of reason codes from the declarations.

``python scripts/reason_codes.py`` rewrites ``docs/reference/reason-codes.md``; a test keeps it fresh.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import walk_packages

import aftersales
from aftersales.decisions import Reason

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "reason-codes.md"

HEAD = """\
# Reason codes

Every reason that the library gives, written from its declarations by `scripts/reason_codes.py`.
A code never changes once it is released, and its sentence may be worded better: store and compare codes.

What is written for staff is never shown to a customer.
The sentences here are the English ones; `explain(locale)` has the others, and a host's catalog can replace them.

## Who says what

The first word of a code is the room that declares it.
"""


def declared() -> list[Reason]:
    """
    Find every reason that a module of the package declares, by code.
    """
    names = [module.name for module in walk_packages(aftersales.__path__, "aftersales.")]
    modules = [import_module(name) for name in sorted(names) if not name.endswith("__main__")]
    found = {value.code: value for module in modules for value in vars(module).values() if isinstance(value, Reason)}
    return [reason for _, reason in sorted(found.items())]


def page(reasons: Iterable[Reason]) -> str:
    """
    Lay the reasons out, a table for each room.
    """
    rooms = groupby(reasons, key=_room_of)
    return HEAD + "".join(line for room, group in rooms for line in _room(room, group))


def _room_of(reason: Reason) -> str:
    return reason.code.partition(".")[0]


def _room(room: str, reasons: Iterable[Reason]) -> Iterator[str]:
    yield f"\n### {room}\n\n| code | sentence | params | for | since |\n|---|---|---|---|---|\n"
    for reason in reasons:
        sentences = " / ".join(_cell(text) for text in (reason.text, reason.plural) if text)
        params = ", ".join(f"`{name}`" for name in reason.params)
        yield f"| `{reason.code}` | {sentences} | {params} | {reason.audience.value} | {reason.since} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(declared()), encoding="utf-8")
