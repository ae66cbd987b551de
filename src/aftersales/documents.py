"""
Plain data to frozen values and back: policies, orders, answers and law rows, all by one strict converter.

Nothing is coerced: ``"14"`` is no number, ``true`` is no number, a time without a zone is no time. Every problem is
reported at once, each with its path, and an unknown key is named together with the nearest known one. What stands at
its default is left out when written, so a later field with a default changes neither a document nor its hash.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from .decisions import Value, Values
from .errors import FactsError, PolicyError, Problem, ProblemsError
from .money import Money

__all__ = [
    "PolicyBook",
    "content_hash",
    "dump",
    "dumps",
    "hidden",
    "loads",
    "named",
    "parse_json",
    "parse_toml",
    "read",
    "read_file",
]

T = TypeVar("T")
Reader = Callable[[Any, str, list[Problem]], Any]
Writer = Callable[[Any], Any]

_BAD: Any = object()
_HARMLESS = re.compile(r"[\w.:+/-]{1,32}")
_DEEPEST = 64
_LONG = 10**40


def named(key: str) -> dict[str, str]:
    """Name the key under which a field stands in documents, where Python reserves the word."""
    return {"key": key}


def hidden() -> dict[str, None]:
    """Keep a field out of documents, where it only says where a value came from."""
    return {"key": None}


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


def loads(cls: type[T], text: str, *, error: type[ProblemsError] = FactsError) -> T:
    """
    Read what `dumps` wrote, or any other JSON of the same shape.

    >>> loads(Money, dumps(Money(1999, "EUR")))
    Money(1999, "EUR")

    .. versionadded:: 0.1.0
    """
    return read(cls, parse_json(text, error=error), error=error)


def content_hash(value: Any) -> str:
    """
    Name a value by its content: SHA-256 over its canonical JSON.

    >>> content_hash({"b": 1, "a": 2}) == content_hash({"a": 2, "b": 1})
    True

    .. versionadded:: 0.1.0
    """
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def parse_json(text: str, *, name: str = "", error: type[ProblemsError] = FactsError) -> Any:
    """
    Read JSON text; what is half-written is named by line.

    .. versionadded:: 0.1.0
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _TwiceError as twice:
        raise error((Problem(name, "each key once", _harmless(twice.args[0]), "two values under one key"),)) from None
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise error((Problem(name, "JSON", "", f"{wrong.msg} at {where}"),)) from None
    except ValueError:
        raise error((Problem(name, "JSON", "", "a number has too many digits"),)) from None
    except RecursionError:
        raise error((Problem(name, "JSON", "", "nested too deeply"),)) from None


class _TwiceError(Exception):
    """A JSON object has one key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _TwiceError(key)
        made[key] = value
    return made


def parse_toml(text: str, *, name: str = "", error: type[ProblemsError] = PolicyError) -> dict[str, Any]:
    """
    Read TOML text; what is wrong is named by line.

    .. versionadded:: 0.1.0
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise error((Problem(name, "TOML", "", str(wrong)),)) from None
    except ValueError:
        raise error((Problem(name, "TOML", "", "a number or a date is out of range"),)) from None
    except RecursionError:
        raise error((Problem(name, "TOML", "", "nested too deeply"),)) from None


def read_file(file: Path | str, *, error: type[ProblemsError] = FactsError) -> Any:
    """
    Read a ``.toml`` or ``.json`` file as plain data; what is wrong is named by file and line.

    .. versionadded:: 0.1.0
    """
    file = Path(file)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise error((Problem(str(file), "UTF-8 text", "", f"byte {wrong.start}, line {line} is not UTF-8"),)) from None
    except OSError as wrong:
        raise error((Problem(str(file), "a file that can be read", "", wrong.strerror or "cannot be read"),)) from wrong
    parse = parse_toml if file.suffix.lower() == ".toml" else parse_json
    return parse(text, name=str(file), error=error)


class Dated(Protocol):
    """Protocol: a policy that says since when it is in force."""

    @property
    def since(self) -> date:
        """The first day it governs."""
        ...


D = TypeVar("D", bound=Dated)


@attrs.frozen
class PolicyBook(Generic[D]):
    """
    The versions of one policy by the day each came into force; the version at purchase governs.

    >>> PolicyBook(()).on(date(2026, 1, 1)) is None
    True

    .. versionadded:: 0.1.0
    """

    versions: tuple[D, ...]

    def __attrs_post_init__(self) -> None:
        """Put the versions in order; refuse two of one day."""
        ordered = tuple(sorted(self.versions, key=lambda version: version.since))
        for index, (one, two) in enumerate(pairwise(ordered), start=1):
            if one.since == two.since:
                raise PolicyError((Problem(f"[{index}].since", "one version for each day", two.since.isoformat()),))
        object.__setattr__(self, "versions", ordered)

    def on(self, day: date) -> D | None:
        """Return the version in force on a day, or None before the first."""
        found = None
        for version in self.versions:
            if version.since > day:
                break
            found = version
        return found


# ------------------------------------------------------------------------------------------------ reading


def _wrong(problems: list[Problem], path: str, expected: str, data: object, hint: str = "") -> Any:
    problems.append(Problem(path, expected, _shown(data), hint))
    return _BAD


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


def _text(data: Any, path: str, problems: list[Problem]) -> Any:
    return data if type(data) is str else _wrong(problems, path, "a text", data)


def _int(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) is int:
        return data
    expected = "a whole number of days" if path.endswith("days") else "a whole number"
    return _wrong(problems, path, expected, data)


def _bool(data: Any, path: str, problems: list[Problem]) -> Any:
    return data if type(data) is bool else _wrong(problems, path, "true or false", data)


def _decimal(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) is int:
        return Decimal(data)
    if isinstance(data, Decimal) and data.is_finite():
        return data
    if type(data) is str:
        try:
            number = Decimal(data)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    return _wrong(problems, path, 'a decimal number as text, such as "12.5"', data)


def _money(data: Any, path: str, problems: list[Problem]) -> Any:
    if isinstance(data, Money):
        return data
    if type(data) is str:
        try:
            return Money.from_text(data)
        except FactsError as wrong:
            problems.extend(Problem(path, p.expected, p.got, p.hint) for p in wrong.problems)
            return _BAD
    return _wrong(problems, path, 'an amount as text, such as "19.99 EUR"', data)


def _date(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) is date:
        return data
    if type(data) is str:
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    return _wrong(problems, path, "a date such as 2026-11-22", data)


def _datetime(data: Any, path: str, problems: list[Problem]) -> Any:
    moment = data
    if type(data) is str and len(data) > len("2026-11-22"):
        try:
            moment = datetime.fromisoformat(data)
        except ValueError:
            moment = None
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        return moment
    hint = "a time without a zone is ambiguous" if isinstance(moment, datetime) else ""
    return _wrong(problems, path, "a time with its zone such as 2026-11-22T10:00:00+01:00", data, hint)


def _any(data: Any, _path: str, _problems: list[Problem]) -> Any:
    return data


_SCALARS: dict[Any, Reader] = {
    str: _text,
    int: _int,
    bool: _bool,
    Decimal: _decimal,
    Money: _money,
    date: _date,
    datetime: _datetime,
    Any: _any,
    object: _any,
}


def _enum_reader(cls: type[Enum]) -> Reader:
    by_value = {member.value: member for member in cls}

    def read_enum(data: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(data, cls):
            return data
        member = by_value.get(data) if isinstance(data, str) else None
        if member is not None:
            return member
        return _wrong(problems, path, f"one of {', '.join(by_value)}", data, _nearest(data, by_value))

    return read_enum


def _nearest(word: object, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1) if isinstance(word, str) else []
    return f"did you mean {near[0]}?" if near else ""


def _list_reader(item: Any, make: Callable[[list[Any]], Any]) -> Reader:
    read_item = _reader(item)

    def read_list(data: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(data, list | tuple | frozenset):
            return _wrong(problems, path, "a list", data)
        before = len(problems)
        items = [read_item(one, f"{path}[{index}]", problems) for index, one in enumerate(data)]
        return make(items) if len(problems) == before else _BAD

    return read_list


def _mapping_reader(item: Any) -> Reader:
    read_item = _reader(item)

    def read_mapping(data: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(data, Mapping):
            return _wrong(problems, path, "a table", data)
        before = len(problems)
        start = f"{path}." if path else ""
        made = {}
        for key, one in data.items():
            if type(key) is not str:
                _wrong(problems, path, "texts as keys", key)
            made[key] = read_item(one, f"{start}{_harmless(key)}", problems)
        return made if len(problems) == before else _BAD

    return read_mapping


def _optional_reader(item: Any) -> Reader:
    read_item = _reader(item)

    def read_optional(data: Any, path: str, problems: list[Problem]) -> Any:
        return None if data is None else read_item(data, path, problems)

    return read_optional


_TAGS: dict[str, Reader] = {"money": _money, "decimal": _decimal, "date": _date, "datetime": _datetime}


def _read_value(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) in (str, int, bool):
        return data
    if isinstance(data, Mapping) and len(data) == 1:
        (tag,) = data
        if tag in _TAGS:
            return _TAGS[tag](data[tag], path, problems)
    return _wrong(problems, path, f"a text, a number, true, false or one of {{{', '.join(_TAGS)}}}", data)


def _read_values(data: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(data, Mapping):
        return _wrong(problems, path, "a table", data)
    start = f"{path}." if path else ""
    return tuple((str(name), _read_value(one, f"{start}{_harmless(name)}", problems)) for name, one in data.items())


_SCALARS.update({Value: _read_value, Values: _read_values})


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
            return _wrong(problems, path, "a table", data)
        if path.count(".") > _DEEPEST:
            return _wrong(problems, path, "a document that is not nested so deeply", data)
        before = len(problems)
        given = self.given(data, f"{path}." if path else "", problems)
        if len(problems) != before:
            return _BAD
        try:
            return self.cls(**given)
        except ProblemsError as wrong:
            problems.extend(problem.below(path) for problem in wrong.problems)
            return _BAD

    def given(self, data: Mapping[Any, Any], start: str, problems: list[Problem]) -> dict[str, Any]:
        if not self.readers:
            self.readers = {key: _reader(hint) for key, (_, _, hint) in self.fields.items()}
        problems.extend(
            Problem(f"{start}{_harmless(key)}", "a known key", "", _nearest(key, self.fields))
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


def keyed_fields(cls: type[Any], args: tuple[Any, ...] = ()) -> dict[str, tuple[attrs.Attribute[Any], Any]]:
    """
    List the fields of an attrs class that stand in documents, each with its type, by the key it has there.

    Args:
        cls: The class.

        args: What stands for its type variables, where it is generic.
    """
    hints = get_type_hints(cls)
    if args:
        chosen = dict(zip(cls.__parameters__, args, strict=True))
        hints = {name: _specified(hint, chosen) for name, hint in hints.items()}
    return {
        str(a.metadata.get("key", a.alias)): (a, hints[a.name])
        for a in attrs.fields(cls)
        if a.init and a.metadata.get("key", a.alias) is not None
    }


def _specified(hint: Any, chosen: Mapping[Any, Any]) -> Any:
    """Put types for the type variables of a generic class."""
    variables = getattr(hint, "__parameters__", ())
    return hint[tuple(chosen[one] for one in variables)] if variables else chosen.get(hint, hint)


def _harmless(key: object) -> str:
    return key if isinstance(key, str) and _HARMLESS.fullmatch(key) else "?"


@cache
def _reader(kind: Any) -> Reader:
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin = get_origin(kind)
    if isinstance(kind, type) and origin is None:
        if kind is type:
            return _any
        if issubclass(kind, Enum):
            return _enum_reader(kind)
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
        return _any
    return _mapping_reader(args[1]) if isinstance(origin, type) and issubclass(origin, Mapping) else None


# ------------------------------------------------------------------------------------------------ writing


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
    hints = get_type_hints(cls)
    fields = [
        (a.name, a.metadata.get("key", a.alias), a.default, _hinted_writer(hints[a.name]))
        for a in attrs.fields(cls)
        if a.init and a.metadata.get("key", a.alias) is not None
    ]

    def write_class(value: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, key, default, write in fields:
            one = getattr(value, name)
            if default is not attrs.NOTHING and type(one) is type(default) and one == default:
                continue
            made[key] = write(one)
        return made

    return write_class
