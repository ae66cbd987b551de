"""What one step of a case means for others: what the order has to know and to give back, and effects to carry out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import attrs

from ...decisions import Value, Values
from ...events import Actor, Effect, Event, key
from ...money import Money
from ...orders import Moved, Movement, Pool
from ...orders.said import by_item, told, units_of
from ...rights import Remedy
from .filed import Filed
from .pools import Disposition
from .return_cases import ReturnCase

__all__ = ["Changes", "Refunding", "changes"]

F = TypeVar("F", bound=Filed)
Counts = Mapping[Moved, Mapping[str, int]]


@attrs.frozen(kw_only=True)
class Refunding:
    """
    A refund that a case asks its order for.

    Args:
        key: The key of the command on the order; that of the effect which asks for it.

        at: When.

        by: Who.

        pool: What it is for.

        units: The units it pays for, by line; in the pool of price reductions those that are cheaper now.

        amount: What goes back for them; None for all they were charged.

        amounts: What goes back by line, where it is for no units.

        values: The breakdown as it was quoted; without it the order works one out.

        credit: Whether it goes back as store credit, which every line of it was promised.

    .. versionadded:: 0.1.0
    """

    key: str
    at: datetime
    by: Actor
    pool: Pool
    units: tuple[tuple[str, int], ...] = ()
    amount: Money | None = None
    amounts: tuple[tuple[str, Money], ...] = ()
    values: Values = ()
    credit: bool = False


@attrs.frozen(kw_only=True)
class Changes:
    """
    What one step of a case means for others; `enter` tells the order.

    Args:
        events: What the order has to be told.

        refunds: What the order is to give back.

        effects: What is to be carried out, the refunds among them.

    .. versionadded:: 0.1.0
    """

    events: tuple[Event, ...] = ()
    refunds: tuple[Refunding, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The units that went somewhere."""
        return tuple(
            Movement(what=Moved(str(dict(event.values)["what"])), line=line, quantity=units, at=event.at)
            for event in self.events
            if event.code == "moved"
            for line, units in units_of(event.values).items()
        )


def stepwise(
    before: F,
    after: F,
    counts: Callable[[F], Counts],
    refunds: Callable[[F, F, Event], Iterable[Refunding]],
    effects: Callable[[F, F, Event], Iterable[Effect]],
) -> Changes:
    """
    Go through the steps between two states, one event after the other; the last of them leads to the state after.

    Every key names the case and the event, so that it makes no difference whether steps are entered one by one or
    together, once or twice.
    """
    events: list[Event] = []
    asked: list[Refunding] = []
    made: list[Effect] = []
    here, was = before, counts(before)
    for number in range(len(before.events), len(after.events)):
        event = after.events[number]
        there = after if number == len(after.events) - 1 else here.after(event)
        now = counts(there)
        events += [*_opened(here, event), *_moved(there, event, was, now), *_ended(here, there, event)]
        asked += refunds(here, there, event)
        made += effects(here, there, event)
        here, was = there, now
    return Changes(events=tuple(events), refunds=tuple(asked), effects=tuple(made))


def _moved(filed: Filed, event: Event, was: Counts, now: Counts) -> Iterable[Event]:
    for what in Moved:
        first, last = was.get(what, {}), now.get(what, {})
        units = {line: more for line, units in last.items() if (more := units - first.get(line, 0)) > 0}
        units |= {line: more for line, units in _undone(what, was, now).items() if (more := units) > 0}
        if units:
            name = key("moved", filed.KIND, filed.id, event.key, what.value)
            yield told("moved", at=event.at, by=event.by, key=name, what=what.value, units=units)


def _undone(what: Moved, was: Counts, now: Counts) -> Mapping[str, int]:
    """Count the units by which a pool fell that this movement undoes."""
    undone = _UNDOES.get(what)
    if undone is None:
        return {}
    return {line: units - now.get(undone, {}).get(line, 0) for line, units in was.get(undone, {}).items()}


_UNDOES = {Moved.FOUND: Moved.MISSING, Moved.RETURN_WITHDRAWN: Moved.RETURN_REQUESTED}


def _opened(before: Filed, event: Event) -> Iterable[Event]:
    if event.code == "reopen" or (event.code == before.FILED_BY and _times(before, before.FILED_BY) == 0):
        yield _noted(before, event, "case_opened", _times(before, "reopen") + (2 if event.code == "reopen" else 1))


def _ended(before: Filed, after: Filed, event: Event) -> Iterable[Event]:
    if before.open and not after.open:
        yield _noted(before, event, "case_closed", _times(before, "reopen") + 1)


def _noted(filed: Filed, event: Event, code: str, time: int) -> Event:
    name = key(code, filed.KIND, filed.id, time)
    return told(code, at=event.at, by=event.by, key=name, case=filed.id, kind=filed.KIND, time=time)


def _times(filed: Filed, code: str) -> int:
    return sum(event.code == code for event in filed.events)


def changes(before: ReturnCase, after: ReturnCase) -> Changes:
    """
    Find what the order has to be told and what is to be done, between two states of one case.

    Of a repeated step there is nothing. The keys of the effects name the units, so that doing them twice, or working
    them out on two machines, does no harm.

    .. versionadded:: 0.1.0
    """
    return stepwise(before, after, _counts, _refunds, effects_of)


def _counts(case: ReturnCase) -> Counts:
    found: dict[Moved, dict[str, int]] = {}
    gone = dict(case.state.sent_back)
    for one in case.lines:
        pools = one.pools
        refused = pools.refused + pools.wrong
        for what, units in (
            (Moved.RETURN_REQUESTED, _asked(case, one.line)),
            (Moved.RETURN_APPROVED, pools.approved),
            (Moved.IN_TRANSIT, case.sent(one.line)),
            (Moved.RETURNED, pools.received),
            (Moved.MISSING, pools.missing),
            (Moved.ACCEPTED, pools.accepted),
            (Moved.REFUSED, refused),
            (Moved.SENT_BACK, min(gone.get(one.line, 0), refused)),
            (Moved.KEPT, pools.kept),
        ):
            found.setdefault(what, {})[one.line] = units
    return found


def _asked(case: ReturnCase, line: str) -> int:
    """How many units of a line the case still asks for, those that came back or stayed included."""
    pools, state = case.pools(line), case.state
    if state.closed in ("rejected", "cancelled", "expired"):
        return pools.received + pools.missing + pools.kept
    return pools.approved if state.approved else pools.requested


def _refunds(_: ReturnCase, after: ReturnCase, event: Event) -> Iterable[Refunding]:
    if event.code != "propose_refund" or dict(event.values)["amount"].is_zero:  # type: ignore[union-attr]
        return
    amount = next(one.amount for one in after.state.proposed if one.key == event.key)
    units = units_of(event.values)
    kept = all(count <= after.pools(line).kept and not after.pools(line).received for line, count in units.items())
    pool, quoted = Pool.KEPT if kept else Pool.RETURNED, bool(by_item(event.values, "amount"))
    yield Refunding(
        key=refund_key(after, event.key),
        at=event.at,
        by=event.by,
        pool=pool,
        units=tuple(units.items()),
        amount=amount,
        values=tuple(_in_pool(pool, one) for one in event.values if one[0] not in _OWN) if quoted else (),
        credit=all(after.line(line).remedy is Remedy.CREDIT for line in units),
    )


def _in_pool(pool: Pool, said: tuple[str, Value]) -> tuple[str, Value]:
    """A quote cannot know that its units stayed with the customer."""
    return ("pool", pool.value) if said == ("pool", Pool.RETURNED.value) else said


#: What of a proposal concerns the case alone.
_OWN = frozenset({"amount", "fee", "override"})


def refund_key(case: ReturnCase, proposed: str) -> str:
    """Name a refund of a case: its effect, and the command on the order."""
    return key("returns.refund", case.id, proposed)


def effects_of(before: ReturnCase, after: ReturnCase, _: Event) -> tuple[Effect, ...]:
    """Find what one step of a case asks somebody to carry out; its event is the last that the case keeps."""
    event = after.events[-1]
    if event.code == "exchange_closed":
        return tuple(_exchange_ended(before, after, event))
    return (*_refund_effects(before, after), *_event_effects(after, event))


def _refund_effects(before: ReturnCase, after: ReturnCase) -> list[Effect]:
    made: list[Effect] = []
    if not after.state.approved:
        return made
    for one in after.lines:
        last = after.refund_due(one.line)
        first = before.refund_due(one.line) if last and before.state.approved else 0
        if last > first and (unpaid := after.unpaid(one.line)):
            made.append(_due(key("refund", after.id, one.line, first, last), one.line, min(last - first, unpaid)))
    return made


def _exchange_ended(before: ReturnCase, after: ReturnCase, event: Event) -> Iterable[Effect]:
    """Of units whose exchange did not come about money is due, if they are back."""
    values = dict(event.values)
    for one in after.lines:
        more = after.unpaid(one.line) - before.unpaid(one.line)
        if more > 0:
            name = key("refund", after.id, one.line, "exchange", str(values["exchange"]), str(values.get("time", 1)))
            yield _due(name, one.line, more)


def _due(name: str, line: str, units: int) -> Effect:
    return Effect(code="returns.refund_due", key=name, values=(("line", line), ("units", units)))


def _event_effects(case: ReturnCase, event: Event) -> Sequence[Effect]:
    values = dict(event.values)
    match event.code:
        case "propose_refund" if not values["amount"].is_zero:  # type: ignore[union-attr]
            return [Effect(code="returns.refund", key=refund_key(case, event.key), values=event.values)]
        case "refund_failed":
            return [_effect(case, event, "returns.refund_failed", refund=str(values["refund"]))]
        case "issue_label":
            return [_effect(case, event, "returns.make_label", parcel=str(values["parcel"]))]
        case "receive":
            return [
                _effect(case, event, "returns.unexpected", article=name, units=units)
                for name, units in units_of(event.values, "unexpected").items()
            ]
        case "inspect":
            return _inspected(case, event)
        case _:
            return []


def _inspected(case: ReturnCase, event: Event) -> list[Effect]:
    made = [
        _effect(case, event, "returns.stock", line=line, units=units, to=_goes_to(case, event, line).value)
        for line, units in units_of(event.values, "accepted").items()
    ]
    for name in ("refused", "wrong"):
        made += [
            _effect(case, event, "returns.send_back", line=line, units=units, why=name)
            for line, units in units_of(event.values, name).items()
        ]
    return made


def _effect(case: ReturnCase, event: Event, code: str, **values: str | int) -> Effect:
    return Effect(code=code, key=key(code, case.id, event.key, *values.values()), values=tuple(values.items()))


def _goes_to(case: ReturnCase, event: Event, line: str) -> Disposition:
    said = by_item(event.values, "disposition").get(line)
    if said is not None:
        return Disposition(said)
    grade = by_item(event.values, "grade").get(line, "")
    return case.handling.grades.get(str(grade), case.handling.disposition)
