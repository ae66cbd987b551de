"""
Folders of law: one file for each jurisdiction.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from .. import documents
from ..errors import LawDataError, Problem

__all__ = ["read_all", "read_one"]

T = TypeVar("T")


def read_one(kind: type[T], file: Path) -> T:
    """
    Read a file as one value.

    Raises:
        LawDataError: With every problem of the file, each with its row and field.
    """
    data = documents.read_file(file, error=LawDataError)
    return documents.read(kind, data, error=LawDataError, path=file.name)


def read_all(kind: type[T], folder: Path) -> list[T]:
    """
    Read each ``*.toml`` file of a folder as one value.

    Raises:
        LawDataError: With every problem of every file, each with file, row and field.
    """
    found: list[T] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            found.append(read_one(kind, file))
        except LawDataError as wrong:
            problems += wrong.problems
    if problems:
        raise LawDataError(tuple(problems))
    return found
