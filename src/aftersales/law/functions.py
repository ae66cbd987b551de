"""
The function to withdraw online, as dated, cited data: which controls, which words, what may be asked, what is answered.

A file holds one jurisdiction and its versions. Who is bound, and from which day, also stands in the duties of the law
book; a test keeps the two equal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path

import attrs

from .. import documents
from ..errors import FactsError, Problem, facts_error
from .books import LawBook, Layer
from .files import read_all
from .rows import Row

__all__ = [
    "Asked",
    "FunctionBook",
    "FunctionRow",
    "Functions",
    "Label",
    "Stated",
    "function_book",
    "load_functions",
    "plain_words",
]

_DATA = Path(__file__).parent / "functions"


class Asked(Enum):
    """What the form of the function may make compulsory."""

    NAME = "name"
    CONTRACT = "contract"
    PART = "part"
    REPLY_TO = "reply_to"


class Stated(Enum):
    """What the acknowledgement has to say."""

    CONTENT = "content"
    DATE = "date"
    TIME = "time"
    CODE = "code"


@attrs.frozen(kw_only=True)
class Label:
    """
    The words on the two controls in one language.

    Args:
        language: ISO 639-1.

        open: The words on the control that leads to the form.

        confirm: The words on the control that sends it; empty where the law has one control only.

        prescribed: Whether the law has these words; False for a suggestion of this library.

        cross_checked: Whether two sources that do not quote each other have the same words.

        words: How the words begin that another wording should share with these.

    .. versionadded:: 0.1.0
    """

    language: str
    open: str
    confirm: str = ""
    prescribed: bool = True
    cross_checked: bool = False
    words: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse beginnings of words that the label itself has not."""
        mine = plain_words(f"{self.open} {self.confirm}")
        strange = [word for word in self.words if not _begins(word, mine)]
        if strange or not self.words:
            expected = "beginnings of words that the label has"
            raise FactsError((Problem("words", expected, ", ".join(strange) or "nothing"),))

    def speaks_of_it(self, label: str) -> bool:
        """Say whether another wording has at least a word of these."""
        theirs = plain_words(label)
        return any(_begins(word, theirs) for word in self.words)


def plain_words(label: str) -> tuple[str, ...]:
    """
    Take the words of a label without case and punctuation.

    >>> plain_words("» Vertrag widerrufen!")
    ('vertrag', 'widerrufen')

    .. versionadded:: 0.1.0
    """
    return tuple(re.findall(r"\w+", label.casefold()))


def _begins(word: str, words: Iterable[str]) -> bool:
    return any(one.startswith(word.casefold()) for one in words)


@attrs.frozen(kw_only=True)
class FunctionRow(Row):
    """
    One version of what a function to withdraw online must be.

    Args:
        steps: How many labelled controls it has, where the law says.

        labels: The words on them, by language.

        may_ask: What the form may make compulsory; empty where the law draws no limit.

        never_ask: What it may not make compulsory, by name.

        no_login: Whether the law forbids to ask for a registration first.

        same_tool: Whether the tool that took the order must also take the withdrawal.

        whole_period: Whether it must be there for the whole period, a prolonged one too.

        other_ways: Whether every other way to withdraw stays open beside it.

        states: What the acknowledgement has to say.

        durable: Whether the acknowledgement goes out on a durable medium, such as by e-mail.

        within_hours: By when; 0 for at once, None for without undue delay.

        tells_payment: Whether the trader tells the card operator or bank at once.

        keep: What the trader should be able to prove afterwards.

        new_contracts_only: Jurisdictions whose own text leaves older contracts out.

        unsettled_in: Jurisdictions of which nobody looked up whether they have the duty too.
    """

    steps: int | None = None
    labels: tuple[Label, ...] = ()
    may_ask: tuple[Asked, ...] = ()
    never_ask: frozenset[str] = frozenset()
    no_login: bool = False
    same_tool: bool = False
    whole_period: bool = False
    other_ways: bool = False
    states: frozenset[Stated] = frozenset()
    durable: bool = False
    within_hours: int | None = None
    tells_payment: bool = False
    keep: tuple[str, ...] = ()
    new_contracts_only: frozenset[str] = frozenset()
    unsettled_in: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse two labels of one language, and a second label where there is one step."""
        Row.__attrs_post_init__(self)
        problems = []
        languages = [label.language for label in self.labels]
        if len(set(languages)) != len(languages):
            problems.append(Problem("labels", "one label for each language", "two"))
        for index, label in enumerate(self.labels):
            if label.prescribed and self.steps is not None and bool(label.confirm) is not (self.steps > 1):
                problems.append(Problem(f"labels[{index}].confirm", f"words for {self.steps} steps", label.confirm))
        if problems:
            raise FactsError(tuple(problems))

    def label(self, language: str) -> Label:
        """
        Return the words of a language, such as ``de`` or ``de_AT``.

        Raises:
            FactsError: If the data has none of that language; the error names those it has.
        """
        wanted = re.split("[-_]", language, maxsplit=1)[0].lower()
        for label in self.labels:
            if label.language == wanted:
                return label
        raise facts_error("language", f"one of {', '.join(label.language for label in self.labels)}", language[:12])


@attrs.frozen(kw_only=True)
class Functions:
    """The versions of one jurisdiction."""

    code: str
    name: str
    versions: tuple[FunctionRow, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse two versions that are in force on one day."""
        for index, row in enumerate(self.versions):
            if any(other.in_force(row.in_force_from) for other in self.versions if other is not row):
                expected = "one version in force on each day"
                raise FactsError((Problem(f"versions[{index}].in_force_from", expected, str(row.in_force_from)),))


@attrs.frozen(eq=False)
class FunctionBook:
    """
    Functions by jurisdiction.

    .. versionadded:: 0.1.0
    """

    jurisdictions: Mapping[str, Functions]
    version: str = ""

    def on(self, law: LawBook, residence: str | None, day: date) -> Layer[FunctionRow] | None:
        """Return the version that binds on a day a shop whose buyer lives there; None where nothing does."""
        links = [link.code for link in law.chain(residence)]
        for code in reversed(links):
            for row in self.jurisdictions[code].versions if code in self.jurisdictions else ():
                if row.in_force(day):
                    return Layer(code, row, row.certain_for(links[-1]))
        return None


@lru_cache(maxsize=1)
def function_book() -> FunctionBook:
    """
    Return the functions the library ships.

    Raises:
        LawDataError: If one of its files is wrong; a test of the library keeps this from being released.

    .. versionadded:: 0.1.0
    """
    return load_functions(_DATA)


def load_functions(folder: Path) -> FunctionBook:
    """
    Read a folder of ``*.toml`` files, one jurisdiction each.

    Raises:
        LawDataError: With every problem of every file, each with file, row and field.

    .. versionadded:: 0.1.0
    """
    found = read_all(Functions, folder)
    digest = hashlib.sha256()
    for one in found:
        digest.update(documents.dumps(one).encode())
    return FunctionBook({one.code: one for one in found}, digest.hexdigest()[:16])
