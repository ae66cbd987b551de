from datetime import date
from itertools import product
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER, Deadline, Step
from aftersales.decisions import Answerer, Cite, Question, Verdict
from aftersales.orders import LineFacts, Moved, Movement
from aftersales.returns import POLICY_RULES, STATUTORY_RULES, Basis, Remedy, ReturnReason, Terms, Unit
from aftersales.returns.rules import as_demanded, not_final_sale
from aftersales.rights import NO_DEMANDS, Demands, judge, units_left, within_window
from tests.returns.sales import PRACTICES, noon, sale

ORDER = sale()
UNIT = Unit(
    order=ORDER,
    line=ORDER.lines[0],
    quantity=1,
    facts=LineFacts(),
    practices=PRACTICES,
    zone="Europe/Berlin",
)
AT = noon("2026-10-10")
DEADLINE = Deadline(date(2026, 10, 19), date(2026, 10, 19), "Europe/Berlin")
TERMS = Terms(remedy=Remedy.REFUND, deadline=DEADLINE, cites=(Cite("returns page v2", "policy"),))


def unit(reason: ReturnReason | None = None, /, **facts: Any) -> Unit:
    """
    Bring back a unit of which this is known.
    """
    return attrs.evolve(UNIT, facts=LineFacts(**facts), reason=reason)


def terms(**demands: bool) -> Terms:
    """
    Demand something of the goods.
    """
    return attrs.evolve(TERMS, demands=Demands(**demands))


def test_final_sale_does_not_come_back() -> None:
    """
    What the policy sells as final it does not take back; everything else it does.
    """
    final, other = not_final_sale(UNIT, terms(final_sale=True), AT), not_final_sale(UNIT, TERMS, AT)

    assert (Verdict.REFUSE, "returns.final_sale") == (final.verdict, final.reason.code)
    assert (Verdict.ACCEPT, "returns.not_final_sale") == (other.verdict, other.reason.code)


@pytest.mark.parametrize(
    ("demand", "fact", "fulfilled", "code"),
    [
        ("unopened", "seal_broken", False, "returns.opened"),
        ("unused", "used", False, "returns.used"),
        ("original_packaging", "original_packaging", True, "returns.packaging_missing"),
        ("complete", "complete", True, "returns.incomplete"),
    ],
)
def test_each_demand_asks_for_one_fact(demand: str, fact: str, *, fulfilled: bool, code: str) -> None:
    """
    A demand that is fulfilled accepts, one that is not refuses, and an unknown fact asks the customer.
    """
    asked = Demands(**{demand: True})
    (good,) = as_demanded(unit(**{fact: fulfilled}), asked)
    (bad,) = as_demanded(unit(**{fact: not fulfilled}), asked)
    (unknown,) = as_demanded(unit(), asked)

    assert (Verdict.ACCEPT, "returns.as_demanded") == (good.verdict, good.reason.code)
    assert (Verdict.REFUSE, code) == (bad.verdict, bad.reason.code)
    assert (Verdict.ASK, "returns.goods_uncertain") == (unknown.verdict, unknown.reason.code)
    assert Question(f"line.{fact}", Answerer.CUSTOMER, Verdict.ACCEPT) == unknown.question


@pytest.mark.parametrize("fact", ["seal_broken", "used", "original_packaging", "complete"])
def test_what_is_not_demanded_is_not_asked(fact: str) -> None:
    """
    Without a demand no fact about the goods matters, known or not.
    """
    values = (True, False, None)

    assert {()} == {as_demanded(unit(**{fact: value}), NO_DEMANDS) for value in values}


def test_the_customer_is_not_sent_round_twice() -> None:
    """
    Every demand that is not met is told at once, and every fact that is unknown is asked at once.
    """
    everything = Demands(unopened=True, unused=True, original_packaging=True, complete=True)
    found = as_demanded(unit(seal_broken=True, complete=False), everything)

    assert [
        ("returns.opened", None),
        ("returns.goods_uncertain", "line.used"),
        ("returns.goods_uncertain", "line.original_packaging"),
        ("returns.incomplete", None),
    ] == [(one.reason.code, one.question.fact if one.question else None) for one in found]


def test_damage_by_the_customer_is_refused_without_any_demand() -> None:
    """
    A policy takes back nothing that the customer damaged, unless the goods were defective.
    """
    (changed_mind,) = as_demanded(unit(damaged=True), NO_DEMANDS)

    assert "returns.damaged" == changed_mind.reason.code
    assert () == as_demanded(unit(ReturnReason.DEFECTIVE, damaged=True), NO_DEMANDS)


@pytest.mark.parametrize(
    ("demand", "facts", "verdict"),
    [
        ("unopened", {"seal_broken": True}, Verdict.ACCEPT),
        ("unused", {"used": True}, Verdict.ACCEPT),
        ("unused", {}, Verdict.ACCEPT),
        ("complete", {"complete": False}, Verdict.REFUSE),
        ("original_packaging", {}, Verdict.ASK),
    ],
)
def test_a_defect_is_found_by_opening_and_using(demand: str, facts: dict[str, bool], verdict: Verdict) -> None:
    """
    Who alleges a defect has opened and used the article; its parts and packaging may still be demanded.
    """
    (finding,) = as_demanded(unit(ReturnReason.MALFUNCTION, **facts), Demands(**{demand: True}))

    assert verdict is finding.verdict


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        pytest.param("2026-10-19T23:59:59+02:00", Verdict.ACCEPT, id="the last second"),
        pytest.param("2026-10-19T21:59:59+00:00", Verdict.ACCEPT, id="the last second, told in UTC"),
        pytest.param("2026-10-20T00:00:00+02:00", Verdict.REFUSE, id="midnight"),
        pytest.param("2026-10-19T22:00:00+00:00", Verdict.REFUSE, id="already tomorrow for the customer"),
    ],
)
def test_closes_at_the_customers_midnight(moment: str, verdict: Verdict) -> None:
    """
    The last day counts in full where the customer is, whatever zone the moment is told in.
    """
    finding = within_window(UNIT, TERMS, noon("2026-10-19").fromisoformat(moment))

    assert (verdict, date(2026, 10, 19)) == (finding.verdict, finding.value("last_day"))
    assert TERMS.cites == finding.cites


@pytest.mark.parametrize(
    ("deadline", "verdict", "code", "asked"),
    [
        pytest.param(
            Deadline(FOREVER, FOREVER, "Europe/Berlin"),
            Verdict.ACCEPT, "rights.window_not_started", None, id="nothing arrived",
        ),
        pytest.param(
            Deadline(FOREVER, FOREVER, "Europe/Berlin", (), (Step("unlimited", FOREVER),)),
            Verdict.ACCEPT, "rights.window_unlimited", None, id="no limit",
        ),
        pytest.param(
            Deadline(date(2026, 10, 9), date(2026, 10, 12), "Europe/Berlin", ("calendar",)),
            Verdict.ASK, "rights.window_uncertain", "calendar", id="holidays unknown",
        ),
        pytest.param(
            Deadline(date(2026, 10, 9), FOREVER, "Europe/Berlin", ("delivered_on",)),
            Verdict.ASK, "rights.window_unknown", "delivered_on", id="delivery unknown",
        ),
        pytest.param(
            Deadline(date(2026, 9, 30), date(2026, 10, 12), "Europe/Berlin", ("buyer.residence",)),
            Verdict.ASK, "rights.window_unknown", "buyer.residence", id="no day is certain",
        ),
        pytest.param(
            Deadline(date(2026, 10, 9), date(2026, 10, 12), "Europe/Berlin", ("law",)),
            Verdict.REFER, "rights.window_unverified", None, id="law not verified",
        ),
        pytest.param(
            Deadline(date(2026, 9, 30), FOREVER, "Europe/Berlin", ("law",)),
            Verdict.REFER, "rights.law_unverified", None, id="law not known",
        ),
        pytest.param(
            Deadline(date(2026, 10, 9), date(2026, 10, 12), "Europe/Berlin", ("law", "an own fact")),
            Verdict.ASK, "rights.window_uncertain", "an own fact", id="a fact that nobody declared",
        ),
    ],
)  # fmt: skip
def test_an_unknown_end_asks_and_an_unverified_one_refers(
    deadline: Deadline, verdict: Verdict, code: str, asked: str | None
) -> None:
    """
    Between its two ends a period is neither open nor closed: the fact it hangs on is asked for, the law is looked up.
    """
    finding = within_window(UNIT, attrs.evolve(TERMS, deadline=deadline), AT)

    assert (verdict, code) == (finding.verdict, finding.reason.code)
    assert asked == (finding.question.fact if finding.question else None)


def test_no_more_units_than_are_left() -> None:
    """
    Units that came back already, or were kept with a refund, cannot come back again.
    """
    order = sale(movements=(Movement(what=Moved.RETURNED, line="line-1", quantity=1),))
    finding = units_left(attrs.evolve(UNIT, order=order), TERMS, AT)

    assert (Verdict.REFUSE, "rights.no_unit_left") == (finding.verdict, finding.reason.code)
    assert (1, 0) == (finding.value("units"), finding.value("left"))
    assert Verdict.ACCEPT is units_left(UNIT, TERMS, AT).verdict


def test_every_rule_runs_and_every_reason_is_kept() -> None:
    """
    A customer who is refused for three reasons is told all three at once, in the order of the rules.
    """
    returned = sale(movements=(Movement(what=Moved.RETURNED, line="line-1", quantity=1),))
    option = judge(
        Basis.POLICY, attrs.evolve(UNIT, order=returned), terms(final_sale=True), POLICY_RULES, noon("2026-12-24")
    )

    assert Verdict.REFUSE is option.verdict
    assert ("returns.final_sale", "rights.window_closed", "rights.no_unit_left") == tuple(
        finding.reason.code for finding in option.findings
    )


def test_what_the_policy_demands_is_no_rule_of_the_law() -> None:
    """
    Only time and quantity are rules of a statutory right, so final sale and condition cannot reach it.
    """
    assert (within_window, units_left) == STATUTORY_RULES
    assert set(STATUTORY_RULES) < set(POLICY_RULES)


def test_the_condition_is_judged_whatever_is_known() -> None:
    """
    Whatever is known about the goods, a demand is met, not met, or asked for; nothing falls through.
    """
    names = ("seal_broken", "used", "damaged", "complete", "original_packaging")
    everything = Demands(unopened=True, unused=True, original_packaging=True, complete=True)
    for values in product((True, False, None), repeat=len(names)):
        known = dict(zip(names, values, strict=True))
        for reason in (None, ReturnReason.CHANGED_MIND, ReturnReason.DEFECTIVE):
            found = as_demanded(unit(reason, **known), everything)
            met = known["complete"] and known["original_packaging"]
            if reason is not ReturnReason.DEFECTIVE:
                met = met and known["seal_broken"] is False and known["used"] is False and not known["damaged"]

            assert bool(met) is (["returns.as_demanded"] == [finding.reason.code for finding in found])
