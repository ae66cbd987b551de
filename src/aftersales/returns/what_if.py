"""What else would help: the facts that would open what is closed now, and what stays open besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from ..dates import FOREVER, local_day
from ..decisions import N_, Audience, Reason, Values, Verdict
from ..orders import LineFacts
from ..rights import WINDOW_CLOSED, Basis, Option, Remedy, ReturnReason, Unit
from .answer import Answer
from .answers import Answers
from .deciding import unit_of
from .desk import Case, RequestLine
from .engine import decided
from .policy import ReturnPolicy
from .promises import promise
from .wording import REMEDY_WORDS

__all__ = [
    "ALSO_OPEN",
    "ALSO_OPEN_WITHOUT_END",
    "WOULD_OPEN",
    "WOULD_OPEN_FOR_TIER",
    "WOULD_OPEN_IN_SEASON",
    "Alternative",
    "alternatives",
]

#: Another remedy is open.
ALSO_OPEN = Reason("returns.also_open", N_("This is open as well until {last_day}: {remedy}."), ("last_day", "remedy"))
#: Another remedy is open, and has no last day.
ALSO_OPEN_WITHOUT_END = Reason("returns.also_open_without_end", N_("This is open as well: {remedy}."), ("remedy",))
#: If one fact were otherwise, the request would be accepted.
WOULD_OPEN = Reason(
    "returns.would_open",
    N_("It would be accepted if this were so: {fact}."),
    ("fact",),
    audience=Audience.STAFF,
)

#: A customer of a tier could have it.
WOULD_OPEN_FOR_TIER = Reason(
    "returns.would_open_for_tier",
    N_("It would be accepted for customers of this tier: {tier}."),
    ("tier",),
    audience=Audience.STAFF,
)
#: What was bought on other days could come back.
WOULD_OPEN_IN_SEASON = Reason(
    "returns.would_open_in_season",
    N_("What was bought from {first} to {last} can come back until {until}."),
    ("first", "last", "until"),
    audience=Audience.STAFF,
)

#: Facts that may turn out otherwise, and the value that could help.
_FLIPS: tuple[tuple[str, bool, str], ...] = (
    ("seal_broken", False, N_("the seal is unbroken")),
    ("used", False, N_("it is unused")),
    ("damaged", False, N_("it was not damaged after delivery")),
    ("original_packaging", True, N_("the original packaging is there")),
    ("complete", True, N_("all parts are there")),
    ("made_to_specification", False, N_("it was not made to specification")),
    ("personalised", False, N_("it was not personalised")),
)


@attrs.frozen(kw_only=True)
class Alternative:
    """
    One thing that would help.

    Args:
        reason: What it is, ready to be rendered.

        remedy: The remedy it opens.

        last_day: Until when.

        values: For the sentence.

        fact: The fact that would have to be otherwise; empty for what is open already.

    .. versionadded:: 0.1.0
    """

    reason: Reason
    remedy: Remedy
    last_day: date
    values: Values
    fact: str = ""


def alternatives(answers: Answers, line: str) -> tuple[Alternative, ...]:
    """
    Say what is open besides the best option, and what would open it where it is closed: one fact, tier or season.

    Raises:
        KeyError: If the request had no such line.

    .. versionadded:: 0.1.0
    """
    answer = answers[line]
    found = [_open_now(answer, remedy) for remedy in _other_open(answer)]
    if answer.verdict is not Verdict.ACCEPT and answers.case is not None:
        found += _flipped(answers.case, answer)
        found += _in_a_tier(answers.case, answer)
        found += _in_a_season(answers.case, answer)
    return tuple(found)


def _other_open(answer: Answer) -> list[Remedy]:
    best = answer.best.remedy if answer.best.open else None
    return list(dict.fromkeys(option.remedy for option in answer.options if option.open and option.remedy is not best))


def _open_now(answer: Answer, remedy: Remedy) -> Alternative:
    last = max(option.last_day for option in answer.options if option.open and option.remedy is remedy)
    word: Values = (("remedy", REMEDY_WORDS[remedy]),)
    if last == FOREVER:
        return Alternative(reason=ALSO_OPEN_WITHOUT_END, remedy=remedy, last_day=last, values=word)
    return Alternative(reason=ALSO_OPEN, remedy=remedy, last_day=last, values=(("last_day", last), *word))


def _flipped(case: Case, answer: Answer) -> list[Alternative]:
    asked = case.request[answer.line]
    known = attrs.evolve(case.order.line(answer.line).facts, **asked.facts)
    others = [
        (f"line.{fact}", words, attrs.evolve(asked, facts={**asked.facts, fact: value}))
        for fact, value, words in _FLIPS
        if getattr(known, fact) not in (value, getattr(LineFacts(), fact))
    ]
    if asked.reason is not None and not asked.reason.alleges_lack_of_conformity:
        others.append(("reason", N_("the goods are defective"), attrs.evolve(asked, reason=ReturnReason.DEFECTIVE)))
    answered = [(fact, words, _answer(case, answer.line, other)) for fact, words, other in others]
    return [_would_open(now, fact, words) for fact, words, now in answered if now.verdict is Verdict.ACCEPT]


def _answer(case: Case, line: str, asked: RequestLine) -> Answer:
    return decided(attrs.evolve(case, request={**case.request, line: asked}))[line]


def _would_open(now: Answer, fact: str, words: str) -> Alternative:
    remedy, last = now.best.remedy, now.best.last_day
    return Alternative(reason=WOULD_OPEN, remedy=remedy, last_day=last, values=(("fact", words),), fact=fact)


def _policy_of(case: Case, line: str) -> tuple[ReturnPolicy, Unit] | None:
    unit = unit_of(case.order, line, case.request[line], case.desk)
    policy = case.desk.policies.on(unit.placed_on)
    return None if policy is None else (policy, unit)


def _in_a_tier(case: Case, answer: Answer) -> Iterator[Alternative]:
    """Ask again as if the customer were a member of each tier that some rule names."""
    found = _policy_of(case, answer.line)
    buyer = case.order.buyer
    for tier in sorted(found[0].sight.tiers - buyer.tiers) if found is not None else ():
        order = case.order._with(buyer=attrs.evolve(buyer, tiers=buyer.tiers | {tier}))  # noqa: SLF001
        now = decided(attrs.evolve(case, order=order))[answer.line]
        if now.verdict is Verdict.ACCEPT:
            remedy, last = now.best.remedy, now.best.last_day
            values: Values = (("tier", tier),)
            yield Alternative(
                reason=WOULD_OPEN_FOR_TIER, remedy=remedy, last_day=last, values=values, fact="buyer.tiers"
            )


def _in_a_season(case: Case, answer: Answer) -> Iterator[Alternative]:
    """Name the seasons that are still open, where nothing but the days keeps money from going back."""
    late = [option for option in answer.options if _only_late(option)]
    found = _policy_of(case, answer.line)
    if not late or found is None:
        return
    policy, unit = found
    today = local_day(case.at, unit.zone)
    for season in promise(policy, unit.line, policy.fault(unit.reason), case.order).seasons:
        days = season.latest(today)
        if days.ends(unit.placed_on) is None and days.until >= today:
            values: Values = (("first", days.first), ("last", days.last), ("until", days.until))
            yield Alternative(
                reason=WOULD_OPEN_IN_SEASON,
                remedy=late[0].remedy,
                last_day=days.until,
                values=values,
                fact="placed_at",
            )


def _only_late(option: Option) -> bool:
    against = {finding.reason for finding in option.findings if finding.verdict is not Verdict.ACCEPT}
    return option.basis is Basis.POLICY and against == {WINDOW_CLOSED}
