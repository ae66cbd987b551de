"""
Worked cases with their provenance: one TOML file for each subject, one loader for all.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

HERE = Path(__file__).parent


@attrs.frozen(kw_only=True)
class Vector:
    """
    One worked case.

    Args:
        id: Names it in test reports; unique within its file.

        kind: What it is a case of; a test takes all the cases of one kind.

        title: What it shows, in a few words.

        source: Where it was found.

        given: The facts, as plain data.

        expect: What must come of them.

        note: What a reader should know, such as where the figures come from.
    """

    id: str
    kind: str
    title: str
    source: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    note: str = ""


@cache
def load_vectors(name: str) -> tuple[Vector, ...]:
    """
    Load all cases of a file, such as ``money`` for ``money.toml``.
    """
    cases = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["cases"]
    vectors = tuple(Vector(**case) for case in cases)
    repeated = {vector.id for vector in vectors if sum(vector.id == other.id for other in vectors) > 1}
    if repeated:
        raise ValueError(f"{name}.toml has two cases of one id: {sorted(repeated)}")
    return vectors


def params(name: str, kind: str) -> list[Any]:
    """
    Parametrize a test with all cases of one kind, each under its id.
    """
    found = [pytest.param(vector, id=vector.id) for vector in load_vectors(name) if vector.kind == kind]
    if not found:
        raise ValueError(f"{name}.toml has no case of kind {kind}")
    return found
