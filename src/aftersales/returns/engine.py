"""
Decide a request to return something: every right that is in play, each judged apart, the best one first.

The statutory withdrawal and the legal guarantee come from the law room, the policy from the shop. A right that runs is
lifted by the kinder promises of the policy; a policy cannot take anything from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

import attrs

from ..dates import FOREVER, Deadline, Step, aware, local_day
from ..decisions import Verdict, refuse
from ..errors import FactsError, Problem, facts_error
from ..law import guarantee, withdrawal
from ..orders import (
    Arrival,
    Channel,
    Deduction,
    Kind,
    Moved,
    Order,
    Outbound,
    Quote,
    Spread,
    TenderShare,
    arrival,
    practices_on,
    quote,
    worth,
)
from ..orders.practices import NOTHING_STATED
from ..orders.refunds import NOTHING_BESIDE
from ..rights import Basis, Claim, Option, Payer, Raised, Remedy, ReturnReason, Terms, Unit, Way, judge, lift
from .answers import Answer, Answers, Case, rank
from .desk import NO_CALENDARS, Desk, RequestLine, reason_of
from .policy import Anchor, ReturnPolicy, Window, promise
from .reasons import NOTHING_PROMISED
from .rules import STATUTORY_RULES, as_demanded

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
    asked = _asked(order, request, reason_of(reason))
    return decided(Case(order=order, request=asked, desk=desk, at=at, also=tuple(also)))


def offer(order: Order, desk: Desk, at: datetime, *, also: Sequence[Way] = ()) -> Answers:
    """
    Say what the order page can offer for each line, where no reason and no quantity is known yet.

    Lines of which nothing can come back any more are left out.

    Raises:
        FactsError: If *at* is naive.

    .. versionadded:: 0.1.0
    """
    left = {line: order.tally(line).returnable for line in order.line_ids}
    request = {line: RequestLine(units=units) for line, units in left.items() if units > 0}
    return decided(Case(order=order, request=request, desk=desk, at=at, also=tuple(also), offering=True))


def decided(case: Case) -> Answers:
    """
    Decide a case, line by line in the order of the sale, so that it does not matter how the request was written.

    Raises:
        FactsError: If the moment is naive, or a day lies beyond what a calendar can hold.
    """
    aware("at", case.at)
    try:
        judged = [_judged_line(case, line, case.request[line]) for line in case.order.line_ids if line in case.request]
    except OverflowError:
        raise facts_error("order", "days between the years 1 and 9999", "a day beyond them") from None
    alone = len(judged) == 1
    back = NOTHING_BESIDE if alone else {one.unit.line.id: one.refundable for one in judged if one.comes_back}
    before: list[Quote] = []
    lines = []
    for one in judged:
        options = [_priced(option, one, back, before) for option in one.options]
        if len(options) > 1:
            options.sort(key=lambda option: rank(option, one.asked.wish))
        if options[0].open and not alone:
            before.append(_gone(options[0]))
        lines.append(
            Answer(line=one.unit.line.id, units=one.unit.quantity, options=tuple(options), wish=one.asked.wish)
        )
    return Answers(lines=tuple(lines), currency=case.order.currency, case=case)


def _asked(
    order: Order, request: Mapping[str, int | RequestLine], reason: ReturnReason | None
) -> dict[str, RequestLine]:
    if not request:
        raise FactsError((Problem("request", "at least one line", "nothing"),))
    asked, problems = {}, []
    for line_id, one in request.items():
        try:
            line = one if isinstance(one, RequestLine) else RequestLine(units=one, reason=reason)
            bought = order.line(line_id).quantity
            if line.units > bought:
                problems.append(Problem(f"request.{line_id}.units", f"at most the {bought} bought", str(line.units)))
            asked[line_id] = attrs.evolve(line, reason=reason) if line.reason is None and reason is not None else line
        except FactsError as wrong:
            problems += [problem.below(f"request.{line_id}") for problem in wrong.problems]
    if problems:
        raise FactsError(tuple(problems))
    return asked


@attrs.frozen
class _Judged:
    """One line with every option in play, before anything is priced."""

    unit: Unit
    asked: RequestLine
    policy: ReturnPolicy | None
    options: list[Option]

    @property
    def refundable(self) -> int:
        """How many of the units asked for were not refunded yet."""
        return min(self.unit.quantity, self.unit.order.tally(self.unit.line.id).refundable)

    @property
    def comes_back(self) -> bool:
        """Say whether the units come back for money or its like; prices decide between equal remedies only."""
        best = min(self.options, key=lambda option: rank(option, self.asked.wish))
        return best.open and best.remedy in _MONEY and self.refundable > 0


def _judged_line(case: Case, line_id: str, asked: RequestLine) -> _Judged:
    desk, at, unit = case.desk, case.at, unit_of(case.order, line_id, asked, case.desk)
    policies = _policies(unit, desk)
    by_policy = [option for policy in policies for option in _policy_options(unit, policy, desk, at)]
    options = []
    claim = withdrawal(unit, desk.law)
    if claim is not None:
        refunds = (option.terms for option in by_policy if option.remedy is Remedy.REFUND)
        options.append(_lifted(claim, next(refunds, None), unit, at))
    options += by_policy or [_no_promise(unit)]
    for way in case.also:
        options += way(unit, at)
    if case.offering or unit.reason is not None:
        options += [_judged(one, unit, at) for one in guarantee(unit, desk.law, at)]
    return _Judged(unit, asked, policies[0] if policies else None, options)


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
        found = desk.law.find(buyer.residence)
        zones = found.zones if found is not None else ()
        zone, late_zone = (zones[0], zones[-1]) if zones else (_EASTERNMOST, _WESTERNMOST)
        late_zone = late_zone if late_zone != zone else ""
    calendar = None
    if buyer.residence is not None and desk.calendars is not NO_CALENDARS:
        calendar = desk.calendars.get(buyer.residence) or desk.calendars.get(buyer.residence[:2])
    stated = order.practices
    if stated is None:
        stated = practices_on(desk.practices, local_day(order.placed_at, zone)) if desk.practices else NOTHING_STATED
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


def _judged(claim: Claim, unit: Unit, at: datetime, raised: tuple[Raised, ...] = ()) -> Option:
    return judge(claim.basis, unit, claim.terms, STATUTORY_RULES, at, first=claim.findings, raised=raised)


def _lifted(claim: Claim, promised: Terms | None, unit: Unit, at: datetime) -> Option:
    if promised is None:
        return _judged(claim, unit, at, (Raised("window", "right of withdrawal", "nothing", "law"),))
    terms, raised = lift(claim.terms, promised)
    return judge(claim.basis, unit, terms, STATUTORY_RULES, at, first=claim.findings, raised=raised)


# ------------------------------------------------------------------------------------------ the policy's own options


def _policy_options(unit: Unit, policy: ReturnPolicy, desk: Desk, at: datetime) -> Iterable[Option]:
    promised = promise(policy, unit.line, policy.fault(unit.reason))
    windows = (
        (Remedy.REFUND, promised.window),
        (Remedy.CREDIT, promised.credit),
        (Remedy.EXCHANGE, promised.exchange),
    )
    first = (*promised.findings, *as_demanded(unit, promised.demands))
    starts = [_anchor(unit, policy, zone) for zone in (unit.zone, unit.late_zone) if zone]
    for remedy, window in windows:
        if window is None:
            continue
        terms = Terms(
            remedy=remedy,
            deadline=_policy_deadline(unit, window, starts),
            fee=promised.fee,
            return_shipping=promised.return_shipping,
            outbound=promised.outbound,
            demands=promised.demands,
            cites=promised.cites,
        )
        yield judge(Basis.POLICY, unit, terms, desk.rules, at, first=first)


def _no_promise(unit: Unit) -> Option:
    """Refuse by the policy, on terms that no other refusal ranks behind, since any other tells the customer more."""
    never = Deadline(unit.placed_on, unit.placed_on, unit.zone, (), (), unit.late_zone)
    terms = Terms(remedy=Remedy.REFUND, deadline=never, return_shipping=Payer.CUSTOMER, outbound=Outbound.NONE)
    return judge(Basis.POLICY, unit, terms, (), unit.order.placed_at, first=(refuse(NOTHING_PROMISED),))


def _policy_deadline(unit: Unit, window: Window, starts: Sequence[Arrival]) -> Deadline:
    """Count the window from where it starts, in the buyer's zone and in the latest it may be."""
    if window.unlimited:
        return Deadline(FOREVER, FOREVER, unit.zone, (), (Step("unlimited", FOREVER),))
    here = _end(starts[0], window, unit.zone)
    if not unit.late_zone or here.never_ends:
        return here
    there = _end(starts[1], window, unit.late_zone)
    hangs_on = tuple(dict.fromkeys((*here.hangs_on, *there.hangs_on, "zone")))
    sure, maybe = min(here.sure, there.sure), max(here.maybe, there.maybe)
    return Deadline(sure, maybe, unit.zone, hangs_on, here.steps, unit.late_zone)


def _end(start: Arrival, window: Window, zone: str) -> Deadline:
    if start.outstanding:
        return Deadline(FOREVER, FOREVER, zone, (), start.steps)
    ends = [(one.end(start.first).day, one) for one in window.periods]
    sure, period = ends[0] if len(ends) == 1 else max(ends, key=itemgetter(0))
    maybe = sure
    if start.last != start.first:
        maybe = FOREVER if start.last == FOREVER else max(one.end(start.last).day for one in window.periods)
    steps = (*start.steps, Step("counts", sure, f"{period.length} {period.unit.value}"))
    if window.until is not None and window.until > sure:
        sure, maybe = window.until, max(maybe, window.until)
        steps = (*steps, Step("extends", sure, "until"))
    return Deadline(sure, maybe, zone, start.hangs_on if maybe != sure else (), steps)


def _anchor(unit: Unit, policy: ReturnPolicy, zone: str) -> Arrival:
    """Find what starts the windows of the policy; what was used is a step of the deadline."""
    if policy.anchor is Anchor.PLACED:
        return _on(_placed(unit, zone), "placed")
    if policy.anchor is Anchor.SHIPPED:
        sent = _sent(unit, zone)
        return _on(sent, "shipped") if sent else _on(_placed(unit, zone), "placed_since_dispatch_is_not_known")
    found = arrival(unit.order, [unit.line], zone, unit.practices)
    if found is None or (found.outstanding and _needs_no_parcel(unit)):
        return _on(_placed(unit, zone), "placed")
    if found.last == FOREVER and not found.outstanding and policy.fallback_days is not None:
        sent = _sent(unit, zone) or _placed(unit, zone)
        day = max(found.first, sent + timedelta(policy.fallback_days))
        return Arrival(day, day, (), (Step("estimates", day, f"{policy.fallback_days} days after dispatch"),))
    return found


def _needs_no_parcel(unit: Unit) -> bool:
    """Say whether the sale itself handed over what was bought: in a store, and where nothing is sent."""
    at_the_sale = unit.order.channel is Channel.IN_STORE or unit.line.kind is not Kind.GOODS
    pools = unit.order.tally(unit.line.id)
    return at_the_sale and not pools.shipped and not pools.lost


def _on(day: date, what: str) -> Arrival:
    return Arrival(day, day, (), (Step("starts", day, what),))


def _placed(unit: Unit, zone: str) -> date:
    return unit.placed_on if zone == unit.zone else local_day(unit.order.placed_at, zone)


def _sent(unit: Unit, zone: str) -> date | None:
    order, line_id = unit.order, unit.line.id
    moments = [parcel.shipped_at for parcel, _ in order.packed(line_id) if parcel.shipped_at is not None]
    moments += [m.at for m in order.moved(line_id) if m.what is Moved.SHIPPED and m.at is not None]
    return local_day(max(moments), zone) if moments else None


# ------------------------------------------------------------------------------------------------------ the money


_MONEY = (Remedy.REFUND, Remedy.CREDIT, Remedy.EXCHANGE)


def _priced(option: Option, judged: _Judged, beside: Mapping[str, int], before: Sequence[Quote]) -> Option:
    """Fill in what goes back, where the option is not refused and gives money or its like."""
    if option.verdict is Verdict.REFUSE or option.remedy not in _MONEY:
        return option
    order, line_id, units, policy = judged.unit.order, judged.unit.line.id, judged.refundable, judged.policy
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
    return Option(
        basis=option.basis,
        terms=option.terms,
        findings=option.findings,
        verdict=option.verdict,
        refund=one,
        raised=option.raised,
    )


def _gone(option: Option) -> Quote:
    """Take what an open option gives, for the lines after it; only a refund takes it from the tenders."""
    return option.refund if option.remedy is Remedy.REFUND else attrs.evolve(option.refund, tenders=())
