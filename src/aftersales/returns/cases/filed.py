"""What return cases, exchanges and complaints have in common: events that are the truth, and the order beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, Self, TypeVar

import attrs

from ... import documents
from ...errors import facts_error
from ...events import Event
from ...orders import Order

__all__ = ["Beside", "Claiming", "Filed"]

F = TypeVar("F", bound="Filed")


class Claiming(Protocol):
    """Protocol: a case of any kind that may claim units of an order."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    def claim(self, line: str) -> int:
        """How many units of a line it claims that the order does not show as back or kept yet."""
        ...


@attrs.frozen
class Beside:
    """The order as it stands, and the other open cases on it: what a case is judged against, and no part of it."""

    order: Order
    others: tuple[Claiming, ...] = ()


@attrs.frozen(kw_only=True)
class Filed:
    """
    Something that was filed about one order, and the fold of its events.

    Args:
        id: The host's opaque id.

        order: The id of the order.

        events: Everything that was decided and seen, oldest first.

        state: What follows from the events; worked out, never given.

        beside: The order as it stands; see `against`.

    Raises:
        FactsError: If it has no id, or its events contradict each other.

    .. versionadded:: 0.1.0
    """

    #: What it is called where an order lists the cases that are open on it.
    KIND: ClassVar[str] = ""
    #: The event that files it.
    FILED_BY: ClassVar[str] = "request"
    NOTHING: ClassVar[Any] = None

    id: str
    order: str
    events: tuple[Event, ...] = ()
    state: Any = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())
    beside: Beside | None = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())

    def __attrs_post_init__(self) -> None:
        """Fold the events, unless that was done already."""
        if not self.id:
            raise facts_error("id", "an id", "nothing")
        if self.state is not None:
            return
        state, seen = self.NOTHING, set[str]()
        for event in self.events:
            if event.key in seen:
                raise facts_error("events", "each key once", event.key[:40])
            seen.add(event.key)
            state = self._folded(state, event)
        object.__setattr__(self, "state", state)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of every event so far."""
        return frozenset(event.key for event in self.events)

    @property
    def open(self) -> bool:
        """Say whether something is still to be decided or done."""
        return not self.state.closed

    def folded(self, state: Any, event: Event) -> Any:
        """Fold one event into what is known."""
        raise NotImplementedError

    def _folded(self, state: Any, event: Event) -> Any:
        """Fold one event; one of another kind, or that leaves out what it is about, is a mistake of the host."""
        try:
            return self.folded(state, event)
        except KeyError as error:
            if error.args[0] == event.code:
                raise facts_error("code", f"an event of a {self.KIND}", event.code[:32]) from None
            raise facts_error(event.code, f"a value named {error.args[0]}", "nothing") from None

    def after(self, event: Event) -> Self:
        """Take it after one more event that was decided or seen; a key it knows changes nothing."""
        if event.key in self.keys:
            return self
        values = tuple(sorted(dict(event.values).items()))
        if values != event.values:
            event = attrs.evolve(event, values=values)
        return attrs.evolve(self, events=(*self.events, event), state=self._folded(self.state, event))

    @property
    def draft(self) -> Self:
        """Take it as it was before anything was asked for."""
        return attrs.evolve(self, events=(), state=self.NOTHING)

    def recall(self, key: str) -> Event | None:
        """Return the event that had a key."""
        return next((event for event in self.events if event.key == key), None)

    def against(self, order: Order, others: Iterable[Claiming] = ()) -> Self:
        """
        Show it the order as it stands and the other cases on it, so that commands can be judged.

        Args:
            order: With everything entered that cases caused so far.

            others: Return cases, exchanges and complaints of this order; a closed one claims nothing, and this one is
                left out.

        Raises:
            FactsError: If it is another order.
        """
        if order.id != self.order:
            raise facts_error("order", self.order, order.id)
        return attrs.evolve(self, beside=Beside(order, tuple(_alone(one) for one in others if one.id != self.id)))

    @property
    def at_order(self) -> Beside:
        """
        The order as it stands.

        Raises:
            FactsError: If it was not shown.
        """
        if self.beside is None:
            raise facts_error("beside", "the order as it stands", "nothing", f"see {type(self).__name__}.against")
        return self.beside

    def returnable(self, line_id: str) -> int:
        """How many units of a line it may claim: what can come back, less what other cases claim."""
        shown = self.at_order
        left = shown.order.tally(line_id).returnable - sum(other.claim(line_id) for other in shown.others)
        return max(left, 0)


def _alone(one: Claiming) -> Claiming:
    """Take a case without what stands beside it, so that none of them holds all that came before."""
    return attrs.evolve(one, beside=None) if isinstance(one, Filed) and one.beside is not None else one
