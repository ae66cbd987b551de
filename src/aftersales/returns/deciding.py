"""
Decide one case, line by line: every right that is in play, each judged apart, the best one first.

The statutory withdrawal and the legal guarantee come from the law room, the policy from the shop. A right that runs is
lifted by the kinder promises of the policy; a policy cannot take anything from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from ..dates import aware, local_day
from ..dates.moments import EASTERNMOST, WESTERNMOST
from ..errors import facts_error
from ..law import guarantee, withdrawal
from ..orders import Order, Practices, Quote, join, practices_on
from ..orders.practices import NOTHING_STATED
from ..rights import Claim, Option, Raised, Remedy, Terms, Unit, judge, lift
from .answer import Answer, rank
from .by_policy import credit_choice, no_promise, policy_options
from .desk import NO_CALENDARS, Case, Desk, RequestLine
from .policy import ReturnPolicy
from .pricing import ALONE, MONEY, Lot, Together, priced
from .rules import STATUTORY_RULES

__all__: list[str] = []


def judged_lines(case: Case) -> tuple[Answer, ...]:
    """
    Decide a case, line by line in the order of the sale, so that it does not matter how the request was written.

    Raises:
        FactsError: If the moment is naive or before the order, or a day lies beyond what a calendar can hold.
    """
    if aware("at", case.at) < case.order.placed_at:
        placed = case.order.placed_at.isoformat()
        raise facts_error("at", f"a time not before the order ({placed})", case.at.isoformat())
    try:
        judged = [_judged_line(case, line, case.request[line]) for line in case.order.line_ids if line in case.request]
    except OverflowError:
        raise facts_error("order", "days between the years 1 and 9999", "a day beyond them") from None
    beside = ALONE if len(judged) == 1 else _together(judged)
    lines = []
    for one in judged:
        granted = one.best if one.granted else None
        lot = Lot(one.unit, one.refundable, one.policy, beside)
        options = [priced(option, lot, granted=option is granted) for option in one.options]
        if len(options) > 1:
            options.sort(key=lambda option: rank(option, one.asked.wish))
        if beside is not ALONE and (options[0].open or one.granted):
            beside = attrs.evolve(beside, before=(_gone(options[0], beside.before),))
        lines.append(
            Answer(line=one.unit.line.id, units=one.unit.quantity, options=tuple(options), wish=one.asked.wish)
        )
    return tuple(lines)


def _together(judged: Sequence[_Judged]) -> Together:
    coming = [one for one in judged if one.comes_back]
    by_law = frozenset(one.unit.line.id for one in coming if one.best.basis.statutory)
    return Together({one.unit.line.id: one.refundable for one in coming}, by_law, ())


@attrs.define
class _Judged:
    """One line with every option in play, before anything is priced."""

    unit: Unit
    asked: RequestLine
    policy: ReturnPolicy | None
    options: list[Option]
    granted: bool = False

    @property
    def refundable(self) -> int:
        """How many of the units asked for were not refunded yet."""
        return min(self.unit.quantity, self.unit.order.tally(self.unit.line.id).refundable)

    @property
    def best(self) -> Option:
        """The best option before anything is priced; prices decide between equal remedies only."""
        return min(self.options, key=lambda option: rank(option, self.asked.wish))

    @property
    def comes_back(self) -> bool:
        """Say whether the units come back for money or its like."""
        best = self.best
        return (best.open or self.granted) and best.remedy in MONEY and self.refundable > 0


def _judged_line(case: Case, line_id: str, asked: RequestLine) -> _Judged:
    desk, at, unit = case.desk, case.at, unit_of(case.order, line_id, asked, case.desk)
    policies = _policies(unit, desk)
    by_policy = policy_options(case, unit, policies[0]) if policies else []
    for policy in policies[1:]:
        by_policy += policy_options(case, unit, policy)
    options = []
    claim = withdrawal(unit, desk.law) if not asked.by_recipient else None
    if claim is not None:
        refunds = (option.terms for option in by_policy if option.remedy is Remedy.REFUND)
        options.append(_lifted(claim, next(refunds, None), unit, at))
    options += by_policy or [no_promise(unit)]
    for way in case.also:
        options += way(unit, at)
    if (case.offering or unit.reason is not None) and not asked.by_recipient:
        options += [_judged(one, unit, at) for one in guarantee(unit, desk.law, at)]
    if asked.wish is Remedy.CREDIT:
        options = credit_choice(asked, options)
    return _Judged(unit, asked, policies[0] if policies else None, options, line_id in case.granted)


def _policies(unit: Unit, desk: Desk) -> list[ReturnPolicy]:
    """Find the version in force at purchase; both, where the buyer's zone is unknown and the day hangs on it."""
    here = desk.policies.on(unit.placed_on)
    found = [here] if here is not None else []
    if unit.late_zone:
        there = desk.policies.on(local_day(unit.order.placed_at, unit.late_zone))
        found += [there] if there is not None and there not in found else []
    return found


def unit_of(order: Order, line_id: str, asked: RequestLine, desk: Desk) -> Unit:
    """Put together everything known about the units somebody asks for."""
    line, buyer = order.line(line_id), order.buyer
    zone, late_zone = buyer.zone, ""
    if zone is None:
        zones = desk.law.zones(buyer.residence)
        zone, late_zone = (zones[0], zones[-1]) if zones else (EASTERNMOST, WESTERNMOST)
        late_zone = late_zone if late_zone != zone else ""
    calendar = None
    if buyer.residence is not None and desk.calendars is not NO_CALENDARS:
        calendar = desk.calendars.get(buyer.residence) or desk.calendars.get(buyer.residence[:2])
    stated = order.practices
    if stated is None:
        stated = _stated(order, desk, zone, late_zone) if desk.practices else NOTHING_STATED
    return Unit(
        order=order,
        line=line,
        quantity=asked.units,
        facts=attrs.evolve(line.facts, **asked.facts) if asked.facts else line.facts,
        practices=stated,
        zone=zone,
        late_zone=late_zone,
        calendar=calendar,
        reason=asked.reason,
        defect_on=asked.defect_on,
        existed_at_delivery=asked.existed_at_delivery,
        repairs=asked.repairs,
        told_on=asked.told_on,
        hidden=asked.hidden,
        minor=asked.minor,
        serious=asked.serious,
    )


def _stated(order: Order, desk: Desk, zone: str, late_zone: str) -> Practices:
    """Find what the shop stated for the day of the order; where two days are possible, what holds on both of them."""
    here = practices_on(desk.practices, local_day(order.placed_at, zone))
    if not late_zone:
        return here
    return here.and_also(practices_on(desk.practices, local_day(order.placed_at, late_zone)))


def _judged(claim: Claim, unit: Unit, at: datetime, raised: tuple[Raised, ...] = ()) -> Option:
    return judge(claim.basis, unit, claim.terms, STATUTORY_RULES, at, first=claim.findings, raised=raised)


def _lifted(claim: Claim, promised: Terms | None, unit: Unit, at: datetime) -> Option:
    if promised is None:
        return _judged(claim, unit, at, (Raised("window", "right of withdrawal", "nothing", "law"),))
    terms, raised = lift(claim.terms, promised)
    return judge(claim.basis, unit, terms, STATUTORY_RULES, at, first=claim.findings, raised=raised)


def _gone(option: Option, before: Sequence[Quote]) -> Quote:
    """Add what an open option gives to what went before, for the lines after it; a refund alone takes from tenders."""
    given = option.refund
    shares = given.tenders if option.remedy is Remedy.REFUND else ()
    mine = Quote(total=given.total, deductions=given.deductions, tenders=shares, pool=given.pool)
    return join((*before, mine), given.total.currency)
