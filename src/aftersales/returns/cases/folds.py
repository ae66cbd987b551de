"""How each event changes what a return case knows; no event is judged here, since it was when it was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol

import attrs

from ...dates import local_day
from ...decisions import Verdict
from ...events import Event, Override
from ...money import Money
from ...orders.said import by_item, units_of
from ...rights import Basis, Remedy
from .pools import (
    SETTLED,
    CaseExchange,
    CaseLine,
    CaseParcel,
    CaseRefund,
    CaseState,
    Handling,
    Overruled,
    Pools,
    counted,
    with_more,
)
from .reasons import KEEP_NOT_ALLOWED, NOT_RECEIVED

__all__ = ["FOLDS", "OBSERVED", "folded"]


class Handled(Protocol):
    """Protocol: what of a case does not change with its events."""

    @property
    def currency(self) -> str:
        """Of every amount."""
        ...

    @property
    def zone(self) -> str:
        """Where the customer's days are counted."""
        ...

    @property
    def handling(self) -> Handling:
        """How the shop handles it."""
        ...


Fold = Callable[[Handled, CaseState, Event], CaseState]


def folded(case: Handled, state: CaseState, event: Event) -> CaseState:
    """Fold one event, of a command or an observation, into what a case knows."""
    return FOLDS[event.code](case, state, event)


def _request(case: Handled, state: CaseState, event: Event) -> CaseState:
    values, before = event.values, {one.line: one.right for one in state.lines}
    said = {name: by_item(values, name) for name in ("reason", "wish", "remedy", "right", "verdict", "codes")}
    lines = []
    for line, units in units_of(values, "units").items():
        right = said["right"].get(line, "")
        lines.append(
            CaseLine(
                line=line,
                reason=said["reason"].get(line, ""),
                wish=said["wish"].get(line, ""),
                remedy=Remedy(said["remedy"].get(line, Remedy.REFUND.value)),
                # What was declared in time stays declared, also where it is asked for again after the period.
                right=Basis(right) if right else before.get(line),
                verdict=Verdict(said["verdict"].get(line, Verdict.ACCEPT.value)),
                codes=tuple(str(said["codes"].get(line, "")).split()),
                pools=Pools(requested=units),
            )
        )
    against = tuple(code for one in lines if one.verdict is Verdict.REFUSE for code in one.codes)
    overruled = _overrule(state, event, against)
    review = any(one.verdict is not Verdict.ACCEPT for one in lines) and len(overruled) == len(state.overruled)
    state = attrs.evolve(
        state,
        lines=tuple(lines),
        answers=str(dict(values).get("answers", "")),
        review=review,
        overruled=overruled,
    )
    if review or not case.handling.auto_approve:
        return state
    return _approved(case, state, event, {one.line: one.pools.requested for one in lines})


def _approved(case: Handled, state: CaseState, event: Event, units: Mapping[str, int]) -> CaseState:
    lines = tuple(_moved(one, approved=units.get(one.line, 0)) for one in state.lines)
    return attrs.evolve(state, lines=lines, approved=True, due=_last_day(case, event))


def _approve(case: Handled, state: CaseState, event: Event) -> CaseState:
    named = units_of(event.values, "units")
    asked = {one.line: one.pools.requested for one in state.lines}
    return _approved(case, state, event, named or asked)


def _closed(word: str) -> Fold:
    def close(_: Handled, state: CaseState, event: Event) -> CaseState:
        return attrs.evolve(state, closed=word, why=str(dict(event.values).get("why", "")))

    return close


def _reopen(case: Handled, state: CaseState, event: Event) -> CaseState:
    """There is as much time again to send the goods, unless it says until when."""
    due = None if state.due is None else max(state.due, _last_day(case, event))
    return _extend(case, attrs.evolve(state, closed="", why="", due=due), event)


def _last_day(case: Handled, event: Event) -> date:
    return local_day(event.at, case.zone) + timedelta(case.handling.send_within_days)


def _extend(_: Handled, state: CaseState, event: Event) -> CaseState:
    until = dict(event.values).get("until")
    return attrs.evolve(state, due=until) if isinstance(until, date) else state


def _issue_label(_: Handled, state: CaseState, event: Event) -> CaseState:
    values = dict(event.values)
    return _parcel(
        state,
        str(values["parcel"]),
        label=True,
        labelled=counted(units_of(event.values, "units")),
        drop_off=str(values.get("drop_off", "")),
    )


def _scan(_: Handled, state: CaseState, event: Event) -> CaseState:
    name = str(dict(event.values).get("parcel", ""))
    known = next((one.sent for one in state.parcels if one.id == name), ())
    sent = {one.line: one.units for one in known}
    for line, units in units_of(event.values, "units").items():
        sent[line] = max(units, sent.get(line, 0))
    return _parcel(state, name, scanned=True, sent=counted(dict(sorted(sent.items()))))


def _receive(_: Handled, state: CaseState, event: Event) -> CaseState:
    arrived = units_of(event.values, "received")
    lines = []
    for one in state.lines:
        pools = one.pools
        received = pools.received + arrived.get(one.line, 0)
        missing = min(pools.missing, pools.approved - pools.kept - received)
        lines.append(_set(one, received=received, missing=missing))
    unexpected = dict(state.unexpected)
    for name, units in units_of(event.values, "unexpected").items():
        unexpected[name] = unexpected.get(name, 0) + units
    state = attrs.evolve(state, lines=tuple(lines), unexpected=tuple(unexpected.items()))
    parcel = str(dict(event.values).get("parcel", ""))
    return _parcel(state, parcel, received=True) if parcel else state


def _inspect(_: Handled, state: CaseState, event: Event) -> CaseState:
    found = {name: units_of(event.values, name) for name in ("accepted", "refused", "wrong", "missing")}
    lines = tuple(_moved(one, **{name: units.get(one.line, 0) for name, units in found.items()}) for one in state.lines)
    pictures = (*state.pictures, *(str(one) for one in by_item(event.values, "picture").values()))
    return attrs.evolve(state, lines=lines, pictures=pictures)


def _keep(_: Handled, state: CaseState, event: Event) -> CaseState:
    units = units_of(event.values, "units")
    lines = tuple(_moved(one, kept=units.get(one.line, 0)) for one in state.lines)
    return attrs.evolve(state, lines=lines, overruled=_overrule(state, event, (KEEP_NOT_ALLOWED.code,)))


def _propose_refund(case: Handled, state: CaseState, event: Event) -> CaseState:
    values: dict[str, Any] = dict(event.values)
    nothing = Money(0, case.currency)
    made = CaseRefund(
        key=event.key,
        amount=values["amount"],
        fee=values.get("fee", nothing),
        units=counted(units_of(event.values, "units")),
        paid=nothing,
    )
    overruled = _overrule(state, event, (NOT_RECEIVED.code,))
    return attrs.evolve(state, proposed=(*state.proposed, made), overruled=overruled)


def _refund_paid(_: Handled, state: CaseState, event: Event) -> CaseState:
    values: dict[str, Any] = dict(event.values)
    refund, paid = str(values["refund"]), dict(state.paid)
    paid[refund] = paid[refund] + values["amount"] if refund in paid else values["amount"]
    return attrs.evolve(state, paid=tuple(sorted(paid.items())))


def _refund_failed(_: Handled, state: CaseState, event: Event) -> CaseState:
    return attrs.evolve(state, failed=state.failed | {str(dict(event.values)["refund"])})


def _refund_withdrawn(_: Handled, state: CaseState, event: Event) -> CaseState:
    return attrs.evolve(state, withdrawn=state.withdrawn | {str(dict(event.values)["refund"])})


def _sent_back(_: Handled, state: CaseState, event: Event) -> CaseState:
    return attrs.evolve(state, sent_back=with_more(state.sent_back, units_of(event.values)))


def _exchange_opened(_: Handled, state: CaseState, event: Event) -> CaseState:
    known = _exchange(state, event)
    return _with_exchange(state, attrs.evolve(known, opened=max(known.opened, _time(event))))


def _exchange_closed(_: Handled, state: CaseState, event: Event) -> CaseState:
    known, how = _exchange(state, event), str(dict(event.values).get("how", SETTLED))
    # Told twice otherwise, of one time, what came about outweighs what did not.
    last = max((known.closed, known.how == SETTLED, known.how), (_time(event), how == SETTLED, how))
    return _with_exchange(state, attrs.evolve(known, closed=last[0], how=last[2]))


def _exchange(state: CaseState, event: Event) -> CaseExchange:
    name = str(dict(event.values)["exchange"])
    known = next((one for one in state.exchanges if one.id == name), CaseExchange(id=name))
    units = {one.line: one.units for one in known.units}
    for line, count in units_of(event.values, "units").items():
        units[line] = max(count, units.get(line, 0))
    return attrs.evolve(known, units=counted(dict(sorted(units.items()))))


def _with_exchange(state: CaseState, exchange: CaseExchange) -> CaseState:
    others = [one for one in state.exchanges if one.id != exchange.id]
    return attrs.evolve(state, exchanges=tuple(sorted((*others, exchange), key=lambda one: one.id)))


def _time(event: Event) -> int:
    time = dict(event.values).get("time", 1)
    return time if isinstance(time, int) else 1


def _moved(line: CaseLine, **units: int) -> CaseLine:
    changes = {name: getattr(line.pools, name) + moved for name, moved in units.items() if moved}
    return _set(line, **changes) if changes else line


def _set(line: CaseLine, **pools: int) -> CaseLine:
    return attrs.evolve(line, pools=attrs.evolve(line.pools, **pools))


def _parcel(state: CaseState, name: str, **changes: Any) -> CaseState:
    known = {one.id: one for one in state.parcels}
    known[name] = attrs.evolve(known.get(name, CaseParcel(id=name)), **changes)
    return attrs.evolve(state, parcels=tuple(known[one] for one in sorted(known)))


def _overrule(state: CaseState, event: Event, codes: tuple[str, ...]) -> tuple[Overruled, ...]:
    why = str(dict(event.values).get("override", ""))
    if not why or not codes:
        return state.overruled
    override = Override(verdict=Verdict.ACCEPT, by=event.by, at=event.at, why=why)
    return (*state.overruled, Overruled(command=event.code, codes=codes, override=override))


#: What the host observes; nothing here can be refused, and the order of it makes no difference.
OBSERVED: dict[str, Fold] = {
    "carrier_scan": _scan,
    "refund_paid": _refund_paid,
    "refund_failed": _refund_failed,
    "refund_withdrawn": _refund_withdrawn,
    "sent_back": _sent_back,
    "exchange_opened": _exchange_opened,
    "exchange_closed": _exchange_closed,
}

FOLDS: dict[str, Fold] = {
    "request": _request,
    "approve": _approve,
    "reject": _closed("rejected"),
    "cancel": _closed("cancelled"),
    "expire": _closed("expired"),
    "resolve": _closed("resolved"),
    "reopen": _reopen,
    "extend": _extend,
    "issue_label": _issue_label,
    "receive": _receive,
    "inspect": _inspect,
    "keep": _keep,
    "propose_refund": _propose_refund,
    **OBSERVED,
}
