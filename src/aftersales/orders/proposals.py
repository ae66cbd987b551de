"""What a refund that is proposed asks for, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import attrs

from ..decisions import Finding, Values, refuse
from ..errors import facts_error
from ..lifecycles import Request
from ..money import Money, Taxed, total
from .movements import Pool
from .order import SURPLUS, Order
from .paying import left_on
from .quotes import Quote, QuoteItem
from .reasons import (
    EXCEEDS_CAPTURED,
    EXCEEDS_REFUNDABLE,
    NOTHING_LEFT,
    NOTHING_TO_REFUND,
    PARTS_DIFFER,
    PAYOUT_NOT_FAILED,
    PAYOUT_PENDING,
    UNITS_NOT_REFUNDABLE,
)
from .repayments import Payout, PayoutState, Repaid, Repayment, RepaymentState
from .said import by_item, money, text, units_of
from .shares import next_of, worth
from .tenders import STORE_CREDIT, Tender

__all__ = ["refund_values"]


def refund_values(quote: Quote) -> Values:
    """
    Write a quote as the values of the command ``propose_refund``; the parts of one line or charge are put together.

    .. versionadded:: 0.1.0
    """
    said: list[tuple[str, Any]] = [("pool", quote.pool.value)]
    for item, amount in _together(quote):
        if item.units:
            said.append((f"units.{item.id}", item.units))
        said += [(f"worth.{item.id}", item.amount.gross), (f"tax.{item.id}", item.amount.tax)]
        said.append((f"amount.{item.id}", amount))
        if item.tax_rate is not None:
            said.append((f"rate.{item.id}", item.tax_rate))
    for share in quote.tenders:
        said.append((f"tender.{share.tender}", share.paid_out))
        if share.waived is not None and share.waived.minor:
            said.append((f"waived.{share.tender}", share.waived))
    if quote.bonus is not None and quote.bonus.minor:
        said.append(("bonus", quote.bonus))
    return tuple(said)


def _together(quote: Quote) -> list[tuple[QuoteItem, Money]]:
    """Put the parts of one item together: a delivery that several lines share has a part with each of them."""
    found: dict[str, tuple[QuoteItem, Money]] = {}
    for item, amount in zip(quote.items, quote.amounts, strict=True):
        if item.id in found:
            one, there = found[item.id]
            both = QuoteItem(item.id, one.units + item.units, one.amount + item.amount, item.tax_rate)
            found[item.id] = both, there + amount
        else:
            found[item.id] = item, amount
    return list(found.values())


@attrs.frozen
class Proposal:
    """
    What a proposal asks for, read from its values.

    Args:
        pool: What it is for.

        items: What each line and charge gives back.

        tenders: What goes back on each tender.

        waived: The instalments that are not taken any more, by tender.

        bonus: What the shop puts on top of store credit.

        untold: The items of which nobody said what they are worth, and those of which only the tax is missing.
    """

    pool: Pool
    items: tuple[Repaid, ...]
    tenders: Mapping[str, Money]
    waived: Mapping[str, Money]
    bonus: Money | None = None
    untold: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    @property
    def items_total(self) -> int:
        """What the items come to, in minor units."""
        return sum(item.amount.minor for item in self.items)

    @property
    def tenders_total(self) -> int:
        """What goes back on the tenders, in minor units."""
        return sum(amount.minor for amount in (*self.tenders.values(), *self.waived.values()))


def proposal(order: Order, values: Values) -> Proposal:
    """
    Read what is proposed.

    Raises:
        FactsError: If the pool is unknown or an amount is none in the currency of the order.
    """
    return _read(values, order.currency, bool(order.tenders))


@lru_cache(maxsize=32)
def _read(values: Values, currency: str, tendered: bool) -> Proposal:  # noqa: FBT001
    """Read them once, although every check and the fold ask."""
    pool = text(values, "pool")
    if pool not in {one.value for one in Pool}:
        raise facts_error("pool", f"one of {', '.join(one.value for one in Pool)}", "another word")
    amounts, worths = _amounts(currency, values, "amount"), _amounts(currency, values, "worth")
    taxes, units, rates = _amounts(currency, values, "tax"), units_of(values), by_item(values, "rate")
    for item in [*units, *worths, *taxes]:
        if item not in amounts:
            raise facts_error(f"amount.{item}", f"what goes back for {item}", "nothing")
    for item, tax in taxes.items():
        if tax > (most := worths.get(item, amounts[item])):
            raise facts_error(f"tax.{item}", f"at most what it is worth ({most})", str(tax))
    for item, rate in rates.items():
        if not isinstance(rate, Decimal):
            raise facts_error(f"rate.{item}", 'a rate as a fraction, such as Decimal("0.19")', type(rate).__name__)
    items = tuple(
        Repaid(
            id=item,
            units=units.get(item, 0),
            worth=Taxed.of_gross(worths.get(item, amount), taxes.get(item)),
            amount=amount,
            tax_rate=rates.get(item),
        )
        for item, amount in amounts.items()
    )
    tenders = _amounts(currency, values, "tender")
    if not tendered and not tenders and items:
        tenders = {"": total(amounts.values(), currency)}
    bonus = money(values, "bonus", currency) if any(name == "bonus" for name, _ in values) else None
    if bonus is not None and STORE_CREDIT not in tenders:
        raise facts_error("bonus", f"a part that goes back as {STORE_CREDIT}", "none")
    untold = frozenset(set(amounts) - set(worths) - set(taxes)), frozenset(set(worths) - set(taxes))
    return Proposal(Pool(pool), items, tenders, _amounts(currency, values, "waived"), bonus, untold)


def as_sold(order: Order, asked: Proposal) -> tuple[Repaid, ...]:
    """Give items of which nobody said the worth, the tax or the rate those of the sale, so that documents add up."""
    return tuple(_as_sold(order, asked, item) for item in asked.items)


def _as_sold(order: Order, asked: Proposal, item: Repaid) -> Repaid:
    if item.id == SURPLUS:
        return item
    if item.tax_rate is None:
        item = attrs.evolve(item, tax_rate=order.item(item.id).tax_rate)
    nothing_said, tax_missing = asked.untold
    if item.id in nothing_said and item.units:
        full = worth(order, item.id, item.units, asked.pool)
        if full.gross >= item.amount:
            return attrs.evolve(item, worth=full)
    if item.id in nothing_said or item.id in tax_missing:
        return attrs.evolve(item, worth=next_of(order, item.id, item.worth.gross))
    return item


def _amounts(currency: str, values: Values, name: str) -> dict[str, Money]:
    found = by_item(values, name)
    for item, amount in found.items():
        if not isinstance(amount, Money) or amount.currency != currency or amount.minor < 0:
            raise facts_error(f"{name}.{item}", f"an amount of 0 or more in {currency}", str(amount))
    return cast("dict[str, Money]", found)


def something_left(order: Order, _request: Request) -> Finding | None:
    """Refuse where everything went back or is on its way."""
    return refuse(NOTHING_LEFT) if order.left.minor <= 0 else None


def asks_for_money(order: Order, request: Request) -> Finding | None:
    """Refuse a refund of nothing."""
    return refuse(NOTHING_TO_REFUND) if proposal(order, request.values).items_total <= 0 else None


def parts_agree(order: Order, request: Request) -> Finding | None:
    """Refuse items and tenders that come to different amounts."""
    asked = proposal(order, request.values)
    if asked.items_total == asked.tenders_total:
        return None
    items, tenders = Money(asked.items_total, order.currency), Money(asked.tenders_total, order.currency)
    return refuse(PARTS_DIFFER, items=items, tenders=tenders)


def units_refundable(order: Order, request: Request) -> Finding | None:
    """Refuse units whose money went back or is on its way."""
    asked = proposal(order, request.values)
    return _units_refundable(order, asked.pool, asked.items)


def items_bear_it(order: Order, request: Request) -> Finding | None:
    """Refuse more than a line or charge has left, or than its units are worth."""
    asked = proposal(order, request.values)
    return _items_bear_it(order, tuple(_bounded(order, asked, item) for item in asked.items))


def _bounded(order: Order, asked: Proposal, item: Repaid) -> Repaid:
    """Take units of which nobody said the worth for what they were charged; more than that is no refund of them."""
    if not item.units or item.id not in asked.untold[0] or item.units > order.tally(item.id).open_for(asked.pool):
        return item
    return attrs.evolve(item, worth=worth(order, item.id, item.units, asked.pool))


def tenders_bear_it(order: Order, request: Request) -> Finding | None:
    """Refuse more than was taken on a tender and neither went back nor is on its way, and more than all of them."""
    asked = proposal(order, request.values)
    nothing = Money(0, order.currency)
    for tender_id in {**asked.tenders, **asked.waived}:
        tender = _tender(order, tender_id)
        paid, waived = asked.tenders.get(tender_id, nothing), asked.waived.get(tender_id, nothing)
        if tender is not None and not _bears(tender, paid, waived):
            return refuse(EXCEEDS_CAPTURED, most=tender.left, tender=tender_id)
    if asked.tenders_total > order.left.minor:
        return refuse(EXCEEDS_CAPTURED, most=order.left, tender=", ".join(asked.tenders))
    return None


def payout_failed_before(order: Order, request: Request) -> Finding | None:
    """Refuse to try again what did not fail, and what its items or tender cannot bear any more."""
    found = find_payout(order, text(request.values, "payout"))
    if found is None or found[1].state is not PayoutState.FAILED or found[0].withdrawn:
        return refuse(PAYOUT_NOT_FAILED)
    repayment, payout = found
    tender, nothing = _tender(order, text(request.values, "tender", payout.tender)), Money(0, order.currency)
    if tender is not None:
        same = tender.id == payout.tender
        paid, waived = (
            (payout.amount, nothing if payout.waived is None else payout.waived) if same else (payout.value, nothing)
        )
        if not _bears(tender, paid, waived):
            return refuse(EXCEEDS_CAPTURED, most=tender.left, tender=tender.id)
    if repayment.state is not RepaymentState.FAILED:
        return None
    if repayment.total > order.left:
        return refuse(EXCEEDS_CAPTURED, most=order.left, tender=payout.tender)
    return _units_refundable(order, repayment.pool, repayment.items) or _items_bear_it(order, repayment.items)


def nothing_under_way(order: Order, request: Request) -> Finding | None:
    """Refuse to give up what is under way or done."""
    found = next((one for one in order.repayments if one.key == text(request.values, "refund")), None)
    if found is None or found.withdrawn or all(one.state is not PayoutState.FAILED for one in found.payouts):
        return refuse(PAYOUT_NOT_FAILED)
    pending = any(one.state is PayoutState.PENDING for one in found.payouts)
    return refuse(PAYOUT_PENDING) if pending else None


def _tender(order: Order, tender_id: str) -> Tender | None:
    """Find a tender; None for store credit that the order was not paid with, and where it knows of no tender at all."""
    found = next((one for one in order.tenders if one.id == tender_id), None)
    if found is None and order.tenders and tender_id != STORE_CREDIT:
        known = ", ".join([*(one.id for one in order.tenders), STORE_CREDIT])
        raise facts_error("tender", f"one of {known}", tender_id)
    return found


def _bears(tender: Tender, paid: Money, waived: Money) -> bool:
    outstanding = Money(0, paid.currency) if tender.outstanding is None else tender.outstanding
    return paid <= tender.left and waived <= outstanding


def _units_refundable(order: Order, pool: Pool, items: tuple[Repaid, ...]) -> Finding | None:
    for item in items:
        if item.units:
            left = order.tally(item.id).open_for(pool)
            if item.units > left:
                return refuse(UNITS_NOT_REFUNDABLE, line=item.id, left=left, asked=item.units)
    return None


def _items_bear_it(order: Order, items: tuple[Repaid, ...]) -> Finding | None:
    for item in items:
        most = item.worth.gross if item.id == SURPLUS else min(left_on(order, item.id), item.worth.gross)
        if item.amount > most:
            return refuse(EXCEEDS_REFUNDABLE, most=most, item=item.id)
    return None


def failing(order: Order) -> bool:
    """Say whether a refund failed that is still owed; what another one paid out since is not."""
    for one in order.repayments:
        if one.withdrawn or all(payout.state is not PayoutState.FAILED for payout in one.payouts):
            continue
        if one.state is not RepaymentState.FAILED:
            return True
        against = _units_refundable(order, one.pool, one.items) or _items_bear_it(order, one.items)
        if against is None and one.total <= order.left:
            return True
    return False


def find_payout(order: Order, payout_key: str) -> tuple[Repayment, Payout] | None:
    """Find a payout and the refund it belongs to."""
    for repayment in order.repayments:
        for payout in repayment.payouts:
            if payout.key == payout_key:
                return repayment, payout
    return None
