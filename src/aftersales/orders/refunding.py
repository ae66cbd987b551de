"""
Refunds as they are carried out: proposed once with frozen amounts, paid out by tender, tried again or given up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from ..decisions import Values
from ..errors import facts_error
from ..events import Effect, Event, key
from ..lifecycles import Request
from ..money import Money
from .folding import Changes
from .movements import Moved, Movement
from .order import Order
from .paying import with_tender
from .proposals import as_sold, find_payout, payout_failed_before, proposal
from .repayments import Payout, PayoutState, Repayment, RepaymentState
from .said import text
from .tenders import STORE_CREDIT

__all__ = ["given_up", "pay_again", "pay_out", "payout_failed", "payout_succeeded", "proposed", "retried"]


def proposed(order: Order, event: Event) -> Changes:
    """Hold the balance of every tender until the refund succeeded or failed."""
    asked = proposal(order, event.values)
    tenders = {one: asked.tenders.get(one, Money(0, order.currency)) for one in {**asked.tenders, **asked.waived}}
    payouts = tuple(
        Payout(
            key=key("payout", order.id, event.key, tender),
            tender=tender,
            amount=amount,
            waived=asked.waived.get(tender),
            bonus=asked.bonus if tender == STORE_CREDIT else None,
            state=PayoutState.PENDING if amount.minor else PayoutState.SUCCEEDED,
        )
        for tender, amount in tenders.items()
        if amount.minor or (tender in asked.waived and asked.waived[tender].minor)
    )
    items = as_sold(order, asked)
    made = Repayment(key=event.key, pool=asked.pool, at=event.at, items=items, payouts=payouts)
    held = order
    for payout in payouts:
        held = _held(held, payout)
        if payout.state is PayoutState.SUCCEEDED:
            held = _paid(held, payout)
    held = held._with(repayments=(*order.repayments, made))  # noqa: SLF001 - the guards have checked it
    return _changes(_closed(held, made, event))


def pay_out(_before: Order, after: Order, event: Event) -> tuple[Effect, ...]:
    """Ask the host to pay, once for each tender, under a key of its own."""
    made = next(one for one in after.repayments if one.key == event.key)
    return tuple(_to_pay(payout) for payout in made.payouts if payout.amount.minor)


def retried(order: Order, event: Event) -> Changes:
    """Hold the balance once more, on the same tender or another."""
    found = find_payout(order, text(event.values, "payout"))
    if found is None:
        raise facts_error("payout", "a payout of this order", "another key")
    repayment, old = found
    tender = text(event.values, "tender", old.tender)
    same = tender == old.tender
    new = Payout(
        key=key("payout", order.id, event.key, tender),
        tender=tender,
        amount=old.amount if same else old.value,
        waived=old.waived if same else None,
        bonus=old.bonus if same else None,
    )
    payouts = [
        attrs.evolve(one, state=PayoutState.RELEASED) if one.key == old.key else one for one in repayment.payouts
    ]
    return _changes(_replaced(_held(order, new), attrs.evolve(repayment, payouts=(*payouts, new))))


def pay_again(_before: Order, after: Order, event: Event) -> tuple[Effect, ...]:
    """Ask the host to pay once more, under a new key."""
    found = find_payout(after, text(event.values, "payout"))
    return () if found is None else (_to_pay(found[0].payouts[-1]),)


def _to_pay(payout: Payout) -> Effect:
    """Say what is to be paid out, and what the shop puts on top of store credit."""
    on_top: Values = () if payout.bonus is None else (("bonus", payout.bonus),)
    values: Values = (("tender", payout.tender), ("amount", payout.amount), *on_top)
    return Effect(code="orders.pay_out", key=payout.key, values=values)


def given_up(order: Order, event: Event) -> Changes:
    """Give up what failed; what succeeded stays a refund of money, without units."""
    repayment = next(one for one in order.repayments if one.key == text(event.values, "refund"))
    payouts = tuple(
        attrs.evolve(one, state=PayoutState.RELEASED) if one.state is PayoutState.FAILED else one
        for one in repayment.payouts
    )
    done = attrs.evolve(repayment, payouts=payouts, withdrawn=True)
    made = _replaced(order, done)
    moved = [
        Movement(what=Moved.REFUNDED, line=item.id, at=_at(order, event), amount=part, pool=done.pool, refund=done.key)
        for item, part in zip(done.items, done.amounts, strict=True)
        if part.minor
    ]
    return _changes(made._with(movements=(*order.movements, *moved)))  # noqa: SLF001 - the guards have checked it


def payout_succeeded(order: Order, event: Event) -> Changes | None:
    """Count a payout as given back; with the last of them the refund is done and its units are refunded."""
    found = find_payout(order, text(event.values, "payout"))
    if found is None or found[1].state is PayoutState.RELEASED:
        return None
    repayment, payout = found
    if payout.state is PayoutState.SUCCEEDED:
        return {}
    if payout.state is PayoutState.FAILED:
        again = (("payout", payout.key),)
        request = Request(command="retry_refund", at=event.at, by=event.by, key=event.key, values=again)
        if payout_failed_before(order, request) is not None:
            return None
        order = _held(order, payout)
    done = attrs.evolve(payout, state=PayoutState.SUCCEEDED)
    made = attrs.evolve(repayment, payouts=tuple(done if one.key == done.key else one for one in repayment.payouts))
    return _changes(_closed(_replaced(_paid(order, done), made), made, event))


def payout_failed(order: Order, event: Event) -> Changes | None:
    """Free the balance that a payout held; one that succeeded has not failed."""
    found = find_payout(order, text(event.values, "payout"))
    if found is None:
        return None
    repayment, payout = found
    if payout.state is not PayoutState.PENDING:
        return {}
    payouts = [
        attrs.evolve(one, state=PayoutState.FAILED) if one.key == payout.key else one for one in repayment.payouts
    ]
    return _changes(_replaced(_freed(order, payout), attrs.evolve(repayment, payouts=tuple(payouts))))


def _held(order: Order, payout: Payout) -> Order:
    return _on_tender(order, payout, pending=1, outstanding=-1)


def _freed(order: Order, payout: Payout) -> Order:
    return _on_tender(order, payout, pending=-1, outstanding=1)


def _paid(order: Order, payout: Payout) -> Order:
    return _on_tender(order, payout, pending=-1, refunded=1, waived=1)


def _on_tender(order: Order, payout: Payout, **signs: int) -> Order:
    tender = next((one for one in order.tenders if one.id == payout.tender), None)
    if tender is None:
        return order
    changes: dict[str, Any] = {}
    for name, sign in signs.items():
        part = payout.waived if name in ("outstanding", "waived") else payout.amount
        if part is not None and part.minor:
            there = getattr(tender, name)
            changes[name] = part * sign if there is None else there + part * sign
    return order._with(**with_tender(order, attrs.evolve(tender, **changes)))  # noqa: SLF001 - the guards checked it


def _replaced(order: Order, repayment: Repayment) -> Order:
    changed = tuple(repayment if one.key == repayment.key else one for one in order.repayments)
    return order._with(repayments=changed)  # noqa: SLF001 - one for another with the same key


def _closed(order: Order, repayment: Repayment, event: Event) -> Order:
    """Write down what a settled refund gave back."""
    if repayment.state is not RepaymentState.SETTLED:
        return order
    moved = [
        Movement(
            what=Moved.REFUNDED,
            line=item.id,
            quantity=item.units,
            at=_at(order, event),
            amount=item.amount,
            pool=repayment.pool,
            refund=repayment.key,
        )
        for item in repayment.items
    ]
    return order._with(movements=(*order.movements, *moved))  # noqa: SLF001 - the guards have checked it


def _at(order: Order, event: Event) -> datetime:
    return max(event.at, order.placed_at)


def _changes(order: Order) -> Changes:
    return {"tenders": order.tenders, "repayments": order.repayments, "movements": order.movements}
