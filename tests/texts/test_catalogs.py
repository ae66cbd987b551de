from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from babel.messages.catalog import Message

from aftersales.decisions import Reason
from aftersales.lifecycles import NOT_NOW
from aftersales.rights import UNITS_LEFT
from aftersales.texts import load_catalog, locales, placeholders, render
from scripts import catalogs

REASONS = catalogs.declared()
COMPLETE = ("de", "es", "fr", "pt_BR")


def forms(text: object) -> tuple[str, ...]:
    """
    Take the forms of a message, one where it is not counted.
    """
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, list | tuple) else ()


@cache
def messages(locale: str) -> Mapping[tuple[str, str], Message]:
    """
    Take the messages of a shipped catalog by context and English text.
    """
    po = catalogs.read(catalogs.place(locale))
    return MappingProxyType({(message.context or "", forms(message.id)[0]): message for message in po if message.id})


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_a_reason_declares_its_placeholders(reason: Reason) -> None:
    """
    The placeholders of a reason's texts are plain names and are those it declares.
    """
    used = {*placeholders(reason.text), *placeholders(reason.plural)}

    assert set(reason.params) == used | ({reason.counts} if reason.counts else set())
    assert bool(reason.plural) is bool(reason.counts)


def test_a_code_has_one_reason() -> None:
    """
    No two declarations share a code.
    """
    codes = [reason.code for reason in REASONS]

    assert sorted(set(codes)) == codes


def test_one_text_has_one_plural() -> None:
    """
    Reasons that share their English text share its plural too, because gettext finds both by the text.
    """
    plurals = {(reason.text, reason.plural) for reason in REASONS}

    assert len(plurals) == len({text for text, _ in plurals})


@pytest.mark.parametrize("locale", COMPLETE)
@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_every_reason_is_translated(reason: Reason, locale: str) -> None:
    """
    Every complete locale says every reason, in each plural form, with the same placeholders.
    """
    message = messages(locale)["", reason.text]
    used = {*placeholders(reason.text), *placeholders(reason.plural)}

    assert (reason.text, *((reason.plural,) if reason.plural else ())) == forms(message.id)
    assert all(forms(message.string))
    assert used == {name for form in forms(message.string) for name in placeholders(form)}
    for form in forms(message.string)[1:]:
        assert set(placeholders(reason.plural)) == set(placeholders(form))


@pytest.mark.parametrize("locale", ["en", *COMPLETE])
def test_every_word_is_translated(locale: str) -> None:
    """
    Every complete locale has all declared words, all phrases unless they are English, and no others.
    """
    values = {*catalogs.words(), *(catalogs.phrases() if locale != "en" else ())}
    found = {text: message for (context, text), message in messages(locale).items() if context}

    assert values == found.keys()
    assert [] == [text for text, message in found.items() if not message.string]


def test_words_are_found_where_they_are_declared() -> None:
    """
    The tables of orders, return cases, exchanges and complaints bring their words, and the status of an order its own.
    """
    names = {table.name for table in catalogs.lifecycles()}
    found = catalogs.words()

    assert {"order", "return case", "exchange", "complaint"} <= names
    for table in catalogs.lifecycles():
        assert set(table.words) <= found.keys()
    for word, vocabulary in (
        ("awaiting_confirmation", "order (lifecycle)"),
        ("inspected", "return case (lifecycle)"),
        ("held_on_card", "exchange (lifecycle)"),
        ("evidence_wanted", "complaint (lifecycle)"),
        ("in_process", "Brief"),
        ("on_hold", "Status.word"),
        ("stage", "Status.said_by"),
        ("changed_mind", "ReturnReason"),
    ):
        assert vocabulary in found[word]


@pytest.mark.parametrize("locale", ["en", *COMPLETE])
def test_a_word_without_a_text_is_noticed(locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A lifecycle that says a new word gets a message for it in every catalog, and that message is empty.
    """
    declared = {**catalogs.words(), "mislaid": ["parcel (lifecycle)"]}
    monkeypatch.setattr(catalogs, "words", lambda: declared)
    copy = catalogs.place(locale, tmp_path)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(catalogs.place(locale).read_bytes())

    assert [] == catalogs.update(locale, tmp_path)
    assert load_catalog(copy).completeness < 100


@pytest.mark.parametrize("locale", ["en", *COMPLETE])
def test_nothing_is_fuzzy_or_stale(locale: str) -> None:
    """
    A shipped catalog holds what is said and nothing else, and says itself to be complete.
    """
    said = {("", reason.text) for reason in REASONS if locale != "en"}
    (info,) = (info for info in locales() if info.locale == locale)

    assert said == {key for key in messages(locale) if not key[0]}
    assert [] == [message.id for message in messages(locale).values() if message.fuzzy]
    assert {} == catalogs.read(catalogs.place(locale)).obsolete
    assert 100 == info.completeness


@pytest.mark.parametrize("locale", ["en", *COMPLETE])
def test_the_catalogs_are_as_the_script_writes_them(locale: str, tmp_path: Path) -> None:
    """
    Updating catalogs that are up to date changes no byte.
    """
    copy = catalogs.place(locale, tmp_path)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(catalogs.place(locale).read_bytes())

    assert [] == catalogs.update(locale, tmp_path)
    assert catalogs.place(locale).read_bytes() == catalogs.place(locale, tmp_path).read_bytes()


def test_a_new_locale_starts_with_every_message(tmp_path: Path) -> None:
    """
    A new catalog has a header of its language and every message, none translated.
    """
    catalogs.update("pl", tmp_path)
    catalog = load_catalog(catalogs.place("pl", tmp_path))

    assert ("pl", False, 0) == (catalog.locale, catalog.reviewed, catalog.completeness)
    assert len(messages("de")) == catalogs.place("pl", tmp_path).read_text(encoding="utf-8").count("\n\n")


def test_an_update_keeps_translations_and_names_what_it_drops(tmp_path: Path) -> None:
    """
    What is still said keeps its translation; what no reason says any more is dropped and returned.
    """
    german = catalogs.place("de", tmp_path)
    german.parent.mkdir(parents=True)
    german.write_bytes(catalogs.place("de").read_bytes())
    before = german.read_text(encoding="utf-8")
    german.write_text(f'{before}\nmsgid "Gone."\nmsgstr "Weg."\n', encoding="utf-8")

    assert ["Gone."] == catalogs.update("de", tmp_path)
    assert before == german.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("locale", "right", "goes_back"),
    [
        (
            "es",
            "Este es su derecho legal de desistimiento (art. 9).",
            "Se pueden devolver 2 unidades de este artículo.",
        ),
        ("fr", "C’est votre droit légal de rétractation (art. 9).", "2 unités de cet article peuvent être retournées."),
    ],
)
def test_french_and_spanish_customers_read_their_own_words(locale: str, right: str, goes_back: str) -> None:
    """
    The right of withdrawal has the name it has in the law of each language, and the counted sentence its plural.
    """
    from_withdrawal = next(reason for reason in REASONS if reason.code == "returns.by_withdrawal")

    assert right == render(from_withdrawal, {"cites": "art. 9"}, locale)
    assert goes_back == render(UNITS_LEFT, {"units": 2}, locale)


@pytest.mark.parametrize(("locale", "zero"), [("es", "0 unidades"), ("fr", "0 unité")])
def test_nothing_is_one_in_french_and_many_in_spanish(locale: str, zero: str) -> None:
    """
    French counts nothing in the singular, Spanish in the plural.
    """
    assert 1 == render(UNITS_LEFT, {"units": 0}, locale).count(f"{zero} ")


def test_a_refusal_says_where_it_stands() -> None:
    """
    The word of a state is no code in a sentence.
    """
    assert "Das ist in diesem Stand nicht möglich: in Prüfung." == render(NOT_NOW, (("word", "under_review"),), "de")
