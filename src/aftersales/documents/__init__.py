"""
Plain data to frozen values and back: policies, orders, answers and law rows, all by one strict converter.

Nothing is coerced: ``"14"`` is no number, ``true`` is no number, a time without a zone is no time. Every problem is
reported at once, each with its path, and an unknown key is named together with the nearest known one. What stands at
its default is left out when written, so a later field with a default changes neither a document nor its hash.
"""

from .books import Dated, PolicyBook
from .keys import hidden, named
from .parsing import parse_json, parse_toml, read_file
from .reading import loads, read
from .writing import content_hash, dump, dumps

__all__ = [
    "Dated",
    "PolicyBook",
    "content_hash",
    "dump",
    "dumps",
    "hidden",
    "loads",
    "named",
    "parse_json",
    "parse_toml",
    "read",
    "read_file",
]
