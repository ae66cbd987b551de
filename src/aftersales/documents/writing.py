"""
Frozen values to plain data. What stands at its default is left out.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin

import attrs

from ..decisions import Value, Values
from ..money import Money
from .keys import keyed_fields

__all__ = ["content_hash", "dump", "dumps"]

Writer = Callable[[Any], Any]


def dump(value: Any) -> Any:
    """
    Write a value as plain data: dicts, lists, texts, whole numbers, booleans.

    .. versionadded:: 0.1.0
    """
    kind: Any = type(value)
    return _writer(kind)(value)


def dumps(value: Any) -> str:
    """
    Write a value as canonical JSON: sorted keys, no spaces, so that what is written alike is equal byte for byte.

    .. versionadded:: 0.1.0
    """
    return json.dumps(dump(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(value: Any) -> str:
    """
    Name a value by its content: SHA-256 over its canonical JSON.

    >>> content_hash({"b": 1, "a": 2}) == content_hash({"a": 2, "b": 1})
    True

    .. versionadded:: 0.1.0
    """
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def _same(value: Any) -> Any:
    return value


def _write_value(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"money": str(value)} if isinstance(value, Money) else {"decimal": str(value)}


def _write_list(value: Any) -> list[Any]:
    return [dump(item) for item in value]


def _write_set(value: frozenset[Any]) -> list[Any]:
    return sorted(dump(item) for item in value)


def _write_mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dump(item) for key, item in value.items()}


def _iso(value: Any) -> str:
    return str(value.isoformat())


_WRITERS: dict[type[Any], Writer] = {
    str: _same,
    int: _same,
    bool: _same,
    type(None): _same,
    Decimal: str,
    Money: str,
    date: _iso,
    datetime: _iso,
    tuple: _write_list,
    list: _write_list,
    frozenset: _write_set,
    dict: _write_mapping,
}


def _write_values(values: Values) -> dict[str, Any]:
    return {name: _write_value(value) for name, value in values}


def _hinted_writer(kind: Any) -> Writer:
    """Choose by the declared type where the value alone does not tell: a date among `Values` is tagged, others not."""
    if kind in (Value, Values):
        return _write_value if kind == Value else _write_values
    origin, args = get_origin(kind), get_args(kind)
    inner = _hinted_writer(args[0]) if args and origin in (types.UnionType, Union, tuple) else dump
    if inner is dump:
        return dump
    if origin is tuple:
        return lambda value: [inner(item) for item in value]
    return lambda value: None if value is None else inner(value)


@cache
def _writer(cls: type[Any]) -> Writer:
    if cls in _WRITERS:
        return _WRITERS[cls]
    if issubclass(cls, Enum):
        return lambda value: value.value
    if not attrs.has(cls):
        if issubclass(cls, Mapping):
            return _write_mapping
        raise TypeError(f"no document can hold {cls!r}")
    fields = [(a.name, key, a.default, _hinted_writer(hint)) for key, (a, hint) in keyed_fields(cls).items()]

    def write_class(value: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, key, default, write in fields:
            one = getattr(value, name)
            if default is not attrs.NOTHING and type(one) is type(default) and one == default:
                continue
            made[key] = write(one)
        return made

    return write_class
