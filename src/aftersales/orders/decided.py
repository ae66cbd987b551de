"""What a history of decisions says: the stage of an order, its holds, and the cases that are open on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from ..events import Event

__all__ = ["Stage", "archived", "holds", "open_cases", "stage"]


class Stage(Enum):
    """How far the contract got: the one word of an order that is decided and not derived from quantities or money."""

    DRAFT = "draft"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    PLACED = "placed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_STAGES = {
    "drafted": Stage.DRAFT,
    "submit": Stage.AWAITING_CONFIRMATION,
    "place": Stage.PLACED,
    "confirm": Stage.PLACED,
    "cancel": Stage.CANCELLED,
    "expire": Stage.EXPIRED,
}


def stage_word(history: Sequence[Event]) -> str:
    """Find the word of the stage."""
    for event in reversed(history):
        found = _WORDS.get(event.code)
        if found is not None:
            return found
    return "placed"


_WORDS = {code: found.value for code, found in _STAGES.items()}


def stage(history: Sequence[Event]) -> Stage:
    """
    Find the stage after the last decision about it; an order without one was simply placed.

    .. versionadded:: 0.1.0
    """
    for event in reversed(history):
        found = _STAGES.get(event.code)
        if found is not None:
            return found
    return Stage.PLACED


_NO_HOLDS: frozenset[str] = frozenset()


def holds(history: Sequence[Event]) -> frozenset[str]:
    """
    Find the reasons an order is held for; each is released on its own.

    .. versionadded:: 0.1.0
    """
    if not history:
        return _NO_HOLDS
    found: set[str] = set()
    for event in history:
        if event.code == "hold":
            found.add(_said(event, "reason"))
        elif event.code == "release":
            found.discard(_said(event, "reason"))
    return frozenset(found)


def archived(history: Sequence[Event]) -> bool:
    """
    Say whether it was put away.

    .. versionadded:: 0.1.0
    """
    for event in reversed(history):
        if event.code in ("archive", "unarchive"):
            return event.code == "archive"
    return False


def open_cases(history: Sequence[Event]) -> dict[str, str]:
    """
    Find the cases that are open on it, such as returns, exchanges and complaints: their kinds by their ids.

    A case that was closed stays closed, even if its opening is told late. One that is opened again says for which
    time: ``time`` is 2 then, and its next closing says the same.

    .. versionadded:: 0.1.0
    """
    closed = _times(history, "case_closed")
    opened = _times(history, "case_opened")
    kinds = {_said(event, "case"): _said(event, "kind") for event in history if event.code == "case_opened"}
    return {case: kind for case, kind in kinds.items() if opened[case] > closed.get(case, 0)}


def _times(history: Sequence[Event], code: str) -> dict[str, int]:
    """Find for which time each case was opened or closed last."""
    found: dict[str, int] = {}
    for event in history:
        if event.code == code:
            case, time = _said(event, "case"), dict(event.values).get("time", 1)
            found[case] = max(found.get(case, 0), time if type(time) is int else 1)
    return found


def _said(event: Event, name: str) -> str:
    return str(dict(event.values).get(name, ""))
