"""The words for where an order stands, worked out from its decisions, quantities and money and never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from ..dates import Closed, Deadline, aware
from ..money import Money, total
from .axes import Brief, Collection, Flag, Fulfilment, Refunded, Returned
from .collecting import collection, due, paid
from .decided import Stage, archived, holds, open_cases, stage
from .lines import Kind
from .movements import Tally
from .order import Order
from .proposals import failing
from .repayments import PayoutState
from .rewinding import as_of

__all__ = ["Facts", "Fulfilment", "Refunded", "Returned", "Status", "status"]


@attrs.frozen(kw_only=True)
class Facts:
    """
    The counts behind the words.

    Args:
        sold: Units that are to be sent.

        packed: Units of them that were packed or sent.

        shipped: Units of them that left.

        delivered: Units of them that arrived.

        lost: Units that were lost and neither sent again, refunded, replaced nor written off.

        returning: Units that are to come back.

        returned: Units that came back.

        due: What is owed in all.

        paid: What the shop has.

        refunded: What went back.

        pending: What is on its way back.
    """

    sold: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    lost: int = 0
    returning: int = 0
    returned: int = 0
    due: Money
    paid: Money
    refunded: Money
    pending: Money


@attrs.frozen(kw_only=True)
class Status:
    """
    Where an order stands on every axis, and one word for a customer.

    Args:
        fulfilment: How far the goods got.

        returned: How much came back.

        refunded: How much of the money went back.

        collection: How much of what is due was paid.

        stage: How far the contract got.

        holds: For what it is held.

        flags: What is true beside the words.

        closed: Whether every window for it has closed.

        facts: The counts behind the words.

    .. versionadded:: 0.1.0
    """

    fulfilment: Fulfilment
    returned: Returned
    refunded: Refunded
    collection: Collection = Collection.PAID
    stage: Stage = Stage.PLACED
    holds: frozenset[str] = frozenset()
    flags: frozenset[Flag] = frozenset()
    closed: bool = False
    facts: Facts | None = None

    @property
    def word(self) -> str:
        """
        One word by precedence.

        Not placed, held, a claim or return that is open, all returned, all refunded, else how far the goods got; what
        was delivered, or need not be, is ``completed`` once every window has closed and nothing is open or owed.
        """
        return self.said_by[1]

    @property
    def said_by(self) -> tuple[str, str]:
        """The axis that decides the word, and the word."""
        return next((axis, word) for true, axis, word in self._precedence if true)

    @property
    def _precedence(self) -> tuple[tuple[bool, str, str], ...]:
        case = bool(self.flags & _CASES)
        full = self.refunded is Refunded.FULL and self.fulfilment is not Fulfilment.CANCELLED
        return (
            (self.stage is not Stage.PLACED, "stage", self.stage.value),
            (bool(self.holds), "holds", "on_hold"),
            (Flag.CLAIM_OPEN in self.flags, "flags", "claim_open"),
            (self.returned is Returned.REQUESTED, "returned", "return_requested"),
            (self.returned is Returned.IN_PROGRESS, "returned", "return_in_progress"),
            (case and self.returned is not Returned.NONE, "flags", "return_in_progress"),
            (case, "flags", "return_requested"),
            (self.returned is Returned.RETURNED, "returned", "returned"),
            (full, "refunded", "refunded"),
            (self._done, "closed", "completed"),
            (True, "fulfilment", self.fulfilment.value),
        )

    @property
    def _done(self) -> bool:
        """Say whether nothing more will come: all is there, every window has closed, and nobody owes anything."""
        there = self.fulfilment in (Fulfilment.DELIVERED, Fulfilment.NOT_REQUIRED)
        coming_back = self.refunded is Refunded.PENDING or (self.facts is not None and self.facts.pending.minor > 0)
        settled = self.collection in _SETTLED and not coming_back
        return there and self.closed and settled and not self.flags & _ISSUES

    @property
    def mark(self) -> str:
        """What the word leaves out: ``partially_returned`` where some came back, or nothing."""
        return "partially_returned" if self.returned is Returned.PARTIALLY_RETURNED else ""

    @property
    def brief(self) -> Brief:
        """One of the five words customers know."""
        if self.flags & _ISSUES:
            return Brief.ISSUE
        word = self.word
        if word == "not_required" and self.collection not in _SETTLED and self.collection is not Collection.OVERPAID:
            return Brief.IN_PROCESS
        # A return can be asked for before the goods are there.
        return BRIEFS[self.fulfilment.value if word == "return_requested" else word]


_SETTLED = frozenset({Collection.PAID, Collection.NOT_REQUIRED})
_CASES = frozenset({Flag.RETURN_OPEN, Flag.EXCHANGE_OPEN})
_ISSUES = frozenset(
    {
        Flag.ACTION_REQUIRED,
        Flag.DISPUTED,
        Flag.REFUND_FAILED,
        Flag.DELIVERY_PROBLEM,
        Flag.RETURN_PROBLEM,
        Flag.CLAIM_OPEN,
    }
)

#: Every word that is ever shown, in order of precedence, with the one of the five that customers know.
BRIEFS = {
    "draft": Brief.IN_PROCESS,
    "awaiting_confirmation": Brief.IN_PROCESS,
    "cancelled": Brief.ISSUE,
    "expired": Brief.ISSUE,
    "on_hold": Brief.IN_PROCESS,
    "claim_open": Brief.ISSUE,
    "return_requested": Brief.DELIVERED,
    "return_in_progress": Brief.RETURNED,
    "returned": Brief.RETURNED,
    "refunded": Brief.RETURNED,
    "completed": Brief.DELIVERED,
    "not_required": Brief.DELIVERED,
    "unfulfilled": Brief.IN_PROCESS,
    "partially_packed": Brief.IN_PROCESS,
    "packed": Brief.IN_PROCESS,
    "partially_shipped": Brief.SHIPPED,
    "shipped": Brief.SHIPPED,
    "partially_delivered": Brief.SHIPPED,
    "delivered": Brief.DELIVERED,
}


def status(order: Order, at: datetime, windows: Iterable[Deadline] = ()) -> Status:
    """
    Derive where an order stands at a moment, from what happened until then.

    Units cancelled before shipping leave the count; a cancelled parcel never makes an order "partial". A refund that is
    still pending has not gone back. Tenders carry no times, so what was taken, set aside or charged back counts at
    every moment, and so does what they gave back unless later movements tell of it.

    Args:
        order: The sale with everything that happened since.

        at: The moment.

        windows: Until when something may be asked for; once all of them have closed, what was delivered is completed.

    Raises:
        FactsError: If *at* has no zone.

    .. versionadded:: 0.1.0
    """
    aware("at", at)
    now = as_of(order, at)
    pools = _to_send(now)
    sold = [p for line in now.line_ids if (p := now.tally(line)).sold > 0]
    last_days = tuple(windows)
    facts = _facts(now, pools, sold)
    return Status(
        stage=stage(now.history),
        holds=holds(now.history),
        collection=collection(now),
        fulfilment=_fulfilment(now, pools, facts),
        returned=_returned(sold, facts),
        refunded=_refunded(now, facts),
        flags=_flags(now, sold, facts),
        closed=bool(last_days) and all(isinstance(one.judge(at), Closed) for one in last_days),
        facts=facts,
    )


def _to_send(order: Order) -> list[Tally]:
    """Count goods; where nothing but services and digital content was sold, those of which anything was sent."""
    goods = [line.id for line in order.lines if line.kind is Kind.GOODS]
    pools = [_with_pieces(order, line) for line in goods or order.line_ids]
    if not goods and not any(p.sent or p.returned for p in pools):
        return []
    return [p for p in pools if p.sold > 0]


def _with_pieces(order: Order, line_id: str) -> Tally:
    """
    Take the pools of a line, less a unit of which a further piece is not there.

    A parcel that holds 0 of a line holds such a piece; one that was lost is sent again in a later parcel.
    """
    pools = order.tally(line_id)
    pieces = [parcel for parcel, count in order.packed(line_id) if not count] if order.parcels else []
    standing = [one for place, one in enumerate(pieces, start=1) if not one.lost or place == len(pieces)]
    if all(one.delivered for one in standing):
        return pools
    there = max(min(pools.delivered, pools.sold) - 1, 0)
    sent, lost = max(pools.shipped, pools.delivered), pools.lost + any(one.lost for one in standing)
    return attrs.evolve(pools, shipped=sent, delivered=there, lost=lost)


def _facts(now: Order, pools: Sequence[Tally], sold: Sequence[Tally]) -> Facts:
    given = [tender.refunded for tender in now.tenders if tender.refunded is not None]
    pending = [one.value for r in now.repaying for one in r.payouts if one.state is PayoutState.PENDING]
    held = [tender.pending for tender in now.tenders if tender.pending is not None]
    return Facts(
        sold=sum(p.sold for p in pools),
        packed=sum(min(max(p.packed, p.shipped, p.delivered), p.sold) for p in pools),
        shipped=sum(min(max(p.shipped, p.delivered), p.sold) for p in pools),
        delivered=sum(min(p.delivered, p.sold) for p in pools),
        lost=sum(p.astray for p in pools),
        returning=sum(p.returning for p in sold),
        returned=sum(p.returned for p in sold),
        due=due(now),
        paid=paid(now),
        refunded=max(now.refunded, total(given, now.currency)),
        pending=max(total(pending, now.currency), total(held, now.currency)),
    )


def _fulfilment(now: Order, pools: Sequence[Tally], facts: Facts) -> Fulfilment:
    if not pools:
        return Fulfilment.NOT_REQUIRED if any(now.tally(one).sold for one in now.line_ids) else Fulfilment.CANCELLED
    for count, whole, part in (
        (facts.delivered, Fulfilment.DELIVERED, Fulfilment.PARTIALLY_DELIVERED),
        (facts.shipped, Fulfilment.SHIPPED, Fulfilment.PARTIALLY_SHIPPED),
        (facts.packed, Fulfilment.PACKED, Fulfilment.PARTIALLY_PACKED),
    ):
        if count:
            return whole if count >= facts.sold else part
    return Fulfilment.UNFULFILLED


def _returned(pools: Sequence[Tally], facts: Facts) -> Returned:
    if facts.returning:
        moving = any(min(max(p.return_approved, p.in_transit) - p.returned, p.returning) > 0 for p in pools)
        return Returned.IN_PROGRESS if moving else Returned.REQUESTED
    if not facts.returned:
        return Returned.NONE
    all_back = all(p.returned >= p.sold for p in pools)
    return Returned.RETURNED if all_back else Returned.PARTIALLY_RETURNED


def _refunded(now: Order, facts: Facts) -> Refunded:
    if not facts.refunded.minor:
        return Refunded.PENDING if facts.pending.minor else Refunded.NONE
    return Refunded.FULL if facts.refunded >= now.captured + now.waived else Refunded.PARTIAL


def _flags(now: Order, pools: Sequence[Tally], facts: Facts) -> frozenset[Flag]:
    kinds = set(open_cases(now.history).values())
    disputed = any(tender.charged_back is not None and tender.charged_back.minor for tender in now.tenders)
    covered = facts.paid + total((tender.reserved for tender in now.tenders), now.currency)
    marks = {
        Flag.ACTION_REQUIRED: covered < facts.due and any(tender.failed for tender in now.tenders),
        Flag.DISPUTED: disputed or any(one.code == "charged_back" for one in now.parked),
        Flag.REFUND_FAILED: failing(now),
        Flag.BACKORDERED: "backorder" in kinds,
        Flag.DELIVERY_PROBLEM: facts.lost > 0,
        Flag.RETURN_PROBLEM: any(p.refused or p.missing for p in pools),
        Flag.RETURN_OPEN: "return" in kinds,
        Flag.EXCHANGE_OPEN: "exchange" in kinds,
        Flag.CLAIM_OPEN: bool(kinds & {"claim", "complaint"}),
        Flag.UNEXPLAINED: bool(now.parked),
        Flag.ARCHIVED: archived(now.history),
    }
    return frozenset(flag for flag, holds_true in marks.items() if holds_true)
