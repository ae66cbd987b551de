"""What the returns room knows of a shop, and what somebody asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import attrs

from .. import documents
from ..dates import Calendars, WorkingCalendar
from ..errors import FactsError, Problem, facts_error
from ..law import LawBook, book
from ..orders import LineFacts, Order, Practices
from ..rights import Remedy, Repair, ReturnReason, Rule, Way
from .costs import Costs
from .keeping import CustomerHistory
from .policy import ReturnPolicy
from .rules import POLICY_RULES

__all__ = ["Case", "Desk", "RequestLine", "reason_of"]


_REASONS = {reason.value: reason for reason in ReturnReason}


def reason_of(reason: ReturnReason | str | None) -> ReturnReason | None:
    """
    Take a reason by its code.

    Raises:
        FactsError: If the list has no such code; the error names the nearest.
    """
    if reason is None or isinstance(reason, ReturnReason):
        return reason
    if reason.__class__ is str and reason in _REASONS:
        return _REASONS[reason]
    return documents.read(ReturnReason, reason, path="reason")


def remedy_of(remedy: Remedy | str | None) -> Remedy | None:
    """
    Take a remedy by its code.

    Raises:
        FactsError: If there is no such remedy; the error names the nearest.
    """
    if remedy is None or isinstance(remedy, Remedy):
        return remedy
    return documents.read(Remedy, remedy, path="wish")


@attrs.frozen(kw_only=True)
class RequestLine:
    """
    What somebody wants to do with units of one line, and what they say about the goods.

    Args:
        units: Whole units, 1 or more.

        reason: Why, or its code; None if nobody said yet.

        wish: The remedy they would like best, or its code.

        facts: What they say about the goods, by the names of `orders.LineFacts`; it goes on top of the order's.

        defect_on: The local day on which a defect first showed.

        existed_at_delivery: Whether it was shown that the defect was there at delivery.

        repairs: What was tried to set it right, the oldest first.

        told_on: The local day on which the seller was told of the defect; None if that is now.

        hidden: Whether the defect could not be seen at delivery.

        minor: Whether the defect is minor.

        serious: Whether it is so serious that nobody has to wait for a repair.

        pictures: Whether pictures of the goods were given; None if nobody asked yet.

        chose_credit: Whether the customer chose store credit where they could have money; None if nobody asked yet.

        by_recipient: Whether somebody asks who was given the goods and is not the party to the contract.

    Raises:
        FactsError: If the units are not positive or a fact is unknown.

    .. versionadded:: 0.1.0
    """

    units: int = 1
    reason: ReturnReason | None = attrs.field(default=None, converter=reason_of)
    wish: Remedy | None = attrs.field(default=None, converter=remedy_of)
    facts: Mapping[str, bool] = attrs.field(factory=dict, hash=False)
    defect_on: date | None = None
    existed_at_delivery: bool | None = None
    repairs: tuple[Repair, ...] = ()
    told_on: date | None = None
    hidden: bool | None = None
    minor: bool | None = None
    serious: bool | None = None
    pictures: bool | None = None
    chose_credit: bool | None = None
    by_recipient: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be asked."""
        if type(self.units) is not int or self.units < 1:
            got = self.units if type(self.units) is int else type(self.units).__name__
            raise facts_error("units", "a whole number of 1 or more", got)
        if self.facts:
            documents.read(LineFacts, self.facts, path="facts")

    def answered(self, fact: str, value: object) -> RequestLine:
        """
        Take the answer to a question about these goods.

        Args:
            fact: The fact as the `Question` names it: ``line.used``, ``defect_on``, ``reason``, ``pictures``.

            value: What was answered, as the fact or its plain data.

        Raises:
            FactsError: If the answer is of another kind, or the question is one about the order or the shop.

        >>> RequestLine(units=2).answered("line.used", False).facts
        {'used': False}

        .. versionadded:: 0.1.0
        """
        if fact.startswith("line."):
            given: Any = value
            return attrs.evolve(self, facts={**self.facts, fact.removeprefix("line."): given})
        if fact not in _ANSWERS:
            expected = f"line. and a fact of the goods, or one of {', '.join(_ANSWERS)}"
            raise facts_error("fact", expected, fact[:40], "a fact of the order or of the shop is changed there")
        read: Any = documents.read(_ANSWERS[fact], value, path=fact)
        return attrs.evolve(self, **{fact: read})


#: What a question may ask about the goods of a request, and of which kind the answer is.
_ANSWERS: dict[str, Any] = {
    "reason": ReturnReason,
    "wish": Remedy,
    "defect_on": date,
    "told_on": date,
    "existed_at_delivery": bool,
    "hidden": bool,
    "minor": bool,
    "serious": bool,
    "pictures": bool,
    "chose_credit": bool,
}


NO_CALENDARS: Mapping[str, WorkingCalendar] = MappingProxyType({})


@attrs.frozen(kw_only=True, eq=False)
class Desk:
    """
    A shop's returns desk: its policy by date, what it states about itself, its calendars, and the law it stands on.

    Args:
        policies: The versions of the return policy; the one in force at purchase governs.

        practices: What the shop states about itself, by date.

        calendars: Public holidays by residence; a dict, or `calendars.HolidayCalendars`.

        law: The law rows; the library's own if not given.

        rules: The rules of the policy. A shop's own rule is a function added to this tuple.

        costs: What returns cost the shop, by date; for advice to staff only.

    .. versionadded:: 0.1.0
    """

    policies: documents.PolicyBook[ReturnPolicy] = documents.PolicyBook(())
    practices: tuple[Practices, ...] = ()
    calendars: Calendars = attrs.field(default=NO_CALENDARS, repr=False)
    law: LawBook = attrs.field(factory=book, repr=False)
    rules: tuple[Rule, ...] = POLICY_RULES
    costs: tuple[Costs, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse two statements of one day."""
        problems = [problem.below("practices") for problem in same_days(self.practices)]
        problems += [problem.below("costs") for problem in same_days(self.costs)]
        if problems:
            raise FactsError(tuple(problems))


def same_days(versions: Sequence[documents.Dated]) -> Iterable[Problem]:
    """Find versions that claim to hold since the same day; the document has to say which one does."""
    seen: dict[date, int] = {}
    for index, version in enumerate(versions):
        first = seen.setdefault(version.since, index)
        if first != index:
            expected = f"another day than [{first}] has"
            yield Problem(f"[{index}].since", expected, version.since.isoformat(), "say since when each one holds")


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """
    What was asked, of whom, and when: everything an answer was worked out from.

    Args:
        order: The sale.

        request: What was asked, by line.

        desk: Of whom.

        at: When.

        also: The further ways that were asked.

        offering: Whether it was an offer, made before anybody said a reason.

        history: What the customer ordered and returned before; None where nobody told.

        granted: The lines that staff accepted although no option of them is open.

    .. versionadded:: 0.1.0
    """

    order: Order
    request: Mapping[str, RequestLine]
    desk: Desk
    at: datetime
    also: tuple[Way, ...] = ()
    offering: bool = False
    history: CustomerHistory | None = None
    granted: frozenset[str] = frozenset()
