"""The answers to all lines of a request, and what staff may change of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from .. import documents
from ..decisions import Verdict
from ..events import Override
from ..orders import Quote, join
from ..rights import Basis, Option, Remedy
from .answer import Answer
from .deciding import judged_lines
from .desk import Case

__all__ = ["Answers"]


@attrs.frozen(kw_only=True)
class Answers(Mapping[str, Answer]):
    """
    The answers to all lines of a request, by line.

    .. versionadded:: 0.1.0
    """

    lines: tuple[Answer, ...]
    currency: str
    case: Case | None = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())

    def __getitem__(self, line: str) -> Answer:
        """Return the answer for a line."""
        for answer in self.lines:
            if answer.line == line:
                return answer
        raise KeyError(line)

    def __iter__(self) -> Iterator[str]:
        """Go through the lines."""
        return iter(answer.line for answer in self.lines)

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.lines)

    @property
    def refund(self) -> Quote:
        """What goes back for all lines that are accepted: their best option is open, or staff said so."""
        return join((one.best.refund for one in self.lines if one.verdict is Verdict.ACCEPT), self.currency)

    def overruled(self, line: str, override: Override) -> Answers:
        """
        Let a member of staff decide otherwise for one line; every code stays visible, and `record` keeps it.

        A refused line that is accepted has the money of its best option from then on; what goes back for the other
        lines is worked out with it.

        Raises:
            KeyError: If the request had no such line.

        .. versionadded:: 0.1.0
        """
        changed = self[line].overruled(override)
        made = attrs.evolve(self, lines=tuple(changed if one.line == line else one for one in self.lines))
        return made if self.case is None else _priced_anew(made, self.case)


def _priced_anew(answers: Answers, case: Case) -> Answers:
    """Take what goes back as it is with everything that staff granted; nothing else is decided again."""
    granted = {one.line for one in answers.lines if one.override is not None and one.verdict is Verdict.ACCEPT}
    granted -= {one.line for one in answers.lines if one.best.open}
    if granted == case.granted:
        return answers
    then = attrs.evolve(case, granted=frozenset(granted))
    lines = tuple(_with_refunds(one, now) for one, now in zip(answers.lines, judged_lines(then), strict=True))
    return attrs.evolve(answers, lines=lines, case=then)


def _with_refunds(answer: Answer, now: Answer) -> Answer:
    """Put the refunds of an answer that was worked out anew into its options."""
    refunds = {_place(option): option.refund for option in now.options}
    options = [attrs.evolve(one, refund=refunds.get(_place(one), one.refund)) for one in answer.options]
    return attrs.evolve(answer, options=tuple(options))


def _place(option: Option) -> tuple[Basis, Remedy, Verdict, date]:
    return option.basis, option.remedy, option.verdict, option.terms.deadline.maybe
