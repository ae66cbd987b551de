"""
How an order is told of its cases, and they of the order: one call each way.

What a step means goes into the order with `enter`; what became of the refunds comes back with `heard`. Both are keyed
throughout, so that doing them again, or late, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ...decisions import Finding, Values, refuse
from ...events import Actor, Effect, Event, Role, key
from ...lifecycles import Accepted, Request
from ...money import split
from ...orders import (
    Deduction,
    Order,
    Outbound,
    PayoutState,
    Pool,
    Quote,
    Repayment,
    RepaymentState,
    evolve,
    lifecycle,
    quote,
    reduction,
    refund_values,
    worth,
)
from ...orders.paying import left_on
from ...orders.reasons import EXCEEDS_CAPTURED, UNITS_NOT_REFUNDABLE
from ...orders.said import told
from .changing import Changes, Refunding, refund_key
from .complaint_table import refunds_of
from .complaints import Complaint
from .exchange_table import difference_key
from .exchanges import Exchange
from .return_cases import ReturnCase

__all__ = ["Entered", "enter", "heard"]

_SHOP = Actor(Role.SYSTEM)


@attrs.frozen(kw_only=True)
class Entered:
    """
    An order after a step of one of its cases.

    Args:
        order: As it stands then.

        events: The events of the order that are new; store them with it.

        effects: What is to be carried out: that of the case, with the payouts of the order in place of its refunds.

        refused: What the order has against a refund that the case asked for; store neither then, and decide again.

    .. versionadded:: 0.1.0
    """

    order: Order
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: tuple[Finding, ...] = ()


def enter(order: Order, changes: Changes) -> Entered:
    """
    Enter in an order what a step of a return case, an exchange or a complaint means for it.

    Args:
        order: As it stands.

        changes: What the step means, from `changes`, `exchange_changes` or `complaint_changes`.

    .. versionadded:: 0.1.0
    """
    events, effects, against = [], list[Effect](), list[Finding]()
    for event in changes.events:
        if event.key not in order.keys:
            order = evolve(order, event)
            events.append(event)
    for refund in changes.refunds:
        if refund.key in order.keys:
            continue
        found = _values(order, refund)
        if isinstance(found, Finding):
            against.append(found)
            continue
        asked = Request(
            command="propose_refund", at=refund.at, by=_for_the_shop(refund.by), key=refund.key, values=found
        )
        order, outcome = lifecycle().run(order, asked)
        if isinstance(outcome, Accepted):
            events += outcome.events
            effects += outcome.effects
        else:
            against += outcome.findings
    asked_for = {refund.key for refund in changes.refunds}
    rest = [one for one in changes.effects if one.key not in asked_for]
    return Entered(order=order, events=tuple(events), effects=(*rest, *effects), refused=tuple(against))


def _for_the_shop(by: Actor) -> Actor:
    """The case has judged who may ask; towards the order it is the shop that gives money back."""
    return by if by.role in (Role.STAFF, Role.SYSTEM) else _SHOP


def _values(order: Order, refund: Refunding) -> Values | Finding:
    if refund.values:
        return refund.values
    units = dict(refund.units)
    for line, count in units.items():
        if count > (left := order.tally(line).refundable):
            return refuse(UNITS_NOT_REFUNDABLE, line=line, left=left, asked=count)
    made = _quoted(order, refund)
    wanted = refund.amount
    if made is None or (wanted is not None and made.total != wanted):
        return refuse(EXCEEDS_CAPTURED, most=order.left, tender=", ".join(one.id for one in order.tenders))
    return refund_values(made)


def _quoted(order: Order, refund: Refunding) -> Quote | None:
    """Lay an amount on what it is for: on units as they were sold, or on lines where it is for no units."""
    units, wanted = dict(refund.units), refund.amount
    amounts = dict(refund.amounts)
    if refund.pool is Pool.PRICE_REDUCTION and wanted is not None:
        parts = split(wanted, [worth(order, line, count).gross for line, count in units.items()])
        amounts = {line: part for line, part in zip(units, parts, strict=True) if part.minor}
    if amounts:
        fits = all(amount <= left_on(order, line) for line, amount in amounts.items())
        return reduction(order, amounts, pool=refund.pool) if fits else None
    if wanted is None:
        return quote(order, units, pool=refund.pool)
    for outbound in Outbound:
        made = quote(order, units, outbound=outbound, pool=refund.pool)
        if made.total >= wanted:
            less = made.gross - wanted
            fees = [Deduction("fee", less)] if less.minor else []
            return quote(order, units, outbound=outbound, pool=refund.pool, fees=fees)
    return None


def heard(filed: ReturnCase | Exchange | Complaint, order: Order) -> tuple[Event, ...]:
    """
    Find what a case has to be told about its refunds: what was paid, what failed, what was given up.

    Args:
        filed: A return case, an exchange or a complaint.

        order: As it stands, with what the payment provider said.

    .. versionadded:: 0.1.0
    """
    by_key = {one.key: one for one in order.repayments}
    found: list[Event] = []
    match filed:
        case ReturnCase():
            found += [
                event
                for one in filed.state.proposed
                if (repayment := by_key.get(refund_key(filed, one.key))) is not None
                for event in _case_hears(one.key, repayment)
            ]
        case Exchange():
            found += [
                told("difference_repaid", at=repayment.at, by=_SHOP, key=payout.key, amount=payout.value)
                for repayment in order.repayments
                if repayment.key == difference_key(filed)
                for payout in repayment.payouts
                if payout.state is PayoutState.SUCCEEDED
            ]
        case Complaint():
            found += _complaint_hears(filed, [by_key.get(name) for name, _, _ in refunds_of(filed)])
    return tuple(event for event in found if event.key not in filed.keys)


def _case_hears(refund: str, repayment: Repayment) -> Iterable[Event]:
    for payout in repayment.payouts:
        if payout.state is PayoutState.SUCCEEDED:
            yield told("refund_paid", at=repayment.at, by=_SHOP, key=payout.key, refund=refund, amount=payout.value)
    for code, true in (
        ("refund_failed", repayment.state is RepaymentState.FAILED),
        ("refund_withdrawn", repayment.withdrawn),
    ):
        if true:
            yield told(code, at=repayment.at, by=_SHOP, key=key(code, repayment.key), refund=refund)


def _complaint_hears(complaint: Complaint, repayments: list[Repayment | None]) -> Iterable[Event]:
    settled = [one for one in repayments if one is not None and one.state is RepaymentState.SETTLED]
    if repayments and len(settled) == len(repayments):
        name = key("done", complaint.id, "refund")
        yield told("done", at=settled[-1].at, by=_SHOP, key=name, part="refund")
