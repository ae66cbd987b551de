import json
from pathlib import Path

import pytest

from aftersales.__main__ import main
from tests.returns.past import write


def test_says_what_changed_for_whom_and_how(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    First for everybody, then for each group, and in the end how many changes are kinder.
    """
    _, strict, kind = write(tmp_path, [])

    assert main(["diff", str(strict), str(kind), "--on", "2026-11-01"]) == 0

    assert [
        f"{strict} -> {kind}, orders of 2026-11-01",
        "",
        "  Everything no rule names otherwise",
        "    window  14 days -> 60 days         kinder",
        "    fees    as usual -> customer 10 %  stricter",
        "",
        "  tags seasonal",
        "    final sale  no -> yes  stricter",
        "",
        "  3 changes for customers: 1 kinder, 2 stricter",
    ] == capsys.readouterr().out.splitlines()


def test_a_file_and_itself_differ_in_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    That is said, so that an empty answer is not taken for a failure.
    """
    _, strict, _ = write(tmp_path, [])

    assert main(["diff", str(strict), str(strict)]) == 0

    assert "Nothing changed for anybody." in capsys.readouterr().out


def test_statements_of_the_shop_are_compared_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    What a shop states about itself changes what the law gives.
    """
    _, strict, _ = write(tmp_path, [])
    other = tmp_path / "other.toml"
    other.write_text(strict.read_text(encoding="utf-8").replace("tells_return_cost = true\n", ""), encoding="utf-8")

    assert main(["diff", str(strict), str(other)]) == 0

    assert "    tells return cost  yes -> nothing" in capsys.readouterr().out.splitlines()


def test_programs_read_a_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    With the values as a shop file has them.
    """
    _, strict, kind = write(tmp_path, [])

    assert main(["diff", str(strict), str(kind), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert {
        "field": "final_sale",
        "whom": {"tags": ["seasonal"]},
        "before": False,
        "after": True,
        "tendency": "stricter",
    } == found["returns"][-1]
    assert [] == found["practices"]


def test_a_wrong_day_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    As with every command.
    """
    _, strict, kind = write(tmp_path, [])

    assert main(["diff", str(strict), str(kind), "--on", "soon"]) == 2

    assert capsys.readouterr().err.startswith("--on: expected a date")
