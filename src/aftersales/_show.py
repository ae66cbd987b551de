"""How an answer and a floor of law are laid out for a person who reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from inspect import getdoc
from typing import Any

import attrs

from . import documents
from ._screen import Screen
from .dates import FOREVER, Deadline, Step
from .decisions import Cite, Question, Verdict
from .law import Change, DutyRow, Floor, LawBook, Layer, Row, changes
from .returns import AgainstFloor, Answer, Answers, Weight
from .rights import Option, phrase
from .texts import country_name, render

__all__ = ["change_in_words", "show_against", "show_answers", "show_changes", "show_law", "stated_fields", "words"]


def show_answers(out: Screen, answers: Answers, locale: str, *, trace: bool = False) -> None:
    """
    Show the answer for every line, and what goes back for all of them together.

    .. versionadded:: 0.1.0
    """
    for answer in answers.values():
        _answer(out, answer, locale)
        if trace:
            out.heading("Trace")
            out.lines(answer.trace())
    if len(answers) > 1 and not answers.refund.total.is_zero:
        out.heading("Refund for all lines")
        out.lines(answers.refund.lines())


def _answer(out: Screen, answer: Answer, locale: str) -> None:
    best = answer.best
    out.text(_headline(answer), 1)
    out.heading("Ways")
    out.table(_way(option) for option in answer.options)
    out.heading("Reasons")
    out.table(_reasons(answer))
    out.heading("Legal basis")
    out.table((cite.layer, f"{cite.text}{'' if cite.certain else ' (not verified)'}") for cite in best.terms.cites)
    out.heading("Last day, step by step")
    out.table(_step(step) for step in best.terms.deadline.steps)
    if not best.refund.total.is_zero:
        out.heading("Refund")
        out.lines(best.refund.lines())
    if answer.worth_asking:
        out.heading("Open questions")
        out.table(_question(answer.line, question) for question in answer.worth_asking)
    out.heading(f"What the customer reads ({locale})")
    for sentence in answer.explain(locale):
        out.text(sentence, 2)


def _headline(answer: Answer) -> str:
    said = f"{answer.verdict.value.upper()}  {answer.units} x {answer.line}"
    if answer.verdict is Verdict.REFUSE:
        return said
    best = answer.best
    return f"{said}: {words(best.remedy)} by {words(best.basis)}, {_until(best.terms.deadline)}"


def _way(option: Option) -> tuple[str, ...]:
    against = [finding.reason.code for finding in option.findings if finding.verdict is not Verdict.ACCEPT]
    until = _until(option.terms.deadline)
    return option.verdict.value, words(option.basis), words(option.remedy), until, ", ".join(against)


def _reasons(answer: Answer) -> list[tuple[str, str, str]]:
    """List every finding of the best option, and of the others what speaks against them, each once."""
    rows = [
        (finding.verdict.value, finding.reason.code, render(finding.reason, finding.values))
        for option in answer.options
        for finding in option.findings
        if option is answer.best or finding.verdict is not Verdict.ACCEPT
    ]
    return list(dict.fromkeys(rows))


def _question(line: str, question: Question) -> tuple[str, str]:
    told = f"{phrase(question.fact)}; asked of: {question.who.value}; if nobody answers: {question.otherwise.value}"
    return question.fact.replace("line.", f"{line}.", 1), told


_STEPS = {
    "starts": "starts with",
    "counts": "after",
    "rolls": "moved on from",
    "extends": "longer, since",
    "estimates": "estimated from",
    "assumes": "assumed",
}


def _step(step: Step) -> tuple[str, str]:
    detail = words(step.detail)
    if step.code == "counts" and not detail.startswith("1 "):
        detail = f"{detail}s"
    if step.code == "rolls" and detail != "holiday":
        detail = detail.capitalize()
    return _day(step.day), f"{_STEPS.get(step.code, step.code)} {detail}"


def _until(deadline: Deadline) -> str:
    if deadline.never_ends:
        return "without a last day"
    if deadline.maybe == deadline.sure:
        return f"until {_day(deadline.sure)}"
    return f"until {_day(deadline.sure)}, or longer: {', '.join(deadline.hangs_on)}"


def _day(day: date) -> str:
    return "open" if day == FOREVER else f"{day:%a} {day.isoformat()}"


# ------------------------------------------------------------------------------------------------------ a floor of law


def show_law(out: Screen, book: LawBook, residence: str, on: date) -> None:
    """
    Show what the law gives a consumer who lives somewhere, for contracts of a day.

    .. versionadded:: 0.1.0
    """
    chain = book.chain(residence)
    out.title(f"{chain[-1].name}, contracts of {on.isoformat()}, law data {book.version}")
    floors: dict[str, Floor[Any] | None] = {
        "Right of withdrawal": book.withdrawal(residence, on),
        "Legal guarantee": book.guarantee(residence, on),
        "Delivery, where nothing was agreed": book.delivery(residence, on),
    }
    for title, floor in floors.items():
        out.heading(title)
        if floor is None:
            out.text("Nothing is held for contracts of this day.", 2)
        else:
            out.table([("", "certain", "if cautious", ""), *stated_fields(floor)])
            _sources(out, floor.layers)
    out.heading("Other duties")
    for duty in book.duties(residence, on):
        out.text("")
        out.text(_duty(duty.row), 2)
        _source(out, duty, 3)


def stated_fields(floor: Floor[Any]) -> Iterator[tuple[str, str, str, str]]:
    """List what is stated: the certain value, the cautious one where it differs, and what the field means."""
    for name, meaning in _meanings(type(floor.cautious)).items():
        certain, cautious = getattr(floor.certain, name), getattr(floor.cautious, name)
        if certain is None and cautious is None:
            continue
        sure, other = _listed(certain), [] if certain == cautious else _listed(cautious)
        yield words(name), sure[0], other[0] if other else "", meaning
        for index in range(1, max(len(sure), len(other))):
            yield "", "".join(sure[index : index + 1]), "".join(other[index : index + 1]), ""


def _meanings(cls: type[Row]) -> dict[str, str]:
    """Take what each acting field means from where the row declares it."""
    said = [line.strip().partition(": ") for line in (getdoc(cls) or "").splitlines() if line.startswith("    ")]
    told = {name: meaning.replace("*", "").replace("_", " ") for name, _, meaning in said}
    shared = attrs.fields_dict(Row)
    return {a.name: told.get(a.name, "") for a in attrs.fields(cls) if a.name not in shared}


def _listed(value: Any) -> list[str]:
    """Say a value in words, one line for each of its parts."""
    match documents.dump(value):
        case dict(parts):
            return [_told({name: part}) for name, part in parts.items()] or ["yes"]
        case list(parts):
            return [_told(part) for part in parts] or ["none"]
        case one:
            return [_told(one)]


def _told(data: Any) -> str:
    match data:
        case dict():
            return ", ".join(f"{words(name)} {_told(part)}" for name, part in data.items())
        case [dict(), *_]:
            return "; ".join(_told(part) for part in data)
        case list():
            return ", ".join(_told(part) for part in data)
        case _:
            return words(data)


def _duty(row: DutyRow) -> str:
    months, days = row.min_months, row.days
    length = f": {months} months at least" if months is not None else f": {days} days" if days is not None else ""
    return f"{words(row.topic)}{length}"


def show_changes(out: Screen, book: LawBook, residence: str, first: date, second: date) -> None:
    """
    Show what changed in the law of a place between contracts of two days, field by field.

    .. versionadded:: 0.1.0
    """
    found = changes(book, residence, first, second)
    days = f"contracts of {first.isoformat()} and of {second.isoformat()}"
    out.title(f"{book.chain(residence)[-1].name}, {days}, law data {book.version}")
    if not found:
        out.text("Nothing changed.", 1)
    for topic in dict.fromkeys(change.topic for change in found):
        out.heading(words(topic).capitalize())
        for change in (one for one in found if one.topic == topic):
            out.text(change_in_words(change), 2)
            _cited(out, change.cites, 3)


def change_in_words(change: Change) -> str:
    """Say a change in a line: the field, before and after, or that a duty came or went."""
    if not change.field:
        came = "new" if change.before is None else "gone" if change.after is None else "changed"
        stated = change.after or change.before or ()
        numbers = [f"{words(name)} {'; '.join(_listed(value))}" for name, value in stated]
        return f"{came}{': ' if numbers else ''}{', '.join(numbers)}"
    which = "" if change.floor == "both" else f" ({change.floor})"
    before, after = (", ".join(_listed(value)) for value in (change.before, change.after))
    return f"{words(change.field)}{which}: {before} -> {after}"


def show_against(out: Screen, found: Iterable[AgainstFloor], countries: Iterable[str], on: date) -> None:
    """
    Show what the law of countries raises in a policy, and what it would make unlawful to publish.

    .. versionadded:: 0.1.0
    """
    by_country: dict[str, list[AgainstFloor]] = {country: [] for country in countries}
    for one in found:
        by_country[one.country].append(one)
    for country, here in by_country.items():
        out.heading(f"{country_name(country)}, contracts of {on.isoformat()}")
        if not here:
            out.text("The law leaves all as it is.", 2)
        for one in here:
            path = f"returns.{one.path}" if one.path else "the shop"
            out.text(f"{path}: {_WEIGHTS[one.weight]}", 2)
            out.text(render(one.finding.reason, one.finding.values), 3)
            _cited(out, one.finding.cites, 3)


_WEIGHTS = {
    Weight.RAISED: "the law gives more, and that holds",
    Weight.UNLAWFUL: "do not publish this without an exception for the right",
    Weight.GIFT: "do not publish this as a promise",
    Weight.UNKNOWN: "a person must look",
}


def _cited(out: Screen, cites: Iterable[Cite], level: int) -> None:
    for cite in cites:
        out.text(f"{cite.layer}: {cite.text}{'' if cite.certain else ' (not verified)'}", level)


def _sources(out: Screen, layers: Iterable[Layer[Any]]) -> None:
    for layer in layers:
        out.text("")
        _source(out, layer, 2)


def _source(out: Screen, layer: Layer[Any], level: int) -> None:
    row, sure = layer.row, "certain" if layer.certain else "not certain here"
    out.text(f"{layer.jurisdiction}: {row.citation}", level)
    trust = f"{row.confidence.value} confidence, {sure}"
    out.text(f"In force since {row.in_force_from}; checked on {row.checked}; {trust}.", level + 1)
    for text in (f"Source: {row.source}", row.disputed and f"Disputed: {row.disputed}", row.note):
        if text:
            out.text(text, level + 1)


def words(value: Any) -> str:
    """Say a code in words: ``store_credit`` reads "store credit"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not stated" if value is None else str(getattr(value, "value", value)).replace("_", " ")
