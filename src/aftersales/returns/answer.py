"""The answer for one line of a request: its options with their findings, the best of them, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from ..decisions import Answerer, Audience, Question, Reason, Values, Verdict, easiest
from ..events import Override
from ..rights import Option, Payer, Remedy, phrase
from . import reasons
from .wording import REMEDY_WORDS, accepted, trace_of

if TYPE_CHECKING:
    from ..texts import Catalog

__all__ = ["Answer"]

_SEVERITY = {Verdict.ACCEPT: 0, Verdict.ASK: 1, Verdict.REFER: 2, Verdict.REFUSE: 3}
_REMEDIES = {
    Remedy.REFUND: 0,
    Remedy.REPLACEMENT: 1,
    Remedy.EXCHANGE: 2,
    Remedy.REPAIR: 3,
    Remedy.CREDIT: 4,
    Remedy.PRICE_REDUCTION: 5,
}

_HEADLINES = {
    Verdict.ACCEPT: reasons.GRANTED,
    Verdict.ASK: reasons.ASKED,
    Verdict.REFER: reasons.REFERRED,
    Verdict.REFUSE: reasons.REFUSED,
}


def rank(option: Option, wish: Remedy | None) -> tuple[Any, ...]:
    """Order options by how good they are for the customer: open first, then what was wished, then the better remedy."""
    terms = option.terms
    worthless = bool(option.refund.items) and option.refund.total.is_zero
    return (
        _SEVERITY[option.verdict],
        wish is not None and option.remedy is not wish,
        worthless,
        _REMEDIES[option.remedy],
        -option.refund.total.minor,
        not terms.extras.kept,
        terms.return_shipping is Payer.CUSTOMER,
        not option.basis.statutory,
        -terms.deadline.sure.toordinal(),
    )


@attrs.frozen(kw_only=True)
class Answer:
    """
    What one line of a request may have.

    Args:
        line: The line.

        units: How many units it is about.

        options: Every option in play, the best first.

        wish: The remedy the customer asked for; None for whichever is best.

        override: What a member of staff decided instead, if anybody did.

    .. versionadded:: 0.1.0
    """

    line: str
    units: int
    options: tuple[Option, ...]
    wish: Remedy | None = None
    override: Override | None = None

    @property
    def best(self) -> Option:
        """The best option for the customer: an open one if there is any, else the one nearest to it."""
        return self.options[0]

    @property
    def verdict(self) -> Verdict:
        """What holds: what staff decided, or else the easiest verdict of all options."""
        if self.override is not None:
            return self.override.verdict
        return easiest(option.verdict for option in self.options)

    @property
    def last_day(self) -> date:
        """The last day on which an open option of the best remedy is open for certain."""
        same = [o for o in self.options if o.verdict is self.best.verdict and o.remedy is self.best.remedy]
        return max(option.last_day for option in same)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every open fact of every option, each once."""
        found = [finding.question for option in self.options for finding in option.findings]
        return tuple(dict.fromkeys(question for question in found if question is not None))

    @property
    def worth_asking(self) -> tuple[Question, ...]:
        """The open facts whose answer would open an option that is better than the best open one."""
        best = rank(self.best, self.wish)[1:]
        found = [
            finding.question
            for option in self.options
            if option.verdict is Verdict.ASK and (not self.best.open or rank(option, self.wish)[1:] < best)
            for finding in option.findings
        ]
        return tuple(dict.fromkeys(question for question in found if question is not None))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what keeps the best option from being open; of an open one, all it was judged by."""
        against = tuple(f.reason.code for f in self.best.findings if f.verdict is not Verdict.ACCEPT)
        return against or tuple(finding.reason.code for finding in self.best.findings)

    def overruled(self, override: Override) -> Answer:
        """Let a member of staff decide otherwise; every code stays visible."""
        return attrs.evolve(self, override=override)

    def explain(self, locale: str = "en", catalogs: Sequence[Catalog] = ()) -> list[str]:
        """
        Tell the customer, in sentences: the answer, what it stands on, the money, and what is still open.

        Raises:
            FactsError: If the locale is unknown.

        .. versionadded:: 0.1.0
        """
        from ..texts import render

        return [render(reason, values, locale, catalogs) for reason, values in self._sentences()]

    def trace(self) -> list[str]:
        """
        Tell staff everything, a line each: every option, every finding with its values and sources, every step.

        .. versionadded:: 0.1.0
        """
        lines = [f"{self.line} x {self.units}: {self.verdict.value}"]
        if self.override is not None:
            lines.append(f"  overruled by {self.override.by.id} on {self.override.at.isoformat()}: {self.override.why}")
        for option in self.options:
            lines += trace_of(option)
        return lines

    def _sentences(self) -> Iterator[tuple[Reason, Values]]:
        verdict, best = self.verdict, self.best
        if self.override is not None:
            yield reasons.OVERRULED, ()
        if verdict is Verdict.ACCEPT and best.open:
            yield from accepted(best, self.options)
            yield from self._could_be_more()
            return
        yield _HEADLINES[verdict], ()
        yield from self._against(verdict)
        if verdict is Verdict.ASK:
            for question in self.worth_asking:
                mine = question.who is Answerer.CUSTOMER
                yield (reasons.OPEN_QUESTION if mine else reasons.BEING_CHECKED), (("fact", phrase(question.fact)),)
        if verdict is Verdict.REFUSE:
            yield from self._remains()

    def _could_be_more(self) -> Iterator[tuple[Reason, Values]]:
        """Tell what could give more than the best open option, once it is known or a person has looked."""
        for question in self.worth_asking:
            mine = question.who is Answerer.CUSTOMER
            reason = reasons.WORTH_ASKING if mine else reasons.MORE_BEING_CHECKED
            yield reason, (("fact", phrase(question.fact)),)
        best = rank(self.best, self.wish)[1:]
        if any(
            o.verdict is Verdict.REFER and o.basis.statutory and rank(o, self.wish)[1:] < best for o in self.options
        ):
            yield reasons.MORE_BEING_CHECKED, (("fact", phrase("law")),)

    def _remains(self) -> Iterator[tuple[Reason, Values]]:
        """Tell the right of the law that staff cannot take away by refusing."""
        for option in self.options:
            if option.open and option.basis.statutory and not option.terms.deadline.never_ends:
                values = (("last_day", option.last_day), ("remedy", REMEDY_WORDS[option.remedy]))
                yield reasons.RIGHT_REMAINS, values
                return

    def _against(self, verdict: Verdict) -> Iterator[tuple[Reason, Values]]:
        """Tell what stands against the options that came to this verdict; of several last days the latest."""
        told: dict[Reason, Values] = {}
        for option in self.options:
            if verdict is not Verdict.REFUSE and option.verdict is not verdict:
                continue
            for finding in option.findings:
                if finding.verdict is Verdict.ACCEPT or finding.question is not None:
                    continue
                if finding.reason.audience is Audience.CUSTOMER:
                    before = told.get(finding.reason, finding.values)
                    told[finding.reason] = max(before, finding.values, key=_last_day_in)
        yield from told.items()


def _last_day_in(values: Values) -> date:
    found = dict(values).get("last_day")
    return found if isinstance(found, date) else date.min
