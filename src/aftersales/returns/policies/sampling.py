"""
Sales that some rules match and that are as plain as they can be otherwise, to try a policy on before it meets an order.

What a rule does not look at is set so that no other rule looks at it either. So a rule that decides nothing for all of
these sales decides nothing for any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce
from itertools import islice, product
from typing import Any

import attrs

from ...money import DIGITS, Money, Taxed
from ...orders import Buyer, Channel, Condition, Line, Order, Tender
from ...rights import Fault
from ..matching import MATCHES, Matches
from ..policy import PolicyRule, ReturnPolicy
from ..promises import _kindest

__all__ = ["CANDIDATES", "Ranked", "Witness", "deciding", "ranked", "witnesses"]

#: A rule that matches: how specific the match is, its index, and the rule.
Ranked = tuple[tuple[int, int], int, PolicyRule]

#: After so many sales nobody looks further; a rule that names more than this is taken to be reached.
MOST = 5_000

_PLACED = datetime(2026, 1, 1, tzinfo=UTC)


@attrs.frozen
class Witness:
    """One line of a sale, made up to try rules on."""

    line: Line
    order: Order


def witnesses(policy: ReturnPolicy, *rules: Matches, currencies: frozenset[str] = frozenset()) -> Iterator[Witness]:
    """
    Make up the plainest sales that all these rules match, up to a limit; with no rule, the plainest of all.

    Args:
        policy: Whose other rules should not match where that can be helped.

        rules: What must match.

        currencies: The currencies the shop sells in; empty if it did not state them.
    """
    choices = [CANDIDATES[name](policy, rules, currencies) for name in MATCHES if name in CANDIDATES]
    names = [name for name in MATCHES if name in CANDIDATES]
    for values in islice(product(*choices), MOST):
        made = _made(dict(zip(names, values, strict=True)))
        if all(rule.fits(made.line, made.order) is not None for rule in rules):
            yield made


def ranked(policy: ReturnPolicy, line: Line, order: Order | None = None) -> list[Ranked]:
    """List the rules that match an article, each with how specific the match is."""
    rules = enumerate(policy.rules)
    return [(fit, index, rule) for index, rule in rules if (fit := rule.fits(line, order)) is not None]


def deciding(matching: Sequence[Ranked], name: str, fault: Fault) -> tuple[Any, tuple[int, ...]]:
    """
    Settle one field among rules that match: its value, and the rules without which it would be another.

    Of rules that say the same the first counts. Without a rule that says something the value is None.
    """
    speaking = [one for one in matching if getattr(one[2], name) is not None]
    if not speaking:
        return None, ()
    most = max(fit for fit, _, _ in speaking)
    first = [(index, getattr(rule, name)) for fit, index, rule in speaking if fit == most]
    value = _kindest([said for _, said in first], fault)
    if len(first) == 1:
        return value, (first[0][0],)
    found = []
    for place, (index, said) in enumerate(first):
        others = [other for _, other in first[:place] + first[place + 1 :]]
        alone = _kindest(others, fault) != value
        if alone or (said == value and all(other != said for _, other in first[:place])):
            found.append(index)
    return value, tuple(found)


def _made(values: dict[str, Any]) -> Witness:
    price: Money = values["price"]
    nothing = Money(0, price.currency)
    line = Line(
        id="line",
        quantity=1,
        charged=Taxed(price, nothing, price),
        category=values["categories"],
        tags=values["tags"],
        sku=values["skus"],
        condition=values["conditions"],
        grade=values["grades"],
        sold_sealed=values["sold_sealed"],
    )
    kinds = sorted(values["payments"])
    captured = [price, *([nothing] * (len(kinds) - 1))]
    order = Order(
        id="order",
        placed_at=_PLACED,
        currency=price.currency,
        lines=(line,),
        buyer=Buyer(residence=values["countries"], tiers=values["customer_tiers"]),
        channel=values["channels"],
        tenders=tuple(Tender(id=kind, kind=kind, captured=c) for kind, c in zip(kinds, captured, strict=True))
        if kinds
        else (),
    )
    return Witness(line, order)


# --------------------------------------------------------------- what each condition lets a sale be, plainest first

_Choice = Callable[[ReturnPolicy, Sequence[Matches], frozenset[str]], Sequence[Any]]


def _said(rules: Sequence[Matches], name: str) -> list[frozenset[Any]]:
    return [said for rule in rules if (said := getattr(rule, name))]


def _categories(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[str]:
    """Take the deepest path of those that lie below one another."""
    said = _said(rules, "categories")
    if not said:
        return ("",)
    deepest = [max(paths, key=len) for paths in product(*map(sorted, said))]
    return tuple(dict.fromkeys(deepest))


def _tags(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[frozenset[str]]:
    return (frozenset().union(*(rule.tags for rule in rules)),)


def _one_of(name: str, plain: Any) -> _Choice:
    """Choose a word that every rule names."""

    def choose(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[Any]:
        said = _said(rules, name)
        return sorted(frozenset.intersection(*said)) if said else (plain,)

    return choose


def _member(name: str, members: Sequence[Any]) -> _Choice:
    """Choose a member of a closed list: one that no rule names, where none has to be."""

    def choose(policy: ReturnPolicy, rules: Sequence[Matches], _: frozenset[str]) -> Sequence[Any]:
        said = _said(rules, name)
        if said:
            return [one for one in members if all(one in words for words in said)]
        named = frozenset().union(*(getattr(rule, name) for rule in policy.rules))
        return [one for one in members if one not in named][:1] or members

    return choose


def _any_of(name: str) -> _Choice:
    """Choose one word of each rule, where a sale may have several."""

    def choose(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[frozenset[str]]:
        said = _said(rules, name)
        return [frozenset(words) for words in product(*map(sorted, said))]

    return choose


def _countries(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[str | None]:
    said = _said(rules, "countries")
    return sorted(frozenset().union(*said)) if said else (None,)


def _sealed(_: ReturnPolicy, rules: Sequence[Matches], __: frozenset[str]) -> Sequence[bool | None]:
    said = {rule.sold_sealed for rule in rules} - {None}
    return tuple(said) or (None,)


def _prices(policy: ReturnPolicy, rules: Sequence[Matches], currencies: frozenset[str]) -> Sequence[Money]:
    """Take the lowest price of each range between two that the policy names."""
    ranges = [rule.price for rule in rules if rule.price is not None]
    bounds = {bound for rule in policy.rules if rule.price is not None for bound in rule.price.bounds}
    named = {bound.currency for bound in bounds}
    wanted = {one.bounds[0].currency for one in ranges} or set(currencies)
    if not wanted:
        return (Money(0, next(code for code in sorted(DIGITS, key=_usual) if code not in named)),)
    points = {Money(0, code) for code in wanted} | {bound for bound in bounds if bound.currency in wanted}
    return sorted((one for one in points if all(_within(one, price) for price in ranges)), key=_order)


def _within(amount: Money, price: Any) -> bool:
    line = Line(id="line", quantity=1, charged=Taxed(amount, Money(0, amount.currency), amount))
    return bool(price.fits(line))


def _usual(code: str) -> tuple[bool, str]:
    return code != "EUR", code


def _order(amount: Money) -> tuple[str, int]:
    return amount.currency, amount.minor


#: By the names of `matching.Matches`; a test keeps the two alike.
CANDIDATES: dict[str, _Choice] = {
    "categories": _categories,
    "tags": _tags,
    "skus": _one_of("skus", ""),
    "price": _prices,
    "conditions": _member("conditions", tuple(Condition)),
    "grades": _one_of("grades", ""),
    "sold_sealed": _sealed,
    "countries": _countries,
    "channels": _member("channels", tuple(Channel)),
    "customer_tiers": _any_of("customer_tiers"),
    "payments": _any_of("payments"),
}


def union(rules: Sequence[Matches], name: str) -> frozenset[Any]:
    """Collect every word that some rule names under a condition."""
    return reduce(frozenset.union, (getattr(rule, name) for rule in rules), frozenset())
