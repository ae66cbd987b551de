"""
Keep a decision so that it can be worked out again, byte for byte, and tell what changed if it cannot.

A record holds everything the decision was made from, the versions of what it was made with, and the answer. What the
calendars said is kept as well, so that a record replays on a machine that has none.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any

import attrs

from .. import documents
from .._version import VERSION
from ..dates import WorkingCalendar
from ..errors import facts_error
from ..events import Override
from ..law import LawBook, book
from ..orders import Order, Practices
from ..rights import Rule, Way
from .answers import Answers
from .desk import Case, Desk, RequestLine
from .engine import decided
from .keeping import CustomerHistory
from .policy import ReturnPolicy
from .rules import POLICY_RULES

__all__ = ["Difference", "KnownDays", "Record", "Replay", "Versions", "record", "replay"]


@attrs.frozen(kw_only=True)
class Versions:
    """
    What a decision was made with.

    .. versionadded:: 0.1.0
    """

    library: str
    law: str
    zones: str
    rules: tuple[str, ...]
    ways: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class KnownDays:
    """
    What one calendar answered while a decision was made.

    .. versionadded:: 0.1.0
    """

    residence: str
    name: str
    version: str
    holidays: tuple[date, ...] = ()
    working: tuple[date, ...] = ()
    unknown: tuple[date, ...] = ()

    def holiday(self, day: date, /) -> bool | None:
        """Answer as the calendar did."""
        if day in self.holidays:
            return True
        return False if day in self.working else None


@attrs.frozen(kw_only=True)
class Record:
    """
    A decision as a host stores it; plain data by `documents.dump`.

    .. versionadded:: 0.1.0
    """

    order: Order
    request: Mapping[str, RequestLine]
    at: datetime
    policies: tuple[ReturnPolicy, ...]
    practices: tuple[Practices, ...]
    calendars: tuple[KnownDays, ...]
    versions: Versions
    answers: Answers
    hash: str
    offering: bool = False
    history: CustomerHistory | None = None

    def intact(self) -> bool:
        """Say whether the record is as it was written."""
        return self.hash == _hash(self)

    def overruled(self, line: str, override: Override) -> Record:
        """
        Let a member of staff decide otherwise for one line of a stored decision; everything else stands as it was.

        Raises:
            KeyError: If the request had no such line.
        """
        known = attrs.evolve(self.answers, case=_case(self, book(), POLICY_RULES, ()))
        changed = attrs.evolve(self, answers=attrs.evolve(known.overruled(line, override), case=None))
        return attrs.evolve(changed, hash=_hash(changed))


@attrs.frozen
class Difference:
    """One thing that is not as it was: where, what it was, and what it is."""

    path: str
    before: str
    now: str


@attrs.frozen(kw_only=True)
class Replay:
    """
    What working a recorded decision out again came to.

    Args:
        same: Whether the answer is equal byte for byte.

        answers: The answer as it comes out now.

        versions: Which versions differ.

        changes: What of the answer differs, each with its path.

    .. versionadded:: 0.1.0
    """

    same: bool
    answers: Answers
    versions: tuple[Difference, ...] = ()
    changes: tuple[Difference, ...] = ()


def record(answers: Answers) -> Record:
    """
    Make the value a host stores.

    Args:
        answers: What `decide` or `offer` returned, in this process; what staff decided since stays in it.

    Raises:
        FactsError: If the answers were read from a document and no longer know their case.

    .. versionadded:: 0.1.0
    """
    case = answers.case
    if case is None:
        raise facts_error("answers", "answers that decide returned, with their case", "answers read from a document")
    asked = _Asked(case.desk.calendars)
    decided(attrs.evolve(case, desk=attrs.evolve(case.desk, calendars=asked)))
    made = Record(
        order=case.order,
        request=case.request,
        at=case.at,
        policies=case.desk.policies.versions,
        practices=case.desk.practices,
        calendars=asked.known(),
        versions=_versions(case.desk, case.also),
        answers=attrs.evolve(answers, case=None),
        hash="",
        offering=case.offering,
        history=case.history,
    )
    return attrs.evolve(made, hash=_hash(made))


def replay(
    recorded: Record,
    *,
    law: LawBook | None = None,
    rules: tuple[Rule, ...] = POLICY_RULES,
    also: tuple[Way, ...] = (),
) -> Replay:
    """
    Work a recorded decision out again and compare it byte for byte; what staff decided instead stands.

    Args:
        recorded: What `record` made.

        law: The law rows to use; today's if not given.

        rules: The rules of the policy; the library's if not given.

        also: The further ways that were given to `decide`.

    .. versionadded:: 0.1.0
    """
    case = _case(recorded, book() if law is None else law, rules, also)
    now = decided(case)
    for answer in recorded.answers.lines:
        if answer.override is not None and answer.line in now:
            now = now.overruled(answer.line, answer.override)
    before, after = documents.dump(recorded.answers), documents.dump(now)
    return Replay(
        same=documents.dumps(recorded.answers) == documents.dumps(now),
        answers=now,
        versions=tuple(_differences("", documents.dump(recorded.versions), documents.dump(_versions(case.desk, also)))),
        changes=tuple(_differences("", before, after)),
    )


def _case(recorded: Record, law: LawBook, rules: tuple[Rule, ...], also: tuple[Way, ...]) -> Case:
    """Put together again what was asked."""
    desk = Desk(
        policies=documents.PolicyBook(recorded.policies),
        practices=recorded.practices,
        calendars=_known(recorded),
        law=law,
        rules=rules,
    )
    return Case(
        order=recorded.order,
        request=recorded.request,
        desk=desk,
        at=recorded.at,
        also=also,
        offering=recorded.offering,
        history=recorded.history,
    )


def _known(recorded: Record) -> Mapping[str, WorkingCalendar]:
    return {days.residence: days for days in recorded.calendars}


class _Asked:
    """Calendars that remember what they were asked."""

    def __init__(self, calendars: Any) -> None:
        self._calendars = calendars
        self._wrapped: dict[str, _Listening | None] = {}

    def get(self, residence: str, /) -> _Listening | None:
        if residence not in self._wrapped:
            found = self._calendars.get(residence)
            self._wrapped[residence] = None if found is None else _Listening(found)
        return self._wrapped[residence]

    def known(self) -> tuple[KnownDays, ...]:
        return tuple(one.known(code) for code, one in sorted(self._wrapped.items()) if one is not None)


class _Listening:
    """One calendar that remembers what it was asked."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._said: dict[date, bool | None] = {}
        self.name = calendar.name
        self.version = calendar.version

    def holiday(self, day: date, /) -> bool | None:
        if day not in self._said:
            self._said[day] = self._calendar.holiday(day)
        return self._said[day]

    def known(self, residence: str) -> KnownDays:
        days: dict[bool | None, list[date]] = {True: [], False: [], None: []}
        for day in sorted(self._said):
            days[self._said[day]].append(day)
        return KnownDays(
            residence=residence,
            name=self.name,
            version=self.version,
            holidays=tuple(days[True]),
            working=tuple(days[False]),
            unknown=tuple(days[None]),
        )


def _hash(recorded: Record) -> str:
    return documents.content_hash({**documents.dump(recorded), "hash": ""})


def _versions(desk: Desk, also: tuple[Way, ...]) -> Versions:
    return Versions(
        library=VERSION,
        law=desk.law.version,
        zones=_zones_version(),
        rules=tuple(_name(rule) for rule in desk.rules),
        ways=tuple(_name(way) for way in also),
    )


def _name(function: Any) -> str:
    """Name a rule by the room that offers it, so that moving it inside the room changes no record."""
    module, name = getattr(function, "__module__", ""), getattr(function, "__qualname__", type(function).__name__)
    room = module.rpartition(".")[0]
    if getattr(sys.modules.get(room), name, None) is function:
        module = room
    return f"{module}.{name}"


def _zones_version() -> str:
    """Name the zone data by the release of the tzdata package, where that provides it."""
    try:
        tzdata = import_module("tzdata")
    except ImportError:
        return "system"
    return str(tzdata.IANA_VERSION)


def _differences(path: str, before: Any, now: Any) -> list[Difference]:
    if isinstance(before, dict) and isinstance(now, dict):
        keys = sorted({*before, *now})
        return [d for k in keys for d in _differences(f"{path}.{k}" if path else k, before.get(k), now.get(k))]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        pairs = enumerate(zip(before, now, strict=True))
        return [d for index, (one, two) in pairs for d in _differences(f"{path}[{index}]", one, two)]
    return [] if before == now else [Difference(path, _short(before), _short(now))]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004
