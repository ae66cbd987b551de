from pathlib import Path

import pytest

from aftersales import samples
from aftersales.__main__ import main

WRONG = """
[practises]
since = 2026-01-01

[returns]
since = 2026-01-01
window = { days = "14" }

[[returns.rules]]
categories = ["games"]
unopend = true
"""


def test_says_that_nothing_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    It names the days from which the versions are in force.
    """
    file = tmp_path / "shop.toml"
    file.write_text(samples.text("shop.toml"), encoding="utf-8")

    assert main(["check", str(file)]) == 0

    assert [
        f"{file}: nothing is wrong",
        "  return policies: in force from 2024-01-01",
        "  practices: in force from 2024-01-01",
    ] == capsys.readouterr().out.splitlines()


def test_an_empty_shop_promises_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    That is no mistake, and it is said.
    """
    file = tmp_path / "shop.toml"
    file.touch()

    assert main(["check", str(file)]) == 0

    assert "  return policies: none" in capsys.readouterr().out


def test_lists_every_problem_with_its_file_and_path(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    All of them at once, on the error stream, with the nearest known key.
    """
    file = tmp_path / "shop.toml"
    file.write_text(WRONG, encoding="utf-8")

    assert main(["check", str(file)]) == 1

    said = capsys.readouterr()
    assert "" == said.out
    assert [
        f"{file}: practises: expected a known key (did you mean practices?)",
        f'{file}: returns.window.days: expected a whole number of days, got "14"',
        f"{file}: returns.rules[0].unopend: expected a known key (did you mean unopened?)",
    ] == said.err.splitlines()
