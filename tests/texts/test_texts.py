from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, getcontext, localcontext
from pathlib import Path

import pytest

from aftersales.decisions import Reason, Value
from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.texts import (
    Catalog,
    format_date,
    format_money,
    format_value,
    load_catalog,
    locales,
    placeholders,
    render,
    sentence_list,
)

CATALOGS = Path(__file__).parent / "catalogs"
POLISH, ARABIC, JAPANESE = (load_catalog(CATALOGS / f"{locale}.po") for locale in ("pl", "ar", "ja"))
ALL = (POLISH, ARABIC, JAPANESE)

RETURNABLE = Reason(
    code="test.returnable",
    text="One article can be returned until {last_day}.",
    plural="{count} articles can be returned until {last_day}.",
    counts="count",
    params=("count", "last_day"),
)
REFUNDED = Reason("test.refunded", "You get {amount} as {way}.", ("amount", "way"))

LAST_DAY = date(2026, 10, 26)
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def written(folder: Path, messages: str, language: str = "de") -> Catalog:
    """
    Load a catalog of a host that has these messages.
    """
    file = folder / "shop.po"
    file.write_text(HEADER.format(language=language) + messages, encoding="utf-8")
    return load_catalog(file)


def returnable(count: int, locale: str) -> str:
    """
    Say how many articles can be returned.
    """
    return render(RETURNABLE, {"count": count, "last_day": LAST_DAY}, locale, ALL)


# Sentences


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "One article can be returned until Oct 26, 2026."),
        (2, "2 articles can be returned until Oct 26, 2026."),
        (0, "0 articles can be returned until Oct 26, 2026."),
        (1200, "1,200 articles can be returned until Oct 26, 2026."),
    ],
)
def test_english_has_two_forms(count: int, sentence: str) -> None:
    """
    The declared English text is said of one, its plural of every other count.
    """
    assert sentence == returnable(count, "en")


@pytest.mark.parametrize(
    ("count", "noun"),
    [(1, "1 artykuł"), (2, "2 artykuły"), (5, "5 artykułów"), (12, "12 artykułów"), (22, "22 artykuły")],
)
def test_polish_has_three_forms(count: int, noun: str) -> None:
    """
    A catalog's Plural-Forms header chooses among more than two forms.
    """
    assert f"Do 26 paź 2026 można zwrócić {noun}." == returnable(count, "pl")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا يمكن إرجاع أي منتج"),
        (1, "يمكن إرجاع منتج واحد"),
        (2, "يمكن إرجاع منتجين"),
        (3, "يمكن إرجاع \u20683\u2069 منتجات"),
        (11, "يمكن إرجاع \u206811\u2069 منتجًا"),
        (100, "يمكن إرجاع \u2068100\u2069 منتج"),
    ],
)
def test_arabic_has_six_forms(count: int, words: str) -> None:
    """
    All six forms of Arabic are reached, also those that do not print their count.
    """
    assert returnable(count, "ar").startswith(f"{words} حتى \u2068")


def test_japanese_has_one_form() -> None:
    """
    A language without plural forms says every count alike, in its own script.
    """
    assert ("2026/10/26まで1点を返品できます。", "2026/10/26まで7点を返品できます。") == (
        returnable(1, "ja"),
        returnable(7, "ja"),
    )


def test_values_in_right_to_left_text_are_isolated() -> None:
    """
    Inserted values cannot disturb the order of right-to-left text around them.
    """
    sentence = render(REFUNDED, {"amount": Money(1999, "EUR"), "way": "store_credit"}, "ar", ALL)

    assert "ستسترد \u2068\u200f19.99\u00a0€\u2069 في صورة \u2068رصيد في المتجر\u2069." == sentence


def test_values_in_left_to_right_text_are_not_isolated() -> None:
    """
    Left-to-right text carries no invisible characters.
    """
    sentence = render(REFUNDED, {"amount": Money(1999, "EUR"), "way": "store_credit"}, "ja", ALL)

    assert "€19.99をストアクレジットで返金します。" == sentence


def test_a_text_without_a_word_stands_as_it_is() -> None:
    """
    Only texts that a catalog has as a value are translated; a gift card's name is not.
    """
    sentence = render(REFUNDED, {"amount": Money(500, "EUR"), "way": "Karta Podarunkowa"}, "pl", ALL)

    assert "Otrzymają Państwo 5,00\u00a0€ (Karta Podarunkowa)." == sentence


def test_values_may_be_the_pairs_of_a_finding() -> None:
    """
    A finding's values are taken as they are.
    """
    pairs: tuple[tuple[str, Value], ...] = (("amount", Money(500, "EUR")), ("way", "cash"))

    assert "You get €5.00 as cash." == render(REFUNDED, pairs)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"amount": Money(500, "EUR")}, "You get €5.00 as {way}.", id="no value"),
        pytest.param({"amount": True, "way": "cash"}, "You get {amount} as cash.", id="a bool"),
        pytest.param({"amount": "{way}", "way": "cash"}, "You get {way} as cash.", id="braces in a value"),
    ],
)
def test_what_cannot_be_said_stays_visible(values: Mapping[str, Value], sentence: str) -> None:
    """
    A value that is missing or has no wording leaves its placeholder, and values are never filled in twice.
    """
    assert sentence == render(REFUNDED, values)


@pytest.mark.parametrize("count", [None, True, "2", Decimal(2)])
def test_without_a_whole_count_the_sentence_is_singular(count: Value | None) -> None:
    """
    A count that is missing or no whole number never raises in front of a customer.
    """
    values: dict[str, Value] = {"last_day": LAST_DAY} if count is None else {"last_day": LAST_DAY, "count": count}

    assert "One article can be returned until Oct 26, 2026." == render(RETURNABLE, values)


@pytest.mark.parametrize("text", ["{order.token}", "{0}", "{total!r}", "{total:>9}", "{}", "{", "{a}}", "{Total}"])
def test_placeholders_are_plain_names(text: str) -> None:
    """
    A declared text with anything but plain names in braces is refused, and rendering follows no attribute.
    """
    with pytest.raises(FactsError):
        placeholders(f"Hello {text}")

    assert f"Hello {text}" == render(Reason("test.hello", f"Hello {text}"), {"order": "secret", "total": 9})


# Which language


def test_the_host_is_asked_first(tmp_path: Path) -> None:
    """
    A host's catalog words a sentence before the shipped one; what it lacks, the next one says.
    """
    ours = written(tmp_path, 'msgid "You get {amount} as {way}."\nmsgstr "Dziś {amount}, {way}."', "pl")

    assert "Dziś 5,00\u00a0€, bon do sklepu." == render(
        REFUNDED, {"amount": Money(500, "EUR"), "way": "store_credit"}, "pl", [ours, POLISH]
    )
    assert "Do 26 paź 2026 można zwrócić 1 artykuł." == render(
        RETURNABLE, {"count": 1, "last_day": LAST_DAY}, "pl", [ours, POLISH]
    )


@pytest.mark.parametrize(
    ("speaks", "wanted"),
    [
        pytest.param("de", "de-AT", id="language"),
        pytest.param("de_AT", "de-AT", id="exactly"),
        pytest.param("pt_BR", "pt", id="where most speak it"),
        pytest.param("pt_BR", "pt_PT", id="another country"),
        pytest.param("pt", "pt-BR", id="a wider one"),
        pytest.param("zh_Hant", "zh_TW", id="script"),
        pytest.param("zh", "zh_Hans_CN", id="the usual script"),
        pytest.param("en_GB", "en-GB", id="English of a country"),
    ],
)
def test_a_locale_falls_back_to_its_language(tmp_path: Path, speaks: str, wanted: str) -> None:
    """
    A catalog serves the locales near its own.
    """
    catalog = written(tmp_path, 'msgid "You get {amount} as {way}."\nmsgstr "!"', speaks)

    assert "!" == render(REFUNDED, {}, wanted, [catalog])


@pytest.mark.parametrize(("speaks", "wanted"), [("zh", "zh_TW"), ("sr", "sr_Latn"), ("de_AT", "de"), ("nl", "de")])
def test_a_locale_never_falls_to_another_script_or_country(tmp_path: Path, speaks: str, wanted: str) -> None:
    """
    Who cannot be expected to read a catalog is not given it.
    """
    catalog = written(tmp_path, 'msgid "You get {amount} as {way}."\nmsgstr "!"', speaks)

    assert "You get {amount} as {way}." == render(REFUNDED, {}, wanted, [catalog])


def test_the_nearest_catalog_wins(tmp_path: Path) -> None:
    """
    Among a host's catalogs the one for the country is asked before the one for the language.
    """
    wide = written(tmp_path, 'msgid "You get {amount} as {way}."\nmsgstr "de"', "de")
    near = written(tmp_path, 'msgid "You get {amount} as {way}."\nmsgstr "de_AT"', "de_AT")

    assert "de_AT" == render(REFUNDED, {}, "de_AT", [wide, near])


@pytest.mark.parametrize("locale", ["it", "pl"])
def test_a_sentence_is_never_mixed(locale: str) -> None:
    """
    Where no catalog has the sentence, all of it is English: text, number and date.
    """
    sentence = render(RETURNABLE, {"count": 1200, "last_day": LAST_DAY}, locale)

    assert "1,200 articles can be returned until Oct 26, 2026." == sentence


def test_english_keeps_the_customs_of_its_country() -> None:
    """
    English source text takes the dates of the English that was asked for.
    """
    sentence = render(RETURNABLE, {"count": 1, "last_day": LAST_DAY}, "en_GB")

    assert "One article can be returned until 26 Oct 2026." == sentence


@pytest.mark.parametrize("locale", ["de", "de_DE", "de-DE", "DE_de", "de_AT"])
def test_locales_are_read_in_either_spelling(locale: str) -> None:
    """
    Hyphen, underscore and case do not matter.
    """
    assert "12.500" == format_value(12500, locale).replace("\u00a0", ".")


@pytest.mark.parametrize("locale", ["", "xx", "de_XX", "german", "de__DE", "de_DE.UTF-8", "root", "../de", "de\n"])
def test_an_unknown_locale_is_named(locale: str) -> None:
    """
    A locale that is malformed or that nobody knows is an error of the caller.
    """
    with pytest.raises(FactsError) as caught:
        render(REFUNDED, {}, locale)

    assert "locale" == caught.value.problems[0].path
    assert "\n" not in str(caught.value)


# Values


@pytest.mark.parametrize(
    ("money", "locale", "text"),
    [
        (Money(123456, "EUR"), "de", "1.234,56 €"),
        (Money(123456, "EUR"), "en", "€1,234.56"),
        (Money(-123456, "BRL"), "pt_BR", "-R$ 1.234,56"),
        (Money(500, "JPY"), "ja", "￥500"),
        (Money(1234, "KWD"), "en", "KWD 1.234"),
        pytest.param(Money(1999, "RSD"), "en", "RSD 19.99", id="no digits in everyday formats"),
        pytest.param(Money(1999, "IQD"), "de", "1,999 IQD", id="three digits, none in everyday formats"),
        pytest.param(Money(19990, "CLF"), "en", "CLF 1.9990", id="four digits"),
        pytest.param(Money(500, "CHF"), "en", "CHF 5.00", id="letters are parted from digits"),
        pytest.param(Money(500, "USD"), "pl", "5,00 USD", id="letters behind the digits"),
    ],
)
def test_money_shows_every_digit_of_its_currency(money: Money, locale: str, text: str) -> None:
    """
    ISO 4217 says how many digits an amount has, the locale how it is written.
    """
    assert text == format_money(money, locale).replace("\u00a0", " ")


def test_no_digit_depends_on_the_precision_of_the_host() -> None:
    """
    A host that computes with few digits, and an amount that has many, are both written exactly.
    """
    with localcontext(prec=3):
        assert "€1,234,567.89" == format_money(Money(123456789, "EUR"))
        assert "1,234,567.891" == format_value(Decimal("1234567.891"))
        assert 3 == getcontext().prec
    assert f"€{10**36:,}.01" == format_money(Money(10**38 + 1, "EUR"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-12500, "-12.500"),
        (Decimal("12.50"), "12,5"),
        (Decimal("0.123456"), "0,123456"),
        (Decimal("-0.00"), "0"),
        (Decimal("1E+3"), "1.000"),
        (Decimal("1E+999999"), "1E+999999"),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_numbers_keep_their_digits(number: int | Decimal, text: str) -> None:
    """
    A number is grouped as the locale does and not rounded; what is no number of everyday size is written plainly.
    """
    assert text == format_value(number, "de")


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "Oct 26, 2026"), ("de", "26.10.2026"), ("pt_BR", "26 de out. de 2026"), ("ja", "2026/10/26")],
)
def test_days_are_written_as_the_locale_does(locale: str, text: str) -> None:
    """
    A day has the medium length of its locale.
    """
    assert text == format_date(LAST_DAY, locale)


@pytest.mark.parametrize("offset", [timedelta(hours=-10), timedelta(0), timedelta(hours=5, minutes=45)])
def test_a_moment_keeps_its_own_clock(offset: timedelta) -> None:
    """
    A time reads as on the clock of the offset it carries, to the minute.
    """
    moment = datetime(2026, 10, 26, 19, 30, 59, tzinfo=timezone(offset))

    assert ("26.10.2026, 19:30", "Oct 26, 2026, 7:30\u202fPM") == (
        format_value(moment, "de"),
        format_value(moment, "en"),
    )


def test_a_bool_has_no_wording() -> None:
    """
    Formatting a bool is an error of the developer: no language has one word for it.
    """
    with pytest.raises(FactsError):
        format_value(True)  # noqa: FBT003


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "store credit, 2, and Oct 26, 2026"),
        ("pl", "bon do sklepu, 2 i 26 paź 2026"),
        ("ar", "\u2068رصيد في المتجر\u2069 و\u20682\u2069 و\u206826\u200f/10\u200f/2026\u2069"),
    ],
)
def test_lists_are_joined_as_the_locale_does(locale: str, text: str) -> None:
    """
    A list in a sentence has the commas and the conjunction of its language.
    """
    assert text == sentence_list(["store_credit", 2, LAST_DAY], locale, ALL)


# Catalogs


def test_a_catalog_answers_like_gettext() -> None:
    """
    A catalog translates by text, by count and by context, and returns English where it lacks a text.
    """
    singular, plural = "One article can be returned until {last_day}.", "{count} articles"

    assert "{amount}を{way}で返金します。" == JAPANESE.gettext("You get {amount} as {way}.")
    assert "Do {last_day} można zwrócić {count} artykuły." == POLISH.ngettext(singular, plural, 3)
    assert "bon do sklepu" == POLISH.pgettext("value", "store_credit")
    assert ("store_credit", "one", "many") == (
        POLISH.gettext("store_credit"),
        POLISH.ngettext("one", "many", 1),
        POLISH.ngettext("one", "many", 2),
    )


def test_a_catalog_says_what_it_is() -> None:
    """
    Locale, direction and the reviewed mark come from the file.
    """
    assert [("pl", "ltr", True, 100), ("ar", "rtl", False, 100), ("ja", "ltr", False, 100)] == [
        (catalog.locale, catalog.direction, catalog.reviewed, catalog.completeness) for catalog in ALL
    ]


def test_half_a_translation_is_none(tmp_path: Path) -> None:
    """
    Empty, fuzzy and half-filled messages count as lacking, so that English is said rather than a guess.
    """
    catalog = written(
        tmp_path,
        """
msgid "Done."
msgstr "Fertig."

msgid "Empty."
msgstr ""

#, fuzzy
msgid "Guessed."
msgstr "Geraten."

msgid "One."
msgid_plural "Many."
msgstr[0] "Eins."
msgstr[1] ""

#~ msgid "Gone."
#~ msgstr "Weg."
""",
    )

    assert 25 == catalog.completeness
    assert {("", "Done."): ("Fertig.",)} == catalog.messages


def test_a_message_with_too_few_forms_is_said_in_its_last() -> None:
    """
    A host may translate a counted sentence without plural forms.
    """
    catalog = Catalog("pl", "ltr", reviewed=False, completeness=100, messages={("", "a"): ("b",)}, plural=lambda n: n)

    assert "b" == catalog.ngettext("a", "as", 5)


def test_every_strange_placeholder_is_reported(tmp_path: Path) -> None:
    """
    A translation cannot bring in a placeholder that its English text has not; all of them are named with their lines.
    """
    with pytest.raises(FactsError) as caught:
        written(
            tmp_path,
            'msgid "Until {day}."\nmsgstr "Bis {tag}."\n\nmsgid "To {name}."\nmsgstr "An {name.token}."\n',
        )

    assert [f"{tmp_path / 'shop.po'}:6", f"{tmp_path / 'shop.po'}:9"] == [
        problem.path for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"\xff\xfe", "UTF-8 text", id="encoding"),
        pytest.param(b'msgid "a"\nmsgid "b"\n', "a gettext catalog", id="no translation"),
        pytest.param(b"Dear customer", "a gettext catalog", id="prose"),
        pytest.param(b'msgid "a"\nmsgstr[x] "b"\n', "a gettext catalog", id="a form without a number"),
        pytest.param(b'msgid "a"\nmsgstr "b"\n', "a header that names the Language", id="no language"),
        pytest.param(b'msgid ""\nmsgstr ""\n"Language: xx\\n"\n', "a known locale such as de or pt_BR", id="language"),
        pytest.param(
            b'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=1; plural=n>1;\\n"\n',
            "a gettext catalog",
            id="more forms than it counts",
        ),
        pytest.param(
            b'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=1/n;\\n"\n',
            "a gettext catalog",
            id="division by zero",
        ),
        pytest.param(
            b'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=__import__;\\n"\n',
            "a gettext catalog",
            id="code instead of a rule",
        ),
    ],
)
def test_a_broken_catalog_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    """
    A file that is no catalog of a known language says so, and nothing in it is run.
    """
    file = tmp_path / "broken.po"
    file.write_bytes(content)

    with pytest.raises(FactsError) as caught:
        load_catalog(file)

    assert expected == caught.value.problems[0].expected


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    """
    A catalog that is not there is named by its path.
    """
    with pytest.raises(FactsError) as caught:
        load_catalog(tmp_path / "none.po")

    assert str(tmp_path / "none.po") == caught.value.problems[0].path


def test_the_shipped_locales_say_how_far_they_are() -> None:
    """
    German, English, Spanish, French and Brazilian Portuguese are shipped; nobody has reviewed them yet.
    """
    assert [(locale, "ltr", False) for locale in ("de", "en", "es", "fr", "pt_BR")] == [
        (info.locale, info.direction, info.reviewed) for info in locales()
    ]


def test_times_of_utc_are_written() -> None:
    """
    A time in UTC is as good as any.
    """
    assert "01.01.2026, 00:00" == format_date(datetime(2026, 1, 1, tzinfo=UTC), "de")


def test_a_catalog_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    """
    Whoever saved it by an old editor finds the first letter that is wrong.
    """
    file = tmp_path / "shop.po"
    file.write_bytes('msgid ""\nmsgstr "Zurück"\n'.encode("latin-1"))

    with pytest.raises(FactsError) as caught:
        load_catalog(file)

    assert ["byte 20, line 2 is not UTF-8"] == [problem.hint for problem in caught.value.problems]
