"""
A policy held against the law of the countries a shop sells to, before any order is there.

The engine raises what the law raises by itself. This says beforehand what that will be and why, and which sentences a
shop should not publish: those that deny a statutory right, and those that sell it as the shop's own gift.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from typing import Any

import attrs

from ...dates import Unit as Length
from ...decisions import N_, Audience, Cite, Finding, Reason, Value, Verdict
from ...law import ExceptionCode, Floor, GuaranteeRow, LawBook, NotInformed, ReturnCost, Start, WithdrawalRow
from ...orders import Outbound, Practices
from ...rights import Demands, Payer
from ..policy import Fees, ReturnPolicy, Says, Shipping
from ..windows import Anchor, Window

__all__ = ["AgainstFloor", "Weight", "against_floor"]


class Weight(Enum):
    """
    What a difference between policy and law means for what a shop publishes.

    ``raised``: the law gives more and holds while the right runs; publish that too. ``unlawful``: a sentence that says
    it without an exception for the right must not be published. ``gift``: it would sell a statutory right as the shop's
    own. ``unknown``: a person must look.
    """

    RAISED = "raised"
    UNLAWFUL = "unlawful"
    GIFT = "gift"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class AgainstFloor:
    """
    One term of a policy that the law of a country does not leave as it is.

    Args:
        country: The residence of the buyer.

        path: Where the term stands in the policy, such as ``rules[1].final_sale``; empty for one that is not there.

        weight: What it means for what a shop publishes.

        finding: The reason, what it was judged by, and what it stands on. ``REFUSE`` where verified law says so,
            ``REFER`` where a person must look.

    .. versionadded:: 0.1.0
    """

    country: str
    path: str
    weight: Weight
    finding: Finding


def _reason(code: str, text: str) -> Reason:
    names = tuple(dict.fromkeys(re.findall(r"{(\w+)}", text)))
    return Reason(f"returns.{code}", text, names, audience=Audience.STAFF)


#: The law gives a longer window.
FLOOR_WINDOW = _reason(
    "floor_window",
    N_("Time to withdraw in {country}: {law} {unit} from receipt; the policy gives {policy} {policy_unit}."),
)
#: The law's period starts later than the policy's.
FLOOR_ANCHOR = _reason(
    "floor_anchor",
    N_("In {country} the period runs from receipt; the window of the policy runs from another day and may end first."),
)
#: The window is no more than what the law gives.
FLOOR_GIFT = _reason(
    "floor_gift",
    N_("The law of {country} gives this time anyway ({law} {unit}): do not present it as a promise of the shop."),
)
#: The policy gives no money back.
FLOOR_NO_WINDOW = _reason(
    "floor_no_window",
    N_("The policy gives no money back; the law of {country} does: {law} {unit} from receipt."),
)
#: The policy gives credit or an exchange where the law gives money.
FLOOR_CREDIT = _reason(
    "floor_credit",
    N_("In {country} a withdrawal gives money back the way it was paid, not credit or an exchange."),
)
#: The policy keeps a fee back.
FLOOR_FEE = _reason(
    "floor_fee", N_("In {country} no fee may be kept back after a withdrawal; the policy keeps {policy}.")
)
#: The policy may keep more back than the law allows.
FLOOR_FEE_CAP = _reason(
    "floor_fee_cap",
    N_("In {country} at most {law} may be kept back after a withdrawal; the policy keeps {policy}."),
)
#: The policy lets the buyer pay for sending back.
FLOOR_RETURN_COST = _reason("floor_return_cost", N_("In {country} the shop pays for sending back after a withdrawal."))
#: The buyer pays only if told before the contract, and the shop does not state that it tells.
FLOOR_RETURN_COST_UNTOLD = _reason(
    "floor_return_cost_untold",
    N_("In {country} the shop pays for sending back unless it tells every buyer of the cost before the contract."),
)
#: The policy gives less of the delivery charge back.
FLOOR_OUTBOUND = _reason(
    "floor_outbound",
    N_("What goes back of the delivery charge with a whole order in {country}: {law}; the policy gives {policy}."),
)
#: The policy sells something as final.
FLOOR_FINAL_SALE = _reason(
    "floor_final_sale",
    N_("In {country} the right to withdraw does not end because an article was sold as final."),
)
#: The policy asks for a condition of the goods.
FLOOR_DEMAND = _reason("floor_demand", N_("In {country} this may not be a condition of a withdrawal: {demand}."))
#: The policy takes back unopened goods only, which the law allows for some of them.
FLOOR_UNOPENED = _reason(
    "floor_unopened",
    N_("In {country} only what was sealed for hygiene, or as media, may be refused once opened: say so."),
)
#: Nobody states that buyers are told of the right.
FLOOR_NOT_INFORMED = _reason(
    "floor_not_informed",
    N_("The shop does not state that it tells every buyer of the right to withdraw: in {country} it lasts longer."),
)
#: The shop does not show its policy, and the law then has one.
FLOOR_NOT_SHOWN = _reason(
    "floor_not_shown",
    N_("The shop does not state that it shows its policy before the contract; in {country} this holds: {law} {unit}."),
)
#: The shop does not state that it discloses everything, and the law then gives a right.
FLOOR_NOT_DISCLOSED = _reason(
    "floor_not_disclosed",
    N_("The shop does not state that it discloses all that the law of {country} asks for; else it gives {law} {unit}."),
)
#: A final sale does not shut out claims for defects.
FLOOR_FINAL_DEFECT = _reason(
    "floor_final_defect",
    N_("In {country} an article sold as final still comes back if it is defective: say so."),
)
#: The policy keeps a fee back, or lets the buyer pay for sending back, where the goods are defective.
FLOOR_DEFECT_COST = _reason(
    "floor_defect_cost", N_("In {country} a defect may cost the buyer nothing; the policy says otherwise.")
)
#: The book has no law for the country.
FLOOR_NOT_HELD = _reason(
    "floor_not_held", N_("We hold no law of withdrawal for {country}: a person must check the policy there.")
)

#: How the sentences name what a term of the policy asks for, gives back, or counts.
DEMAND_WORDS = {
    "unopened": N_("unopened goods"),
    "unused": N_("unused goods"),
    "original_packaging": N_("the original packaging"),
    "complete": N_("all parts"),
}
_SHARES = {
    Outbound.NONE: N_("nothing"),
    Outbound.STANDARD: N_("the standard charge"),
    Outbound.ALL: N_("all of it"),
}
UNIT_WORDS = {Length.DAY: N_("days"), Length.WORKING_DAY: N_("working days"), Length.MONTH: N_("months")}


@attrs.frozen
class _Found:
    """What one check found, before anybody looked whether it is certain."""

    path: str
    weight: Weight
    reason: Reason
    fields: frozenset[str]
    values: tuple[tuple[str, Value], ...] = ()
    cite: Cite | None = None


@attrs.frozen
class _Scope:
    """The policy itself, or one of its rules."""

    says: Says
    start: str
    policy: ReturnPolicy
    practices: Practices
    union: bool

    @property
    def whole(self) -> bool:
        """Whether it is the policy itself."""
        return not self.start


def against_floor(
    policy: ReturnPolicy, practices: Practices, book: LawBook, countries: Iterable[str], on: date
) -> tuple[AgainstFloor, ...]:
    """
    Hold a policy against the law of countries, for contracts of a day.

    Args:
        policy: One version of the policy.

        practices: What the shop states about itself.

        book: The law.

        countries: Residences of buyers, such as ``DE`` or ``US-CA``.

        on: The day of the contracts.

    Returns:
        By country, in the order in which the policy is written; nothing for a country whose law leaves all as it is.

    .. versionadded:: 0.1.0
    """
    return tuple(found for country in countries for found in _country(policy, practices, book, country, on))


def _country(
    policy: ReturnPolicy, practices: Practices, book: LawBook, country: str, on: date
) -> Iterator[AgainstFloor]:
    withdrawal, guarantee = book.withdrawal(country, on), book.guarantee(country, on)
    if withdrawal is None:
        finding = Finding(Verdict.REFER, FLOOR_NOT_HELD, (("country", country),))
        yield AgainstFloor(country=country, path="", weight=Weight.UNKNOWN, finding=finding)
    union = any(link.code == "EU" for link in book.chain(country))
    for scope in _scopes(policy, practices, union=union):
        if withdrawal is not None:
            yield from _judged(country, scope, withdrawal, _withdrawal_checks)
        if guarantee is not None:
            yield from _judged(country, scope, guarantee, _guarantee_checks)


def _scopes(policy: ReturnPolicy, practices: Practices, *, union: bool) -> Iterator[_Scope]:
    yield _Scope(policy, "", policy, practices, union)
    for index, rule in enumerate(policy.rules):
        yield _Scope(rule, f"rules[{index}].", policy, practices, union)


def _judged(
    country: str, scope: _Scope, floor: Floor[Any], checks: Callable[[_Scope, Any], Iterable[_Found]]
) -> Iterator[AgainstFloor]:
    """Check by both floors: what the certain one finds as well is refused, the rest is for a person."""
    sure = {(found.path, found.reason) for found in checks(scope, floor.certain)}
    for found in checks(scope, floor.cautious):
        certain = (found.path, found.reason) in sure and found.weight in (Weight.RAISED, Weight.UNLAWFUL)
        cites = (found.cite,) if found.cite is not None else _nearest(floor.cites(found.fields))
        values = (("country", country), *found.values)
        finding = Finding(Verdict.REFUSE if certain else Verdict.REFER, found.reason, values, cites)
        yield AgainstFloor(country=country, path=found.path, weight=found.weight, finding=finding)


def _nearest(cites: tuple[Cite, ...]) -> tuple[Cite, ...]:
    """Cite each layer once, the law nearest to the buyer last."""
    return tuple({(cite.layer, cite.text): cite for cite in cites}.values())


# ------------------------------------------------------------------------------------- what the withdrawal says


def _withdrawal_checks(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    if scope.whole and row.unposted_policy_days is not None and scope.practices.shows_policy is not True:
        values = (("law", row.unposted_policy_days), ("unit", UNIT_WORDS[Length.DAY]))
        yield _Found("", Weight.RAISED, FLOOR_NOT_SHOWN, frozenset({"unposted_policy_days"}), values)
    if not row.right or row.period is None:
        return
    if row.unless_terms_shown or row.only_if_undisclosed:
        yield from _conditional(scope, row)
        return
    counts = row.not_informed not in (None, NotInformed.NONE)
    if scope.whole and counts and scope.practices.informs_of_withdrawal is not True:
        yield _Found("", Weight.RAISED, FLOOR_NOT_INFORMED, frozenset({"not_informed"}))
    yield from _window(scope, row)
    yield from _fee(scope, row)
    yield from _return_cost(scope, row)
    yield from _outbound(scope, row)
    yield from _demands(scope, row)


def _conditional(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    """Name a right that is there only where the shop fails to show or disclose something; else terms are its own."""
    stated, reason, field = (
        (scope.practices.shows_policy, FLOOR_NOT_SHOWN, "unless_terms_shown")
        if row.unless_terms_shown
        else (scope.practices.discloses, FLOOR_NOT_DISCLOSED, "only_if_undisclosed")
    )
    if scope.whole and stated is not True:
        yield _Found("", Weight.RAISED, reason, frozenset({field}), _law(row))


def _law(row: WithdrawalRow) -> tuple[tuple[str, Value], ...]:
    return ("law", row.period or 0), ("unit", UNIT_WORDS[row.unit or Length.DAY])


def _window(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    window, credit = scope.says.window, scope.says.credit or scope.says.exchange
    law, fields = _law(row), frozenset({"period", "unit"})
    if window is None:
        if scope.whole:
            yield _Found("window", Weight.RAISED, FLOOR_NO_WINDOW, fields, law)
            if credit is not None:
                path = "credit" if scope.says.credit is not None else "exchange"
                yield _Found(path, Weight.UNLAWFUL, FLOOR_CREDIT, frozenset({"same_means", "right"}))
        return
    path = f"{scope.start}window"
    if _shortest(window) < _longest(row):
        yield _Found(path, Weight.RAISED, FLOOR_WINDOW, fields, (*law, *_said(window)))
    elif scope.policy.anchor is not Anchor.DELIVERED and row.start_goods is not Start.CONTRACT:
        if not window.unlimited:
            yield _Found(path, Weight.RAISED, FLOOR_ANCHOR, frozenset({"start_goods"}))
    elif scope.union and row.unit is Length.DAY and window.days == row.period:
        yield _Found(path, Weight.GIFT, FLOOR_GIFT, fields, law, _NO_GIFT)


#: Seen in many sources; the annex itself was not opened, and whether a sentence boasts is for a person to say.
_NO_GIFT = Cite("Directive 2005/29/EC, Annex I, no. 10", "EU", certain=False)

_SHORTEST_MONTH, _LONGEST_MONTH, _WORK_WEEK = 28, 31, 5
_ENDLESS = 10**6


def _shortest(window: Window) -> int:
    """Count the fewest days a window can have."""
    if window.days is not None:
        return window.days
    return window.months * _SHORTEST_MONTH if window.months is not None else _ENDLESS


def _longest(row: WithdrawalRow) -> int:
    """Count the days a statutory period has, with the weekends that working days may have between them."""
    period = row.period or 0
    if row.unit is Length.WORKING_DAY:
        return period + 2 * -(-period // _WORK_WEEK)
    return period * _LONGEST_MONTH if row.unit is Length.MONTH else period


def _said(window: Window) -> tuple[tuple[str, Value], ...]:
    if window.days is not None:
        return ("policy", window.days), ("policy_unit", UNIT_WORDS[Length.DAY])
    return ("policy", window.months or 0), ("policy_unit", UNIT_WORDS[Length.MONTH])


def _fee(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    fees = scope.says.fees
    if fees is None or fees.customer.is_free:
        return
    path, said = f"{scope.start}fees.customer", str(fees.customer)
    caps = [f"{row.fee_cap_percent} %"] if row.fee_cap_percent is not None else []
    caps += [str(row.fee_cap)] if row.fee_cap is not None else []
    if caps:
        values = (("law", " / ".join(caps)), ("policy", said))
        yield _Found(path, Weight.RAISED, FLOOR_FEE_CAP, frozenset({"fee_cap", "fee_cap_percent"}), values)
    else:
        yield _Found(path, Weight.UNLAWFUL, FLOOR_FEE, frozenset({"right"}), (("policy", said),))


def _return_cost(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    shipping = scope.says.return_shipping or (Shipping() if scope.whole else None)
    if shipping is None or shipping.customer is Payer.SHOP:
        return
    path, fields = f"{scope.start}return_shipping.customer", frozenset({"return_cost"})
    if row.return_cost is ReturnCost.TRADER:
        weight = Weight.RAISED if scope.says.return_shipping is None else Weight.UNLAWFUL
        yield _Found(path, weight, FLOOR_RETURN_COST, fields)
    elif row.return_cost is ReturnCost.CONSUMER_IF_INFORMED and scope.practices.tells_return_cost is not True:
        yield _Found(path, Weight.RAISED, FLOOR_RETURN_COST_UNTOLD, fields)


def _outbound(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    said = scope.says.outbound or (Outbound.STANDARD if scope.whole else None)
    if said is None or row.outbound is None or said.rank >= row.outbound.rank:
        return
    weight = Weight.RAISED if scope.says.outbound is None else Weight.UNLAWFUL
    values = (("law", _SHARES[row.outbound]), ("policy", _SHARES[said]))
    yield _Found(f"{scope.start}outbound", weight, FLOOR_OUTBOUND, frozenset({"outbound"}), values)


_SEALED = frozenset({ExceptionCode.HYGIENE_UNSEALED, ExceptionCode.MEDIA_UNSEALED})


def _demands(scope: _Scope, row: WithdrawalRow) -> Iterator[_Found]:
    right = frozenset({"right"})
    for name in (a.name for a in attrs.fields(Demands)):
        path = f"{scope.start}{name}"
        if not getattr(scope.says, name):
            continue
        if name == "final_sale":
            yield _Found(path, Weight.UNLAWFUL, FLOOR_FINAL_SALE, right)
        elif name == "unopened" and row.exceptions is not None and row.exceptions & _SEALED:
            yield _Found(path, Weight.UNKNOWN, FLOOR_UNOPENED, frozenset({"exceptions"}))
        else:
            yield _Found(path, Weight.UNLAWFUL, FLOOR_DEMAND, right, (("demand", DEMAND_WORDS[name]),))


# -------------------------------------------------------------------------------------- what the guarantee says


def _guarantee_checks(scope: _Scope, row: GuaranteeRow) -> Iterator[_Found]:
    """Check what the policy says of defects; a guarantee the parties can contract out of leaves all as it is."""
    if row.kind is None or row.floor is False:
        return
    kind = frozenset({"kind"})
    if scope.says.final_sale:
        yield _Found(f"{scope.start}final_sale", Weight.UNLAWFUL, FLOOR_FINAL_DEFECT, kind)
    fees, shipping = scope.says.fees or Fees(), scope.says.return_shipping or Shipping()
    for side in ("merchant", "carrier"):
        if not getattr(fees, side).is_free:
            yield _Found(f"{scope.start}fees.{side}", Weight.UNLAWFUL, FLOOR_DEFECT_COST, kind)
        if getattr(shipping, side) is Payer.CUSTOMER:
            yield _Found(f"{scope.start}return_shipping.{side}", Weight.UNLAWFUL, FLOOR_DEFECT_COST, kind)
