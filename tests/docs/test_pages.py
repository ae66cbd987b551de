from pathlib import Path

import pytest

from aftersales.__main__ import EXIT_CODES, main

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_command_line_page_has_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    """
    What `--help` names is explained, and the exit codes are the same.
    """
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    for command in ("demo", "decide", "check", "law", "diff", "simulate", "schema"):
        main([command, "--help"])
        words = capsys.readouterr().out.replace("[", " ").replace("]", " ").replace(",", " ").split()
        options = {word for word in words if word.startswith("--")} - {"--help"}
        assert f"## aftersales {command}\n" in page
        assert set() == {option for option in options if option not in page}

    codes = [line.split()[0] for line in EXIT_CODES.splitlines()[1:]]
    assert [f"| {code} |" in page for code in codes] == [True] * 4
