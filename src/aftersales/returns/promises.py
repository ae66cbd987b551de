"""
Settle what a policy promises for an article, field by field, and keep which rule decided and which were overruled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

import attrs

from .. import documents
from ..decisions import Cite, Finding, accept
from ..orders import DiscountPolicy, Line, Order, Outbound
from ..rights import NO_DEMANDS, NO_FEE, Demands, Fault, Fee, Payer, Remedy, ReturnReason, Settled
from .keeping import Bundles, Returnless, Review
from .policy import FIELDS, Fees, PolicyRule, ReturnPolicy, Shipping
from .reasons import PROMISED
from .windows import Season, Window

__all__ = ["Promise", "promise"]


@attrs.frozen(kw_only=True)
class Promise:
    """
    What the policy promises for one article and one fault, every field settled.

    Args:
        settled: Which rule decided a field, where one did.

    .. versionadded:: 0.1.0
    """

    window: Window | None
    credit: Window | None
    exchange: Window | None
    demands: Demands
    fee: Fee
    return_shipping: Payer
    outbound: Outbound
    cites: tuple[Cite, ...] = ()
    findings: tuple[Finding, ...] = ()
    gift: Window | None = None
    seasons: tuple[Season, ...] = ()
    pictures: frozenset[ReturnReason] = frozenset()
    return_fee: Fee = NO_FEE
    credit_bonus: Decimal | None = None
    returnless: Returnless | None = None
    bundles: Bundles = Bundles.PARTS
    discounts: DiscountPolicy = DiscountPolicy.KEEP
    discounts_at_least: Decimal | None = None
    missing_gift: bool = False
    review: Review | None = None
    settled: tuple[Settled, ...] = attrs.field(default=(), eq=False)

    #: What is open by remedy, and for how long.
    windows: tuple[tuple[Remedy, Window], ...] = attrs.field(init=False, eq=False, repr=False)

    #: The same for somebody who was given the goods: no money, since that is the payer's.
    gift_windows: tuple[tuple[Remedy, Window], ...] = attrs.field(init=False, eq=False, repr=False)

    #: Whether it says more than windows, the state of the goods, plain fees and who pays.
    more: bool = attrs.field(init=False, eq=False, repr=False)

    @windows.default
    def _windows(self) -> tuple[tuple[Remedy, Window], ...]:
        by_remedy = ((Remedy.REFUND, self.window), (Remedy.CREDIT, self.credit), (Remedy.EXCHANGE, self.exchange))
        return tuple((remedy, window) for remedy, window in by_remedy if window is not None)

    @gift_windows.default
    def _gift_windows(self) -> tuple[tuple[Remedy, Window], ...]:
        by_remedy = ((Remedy.CREDIT, self.gift), (Remedy.EXCHANGE, self.exchange))
        return tuple((remedy, window) for remedy, window in by_remedy if window is not None)

    @more.default
    def _more(self) -> bool:
        plain = self.bundles is Bundles.PARTS and self.discounts is DiscountPolicy.KEEP and self.return_fee is NO_FEE
        others = (self.pictures, self.credit_bonus, self.returnless, self.review, self.fee.steps, self.missing_gift)
        return not plain or any(others)


#: How many settled promises a policy remembers, so that a catalogue of many tags takes no more memory.
_MOST_PROMISES = 4096


def promise(policy: ReturnPolicy, line: Line, fault: Fault, order: Order | None = None) -> Promise:
    """
    Settle what a policy promises for an article, field by field.

    Args:
        policy: The policy.

        line: The article as it was sold.

        fault: Whose side the reason of the return lies on.

        order: The sale; without it no rule matches that looks at the sale or the buyer.

    .. versionadded:: 0.1.0
    """
    sight = policy.sight
    key = sight.key(line, fault, order) if sight.beyond else (line.category, line.tags, fault)
    promises = policy._promises  # noqa: SLF001
    found = promises.get(key)
    if found is None:
        if len(promises) >= _MOST_PROMISES:
            promises.clear()
        found = promises[key] = _settle(policy, line, fault, order)
    return found


def elsewhere(policy: ReturnPolicy, line: Line, fault: Fault, order: Order) -> tuple[Promise, ...]:
    """Settle what else would be promised if the buyer, whose residence is not known, lived where some rule says."""
    here = promise(policy, line, fault, order)
    found: list[Promise] = []
    for residence in sorted(policy.sight.countries):
        there = attrs.evolve(order.buyer, residence=residence)
        other = promise(policy, line, fault, order._with(buyer=there))  # noqa: SLF001
        if other != here and other not in found:
            found.append(other)
    return tuple(found)


_Ranked = tuple[tuple[int, int], int, PolicyRule]


def _settle(policy: ReturnPolicy, line: Line, fault: Fault, order: Order | None) -> Promise:
    rules = enumerate(policy.rules)
    ranked = [(fit, index, rule) for index, rule in rules if (fit := rule.fits(line, order)) is not None]
    said: dict[str, Any] = {name: getattr(policy, name) for name in FIELDS}
    settled = []
    for name in FIELDS if ranked else ():
        speaking = [one for one in ranked if getattr(one[2], name) is not None]
        if speaking:
            said[name], found = _decided(policy, name, speaking, fault)
            settled.append(found)
    demands = Demands(**{a.name: bool(said[a.name]) for a in attrs.fields(Demands)})
    cites = (Cite(f"{policy.name or 'return policy'}, {policy.since.isoformat()}", "policy"),)
    return_fee = fee_for(said["return_fees"] or Fees(), fault)
    return Promise(
        window=said["window"],
        credit=said["credit"],
        exchange=said["exchange"],
        gift=said["gift"],
        seasons=said["seasons"] or (),
        demands=NO_DEMANDS if demands == NO_DEMANDS else demands,
        pictures=said["pictures"] or frozenset(),
        fee=fee_for(said["fees"] or Fees(), fault),
        return_shipping=payer_for(said["return_shipping"] or Shipping(), fault),
        return_fee=NO_FEE if return_fee.is_free else return_fee,
        outbound=said["outbound"] or Outbound.STANDARD,
        credit_bonus=said["credit_bonus"] or None,
        returnless=said["returnless"],
        bundles=said["bundles"] or Bundles.PARTS,
        discounts=said["discounts"] or DiscountPolicy.KEEP,
        discounts_at_least=said["discounts_at_least"],
        missing_gift=bool(said["missing_gift"]),
        review=said["review"],
        cites=cites,
        findings=(accept(PROMISED, cites=cites),),
        settled=tuple(settled),
    )


def _decided(policy: ReturnPolicy, name: str, speaking: Sequence[_Ranked], fault: Fault) -> tuple[Any, Settled]:
    """Let the most specific of the rules that say something decide, or the kindest of several; name the others."""
    most = max(fit for fit, _, _ in speaking)
    first = [getattr(rule, name) for fit, _, rule in speaking if fit == most]
    value = _kindest(first, fault)
    decided = [_title(one) for one in speaking if one[0] == most and getattr(one[2], name) == value]
    decided = decided or [_title(one) for one in speaking if one[0] == most]
    overruled = [_title(one) for one in speaking if _title(one) not in decided]
    overruled += ["the policy"] if getattr(policy, name) is not None else []
    return value, Settled(name, ", ".join(decided), tuple(overruled))


def _title(one: _Ranked) -> str:
    _, index, rule = one
    return f"rules[{index}] {rule.name}" if rule.name else f"rules[{index}]"


def fee_for(fees: Fees, fault: Fault) -> Fee:
    """Pick the fee; where nobody's fault is established, the customer is not charged."""
    by_fault = {Fault.CUSTOMER: fees.customer, Fault.MERCHANT: fees.merchant, Fault.CARRIER: fees.carrier}
    return fees.customer if fault is Fault.NONE else by_fault.get(fault, NO_FEE)


def payer_for(shipping: Shipping, fault: Fault) -> Payer:
    """Pick who pays; where nobody's fault is established, the shop does."""
    by_fault = {Fault.CUSTOMER: shipping.customer, Fault.MERCHANT: shipping.merchant, Fault.CARRIER: shipping.carrier}
    return shipping.customer if fault is Fault.NONE else by_fault.get(fault, Payer.SHOP)


# --------------------------------------------------------------------------------------- which of two is the kinder


def _kindest(values: list[Any], fault: Fault) -> Any:
    """Take what is kindest to the customer of several values of one field."""
    match values[0]:
        case Window():
            return reduce(Window.or_longer, values)
        case frozenset():
            return frozenset.intersection(*values)
        case tuple():
            return tuple(sorted({season for value in values for season in value}, key=documents.dumps))
        case _:
            return max(values, key=lambda value: _kindness(value, fault))


def _kindness(value: Any, fault: Fault) -> tuple[Any, ...]:
    """Order two values of one field by how kind they are to the customer."""
    return next(kind(value, fault) for cls, kind in _KINDNESS if isinstance(value, cls))


def _of_fees(fees: Fees, fault: Fault) -> tuple[Any, ...]:
    """Order fees by the dearest they can get; the percentage goes before the amount."""
    fee = fee_for(fees, fault)
    percents = [fee.percent, *(step.percent for step in fee.steps)]
    percent = max(one or Decimal(0) for one in percents)
    flats = [one for one in (fee.flat, *(step.flat for step in fee.steps)) if one is not None]
    flat = max((one.minor for one in flats), default=0)
    return -percent, -flat, flats[0].currency if flats else "", str(fee)


def _of_returnless(kept: Returnless, _: Fault) -> tuple[Any, ...]:
    below, cost = (-1 if one is None else one.minor for one in (kept.below, kept.return_cost))
    return below, cost, -(Decimal(100) if kept.recovered is None else kept.recovered), str(kept)


def _of_review(review: Review, _: Fault) -> tuple[Any, ...]:
    most = float("inf") if review.most is None else review.most
    return most, Decimal(101) if review.percent is None else review.percent, review.at_least or 0


_DISCOUNTS = {DiscountPolicy.RECOMPUTE: 0, DiscountPolicy.RECOMPUTE_CAPPED: 1, DiscountPolicy.KEEP: 2}

_KINDNESS: tuple[tuple[type[Any], Callable[[Any, Fault], tuple[Any, ...]]], ...] = (
    (bool, lambda value, _: (not value,)),
    (Decimal, lambda value, _: (value,)),
    (Fees, _of_fees),
    (Shipping, lambda value, fault: (payer_for(value, fault) is Payer.SHOP,)),
    (Outbound, lambda value, _: (value.rank,)),
    (Returnless, _of_returnless),
    (Review, _of_review),
    (Bundles, lambda value, _: (value is Bundles.PARTS,)),
    (DiscountPolicy, lambda value, _: (_DISCOUNTS[value],)),
)
