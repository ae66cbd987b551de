"""
A check of any lifecycle against its own table, by walking through everything that can be asked of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import attrs

from aftersales.events import Actor, Event
from aftersales.lifecycles import Accepted, Keyed, Lifecycle, Refused, Request

F = TypeVar("F", bound=Keyed)
Values = tuple[tuple[str, Any], ...]


@attrs.frozen
class Walk:
    """
    What a walk through a lifecycle met.

    Args:
        words: Every word that some facts had.

        edges: Every step from one word to another, with what made it.

        left: The words that something left.

        refusals: The codes with which each command was refused.

        accepted: The commands that were accepted.
    """

    words: set[str]
    edges: set[tuple[str, str, str]]
    left: set[str]
    refusals: dict[str, set[str]]
    accepted: set[str]


def walk(
    lifecycle: Lifecycle[F],
    starts: Sequence[F],
    actors: Sequence[Actor],
    at: datetime,
    *,
    probes: Mapping[str, Callable[[F], Iterable[Values]]],
    same: Callable[[F], object],
    depth: int,
) -> Walk:
    """
    Ask for every command and let every observation happen, from every kind of facts that can be reached.

    Args:
        lifecycle: What is walked through.

        starts: Where it begins.

        actors: Who asks.

        at: When.

        probes: What is said with a command or observation; without an entry nothing is.

        same: What makes two facts the same for the walk, so that it ends.

        depth: How many steps it goes from a start.
    """
    found = Walk(set(), set(), set(), {command.code: set() for command in lifecycle.commands}, set())
    seen: set[object] = set()
    now = list(starts)
    for step in range(depth + 1):
        now = [facts for facts in now if not (same(facts) in seen or seen.add(same(facts)))]  # type: ignore[func-returns-value]
        found.words.update(lifecycle.word(facts) for facts in now)
        if step == depth:
            break
        now = [
            after
            for facts in now
            for after in _steps(lifecycle, facts, actors, at, probes=probes, found=found, step=step)
        ]
    return found


def _steps(
    lifecycle: Lifecycle[F],
    facts: F,
    actors: Sequence[Actor],
    at: datetime,
    *,
    probes: Mapping[str, Callable[[F], Iterable[Values]]],
    found: Walk,
    step: int,
) -> Iterable[F]:
    before = lifecycle.word(facts)
    nothing: Iterable[Values] = ((),)
    for command in lifecycle.commands:
        for number, values in enumerate(probes[command.code](facts) if command.code in probes else nothing):
            for actor in actors:
                key = f"{step}-{command.code}-{number}-{len(facts.keys)}"
                request = Request(command=command.code, at=at, by=actor, key=key, values=values)
                match lifecycle.decide(facts, request):
                    case Refused() as refused:
                        assert refused.codes
                        found.refusals[command.code].update(refused.codes)
                    case Accepted(events):
                        found.accepted.add(command.code)
                        after = lifecycle.replay(facts, events)
                        assert key in after.keys
                        _note(found, before, lifecycle.word(after), command.code)
                        yield after
    for observation in lifecycle.observations:
        for number, values in enumerate(probes[observation.code](facts) if observation.code in probes else nothing):
            key = f"{step}-{observation.code}-{number}-{len(facts.keys)}"
            event = Event(code=observation.code, at=at, by=actors[0], key=key, values=values)
            after = lifecycle.observe(facts, event)
            assert key in after.keys
            _note(found, before, lifecycle.word(after), observation.code)
            yield after


def _note(found: Walk, before: str, after: str, code: str) -> None:
    if before != after:
        found.left.add(before)
        found.edges.add((before, after, code))


def complaints(lifecycle: Lifecycle[F], found: Walk) -> list[str]:
    """
    List where a lifecycle and its table differ: nothing, if they agree.
    """
    table = {(one, two, code) for (one, two), codes in lifecycle.edges().items() for code in codes}
    wrong = [f"{word} is never reached" for word in lifecycle.words if word not in found.words]
    wrong += [f"{word} is not in the table" for word in found.words if word not in lifecycle.words]
    wrong += [f"{word} is never left" for word in found.words - lifecycle.final - found.left]
    wrong += [f"{word} is left although it is final" for word in lifecycle.final & found.left]
    wrong += [f"{code} is never accepted" for code in found.refusals if code not in found.accepted]
    wrong += [f"{code} is never refused" for code, codes in found.refusals.items() if not codes]
    wrong += [f"{one} -> {two} by {code} is not in the table" for one, two, code in sorted(found.edges - table)]
    wrong += [f"{one} -> {two} by {code} never happens" for one, two, code in sorted(table - found.edges)]
    return wrong
