"""
What a shop promises beyond the law: windows, conditions and fees, by category and tag, in force from a day on.

Several rules may match one article. For each field the most specific rule that says something about it decides: the
longer category path and the more tags are the more specific. Of rules that are equally specific, and whatever the
order they are written in, the one that is kinder to the customer decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import reduce
from typing import Any, TypeVar

import attrs

from ..dates import Period
from ..dates import Unit as Length
from ..decisions import Cite, Finding, accept
from ..errors import PolicyError, Problem
from ..money import Money
from ..orders import Line, Outbound, Spread
from ..rights import NO_DEMANDS, NO_FEE, Demands, Fault, Fee, Payer, ReturnReason
from .reasons import PROMISED

__all__ = ["Anchor", "Fees", "PolicyRule", "Promise", "ReturnPolicy", "Shipping", "Window", "promise"]


class Anchor(Enum):
    """What starts a window of the policy."""

    DELIVERED = "delivered"
    SHIPPED = "shipped"
    PLACED = "placed"


@attrs.frozen(kw_only=True)
class Window:
    """
    How long something is open: so many days or months, whichever ends later where both are said, or without end.

    Args:
        days: Calendar days; the day of the event does not count.

        months: Calendar months.

        until: A day until which it is open at least, such as the end of a holiday season.

        unlimited: Without end.

    Raises:
        PolicyError: If no length is said, one stands beside *unlimited*, or one is not within a hundred years.

    .. versionadded:: 0.1.0
    """

    days: int | None = None
    months: int | None = None
    until: date | None = None
    unlimited: bool = False

    #: Its lengths on the calendar, of which the latest end counts; none without end.
    periods: tuple[Period, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a window without a length, and one that has a length and no end."""
        lengths = {name: getattr(self, name) for name in _LONGEST if getattr(self, name) is not None}
        said = [name for name in ("days", "months", "until", "unlimited") if getattr(self, name) not in (None, False)]
        if said != ["unlimited"] and (self.unlimited or not lengths):
            raise PolicyError((Problem("", "days or months, or unlimited alone", ", ".join(said) or "nothing"),))
        problems = [
            Problem(name, f"a whole number of {name} from 0 to {_LONGEST[name]}", str(length)[:20], _WITHOUT_END)
            for name, length in lengths.items()
            if not 0 <= length <= _LONGEST[name]
        ]
        if problems:
            raise PolicyError(tuple(problems))
        periods = tuple(Period(length, _UNITS[name]) for name, length in lengths.items())
        object.__setattr__(self, "periods", periods)

    def or_longer(self, other: Window) -> Window:
        """Take whichever of two windows ends later, whatever day they start on."""
        if self.unlimited or other.unlimited:
            return Window(unlimited=True)
        return Window(
            days=_longer(self.days, other.days),
            months=_longer(self.months, other.months),
            until=_longer(self.until, other.until),
        )


L = TypeVar("L", int, date)


def _longer(one: L | None, other: L | None) -> L | None:
    return max((length for length in (one, other) if length is not None), default=None)


#: A hundred years; what is longer is without end.
_LONGEST = {"days": 36_525, "months": 1_200}
_UNITS = {"days": Length.DAY, "months": Length.MONTH}
_WITHOUT_END = "unlimited = true is without end"


@attrs.frozen(kw_only=True)
class Fees:
    """
    What is kept back, by whose fault the return is; what is not said is nothing.

    .. versionadded:: 0.1.0
    """

    customer: Fee = NO_FEE
    merchant: Fee = NO_FEE
    carrier: Fee = NO_FEE


@attrs.frozen(kw_only=True)
class Shipping:
    """
    Who pays for sending back, by whose fault the return is.

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
        window: How long the money comes back.

        credit: How long store credit is given.

        exchange: How long an exchange is possible.

        final_sale: It cannot come back; not against the law.

        unopened: Only unopened.

        unused: Only unused.

        original_packaging: Only in its packaging.

        complete: Only with all parts.

        fees: What is kept back.

        return_shipping: Who pays for sending back.

        outbound: How much of the delivery charge goes back with the whole order.
    """

    window: Window | None = None
    credit: Window | None = None
    exchange: Window | None = None
    final_sale: bool | None = None
    unopened: bool | None = None
    unused: bool | None = None
    original_packaging: bool | None = None
    complete: bool | None = None
    fees: Fees | None = None
    return_shipping: Shipping | None = None
    outbound: Outbound | None = None


@attrs.frozen(kw_only=True)
class PolicyRule(Says):
    """
    What holds for articles of these categories that carry all of these tags.

    Args:
        categories: Paths of which the article's must be one, or lie below one.

        tags: Words the article must all carry.

    Raises:
        PolicyError: If it matches nothing in particular or says nothing.

    .. versionadded:: 0.1.0
    """

    categories: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse a rule for everything and a rule that says nothing."""
        problems = []
        problems += [
            Problem("categories", "paths such as care/toothbrushes, without a slash at either end", f'"{path}"')
            for path in sorted(self.categories)
            if not all(path.split("/"))
        ]
        if not self.categories and not self.tags:
            problems.append(Problem("", "categories or tags", "neither", "what holds for everything stands above"))
        if all(getattr(self, name) is None for name in FIELDS):
            problems.append(Problem("", "something it says", "nothing"))
        if problems:
            raise PolicyError(tuple(problems))

    def fits(self, line: Line) -> int | None:
        """Say how specific the match with an article is; None where it does not match."""
        if not self.tags <= line.tags:
            return None
        depth = 0
        if self.categories:
            depths = [c.count("/") + 1 for c in self.categories if f"{line.category}/".startswith(f"{c}/")]
            if not depths:
                return None
            depth = max(depths)
        return depth + len(self.tags)


FIELDS = tuple(a.name for a in attrs.fields(Says))


@attrs.frozen(kw_only=True)
class Promise:
    """
    What the policy promises for one article and one fault, every field settled.

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


@attrs.frozen(kw_only=True)
class ReturnPolicy(Says):
    """
    One version of the shop's return policy.

    Args:
        since: The first day, by the date of the order, for which it holds.

        name: What the shop calls it.

        anchor: What starts its windows.

        fallback_days: How many days after dispatch, or after the order where that is not known either, count as the
            delivery where nobody saw one; said in the answer.

        faults: Whose fault a reason is, where the policy says otherwise than the list.

        spread: How refunds are laid on several tenders.

        prefer: Kinds of tender that come first.

        rules: What holds for some articles only.

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
    _promises: dict[Any, Promise] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        problems = [*_contradictions(self.rules)]
        known = [reason.value for reason in ReturnReason]
        problems += [
            Problem(f"faults.{code}", f"one of {', '.join(known)}", "another word")
            for code in self.faults
            if code not in known
        ]
        if self.fallback_days is not None and not 0 <= self.fallback_days <= _LONGEST["days"]:
            expected = f"a whole number of days from 0 to {_LONGEST['days']}"
            problems.append(Problem("fallback_days", expected, str(self.fallback_days)[:20]))
        if problems:
            raise PolicyError(tuple(problems))

    def fault(self, reason: ReturnReason | None) -> Fault:
        """Say whose fault a reason is under this policy."""
        if reason is None:
            return Fault.CUSTOMER
        return self.faults.get(reason.value, reason.fault) if self.faults else reason.fault


#: How many settled promises a policy remembers, so that a catalogue of many tags takes no more memory.
_MOST_PROMISES = 4096


def promise(policy: ReturnPolicy, line: Line, fault: Fault) -> Promise:
    """
    Settle what a policy promises for an article, field by field.

    .. versionadded:: 0.1.0
    """
    key = (line.category, line.tags, fault)
    found = policy._promises.get(key)  # noqa: SLF001
    if found is None:
        if len(policy._promises) >= _MOST_PROMISES:  # noqa: SLF001
            policy._promises.clear()  # noqa: SLF001
        found = policy._promises[key] = _settle(policy, line, fault)  # noqa: SLF001
    return found


def _settle(policy: ReturnPolicy, line: Line, fault: Fault) -> Promise:
    ranked = [(fit, rule) for rule in policy.rules if (fit := rule.fits(line)) is not None]
    said: dict[str, Any] = {}
    for name in FIELDS:
        values = [(fit, getattr(rule, name)) for fit, rule in ranked if getattr(rule, name) is not None]
        if values:
            most = max(fit for fit, _ in values)
            said[name] = _kindest([value for fit, value in values if fit == most], fault)
        else:
            said[name] = getattr(policy, name)
    demands = Demands(**{a.name: bool(said[a.name]) for a in attrs.fields(Demands)})
    cites = (Cite(f"{policy.name or 'return policy'}, {policy.since.isoformat()}", "policy"),)
    return Promise(
        window=said["window"],
        credit=said["credit"],
        exchange=said["exchange"],
        demands=NO_DEMANDS if demands == NO_DEMANDS else demands,
        fee=fee_for(said["fees"] or Fees(), fault),
        return_shipping=payer_for(said["return_shipping"] or Shipping(), fault),
        outbound=said["outbound"] or Outbound.STANDARD,
        cites=cites,
        findings=(accept(PROMISED, cites=cites),),
    )


def fee_for(fees: Fees, fault: Fault) -> Fee:
    """Pick the fee; where nobody's fault is established, the customer is not charged."""
    by_fault = {Fault.CUSTOMER: fees.customer, Fault.MERCHANT: fees.merchant, Fault.CARRIER: fees.carrier}
    return fees.customer if fault is Fault.NONE else by_fault.get(fault, NO_FEE)


def payer_for(shipping: Shipping, fault: Fault) -> Payer:
    """Pick who pays; where nobody's fault is established, the shop does."""
    by_fault = {Fault.CUSTOMER: shipping.customer, Fault.MERCHANT: shipping.merchant, Fault.CARRIER: shipping.carrier}
    return shipping.customer if fault is Fault.NONE else by_fault.get(fault, Payer.SHOP)


def _kindest(values: list[Any], fault: Fault) -> Any:
    """Take what is kindest to the customer of several values of one field."""
    if isinstance(values[0], Window):
        return reduce(Window.or_longer, values)
    return max(values, key=lambda value: _kindness(value, fault))


def _kindness(value: Any, fault: Fault) -> tuple[Any, ...]:
    """Order two values of one field by how kind they are to the customer; of two fees the percentage goes first."""
    match value:
        case bool():
            return (-int(value),)
        case Fees():
            fee = fee_for(value, fault)
            flat = fee.flat if fee.flat is not None else Money(0, "EUR")
            return -(fee.percent or Decimal(0)), -flat.minor, flat.currency
        case Shipping():
            return (int(payer_for(value, fault) is Payer.SHOP),)
        case _:
            return (_OUTBOUND[value],)


_OUTBOUND = {Outbound.NONE: 0, Outbound.STANDARD: 1, Outbound.ALL: 2}


def _contradictions(rules: tuple[PolicyRule, ...]) -> Iterable[Problem]:
    for index, rule in enumerate(rules):
        for first, other in enumerate(rules[:index]):
            if (other.categories, other.tags) != (rule.categories, rule.tags):
                continue
            both = [
                name
                for name in FIELDS
                if None not in (one := (getattr(other, name), getattr(rule, name))) and one[0] != one[1]
            ]
            if both:
                expected = f"no other {' and '.join(both)} than rules[{first}] says for the same articles"
                yield Problem(f"rules[{index}]", expected, "a contradiction")
