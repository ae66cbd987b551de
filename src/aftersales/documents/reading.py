"""
Plain data to frozen values, with every problem at once.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs

from ..errors import FactsError, Problem, ProblemsError
from .keys import keyed_fields
from .parsing import parse_json
from .problems import BAD, Reader, harmless, nearest, wrong
from .scalars import SCALARS, anything, enum_reader

__all__ = ["loads", "read"]

T = TypeVar("T")

_DEEPEST = 64


def read(cls: type[T], data: object, *, error: type[ProblemsError] = FactsError, path: str = "") -> T:
    """
    Make a value from plain data, or report everything that is wrong with it.

    Args:
        cls: The attrs class, or any type its fields may have, to make.

        data: Dicts, lists and scalars as JSON or TOML give them.

        error: What to raise, by who must mend it.

        path: Where *data* stands in a larger document.

    Raises:
        FactsError: (or *error*) With every problem at once.

    .. versionadded:: 0.1.0
    """
    problems: list[Problem] = []
    kind: Any = cls
    value = _reader(kind)(data, path, problems)
    if problems:
        raise error(tuple(problems))
    return value  # type: ignore[no-any-return]


def loads(cls: type[T], text: str, *, error: type[ProblemsError] = FactsError) -> T:
    """
    Read what `dumps` wrote, or any other JSON of the same shape.

    >>> from aftersales import Money, documents
    >>> documents.loads(Money, documents.dumps(Money(1999, "EUR")))
    Money(1999, "EUR")

    .. versionadded:: 0.1.0
    """
    return read(cls, parse_json(text, error=error), error=error)


def _list_reader(item: Any, make: Callable[[list[Any]], Any]) -> Reader:
    read_item = _reader(item)

    def read_list(data: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(data, list | tuple | frozenset):
            return wrong(problems, path, "a list", data)
        before = len(problems)
        items = [read_item(one, f"{path}[{index}]", problems) for index, one in enumerate(data)]
        return make(items) if len(problems) == before else BAD

    return read_list


def _mapping_reader(item: Any) -> Reader:
    read_item = _reader(item)

    def read_mapping(data: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(data, Mapping):
            return wrong(problems, path, "a table", data)
        before = len(problems)
        start = f"{path}." if path else ""
        made = {}
        for key, one in data.items():
            if type(key) is not str:
                wrong(problems, path, "texts as keys", key)
            made[key] = read_item(one, f"{start}{harmless(key)}", problems)
        return made if len(problems) == before else BAD

    return read_mapping


def _optional_reader(item: Any) -> Reader:
    read_item = _reader(item)

    def read_optional(data: Any, path: str, problems: list[Problem]) -> Any:
        return None if data is None else read_item(data, path, problems)

    return read_optional


class _ClassReader:
    """Reads one attrs class; its fields' readers are made at the first use, since a class may hold itself."""

    def __init__(self, cls: type[Any], args: tuple[Any, ...]) -> None:
        self.cls = cls
        self.fields = {
            key: (a.alias or a.name, a.default is attrs.NOTHING, hint)
            for key, (a, hint) in keyed_fields(cls, args).items()
        }
        self.readers: dict[str, Reader] = {}

    def __call__(self, data: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(data, self.cls):
            return data
        if not isinstance(data, Mapping):
            return wrong(problems, path, "a table", data)
        if path.count(".") > _DEEPEST:
            return wrong(problems, path, "a document that is not nested so deeply", data)
        before = len(problems)
        given = self.given(data, f"{path}." if path else "", problems)
        if len(problems) != before:
            return BAD
        try:
            return self.cls(**given)
        except ProblemsError as refused:
            problems.extend(problem.below(path) for problem in refused.problems)
            return BAD

    def given(self, data: Mapping[Any, Any], start: str, problems: list[Problem]) -> dict[str, Any]:
        if not self.readers:
            self.readers = {key: _reader(hint) for key, (_, _, hint) in self.fields.items()}
        problems.extend(
            Problem(f"{start}{harmless(key)}", "a known key", "", nearest(key, self.fields))
            for key in data
            if key not in self.fields
        )
        given = {}
        for key, (name, required, _) in self.fields.items():
            if key in data:
                given[name] = self.readers[key](data[key], f"{start}{key}", problems)
            elif required:
                problems.append(Problem(f"{start}{key}", "a value", "nothing"))
        return given


@cache
def _reader(kind: Any) -> Reader:
    if kind in SCALARS:
        return SCALARS[kind]
    origin = get_origin(kind)
    if isinstance(kind, type) and origin is None:
        if kind is type:
            return anything
        if issubclass(kind, Enum):
            return enum_reader(kind)
    plain = kind if origin is None else origin
    if isinstance(plain, type) and attrs.has(plain):
        return _ClassReader(plain, get_args(kind))
    made = _container_reader(origin, get_args(kind))
    if made is None:
        raise TypeError(f"no document can hold {kind!r}")
    return made


def _container_reader(origin: Any, args: tuple[Any, ...]) -> Reader | None:
    if origin in (types.UnionType, Union):
        rest = [arg for arg in args if arg is not type(None)]
        return _optional_reader(rest[0]) if len(rest) == 1 and len(args) == 2 else None  # noqa: PLR2004 - X | None
    if origin is tuple:
        return _list_reader(args[0], tuple) if args[1:] == (Ellipsis,) else None
    if origin is frozenset:
        return _list_reader(args[0], frozenset)
    if origin is type:
        return anything
    return _mapping_reader(args[1]) if isinstance(origin, type) and issubclass(origin, Mapping) else None
