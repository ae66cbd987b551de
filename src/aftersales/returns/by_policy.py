"""
What the policy of the shop gives one unit: an option for each remedy it promises, with the days it lasts.

Everything here stands in options of the policy only, so none of it can reach a statutory right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import attrs

from ..dates import FOREVER, Deadline, Step, local_day
from ..decisions import Answerer, Finding, Verdict, ask, refer, refuse
from ..money import Money
from ..orders import Arrival, Channel, Kind, Moved, Outbound, arrival
from ..rights import (
    NO_EXTRAS,
    NO_FEE,
    PHRASES,
    Basis,
    Extras,
    Fee,
    Option,
    Payer,
    Remedy,
    Terms,
    Unit,
    judge,
)
from .desk import Case, RequestLine
from .keeping import Bundles
from .policy import ReturnPolicy
from .promises import Promise, elsewhere, promise
from .reasons import (
    BUNDLE_WHOLE,
    CREDIT_DECLINED,
    CREDIT_NOT_CHOSEN,
    GIFT_RECIPIENT,
    NOTHING_PROMISED,
    PICTURES_MISSING,
    PICTURES_WANTED,
    RESIDENCE_DECIDES,
    RETURNS_OFTEN,
)
from .rules import as_demanded
from .windows import Anchor, Window, season_end

__all__: list[str] = []


def policy_options(case: Case, unit: Unit, policy: ReturnPolicy) -> list[Option]:
    """Judge every remedy that the policy promises; what hangs on an unknown residence is asked."""
    fault, order = policy.fault(unit.reason), unit.order
    promised = promise(policy, unit.line, fault, order)
    starts = [_anchor(unit, policy, unit.zone)]
    if unit.late_zone:
        starts.append(_anchor(unit, policy, unit.late_zone))
    found = _options(case, unit, promised, starts)
    if order.buyer.residence is None and policy.sight.countries:
        first = (ask(RESIDENCE_DECIDES, "buyer.residence", Answerer.CUSTOMER, Verdict.REFUSE, fact=_RESIDENCE),)
        for other in elsewhere(policy, unit.line, fault, order):
            found += _options(case, unit, other, starts, first)
    return found


_RESIDENCE = PHRASES["buyer.residence"]


def _options(
    case: Case, unit: Unit, promised: Promise, starts: Sequence[Arrival], first: tuple[Finding, ...] = ()
) -> list[Option]:
    asked = case.request[unit.line.id]
    findings = (*promised.findings, *first, *as_demanded(unit, promised.demands))
    fee, shipping, extras = promised.fee, promised.return_shipping, NO_EXTRAS
    if promised.more or asked.by_recipient:
        findings += tuple(_beside(case, unit, asked, promised))
        fee = _settled_fee(case, unit, promised, starts)
        extras = _extras(unit, asked, promised)
        shipping = Payer.SHOP if extras.kept else shipping
    options = []
    for remedy, window in promised.windows if not asked.by_recipient else promised.gift_windows:
        terms = Terms(
            remedy=remedy,
            deadline=_policy_deadline(unit, window, starts, promised),
            fee=fee,
            return_shipping=shipping,
            outbound=promised.outbound,
            demands=promised.demands,
            cites=promised.cites,
            extras=extras if remedy is not Remedy.EXCHANGE or not extras.kept else attrs.evolve(extras, kept=False),
        )
        settled = promised.settled
        options.append(judge(Basis.POLICY, unit, terms, case.desk.rules, case.at, first=findings, settled=settled))
    return options


# --------------------------------------------------------------------------------- what is found beside the rules


def _beside(case: Case, unit: Unit, asked: RequestLine, promised: Promise) -> Iterable[Finding]:
    """Find what only some policies look at; nothing where all is well, so that a plain answer stays short."""
    if asked.by_recipient:
        yield Finding(Verdict.ACCEPT, GIFT_RECIPIENT)
    if promised.bundles is Bundles.WHOLE and unit.line.bundle and not _whole(case, unit):
        yield refuse(BUNDLE_WHOLE)
    if unit.reason in promised.pictures:
        if asked.pictures is None:
            yield ask(PICTURES_WANTED, "pictures", Answerer.CUSTOMER, Verdict.REFER)
        elif not asked.pictures:
            yield refer(PICTURES_MISSING)
    if promised.review is not None and case.history is not None and promised.review.exceeded(case.history):
        yield refer(RETURNS_OFTEN, returned=case.history.returned, orders=case.history.orders)


def _whole(case: Case, unit: Unit) -> bool:
    """Say whether as much of every line of the bundle is asked for; a defect may come back by itself."""
    if unit.reason is not None and unit.reason.alleges_lack_of_conformity:
        return True
    parts = [line for line in unit.order.lines if line.bundle == unit.line.bundle]
    asked = {line.id: case.request[line.id].units if line.id in case.request else 0 for line in parts}
    return all(asked[line.id] * unit.line.quantity == unit.quantity * line.quantity for line in parts)


def credit_choice(asked: RequestLine, options: Sequence[Option]) -> list[Option]:
    """
    Give store credit in the place of money only where the customer's choice is on record.

    Somebody may wish for credit, or the shop may for them; where they can have their money, the choice is theirs.
    """
    if asked.wish is not Remedy.CREDIT or asked.chose_credit or asked.by_recipient:
        return list(options)
    if not any(option.open and option.remedy is Remedy.REFUND for option in options):
        return list(options)
    finding = (
        ask(CREDIT_NOT_CHOSEN, "chose_credit", Answerer.CUSTOMER, Verdict.REFUSE)
        if asked.chose_credit is None
        else refuse(CREDIT_DECLINED)
    )
    return [_with(option, finding) if option.remedy is Remedy.CREDIT and option.open else option for option in options]


def _with(option: Option, finding: Finding) -> Option:
    return attrs.evolve(option, findings=(*option.findings, finding), verdict=finding.verdict)


# ----------------------------------------------------------------------------------------- what it gives and takes


def _settled_fee(case: Case, unit: Unit, promised: Promise, starts: Sequence[Arrival]) -> Fee:
    """Take the step of the fee that holds today; where the start is not certain, the later one."""
    if not promised.fee.steps:
        return promised.fee
    today, last = local_day(case.at, unit.zone), max(start.last for start in starts)
    days = max((today - last).days, 0) if last != FOREVER else 0
    price = Money(unit.line.charged.gross.minor // unit.line.quantity, unit.order.currency)
    return promised.fee.settled(days=days, price=price)


def _extras(unit: Unit, asked: RequestLine, promised: Promise) -> Extras:
    kept = promised.returnless is not None and promised.returnless.keeps(
        unit.line.charged.first(unit.quantity, of=unit.line.quantity).gross
    )
    customer_sends = promised.return_shipping is Payer.CUSTOMER and not kept
    return Extras(
        return_fee=promised.return_fee if customer_sends else NO_FEE,
        credit_bonus=promised.credit_bonus,
        kept=kept,
        for_recipient=asked.by_recipient,
        discounts=promised.discounts,
        discounts_at_least=promised.discounts_at_least,
        missing_gift=promised.missing_gift,
    )


def no_promise(unit: Unit) -> Option:
    """Refuse by the policy, on terms that no other refusal ranks behind, since any other tells the customer more."""
    never = Deadline(unit.placed_on, unit.placed_on, unit.zone, (), (), unit.late_zone)
    terms = Terms(remedy=Remedy.REFUND, deadline=never, return_shipping=Payer.CUSTOMER, outbound=Outbound.NONE)
    return judge(Basis.POLICY, unit, terms, (), unit.order.placed_at, first=(refuse(NOTHING_PROMISED),))


def _policy_deadline(unit: Unit, window: Window, starts: Sequence[Arrival], promised: Promise) -> Deadline:
    """Count the window from where it starts, in the buyer's zone and in the latest it may be."""
    if window.unlimited:
        return Deadline(FOREVER, FOREVER, unit.zone, (), (Step("unlimited", FOREVER),))
    here = _end(starts[0], window, unit.zone)
    if promised.seasons:
        here = _in_season(here, unit, promised, unit.zone)
    if not unit.late_zone or here.never_ends:
        return here
    there = _in_season(_end(starts[1], window, unit.late_zone), unit, promised, unit.late_zone)
    hangs_on = tuple(dict.fromkeys((*here.hangs_on, *there.hangs_on, "zone")))
    first, maybe = min(here, there, key=lambda end: end.sure), max(here.maybe, there.maybe)
    return Deadline(first.sure, maybe, unit.zone, hangs_on, first.steps, unit.late_zone)


def _in_season(deadline: Deadline, unit: Unit, promised: Promise, zone: str) -> Deadline:
    """Let the later of the window's end and the season's count."""
    found = season_end(promised.seasons, _placed(unit, zone))
    if found is None or deadline.sure >= found[0]:
        return deadline
    day, name = found
    maybe = max(deadline.maybe, day)
    hangs_on = deadline.hangs_on if maybe != day else ()
    return Deadline(day, maybe, zone, hangs_on, (*deadline.steps, Step("season", day, name)), deadline.late_zone)


def _end(start: Arrival, window: Window, zone: str) -> Deadline:
    if start.outstanding:
        return Deadline(FOREVER, FOREVER, zone, (), start.steps)
    period, *others = window.periods
    sure = maybe = period.plain_end(start.first)
    for one in others:
        if (end := one.plain_end(start.first)) > sure:
            sure, maybe, period = end, end, one
    if start.last != start.first:
        maybe = FOREVER if start.last == FOREVER else max(one.plain_end(start.last) for one in window.periods)
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
