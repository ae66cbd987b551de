"""The table of a return case: which command at which word, what may stand against it, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from ... import documents
from ...decisions import Finding, Verdict
from ...errors import facts_error
from ...events import Actor, Role
from ...lifecycles import Command, Lifecycle, Observation, Outcome, Refused, Request
from ...money import total
from ...orders import Quote, refund_values
from ...orders.said import request
from ...rights import Basis
from ..answer import Answer
from ..answers import Answers
from . import guards
from .changing import effects_of
from .folds import OBSERVED
from .reasons import NOT_ELIGIBLE
from .return_cases import ReturnCase, word_of
from .rows import ANYBODY, BOTH, fold, recall, reviewer, row, said_why

if TYPE_CHECKING:
    from ...decisions import Value

__all__ = ["RETURN_CASE", "announce", "proposal"]

_OPEN = frozenset({"requested", "under_review"})
_ARRIVED = frozenset({"partially_received", "received", "inspected"})


_TOLD = ("units", "reason", "wish", "remedy", "right", "verdict", "codes", "answers", "override")

_row: Callable[..., Command[ReturnCase]] = partial(row, effects=effects_of)
#: A row of a command after which nothing is to be carried out.
_quiet: Callable[..., Command[ReturnCase]] = partial(row, effects=None)

RETURN_CASE: Lifecycle[ReturnCase] = Lifecycle(
    name="return case",
    word=word_of,
    start=("draft",),
    final=frozenset({"cancelled"}),
    recall=recall,
    commands=(
        _row(
            "request",
            {"draft", "requested", "under_review"},
            {"requested", "under_review", "approved", "in_transit"},
            _TOLD,
            checks=(guards.names_units("units"), guards.within_returnable, guards.eligible),
            by=BOTH,
        ),
        _row(
            "approve",
            _OPEN,
            {"approved", "in_transit"},
            ("units", "why"),
            guards=(reviewer,),
            checks=(guards.known_lines("units"), guards.within_requested, guards.whole_right, guards.words_for_less),
            by=ANYBODY,
        ),
        _quiet(
            "reject",
            _OPEN,
            {"rejected"},
            ("why",),
            guards=(reviewer, guards.no_statutory_right),
            checks=(said_why,),
            by=ANYBODY,
        ),
        _quiet(
            "cancel",
            {"requested", "under_review", "approved"},
            {"cancelled"},
            ("why",),
            guards=(guards.nothing_closed, guards.not_in_transit, guards.not_received, guards.not_refunded),
            checks=(guards.for_the_customer,),
            by=BOTH,
        ),
        _row(
            "issue_label",
            {"approved", "in_transit", "partially_received"},
            set(),
            ("parcel", "units", "drop_off"),
            guards=(guards.is_approved,),
            checks=(guards.names_parcel, guards.known_lines("units"), guards.needs_label),
            by=BOTH,
        ),
        _row(
            "receive",
            {"approved", "in_transit", *_ARRIVED},
            {"approved", "in_transit", *_ARRIVED},
            ("parcel", "received", "unexpected", "condition"),
            guards=(guards.is_approved,),
            checks=(
                guards.names_units("received", "unexpected"),
                guards.known_lines("received"),
                guards.within_approved,
            ),
        ),
        _row(
            "inspect",
            {"in_transit", "partially_received", "received"},
            {"in_transit", *_ARRIVED},
            ("accepted", "refused", "wrong", "missing", "grade", "disposition", "check", "picture", "why"),
            guards=(guards.is_approved,),
            checks=(
                guards.names_units("accepted", "refused", "wrong", "missing"),
                guards.known_lines("accepted", "refused", "wrong", "missing"),
                guards.within_received,
                guards.within_expected,
                guards.missing_in_time,
                guards.words_for_refusal,
                guards.no_withdrawal_refused,
                guards.all_checked,
                guards.known_grades,
                guards.known_dispositions,
                guards.few_pictures,
            ),
        ),
        _row(
            "keep",
            {"approved"},
            {"approved", "inspected"},
            ("units", "why", "override"),
            guards=(guards.is_approved,),
            checks=(guards.names_units("units"), guards.known_lines("units"), guards.within_kept, guards.may_keep),
        ),
        _row(
            "propose_refund",
            {"approved", "in_transit", *_ARRIVED},
            set(),
            ("amount", "fee", "override", "units", "pool", "worth", "tax", "rate", "tender", "waived", "bonus"),
            guards=(guards.is_approved,),
            checks=(
                guards.names_amount,
                guards.names_units("units"),
                guards.known_lines("units"),
                guards.adds_up,
                guards.triggered,
                guards.refundable,
                guards.fee_within_value,
            ),
        ),
        _quiet(
            "extend",
            {"approved", "in_transit", "partially_received"},
            set(),
            ("until", "why"),
            guards=(guards.is_approved,),
            checks=(guards.later,),
        ),
        _quiet(
            "expire",
            {"approved", "in_transit"},
            {"expired"},
            (),
            guards=(guards.is_approved, guards.due, guards.no_statutory_right),
        ),
        _quiet("resolve", {"inspected"}, {"resolved"}, guards=(guards.nothing_pending, guards.exchange_ended)),
        _quiet(
            "reopen",
            {"rejected", "expired", "resolved"},
            {"requested", "under_review", "approved", "in_transit", "inspected"},
            ("why", "until"),
            guards=(guards.still_returnable,),
            checks=(said_why, guards.names_a_day),
            by=frozenset({Role.STAFF}),
        ),
    ),
    observations=tuple(
        Observation(
            code=code,
            fold=fold,
            on=frozenset({"approved"} if code == "carrier_scan" else ()),
            to=frozenset({"in_transit"} if code == "carrier_scan" else ()),
        )
        for code in OBSERVED
    ),
)


def announce(case: ReturnCase, answers: Answers, *, at: datetime, by: Actor, key: str, override: str = "") -> Outcome:
    """
    Ask for a return as it was answered; where the answers say no, every reason of theirs is in the refusal.

    A line that a statutory right protects is never refused here, whatever the policy says: a person looks at it.

    Args:
        case: A draft, or a request that is to be changed before anybody approved it.

        answers: What `decide` said to exactly these lines and units.

        at: The moment.

        by: Who asks.

        key: The idempotency key.

        override: Why a member of staff sets the refusal aside; its codes stay in the case.

    Raises:
        FactsError: If the case was not shown its order, or the answers are to another one.

    .. versionadded:: 0.1.0
    """
    if answers.case is not None and answers.case.order.id != case.order:
        raise facts_error("answers", f"answers to order {case.order}", answers.case.order.id)
    lines = answers.lines
    said: dict[str, Value] = {"override": override} if override else {}
    asked = request(
        "request",
        at=at,
        by=by,
        key=key,
        answers=documents.content_hash(answers),
        units={one.line: one.units for one in lines},
        reason=_reasons(answers),
        wish={one.line: one.wish.value for one in lines if one.wish is not None},
        remedy={one.line: one.best.remedy.value for one in lines},
        right={one.line: right.value for one in lines if (right := _right(one)) is not None},
        verdict={one.line: one.verdict.value for one in lines},
        codes={one.line: " ".join(one.codes) for one in lines},
        **said,
    )
    outcome = RETURN_CASE.decide(case, asked)
    if not isinstance(outcome, Refused):
        return outcome
    found: list[Finding] = []
    for finding in outcome.findings:
        found += _against(answers) if finding.reason == NOT_ELIGIBLE else [finding]
    return Refused(tuple(found))


def _reasons(answers: Answers) -> dict[str, str]:
    if answers.case is None:
        return {}
    asked = answers.case.request
    return {line: one.reason.value for line, one in asked.items() if one.reason is not None}


def _right(answer: Answer) -> Basis | None:
    """Find the statutory right that is open, or that holds for the customer as long as nobody shows otherwise."""
    for basis in (Basis.WITHDRAWAL, Basis.GUARANTEE):
        for option in answer.options:
            if option.basis is not basis:
                continue
            asks = [finding.question for finding in option.findings if finding.question is not None]
            on_their_side = all(one.otherwise is Verdict.ACCEPT for one in asks)
            if option.open or (option.verdict is Verdict.ASK and on_their_side):
                return basis
    return None


def _against(answers: Answers) -> list[Finding]:
    refused = (one for one in answers.lines if one.verdict is Verdict.REFUSE)
    found = {f.reason: f for one in refused for f in one.best.findings if f.verdict is Verdict.REFUSE}
    return list(found.values())


def proposal(quote: Quote, *, at: datetime, by: Actor, key: str, override: str = "") -> Request:
    """
    Ask for a refund to be proposed as it was quoted, with its whole breakdown, which the order is told as it is.

    .. versionadded:: 0.1.0
    """
    fees = [part.amount for part in quote.deductions if part.code != "capped"]
    said: dict[str, Value] = {"override": override} if override else {}
    if fees:
        said["fee"] = total(fees, quote.total.currency)
    return request(
        "propose_refund",
        at=at,
        by=by,
        key=key,
        amount=quote.total,
        **dict(refund_values(quote)),
        **said,
    )
