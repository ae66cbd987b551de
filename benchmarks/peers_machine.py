"""
Other state machines beside this one, on the same small life: ``python -m benchmarks.peers_machine``.

An order is placed, held, released, sent and delivered; the guard is on sending. They are measured as their own pages
show them, with one machine for all orders where that is possible. They do less: none of them answers with reasons,
keeps an event of what was decided, or knows a request that it has seen. They are not part of this project; what is not
installed is left out.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Accepted, Request
from aftersales.orders import Order, evolve, lifecycle
from benchmarks.bench_machine import an_order
from benchmarks.measure import Contender, race, show

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAFF = Actor(Role.STAFF, "staff-7")
STATES = ["draft", "placed", "held", "sent", "delivered"]
MOVES = [
    ("place", "draft", "placed"),
    ("hold", "placed", "held"),
    ("release", "held", "placed"),
    ("ship", "placed", "sent"),
    ("deliver", "sent", "delivered"),
]
LIFE = ["place", "hold", "release", "ship", "deliver"]
LIMIT = 30


class Parcel:
    """
    What the other machines drive, and what their guard looks at.
    """

    def __init__(self) -> None:
        self.state = "draft"
        self.days = 5

    def may_send(self, *_: Any, **__: Any) -> bool:
        """
        Say whether it may be sent.
        """
        return self.days <= LIMIT


def by_table() -> str:
    """
    Run a life with a dict of moves, a guard, and no record of it: the least that it can cost.
    """
    order, table = Parcel(), {(source, move): target for move, source, target in MOVES}
    for move in LIFE:
        target = table.get((order.state, move))
        if target is None or (move == "ship" and not order.may_send()):
            raise ValueError(move)
        order.state = target
    return order.state


def ours(start: Order) -> Callable[[], str]:
    """
    Run the same life here: every step is a request with a key, reasons, an event and a new order.
    """
    life = lifecycle()
    draft = evolve(start, Event(code="drafted", at=AT, by=STAFF, key="drafted"))
    why, units = (("reason", "fraud"),), tuple((f"units.{line}", 1) for line in start.line_ids)
    steps: list[tuple[str, Any]] = [("place", ()), ("hold", why), ("release", why), ("ship", units)]

    def run() -> str:
        order = draft
        for number, (command, values) in enumerate(steps):
            request = Request(command=command, at=AT, by=STAFF, key=f"k{number}", values=values)
            order, outcome = life.run(order, request)
            if not isinstance(outcome, Accepted):
                raise TypeError(command)
        order = life.evolve(
            order, Event(code="moved", at=AT, by=STAFF, key="d", values=(("what", "delivered"), *units))
        )
        return "delivered" if order.tally(order.line_ids[0]).delivered else "sent"

    return run


def transitions() -> Callable[[], str]:
    """
    Drive it with transitions, one machine for all.
    """
    library = import_module("transitions")
    moves = [
        {"trigger": move, "source": source, "dest": target, "conditions": "may_send" if move == "ship" else None}
        for move, source, target in MOVES
    ]
    machine = library.Machine(None, states=STATES, transitions=moves, initial="draft", auto_transitions=False)

    def run() -> str:
        order: Any = Parcel()
        machine.add_model(order, initial="draft")
        for move in LIFE:
            getattr(order, move)()
        machine.remove_model(order)
        return str(order.state)

    return run


def django_fsm() -> Callable[[], str]:
    """
    Drive it with django-fsm-2, without a database.
    """
    settings = import_module("django.conf").settings
    if not settings.configured:
        settings.configure(INSTALLED_APPS=[], USE_TZ=True)
        import_module("django").setup()
    models, fsm = import_module("django.db.models"), import_module("django_fsm")
    body: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "peers"}),
        "state": fsm.FSMField(default="draft"),
        "days": 5,
    }
    for move, source, target in MOVES:
        guards = [Parcel.may_send] if move == "ship" else []
        body[move] = fsm.transition(field=body["state"], source=source, target=target, conditions=guards)(_step(move))
    model: Any = type("PeerOrder", (models.Model,), body)

    def run() -> str:
        order = model()
        for move in LIFE:
            getattr(order, move)()
        return str(order.state)

    return run


def _step(name: str) -> Callable[[Any], None]:
    def step(_: Any) -> None:
        """Change nothing else."""

    step.__name__ = name
    return step


def statemachine() -> Callable[[], str]:
    """
    Drive it with python-statemachine, a machine for each order as it wants it.
    """
    library = import_module("statemachine")
    states = {name: library.State(initial=name == "draft", final=name == "delivered") for name in STATES}
    body: dict[str, Any] = dict(states)
    for move, source, target in MOVES:
        guard = "may_send" if move == "ship" else None
        body[move] = states[source].to(states[target], cond=guard)
    body["may_send"] = lambda _self: True
    machine: Any = type("PeerMachine", (library.StateMachine,), body)

    def run() -> str:
        order = machine()
        for move in LIFE:
            order.send(move)
        return "delivered" if order.delivered.is_active else "?"

    return run


def main() -> int:
    """
    Race what is installed.
    """
    order = an_order(2, 1)
    found = [Contender("aftersales: five steps, four of them commands", ours(order))]
    for name, make in (
        ("transitions", transitions),
        ("django-fsm-2, no database", django_fsm),
        ("python-statemachine", statemachine),
    ):
        try:
            run = make()
        except ImportError as missing:
            print(f"{name} is left out: {missing}")
            continue
        assert run() == "delivered", name
        found.append(Contender(name, run))
    assert found[0].run() == by_table() == "delivered"
    show("A life of five steps", race(Contender("a dict of moves, nothing kept", by_table), *found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
