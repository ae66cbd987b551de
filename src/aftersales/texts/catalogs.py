"""
Translations: the catalogs that come with the library, and those of hosts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from gettext import c2py
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from ..documents.parsing import read_text
from ..errors import FactsError, Problem, facts_error
from .places import locale_of, names_of

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as Po
    from babel.messages.catalog import Message

__all__ = ["NAME", "Catalog", "LocaleInfo", "english", "load_catalog", "locales", "placeholders", "speaking_in"]

NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_REVIEWED = re.compile(r'^"X-Reviewed: yes\\n"$', re.MULTILINE)
_COUNTS_TRIED = 1000


@attrs.frozen(eq=False)
class Catalog:
    """
    The translations of one locale; as in gettext, a text that it lacks comes back in English.

    Messages of the context ``value`` are phrases and words of closed vocabularies: where one translates
    ``store_credit`` as "Guthaben", the value ``"store_credit"`` reads so in a sentence. Any other text stands.

    Args:
        locale: Such as ``de`` or ``pt_BR``.

        direction: ``ltr``, or ``rtl`` where the script runs from right to left.

        reviewed: Whether a native speaker who knows the trade has read it (the header ``X-Reviewed``).

        completeness: Translated messages out of a hundred, rounded down.

        messages: The forms of each message by its context and English text.

        plural: Which form a count takes (the header ``Plural-Forms``).

    .. versionadded:: 0.1.0
    """

    locale: str
    direction: str
    reviewed: bool
    completeness: int
    messages: Mapping[tuple[str, str], tuple[str, ...]] = attrs.field(repr=False)
    plural: Callable[[int], int] = attrs.field(repr=False)

    def gettext(self, message: str) -> str:
        """Translate a text."""
        return self.pgettext("", message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a text in the form that fits a count."""
        forms = self.messages.get(("", singular))
        return forms[min(self.plural(abs(n)), len(forms) - 1)] if forms else english(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a text that may mean something else elsewhere."""
        return self.messages.get((context, message), (message,))[0]


@attrs.frozen
class LocaleInfo:
    """
    How far a shipped locale is: see `Catalog`; *name* is what its speakers call it.

    .. versionadded:: 0.1.0
    """

    locale: str
    name: str
    direction: str
    completeness: int
    reviewed: bool


def locales() -> tuple[LocaleInfo, ...]:
    """
    List the locales that come with the library.

    >>> [info.name for info in locales()]
    ['Deutsch', 'English', 'español', 'français', 'português (Brasil)']

    .. versionadded:: 0.1.0
    """
    shipped = [(_shipped(name), str(locale_of(name).display_name)) for name in _shipped_names()]
    return tuple(LocaleInfo(c.locale, own, c.direction, c.completeness, c.reviewed) for c, own in shipped)


def load_catalog(file: Path | str) -> Catalog:
    """
    Read a host's own ``.po`` file: translations of its own reasons, or other words for ours.

    Its header names the ``Language``. Messages that are fuzzy, empty or half translated count as lacking.

    Raises:
        FactsError: If the file cannot be read, is no catalog of a known language, or has translations with a
            placeholder that their English text has not: all of them, each with its line.

    .. versionadded:: 0.1.0
    """
    return _catalog(read_text(Path(file)), str(file))


def placeholders(text: str) -> tuple[str, ...]:
    """
    List the placeholders of a text in order, each once; they are plain names only.

    Raises:
        FactsError: If a brace belongs to anything else: ``{order.token}``, ``{0}``, ``{total!r}``, ``{total:>9}``.

    >>> placeholders("{count} of {total}, {count}")
    ('count', 'total')

    .. versionadded:: 0.1.0
    """
    if re.search(r"[{}]", NAME.sub("", text)):
        raise facts_error("", "placeholders that are plain names such as {last_day}", f'"{text}"')
    return tuple(dict.fromkeys(NAME.findall(text)))


def english(singular: str, plural: str, n: int) -> str:
    """Choose the English form of a text that counts."""
    return plural if plural and abs(n) != 1 else singular


def speaking_in(locale: str, catalogs: Sequence[Catalog]) -> tuple[Catalog, ...]:
    """List the catalogs that speak the language of a locale, the host's first."""
    names = names_of(locale)
    hosts = [catalog for name in names for catalog in catalogs if catalog.locale == name]
    return (*hosts, *(_shipped(name) for name in names if name in _shipped_names()))


@cache
def _shipped_names() -> tuple[str, ...]:
    home = resources.files("aftersales").joinpath("locale")
    return tuple(sorted(place.name for place in home.iterdir() if place.is_dir()))


@cache
def _shipped(name: str) -> Catalog:
    file = resources.files("aftersales").joinpath("locale", name, "LC_MESSAGES", "aftersales.po")
    return _catalog(file.read_text(encoding="utf-8"), name)


def _catalog(text: str, name: str) -> Catalog:
    from babel.messages.pofile import PoFileError, read_po

    try:
        po = read_po(text.splitlines(), ignore_obsolete=True, abort_invalid=True)
        plural = _plural_rule(po)
    except (PoFileError, ArithmeticError, LookupError, ValueError) as wrong:
        raise facts_error(name, "a gettext catalog", "", str(wrong)) from None
    if not po.locale_identifier:
        raise facts_error(name, "a header that names the Language")
    place = locale_of(po.locale_identifier)
    messages = [message for message in po if message.id]
    if problems := tuple(problem for message in messages for problem in _wrong(message, name)):
        raise FactsError(problems)
    translated = {
        (message.context or "", _forms(message.id)[0]): _forms(message.string)
        for message in messages
        if not message.fuzzy and all(_forms(message.string))
    }
    return Catalog(
        locale=str(place),
        direction=place.text_direction,
        reviewed=_REVIEWED.search(text) is not None,
        completeness=100 * len(translated) // len(messages) if messages else 100,
        messages=translated,
        plural=plural,
    )


def _plural_rule(po: Po) -> Callable[[int], int]:
    """Read the header Plural-Forms; gettext compiles its C expression and allows nothing else in it."""
    rule = c2py(po.plural_expr)
    if not all(0 <= rule(n) < po.num_plurals for n in range(_COUNTS_TRIED)):
        raise ValueError("Plural-Forms chooses a form that it does not count")
    return rule


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _wrong(message: Message, name: str) -> Iterator[Problem]:
    """Find placeholders that would follow attributes or could never be filled."""
    known = {found for text in _forms(message.id) for found in NAME.findall(text)}
    for text in _forms(message.string):
        try:
            strange = set(placeholders(text)) - known
        except FactsError as wrong:
            yield wrong.problems[0].below(f"{name}:{message.lineno}")
        else:
            for found in sorted(strange):
                yield Problem(f"{name}:{message.lineno}", "a placeholder of the English text", f"{{{found}}}")
