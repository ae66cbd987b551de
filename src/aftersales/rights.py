"""
Where the law, the shop's policy and later covers meet: what one right gives one unit, and how it is judged.

A right is judged as an `Option`: a legal basis and a remedy, with the terms while it lasts. All rules must hold inside
an option; any option helps. Rights are never blended: `lift` only puts the kinder promise of the shop on top of a
right that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache

import attrs

from .dates import FOREVER, Closed, Deadline, Open, WorkingCalendar, day_in
from .decisions import (
    N_,
    Answerer,
    Audience,
    Cite,
    Finding,
    Reason,
    Verdict,
    accept,
    ask,
    refer,
    refuse,
    strictest,
)
from .errors import facts_error
from .money import Money
from .orders import DiscountPolicy, Line, LineFacts, Order, Outbound, Practices, Quote
from .orders.fees import NO_FEE, Fee, FeeStep

__all__ = [
    "LAW_UNVERIFIED",
    "NO_DEMANDS",
    "NO_EXTRAS",
    "NO_FEE",
    "NO_UNIT_LEFT",
    "PHRASES",
    "UNITS_LEFT",
    "WINDOW_CLOSED",
    "WINDOW_NOT_STARTED",
    "WINDOW_OPEN",
    "WINDOW_UNCERTAIN",
    "WINDOW_UNKNOWN",
    "WINDOW_UNLIMITED",
    "WINDOW_UNVERIFIED",
    "Basis",
    "Claim",
    "Demands",
    "Extras",
    "Fault",
    "Fee",
    "FeeStep",
    "Option",
    "Payer",
    "Raised",
    "Remedy",
    "Repair",
    "ReturnReason",
    "Rule",
    "Settled",
    "Terms",
    "Unit",
    "Way",
    "judge",
    "lift",
    "phrase",
    "units_left",
    "within_window",
]


class Basis(Enum):
    """On what a claim stands; the statutory ones cannot be taken away by a policy."""

    WITHDRAWAL = "withdrawal"
    GUARANTEE = "legal_guarantee"
    POLICY = "policy"
    WARRANTY = "warranty"

    @property
    def statutory(self) -> bool:
        """Say whether the law gives it."""
        return self in (Basis.WITHDRAWAL, Basis.GUARANTEE)


class Remedy(Enum):
    """What the customer gets."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    CREDIT = "store_credit"
    PRICE_REDUCTION = "price_reduction"


class Payer(Enum):
    """Who bears the cost of sending back."""

    SHOP = "shop"
    CUSTOMER = "customer"


class Fault(Enum):
    """Whose side a reason lies on; fees and the cost of sending back follow from it."""

    #: Every member is one object; the hash of its name would be worked out again for each look-up.
    __hash__ = object.__hash__

    NONE = "none"
    CUSTOMER = "customer"
    MERCHANT = "merchant"
    CARRIER = "carrier"
    UNDECIDED = "undecided"


class ReturnReason(Enum):
    """
    Why something comes back: the closed list, each with whose fault it is.

    Names are translated; codes never change and are retired, not deleted.

    >>> ReturnReason("damaged_in_transit").fault
    <Fault.CARRIER: 'carrier'>
    """

    #: Every member is one object; the hash of its name would be worked out again for each look-up.
    __hash__ = object.__hash__

    CHANGED_MIND = "changed_mind"
    ORDERED_BY_MISTAKE = "ordered_by_mistake"
    BETTER_PRICE = "better_price"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    DOES_NOT_FIT = "does_not_fit"
    COLOR = "color"
    STYLE = "style"
    NOT_AS_DESCRIBED = "not_as_described"
    QUALITY = "quality"
    DEFECTIVE = "defective"
    DAMAGED_IN_TRANSIT = "damaged_in_transit"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    MISSING_PARTS = "missing_parts"
    NOT_RECEIVED = "not_received"
    TOO_LATE = "too_late"
    EXPIRED_PRODUCT = "expired_product"
    UNAUTHORIZED = "unauthorized"
    GIFT = "gift"
    WARRANTY = "warranty"
    WITHDRAWAL = "withdrawal"
    MALFUNCTION = "malfunction"
    USER_ERROR = "user_error"
    INCOMPATIBLE = "incompatible"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def fault(self) -> Fault:
        """Whose side it lies on, unless a policy says otherwise."""
        return _FAULTS.get(self, Fault.CUSTOMER)

    @property
    def alleges_lack_of_conformity(self) -> bool:
        """Say whether it claims that the goods are not what was promised, so that the legal guarantee is in play."""
        return self in _LACKS


_FAULTS = {
    ReturnReason.NOT_AS_DESCRIBED: Fault.MERCHANT,
    ReturnReason.QUALITY: Fault.UNDECIDED,
    ReturnReason.DEFECTIVE: Fault.MERCHANT,
    ReturnReason.DAMAGED_IN_TRANSIT: Fault.CARRIER,
    ReturnReason.WRONG_ITEM: Fault.MERCHANT,
    ReturnReason.MISSING_ITEM: Fault.MERCHANT,
    ReturnReason.MISSING_PARTS: Fault.MERCHANT,
    ReturnReason.NOT_RECEIVED: Fault.CARRIER,
    ReturnReason.TOO_LATE: Fault.MERCHANT,
    ReturnReason.EXPIRED_PRODUCT: Fault.MERCHANT,
    ReturnReason.WARRANTY: Fault.MERCHANT,
    ReturnReason.WITHDRAWAL: Fault.NONE,
    ReturnReason.MALFUNCTION: Fault.MERCHANT,
    ReturnReason.OTHER: Fault.UNDECIDED,
    ReturnReason.UNKNOWN: Fault.UNDECIDED,
}
_LACKS = frozenset({
    ReturnReason.NOT_AS_DESCRIBED,
    ReturnReason.QUALITY,
    ReturnReason.DEFECTIVE,
    ReturnReason.DAMAGED_IN_TRANSIT,
    ReturnReason.WRONG_ITEM,
    ReturnReason.MISSING_ITEM,
    ReturnReason.MISSING_PARTS,
    ReturnReason.EXPIRED_PRODUCT,
    ReturnReason.WARRANTY,
    ReturnReason.MALFUNCTION,
})  # fmt: skip


@attrs.frozen(kw_only=True)
class Demands:
    """
    What a policy asks of the goods before it takes them back; a statutory right asks none of it.

    .. versionadded:: 0.1.0
    """

    final_sale: bool = False
    unopened: bool = False
    unused: bool = False
    original_packaging: bool = False
    complete: bool = False


NO_DEMANDS = Demands()


@attrs.frozen(kw_only=True)
class Extras:
    """
    What a policy gives or takes beside the usual; a statutory right has none of it.

    Args:
        return_fee: What is kept back for the label that the shop provides.

        credit_bonus: Percent that come on top of store credit.

        kept: The goods stay with the customer.

        for_recipient: It is for somebody who was given the goods; whoever paid is not told.

        discounts: What happens to discounts whose condition what stays no longer fulfils.

        discounts_at_least: Percent of what the goods were paid that go back at the least all the same.

        missing_gift: Whether the value of a gift that stays is deducted once its condition is no longer fulfilled.

    .. versionadded:: 0.1.0
    """

    return_fee: Fee = NO_FEE
    credit_bonus: Decimal | None = None
    kept: bool = False
    for_recipient: bool = False
    discounts: DiscountPolicy = DiscountPolicy.KEEP
    discounts_at_least: Decimal | None = None
    missing_gift: bool = False


NO_EXTRAS = Extras()


@attrs.frozen(kw_only=True)
class Terms:
    """
    What one right gives one unit while it lasts.

    Args:
        remedy: What the customer gets.

        deadline: Until when it must be announced.

        fee: What is kept back.

        fee_cap: What a policy may keep back at most, where the law lets it keep anything.

        return_shipping: Who pays for sending back.

        outbound: How much of the delivery charge goes back with the whole order.

        demands: What is asked of the goods.

        cites: What it stands on.

        extras: What a policy says besides.

    .. versionadded:: 0.1.0
    """

    remedy: Remedy
    deadline: Deadline
    fee: Fee = NO_FEE
    fee_cap: Fee = NO_FEE
    return_shipping: Payer = Payer.SHOP
    outbound: Outbound = Outbound.ALL
    demands: Demands = NO_DEMANDS
    cites: tuple[Cite, ...] = ()
    extras: Extras = NO_EXTRAS


@attrs.frozen(kw_only=True)
class Repair:
    """
    One attempt to set things right: what was asked, and the days it took.

    Args:
        remedy: What the seller did or set out to do: a repair or a replacement.

        asked: What the buyer had chosen; None if nobody said.

        requested_on: The local day on which the buyer asked for it.

        handed_over_on: The day on which the goods were handed over for it.

        returned_on: The day on which the repaired goods, or their replacement, were in the buyer's hands.

        refused_on: The day on which the seller said no.

        restored: Whether the goods were then what was promised.

        same_defect: Whether the defect that is claimed now is the one it was for.

    Raises:
        FactsError: If it is neither a repair nor a replacement, or ends before it began.

    .. versionadded:: 0.1.0
    """

    remedy: Remedy = Remedy.REPAIR
    asked: Remedy | None = None
    requested_on: date | None = None
    handed_over_on: date | None = None
    returned_on: date | None = None
    refused_on: date | None = None
    restored: bool | None = None
    same_defect: bool | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what is no attempt, and days in the wrong order."""
        if self.remedy not in (Remedy.REPAIR, Remedy.REPLACEMENT):
            raise facts_error("remedy", "repair or replacement", self.remedy.value)
        begun = max((day for day in (self.requested_on, self.handed_over_on) if day is not None), default=date.min)
        for name, day in (("returned_on", self.returned_on), ("refused_on", self.refused_on)):
            if day is not None and day < begun:
                raise facts_error(name, f"a day not before {begun}", day)

    @property
    def begun_on(self) -> date | None:
        """The first day it is known to have been asked for or begun."""
        known = [day for day in (self.requested_on, self.handed_over_on) if day is not None]
        return min(known, default=self.returned_on)

    @property
    def over_on(self) -> date | None:
        """The day on which it came to an end: the goods were back, or the seller said no; None while it goes on."""
        known = [day for day in (self.returned_on, self.refused_on) if day is not None]
        return max(known, default=None)

    @property
    def failed(self) -> bool:
        """Say whether it is known not to have helped: refused, not restored, or the defect came back."""
        return self.refused_on is not None or self.restored is False or self.same_defect is True


@attrs.frozen(kw_only=True, slots=False)
class Unit:
    """
    A group of equal units that somebody wants to return, with everything known about them.

    Args:
        order: The sale.

        line: Their line.

        quantity: How many.

        facts: What is known about the goods, with what was said in the request on top.

        practices: What the shop stated for the time of the sale.

        zone: The IANA zone in which days are counted.

        late_zone: A zone further west, where the buyer's own is one of several.

        calendar: The public holidays where the buyer is; None if nobody gave them.

        reason: Why they come back; None if not known yet.

        defect_on: The local day on which a defect first showed.

        existed_at_delivery: Whether the defect is shown to have been there at delivery.

        repairs: What was tried to set it right, the oldest first.

        told_on: The local day on which the seller was told of the defect; None if that is now.

        hidden: Whether the defect could not be seen at delivery.

        minor: Whether the defect is minor, so that the contract cannot be ended for it; None counts as no.

        serious: Whether it is so serious that nobody has to wait for a repair; None counts as no.

    .. versionadded:: 0.1.0
    """

    order: Order
    line: Line
    quantity: int
    facts: LineFacts
    practices: Practices
    zone: str
    late_zone: str = ""
    calendar: WorkingCalendar | None = None
    reason: ReturnReason | None = None
    defect_on: date | None = None
    existed_at_delivery: bool | None = None
    repairs: tuple[Repair, ...] = ()
    told_on: date | None = None
    hidden: bool | None = None
    minor: bool | None = None
    serious: bool | None = None

    #: The local day of the contract.
    placed_on: date = attrs.field(init=False, eq=False, repr=False)

    @placed_on.default
    def _placed_on(self) -> date:
        return day_in(self.zone, self.order.placed_at)


@attrs.frozen
class Raised:
    """
    A term on which the law and the policy differ, while a statutory right runs.

    Args:
        field: Which term.

        law: What the law gives.

        policy: What the policy says.

        by: ``law`` or ``policy``: which of the two is kinder, and so holds.

    .. versionadded:: 0.1.0
    """

    field: str
    law: str
    policy: str
    by: str


@attrs.frozen(kw_only=True)
class Claim:
    """
    What the law gives one unit before anybody judged the moment: a basis, its terms, and what was found already.

    .. versionadded:: 0.1.0
    """

    basis: Basis
    terms: Terms
    findings: tuple[Finding, ...] = ()


@attrs.frozen
class Settled:
    """
    Which rule of a policy decided one of its fields, and what it overruled.

    .. versionadded:: 0.1.0
    """

    field: str
    by: str
    overruled: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Option:
    """
    One way to a remedy: its legal basis, its terms, and what every rule found.

    Args:
        raised: Where law and policy differ, while a statutory right runs.

        settled: Which rules of the policy decided; for the trace only, so that two options do not differ by it.

    .. versionadded:: 0.1.0
    """

    basis: Basis
    terms: Terms
    findings: tuple[Finding, ...]
    verdict: Verdict
    refund: Quote
    raised: tuple[Raised, ...] = ()
    settled: tuple[Settled, ...] = attrs.field(default=(), eq=False)

    @property
    def remedy(self) -> Remedy:
        """What the customer gets."""
        return self.terms.remedy

    @property
    def last_day(self) -> date:
        """The last day, where the customer is, on which it is open for certain."""
        return self.terms.deadline.sure

    @property
    def open(self) -> bool:
        """Say whether the customer may have it now."""
        return self.verdict is Verdict.ACCEPT


#: One condition of an option, judged for a unit by the terms at a moment.
Rule = Callable[[Unit, Terms, datetime], Finding]

#: One room's way to remedies: no option where its basis is not in play.
Way = Callable[[Unit, datetime], tuple[Option, ...]]


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

#: What an open fact is about, in words that fit after "depends on this:".
PHRASES = {
    "buyer.kind": N_("whether you bought as a consumer"),
    "buyer.residence": N_("in which country you live"),
    "calendar": N_("which days are public holidays where you live"),
    "buyer.vulnerable": N_("whether the law gives you more time, for instance because of your age"),
    "defect_on": N_("when the defect first showed"),
    "hidden": N_("whether the defect could be seen at delivery"),
    "serious": N_("how serious the defect is"),
    "delivered_on": N_("when the goods were delivered"),
    "disclosed": N_("whether you were told everything the law asks for before you bought"),
    "document_on": N_("when you received the contract in writing"),
    "informed": N_("whether you were told of your right of withdrawal"),
    "law": N_("what the law of your country says"),
    "chose_credit": N_("whether you want store credit instead of your money"),
    "line.activated": N_("whether it was activated"),
    "line.acknowledged": N_("whether you acknowledged losing the right of withdrawal"),
    "line.alcohol_futures": N_("whether the drinks were sold at a market value long before delivery"),
    "line.complete": N_("whether all parts are there"),
    "line.confirmed": N_("whether your agreement was confirmed to you"),
    "line.consent": N_("whether you agreed that it starts at once"),
    "line.dated_service": N_("whether it was booked for a certain date"),
    "line.digital_begun": N_("whether the download or the streaming has begun"),
    "line.durable": N_("whether these are durable goods"),
    "line.made_to_specification": N_("whether it was made to your own specification"),
    "line.market_price": N_("whether the price follows a financial market"),
    "line.mixed_inseparably": N_("whether it was mixed with other things"),
    "line.original_packaging": N_("whether the original packaging is there"),
    "line.periodical": N_("whether it is a single newspaper or magazine"),
    "line.perishable": N_("whether it spoils quickly"),
    "line.personalised": N_("whether it was personalised"),
    "line.prescription": N_("whether it is a medicine on prescription"),
    "line.public_auction": N_("whether it was sold at a public auction"),
    "line.seal_broken": N_("whether the seal was broken after delivery"),
    "line.sealed_for_hygiene": N_("whether it was sealed for reasons of hygiene"),
    "line.sealed_media": N_("whether it is a sealed recording or software"),
    "line.service_performed": N_("whether the service was fully performed"),
    "line.urgent_repair": N_("whether it was an urgent repair you asked for"),
    "line.used": N_("whether it was used"),
    "line.book": N_("whether it is a book"),
    "line.bought_for_resale": N_("whether you bought it to sell it again"),
    "line.financial_service": N_("whether it is a financial service"),
    "line.food_rounds": N_("whether it is food for daily use that is delivered regularly"),
    "line.gambling": N_("whether it is a game for money"),
    "line.installed": N_("whether it was installed"),
    "line.international_flight": N_("whether it is an international flight"),
    "line.long_lived": N_("whether it is meant to last much longer than other goods"),
    "line.loss_marked": N_("whether it was clearly marked that the right is lost"),
    "line.medicine": N_("whether it is a medicine"),
    "line.near_expiry_disclosed": N_("whether it was sold as near its expiry"),
    "line.not_returnable": N_("whether it can be returned by its nature"),
    "line.personal_use": N_("whether it is for personal use"),
    "line.purchase_confirmed": N_("whether you confirmed that for this purchase"),
    "line.service_begun": N_("whether the service was begun"),
    "line.service_soon": N_("how soon the service was due"),
    "line.value_dropped_by_time": N_("whether its value fell with time"),
    "line.value_dropped_by_use": N_("whether its value fell by use"),
    "repair.asked": N_("whether you had asked for a repair"),
    "repair.restored": N_("whether the repair put the article right"),
    "repair.same_defect": N_("whether it is the same defect as the repaired one"),
    "shows_policy": N_("whether the shop showed its terms of return before you bought"),
    "spoken": N_("whether you spoke with the shop before you bought"),
    "reason": N_("whether the article is defective or not what was promised"),
    "pictures": N_("a picture of the article"),
    "zone": N_("in which time zone you live"),
}

#: Who can tell a fact on which a period hangs.
_WHO_KNOWS = {
    "delivered_on": Answerer.CARRIER,
    "calendar": Answerer.SHOP,
    "informed": Answerer.SHOP,
    "zone": Answerer.CUSTOMER,
    "buyer.residence": Answerer.CUSTOMER,
    "defect_on": Answerer.CUSTOMER,
}


def phrase(fact: str) -> str:
    """
    Say in English what an open fact is about; a fact nobody declared stays its own name.

    .. versionadded:: 0.1.0
    """
    return PHRASES.get(fact, fact)


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
