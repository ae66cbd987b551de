"""What one step of a return case means for others: movements the order has to know, and effects to carry out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from ..events import Effect, Event, key
from ..orders import Moved, Movement
from .asking import by_line, units_by_line
from .cases import ReturnCase
from .pools import Disposition

__all__ = ["Changes", "changes"]


@attrs.frozen
class Changes:
    """
    What one step of a case means for others: movements to enter in the order, and effects to carry out.

    .. versionadded:: 0.1.0
    """

    movements: tuple[Movement, ...] = ()
    effects: tuple[Effect, ...] = ()


def changes(before: ReturnCase, after: ReturnCase) -> Changes:
    """
    Find what the order has to be told and what is to be done, between two states of one case.

    Of a repeated step there is nothing. The keys of the effects name the units, so that doing them twice, or working
    them out on two machines, does no harm.

    .. versionadded:: 0.1.0
    """
    new = after.events[len(before.events) :]
    if not new:
        return Changes()
    movements: list[Movement] = []
    effects: list[Effect] = []
    for line in dict.fromkeys(one.line for one in (*before.lines, *after.lines)):
        asked = _asked(after, line) - _asked(before, line)
        moved = [
            (Moved.RETURN_REQUESTED, asked),
            *((what, now - _count(before, line, what)) for what, now in _counts(after, line)),
            (Moved.RETURN_WITHDRAWN, -asked),
        ]
        movements += [Movement(what=what, line=line, quantity=n, at=new[-1].at) for what, n in moved if n > 0]
        effects += _refund_effects(before, after, line)
    for event in new:
        effects += _event_effects(after, event)
    return Changes(tuple(movements), tuple(effects))


def _asked(case: ReturnCase, line: str) -> int:
    """How many units of a line the case still asks for, those that came back or stayed included."""
    pools, state = case.pools(line), case.state
    if state.closed in ("rejected", "cancelled", "expired"):
        return pools.received + pools.missing + pools.kept
    return pools.approved if state.approved else pools.requested


def _counts(case: ReturnCase, line: str) -> list[tuple[Moved, int]]:
    pools = case.pools(line)
    return [
        (Moved.RETURN_APPROVED, pools.approved),
        (Moved.IN_TRANSIT, case.sent(line)),
        (Moved.RETURNED, pools.received),
        (Moved.MISSING, pools.missing),
        (Moved.ACCEPTED, pools.accepted),
        (Moved.REFUSED, pools.refused + pools.wrong),
        (Moved.KEPT, pools.kept),
    ]


def _count(case: ReturnCase, line: str, what: Moved) -> int:
    return dict(_counts(case, line))[what]


def _refund_effects(before: ReturnCase, after: ReturnCase, line: str) -> Iterable[Effect]:
    if not after.state.approved or line not in {one.line for one in after.lines} or not after.unpaid(line):
        return
    first = before.refund_due(line) if before.state.approved else 0
    last = after.refund_due(line)
    if last > first:
        name = key("refund", after.id, line, first, last)
        yield Effect(code="returns.refund_due", key=name, values=(("line", line), ("units", last - first)))


def _event_effects(case: ReturnCase, event: Event) -> Sequence[Effect]:
    values = dict(event.values)
    match event.code:
        case "propose_refund":
            name = key("returns.refund", case.id, event.key)
            return [Effect(code="returns.refund", key=name, values=event.values)]
        case "refund_failed":
            return [_effect(case, event, "returns.refund_failed", refund=str(values["refund"]))]
        case "issue_label":
            return [_effect(case, event, "returns.make_label", parcel=str(values["parcel"]))]
        case "inspect":
            return _inspected(case, event)
        case _:
            return []


def _inspected(case: ReturnCase, event: Event) -> list[Effect]:
    made = [
        _effect(case, event, "returns.stock", line=line, units=units, to=_goes_to(case, event, line).value)
        for line, units in units_by_line(event.values, "accepted").items()
    ]
    for name in ("refused", "wrong"):
        made += [
            _effect(case, event, "returns.send_back", line=line, units=units, why=name)
            for line, units in units_by_line(event.values, name).items()
        ]
    return made


def _effect(case: ReturnCase, event: Event, code: str, **values: str | int) -> Effect:
    return Effect(code=code, key=key(code, case.id, event.key, *values.values()), values=tuple(values.items()))


def _goes_to(case: ReturnCase, event: Event, line: str) -> Disposition:
    said = by_line(event.values, "disposition").get(line)
    if said is not None:
        return Disposition(said)
    grade = by_line(event.values, "grade").get(line, "")
    return case.handling.grades.get(str(grade), case.handling.disposition)
