from pathlib import Path

import pytest

from aftersales.__main__ import main

SHOP = """
[practices]
informs_of_withdrawal = true
tells_return_cost = true

[returns]
since = 2024-01-01
window = { days = 14 }
original_packaging = true

[[returns.rules]]
tags = ["sale"]
final_sale = true
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """
    Write the shop file.
    """
    file = tmp_path / "shop.toml"
    file.write_text(SHOP, encoding="utf-8")
    return str(file)


def test_holds_a_shop_against_the_law_of_countries(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    By country: the place in the shop file, what it means, why, and what it stands on.
    """
    assert main(["check", shop, "--country", "DE, br", "--on", "2026-11-26"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert f"{shop}: nothing is wrong" == lines[0]
    assert "  Germany, contracts of 2026-11-26" in lines
    assert "  Brazil, contracts of 2026-11-26" in lines
    german, brazilian = lines[: lines.index("  Brazil, contracts of 2026-11-26")], lines[5:]
    assert "    returns.window: do not publish this as a promise" in german
    assert "    returns.rules[0].final_sale: do not publish this without an exception for the right" in german
    assert "      EU: Directive (EU) 2019/771, arts 7-16" in german
    assert "    returns.outbound: the law gives more, and that holds" in brazilian


def test_says_where_the_law_leaves_all_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A generous shop has nothing to change.
    """
    file = tmp_path / "kind.toml"
    file.write_text(SHOP.partition("[returns]")[0] + "[returns]\nwindow = { days = 100 }\n", encoding="utf-8")

    assert main(["check", str(file), "--country", "DE"]) == 0

    assert "The law leaves all as it is." in capsys.readouterr().out


def test_an_unknown_country_is_for_a_person(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A country of which no law is held is named, and nothing is guessed.
    """
    assert main(["check", shop, "--country", "AQ"]) == 0

    out = capsys.readouterr().out
    assert "the shop: a person must look" in out
    assert "We hold no law of withdrawal for AQ" in out


def test_a_shop_without_a_policy_of_that_day_promises_nothing(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Before the first version the law stands alone.
    """
    assert main(["check", shop, "--country", "DE", "--on", "2023-06-01"]) == 0

    assert "The policy gives no money back; the law of DE does: 14 days from receipt." in capsys.readouterr().out


@pytest.mark.parametrize("codes", ["Germany", "DE,,FR", "D"])
def test_words_are_no_codes(shop: str, codes: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A country is asked for by its code; nothing is printed before the mistake is.
    """
    assert main(["check", shop, "--country", codes]) == 2

    said = capsys.readouterr()
    assert "" == said.out
    assert "--country" in said.err


def test_prints_what_changed_between_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Field by field: before, after, and the sources; duties that came are new.
    """
    assert main(["law", "diff", "DE", "2021-06-01", "2026-11-26"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Germany, contracts of 2021-06-01 and of 2026-11-26, law data ")
    assert "    burden months: 6 -> 12" in lines
    assert "  Withdrawal function" in lines
    assert "    new" in lines
    assert "      DE: BGB § 356a" in lines


def test_prints_that_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Two days of one law are no mistake.
    """
    assert main(["law", "diff", "gb", "2021-06-01", "2021-06-02"]) == 0

    assert capsys.readouterr().out.endswith("  Nothing changed.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["law", "diff", "DE", "2021-06-01"], "diff RESIDENCE DATE DATE"),
        (["law", "diff", "AQ", "2021-06-01", "2021-06-02"], "no law is held for 'AQ'"),
        (["law", "diff", "DE", "yesterday", "2021-06-02"], "a date such as"),
        (["law", "DE", "FR"], "got 'FR'"),
        (["check", "shop.toml", "--on", "soon"], "--on"),
    ],
)
def test_tells_how_it_is_called(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Wrong usage is told in a line, with exit code 2.
    """
    assert main(words) == 2

    assert told in capsys.readouterr().err
