"""The statutory right to change one's mind about a distance contract, as a claim for one unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

import attrs

from ..dates import FOREVER, Deadline, Period, Step
from ..decisions import N_, Answerer, Audience, Finding, Reason, Verdict, accept, ask, refer
from ..orders import BuyerKind, Channel, Kind, Outbound, arrival
from ..orders.lines import PLAIN
from ..rights import NO_FEE, Basis, Claim, Fee, Payer, Remedy, Terms, Unit
from .books import Floor, LawBook
from .clock import NOT_VERIFIED, withdrawal_deadline
from .exceptions import known, no_exception
from .rows import ReturnCost, WithdrawalRow

__all__ = [
    "BUYER_UNKNOWN",
    "DISCLOSURE_UNKNOWN",
    "LAW_NOT_HELD",
    "NO_POLICY_SHOWN",
    "OFF_PREMISES",
    "RESIDENCE_UNKNOWN",
    "RIGHT_OF_WITHDRAWAL",
    "TERMS_SHOWN_UNKNOWN",
    "withdrawal",
]

#: A consumer bought at a distance in a country whose law gives the right.
RIGHT_OF_WITHDRAWAL = Reason(
    "law.right_of_withdrawal", N_("The law gives you the right to change your mind about this purchase.")
)
#: It is not known whether a consumer bought.
BUYER_UNKNOWN = Reason(
    "law.buyer_unknown", N_("The law gives this right to consumers; we do not know yet whether you bought as one.")
)
#: It is not known where the buyer lives, so no law can be chosen.
RESIDENCE_UNKNOWN = Reason(
    "law.residence_unknown", N_("Which law protects you depends on where you live, and we do not know that yet.")
)
#: The library holds no rows for the buyer's country.
LAW_NOT_HELD = Reason(
    "law.not_held",
    N_("We hold no consumer law for {country}: a person must check it before anything is refused."),
    ("country",),
    audience=Audience.STAFF,
)

#: It was sold off premises, and the rows speak of distance contracts only.
OFF_PREMISES = Reason(
    "law.off_premises",
    N_("This was sold away from the shop, and we hold the law of distance sales only: a person must check it."),
    audience=Audience.STAFF,
)

#: The right exists only where the shop showed no terms of its own.
TERMS_SHOWN_UNKNOWN = Reason(
    "law.terms_shown_unknown",
    N_("The law gives you this right only where the shop showed no terms of return before you bought."),
)
#: The right exists only where the shop failed to disclose what the law asks for.
DISCLOSURE_UNKNOWN = Reason(
    "law.disclosure_unknown",
    N_("The law gives you this right only where you were not told everything it asks for before you bought."),
)
#: The law lets goods go back where the shop showed no policy.
NO_POLICY_SHOWN = Reason("law.no_policy_shown", N_("The shop showed no return policy, so the law lets you return it."))

#: The fields a claim uses, so that it cites the rows that set them.
_USED = frozenset({
    "right", "period", "unit", "count", "roll", "extra_days", "start_goods", "start_recurring", "start_services",
    "start_digital", "not_informed", "not_informed_months", "not_informed_days", "not_informed_months_first",
    "return_cost", "outbound", "unless_terms_shown", "only_if_undisclosed", "no_document_days", "sole_traders",
    "vulnerable_months", "misdescribed_months", "misdescribed_days", "fee_cap", "fee_cap_percent",
})  # fmt: skip
_USED_IF_LATE = frozenset({"late_information_prolonged"})
_USED_WITH_EXCEPTIONS = _USED | {"exceptions", "digital_steps", "steps_if_paid", "exception_needs"}


def withdrawal(unit: Unit, book: LawBook) -> Claim | None:
    """
    Say what the right of withdrawal gives this unit; None where it is not in play.

    It is not in play for a business, in a store, and where the law has no such right. Where the residence or the
    capacity of the buyer is unknown it is, with a question; where the book holds no law, and for what was sold off
    premises, of which the rows do not speak, a person must look.

    .. versionadded:: 0.1.0
    """
    order = unit.order
    if order.channel is Channel.IN_STORE or order.buyer.kind is BuyerKind.BUSINESS:
        return None
    floor = book.withdrawal(order.buyer.residence, unit.placed_on)
    capacity = buyer_kind(unit, sole_traders=floor is not None and floor.cautious.sole_traders is True)
    if capacity is BuyerKind.BUSINESS:
        return None
    if order.channel is Channel.OFF_PREMISES:
        return _for_a_person(unit, refer(OFF_PREMISES))
    return _unknown_law(unit, book) if floor is None else _by_rows(unit, floor, capacity)


def _by_rows(unit: Unit, floor: Floor[WithdrawalRow], capacity: BuyerKind) -> Claim | None:
    row = floor.cautious
    if not row.right:
        return _unposted(unit, floor) if row.unposted_policy_days is not None else None
    condition = _condition(unit, row)
    if condition is False:
        return None
    plain = unit.facts is PLAIN or unit.facts == PLAIN
    used = _USED if plain else _USED_WITH_EXCEPTIONS
    cites = floor.cites(used | _USED_IF_LATE if unit.order.informed_on is not None else used)
    findings: tuple[Finding, ...] = (accept(RIGHT_OF_WITHDRAWAL, cites=cites),)
    if capacity is BuyerKind.UNKNOWN:
        findings = (ask(BUYER_UNKNOWN, "buyer.kind", Answerer.SHOP, cites=cites),)
    if condition is not None:
        findings += (attrs.evolve(condition, cites=cites),)
    if not plain:
        facts = known(unit.facts, unit.practices)
        findings += no_exception(facts, floor, cites, paid=not unit.order.total.is_zero)
    terms = Terms(
        remedy=Remedy.REFUND,
        deadline=withdrawal_deadline(unit, floor),
        return_shipping=_return_shipping(unit, floor),
        outbound=row.outbound or Outbound.ALL,
        fee_cap=_fee_cap(unit, row),
        cites=cites,
    )
    return Claim(basis=Basis.WITHDRAWAL, terms=terms, findings=findings)


def _condition(unit: Unit, row: WithdrawalRow) -> Finding | Literal[False] | None:
    """Judge what some laws make the right depend on: False if it is not there, a question, or None if it is."""
    if row.unless_terms_shown:
        shown = unit.practices.shows_policy
        return ask(TERMS_SHOWN_UNKNOWN, "shows_policy", Answerer.SHOP) if shown is None else False if shown else None
    if row.only_if_undisclosed:
        told = unit.practices.discloses if unit.order.disclosed is None else unit.order.disclosed
        return ask(DISCLOSURE_UNKNOWN, "disclosed", Answerer.SHOP) if told is None else False if told else None
    return None


def _unposted(unit: Unit, floor: Floor[WithdrawalRow]) -> Claim | None:
    """Make the claim of a buyer whom the shop showed no policy, where the law then gives a time to return."""
    shown = unit.practices.shows_policy
    found = None if shown else arrival(unit.order, [unit.line], unit.zone, unit.practices)
    if found is None or unit.line.kind is not Kind.GOODS:
        return None
    cites = floor.cites(frozenset({"unposted_policy_days"}))
    period = Period(floor.cautious.unposted_policy_days or 0)
    sure, maybe = (day if day == FOREVER else period.end(day).day for day in (found.first, found.last))
    hangs_on = found.hangs_on
    steps = found.steps if found.outstanding else (*found.steps, Step("counts", sure, f"{period.length} day"))
    if floor.certain.unposted_policy_days is None:
        sure, hangs_on = unit.placed_on - timedelta(days=1), (*hangs_on, "law")
        steps = (Step("assumes", sure, NOT_VERIFIED),)
    deadline = Deadline(sure, maybe, unit.zone, hangs_on if sure != maybe else (), steps, unit.late_zone)
    finding = accept(NO_POLICY_SHOWN, cites=cites)
    if shown is None:
        finding = ask(TERMS_SHOWN_UNKNOWN, "shows_policy", Answerer.SHOP, Verdict.REFUSE, cites=cites)
    terms = Terms(remedy=Remedy.REFUND, deadline=deadline, return_shipping=Payer.CUSTOMER, cites=cites)
    return Claim(basis=Basis.WITHDRAWAL, terms=terms, findings=(finding,))


def _fee_cap(unit: Unit, row: WithdrawalRow) -> Fee:
    """Find the most that a policy may keep back: nothing, unless the law says otherwise, and never for a defect."""
    if row.fee_cap is None or row.fee_cap.currency != unit.order.currency:
        return NO_FEE
    if unit.reason is not None and unit.reason.alleges_lack_of_conformity:
        return NO_FEE
    return Fee(flat=row.fee_cap, percent=row.fee_cap_percent, lower=row.fee_cap_percent is not None)


def buyer_kind(unit: Unit, *, sole_traders: bool = False) -> BuyerKind:
    """Say in which capacity the buyer bought, by the order or else by what the shop stated."""
    kind = unit.order.buyer.kind
    if kind is BuyerKind.SOLE_TRADER:
        return BuyerKind.CONSUMER if sole_traders else BuyerKind.BUSINESS
    if kind is BuyerKind.UNKNOWN and unit.practices.sells_to:
        return BuyerKind(unit.practices.sells_to)
    return kind


def _return_shipping(unit: Unit, floor: Floor[WithdrawalRow]) -> Payer:
    if unit.line.kind is not Kind.GOODS:
        return Payer.SHOP
    if unit.facts.bulky and unit.practices.collects_bulky:
        return Payer.SHOP
    match floor.cautious.return_cost:
        case ReturnCost.CONSUMER:
            return Payer.CUSTOMER
        case ReturnCost.CONSUMER_IF_INFORMED:
            told = unit.order.told_return_cost
            if told is None:
                told = unit.practices.tells_return_cost
            return Payer.CUSTOMER if told else Payer.SHOP
        case _:
            return Payer.SHOP


def _unknown_law(unit: Unit, book: LawBook) -> Claim:
    """
    Make the claim of a buyer whose law is not known: nothing is certain and nothing is refused.

    Without a residence the longest period of all known laws bounds it. For a country the book does not hold, nothing
    does.
    """
    country = unit.order.buyer.country
    if country is not None:
        return _for_a_person(unit, refer(LAW_NOT_HELD, country=country))
    before = unit.placed_on - timedelta(days=1)
    latest = max((d.maybe for d in _all_deadlines(unit, book)), default=FOREVER)
    deadline = Deadline(before, max(latest, before), unit.zone, ("buyer.residence",), (), unit.late_zone)
    finding = ask(RESIDENCE_UNKNOWN, "buyer.residence", Answerer.CUSTOMER)
    return Claim(basis=Basis.WITHDRAWAL, terms=Terms(remedy=Remedy.REFUND, deadline=deadline), findings=(finding,))


def _for_a_person(unit: Unit, finding: Finding) -> Claim:
    """Make the claim of a buyer of whose right nothing is certain, not even its end."""
    before = unit.placed_on - timedelta(days=1)
    deadline = Deadline(before, FOREVER, unit.zone, ("law",), (), unit.late_zone)
    return Claim(basis=Basis.WITHDRAWAL, terms=Terms(remedy=Remedy.REFUND, deadline=deadline), findings=(finding,))


def _all_deadlines(unit: Unit, book: LawBook) -> Iterable[Deadline]:
    for code in book.jurisdictions:
        floor = book.withdrawal(code, unit.placed_on)
        if floor is not None and floor.cautious.right:
            yield withdrawal_deadline(unit, floor)
