"""The table of a complaint: which command at which word, what may stand against it, and what is to be done then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import attrs

from ...decisions import Finding, refuse
from ...errors import facts_error
from ...events import Effect, Event, Role, key
from ...lifecycles import Command, Lifecycle, Observation, Request
from ...money import Money, total
from ...orders import Moved, Pool, worth
from ...orders.said import by_item, units_of
from . import reasons
from .changing import Changes, Refunding, stepwise
from .complaints import Complaint, ComplaintKind, Resolution, complaint_word
from .rows import ANYBODY, BOTH, fold, recall, reviewer, row, said_why

__all__ = ["COMPLAINT", "complaint_changes"]

_PENDING = frozenset({"open", "evidence_wanted", "under_review"})


# ------------------------------------------------------------------------------------------------------------ guards


def _names_units(_: Complaint, asked: Request) -> Finding | None:
    return None if units_of(asked.values, "units") else refuse(reasons.EMPTY_REQUEST)


def _known_kind(_: Complaint, asked: Request) -> None:
    if asked.value("kind") not in {one.value for one in ComplaintKind}:
        raise facts_error("kind", f"one of {', '.join(one.value for one in ComplaintKind)}", "another word")


def _known_resolution(_: Complaint, asked: Request) -> None:
    if asked.value("resolution") not in {one.value for one in Resolution}:
        raise facts_error("resolution", f"one of {', '.join(one.value for one in Resolution)}", "another word")


def _within_sold(complaint: Complaint, asked: Request) -> Finding | None:
    for line, count in units_of(asked.values, "units").items():
        most = min(complaint.returnable(line), complaint.at_order.order.tally(line).refundable)
        if count > most:
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=line, units=count, most=most)
    return None


def _still_unclaimed(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001 - every guard takes both
    if complaint.state.closed in ("", "resolved"):
        return None
    for line, count in complaint.state.units:
        if count > (most := complaint.returnable(line)):
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=line, units=count, most=most)
    return None


def _showed_something(_: Complaint, asked: Request) -> Finding | None:
    return None if by_item(asked.values, "picture") else refuse(reasons.EVIDENCE_REQUIRED)


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


def _for_the_customer(complaint: Complaint, asked: Request) -> Finding | None:
    """What cannot be denied is not withdrawn instead: staff who were asked to say so, and a machine never does."""
    if asked.by.role is Role.CUSTOMER or (asked.by.role is Role.STAFF and said_why(complaint, asked) is None):
        return None
    return _delivered(complaint, asked)


def _approved(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if complaint.state.resolution is not None else refuse(reasons.NOT_APPROVED)


def _amount(complaint: Complaint, asked: Request) -> Finding | None:
    """A price reduction says how much, and no more than the units were charged and the order has left."""
    amount = asked.value("amount")
    if amount is None:
        wanted = asked.value("resolution") == Resolution.PRICE_REDUCTION.value
        return refuse(reasons.AMOUNT_REQUIRED) if wanted else None
    if isinstance(amount, Money) and amount.is_zero:
        return refuse(reasons.AMOUNT_REQUIRED)
    if not isinstance(amount, Money) or amount.currency != complaint.currency or amount.minor < 0:
        raise facts_error("amount", f"an amount of 0 or more in {complaint.currency}", type(amount).__name__)
    order = complaint.at_order.order
    units = [(line, min(count, order.tally(line).refundable)) for line, count in complaint.state.units]
    value = total((worth(order, line, count).gross for line, count in units), order.currency)
    most = min(value, order.left)
    return refuse(reasons.EXCEEDS_REFUNDABLE, most=most, amount=amount) if amount > most else None


def _there(complaint: Complaint, asked: Request) -> Finding | None:
    """What is missing or lost is with nobody who could send it back."""
    arrived = complaint.state.kind not in (ComplaintKind.MISSING, ComplaintKind.LOST)
    wanted = asked.value("resolution") == Resolution.REPAIR.value or bool(asked.value("asked_back"))
    return refuse(reasons.NEVER_ARRIVED) if wanted and not arrived else None


def _all_back(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    waits = complaint.state.asked_back and any(complaint.back(line) < count for line, count in complaint.state.units)
    return refuse(reasons.RETURN_OUTSTANDING) if waits else None


def _to_start(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    state = complaint.state
    return refuse(reasons.ALREADY_STARTED) if state.started and not state.given_up - state.asked_again else None


def _all_done(complaint: Complaint, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.RESOLUTION_OPEN, part=complaint.open_parts[0]) if complaint.open_parts else None


# ----------------------------------------------------------------------------------------------------------- effects


def _effects(complaint: Complaint, _after: Complaint, event: Event) -> tuple[Effect, ...]:
    if event.code == "ask_evidence":
        return (_effect(complaint, "ask_evidence", event.key),)
    if event.code != "start":
        return ()
    state, made = complaint.state, [_refund(complaint, one) for one in _to_refund(complaint)]
    if state.started:
        return tuple(made)
    for part in complaint.open_parts:
        if part != "refund":
            made += [_effect(complaint, part, line=line, units=count) for line, count in state.units]
    made += [_effect(complaint, "ask_back", line=line, units=count) for line, count in state.units if state.asked_back]
    return tuple(made)


def _effect(complaint: Complaint, code: str, *parts: str, **values: str | int | Money) -> Effect:
    name = key("complaint", code, complaint.id, *parts, *values.values())
    return Effect(code=f"complaints.{code}", key=name, values=(("complaint", complaint.id), *values.items()))


def complaint_changes(before: Complaint, after: Complaint) -> Changes:
    """
    Find what the order has to be told of a complaint, between two states of it.

    That is whether it is open, which units came back, were kept or replaced, and the refund of its resolution.

    .. versionadded:: 0.1.0
    """
    return stepwise(before, after, _told, _refunds, _effects)


def _told(complaint: Complaint) -> dict[Moved, dict[str, int]]:
    """Count where its units are; who is sent another unit for one that comes back holds as many as before."""
    state, moved = complaint.state, dict[Moved, dict[str, int]]()
    replaced = state.resolution is not None and "replacement" in state.resolution.parts
    refunded = state.resolution is Resolution.REFUND
    if state.asked_back and refunded:
        moved[Moved.RETURNED] = {line: complaint.back(line) for line, _ in state.units}
    if state.closed == "resolved" and replaced:
        moved[Moved.REPLACED] = dict(state.units)
    if state.closed == "resolved" and refunded and not state.asked_back and state.kind is not ComplaintKind.LOST:
        moved[Moved.KEPT] = dict(state.units)
    return moved


def _refunds(before: Complaint, after: Complaint, event: Event) -> tuple[Refunding, ...]:
    if event.code != "start":
        return ()
    return tuple(
        Refunding(
            key=one.keys[-1],
            at=event.at,
            by=event.by,
            pool=_pool(after),
            units=tuple(one.units.items()),
            amount=one.amount,
        )
        for one in _to_refund(before)
    )


@attrs.frozen
class Promised:
    """
    A refund that a resolution asks for.

    Args:
        keys: Those of all its tries: another one is made only after the one before was given up.

        units: What it is for, by line.

        amount: How much; None for what these units were charged.
    """

    keys: tuple[str, ...]
    units: Mapping[str, int]
    amount: Money | None = None


def refunds_of(complaint: Complaint) -> list[Promised]:
    """List the refunds that its resolution asks for."""
    state = complaint.state
    if state.resolution is None or "refund" not in state.resolution.parts:
        return []
    if state.amount is not None:
        keys = _tries(complaint, _effect(complaint, "refund", amount=state.amount).key)
        return [Promised(keys, dict(state.units), state.amount)]
    named = [(line, count, _effect(complaint, "refund", line=line, units=count).key) for line, count in state.units]
    return [Promised(_tries(complaint, name), {line: count}) for line, count, name in named]


def _tries(complaint: Complaint, name: str) -> tuple[str, ...]:
    names = [name]
    while names[-1] in complaint.state.given_up:
        names.append(key(name, len(names)))
    return tuple(names)


def _to_refund(complaint: Complaint) -> list[Promised]:
    """What is to be paid when it starts: all of it once, and again what was given up since."""
    state = complaint.state
    if "refund" in state.done:
        return []
    again = state.given_up - state.asked_again
    return [one for one in refunds_of(complaint) if not state.started or (len(one.keys) > 1 and one.keys[-2] in again)]


def _refund(complaint: Complaint, one: Promised) -> Effect:
    said: dict[str, str | int | Money] = {}
    if one.amount is not None:
        said["amount"] = one.amount
    else:
        ((said["line"], said["units"]),) = one.units.items()
    values = (("complaint", complaint.id), *said.items())
    return Effect(code="complaints.refund", key=one.keys[-1], values=values)


def _pool(complaint: Complaint) -> Pool:
    state = complaint.state
    if state.resolution is Resolution.PRICE_REDUCTION:
        return Pool.PRICE_REDUCTION
    if state.asked_back:
        return Pool.RETURNED
    return Pool.DAMAGES if state.kind is ComplaintKind.LOST else Pool.KEPT


# ------------------------------------------------------------------------------------------------------------- table


_row: Callable[..., Command[Complaint]] = partial(row, effects=_effects)

COMPLAINT: Lifecycle[Complaint] = Lifecycle(
    name="complaint",
    word=complaint_word,
    start=("draft",),
    final=frozenset(),
    recall=recall,
    commands=(
        _row(
            "open",
            {"draft"},
            {"open"},
            by=BOTH,
            checks=(_known_kind, _names_units, _within_sold),
            says=("kind", "units", "picture", "why"),
        ),
        _row("ask_evidence", {"open", "under_review"}, {"evidence_wanted"}, says=("why",)),
        _row(
            "give_evidence",
            {"open", "evidence_wanted", "under_review"},
            {"under_review"},
            by=BOTH,
            checks=(_showed_something,),
            says=("picture", "why"),
        ),
        _row("review", {"open", "evidence_wanted"}, {"under_review"}, says=("why",)),
        _row(
            "approve",
            _PENDING,
            {"approved", "resolving"},
            by=ANYBODY,
            guards=(reviewer,),
            checks=(_known_resolution, _amount, _there),
            says=("resolution", "amount", "asked_back", "why"),
        ),
        _row(
            "deny",
            _PENDING,
            {"denied"},
            by=ANYBODY,
            guards=(reviewer, _delivered),
            checks=(said_why,),
            says=("why",),
        ),
        _row(
            "withdraw",
            {*_PENDING, "approved"},
            {"withdrawn"},
            by=BOTH,
            checks=(_for_the_customer,),
            says=("why",),
        ),
        _row("start", {"approved", "resolving"}, {"resolving"}, guards=(_approved, _to_start)),
        _row("resolve", {"resolving"}, {"resolved"}, guards=(_approved, _all_done, _all_back)),
        _row(
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
        Observation(code="done", fold=fold, on=frozenset({"approved"}), to=frozenset({"resolving"})),
        Observation(code="refund_withdrawn", fold=fold),
        Observation(code="goods_back", fold=fold),
    ),
)
