"""
The lifecycle of an order: which commands there are, who may give them, what speaks against them and what they change.

Its word is the stage of the contract, which is decided; how far goods and money got is derived in `standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from ..decisions import Finding, Values, refuse
from ..events import Actor, Event, Role
from ..lifecycles import Available, Command, Guard, Lifecycle, Observation, Request
from . import paying, proposals, refunding
from .cancelling import (
    CancellationPolicy,
    cancellable,
    everything_cancelled,
    in_time,
    not_sent,
    refund_due,
    release,
    something_unsent,
    stop,
    units_cancelled,
    units_there,
)
from .decided import archived, holds, open_cases, stage_word
from .folding import Changes, decided, moving, noted, observed, units_moved
from .movements import Moved
from .order import Order
from .parcels import Packed, Parcel
from .reasons import (
    ALREADY_HELD,
    ARCHIVED,
    CASE_OPEN,
    HELD,
    NO_HOLD,
    NO_REASON,
    NO_UNITS,
    NOT_ARCHIVED,
    NOT_HELD,
    NOTHING_TO_SEND,
    ON_ITS_WAY,
    PAID,
    PARCEL_KNOWN,
    PAYOUT_NOT_FAILED,
    UNITS_NOT_THERE,
)
from .repayments import PayoutState
from .said import text, units_of
from .scanning import sighted

__all__ = ["available", "evolve", "lifecycle", "replay"]

_OPEN = frozenset({"draft", "awaiting_confirmation", "placed"})
_PLACED = frozenset({"placed"})
_DECIDED = frozenset({"placed", "cancelled", "expired"})
_ENDED = frozenset({"cancelled", "expired"})
_SHOP = frozenset({Role.STAFF, Role.SYSTEM})
_BUYER = frozenset({Role.CUSTOMER, Role.STAFF, Role.SYSTEM})


@lru_cache(maxsize=64)
def lifecycle(cancellation: CancellationPolicy | None = None) -> Lifecycle[Order]:
    """
    Make the lifecycle of orders under a cancellation policy.

    >>> lifecycle().start
    ('draft', 'placed')

    .. versionadded:: 0.1.0
    """
    policy = CancellationPolicy() if cancellation is None else cancellation
    return Lifecycle(
        name="order",
        word=_word,
        start=("draft", "placed"),
        final=_ENDED,
        commands=(*_contract(policy), *_CARE, *_GOODS, *_REFUNDS),
        observations=_OBSERVATIONS,
        recall=Order.recall,
    )


def available(
    order: Order,
    at: datetime,
    by: Actor,
    *,
    cancellation: CancellationPolicy | None = None,
    probes: Mapping[str, Values] | None = None,
) -> tuple[Available, ...]:
    """
    List every command with whether somebody may ask for it now, or every reason why not; this feeds buttons.

    .. versionadded:: 0.1.0
    """
    return lifecycle(cancellation).available(order, by, at, probes)


def evolve(order: Order, event: Event) -> Order:
    """
    Fold one event that was decided or observed into an order; one that was folded before changes nothing.

    .. versionadded:: 0.1.0
    """
    return lifecycle().evolve(order, event)


def replay(order: Order, events: Iterable[Event]) -> Order:
    """
    Fold a history into an order.

    .. versionadded:: 0.1.0
    """
    return lifecycle().replay(order, events)


def _word(order: Order) -> str:
    return stage_word(order.history)


# ------------------------------------------------------------------------------------------------ guards


def _reason_given(_order: Order, request: Request) -> Finding | None:
    return None if text(request.values, "reason").strip() else refuse(NO_REASON)


def _not_held_yet(order: Order, request: Request) -> Finding | None:
    reason = text(request.values, "reason")
    return refuse(ALREADY_HELD, hold=reason) if reason in holds(order.history) else None


def _held_for_it(order: Order, request: Request) -> Finding | None:
    reason = text(request.values, "reason")
    return None if reason in holds(order.history) else refuse(NOT_HELD, hold=reason)


def _not_held(order: Order, _request: Request) -> Finding | None:
    found = holds(order.history)
    return refuse(HELD, hold=", ".join(sorted(found))) if found else None


def _not_paid(order: Order, _request: Request) -> Finding | None:
    taken = order.captured if order.tenders else order.total * 0
    return refuse(PAID, paid=taken) if taken.minor else None


def _nothing_sent(order: Order, _request: Request) -> Finding | None:
    return refuse(ON_ITS_WAY) if any(order.tally(line).sent for line in order.line_ids) else None


def _some_hold(order: Order, _request: Request) -> Finding | None:
    return None if holds(order.history) else refuse(NO_HOLD)


def _nothing_open(order: Order, _request: Request) -> Finding | None:
    returning = any(order.tally(line).returning for line in order.line_ids)
    owed = order.repaying or proposals.failing(order)
    return refuse(CASE_OPEN) if open_cases(order.history) or owed or returning else None


def _not_archived_yet(order: Order, _request: Request) -> Finding | None:
    return refuse(ARCHIVED) if archived(order.history) else None


def _archived(order: Order, _request: Request) -> Finding | None:
    return None if archived(order.history) else refuse(NOT_ARCHIVED)


def _something_to_pack(order: Order, _request: Request) -> Finding | None:
    pools = [order.tally(line) for line in order.line_ids]
    return None if any(p.unsent > p.ready for p in pools) else refuse(NOTHING_TO_SEND)


def _something_to_send(order: Order, _request: Request) -> Finding | None:
    return None if any(order.tally(line).unsent for line in order.line_ids) else refuse(NOTHING_TO_SEND)


def _units_to_pack(order: Order, request: Request) -> Finding | None:
    for line, count in units_of(request.values).items():
        pools = order.tally(line)
        left = pools.unsent - pools.ready
        if count > left:
            return refuse(UNITS_NOT_THERE, line=line, left=left, asked=count)
    return None


def _units_named(_order: Order, request: Request) -> Finding | None:
    return None if units_of(request.values) else refuse(NO_UNITS)


def _payout_failed(order: Order, _request: Request) -> Finding | None:
    return None if _failed(order) else refuse(PAYOUT_NOT_FAILED)


def _failed(order: Order) -> bool:
    payouts = (payout for one in order.repayments if not one.withdrawn for payout in one.payouts)
    return any(payout.state is PayoutState.FAILED for payout in payouts)


def _where(guard: Guard[Order], check: Guard[Order]) -> Guard[Order]:
    """Ask a check only where the guard, which says the same of every request, has nothing against it."""
    return lambda order, request: check(order, request) if guard(order, request) is None else None


def _parcel_new(order: Order, request: Request) -> Finding | None:
    parcel = text(request.values, "parcel")
    return refuse(PARCEL_KNOWN, parcel=parcel) if any(one.id == parcel for one in order.parcels) else None


# ------------------------------------------------------------------------------------------------ folds


def _drafted(order: Order, event: Event) -> Changes | None:
    """Begin as a draft; where anything was decided or moved already, that is no draft any more."""
    return None if order.history or order.movements or order.parcels else noted(order, event)


def _placed(order: Order, event: Event) -> Changes:
    """Conclude the contract now, unless something happened under it already."""
    return {} if order.movements or order.parcels else {"placed_at": event.at}


def _packed(order: Order, event: Event) -> Changes:
    return moving(order, event, [(Moved.PACKED, line, count) for line, count in units_of(event.values).items()])


def _shipped(order: Order, event: Event) -> Changes:
    units, parcel = units_of(event.values), text(event.values, "parcel")
    if not parcel:
        return moving(order, event, [(Moved.SHIPPED, line, count) for line, count in units.items()])
    contents = tuple(Packed(line, count) for line, count in units.items())
    made = Parcel(id=parcel, contents=contents, shipped_at=max(event.at, order.placed_at))
    return {"parcels": (*order.parcels, made)}


# ------------------------------------------------------------------------------------------------ the table


def _contract(policy: CancellationPolicy) -> tuple[Command[Order], ...]:
    early = in_time(policy)
    return (
        Command(
            code="submit",
            on=frozenset({"draft"}),
            to=frozenset({"awaiting_confirmation"}),
            by=_BUYER,
            fold=decided(_placed),
        ),
        Command(code="place", on=frozenset({"draft"}), to=_PLACED, by=_BUYER, fold=decided(_placed)),
        Command(
            code="confirm",
            on=frozenset({"awaiting_confirmation"}),
            to=_PLACED,
            by=_SHOP,
            fold=decided(_placed),
        ),
        Command(
            code="cancel",
            on=_OPEN,
            to=frozenset({"cancelled"}),
            by=_BUYER,
            guards=(early, not_sent(policy)),
            fold=decided(everything_cancelled),
            effects=stop,
        ),
        Command(
            code="cancel_units",
            on=_PLACED,
            by=_BUYER,
            guards=(early, something_unsent(policy)),
            checks=(units_there, cancellable(policy)),
            fold=decided(units_cancelled),
            effects=refund_due,
        ),
        Command(
            code="expire",
            on=_OPEN,
            to=frozenset({"expired"}),
            by=_SHOP,
            guards=(_not_paid, _nothing_sent),
            fold=decided(everything_cancelled),
            effects=release,
        ),
    )


_CARE: tuple[Command[Order], ...] = (
    Command(code="hold", on=_OPEN, by=_SHOP, checks=(_reason_given, _not_held_yet), fold=decided()),
    Command(
        code="release",
        on=_DECIDED | _OPEN,
        by=_SHOP,
        guards=(_some_hold,),
        checks=(_where(_some_hold, _held_for_it),),
        fold=decided(),
    ),
    Command(code="archive", on=_DECIDED, by=_SHOP, guards=(_not_archived_yet, _nothing_open), fold=decided()),
    Command(code="unarchive", on=_DECIDED, by=_SHOP, guards=(_archived,), fold=decided()),
)

_GOODS: tuple[Command[Order], ...] = (
    Command(
        code="pack",
        on=_PLACED,
        by=_SHOP,
        guards=(_not_held, _something_to_pack),
        checks=(_units_named, _where(_something_to_pack, _units_to_pack)),
        fold=decided(_packed),
    ),
    Command(
        code="ship",
        on=_PLACED,
        by=_SHOP,
        guards=(_not_held, _something_to_send),
        checks=(_units_named, _where(_something_to_send, units_there), _parcel_new),
        fold=decided(_shipped),
    ),
)

_REFUNDS: tuple[Command[Order], ...] = (
    Command(
        code="propose_refund",
        on=_DECIDED,
        by=_SHOP,
        guards=(proposals.something_left,),
        checks=(
            proposals.asks_for_money,
            proposals.parts_agree,
            proposals.units_refundable,
            proposals.items_bear_it,
            proposals.tenders_bear_it,
        ),
        fold=decided(refunding.proposed),
        effects=refunding.pay_out,
    ),
    Command(
        code="retry_refund",
        on=_DECIDED,
        by=_SHOP,
        guards=(_payout_failed,),
        checks=(_where(_payout_failed, proposals.payout_failed_before),),
        fold=decided(refunding.retried),
        effects=refunding.pay_again,
    ),
    Command(
        code="withdraw_refund",
        on=_DECIDED,
        by=_SHOP,
        guards=(_payout_failed,),
        checks=(_where(_payout_failed, proposals.nothing_under_way),),
        fold=decided(refunding.given_up),
    ),
)

_OBSERVATIONS: tuple[Observation[Order], ...] = (
    # An order of which nothing was told counts as placed; told first, this makes it a draft.
    Observation(code="drafted", on=_PLACED, to=frozenset({"draft"}), fold=observed("drafted", _drafted)),
    *(
        Observation(code=code, fold=observed(code, fit))
        for code, fit in {
            "moved": units_moved,
            "sighted": sighted,
            "authorized": paying.authorized,
            "captured": paying.captured,
            "voided": paying.voided,
            "payment_failed": paying.payment_failed,
            "charged_back": paying.charged_back,
            "charge_back_reversed": paying.charge_back_reversed,
            "refunded": paying.refunded,
            "payout_succeeded": refunding.payout_succeeded,
            "payout_failed": refunding.payout_failed,
            "case_opened": noted,
            "case_closed": noted,
        }.items()
    ),
)
