"""
A withdrawal as it was declared, and whether it was in time.

Nothing here judges what the statement is worth. A late one is acknowledged like any other, and `decide` answers its
request as of the moment at which it was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum

import attrs

from ...dates import Closed, Deadline, Open, aware, local_day
from ...decisions import N_, Answerer, Audience, Finding, Reason, accept, ask, refer, refuse
from ...errors import FactsError, Problem
from ...events import key
from ...law import function_book
from ...orders import Order
from ...rights import ReturnReason, phrase
from ..desk import Desk, RequestLine
from .functions import zone_for

__all__ = ["Declared", "Statement", "Via", "in_time", "statement"]


class Via(Enum):
    """How a statement reached the shop; each way is as good as the other."""

    FUNCTION = "function"
    MODEL_FORM = "model_form"
    EMAIL = "email"
    CHAT = "chat"
    LETTER = "letter"
    TELEPHONE = "telephone"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class Declared:
    """Units of one line that a statement is about."""

    line: str
    units: int
    article: str = ""


@attrs.frozen(kw_only=True)
class Statement:
    """
    What a buyer declared, when, and by which way; made by `statement`.

    Args:
        order: The contract.

        name: The buyer's name, as given.

        reply_to: Where the acknowledgement goes, as given.

        lines: The units it is about.

        whole: Whether that is the whole contract.

        sent_at: When it was sent.

        zone: The zone of the buyer, in which its times are told.

        via: By which way.

        words: The buyer's own words, where there are any.

        jurisdiction: Whose rule the function follows; empty where none binds.

        within_hours: By when it is to be acknowledged; None for without undue delay.

        tell_payment: The tenders whose operator is to be told at once.

        key: Names it; the same statement sent twice has one key.

    .. versionadded:: 0.1.0
    """

    order: str
    name: str = attrs.field(repr=False)
    reply_to: str = attrs.field(repr=False)
    lines: tuple[Declared, ...]
    whole: bool
    sent_at: datetime
    zone: str
    via: Via = Via.FUNCTION
    words: str = attrs.field(default="", repr=False)
    jurisdiction: str = ""
    within_hours: int | None = None
    tell_payment: tuple[str, ...] = ()
    key: str

    @property
    def request(self) -> dict[str, RequestLine]:
        """The request to hand to `decide`, with the moment of sending as its moment."""
        return {one.line: RequestLine(units=one.units, reason=ReturnReason.WITHDRAWAL) for one in self.lines}


#: Means of payment behind which no bank or card operator stands.
_OWN_MEANS = frozenset({"cash", "gift_card", "points", "store_credit", "voucher"})


def statement(
    order: Order,
    desk: Desk,
    *,
    name: str,
    reply_to: str,
    sent_at: datetime,
    lines: Mapping[str, int] | None = None,
    via: Via = Via.FUNCTION,
    words: str = "",
    articles: Mapping[str, str] | None = None,
    form_id: str = "",
) -> Statement:
    """
    Put down what a buyer declared.

    Args:
        order: The contract.

        desk: The shop's policy, statements, calendars and law.

        name: The buyer's name, as given.

        reply_to: The address or number to which the acknowledgement goes, as given.

        sent_at: When it was sent, with its zone: by your own clock, when the form arrived.

        lines: Units by line; everything that can still come back if not given.

        via: By which way it came.

        words: The buyer's own words, for a statement by letter, e-mail or chat.

        articles: What to call the lines in the acknowledgement; their article codes if not given.

        form_id: A value the form carries, so that a form sent twice is one statement; without it the time of
            sending tells two statements apart.

    Raises:
        FactsError: With everything that is missing or impossible; never with what the buyer wrote.

    .. versionadded:: 0.1.0
    """
    aware("sent_at", sent_at)
    left = {line: order.tally(line).returnable for line in order.line_ids}
    everything = {line: units for line, units in left.items() if units}
    about = everything if lines is None else dict(lines)
    problems = [*_missing(name=name, reply_to=reply_to), *_impossible(order, about)]
    if sent_at < order.placed_at:
        expected = f"a time not before the order ({order.placed_at.isoformat()})"
        problems.append(Problem("sent_at", expected, sent_at.isoformat()))
    if problems:
        raise FactsError(tuple(problems))
    named = articles or {}
    declared = tuple(
        Declared(line=line, units=units, article=named.get(line) or order.line(line).sku or line)
        for line, units in about.items()
    )
    zone = zone_for(order, desk)
    found = function_book().on(desk.law, order.buyer.residence, local_day(sent_at, zone))
    once = form_id or sent_at.astimezone(UTC)
    return Statement(
        order=order.id,
        name=name.strip(),
        reply_to=reply_to.strip(),
        lines=declared,
        whole=all(about.get(line, 0) >= units for line, units in everything.items()),
        sent_at=sent_at,
        zone=zone,
        via=via,
        words=words.strip(),
        jurisdiction=found.jurisdiction if found is not None else "",
        within_hours=found.row.within_hours if found is not None else None,
        tell_payment=_to_tell(order) if found is not None and found.row.tells_payment else (),
        key=key("withdrawal", order.id, once, *sorted(about.items())),
    )


def _missing(**texts: str) -> Iterable[Problem]:
    return (Problem(path, "a text", "nothing") for path, text in texts.items() if not text.strip())


def _impossible(order: Order, about: Mapping[str, int]) -> Iterable[Problem]:
    """Find what cannot be declared; that something came back already does not keep anybody from declaring it."""
    if not about:
        yield Problem("lines", "at least one unit that can still come back", "nothing")
    for line, units in about.items():
        if line not in order.line_ids:
            yield Problem("lines", f"some of {', '.join(order.line_ids)}", "another line")
        elif not 1 <= units <= order.line(line).quantity:
            yield Problem(f"lines.{line}", f"from 1 to the {order.line(line).quantity} bought", str(units))


def _to_tell(order: Order) -> tuple[str, ...]:
    return tuple(tender.id for tender in order.tenders if tender.kind not in _OWN_MEANS)


#: The statement was sent before the period ended.
SENT_IN_TIME = Reason(
    "returns.withdrawal_in_time", N_("Your withdrawal was sent in time; the last day is {last_day}."), ("last_day",)
)
#: The statement was sent after the period had ended.
SENT_LATE = Reason(
    "returns.withdrawal_late", N_("Your withdrawal was sent after the last day, {last_day}."), ("last_day",)
)
#: Whether the statement was in time depends on a fact nobody gave.
SENT_UNCERTAIN = Reason(
    "returns.withdrawal_uncertain",
    N_("Whether your withdrawal was sent in time depends on this: {fact}."),
    ("fact",),
)
#: Whether the statement was in time rests on a rule of law that was not verified.
SENT_UNVERIFIED = Reason(
    "returns.withdrawal_unverified",
    N_("Whether the withdrawal was sent in time rests on a rule that was not verified: a person must look."),
    audience=Audience.STAFF,
)


def in_time(said: Statement, deadline: Deadline) -> Finding:
    """
    Judge whether a statement was sent before the period ended; when it arrived or was acknowledged does not matter.

    Source:
        Directive 2011/83/EU, arts 11(2) and 11a(5).

    .. versionadded:: 0.1.0
    """
    match deadline.judge(said.sent_at):
        case Open():
            return accept(SENT_IN_TIME, last_day=deadline.sure)
        case Closed():
            return refuse(SENT_LATE, last_day=deadline.maybe)
        case undecided:
            facts = [fact for fact in undecided.hangs_on if fact != "law"]
            if not facts:
                return refer(SENT_UNVERIFIED)
            return ask(SENT_UNCERTAIN, facts[0], Answerer.SHOP, fact=phrase(facts[0]))
