"""How commands on cases are asked for: values by line, written flat so that an event can hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from ..decisions import Finding, Value, Values, refuse
from ..errors import facts_error
from ..events import Actor, Event, Role
from ..lifecycles import Request
from .case_reasons import NOT_REVIEWER, REASON_REQUIRED

__all__ = ["Claiming", "by_line", "known_names", "request", "reviewer", "said_why", "told", "units_by_line"]


class Claiming(Protocol):
    """Protocol: an open case of any kind that may claim units of an order."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    def claim(self, line: str) -> int:
        """How many units of a line it claims that the order does not show as back or kept yet."""
        ...


def request(command: str, /, *, at: datetime, by: Actor, key: str, **said: Value | Mapping[str, Value]) -> Request:
    """
    Ask for a command on a case.

    Args:
        command: Its code, such as ``receive``.

        at: The moment.

        by: Who asks.

        key: The idempotency key; the same key is the same request.

        said: What exactly; what is said by line is a mapping, such as ``received={"line-1": 2}``.

    >>> from datetime import UTC
    >>> clerk = Actor(Role.STAFF, "7")
    >>> request("receive", at=datetime(2026, 11, 2, tzinfo=UTC), by=clerk, key="k", received={"line-1": 2}).values
    (('received.line-1', 2),)

    .. versionadded:: 0.1.0
    """
    return Request(command=command, at=at, by=by, key=key, values=flat(said))


def told(code: str, /, *, at: datetime, by: Actor, key: str, **said: Value | Mapping[str, Value]) -> Event:
    """
    Tell what happened to a case, such as a scan; the arguments are those of `request`.

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


def by_line(values: Values, name: str) -> dict[str, Any]:
    """Find what was said under a name, by line."""
    start = f"{name}."
    return {one.removeprefix(start): value for one, value in values if one.startswith(start)}


def units_by_line(values: Values, name: str) -> dict[str, int]:
    """
    Find how many units were said under a name, by line; lines with none are left out.

    Raises:
        FactsError: If a number of units is none.
    """
    found = by_line(values, name)
    for line, units in found.items():
        if type(units) is not int or units < 0:
            raise facts_error(f"{name}.{line}", "a whole number of 0 or more", units)
    return {line: units for line, units in found.items() if units}


def known_names(*names: str) -> Callable[[Any, Request], Finding | None]:
    """
    Make the check that a command is told nothing it does not know.

    A misspelt name is a mistake of the host and no refusal, so the check raises FactsError.
    """

    def only_known_names(_: Any, asked: Request) -> None:
        for name, _value in asked.values:
            if name.partition(".")[0] not in names:
                raise facts_error(asked.command, f"values among {', '.join(names)}", name.partition(".")[0][:32])

    return only_known_names


def reviewer(_: Any, asked: Request) -> Finding | None:
    """Judge whether a member of staff decides."""
    return None if asked.by.role is Role.STAFF else refuse(NOT_REVIEWER)


def said_why(_: Any, asked: Request) -> Finding | None:
    """Judge whether a decision comes with words."""
    return None if str(asked.value("why", "")).strip() else refuse(REASON_REQUIRED)
