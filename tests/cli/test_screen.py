import io
import sys

import pytest

from aftersales._screen import RichScreen, Screen, screen

ROWS = [
    ("accept", "law.right_of_withdrawal", "The law gives you the right to change your mind " * 3),
    ("ask", "b", "c"),
]


def write_all(out: Screen) -> None:
    """
    Use everything a screen has.
    """
    out.title("1. [bold]Title[/bold]")
    out.text("A paragraph. " * 12, 1)
    out.text("")
    out.heading("Reasons")
    out.table(ROWS)
    out.table([])
    out.lines(["1 x boots   129.90 EUR"])


def test_plain_text_is_wrapped_in_its_last_column(capsys: pytest.CaptureFixture[str]) -> None:
    """
    No line is longer than a hundred characters, none ends with a space, and columns stand under each other.
    """
    write_all(Screen())

    lines = capsys.readouterr().out.splitlines()
    assert 100 >= max(map(len, lines))
    assert lines == [line.rstrip() for line in lines]
    assert "1. [bold]Title[/bold]" == lines[0]
    assert "    ask     b                        c" in lines
    assert "    1 x boots   129.90 EUR" == lines[-1]


def test_rich_shows_the_same_words() -> None:
    """
    Brackets are text, not markup, and no amount is cut.
    """
    rich = pytest.importorskip("rich.console")
    written = io.StringIO()
    write_all(RichScreen(rich.Console(file=written, width=60, force_terminal=True, highlight=False)))

    shown = written.getvalue()
    assert "[bold]Title[/bold]" in shown
    assert "\x1b[" in shown
    assert "1 x boots   129.90 EUR" in shown


def test_a_pipe_gets_plain_text() -> None:
    """
    What is read by programs and compared with files is the same with and without rich.
    """
    assert type(screen()) is Screen


@pytest.mark.parametrize(("installed", "expected"), [(True, RichScreen), (False, Screen)])
def test_a_person_gets_rich_where_it_is_installed(
    installed: bool,  # noqa: FBT001 - one case each
    expected: type[Screen],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    The extra `cli` is never needed.
    """
    pytest.importorskip("rich")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    if not installed:
        monkeypatch.setitem(sys.modules, "rich.console", None)

    assert type(screen()) is expected
