"""The table of a complaint: which command at which word, what may stand against it, and what is to be done then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ..decisions import Finding, refuse
from ..errors import facts_error
from ..events import Effect, Event, Role, key
from ..lifecycles import Command, Lifecycle, Observation, Request
from ..money import Money, total
from ..orders import Moved, Movement, worth
from . import case_reasons as reasons
from .asking import by_line, known_names, reviewer, said_why, units_by_line
from .case_changes import Changes
from .complaints import Complaint, ComplaintKind, Resolution, complaint_word, folded

__all__ = ["COMPLAINT", "complaint_changes"]

_SHOP = frozenset({Role.STAFF, Role.SYSTEM})
_BOTH = frozenset({Role.CUSTOMER, Role.STAFF, Role.SYSTEM})
_PENDING = frozenset({"open", "evidence_wanted", "under_review"})


def _fold(complaint: Complaint, event: Event) -> Complaint:
    if event.key in complaint.keys:
        return complaint
    event = attrs.evolve(event, values=tuple(sorted(dict(event.values).items())))
    state = folded(complaint.state, event)
    return attrs.evolve(complaint, events=(*complaint.events, event), state=state)


# ------------------------------------------------------------------------------------------------------------ guards


def _names_units(_: Complaint, asked: Request) -> Finding | None:
    return None if units_by_line(asked.values, "units") else refuse(reasons.EMPTY_REQUEST)


def _known_kind(_: Complaint, asked: Request) -> None:
    if asked.value("kind") not in {one.value for one in ComplaintKind}:
        raise facts_error("kind", f"one of {', '.join(one.value for one in ComplaintKind)}", "another word")


def _known_resolution(_: Complaint, asked: Request) -> None:
    if asked.value("resolution") not in {one.value for one in Resolution}:
        raise facts_error("resolution", f"one of {', '.join(one.value for one in Resolution)}", "another word")


def _within_sold(complaint: Complaint, asked: Request) -> Finding | None:
    for line, count in units_by_line(asked.values, "units").items():
        if count > (most := complaint.claimable(line)):
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=line, units=count, most=most)
    return None


def _still_unclaimed(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001 - every guard takes both
    if complaint.state.closed in ("", "resolved"):
        return None
    for line, count in complaint.state.units:
        if count > (most := complaint.claimable(line)):
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=line, units=count, most=most)
    return None


def _showed_something(_: Complaint, asked: Request) -> Finding | None:
    return None if by_line(asked.values, "picture") else refuse(reasons.EVIDENCE_REQUIRED)


def _delivered(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    """Until a consumer holds the goods, their loss is the shop's."""
    if complaint.state.kind is not ComplaintKind.LOST:
        return None
    for line, count in complaint.state.units:
        pools = complaint.at_order.order.tally(line)
        if count > max(pools.ordered - pools.cancelled - pools.delivered, 0):
            continue
        return refuse(reasons.STATUTORY_RIGHT, line=line)
    return None


def _approved(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if complaint.state.resolution is not None else refuse(reasons.NOT_APPROVED)


def _amount(complaint: Complaint, asked: Request) -> Finding | None:
    """A price reduction says how much, and no more than the units were charged and the order has left."""
    amount = asked.value("amount")
    if amount is None:
        wanted = asked.value("resolution") == Resolution.PRICE_REDUCTION.value
        return refuse(reasons.AMOUNT_REQUIRED) if wanted else None
    if not isinstance(amount, Money) or amount.currency != complaint.currency or amount.minor < 0:
        raise facts_error("amount", f"an amount of 0 or more in {complaint.currency}", type(amount).__name__)
    order = complaint.at_order.order
    units = [(line, min(count, order.tally(line).refundable)) for line, count in complaint.state.units]
    value = total((worth(order, line, count).gross for line, count in units), order.currency)
    most = min(value, order.left)
    return refuse(reasons.EXCEEDS_REFUNDABLE, most=most, amount=amount) if amount > most else None


def _all_back(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    wanted = {line for line, _ in complaint.state.units} if complaint.state.asked_back else set()
    return refuse(reasons.RETURN_OUTSTANDING) if wanted - complaint.state.back else None


def _all_done(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.RESOLUTION_OPEN, part=complaint.open_parts[0]) if complaint.open_parts else None


# ----------------------------------------------------------------------------------------------------------- effects


def _effects(complaint: Complaint, asked: Request) -> tuple[Effect, ...]:
    if asked.command == "ask_evidence":
        return (_effect(complaint, "ask_evidence", asked.key),)
    if asked.command != "start":
        return ()
    state, made = complaint.state, []
    for part in complaint.open_parts:
        if state.amount is not None and part == "refund":
            made.append(_effect(complaint, part, amount=state.amount))
            continue
        made += [_effect(complaint, part, line=line, units=count) for line, count in state.units]
    made += [_effect(complaint, "ask_back", line=line, units=count) for line, count in state.units if state.asked_back]
    return tuple(made)


def _effect(complaint: Complaint, code: str, *parts: str, **values: str | int | Money) -> Effect:
    name = key("complaint", code, complaint.id, *parts, *values.values())
    return Effect(code=f"complaints.{code}", key=name, values=(("complaint", complaint.id), *values.items()))


def complaint_changes(before: Complaint, after: Complaint) -> Changes:
    """
    Find what the order has to be told when a complaint is resolved: units replaced, or kept with their money back.

    .. versionadded:: 0.1.0
    """
    if after.word != "resolved" or before.word == "resolved":
        return Changes()
    state, at = after.state, after.events[-1].at
    what = None
    if state.resolution in (Resolution.REPLACEMENT, Resolution.BOTH):
        what = Moved.REPLACED
    elif state.resolution is Resolution.REFUND and not state.asked_back and state.kind is not ComplaintKind.LOST:
        what = Moved.KEPT
    if what is None:
        return Changes()
    return Changes(tuple(Movement(what=what, line=line, quantity=count, at=at) for line, count in state.units))


# ------------------------------------------------------------------------------------------------------------- table


def _command(code: str, on: Iterable[str], to: Iterable[str], **more: Any) -> Command[Complaint]:
    says = more.pop("says", ())
    checks = (known_names(*says), *more.pop("checks", ()))
    fields: dict[str, Any] = {"by": _SHOP, "fold": _fold, "effects": _effects, **more}
    return Command(code=code, on=frozenset(on), to=frozenset(to), checks=checks, **fields)


COMPLAINT: Lifecycle[Complaint] = Lifecycle(
    name="complaint",
    word=complaint_word,
    start=("draft",),
    final=frozenset(),
    recall=lambda complaint, name: next((event for event in complaint.events if event.key == name), None),
    commands=(
        _command(
            "open",
            {"draft"},
            {"open"},
            by=_BOTH,
            checks=(_known_kind, _names_units, _within_sold),
            says=("kind", "units", "picture", "why"),
        ),
        _command("ask_evidence", {"open", "under_review"}, {"evidence_wanted"}, says=("why",)),
        _command(
            "give_evidence",
            {"open", "evidence_wanted", "under_review"},
            {"under_review"},
            by=_BOTH,
            checks=(_showed_something,),
            says=("picture", "why"),
        ),
        _command("review", {"open", "evidence_wanted"}, {"under_review"}, says=("why",)),
        _command(
            "approve",
            _PENDING,
            {"approved", "resolving"},
            by=frozenset(Role),
            guards=(reviewer,),
            checks=(_known_resolution, _amount),
            says=("resolution", "amount", "asked_back", "why"),
        ),
        _command(
            "deny",
            _PENDING,
            {"denied"},
            by=frozenset(Role),
            guards=(reviewer, _delivered),
            checks=(said_why,),
            says=("why",),
        ),
        _command("withdraw", {*_PENDING, "approved"}, {"withdrawn"}, by=_BOTH, says=("why",)),
        _command("start", {"approved"}, {"resolving"}, guards=(_approved,)),
        _command("resolve", {"resolving"}, {"resolved"}, guards=(_approved, _all_done, _all_back)),
        _command(
            "reopen",
            {"denied", "withdrawn", "resolved"},
            {"under_review", "approved", "resolving"},
            by=frozenset({Role.STAFF}),
            guards=(_still_unclaimed,),
            checks=(said_why,),
            says=("why",),
        ),
    ),
    observations=(
        Observation(code="done", fold=_fold, on=frozenset({"approved"}), to=frozenset({"resolving"})),
        Observation(code="goods_back", fold=_fold),
    ),
)
