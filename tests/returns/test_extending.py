"""
How a shop adds to what it answers: a rule of its own, a way of its own, and reasons of its own. Read it like a recipe.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from aftersales.dates import Deadline, local_day
from aftersales.decisions import Audience, Cite, Finding, Reason, Verdict, accept, refer, refuse
from aftersales.orders import Practices
from aftersales.returns import POLICY_RULES, Basis, Option, Payer, Remedy, Terms, Unit, decide, record, replay
from aftersales.rights import judge, units_left, within_window
from aftersales.texts import load_catalog
from tests.returns.sales import BUSINESS, ask_one, line, noon, policy, sale, shop

# ------------------------------------------------------------------------------- a rule: one condition of the policy

#: A reason is declared once: a code that never changes, a sentence, and who it is written for.
NOT_REGISTERED = Reason(
    "shop.not_registered", "Please register the serial number {serial} before you send it back.", ("serial",)
)
REGISTERED = Reason("shop.registered", "The serial number is registered.", audience=Audience.STAFF)
SEND_IT_TO_US = Reason("shop.expensive", "It is worth {worth}: somebody must look.", ("worth",), Audience.STAFF)

REGISTERED_SERIALS = frozenset({"A-1"})


def serial_registered(unit: Unit, terms: Terms, at: datetime) -> Finding:
    """
    Judge one condition: a function of the unit, the terms it is judged by, and the moment.
    """
    serial = unit.line.sku
    if serial in REGISTERED_SERIALS:
        return accept(REGISTERED)
    return refuse(NOT_REGISTERED, cites=terms.cites, serial=serial, asked_on=local_day(at, unit.zone))


def looked_at_if_expensive(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - a rule takes all three
    """
    Hand what is worth much to a person.
    """
    gross = unit.line.charged.gross
    return refer(SEND_IT_TO_US, worth=gross) if gross.minor > 100_000 else accept(REGISTERED)


def test_a_rule_is_a_function_added_to_the_tuple() -> None:
    """
    The desk judges its policy by the library's rules and by the shop's own, in this order.
    """
    desk = shop(policy(), rules=(*POLICY_RULES, serial_registered))
    unknown, known = sale(line(sku="B-2"), buyer=BUSINESS), sale(line(sku="A-1"), buyer=BUSINESS)
    answer = ask_one(unknown, desk, "2026-10-06")

    assert Verdict.ACCEPT is ask_one(known, desk, "2026-10-06").verdict
    assert (Verdict.REFUSE, ("shop.not_registered",)) == (answer.verdict, answer.codes)
    assert "Please register the serial number B-2 before you send it back." in answer.explain()
    assert date(2026, 10, 6) == answer.best.findings[-1].value("asked_on")


def test_a_rule_cannot_reach_a_statutory_right() -> None:
    """
    A rule is the policy's own: a consumer withdraws without registering anything.
    """
    desk = shop(policy(), rules=(*POLICY_RULES, serial_registered))
    answer = ask_one(sale(line(sku="B-2")), desk, "2026-10-06")

    assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answer.verdict, answer.best.basis)


def test_a_rule_may_hand_over_to_a_person() -> None:
    """
    A rule may refer instead of refusing; the customer is told that somebody will look, and not why.
    """
    desk = shop(policy(), rules=(*POLICY_RULES, looked_at_if_expensive))
    answer = ask_one(sale(line(gross="2000.00"), buyer=BUSINESS), desk, "2026-10-06")

    assert Verdict.REFER is answer.verdict
    assert ["One of our people will look at your request and answer you."] == answer.explain()
    assert any("shop.expensive worth=2000.00 EUR" in told for told in answer.trace())


def test_a_shop_may_drop_a_rule() -> None:
    """
    The tuple is the shop's: without the rule about time its policy never closes.
    """
    patient = shop(policy(), rules=tuple(rule for rule in POLICY_RULES if rule is not within_window))

    assert Verdict.ACCEPT is ask_one(sale(buyer=BUSINESS), patient, "2030-01-01").verdict


def test_an_own_reason_brings_its_own_catalog(tmp_path: Path) -> None:
    """
    A sentence of the shop's own is translated by a catalog of the shop's own; the library's stay the library's.
    """
    po = tmp_path / "de.po"
    po.write_text(
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        f'msgid "{NOT_REGISTERED.text}"\nmsgstr "Bitte registrieren Sie zuerst die Seriennummer {{serial}}."\n',
        encoding="utf-8",
    )
    desk = shop(policy(), rules=(*POLICY_RULES, serial_registered))
    told = ask_one(sale(line(sku="B-2"), buyer=BUSINESS), desk, "2026-10-06").explain("de", [load_catalog(po)])

    assert "Bitte registrieren Sie zuerst die Seriennummer B-2." in told
    assert "Der Artikel kann nicht zurückgegeben werden." == told[0]


# ------------------------------------------------------------------- a way: remedies from somewhere else altogether

STUDIO_GUARANTEE = Reason("shop.studio_guarantee", "Our studio guarantees this for a hundred days.")


def studio_guarantee(unit: Unit, at: datetime) -> tuple[Option, ...]:
    """
    Give remedies of one's own: no option where it is not in play, else one for each remedy, judged by any rules.
    """
    if "studio" not in unit.line.tags:
        return ()
    last = unit.placed_on + timedelta(days=100)
    terms = Terms(
        remedy=Remedy.REPAIR,
        deadline=Deadline(last, last, unit.zone),
        return_shipping=Payer.SHOP,
        cites=(Cite("Studio guarantee, card in the box", "shop"),),
    )
    return (judge(Basis.WARRANTY, unit, terms, (within_window, units_left), at, first=(accept(STUDIO_GUARANTEE),)),)


STUDIO = sale(line(tags=frozenset({"studio"})), buyer=BUSINESS)


def test_a_way_is_a_function_given_to_decide() -> None:
    """
    What a way gives stands beside the law and the policy, and helps where neither does.
    """
    answers = decide(STUDIO, {"line-1": 1}, shop(), noon("2027-01-09"), also=(studio_guarantee,))
    answer = answers["line-1"]

    assert (Verdict.ACCEPT, Basis.WARRANTY, Remedy.REPAIR) == (answer.verdict, answer.best.basis, answer.best.remedy)
    assert [
        "You can have the article repaired, free of charge, until Jan 9, 2027.",
        "This is what the warranty gives you, beyond the law.",
        "Sending it back costs you nothing.",
    ] == answer.explain()


@pytest.mark.parametrize(
    ("tags", "day", "verdict"),
    [
        ({"studio"}, "2027-01-09", Verdict.ACCEPT),
        ({"studio"}, "2027-01-10", Verdict.REFUSE),
        (set(), "2026-10-06", Verdict.REFUSE),
    ],
    ids=["the last day", "too late", "not in play"],
)
def test_a_way_is_judged_by_the_rules_it_names(tags: set[str], day: str, verdict: Verdict) -> None:
    """
    A way brings its own terms and may use the library's rules to judge them.
    """
    order = sale(line(tags=frozenset(tags)), buyer=BUSINESS)
    answer = decide(order, {"line-1": 1}, shop(), noon(day), also=(studio_guarantee,))["line-1"]

    assert verdict is answer.verdict


def test_a_way_takes_nothing_away() -> None:
    """
    With one more way every other option stays, and the best of all of them is the best.
    """
    without = decide(STUDIO, {"line-1": 1}, shop(policy()), noon("2026-10-06"))["line-1"]
    with_it = decide(STUDIO, {"line-1": 1}, shop(policy()), noon("2026-10-06"), also=(studio_guarantee,))["line-1"]

    assert set(without.options) < set(with_it.options)
    assert without.best == with_it.best


def test_a_record_names_the_ways_and_replays_with_them() -> None:
    """
    A decision made with a way is recorded with its name; whoever replays it brings the function.
    """
    made = record(decide(STUDIO, {"line-1": 1}, shop(), noon("2027-01-09"), also=(studio_guarantee,)))

    assert (f"{__name__}.studio_guarantee",) == made.versions.ways
    assert replay(made, also=(studio_guarantee,)).same
    assert not replay(made).same


def test_a_way_knows_everything_the_library_knows() -> None:
    """
    The unit carries the order, the line, what was said, and what the shop stated for the time of the sale.
    """
    seen: list[Unit] = []

    def curious(unit: Unit, at: datetime) -> tuple[Option, ...]:  # noqa: ARG001 - a way takes both
        seen.append(unit)
        return ()

    stated = Practices(evidence="in the box")
    decide(attrs.evolve(STUDIO, practices=stated), {"line-1": 1}, shop(), noon("2026-10-06"), also=(curious,))

    assert [("order-1", "line-1", 1, "in the box", date(2026, 10, 1), "Europe/Berlin")] == [
        (unit.order.id, unit.line.id, unit.quantity, unit.practices.evidence, unit.placed_on, unit.zone)
        for unit in seen
    ]
