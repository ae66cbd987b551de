"""The table of an exchange: which command at which word, what may stand against it, and what is to be done then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...dates import local_day
from ...decisions import Finding, refuse
from ...events import Effect, Event, Role, key
from ...lifecycles import Command, Lifecycle, Observation, Request
from ...money import Money, split
from ...orders import Moved, Order, Pool, RepaymentState
from . import reasons
from .changing import Changes, Refunding, stepwise
from .exchanges import Exchange, exchange_word
from .pools import SETTLED
from .return_cases import ReturnCase
from .rows import ANYBODY, BOTH, fold, recall, reviewer, row, said_why

__all__ = ["EXCHANGE", "exchange_changes"]

_READY = frozenset({"approved", "replacement_reserved", "held_on_card"})


# ------------------------------------------------------------------------------------------------------------ guards


def _approved(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001 - every guard takes both
    return None if exchange.state.approved else refuse(reasons.NOT_APPROVED)


def _not_shipped(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.ALREADY_SHIPPED) if exchange.state.shipped else None


def _shipped(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if exchange.state.shipped else refuse(reasons.NOT_SHIPPED)


def _not_reserved(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.ALREADY_RESERVED) if exchange.state.reserved else None


def _not_held(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    """One hold at a time: another one only after the one before failed, or where it covers too little."""
    state = exchange.state
    waits = state.held is None and state.holds_wanted > len(state.holds_failed)
    return refuse(reasons.HOLD_ASKED) if exchange.covered or waits else None


def _something_due_back(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.NOTHING_DUE_BACK) if exchange.due_back.is_zero else None


def _instant(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if exchange.instant else refuse(reasons.HOLD_NOT_OFFERED)


def _nothing_owed(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if exchange.owed.is_zero else refuse(reasons.BALANCE_OWED, amount=exchange.owed)


def _nothing_due_back(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    """Nothing is due any more of an order that gave everything back some other way."""
    due = exchange.due_back
    if due.is_zero or (exchange.beside is not None and _nothing_left(exchange.beside.order, difference_keys(exchange))):
        return None
    return refuse(reasons.REFUND_PENDING, amount=due)


def _nothing_left(order: Order, names: tuple[str, ...]) -> bool:
    pending = any(one.key in names and one.state is RepaymentState.PENDING for one in order.repayments)
    return order.left.minor <= 0 and not pending


def _back(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return None if exchange.original_back else refuse(reasons.ORIGINAL_NOT_BACK)


def _accepted(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    waits = exchange.original_back and not exchange.original_accepted
    return refuse(reasons.ORIGINAL_NOT_INSPECTED) if waits else None


def _back_or_ahead(exchange: Exchange, asked: Request) -> Finding | None:
    if exchange.instant:
        return None if exchange.covered else refuse(reasons.HOLD_MISSING)
    return None if exchange.ahead else _back(exchange, asked)


def _not_back(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    return refuse(reasons.ORIGINAL_RETURNED) if exchange.original_back else None


def _due(exchange: Exchange, asked: Request) -> Finding | None:
    last = exchange.state.due
    if last is None or local_day(asked.at, exchange.zone) > last:
        return None
    return refuse(reasons.NOT_DUE, last_day=last)


def _something_open(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    state = exchange.state
    return refuse(reasons.NOTHING_TO_CANCEL) if state.closed or not state.requested else None


def _units_there(exchange: Exchange, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether its units are neither refunded nor exchanged elsewhere, and its return case has as many."""
    for leg in exchange.quoted.credit:
        if leg.units > (most := max(_left(exchange, leg.id), 0)):
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=leg.id, units=leg.units, most=most)
    return None


def _left(exchange: Exchange, line: str) -> int:
    """One return case brings back the units of a line for one exchange, so that nobody wonders whose they are."""
    shown = exchange.at_order
    left = shown.order.tally(line).refundable
    for other in shown.others:
        if isinstance(other, Exchange) and (units := other.exchanging(line)):
            left = 0 if other.case == exchange.case else left - units
        if isinstance(other, ReturnCase) and other.id == exchange.case and other.lines:
            left = min(left, other.exchangeable(line))
    return left


# ----------------------------------------------------------------------------------------------------------- effects


def _effects(before: Exchange, _after: Exchange, event: Event) -> tuple[Effect, ...]:
    made = _DOES.get(event.code)
    return () if made is None else made(before, event)


def _on_approval(exchange: Exchange, _: Event) -> tuple[Effect, ...]:
    asked = _if(exchange.owed, _effect(exchange, "ask_payment", amount=exchange.owed))
    return (*asked, _effect(exchange, "open_return", case=exchange.case))


def _on_reserving(exchange: Exchange, _: Event) -> tuple[Effect, ...]:
    return tuple(_effect(exchange, "reserve", article=leg.id, units=leg.units) for leg in exchange.quoted.charge)


def _on_holding(exchange: Exchange, event: Event) -> tuple[Effect, ...]:
    """Every try has a key of its own, since the one before has failed."""
    amount = exchange.still_to_pay
    name = key("place_hold", exchange.id, event.key)
    return (Effect(code="exchanges.place_hold", key=name, values=(("exchange", exchange.id), ("amount", amount))),)


def _on_shipping(exchange: Exchange, _: Event) -> tuple[Effect, ...]:
    return tuple(_effect(exchange, "ship", article=leg.id, units=leg.units) for leg in exchange.quoted.charge)


def _on_closing(exchange: Exchange, event: Event) -> tuple[Effect, ...]:
    """Set free what was set aside; of an exchange that does not happen, money comes back too."""
    held, state = exchange.state.held, exchange.state
    made = [] if held is None or state.captured is not None else [_effect(exchange, "release_hold", amount=held)]
    if event.code == "settle":
        made += _if(exchange.overpaid, _effect(exchange, "refund_balance", amount=exchange.overpaid))
    else:
        made += [_effect(exchange, "release_stock")] if state.reserved else []
        made += _if(exchange.paid, _effect(exchange, "refund_balance", amount=exchange.paid))
    return tuple(made)


def _on_keeping_both(exchange: Exchange, event: Event) -> tuple[Effect, ...]:
    """The customer keeps both: the replacement is paid for like any sale, from the hold or by asking for it."""
    held, open_ = None if exchange.state.captured is not None else exchange.state.held, exchange.still_to_pay
    if dict(event.values).get("forgive") or open_.is_zero:
        return () if held is None else (_effect(exchange, "release_hold", amount=held),)
    if held is None:
        return (_effect(exchange, "ask_payment", amount=open_, why="kept_both"),)
    taken = min(held, open_)
    rest = open_ - taken
    more = _if(rest, _effect(exchange, "ask_payment", amount=rest, why="kept_both"))
    return (_effect(exchange, "capture_hold", amount=taken), *more)


def exchange_changes(before: Exchange, after: Exchange) -> Changes:
    """
    Find what the order has to be told of an exchange: that it is open, what was exchanged, and the difference to repay.

    .. versionadded:: 0.1.0
    """
    return stepwise(before, after, _told, _repayments, _effects)


def _told(exchange: Exchange) -> dict[Moved, dict[str, int]]:
    if exchange.state.closed != SETTLED:
        return {}
    return {Moved.EXCHANGED: {leg.id: leg.units for leg in exchange.quoted.credit}}


def _repayments(before: Exchange, after: Exchange, event: Event) -> tuple[Refunding, ...]:
    """What the replacement costs less goes back once the original is there, and again where that was given up."""
    now_back = after.original_back and not before.original_back
    if not (now_back or event.code == "repay_difference") or after.due_back.is_zero:
        return ()
    legs = after.quoted.credit
    parts = split(after.due_back, [leg.amount.gross for leg in legs])
    amounts = {leg.id: part for leg, part in zip(legs, parts, strict=True) if part.minor}
    made = Refunding(
        key=difference_keys(after)[-1], at=event.at, by=event.by, pool=Pool.RETURNED, amounts=tuple(amounts.items())
    )
    return (made,)


def difference_keys(exchange: Exchange) -> tuple[str, ...]:
    """Name every refund of the difference that there was or may be: another one only after one was given up."""
    names = [key("exchanges.repay_difference", exchange.id)]
    while names[-1] in exchange.state.given_up:
        names.append(key("exchanges.repay_difference", exchange.id, len(names)))
    return tuple(names)


def _effect(exchange: Exchange, code: str, **values: str | int | Money) -> Effect:
    name = key(code, exchange.id, *values.values())
    return Effect(code=f"exchanges.{code}", key=name, values=(("exchange", exchange.id), *values.items()))


def _if(amount: Money, effect: Effect) -> tuple[Effect, ...]:
    return () if amount.is_zero else (effect,)


# ------------------------------------------------------------------------------------------------------------- table


_DOES: dict[str, Callable[[Exchange, Event], tuple[Effect, ...]]] = {
    "approve": _on_approval,
    "reserve": _on_reserving,
    "hold": _on_holding,
    "ship_replacement": _on_shipping,
    "settle": _on_closing,
    "cancel": _on_closing,
    "reject": _on_closing,
    "unexchange": _on_keeping_both,
}


_OBSERVED = (
    "hold_failed",
    "original_received",
    "original_accepted",
    "original_refused",
    "balance_paid",
    "difference_repaid",
    "difference_withdrawn",
)

_row: Callable[..., Command[Exchange]] = partial(row, effects=_effects)

EXCHANGE: Lifecycle[Exchange] = Lifecycle(
    name="exchange",
    word=exchange_word,
    start=("draft",),
    final=frozenset({"settled", "cancelled"}),
    recall=recall,
    commands=(
        _row("request", {"draft"}, {"requested"}, by=BOTH, guards=(_units_there,)),
        _row(
            "approve",
            {"requested"},
            {"approved", "held_on_card"},
            by=ANYBODY,
            guards=(reviewer, _units_there),
            says=("why",),
        ),
        _row(
            "reject",
            {"requested"},
            {"rejected"},
            by=ANYBODY,
            guards=(reviewer,),
            checks=(said_why,),
            says=("why",),
        ),
        _row(
            "cancel",
            {"requested", *_READY},
            {"cancelled"},
            by=BOTH,
            guards=(_something_open, _not_shipped),
            says=("why",),
        ),
        _row(
            "reserve",
            {"approved", "held_on_card"},
            {"replacement_reserved", "held_on_card"},
            guards=(_approved, _not_reserved),
        ),
        _row("hold", {"approved", "replacement_reserved"}, (), guards=(_approved, _instant, _not_held)),
        _row(
            "ship_replacement",
            _READY,
            {"replacement_shipped"},
            guards=(_approved, _units_there, _nothing_owed, _back_or_ahead),
            says=("parcel",),
        ),
        _row(
            "repay_difference",
            {*_READY, "replacement_shipped"},
            (),
            guards=(_approved, _back, _something_due_back),
            says=("why",),
        ),
        _row(
            "settle",
            {"replacement_shipped"},
            {"settled"},
            guards=(_shipped, _back, _accepted, _nothing_owed, _nothing_due_back),
        ),
        _row(
            "unexchange",
            {"replacement_shipped"},
            {"unexchanged"},
            guards=(_shipped, _not_back, _due),
            says=("forgive", "why"),
        ),
        _row(
            "reopen",
            {"rejected", "unexchanged"},
            {"requested", "replacement_shipped"},
            by=frozenset({Role.STAFF}),
            guards=(_units_there,),
            checks=(said_why,),
            says=("why",),
        ),
    ),
    observations=(
        Observation(
            code="hold_placed",
            fold=fold,
            on=frozenset({"approved", "replacement_reserved"}),
            to=frozenset({"held_on_card"}),
        ),
        *(Observation(code=code, fold=fold) for code in _OBSERVED),
    ),
)
