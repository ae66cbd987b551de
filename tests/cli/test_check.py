from pathlib import Path

import pytest

from aftersales import samples
from aftersales.__main__ import main
from tests.returns.past import lines, write

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
    It names the days from which the versions are in force, and what is worth a look.
    """
    file = tmp_path / "shop.toml"
    file.write_text(samples.text("shop.toml"), encoding="utf-8")

    assert main(["check", str(file)]) == 0

    assert [
        f"{file}: nothing is wrong",
        "  return policies: in force from 2024-01-01",
        "  practices: in force from 2024-01-01",
        "",
        "  Worth a look",
        "    returns.fallback_days: note: returns.lint_no_delivery_day",
        "      Where nobody saw the delivery, no window of this policy ends and each answer has to ask.",
        "      Say after how many days parcels count as delivered, or how long they take.",
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


LINTED = """
[returns]
since = 2026-01-01
window = { days = 30 }
fallback_days = 3

[[returns.rules]]
tags = ["seasonal"]
final_sale = true
credit = { days = 14 }
"""


def test_a_warning_changes_the_exit_code_only_where_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """
    A file with warnings loads; a build that wants none says so.
    """
    file = tmp_path / "shop.toml"
    file.write_text(LINTED, encoding="utf-8")

    assert main(["check", str(file)]) == 0
    assert "    returns.rules[0].final_sale: warning: returns.lint_final_with_window" in capsys.readouterr().out
    assert main(["check", str(file), "--strict"]) == 1
    assert f"{file}: there are warnings\n" == capsys.readouterr().err


def test_notes_are_never_a_problem(tmp_path: Path) -> None:
    """
    What may be as it should be does not fail a strict check.
    """
    file = tmp_path / "shop.toml"
    file.write_text("[returns]\nwindow = { days = 30 }\n", encoding="utf-8")

    assert main(["check", str(file), "--strict"]) == 0


def test_past_orders_show_what_is_sold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    A tag that no article has is named; lines that cannot be read are passed over.
    """
    orders, _, _ = write(tmp_path, [*lines(3), "{"])
    file = tmp_path / "shop.toml"
    file.write_text(LINTED, encoding="utf-8")

    assert main(["check", str(file), "--orders", str(orders)]) == 0

    assert "      No article of the sample has this: seasonal." in capsys.readouterr().out.splitlines()


def test_versions_to_come_are_looked_at_and_past_ones_are_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """
    Where there are several, each is named by its day.
    """
    file = tmp_path / "shop.toml"
    dated = [f"[[returns]]\nsince = {year}-01-01\nwindow = {{ days = 30 }}\n" for year in (2020, 2024, 2030)]
    file.write_text("\n".join(dated), encoding="utf-8")

    assert main(["check", str(file), "--on", "2026-01-01"]) == 0

    shown = capsys.readouterr().out
    assert ["2024-01-01", "2030-01-01"] == [
        line.split()[2].split(".")[0] for line in shown.splitlines() if "returns since" in line
    ]
