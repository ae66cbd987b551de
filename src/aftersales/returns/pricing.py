"""
What goes back for an option: the stored shares of the sale, less what the policy keeps, plus what it puts on top.

What a policy takes back of discounts and gifts is worked out for all lines of a request together and laid on them by
what they are worth; lines that come back by a right of the law take no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP

import attrs

from ..decisions import Verdict
from ..money import Money, split
from ..orders import (
    Deduction,
    DiscountPolicy,
    Pool,
    Quote,
    QuoteItem,
    Spread,
    TenderShare,
    lost_discounts,
    missing_gifts,
    quote,
    restored,
    worth,
)
from ..rights import NO_EXTRAS, Fee, Option, Remedy, Unit
from .policy import ReturnPolicy

__all__: list[str] = []

#: Remedies that give money or its like.
MONEY = (Remedy.REFUND, Remedy.CREDIT, Remedy.EXCHANGE)


@attrs.frozen
class Together:
    """
    What comes back in one request.

    Args:
        units: Units by line that come back for money or its like.

        by_law: The lines among them that come back by a right of the law.

        before: What goes back for the lines that were priced already.
    """

    units: Mapping[str, int]
    by_law: frozenset[str]
    before: Sequence[Quote]


ALONE = Together({}, frozenset(), ())


@attrs.define
class Lot:
    """The units of one line that are priced, under a policy, beside what else comes back."""

    unit: Unit
    units: int
    policy: ReturnPolicy | None
    beside: Together

    @property
    def worth(self) -> Money:
        """What they were charged."""
        return worth(self.unit.order, self.unit.line.id, self.units).gross


def priced(option: Option, lot: Lot, *, granted: bool = False) -> Option:
    """Fill in what goes back, where the option is not refused and gives money or its like."""
    if option.remedy not in MONEY or not lot.units or (option.verdict is Verdict.REFUSE and not granted):
        return option
    terms = option.terms
    fees = [] if terms.fee.is_free else [Deduction("restocking_fee", terms.fee.of(lot.worth))]
    one = _quoted(option, lot, fees) if terms.extras is NO_EXTRAS else _with_extras(option, lot, fees)
    if option.remedy is not Remedy.REFUND:
        one = attrs.evolve(one, tenders=(TenderShare(option.remedy.value, option.remedy.value, one.total),))
    return Option(
        basis=option.basis,
        terms=terms,
        findings=option.findings,
        verdict=option.verdict,
        refund=one,
        raised=option.raised,
        settled=option.settled,
    )


def _quoted(option: Option, lot: Lot, fees: Sequence[Deduction], more: Sequence[QuoteItem] = ()) -> Quote:
    unit, policy, beside = lot.unit, lot.policy, lot.beside
    return quote(
        unit.order,
        {unit.line.id: lot.units},
        outbound=option.terms.outbound,
        fees=fees,
        how=policy.spread if policy is not None else Spread.RATIO,
        prefer=policy.prefer if policy is not None else (),
        beside=beside.units,
        before=beside.before,
        pool=Pool.KEPT if option.terms.extras.kept else Pool.RETURNED,
        more=more,
    )


def _with_extras(option: Option, lot: Lot, fees: list[Deduction]) -> Quote:
    """Take off the label and what is lost, give back what an earlier return took, and put the bonus on top."""
    extras = option.terms.extras
    kept_back = fees + _label(extras.return_fee, lot)
    lost = _taken_back(option, lot)
    more = _given_back(option, lot)
    one = _quoted(option, lot, kept_back + lost, more)
    if lost:
        one = attrs.evolve(one, keeping=_quoted(option, lot, kept_back, more).total)
    if option.remedy is Remedy.CREDIT and extras.credit_bonus:
        bonus = (extras.credit_bonus * one.total.minor / 100).to_integral_value(ROUND_HALF_UP)
        one = attrs.evolve(one, bonus=Money(int(bonus), one.total.currency))
    return one


def _label(fee: Fee, lot: Lot) -> list[Deduction]:
    """Keep the label back; an amount alone once for everything that comes back together."""
    if fee.is_free:
        return []
    amount = fee.of(lot.worth)
    if not fee.percent and fee.flat is not None:
        before = lot.beside.before
        paid = [part.amount.minor for one in before for part in one.deductions if part.code == "return_label"]
        amount = Money(max(min(fee.flat.minor - sum(paid), amount.minor), 0), amount.currency)
    return [Deduction("return_label", amount)] if amount.minor else []


def _taken_back(option: Option, lot: Lot) -> list[Deduction]:
    """Find what the policy takes back of a discount and of a gift; a right of the law lets it take nothing."""
    extras, order, gross = option.terms.extras, lot.unit.order, lot.worth
    if option.basis.statutory or not order.promotions:
        return []
    first, now = _apart(lot)
    found = []
    if extras.discounts is not DiscountPolicy.KEEP:
        amount = _part(lot, now, max(lost_discounts(order, first, now), Money(0, order.currency)))
        if extras.discounts is DiscountPolicy.RECOMPUTE_CAPPED and extras.discounts_at_least is not None:
            kept = (extras.discounts_at_least * gross.minor / 100).to_integral_value(ROUND_HALF_UP)
            amount = min(amount, Money(gross.minor - int(kept), order.currency))
        found.append(Deduction("discount_lost", min(amount, gross)))
    if extras.missing_gift:
        found.append(Deduction("gift_missing", _part(lot, now, missing_gifts(order, first, now))))
    return [one for one in found if one.amount.minor]


def _given_back(option: Option, lot: Lot) -> tuple[QuoteItem, ...]:
    """Give back what an earlier return took, where nothing is left that would have no discount; once a request."""
    order = lot.unit.order
    keeps = option.terms.extras.discounts is DiscountPolicy.KEEP
    if option.basis.statutory or keeps or not order.promotions:
        return ()
    first, now = _apart(lot)
    if next(iter(now)) != lot.unit.line.id:
        return ()
    return restored(order, max(-lost_discounts(order, first, now), Money(0, order.currency)))


def _apart(lot: Lot) -> tuple[dict[str, int], dict[str, int]]:
    """Part what comes back by law, which goes first, from what comes back by the policy, this line among it."""
    mine, beside = lot.unit.line.id, lot.beside
    others = {**beside.units, mine: lot.units}
    first = {line: others[line] for line in beside.by_law if line != mine and line in others}
    return first, {line: others[line] for line in lot.unit.order.line_ids if line in others and line not in first}


def _part(lot: Lot, now: Mapping[str, int], amount: Money) -> Money:
    """Take the part of an amount that falls on this line, by what the lines are worth."""
    if not amount.minor or len(now) == 1:
        return amount
    lines = list(now)
    parts = split(amount, [worth(lot.unit.order, line, now[line]).gross for line in lines])
    return parts[lines.index(lot.unit.line.id)]
