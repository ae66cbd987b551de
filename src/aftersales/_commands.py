"""The commands: from arguments to documents, and from documents to what is shown."""

from __future__ import annotations

import json
import re
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs

from . import documents, samples
from ._screen import Screen, screen
from ._show import show_against, show_answers, show_changes, show_law
from ._show_policy import show_lints
from ._simulate import articles
from .dates import Calendars, aware
from .errors import FactsError, MissingExtraError, Problem, ProblemsError
from .law import book
from .orders import Order, from_dict, practices_on, to_dict
from .returns import Desk, RequestLine, ReturnPolicy, against_floor, engine
from .returns.desk import NO_CALENDARS, reason_of
from .returns.policies.linting import Lint, Severity, by_severity, lint
from .shop import load, shop_schema
from .texts import format_date

__all__ = ["LintedError", "UsageError", "check", "day_of", "decide", "demo", "law", "schema"]


class UsageError(Exception):
    """The command was called wrongly."""


class LintedError(Exception):
    """A shop file loads, has warnings, and was to be strictly checked."""


def demo(options: Namespace, _now: datetime) -> None:
    """
    Decide every sample and show everything about each answer, or write the samples as files.

    .. versionadded:: 0.1.0
    """
    if options.write is not None:
        _write_samples(options.write)
        return
    out, desk = screen(), samples.shop().returns
    for number, sample in enumerate(samples.samples(), start=1):
        out.title(f"{number}. {sample.title}")
        out.text(sample.about, 1)
        out.text("")
        show_answers(out, engine.decide(sample.order, sample.request, desk, sample.at), sample.locale)
        out.text("")


def decide(options: Namespace, now: datetime) -> None:
    """
    Decide what may come back of an order in a file.

    .. versionadded:: 0.1.0
    """
    with _usage("--locale"):
        format_date(now.date(), options.locale)
    with _usage("--at"):
        at = aware("at", documents.read(datetime, options.at) if options.at else now)
    with _usage("--reason"):
        reason = reason_of(options.reason)
    order, calendars = _order(options.order), _calendars()
    desk = _desk(options.policy, calendars)
    request = _request(order, options)
    answers = engine.decide(order, request, desk, at, reason=reason) if request else engine.offer(order, desk, at)
    title = f"Order {order.id}, decided for {at.isoformat()}{'' if options.at else ' (now)'}"
    if options.json:
        sys.stderr.write("" if options.at else f"{title}\n")
        sys.stdout.write(_pretty(documents.dump(answers)))
        return
    out = screen()
    out.title(title)
    if calendars is NO_CALENDARS:
        out.text('Public holidays are not known here: pip install "aftersales[calendars]"', 1)
    out.text("" if answers else "Nothing of this order can come back any more.", 1)
    show_answers(out, answers, options.locale, trace=options.trace)


def check(options: Namespace, now: datetime) -> None:
    """
    Say that nothing is wrong with a shop file, or raise everything that is; then hold it against the law of countries.

    .. versionadded:: 0.1.0
    """
    countries = _countries(options.country) if options.country else []
    on = day_of("--on", options.on) or now.date()
    desk, out = _desk(options.shop, NO_CALENDARS), screen()
    out.title(f"{options.shop}: nothing is wrong")
    for name, dated in (("return policies", desk.policies.versions), ("practices", desk.practices)):
        since = [one.since.isoformat() for one in dated]
        out.text(f"{name}: {'in force from ' + ', '.join(since) if since else 'none'}", 1)
    found = _lint(desk, on, options.orders)
    if found:
        out.heading("Worth a look")
        show_lints(out, found)
    if countries:
        _against_law(out, desk, countries, on)
    if options.strict and any(one.severity is Severity.WARNING for one in found):
        raise LintedError(f"{options.shop}: there are warnings")


def _lint(desk: Desk, on: date, orders: Path | None) -> list[Lint]:
    """Look at every version that is in force or still to come; what the law says is shown by country instead."""
    versions = desk.policies.versions
    sold = articles(orders, versions) if orders is not None else ()
    found: list[Lint] = []
    for version in versions:
        if version.since <= on and version is not desk.policies.on(on):
            continue
        path = "returns" if len(versions) == 1 else f"returns since {version.since}"
        practices = practices_on(desk.practices, max(version.since, on))
        found += by_severity(lint(version, practices=practices, lines=sold, path=path))
    return found


def _against_law(out: Screen, desk: Desk, countries: list[str], on: date) -> None:
    policy = desk.policies.on(on) or ReturnPolicy()
    found = against_floor(policy, practices_on(desk.practices, on), desk.law, countries, on)
    show_against(out, found, countries, on)


def _countries(text: str) -> list[str]:
    """Take codes of any country; one of which no law is held is not wrong, a person must look there."""
    codes = [code.strip().upper() for code in text.split(",")]
    for code in codes:
        if not _CODE.fullmatch(code):
            raise UsageError(f"--country: expected ISO 3166 codes such as DE,FR,US-CA, got {code!r}")
    return codes


_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def law(options: Namespace, now: datetime) -> None:
    """
    Show what the law gives a consumer who lives somewhere, for contracts of a day, or what changed between two days.

    .. versionadded:: 0.1.0
    """
    if options.residence == "diff":
        _law_diff(options.rest)
        return
    if options.rest:
        raise UsageError(f"expected RESIDENCE, or diff RESIDENCE DATE DATE, got {options.rest[0]!r}")
    on = day_of("--on", options.on) or now.date()
    residence = options.residence.upper()
    _held(residence)
    show_law(screen(), book(), residence, on)


def _law_diff(words: list[str]) -> None:
    if len(words) != _DIFF:
        raise UsageError("expected diff RESIDENCE DATE DATE, such as diff DE 2021-12-31 2026-11-26")
    residence, first, second = words[0].upper(), day_of("DATE", words[1]), day_of("DATE", words[2])
    _held(residence)
    if first is None or second is None:
        raise UsageError("expected two days")
    show_changes(screen(), book(), residence, first, second)


#: Residence and two days.
_DIFF = 3


def day_of(option: str, text: str | None) -> date | None:
    """Take the day that an option names, if it names one."""
    if not text:
        return None
    with _usage(option):
        day: date = documents.read(date, text)
    return day


def _held(residence: str) -> None:
    if book().find(residence) is None:
        raise UsageError(f"no law is held for {residence!r}; there is for {', '.join(sorted(book().jurisdictions))}")


def schema(_options: Namespace, _now: datetime) -> None:
    """
    Print the JSON Schema of a shop file.

    .. versionadded:: 0.1.0
    """
    sys.stdout.write(_pretty(shop_schema()))


# ------------------------------------------------------------------------------------------------------- the samples


def _write_samples(folder: Path) -> None:
    """Write the shop and the orders, and print the commands that decide them."""
    folder.mkdir(parents=True, exist_ok=True)
    shop = folder / samples.SHOP
    shop.write_text(samples.text(samples.SHOP), encoding="utf-8")
    for sample in samples.samples():
        file = folder / sample.name
        file.write_text(_pretty(to_dict(sample.order)), encoding="utf-8")
        sys.stdout.write(f"{_command(sample, file, shop)}\n")


def _command(sample: samples.Sample, file: Path, shop: Path) -> str:
    words = ["aftersales", "decide", str(file), "--policy", str(shop), "--at", sample.at.isoformat()]
    words += ["--locale", sample.locale]
    for line, asked in sample.request.items():
        said = documents.dump(asked)
        said |= said.pop("facts", {})
        words += ["--return", f"{line}={said.pop('units', 1)}"]
        for name, value in said.items():
            words += ["--fact", f"{line}.{name}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)


def _pretty(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------------------------------- what the arguments stand for


def _order(file: Path) -> Order:
    data = documents.read_file(file)
    with _in_file(file):
        return from_dict(data)


def _desk(file: Path | None, calendars: Calendars) -> Desk:
    if file is None:
        return Desk(calendars=calendars)
    with _in_file(file):
        return load(file, calendars=calendars).returns


def _calendars() -> Calendars:
    from .calendars import HolidayCalendars

    try:
        return HolidayCalendars()
    except MissingExtraError:
        return NO_CALENDARS


#: What is said about the request itself; everything else is a fact about the goods.
_OF_THE_REQUEST = frozenset(attrs.fields_dict(RequestLine)) - {"facts"}


def _request(order: Order, options: Namespace) -> dict[str, RequestLine]:
    """Put together what --return and --fact say of each line; without --return, all that can still come back."""
    left = {line: order.tally(line).returnable for line in order.line_ids}
    asked: dict[str, dict[str, Any]] = {line: {"units": n} for line, n in left.items() if n and not options.lines}
    for text in options.lines:
        line, _, units = text.partition("=")
        if line in asked:
            raise UsageError(f"--return: {line}: expected each line once, got it twice")
        asked[line] = {"units": _value(units) if units else max(left.get(line, 0), 1)}
    for text in options.facts:
        path, _, told = text.partition("=")
        line, _, name = path.rpartition(".")
        if line not in asked:
            hint = "a fact of the order, such as its buyer or a delivery, is written into the order"
            raise UsageError(
                f"--fact: expected LINE.NAME=VALUE with a line that is to come back, got {text!r} ({hint})"
            )
        place = asked[line] if name in _OF_THE_REQUEST else asked[line].setdefault("facts", {})
        place[name] = _value(told)
    with _usage("--return"):
        for line in asked:
            order.line(line)
    return {line: _request_line(order, line, told) for line, told in asked.items()}


def _request_line(order: Order, line: str, told: dict[str, Any]) -> RequestLine:
    with _usage():
        asked: RequestLine = documents.read(RequestLine, told, path=line)
    bought = order.line(line).quantity
    if asked.units > bought:
        raise UsageError(f"--return: {line}: expected at most the {bought} bought, got {asked.units}")
    return asked


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text, int(text) if text.isascii() and text.isdecimal() else text)


@contextmanager
def _in_file(file: Path) -> Iterator[None]:
    """Put the file before the place of each problem in it."""
    try:
        yield
    except ProblemsError as wrong:
        raise type(wrong)(tuple(_placed(problem, str(file)) for problem in wrong.problems)) from wrong.__cause__


def _placed(problem: Problem, file: str) -> Problem:
    if problem.path == file:
        return problem
    return attrs.evolve(problem, path=f"{file}: {problem.path}" if problem.path else file)


@contextmanager
def _usage(option: str = "") -> Iterator[None]:
    """Take what is wrong with an argument for wrong usage, and name the option."""
    try:
        yield
    except FactsError as wrong:
        problems = (attrs.evolve(problem, path=option or problem.path) for problem in wrong.problems)
        raise UsageError("\n".join(map(str, problems))) from None
