"""
Single values: texts, numbers, amounts, days and times, and what a finding was judged by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from ..decisions import Value, Values
from ..errors import FactsError, Problem
from ..money import Money
from .problems import BAD, Reader, harmless, nearest, wrong

__all__ = ["SCALARS", "anything", "enum_reader"]


def _text(data: Any, path: str, problems: list[Problem]) -> Any:
    return data if type(data) is str else wrong(problems, path, "a text", data)


def _int(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) is int:
        return data
    expected = "a whole number of days" if path.endswith("days") else "a whole number"
    return wrong(problems, path, expected, data)


def _bool(data: Any, path: str, problems: list[Problem]) -> Any:
    return data if type(data) is bool else wrong(problems, path, "true or false", data)


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
    return wrong(problems, path, 'a decimal number as text, such as "12.5"', data)


def _money(data: Any, path: str, problems: list[Problem]) -> Any:
    if isinstance(data, Money):
        return data
    if type(data) is str:
        try:
            return Money.from_text(data)
        except FactsError as refused:
            problems.extend(Problem(path, p.expected, p.got, p.hint) for p in refused.problems)
            return BAD
    return wrong(problems, path, 'an amount as text, such as "19.99 EUR"', data)


def _date(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) is date:
        return data
    if type(data) is str:
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    return wrong(problems, path, "a date such as 2026-11-22", data)


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
    return wrong(problems, path, "a time with its zone such as 2026-11-22T10:00:00+01:00", data, hint)


def anything(data: Any, _path: str, _problems: list[Problem]) -> Any:
    """Take what is there."""
    return data


SCALARS: dict[Any, Reader] = {
    str: _text,
    int: _int,
    bool: _bool,
    Decimal: _decimal,
    Money: _money,
    date: _date,
    datetime: _datetime,
    Any: anything,
    object: anything,
}


_TAGS: dict[str, Reader] = {"money": _money, "decimal": _decimal, "date": _date, "datetime": _datetime}


def _read_value(data: Any, path: str, problems: list[Problem]) -> Any:
    if type(data) in (str, int, bool):
        return data
    if isinstance(data, Mapping) and len(data) == 1:
        (tag,) = data
        if tag in _TAGS:
            return _TAGS[tag](data[tag], path, problems)
    return wrong(problems, path, f"a text, a number, true, false or one of {{{', '.join(_TAGS)}}}", data)


def _read_values(data: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(data, Mapping):
        return wrong(problems, path, "a table", data)
    start = f"{path}." if path else ""
    return tuple((str(name), _read_value(one, f"{start}{harmless(name)}", problems)) for name, one in data.items())


SCALARS.update({Value: _read_value, Values: _read_values})


def enum_reader(cls: type[Enum]) -> Reader:
    """Make a reader of a closed vocabulary."""
    by_value = {member.value: member for member in cls}

    def read_enum(data: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(data, cls):
            return data
        member = by_value.get(data) if isinstance(data, str) else None
        if member is not None:
            return member
        return wrong(problems, path, f"one of {', '.join(by_value)}", data, nearest(data, by_value))

    return read_enum
