import subprocess
import sys
from pathlib import Path
from shlex import split

import pytest

from aftersales import Money, Verdict, documents, orders, returns, samples
from aftersales.__main__ import main
from aftersales.returns import Answer, Basis, Remedy

HERE = Path(__file__).parent


def answer_to(name: str) -> Answer:
    """
    Decide one sample, by the beginning of its file's name.
    """
    (sample,) = (sample for sample in samples.samples() if sample.name.startswith(name))
    answers = returns.decide(sample.order, sample.request, samples.shop().returns, sample.at)
    (answer,) = answers.values()
    return answer


def test_prints_the_same_on_every_day(capsys: pytest.CaptureFixture[str]) -> None:
    """
    The samples carry their own moments; after an intended change: python -m aftersales demo > tests/cli/demo.txt.
    """
    assert main(["demo"]) == 0

    assert HERE.joinpath("demo.txt").read_text(encoding="utf-8") == capsys.readouterr().out


def test_runs_as_a_module_with_the_packages_of_the_runtime() -> None:
    """
    Neither rich nor holidays is needed, and neither is loaded.
    """
    script = (
        "import sys; sys.modules.update(rich=None, holidays=None); from aftersales.__main__ import main; main(['demo'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert HERE.joinpath("demo.txt").read_text(encoding="utf-8") == done.stdout.decode()


def test_a_change_of_mind_rolls_over_a_holiday_and_a_weekend() -> None:
    """
    The last day is a Monday, and the policy alone would have refused.
    """
    answer = answer_to("1")

    assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answer.verdict, answer.best.basis)
    assert ["starts", "counts", "rolls", "rolls", "rolls"] == [step.code for step in answer.best.terms.deadline.steps]
    assert "Monday" == f"{answer.best.last_day:%A}"


def test_worn_swimwear_is_refused_by_the_law_and_by_the_policy() -> None:
    """
    Both say why.
    """
    answer = answer_to("2")

    codes = {finding.reason.code for option in answer.options for finding in option.findings}
    assert Verdict.REFUSE is answer.verdict
    assert {"law.hygiene_unsealed", "returns.opened"} <= codes


def test_a_defect_after_thirteen_months_goes_to_a_person() -> None:
    """
    The right goes on, but who has to prove the defect has changed.
    """
    answer = answer_to("3")

    assert (Verdict.REFER, Basis.GUARANTEE) == (answer.verdict, answer.best.basis)
    assert ("law.burden_on_customer",) == answer.codes


def test_the_law_gives_a_final_sale_back() -> None:
    """
    The policy refuses it, and nobody is refused.
    """
    answer = answer_to("4")

    by_policy = [option.verdict for option in answer.options if option.basis is Basis.POLICY]
    assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answer.verdict, answer.best.basis)
    assert {Verdict.REFUSE} == set(by_policy)


def test_a_part_of_a_discounted_order_goes_back_on_both_tenders() -> None:
    """
    Two of three mugs are worth what they were charged, in the proportion in which they were paid.
    """
    refund = answer_to("5").best.refund

    assert Money(1799, "EUR") == refund.total
    assert {"gift_card": Money(703, "EUR"), "card": Money(1096, "EUR")} == {s.kind: s.amount for s in refund.tenders}


def test_a_brazilian_withdrawal_gives_the_freight_back() -> None:
    """
    Everything that was paid goes back, and the customer reads it in Portuguese.
    """
    answer = answer_to("6")

    assert Money(21440, "BRL") == answer.best.refund.total
    assert any("arrependimento" in sentence for sentence in answer.explain("pt_BR"))


def test_one_question_is_left_open() -> None:
    """
    The answer names the fact and who can tell it.
    """
    answer = answer_to("7")

    assert Verdict.ASK is answer.verdict
    assert [("line.seal_broken", "customer")] == [(q.fact, q.who.value) for q in answer.worth_asking]


def test_every_sample_stands_on_its_own_currency_and_comes_back_from_a_document() -> None:
    """
    The orders are read strictly and written back alike.
    """
    for sample in samples.samples():
        assert sample.order == orders.from_dict(orders.to_dict(sample.order))


def test_written_samples_decide_alike_by_the_printed_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Every command that it prints leads to the verdict that the demonstration shows.
    """
    pytest.importorskip("holidays")
    assert main(["demo", "--write", str(tmp_path / "new" / "folder")]) == 0
    printed = capsys.readouterr().out.splitlines()

    verdicts = []
    for command in printed:
        assert main([*split(command)[1:], "--json"]) == 0
        answers = documents.read(returns.Answers, documents.parse_json(capsys.readouterr().out))
        verdicts += [answer.verdict for answer in answers.values()]

    assert [answer_to(str(number)).verdict for number in range(1, 8)] == verdicts


def test_remedies_of_the_demonstration_are_the_ones_it_is_about() -> None:
    """
    Money back where the customer changed their mind, a replacement where the goods failed.
    """
    remedies = [answer_to(str(number)).best.remedy for number in (1, 3, 4, 5, 6)]

    assert [Remedy.REFUND, Remedy.REPLACEMENT, Remedy.REFUND, Remedy.REFUND, Remedy.REFUND] == remedies
