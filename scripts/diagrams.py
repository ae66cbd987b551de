"""
Draw the lifecycles into the documentation, as they really go.

``python scripts/diagrams.py`` walks each lifecycle from its start through everything that can be asked for or happen,
in a small sale, and writes every step that was found between the marks of a page, as a Mermaid state diagram. A test
keeps the pages fresh, and the same walk checks the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import attrs

from aftersales.decisions import Verdict
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Lifecycle, Request
from aftersales.money import Money
from aftersales.orders import Order, lifecycle
from aftersales.returns import (
    COMPLAINT,
    EXCHANGE,
    RETURN_CASE,
    Complaint,
    Exchange,
    Handling,
    Replacement,
    ReturnCase,
    Trigger,
    open_case,
    open_complaint,
    open_exchange,
    quote_exchange,
    request,
    told,
)
from aftersales.rights import Basis
from aftersales.testing.orders import a_line, an_order, delivered, taxed

EXPLANATION = Path(__file__).parents[1] / "docs" / "explanation"
MARK = "<!-- {name}: written by scripts/diagrams.py -->"

AT = datetime(2026, 6, 10, 10, tzinfo=UTC)
MUCH_LATER = AT + timedelta(days=200)
CUSTOMER, STAFF, CARRIER = Actor(Role.CUSTOMER, "c"), Actor(Role.STAFF, "s"), Actor(Role.CARRIER, "p")
ORDER: Order = delivered(an_order(a_line(quantity=2, gross="100.00")))

F = TypeVar("F", bound=Any)
Move = Request | Event


@attrs.frozen
class Walk(Generic[F]):
    """Everything a walk found: the states by word, and the steps between words with what made them."""

    states: tuple[F, ...]
    steps: Mapping[tuple[str, str], frozenset[str]]

    @property
    def words(self) -> frozenset[str]:
        """Every word a state had."""
        return frozenset(state.word for state in self.states)


def walk(
    lifecycle: Lifecycle[F],
    starts: Iterable[F],
    moves: Callable[[F, str], Iterable[Move]],
    mark: Callable[[F], Hashable],
) -> Walk[F]:
    """Go everywhere from the starts, and note every step; states of one mark are one state."""
    known: dict[Hashable, F] = {mark(state): state for state in starts}
    todo, steps = list(known.values()), dict[tuple[str, str], set[str]]()
    while todo:
        here = todo.pop(0)
        for move in moves(here, f"{len(here.events)}"):
            there = _go(lifecycle, here, move)
            if there is None:
                continue
            code = move.command if isinstance(move, Request) else move.code
            steps.setdefault((here.word, there.word), set()).add(code)
            if mark(there) not in known:
                known[mark(there)] = there
                todo.append(there)
    return Walk(tuple(known.values()), {step: frozenset(codes) for step, codes in steps.items()})


def _go(lifecycle: Lifecycle[F], here: F, move: Move) -> F | None:
    if isinstance(move, Event):
        return lifecycle.observe(here, move)
    outcome = lifecycle.decide(here, move)
    if not isinstance(outcome, Accepted):
        return None
    for event in outcome.events:
        here = lifecycle.evolve(here, event)
    return here


# ------------------------------------------------------------------------------------------------------- return cases


def case_starts() -> list[ReturnCase]:
    """Open a case as shops that approve by themselves or not, and that pay on receipt or on approval, would."""
    handlings = [
        Handling(keep_up_to=Money(10000, "EUR")),
        Handling(auto_approve=False, trigger=Trigger.APPROVAL),
    ]
    return [open_case(ORDER, "case", handling) for handling in handlings]


def case_moves(case: ReturnCase, key: str) -> list[Move]:
    """Take everything that may be asked for of one line of two units, or happen to it."""
    line = "line-1"

    def ask(command: str, by: Actor = STAFF, at: datetime = AT, **said: Any) -> Request:
        return request(command, at=at, by=by, key=f"{key} {command} {sorted(said.items())}", **said)

    plain: list[Move] = [
        ask("request", CUSTOMER, units={line: 2}, verdict={line: verdict.value}, right={line: right} if right else {})
        for verdict, right in ((Verdict.ACCEPT, ""), (Verdict.REFER, ""), (Verdict.ACCEPT, Basis.WITHDRAWAL.value))
        if not case.lines or not right
    ]
    plain += [ask("approve"), ask("approve", units={line: 1}, why="one is used up"), ask("reject", why="too late")]
    plain += [ask("cancel", CUSTOMER), ask("issue_label", parcel="p2"), ask("expire", at=MUCH_LATER)]
    plain += [ask("extend", until=(AT + timedelta(days=60)).date()), ask("resolve"), ask("reopen", why="a mistake")]
    plain += [ask("receive", received={line: units}) for units in (1, 2)]
    plain += [ask("receive", parcel="p2", unexpected={"a toy": 1})] if not case.state.unexpected else []
    plain += [ask("inspect", accepted={line: 1}), ask("inspect", missing={line: 1})]
    plain += [ask("inspect", refused={line: 1}, why="another model"), ask("keep", units={line: 1})]
    plain += [ask("keep", units={line: 2}), told("carrier_scan", at=AT, by=CARRIER, key="scan", parcel="p1")]
    if not case.refunds:
        plain += [ask("propose_refund", amount=Money(5000, "EUR"), units={line: 1})]
    for one in case.refunds:
        plain += [told("refund_paid", at=AT, by=STAFF, key=f"paid {one.key}", refund=one.key, amount=one.amount)]
    return plain


def case_mark(case: ReturnCase) -> Hashable:
    """Tell two states of a case apart by everything but keys and times."""
    state = case.state
    pools = tuple((line.right, line.verdict, line.pools) for line in state.lines)
    parcels = tuple((one.label, one.scanned, one.received) for one in state.parcels)
    refunds = tuple(sorted((one.pending.minor, one.units) for one in case.refunds))
    decided = (state.review, state.approved, state.closed, bool(state.due and state.due > (AT + timedelta(30)).date()))
    return case.handling.trigger, pools, parcels, refunds, decided, bool(state.unexpected)


# ---------------------------------------------------------------------------------------------------------- exchanges


def exchange_starts() -> list[Exchange]:
    """Open exchanges that cost the customer something or give something back, plain and against a hold."""
    made = []
    for price in ("70.00", "30.00"):
        quoted = quote_exchange(ORDER, {"line-1": 1}, [Replacement(sku="other", price=taxed(price))])
        made += [open_exchange(ORDER, "exchange", "case", quoted, instant=instant) for instant in (False, True)]
    return made


def exchange_moves(_: Exchange, key: str) -> list[Move]:
    """Take everything that may be asked for of an exchange, or happen to it."""

    def ask(command: str, by: Actor = STAFF, at: datetime = AT, **said: Any) -> Request:
        return request(command, at=at, by=by, key=f"{key} {command}", **said)

    return [
        ask("request", CUSTOMER),
        ask("approve"),
        ask("reject", why="sold out"),
        ask("cancel", CUSTOMER),
        ask("reserve"),
        ask("hold"),
        ask("ship_replacement"),
        ask("repay_difference"),
        ask("settle"),
        ask("unexchange", at=MUCH_LATER),
        ask("reopen", why="it came back after all"),
        told("hold_placed", at=AT, by=STAFF, key="hold", amount=Money(7000, "EUR")),
        told("original_received", at=AT, by=STAFF, key="back", units={"line-1": 1}),
        told("original_accepted", at=AT, by=STAFF, key="taken", units={"line-1": 1}),
        told("original_refused", at=AT, by=STAFF, key="refused", units={"line-1": 1}),
        told("balance_paid", at=AT, by=STAFF, key="paid", amount=Money(2000, "EUR")),
        told("difference_repaid", at=AT, by=STAFF, key="repaid", amount=Money(2000, "EUR")),
    ]


def exchange_mark(exchange: Exchange) -> Hashable:
    """Tell two states of an exchange apart by everything but keys and times."""
    return exchange.quoted.difference, exchange.instant, exchange.state


# --------------------------------------------------------------------------------------------------------- complaints


def complaint_starts() -> list[Complaint]:
    """Open a complaint."""
    return [open_complaint(ORDER, "complaint")]


def complaint_moves(complaint: Complaint, key: str) -> list[Move]:
    """Take everything that may be asked for of a complaint, or happen to it."""

    def ask(command: str, by: Actor = STAFF, **said: Any) -> Request:
        return request(command, at=AT, by=by, key=f"{key} {command} {sorted(said.items())}", **said)

    shown = {"picture": {"1": "ref-1"}} if not complaint.state.evidence else {"picture": {}}
    return [
        ask("open", CUSTOMER, kind="damaged", units={"line-1": 1}),
        ask("ask_evidence"),
        ask("give_evidence", CUSTOMER, **shown),
        ask("review"),
        ask("approve", resolution="both"),
        ask("approve", resolution="price_reduction", amount=Money(1000, "EUR"), asked_back=True),
        ask("deny", why="the picture shows another article"),
        ask("withdraw", CUSTOMER),
        ask("start"),
        ask("resolve"),
        ask("reopen", why="a mistake"),
        told("done", at=AT, by=STAFF, key="d1", part="refund"),
        told("done", at=AT, by=STAFF, key="d2", part="replacement"),
        told("goods_back", at=AT, by=STAFF, key="b1", line="line-1"),
    ]


def complaint_mark(complaint: Complaint) -> Hashable:
    """Tell two states of a complaint apart by everything but keys and times."""
    return complaint.state


@cache
def walk_cases() -> Walk[ReturnCase]:
    """Walk the return case."""
    return walk(RETURN_CASE, case_starts(), case_moves, case_mark)


@cache
def walk_exchanges() -> Walk[Exchange]:
    """Walk the exchange."""
    return walk(EXCHANGE, exchange_starts(), exchange_moves, exchange_mark)


@cache
def walk_complaints() -> Walk[Complaint]:
    """Walk the complaint."""
    return walk(COMPLAINT, complaint_starts(), complaint_moves, complaint_mark)


# ------------------------------------------------------------------------------------------------------------ drawing


def draw(lifecycle: Lifecycle[Any], found: Walk[Any]) -> str:
    """Draw what a walk found; a step that leaves the word as it is is not drawn."""
    rank = {word: index for index, word in enumerate(lifecycle.words)}
    codes = [one.code for one in lifecycle.commands] + [one.code for one in lifecycle.observations]
    lines = ["stateDiagram-v2", *(f"    [*] --> {word}" for word in lifecycle.start)]
    for here, there in sorted(found.steps, key=lambda step: (rank[step[0]], rank[step[1]])):
        if here != there:
            made_by = ", ".join(sorted(found.steps[here, there], key=codes.index))
            lines.append(f"    {here} --> {there} : {made_by}")
    lines += [f"    {word} --> [*]" for word in sorted(lifecycle.final)]
    return "\n".join(lines)


def diagrams() -> dict[str, str]:
    """Draw every lifecycle, by name."""
    return {
        lifecycle().name: lifecycle().diagram(),
        RETURN_CASE.name: draw(RETURN_CASE, walk_cases()),
        EXCHANGE.name: draw(EXCHANGE, walk_exchanges()),
        COMPLAINT.name: draw(COMPLAINT, walk_complaints()),
    }


def fresh(text: str, drawn: Mapping[str, str]) -> str:
    """Put the diagrams between their marks."""
    for name, diagram in drawn.items():
        mark = MARK.format(name=name)
        block = re.compile(rf"{re.escape(mark)}\n```mermaid\n.*?```\n", re.DOTALL)
        text = block.sub(f"{mark}\n```mermaid\n{diagram}\n```\n", text)
    return text


def main() -> None:
    """Write every page that has a mark."""
    drawn = diagrams()
    for page in sorted(EXPLANATION.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if (new := fresh(text, drawn)) != text:
            page.write_text(new, encoding="utf-8")
            print(page.name)


if __name__ == "__main__":
    main()
