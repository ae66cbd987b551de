"""
The rules of a policy. Each is total, pure and short: the unit, the terms it is judged by, the moment.

Final sale and the condition of the goods stand here only, so they cannot reach a statutory right.
"""

from __future__ import annotations

from datetime import datetime

from ..decisions import Answerer, Finding, Reason, Verdict, accept, ask, refuse
from ..rights import NO_DEMANDS, Rule, Terms, Unit, phrase, units_left, within_window
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


def not_final_sale(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - every rule takes all three
    """
    Judge whether the policy lets it come back at all.

    .. versionadded:: 0.1.0
    """
    return _FINAL_SALE if terms.demands.final_sale else _NOT_FINAL_SALE


def as_demanded(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - every rule takes all three
    """
    Judge whether the goods are in the condition the policy asks for.

    A defect that is not the customer's doing does not count as use or damage. An unknown fact asks; nobody is refused
    for it.

    .. versionadded:: 0.1.0
    """
    facts, demands = unit.facts, terms.demands
    defect = unit.reason is not None and unit.reason.alleges_lack_of_conformity
    if facts.damaged and not defect:
        return _DAMAGED
    if demands is NO_DEMANDS:
        return _AS_DEMANDED
    unknown = ""
    for name, fact, wanted, reason in _DEMANDS:
        if not getattr(demands, name) or (defect and name in ("unopened", "unused")):
            continue
        value = getattr(facts, fact)
        if value is None:
            unknown = unknown or f"line.{fact}"
        elif value is not wanted:
            return refuse(reason)
    if unknown:
        return ask(GOODS_UNCERTAIN, unknown, Answerer.CUSTOMER, Verdict.ACCEPT, fact=phrase(unknown))
    return _AS_DEMANDED


#: What every statutory option is judged by, after what the law itself found.
STATUTORY_RULES: tuple[Rule, ...] = (within_window, units_left)

#: What every option of the policy is judged by.
POLICY_RULES: tuple[Rule, ...] = (not_final_sale, as_demanded, within_window, units_left)
