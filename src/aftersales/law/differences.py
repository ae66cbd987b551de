"""What changed in the law of a place between two days: field by field, each with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from ..decisions import Cite
from .books import Floor, LawBook, Layer
from .rows import DutyRow, Row

__all__ = ["Change", "changes"]

_TOPICS = ("withdrawal", "guarantee", "delivery")
_SAID_OF_ITSELF = frozenset(attrs.fields_dict(Row)) | {"topic"}


@attrs.frozen(kw_only=True)
class Change:
    """
    One field that differs between contracts of two days.

    Args:
        topic: ``withdrawal``, ``guarantee``, ``delivery``, or the topic of a duty.

        field: The field; empty where a duty as a whole came or went.

        floor: ``certain``, ``cautious``, or ``both`` where both floors changed alike.

        before: Its value on the first day; None where nothing was stated.

        after: Its value on the second day.

        cites: What the value of the second day stands on, or that of the first where nothing is stated any more.

    .. versionadded:: 0.1.0
    """

    topic: str
    field: str = ""
    floor: str = "both"
    before: Any = None
    after: Any = None
    cites: tuple[Cite, ...] = ()


def changes(book: LawBook, residence: str, first: date, second: date) -> tuple[Change, ...]:
    """
    Compare what the law gives a consumer for contracts of two days.

    Returns:
        The right of withdrawal, the guarantee and the default for delivery field by field, then the duties; nothing
        where nothing changed.

    .. versionadded:: 0.1.0
    """
    found: list[Change] = []
    for topic in _TOPICS:
        before, after = (getattr(book, topic)(residence, day) for day in (first, second))
        found += _fields(topic, before, after)
    return (*found, *_duties(book, residence, first, second))


def _fields(topic: str, before: Floor[Any] | None, after: Floor[Any] | None) -> Iterator[Change]:
    some = after or before
    if some is None:
        return
    for name in (a.name for a in attrs.fields(type(some.cautious)) if a.name not in _SAID_OF_ITSELF):
        pairs = {floor: (_value(before, floor, name), _value(after, floor, name)) for floor in ("certain", "cautious")}
        differ = {floor: pair for floor, pair in pairs.items() if pair[0] != pair[1]}
        if len(differ) > 1 and pairs["certain"] == pairs["cautious"]:
            differ = {"both": pairs["certain"]}
        for floor, (old, new) in differ.items():
            source = after if after is not None and new is not None else before or some
            cites = tuple(dict.fromkeys(source.cites(frozenset({name}))))
            yield Change(topic=topic, field=name, floor=floor, before=old, after=new, cites=cites)


def _value(floor: Floor[Any] | None, which: str, name: str) -> Any:
    return getattr(getattr(floor, which), name) if floor is not None else None


def _duties(book: LawBook, residence: str, first: date, second: date) -> Iterator[Change]:
    """List the duties that came or went, and what changed in those of one topic that replaced each other."""
    before, after = (book.duties(residence, day) for day in (first, second))
    gone = [layer for layer in before if layer.row not in [other.row for other in after]]
    come = [layer for layer in after if layer.row not in [other.row for other in before]]
    for layer in gone:
        if not any(_replaces(other, layer) for other in come):
            yield Change(topic=layer.row.topic, before=_said(layer.row), cites=_cites(layer))
    for layer in come:
        older = next((other for other in gone if _replaces(layer, other)), None)
        said = _said(older.row) if older is not None else None
        if said != _said(layer.row):
            yield Change(topic=layer.row.topic, before=said, after=_said(layer.row), cites=_cites(layer))


def _replaces(new: Layer[DutyRow], old: Layer[DutyRow]) -> bool:
    return (new.jurisdiction, new.row.topic) == (old.jurisdiction, old.row.topic)


def _said(row: DutyRow) -> tuple[tuple[str, Any], ...]:
    """Take what a duty states beside its words; without numbers it is there or not."""
    names = [a.name for a in attrs.fields(DutyRow) if a.name not in _SAID_OF_ITSELF]
    return tuple((name, getattr(row, name)) for name in names if getattr(row, name) is not None)


def _cites(layer: Layer[DutyRow]) -> tuple[Cite, ...]:
    return (Cite(layer.row.citation, layer.jurisdiction, layer.certain),)
