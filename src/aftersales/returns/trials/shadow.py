"""Run beside the rule a shop has now, and tell where the two differ and why, without ever getting in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import attrs

from ...decisions import Verdict
from ...orders import Order
from ...rights import ReturnReason
from ..answer import Answer
from ..desk import Desk, RequestLine
from ..engine import decide
from ..keeping import CustomerHistory
from .backtest import why

__all__ = ["Differing", "PresentRule", "differing"]

Request = Mapping[str, int | RequestLine]

#: What a shop decides by now: order, request and moment in, a verdict or yes and no by line out.
PresentRule = Callable[[Order, Request, datetime], Mapping[str, Verdict | bool]]


@attrs.frozen(kw_only=True)
class Differing:
    """
    One line on which the present rule and the policy differ, or what failed; ids and codes only, fit for a log.

    Args:
        order: The id of the order.

        line: The line; empty where the whole request failed.

        present: What the present rule says; None where it says nothing or failed.

        ours: What the policy says; None where deciding failed.

        why: Codes of what stands against it, or by which right it is accepted.

        failed: Which of the two failed, and with what kind of error: ``present: KeyError``.

    .. versionadded:: 0.1.0
    """

    order: str
    line: str = ""
    present: Verdict | None = None
    ours: Verdict | None = None
    why: tuple[str, ...] = ()
    failed: str = ""


def differing(
    order: Order,
    request: Request,
    desk: Desk,
    at: datetime,
    present: PresentRule,
    *,
    reason: ReturnReason | str | None = None,
    history: CustomerHistory | None = None,
) -> Iterator[Differing]:
    """
    Tell line by line where the rule a shop has now and its policy differ, and why; nothing where they agree.

    It never raises: what fails is told as well, by the kind of the error and without its text.

    Args:
        order: The sale.

        request: What is asked, by line.

        desk: The shop with the policy to try.

        at: The moment.

        present: The rule the shop has now.

        reason: Why, for every line that does not say itself.

        history: What the customer ordered and returned before.

    .. versionadded:: 0.1.0
    """
    theirs: Mapping[str, Verdict] = {}
    ours: Mapping[str, Answer] = {}
    try:
        theirs = {line: _verdict(said) for line, said in present(order, request, at).items()}
    except Exception as wrong:  # noqa: BLE001 - whatever the host's rule raises must not reach its shop from here
        yield _failed(order, "present", wrong)
        return
    try:
        ours = decide(order, request, desk, at, reason=reason, history=history)
    except Exception as wrong:  # noqa: BLE001 - likewise
        yield _failed(order, "ours", wrong)
        return
    for line, answer in ours.items():
        said = theirs.get(line)
        if said is not answer.verdict:
            yield Differing(order=order.id, line=line, present=said, ours=answer.verdict, why=why(answer))


def _verdict(said: Verdict | bool) -> Verdict:  # noqa: FBT001 - a shop's own rule says yes or no
    if isinstance(said, Verdict):
        return said
    return Verdict.ACCEPT if said else Verdict.REFUSE


def _failed(order: Order, whose: str, wrong: Exception) -> Differing:
    return Differing(order=str(getattr(order, "id", "")), failed=f"{whose}: {type(wrong).__name__}")
