"""
Text to plain data: what is half-written is named by line.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from ..errors import FactsError, PolicyError, Problem, ProblemsError
from .problems import harmless

__all__ = ["parse_json", "parse_toml", "read_file", "read_text"]


def parse_json(text: str, *, name: str = "", error: type[ProblemsError] = FactsError) -> Any:
    """
    Read JSON text; what is half-written is named by line.

    .. versionadded:: 0.1.0
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _TwiceError as twice:
        raise error((Problem(name, "each key once", harmless(twice.args[0]), "two values under one key"),)) from None
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise error((Problem(name, "JSON", "", f"{wrong.msg} at {where}"),)) from None
    except ValueError:
        raise error((Problem(name, "JSON", "", "a number has too many digits"),)) from None
    except RecursionError:
        raise error((Problem(name, "JSON", "", "nested too deeply"),)) from None


class _TwiceError(Exception):
    """A JSON object has one key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _TwiceError(key)
        made[key] = value
    return made


def parse_toml(text: str, *, name: str = "", error: type[ProblemsError] = PolicyError) -> dict[str, Any]:
    """
    Read TOML text; what is wrong is named by line.

    .. versionadded:: 0.1.0
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise error((Problem(name, "TOML", "", str(wrong)),)) from None
    except ValueError:
        raise error((Problem(name, "TOML", "", "a number or a date is out of range"),)) from None
    except RecursionError:
        raise error((Problem(name, "TOML", "", "nested too deeply"),)) from None


def read_file(file: Path | str, *, error: type[ProblemsError] = FactsError) -> Any:
    """
    Read a ``.toml`` or ``.json`` file as plain data; what is wrong is named by file and line.

    .. versionadded:: 0.1.0
    """
    file = Path(file)
    parse = parse_toml if file.suffix.lower() == ".toml" else parse_json
    return parse(read_text(file, error=error), name=str(file), error=error)


def read_text(file: Path, *, error: type[ProblemsError] = FactsError) -> str:
    """
    Read a file as UTF-8 text, with or without its mark; what is none is named by line.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise error((Problem(str(file), "UTF-8 text", "", f"byte {wrong.start}, line {line} is not UTF-8"),)) from None
    except OSError as wrong:
        raise error((Problem(str(file), "a file that can be read", "", wrong.strerror or "cannot be read"),)) from wrong
