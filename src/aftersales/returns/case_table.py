"""The table of a return case: which command at which word, what may stand against it, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from .. import documents
from ..decisions import Finding, Verdict
from ..events import Actor, Effect, Event, Role
from ..lifecycles import Command, Lifecycle, Observation, Outcome, Refused, Request
from ..orders import Quote
from ..rights import Basis
from . import case_guards as guards
from .answers import Answer, Answers
from .asking import known_names, request, reviewer, said_why
from .case_changes import changes
from .case_folds import OBSERVED
from .case_reasons import NOT_ELIGIBLE
from .cases import ReturnCase, word_of

if TYPE_CHECKING:
    from ..decisions import Value

__all__ = ["RETURN_CASE", "announce", "proposal"]

_SHOP = frozenset({Role.STAFF, Role.SYSTEM})
_BOTH = frozenset({Role.CUSTOMER, Role.STAFF, Role.SYSTEM})
_OPEN = frozenset({"requested", "under_review"})
_ARRIVED = frozenset({"partially_received", "received", "inspected"})


def _fold(case: ReturnCase, event: Event) -> ReturnCase:
    return case.after(event)


def _effects(case: ReturnCase, asked: Request) -> tuple[Effect, ...]:
    event = Event(code=asked.command, at=asked.at, by=asked.by, key=asked.key, values=asked.values)
    return changes(case, case.after(event)).effects


def _recall(case: ReturnCase, name: str) -> Event | None:
    return next((event for event in case.events if event.key == name), None)


def _command(  # noqa: PLR0917 - a row of a table
    code: str,
    on: frozenset[str] | set[str],
    to: set[str],
    says: tuple[str, ...],
    guard: tuple[Callable[[ReturnCase, Request], Finding | None], ...] = (),
    check: tuple[Callable[[ReturnCase, Request], Finding | None], ...] = (),
    *,
    by: frozenset[Role] = _SHOP,
) -> Command[ReturnCase]:
    return Command(
        code=code,
        on=frozenset(on),
        to=frozenset(to),
        by=by,
        guards=guard,
        checks=(known_names(*says), *check),
        fold=_fold,
        effects=_effects,
    )


_TOLD = ("units", "reason", "wish", "remedy", "right", "verdict", "codes", "answers", "override")

RETURN_CASE: Lifecycle[ReturnCase] = Lifecycle(
    name="return case",
    word=word_of,
    start=("draft",),
    final=frozenset({"cancelled"}),
    recall=_recall,
    commands=(
        _command(
            "request",
            {"draft", "requested", "under_review"},
            {"requested", "under_review", "approved", "in_transit"},
            _TOLD,
            check=(guards.names_units("units"), guards.within_returnable, guards.eligible),
            by=_BOTH,
        ),
        _command(
            "approve",
            _OPEN,
            {"approved", "in_transit"},
            ("units", "why"),
            (reviewer,),
            (guards.known_lines("units"), guards.within_requested, guards.whole_right, guards.words_for_less),
            by=frozenset(Role),
        ),
        _command(
            "reject",
            _OPEN,
            {"rejected"},
            ("why",),
            (reviewer, guards.no_statutory_right),
            (said_why,),
            by=frozenset(Role),
        ),
        _command(
            "cancel",
            {"requested", "under_review", "approved"},
            {"cancelled"},
            ("why",),
            (guards.nothing_closed, guards.not_in_transit, guards.not_received, guards.not_refunded),
            by=_BOTH,
        ),
        _command(
            "issue_label",
            {"approved", "in_transit", "partially_received"},
            set(),
            ("parcel", "units", "drop_off"),
            (guards.is_approved,),
            (guards.names_parcel, guards.known_lines("units"), guards.needs_label),
            by=_BOTH,
        ),
        _command(
            "receive",
            {"approved", "in_transit", *_ARRIVED},
            {"approved", "in_transit", *_ARRIVED},
            ("parcel", "received", "unexpected", "condition"),
            (guards.is_approved,),
            (
                guards.names_units("received", "unexpected"),
                guards.known_lines("received"),
                guards.within_approved,
            ),
        ),
        _command(
            "inspect",
            {"in_transit", "partially_received", "received"},
            {"in_transit", *_ARRIVED},
            ("accepted", "refused", "wrong", "missing", "grade", "disposition", "check", "picture", "why"),
            (guards.is_approved,),
            (
                guards.names_units("accepted", "refused", "wrong", "missing"),
                guards.known_lines("accepted", "refused", "wrong", "missing"),
                guards.within_received,
                guards.within_expected,
                guards.words_for_refusal,
                guards.no_withdrawal_refused,
                guards.all_checked,
                guards.known_grades,
                guards.few_pictures,
            ),
        ),
        _command(
            "keep",
            {"approved"},
            {"approved", "inspected"},
            ("units", "why", "override"),
            (guards.is_approved,),
            (guards.names_units("units"), guards.known_lines("units"), guards.within_kept, guards.may_keep),
        ),
        _command(
            "propose_refund",
            {"approved", "in_transit", *_ARRIVED},
            set(),
            ("amount", "fee", "units", "item", "to", "override"),
            (guards.is_approved,),
            (
                guards.names_units("units"),
                guards.known_lines("units"),
                guards.triggered,
                guards.refundable,
                guards.fee_within_value,
            ),
        ),
        _command(
            "extend",
            {"approved", "in_transit", "partially_received"},
            set(),
            ("until", "why"),
            (guards.is_approved,),
            (guards.later,),
        ),
        _command(
            "expire",
            {"approved", "in_transit"},
            {"expired"},
            (),
            (guards.is_approved, guards.due, guards.no_statutory_right),
        ),
        _command("resolve", {"inspected"}, {"resolved"}, (), (guards.nothing_pending, guards.exchange_ended)),
        _command(
            "reopen",
            {"rejected", "expired", "resolved"},
            {"requested", "under_review", "approved", "in_transit", "inspected"},
            ("why", "until"),
            (guards.still_returnable,),
            (said_why,),
            by=frozenset({Role.STAFF}),
        ),
    ),
    observations=tuple(
        Observation(
            code=code,
            fold=_fold,
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
        FactsError: If the case was not shown its order.

    .. versionadded:: 0.1.0
    """
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
    Ask for a refund to be proposed as it was quoted, with its whole breakdown.

    .. versionadded:: 0.1.0
    """
    fees = [part.amount for part in quote.deductions if part.code != "capped"]
    said: dict[str, Value] = {"override": override} if override else {}
    if fees:
        fee = fees[0]
        for one in fees[1:]:
            fee += one
        said["fee"] = fee
    return request(
        "propose_refund",
        at=at,
        by=by,
        key=key,
        amount=quote.total,
        units={item.id: item.units for item in quote.items if item.units},
        item={item.id: item.amount.gross for item in quote.items},
        to={share.tender: share.amount for share in quote.tenders},
        **said,
    )
