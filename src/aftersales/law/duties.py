"""Other duties after a sale that have a day or an hour: gift cards, complaints, and when a buyer may be contacted."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from ..dates import Deadline, Period, Step, WorkingCalendar, add_months, local_day, zone_of
from ..decisions import N_, Answerer, Cite, Finding, Reason, Verdict, accept, ask, refuse
from .books import LawBook, Layer
from .parts import Weekday
from .rows import DutyRow

__all__ = [
    "CONTACT_ALLOWED",
    "CONTACT_HOLIDAY_UNKNOWN",
    "CONTACT_NOT_NOW",
    "AnswerDue",
    "CardExpiry",
    "complaint_answer",
    "gift_card_expiry",
    "may_contact",
]

#: The law lets the buyer be contacted at this time.
CONTACT_ALLOWED = Reason("law.contact_allowed", N_("You may be contacted at this time."))
#: The law keeps this time free of advertising.
CONTACT_NOT_NOW = Reason("law.contact_not_now", N_("The law keeps this time of day or week free of advertising."))
#: Whether the day is a holiday on which nobody may be contacted is not known.
CONTACT_HOLIDAY_UNKNOWN = Reason(
    "law.contact_holiday_unknown", N_("Whether this day is a public holiday where you live decides it.")
)

_WEEK = tuple(Weekday)


@attrs.frozen(kw_only=True)
class CardExpiry:
    """
    How long a gift card must stay valid.

    Args:
        earliest: The first day on which it may end; None where it may never end, or no law speaks of it.

        never: Whether it may never end.

        cites: What it stands on.

    .. versionadded:: 0.1.0
    """

    earliest: date | None
    never: bool = False
    cites: tuple[Cite, ...] = ()


def gift_card_expiry(book: LawBook, residence: str | None, sold_on: date) -> CardExpiry:
    """
    Find how long a gift card must stay valid, by the law nearest to the buyer.

    .. versionadded:: 0.1.0
    """
    layers = _about(book, residence, sold_on, "gift_card_expiry")
    rows = [layer.row for layer in layers if layer.row.min_months is not None or layer.row.never_expires]
    if not rows:
        return CardExpiry(earliest=None)
    row = rows[-1]
    if row.never_expires:
        return CardExpiry(earliest=None, never=True, cites=_cites(layers))
    start = date(sold_on.year, 12, 31) if row.to_year_end else sold_on
    return CardExpiry(earliest=add_months(start, row.min_months or 0), cites=_cites(layers))


@attrs.frozen(kw_only=True)
class AnswerDue:
    """
    By when a complaint must be answered, and what silence means.

    .. versionadded:: 0.1.0
    """

    deadline: Deadline
    silence_accepts: bool
    cites: tuple[Cite, ...] = ()

    def accepted_by_silence(self, at: datetime) -> bool:
        """Say whether the law takes the complaint as accepted, since nobody had answered by this moment."""
        return self.silence_accepts and not self.deadline.is_open(at)


def complaint_answer(
    book: LawBook, residence: str | None, contract_on: date, complained_at: datetime, zone: str
) -> AnswerDue | None:
    """
    Find by when a complaint must be answered; None where no law has a number of days.

    Source:
        For Poland, Ustawa o prawach konsumenta, art. 7a.

    .. versionadded:: 0.1.0
    """
    layers = [layer for layer in _about(book, residence, contract_on, "complaint_answer") if layer.row.days is not None]
    if not layers:
        return None
    start, row = local_day(complained_at, zone), layers[-1].row
    last = Period(row.days or 0).end(start).day
    steps = (Step("starts", start, "complaint"), Step("counts", last, f"{row.days} day"))
    return AnswerDue(
        deadline=Deadline(last, last, zone, (), steps),
        silence_accepts=bool(row.silence_accepts),
        cites=_cites(layers),
    )


def may_contact(
    book: LawBook,
    residence: str | None,
    at: datetime,
    zone: str,
    *,
    topic: str = "quiet_hours_calls",
    calendar: WorkingCalendar | None = None,
) -> Finding:
    """
    Judge whether a buyer may be contacted with advertising at a moment, by the buyer's own time.

    Every certain row must allow it, and so must the rows nearest to the buyer, verified or not: who does not call
    breaks no law.

    .. versionadded:: 0.1.0
    """
    local = at.astimezone(zone_of(zone))
    layers = [layer for layer in _about(book, residence, local.date(), topic) if layer.row.hours is not None]
    nearest = layers[-1].jurisdiction if layers else ""
    layers = [layer for layer in layers if layer.certain or layer.jurisdiction == nearest]
    cites = _cites(layers)
    day, minute = _WEEK[local.weekday()], local.hour * 60 + local.minute
    if any(not any(hours.allow(day, minute) for hours in layer.row.hours or ()) for layer in layers):
        return refuse(CONTACT_NOT_NOW, cites=cites)
    if any(layer.row.not_on_holidays for layer in layers):
        holiday = None if calendar is None else calendar.holiday(local.date())
        if holiday is None:
            return ask(CONTACT_HOLIDAY_UNKNOWN, "calendar", Answerer.SHOP, Verdict.REFUSE, cites=cites)
        if holiday:
            return refuse(CONTACT_NOT_NOW, cites=cites)
    return accept(CONTACT_ALLOWED, cites=cites)


def _about(book: LawBook, residence: str | None, on: date, topic: str) -> list[Layer[DutyRow]]:
    return [layer for layer in book.duties(residence, on) if layer.row.topic == topic]


def _cites(layers: list[Layer[DutyRow]]) -> tuple[Cite, ...]:
    return tuple(Cite(layer.row.citation, layer.jurisdiction, layer.certain) for layer in layers)
