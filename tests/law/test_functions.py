from datetime import date, timedelta
from pathlib import Path

import pytest

from aftersales import law
from aftersales.errors import FactsError, LawDataError, Problem
from aftersales.law import Asked, FunctionRow, Stated, function_book, load_functions
from aftersales.law.functions import plain_words

BOOK = law.book()
FUNCTIONS = function_book()
FIRST = date(2026, 6, 19)
DAY = timedelta(1)

#: The official languages of the Union.
LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl",
    "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip

GOOD = """\
code = "XX"
name = "Nowhere"

[[versions]]
in_force_from = 2020-01-01
citation = "Act 1"
source = "Its text."
checked = 2026-11-22
confidence = "high"
steps = 2
labels = [{ language = "en", open = "Withdraw here", confirm = "Confirm withdrawal", words = ["withdraw"] }]
"""


def row(code: str) -> FunctionRow:
    """
    Take the version of a jurisdiction that is in force today.
    """
    return FUNCTIONS.jurisdictions[code].versions[-1]


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    """
    Say what is wrong with a folder that has this file in it.
    """
    (folder / "xx.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError) as caught:
        load_functions(folder)
    return caught.value.problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_union_has_both_labels(language: str) -> None:
    """
    The words on both controls are there in all 24 official languages, and each says the word for withdrawing.
    """
    label = row("EU").label(language)

    assert label.open
    assert label.confirm
    assert label.speaks_of_it(label.open)
    assert label.speaks_of_it(label.confirm)


def test_only_the_italian_label_is_not_cross_checked() -> None:
    """
    Every label of the Union stands in two sources alike but the Italian one, which is quoted in two forms.
    """
    assert ["it"] == [label.language for label in row("EU").labels if not label.cross_checked]


def test_the_union_asks_for_three_things_and_never_for_a_reason() -> None:
    """
    Name, contract or a part of it, and where to answer: nothing else may be compulsory.
    """
    function = row("EU")

    assert {Asked.NAME, Asked.CONTRACT, Asked.PART, Asked.REPLY_TO} == set(function.may_ask)
    assert "reason" in function.never_ask


def test_the_union_answers_with_content_date_and_time() -> None:
    """
    The acknowledgement goes out on a durable medium with the content of the statement, its date and its time.
    """
    function = row("EU")

    assert {Stated.CONTENT, Stated.DATE, Stated.TIME} == function.states
    assert function.durable


def test_brazil_confirms_at_once_and_tells_the_card_operator() -> None:
    """
    In Brazil the tool that took the order takes the withdrawal, and the card operator is told.
    """
    function = row("BR")

    assert function.same_tool
    assert function.tells_payment
    assert 0 == function.within_hours


def test_argentina_answers_with_a_code_within_a_day() -> None:
    """
    In Argentina the button takes no registration and a code answers it within 24 hours.
    """
    function = row("AR")

    assert function.no_login
    assert {Stated.CODE} == function.states
    assert 24 == function.within_hours
    assert "Botón de Arrepentimiento" == function.label("es_AR").open


@pytest.mark.parametrize(
    ("residence", "on", "code"),
    [
        pytest.param("DE", FIRST - DAY, None, id="the day before"),
        pytest.param("DE", FIRST, "EU", id="the first day"),
        pytest.param("DE-BE", FIRST, "EU", id="a region"),
        pytest.param("GB", FIRST, None, id="no such duty in Britain"),
        pytest.param("BR", date(2013, 5, 13), None, id="the day before the decree"),
        pytest.param("BR", date(2013, 5, 14), "BR", id="the first day of the decree"),
        pytest.param("AR", date(2020, 12, 3), None, id="the day before the resolution applied"),
        pytest.param("AR", date(2020, 12, 4), "AR", id="the first day of the resolution"),
        pytest.param("AR", date(2025, 11, 2), "AR", id="the last day of the resolution"),
        pytest.param("AR", date(2025, 11, 3), "AR", id="the first day of the disposition"),
        pytest.param("ZZ", FIRST, None, id="an unknown country"),
        pytest.param(None, FIRST, None, id="no residence"),
    ],
)
def test_finds_the_version_of_a_day(residence: str | None, on: date, code: str | None) -> None:
    """
    The version in force on the day binds, and none does before the first.
    """
    found = FUNCTIONS.on(BOOK, residence, on)

    assert code == (found.jurisdiction if found else None)
    assert found is None or found.row.in_force(on)


@pytest.mark.parametrize(("state", "certain"), [("DE", True), ("FR", True), ("SK", True), ("IE", False), ("IT", False)])
def test_is_certain_where_the_law_of_the_state_was_read(state: str, certain: bool) -> None:  # noqa: FBT001
    """
    The directive alone makes the duty cautious; the state's own text makes it certain.
    """
    found = FUNCTIONS.on(BOOK, state, FIRST)

    assert found is not None
    assert certain is found.certain


@pytest.mark.parametrize("code", ["AR", "BR", "EU"])
def test_agrees_with_the_duties_of_the_law_book(code: str) -> None:
    """
    Who is bound since when, and how sure that is, stands in the duties too: in the same words.
    """
    duty = next(d for d in BOOK.jurisdictions[code].duties if d.topic == "withdrawal_function")
    mine = row(code)

    assert (duty.in_force_from, duty.confidence, duty.certain_in) == (
        mine.in_force_from,
        mine.confidence,
        mine.certain_in,
    )


def test_a_state_that_is_certain_has_a_row_of_its_own() -> None:
    """
    Where the duty counts as certain, the duties of the state cite its own text.
    """
    for state in row("EU").certain_in:
        duties = [d for d in BOOK.jurisdictions[state].duties if d.topic == "withdrawal_function"]

        assert [True] == [duty.certain_for(state) for duty in duties]


@pytest.mark.parametrize("code", ["AR", "BR", "EU"])
def test_every_version_says_where_it_is_from(code: str) -> None:
    """
    Each version has a citation, a source and a day on which it was checked.
    """
    for version in FUNCTIONS.jurisdictions[code].versions:
        assert version.citation.strip()
        assert version.source.strip()
        assert version.checked >= date(2026, 11, 22)


@pytest.mark.parametrize("name", ["de", "de_AT", "de-DE", "DE"])
def test_a_locale_speaks_its_language(name: str) -> None:
    """
    A locale finds the label of its language.
    """
    assert "Vertrag widerrufen" == row("EU").label(name).open


def test_an_unknown_language_names_the_known_ones() -> None:
    """
    No label is guessed: the error lists the languages there are.
    """
    with pytest.raises(FactsError) as caught:
        row("EU").label("tlh")

    assert caught.value.problems[0].expected.startswith("one of bg, cs, da, de")


def test_another_wording_is_known_by_its_word() -> None:
    """
    A wording of one's own shares the word for withdrawing, whatever its case; words about something else do not.
    """
    label = row("EU").label("de")

    assert label.speaks_of_it("HIER WIDERRUFEN")
    assert not label.speaks_of_it("Kontakt aufnehmen")
    assert not label.speaks_of_it("Vertrag kündigen")


def test_words_are_compared_without_case_and_punctuation() -> None:
    """
    Quotation marks, exclamation marks and capitals make no other label.
    """
    assert ("renoncer", "au", "contrat", "ici") == plain_words("« Renoncer au contrat ici » !")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('citation = "Act 1"\n', "", "xx.toml.versions[0].citation"),
        ('citation = "Act 1"', 'citation = " "', "xx.toml.versions[0].citation"),
        ("steps = 2", "steps = 2\nbutton = true", "xx.toml.versions[0].button"),
        ("steps = 2", 'steps = 2\nmay_ask = ["reason"]', "xx.toml.versions[0].may_ask[0]"),
        ("steps = 2", 'steps = 2\nstates = ["smell"]', "xx.toml.versions[0].states[0]"),
        ("steps = 2", "steps = 1", "xx.toml.versions[0].labels[0].confirm"),
        ('words = ["withdraw"]', 'words = ["revoke"]', "xx.toml.versions[0].labels[0].words"),
        (', words = ["withdraw"]', "", "xx.toml.versions[0].labels[0].words"),
        ('confirm = "Confirm withdrawal", ', "", "xx.toml.versions[0].labels[0].confirm"),
    ],
)
def test_bad_data_is_refused_with_its_place(tmp_path: Path, old: str, new: str, path: str) -> None:
    """
    A missing origin, an unknown key or word, and labels that do not fit: named by file, row and field.
    """
    problems = problems_of(tmp_path, GOOD.replace(old, new))

    assert [path] == [problem.path for problem in problems]


def test_two_labels_of_one_language_are_refused(tmp_path: Path) -> None:
    """
    Each language has one pair of words.
    """
    label = '{ language = "en", open = "Withdraw here", confirm = "Confirm withdrawal", words = ["withdraw"] }'

    assert ["xx.toml.versions[0].labels"] == [
        problem.path for problem in problems_of(tmp_path, GOOD.replace(f"[{label}]", f"[{label}, {label}]"))
    ]


def test_two_versions_of_one_day_are_refused(tmp_path: Path) -> None:
    """
    On each day one version is in force.
    """
    second = GOOD.partition("[[versions]]")[2].replace("2020-01-01", "2022-01-01")
    problems = problems_of(tmp_path, f"{GOOD}\n[[versions]]{second}")

    assert ["xx.toml.versions[1].in_force_from"] == [problem.path for problem in problems]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    """
    The sample the other tests spoil is itself right, and its edition has a name.
    """
    (tmp_path / "xx.toml").write_text(GOOD, encoding="utf-8")

    book = load_functions(tmp_path)

    assert ["XX"] == list(book.jurisdictions)
    assert 16 == len(book.version)


def test_the_problems_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    """
    A half-written file hides nothing that is wrong in the next one.
    """
    (tmp_path / "xx.toml").write_text("[half-written", encoding="utf-8")
    (tmp_path / "yy.toml").write_text(GOOD.replace('name = "Nowhere"', "name = 7"), encoding="utf-8")

    with pytest.raises(LawDataError) as caught:
        load_functions(tmp_path)

    first, second = caught.value.problems
    assert (str(tmp_path / "xx.toml"), "TOML") == (first.path, first.expected)
    assert ("yy.toml.name", "a text", "7") == (second.path, second.expected, second.got)
