"""What was once asked of a shop, as a file of past orders holds it: a line for each order, with its requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from ... import documents
from ...errors import FactsError, Problem, facts_error
from ...orders import Order
from ...rights import ReturnReason
from ..desk import RequestLine, reason_of
from ..keeping import CustomerHistory

__all__ = ["Asked", "PastRequest", "past_request"]


def _lines(asked: Mapping[str, Any]) -> dict[str, RequestLine]:
    """Read what is asked of each line: whole units, or everything a `RequestLine` has."""
    if not asked:
        raise facts_error("request", "at least one line", "nothing")
    made: dict[str, RequestLine] = {}
    problems: list[Problem] = []
    for line, said in asked.items():
        try:
            one = {"units": said} if type(said) is int else said
            made[line] = documents.read(RequestLine, one, path=f"request.{line}")
        except FactsError as wrong:
            problems += wrong.problems
    if problems:
        raise FactsError(tuple(problems))
    return made


@attrs.frozen(kw_only=True)
class Asked:
    """
    What was once asked, of one order.

    Args:
        request: What was asked, by line: whole units, or a `RequestLine`.

        at: When, with its zone.

        reason: Why, for every line that does not say itself.

        history: What the customer ordered and returned before.

    .. versionadded:: 0.1.0
    """

    request: Mapping[str, Any] = attrs.field(converter=_lines)
    at: datetime
    reason: ReturnReason | None = attrs.field(default=None, converter=reason_of)
    history: CustomerHistory | None = None


@attrs.frozen(kw_only=True)
class PastRequest:
    """
    One line of a file of past orders: an order, and what was asked of it, in one request or several.

    Several requests are decided apart, each on the order as it stands here.

    Args:
        order: The order, with everything that had happened when somebody asked.

        asked: The requests.

    .. versionadded:: 0.1.0
    """

    order: Order
    asked: tuple[Asked, ...]


def past_request(data: object) -> PastRequest:
    """
    Read one line of a file of past orders, as plain data.

    ``order`` is what `orders.to_dict` wrote. Beside it stand ``request``, ``at``, ``reason`` and ``history``, or a list
    of such tables under ``requests``.

    Raises:
        FactsError: With everything that is wrong, each with its path.

    .. versionadded:: 0.1.0
    """
    if not isinstance(data, Mapping):
        raise facts_error("", "a table with an order and a request", type(data).__name__)
    problems: list[Problem] = []
    order: Order | None = None
    asked: list[Asked] = []
    try:
        order = past_order(data)
    except FactsError as wrong:
        problems += wrong.problems
    try:
        asked = _asked({key: value for key, value in data.items() if key != "order"})
    except FactsError as wrong:
        problems += wrong.problems
    if problems or order is None:
        raise FactsError(tuple(problems))
    return PastRequest(order=order, asked=tuple(asked))


def past_order(data: object) -> Order:
    """
    Read the order alone of such a line.

    Raises:
        FactsError: With everything that is wrong with it.
    """
    if not isinstance(data, Mapping) or "order" not in data:
        raise facts_error("order", "an order", "nothing")
    return documents.read(Order, data["order"], path="order")


def _asked(data: Mapping[str, Any]) -> list[Asked]:
    if "requests" not in data:
        return [documents.read(Asked, data)]
    if len(data) > 1:
        raise facts_error("requests", "nothing beside order and requests", ", ".join(sorted(data))[:40])
    asked: list[Asked] = list(documents.read(tuple[Asked, ...], data["requests"], path="requests"))
    return asked
