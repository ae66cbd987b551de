import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import (
    format_currency,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
    parse_decimal,
)
from hypothesis import assume, given
from hypothesis import strategies as st

from aftersales.decisions import Reason, Value
from aftersales.money import DIGITS, Money
from aftersales.texts import format_date, format_money, format_value, load_catalog, placeholders, render

CATALOGS = tuple(load_catalog(file) for file in sorted((Path(__file__).parent / "catalogs").glob("*.po")))
RETURNABLE = Reason(
    code="test.returnable",
    text="One article can be returned until {last_day}.",
    plural="{count} articles can be returned until {last_day}.",
    counts="count",
    params=("count", "last_day"),
)

known_locales = st.sampled_from(sorted(locale_identifiers()))
spoken_locales = st.sampled_from(["en", "de", "es", "fr", "pt_BR", "pl", "ar", "ja", "it"])
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moneys = st.builds(Money, st.integers(-(10**15), 10**15), st.sampled_from(sorted(DIGITS)))
values: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    st.integers(),
    st.integers(-(10**5000), 10**5000),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=offsets),
    st.decimals(),
    moneys,
    st.builds(Money, st.integers(-(10**50), 10**50), st.sampled_from(sorted(DIGITS))),
)


@given(reason_text=st.text(), plural=st.text(), count=values, filled=values, locale=spoken_locales)
def test_saying_never_raises(reason_text: str, plural: str, count: Value, filled: Value, locale: str) -> None:
    """
    Whatever the text and the values, a customer gets a sentence.
    """
    reason = Reason("test.any", f"{reason_text}{{filled}}", plural=plural, counts="count")

    assert isinstance(render(reason, {"count": count, "filled": filled}, locale, CATALOGS), str)
    assert isinstance(render(RETURNABLE, {"count": count, "last_day": filled}, locale, CATALOGS), str)


@given(count=st.integers(0, 10**9), day=st.dates(), locale=st.sampled_from(["en", "pl", "ar", "ja"]))
def test_a_filled_sentence_has_no_braces(count: int, day: date, locale: str) -> None:
    """
    With every value given nothing is left open, in any plural form.
    """
    sentence = render(RETURNABLE, {"count": count, "last_day": day}, locale, CATALOGS)

    assert () == placeholders(sentence)
    assert format_date(day, locale) in sentence


@given(value=st.one_of(st.integers(), st.dates(), st.datetimes(timezones=offsets), moneys), locale=known_locales)
def test_every_locale_that_babel_knows_can_format(value: Value, locale: str) -> None:
    """
    No locale is known and then fails.
    """
    assert "" != format_value(value, locale)


@given(money=moneys, locale=known_locales)
def test_money_parses_back(money: Money, locale: str) -> None:
    """
    The text of an amount has exactly the digits of ISO 4217 after its decimal sign and reads back as the same amount.
    """
    text = format_money(money, locale)
    point, group = (re.escape(symbol(locale)) for symbol in (get_decimal_symbol, get_group_symbol))
    (number,) = re.findall(rf"\d(?:{group}?\d)*(?:{point}\d+)?", text)
    _, _, behind = number.partition(get_decimal_symbol(locale))

    assert DIGITS[money.currency] == len(behind)
    assert abs(money) == Money.of(parse_decimal(number, locale=locale), money.currency)
    assert (money.minor < 0) is bool(re.search("[-−]", text))


@given(money=moneys, locale=known_locales)
def test_money_agrees_with_babel(money: Money, locale: str) -> None:
    """
    Where everyday formats show the digits of ISO 4217, ours is theirs, but for the space between letters and digits.
    """
    assume(get_currency_precision(money.currency) == DIGITS[money.currency])
    ours = format_money(money, locale)
    theirs = format_currency(money.decimal, money.currency, locale=locale)

    assert theirs.replace("\u00a0", "") == ours.replace("\u00a0", "")


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=6), locale=known_locales)
def test_numbers_parse_back(number: Decimal, locale: str) -> None:
    """
    No digit of a number is lost or rounded.
    """
    text = format_value(abs(number), locale)

    assert abs(number) == parse_decimal(text, locale=locale)


@given(moment=st.datetimes(timezones=offsets), locale=known_locales)
def test_a_moment_begins_or_ends_with_its_day(moment: datetime, locale: str) -> None:
    """
    A time is its own local day and something more.
    """
    assert format_date(moment.date(), locale) in format_date(moment, locale)


@given(text=st.text(), locale=spoken_locales)
def test_isolates_belong_to_right_to_left(text: str, locale: str) -> None:
    """
    A value is wrapped in isolates exactly where the script runs from right to left.
    """
    assume(not {"\u2068", "\u2069"} & set(text))
    said = render(RETURNABLE, {"count": 100, "last_day": text}, locale, CATALOGS)

    assert (Locale.parse(locale).text_direction == "rtl") is (f"\u2068{text}\u2069" in said)
