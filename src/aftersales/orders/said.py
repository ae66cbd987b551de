"""What the values of a request or an event say: units, money and words by name, written flat so that it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..decisions import Value, Values
from ..errors import facts_error
from ..events import Actor, Event
from ..lifecycles import Request
from ..money import Money

__all__ = ["by_item", "flat", "money", "request", "text", "told", "units", "units_of"]


def request(command: str, /, *, at: datetime, by: Actor, key: str, **said: Value | Mapping[str, Value]) -> Request:
    """
    Ask for a command.

    Args:
        command: Its code, such as ``receive``.

        at: The moment.

        by: Who asks.

        key: The idempotency key; the same key is the same request.

        said: What exactly; what is said by line is a mapping, such as ``received={"line-1": 2}``.

    Raises:
        FactsError: If the moment has no zone or the key is empty.

    >>> from datetime import UTC
    >>> from aftersales.events import Role
    >>> clerk = Actor(Role.STAFF, "7")
    >>> request("receive", at=datetime(2026, 11, 2, tzinfo=UTC), by=clerk, key="k", received={"line-1": 2}).values
    (('received.line-1', 2),)

    .. versionadded:: 0.1.0
    """
    return Request(command=command, at=at, by=by, key=key, values=flat(said))


def told(code: str, /, *, at: datetime, by: Actor, key: str, **said: Value | Mapping[str, Value]) -> Event:
    """
    Tell what happened, such as a scan; the arguments are those of `request`.

    Raises:
        FactsError: If the moment has no zone.

    .. versionadded:: 0.1.0
    """
    return Event(code=code, at=at, by=by, key=key, values=flat(said))


def flat(said: Mapping[str, Value | Mapping[str, Value]]) -> Values:
    """Write values by name and by line as pairs, in the order of their names."""
    pairs: dict[str, Value] = {}
    for name, value in said.items():
        if isinstance(value, Mapping):
            pairs |= {f"{name}.{line}": one for line, one in value.items()}
        else:
            pairs[name] = value
    return tuple(sorted(pairs.items()))


def units(counts: Mapping[str, int]) -> Values:
    """
    Write units by line as the values of a request.

    >>> units({"line-1": 2})
    (('units.line-1', 2),)

    .. versionadded:: 0.1.0
    """
    return tuple((f"units.{line}", count) for line, count in counts.items())


def by_item(values: Values, name: str) -> dict[str, Any]:
    """Take what is said under one name about each item: ``amount.line-1`` says it about ``line-1``."""
    start = f"{name}."
    return {one.removeprefix(start): value for one, value in values if one.startswith(start)}


def units_of(values: Values, name: str = "units") -> dict[str, int]:
    """
    Take the units by line; lines with none are left out.

    Raises:
        FactsError: If a count is no whole number of 0 or more.
    """
    found = by_item(values, name)
    for line, count in found.items():
        if type(count) is not int or count < 0:
            raise facts_error(f"{name}.{line}", "a whole number of 0 or more", count)
    return {line: count for line, count in found.items() if count}


def text(values: Values, name: str, default: str = "") -> str:
    """Take a word."""
    for one, value in values:
        if one == name:
            return str(value)
    return default


def money(values: Values, name: str, currency: str) -> Money:
    """
    Take an amount of 0 or more.

    Raises:
        FactsError: If there is none in this currency.
    """
    amount = dict(values).get(name)
    if not isinstance(amount, Money) or amount.currency != currency or amount.minor < 0:
        raise facts_error(name, f"an amount of 0 or more in {currency}", str(amount))
    return amount
