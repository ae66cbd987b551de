"""
For what the law gives no right of withdrawal, each with the conditions that must all be true.

An exception is in play only where the shop marked the goods so. Its conditions are judged with what is known: true,
false, or unknown; an unknown one asks and never refuses.
"""

from __future__ import annotations

import attrs

from ..decisions import N_, Answerer, Cite, Finding, Reason, ask, refer, refuse
from ..orders import LineFacts, Practices
from ..orders.lines import PLAIN
from ..rights import LAW_UNVERIFIED, phrase
from .books import Floor
from .rows import ExceptionCode, WithdrawalRow

__all__ = [
    "ACTIVATED_DEVALUED",
    "ALCOHOL_FUTURES",
    "AUCTION",
    "BOOKS",
    "CUSTOM",
    "DAMAGED_BY_CONSUMER",
    "DATED_LEISURE",
    "DIGITAL_STARTED",
    "EXCEPTION_UNCERTAIN",
    "FINANCIAL",
    "FOOD_ROUNDS",
    "GAMBLING",
    "HYGIENE_UNSEALED",
    "INSTALLED",
    "INTL_FLIGHT",
    "MARKET_PRICE",
    "MEDIA_UNSEALED",
    "MEDICINE",
    "MEDICINE_PRESCRIPTION",
    "MIXED",
    "NEAR_EXPIRY_DISCLOSED",
    "NOT_RETURNABLE",
    "PERISHABLE",
    "PERSONAL_USE",
    "PRESS",
    "RESALE",
    "SERVICE_BEGUN",
    "SERVICE_DONE",
    "SERVICE_SOON",
    "URGENT_REPAIR",
    "VALUE_DROP_TIME",
    "VALUE_DROP_USE",
    "known",
    "no_exception",
]

#: Sealed goods that health or hygiene keeps from going back once unsealed.
HYGIENE_UNSEALED = Reason(
    "law.hygiene_unsealed",
    N_("The seal was broken, and for hygiene goods the right of withdrawal ends with that."),
)
#: Made to specification, or personalised.
CUSTOM = Reason("law.custom", N_("It was made for you or personalised, so there is no right of withdrawal."))
#: Liable to deteriorate or expire rapidly.
PERISHABLE = Reason("law.perishable", N_("It spoils quickly, so there is no right of withdrawal."))
#: Inseparably mixed with other items after delivery.
MIXED = Reason(
    "law.mixed", N_("It was mixed with other things and cannot be parted, so the right of withdrawal ended.")
)
#: Sealed audio, video or software on a carrier, once unsealed.
MEDIA_UNSEALED = Reason(
    "law.media_unsealed", N_("The seal of this recording or software was broken, so the right of withdrawal ended.")
)
#: A single newspaper, periodical or magazine.
PRESS = Reason("law.press", N_("There is no right of withdrawal for single newspapers and magazines."))
#: A public auction that bidders could attend.
AUCTION = Reason("law.auction", N_("There is no right of withdrawal for what was bought at a public auction."))
#: A price that follows a financial market.
MARKET_PRICE = Reason(
    "law.market_price", N_("Its price follows a financial market, so there is no right of withdrawal.")
)
#: Drinks sold long before delivery at a price that follows the market.
ALCOHOL_FUTURES = Reason(
    "law.alcohol_futures",
    N_("It was bought long before delivery at a market value, so there is no right of withdrawal."),
)
#: A visit for urgent repair or maintenance.
URGENT_REPAIR = Reason("law.urgent_repair", N_("There is no right of withdrawal for an urgent repair you asked for."))
#: Accommodation, transport, car rental, catering or leisure for a certain date.
DATED_LEISURE = Reason("law.dated_leisure", N_("It was booked for a certain date, so there is no right of withdrawal."))
#: A medicine on prescription or from the health service.
MEDICINE_PRESCRIPTION = Reason(
    "law.medicine_prescription", N_("There is no right of withdrawal for medicines on prescription.")
)
#: Digital content that was begun with consent, acknowledgement and, where asked for, confirmation.
DIGITAL_STARTED = Reason(
    "law.digital_started",
    N_("You agreed that it starts at once and that the right of withdrawal ends with that, and it has started."),
)
#: A service that was fully performed with consent and acknowledgement.
SERVICE_DONE = Reason(
    "law.service_done",
    N_("The service was fully performed with your agreement, so the right of withdrawal ended."),
)
#: A medicine or a medical device.
MEDICINE = Reason("law.medicine", N_("There is no right of withdrawal for medicines."))
#: A game for money.
GAMBLING = Reason("law.gambling", N_("There is no right of withdrawal for games for money."))
#: Goods for personal, intimate use.
PERSONAL_USE = Reason("law.personal_use", N_("There is no right of withdrawal for goods for personal use."))
#: By nature it cannot be returned.
NOT_RETURNABLE = Reason(
    "law.not_returnable", N_("By its nature it cannot be returned, so there is no right of withdrawal.")
)
#: The buyer lost or damaged it; opening it to look does not count.
DAMAGED_BY_CONSUMER = Reason(
    "law.damaged_by_consumer", N_("It was damaged while it was with you, so the right of withdrawal ended.")
)
#: Its value fell markedly through use.
VALUE_DROP_USE = Reason("law.value_drop_use", N_("It lost much of its value by use, so the right of withdrawal ended."))
#: Its value fell with time.
VALUE_DROP_TIME = Reason(
    "law.value_drop_time", N_("It lost so much of its value with time that the right of withdrawal ended.")
)
#: It loses much of its value once activated.
ACTIVATED_DEVALUED = Reason(
    "law.activated_devalued",
    N_("It was activated and lost much of its value by that, so the right of withdrawal ended."),
)
#: It was sold as near its expiry.
NEAR_EXPIRY_DISCLOSED = Reason(
    "law.near_expiry_disclosed", N_("It was sold as near its expiry, so there is no right of withdrawal.")
)
#: It cannot be sold again after it was installed.
INSTALLED = Reason("law.installed", N_("It was installed and cannot be sold again, so the right of withdrawal ended."))
#: It was bought to be sold again.
RESALE = Reason("law.resale", N_("It was bought to be sold again, so there is no right of withdrawal."))
#: A book, where the law leaves books out.
BOOKS = Reason("law.books", N_("The law of your country gives no right of withdrawal for books."))
#: International air passenger transport.
INTL_FLIGHT = Reason("law.intl_flight", N_("There is no right of withdrawal for international flights."))
#: Food for daily use that is delivered regularly.
FOOD_ROUNDS = Reason(
    "law.food_rounds", N_("There is no right of withdrawal for food for daily use that is delivered regularly.")
)
#: A financial service.
FINANCIAL = Reason("law.financial", N_("There is no right of withdrawal for financial services here."))
#: A service that was begun with consent.
SERVICE_BEGUN = Reason(
    "law.service_begun", N_("The service was begun with your agreement, so the right of withdrawal ended.")
)
#: A service due soon after the order.
SERVICE_SOON = Reason(
    "law.service_soon", N_("The service was due so soon after the order that there is no right of withdrawal.")
)
#: Whether an exception holds depends on a fact nobody gave.
EXCEPTION_UNCERTAIN = Reason(
    "law.exception_uncertain",
    N_("Whether the right of withdrawal is excluded depends on this: {fact}."),
    ("fact",),
)


@attrs.frozen
class _Exception:
    """One of *any_of* brings it into play, and then *all_of* must be true."""

    reason: Reason
    any_of: tuple[str, ...]
    all_of: tuple[str, ...] = ()


_CONDITIONS = {
    ExceptionCode.HYGIENE_UNSEALED: _Exception(HYGIENE_UNSEALED, ("sealed_for_hygiene",), ("seal_broken",)),
    ExceptionCode.MEDIA_UNSEALED: _Exception(MEDIA_UNSEALED, ("sealed_media",), ("seal_broken",)),
    ExceptionCode.CUSTOM: _Exception(CUSTOM, ("made_to_specification", "personalised")),
    ExceptionCode.PERISHABLE: _Exception(PERISHABLE, ("perishable",)),
    ExceptionCode.MIXED: _Exception(MIXED, ("mixed_inseparably",)),
    ExceptionCode.PRESS: _Exception(PRESS, ("periodical",)),
    ExceptionCode.AUCTION: _Exception(AUCTION, ("public_auction",)),
    ExceptionCode.MARKET_PRICE: _Exception(MARKET_PRICE, ("market_price",)),
    ExceptionCode.ALCOHOL_FUTURES: _Exception(ALCOHOL_FUTURES, ("alcohol_futures",)),
    ExceptionCode.URGENT_REPAIR: _Exception(URGENT_REPAIR, ("urgent_repair",)),
    ExceptionCode.DATED_LEISURE: _Exception(DATED_LEISURE, ("dated_service",)),
    ExceptionCode.MEDICINE_PRESCRIPTION: _Exception(MEDICINE_PRESCRIPTION, ("prescription",)),
    ExceptionCode.DIGITAL_STARTED: _Exception(DIGITAL_STARTED, ("digital_begun",)),
    ExceptionCode.MEDICINE: _Exception(MEDICINE, ("medicine", "prescription")),
    ExceptionCode.GAMBLING: _Exception(GAMBLING, ("gambling",)),
    ExceptionCode.PERSONAL_USE: _Exception(PERSONAL_USE, ("personal_use",)),
    ExceptionCode.NOT_RETURNABLE: _Exception(NOT_RETURNABLE, ("not_returnable",)),
    ExceptionCode.DAMAGED_BY_CONSUMER: _Exception(DAMAGED_BY_CONSUMER, ("damaged",)),
    ExceptionCode.VALUE_DROP_USE: _Exception(VALUE_DROP_USE, ("value_dropped_by_use",)),
    ExceptionCode.VALUE_DROP_TIME: _Exception(VALUE_DROP_TIME, ("value_dropped_by_time",)),
    ExceptionCode.ACTIVATED_DEVALUED: _Exception(ACTIVATED_DEVALUED, ("activated",)),
    ExceptionCode.NEAR_EXPIRY_DISCLOSED: _Exception(NEAR_EXPIRY_DISCLOSED, ("near_expiry_disclosed",)),
    ExceptionCode.INSTALLED: _Exception(INSTALLED, ("installed",)),
    ExceptionCode.RESALE: _Exception(RESALE, ("bought_for_resale",)),
    ExceptionCode.BOOKS: _Exception(BOOKS, ("book",)),
    ExceptionCode.INTL_FLIGHT: _Exception(INTL_FLIGHT, ("international_flight",)),
    ExceptionCode.FOOD_ROUNDS: _Exception(FOOD_ROUNDS, ("food_rounds",)),
    ExceptionCode.FINANCIAL: _Exception(FINANCIAL, ("financial_service",)),
    ExceptionCode.SERVICE_BEGUN: _Exception(SERVICE_BEGUN, ("service_begun", "service_performed"), ("consent",)),
    ExceptionCode.SERVICE_SOON: _Exception(SERVICE_SOON, ("service_soon",)),
    ExceptionCode.SERVICE_DONE: _Exception(SERVICE_DONE, ("service_performed",), ("consent", "acknowledged")),
}

_STEPS = ("consent", "acknowledged", "confirmed")
_CUSTOMER_KNOWS = frozenset({
    "seal_broken", "mixed_inseparably", "activated", "installed", "bought_for_resale", "value_dropped_by_use",
})  # fmt: skip


def known(facts: LineFacts, practices: Practices) -> LineFacts:
    """Fill what is unknown about the goods with what the shop stated about itself."""
    filled: dict[str, bool] = {}
    if facts.sealed_for_hygiene is None and practices.seals_hygiene_goods is not None:
        filled["sealed_for_hygiene"] = practices.seals_hygiene_goods
    if practices.confirms_digital:
        filled |= {name: True for name in _STEPS if getattr(facts, name) is None}
    return attrs.evolve(facts, **filled) if filled else facts


def no_exception(
    facts: LineFacts, floor: Floor[WithdrawalRow], cites: tuple[Cite, ...] = (), *, paid: bool = True
) -> tuple[Finding, ...]:
    """
    Judge every exception of a jurisdiction; no finding where none is in play.

    An exception that holds by the certain rows, and by a row that was not verified does not, is for a person.

    Args:
        facts: What is known about the goods.

        floor: The law that governs.

        cites: What the findings stand on.

        paid: Whether the buyer had to pay; some laws ask for the steps only then.

    .. versionadded:: 0.1.0
    """
    if facts == PLAIN:
        return ()
    findings = []
    codes = (floor.cautious.exceptions or frozenset()) | (floor.certain.exceptions or frozenset())
    for code in sorted(codes, key=lambda code: code.value):
        open_facts = _decided_by(code, facts, floor.cautious, paid=paid)
        unverified = open_facts is None
        if unverified:
            open_facts = _decided_by(code, facts, floor.certain, paid=paid)
        if open_facts is None:
            continue
        if open_facts:
            who = Answerer.CUSTOMER if open_facts[0] in _CUSTOMER_KNOWS else Answerer.SHOP
            fact = f"line.{open_facts[0]}"
            findings.append(ask(EXCEPTION_UNCERTAIN, fact, who, cites=cites, fact=phrase(fact)))
        elif unverified:
            findings.append(refer(LAW_UNVERIFIED, cites=cites))
        else:
            findings.append(refuse(_CONDITIONS[code].reason, cites=cites))
    return tuple(findings)


def _decided_by(code: ExceptionCode, facts: LineFacts, row: WithdrawalRow, *, paid: bool) -> tuple[str, ...] | None:
    """Return None if an exception does not hold by a row, no facts if it does, else the facts that would decide."""
    if code not in (row.exceptions or ()):
        return None
    exception = _CONDITIONS[code]
    needs = exception.all_of
    if code is ExceptionCode.DIGITAL_STARTED:
        needs = tuple(step for step in _STEPS if step in (row.digital_steps or ()))
    needs += tuple(fact for one in row.exception_needs or () if one.code is code for fact in one.facts)
    if code in _BY_STEPS and row.steps_if_paid and not paid:
        needs = ()
    return _holds(facts, exception.any_of, needs)


#: What is in play only once somebody saw it: nobody asks every buyer for it.
_SEEN_ONLY = frozenset({"damaged"})
_BY_STEPS = frozenset({ExceptionCode.DIGITAL_STARTED, ExceptionCode.SERVICE_DONE})


def _holds(facts: LineFacts, any_of: tuple[str, ...], all_of: tuple[str, ...]) -> tuple[str, ...] | None:
    triggers = {
        name: getattr(facts, name) or (False if name in _SEEN_ONLY else getattr(facts, name)) for name in any_of
    }
    needs = {name: getattr(facts, name) for name in all_of}
    if all(value is False for value in triggers.values()) or any(value is False for value in needs.values()):
        return None
    unknown = [] if any(triggers.values()) else [name for name, value in triggers.items() if value is None]
    return (*unknown, *(name for name, value in needs.items() if value is None))
