import re
import subprocess
import sys
from doctest import DocTestParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def code_of(page: Path) -> str:
    """
    Take the Python of a page, as a reader would copy it into one file.
    """
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    examples = [DocTestParser().get_examples(block) for block in blocks]
    return "".join(
        "".join(example.source for example in inside) if inside else block
        for block, inside in zip(blocks, examples, strict=True)
    )


def test_the_first_page_is_what_the_library_promises() -> None:
    """
    The README has its example: load a shop, read an order, decide, explain.
    """
    code = code_of(ROOT / "README.md")

    assert [] == [word for word in ("load(", "from_dict(", "decide(", "explain(", "status(") if word not in code]


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial/first-decision.md"])
def test_examples_type_check_strictly(page: str, tmp_path: Path) -> None:
    """
    Whoever copies the example has no complaint from a type checker.
    """
    pytest.importorskip("mypy")
    (tmp_path / "example.py").write_text(code_of(ROOT / page), encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", str(tmp_path / "example.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stdout if done.returncode else done.stderr)
