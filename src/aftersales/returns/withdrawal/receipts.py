"""What answers a declared withdrawal: the acknowledgement to send, what else is to be done, and the proof to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from ... import documents
from ...dates import aware, zone_of
from ...decisions import N_, Reason, Values
from ...errors import facts_error
from ...events import Effect, key
from ...law import function_book
from ..desk import Desk
from .statements import Statement

if TYPE_CHECKING:
    from ...texts import Catalog

__all__ = ["Acknowledgement", "Retained", "acknowledgement", "retained"]

#: The subject of the acknowledgement.
RECEIPT_SUBJECT = Reason("returns.receipt_subject", N_("We received your withdrawal: order {order}"), ("order",))
#: That the statement arrived.
RECEIPT_ARRIVED = Reason(
    "returns.receipt_arrived",
    N_("We received your declaration of withdrawal. Please keep this message as proof of it."),
)
#: The statement is about the whole contract.
RECEIPT_WHOLE = Reason(
    "returns.receipt_whole", N_("You declared that you withdraw from the whole contract, order {order}."), ("order",)
)
#: The statement is about a part of the contract.
RECEIPT_PART = Reason(
    "returns.receipt_part", N_("You declared that you withdraw from a part of the contract, order {order}:"), ("order",)
)
#: So many units of an article.
RECEIPT_UNITS = Reason(
    "returns.receipt_units",
    N_("{units} unit of {article}"),
    ("units", "article"),
    plural=N_("{units} units of {article}"),
    counts="units",
)
#: Who declared it.
RECEIPT_NAME = Reason("returns.receipt_name", N_("Name you gave: {name}"), ("name",))
#: Where the acknowledgement goes.
RECEIPT_REPLY_TO = Reason("returns.receipt_reply_to", N_("Where you asked us to answer: {reply_to}"), ("reply_to",))
#: The buyer's own words.
RECEIPT_WORDS = Reason("returns.receipt_words", N_("Your words: {words}"), ("words",))
#: When it was sent.
RECEIPT_SENT = Reason(
    "returns.receipt_sent", N_("You sent it on {moment}, {zone} time ({exact})."), ("moment", "zone", "exact")
)
#: When it arrived.
RECEIPT_RECEIVED = Reason(
    "returns.receipt_received", N_("It reached us on {moment}, {zone} time ({exact})."), ("moment", "zone", "exact")
)
#: The code that names it.
RECEIPT_CODE = Reason("returns.receipt_code", N_("Its code is {code}."), ("code",))


@attrs.frozen(kw_only=True)
class Acknowledgement:
    """
    What to send to the buyer at once, on a durable medium, and what else is to be done.

    Args:
        subject: The subject, in the buyer's language.

        lines: The sentences: what was declared, when it was sent, when it arrived, its code.

        locale: Their language.

        code: What names the statement in every further message.

        sent_at: When the statement was sent.

        received_at: When it arrived.

        due_by: By when this must be out; None where the law says without undue delay.

        effects: What the host is to do, each safe to do twice under its key.

    .. versionadded:: 0.1.0
    """

    subject: str
    lines: tuple[str, ...] = attrs.field(repr=False)
    locale: str
    code: str
    sent_at: datetime
    received_at: datetime
    due_by: datetime | None = None
    effects: tuple[Effect, ...] = ()

    @property
    def text(self) -> str:
        """The message as one text."""
        return "\n".join(self.lines)


def acknowledgement(
    said: Statement, received_at: datetime, locale: str = "en", catalogs: Sequence[Catalog] = ()
) -> Acknowledgement:
    """
    Say in the buyer's language what was declared, when it was sent and when it arrived.

    Raises:
        FactsError: If the moment is naive or before the sending, or the locale is unknown.

    .. versionadded:: 0.1.0
    """
    from ...texts import render

    aware("received_at", received_at)
    if received_at < said.sent_at:
        expected = f"a time not before sent_at ({said.sent_at.isoformat()})"
        raise facts_error("received_at", expected, received_at.isoformat())
    code = said.key[:10].upper()
    due = received_at + timedelta(hours=said.within_hours) if said.within_hours is not None else None
    return Acknowledgement(
        subject=render(RECEIPT_SUBJECT, {"order": said.order}, locale, catalogs),
        lines=tuple(render(reason, values, locale, catalogs) for reason, values in _receipt(said, received_at, code)),
        locale=locale,
        code=code,
        sent_at=said.sent_at,
        received_at=received_at,
        due_by=due,
        effects=_effects(said, code),
    )


def _receipt(said: Statement, received_at: datetime, code: str) -> Iterable[tuple[Reason, Values]]:
    yield RECEIPT_ARRIVED, ()
    yield (RECEIPT_WHOLE if said.whole else RECEIPT_PART), (("order", said.order),)
    for one in said.lines:
        yield RECEIPT_UNITS, (("units", one.units), ("article", one.article))
    yield RECEIPT_NAME, (("name", said.name),)
    yield RECEIPT_REPLY_TO, (("reply_to", said.reply_to),)
    if said.words:
        yield RECEIPT_WORDS, (("words", said.words),)
    yield RECEIPT_SENT, _moment(said.sent_at, said.zone)
    yield RECEIPT_RECEIVED, _moment(received_at, said.zone)
    yield RECEIPT_CODE, (("code", code),)


def _moment(at: datetime, zone: str) -> Values:
    here = at.astimezone(zone_of(zone))
    return ("moment", here), ("zone", zone), ("exact", here.isoformat(timespec="seconds"))


def _effects(said: Statement, code: str) -> tuple[Effect, ...]:
    values: Values = (("order", said.order), ("statement", said.key), ("code", code))
    told = [
        Effect(
            code="withdrawal.tell_payment",
            key=key("withdrawal.tell_payment", said.key, tender),
            values=(("order", said.order), ("statement", said.key), ("tender", tender)),
        )
        for tender in said.tell_payment
    ]
    send = Effect(code="withdrawal.acknowledge", key=key("withdrawal.acknowledge", said.key), values=values)
    return (send, *told)


@attrs.frozen(kw_only=True)
class Retained:
    """
    The proof a shop keeps: what was declared and answered, with all three moments.

    Args:
        statement: What was declared.

        received_at: When it arrived.

        acknowledged_at: When the acknowledgement went out.

        answer: The acknowledgement, word by word.

        locale: Its language.

        functions: The edition of the function data.

        law: The edition of the law data.

        payment_told_at: When the card operator was told, where that is a duty.

    Raises:
        FactsError: If the moments are naive or in the wrong order.

    .. versionadded:: 0.1.0
    """

    statement: Statement
    received_at: datetime
    acknowledged_at: datetime
    answer: str = attrs.field(repr=False)
    locale: str
    functions: str
    law: str
    payment_told_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse an answer before the question."""
        aware("acknowledged_at", self.acknowledged_at)
        if self.payment_told_at is not None:
            aware("payment_told_at", self.payment_told_at)
        if self.acknowledged_at < self.received_at:
            expected = f"a time not before received_at ({self.received_at.isoformat()})"
            raise facts_error("acknowledged_at", expected, self.acknowledged_at.isoformat())

    @property
    def hash(self) -> str:
        """SHA-256 over all of it, so that a later change shows."""
        return documents.content_hash(self)


def retained(
    said: Statement,
    answer: Acknowledgement,
    acknowledged_at: datetime,
    desk: Desk,
    *,
    payment_told_at: datetime | None = None,
) -> Retained:
    """
    Make the value a shop keeps as proof, to be written with `documents.dumps`.

    .. versionadded:: 0.1.0
    """
    return Retained(
        statement=said,
        received_at=answer.received_at,
        acknowledged_at=acknowledged_at,
        answer=f"{answer.subject}\n\n{answer.text}",
        locale=answer.locale,
        functions=function_book().version,
        law=desk.law.version,
        payment_told_at=payment_told_at,
    )
