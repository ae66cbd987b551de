"""An order as it stood at an earlier moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from ..dates import day_in
from ..dates.moments import EASTERNMOST
from ..money import Money, total
from .order import Order
from .parcels import Parcel
from .repayments import Payout, PayoutState, Repayment
from .tenders import Tender

__all__ = ["as_of"]


def as_of(order: Order, at: datetime) -> Order:
    """
    Take the order as it stood: later movements, parcels, sightings, decisions and refunds had not happened.

    A refund whose movements are later was still under way. Tenders carry no times: what was taken, set aside or charged
    back stays, and what went back is what later movements do not tell of.
    """
    parcels = tuple(_seen(one, at) for one in order.parcels if one.shipped_at is None or one.shipped_at <= at)
    movements = tuple(m for m in order.movements if m.at is None or m.at <= at)
    history = tuple(one for one in order.history if one.at <= at)
    parked = tuple(one for one in order.parked if one.at <= at)
    done_later = {m.refund for m in order.movements if m.refund and m.at is not None and m.at > at}
    undone = [one for one in order.repayments if one.at > at or (one.key in done_later and one.withdrawn)]
    open_ = [one for one in order.repayments if one.at <= at and one.key in done_later and not one.withdrawn]
    repayments = tuple(_under_way(one) if one in open_ else one for one in order.repayments if one not in undone)
    before = (order.movements, order.parcels, order.history, order.parked, order.repayments)
    if before == (movements, parcels, history, parked, repayments):
        return order
    known = {one.key for one in order.repayments}
    beside = [
        m.amount for m in order.movements if m.amount is not None and m.refund not in known and m.at and m.at > at
    ]
    tenders = _less(order.tenders, total(beside, order.currency))
    for one in (*undone, *open_):
        for payout in one.payouts:
            tenders = tuple(_back(t, payout, held=one in open_) if t.id == payout.tender else t for t in tenders)
    return order._with(  # noqa: SLF001 - a part of what was checked
        parcels=parcels, movements=movements, history=history, parked=parked, repayments=repayments, tenders=tenders
    )


def _seen(parcel: Parcel, at: datetime) -> Parcel:
    day = day_in(EASTERNMOST, at)  # what is only known by its day counts from where that day begins first
    sightings = tuple(s for s in parcel.sightings if (s.at is None or s.at <= at) and (s.on is None or s.on <= day))
    return parcel if sightings == parcel.sightings else attrs.evolve(parcel, sightings=sightings)


def _under_way(one: Repayment) -> Repayment:
    payouts = [attrs.evolve(p, state=PayoutState.PENDING) if _went(p) else p for p in one.payouts]
    return attrs.evolve(one, payouts=tuple(payouts))


def _went(payout: Payout) -> bool:
    return payout.state is PayoutState.SUCCEEDED


def _less(tenders: Sequence[Tender], amount: Money) -> tuple[Tender, ...]:
    """Take so much less as given back, on whichever tender gave something back."""
    made = []
    for tender in tenders:
        back = tender.refunded
        if back is not None and amount.minor:
            undone = min(back, amount)
            amount -= undone
            made.append(attrs.evolve(tender, refunded=back - undone))
        else:
            made.append(tender)
    return tuple(made)


def _back(tender: Tender, payout: Payout, *, held: bool) -> Tender:
    """Take a payout as still on its way, or as never begun."""
    name = "refunded" if _went(payout) else "pending"
    if payout.state not in _MONEY or (held and name == "pending"):
        return tender
    nothing = Money(0, tender.captured.currency)
    there, pending, waived, outstanding = (
        nothing if one is None else one
        for one in (getattr(tender, name), tender.pending, tender.waived, tender.outstanding)
    )
    undone, instalments = min(there, payout.amount), nothing if payout.waived is None else payout.waived
    changes: dict[str, Any] = {name: there - undone}
    if held:
        changes["pending"] = pending + undone
    if _went(payout):
        changes["waived"] = waived - min(instalments, waived)
    if not held:
        changes["outstanding"] = outstanding + instalments
    return attrs.evolve(tender, **changes)


_MONEY = (PayoutState.SUCCEEDED, PayoutState.PENDING)
