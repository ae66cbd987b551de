import io
import json
import pickle
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from aftersales import _simulate
from aftersales.__main__ import main
from aftersales._progress import progress
from aftersales._report import report
from aftersales._simulate import Run, simulate, spans
from tests.returns.past import lines, past, write

BAD = ["{", '{"order": 1}', "", "[]"]


def test_shows_what_would_have_changed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    Totals, money, why, and each split; nothing but plain text in a pipe, and nothing on the error stream.
    """
    orders, strict, kind = write(tmp_path, lines(12))

    assert main(["simulate", str(orders), "--policy", str(strict), "--policy", str(kind)]) == 0

    said = capsys.readouterr()
    shown = said.out.splitlines()
    assert "" == said.err
    assert "14 days -> 60 days, <fee>" == shown[0]
    assert "  12 orders, 12 requests, 12 lines of them" == shown[1]
    assert {"  Verdicts", "  Money", "  Why", "  By country", "  By category", "  By month"} <= set(shown)
    assert "could not be read" not in said.out


def test_bad_lines_are_named_and_counted_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """
    The number is that of the line in the file; empty lines are none.
    """
    orders, strict, kind = write(tmp_path, [past(1), *BAD, past(2)])

    assert main(["simulate", str(orders), "--policy", str(strict), "--policy", str(kind), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (2, 3, [2, 3, 5]) == (found["orders"], found["bad"]["count"], [one["line"] for one in found["bad"]["named"]])
    assert "order: expected a table" in found["bad"]["named"][1]["problem"]


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path: Path) -> None:
    """
    A file cut in the middle of a letter does not end the run.
    """
    orders, strict, kind = write(tmp_path, [past(1)])
    orders.write_bytes(orders.read_bytes() + b"\xff\xfe\n")

    run = simulate(orders, (strict, kind))

    assert (1, 1, "expected UTF-8 text") == (run.orders, run.bad, run.named[0].problem)


def test_only_some_bad_lines_are_named(tmp_path: Path) -> None:
    """
    All are counted.
    """
    orders, strict, kind = write(tmp_path, ["{"] * 30)

    run = simulate(orders, (strict, kind))

    assert (30, _simulate.MOST_NAMED) == (run.bad, len(run.named))


def test_two_processes_count_what_one_counts(tmp_path: Path) -> None:
    """
    Sums, examples and the numbers of bad lines are the same.
    """
    orders, strict, kind = write(tmp_path, [*lines(20), "{", *lines(20), "{"])
    told: list[tuple[int, int]] = []

    one = simulate(orders, (strict, kind))
    two = simulate(orders, (strict, kind), jobs=2, told=lambda done, count: told.append((done, count)))

    assert one == two
    assert (orders.stat().st_size, 42) == told[-1]


@pytest.mark.parametrize("count", [1, 2, 5, 100])
def test_spans_are_whole_lines_of_the_file(count: int, tmp_path: Path) -> None:
    """
    Put together they are the file, and each ends where a line does.
    """
    file = tmp_path / "lines"
    file.write_bytes(b"".join(b"x" * length + b"\n" for length in (3, 500, 0, 7, 90, 1)))
    data = file.read_bytes()

    parts = [data[start:end] for start, end in spans(file, count)]

    assert data == b"".join(parts)
    assert all(part.endswith(b"\n") for part in parts)
    assert len(parts) <= count


def test_what_is_kept_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """
    Only sums are kept, so three times the lines need no more room.
    """
    sizes = []
    for count in (200, 600):
        orders, strict, kind = write(tmp_path, lines(count))
        sizes.append(len(pickle.dumps(simulate(orders, (strict, kind)))))

    assert sizes[1] < sizes[0] * 1.1


def test_the_same_policy_twice_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    Then there is nothing to explain, and the files' names tell the columns apart.
    """
    orders, strict, _ = write(tmp_path, lines(6))

    assert main(["simulate", str(orders), "--policy", str(strict), "--policy", str(strict)]) == 0

    shown = capsys.readouterr().out
    assert "treated differently: 0 lines" in shown
    assert "  Why" not in shown
    assert "strict.toml -> strict.toml" in shown


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param([], "--policy: expected two of them, got 1", id="one policy"),
        pytest.param(["--policy", "{kind}", "--jobs", "0"], "--jobs: expected a whole number", id="no process"),
    ],
)
def test_wrong_usage_is_said(more: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    Two policies and at least one process.
    """
    orders, strict, kind = write(tmp_path, lines(1))
    words = [one.format(kind=kind) for one in more]

    assert main(["simulate", str(orders), "--policy", str(strict), *words]) == 2

    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    Exit code 3, as everywhere, and no traceback.
    """
    _, strict, kind = write(tmp_path, [])
    missing = tmp_path / "missing.jsonl"

    assert main(["simulate", str(missing), "--policy", str(strict), "--policy", str(kind)]) == 3

    assert str(missing) in capsys.readouterr().err


def test_a_wrong_policy_is_told_before_anything_is_decided(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    Exit code 1, with its place.
    """
    orders, strict, kind = write(tmp_path, lines(1))
    kind.write_text("[returns]\nwindow = 14\n", encoding="utf-8")

    assert main(["simulate", str(orders), "--policy", str(strict), "--policy", str(kind), "--jobs", "2"]) == 1

    assert "returns.window" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------------- the report


class Tags(HTMLParser):
    """
    Collect what a page is made of.
    """

    def __init__(self, page: str) -> None:
        """
        Read a page.
        """
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Note the tag, and what it would load.
        """
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]


def page_of(tmp_path: Path, *more: Any) -> str:
    """
    Write the report of some lines, and read it.
    """
    orders, strict, kind = write(tmp_path, [*lines(12), *more])
    page = tmp_path / "report.html"

    assert main(["simulate", str(orders), "--policy", str(strict), "--policy", str(kind), "--report", str(page)]) == 0
    return page.read_text(encoding="utf-8")


def test_the_report_is_well_formed_and_loads_nothing(tmp_path: Path) -> None:
    """
    It is XML as well, so every tag is closed; there is no script and no address in it.
    """
    page = page_of(tmp_path)

    ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - written just now, by ourselves
    tags = Tags(page)
    assert "script" not in tags.names
    assert [] == tags.links
    assert "url(" not in page


def test_what_stands_in_files_is_escaped(tmp_path: Path) -> None:
    """
    A category, an order's id and a policy's name may look like tags.
    """
    evil = past(99, category="<script>alert(1)</script>")
    evil["order"]["id"] = "<b>&"

    page = page_of(tmp_path, evil, '{"order": {"<i>": 1}}')

    ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - likewise
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "60 days, &lt;fee&gt;" in page


def test_every_chart_has_a_table_beside_it_and_says_so(tmp_path: Path) -> None:
    """
    Who cannot see a chart reads the same figures.
    """
    root = ET.fromstring(page_of(tmp_path, "{").removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - likewise
    charts = [one for one in root.iter("svg") if one.get("role") == "img"]
    beside = [one for one in root.iter("div") if one.get("class") == "beside"]

    assert len(charts) == len(beside) > 3
    assert all(one.find(".//table/caption") is not None for one in beside)
    assert all("table" in (one.get("aria-label") or "") for one in charts)
    assert "Lines that could not be read" in {one.text for one in root.iter("h2")}


def test_a_report_of_nothing_is_a_page() -> None:
    """
    An empty file has no difference to show and no chart that divides by nothing.
    """
    page = report(Run(), ("a", "b"))

    assert "Verdicts" in page
    assert "Why" not in page


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser, which .ci/run installs")
def test_a_browser_shows_the_report(tmp_path: Path) -> None:
    """
    It finds every section, and no error in the page.
    """
    (tmp_path / "report.html").write_text(page_of(tmp_path), encoding="utf-8")
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    words += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "report.html").as_uri()]

    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120)

    for title in ("Verdicts", "Money", "Why", "By country", "By category", "By month", "Who"):
        assert f"<h2>{title}</h2>" in done.stdout


# ----------------------------------------------------------------------------------------------------- the progress


class Terminal(io.StringIO):
    """
    An error stream that a person watches.
    """

    def isatty(self) -> bool:
        """
        Say so.
        """
        return True


def test_a_pipe_gets_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A log of a nightly run has no escape codes in it.
    """
    with progress(100) as told:
        told(50, 5)

    assert "" == capsys.readouterr().err


def test_a_person_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In one line of plain text where rich is not installed.
    """
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setitem(sys.modules, "rich.progress", None)

    with progress(200) as told:
        told(50, 1234)

    assert "\r 25 %  1,234 lines\n" == seen.getvalue()


def test_rich_draws_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where it is installed, and it leaves nothing behind.
    """
    pytest.importorskip("rich")
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)

    with progress(200) as told:
        told(200, 7)

    assert "7 lines" in seen.getvalue()
