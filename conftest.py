"""
Run the examples of the README, of the documentation and of every docstring.
"""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers import myst, rest

OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

pages = Sybil(
    parsers=[
        myst.PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        myst.DocTestDirectiveParser(optionflags=OPTIONS),
        myst.ClearNamespaceParser(),
        myst.SkipParser(),
    ],
    patterns=["README.md", "docs/**/*.md", "docs/*.md"],
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
