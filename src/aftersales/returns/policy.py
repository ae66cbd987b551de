"""
What a shop promises beyond the law: windows, conditions and fees, by article, sale and buyer, in force from a day on.

Several rules may match one article. For each field the most specific rule that says something about it decides. Of
rules that are equally specific, and whatever the order they are written in, the one that is kinder to the customer
decides. What makes a rule specific is in `Matches.fits`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from ..errors import PolicyError, Problem
from ..orders import DiscountPolicy, Outbound, Spread
from ..rights import NO_FEE, Fault, Fee, Payer, ReturnReason
from .keeping import Bundles, Returnless, Review
from .matching import MATCHES, Matches, Sight, match_problems
from .windows import LONGEST, Anchor, Season, Window

__all__ = ["Anchor", "Fees", "PolicyRule", "ReturnPolicy", "Season", "Shipping", "Window"]


@attrs.frozen(kw_only=True)
class Fees:
    """
    What is kept back, by whose fault the return is; what is not said is nothing.

    Args:
        customer: Where the reason lies with the customer, who changed their mind.

        merchant: Where it lies with the shop, which sent the wrong colour.

        carrier: Where it lies with the carrier, who dropped the parcel.

    .. versionadded:: 0.1.0
    """

    customer: Fee = NO_FEE
    merchant: Fee = NO_FEE
    carrier: Fee = NO_FEE


@attrs.frozen(kw_only=True)
class Shipping:
    """
    Who pays for sending back, by whose fault the return is.

    Args:
        customer: Where the customer changed their mind; a shop with free returns says ``shop``.

        merchant: Where the shop sent what is wrong.

        carrier: Where the parcel was damaged on the way.

    .. versionadded:: 0.1.0
    """

    customer: Payer = Payer.CUSTOMER
    merchant: Payer = Payer.SHOP
    carrier: Payer = Payer.SHOP


@attrs.frozen(kw_only=True)
class Says:
    """
    The fields a policy or one of its rules may set; what is not set is left to a less specific one.

    Args:
        window: How long the money comes back, such as ``{ days = 30 }``.

        credit: How long store credit is given, when the money does not come back any more.

        exchange: How long an article can be swapped for another.

        gift: How long somebody who was given the article gets store credit for it, as at a wedding list; whoever paid
            is not told.

        seasons: Days of purchase that make every window longer: what was bought in November may come back until
            31 January.

        final_sale: It does not come back: the last pieces at half price; against a right of the law this is nothing.

        unopened: Only with its seal: a game, a cream.

        unused: Only as it came: tried on, not worn to a wedding.

        original_packaging: Only in its own box: what is sold on as new.

        complete: Only with charger, cable and manual.

        pictures: Reasons for which a picture is asked for, such as ``["damaged_in_transit", "wrong_item"]``; without
            one a person looks.

        fees: What is kept back, by whose fault the return is.

        return_shipping: Who pays for the parcel back, by whose fault it is.

        return_fees: What is kept back for the label in the box, where the customer pays for the parcel; an amount
            without a percentage once, however many articles come back together.

        outbound: How much of the delivery charge goes back with the last article: ``standard`` is what the cheapest
            delivery would have cost.

        credit_bonus: Percent on top of store credit: ten percent more for who lets the money stay in the shop.

        returnless: When the customer is paid and keeps the goods: a broken mug is not worth its carriage.

        bundles: Whether a bundle comes back as a whole only, as a set of six glasses does, or in parts, each for its
            share of the price.

        discounts: What happens to ten percent off from 300 EUR on when less than 300 EUR stays: every article goes back
            for what was paid for it (``keep``), or what the rest would have cost alone is taken off the refund.

        discounts_at_least: Percent of what the goods were paid that go back all the same, with ``recompute_capped``.

        missing_gift: The gift that came with an order of 100 EUR is deducted if it stays although the order does not.

        review: When a person looks because somebody returns often; nobody is refused for it.
    """

    window: Window | None = None
    credit: Window | None = None
    exchange: Window | None = None
    gift: Window | None = None
    seasons: tuple[Season, ...] | None = None
    final_sale: bool | None = None
    unopened: bool | None = None
    unused: bool | None = None
    original_packaging: bool | None = None
    complete: bool | None = None
    pictures: frozenset[ReturnReason] | None = None
    fees: Fees | None = None
    return_shipping: Shipping | None = None
    return_fees: Fees | None = None
    outbound: Outbound | None = None
    credit_bonus: Decimal | None = None
    returnless: Returnless | None = None
    bundles: Bundles | None = None
    discounts: DiscountPolicy | None = None
    discounts_at_least: Decimal | None = None
    missing_gift: bool | None = None
    review: Review | None = None


FIELDS = tuple(a.name for a in attrs.fields(Says))


def _said_problems(says: Says) -> Iterable[Problem]:
    for name in ("credit_bonus", "discounts_at_least"):
        percent = getattr(says, name)
        if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004
            yield Problem(name, "a percentage from 0 to 100", str(percent)[:20])
    if says.discounts is DiscountPolicy.RECOMPUTE_CAPPED and says.discounts_at_least is None:
        yield Problem("discounts_at_least", "a percentage beside recompute_capped", "nothing")


@attrs.frozen(kw_only=True)
class PolicyRule(Says, Matches):
    """
    What holds for articles that match.

    Args:
        name: What the shop calls it, such as "shoes"; shown to staff where it decided.

    Raises:
        PolicyError: If it matches nothing in particular or says nothing.

    .. versionadded:: 0.1.0
    """

    name: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a rule for everything and a rule that says nothing."""
        problems = [*match_problems(self), *_said_problems(self)]
        if all(getattr(self, name) is None for name in FIELDS):
            problems.append(Problem("", "something it says", "nothing"))
        if problems:
            raise PolicyError(tuple(problems))


@attrs.frozen(kw_only=True, slots=False)
class ReturnPolicy(Says):
    """
    One version of the shop's return policy.

    Args:
        since: The first day, by the date of the order, for which this version holds; an order of the day before is
            judged by the version before.

        name: What the policy is called where an answer cites it.

        anchor: What starts the windows: most shops count from the delivery, some from dispatch or from the order.

        fallback_days: Where nobody saw the delivery: how many days after dispatch, or after the order where that is not
            known either, count as one; the answer says that it was estimated.

        faults: Whose fault a reason is, where the shop sees it otherwise: ``{ does_not_fit = "merchant" }`` for a size
            chart that is known to be wrong.

        spread: How money goes back on several means of payment: on each its share, or on the first or the last one
            first.

        prefer: Kinds of tender that come first whatever ``spread`` says: ``["gift_card"]`` refills the gift card before
            the bank card.

        rules: What holds for some articles, buyers or sales only.

    Raises:
        PolicyError: If two rules match the same articles and contradict each other, or a reason is unknown.

    .. versionadded:: 0.1.0
    """

    since: date = date.min
    name: str = ""
    anchor: Anchor = Anchor.DELIVERED
    fallback_days: int | None = None
    faults: Mapping[str, Fault] = attrs.field(factory=dict, hash=False)
    spread: Spread = Spread.RATIO
    prefer: tuple[str, ...] = ()
    rules: tuple[PolicyRule, ...] = ()
    _promises: dict[Any, Any] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        problems = [*_said_problems(self), *_contradictions(self.rules)]
        known = [reason.value for reason in ReturnReason]
        problems += [
            Problem(f"faults.{code}", f"one of {', '.join(known)}", "another word")
            for code in self.faults
            if code not in known
        ]
        if self.fallback_days is not None and not 0 <= self.fallback_days <= LONGEST["days"]:
            expected = f"a whole number of days from 0 to {LONGEST['days']}"
            problems.append(Problem("fallback_days", expected, str(self.fallback_days)[:20]))
        if problems:
            raise PolicyError(tuple(problems))

    @cached_property
    def sight(self) -> Sight:
        """What its rules look at."""
        return Sight(self.rules)

    def fault(self, reason: ReturnReason | None) -> Fault:
        """Say whose fault a reason is under this policy."""
        if reason is None:
            return Fault.CUSTOMER
        return self.faults.get(reason.value, reason.fault) if self.faults else reason.fault


def _contradictions(rules: tuple[PolicyRule, ...]) -> Iterable[Problem]:
    seen: dict[tuple[Any, ...], list[tuple[int, PolicyRule]]] = {}
    for index, rule in enumerate(rules):
        same = seen.setdefault(tuple(getattr(rule, name) for name in MATCHES), [])
        for first, other in same:
            both = [
                name
                for name in FIELDS
                if None not in (one := (getattr(other, name), getattr(rule, name))) and one[0] != one[1]
            ]
            if both:
                expected = f"no other {' and '.join(both)} than rules[{first}] says for the same articles"
                yield Problem(f"rules[{index}]", expected, "a contradiction")
        same.append((index, rule))
