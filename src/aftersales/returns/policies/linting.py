"""
Read a policy for what loads and is still not meant.

Rules that never decide, promises nobody can use, articles that are promised nothing, fees above the price, seasons
without effect, words that no article has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import attrs

from ...decisions import Reason, Values
from ...errors import facts_error
from ...law import LawBook
from ...law import book as law_book
from ...money import Money
from ...orders import Discount, DiscountPolicy, Line, LineFacts, Order, Practices
from ...orders.practices import NOTHING_STATED
from ...rights import Fault, Fee, ReturnReason
from ..matching import MATCHES
from ..policy import FIELDS, Fees, ReturnPolicy, Says, Shipping
from ..promises import fee_for, promise
from ..windows import Anchor, Season, Window
from . import lint_reasons as reasons
from .floor import Weight, against_floor
from .lint_rules import Found, beside_each_other
from .sampling import Witness, deciding, ranked, union

__all__ = ["Lint", "Severity", "lint"]


class Severity(Enum):
    """How sure it is that something is not meant: a warning should be looked into, a note may be as it should be."""

    WARNING = "warning"
    NOTE = "note"


@attrs.frozen(kw_only=True)
class Lint:
    """
    One thing in a policy that is probably not meant.

    Args:
        path: Where it stands in the document, such as ``returns.rules[3]``.

        severity: How sure that is.

        reason: Why, with a stable code.

        values: What it was judged by, for the sentence of the reason.

        advice: What to do about it, in English; catalogs translate it as a value.

    .. versionadded:: 0.1.0
    """

    path: str
    severity: Severity
    reason: Reason
    values: Values = ()
    advice: str = ""


def lint(
    policy: ReturnPolicy,
    *,
    practices: Practices = NOTHING_STATED,
    law: LawBook | None = None,
    countries: Iterable[str] = (),
    on: date | None = None,
    lines: Iterable[Line] = (),
    path: str = "returns",
) -> tuple[Lint, ...]:
    """
    Find what is probably not meant in a policy that loads.

    Args:
        policy: One version of the policy.

        practices: What the shop states about itself.

        law: The law; the library's own if not given.

        countries: Where buyers live, to hold the policy against the law there.

        on: The day of the contracts, needed with *countries*.

        lines: A sample of what is sold: articles that should be promised something, at prices that fees should leave
            something of, with the words that rules may match by.

        path: Where the policy stands in its document.

    Raises:
        FactsError: If there are countries and no day.

    .. versionadded:: 0.1.0
    """
    sold = tuple(lines)
    seen = tuple(_sale(line) for line in sold)
    found = [*_whole(policy, practices), *_scopes(policy), *beside_each_other(policy, practices.currencies, seen)]
    found += [*_sample(policy, sold)] if sold else []
    made = [
        Lint(
            path=f"{path}.{one.path}" if one.path else path,
            severity=Severity.WARNING if one.grave else Severity.NOTE,
            reason=one.reason,
            values=tuple(sorted(one.values)),
            advice=reasons.ADVICE[one.reason],
        )
        for one in dict.fromkeys(found)
    ]
    places = tuple(countries)
    return (*made, *_floor(policy, practices, law_book() if law is None else law, places, path=path, on=on))


def _floor(
    policy: ReturnPolicy, practices: Practices, law: LawBook, countries: tuple[str, ...], *, path: str, on: date | None
) -> Iterator[Lint]:
    if not countries:
        return
    if on is None:
        raise facts_error("on", "the day of the contracts, beside countries", "nothing")
    for one in against_floor(policy, practices, law, countries, on):
        yield Lint(
            path=f"{path}.{one.path}" if one.path else path,
            severity=Severity.WARNING if one.weight is Weight.UNLAWFUL else Severity.NOTE,
            reason=one.finding.reason,
            values=one.finding.values,
            advice=reasons.FLOOR_ADVICE if one.weight is Weight.UNLAWFUL else "",
        )


# -------------------------------------------------------------------------------------------- the policy as a whole


def _whole(policy: ReturnPolicy, practices: Practices) -> Iterator[Found]:
    if not any(_windows(says) for says in (policy, *policy.rules)):
        yield Found("window", reasons.NO_WINDOW, grave=True)
    if policy.anchor is Anchor.DELIVERED:
        if practices.transit is None and policy.fallback_days is None:
            yield Found("fallback_days", reasons.NO_DELIVERY_DAY, grave=False)
        if practices.transit is not None and policy.fallback_days is not None:
            yield Found("fallback_days", reasons.FALLBACK_UNUSED, grave=False)
    for code, fault in policy.faults.items():
        if ReturnReason(code).fault is fault:
            yield Found(f"faults.{code}", reasons.FAULT_REPEATED, grave=False, values=(("reason", code),))


def _windows(says: Says) -> dict[str, Window]:
    return {name: window for name in FIELDS if isinstance(window := getattr(says, name), Window)}


# ------------------------------------------------------------------------------- the policy and each rule by itself


def _scopes(policy: ReturnPolicy) -> Iterator[Found]:
    met = {policy.fault(reason) for reason in ReturnReason}
    for start, says in [("", policy), *((f"rules[{index}].", rule) for index, rule in enumerate(policy.rules))]:
        yield from _final(start, says)
        yield from _sides(start, says, met)
        yield from _money(start, says, policy)
        yield from _seasons(start, says, policy)


def _final(start: str, says: Says) -> Iterator[Found]:
    windows = _windows(says)
    if says.final_sale and windows:
        fields = (("fields", ", ".join(windows)),)
        yield Found(f"{start}final_sale", reasons.FINAL_WITH_WINDOW, grave=True, values=fields)


_SIDES = {"customer": Fault.CUSTOMER, "merchant": Fault.MERCHANT, "carrier": Fault.CARRIER}


def _sides(start: str, says: Says, met: set[Fault]) -> Iterator[Found]:
    """Find what is said for a side that no reason is the fault of."""
    for name in said_of(says, Fees) + said_of(says, Shipping):
        value = getattr(says, name)
        for field in attrs.fields(type(value)):
            if getattr(value, field.name) != field.default and _SIDES[field.name] not in met:
                values = (("side", field.name),)
                yield Found(f"{start}{name}.{field.name}", reasons.SIDE_UNMET, grave=True, values=values)


def said_of(says: Says, kind: type[Any]) -> list[str]:
    """Name the fields that say something of a kind."""
    return [name for name in FIELDS if isinstance(getattr(says, name), kind)]


def _money(start: str, says: Says, policy: ReturnPolicy) -> Iterator[Found]:
    discounts = says.discounts or policy.discounts
    if says.discounts_at_least is not None and discounts is not DiscountPolicy.RECOMPUTE_CAPPED:
        capped = not start and any(rule.discounts is DiscountPolicy.RECOMPUTE_CAPPED for rule in policy.rules)
        if not capped:
            yield Found(f"{start}discounts_at_least", reasons.CAP_UNUSED, grave=True)
    if says.credit_bonus and not _gives_credit(start, says, policy):
        yield Found(f"{start}credit_bonus", reasons.BONUS_UNUSED, grave=True)
    price = getattr(says, "price", None)
    if price is not None and price.least is not None:
        return
    below = getattr(price, "below", None)
    for name in said_of(says, Fees):
        for side in _SIDES:
            fee: Fee = getattr(getattr(says, name), side)
            if below is not None and _takes_all(fee, below):
                values = (("price", below), ("fee", str(fee)))
                yield Found(f"{start}{name}.{side}", reasons.FEE_ABOVE_VALUE, grave=True, values=values)
            elif not fee.steps and fee.percent == 100 and fee.most is None and not fee.lower:  # noqa: PLR2004
                values = (("price", reasons.ANY_PRICE), ("fee", str(fee)))
                yield Found(f"{start}{name}.{side}", reasons.FEE_ABOVE_VALUE, grave=True, values=values)


def _gives_credit(start: str, says: Says, policy: ReturnPolicy) -> bool:
    others = policy.rules if not start or getattr(says, "credit", None) is None else ()
    return any(one.credit is not None or one.gift is not None for one in (says, policy, *others))


def _takes_all(fee: Fee, price: Money) -> bool:
    """Say whether a fee leaves nothing of a price, at any of its steps."""
    plain = [attrs.evolve(fee, steps=())] + [Fee(step.flat, step.percent, fee.most, fee.lower) for step in fee.steps]
    same = [one for one in plain if one.flat is None or one.flat.currency == price.currency]
    return not price.is_zero and any(one.of(price) >= price for one in same)


# ------------------------------------------------------------------------------------------------- days and seasons


def _seasons(start: str, says: Says, policy: ReturnPolicy) -> Iterator[Found]:
    windows = list((_windows(policy) | _windows(says)).values())
    for place, season in enumerate(says.seasons or ()):
        path = f"{start}seasons[{place}]"
        if season.until < policy.since and not season.yearly:
            yield Found(path, reasons.SEASON_OVER, grave=True, values=(("since", policy.since),))
        elif windows and all(_longer_anyway(season, window) for window in windows):
            yield Found(path, reasons.SEASON_TOO_SHORT, grave=True, values=(("until", season.until),))
        elif start and (above := _longer_above(season, policy)) is not None:
            values = (("until", season.until), ("above", above))
            yield Found(path, reasons.SEASON_SHORTENED, grave=True, values=values)
    for name, window in _windows(says).items():
        if window.until is not None and window.until < policy.since:
            values = (("until", window.until), ("since", policy.since))
            yield Found(f"{start}{name}.until", reasons.UNTIL_OVER, grave=True, values=values)


def _longer_anyway(season: Season, window: Window) -> bool:
    """Say whether even what is bought on the first day can come back when the season ends."""
    return window.unlimited or season.first + timedelta(_fewest_days(window)) >= season.until


_SHORTEST_MONTH = 28


def _fewest_days(window: Window) -> int:
    return max(window.days or 0, (window.months or 0) * _SHORTEST_MONTH)


def _longer_above(season: Season, policy: ReturnPolicy) -> date | None:
    """Find when the policy's own season for the same purchases ends, where that is later."""
    ends = [end for one in policy.seasons or () if (end := one.ends(season.first)) is not None]
    return max((end for end in ends if end > season.until), default=None)


# ---------------------------------------------------------------------------------------------- against what is sold


def _sample(policy: ReturnPolicy, lines: tuple[Line, ...]) -> Iterator[Found]:
    yield from _unused(policy, lines)
    gaps: dict[str, None] = {}
    for line in lines:
        if not _promised(policy, line):
            gaps[_what(line)] = None
        yield from _eaten(policy, line)
    yield from (Found("", reasons.GAP, grave=True, values=(("what", what),)) for what in gaps)


def _promised(policy: ReturnPolicy, line: Line) -> bool:
    """Say whether anything is said of an article; for its country or buyer alone is enough."""
    found = promise(policy, line, Fault.CUSTOMER)
    if found.demands.final_sale or any(isinstance(getattr(found, a.name), Window) for a in attrs.fields(type(found))):
        return True
    plain = attrs.evolve
    asks_nothing = [
        plain(rule, countries=frozenset(), channels=frozenset(), customer_tiers=frozenset(), payments=frozenset())
        for rule in policy.rules
        if rule.categories or rule.tags or rule.skus or rule.price or rule.conditions or rule.grades
        or rule.sold_sealed is not None
    ]  # fmt: skip
    return any(rule.fits(line) is not None and (rule.final_sale or _windows(rule)) for rule in asks_nothing)


def _what(line: Line) -> str:
    """Name articles by what a rule could match them by."""
    return line.category or ", ".join(sorted(line.tags)) or line.sku or reasons.PLAIN_ARTICLES


def _eaten(policy: ReturnPolicy, line: Line) -> Iterator[Found]:
    """Find fees that leave nothing of what one unit was charged."""
    unit = Money(line.charged.gross.minor // line.quantity, line.charged.currency)
    matching = ranked(policy, line)
    for side, fault in _SIDES.items():
        for name in FIELDS:
            value, by = deciding(matching, name, fault)
            value = getattr(policy, name) if value is None else value
            if isinstance(value, Fees) and _takes_all(fee := fee_for(value, fault), unit):
                start = f"rules[{by[0]}]." if by else ""
                values = (("price", unit), ("fee", str(fee)))
                yield Found(f"{start}{name}.{side}", reasons.FEE_ABOVE_VALUE, grave=True, values=values)


#: Where an article has the word that a condition names; who buys is not in a sample of articles.
_WORDS: dict[str, Callable[[Line], Iterable[str]]] = {
    "categories": lambda line: _paths(line.category),
    "tags": lambda line: line.tags,
    "skus": lambda line: (line.sku,),
    "grades": lambda line: (line.grade,),
    "conditions": lambda line: (line.condition.value,),
}


def _paths(category: str) -> Iterable[str]:
    steps = category.split("/")
    return ("/".join(steps[: count + 1]) for count in range(len(steps)))


def _unused(policy: ReturnPolicy, lines: tuple[Line, ...]) -> Iterator[Found]:
    for name in MATCHES:
        if name not in _WORDS:
            continue
        sold = {word for line in lines for word in _WORDS[name](line)}
        missing = {word for word in union(policy.rules, name) if getattr(word, "value", word) not in sold}
        for index, rule in enumerate(policy.rules):
            for word in sorted(getattr(one, "value", one) for one in getattr(rule, name) & missing):
                yield Found(f"rules[{index}].{name}", reasons.UNUSED, grave=False, values=(("word", word),))


_SOLD = datetime(2026, 1, 1, tzinfo=UTC)


def _sale(line: Line) -> Witness:
    """Put an article of the sample in a sale of its own, of which nothing else is known."""
    plain = attrs.evolve(line, id="line", discounts=tuple[Discount, ...](), facts=LineFacts())
    return Witness(plain, Order(id="order", placed_at=_SOLD, currency=line.charged.currency, lines=(plain,)))


def by_severity(found: Iterable[Lint]) -> tuple[Lint, ...]:
    """Put warnings before notes, and leave the order otherwise as it is."""
    return tuple(sorted(found, key=lambda one: one.severity is Severity.NOTE))
