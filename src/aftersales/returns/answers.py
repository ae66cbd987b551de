"""The answer to a request: every option with its findings, the best of them, and what it means in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from .. import documents
from ..dates import FOREVER
from ..decisions import N_, Answerer, Audience, Question, Reason, Value, Values, Verdict, easiest
from ..events import Override
from ..orders import Order, Quote, join
from ..rights import Basis, Option, Payer, Remedy, Way, phrase
from . import reasons
from .desk import Desk, RequestLine
from .keeping import CustomerHistory

if TYPE_CHECKING:
    from ..texts import Catalog

__all__ = ["Answer", "Answers", "Case"]

_SEVERITY = {Verdict.ACCEPT: 0, Verdict.ASK: 1, Verdict.REFER: 2, Verdict.REFUSE: 3}
_REMEDIES = {
    Remedy.REFUND: 0,
    Remedy.REPLACEMENT: 1,
    Remedy.EXCHANGE: 2,
    Remedy.REPAIR: 3,
    Remedy.CREDIT: 4,
    Remedy.PRICE_REDUCTION: 5,
}

#: What each remedy is called in a sentence.
REMEDY_WORDS = {
    Remedy.REFUND: N_("money back"),
    Remedy.REPLACEMENT: N_("a replacement"),
    Remedy.EXCHANGE: N_("an exchange"),
    Remedy.REPAIR: N_("a repair"),
    Remedy.CREDIT: N_("store credit"),
    Remedy.PRICE_REDUCTION: N_("part of the price back"),
}
_ACCEPTED = {
    Remedy.REFUND: reasons.ACCEPTED_REFUND,
    Remedy.CREDIT: reasons.ACCEPTED_CREDIT,
    Remedy.EXCHANGE: reasons.ACCEPTED_EXCHANGE,
    Remedy.REPAIR: reasons.ACCEPTED_REPAIR,
    Remedy.REPLACEMENT: reasons.ACCEPTED_REPLACEMENT,
    Remedy.PRICE_REDUCTION: reasons.ACCEPTED_PRICE_REDUCTION,
}
_STANDS_ON = {
    Basis.WITHDRAWAL: reasons.BY_WITHDRAWAL,
    Basis.GUARANTEE: reasons.BY_GUARANTEE,
    Basis.POLICY: reasons.BY_POLICY,
    Basis.WARRANTY: reasons.BY_WARRANTY,
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
            lines += _trace_of(option)
        return lines

    def _sentences(self) -> Iterator[tuple[Reason, Values]]:
        verdict, best = self.verdict, self.best
        if self.override is not None:
            yield reasons.OVERRULED, ()
        if verdict is Verdict.ACCEPT and best.open:
            yield from _accepted(best, self.options)
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


def _accepted(best: Option, options: Sequence[Option]) -> Iterator[tuple[Reason, Values]]:
    deadline = best.terms.deadline
    if not deadline.never_ends:
        yield _ACCEPTED[best.remedy], (("last_day", best.last_day),)
    elif best.remedy is Remedy.REFUND and not deadline.unlimited:
        yield reasons.ACCEPTED_REFUND_NOT_STARTED, ()
    else:
        yield reasons.ACCEPTED_WITHOUT_END, (("remedy", REMEDY_WORDS[best.remedy]),)
    stands_on = _STANDS_ON[best.basis]
    yield stands_on, ((("cites", "; ".join(_nearest_cites(best))),) if stands_on.params else ())
    yield from _longer_by_policy(best, options)
    yield from _money(best)
    if best.terms.extras.kept:
        yield reasons.KEEP_GOODS, ()
    else:
        yield (reasons.COSTS_CUSTOMER if best.terms.return_shipping is Payer.CUSTOMER else reasons.COSTS_SHOP), ()
    if any(raised.by == "law" for raised in best.raised) and not _as_much(best, options):
        yield reasons.LAW_GIVES_MORE, ()


def _money(best: Option) -> Iterator[tuple[Reason, Values]]:
    """Tell what comes back in money or credit; what an exchange is worth goes into other goods."""
    refund = best.refund
    if not refund.total.is_zero and best.remedy is not Remedy.EXCHANGE:
        yield reasons.REFUND_AMOUNT, (("amount", refund.total),)
    for part in refund.deductions:
        if part.code != "capped":
            yield _KEPT_BACK.get(part.code, reasons.FEE_KEPT), (("fee", part.amount),)
    if refund.keeping is not None:
        yield reasons.WITH_DISCOUNTS, (("amount", refund.keeping),)
    if refund.bonus is not None:
        yield reasons.CREDIT_BONUS, (("amount", refund.bonus),)


_KEPT_BACK = {
    "return_label": reasons.LABEL_KEPT,
    "discount_lost": reasons.DISCOUNT_LOST,
    "gift_missing": reasons.GIFT_MISSING,
}


def _as_much(best: Option, options: Sequence[Option]) -> list[Option]:
    """Find the promises that give as much as a right of the law gives for these goods, and as long."""
    return [option for option in _same_money(best, options) if option.last_day >= best.last_day]


def _same_money(best: Option, options: Sequence[Option]) -> list[Option]:
    """Find the open promises of the same remedy that give no less money and cost no more to send back."""
    shipping = best.terms.return_shipping
    return [
        option
        for option in options
        if option.open
        and not option.basis.statutory
        and option.remedy is best.remedy
        and option.refund.total >= best.refund.total
        and option.terms.return_shipping in (shipping, Payer.SHOP)
    ]


def _longer_by_policy(best: Option, options: Sequence[Option]) -> Iterator[tuple[Reason, Values]]:
    """Tell the later day of the policy where it gives the same for longer than the law."""
    if not best.basis.statutory or best.terms.deadline.never_ends:
        return
    last = max((option.last_day for option in _same_money(best, options)), default=best.last_day)
    if last == FOREVER:
        yield reasons.POLICY_WITHOUT_END, (("last_day", best.last_day),)
    elif last > best.last_day:
        yield reasons.POLICY_LASTS_LONGER, (("last_day", best.last_day), ("policy_day", last))


def _nearest_cites(option: Option) -> list[str]:
    """Cite to the customer what is certain, in the law nearest to them; the trace has every layer."""
    certain = [cite for cite in option.terms.cites if cite.certain and cite.text]
    return [cite.text for cite in certain if cite.layer == certain[-1].layer]


def _trace_of(option: Option) -> Iterator[str]:
    terms, deadline = option.terms, option.terms.deadline
    end = "not started" if deadline.sure == FOREVER else deadline.sure.isoformat()
    if deadline.maybe != deadline.sure:
        latest = "open" if deadline.maybe == FOREVER else deadline.maybe.isoformat()
        end = f"{end} to {latest} ({', '.join(deadline.hangs_on)})"
    yield f"  {option.basis.value} / {option.remedy.value}: {option.verdict.value}, until {end} {deadline.zone}"
    for step in deadline.steps:
        yield f"    step {step.code} {step.detail}: {'open' if step.day == FOREVER else step.day.isoformat()}"
    for finding in option.findings:
        yield f"    {finding.verdict.value:<7}{finding.reason.code}{_shown(finding.values)}"
    for one in option.settled:
        overruled = f", overruled: {', '.join(one.overruled)}" if one.overruled else ""
        yield f"    settled {one.field} by {one.by}{overruled}"
    for raised in option.raised:
        yield f"    {raised.field}: law {raised.law}, policy {raised.policy}; the {raised.by} is kinder and holds"
    for cite in terms.cites:
        yield f"    cites [{cite.layer}{'' if cite.certain else ', not verified'}] {cite.text}"
    if not option.refund.total.is_zero:
        yield from (f"    {line}" for line in option.refund.lines())


def _shown(values: Values) -> str:
    return "".join(f" {name}={_plain(value)}" for name, value in values)


def _plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _priced_anew(answers: Answers, case: Case) -> Answers:
    """Take what goes back as it is with everything that staff granted; nothing else is decided again."""
    from .engine import decided

    granted = {one.line for one in answers.lines if one.override is not None and one.verdict is Verdict.ACCEPT}
    granted -= {one.line for one in answers.lines if one.best.open}
    if granted == case.granted:
        return answers
    then = attrs.evolve(case, granted=frozenset(granted))
    lines = tuple(_with_refunds(one, now) for one, now in zip(answers.lines, decided(then).lines, strict=True))
    return attrs.evolve(answers, lines=lines, case=then)


def _with_refunds(answer: Answer, now: Answer) -> Answer:
    """Put the refunds of an answer that was worked out anew into its options."""
    refunds = {_place(option): option.refund for option in now.options}
    options = [attrs.evolve(one, refund=refunds.get(_place(one), one.refund)) for one in answer.options]
    return attrs.evolve(answer, options=tuple(options))


def _place(option: Option) -> tuple[Basis, Remedy, Verdict, date]:
    return option.basis, option.remedy, option.verdict, option.terms.deadline.maybe


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """
    What was asked, of whom, and when: everything an answer was worked out from.

    Args:
        order: The sale.

        request: What was asked, by line.

        desk: Of whom.

        at: When.

        also: The further ways that were asked.

        offering: Whether it was an offer, made before anybody said a reason.

        history: What the customer ordered and returned before; None where nobody told.

        granted: The lines that staff accepted although no option of them is open.

    .. versionadded:: 0.1.0
    """

    order: Order
    request: Mapping[str, RequestLine]
    desk: Desk
    at: datetime
    also: tuple[Way, ...] = ()
    offering: bool = False
    history: CustomerHistory | None = None
    granted: frozenset[str] = frozenset()


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
