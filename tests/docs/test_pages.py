from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from aftersales.__main__ import EXIT_CODES, main
from aftersales.orders import Practices, Transit
from aftersales.returns import (
    Costs,
    Fee,
    Fees,
    FeeStep,
    PolicyRule,
    Price,
    Returnless,
    ReturnPolicy,
    Review,
    Season,
    Shipping,
    Window,
)

DOCS = Path(__file__).parent.parent.parent / "docs"


def keys_of_a_shop_file() -> Iterator[str]:
    """
    Name everything a shop file may say.
    """
    policy = (ReturnPolicy, PolicyRule, Window, Season, Price, Fees, Fee, FeeStep, Shipping, Returnless, Review)
    for cls in (Practices, Transit, *policy, Costs):
        yield from (field.metadata.get("key", field.name) for field in attrs.fields(cls) if field.init)


@pytest.mark.parametrize("key", sorted(set(keys_of_a_shop_file())))
def test_the_shop_file_page_has_every_key(key: str) -> None:
    """
    A key that is not explained is a key nobody uses.
    """
    assert f"`{key}`" in (DOCS / "how-to" / "shop-file.md").read_text(encoding="utf-8")


def test_the_command_line_page_has_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    """
    What `--help` names is explained, and the exit codes are the same.
    """
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    for command in ("demo", "decide", "check", "law", "diff", "simulate"):
        main([command, "--help"])
        words = capsys.readouterr().out.replace("[", " ").replace("]", " ").replace(",", " ").split()
        options = {word for word in words if word.startswith("--")} - {"--help"}
        assert f"## aftersales {command}\n" in page
        assert set() == {option for option in options if option not in page}

    codes = [line.split()[0] for line in EXIT_CODES.splitlines()[1:]]
    assert [f"| {code} |" in page for code in codes] == [True] * 4
