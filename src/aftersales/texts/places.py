"""
Locales by name, and under which names a catalog for one may stand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import facts_error

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["locale_of", "names_of"]

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@lru_cache(maxsize=512)
def locale_of(name: str) -> Locale:
    """Find what Babel knows of a locale; ``de_DE`` and ``de-DE`` are both understood."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_") if _LOCALE.fullmatch(name) else "")
    except (ValueError, UnknownLocaleError):
        shown = f'"{name}"' if re.fullmatch(r"[\w.@-]{1,24}", name) else f"a text of {len(name)} characters"
        raise facts_error("locale", "a known locale such as de or pt_BR", shown) from None


@lru_cache(maxsize=512)
def names_of(locale: str) -> tuple[str, ...]:
    """List under which names a catalog for a locale may stand, the nearest first, never in another script."""
    from babel.core import get_global

    place = locale_of(locale)
    _, home_script, home = str(get_global("likely_subtags").get(place.language, "__")).split("_")
    names = [str(place)]
    if place.script:
        names.append(f"{place.language}_{place.script}")
    if place.script in (None, home_script):
        names += [place.language, f"{place.language}_{home}"]
    return tuple(dict.fromkeys(names))
