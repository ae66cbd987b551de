"""
The complaint: something is missing, wrong, damaged or lost, and the shop makes it good without asking it back.

Nothing needs to come back unless the shop asks for it when it approves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, ClassVar

import attrs

from ... import documents
from ...events import Event
from ...money import Money
from ...orders import Order
from ...orders.said import by_item, units_of
from .filed import Claiming, Filed
from .pools import with_more

__all__ = ["Complaint", "ComplaintKind", "Resolution", "complaint_word", "open_complaint"]


class ComplaintKind(Enum):
    """What is wrong."""

    MISSING = "missing"
    WRONG = "wrong"
    DAMAGED = "damaged"
    LOST = "lost"


class Resolution(Enum):
    """How it is made good."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    BOTH = "both"
    REPAIR = "repair"
    PRICE_REDUCTION = "price_reduction"

    @property
    def parts(self) -> frozenset[str]:
        """What has to happen."""
        return _PARTS[self]


_PARTS = {
    Resolution.REFUND: frozenset({"refund"}),
    Resolution.REPLACEMENT: frozenset({"replacement"}),
    Resolution.BOTH: frozenset({"refund", "replacement"}),
    Resolution.REPAIR: frozenset({"repair"}),
    Resolution.PRICE_REDUCTION: frozenset({"refund"}),
}


@attrs.frozen(kw_only=True)
class ComplaintState:
    """What follows from the events of a complaint; nobody stores it."""

    kind: ComplaintKind | None = None
    units: tuple[tuple[str, int], ...] = ()
    evidence: tuple[str, ...] = ()
    wanted: bool = False
    review: bool = False
    resolution: Resolution | None = None
    amount: Money | None = None
    asked_back: bool = False
    started: bool = False
    done: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()
    asked_again: frozenset[str] = frozenset()
    back: tuple[tuple[str, int], ...] = ()
    closed: str = ""
    why: str = ""


@attrs.frozen(kw_only=True)
class Complaint(Filed):
    """
    One complaint about units of one order.

    Args:
        id: The host's opaque id.

        order: The id of the order.

        currency: Of every amount.

        events: Everything that was decided and seen, oldest first.

        state: What follows from the events; worked out, never given.

        beside: The order as it stands; see `against`.

    .. versionadded:: 0.1.0
    """

    KIND: ClassVar[str] = "complaint"
    FILED_BY: ClassVar[str] = "open"
    NOTHING: ClassVar[ComplaintState] = ComplaintState()

    currency: str
    state: ComplaintState = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())

    def folded(self, state: ComplaintState, event: Event) -> ComplaintState:
        """Fold one event into what the complaint knows."""
        return attrs.evolve(state, **_CHANGES[event.code](state, event, dict(event.values)))

    @property
    def word(self) -> str:
        """Where it stands, in one word."""
        return complaint_word(self)

    @property
    def open_parts(self) -> tuple[str, ...]:
        """What of the resolution has not happened yet."""
        resolution = self.state.resolution
        return () if resolution is None else tuple(sorted(resolution.parts - self.state.done))

    def back(self, line_id: str) -> int:
        """How many units of a line came back that were asked back."""
        return min(dict(self.state.back).get(line_id, 0), dict(self.state.units).get(line_id, 0))

    def claim(self, line_id: str) -> int:
        """How many units of a line it claims, so that no return case claims them as well."""
        return 0 if self.state.closed else dict(self.state.units).get(line_id, 0) - self.back(line_id)


def open_complaint(order: Order, complaint_id: str, others: Iterable[Claiming] = ()) -> Complaint:
    """
    Open a draft of a complaint on an order.

    .. versionadded:: 0.1.0
    """
    return Complaint(id=complaint_id, order=order.id, currency=order.currency).against(order, others)


def complaint_word(complaint: Complaint) -> str:
    """Work out the word of a complaint."""
    state = complaint.state
    if state.closed or state.kind is None:
        return state.closed or "draft"
    if state.resolution is not None:
        return "resolving" if state.started or state.done else "approved"
    if state.review:
        return "under_review"
    return "evidence_wanted" if state.wanted else "open"


def _opened(state: ComplaintState, event: Event, values: dict[str, Any]) -> dict[str, Any]:
    units = tuple(units_of(event.values, "units").items())
    return {"kind": ComplaintKind(values["kind"]), "units": units, "evidence": _evidence(state, event)}


def _evidence(state: ComplaintState, event: Event) -> tuple[str, ...]:
    return (*state.evidence, *(str(one) for one in by_item(event.values, "picture").values()))


def _approved(_state: ComplaintState, _event: Event, values: dict[str, Any]) -> dict[str, Any]:
    back = bool(values.get("asked_back", False))
    return {"resolution": Resolution(values["resolution"]), "amount": values.get("amount"), "asked_back": back}


def _came_back(state: ComplaintState, event: Event, values: dict[str, Any]) -> dict[str, Any]:
    """Count units by line; a line that is named alone came back as a whole."""
    whole = {str(values["line"]): dict(state.units).get(str(values["line"]), 0)} if "line" in values else {}
    return {"back": with_more(state.back, whole or units_of(event.values))}


def _closed(word: str) -> Change:
    return lambda _state, _event, values: {"closed": word, "why": str(values.get("why", ""))}


Change = Callable[[ComplaintState, Event, dict[str, Any]], dict[str, Any]]

_CHANGES: dict[str, Change] = {
    "open": _opened,
    "ask_evidence": lambda _state, _event, _values: {"wanted": True, "review": False},
    "give_evidence": lambda state, event, _: {"evidence": _evidence(state, event), "review": True},
    "review": lambda _state, _event, _values: {"review": True},
    "approve": _approved,
    "start": lambda state, _event, _values: {"started": True, "asked_again": state.given_up},
    "refund_withdrawn": lambda state, _, values: {"given_up": state.given_up | {str(values["refund"])}},
    "done": lambda state, _, values: {"done": state.done | {str(values["part"])}},
    "goods_back": _came_back,
    "deny": _closed("denied"),
    "withdraw": _closed("withdrawn"),
    "resolve": _closed("resolved"),
    "reopen": lambda state, *_: {"closed": "", "why": "", "review": state.review or state.resolution is None},
}
