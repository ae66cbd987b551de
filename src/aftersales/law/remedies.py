"""Which remedies the law gives for a defect: tiers in order, who chooses within each, and which is open now."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from ..decisions import N_, Answerer, Audience, Cite, Finding, Reason, accept, ask, refer, refuse
from ..rights import Remedy, Unit
from .books import Floor
from .rows import GuaranteeRow, Scheme

__all__ = [
    "CHOICE_OF_BUYER",
    "CHOICE_OF_SELLER",
    "FAILURE_WEIGHT_UNKNOWN",
    "MINOR_DEFECT",
    "REASONABLE_SCHEME",
    "REFURBISHED_ALLOWED",
    "REFURBISHED_NOT_ASKED",
    "REPAIR_FIRST",
    "Chooser",
    "Tier",
    "open_tier",
    "refurbished_replacement",
    "remedy_open",
    "tiers",
]

#: The remedy is open, and the buyer chooses it.
CHOICE_OF_BUYER = Reason("law.choice_of_buyer", N_("Among the remedies the law gives now, the choice is yours."))
#: The remedy is open, and the seller chooses among those that are.
CHOICE_OF_SELLER = Reason("law.choice_of_seller", N_("Among the remedies the law gives now, the choice is ours."))
#: Repair or replacement comes first.
REPAIR_FIRST = Reason(
    "law.repair_first", N_("The law gives you this after a repair or replacement failed, was refused or took too long.")
)
#: A minor defect does not end the contract.
MINOR_DEFECT = Reason(
    "law.minor_defect", N_("For a minor defect the law gives part of the price back, but not all of it.")
)
#: How serious the defect is decides who chooses.
FAILURE_WEIGHT_UNKNOWN = Reason(
    "law.failure_weight_unknown", N_("Who chooses the remedy depends on how serious the defect is.")
)
#: The law has no fixed order of remedies.
REASONABLE_SCHEME = Reason(
    "law.reasonable_scheme",
    N_("The law has no fixed order of remedies here: a person must look."),
    audience=Audience.STAFF,
)
#: The buyer may be given refurbished goods.
REFURBISHED_ALLOWED = Reason("law.refurbished_allowed", N_("The replacement may be a refurbished article."))
#: Refurbished goods take the buyer's express request.
REFURBISHED_NOT_ASKED = Reason(
    "law.refurbished_not_asked", N_("A refurbished article replaces yours only if you expressly ask for it.")
)


class Chooser(Enum):
    """Who chooses among the remedies of a tier."""

    BUYER = "buyer"
    SELLER = "seller"


@attrs.frozen
class Tier:
    """
    Remedies that are open together, and who chooses among them.

    .. versionadded:: 0.1.0
    """

    number: int
    remedies: tuple[Remedy, ...]
    chooser: Chooser


_MAKE_GOOD = (Remedy.REPAIR, Remedy.REPLACEMENT)
_MONEY = (Remedy.PRICE_REDUCTION, Remedy.REFUND)
_BUYER, _SELLER = Chooser.BUYER, Chooser.SELLER

#: The schemes, each with its tiers in order.
_TIERS: dict[Scheme, tuple[Tier, ...]] = {
    Scheme.EU_HIERARCHY: (Tier(1, _MAKE_GOOD, _BUYER), Tier(2, _MONEY, _BUYER)),
    Scheme.UK_THREE_TIERS: (Tier(1, _MAKE_GOOD, _BUYER), Tier(2, _MONEY, _BUYER)),
    Scheme.PERFORMANCE_FIRST: (Tier(1, _MAKE_GOOD, _BUYER), Tier(2, _MONEY, _BUYER)),
    Scheme.REPAIR_FIRST: (
        Tier(1, (Remedy.REPAIR,), _SELLER),
        Tier(2, (Remedy.REPLACEMENT, Remedy.REFUND, Remedy.PRICE_REDUCTION), _BUYER),
    ),
    Scheme.CONSUMER_CHOICE: (
        Tier(1, (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND, Remedy.PRICE_REDUCTION), _BUYER),
    ),
    Scheme.RESCISSION_OR_REDUCTION: (Tier(1, (Remedy.REFUND, Remedy.PRICE_REDUCTION, Remedy.REPLACEMENT), _BUYER),),
    Scheme.REPAIR_EXCHANGE_REFUND: (
        Tier(1, (Remedy.REPAIR,), _SELLER),
        Tier(2, (Remedy.REPLACEMENT,), _SELLER),
        Tier(3, (Remedy.REFUND,), _BUYER),
    ),
}
#: Where the weight of the failure decides: minor, then major.
_MINOR_FAILURE = Tier(1, (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND), _SELLER)
_MAJOR_FAILURE = Tier(1, (Remedy.REFUND, Remedy.REPLACEMENT), _BUYER)

#: Laws under which a minor defect does not end the contract, and those under which a serious one need not wait.
_NOT_FOR_MINOR = frozenset({Scheme.EU_HIERARCHY, Scheme.PERFORMANCE_FIRST})
_SERIOUS_AT_ONCE = frozenset({Scheme.EU_HIERARCHY, Scheme.REPAIR_FIRST})


def tiers(unit: Unit, row: GuaranteeRow) -> tuple[Tier, ...]:
    """
    Return the tiers of a law, in order, with the remedies it has; none where it has no fixed order.

    .. versionadded:: 0.1.0
    """
    if row.scheme is Scheme.SUPPLIER_CHOICE_MINOR:
        found: tuple[Tier, ...] = (_MAJOR_FAILURE if unit.serious and not unit.minor else _MINOR_FAILURE,)
    else:
        found = _TIERS.get(row.scheme, ()) if row.scheme is not None else ()
    if row.remedies is None:
        return found
    return tuple(
        attrs.evolve(one, remedies=tuple(r for r in one.remedies if r in (row.remedies or ()))) for one in found
    )


def open_tier(unit: Unit, row: GuaranteeRow, today: date) -> Tier | None:
    """
    Find the highest tier that is open by what was tried; None where the law has no fixed order.

    Source:
        Directive (EU) 2019/771, art. 13(4), for the EU's own rows; each row brings its own.

    .. versionadded:: 0.1.0
    """
    found = tiers(unit, row)
    if not found:
        return None
    failed = sum(one.failed for one in unit.repairs)
    if not failed and (_too_late(unit, row, today) or (unit.serious and row.scheme in _SERIOUS_AT_ONCE)):
        failed = 1
    return found[min(failed, len(found) - 1)]


def _too_late(unit: Unit, row: GuaranteeRow, today: date) -> bool:
    """Say whether a repair takes longer than the law lets it."""
    cap = row.repair_cap_days
    if cap is None:
        return False
    return any(one.begun_on is not None and ((one.over_on or today) - one.begun_on).days > cap for one in unit.repairs)


def remedy_open(
    unit: Unit, floor: Floor[GuaranteeRow], remedy: Remedy, today: date, cites: tuple[Cite, ...]
) -> Finding | None:
    """
    Judge whether a remedy is open now, and say who chooses; None where the law does not have it.

    .. versionadded:: 0.1.0
    """
    row = floor.cautious
    tier = open_tier(unit, row, today)
    if tier is None:
        return refer(REASONABLE_SCHEME, cites=cites)
    having = [one for one in tiers(unit, row) if remedy in one.remedies]
    if not having:
        return None
    if all(one.number > tier.number for one in having):
        return refuse(REPAIR_FIRST, cites=cites)
    if unit.minor and remedy is Remedy.REFUND and row.scheme in _NOT_FOR_MINOR:
        return refuse(MINOR_DEFECT, cites=cites)
    if (
        row.scheme is Scheme.SUPPLIER_CHOICE_MINOR
        and unit.serious is None
        and not unit.minor
        and remedy is not Remedy.REPAIR
    ):
        return ask(FAILURE_WEIGHT_UNKNOWN, "serious", Answerer.CUSTOMER, cites=cites)
    chooser = having[-1].chooser
    reason = CHOICE_OF_BUYER if chooser is Chooser.BUYER else CHOICE_OF_SELLER
    return accept(reason, cites=cites, chooser=chooser.value, tier=having[-1].number)


def refurbished_replacement(floor: Floor[GuaranteeRow], *, requested: bool) -> Finding:
    """
    Judge whether a refurbished article may replace a new one.

    Source:
        Directive (EU) 2019/771, art. 14(1), as amended by Directive (EU) 2024/1799, art. 16.

    .. versionadded:: 0.1.0
    """
    cites = floor.cites(frozenset({"refurbished_on_request"}))
    if floor.cautious.refurbished_on_request and not requested:
        return refuse(REFURBISHED_NOT_ASKED, cites=cites)
    return accept(REFURBISHED_ALLOWED, cites=cites)
