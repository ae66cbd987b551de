"""
The public interface as a shop uses it, for the type checker alone: nothing here is run.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_type

from aftersales import Money, Shop, Verdict, load, orders, returns
from aftersales.decisions import Finding, Question, Reason, accept
from aftersales.orders import Order, Quote
from aftersales.returns import (
    POLICY_RULES,
    Alternative,
    Answer,
    Answers,
    Basis,
    Desk,
    Option,
    Record,
    Replay,
    RequestLine,
    Terms,
    Unit,
    Way,
)
from aftersales.rights import Rule


def the_front_page(row: Mapping[str, Any], now: datetime) -> None:
    """
    Check the example of the front page.
    """
    shop = load("shop.toml")
    order = orders.from_dict(row)
    answer = returns.decide(order, {"line-1": 1}, shop.returns, now, reason="changed_mind")["line-1"]

    assert_type(shop, Shop)
    assert_type(shop.returns, Desk)
    assert_type(order, Order)
    assert_type(answer, Answer)
    assert_type(answer.verdict, Verdict)
    assert_type(answer.best, Option)
    assert_type(answer.best.basis, Basis)
    assert_type(answer.best.last_day, date)
    assert_type(answer.best.refund, Quote)
    assert_type(answer.best.refund.total, Money)
    assert_type(answer.explain("de"), list[str])
    assert_type(orders.status(order, now).word, str)


def a_request(order: Order, desk: Desk, now: datetime) -> None:
    """
    Check what may be asked: units, or a line with what was said, by members or by codes.
    """
    said = RequestLine(units=2, reason="too_small", wish="exchange", facts={"used": False})
    mixed: dict[str, int | RequestLine] = {"a": 1, "b": said}
    answers = returns.decide(order, mixed, desk, now, reason=returns.ReturnReason.STYLE)

    assert_type(answers, Answers)
    assert_type(answers["a"], Answer)
    assert_type(answers.refund, Quote)
    assert_type(answers["a"].questions, tuple[Question, ...])
    assert_type(answers["a"].codes, tuple[str, ...])
    assert_type(returns.alternatives(answers, "a"), tuple[Alternative, ...])
    assert_type(returns.offer(order, desk, now), Answers)

    only_units: dict[str, int] = {"a": 1}
    returns.decide(order, only_units, desk, now)
    returns.decide(order, {"a": "1"}, desk, now)  # type: ignore[dict-item]
    RequestLine(units=1, reasn="too_small")  # type: ignore[call-arg]


def a_record(answers: Answers) -> None:
    """
    Check what a host stores.
    """
    made = returns.record(answers)

    assert_type(made, Record)
    assert_type(returns.replay(made), Replay)
    assert_type(returns.replay(made).same, bool)


def a_verdict(answer: Answer) -> str:
    """
    Check that the four verdicts are all there are.
    """
    match answer.verdict:
        case Verdict.ACCEPT:
            return "yes"
        case Verdict.ASK | Verdict.REFER:
            return "not yet"
        case Verdict.REFUSE:
            return "no"


OWN = Reason("shop.own", "The shop's own reason.")


def own_rule(unit: Unit, terms: Terms, at: datetime) -> Finding:
    """
    Check that a plain function is a rule.
    """
    return accept(OWN, units=unit.quantity, remedy=terms.remedy.value, at=at)


def own_way(unit: Unit, at: datetime) -> tuple[Option, ...]:
    """
    Check that a plain function is a way.
    """
    return () if unit.placed_on > at.date() else (returns.decide(unit.order, {}, DESK, at)["a"].best,)


RULE: Rule = own_rule
WAY: Way = own_way
DESK = Desk(rules=(*POLICY_RULES, own_rule))
