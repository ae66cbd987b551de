"""
What changed from one policy to another: for whom, in which field, and whether that is kinder or stricter.

Two policies may be written quite differently and promise the same. So it is not their rules that are compared but what
they promise: for everything, and for each kind of article, sale or buyer that a rule of either names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

from ...orders import DiscountPolicy, Outbound
from ...rights import Fault, ReturnReason
from ..keeping import Bundles, Review
from ..matching import MATCHES, Matches
from ..policy import FIELDS, Fees, ReturnPolicy, Shipping
from ..promises import _kindness
from ..windows import Anchor, Window
from .sampling import Witness, deciding, ranked, witnesses

__all__ = ["PolicyChange", "Tendency", "policy_changes"]


class Tendency(Enum):
    """What a change means for a customer; ``mixed`` is kinder for some and stricter for others, or neither."""

    KINDER = "kinder"
    STRICTER = "stricter"
    MIXED = "mixed"


@attrs.frozen(kw_only=True)
class PolicyChange:
    """
    One thing that two policies promise differently.

    Args:
        field: The field, as a document names it.

        whom: The conditions of those it changes for; None for everybody else.

        before: What the first policy says; None where it says nothing.

        after: What the second one says.

        tendency: Whether that is kinder to the customer.

    .. versionadded:: 0.1.0
    """

    field: str
    whom: Matches | None
    before: Any
    after: Any
    tendency: Tendency

    @property
    def conditions(self) -> dict[str, Any]:
        """The conditions that are said, by name."""
        if self.whom is None:
            return {}
        said = {name: getattr(self.whom, name) for name in MATCHES}
        return {name: one for name, one in said.items() if one is not None and one != frozenset()}


def policy_changes(before: ReturnPolicy, after: ReturnPolicy) -> tuple[PolicyChange, ...]:
    """
    Find what changed from one policy to another.

    What changes for everything is named once, and again only where it changes otherwise for some.

    Args:
        before: The one policy.

        after: The other one.

    .. versionadded:: 0.1.0
    """
    plain = _promised(before, after, None)
    changed = {name: pair for name, pair in plain.items() if pair[0] != pair[1]}
    found = [_change(name, None, *pair) for name, pair in changed.items()]
    for whom in _groups(before, after):
        for name, pair in _promised(before, after, whom).items():
            if pair[0] != pair[1] and changed.get(name) != pair:
                found.append(_change(name, whom, *pair))
    return (*found, *_own(before, after))


def _groups(before: ReturnPolicy, after: ReturnPolicy) -> list[Matches]:
    """List what the rules of both name, each once, in the order of the second policy."""
    rules = (*after.rules, *before.rules)
    return list(dict.fromkeys(Matches(**{name: getattr(rule, name) for name in MATCHES}) for rule in rules))


def _promised(before: ReturnPolicy, after: ReturnPolicy, whom: Matches | None) -> dict[str, tuple[Any, Any]]:
    """Settle each field under both policies, for a sale that is of a group and as plain as it can be otherwise."""
    both = attrs.evolve(before, rules=(*before.rules, *_apart(after, before)))
    one = next(witnesses(both, *([whom] if whom is not None else [])), None)
    if one is None:
        return {}
    return {name: (_settled(before, one, name), _settled(after, one, name)) for name in FIELDS}


def _apart(after: ReturnPolicy, before: ReturnPolicy) -> Iterator[Any]:
    """Take the conditions of rules with nothing said that could contradict; only what they match by is looked at."""
    known = {tuple(getattr(rule, name) for name in MATCHES) for rule in before.rules}
    return (rule for rule in after.rules if tuple(getattr(rule, name) for name in MATCHES) not in known)


def _settled(policy: ReturnPolicy, sale: Witness, name: str) -> Any:
    """Settle a field; what is said by fault is settled for each fault, since another rule may decide there."""
    matching = ranked(policy, sale.line, sale.order)
    values = {}
    for side, fault in _SIDES.items():
        value, _ = deciding(matching, name, fault)
        values[side] = getattr(policy, name) if value is None else value
    value = values["customer"]
    if value is None:
        return _UNSAID.get(name)
    if isinstance(value, Fees | Shipping):
        return type(value)(**{side: getattr(said, side) for side, said in values.items()})
    return value


#: What holds where nothing is said; for fields that are not here, nothing does.
_UNSAID: Mapping[str, Any] = {
    "final_sale": False,
    "unopened": False,
    "unused": False,
    "original_packaging": False,
    "complete": False,
    "missing_gift": False,
    "pictures": frozenset(),
    "seasons": (),
    "fees": Fees(),
    "return_fees": Fees(),
    "return_shipping": Shipping(),
    "outbound": Outbound.STANDARD,
    "bundles": Bundles.PARTS,
    "discounts": DiscountPolicy.KEEP,
}

# ------------------------------------------------------------------------------------------------ kinder or stricter


def _change(name: str, whom: Matches | None, before: Any, after: Any) -> PolicyChange:
    return PolicyChange(field=name, whom=whom, before=before, after=after, tendency=tendency_of(before, after))


def tendency_of(before: Any, after: Any) -> Tendency:
    """
    Say whether the second of two values of one field is kinder to the customer.

    >>> tendency_of(Window(days=14), Window(days=30)).value, tendency_of(None, Window(days=14)).value
    ('kinder', 'kinder')
    """
    if before is None or after is None:
        return _gained(before, after)
    match before, after:
        case Window(), Window():
            longer = before.or_longer(after)
            return _ordered(longer == before, longer == after)
        case frozenset(), frozenset():
            return _ordered(before <= after, after <= before)
        case tuple(), tuple():
            return _ordered(set(after) <= set(before), set(before) <= set(after))
    kinds = [(_kindness(before, fault), _kindness(after, fault)) for fault in _SIDES.values()]
    return _ordered(all(one >= two for one, two in kinds), all(two >= one for one, two in kinds))


_SIDES = {"customer": Fault.CUSTOMER, "merchant": Fault.MERCHANT, "carrier": Fault.CARRIER}


def _gained(before: Any, after: Any) -> Tendency:
    """Judge what came or went altogether: a review is a burden, anything else a promise."""
    burden = isinstance(after if before is None else before, Review)
    return Tendency.KINDER if (before is None) is not burden else Tendency.STRICTER


def _ordered(before_as_kind: bool, after_as_kind: bool) -> Tendency:  # noqa: FBT001 - the two halves of one comparison
    if before_as_kind is after_as_kind:
        return Tendency.MIXED
    return Tendency.KINDER if after_as_kind else Tendency.STRICTER


# ------------------------------------------------------------------------------ what a policy says for all its rules

#: Fields that say which version it is and hold the rules; they promise nothing by themselves.
_NOT_COMPARED = frozenset({"since", "name", "rules", *FIELDS})
_LATEST = {Anchor.PLACED: 0, Anchor.SHIPPED: 1, Anchor.DELIVERED: 2}


def _own(before: ReturnPolicy, after: ReturnPolicy) -> Iterator[PolicyChange]:
    for field in attrs.fields(ReturnPolicy):
        if field.name in _NOT_COMPARED or not field.init:
            continue
        one, two = getattr(before, field.name), getattr(after, field.name)
        if isinstance(one, Mapping):
            yield from _by_reason(field.name, before, after)
        elif one != two:
            yield PolicyChange(field=field.name, whom=None, before=one, after=two, tendency=_own_tendency(one, two))


def _own_tendency(before: Any, after: Any) -> Tendency:
    if isinstance(before, Anchor):
        return Tendency.KINDER if _LATEST[after] > _LATEST[before] else Tendency.STRICTER
    if isinstance(before, int) and isinstance(after, int):
        return Tendency.KINDER if after > before else Tendency.STRICTER
    return Tendency.MIXED


def _by_reason(name: str, before: ReturnPolicy, after: ReturnPolicy) -> Iterator[PolicyChange]:
    for reason in ReturnReason:
        one, two = before.fault(reason), after.fault(reason)
        if one is not two:
            tendency = _own_fault(one, two)
            yield PolicyChange(field=f"{name}.{reason.value}", whom=None, before=one, after=two, tendency=tendency)


def _own_fault(before: Fault, after: Fault) -> Tendency:
    if (before is Fault.CUSTOMER) is (after is Fault.CUSTOMER):
        return Tendency.MIXED
    return Tendency.KINDER if before is Fault.CUSTOMER else Tendency.STRICTER
