"""
Run the examples of the README, of the documentation and of every docstring.
"""

import gc
from collections.abc import Generator
from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sybil import Example, Sybil
from sybil.parsers import myst, rest

OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE


FOLDER = ExitStack()


def open_folder(_namespace: object) -> None:
    """
    Give a page a folder of its own, in which its files stand.
    """
    FOLDER.enter_context(chdir(FOLDER.enter_context(TemporaryDirectory())))


def close_folder(_namespace: object) -> None:
    """
    Go back to where the tests were started.
    """
    FOLDER.close()


def write_file(example: Example) -> None:
    """
    Write a block of TOML that begins with its file's name, so that the Python below it can read it.
    """
    name, _, _ = example.parsed.partition("\n")
    if name.startswith("# ") and name.endswith(".toml"):
        Path(name.removeprefix("# ")).write_text(example.parsed, encoding="utf-8")


pages = Sybil(
    parsers=[
        myst.PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        myst.CodeBlockParser(language="toml", evaluator=write_file),
        myst.DocTestDirectiveParser(optionflags=OPTIONS),
        myst.ClearNamespaceParser(),
        myst.SkipParser(),
    ],
    patterns=["README.md", "docs/**/*.md", "docs/*.md"],
    setup=open_folder,
    teardown=close_folder,
)

docstrings = Sybil(
    parsers=[
        rest.DocTestParser(optionflags=OPTIONS),
        rest.PythonCodeBlockParser(),
        rest.SkipParser(),
    ],
    path="src",
    patterns=["**/*.py"],
)

pytest_collect_file = (pages + docstrings).pytest()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """
    Keep what was collected out of the search for garbage: it is large, and stays to the end.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
