from datetime import date, datetime
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER
from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.law import FunctionBook, Stated
from aftersales.orders import Buyer, BuyerKind, Channel, LineFacts, Moved, Movement, Order
from aftersales.returns import Form, check_form, labels, withdrawal_function_required
from tests.returns.sales import line, noon, parcel, sale, shop
from tests.vectors import Vector, params

CERTAIN = {"true": True, "false": False, "unknown": None}


def contract(given: dict[str, Any]) -> Order:
    """
    Make the order a case speaks of, delivered where it says so.
    """
    facts = LineFacts(**given.get("facts", {}))
    sold = line(facts=facts)
    placed = datetime.fromisoformat(given["placed_at"])
    kind = BuyerKind(given.get("buyer", "consumer"))
    parcels = (
        (parcel(sold, on=given["delivered_on"], sent=f"{placed:%Y-%m-%d}T12:00:01"[:10]),)
        if "delivered_on" in given
        else ()
    )
    return sale(
        sold,
        placed_at=placed,
        buyer=Buyer(kind=kind, residence=given.get("residence"), zone=given.get("zone")),
        parcels=parcels,
        informed=given.get("informed", True),
        online=given.get("online"),
        channel=Channel(given.get("channel", "distance")),
    )


@pytest.mark.parametrize("case", params("functions", "duty"))
def test_says_whether_the_function_is_needed(case: Vector) -> None:
    """
    A worked case: what is required by the cautious reading, what verified law says, and why.
    """
    duty = withdrawal_function_required(contract(dict(case.given)), shop(), datetime.fromisoformat(case.given["at"]))

    assert case.expect["required"] is duty.required
    assert CERTAIN[case.expect["certain"]] is duty.certain
    assert case.expect["code"] == duty.reason.code
    assert duty.required is (duty.function is not None)


def test_a_duty_is_no_bool() -> None:
    """
    A truth value would hide that something may be required and not certain.
    """
    duty = withdrawal_function_required(sale(), shop(), noon("2026-10-06"))

    with pytest.raises(TypeError, match="required"):
        bool(duty)


def test_refuses_a_naive_moment() -> None:
    """
    A moment without a zone names no day anywhere.
    """
    with pytest.raises(FactsError):
        withdrawal_function_required(sale(), shop(), datetime(2026, 10, 6, 12))  # noqa: DTZ001


def test_cites_the_directive_and_the_law_of_the_state() -> None:
    """
    The duty stands on the directive and on what the state made of it.
    """
    duty = withdrawal_function_required(sale(), shop(), noon("2026-10-06"))

    assert ["EU", "DE"] == [cite.layer for cite in duty.cites]
    assert "BGB § 356a" == duty.cites[-1].text
    assert all(cite.certain for cite in duty.cites)


def test_says_until_when_it_must_be_there() -> None:
    """
    The function may go with the last day of the longest period, and has no end before the delivery.
    """
    at = noon("2026-10-06")

    assert date(2026, 10, 19) == withdrawal_function_required(sale(), shop(), at).until
    assert FOREVER == withdrawal_function_required(sale(parcels=()), shop(), at).until


def test_one_open_line_is_enough() -> None:
    """
    The function is needed while anything in the order can be withdrawn from.
    """
    custom = line("engraved", facts=LineFacts(personalised=True))
    plain = line("plain")

    assert withdrawal_function_required(sale(custom, plain), shop(), noon("2026-10-06")).required
    assert not withdrawal_function_required(sale(custom), shop(), noon("2026-10-06")).required


def test_nothing_is_needed_for_what_came_back() -> None:
    """
    Where all units are back, nothing is left to withdraw from.
    """
    back = Movement(what=Moved.RETURNED, line="line-1", quantity=1, at=noon("2026-10-08"))

    duty = withdrawal_function_required(sale(movements=(back,)), shop(), noon("2026-10-09"))

    assert not duty.required
    assert "returns.function_no_right" == duty.reason.code


def test_a_host_may_bring_its_own_functions() -> None:
    """
    Without any function in the data nothing is required, and for an unknown buyer that is not certain either.
    """
    empty = FunctionBook({})
    nowhere = sale(buyer=Buyer(kind=BuyerKind.CONSUMER))

    at = noon("2026-10-06")
    known = withdrawal_function_required(sale(), shop(), at, functions=empty)
    unknown = withdrawal_function_required(nowhere, shop(), at, functions=empty)

    assert (False, False) == (known.required, known.certain)
    assert (False, None) == (unknown.required, unknown.certain)


@pytest.mark.parametrize("case", params("functions", "label"))
def test_has_the_words_of_the_law(case: Vector) -> None:
    """
    A worked case: the words on both controls.
    """
    label = labels(case.given["language"], case.given["jurisdiction"])

    assert case.expect["open"] == label.open
    assert case.expect["confirm"] == label.confirm


def test_says_which_words_are_prescribed() -> None:
    """
    The Union and Argentina have words of their own; those for Brazil are a suggestion.
    """
    assert labels("pt", "EU").prescribed
    assert labels("es", "AR").prescribed
    assert not labels("pt", "BR").prescribed


@pytest.mark.parametrize(
    ("jurisdiction", "on"),
    [("GB", None), ("ZZ", None), ("DE", date(2026, 6, 18)), ("AR", date(2020, 12, 3))],
)
def test_has_no_words_where_there_is_no_function(jurisdiction: str, on: date | None) -> None:
    """
    A country without the function, an unknown one, and a day before it began: named, never guessed.
    """
    with pytest.raises(FactsError) as caught:
        labels("en", jurisdiction, on=on)

    assert "jurisdiction" == caught.value.problems[0].path


@pytest.mark.parametrize("case", params("functions", "form"))
def test_checks_a_form(case: Vector) -> None:
    """
    A worked case: what a check of a shop's own form finds.
    """
    given = dict(case.given)
    language, jurisdiction = given.pop("language"), given.pop("jurisdiction")
    given |= {name: tuple(given[name]) for name in ("compulsory", "voluntary") if name in given}
    if "states" in given:
        given["states"] = frozenset(Stated(one) for one in given["states"])

    found = check_form(Form(**given), language, jurisdiction)

    assert list(case.expect["codes"]) == [finding.reason.code for finding in found]
    assert case.expect["compliant"] is all(finding.verdict is not Verdict.REFUSE for finding in found)
    if "control" in case.expect:
        assert case.expect["control"] == found[0].value("control")


def test_a_form_with_the_words_of_the_law_is_right_in_every_language() -> None:
    """
    What the data prescribes passes its own check.
    """
    for label in (labels(language) for language in ("bg", "de", "el", "en", "fi", "fr", "hu", "it", "mt", "sv")):
        form = Form(step1_label=label.open, step2_label=label.confirm)

        assert () == check_form(form, label.language)


def test_a_finding_about_a_form_cites_what_it_stands_on() -> None:
    """
    Each finding names the source, and whether it is certain for that country.
    """
    (german,) = check_form(Form(only_way=True), "de", "DE")
    (irish,) = check_form(Form(only_way=True), "en", "IE")

    assert [True, False] == [finding.cites[0].certain for finding in (german, irish)]
    assert "art" in german.cites[0].text


def test_a_form_is_checked_by_the_version_of_a_day() -> None:
    """
    Argentina's two texts both know the button.
    """
    form = attrs.evolve(Form(), login=True)

    for day in (date(2021, 1, 1), date(2026, 1, 1)):
        assert ["returns.login_not_allowed"] == [f.reason.code for f in check_form(form, "es", "AR", on=day)]
