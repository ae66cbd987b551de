"""
How Sphinx builds the documentation; nothing is fetched.
"""

import re
from importlib.util import find_spec

from sphinx.application import Sphinx
from sphinx.highlighting import lexer_classes

from aftersales._version import VERSION

project = "aftersales"
author = "The aftersales maintainers"
project_copyright = "The aftersales maintainers"
version = release = VERSION

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"aftersales {VERSION}"

# Links to headings, and lists of terms in the glossary.
myst_heading_anchors = 3
myst_enable_extensions = ["deflist", "colon_fence"]

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = [("Source", "notes_style")]
napoleon_use_ivar = True

nitpicky = True
# The reference is built without other projects' inventories, so their names lead nowhere here.
nitpick_ignore_regex = [
    ("py:.*", r"(aftersales\.)?(\w+\.)*_\w+"),
    ("py:.*", r"(attr|attrs|collections|datetime|decimal|enum|hypothesis|pathlib|types|typing|zoneinfo)\..*"),
    ("py:.*", r"(aftersales\.)?(\w+\.)*[A-Z]"),
    ("py:.*", r"(bool|bytes|dict|float|frozenset|int|list|object|set|str|tuple|type)"),
    ("py:.*", r"(Decimal|date|datetime)"),  # types in short
    ("py:.*", r"tuple\[(~|Event).*"),  # a field that is a tuple of values, cut at its comma
    ("py:.*", r"aftersales\.money\.amounts\.OpenMoney"),  # what Money is made of before it is frozen
    ("py:.*", r"aftersales\.returns\.policy\.Says"),  # what a policy and its rules share
    ("py:.*", r"aftersales\.returns\.matching\.(Matches|Sight)"),  # what a rule matches by, and what all of them see
]

AUTOMODULE = re.compile(r"^```\{eval-rst\}\n\.\. automodule:: (\S+)\n(?:   :.*\n)*```\n", re.MULTILINE)


def drop_absent_modules(_app: Sphinx, _page: str, source: list[str]) -> None:
    """
    Leave out of the reference what this checkout does not have.
    """
    source[0] = AUTOMODULE.sub(lambda block: block[0] if is_there(block[1]) else "", source[0])


def is_there(module: str) -> bool:
    """
    Say whether a module can be imported, and so can be documented.
    """
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


COLON = "\N{FULLWIDTH COLON}"


def hide_colons(_app: Sphinx, what: str, _name: str, _of: object, _options: object, lines: list[str]) -> None:
    """
    Keep napoleon from reading "The day to tell: the one that is certain" as a type and its meaning.
    """
    if what in {"attribute", "data", "property"} and lines:
        lines[0] = lines[0].replace(":", COLON)


def show_colons(_app: Sphinx, what: str, _name: str, _of: object, _options: object, lines: list[str]) -> None:
    """
    Undo `hide_colons` after napoleon.
    """
    if what in {"attribute", "data", "property"}:
        lines[:] = [line.replace(COLON, ":") for line in lines]


def setup(app: Sphinx) -> None:
    """
    Connect what is above; napoleon itself is connected with a priority of 500.
    """
    lexer_classes["mermaid"] = lexer_classes["none"]
    app.connect("source-read", drop_absent_modules)
    app.connect("autodoc-process-docstring", hide_colons, priority=400)
    app.connect("autodoc-process-docstring", show_colons, priority=600)
