import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aftersales import orders, samples
from aftersales.__main__ import EXIT_CODES, main

COMMAND = [sys.executable, "-m", "aftersales"]


@pytest.fixture
def order(tmp_path: Path) -> Path:
    """
    Write the first sample's order.
    """
    file = tmp_path / "order.json"
    file.write_text(json.dumps(orders.to_dict(samples.samples()[0].order)), encoding="utf-8")
    return file


@pytest.mark.parametrize("command", [[], ["demo"], ["decide"], ["check"], ["law"]])
def test_help_documents_the_exit_codes(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every command says what it returns.
    """
    assert main([*command, "--help"]) == 0

    assert EXIT_CODES in capsys.readouterr().out


def test_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A report of a bug can name it.
    """
    assert main(["--version"]) == 0

    assert capsys.readouterr().out.startswith("aftersales 0.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b'{\n"id": "x",\n "placed_at": ', "Expecting value at line 3, column 15", id="half-written"),
        pytest.param(b"", "Expecting value at line 1, column 1", id="empty"),
        pytest.param(b'{\n"id": "J\xf6rg"}', "line 2 is not UTF-8", id="another encoding"),
        pytest.param(b"\x00\x01\x02", "Expecting value at line 1", id="binary"),
        pytest.param(b"[1, 2]", "expected a table, got a list", id="a list"),
        pytest.param(b"7", "expected a table, got 7", id="a number"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="deep"),
        pytest.param(
            b'{"curency": "EUR"}', "curency: expected a known key (did you mean currency?)", id="a typing slip"
        ),
        pytest.param(b'{"id": 7}', "id: expected a text, got 7", id="a wrong type"),
    ],
)
def test_a_wrong_order_is_named_with_its_file_and_place(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The problems stand on the error stream, each begins with the file, and nothing is printed besides.
    """
    file = tmp_path / "order.json"
    file.write_bytes(content)

    assert main(["decide", str(file)]) == 1

    told = capsys.readouterr()
    assert "" == told.out
    assert said in told.err
    assert {str(file)} == {line.partition(": ")[0] for line in told.err.splitlines()}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"[returns\nwindow", "line 1, column 9", id="half-written"),
        pytest.param(b'[returns]\nname = "\xff"', "line 2 is not UTF-8", id="another encoding"),
        pytest.param(b"[retruns]", "retruns: expected a known key (did you mean returns?)", id="a typing slip"),
    ],
)
def test_a_wrong_shop_is_named_with_its_file_and_place(
    content: bytes, said: str, order: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The same for the shop file, whether it is checked or used.
    """
    file = tmp_path / "shop.toml"
    file.write_bytes(content)

    for command in (["check", str(file)], ["decide", str(order), "--policy", str(file)]):
        assert main(command) == 1
        told = capsys.readouterr()
        assert told.err.startswith(f"{file}: ")
        assert said in told.err


def test_a_shop_file_in_json_must_be_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A list of sections is no shop.
    """
    file = tmp_path / "shop.json"
    file.write_text("[]", encoding="utf-8")

    assert main(["check", str(file)]) == 1

    assert f"{file}: expected a table of sections, got list\n" == capsys.readouterr().err


@pytest.mark.parametrize("command", [["decide"], ["check"]])
def test_a_file_that_cannot_be_read_has_a_code_of_its_own(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Neither a missing file nor a folder is a wrong document.
    """
    missing = tmp_path / "missing.json"

    assert main([*command, str(missing)]) == 3
    assert f"{missing}: expected a file that can be read (No such file or directory)\n" == capsys.readouterr().err

    assert main([*command, str(tmp_path)]) == 3
    assert capsys.readouterr().err.startswith(f"{tmp_path}: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--at", "yesterday"], "--at: expected a time with its zone", id="no moment"),
        pytest.param(["--at", "2026-05-04T12:00:00"], "without a zone is ambiguous", id="a naive moment"),
        pytest.param(["--at", "0001-01-01T00:00:00+00:00"], "--at: expected a time from the year 2", id="year one"),
        pytest.param(["--locale", "xx"], "--locale: expected a known locale", id="no locale"),
        pytest.param(["--reason", "bored"], "--reason: expected one of changed_mind", id="no reason"),
        pytest.param(["--return", "shoes"], "--return: expected one of boots, got shoes", id="no line"),
        pytest.param(["--return", "boots=2"], "--return: boots: expected at most the 1 bought, got 2", id="too many"),
        pytest.param(["--return", "boots=0"], "boots.units: expected a whole number of 1 or more", id="none"),
        pytest.param(["--return", "boots=x"], "boots.units: expected a whole number", id="no number"),
        pytest.param(["--fact", "used=true"], "--fact: expected LINE.NAME=VALUE", id="a fact of nothing"),
        pytest.param(["--fact", "boots.usd=true"], "(did you mean used?)", id="no fact"),
        pytest.param(["--fact", "boots.used"], "boots.facts.used: expected true or false", id="no value"),
        pytest.param(["--fact", "boots.defect_on=May"], "boots.defect_on: expected a date", id="no day"),
        pytest.param(["--frobnicate"], "unrecognized arguments: --frobnicate", id="no option"),
    ],
)
def test_wrong_usage_is_told_by_the_option(
    arguments: list[str], said: str, order: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The order is fine, so the code is another.
    """
    assert main(["decide", str(order), *arguments]) == 2

    told = capsys.readouterr()
    assert "" == told.out
    assert said in told.err


@pytest.mark.parametrize(
    "arguments", [[], ["frobnicate"], ["law"], ["law", "DE", "--on", "yesterday"], ["check", "a", "b"]]
)
def test_wrong_usage_of_any_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """
    There is always a word about it.
    """
    assert main(arguments) == 2

    assert capsys.readouterr().err


def test_a_policy_that_does_not_fit_the_order_is_a_wrong_document(
    order: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    A fee in pounds cannot be kept from euros.
    """
    file = tmp_path / "shop.toml"
    file.write_text(
        '[returns]\nsince = 2020-01-01\nwindow = { unlimited = true }\nfees = { customer = { flat = "1.00 GBP" } }',
        encoding="utf-8",
    )

    assert main(["decide", str(order), "--policy", str(file)]) == 1

    assert "expected an amount in EUR, got GBP" in capsys.readouterr().err


def test_runs_as_a_process(order: Path) -> None:
    """
    What leaves the process is UTF-8 on both streams, and its exit code.
    """
    good = [*COMMAND, "decide", str(order), "--at", "2026-05-04T21:30:00+02:00", "--locale", "de"]
    done = subprocess.run(good, capture_output=True, check=False)
    assert (0, b"") == (done.returncode, done.stderr)
    assert "Sie können" in done.stdout.decode()

    failed = subprocess.run([*COMMAND, "check", "missing.toml"], capture_output=True, check=False, cwd=order.parent)
    assert (3, b"") == (failed.returncode, failed.stdout)
    assert b"Traceback" not in failed.stderr


def test_a_terminal_without_umlauts_gets_the_output_too() -> None:
    """
    A letter that the terminal lacks is spelled out.
    """
    settings = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*COMMAND, "demo"], capture_output=True, check=False, env=settings)

    assert (0, b"") == (done.returncode, done.stderr)
    assert rb"Sie k\xf6nnen" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_who_had_enough_is_no_error(order: Path) -> None:
    """
    As in ``aftersales demo | head -1``: no traceback, and no complaint at the end of the process.
    """
    process = subprocess.Popen([*COMMAND, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=order.parent)
    assert process.stdout is not None
    process.stdout.close()
    _, told = process.communicate(timeout=60)

    assert (0, b"") == (process.returncode, told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_in_a_line() -> None:
    """
    Output that cannot be written is not lost in silence.
    """
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "demo"], stdout=full, stderr=subprocess.PIPE, check=False)

    assert (3, b"output: No space left on device\n") == (done.returncode, done.stderr)


def test_samples_that_cannot_be_written_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A file stands where the folder should be.
    """
    (tmp_path / "taken").touch()

    assert main(["demo", "--write", str(tmp_path / "taken")]) == 3

    assert str(tmp_path / "taken") in capsys.readouterr().err


def test_an_interruption_ends_it_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The code is the one shells give.
    """

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(samples, "samples", interrupted)

    assert main(["demo"]) == 130
    assert "" == capsys.readouterr().err
