from pathlib import Path

import pytest

from aftersales.law import book
from scripts import law_reference

TOPICS = {"withdrawal", "guarantee", "delivery", "duties"}


@pytest.mark.parametrize("page", law_reference.files(), ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_says_what_the_data_says(page: Path) -> None:
    """
    The written pages are those the script makes from the data; run ``python scripts/law_reference.py`` if not.
    """
    assert law_reference.pages()[page] == page.read_text(encoding="utf-8")


def test_every_jurisdiction_has_a_table() -> None:
    """
    The page of the law has a heading for every jurisdiction, the Union first.
    """
    headings = [line.split()[1] for line in law_reference.law_page().splitlines() if line.startswith("## ")]

    assert headings[0] == "EU"
    assert sorted(book().jurisdictions) == sorted(headings)


def test_every_jurisdiction_has_a_page() -> None:
    """
    Each place has a page of its own, and no page is left of a place that is no more.
    """
    folder = law_reference.REFERENCE / "law"

    assert {f"{code.lower()}.md" for code in book().jurisdictions} == {file.name for file in folder.glob("*.md")}


def test_a_page_has_the_words_of_its_function() -> None:
    """
    The Union's page has the words of every language, a state's page leads there, and where none is due none is named.
    """
    union, german, british = (law_reference.place_page(code) for code in ("EU", "DE", "GB"))

    assert "| sv | Ångra avtalet här | Bekräfta frånträde | yes | yes |" in union
    assert "[European Union](eu.md)" in german
    assert "Function to withdraw online" in german
    assert "Function to withdraw online" not in british


def test_a_page_tells_what_changed_when() -> None:
    """
    Each day on which the law changed is named with its fields and sources.
    """
    assert "burden months: 6 -> 12" in law_reference.place_page("DE").partition("## What changed when")[2]


def test_no_cell_breaks_its_table() -> None:
    """
    Every line of a table has as many cells as its head.
    """
    for page in law_reference.pages().values():
        widths: list[int] = []
        for line in page.splitlines():
            widths = [*widths, line.count("|")] if line.startswith("|") else []
            assert len(set(widths)) <= 1, line


def test_what_is_left_out_has_a_reason() -> None:
    """
    Every entry of what is left out names places, a topic, a rule and a reason.
    """
    for entry in law_reference.left_out():
        assert entry.keys() == set(law_reference.LEFT_OUT_KEYS)
        assert entry["topic"] in TOPICS
        assert all(entry.values())


def test_a_topic_without_rows_is_explained() -> None:
    """
    Where a country has no row for withdrawal or guarantee and inherits none, the page says why.
    """
    explained = {
        (code, entry["topic"]) for entry in law_reference.left_out() for code in entry["jurisdiction"].split(", ")
    }
    for code in book().jurisdictions:
        for topic in ("withdrawal", "guarantee"):
            covered = any(getattr(link, topic) for link in book().chain(code))
            assert covered or (code, topic) in explained, (code, topic)
