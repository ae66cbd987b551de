"""
How an order is told of its cases, and they of the order and of each other: one call each way, or one for all of it.

What a step means goes into the order with `enter`; what became of the refunds, and of the exchange that belongs to a
return case, comes back with `heard`. Both are keyed throughout, so that doing them again, or late, changes nothing.
`pass_on` does both until nothing new is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ...decisions import Finding, Values, refuse
from ...errors import facts_error
from ...events import Actor, Effect, Event, Role, key
from ...lifecycles import Accepted, Request
from ...money import split
from ...orders import (
    STORE_CREDIT,
    Deduction,
    Order,
    Outbound,
    PayoutState,
    Pool,
    Quote,
    Repayment,
    RepaymentState,
    TenderShare,
    evolve,
    lifecycle,
    quote,
    reduction,
    refund_values,
    worth,
)
from ...orders.paying import left_on
from ...orders.reasons import EXCEEDS_CAPTURED, UNITS_NOT_REFUNDABLE
from ...orders.said import told, units_of
from .changing import Changes, Refunding, changes, refund_key
from .complaint_table import complaint_changes, refunds_of
from .complaints import Complaint
from .exchange_table import difference_keys, exchange_changes
from .exchanges import CLOSED_AS, Exchange
from .filed import Claiming
from .pools import Trigger
from .return_cases import ReturnCase

__all__ = ["Entered", "Passed", "enter", "heard", "pass_on"]

Paper = ReturnCase | Exchange | Complaint

_SHOP = Actor(Role.SYSTEM)


@attrs.frozen(kw_only=True)
class Entered:
    """
    An order after a step of one of its cases.

    Args:
        order: As it stands then.

        events: The events of the order that are new; store them with it.

        effects: What is to be carried out for the case, with the payouts of the order in place of its refunds.

        refused: What the order has against a refund that the case asked for; store neither then, and decide again.

    .. versionadded:: 0.1.0
    """

    order: Order
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: tuple[Finding, ...] = ()


def enter(order: Order, changes: Changes) -> Entered:
    """
    Enter in an order what a step of a return case, an exchange or a complaint means for it.

    Args:
        order: As it stands.

        changes: What the step means, from `changes`, `exchange_changes` or `complaint_changes`.

    Raises:
        FactsError: If the step names a line that the order does not have.

    .. versionadded:: 0.1.0
    """
    events, effects, against = [], list[Effect](), list[Finding]()
    for event in changes.events:
        if event.key not in order.keys:
            order = evolve(order, event)
            events.append(event)
    for refund in changes.refunds:
        if refund.key in order.keys:
            continue
        found = _values(order, refund)
        if isinstance(found, Finding):
            against.append(found)
            continue
        asked = Request(
            command="propose_refund", at=refund.at, by=_for_the_shop(refund.by), key=refund.key, values=found
        )
        order, outcome = lifecycle().run(order, asked)
        if isinstance(outcome, Accepted):
            events += outcome.events
            effects += outcome.effects
        else:
            against += outcome.findings
    asked_for = {refund.key for refund in changes.refunds}
    rest = [one for one in changes.effects if one.key not in asked_for]
    return Entered(order=order, events=tuple(events), effects=(*rest, *effects), refused=tuple(against))


def _for_the_shop(by: Actor) -> Actor:
    """The case has judged who may ask; towards the order it is the shop that gives money back."""
    return by if by.role in (Role.STAFF, Role.SYSTEM) else _SHOP


def _values(order: Order, refund: Refunding) -> Values | Finding:
    if refund.values:
        return refund.values
    units = dict(refund.units)
    for line, count in units.items():
        if count > (left := order.tally(line).refundable):
            return refuse(UNITS_NOT_REFUNDABLE, line=line, left=left, asked=count)
    made = _quoted(order, refund)
    wanted = refund.amount
    if made is None or (wanted is not None and made.total != wanted):
        return refuse(EXCEEDS_CAPTURED, most=order.left, tender=", ".join(one.id for one in order.tenders))
    if refund.credit:
        made = attrs.evolve(made, tenders=(TenderShare(STORE_CREDIT, STORE_CREDIT, made.total),))
    return refund_values(made)


def _quoted(order: Order, refund: Refunding) -> Quote | None:
    """Lay an amount on what it is for: on units as they were sold, or on lines where it is for no units."""
    units, wanted = dict(refund.units), refund.amount
    amounts = dict(refund.amounts)
    if refund.pool is Pool.PRICE_REDUCTION and wanted is not None:
        parts = split(wanted, [worth(order, line, count).gross for line, count in units.items()])
        amounts = {line: part for line, part in zip(units, parts, strict=True) if part.minor}
    if amounts:
        fits = all(amount <= left_on(order, line) for line, amount in amounts.items())
        return reduction(order, amounts, pool=refund.pool) if fits else None
    if wanted is None:
        return quote(order, units, pool=refund.pool)
    for outbound in Outbound:
        made = quote(order, units, outbound=outbound, pool=refund.pool)
        if made.total >= wanted:
            less = made.gross - wanted
            fees = [Deduction("fee", less)] if less.minor else []
            return quote(order, units, outbound=outbound, pool=refund.pool, fees=fees)
    return None


def heard(filed: Paper, order: Order, others: Iterable[Claiming] = ()) -> tuple[Event, ...]:
    """
    Find what a case has to be told: what became of its refunds, and how the exchange that belongs to it stands.

    A return case hears that an exchange of its units was opened and how it ended; an exchange hears which units of
    the original came back, and which of them the shop took or not. Where a shop pays after the inspection, a unit is
    back for the exchange once it was accepted, and otherwise when it arrived. What was heard before is left out.

    Args:
        filed: A return case, an exchange or a complaint.

        order: As it stands, with what the payment provider said.

        others: The other cases of the order; those that have nothing to do with it are passed over.

    .. versionadded:: 0.1.0
    """
    by_key = {one.key: one for one in order.repayments}
    found: list[Event] = []
    match filed:
        case ReturnCase():
            found += [
                event
                for one in filed.state.proposed
                if (repayment := by_key.get(refund_key(filed, one.key))) is not None
                for event in _case_hears(one.key, repayment)
            ]
            for other in others:
                if isinstance(other, Exchange) and other.case == filed.id:
                    found += _hears_of_exchange(other)
        case Exchange():
            for name in difference_keys(filed):
                if (repayment := by_key.get(name)) is not None:
                    found += _exchange_hears(repayment)
            for other in others:
                if isinstance(other, ReturnCase) and other.id == filed.case:
                    found += _hears_of_original(filed, other)
        case Complaint():
            found += _complaint_hears(filed, by_key)
    return tuple(event for event in found if event.key not in filed.keys)


def _hears_of_exchange(exchange: Exchange) -> Iterable[Event]:
    """Each opening and closing counts, so that it makes no difference in which order they are heard."""
    units, time = {leg.id: leg.units for leg in exchange.quoted.credit}, 0
    for event in exchange.events:
        if event.code in ("request", "reopen"):
            time += 1
            name = key("exchange_opened", exchange.id, time)
            yield told(
                "exchange_opened", at=event.at, by=event.by, key=name, exchange=exchange.id, time=time, units=units
            )
        elif event.code in CLOSED_AS:
            name = key("exchange_closed", exchange.id, time)
            yield told(
                "exchange_closed",
                at=event.at,
                by=event.by,
                key=name,
                exchange=exchange.id,
                time=time,
                units=units,
                how=CLOSED_AS[event.code],
            )


def _hears_of_original(exchange: Exchange, case: ReturnCase) -> Iterable[Event]:
    inspected_first = case.handling.trigger is Trigger.INSPECTION
    lines = {leg.id for leg in exchange.quoted.credit}
    for event in case.events:
        names = _MEANS.get((event.code, inspected_first), {})
        for code, parts in names.items():
            units: dict[str, int] = {}
            for part in parts:
                for line, count in units_of(event.values, part).items():
                    if line in lines:
                        units[line] = units.get(line, 0) + count
            if units:
                name = key(code, exchange.id, case.id, event.key)
                yield told(code, at=event.at, by=event.by, key=name, units=units)


#: What of a step of a return case an exchange hears, by whether the shop looks before it pays.
_MEANS: Mapping[tuple[str, bool], Mapping[str, tuple[str, ...]]] = {
    ("receive", False): {"original_received": ("received",)},
    ("inspect", False): {"original_accepted": ("accepted",), "original_refused": ("refused", "wrong")},
    ("inspect", True): {"original_received": ("accepted",), "original_accepted": ("accepted",)},
}


@attrs.frozen(kw_only=True)
class Passed:
    """
    The order and its cases after a step of one of them, once all of them were told.

    Args:
        order: As it stands then.

        filed: The cases as they stand then, shown the order and each other; what they heard is in their events.

        events: The events of the order that are new; store them with it.

        effects: What is to be carried out, with the payouts of the order in place of refunds.

        refused: What the order has against a refund that the step asked for. Then nothing was passed on, and order and
            cases are as they were: store nothing, and decide again.

        unpaid: What the order has against a refund that followed from what a case heard, such as the difference of an
            exchange; the rest stands, and a person has to look at the money.

    .. versionadded:: 0.1.0
    """

    order: Order
    filed: tuple[Paper, ...]
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: tuple[Finding, ...] = ()
    unpaid: tuple[Finding, ...] = ()

    def case(self, case_id: str) -> Paper:
        """
        Return one of the cases.

        Raises:
            FactsError: If there is none of this id.
        """
        for one in self.filed:
            if one.id == case_id:
                return one
        raise facts_error("case", f"one of {', '.join(one.id for one in self.filed)}", "another id")


def pass_on(order: Order, filed: Iterable[Paper], after: Paper | None = None) -> Passed:
    """
    Tell the order what a step of a case means, and every case what follows, until nobody hears anything new.

    Doing it again, or without a step, changes nothing more; what got lost on the way is heard the next time.

    Args:
        order: As it stands.

        filed: All cases of the order as they stood before the step; one that is opened with it may be left out.

        after: The case after its step; None where only the order heard something, such as a payment.

    Raises:
        FactsError: If the case after its step does not begin as the case before it, or a case is of another order.

    .. versionadded:: 0.1.0
    """
    cases, events, effects, unpaid = {one.id: one for one in filed}, list[Event](), list[Effect](), list[Finding]()
    if after is not None:
        entered = enter(order, _step(cases.get(after.id), after))
        if entered.refused:
            return Passed(order=order, filed=tuple(cases.values()), refused=entered.refused)
        order, cases[after.id] = entered.order, after
        events, effects = [*entered.events], [*entered.effects]
    news = True
    while news:
        news = False
        for one in tuple(cases.values()):
            later = one
            for event in heard(one, order, cases.values()):
                later = later.after(event)
            if later is one:
                continue
            news, cases[one.id] = True, later
            entered = enter(order, _step(one, later))
            order = entered.order
            events += entered.events
            effects += entered.effects
            unpaid += entered.refused
    shown = tuple(one.against(order, cases.values()) for one in cases.values())
    return Passed(order=order, filed=shown, events=tuple(events), effects=tuple(effects), unpaid=tuple(unpaid))


def _step(before: Paper | None, after: Paper) -> Changes:
    """Find what the order has to be told between two states of a case of any kind."""
    if before is None:
        before = after.draft
    if type(before) is not type(after) or after.events[: len(before.events)] != before.events:
        raise facts_error("after", f"{before.KIND} {before.id} with more events", "another history")
    if isinstance(before, ReturnCase) and isinstance(after, ReturnCase):
        return changes(before, after)
    if isinstance(before, Exchange) and isinstance(after, Exchange):
        return exchange_changes(before, after)
    return complaint_changes(before, after)  # type: ignore[arg-type]


def _case_hears(refund: str, repayment: Repayment) -> Iterable[Event]:
    for payout in repayment.payouts:
        if payout.state is PayoutState.SUCCEEDED:
            yield told("refund_paid", at=repayment.at, by=_SHOP, key=payout.key, refund=refund, amount=payout.value)
    for code, true in (
        ("refund_failed", repayment.state is RepaymentState.FAILED),
        ("refund_withdrawn", repayment.withdrawn),
    ):
        if true:
            yield told(code, at=repayment.at, by=_SHOP, key=key(code, repayment.key), refund=refund)


def _exchange_hears(repayment: Repayment) -> Iterable[Event]:
    for payout in repayment.payouts:
        if payout.state is PayoutState.SUCCEEDED:
            yield told("difference_repaid", at=repayment.at, by=_SHOP, key=payout.key, amount=payout.value)
    if repayment.withdrawn:
        name = key("difference_withdrawn", repayment.key)
        yield told("difference_withdrawn", at=repayment.at, by=_SHOP, key=name, refund=repayment.key)


def _complaint_hears(complaint: Complaint, by_key: Mapping[str, Repayment]) -> Iterable[Event]:
    """The refund is done once every part of it was paid, by whichever try; a try that was given up is told."""
    tries = [[by_key[name] for name in one.keys if name in by_key] for one in refunds_of(complaint)]
    for one in (repayment for made in tries for repayment in made if repayment.withdrawn):
        name = key("refund_withdrawn", one.key)
        yield told("refund_withdrawn", at=one.at, by=_SHOP, key=name, refund=one.key)
    settled = [[one for one in made if one.state is RepaymentState.SETTLED] for made in tries]
    if settled and all(settled):
        name = key("done", complaint.id, "refund")
        yield told("done", at=settled[-1][-1].at, by=_SHOP, key=name, part="refund")
