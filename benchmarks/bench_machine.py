"""
One command on an order beside the same written by hand, and a refund quote beside its bare arithmetic.

By hand means without a table: one function for one command, with the same facts, the same guard, the same refusal and
the same event. The refund by hand is the same answer in plain whole numbers: the share of every line with its tax in a
bare tuple, and the sum split over the means of payment by largest remainder. Beside it, and without a floor, stand the
same with a frozen record for each line, and the quote whose every net, tax and gross is read, which makes them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs

from aftersales.decisions import Finding, Values, refuse
from aftersales.errors import facts_error
from aftersales.events import Actor, Effect, Event, Role, key
from aftersales.lifecycles import NOT_NOW, NOT_YOURS, Accepted, Outcome, Request
from aftersales.money import Money, Taxed
from aftersales.orders import Charge, Line, Order, Tender, lifecycle, quote
from aftersales.orders.decided import Stage, holds, stage
from aftersales.orders.reasons import ALREADY_HELD, NO_REASON
from aftersales.returns import RETURN_CASE, ReturnCase, open_case, request
from aftersales.returns.cases import reasons
from benchmarks.bench_money import split_plainly
from benchmarks.measure import Contender, Result, race, show

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAFF = Actor(Role.STAFF, "staff-7")
SHOP = (Role.STAFF, Role.SYSTEM)
OPEN = (Stage.DRAFT, Stage.AWAITING_CONFIRMATION, Stage.PLACED)
SAID: Values = (("reason", "fraud"),)


def an_order(lines: int, units: int = 3) -> Order:
    """
    Make an order of so many lines, paid on two means of payment.
    """
    sold = tuple(
        Line(
            id=f"line-{number}",
            quantity=units,
            charged=Taxed.of_gross(Money(1000 + 37 * number, "EUR"), Money(160 + 6 * number, "EUR")),
        )
        for number in range(lines)
    )
    whole = sum(line.charged.gross.minor for line in sold) + 490
    return Order(
        id="order-1",
        placed_at=AT,
        currency="EUR",
        lines=sold,
        charges=(Charge(id="shipping", charged=Taxed.of_gross(Money(490, "EUR"))),),
        tenders=(
            Tender(id="card", captured=Money(whole - 2000, "EUR")),
            Tender(id="gift", kind="gift_card", captured=Money(2000, "EUR")),
        ),
    )


def hold_by_hand(order: Order, by: Actor, at: datetime, key: str, said: Values) -> tuple[Order, Event | Finding | None]:
    """
    Hold an order: the same facts, guard, refusals and event, without a table.
    """
    if key in order.keys:
        return order, None
    reason = str(dict(said).get("reason", ""))
    if not reason.strip():
        return order, refuse(NO_REASON)
    if reason in holds(order.history):
        return order, refuse(ALREADY_HELD, hold=reason)
    if by.role not in SHOP:
        return order, refuse(NOT_YOURS)
    word = stage(order.history)
    if word not in OPEN:
        return order, refuse(NOT_NOW, word=word.value)
    event = Event(code="hold", at=at, by=by, key=key, values=said)
    held = order._with(history=(*order.history, event), keys=order.keys | {key})  # noqa: SLF001 - as the table does it
    return held, event


def hold(order: Order) -> tuple[Order, Outcome]:
    """
    Hold an order through its lifecycle.
    """
    return lifecycle().run(order, Request(command="hold", at=AT, by=STAFF, key="k1", values=SAID))


Sold = dict[str, tuple[int, int, int, int]]
Answer = tuple[list[Any], int, dict[str, int]]


@attrs.frozen
class Part:
    """
    What one line gives back, in whole numbers.
    """

    line: str
    units: int
    net: int
    tax: int
    gross: int


def bare(*part: str | int) -> tuple[str | int, ...]:
    """
    Keep a part as it is.
    """
    return part


def quote_by_hand(sold: Sold, units: dict[str, int], tenders: dict[str, int], record: Callable[..., Any]) -> Answer:
    """
    Work out the same answer in whole numbers: net, tax and gross of every line, their sum, and where it goes.

    Args:
        sold: Quantity, units that went back before, gross and tax of each line.

        units: How many of each go back.

        tenders: What each has left.

        record: What keeps the part of a line.
    """
    parts, whole = [], 0
    for line, count in units.items():
        quantity, done, gross, tax = sold[line]
        if not 1 <= count <= quantity - done:
            raise ValueError(line)
        upto, before = gross * (done + count) // quantity, gross * done // quantity
        taxes = (2 * tax * upto + gross) // (2 * gross) - (2 * tax * before + gross) // (2 * gross)
        parts.append(record(line, count, upto - before - taxes, taxes, upto - before))
        whole += upto - before
    if whole > sum(tenders.values()):
        raise ValueError
    return parts, whole, dict(zip(tenders, split_plainly(whole, list(tenders.values())), strict=True))


def cancel_by_hand(  # noqa: C901, PLR0911 - as one writes it by hand
    case: ReturnCase, asked: Request
) -> tuple[ReturnCase, tuple[Event, ...] | Finding]:
    """
    Let a customer cancel a case: the same facts, guards, refusals and event, without a table.
    """
    state = case.state
    if any(event.key == asked.key for event in case.events):
        return case, ()
    for name, _ in asked.values:
        if name.partition(".")[0] != "why":
            raise facts_error("cancel", "values among why", name)
    if state.closed or not state.lines:
        return case, refuse(reasons.NOTHING_TO_CANCEL)
    if any(parcel.scanned and not parcel.received for parcel in state.parcels):
        return case, refuse(reasons.ALREADY_IN_TRANSIT)
    if any(line.pools.received for line in state.lines) or state.unexpected:
        return case, refuse(reasons.ALREADY_RECEIVED)
    if any(one.stands for one in case.refunds) or any(line.pools.kept for line in state.lines):
        return case, refuse(reasons.ALREADY_REFUNDED)
    by_staff = asked.by.role is Role.STAFF and str(asked.value("why", "")).strip()
    if asked.by.role is not Role.CUSTOMER and not by_staff:
        for line in state.lines:
            if line.right is not None:
                return case, refuse(reasons.STATUTORY_RIGHT, line=line.line, right=line.right.value)
    if asked.by.role not in (Role.CUSTOMER, *SHOP):
        return case, refuse(NOT_YOURS)
    word = case.word
    if word not in ("requested", "under_review", "approved"):
        return case, refuse(NOT_NOW, word=word)
    event = Event(code="cancel", at=asked.at, by=asked.by, key=asked.key, values=asked.values)
    return case.after(event), (event,)


def receive_by_hand(  # noqa: C901, PLR0911, PLR0912 - as one writes it by hand
    case: ReturnCase, asked: Request
) -> tuple[ReturnCase, tuple[Event, ...] | Finding, tuple[Effect, ...]]:
    """
    Take a parcel in: the same facts, guards, refusals, event and effects, without a table.
    """
    if any(event.key == asked.key for event in case.events):
        return case, (), ()
    if not case.state.approved:
        return case, refuse(reasons.NOT_APPROVED), ()
    arrived: dict[str, int] = {}
    unexpected = 0
    for name, value in asked.values:
        what, _, line = name.partition(".")
        if what not in ("parcel", "received", "unexpected", "condition"):
            raise facts_error("receive", "values among parcel, received, unexpected, condition", what)
        if what in ("received", "unexpected"):
            if type(value) is not int or value < 0:
                raise facts_error(name, "a whole number of 0 or more", value)
            if what == "unexpected":
                unexpected += value
            elif value:
                arrived[line] = value
    if not arrived and not unexpected:
        return case, refuse(reasons.EMPTY_REQUEST), ()
    for line, units in arrived.items():
        pools = case.line(line).pools
        most = pools.approved - pools.received - pools.kept
        if units > most:
            return case, refuse(reasons.RECEIVED_EXCEEDS_APPROVED, line=line, units=units, most=most), ()
    if asked.by.role not in SHOP:
        return case, refuse(NOT_YOURS), ()
    word = case.word
    if word not in ("approved", "in_transit", "partially_received", "received", "inspected"):
        return case, refuse(NOT_NOW, word=word), ()
    event = Event(code="receive", at=asked.at, by=asked.by, key=asked.key, values=asked.values)
    after = case.after(event)
    effects = []
    for one in after.lines:
        first, last = case.refund_due(one.line), after.refund_due(one.line)
        if last > first and after.unpaid(one.line):
            name = key("refund", case.id, one.line, first, last)
            values = (("line", one.line), ("units", last - first))
            effects.append(Effect(code="returns.refund_due", key=name, values=values))
    return after, (event,), tuple(effects)


def a_case() -> ReturnCase:
    """
    Ask for the return of one unit of five lines each.
    """
    order = an_order(5)
    case = open_case(order, "case-1")
    return RETURN_CASE.run(case, request("request", at=AT, by=STAFF, key="k0", units=dict.fromkeys(order.line_ids, 1)))[
        0
    ]


def main() -> tuple[Result, ...]:
    """
    Run the races and return what missed its floor.
    """
    return (*_command(), *_case_command(), *_quote(30))


def _case_command() -> tuple[Result, ...]:
    case = a_case()

    def cancel() -> Request:
        return Request(command="cancel", at=AT, by=STAFF, key="k1", values=(("why", "kept"),))

    assert RETURN_CASE.run(case, cancel())[0] == cancel_by_hand(case, cancel())[0]
    found = race(
        Contender("by hand", lambda: cancel_by_hand(case, cancel())),
        Contender("lifecycle: request, decide, fold", lambda: RETURN_CASE.run(case, cancel()), floor=1.5),
    )
    return (*show("One command of a return case with guards and event", found), *_receive())


def _receive() -> tuple[Result, ...]:
    case = a_case()
    lines = [line.line for line in case.lines]

    def receive() -> Request:
        return request("receive", at=AT, by=STAFF, key="k1", parcel="p1", received=dict.fromkeys(lines, 1))

    after, outcome = RETURN_CASE.run(case, receive())
    assert isinstance(outcome, Accepted)
    assert (after, outcome.events, outcome.effects) == receive_by_hand(case, receive())
    assert len(lines) == len(outcome.effects)
    found = race(
        Contender("by hand", lambda: receive_by_hand(case, receive())),
        Contender("lifecycle: request, decide, fold, effects", lambda: RETURN_CASE.run(case, receive()), floor=1.5),
    )
    return show("A parcel of five lines taken in, with guards, event and effects", found)


def _command() -> tuple[Result, ...]:
    order = an_order(5)
    assert hold(order)[0] == hold_by_hand(order, STAFF, AT, "k1", SAID)[0]
    found = race(
        Contender("by hand", lambda: hold_by_hand(order, STAFF, AT, "k1", SAID)),
        Contender("lifecycle: request, decide, fold", lambda: hold(order), floor=1.5),
    )
    return show("One command with guard and event", found)


def _quote(count: int) -> tuple[Result, ...]:
    order = an_order(count)
    units = {line.id: 1 for line in order.lines}
    sold = {line.id: (line.quantity, 0, line.charged.gross.minor, line.charged.tax.minor) for line in order.lines}
    tenders = {tender.id: tender.captured.minor for tender in order.tenders}
    parts, whole, laid = quote_by_hand(sold, units, tenders, Part)
    ours = quote(order, units)
    assert parts == [
        Part(item.id, item.units, item.amount.net.minor, item.amount.tax.minor, item.amount.gross.minor)
        for item in ours.items
    ]
    assert (whole, laid) == (ours.total.minor, {share.tender: share.amount.minor for share in ours.tenders})
    found = race(
        Contender("whole numbers, a tuple a line", lambda: quote_by_hand(sold, units, tenders, bare)),
        Contender("whole numbers, a frozen record a line", lambda: quote_by_hand(sold, units, tenders, Part)),
        Contender("quote", lambda: quote(order, units), floor=3.0),
        Contender("quote, every amount read", lambda: [item.amount for item in quote(order, units).items]),
    )
    return show(f"Refund of one unit of {count} lines each", found)


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
