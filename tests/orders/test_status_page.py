"""
What the page on the status of orders says is what the library does.
"""

import re
from pathlib import Path

import pytest

from aftersales.orders import Brief, Collection, Flag, Fulfilment, Refunded, Returned, Stage, lifecycle
from aftersales.orders.standing import BRIEFS
from scripts import diagrams

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "status.md").read_text(encoding="utf-8")


def test_the_diagram_is_fresh() -> None:
    """
    The page has the diagram that the table of the lifecycle draws now.
    """
    assert PAGE == diagrams.fresh(PAGE, {lifecycle().name: lifecycle().diagram()})
    assert "draft --> placed : place" in PAGE


@pytest.mark.parametrize(
    ("axis", "words"),
    [
        ("stage", Stage),
        ("collection", Collection),
        ("refunded", Refunded),
        ("fulfilment", Fulfilment),
        ("returned", Returned),
    ],
)
def test_every_word_of_an_axis_is_listed(axis: str, words: type[Stage]) -> None:
    """
    The table of axes has the words of the code, in their order.
    """
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{axis}` |"))

    assert [one.value for one in words] == re.findall(r"`(\w+)`", row.split("|")[2])


def test_every_flag_is_listed() -> None:
    """
    The page names all that may be true beside the words.
    """
    assert set() == {flag.value for flag in Flag if f"`{flag.value}`" not in PAGE}


@pytest.mark.parametrize("brief", list(Brief))
def test_every_brief_word_lists_its_words(brief: Brief) -> None:
    """
    The five words have the words they stand for.
    """
    row = [line for line in PAGE.splitlines() if line.startswith(f"| `{brief.value}` |")][-1]

    assert {word for word, its in BRIEFS.items() if its is brief} == set(re.findall(r"`(\w+)`", row.split("|")[2]))
