"""After-sales decisions that explain themselves: returns, refunds, and the law as their floor."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import dates, decisions, documents, law, money, orders, returns, rights
    from .decisions import Verdict
    from .errors import AftersalesError, FactsError, LawDataError, MissingExtraError, PolicyError, RefusedError
    from .money import Money
    from .shop import Shop, load

__all__ = [
    "AftersalesError",
    "FactsError",
    "LawDataError",
    "MissingExtraError",
    "Money",
    "PolicyError",
    "RefusedError",
    "Shop",
    "Verdict",
    "dates",
    "decisions",
    "documents",
    "law",
    "load",
    "money",
    "orders",
    "returns",
    "rights",
]

#: Where each name of the front door lives; a room is imported when it is first asked for.
_HOMES = {
    "AftersalesError": "errors",
    "FactsError": "errors",
    "LawDataError": "errors",
    "MissingExtraError": "errors",
    "Money": "money",
    "PolicyError": "errors",
    "RefusedError": "errors",
    "Shop": "shop",
    "Verdict": "decisions",
    "load": "shop",
}


def __getattr__(name: str) -> Any:
    """Open a room, or fetch a name, on first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES.get(name)
    found = getattr(import_module(f".{home}", __name__), name) if home else import_module(f".{name}", __name__)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names only."""
    return __all__
