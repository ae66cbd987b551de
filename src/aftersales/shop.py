"""One file for a whole shop: a section for each room, every mistake at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from . import documents
from .dates import Calendars
from .documents import PolicyBook
from .errors import PolicyError, Problem
from .law import LawBook, book
from .money import Money
from .orders import Practices
from .returns import Costs, Desk, ReturnPolicy
from .returns.desk import NO_CALENDARS, same_days
from .schemas import one_or_several, schema

__all__ = ["Shop", "load", "shop_schema"]


@attrs.frozen(kw_only=True)
class Shop:
    """
    What a shop says about itself, by room.

    Args:
        returns: The returns desk.

    .. versionadded:: 0.1.0
    """

    returns: Desk


@attrs.frozen(kw_only=True)
class _Sections:
    """
    The sections of a shop file; each may be one table or a list of dated ones.

    Args:
        practices: What the shop always does and states about itself once.

        returns: What the shop promises beyond the law.

        costs: What a return costs the shop; for advice to staff, and never for a verdict.
    """

    practices: tuple[Practices, ...] = ()
    returns: tuple[ReturnPolicy, ...] = ()
    costs: tuple[Costs, ...] = ()


def load(
    source: Path | str | Mapping[str, Any], *, calendars: Calendars | None = None, law: LawBook | None = None
) -> Shop:
    """
    Load a shop from a TOML or JSON file, or from plain data.

    Args:
        source: The file, or the parsed document.

        calendars: Public holidays by residence, such as ``calendars.HolidayCalendars()``.

        law: Law rows of your own; the library's if not given.

    Raises:
        PolicyError: With every mistake at once, each with its path, and nothing loaded.

    .. versionadded:: 0.1.0
    """
    data = source if isinstance(source, Mapping) else documents.read_file(source, error=PolicyError)
    if not isinstance(data, Mapping):
        raise PolicyError((Problem("", "a table of sections", type(data).__name__),))
    listed = {key: value if isinstance(value, list) else [value] for key, value in data.items()}
    try:
        sections = documents.read(_Sections, listed, error=PolicyError)
    except PolicyError as wrong:
        raise PolicyError(tuple(_as_written(problem, data) for problem in wrong.problems)) from None
    twice = [problem.below("practices") for problem in same_days(sections.practices)]
    twice += [problem.below("returns") for problem in same_days(sections.returns)]
    twice += [problem.below("costs") for problem in same_days(sections.costs)]
    twice += [_as_written(problem, data) for problem in _foreign(sections)]
    if twice:
        raise PolicyError(tuple(twice))
    desk = Desk(
        policies=PolicyBook(sections.returns),
        practices=sections.practices,
        calendars=NO_CALENDARS if calendars is None else calendars,
        law=book() if law is None else law,
        costs=sections.costs,
    )
    return Shop(returns=desk)


def shop_schema() -> dict[str, Any]:
    """
    Describe a shop file as JSON Schema, for editors and for checks outside of Python.

    A file that fits it may still contradict itself, which `load` finds.

    >>> sorted(shop_schema()["properties"])
    ['costs', 'practices', 'returns']

    .. versionadded:: 0.1.0
    """
    return one_or_several(schema(_Sections, "Shop file of aftersales"))


def _foreign(sections: _Sections) -> Iterable[Problem]:
    """Find amounts in a currency that the shop, which says in which ones it sells, never takes."""
    sold_in = frozenset[str]().union(*(one.currencies for one in sections.practices))
    if not sold_in or not all(one.currencies for one in sections.practices):
        return
    for section in ("returns", "costs"):
        for path, amount in _amounts(getattr(sections, section), section):
            if amount.currency not in sold_in:
                hint = "the practices say in which currencies the shop sells"
                yield Problem(path, f"an amount in {' or '.join(sorted(sold_in))}", str(amount), hint)


def _amounts(value: Any, path: str) -> Iterator[tuple[str, Money]]:
    """Find every amount in a document, with its path."""
    if isinstance(value, Money):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _amounts(item, f"{path}[{index}]")
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.init:
                yield from _amounts(getattr(value, field.name), f"{path}.{field.metadata.get('key', field.name)}")


def _as_written(problem: Problem, data: Mapping[str, Any]) -> Problem:
    """Name the path as the document has it: a single table carries no index."""
    for name, value in data.items():
        if not isinstance(value, list) and problem.path.startswith(f"{name}[0]"):
            return attrs.evolve(problem, path=name + problem.path[len(name) + len("[0]") :])
    return problem
