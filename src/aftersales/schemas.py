"""
JSON Schema of documents, from the same types by which `documents` reads them.

A schema says the shape: keys, types, words, how amounts and days are written. What hangs on several keys together, such
as a window with an end and without, only the converter finds; whatever the converter takes, the schema takes too, if
numbers and days are written as plainly as it says.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any, Union, get_args, get_origin

import attrs

from .decisions import Value, Values
from .documents import dump
from .documents.keys import keyed_fields
from .money import DIGITS, Money

__all__ = ["descriptions", "one_or_several", "schema", "summary"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = r"[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_NULL = {"type": "null"}


def schema(cls: type[Any], title: str = "") -> dict[str, Any]:
    """
    Describe the documents of which `documents.read` makes a value of a class.

    Args:
        cls: The attrs class.

        title: What the documents are called; the name of the class if not given.

    Returns:
        JSON Schema of the draft 2020-12. What a key means is taken from the ``Args`` of the class.

    >>> schema(Money)["$ref"]
    '#/$defs/Money'

    .. versionadded:: 0.1.0
    """
    walk, plain = _Walk(), get_origin(cls) or cls
    body = walk.fields(plain, get_args(cls)) if _is_table(plain) else walk.of(cls)
    return {"$schema": _DIALECT, "title": title or plain.__name__} | body | {"$defs": dict(sorted(walk.defs.items()))}


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and kind is not Money and attrs.has(kind)


def one_or_several(described: dict[str, Any]) -> dict[str, Any]:
    """
    Let one table stand for a list of one, in every key of a document that is a list of tables.

    .. versionadded:: 0.1.0
    """
    properties = {key: _one_or_several(part) for key, part in described["properties"].items()}
    return described | {"properties": properties}


def _one_or_several(part: dict[str, Any]) -> dict[str, Any]:
    if part.get("type") != "array":
        return part
    several = {name: part[name] for name in ("type", "items")}
    return {name: part[name] for name in part.keys() - several.keys() - {"default"}} | {
        "anyOf": [part["items"], several]
    }


def descriptions(cls: Callable[..., Any]) -> dict[str, str]:
    """
    Take what the docstrings of a class and of its bases say of each argument.

    >>> descriptions(schema)
    {'cls': 'The attrs class.', 'title': 'What the documents are called; the name of the class if not given.'}

    .. versionadded:: 0.1.0
    """
    found: dict[str, str] = {}
    for base in reversed(inspect.getmro(cls)) if isinstance(cls, type) else [cls]:
        found |= _described(base.__doc__ or "")
    return found


def summary(cls: type[Any]) -> str:
    """
    Take the first sentences of a docstring.

    .. versionadded:: 0.1.0
    """
    return _plain(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0])


def _described(docstring: str) -> dict[str, str]:
    _, _, rest = inspect.cleandoc(docstring).partition("\nArgs:\n")
    section = re.split(r"\n(?=\S)", rest)[0]
    entries = re.findall(r"^    (\w+): (.*(?:\n(?:     +.*)?)*)", section, re.MULTILINE)
    return {name: _plain(text) for name, text in entries}


def _plain(text: str) -> str:
    return re.sub(r"``|`", "`", " ".join(text.split()))


class _Walk:
    """Goes through types as the converter does, and keeps what several places refer to."""

    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}
        self.names: dict[Any, str] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """Describe what stands for a value of a type."""
        for known, described in self.scalars().items():
            if kind is known or kind == known:
                return described()
        origin, args = get_origin(kind), get_args(kind)
        if isinstance(kind, type) and origin is None and issubclass(kind, Enum):
            return self.named(kind, lambda: {"enum": [member.value for member in kind]} | _about(kind))
        plain = kind if origin is None else origin
        if _is_table(plain):
            return self.named(kind, lambda: self.fields(plain, args) | _about(plain))
        return self.container(kind, origin, args)

    def scalars(self) -> dict[Any, Callable[[], dict[str, Any]]]:
        """Say how the types that end a walk are written."""
        return {
            str: lambda: {"type": "string"},
            int: lambda: {"type": "integer"},
            bool: lambda: {"type": "boolean"},
            Decimal: lambda: self.named(Decimal, _decimal),
            Money: lambda: self.named(Money, _money),
            date: lambda: self.named(date, lambda: _day("date", _DAY, "A day, such as 2026-11-22.")),
            datetime: lambda: self.named(datetime, lambda: _day("date-time", f"{_DAY}[T ]{_TIME}", _WITH_ZONE)),
            Value: self.value,
            Values: lambda: {"type": "object", "additionalProperties": self.value()},
            Any: dict,
            object: dict,
            type: dict,
        }

    def value(self) -> dict[str, Any]:
        """Describe a value as a finding carries it."""
        tagged = {"money": Money, "decimal": Decimal, "date": date, "datetime": datetime}
        tables = [
            {"type": "object", "properties": {tag: self.of(kind)}, "required": [tag], "additionalProperties": False}
            for tag, kind in tagged.items()
        ]
        return {"anyOf": [{"type": ["string", "integer", "boolean"]}, *tables]}

    def container(self, kind: Any, origin: Any, args: tuple[Any, ...]) -> dict[str, Any]:
        """Describe what is optional, a list or a table of any keys."""
        if origin in (types.UnionType, Union):
            (inner,) = (arg for arg in args if arg is not type(None))
            return {"anyOf": [self.of(inner), _NULL]}
        if origin in (tuple, frozenset):
            return {"type": "array", "items": self.of(args[0])}
        if origin is type:
            return {}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        raise TypeError(f"no document can hold {kind!r}")

    def fields(self, cls: type[Any], args: tuple[Any, ...] = ()) -> dict[str, Any]:
        """Describe a table by the fields of a class."""
        about, properties, required = descriptions(cls), {}, []
        for key, (field, hint) in keyed_fields(cls, args).items():
            said = {"description": about[field.name]} if field.name in about else {}
            properties[key] = self.of(hint) | said | default(field)
            if field.default is attrs.NOTHING:
                required.append(key)
        table = {"type": "object", "properties": properties, "additionalProperties": False}
        return table | ({"required": required} if required else {})

    def named(self, kind: Any, describe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Refer to what has a name, and describe it once; a class may hold itself."""
        if kind not in self.names:
            name = getattr(kind, "__name__", "") + "".join(f"Of{arg.__name__}" for arg in get_args(kind))
            if name in self.defs:
                name = f"{kind.__module__.rpartition('.')[2]}.{name}"
            self.names[kind] = name
            self.defs[name] = {}
            self.defs[name] = describe()
        return {"$ref": f"#/$defs/{self.names[kind]}"}


def default(field: attrs.Attribute[Any]) -> dict[str, Any]:
    """Say what holds where a key is left out, unless that is nothing."""
    empty = field.default in (None, attrs.NOTHING, (), frozenset(), "") or isinstance(field.default, _FACTORY)
    written = None if empty else dump(field.default)
    return {} if written in (None, {}) else {"default": written}


_FACTORY: type[Any] = type(attrs.Factory(dict))
_WITH_ZONE = "A time with its zone, such as 2026-11-22T10:00:00+01:00."


def _about(kind: type[Any]) -> dict[str, Any]:
    text = summary(kind)
    return {"description": text} if text else {}


def _day(form: str, pattern: str, about: str) -> dict[str, Any]:
    return {"type": "string", "format": form, "pattern": f"^{pattern}$", "description": about}


def _decimal() -> dict[str, Any]:
    about = 'A whole number, or a decimal number as text, such as "12.5".'
    return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^{_NUMBER}$"}], "description": about}


def _money() -> dict[str, Any]:
    """Describe an amount and its currency; no currency has more digits than ISO 4217 gives it."""
    by_digits = groupby(sorted(DIGITS, key=lambda code: (DIGITS[code], code)), key=DIGITS.__getitem__)
    amounts = "|".join(f"([.][0-9]{{0,{digits}}}0*)? ({'|'.join(codes)})" for digits, codes in by_digits)
    about = 'An amount and its ISO 4217 currency as text, such as "19.99 EUR".'
    return {"type": "string", "pattern": f"^-?[0-9]+({amounts})$", "description": about}
