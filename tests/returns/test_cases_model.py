"""
Everything a lifecycle can do in a small sale, walked to the end: the tables say neither more nor less.
"""

from pathlib import Path
from typing import Any

import attrs
import pytest

from aftersales.events import Actor, Role
from aftersales.lifecycles import Command, Lifecycle
from aftersales.returns import COMPLAINT, EXCHANGE, RETURN_CASE
from scripts import diagrams
from tests.returns.steps import AT

WALKS = [
    pytest.param(RETURN_CASE, diagrams.walk_cases, id="return case"),
    pytest.param(EXCHANGE, diagrams.walk_exchanges, id="exchange"),
    pytest.param(COMPLAINT, diagrams.walk_complaints, id="complaint"),
]
COMMANDS = [
    pytest.param(lifecycle, walk, command, id=f"{lifecycle.name}: {command.code}")
    for lifecycle, walk in (
        (RETURN_CASE, diagrams.walk_cases),
        (EXCHANGE, diagrams.walk_exchanges),
        (COMPLAINT, diagrams.walk_complaints),
    )
    for command in lifecycle.commands
]


@pytest.mark.parametrize(("lifecycle", "walk"), WALKS)
def test_every_word_is_reached(lifecycle: Lifecycle[Any], walk: Any) -> None:
    """
    The words of the table and the words that are derived are the same.
    """
    assert set(lifecycle.words) == walk().words


@pytest.mark.parametrize(("lifecycle", "walk"), WALKS)
def test_every_word_that_is_not_final_can_be_left(lifecycle: Lifecycle[Any], walk: Any) -> None:
    """
    Nothing gets stuck, and nothing leaves a final word.
    """
    left = {here for here, there in walk().steps if here != there}

    assert set(lifecycle.words) - lifecycle.final == left


@pytest.mark.parametrize(("lifecycle", "walk", "command"), COMMANDS)
def test_a_command_goes_from_where_the_table_says(
    lifecycle: Lifecycle[Any],
    walk: Any,
    command: Command[Any],
) -> None:
    """
    A command is accepted at exactly the words of its row.
    """
    assert command in lifecycle.commands
    assert command.on == {here for (here, _), codes in walk().steps.items() if command.code in codes}


@pytest.mark.parametrize(("lifecycle", "walk", "command"), COMMANDS)
def test_a_command_leads_where_the_table_says(lifecycle: Lifecycle[Any], walk: Any, command: Command[Any]) -> None:
    """
    A command leads to the words of its row, all of them and no others; an empty row changes no word.
    """
    found = {step for step, codes in walk().steps.items() if command.code in codes}
    changed = {there for here, there in found if here != there}

    assert command.to <= set(lifecycle.words)
    assert command.to == ({there for _, there in found} if command.to else changed)


@pytest.mark.parametrize(("lifecycle", "walk"), WALKS)
def test_an_observation_leads_where_the_table_says(lifecycle: Lifecycle[Any], walk: Any) -> None:
    """
    An observation changes the word exactly where its row says.
    """
    for one in lifecycle.observations:
        changed = {step for step, codes in walk().steps.items() if one.code in codes and step[0] != step[1]}
        assert set(one.on) == {here for here, _ in changed}, one.code
        assert set(one.to) == {there for _, there in changed}, one.code


@pytest.mark.parametrize(("lifecycle", "walk", "command"), COMMANDS)
def test_every_command_can_be_refused_with_a_reason(
    lifecycle: Lifecycle[Any], walk: Any, command: Command[Any]
) -> None:
    """
    Somewhere every command is refused, and says why.
    """
    by = Actor(max(command.by, key=lambda role: role.value))
    found = [
        one
        for state in walk().states[:200]
        for one in lifecycle.available(state, by, AT)
        if one.command == command.code and not one.allowed
    ]

    assert found
    assert all(one.findings for one in found)


@pytest.mark.parametrize(("lifecycle", "walk"), WALKS)
def test_a_carrier_decides_nothing(lifecycle: Lifecycle[Any], walk: Any) -> None:
    """
    A carrier observes; no command is open to one.
    """
    allowed = {
        one.command
        for state in walk().states[:200]
        for one in lifecycle.available(state, Actor(Role.CARRIER), AT)
        if one.allowed
    }

    assert set() == allowed


@pytest.mark.parametrize(("lifecycle", "walk"), WALKS)
def test_every_state_is_the_fold_of_its_history(lifecycle: Lifecycle[Any], walk: Any) -> None:
    """
    Replaying the events of a state gives the state again.
    """
    for state in walk().states[::50]:
        fresh = attrs.evolve(state, events=(), state=None)
        assert state.state == lifecycle.replay(fresh, state.events).state
        assert state.state == attrs.evolve(state, state=None).state


def test_the_diagrams_of_the_pages_are_fresh() -> None:
    """
    The pages show what the walks find; run ``python scripts/diagrams.py`` if not.
    """
    drawn, shown = diagrams.diagrams(), set()
    for page in Path(diagrams.EXPLANATION).glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert text == diagrams.fresh(text, drawn), page.name
        shown |= {name for name in drawn if diagrams.MARK.format(name=name) in text}

    assert set(drawn) == shown
