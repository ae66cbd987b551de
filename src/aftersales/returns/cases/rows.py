"""How the tables of return cases, exchanges and complaints are written: a row for each command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ...decisions import Finding, refuse
from ...errors import facts_error
from ...events import Effect, Event, Role
from ...lifecycles import Command, Request
from .filed import Filed
from .reasons import NOT_REVIEWER, REASON_REQUIRED

__all__ = ["ANYBODY", "BOTH", "SHOP", "fold", "known_names", "recall", "reviewer", "row", "said_why"]

F = TypeVar("F", bound=Filed)

SHOP = frozenset({Role.STAFF, Role.SYSTEM})
BOTH = frozenset({Role.CUSTOMER, Role.STAFF, Role.SYSTEM})
#: Whoever asks, the guards say who decides.
ANYBODY = frozenset(Role)


def row(
    code: str,
    on: Iterable[str],
    to: Iterable[str] = (),
    says: Iterable[str] = (),
    *,
    by: frozenset[Role] = SHOP,
    guards: tuple[Callable[[F, Request], Finding | None], ...] = (),
    checks: tuple[Callable[[F, Request], Finding | None], ...] = (),
    effects: Callable[[F, F, Event], tuple[Effect, ...]] | None,
) -> Command[F]:
    """Make a command that is told nothing but what it *says*."""
    return Command(
        code=code,
        on=frozenset(on),
        to=frozenset(to),
        by=by,
        guards=guards,
        checks=(known_names(*says), *checks),
        fold=fold,
        effects=effects,
    )


def fold(facts: F, event: Event) -> F:
    """Fold an event in."""
    return facts.after(event)


def recall(facts: Filed, key: str) -> Event | None:
    """Return the event that had a key."""
    return facts.recall(key)


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
