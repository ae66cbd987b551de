"""
Under which keys the fields of a class stand in documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import attrs

__all__ = ["hidden", "keyed_fields", "named"]


def named(key: str) -> dict[str, str]:
    """Name the key under which a field stands in documents, where Python reserves the word."""
    return {"key": key}


def hidden() -> dict[str, None]:
    """Keep a field out of documents, where it only says where a value came from."""
    return {"key": None}


def keyed_fields(cls: type[Any], args: tuple[Any, ...] = ()) -> dict[str, tuple[attrs.Attribute[Any], Any]]:
    """
    List the fields of an attrs class that stand in documents, each with its type, by the key it has there.

    Args:
        cls: The class.

        args: What stands for its type variables, where it is generic.
    """
    hints = get_type_hints(cls)
    if args:
        chosen = dict(zip(cls.__parameters__, args, strict=True))
        hints = {name: _specified(hint, chosen) for name, hint in hints.items()}
    return {
        str(a.metadata.get("key", a.alias)): (a, hints[a.name])
        for a in attrs.fields(cls)
        if a.init and a.metadata.get("key", a.alias) is not None
    }


def _specified(hint: Any, chosen: Mapping[Any, Any]) -> Any:
    """Put types for the type variables of a generic class."""
    variables = getattr(hint, "__parameters__", ())
    return hint[tuple(chosen[one] for one in variables)] if variables else chosen.get(hint, hint)
