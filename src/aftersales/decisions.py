"""
Verdicts, reasons and findings: how every engine says what it decided and why.

A `Reason` is declared once, with a stable code and a sentence. A `Finding` is a reason with the verdict one rule came
to, the values it judged by and the sources it cites.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NoReturn

import attrs

from .errors import facts_error
from .money import Money

__all__ = [
    "Answerer",
    "Audience",
    "Cite",
    "Finding",
    "Question",
    "Reason",
    "Value",
    "Values",
    "Verdict",
    "accept",
    "ask",
    "easiest",
    "refer",
    "refuse",
    "strictest",
]

Value = str | int | bool | date | datetime | Decimal | Money
Values = tuple[tuple[str, Value], ...]


def N_(text: str) -> str:  # noqa: N802 - the extraction keyword of gettext
    """Mark a text for translation where it is declared."""
    return text


class Verdict(Enum):
    """
    The four outcomes of every decision; never a bool.

    ``ASK`` means that one more fact would decide, ``REFER`` that a person must look.

    >>> Verdict.ACCEPT is Verdict("accept")
    True
    """

    ACCEPT = "accept"
    ASK = "ask"
    REFER = "refer"
    REFUSE = "refuse"

    def __bool__(self) -> NoReturn:
        """Refuse: there are four outcomes, and ``if verdict:`` would always be true."""
        raise TypeError("a Verdict is no bool; compare it: verdict is Verdict.ACCEPT")


_SEVERITY = {Verdict.ACCEPT: 0, Verdict.ASK: 1, Verdict.REFER: 2, Verdict.REFUSE: 3}


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """
    Join the verdicts of rules that must all hold; of none it is ACCEPT.

    >>> strictest([Verdict.ASK, Verdict.ACCEPT]).value
    'ask'

    .. versionadded:: 0.1.0
    """
    verdicts = tuple(verdicts)
    if verdicts.count(Verdict.ACCEPT) == len(verdicts):
        return Verdict.ACCEPT
    return max(verdicts, key=_SEVERITY.__getitem__)


def easiest(verdicts: Iterable[Verdict]) -> Verdict:
    """
    Join the verdicts of options of which any helps; of none it is REFUSE.

    >>> easiest([Verdict.REFUSE, Verdict.ASK]).value
    'ask'

    .. versionadded:: 0.1.0
    """
    found = Verdict.REFUSE
    for verdict in verdicts:
        if verdict is not found and _SEVERITY[verdict] < _SEVERITY[found]:
            found = verdict
    return found


class Audience(Enum):
    """Who a reason is written for; what is written for staff is not shown to the customer."""

    CUSTOMER = "customer"
    STAFF = "staff"


class Answerer(Enum):
    """Who can answer an open question."""

    CUSTOMER = "customer"
    SHOP = "shop"
    CARRIER = "carrier"
    LAWYER = "lawyer"


@attrs.frozen(eq=False)
class Reason:
    """
    Why a rule came to its verdict: a stable code and one sentence; equal by code.

    Args:
        code: ``domain.past_tense``; never changes once released.

        text: The sentence in English, with plain named placeholders.

        params: The placeholders that *text* uses.

        audience: Who it is written for.

        since: The release that brought it.

        plural: The sentence for more than one, where it counts something.

        counts: The placeholder that chooses between *text* and *plural*.

    .. versionadded:: 0.1.0
    """

    code: str
    text: str
    params: tuple[str, ...] = ()
    audience: Audience = Audience.CUSTOMER
    since: str = "0.1.0"
    plural: str = ""
    counts: str = ""

    def __eq__(self, other: object) -> bool:
        """Compare by code."""
        return self.code == other.code if isinstance(other, Reason) else NotImplemented

    def __hash__(self) -> int:
        """Hash by code."""
        return hash(self.code)


@attrs.frozen
class Cite:
    """
    A source a finding stands on.

    Args:
        text: The statute and article, or the shop's own document and version.

        layer: Whose rule it is, such as ``EU``, ``DE``, ``policy`` or ``practices``.

        certain: Whether it was verified; what is not is shown to staff only.

    .. versionadded:: 0.1.0
    """

    text: str
    layer: str = ""
    certain: bool = True


@attrs.frozen
class Question:
    """
    An open fact whose answer would decide.

    Args:
        fact: The name of the fact, such as ``line.seal_broken``.

        who: Who can answer.

        otherwise: What holds if nobody does; for a statutory right, the customer's side.

    .. versionadded:: 0.1.0
    """

    fact: str
    who: Answerer
    otherwise: Verdict


@attrs.frozen
class Finding:
    """
    What one rule found: its verdict, its reason, what it judged by and what it cites.

    .. versionadded:: 0.1.0
    """

    verdict: Verdict
    reason: Reason
    values: Values = ()
    cites: tuple[Cite, ...] = ()
    question: Question | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a question that asks nothing, and an answer that asks; keep values by name, as stores may."""
        if len(self.values) > 1:
            object.__setattr__(self, "values", tuple(sorted(self.values, key=_name)))
        if (self.verdict is Verdict.ASK) is (self.question is None):
            raise facts_error("question", "a question exactly where the verdict is ask", self.verdict.value)

    def value(self, name: str) -> Value | None:
        """Return the value judged by under this name, or None."""
        return dict(self.values).get(name)


def _name(pair: tuple[str, Value]) -> str:
    return pair[0]


def accept(reason: Reason, /, *, cites: tuple[Cite, ...] = (), **values: Value) -> Finding:
    """Find in favour."""
    return Finding(Verdict.ACCEPT, reason, tuple(values.items()), cites)


def refuse(reason: Reason, /, *, cites: tuple[Cite, ...] = (), **values: Value) -> Finding:
    """Find against."""
    return Finding(Verdict.REFUSE, reason, tuple(values.items()), cites)


def refer(reason: Reason, /, *, cites: tuple[Cite, ...] = (), **values: Value) -> Finding:
    """Find that a person must look."""
    return Finding(Verdict.REFER, reason, tuple(values.items()), cites)


def ask(
    reason: Reason,
    fact: str,
    who: Answerer,
    otherwise: Verdict = Verdict.ACCEPT,
    /,
    *,
    cites: tuple[Cite, ...] = (),
    **values: Value,
) -> Finding:
    """Find that one fact would decide, who can tell it, and what holds if nobody does."""
    return Finding(Verdict.ASK, reason, tuple(values.items()), cites, Question(fact, who, otherwise))
