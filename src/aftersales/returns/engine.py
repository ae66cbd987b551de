"""Ask for a decision: what a customer may have for what they request, or what the order page can offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from ..errors import FactsError, Problem, facts_error
from ..orders import Order
from ..rights import ReturnReason, Way
from .answers import Answers
from .deciding import judged_lines
from .desk import Case, Desk, RequestLine, reason_of
from .keeping import CustomerHistory

__all__ = ["decide", "offer"]


def decide(
    order: Order,
    request: Mapping[str, int | RequestLine],
    desk: Desk,
    at: datetime,
    *,
    reason: ReturnReason | str | None = None,
    also: Sequence[Way] = (),
    history: CustomerHistory | None = None,
) -> Answers:
    """
    Decide what a customer may have for units of an order at a moment.

    Args:
        order: The sale with everything that happened since.

        request: Units by line, or a `RequestLine` for what was said about them.

        desk: The shop's policy, statements, calendars and law.

        at: The moment, with its zone: when the customer announces it.

        reason: Why, for every line that does not say itself.

        also: More ways to a remedy, such as a warranty.

        history: What the customer ordered and returned before, for policies that look at it; never against a right of
            the law.

    Raises:
        FactsError: If *at* is naive or before the order, a line or reason is unknown, or more units are asked for than
            were bought.

    .. versionadded:: 0.1.0
    """
    _check(order, desk)
    asked = _asked(order, request, reason_of(reason))
    return decided(Case(order=order, request=asked, desk=desk, at=at, also=tuple(also), history=history))


def offer(
    order: Order,
    desk: Desk,
    at: datetime,
    *,
    also: Sequence[Way] = (),
    history: CustomerHistory | None = None,
) -> Answers:
    """
    Say what the order page can offer for each line, where no reason and no quantity is known yet.

    Lines of which nothing can come back any more are left out.

    Raises:
        FactsError: If *at* is naive or before the order.

    .. versionadded:: 0.1.0
    """
    _check(order, desk)
    left = {line: order.tally(line).returnable for line in order.line_ids}
    request = {line: RequestLine(units=units) for line, units in left.items() if units > 0}
    case = Case(order=order, request=request, desk=desk, at=at, also=tuple(also), offering=True, history=history)
    return decided(case)


def decided(case: Case) -> Answers:
    """
    Decide a case.

    Raises:
        FactsError: If the moment is naive or before the order, or a day lies beyond what a calendar can hold.
    """
    return Answers(lines=judged_lines(case), currency=case.order.currency, case=case)


def _check(order: Order, desk: Desk) -> None:
    """Refuse what is taken for an order or a desk easily: plain data, or the whole shop."""
    if not isinstance(order, Order):
        raise facts_error("order", "an Order", type(order).__name__, "orders.from_dict makes one of plain data")
    if not isinstance(desk, Desk):
        raise facts_error("desk", "a Desk", type(desk).__name__, "a shop that was loaded has one: shop.returns")


def _asked(
    order: Order, request: Mapping[str, int | RequestLine], reason: ReturnReason | None
) -> dict[str, RequestLine]:
    if request.__class__ is not dict and not isinstance(request, Mapping):
        raise facts_error("request", 'units by line, such as {"line-1": 1}', type(request).__name__)
    if not request:
        raise FactsError((Problem("request", "at least one line", "nothing"),))
    asked, problems = {}, []
    for line_id, one in request.items():
        try:
            line = one if isinstance(one, RequestLine) else RequestLine(units=one, reason=reason)
            bought = order.line(line_id).quantity
            if line.units > bought:
                problems.append(Problem(f"request.{line_id}.units", f"at most the {bought} bought", str(line.units)))
            asked[line_id] = attrs.evolve(line, reason=reason) if line.reason is None and reason is not None else line
        except FactsError as wrong:
            problems += [problem.below(f"request.{line_id}") for problem in wrong.problems]
    if problems:
        raise FactsError(tuple(problems))
    return asked
