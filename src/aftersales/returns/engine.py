"""
Decide a request to return something: every right that is in play, each judged apart, the best one first.

The statutory withdrawal and the legal guarantee come from the law room, the policy from the shop. A right that runs is
lifted by the kinder promises of the policy; a policy cannot take anything from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import attrs

from ..dates import FOREVER, Deadline, Step, aware, local_day
from ..decisions import Cite, Finding, Verdict, accept, refuse
from ..errors import FactsError, Problem
from ..law import LawBook, guarantee, withdrawal
from ..orders import (
    Arrival,
    Deduction,
    Moved,
    Order,
    Quote,
    Spread,
    TenderShare,
    arrival,
    practices_on,
    quote,
    worth,
)
from ..orders.refunds import NOTHING_BESIDE
from ..rights import Basis, Claim, Option, Raised, Remedy, ReturnReason, Terms, Unit, Way, judge, lift
from .answers import Answer, Answers, Case, rank
from .desk import Desk, RequestLine, reason_of
from .policy import Anchor, Promise, ReturnPolicy, Window, promise
from .reasons import NOTHING_PROMISED, PROMISED
from .rules import STATUTORY_RULES

__all__ = ["decide", "offer"]

_EASTERNMOST, _WESTERNMOST = "Etc/GMT-14", "Etc/GMT+12"


def decide(
    order: Order,
    request: Mapping[str, int | RequestLine],
    desk: Desk,
    at: datetime,
    *,
    reason: ReturnReason | str | None = None,
    also: Sequence[Way] = (),
) -> Answers:
    """
    Decide what a customer may have for units of an order at a moment.

    Args:
        order: The sale with everything that happened since.

        request: Units by line, or a `RequestLine` for what was said about them.

        desk: The shop's policy, statements, calendars and law.

        at: The moment, with its zone: when the customer announces it.

        reason: Why, for every line that does not say itself.

        also: More ways to a remedy, such as a warranty.

    Raises:
        FactsError: If *at* is naive, a line or reason is unknown, or more units are asked for than were bought.

    .. versionadded:: 0.1.0
    """
    return _decide(order, _asked(order, request, reason_of(reason)), desk, at, also)


def _decide(
    order: Order,
    asked: Mapping[str, RequestLine],
    desk: Desk,
    at: datetime,
    also: Sequence[Way],
    *,
    offering: bool = False,
) -> Answers:
    aware("at", at)
    judged = {}
    for line, one in asked.items():
        unit = unit_of(order, line, one, desk)
        in_play = offering or unit.reason is not None
        judged[line] = _options(unit, desk, at, (*also, partial(_by_guarantee, desk.law)) if in_play else also)
    back = {line: unit.quantity for line, (unit, _, options) in judged.items() if _comes_back(options)}
    answers: list[Answer] = []
    before: list[Quote] = []
    for line, (unit, policy, options) in judged.items():
        beside = {other: units for other, units in back.items() if other != line} if len(judged) > 1 else NOTHING_BESIDE
        priced = [_priced(option, unit, policy, beside) for option in options]
        priced.sort(key=lambda option: rank(option, asked[line].wish))
        if before and priced[0].open:
            priced[0] = _priced(priced[0], unit, policy, beside, before)
        if priced[0].open:
            before.append(priced[0].refund)
        answers.append(Answer(line=line, units=unit.quantity, options=tuple(priced), wish=asked[line].wish))
    case = Case(order=order, request=asked, desk=desk, at=at)
    return Answers(lines=tuple(answers), currency=order.currency, case=case)


def offer(order: Order, desk: Desk, at: datetime, *, also: Sequence[Way] = ()) -> Answers:
    """
    Say what the order page can offer for each line, where no reason and no quantity is known yet.

    Lines of which nothing can come back any more are left out.

    .. versionadded:: 0.1.0
    """
    left = {line: order.tally(line).returnable for line in order.line_ids}
    request = {line: RequestLine(units=units) for line, units in left.items() if units > 0}
    return _decide(order, request, desk, at, also, offering=True)


def _asked(
    order: Order, request: Mapping[str, int | RequestLine], reason: ReturnReason | None
) -> dict[str, RequestLine]:
    if not request:
        raise FactsError((Problem("request", "at least one line", "nothing"),))
    asked, problems = {}, []
    for line_id, one in request.items():
        try:
            line = one if isinstance(one, RequestLine) else RequestLine(units=one)
            bought = order.line(line_id).quantity
            if line.units > bought:
                problems.append(Problem(f"request.{line_id}.units", f"at most the {bought} bought", str(line.units)))
            asked[line_id] = attrs.evolve(line, reason=reason) if line.reason is None and reason is not None else line
        except FactsError as wrong:
            problems += [problem.below(f"request.{line_id}") for problem in wrong.problems]
    if problems:
        raise FactsError(tuple(problems))
    return asked


def _options(
    unit: Unit, desk: Desk, at: datetime, also: Sequence[Way]
) -> tuple[Unit, ReturnPolicy | None, list[Option]]:
    policy = desk.policies.on(unit.placed_on)
    promised = promise(policy, unit.line, policy.fault(unit.reason)) if policy is not None else None
    by_policy = _policy_options(unit, policy, promised, desk, at)
    refund_terms = by_policy[0].terms if promised is not None and promised.window is not None else None
    options = []
    claim = withdrawal(unit, desk.law)
    if claim is not None:
        options.append(_lifted(claim, refund_terms, unit, at))
    options += by_policy
    for way in also:
        options += way(unit, at)
    return unit, policy, options


def unit_of(order: Order, line_id: str, asked: RequestLine, desk: Desk) -> Unit:
    """Put together everything known about the units somebody asks for."""
    line, buyer = order.line(line_id), order.buyer
    zone, late_zone = buyer.zone, ""
    if zone is None:
        found = desk.law.find(buyer.residence)
        zones = found.zones if found is not None else ()
        zone, late_zone = (zones[0], zones[-1]) if zones else (_EASTERNMOST, _WESTERNMOST)
        late_zone = late_zone if late_zone != zone else ""
    calendar = None
    if buyer.residence is not None:
        calendar = desk.calendars.get(buyer.residence) or desk.calendars.get(buyer.residence[:2])
    stated = order.practices
    if stated is None:
        stated = practices_on(desk.practices, local_day(order.placed_at, zone))
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
    )


def _by_guarantee(book: LawBook, unit: Unit, at: datetime) -> tuple[Option, ...]:
    """Judge the legal guarantee: in play where a defect is alleged, or where nobody has said a reason yet."""
    return tuple(_judged(claim, unit, at) for claim in guarantee(unit, book, at))


def _judged(claim: Claim, unit: Unit, at: datetime, raised: tuple[Raised, ...] = ()) -> Option:
    return judge(claim.basis, unit, claim.terms, STATUTORY_RULES, at, first=claim.findings, raised=raised)


def _lifted(claim: Claim, promised: Terms | None, unit: Unit, at: datetime) -> Option:
    if promised is None:
        return _judged(claim, unit, at, (Raised("window", "right of withdrawal", "nothing", "law"),))
    terms, raised = lift(claim.terms, promised)
    return _judged(attrs.evolve(claim, terms=terms), unit, at, raised)


# ------------------------------------------------------------------------------------------ the policy's own options


def _policy_options(
    unit: Unit, policy: ReturnPolicy | None, promised: Promise | None, desk: Desk, at: datetime
) -> list[Option]:
    windows: Iterable[tuple[Remedy, Window]] = ()
    if promised is not None:
        by_remedy = {
            Remedy.REFUND: promised.window,
            Remedy.CREDIT: promised.credit,
            Remedy.EXCHANGE: promised.exchange,
        }
        windows = [(remedy, window) for remedy, window in by_remedy.items() if window is not None]
    if policy is None or promised is None or not windows:
        return [_no_promise(unit)]
    cites = (Cite(f"{policy.name or 'return policy'}, {policy.since.isoformat()}", "policy"),)
    start = _anchor(unit, policy)
    first: tuple[Finding, ...] = (accept(PROMISED, cites=cites),)
    options = []
    for remedy, window in windows:
        terms = Terms(
            remedy=remedy,
            deadline=_policy_deadline(unit, window, start),
            fee=promised.fee,
            return_shipping=promised.return_shipping,
            outbound=promised.outbound,
            demands=promised.demands,
            cites=cites,
        )
        options.append(judge(Basis.POLICY, unit, terms, desk.rules, at, first=first))
    return options


def _no_promise(unit: Unit) -> Option:
    day = unit.placed_on
    terms = Terms(remedy=Remedy.REFUND, deadline=Deadline(day, day, unit.zone, (), (), unit.late_zone))
    return judge(Basis.POLICY, unit, terms, (), unit.order.placed_at, first=(refuse(NOTHING_PROMISED),))


def _policy_deadline(unit: Unit, window: Window, start: Arrival) -> Deadline:
    period = window.period
    if period is None:
        return Deadline(FOREVER, FOREVER, unit.zone, (), (Step("unlimited", FOREVER),), unit.late_zone)
    if start.first == FOREVER:
        return Deadline(FOREVER, FOREVER, unit.zone, (), start.steps, unit.late_zone)
    sure = period.end(start.first).day
    maybe = FOREVER if start.last == FOREVER else period.end(start.last).day
    hangs_on = start.hangs_on if maybe != sure else ()
    if unit.late_zone:
        hangs_on = (*hangs_on, "zone")
    steps = (*start.steps, Step("counts", sure, f"{period.length} {period.unit.value}"))
    return Deadline(sure, maybe, unit.zone, hangs_on, steps, unit.late_zone)


def _anchor(unit: Unit, policy: ReturnPolicy) -> Arrival:
    """Find what starts the windows of the policy; what was used is a step of the deadline."""
    if policy.anchor is Anchor.PLACED:
        return _on(unit.placed_on, "placed")
    if policy.anchor is Anchor.SHIPPED:
        sent = _sent(unit)
        return _on(sent, "shipped") if sent is not None else _on(unit.placed_on, "placed_since_dispatch_is_not_known")
    found = arrival(unit.order, [unit.line], unit.zone, unit.practices)
    if found is None:
        return _on(unit.placed_on, "placed")
    if found.last == FOREVER and not found.outstanding and policy.fallback_days is not None:
        sent = _sent(unit) or unit.placed_on
        day = sent + timedelta(policy.fallback_days)
        return Arrival(day, day, (), (Step("estimates", day, f"{policy.fallback_days} days after dispatch"),))
    return found


def _on(day: date, what: str) -> Arrival:
    return Arrival(day, day, (), (Step("starts", day, what),))


def _sent(unit: Unit) -> date | None:
    order, line_id = unit.order, unit.line.id
    moments = [
        parcel.shipped_at
        for parcel in order.parcels
        if parcel.shipped_at is not None and any(packed.line == line_id for packed in parcel.contents)
    ]
    moments += [m.at for m in order.movements if m.what is Moved.SHIPPED and m.line == line_id and m.at is not None]
    return local_day(max(moments), unit.zone) if moments else None


# ------------------------------------------------------------------------------------------------------ the money


_MONEY = frozenset({Remedy.REFUND, Remedy.CREDIT, Remedy.EXCHANGE})


def _comes_back(options: Iterable[Option]) -> bool:
    return any(option.open and option.remedy in _MONEY for option in options)


def _priced(
    option: Option,
    unit: Unit,
    policy: ReturnPolicy | None,
    beside: Mapping[str, int],
    before: Sequence[Quote] = (),
) -> Option:
    """Fill in what goes back, where the option is not refused and gives money or its like."""
    if option.verdict is Verdict.REFUSE or option.remedy not in _MONEY:
        return option
    order, line_id = unit.order, unit.line.id
    units = min(unit.quantity, order.tally(line_id).refundable)
    if not units:
        return option
    fee = option.terms.fee
    fees = () if fee.is_free else (Deduction("restocking_fee", fee.of(worth(order, line_id, units).gross)),)
    one = quote(
        order,
        {line_id: units},
        outbound=option.terms.outbound,
        fees=fees,
        how=policy.spread if policy is not None else Spread.RATIO,
        prefer=policy.prefer if policy is not None else (),
        beside=beside,
        before=before,
    )
    if option.remedy is not Remedy.REFUND:
        one = attrs.evolve(one, tenders=(TenderShare(option.remedy.value, option.remedy.value, one.total),))
    return attrs.evolve(option, refund=one)
