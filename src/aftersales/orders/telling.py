"""A status for people and for tables: the facts behind each word, and the columns a host may index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..dates import Deadline
from ..decisions import N_, Audience, Finding, Reason, Value, accept
from .axes import Flag
from .order import Order
from .standing import Status, status

__all__ = [
    "ASTRAY",
    "COLLECTED",
    "FLAGGED",
    "FULFILLED",
    "GIVEN_BACK",
    "HELD_FOR",
    "RETURNING",
    "SHOWN",
    "STAGED",
    "explain",
    "project",
]

_STAFF = Audience.STAFF

#: The word that is shown, and the axis that decides it.
SHOWN = Reason("orders.shown", N_("Shown as: {word}; {axis} comes first here."), ("word", "axis"), _STAFF)
#: How far the contract got.
STAGED = Reason("orders.staged", N_("The contract: {word}."), ("word",), _STAFF)
#: For what it is held.
HELD_FOR = Reason(
    "orders.held_for", N_("It is held for: {hold}; nothing is sent until that is released."), ("hold",), _STAFF
)
#: How much was paid.
COLLECTED = Reason(
    "orders.collected", N_("Payment: {word}; the shop has {paid} of {due} due."), ("word", "paid", "due"), _STAFF
)
#: How much went back.
GIVEN_BACK = Reason(
    "orders.given_back",
    N_("Refund: {word}; {refunded} went back and {pending} is on its way."),
    ("word", "refunded", "pending"),
    _STAFF,
)
#: How far the goods got.
FULFILLED = Reason(
    "orders.fulfilled",
    N_("Goods: {word}; of {sold} units {packed} are packed, {shipped} sent and {delivered} delivered."),
    ("word", "sold", "packed", "shipped", "delivered"),
    _STAFF,
)
#: Some of it never arrived.
ASTRAY = Reason(
    "orders.astray",
    N_("Lost: {lost} unit, neither sent again, refunded nor replaced."),
    ("lost",),
    _STAFF,
    plural=N_("Lost: {lost} units, neither sent again, refunded nor replaced."),
    counts="lost",
)
#: How much comes back.
RETURNING = Reason(
    "orders.returning",
    N_("Returns: {word}; {returning} units are to come back and {returned} came back."),
    ("word", "returning", "returned"),
    _STAFF,
)
#: What is true beside the words.
FLAGGED = Reason("orders.flagged", N_("Mark: {flag}."), ("flag",), _STAFF)


def explain(found: Status) -> tuple[Finding, ...]:
    """
    Name the facts behind each word of a status, the word that is shown first.

    .. versionadded:: 0.1.0
    """
    axis, word = found.said_by
    said = [accept(SHOWN, word=word, axis=axis), accept(STAGED, word=found.stage.value)]
    if found.holds:
        said.append(accept(HELD_FOR, hold=", ".join(sorted(found.holds))))
    facts = found.facts
    if facts is not None:
        said += [
            accept(COLLECTED, word=found.collection.value, paid=facts.paid, due=facts.due),
            accept(GIVEN_BACK, word=found.refunded.value, refunded=facts.refunded, pending=facts.pending),
            accept(
                FULFILLED,
                word=found.fulfilment.value,
                sold=facts.sold,
                packed=facts.packed,
                shipped=facts.shipped,
                delivered=facts.delivered,
            ),
            *([accept(ASTRAY, lost=facts.lost)] if facts.lost else []),
            accept(RETURNING, word=found.returned.value, returning=facts.returning, returned=facts.returned),
        ]
    return (*said, *(accept(FLAGGED, flag=flag.value) for flag in Flag if flag in found.flags))


def project(order: Order, at: datetime, windows: Iterable[Deadline] = ()) -> dict[str, Value]:
    """
    Give the columns a host may store beside an order to search and sort by; write nothing else into them.

    Money is in whole minor units of the order's currency. Holds and flags are words with spaces between them; a reason
    to hold that is several words is joined by underscores.

    Args:
        order: The sale with everything that happened since.

        at: The moment.

        windows: Until when something may be asked for, as for `status`; without them nothing is ``completed``.

    .. versionadded:: 0.1.0
    """
    found = status(order, at, windows)
    facts = found.facts
    amounts = (facts.due, facts.paid, facts.refunded, facts.pending) if facts is not None else ()
    due, paid, refunded, pending = (amount.minor for amount in amounts)
    return {
        "stage": found.stage.value,
        "word": found.word,
        "mark": found.mark,
        "brief": found.brief.value,
        "collection": found.collection.value,
        "refunded": found.refunded.value,
        "fulfilment": found.fulfilment.value,
        "returned": found.returned.value,
        "holds": " ".join(sorted("_".join(hold.split()) for hold in found.holds)),
        "flags": " ".join(flag.value for flag in Flag if flag in found.flags),
        "due_minor": due,
        "paid_minor": paid,
        "refunded_minor": refunded,
        "pending_minor": pending,
    }
