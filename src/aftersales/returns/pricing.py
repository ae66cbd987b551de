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
from ..rights import NO_EXTRAS, NO_FEE, Fee, Option, Remedy, Unit
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


def priced(
    option: Option, unit: Unit, units: int, policy: ReturnPolicy | None, beside: Together, *, granted: bool = False
) -> Option:
    """Fill in what goes back, where the option is not refused and gives money or its like."""
    if option.remedy not in MONEY or not units or (option.verdict is Verdict.REFUSE and not granted):
        return option
    order, line_id, extras = unit.order, unit.line.id, option.terms.extras
    gross = worth(order, line_id, units).gross
    fee = option.terms.fee
    fees = [] if fee.is_free else [Deduction("restocking_fee", fee.of(gross))]
    more: tuple[QuoteItem, ...] = ()
    taken = 0
    if extras is not NO_EXTRAS:
        fees += _label(extras.return_fee, gross, beside)
        lost, gift = _taken_back(option, unit, units, gross, beside)
        taken = len(lost + gift)
        fees += lost + gift
        more = _given_back(option, unit, units, beside) if not lost else ()
    spread_by = policy.spread if policy is not None else Spread.RATIO
    prefer = policy.prefer if policy is not None else ()

    def quoted(deductions: Sequence[Deduction]) -> Quote:
        return quote(
            order,
            {line_id: units},
            outbound=option.terms.outbound,
            fees=deductions,
            how=spread_by,
            prefer=prefer,
            beside=beside.units,
            before=beside.before,
            pool=Pool.KEPT if extras.kept else Pool.RETURNED,
            more=more,
        )

    one = quoted(fees)
    if taken:
        one = attrs.evolve(one, keeping=quoted(fees[: len(fees) - taken]).total)
    if option.remedy is not Remedy.REFUND:
        one = attrs.evolve(one, tenders=(TenderShare(option.remedy.value, option.remedy.value, one.total),))
    if option.remedy is Remedy.CREDIT and extras.credit_bonus:
        bonus = (extras.credit_bonus * one.total.minor / 100).to_integral_value(ROUND_HALF_UP)
        one = attrs.evolve(one, bonus=Money(int(bonus), order.currency))
    return Option(
        basis=option.basis,
        terms=option.terms,
        findings=option.findings,
        verdict=option.verdict,
        refund=one,
        raised=option.raised,
        settled=option.settled,
    )


def _label(fee: Fee, gross: Money, beside: Together) -> list[Deduction]:
    """Keep the label back; an amount alone once for everything that comes back together."""
    if fee is NO_FEE or fee.is_free:
        return []
    amount = fee.of(gross)
    if not fee.percent and fee.flat is not None:
        paid = [part.amount.minor for one in beside.before for part in one.deductions if part.code == "return_label"]
        amount = Money(max(min(fee.flat.minor - sum(paid), amount.minor), 0), gross.currency)
    return [Deduction("return_label", amount)] if amount.minor else []


def _taken_back(
    option: Option, unit: Unit, units: int, gross: Money, beside: Together
) -> tuple[list[Deduction], list[Deduction]]:
    """Find what the policy takes back of a discount and of a gift; a right of the law lets it take nothing."""
    extras, order = option.terms.extras, unit.order
    if option.basis.statutory or not order.promotions:
        return [], []
    first, now = _apart(unit, units, beside)
    lost, gift = [], []
    if extras.discounts is not DiscountPolicy.KEEP:
        amount = _part(unit, now, max(lost_discounts(order, first, now), Money(0, order.currency)))
        if extras.discounts is DiscountPolicy.RECOMPUTE_CAPPED and extras.discounts_at_least is not None:
            kept = (extras.discounts_at_least * gross.minor / 100).to_integral_value(ROUND_HALF_UP)
            amount = min(amount, Money(gross.minor - int(kept), order.currency))
        amount = min(amount, gross)
        lost = [Deduction("discount_lost", amount)] if amount.minor else []
    if extras.missing_gift:
        amount = _part(unit, now, missing_gifts(order, first, now))
        gift = [Deduction("gift_missing", amount)] if amount.minor else []
    return lost, gift


def _given_back(option: Option, unit: Unit, units: int, beside: Together) -> tuple[QuoteItem, ...]:
    """Give back what an earlier return took, where nothing is left that would have no discount; once a request."""
    if option.basis.statutory or option.terms.extras.discounts is DiscountPolicy.KEEP:
        return ()
    first, now = _apart(unit, units, beside)
    if next(iter(now)) != unit.line.id:
        return ()
    return restored(unit.order, max(-lost_discounts(unit.order, first, now), Money(0, unit.order.currency)))


def _apart(unit: Unit, units: int, beside: Together) -> tuple[dict[str, int], dict[str, int]]:
    """Part what comes back by law, which goes first, from what comes back by the policy, this line among it."""
    mine = {unit.line.id: units}
    others = {**beside.units, **mine}
    first = {line: others[line] for line in beside.by_law if line != unit.line.id and line in others}
    return first, {line: others[line] for line in unit.order.line_ids if line in others and line not in first}


def _part(unit: Unit, now: Mapping[str, int], amount: Money) -> Money:
    """Take the part of an amount that falls on this line, by what the lines are worth."""
    if not amount.minor or len(now) == 1:
        return amount
    lines = list(now)
    parts = split(amount, [worth(unit.order, line, now[line]).gross for line in lines])
    return parts[lines.index(unit.line.id)]
