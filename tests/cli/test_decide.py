import json
import sys
from pathlib import Path

import pytest

from aftersales import Money, Verdict, documents, orders, returns, samples
from aftersales.__main__ import main
from aftersales.returns import Answers

AT = ["--at", "2026-09-14T12:00:00+02:00"]


@pytest.fixture
def order(tmp_path: Path) -> Path:
    """
    Write an order of three mugs and a teapot.
    """
    file = tmp_path / "order.json"
    file.write_text(json.dumps(orders.to_dict(samples.samples()[4].order)), encoding="utf-8")
    return file


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """
    Write the shop of the samples.
    """
    file = tmp_path / "shop.toml"
    file.write_text(samples.text("shop.toml"), encoding="utf-8")
    return file


def decided(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answers:
    """
    Run the command and read its document back.
    """
    assert main(["decide", *map(str, arguments), "--json"]) == 0
    return documents.read(returns.Answers, documents.parse_json(capsys.readouterr().out))


def test_decides_everything_that_can_still_come_back(
    capsys: pytest.CaptureFixture[str], order: Path, shop: Path
) -> None:
    """
    Without --return nothing is left out, and the delivery charge goes back with the last line.
    """
    answers = decided(capsys, order, "--policy", shop, *AT)

    assert {"mugs": 3, "teapot": 1} == {line: answer.units for line, answer in answers.items()}
    assert Money(7680, "EUR") == answers.refund.total


def test_decides_the_units_that_are_named(capsys: pytest.CaptureFixture[str], order: Path, shop: Path) -> None:
    """
    A line without a number means all its units.
    """
    asked = ["--return", "mugs=2", "--return", "teapot"]
    answers = decided(capsys, order, "--policy", shop, *AT, *asked, "--reason", "color")

    assert {"mugs": 2, "teapot": 1} == {line: answer.units for line, answer in answers.items()}


def test_takes_facts_of_the_goods_and_of_the_request(
    capsys: pytest.CaptureFixture[str], order: Path, shop: Path
) -> None:
    """
    What the request knows is set on it; every other name is a fact about the goods.
    """
    told = ["mugs.used=true", "mugs.reason=defective", "mugs.defect_on=2026-09-08", "mugs.serious=true"]
    facts = [word for fact in told for word in ("--fact", fact)]

    answers = decided(capsys, order, "--policy", shop, *AT, "--return", "mugs", *facts)

    codes = {finding.reason.code for option in answers["mugs"].options for finding in option.findings}
    assert Verdict.ACCEPT is answers["mugs"].verdict
    assert "law.burden_on_seller" in codes
    assert "law.repair_first" not in codes


def test_decides_by_the_law_alone_without_a_policy(capsys: pytest.CaptureFixture[str], order: Path) -> None:
    """
    The shop then promises nothing, and the customer has what the law gives.
    """
    answers = decided(capsys, order, *AT, "--return", "mugs", "--reason", "color")

    codes = {finding.reason.code for option in answers["mugs"].options for finding in option.findings}
    assert "returns.nothing_promised" in codes
    assert Verdict.ACCEPT is answers["mugs"].verdict


def test_shows_the_answer_to_people(capsys: pytest.CaptureFixture[str], order: Path, shop: Path) -> None:
    """
    Headline, ways, reasons, legal basis, steps, refund, and the sentences in the language that was asked for.
    """
    asked = ["--return", "mugs", "--return", "teapot", "--reason", "color", "--locale", "de"]
    assert main(["decide", str(order), "--policy", str(shop), *AT, *asked]) == 0

    shown = capsys.readouterr().out
    parts = ["Ways", "Reasons", "Legal basis", "Last day, step by step", "Refund", "What the customer reads (de)"]
    assert shown.startswith("Order 1005, decided for 2026-09-14T12:00:00+02:00\n")
    assert [2] * len(parts) == [shown.count(f"\n  {part}\n") for part in parts]
    assert "Sie können den Artikel" in shown
    assert "Refund for all lines" in shown
    assert "Trace" not in shown


def test_traces_for_staff(capsys: pytest.CaptureFixture[str], order: Path) -> None:
    """
    Every line of the trace is shown as it is.
    """
    assert main(["decide", str(order), *AT, "--return", "mugs", "--trace"]) == 0

    assert "    step starts receipt: 2026-09-07" in capsys.readouterr().out


def test_says_that_it_took_the_present_moment(capsys: pytest.CaptureFixture[str], order: Path) -> None:
    """
    The library keeps no clock; the command line does, and says when it used it.
    """
    assert main(["decide", str(order)]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("(now)")

    assert main(["decide", str(order), "--json"]) == 0
    assert capsys.readouterr().err.rstrip().endswith("(now)")


def test_says_that_public_holidays_are_not_known(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, order: Path
) -> None:
    """
    Without the extra `calendars` the last day may be uncertain, and the output says what to install.
    """
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert main(["decide", str(order), *AT]) == 0

    assert 'pip install "aftersales[calendars]"' in capsys.readouterr().out


def test_says_that_nothing_is_left(capsys: pytest.CaptureFixture[str], order: Path) -> None:
    """
    An order that came back as a whole has nothing to decide.
    """
    sale = json.loads(order.read_text(encoding="utf-8"))
    back = [{"what": "returned", "line": line["id"], "quantity": line["quantity"]} for line in sale["lines"]]
    order.write_text(json.dumps({**sale, "movements": back}), encoding="utf-8")

    assert main(["decide", str(order), *AT]) == 0

    assert "Nothing of this order can come back any more." in capsys.readouterr().out


def test_shows_questions_under_the_name_by_which_they_are_answered(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shop: Path
) -> None:
    """
    What stands under "Open questions" can be given back with --fact.
    """
    file = tmp_path / "game.json"
    file.write_text(json.dumps(orders.to_dict(samples.samples()[6].order)), encoding="utf-8")
    command = ["decide", str(file), "--policy", str(shop), "--at", "2026-10-20T17:30:00+02:00", "--reason", "gift"]

    assert main(command) == 0
    assert "    game.seal_broken  whether the seal was broken" in capsys.readouterr().out

    assert main([*command, "--fact", "game.seal_broken=false"]) == 0
    assert "ACCEPT  1 x game" in capsys.readouterr().out
