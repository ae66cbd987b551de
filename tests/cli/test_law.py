import re

import pytest

from aftersales import law
from aftersales.__main__ import main

ON = ["--on", "2025-06-01"]


def test_prints_fields_in_words_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Value, meaning, citation, since when, how far it was checked.
    """
    assert main(["law", "DE", *ON]) == 0

    lines = capsys.readouterr().out.splitlines()
    fields = [line.split() for line in lines]
    assert lines[0].startswith("Germany, contracts of 2025-06-01, law data ")
    assert ["right", "yes", "Whether", "there", "is", "one."] in fields
    assert ["period", "14", "Its", "length", "in", "unit."] in fields
    assert ["months", "24", "Its", "length."] in fields
    assert any(line.startswith("    DE: BGB §§ 312g") for line in lines)
    assert any(line.startswith("      In force since 2014-06-13; checked on ") for line in lines)
    assert any(line.endswith("high confidence, certain.") for line in lines)


def test_shows_the_cautious_value_where_it_differs(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Whether the end moves off a Saturday is not certain in Brazil, and both values stand there.
    """
    assert main(["law", "br", *ON]) == 0

    lines = capsys.readouterr().out.splitlines()
    (roll,) = (line for line in lines if line.split()[:1] == ["roll"])
    assert ["roll", "none", "saturday", "sunday", "holiday"] == roll.split()[:5]
    assert any("not certain here" in line for line in lines)
    assert any(line.startswith("      Disputed: ") for line in lines)


def test_a_region_has_the_law_of_its_country(capsys: pytest.CaptureFixture[str]) -> None:
    """
    ``DE-BE`` has no rows of its own.
    """
    assert main(["law", "DE-BE", *ON]) == 0

    assert capsys.readouterr().out.startswith("Germany")


def test_says_that_nothing_is_held_for_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A day before the first row is no mistake.
    """
    assert main(["law", "DE", "--on", "1990-01-01"]) == 0

    assert 3 == capsys.readouterr().out.count("Nothing is held for contracts of this day.")


def test_takes_the_present_day(capsys: pytest.CaptureFixture[str]) -> None:
    """
    The output names the day.
    """
    assert main(["law", "DE"]) == 0

    assert "contracts of 2" in capsys.readouterr().out


@pytest.mark.parametrize("code", sorted(law.book().jurisdictions))
def test_prints_every_jurisdiction(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every value is in words, however it is built, and nothing of Python shows.
    """
    assert main(["law", code, "--on", "2026-11-26"]) == 0

    shown = capsys.readouterr().out
    assert law.book().jurisdictions[code].name in shown
    assert [] == re.findall(r"\w+\(\w+=.*|<\w+\..*|frozenset.*|Decimal.*|\(\)|\[\]", shown)


def test_an_unknown_country_is_named_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Nothing is guessed from a neighbour.
    """
    assert main(["law", "XX"]) == 2

    assert capsys.readouterr().err.startswith("no law is held for 'XX'; there is for AR, AT, ")
