"""Until when an order can be cancelled, what happens to what was sent already, and what it costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

import attrs

from ..decisions import Finding, refuse
from ..errors import FactsError, Problem
from ..events import Effect, Event, Role, key
from ..lifecycles import Guard, Request
from ..money import Money, share
from .collecting import due, paid
from .decided import Stage, stage
from .folding import Changes, moving
from .movements import Moved, Pool
from .order import Order
from .quotes import Deduction, Quote
from .reasons import (
    ALREADY_PACKED,
    CANCELLATION_CLOSED,
    NO_UNITS,
    NOTHING_TO_CANCEL,
    ON_ITS_WAY,
    PARTLY_SENT,
    UNITS_NOT_THERE,
)
from .refunds import Outbound, Partial, quote
from .said import units_of

__all__ = ["CancellationPolicy", "UnderWay", "Until", "cancellation_quote"]

_HUNDRED = 100


class Until(Enum):
    """Up to which step a customer may cancel."""

    PACKED = "packed"
    SHIPPED = "shipped"


class UnderWay(Enum):
    """What becomes of an order that was sent and not delivered: come back as a return, or be stopped on its way."""

    RETURN_INSTEAD = "return_instead"
    INTERCEPT = "intercept"


@attrs.frozen(kw_only=True)
class CancellationPolicy:
    """
    How a shop handles cancellations. Time, packing and fee bind the customer; staff are bound by what was sent.

    Args:
        since: The first day it governs, by the date of the order.

        until: Up to which step.

        within_hours: For how long after the order was placed; None without a limit.

        under_way: What becomes of what was sent already.

        the_rest: Whether units that were not sent yet can be cancelled alone.

        fee: What a cancellation by the customer costs, at most what goes back.

        fee_percent: The same in percent of what goes back; both add up.

    Raises:
        FactsError: If a number is negative or above 100 percent.

    .. versionadded:: 0.1.0
    """

    since: date = date.min
    until: Until = Until.SHIPPED
    within_hours: int | None = None
    under_way: UnderWay = UnderWay.RETURN_INSTEAD
    the_rest: bool = True
    fee: Money | None = None
    fee_percent: Decimal = Decimal(0)

    def __attrs_post_init__(self) -> None:
        """Refuse numbers that are none."""
        problems = []
        if self.within_hours is not None and self.within_hours < 0:
            problems.append(Problem("within_hours", "a whole number of 0 or more", str(self.within_hours)))
        if self.fee is not None and self.fee.minor < 0:
            problems.append(Problem("fee", "an amount of 0 or more", str(self.fee)))
        if not 0 <= self.fee_percent <= _HUNDRED:
            problems.append(Problem("fee_percent", "a percentage from 0 to 100", str(self.fee_percent)))
        if problems:
            raise FactsError(tuple(problems))


def cancellation_quote(order: Order, policy: CancellationPolicy, by: Role | None = None) -> Quote | None:
    """
    Work out what goes back for everything that was cancelled and not refunded yet; None if nothing does.

    Delivery goes back in full with the last unit. Nothing goes back that is still due for the rest of the order. What
    was stopped on its way is refunded once it is back, as returned. A fee is taken where the customer cancelled; an
    amount once, even if a part of the order comes back later.

    Args:
        order: The order, with the cancellation folded in.

        policy: What a cancellation costs.

        by: Who cancelled; None looks into the history, and takes a fee only if it was the customer every time.

    .. versionadded:: 0.1.0
    """
    units, pool = _cancelled(order), Pool.CANCELLED
    if not units and stage(order.history) is Stage.CANCELLED:
        units, pool = _stopped(order), Pool.RETURNED
    if not units or order.left.minor <= 0:
        return None
    nothing = Money(0, order.currency)
    whole = quote(order, units, outbound=Outbound.ALL, partial=Partial.NONE, pool=pool).total
    missing = max(whole - _above_due(order), nothing) if pool is Pool.CANCELLED else nothing
    if missing >= whole:
        return None
    fee = nothing
    if (_cancelled_by(order) if by is None else by) is Role.CUSTOMER:
        fee = share(whole - missing, int(policy.fee_percent * _HUNDRED), _HUNDRED * _HUNDRED)
        before = any(one.pool is Pool.CANCELLED and not one.withdrawn for one in order.repayments)
        if policy.fee is not None and not (before and pool is Pool.RETURNED):
            fee += policy.fee
    parts = (Deduction("not_paid", missing), Deduction("cancellation_fee", fee))
    return quote(order, units, outbound=Outbound.ALL, fees=[one for one in parts if one.amount.minor], pool=pool)


def _cancelled(order: Order) -> dict[str, int]:
    return {line: owed for line in order.line_ids if (owed := order.tally(line).owed)}


def _stopped(order: Order) -> dict[str, int]:
    """Find what came back of an order that was cancelled on its way, and was not refunded yet."""
    return {line: back for line in order.line_ids if (back := order.tally(line).back_unpaid)}


def _above_due(order: Order) -> Money:
    """Find what the shop has, or will take by instalments, above what is due."""
    return paid(order) + order.outstanding - due(order)


def _cancelled_by(order: Order) -> Role:
    """Find who cancelled: the customer only where nobody else did."""
    roles = {event.by.role for event in order.history if event.code in ("cancel", "cancel_units")}
    return Role.CUSTOMER if roles == {Role.CUSTOMER} else Role.STAFF


# ------------------------------------------------------------------------------------------------ guards and folds


def in_time(policy: CancellationPolicy) -> Guard[Order]:
    """Make the guard that holds a customer to the time and to packing."""

    def guard(order: Order, request: Request) -> Finding | None:
        if request.by.role is not Role.CUSTOMER or stage(order.history) is not Stage.PLACED:
            return None
        if _packing_binds(policy, order, request):
            return refuse(ALREADY_PACKED)
        ended_at = _ended_at(policy, order)
        if ended_at is not None and request.at >= ended_at:
            return refuse(CANCELLATION_CLOSED, ended_at=ended_at)
        return None

    return guard


def _packing_binds(policy: CancellationPolicy, order: Order, request: Request) -> bool:
    """Say whether what is packed stands against it: for units alone, only if none is left that is not packed."""
    pools = [order.tally(line) for line in order.line_ids]
    if policy.until is not Until.PACKED or not any(p.ready for p in pools):
        return False
    alone = request.command == "cancel_units" and policy.the_rest
    return not (alone and any(p.cancellable > p.ready for p in pools))


def _ended_at(policy: CancellationPolicy, order: Order) -> datetime | None:
    return None if policy.within_hours is None else order.placed_at + timedelta(hours=policy.within_hours)


def not_sent(policy: CancellationPolicy) -> Guard[Order]:
    """Make the guard against cancelling what was sent, unless the shop stops parcels on their way."""

    def guard(order: Order, request: Request) -> Finding | None:
        pools = [order.tally(line) for line in order.line_ids]
        stoppable = policy.under_way is UnderWay.INTERCEPT and not any(p.delivered for p in pools)
        if stoppable or not any(p.sent for p in pools):
            return None
        left = _left_alone(policy, order, request)
        return refuse(PARTLY_SENT, left=left) if left else refuse(ON_ITS_WAY)

    return guard


def _left_alone(policy: CancellationPolicy, order: Order, request: Request) -> int:
    """Count the units that whoever asks could still cancel alone."""
    pools = [order.tally(line) for line in order.line_ids]
    left = sum(p.cancellable for p in pools)
    if request.by.role is not Role.CUSTOMER:
        return left
    ended_at = _ended_at(policy, order)
    if not policy.the_rest or (ended_at is not None and request.at >= ended_at):
        return 0
    return left - sum(p.ready for p in pools) if policy.until is Until.PACKED else left


def something_unsent(policy: CancellationPolicy) -> Guard[Order]:
    """Make the guard that wants something left to cancel, and lets the rest be cancelled where the policy does."""

    def guard(order: Order, request: Request) -> Finding | None:
        pools = [order.tally(line) for line in order.line_ids]
        sent = sum(p.sent for p in pools)
        if not sum(p.cancellable for p in pools):
            return refuse(ON_ITS_WAY) if sent else refuse(NOTHING_TO_CANCEL)
        if sent and not policy.the_rest and request.by.role is Role.CUSTOMER:
            return refuse(ON_ITS_WAY)
        return None

    return guard


def units_there(order: Order, request: Request) -> Finding | None:
    """Refuse more units than are there to be sent or cancelled, and none at all."""
    asked = units_of(request.values)
    if not asked:
        return refuse(NO_UNITS) if request.command == "cancel_units" else None
    for line, count in asked.items():
        pools = order.tally(line)
        left = pools.cancellable if request.command == "cancel_units" else pools.unsent
        if count > left:
            return refuse(UNITS_NOT_THERE, line=line, left=left, asked=count)
    return None


def cancellable(policy: CancellationPolicy) -> Guard[Order]:
    """Make the check that keeps a customer from cancelling units that are packed, where packing ends it."""

    def check(order: Order, request: Request) -> Finding | None:
        if request.by.role is not Role.CUSTOMER or _packing_binds(policy, order, request):
            return None
        if policy.until is not Until.PACKED:
            return None
        for line, count in units_of(request.values).items():
            pools = order.tally(line)
            if pools.cancellable - pools.ready < count <= pools.cancellable:
                return refuse(ALREADY_PACKED)
        return None

    return check


def everything_cancelled(order: Order, event: Event) -> Changes:
    """Cancel every unit that was not sent."""
    return moving(order, event, [(Moved.CANCELLED, line, order.tally(line).cancellable) for line in order.line_ids])


def units_cancelled(order: Order, event: Event) -> Changes:
    """Cancel some units that were not sent."""
    return moving(order, event, [(Moved.CANCELLED, line, count) for line, count in units_of(event.values).items()])


def stop(order: Order, after: Order, event: Event) -> tuple[Effect, ...]:
    """Ask the host to stop parcels, to release what was set aside, and to propose the refund."""
    parcels = [one for one in order.parcels if not one.delivered and not one.lost]
    effects = [
        Effect(code="orders.intercept", key=key("intercept", order.id, one.id), values=(("parcel", one.id),))
        for one in parcels
    ]
    return (*effects, *release(order, after, event), *refund_due(order, after, event))


def refund_due(order: Order, _after: Order, event: Event) -> tuple[Effect, ...]:
    """Ask the host to propose the refund, once the cancellation was folded in; what was sent has to be back first."""
    pools = [order.tally(line) for line in order.line_ids]
    if order.left.minor <= 0 or not any(p.cancellable or p.owed for p in pools):
        return ()
    return (Effect(code="orders.refund_due", key=key("refund_due", order.id, event.key)),)


def release(order: Order, _after: Order, event: Event) -> tuple[Effect, ...]:
    """Ask the host to release what was set aside on a tender and never taken."""
    return tuple(
        Effect(
            code="orders.void",
            key=key("void", order.id, event.key, tender.id),
            values=(("tender", tender.id), ("amount", tender.reserved)),
        )
        for tender in order.tenders
        if tender.reserved.minor
    )
