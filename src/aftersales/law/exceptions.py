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
from .book import Floor
from .rows import ExceptionCode, WithdrawalRow

__all__ = [
    "ALCOHOL_FUTURES",
    "AUCTION",
    "CUSTOM",
    "DATED_LEISURE",
    "DIGITAL_STARTED",
    "EXCEPTION_UNCERTAIN",
    "HYGIENE_UNSEALED",
    "MARKET_PRICE",
    "MEDIA_UNSEALED",
    "MEDICINE_PRESCRIPTION",
    "MIXED",
    "PERISHABLE",
    "PRESS",
    "SERVICE_DONE",
    "URGENT_REPAIR",
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
    ExceptionCode.SERVICE_DONE: _Exception(SERVICE_DONE, ("service_performed",), ("consent", "acknowledged")),
}

_STEPS = ("consent", "acknowledged", "confirmed")
_CUSTOMER_KNOWS = frozenset({"seal_broken", "mixed_inseparably"})


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
    if code in _BY_STEPS and row.steps_if_paid and not paid:
        needs = ()
    return _holds(facts, exception.any_of, needs)


_BY_STEPS = frozenset({ExceptionCode.DIGITAL_STARTED, ExceptionCode.SERVICE_DONE})


def _holds(facts: LineFacts, any_of: tuple[str, ...], all_of: tuple[str, ...]) -> tuple[str, ...] | None:
    triggers = {name: getattr(facts, name) for name in any_of}
    needs = {name: getattr(facts, name) for name in all_of}
    if all(value is False for value in triggers.values()) or any(value is False for value in needs.values()):
        return None
    unknown = [] if any(triggers.values()) else [name for name, value in triggers.items() if value is None]
    return (*unknown, *(name for name, value in needs.items() if value is None))
