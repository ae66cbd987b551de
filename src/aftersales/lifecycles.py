"""
Guarded commands, observations that are never refused, and a word that is derived.

A command is asked for and may be refused: its guards and checks run first, all of them, with reasons of their own; the
generic refusal comes last, where none of them said why. An observation has happened, whatever anybody thinks of it: it
is keyed, and a late or doubled one changes nothing. Both become events, and the facts are the fold of the events. The
word is worked out from the facts; the table of a lifecycle only says which words are possible, for diagrams and for a
test that keeps both equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import attrs

from .dates import aware
from .decisions import N_, Audience, Finding, Reason, Values, Verdict, refuse
from .errors import RefusedError, facts_error
from .events import Actor, Effect, Event, Role, repeated

__all__ = [
    "KEY_REUSED",
    "NOT_NOW",
    "NOT_YOURS",
    "Accepted",
    "Available",
    "Command",
    "Guard",
    "Keyed",
    "Lifecycle",
    "Observation",
    "Outcome",
    "Refused",
    "Request",
    "expect",
]


class Keyed(Protocol):
    """Protocol: facts that remember which events they were folded from."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of every event so far."""
        ...


F = TypeVar("F", bound=Keyed)

#: The key named another request before.
KEY_REUSED = Reason(
    "lifecycles.key_reused",
    N_("This key was used for another request ({command}); repeat that one, or take a new key."),
    ("command",),
    Audience.STAFF,
)
#: Nobody may do this at this point.
NOT_NOW = Reason("lifecycles.not_now", N_("This is not possible while the state is: {word}."), ("word",))
#: This role may not do this.
NOT_YOURS = Reason("lifecycles.not_yours", N_("This is not for you to do."))


@attrs.frozen(kw_only=True)
class Request:
    """
    Somebody asks for a command: which, when, who, what exactly, and under which key.

    Args:
        command: The code of the command.

        at: The moment.

        by: Who asks.

        key: The idempotency key; the same key is the same request.

        values: What exactly, by the names the command takes.

    Raises:
        FactsError: If the moment has no zone, the key is empty, or the values are no tuple.

    .. versionadded:: 0.1.0
    """

    command: str
    at: datetime
    by: Actor
    key: str
    values: Values = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a request without a moment or a key."""
        aware("at", self.at)
        if not self.key:
            raise facts_error("key", "an idempotency key", "nothing")
        if self.values.__class__ is not tuple:
            expected, hint = 'a tuple of pairs, such as (("units.line-1", 1),)', "orders.request writes it of keywords"
            raise facts_error("values", expected, type(self.values).__name__, hint)

    def value(self, name: str, default: Any = None) -> Any:
        """Return what was said under a name."""
        for one, value in self.values:
            if one == name:
                return value
        return default


#: A condition of a command: a finding against it, or None.
Guard = Callable[[F, Request], Finding | None]


@attrs.frozen(kw_only=True)
class Command(Generic[F]):
    """
    Something that can be asked for.

    Args:
        code: What it is called; its event carries the same code.

        on: The words at which it is possible.

        to: The words it may lead to; empty where it never changes the word.

        by: The roles that may ask for it.

        guards: What must hold whatever exactly is asked for; a button shows their findings.

        checks: What must hold of the values that are asked for. Guards and checks all run, and every finding is kept.

        fold: How its event changes the facts, its key included.

        effects: What the host is to do since it was accepted, from the facts before and after and its event.

    .. versionadded:: 0.1.0
    """

    code: str
    on: frozenset[str]
    to: frozenset[str] = frozenset()
    by: frozenset[Role] = frozenset(Role)
    guards: tuple[Guard[F], ...] = ()
    checks: tuple[Guard[F], ...] = ()
    fold: Callable[[F, Event], F]
    effects: Callable[[F, F, Event], tuple[Effect, ...]] | None = None


@attrs.frozen(kw_only=True)
class Observation(Generic[F]):
    """
    Something that happens to it, such as a scan or a capture; never refused.

    Args:
        code: What it is called.

        fold: How it changes the facts, its key included; the order in which observations are folded makes no
            difference.

        on: The words at which it changes the word, for the diagram.

        to: The words it may lead to from there.

    .. versionadded:: 0.1.0
    """

    code: str
    fold: Callable[[F, Event], F]
    on: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()


@attrs.frozen
class Accepted:
    """
    A command was accepted: the events to store and the effects to carry out; both empty for a repeated key.

    .. versionadded:: 0.1.0
    """

    events: tuple[Event, ...]
    effects: tuple[Effect, ...] = ()


@attrs.frozen
class Refused:
    """
    A command was refused; nothing changes. A value, no exception.

    .. versionadded:: 0.1.0
    """

    findings: tuple[Finding, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in guard order."""
        return tuple(finding.reason.code for finding in self.findings)


Outcome = Accepted | Refused


def expect(outcome: Outcome) -> Accepted:
    """
    Return an accepted outcome, for hosts that assert.

    Raises:
        RefusedError: With the codes of the refusal.

    .. versionadded:: 0.1.0
    """
    if isinstance(outcome, Refused):
        raise RefusedError(Verdict.REFUSE.value, outcome.codes)
    return outcome


@attrs.frozen(kw_only=True)
class Available:
    """
    A command as a button: whether it may be asked for now, and if not, why.

    .. versionadded:: 0.1.0
    """

    command: str
    allowed: bool
    findings: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Lifecycle(Generic[F]):
    """
    A table of commands and observations over facts whose word is derived.

    Args:
        name: What it is called in a diagram.

        word: How the word is worked out from the facts.

        start: The words that new facts may have, the usual one first.

        final: The words that nothing leaves.

        commands: What can be asked for.

        observations: What can happen.

        recall: How the facts tell which event had a key, so that a key used for something else is noticed; None if
            they keep the keys only.

    Raises:
        FactsError: If two of them have one code, or something leaves a final word.

    .. versionadded:: 0.1.0
    """

    name: str
    word: Callable[[F], str]
    start: tuple[str, ...]
    final: frozenset[str]
    commands: tuple[Command[F], ...]
    observations: tuple[Observation[F], ...] = ()
    recall: Callable[[F, str], Event | None] | None = None
    _by_code: Mapping[str, Command[F]] = attrs.field(init=False, eq=False, repr=False)
    _folds: Mapping[str, Callable[[F, Event], F]] = attrs.field(init=False, eq=False, repr=False)
    _roles: Mapping[str, tuple[Role, ...]] = attrs.field(init=False, eq=False, repr=False)
    _conditions: Mapping[str, tuple[Guard[F], ...]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index the table by code."""
        folds = {one.code: one.fold for one in self._table}
        if len(folds) != len(self._table):
            raise facts_error("commands", "one entry for each code", "two of one code")
        for one in self._table:
            if any(one.to - {word} for word in one.on & self.final):
                raise facts_error(one.code, "nothing that leaves a final word", ", ".join(sorted(one.to)))
        object.__setattr__(self, "_by_code", {command.code: command for command in self.commands})
        object.__setattr__(self, "_folds", folds)
        # A tuple is searched by identity, which is faster than the hash of an enum.
        object.__setattr__(self, "_roles", {command.code: tuple(command.by) for command in self.commands})
        conditions = {command.code: (*command.guards, *command.checks) for command in self.commands}
        object.__setattr__(self, "_conditions", conditions)

    @property
    def _table(self) -> tuple[Command[F] | Observation[F], ...]:
        return (*self.commands, *self.observations)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of the table, in the order it names them."""
        named = list(self.start)
        for one in self._table:
            named += [*sorted(one.on), *sorted(one.to)]
        return tuple(dict.fromkeys((*named, *sorted(self.final))))

    def edges(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Find from which word to which other the table leads, and by what."""
        found: dict[tuple[str, str], list[str]] = {}
        for one in self._table:
            for here in sorted(one.on):
                for there in sorted(one.to - {here}):
                    found.setdefault((here, there), []).append(one.code)
        return {edge: tuple(codes) for edge, codes in found.items()}

    def decide(self, facts: F, request: Request) -> Outcome:
        """
        Decide a request: its events, or every reason against it.

        A key that was used before is accepted again and does nothing, unless it is known to have named something else.

        Raises:
            FactsError: If there is no such command.
        """
        return self.run(facts, request)[1]

    def run(self, facts: F, request: Request) -> tuple[F, Outcome]:
        """
        Decide a request and fold what comes of it into the facts; a refusal leaves them as they are.

        The event is folded once, and the effects are found between the facts before and after.

        Raises:
            FactsError: If there is no such command.

        .. versionadded:: 0.1.0
        """
        command = self._by_code.get(request.command)
        if command is None:
            raise facts_error("command", f"one of {', '.join(self._by_code)}", "another word")
        if request.key in facts.keys:
            return facts, self._again(facts, request)
        against = self._against(command, facts, request, self._conditions[request.command])
        if against:
            return facts, Refused(against)
        event = repeated(command.code, request.at, request.by, request.key, request.values)
        after = command.fold(facts, event)
        return after, Accepted((event,), () if command.effects is None else command.effects(facts, after, event))

    def observe(self, facts: F, event: Event) -> F:
        """
        Fold an observation into the facts; one that was seen before changes nothing.

        Raises:
            FactsError: If there is no such observation.
        """
        if event.code in self._by_code or event.code not in self._folds:
            names = ", ".join(observation.code for observation in self.observations)
            raise facts_error("code", f"one of {names}", "another word")
        return facts if event.key in facts.keys else self._folds[event.code](facts, event)

    def evolve(self, facts: F, event: Event) -> F:
        """
        Fold one event that was decided or observed into the facts; one that was folded before changes nothing.

        Raises:
            FactsError: If the table knows no such event.
        """
        fold = self._folds.get(event.code)
        if fold is None:
            raise facts_error("code", f"one of {', '.join(self._folds)}", "another word")
        return facts if event.key in facts.keys else fold(facts, event)

    def replay(self, facts: F, events: Iterable[Event]) -> F:
        """Fold a history from the start."""
        for event in events:
            facts = self.evolve(facts, event)
        return facts

    def available(
        self, facts: F, by: Actor, at: datetime, probes: Mapping[str, Values] | None = None
    ) -> tuple[Available, ...]:
        """
        List every command with whether it may be asked for now, or every reason why not.

        Args:
            facts: What is known.

            by: Who would ask.

            at: When.

            probes: What they would ask for, by command; without it the checks of its values do not run.
        """
        found = []
        for command in self.commands:
            values = (probes or {}).get(command.code)
            request = Request(command=command.code, at=at, by=by, key="?", values=values or ())
            conditions = command.guards if values is None else self._conditions[command.code]
            against = self._against(command, facts, request, conditions)
            found.append(Available(command=command.code, allowed=not against, findings=against))
        return tuple(found)

    def diagram(self) -> str:
        """
        Draw the table as a Mermaid state diagram; what never changes the word is not drawn.

        .. versionadded:: 0.1.0
        """
        lines = ["stateDiagram-v2", *(f"    [*] --> {word}" for word in self.start)]
        lines += [f"    {one} --> {two} : {', '.join(codes)}" for (one, two), codes in self.edges().items()]
        lines += [f"    {word} --> [*]" for word in sorted(self.final)]
        return "\n".join(lines)

    def _again(self, facts: F, request: Request) -> Outcome:
        """Accept a repeated key without doing anything, unless it named another act."""
        first = self.recall(facts, request.key) if self.recall is not None else None
        if first is None or (first.code == request.command and dict(first.values) == dict(request.values)):
            return Accepted(())
        return Refused((refuse(KEY_REUSED, command=first.code),))

    def _against(
        self, command: Command[F], facts: F, request: Request, conditions: tuple[Guard[F], ...]
    ) -> tuple[Finding, ...]:
        against = []
        for condition in conditions:
            finding = condition(facts, request)
            if finding is not None:
                against.append(finding)
        if request.by.role not in self._roles[request.command]:
            against.append(refuse(NOT_YOURS))
        if against:
            return tuple(against)
        word = self.word(facts)
        return () if word in command.on else (refuse(NOT_NOW, word=word),)
