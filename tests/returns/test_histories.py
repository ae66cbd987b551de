import attrs
import pytest

from aftersales import documents
from aftersales.errors import FactsError
from aftersales.lifecycles import Accepted
from aftersales.returns import (
    COMPLAINT,
    RETURN_CASE,
    CaseFile,
    Evidence,
    announce,
    broken_at,
    chain,
    decide,
    export,
    open_case,
    open_complaint,
    record,
)
from tests.returns.sales import line, noon, policy, sale, shop
from tests.returns.steps import CUSTOMER, LINE, ORDER, ask, asked, euro, go, seen, step

CASE = go(
    asked(2),
    seen("carrier_scan", parcel="p1"),
    ask("receive", parcel="p1", received={LINE: 2}),
    ask("inspect", accepted={LINE: 2}, picture={"1": "store/7f3a"}),
    ask("propose_refund", units={LINE: 2}, amount=euro("200.00")),
)


def test_an_untouched_history_holds() -> None:
    """
    A chain of a history is whole, and hangs on what it was started with.
    """
    links = chain(CASE.events, "order-1")

    assert broken_at(links, "order-1") is None
    assert 0 == broken_at(links, "order-2")
    assert broken_at(()) is None


@pytest.mark.parametrize("at", range(len(CASE.events)))
def test_a_changed_event_shows(at: int) -> None:
    """
    An event that was changed breaks the chain where it stands.
    """
    links = list(chain(CASE.events))
    links[at] = attrs.evolve(links[at], event=attrs.evolve(links[at].event, values=(("units.line-1", 9),)))

    assert at == broken_at(links)


def test_a_link_made_anew_breaks_the_next() -> None:
    """
    Whoever changes an event and its hash still breaks every later link.
    """
    links = list(chain(CASE.events))
    forged = chain([attrs.evolve(links[1].event, values=())], links[0].hash)[0]

    assert 2 == broken_at([links[0], forged, *links[2:]])


@pytest.mark.parametrize("at", range(len(CASE.events) - 1))
def test_a_missing_event_shows(at: int) -> None:
    """
    Nothing can be left out, but for the end, which only somebody who kept the last hash would notice.
    """
    links = list(chain(CASE.events))

    assert at == broken_at(links[:at] + links[at + 1 :])


def test_two_events_changed_round_show() -> None:
    """
    The order of a history is part of it.
    """
    links = list(chain(CASE.events))

    assert 1 == broken_at([links[0], links[2], links[1], *links[3:]])


def test_one_document_for_a_dispute() -> None:
    """
    A case with its decision, evidence, tracking and refunds is one document that reads back.
    """
    order = sale(line(quantity=2))
    answers = decide(order, {LINE: 1}, shop(policy()), noon("2026-10-10"), reason="changed_mind")
    case = open_case(order, "case-1")
    outcome = announce(case, answers, at=noon("2026-10-10"), by=CUSTOMER, key="k")
    assert isinstance(outcome, Accepted)
    case = go(
        RETURN_CASE.evolve(case, outcome.events[0]),
        seen("carrier_scan", parcel="p1", at=noon("2026-10-12")),
        ask("receive", parcel="p1", received={LINE: 1}),
        ask("inspect", accepted={LINE: 1}, picture={"1": "store/7f3a"}, key="inspected"),
        ask("propose_refund", units={LINE: 1}, amount=euro("59.50")),
    )
    complaint = step(COMPLAINT, open_complaint(order, "c"), ask("open", CUSTOMER, kind="damaged", units={LINE: 1}))

    made = export(case, record(answers), complaints=[complaint])
    read = documents.read(CaseFile, documents.parse_json(documents.dumps(made)))

    assert made == read
    assert read.intact()
    assert (Evidence("store/7f3a", "inspected"),) == read.evidence
    assert ["p1"] == [one.id for one in read.tracking]
    assert [euro("59.50")] == [one.amount for one in read.refunds]
    assert read.decision is not None
    assert read.decision.intact()
    assert order.parcels == read.outbound


def test_a_changed_document_shows() -> None:
    """
    What was changed in an exported case is noticed, whichever part it is.
    """
    made = export(CASE)

    assert made.intact()
    assert not attrs.evolve(made, word="resolved").intact()
    assert not attrs.evolve(made, history=made.history[:-1]).intact()
    assert not attrs.evolve(made, case=attrs.evolve(made.case, id="case-2")).intact()
    assert not attrs.evolve(made, case=asked(1)).intact()


def test_an_export_holds_the_case_and_not_its_surroundings() -> None:
    """
    The order that a case was judged beside is no part of the document, unless the decision brings it.
    """
    assert export(CASE).case.beside is None
    assert CASE.beside is not None
    assert ORDER.id == export(CASE).case.order


def test_a_file_holds_one_order() -> None:
    """
    What belongs to another order is no evidence here.
    """
    stranger = open_complaint(attrs.evolve(ORDER, id="other"), "c")

    with pytest.raises(FactsError, match="order"):
        export(asked(1), complaints=[stranger])
