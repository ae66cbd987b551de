"""
Steps of cases, for all tests of cases: who does them, and what a refused one is called.

The sale is three units of one article for 300.00 EUR, delivered in Berlin; a case on it stands on the policy alone
unless a right is named.
"""

from datetime import datetime, timedelta
from typing import Any

from aftersales.decisions import Verdict
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Lifecycle, Refused, Request
from aftersales.money import Money
from aftersales.orders import Movement, Order
from aftersales.returns import (
    RETURN_CASE,
    Handling,
    ReturnCase,
    changes,
    open_case,
    request,
    told,
)
from aftersales.rights import Basis
from aftersales.testing.orders import a_line, an_order, delivered

AT = datetime.fromisoformat("2026-06-10T12:00:00+02:00")
LATER = AT + timedelta(days=60)
CUSTOMER, STAFF, CARRIER = Actor(Role.CUSTOMER, "c-1"), Actor(Role.STAFF, "s-1"), Actor(Role.CARRIER)
SHOP = Actor(Role.SYSTEM, "shop")
LINE = "line-1"
ORDER: Order = delivered(an_order(a_line(quantity=3, gross="300.00", tax="47.90")))


def euro(text: str) -> Money:
    """
    Take an amount of euro.
    """
    return Money.of(text, "EUR")


def ask(command: str, by: Actor = STAFF, at: datetime = AT, key: str = "", **said: Any) -> Request:
    """
    Ask for a command; what is asked for alike has one key unless one is given.
    """
    return request(command, at=at, by=by, key=key or f"{command} {sorted(said.items())}", **said)


def seen(code: str, key: str = "", at: datetime = AT, **said: Any) -> Event:
    """
    Observe something.
    """
    return told(code, at=at, by=CARRIER, key=key or f"{code} {sorted(said.items())}", **said)


def asked(
    units: int = 2,
    right: Basis | None = None,
    verdict: Verdict = Verdict.ACCEPT,
    *,
    order: Order = ORDER,
    handling: Handling | None = None,
    name: str = "case-1",
    others: tuple[ReturnCase, ...] = (),
    codes: str = "",
) -> ReturnCase:
    """
    Open a case on units of the line and ask for it.
    """
    case = open_case(order, name, handling or Handling(), others)
    return go(case, announced(units, right, verdict, codes))


def announced(
    units: int = 2, right: Basis | None = None, verdict: Verdict = Verdict.ACCEPT, codes: str = "", **said: Any
) -> Request:
    """
    Ask for the return of units of the line, as an answer came out.
    """
    rights = {LINE: right.value} if right is not None else {}
    by = STAFF if "override" in said else CUSTOMER
    return ask(
        "request", by, units={LINE: units}, verdict={LINE: verdict.value}, right=rights, codes={LINE: codes}, **said
    )


def step(lifecycle: Lifecycle[Any], facts: Any, *moves: Request | Event) -> Any:
    """
    Take steps that must all be accepted.
    """
    for move in moves:
        if isinstance(move, Event):
            facts = lifecycle.observe(facts, move)
            continue
        outcome = lifecycle.decide(facts, move)
        assert isinstance(outcome, Accepted), (move.command, outcome)
        for event in outcome.events:
            facts = lifecycle.evolve(facts, event)
    return facts


def go(case: ReturnCase, *moves: Request | Event) -> ReturnCase:
    """
    Take steps of a return case that must all be accepted.
    """
    moved: ReturnCase = step(RETURN_CASE, case, *moves)
    return moved


def codes(lifecycle: Lifecycle[Any], facts: Any, move: Request) -> tuple[str, ...]:
    """
    Name the reasons of a step that must be refused, without the room they are declared in.
    """
    outcome = lifecycle.decide(facts, move)
    assert isinstance(outcome, Refused), outcome
    return tuple(code.partition(".")[2] for code in outcome.codes)


def refused(case: ReturnCase, move: Request) -> tuple[str, ...]:
    """
    Name the reasons of a step of a return case that must be refused.
    """
    return codes(RETURN_CASE, case, move)


def moved(before: ReturnCase, after: ReturnCase) -> list[tuple[str, int]]:
    """
    List the movements that steps caused.
    """
    return [(one.what.value, one.quantity) for one in changes(before, after).movements]


def entered(order: Order, *movements: Movement) -> Order:
    """
    Enter movements in an order, as a host does.
    """
    import attrs

    return attrs.evolve(order, movements=(*order.movements, *movements))
