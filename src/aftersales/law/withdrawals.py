"""The statutory right to change one's mind about a distance contract, as a claim for one unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ..dates import FOREVER, Deadline
from ..decisions import N_, Answerer, Audience, Finding, Reason, accept, ask, refer
from ..orders import BuyerKind, Channel, Kind, Outbound
from ..orders.lines import PLAIN
from ..rights import Basis, Claim, Payer, Remedy, Terms, Unit
from .book import Floor, LawBook
from .clock import withdrawal_deadline
from .exceptions import known, no_exception
from .rows import ReturnCost, WithdrawalRow

__all__ = [
    "BUYER_UNKNOWN",
    "LAW_NOT_HELD",
    "RESIDENCE_UNKNOWN",
    "RIGHT_OF_WITHDRAWAL",
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

#: The fields a claim uses, so that it cites the rows that set them.
_USED = frozenset({
    "right", "period", "unit", "count", "roll", "extra_days", "start_goods", "start_recurring", "start_services",
    "start_digital", "not_informed", "not_informed_months", "not_informed_days", "not_informed_months_first",
    "return_cost", "outbound",
})  # fmt: skip
_USED_WITH_EXCEPTIONS = _USED | {"exceptions", "digital_steps", "steps_if_paid"}


def withdrawal(unit: Unit, book: LawBook) -> Claim | None:
    """
    Say what the right of withdrawal gives this unit; None where it is not in play.

    It is not in play for a business, in a store, and where the law has no such right. Where the residence or the
    capacity of the buyer is unknown it is, with a question; where the book holds no law, a person must look.

    .. versionadded:: 0.1.0
    """
    order = unit.order
    if order.channel is Channel.IN_STORE:
        return None
    capacity = buyer_kind(unit)
    if capacity is BuyerKind.BUSINESS:
        return None
    floor = book.withdrawal(order.buyer.residence, unit.placed_on)
    if floor is None:
        return _unknown_law(unit, book)
    row = floor.cautious
    if not row.right:
        return None
    plain = unit.facts is PLAIN or unit.facts == PLAIN
    cites = floor.cites(_USED if plain else _USED_WITH_EXCEPTIONS)
    findings: tuple[Finding, ...] = (accept(RIGHT_OF_WITHDRAWAL, cites=cites),)
    if capacity is BuyerKind.UNKNOWN:
        findings = (ask(BUYER_UNKNOWN, "buyer.kind", Answerer.SHOP, cites=cites),)
    if not plain:
        facts = known(unit.facts, unit.practices)
        findings += no_exception(facts, floor, cites, paid=not order.total.is_zero)
    terms = Terms(
        remedy=Remedy.REFUND,
        deadline=withdrawal_deadline(unit, floor),
        return_shipping=_return_shipping(unit, floor),
        outbound=row.outbound or Outbound.ALL,
        cites=cites,
    )
    return Claim(basis=Basis.WITHDRAWAL, terms=terms, findings=findings)


def buyer_kind(unit: Unit) -> BuyerKind:
    """Say in which capacity the buyer bought, by the order or else by what the shop stated."""
    kind = unit.order.buyer.kind
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
    before = unit.placed_on - timedelta(days=1)
    if country is not None:
        deadline = Deadline(before, FOREVER, unit.zone, ("law",), (), unit.late_zone)
        finding = refer(LAW_NOT_HELD, country=country)
        return Claim(basis=Basis.WITHDRAWAL, terms=Terms(remedy=Remedy.REFUND, deadline=deadline), findings=(finding,))
    latest = max((d.maybe for d in _all_deadlines(unit, book)), default=FOREVER)
    deadline = Deadline(before, max(latest, before), unit.zone, ("buyer.residence",), (), unit.late_zone)
    finding = ask(RESIDENCE_UNKNOWN, "buyer.residence", Answerer.CUSTOMER)
    return Claim(basis=Basis.WITHDRAWAL, terms=Terms(remedy=Remedy.REFUND, deadline=deadline), findings=(finding,))


def _all_deadlines(unit: Unit, book: LawBook) -> Iterable[Deadline]:
    for code in book.jurisdictions:
        floor = book.withdrawal(code, unit.placed_on)
        if floor is not None and floor.cautious.right:
            yield withdrawal_deadline(unit, floor)
