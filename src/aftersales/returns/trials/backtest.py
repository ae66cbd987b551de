"""
Decide past requests under two policies, and count who would have been treated differently, why, and for how much.

A `Comparison` takes any number of requests and stays small: it holds sums, never orders. Two of them are joined by
`Comparison.join`, so that parts can be counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from ...dates import local_day
from ...decisions import Finding, Verdict
from ...orders import Order
from ...rights import ReturnReason
from ..answer import Answer, rank
from ..desk import Desk, RequestLine
from ..engine import decide
from .past_requests import Asked

__all__ = ["Cell", "Comparison", "Example", "Pair", "Tried", "try_both"]


@attrs.define
class Pair:
    """
    One number under each of the two policies.

    .. versionadded:: 0.1.0
    """

    before: int = 0
    after: int = 0

    def add(self, other: Pair) -> None:
        """Add each to its like."""
        self.before += other.before
        self.after += other.after


@attrs.frozen(kw_only=True)
class Tried:
    """
    One line of a request under both policies.

    Args:
        order: The id of the order.

        before: The answer under the first policy.

        after: The answer under the second one.

        currency: The currency of the order.

        country: Where the buyer lives; empty if unknown.

        category: The category of the article.

        reason: The code of the reason; empty if nobody said one.

        month: The month of the request, where the buyer is or in UTC: ``2026-11``.

    .. versionadded:: 0.1.0
    """

    order: str
    before: Answer
    after: Answer
    currency: str
    country: str = ""
    category: str = ""
    reason: str = ""
    month: str = ""

    #: 1 where the second policy is kinder to the customer, -1 where it is stricter, 0 where both treat them alike.
    kinder: int = attrs.field(init=False)
    #: Whether it is accepted: 1 or 0.
    accepted: Pair = attrs.field(init=False)
    #: What goes back, in minor units.
    refunded: Pair = attrs.field(init=False)
    #: What the shop keeps back of what was paid for the goods, in minor units.
    kept: Pair = attrs.field(init=False)

    @kinder.default
    def _kinder(self) -> int:
        before, after = _treated(self.before), _treated(self.after)
        return (after < before) - (after > before)

    @accepted.default
    def _accepted(self) -> Pair:
        return Pair(*(int(answer.verdict is Verdict.ACCEPT) for answer in (self.before, self.after)))

    @refunded.default
    def _refunded(self) -> Pair:
        return Pair(_refund(self.before), _refund(self.after))

    @kept.default
    def _kept(self) -> Pair:
        return Pair(_keeps(self.before), _keeps(self.after))


def try_both(order: Order, asked: Asked, before: Desk, after: Desk) -> tuple[Tried, ...]:
    """
    Decide a past request under two policies, and set the answers for each line side by side.

    Args:
        order: The order.

        asked: What was asked of it.

        before: The shop with the one policy.

        after: The shop with the other one.

    Raises:
        FactsError: If the request does not fit the order.

    .. versionadded:: 0.1.0
    """
    request = asked.request
    one, two = (
        decide(order, request, desk, asked.at, reason=asked.reason, history=asked.history) for desk in (before, after)
    )
    month = local_day(asked.at, order.buyer.zone or "UTC").isoformat()[: len("2026-11")]
    return tuple(
        Tried(
            order=order.id,
            before=answer,
            after=two[line],
            currency=order.currency,
            country=order.buyer.country or "",
            category=order.line(line).category,
            reason=_reason(request[line], asked.reason),
            month=month,
        )
        for line, answer in one.items()
    )


def _reason(asked: RequestLine, reason: ReturnReason | None) -> str:
    said = asked.reason or reason
    return said.value if said is not None else ""


def _treated(answer: Answer) -> tuple[Any, ...]:
    """
    Order answers by how good they are: the verdict, and where it is no refusal the remedy, the money, who pays.

    By which right it is, and until when, the last two of the rank, is not how somebody was treated.
    """
    best, *others = rank(answer.best, answer.wish)[:-2]
    return (best,) if answer.verdict is Verdict.REFUSE else (best, *others)


def _refund(answer: Answer) -> int:
    return answer.best.refund.total.minor if answer.best.open else 0


def _keeps(answer: Answer) -> int:
    refund = answer.best.refund
    return refund.gross.minor - refund.total.minor if answer.best.open else 0


# ---------------------------------------------------------------------------------------------------------- the sums


@attrs.define
class Cell:
    """
    What some lines of requests came to, all together.

    Args:
        lines: How many lines.

        kinder: For how many of them the second policy is kinder to the customer.

        stricter: For how many it is stricter.

        accepted: How many are accepted.

        refunded: What goes back, in minor units by currency.

        kept: What the shop keeps back, likewise.

    .. versionadded:: 0.1.0
    """

    lines: int = 0
    kinder: int = 0
    stricter: int = 0
    accepted: Pair = attrs.Factory(Pair)
    refunded: dict[str, Pair] = attrs.Factory(dict)
    kept: dict[str, Pair] = attrs.Factory(dict)

    def add(self, tried: Tried) -> None:
        """Count one line."""
        self.lines += 1
        self.kinder += tried.kinder > 0
        self.stricter += tried.kinder < 0
        self.accepted.add(tried.accepted)
        _add(self.refunded, tried.currency, tried.refunded)
        _add(self.kept, tried.currency, tried.kept)

    def join(self, other: Cell) -> None:
        """Count in what was counted elsewhere."""
        self.lines += other.lines
        self.kinder += other.kinder
        self.stricter += other.stricter
        self.accepted.add(other.accepted)
        for currency, pair in other.refunded.items():
            _add(self.refunded, currency, pair)
        for currency, pair in other.kept.items():
            _add(self.kept, currency, pair)

    @property
    def different(self) -> int:
        """How many lines are treated differently."""
        return self.kinder + self.stricter


def _add(into: dict[str, Pair], currency: str, pair: Pair) -> None:
    found = into.get(currency)
    if found is None:
        found = into[currency] = Pair()
    found.add(pair)


@attrs.frozen(kw_only=True)
class Example:
    """One line that is treated differently: of which order, how, and why."""

    order: str
    line: str
    before: str
    after: str
    why_before: tuple[str, ...]
    why_after: tuple[str, ...]
    currency: str
    refunded: Pair


#: How many examples are kept, and how many different words of a kind are counted apart; the rest is summed up.
MOST_EXAMPLES = 50
MOST_WORDS = 1_000
OTHERS = "(others)"

#: By what lines are counted apart: names of `Tried`.
BY = ("country", "category", "reason", "month")


@attrs.define
class Comparison:
    """
    The sums of all requests that were tried, by what a shop owner asks about.

    Args:
        requests: How many requests.

        total: All their lines.

        by: The same by ``country``, ``category``, ``reason`` and ``month``, and then by each word found there.

        verdicts: How many lines had one verdict before and one after.

        given: What goes back, by remedy and then by currency, in minor units.

        why: For lines that are treated differently: what stood for or against them before and after, with how many.

        sentences: The sentence of each code that *why* names, in English with its placeholders.

        examples: The first lines that are treated differently.

    .. versionadded:: 0.1.0
    """

    requests: int = 0
    total: Cell = attrs.Factory(Cell)
    by: dict[str, dict[str, Cell]] = attrs.Factory(lambda: {name: {} for name in BY})
    verdicts: dict[tuple[str, str], int] = attrs.Factory(dict)
    given: dict[str, dict[str, Pair]] = attrs.Factory(dict)
    why: dict[tuple[tuple[str, ...], tuple[str, ...]], Cell] = attrs.Factory(dict)
    sentences: dict[str, str] = attrs.Factory(dict)
    examples: list[Example] = attrs.Factory(list)

    def add(self, tried: tuple[Tried, ...]) -> None:
        """Count one request with all its lines."""
        self.requests += 1
        for one in tried:
            self.total.add(one)
            for name, cells in self.by.items():
                _cell(cells, getattr(one, name)).add(one)
            pair = one.before.verdict.value, one.after.verdict.value
            self.verdicts[pair] = self.verdicts.get(pair, 0) + 1
            if one.refunded.before:
                _add(self._of(one.before), one.currency, Pair(one.refunded.before, 0))
            if one.refunded.after:
                _add(self._of(one.after), one.currency, Pair(0, one.refunded.after))
            if one.kinder:
                self._explain(one)

    def _of(self, answer: Answer) -> dict[str, Pair]:
        return self.given.setdefault(answer.best.remedy.value, {})

    def _explain(self, one: Tried) -> None:
        before, after = why(one.before), why(one.after)
        _cell(self.why, (before, after), ((OTHERS,), (OTHERS,))).add(one)
        for answer in (one.before, one.after):
            self.sentences.update((finding.reason.code, finding.reason.text) for finding in against(answer))
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(
                Example(
                    order=one.order,
                    line=one.before.line,
                    before=one.before.verdict.value,
                    after=one.after.verdict.value,
                    why_before=before,
                    why_after=after,
                    currency=one.currency,
                    refunded=one.refunded,
                )
            )

    def join(self, other: Comparison) -> None:
        """Count in what came after it."""
        self.requests += other.requests
        self.total.join(other.total)
        for name, cells in other.by.items():
            for word, cell in cells.items():
                _cell(self.by[name], word).join(cell)
        for pair, count in other.verdicts.items():
            self.verdicts[pair] = self.verdicts.get(pair, 0) + count
        for remedy, amounts in other.given.items():
            for currency, amount in amounts.items():
                _add(self.given.setdefault(remedy, {}), currency, amount)
        for reasons, cell in other.why.items():
            _cell(self.why, reasons, ((OTHERS,), (OTHERS,))).join(cell)
        self.sentences.update(other.sentences)
        self.examples = [*self.examples, *other.examples][:MOST_EXAMPLES]


def _cell(cells: dict[Any, Cell], key: Any, others: Any = OTHERS) -> Cell:
    """Find the sums of a word; of very many words the last ones share one."""
    if key not in cells and len(cells) >= MOST_WORDS:
        key = others
    return cells.setdefault(key, Cell())


def against(answer: Answer) -> Iterator[Finding]:
    """Go through what keeps the best option from being open."""
    return (finding for finding in answer.best.findings if finding.verdict is not Verdict.ACCEPT)


def why(answer: Answer) -> tuple[str, ...]:
    """Name what stands against an answer; of one that is accepted, by which right, what is given, and what is kept."""
    if not answer.best.open:
        return tuple(dict.fromkeys(finding.reason.code for finding in against(answer)))
    best = answer.best
    kept = [deduction.code for deduction in best.refund.deductions if not deduction.amount.is_zero]
    shipping = f"return_shipping_by_{best.terms.return_shipping.value}"
    return tuple(dict.fromkeys((best.basis.value, best.remedy.value, shipping, *kept)))
