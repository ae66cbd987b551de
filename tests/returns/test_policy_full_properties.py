"""
The laws of a policy that says everything it can: who decides, what a longer window does, and what the law keeps.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Verdict
from aftersales.documents import PolicyBook, dump, read
from aftersales.orders import Channel, Condition, DiscountPolicy, Line
from aftersales.returns import (
    Answer,
    Basis,
    Bundles,
    CustomerHistory,
    Desk,
    Fault,
    Fee,
    Fees,
    FeeStep,
    Option,
    PolicyRule,
    Price,
    Returnless,
    ReturnPolicy,
    ReturnReason,
    Review,
    Season,
    Window,
    decide,
    promise,
)
from aftersales.returns.policy import FIELDS
from tests.returns import drawn
from tests.returns.drawn import Drawn
from tests.returns.sales import money

percents = st.integers(0, 100).map(Decimal)
amounts = st.integers(0, 30_000).map(lambda minor: money(f"{minor / 100:.2f}"))
days = st.dates(date(2022, 1, 1), date(2027, 12, 31))
seasons = st.builds(
    lambda first, lasts, more, yearly: Season(
        first=first, last=first + timedelta(lasts), until=first + timedelta(lasts + more), yearly=yearly
    ),
    days, st.integers(0, 80), st.integers(0, 80), st.booleans(),
)  # fmt: skip
steps = st.lists(st.integers(0, 60), max_size=3, unique=True).map(
    lambda starts: tuple(FeeStep(from_days=start, percent=Decimal(start)) for start in starts)
)
stepped = st.builds(Fees, customer=st.builds(Fee, percent=st.none() | percents, steps=steps))
labels = st.builds(Fees, customer=st.builds(Fee, flat=amounts))
reviews = st.builds(Review, most=st.integers(0, 5), percent=percents, at_least=st.integers(3, 9))
says: dict[str, st.SearchStrategy[Any]] = {
    **drawn.says,
    "gift": st.none() | drawn.windows,
    "seasons": st.none() | st.lists(seasons, max_size=2).map(tuple),
    "pictures": st.none() | st.frozensets(st.sampled_from(ReturnReason), max_size=4),
    "fees": drawn.says["fees"] | stepped,
    "return_fees": st.none() | labels,
    "credit_bonus": st.none() | percents,
    "returnless": st.none() | st.builds(Returnless, below=amounts),
    "bundles": st.none() | st.sampled_from(Bundles),
    "discounts": st.none() | st.sampled_from([DiscountPolicy.KEEP, DiscountPolicy.RECOMPUTE]),
    "missing_gift": drawn.MAYBE,
    "review": st.none() | reviews,
}
prices = st.integers(1, 20_000).flatmap(
    lambda least: st.sampled_from([Price(least=money(f"{least / 100:.2f}")), Price(below=money(f"{least / 100:.2f}"))])
)
matches: dict[str, st.SearchStrategy[Any]] = {
    "categories": st.frozensets(st.sampled_from(drawn.CATEGORIES), max_size=2),
    "tags": st.frozensets(st.sampled_from(drawn.TAGS), max_size=1),
    "price": st.none() | prices,
    "conditions": st.frozensets(st.sampled_from(Condition), max_size=1),
    "countries": st.frozensets(st.sampled_from(["DE", "DE-BE", "FR", "US"]), max_size=2),
    "channels": st.frozensets(st.sampled_from(Channel), max_size=1),
    "payments": st.frozensets(st.sampled_from(["card", "gift_card"]), max_size=1),
}
matching = st.fixed_dictionaries(matches).filter(lambda found: any(found.values()))
said = st.fixed_dictionaries(says).filter(lambda values: any(value is not None for value in values.values()))
rules = st.builds(lambda match, values: PolicyRule(**match, **values), matching, said)


def places(rule: PolicyRule) -> tuple[Any, ...]:
    """
    Say what a rule matches, since two rules that match the same may contradict each other.
    """
    return tuple(getattr(rule, name) for name in matches)


rule_sets = st.lists(rules, max_size=4, unique_by=places).map(tuple)
policies = st.builds(ReturnPolicy, **says, rules=rule_sets)
histories = st.none() | st.integers(0, 9).flatmap(
    lambda returned: st.builds(CustomerHistory, orders=st.integers(returned, 20), returned=st.just(returned))
)


def answers(case: Drawn, policy: ReturnPolicy | None, history: CustomerHistory | None = None) -> dict[str, Answer]:
    """
    Decide a case under a policy, or under the law alone.
    """
    desk: Desk = attrs.evolve(case.desk, policies=PolicyBook(() if policy is None else (policy,)))
    return dict(decide(case.order, case.request, desk, case.at, history=history))


@given(drawn.cases(), policies, st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_no_answer(case: Drawn, policy: ReturnPolicy, random: Any) -> None:
    """
    Rules are a set: whatever their order in the file, the answer is the same.
    """
    shuffled = list(policy.rules)
    random.shuffle(shuffled)

    assert answers(case, policy) == answers(case, attrs.evolve(policy, rules=tuple(shuffled)))


@given(drawn.cases(), policies, rules)
def test_a_rule_added_below_changes_only_what_it_may(case: Drawn, policy: ReturnPolicy, added: PolicyRule) -> None:
    """
    A field changes only where the new rule matches and no rule that spoke is more specific; the rest stays as it was.
    """
    if places(added) in {places(rule) for rule in policy.rules}:
        return
    wider = attrs.evolve(policy, rules=(*policy.rules, added))
    for line in case.order.lines:
        fit = added.fits(line, case.order)
        before, now = (promise(one, line, Fault.CUSTOMER, case.order) for one in (policy, wider))
        speaking = {name for name in FIELDS if getattr(added, name) is not None}
        stronger = {name for name in speaking if fit is not None and fit >= _strongest(policy, name, line, case)}
        if not stronger:
            assert before == now
        if not stronger & {"window", "final_sale"}:
            assert (before.window, before.demands.final_sale) == (now.window, now.demands.final_sale)


def _strongest(policy: ReturnPolicy, name: str, line: Line, case: Drawn) -> tuple[int, int]:
    fits = [rule.fits(line, case.order) for rule in policy.rules if getattr(rule, name) is not None]
    return max((fit for fit in fits if fit is not None), default=(0, 0))


@given(drawn.cases(), policies, histories, st.integers(1, 400))
def test_a_longer_window_never_turns_yes_into_no(
    case: Drawn, policy: ReturnPolicy, history: CustomerHistory | None, more: int
) -> None:
    """
    Whoever may return something may still do so where the policy is open for longer.
    """
    changes: dict[str, Any] = {name: _longer(getattr(policy, name), more) for name in ("window", "credit", "gift")}
    longer = attrs.evolve(policy, **changes)
    before, now = answers(case, policy, history), answers(case, longer, history)

    for line, answer in before.items():
        if answer.verdict is Verdict.ACCEPT:
            assert Verdict.ACCEPT is now[line].verdict


def _longer(window: Window | None, more: int) -> Window | None:
    if window is None or window.unlimited:
        return window
    return window.or_longer(Window(days=(window.days or 0) + more))


@given(drawn.cases(), policies, seasons)
def test_a_season_never_turns_yes_into_no(case: Drawn, policy: ReturnPolicy, season: Season) -> None:
    """
    A season added to a policy never shortens anything.
    """
    longer = attrs.evolve(policy, seasons=(*(policy.seasons or ()), season))
    before, now = answers(case, policy), answers(case, longer)

    for line, answer in before.items():
        if answer.verdict is Verdict.ACCEPT:
            assert Verdict.ACCEPT is now[line].verdict


@given(drawn.cases(), policies, histories)
def test_no_policy_gives_less_than_the_law_alone(
    case: Drawn, policy: ReturnPolicy, history: CustomerHistory | None
) -> None:
    """
    Whatever a policy says, and whoever asks, each statutory option has its verdict, its last day and no less money.
    """
    alone, beside = answers(case, None), answers(case, policy, history)
    single = len(case.request) == 1

    for line, answer in alone.items():
        rights = [option for option in answer.options if option.basis.statutory]
        same = [option for option in beside[line].options if option.basis.statutory]
        assert [(one.basis, one.remedy, one.verdict, one.last_day) for one in sorted(rights, key=_place)] == [
            (one.basis, one.remedy, one.verdict, one.last_day) for one in sorted(same, key=_place)
        ]
        if single and not any(option.terms.fee_cap != Fee() for option in rights):
            for one, other in zip(sorted(rights, key=_place), sorted(same, key=_place), strict=True):
                if other.terms.fee.is_free:
                    assert one.refund.total <= other.refund.total
        assert not [one for one in same if one.terms.extras.kept or one.refund.keeping is not None]


def _place(option: Any) -> tuple[str, str]:
    return option.basis.value, option.remedy.value


@given(policies)
def test_what_is_read_is_written_the_same(policy: ReturnPolicy) -> None:
    """
    Every key a policy may have survives its document.
    """
    assert policy == read(ReturnPolicy, dump(policy))


@given(drawn.cases(), policies, histories)
def test_a_history_refers_and_never_refuses(case: Drawn, policy: ReturnPolicy, history: CustomerHistory | None) -> None:
    """
    Returning often brings a person to look at the shop's own promises, and nothing else.
    """
    without, with_ = answers(case, policy), answers(case, policy, history)

    for line, answer in with_.items():
        was, now = without[line].options, answer.options
        assert _refused(was) == _refused(now)
        assert not [one for one in now if one.basis is not Basis.POLICY and one not in was]


def _refused(options: Sequence[Option]) -> int:
    return sum(option.verdict is Verdict.REFUSE for option in options)
