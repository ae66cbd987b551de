"""
How a right is judged: the rules every basis shares, and the law and the promise put on top of each other.

All rules must hold inside an option; any option helps. Rights are never blended: `lift` only puts the kinder promise of
the shop on top of a right that runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache

import attrs

from ..dates import FOREVER, Closed, Open
from ..decisions import N_, Answerer, Audience, Finding, Reason, accept, ask, refer, refuse, strictest
from ..money import Money
from ..orders import Quote
from .options import Option, Raised, Rule, Settled
from .phrases import phrase
from .terms import NO_DEMANDS, Basis, Demands, Payer, Terms
from .units import Unit

__all__ = [
    "LAW_UNVERIFIED",
    "NO_UNIT_LEFT",
    "UNITS_LEFT",
    "WINDOW_CLOSED",
    "WINDOW_NOT_STARTED",
    "WINDOW_OPEN",
    "WINDOW_UNCERTAIN",
    "WINDOW_UNKNOWN",
    "WINDOW_UNLIMITED",
    "WINDOW_UNVERIFIED",
    "judge",
    "lift",
    "units_left",
    "within_window",
]


#: The last day to announce it has not passed.
WINDOW_OPEN = Reason("rights.window_open", N_("You can still announce this until {last_day}."), ("last_day",))
#: The last day to announce it has passed.
WINDOW_CLOSED = Reason("rights.window_closed", N_("The last day for this was {last_day}."), ("last_day",))
#: The period has not begun, so it cannot have ended.
WINDOW_NOT_STARTED = Reason(
    "rights.window_not_started", N_("The period has not begun yet, so you are in time in any case.")
)
#: Whether the last day has passed hangs on a fact nobody gave.
WINDOW_UNCERTAIN = Reason(
    "rights.window_uncertain",
    N_(
        "You were in time for certain until {last_day}; whether you still are, until {latest}, depends on this: {fact}."
    ),
    ("last_day", "latest", "fact"),
)
#: Whether it is in time hangs on a fact nobody gave, and no day is certain at one of the two ends.
WINDOW_UNKNOWN = Reason("rights.window_unknown", N_("Whether you are in time depends on this: {fact}."), ("fact",))
#: There is no last day.
WINDOW_UNLIMITED = Reason("rights.window_unlimited", N_("There is no last day for this."))
#: Whether the last day has passed hangs on a rule of law that was not verified.
WINDOW_UNVERIFIED = Reason(
    "rights.window_unverified",
    N_("The period ended on {last_day} or, by a rule that was not verified, ends on {latest}: a person must look."),
    ("last_day", "latest"),
    audience=Audience.STAFF,
)
#: Whether the right exists, or for how long, hangs on a rule of law that was not verified.
LAW_UNVERIFIED = Reason(
    "rights.law_unverified",
    N_("Whether the law still gives this rests on a rule that was not verified: a person must look."),
    audience=Audience.STAFF,
)
#: So many units can still come back.
UNITS_LEFT = Reason(
    "rights.units_left",
    N_("{units} unit of this article can come back."),
    ("units",),
    plural=N_("{units} units of this article can come back."),
    counts="units",
)
#: Fewer units are left than were asked for.
NO_UNIT_LEFT = Reason(
    "rights.no_unit_left",
    N_("You asked to return {units}, but only {left} of this article can still come back."),
    ("units", "left"),
)

#: Who can tell a fact on which a period hangs.
_WHO_KNOWS = {
    "delivered_on": Answerer.CARRIER,
    "calendar": Answerer.SHOP,
    "informed": Answerer.SHOP,
    "zone": Answerer.CUSTOMER,
    "buyer.residence": Answerer.CUSTOMER,
    "defect_on": Answerer.CUSTOMER,
}


def within_window(unit: Unit, terms: Terms, at: datetime) -> Finding:
    """
    Judge whether it is announced in time.

    .. versionadded:: 0.1.0
    """
    deadline = terms.deadline
    match deadline.judge(at):
        case Open():
            if deadline.sure == FOREVER:
                return accept(WINDOW_UNLIMITED if deadline.unlimited else WINDOW_NOT_STARTED, cites=terms.cites)
            return accept(WINDOW_OPEN, cites=terms.cites, last_day=deadline.sure)
        case Closed():
            return refuse(WINDOW_CLOSED, cites=terms.cites, last_day=deadline.maybe)
        case undecided:
            return _undecided(unit, terms, undecided.hangs_on)


def _undecided(unit: Unit, terms: Terms, hangs_on: tuple[str, ...]) -> Finding:
    """Ask for the fact that keeps the two ends apart; refer to a person where that is the law itself."""
    sure, maybe, cites = terms.deadline.sure, terms.deadline.maybe, terms.cites
    has_days = maybe != FOREVER and sure >= unit.placed_on
    facts = [fact for fact in hangs_on if fact != "law"]
    if not facts:
        if has_days:
            return refer(WINDOW_UNVERIFIED, cites=cites, last_day=sure, latest=maybe)
        return refer(LAW_UNVERIFIED, cites=cites)
    fact = facts[0]
    who = _WHO_KNOWS.get(fact, Answerer.SHOP)
    if has_days:
        return ask(WINDOW_UNCERTAIN, fact, who, cites=cites, last_day=sure, latest=maybe, fact=phrase(fact))
    return ask(WINDOW_UNKNOWN, fact, who, cites=cites, fact=phrase(fact))


def units_left(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - every rule takes all three
    """
    Judge whether so many units can still come back.

    .. versionadded:: 0.1.0
    """
    left = unit.order.tally(unit.line.id).returnable
    if unit.quantity > left:
        return refuse(NO_UNIT_LEFT, units=unit.quantity, left=left)
    return _enough(unit.quantity)


@lru_cache(maxsize=64)
def _enough(units: int) -> Finding:
    return accept(UNITS_LEFT, units=units)


def judge(
    basis: Basis,
    unit: Unit,
    terms: Terms,
    rules: Iterable[Rule],
    at: datetime,
    *,
    first: tuple[Finding, ...] = (),
    raised: tuple[Raised, ...] = (),
    settled: tuple[Settled, ...] = (),
) -> Option:
    """
    Run every rule, keep every finding, and make the option they judge; its refund is filled in by whoever decides.

    .. versionadded:: 0.1.0
    """
    findings = (*first, *[rule(unit, terms, at) for rule in rules])
    verdict = strictest([finding.verdict for finding in findings])
    nothing = _nothing(unit.order.currency)
    return Option(
        basis=basis,
        terms=terms,
        findings=findings,
        verdict=verdict,
        refund=nothing,
        raised=raised,
        settled=settled,
    )


@cache
def _nothing(currency: str) -> Quote:
    return Quote(total=Money(0, currency))


def lift(floor: Terms, promise: Terms) -> tuple[Terms, tuple[Raised, ...]]:
    """
    Put the kinder promise of the shop on top of a right that runs, field by field; never take anything from it.

    The deadline stays the right's own: when it has ended the policy stands alone. What the policy gives less of is
    noted as raised by the law, what it gives more of as raised by the policy.

    .. versionadded:: 0.1.0
    """
    raised = []
    fee, payer, outbound = floor.fee, floor.return_shipping, floor.outbound
    if promise.fee.is_free and not fee.is_free:
        raised.append(Raised("fee", str(fee), str(promise.fee), "policy"))
        fee = promise.fee
    elif not promise.fee.is_free and not floor.fee_cap.is_free:
        raised.append(Raised("fee", f"at most {floor.fee_cap}", str(promise.fee), "law"))
        fee = attrs.evolve(promise.fee, most=floor.fee_cap)
    elif fee.is_free and not promise.fee.is_free:
        raised.append(Raised("fee", str(fee), str(promise.fee), "law"))
    if promise.return_shipping is not payer:
        by = "policy" if payer is Payer.CUSTOMER else "law"
        raised.append(Raised("return_shipping", payer.value, promise.return_shipping.value, by))
        payer = Payer.SHOP
    if promise.outbound is not outbound:
        by = "policy" if promise.outbound.rank > outbound.rank else "law"
        raised.append(Raised("outbound", outbound.value, promise.outbound.value, by))
        outbound = max(outbound, promise.outbound, key=lambda one: one.rank)
    if promise.deadline.maybe < floor.deadline.sure:
        end = "not started" if floor.deadline.never_ends else floor.deadline.sure.isoformat()
        raised.append(Raised("deadline", end, promise.deadline.maybe.isoformat(), "law"))
    raised += [Raised(name, "not demanded", "demanded", "law") for name in _demanded(promise.demands)]
    terms = Terms(
        remedy=floor.remedy,
        deadline=floor.deadline,
        fee=fee,
        return_shipping=payer,
        outbound=outbound,
        demands=floor.demands,
        cites=floor.cites,
    )
    return terms, tuple(raised)


def _demanded(demands: Demands) -> Iterable[str]:
    if demands is NO_DEMANDS:
        return ()
    return [a.name for a in attrs.fields(Demands) if getattr(demands, a.name)]
