"""
Units for the tests of the law room: those of a line of an order, counted in the zone of the buyer.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from aftersales.dates import Deadline, GivenCalendar, WorkingCalendar
from aftersales.decisions import Finding, Reason, Verdict, strictest
from aftersales.law import book
from aftersales.orders import Buyer, BuyerKind, Order, Practices
from aftersales.rights import Claim, Unit, within_window

BOOK = book()
BERLIN = "Europe/Berlin"

#: A calendar of a place without a holiday.
NO_HOLIDAYS = GivenCalendar("none", frozenset())

ZONES = {
    "DE": BERLIN,
    "FR": "Europe/Paris",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "BR": "America/Sao_Paulo",
    "US": "America/New_York",
    "AT": "Europe/Vienna",
    "EU": "Europe/Brussels",
}


def buyer(residence: str | None, zone: str | None = None) -> Buyer:
    """
    Make a consumer who lives there.
    """
    known = zone or ZONES.get((residence or "")[:2])
    return Buyer(kind=BuyerKind.CONSUMER, residence=residence, zone=known)


def holidays(*days: str) -> GivenCalendar:
    """
    Make a calendar of these holidays.
    """
    return GivenCalendar("test", frozenset(date.fromisoformat(day) for day in days))


def unit_of(
    order: Order,
    line: str = "line-1",
    *,
    calendar: WorkingCalendar | None = NO_HOLIDAYS,
    zone: str = "",
    practices: Practices | None = None,
    **fields: Any,
) -> Unit:
    """
    Take one unit of a line, with the facts of the line.
    """
    sold = order.line(line)
    plain = {
        "quantity": 1,
        "facts": sold.facts,
        "practices": practices or order.practices or Practices(),
        "zone": zone or order.buyer.zone or BERLIN,
        "calendar": calendar,
    }
    return Unit(order=order, line=sold, **{**plain, **fields})


def verdict(claim: Claim, unit: Unit, at: str | datetime) -> Verdict:
    """
    Judge a claim at a moment, as every statutory claim is judged: by what the law found, and by its window.
    """
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    window = within_window(unit, claim.terms, moment)
    return strictest([*(found.verdict for found in claim.findings), window.verdict])


def days(deadline: Deadline) -> tuple[str, str]:
    """
    Write both ends of a deadline.
    """
    return deadline.sure.isoformat(), deadline.maybe.isoformat()


def found(findings: Iterable[Finding], reason: Reason) -> Finding | None:
    """
    Find the finding with this reason.
    """
    return next((one for one in findings if one.reason == reason), None)
