"""
The history of a case, chained by hashes, and the one document that a dispute needs.

Each link names its event together with the link before, so that nothing can be changed, left out or put in between
without every later link showing it. Whoever can rewrite all links could still make a new chain: keep the last hash
where the one who keeps the history cannot reach it.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ... import documents
from ...errors import facts_error
from ...events import Event
from ...orders import Parcel
from ...orders.said import by_item
from ..records import Record
from .complaints import Complaint
from .exchanges import Exchange
from .pools import CaseParcel, CaseRefund, Overruled
from .return_cases import ReturnCase

__all__ = ["CaseFile", "Evidence", "Link", "broken_at", "chain", "export"]


@attrs.frozen
class Link:
    """
    One event of a history, with the hash of everything up to it.

    .. versionadded:: 0.1.0
    """

    event: Event
    before: str
    hash: str


def chain(events: Iterable[Event], start: str = "") -> tuple[Link, ...]:
    """
    Chain a history.

    Args:
        events: Oldest first.

        start: What the first link hangs on, such as the hash of what the history is about.

    .. versionadded:: 0.1.0
    """
    links = []
    before = start
    for event in events:
        links.append(Link(event, before, _hash(event, before)))
        before = links[-1].hash
    return tuple(links)


def broken_at(links: Iterable[Link], start: str = "") -> int | None:
    """
    Find the first link that does not hold; None if all do.

    .. versionadded:: 0.1.0
    """
    before = start
    for index, link in enumerate(links):
        if link.before != before or link.hash != _hash(link.event, before):
            return index
        before = link.hash
    return None


def _hash(event: Event, before: str) -> str:
    return documents.content_hash({"before": before, "event": documents.dump(event)})


@attrs.frozen
class Evidence:
    """A picture or document of a case, as an opaque reference, with the key of the event that brought it."""

    reference: str
    event: str


@attrs.frozen(kw_only=True)
class CaseFile:
    """
    One case as a single document, for a dispute: what was decided and why, what was shown, sent and paid.

    Args:
        case: The case with its events.

        word: Where it stood.

        history: The events again, chained.

        decision: The decision it stands on, with the order and the policy it was made from.

        evidence: What was shown.

        overruled: What staff set aside.

        tracking: Its parcels.

        outbound: The parcels of the sale, with what was seen of them.

        refunds: What was to go back, and what did.

        exchanges: The exchanges that belong to it.

        complaints: The complaints that belong to it.

        hash: Over everything else.

    .. versionadded:: 0.1.0
    """

    case: ReturnCase
    word: str
    history: tuple[Link, ...]
    decision: Record | None = None
    evidence: tuple[Evidence, ...] = ()
    overruled: tuple[Overruled, ...] = ()
    tracking: tuple[CaseParcel, ...] = ()
    outbound: tuple[Parcel, ...] = ()
    refunds: tuple[CaseRefund, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    hash: str = ""

    def intact(self) -> bool:
        """Say whether it is as it was written, and its chain holds."""
        same = tuple(link.event for link in self.history) == self.case.events
        return same and broken_at(self.history, _start(self.case)) is None and self.hash == _file_hash(self)


def export(
    case: ReturnCase,
    decision: Record | None = None,
    *,
    exchanges: Iterable[Exchange] = (),
    complaints: Iterable[Complaint] = (),
) -> CaseFile:
    """
    Put a case together as one document; `documents.dumps` writes it and `documents.read` reads it back.

    Args:
        case: The case.

        decision: What `record` kept of the decision it stands on.

        exchanges: The exchanges that belong to it.

        complaints: The complaints that belong to it.

    Raises:
        FactsError: If the decision, an exchange or a complaint is of another order.

    .. versionadded:: 0.1.0
    """
    exchanges, complaints = tuple(exchanges), tuple(complaints)
    strangers = [one.order for one in (*exchanges, *complaints) if one.order != case.order]
    strangers += [decision.order.id] if decision is not None and decision.order.id != case.order else []
    if strangers:
        raise facts_error("order", case.order, strangers[0])
    made = CaseFile(
        case=attrs.evolve(case, beside=None),
        word=case.word,
        history=chain(case.events, _start(case)),
        decision=decision,
        evidence=tuple(
            Evidence(str(reference), event.key)
            for event in case.events
            for reference in by_item(event.values, "picture").values()
        ),
        overruled=case.state.overruled,
        tracking=case.state.parcels,
        outbound=decision.order.parcels if decision is not None else (),
        refunds=case.refunds,
        exchanges=exchanges,
        complaints=complaints,
    )
    return attrs.evolve(made, hash=_file_hash(made))


def _start(case: ReturnCase) -> str:
    return documents.content_hash({**documents.dump(case), "events": []})


def _file_hash(made: CaseFile) -> str:
    return documents.content_hash({**documents.dump(made), "hash": ""})
