"""
The return case: what was asked, decided and seen of one return, and what follows from it.

Its events are the truth. Where its units are, which word describes it, what is due and what the order has to know all
follow from them, so that nothing of it can be set by hand or drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from ... import documents
from ...dates.moments import WESTERNMOST
from ...errors import facts_error
from ...events import Event
from ...money import Money, total
from ...orders import Order
from ...rights import Basis, Remedy
from .filed import Claiming, Filed
from .folds import folded
from .pools import NO_UNITS, USUAL, CaseLine, CaseRefund, CaseState, Handling, Pools, Trigger, units_in

__all__ = ["ReturnCase", "open_case", "word_of"]


@attrs.frozen(kw_only=True)
class ReturnCase(Filed):
    """
    One return of units of one order.

    Args:
        id: The host's opaque id.

        order: The id of the order.

        currency: Of every amount.

        zone: Where the customer's days are counted.

        handling: How the shop handles it, as it was when the case was opened.

        events: Everything that was decided and seen, oldest first.

        state: What follows from the events; worked out, never given.

        beside: The order as it stands; see `against`.

    Raises:
        FactsError: If it has no id, or its events contradict each other.

    .. versionadded:: 0.1.0
    """

    KIND: ClassVar[str] = "return"
    NOTHING: ClassVar[CaseState] = CaseState()

    currency: str
    zone: str = WESTERNMOST
    handling: Handling = USUAL
    state: CaseState = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())

    def folded(self, state: CaseState, event: Event) -> CaseState:
        """Fold one event into what the case knows."""
        return folded(self, state, event)

    @property
    def lines(self) -> tuple[CaseLine, ...]:
        """What was asked for, line by line."""
        return self.state.lines

    @property
    def word(self) -> str:
        """Where it stands, in one word."""
        return word_of(self)

    def line(self, line_id: str) -> CaseLine:
        """
        Return one line of the case.

        Raises:
            FactsError: If nothing was asked for it.
        """
        for one in self.lines:
            if one.line == line_id:
                return one
        raise facts_error("line", f"one of {', '.join(one.line for one in self.lines)}", line_id)

    def pools(self, line_id: str) -> Pools:
        """Find where the units of a line are; all 0 for a line that is not in the case."""
        return next((one.pools for one in self.lines if one.line == line_id), NO_UNITS)

    def in_transit(self, line_id: str) -> int:
        """How many units of a line are on their way back, as far as scans tell."""
        outstanding, found = self.pools(line_id).outstanding, 0
        for parcel in self.state.parcels:
            if parcel.scanned and not parcel.received:
                units = parcel.units(line_id)
                found += outstanding if units is None else units
        return min(found, outstanding)

    def claim(self, line_id: str) -> int:
        """How many units of a line it claims that the order does not show as back or kept yet."""
        return 0 if self.state.closed else self.wanted(line_id)

    def wanted(self, line_id: str) -> int:
        """How many units of a line it claims, or would claim again if it were reopened."""
        pools = self.pools(line_id)
        if not self.state.approved:
            return pools.requested
        return pools.approved - pools.received - pools.kept

    def refund_due(self, line_id: str) -> int:
        """How many units of a line have ever got as far as their refund requires; it never falls."""
        line = self.line(line_id)
        pools = line.pools
        match self._trigger(line):
            case Trigger.APPROVAL:
                return pools.approved
            case Trigger.RECEIPT:
                return pools.received + pools.kept
            case Trigger.INSPECTION:
                return pools.accepted + pools.kept
            case Trigger.SCAN:
                return pools.kept + max(self.sent(line_id), pools.received)

    def sent(self, line_id: str) -> int:
        """How many units of a line a carrier has ever seen on their way back."""
        pools = self.pools(line_id)
        room, found = pools.approved - pools.kept, 0
        for parcel in self.state.parcels:
            units = parcel.units(line_id)
            found += (room if units is None else units) if parcel.scanned else 0
        return min(found, room)

    def seen(self, line_id: str) -> int:
        """How many units of a line are or were in parcels that a carrier saw or that arrived."""
        room, found = self.pools(line_id).approved, 0
        for parcel in self.state.parcels:
            units = parcel.units(line_id)
            if parcel.scanned or (parcel.received and units is not None):
                found += room if units is None else units
        return min(found, room)

    def _trigger(self, line: CaseLine) -> Trigger:
        """
        A withdrawal is paid back once its parcel was seen on the way, whatever the shop would like to wait for.

        What is to be exchanged is not paid back at all, unless nothing comes of it, so that an approval does not do.
        """
        trigger = self.handling.trigger
        if line.remedy is Remedy.EXCHANGE and trigger is Trigger.APPROVAL:
            trigger = Trigger.RECEIPT
        late = trigger in (Trigger.RECEIPT, Trigger.INSPECTION)
        return Trigger.SCAN if late and line.right is Basis.WITHDRAWAL else trigger

    def exchangeable(self, line_id: str) -> int:
        """How many units of a line an exchange may stand on: asked for or approved, and not refunded."""
        pools = self.pools(line_id)
        units = pools.approved if self.state.approved else pools.requested
        if self.state.closed in ("rejected", "cancelled", "expired"):
            units = pools.received
        return units - pools.kept - pools.refused - pools.wrong - self.state.refunded(line_id)

    def unpaid(self, line_id: str) -> int:
        """
        How many units of a line are due to be refunded and in no refund yet.

        Units that were to be exchanged are due once their exchange has ended otherwise.
        """
        line = self.line(line_id)
        in_money = line.remedy in (Remedy.REFUND, Remedy.CREDIT) or (
            line.remedy is Remedy.EXCHANGE and self._exchange_ended(line_id)
        )
        return self.open_units(line_id) if self.state.approved and in_money else 0

    def open_units(self, line_id: str) -> int:
        """
        How many units of a line got as far as their refund requires, and are in no refund and no exchange yet.

        What the inspection did not take belongs to the customer and is among them no more.
        """
        pools, state = self.pools(line_id), self.state
        most = pools.approved - pools.refused - pools.wrong - state.exchanging(line_id)
        return max(min(self.refund_due(line_id), most) - state.refunded(line_id), 0)

    def _exchange_ended(self, line_id: str) -> bool:
        ended = [not one.open for one in self.state.exchanges if units_in(one.units, line_id)]
        return bool(ended) and all(ended)

    @property
    def refunds(self) -> tuple[CaseRefund, ...]:
        """The refunds that were proposed, and how they stand."""
        return self.state.refunds

    @property
    def outstanding(self) -> Money:
        """What was proposed and has not gone back yet."""
        return total((one.pending for one in self.refunds), self.currency)

    @property
    def exchange_open(self) -> bool:
        """Say whether an exchange that belongs to it has not ended."""
        return any(one.open for one in self.state.exchanges)


def open_case(order: Order, case_id: str, handling: Handling = USUAL, others: Iterable[Claiming] = ()) -> ReturnCase:
    """
    Open a draft of a case on an order; nothing is asked for until `announce`.

    Args:
        order: The sale as it stands.

        case_id: The host's opaque id.

        handling: How the shop handles it.

        others: The other return cases and complaints of the order.

    .. versionadded:: 0.1.0
    """
    zone = order.buyer.zone or WESTERNMOST
    case = ReturnCase(id=case_id, order=order.id, currency=order.currency, zone=zone, handling=handling)
    return case.against(order, others)


def word_of(case: ReturnCase) -> str:
    """Work out the word of a case from its decisions and pools."""
    state = case.state
    if state.closed:
        return state.closed
    if not state.lines:
        return "draft"
    if not state.approved:
        return "under_review" if state.review else "requested"
    pools = [line.pools for line in state.lines]
    if not any(one.outstanding for one in pools):
        return "received" if any(one.undecided for one in pools) else "inspected"
    if any(one.received for one in pools):
        return "partially_received"
    return "in_transit" if any(case.in_transit(line.line) for line in state.lines) else "approved"
