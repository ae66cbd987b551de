import re
import subprocess
import sys
from doctest import DocTestParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

PAGES = ["README.md", "docs/tutorial/first-decision.md"]


def file_of(page: str) -> str:
    """
    Name the file of a page after it.
    """
    return f"{Path(page).stem.lower().replace('-', '_')}.py"


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


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """
    Check all pages in one run of the type checker, each as a file.
    """
    pytest.importorskip("mypy")
    folder = tmp_path_factory.mktemp("pages")
    for page in PAGES:
        (folder / file_of(page)).write_text(code_of(ROOT / page), encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", *map(file_of, PAGES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)

    assert "" == done.stderr
    assert done.stdout.endswith(f"{len(PAGES)} source files)\n" if done.returncode else f"{len(PAGES)} source files\n")
    return done.stdout.splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_examples_type_check_strictly(page: str, complaints: list[str]) -> None:
    """
    Whoever copies the example has no complaint from a type checker.
    """
    assert [] == [line for line in complaints if line.startswith(f"{file_of(page)}:")]
