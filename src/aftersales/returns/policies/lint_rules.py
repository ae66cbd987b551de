"""Look at the rules of a policy beside each other: which can never decide, and which disagree about one article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ...decisions import Reason, Value
from ...rights import Fault
from ..matching import Matches
from ..policy import FIELDS, PolicyRule, ReturnPolicy
from . import lint_reasons as reasons
from .sampling import MOST, Ranked, Witness, deciding, ranked, witnesses

__all__ = ["Found", "beside_each_other"]

FAULTS = (Fault.CUSTOMER, Fault.MERCHANT, Fault.CARRIER)


@attrs.frozen
class Found:
    """One thing that is wrong: where in the policy, why, how bad, and what it was judged by."""

    path: str
    reason: Reason
    grave: bool
    values: tuple[tuple[str, Value], ...] = ()


def beside_each_other(policy: ReturnPolicy, currencies: frozenset[str], seen: tuple[Witness, ...]) -> Iterator[Found]:
    """
    Find rules and fields that never decide, and rules that disagree.

    Args:
        policy: The policy.

        currencies: The currencies the shop sells in; empty if it did not state them.

        seen: Articles that are really sold; two rules that both match one of them are told apart from two that could.
    """
    dead = set()
    for index, rule in enumerate(policy.rules):
        found = [*_reached(policy, index, rule, currencies)]
        dead |= {index} if any(one.reason == reasons.RULE_UNREACHED for one in found) else set()
        yield from found
    for index in range(len(policy.rules)):
        if index not in dead:
            yield from _disagree(policy, index, [one for one in range(index) if one not in dead], currencies, seen)


def said(rule: PolicyRule | ReturnPolicy) -> list[str]:
    """List the fields that a rule, or the policy itself, says something about."""
    return [name for name in FIELDS if getattr(rule, name) is not None]


@attrs.define
class _Field:
    """What came of one field of a rule on all sales it was tried on."""

    decides: bool = False
    repeats: bool = True
    by: tuple[int, ...] = ()


def _reached(policy: ReturnPolicy, index: int, rule: PolicyRule, currencies: frozenset[str]) -> Iterator[Found]:
    fields = {name: _Field() for name in said(rule)}
    tried = 0
    for one in witnesses(policy, rule, currencies=currencies):
        tried += 1
        _try(policy, index, fields, ranked(policy, one.line, one.order))
        if all(field.decides and not field.repeats for field in fields.values()):
            return
    if not tried or tried >= MOST:
        return
    if not any(field.decides for field in fields.values()):
        by = dict.fromkeys(other for field in fields.values() for other in field.by)
        yield Found(f"rules[{index}]", reasons.RULE_UNREACHED, grave=True, values=(("by", _named(by)),))
        return
    for name, field in fields.items():
        if not field.decides:
            values = (("by", _named(field.by)),)
            yield Found(f"rules[{index}].{name}", reasons.FIELD_UNREACHED, grave=True, values=values)
        elif field.repeats and not _contested(policy, index, name):
            yield Found(f"rules[{index}].{name}", reasons.REPEATS, grave=False)


def _try(policy: ReturnPolicy, index: int, fields: dict[str, _Field], matching: list[Ranked]) -> None:
    for name, field in fields.items():
        for fault in FAULTS:
            value, by = deciding(matching, name, fault)
            if index in by:
                field.decides = True
                field.repeats = field.repeats and value == _without(policy, matching, index, name, fault)
            else:
                field.by = field.by or by


def _named(rules: Iterable[int]) -> str:
    return ", ".join(f"rules[{index}]" for index in rules)


def _without(policy: ReturnPolicy, matching: list[Ranked], index: int, name: str, fault: Fault) -> Any:
    """Settle a field as if one rule were not there."""
    value, _ = deciding([one for one in matching if one[1] != index], name, fault)
    return getattr(policy, name) if value is None else value


def _contested(policy: ReturnPolicy, index: int, name: str) -> bool:
    """Say whether another rule that can match the same article says something else, so that a repetition matters."""
    mine = policy.rules[index]
    return any(
        getattr(other, name) not in (None, getattr(mine, name)) and _meeting(policy, mine, other) is not None
        for place, other in enumerate(policy.rules)
        if place != index
    )


def _meeting(
    policy: ReturnPolicy, one: Matches, two: Matches, currencies: frozenset[str] = frozenset()
) -> Witness | None:
    return next(witnesses(policy, one, two, currencies=currencies), None)


def _disagree(
    policy: ReturnPolicy, index: int, earlier: Iterable[int], currencies: frozenset[str], seen: tuple[Witness, ...]
) -> Iterator[Found]:
    """Name the earlier rules that can match the same article, equally specific, by the fields they disagree on."""
    others: dict[tuple[str, bool], list[int]] = {}
    rule = policy.rules[index]
    for place in earlier:
        other = policy.rules[place]
        both = [name for name in said(other) if getattr(rule, name) is not None and _differ(other, rule, name)]
        if not both:
            continue
        real = next((sale for sale in seen if _equally(sale, other, rule)), None)
        made = real or next(_equal_witnesses(policy, other, rule, currencies), None)
        if made is not None:
            matching = ranked(policy, made.line, made.order)
            fields = [name for name in both if {place, index} & set(deciding(matching, name, Fault.CUSTOMER)[1])]
            others.setdefault((", ".join(fields), real is not None), []).append(place)
    for (fields_said, real_one), places in others.items():
        if fields_said:
            values = (("other", _named(places)), ("fields", fields_said))
            yield Found(f"rules[{index}]", reasons.RULES_DISAGREE, grave=real_one, values=values)


def _equal_witnesses(
    policy: ReturnPolicy, one: PolicyRule, two: PolicyRule, currencies: frozenset[str]
) -> Iterator[Witness]:
    return (sale for sale in witnesses(policy, one, two, currencies=currencies) if _equally(sale, one, two))


def _differ(first: PolicyRule, second: PolicyRule, name: str) -> bool:
    return bool(getattr(first, name) != getattr(second, name))


def _equally(sale: Witness, first: Matches, second: Matches) -> bool:
    fit = first.fits(sale.line, sale.order)
    return fit is not None and fit == second.fits(sale.line, sale.order)
