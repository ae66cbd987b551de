"""
Sentences for people: reasons in their language, with amounts, dates and numbers as they are written there.

The texts live in gettext catalogs (``locale/<locale>/LC_MESSAGES/aftersales.po``), read when first needed; a host adds
its own with `load_catalog`. A sentence is never mixed: where no catalog has it, it is English throughout, dates and
amounts included. Only this module imports Babel, and only inside its functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache
from gettext import c2py
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from .decisions import Reason, Value, Values
from .errors import FactsError, Problem, facts_error
from .money import DIGITS, Money

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog as Po
    from babel.messages.catalog import Message
    from babel.numbers import NumberPattern

__all__ = [
    "Catalog",
    "LocaleInfo",
    "country_name",
    "format_date",
    "format_money",
    "format_value",
    "load_catalog",
    "locales",
    "placeholders",
    "render",
    "sentence_list",
]

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_REVIEWED = re.compile(r'^"X-Reviewed: yes\\n"$', re.MULTILINE)
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_NO_BREAK_SPACE = "\u00a0"
_LONGEST_NUMBER = 80
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
        return forms[min(self.plural(abs(n)), len(forms) - 1)] if forms else _english(singular, plural, n)

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
    speaking = _speaking(locale, catalogs)
    said = next((catalog for catalog in speaking if ("", reason.text) in catalog.messages), None)
    if said is None and _locale(locale).language != "en":
        return render(reason, given, "en", catalogs)
    translate = said.ngettext if said else _english

    def fill(found: re.Match[str]) -> str:
        text = _format(given.get(found[1]), locale, speaking)
        return found[0] if text is None else _isolated(text, locale)

    return _NAME.sub(fill, translate(reason.text, reason.plural, n))


def placeholders(text: str) -> tuple[str, ...]:
    """
    List the placeholders of a text in order, each once; they are plain names only.

    Raises:
        FactsError: If a brace belongs to anything else: ``{order.token}``, ``{0}``, ``{total!r}``, ``{total:>9}``.

    >>> placeholders("{count} of {total}, {count}")
    ('count', 'total')

    .. versionadded:: 0.1.0
    """
    if re.search(r"[{}]", _NAME.sub("", text)):
        raise facts_error("", "placeholders that are plain names such as {last_day}", f'"{text}"')
    return tuple(dict.fromkeys(_NAME.findall(text)))


def format_value(value: Value, locale: str = "en", catalogs: Sequence[Catalog] = ()) -> str:
    """
    Write a value as it stands in a sentence; a text only changes if a catalog of the locale has a word for it.

    Raises:
        FactsError: If *value* is a bool, which no sentence can hold, or *locale* is malformed or unknown.

    >>> format_value(12500, "de"), format_value(date(2026, 10, 26), "de")
    ('12.500', '26.10.2026')

    .. versionadded:: 0.1.0
    """
    text = _format(value, locale, _speaking(locale, catalogs))
    if text is None:
        raise facts_error("", "a text, number, date, time or Money", type(value).__name__)
    return text


def format_money(money: Money, locale: str = "en") -> str:
    """
    Write an amount with every digit that ISO 4217 gives its currency.

    Everyday formats leave digits out for some currencies, such as RSD; a refund must show what was booked.

    >>> format_money(Money(123456, "EUR")), format_money(Money(500, "JPY")), format_money(Money(5, "TWD"))
    ('€1,234.56', '¥500', 'NT$0.05')

    .. versionadded:: 0.1.0
    """
    from babel.numbers import format_currency

    pattern = _currency_pattern(_locale(locale), money.currency)
    amount = money.decimal
    with localcontext(_exact(amount)):
        return format_currency(amount, money.currency, pattern, _locale(locale), currency_digits=False)


def format_date(day: date, locale: str = "en") -> str:
    """
    Write a day, or a day and a time on the clock of the offset it carries.

    >>> format_date(date(2026, 10, 26), "en"), format_date(date(2026, 10, 26), "de")
    ('Oct 26, 2026', '26.10.2026')

    .. versionadded:: 0.1.0
    """
    from babel import dates

    place = _locale(locale)
    if not isinstance(day, datetime):
        return dates.format_date(day, "medium", place)
    clock = day.replace(tzinfo=None)  # Babel would turn it to UTC
    both = str(dates.get_datetime_format("medium", place)).replace("'", "")
    return both.format(dates.format_time(clock, "short", locale=place), format_date(clock.date(), locale))


def country_name(code: str, locale: str = "en") -> str:
    """
    Name a country in a language; a region is named by its country and its own code, and an unknown one by its code.

    >>> country_name("DE", "pt_BR"), country_name("US-CA"), country_name("ZZ-1")
    ('Alemanha', 'United States (US-CA)', 'ZZ-1')

    .. versionadded:: 0.1.0
    """
    name = _locale(locale).territories.get(code[:2]) if code[:2] != "ZZ" else None
    if name is None:
        return code
    return str(name) if len(code) == len("DE") else f"{name} ({code})"


def sentence_list(items: Iterable[Value], locale: str = "en", catalogs: Sequence[Catalog] = ()) -> str:
    """
    Join values as a sentence lists them.

    >>> sentence_list(["the receipt", "a photo", "the serial number"])
    'the receipt, a photo, and the serial number'

    .. versionadded:: 0.1.0
    """
    from babel.lists import format_list

    texts = [_isolated(format_value(item, locale, catalogs), locale) for item in items]
    return format_list(texts, locale=_locale(locale))


def locales() -> tuple[LocaleInfo, ...]:
    """
    List the locales that come with the library.

    >>> [info.name for info in locales()]
    ['Deutsch', 'English', 'español', 'français', 'português (Brasil)']

    .. versionadded:: 0.1.0
    """
    shipped = [(_shipped(name), str(_locale(name).display_name)) for name in _shipped_names()]
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
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise facts_error(str(file), "UTF-8 text", "", f"byte {wrong.start} is not UTF-8") from None
    except OSError as wrong:
        raise facts_error(str(file), "a file that can be read", "", wrong.strerror or "") from None
    return _catalog(text, str(file))


def _english(singular: str, plural: str, n: int) -> str:
    return plural if plural and abs(n) != 1 else singular


def _isolated(text: str, locale: str) -> str:
    right_to_left = _locale(locale).text_direction == "rtl"
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
            text = _number(Decimal(value), locale)
        case Money():
            text = format_money(value, locale)
        case date():
            text = format_date(value, locale)
    return text


def _number(number: Decimal, locale: str) -> str:
    from babel.numbers import format_decimal

    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return str(number)
    with localcontext(_exact(number)):
        return format_decimal(number + 0, locale=_locale(locale), decimal_quantization=False)


def _exact(number: Decimal) -> Context:
    """Keep every digit, whatever precision the host computes with."""
    return Context(prec=len(number.as_tuple().digits) + 2 * _LONGEST_NUMBER)


@lru_cache(maxsize=1024)
def _currency_pattern(place: Locale, currency: str) -> NumberPattern:
    """Take the locale's pattern with the ISO digits; part letters from digits, as CLDR asks and Babel does not."""
    from babel.numbers import get_currency_symbol

    symbol = get_currency_symbol(currency, place)
    pattern: NumberPattern = copy(place.currency_formats["standard"])
    pattern.frac_prec = (DIGITS[currency], DIGITS[currency])
    if _spells(symbol[-1]):
        plus, minus = (re.sub("¤$", f"¤{_NO_BREAK_SPACE}", prefix) for prefix in pattern.prefix)
        pattern.prefix = (plus, minus)
    if _spells(symbol[0]):
        plus, minus = (re.sub("^¤", f"{_NO_BREAK_SPACE}¤", suffix) for suffix in pattern.suffix)
        pattern.suffix = (plus, minus)
    return pattern


def _spells(character: str) -> bool:
    return unicodedata.category(character)[0] not in "SZ"


@lru_cache(maxsize=512)
def _locale(name: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_") if _LOCALE.fullmatch(name) else "")
    except (ValueError, UnknownLocaleError):
        shown = f'"{name}"' if re.fullmatch(r"[\w.@-]{1,24}", name) else f"a text of {len(name)} characters"
        raise facts_error("locale", "a known locale such as de or pt_BR", shown) from None


@lru_cache(maxsize=512)
def _names(locale: str) -> tuple[str, ...]:
    """List under which names a catalog for a locale may stand, the nearest first, never in another script."""
    from babel.core import get_global

    place = _locale(locale)
    _, home_script, home = str(get_global("likely_subtags").get(place.language, "__")).split("_")
    names = [str(place)]
    if place.script:
        names.append(f"{place.language}_{place.script}")
    if place.script in (None, home_script):
        names += [place.language, f"{place.language}_{home}"]
    return tuple(dict.fromkeys(names))


def _speaking(locale: str, catalogs: Sequence[Catalog]) -> tuple[Catalog, ...]:
    """List the catalogs that speak the language of a locale, the host's first."""
    names = _names(locale)
    hosts = [catalog for name in names for catalog in catalogs if catalog.locale == name]
    return (*hosts, *(_shipped(name) for name in names if name in _shipped_names()))


@cache
def _shipped_names() -> tuple[str, ...]:
    home = resources.files(__package__).joinpath("locale")
    return tuple(sorted(place.name for place in home.iterdir() if place.is_dir()))


@cache
def _shipped(name: str) -> Catalog:
    file = resources.files(__package__).joinpath("locale", name, "LC_MESSAGES", "aftersales.po")
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
    place = _locale(po.locale_identifier)
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
    known = {found for text in _forms(message.id) for found in _NAME.findall(text)}
    for text in _forms(message.string):
        try:
            strange = set(placeholders(text)) - known
        except FactsError as wrong:
            yield wrong.problems[0].below(f"{name}:{message.lineno}")
        else:
            for found in sorted(strange):
                yield Problem(f"{name}:{message.lineno}", "a placeholder of the English text", f"{{{found}}}")
