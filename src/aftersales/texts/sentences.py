"""
Reasons and values in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..decisions import Reason, Value, Values
from ..errors import facts_error
from ..money import Money
from .catalogs import NAME, Catalog, english, speaking_in
from .formats import format_date, format_money, format_number
from .places import locale_of

__all__ = ["format_value", "render", "sentence_list"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def render(
    reason: Reason,
    values: Values | Mapping[str, Value],
    locale: str = "en",
    catalogs: Sequence[Catalog] = (),
) -> str:
    """
    Say a reason in a sentence.

    The host's catalogs are asked before the shipped ones, each from the locale to its language: ``de_AT``, then ``de``.
    A locale that Babel knows but no catalog speaks, such as ``it``, gets the whole sentence in English.

    A placeholder without a value stays visible, and so does one whose value is a bool: a customer never sees an error.
    In text that runs from right to left each value is wrapped in Unicode isolates.

    Args:
        reason: What to say.

        values: What was judged by, as a finding carries it.

        locale: ``de``, ``de_DE`` and ``de-DE`` are all understood.

        catalogs: The host's own, for its own reasons or for other words for ours.

    Raises:
        FactsError: If *locale* is malformed or unknown.

    >>> closed = Reason("returns.window_closed", "The return window closed on {last_day}.", ("last_day",))
    >>> render(closed, {"last_day": date(2026, 11, 22)})
    'The return window closed on Nov 22, 2026.'

    .. versionadded:: 0.1.0
    """
    given = dict(values)
    count = given.get(reason.counts)
    n = count if isinstance(count, int) and not isinstance(count, bool) else 1
    speaking = speaking_in(locale, catalogs)
    said = next((catalog for catalog in speaking if ("", reason.text) in catalog.messages), None)
    if said is None and locale_of(locale).language != "en":
        return render(reason, given, "en", catalogs)
    translate = said.ngettext if said else english

    def fill(found: re.Match[str]) -> str:
        text = _format(given.get(found[1]), locale, speaking)
        return found[0] if text is None else _isolated(text, locale)

    return NAME.sub(fill, translate(reason.text, reason.plural, n))


def format_value(value: Value, locale: str = "en", catalogs: Sequence[Catalog] = ()) -> str:
    """
    Write a value as it stands in a sentence; a text only changes if a catalog of the locale has a word for it.

    Raises:
        FactsError: If *value* is a bool, which no sentence can hold, or *locale* is malformed or unknown.

    >>> format_value(12500, "de"), format_value(date(2026, 10, 26), "de")
    ('12.500', '26.10.2026')

    .. versionadded:: 0.1.0
    """
    text = _format(value, locale, speaking_in(locale, catalogs))
    if text is None:
        raise facts_error("", "a text, number, date, time or Money", type(value).__name__)
    return text


def sentence_list(items: Iterable[Value], locale: str = "en", catalogs: Sequence[Catalog] = ()) -> str:
    """
    Join values as a sentence lists them.

    >>> sentence_list(["the receipt", "a photo", "the serial number"])
    'the receipt, a photo, and the serial number'

    .. versionadded:: 0.1.0
    """
    from babel.lists import format_list

    texts = [_isolated(format_value(item, locale, catalogs), locale) for item in items]
    return format_list(texts, locale=locale_of(locale))


def _isolated(text: str, locale: str) -> str:
    right_to_left = locale_of(locale).text_direction == "rtl"
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if right_to_left else text


def _format(value: Value | None, locale: str, speaking: Sequence[Catalog]) -> str | None:
    """Write a value, or return None for what no sentence can hold."""
    text = None
    match value:
        case bool():
            pass
        case str():
            words = (catalog.messages.get(("value", value)) for catalog in speaking)
            text = next((word[0] for word in words if word), value)
        case int() | Decimal():
            text = format_number(Decimal(value), locale)
        case Money():
            text = format_money(value, locale)
        case date():
            text = format_date(value, locale)
    return text
