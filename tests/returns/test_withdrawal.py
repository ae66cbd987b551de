from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from aftersales import documents
from aftersales.dates import Deadline
from aftersales.decisions import Verdict
from aftersales.errors import FactsError
from aftersales.orders import Buyer, BuyerKind, Moved, Movement, Tender
from aftersales.returns import (
    Retained,
    ReturnReason,
    Statement,
    Via,
    acknowledgement,
    decide,
    in_time,
    retained,
    statement,
)
from tests.returns.sales import line, money, noon, sale, shop
from tests.vectors import Vector, params

SENT = noon("2026-10-10")
RECEIVED = SENT + timedelta(seconds=3)
DESK = shop()
ORDER = sale(line("mug", quantity=2, sku="MUG-BLUE"), line("lamp"))


def said(**more: Any) -> Statement:
    """
    Declare withdrawal from the whole order, save for what is said otherwise.
    """
    plain: dict[str, Any] = {"name": "Erika Muster", "reply_to": "erika@example.org", "sent_at": SENT}
    return statement(ORDER, DESK, **(plain | more))


def brazilian(*tenders: Tender) -> Statement:
    """
    Declare withdrawal from an order of a consumer in Brazil.
    """
    buyer = Buyer(kind=BuyerKind.CONSUMER, residence="BR", zone="America/Sao_Paulo")
    order = sale(buyer=buyer, tenders=tenders)
    return statement(order, DESK, name="Maria", reply_to="maria@example.org", sent_at=SENT)


# ------------------------------------------------------------------------------------------------ the statement


def test_is_about_everything_that_can_come_back() -> None:
    """
    Without lines a statement is about the whole contract, but for what is back already.
    """
    back = Movement(what=Moved.RETURNED, line="mug", quantity=1, at=noon("2026-10-08"))
    order = attrs.evolve(ORDER, movements=(back,))

    one = statement(order, DESK, name="E", reply_to="e@example.org", sent_at=SENT)

    assert [("mug", 1), ("lamp", 1)] == [(declared.line, declared.units) for declared in one.lines]
    assert one.whole


def test_may_be_about_a_part() -> None:
    """
    Units by line make a statement about a part of the contract.
    """
    one = said(lines={"mug": 1}, articles={"mug": "Blue mug"})

    assert [("mug", 1, "Blue mug")] == [(d.line, d.units, d.article) for d in one.lines]
    assert not one.whole


def test_calls_an_article_by_its_code_or_its_line() -> None:
    """
    Where the host names no article, its code does, and without one the line.
    """
    assert ["MUG-BLUE", "lamp"] == [declared.article for declared in said().lines]


def test_is_decided_as_of_its_sending() -> None:
    """
    The request of a statement goes to `decide` with its reason, and with the moment of sending it is in time.
    """
    one = said(sent_at=noon("2026-10-19"))

    answers = decide(ORDER, one.request, DESK, one.sent_at)

    assert {"mug", "lamp"} == set(answers)
    assert all(answer.verdict is Verdict.ACCEPT for answer in answers.values())
    assert all(asked.reason is ReturnReason.WITHDRAWAL for asked in one.request.values())


def test_a_form_sent_twice_is_one_statement() -> None:
    """
    With the id of the form the key does not depend on the time; without one it does.
    """
    later = SENT + timedelta(seconds=1)

    assert said(form_id="t").key == said(form_id="t", sent_at=later).key
    assert said(form_id="t").key != said(form_id="t", lines={"mug": 1}).key
    assert said().key != said(sent_at=later).key


def test_the_key_knows_the_moment_not_the_clock_it_was_read_from() -> None:
    """
    The same moment in another zone makes the same key.
    """
    assert said().key == said(sent_at=datetime.fromisoformat("2026-10-10T10:00:00+00:00")).key


def test_shows_nothing_personal() -> None:
    """
    Name, address and words are in no repr, of the statement, its acknowledgement or the proof.
    """
    one = said(words="Erika wants her money back", via=Via.EMAIL)
    answer = acknowledgement(one, RECEIVED)
    kept = retained(one, answer, RECEIVED, DESK)

    for shown in (repr(one), repr(answer), repr(kept)):
        assert "rika" not in shown
        assert "example.org" not in shown


@pytest.mark.parametrize(
    ("more", "path"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"reply_to": ""}, "reply_to", id="nowhere to answer"),
        pytest.param({"lines": {}}, "lines", id="about nothing"),
        pytest.param({"lines": {"cup": 1}}, "lines", id="another line"),
        pytest.param({"lines": {"mug": 0}}, "lines.mug", id="no unit"),
        pytest.param({"lines": {"mug": 3}}, "lines.mug", id="more than was bought"),
        pytest.param({"sent_at": noon("2026-09-30")}, "sent_at", id="before the order"),
        pytest.param({"sent_at": datetime(2026, 10, 10)}, "sent_at", id="naive"),  # noqa: DTZ001
    ],
)
def test_refuses_what_cannot_be_declared(more: dict[str, Any], path: str) -> None:
    """
    What is missing or impossible is named by field, and nothing the buyer wrote is repeated.
    """
    with pytest.raises(FactsError) as caught:
        said(**more)

    assert [path] == [problem.path for problem in caught.value.problems]
    assert "cup" not in str(caught.value)


def test_reports_all_that_is_wrong_at_once() -> None:
    """
    Every field that is wrong is named in one error.
    """
    with pytest.raises(FactsError) as caught:
        said(name="", reply_to="", lines={"mug": 9})

    assert ["name", "reply_to", "lines.mug"] == [problem.path for problem in caught.value.problems]


def test_what_came_back_already_may_still_be_declared() -> None:
    """
    A statement is not judged when it arrives: goods that were sent back before it do not stop it.
    """
    back = Movement(what=Moved.RETURNED, line="mug", quantity=2, at=noon("2026-10-08"))
    order = attrs.evolve(ORDER, movements=(back,))

    one = statement(order, DESK, name="E", reply_to="e@example.org", sent_at=SENT, lines={"mug": 2})

    assert 2 == one.lines[0].units


def test_knows_whose_rule_it_follows() -> None:
    """
    The jurisdiction of the function, and none where none binds.
    """
    british = sale(buyer=Buyer(kind=BuyerKind.CONSUMER, residence="GB"))

    assert "EU" == said().jurisdiction
    assert "" == statement(british, DESK, name="E", reply_to="e@example.org", sent_at=SENT).jurisdiction


# -------------------------------------------------------------------------------------------------- in time or not


@pytest.mark.parametrize("case", params("functions", "in_time"))
def test_is_in_time_by_its_sending(case: Vector) -> None:
    """
    A worked case: the moment of sending against the last day where the buyer is.
    """
    day = date.fromisoformat(case.given["last_day"])
    one = attrs.evolve(said(), sent_at=datetime.fromisoformat(case.given["sent_at"]))

    finding = in_time(one, Deadline(day, day, case.given["zone"]))

    assert Verdict(case.expect["verdict"]) is finding.verdict


def test_asks_for_the_fact_that_decides() -> None:
    """
    Between the sure and the late end a fact decides; where it is a rule nobody verified, a person must look.
    """
    sure, maybe = date(2026, 10, 9), date(2026, 10, 20)

    asked = in_time(said(), Deadline(sure, maybe, "Europe/Berlin", ("law", "delivered_on")))
    referred = in_time(said(), Deadline(sure, maybe, "Europe/Berlin", ("law",)))

    assert asked.question is not None
    assert (Verdict.ASK, "delivered_on") == (asked.verdict, asked.question.fact)
    assert Verdict.REFER is referred.verdict


# --------------------------------------------------------------------------------------------- the acknowledgement


def test_acknowledges_content_date_and_time() -> None:
    """
    The message repeats who declared what, when it was sent and when it arrived, in the buyer's time, to the second.
    """
    answer = acknowledgement(said(articles={"mug": "Blue mug"}), RECEIVED)

    assert "We received your withdrawal: order order-1" == answer.subject
    for part in ("order-1", "2 units of Blue mug", "1 unit of lamp", "Erika Muster", "erika@example.org"):
        assert part in answer.text
    assert "2026-10-10T12:00:00+02:00" in answer.text
    assert "2026-10-10T12:00:03+02:00" in answer.text
    assert "Europe/Berlin" in answer.text
    assert answer.code in answer.text


def test_tells_the_time_of_the_buyer() -> None:
    """
    A statement that arrives at noon in Berlin was sent in the morning of São Paulo.
    """
    answer = acknowledgement(brazilian(), RECEIVED, "pt_BR")

    assert "2026-10-10T07:00:00-03:00" in answer.text
    assert "America/Sao_Paulo" in answer.text


@pytest.mark.parametrize(
    ("locale", "whole", "part"),
    [
        ("en", "the whole contract", "a part of the contract"),
        ("de", "den gesamten Vertrag", "teilweise"),
        ("pt_BR", "todo o contrato", "parte do contrato"),
    ],
)
def test_speaks_the_language_of_the_buyer(locale: str, whole: str, part: str) -> None:
    """
    Every complete locale says whether the whole contract or a part is meant, and no placeholder is left open.
    """
    for answer, words in (
        (acknowledgement(said(), RECEIVED, locale), whole),
        (acknowledgement(said(lines={"mug": 1}), RECEIVED, locale), part),
    ):
        assert words in answer.text
        assert "{" not in answer.subject + answer.text


def test_repeats_the_words_of_a_letter() -> None:
    """
    What came by another way than the function is acknowledged with the buyer's own words.
    """
    answer = acknowledgement(said(via=Via.LETTER, words="I take it all back."), RECEIVED)

    assert "Your words: I take it all back." in answer.lines


def test_a_late_statement_is_acknowledged_too() -> None:
    """
    The acknowledgement says that it arrived, never what it is worth.
    """
    answer = acknowledgement(said(sent_at=noon("2027-10-10")), noon("2027-10-11"))

    assert "We received your declaration of withdrawal." in answer.text


def test_is_sent_once() -> None:
    """
    One effect sends it, under a key that a statement sent twice has as well.
    """
    first = acknowledgement(said(form_id="t"), RECEIVED)
    second = acknowledgement(said(form_id="t"), RECEIVED + timedelta(minutes=5))

    assert ["withdrawal.acknowledge"] == [effect.code for effect in first.effects]
    assert first.effects[0].key == second.effects[0].key
    assert first.code == second.code


def test_effects_hold_nothing_personal() -> None:
    """
    An effect may lie in a queue: it has ids, no name and no address.
    """
    (effect,) = acknowledgement(said(), RECEIVED).effects

    assert {"order", "statement", "code"} == {name for name, _ in effect.values}


def test_tells_the_card_operator_in_brazil() -> None:
    """
    In Brazil each bank or card operator is told at once; nobody stands behind store credit.
    """
    card = Tender(id="t-1", kind="card", captured=money("100.00"))
    credit = Tender(id="t-2", kind="store_credit", captured=money("19.00"))

    answer = acknowledgement(brazilian(card, credit), RECEIVED)

    assert ["withdrawal.acknowledge", "withdrawal.tell_payment"] == [effect.code for effect in answer.effects]
    assert ("tender", "t-1") in answer.effects[1].values
    assert RECEIVED == answer.due_by


def test_nobody_else_is_told_in_the_union() -> None:
    """
    The duty to tell the card operator is Brazil's own, and the Union says without undue delay.
    """
    answer = acknowledgement(said(), RECEIVED)

    assert 1 == len(answer.effects)
    assert answer.due_by is None


def test_is_due_within_a_day_in_argentina() -> None:
    """
    The code goes out within 24 hours of the request.
    """
    order = sale(buyer=Buyer(kind=BuyerKind.CONSUMER, residence="AR"))
    one = statement(order, DESK, name="Ana", reply_to="ana@example.org", sent_at=SENT)

    assert RECEIVED + timedelta(hours=24) == acknowledgement(one, RECEIVED).due_by


@pytest.mark.parametrize("received_at", [SENT - timedelta(seconds=1), datetime(2026, 10, 11)])  # noqa: DTZ001
def test_refuses_an_impossible_arrival(received_at: datetime) -> None:
    """
    Nothing arrives before it was sent, and a moment has a zone.
    """
    with pytest.raises(FactsError) as caught:
        acknowledgement(said(), received_at)

    assert "received_at" == caught.value.problems[0].path


# ------------------------------------------------------------------------------------------------------- the proof


def test_keeps_what_was_declared_and_answered_with_all_moments() -> None:
    """
    The proof has the statement, the answer word by word, and when each of both was sent and arrived.
    """
    one = said()
    answer = acknowledgement(one, RECEIVED, "de")

    kept = retained(one, answer, RECEIVED + timedelta(seconds=2), DESK)

    assert one == kept.statement
    assert answer.text in kept.answer
    assert (SENT, RECEIVED, RECEIVED + timedelta(seconds=2)) == (
        kept.statement.sent_at,
        kept.received_at,
        kept.acknowledged_at,
    )
    assert kept.law
    assert kept.functions


def test_the_proof_reads_back_and_shows_a_change() -> None:
    """
    Written and read it is the same; another moment makes another hash.
    """
    one = said()
    kept = retained(one, acknowledgement(one, RECEIVED), RECEIVED, DESK)

    again = documents.read(Retained, documents.parse_json(documents.dumps(kept)))

    assert kept == again
    assert kept.hash == again.hash
    assert kept.hash != attrs.evolve(kept, acknowledged_at=RECEIVED + timedelta(1)).hash


@pytest.mark.parametrize(
    ("more", "path"),
    [
        pytest.param({"acknowledged_at": SENT}, "acknowledged_at", id="answered before it arrived"),
        pytest.param({"acknowledged_at": datetime(2026, 10, 11)}, "acknowledged_at", id="naive"),  # noqa: DTZ001
        pytest.param({"payment_told_at": datetime(2026, 10, 11)}, "payment_told_at", id="naive too"),  # noqa: DTZ001
    ],
)
def test_refuses_an_impossible_proof(more: dict[str, Any], path: str) -> None:
    """
    The moments of a proof have zones and stand in their order.
    """
    one = said()
    kept = retained(one, acknowledgement(one, RECEIVED), RECEIVED, DESK, payment_told_at=RECEIVED)

    with pytest.raises(FactsError) as caught:
        attrs.evolve(kept, **more)

    assert path == caught.value.problems[0].path
