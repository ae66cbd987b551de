"""
The rules of a policy. Each is total, pure and short: the unit, the terms it is judged by, the moment.

Final sale and the condition of the goods stand here only, so they cannot reach a statutory right. The condition is
judged once for all remedies, and every demand that is not met is told at once.
"""

from __future__ import annotations

from datetime import datetime

from ..decisions import Answerer, Finding, Reason, Verdict, accept, ask, refuse
from ..rights import NO_DEMANDS, Demands, Rule, Terms, Unit, phrase, units_left, within_window
from .reasons import (
    AS_DEMANDED,
    DAMAGED,
    FINAL_SALE,
    GOODS_UNCERTAIN,
    INCOMPLETE,
    NOT_FINAL_SALE,
    OPENED,
    PACKAGING_MISSING,
    USED,
)

__all__ = ["POLICY_RULES", "STATUTORY_RULES", "as_demanded", "not_final_sale"]

_NOT_FINAL_SALE = accept(NOT_FINAL_SALE)
_FINAL_SALE = refuse(FINAL_SALE)
_AS_DEMANDED = accept(AS_DEMANDED)
_DAMAGED = refuse(DAMAGED)

#: Demand, the fact it asks for, the value that fulfils it, and the reason where it is not fulfilled.
_DEMANDS: tuple[tuple[str, str, bool, Reason], ...] = (
    ("unopened", "seal_broken", False, OPENED),
    ("unused", "used", False, USED),
    ("original_packaging", "original_packaging", True, PACKAGING_MISSING),
    ("complete", "complete", True, INCOMPLETE),
)

#: What a defect shows itself by, so that it cannot be demanded of goods that are defective.
_BROKEN_BY_A_DEFECT = frozenset({"unopened", "unused"})


def not_final_sale(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - every rule takes all three
    """
    Judge whether the policy lets it come back at all.

    .. versionadded:: 0.1.0
    """
    return _FINAL_SALE if terms.demands.final_sale else _NOT_FINAL_SALE


def as_demanded(unit: Unit, demands: Demands) -> tuple[Finding, ...]:
    """
    Judge whether the goods are in the condition the policy asks for, one finding for each demand that is not met.

    A defect that is not the customer's doing does not count as use or damage. An unknown fact asks, all of them at
    once; nobody is refused for it.

    Returns:
        No finding where nothing is demanded and nothing was damaged.

    .. versionadded:: 0.1.0
    """
    facts = unit.facts
    if demands is NO_DEMANDS and not facts.damaged:
        return ()
    defect = unit.reason is not None and unit.reason.alleges_lack_of_conformity
    found = [_DAMAGED] if facts.damaged and not defect else []
    if demands is NO_DEMANDS:
        return tuple(found)
    for name, fact, wanted, reason in _DEMANDS:
        value = getattr(facts, fact)
        if value is wanted or not getattr(demands, name) or (defect and name in _BROKEN_BY_A_DEFECT):
            continue
        if value is not None:
            found.append(refuse(reason))
        else:
            asked = f"line.{fact}"
            found.append(ask(GOODS_UNCERTAIN, asked, Answerer.CUSTOMER, Verdict.ACCEPT, fact=phrase(asked)))
    return tuple(found) or (_AS_DEMANDED,)


#: What every statutory option is judged by, after what the law itself found.
STATUTORY_RULES: tuple[Rule, ...] = (within_window, units_left)

#: What every option of the policy is judged by, after the condition of the goods.
POLICY_RULES: tuple[Rule, ...] = (not_final_sale, within_window, units_left)
