from datetime import date, datetime

import pytest

from aftersales import documents
from aftersales.dates import FOREVER, Deadline
from aftersales.law import (
    DeliveryFacts,
    Floor,
    GuaranteeRow,
    Statement,
    book,
    burden_of_proof,
    claimable,
    complaint_answer,
    deliver_by,
    early_exit_deadline,
    gift_card_expiry,
    guarantee,
    guarantee_end,
    late_delivery,
    lost_value,
    may_contact,
    means_of_refund,
    notification,
    refund_after_late_delivery,
    refund_due,
    refurbished_replacement,
    start_by,
)
from aftersales.law.parallels import beside
from aftersales.money import Money
from aftersales.orders import Arrival, Kind, each_arrival, quote
from aftersales.rights import Unit
from tests.law.worked import day, unit_of
from tests.vectors import Vector, params

BOOK = book()


def arrived(unit: Unit) -> Arrival:
    """Say when the goods came; digital content came with the contract."""
    if unit.line.kind is Kind.DIGITAL:
        return Arrival(unit.placed_on, unit.placed_on)
    found = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    assert found is not None
    return found


def floor_of(unit: Unit, *, runs_beside: bool = False) -> Floor[GuaranteeRow]:
    """Find the guarantee that governs, or the one that runs beside it."""
    if runs_beside:
        (found,) = beside(unit, BOOK)
        return found
    general = BOOK.guarantee(unit.order.buyer.residence, unit.placed_on)
    assert general is not None
    return general


def moment(vector: Vector, name: str = "asked_at") -> datetime:
    """Read a moment of the case."""
    return datetime.fromisoformat(vector.given[name])


def days(deadline: Deadline | None) -> tuple[str, str] | None:
    """Show both ends of a deadline."""
    return None if deadline is None else (deadline.sure.isoformat(), deadline.maybe.isoformat())


@pytest.mark.parametrize("case", params("law_clocks", "refund"))
def test_a_refund_is_due(case: Vector) -> None:
    """
    The money is due on the day the law of the buyer says, or waits for the goods.
    """
    given, expect, unit = case.given, case.expect, unit_of(case.given)
    floor = BOOK.withdrawal(unit.order.buyer.residence, unit.placed_on)
    assert floor is not None
    statement = Statement(
        sent_at=moment(case, "sent_at"),
        received_at=moment(case, "received_at") if "received_at" in given else None,
        proof_on=day(given, "proof_on"),
        goods_back_on=day(given, "goods_back_on"),
        collected=given.get("collected", False),
    )
    found = refund_due(unit, floor, statement)

    assert expect.get("withheld", False) is found.withheld
    if "due_on" in expect:
        assert found.deadline is not None
        assert (expect["due_on"], expect.get("rolled_to", expect["due_on"])) == days(found.deadline)
    if "counted_from" in expect:
        assert found.counted_from is not None
        assert expect["counted_from"] == found.counted_from.value
    if "until" in given:
        assert found.due_on is not None
        claim = claimable(Money.from_text(given["owed"]), found.due_on, date.fromisoformat(given["until"]), found.late)
        assert expect.get("days_late", claim.days_late) == claim.days_late
        assert expect.get("claimable", str(claim.total)) == str(claim.total)
        assert expect.get("interest", str(claim.interest)) == str(claim.interest)
    if "offered" in given:
        verdict = means_of_refund(unit, floor, given["offered"], agreed=given["agreed"]).verdict
        assert expect["offered_verdict"] == verdict.value
    if "amount" in expect:
        assert floor.cautious.outbound is not None
        assert expect["amount"] == str(quote(unit.order, {"line-1": 1}, outbound=floor.cautious.outbound).total)


@pytest.mark.parametrize("case", params("law_clocks", "delivery"))
def test_a_delivery_is_due(case: Vector) -> None:
    """
    The goods are due on the day the law or the promise says, and the buyer may end the contract when the law lets.
    """
    given, expect, unit = case.given, case.expect, unit_of(case.given)
    facts = documents.read(DeliveryFacts, given.get("facts", {}))
    floor = BOOK.delivery(unit.order.buyer.residence, unit.placed_on)
    assert floor is not None
    if "deliver_by" in expect:
        found = deliver_by(unit, floor, facts)
        assert found is not None
        assert expect["deliver_by"] in days(found)  # type: ignore[operator]
    if "start_by" in expect:
        started = start_by(unit, floor, facts)
        assert started is not None
        assert expect["start_by"] == started.sure.isoformat()
    if "code" in expect:
        assert expect["code"] == late_delivery(unit, floor, moment(case), facts).reason.code
    if "ended_on" in given:
        due = refund_after_late_delivery(unit, floor, date.fromisoformat(given["ended_on"]))
        assert due is not None
        assert expect["refund_due_on"] == due.sure.isoformat()
        until, rule = date.fromisoformat(given["until"]), floor.cautious.late_refund
        claim = claimable(Money.from_text(given["owed"]), due.sure, until, rule)
        assert (expect["days_late"], expect["claimable"]) == (claim.days_late, str(claim.total))


@pytest.mark.parametrize("case", params("law_clocks", "guarantee"))
def test_a_guarantee_ends(case: Vector) -> None:
    """
    The period, its extension by repairs, and the time to claim end as the law of the contract's day says.
    """
    expect, unit = case.expect, unit_of(case.given)
    if "claims" in expect:
        assert expect["claims"] == len(guarantee(unit, BOOK, unit.order.placed_at))
        return
    floor = floor_of(unit, runs_beside=expect.get("beside", False))
    end = guarantee_end(unit, floor, arrived(unit))
    if "hangs_on" in expect:
        assert expect["hangs_on"] in end.period.hangs_on
    if "sure" in expect:
        assert expect["sure"] == end.period.sure.isoformat()
    if "maybe" in expect:
        assert expect["maybe"] == end.period.maybe.isoformat()
    if expect.get("open"):
        assert FOREVER == end.period.maybe
    if "claim_until" in expect:
        assert expect["claim_until"] == end.claim.sure.isoformat()
    if "extended_months" in expect:
        assert expect["extended_months"] == end.extended_months


@pytest.mark.parametrize("case", params("law_clocks", "burden"))
def test_the_burden_of_proof_turns(case: Vector) -> None:
    """
    Until the last day of the presumption the seller proves, after it the buyer.
    """
    unit = unit_of(case.given)
    finding = burden_of_proof(unit, floor_of(unit), arrived(unit), moment(case), ())

    assert case.expect["code"] == finding.reason.code
    assert date.fromisoformat(case.expect["last_day"]) == finding.value("last_day")


@pytest.mark.parametrize("case", params("law_clocks", "remedies"))
def test_remedies_are_open(case: Vector) -> None:
    """
    By what was tried and how grave the defect is, these remedies are open, and this side chooses.
    """
    given, expect, unit = case.given, case.expect, unit_of(case.given)
    floor = floor_of(unit)
    if "open" in expect:
        claims = guarantee(unit, BOOK, moment(case))
        shown = {claim.terms.remedy: claim.findings[-1] for claim in claims if claim.findings[-1].value("chooser")}
        usable = {
            claim.terms.remedy.value
            for claim in claims
            if all(finding.verdict.value != "refuse" for finding in claim.findings)
            and claim.findings[-1].value("chooser")
        }
        assert expect["open"] == sorted(usable)
        if "tier" in expect:
            assert expect["tier"] == max(
                int(str(finding.value("tier"))) for remedy, finding in shown.items() if remedy.value in usable
            )
        if "chooser" in expect:
            assert expect["chooser"] in {finding.value("chooser") for finding in shown.values()}
    if "notified" in expect:
        told = [finding.reason.code for finding in notification(unit, floor, arrived(unit), moment(case))]
        assert [expect["notified"]] == told
    if "early_exit" in expect:
        found = early_exit_deadline(unit, floor, arrived(unit))
        assert found is not None
        assert expect["early_exit"] == found.sure.isoformat()
    if "refurbished" in expect:
        assert expect["refurbished"] == refurbished_replacement(floor, requested=given["refurbished"]).verdict.value


@pytest.mark.parametrize("case", params("law_clocks", "lost_value"))
def test_lost_value_is_owed(case: Vector) -> None:
    """
    Handling beyond trying out costs something only if the buyer was told of the right.
    """
    given, unit = case.given, unit_of(case.given)
    floor = BOOK.withdrawal(unit.order.buyer.residence, unit.placed_on)
    assert floor is not None
    found = lost_value(unit, floor, Money.from_text(given["loss"]), beyond_need=given.get("beyond_need", True))

    assert (case.expect["deduction"], case.expect["claim"]) == (str(found.deduction), str(found.claim))


@pytest.mark.parametrize("case", params("law_clocks", "complaint"))
def test_a_complaint_is_answered(case: Vector) -> None:
    """
    The last day of the answer counts in full, and silence after it may be a yes.
    """
    given, unit = case.given, unit_of(case.given)
    complained = moment(case, "complained_at")
    found = complaint_answer(BOOK, given["residence"], unit.placed_on, complained, given["zone"])
    assert found is not None

    assert case.expect["answer_by"] == found.deadline.sure.isoformat()
    assert case.expect["accepted_by_silence"] is found.accepted_by_silence(moment(case, "answered_at"))


@pytest.mark.parametrize("case", params("law_clocks", "gift_card"))
def test_a_gift_card_stays_valid(case: Vector) -> None:
    """
    A card ends on no day before the law allows.
    """
    found = gift_card_expiry(BOOK, case.given["residence"], date.fromisoformat(case.given["sold_on"]))

    if case.expect.get("never"):
        assert found.never
    else:
        assert case.expect.get("earliest") == (found.earliest.isoformat() if found.earliest else None)


@pytest.mark.parametrize("case", params("law_clocks", "contact"))
def test_a_buyer_may_be_contacted(case: Vector) -> None:
    """
    Advertising keeps to the hours of the place where the buyer is.
    """
    given, calendar = case.given, unit_of(case.given).calendar
    topic = given.get("topic", "quiet_hours_calls")
    found = may_contact(BOOK, given["residence"], moment(case, "at"), given["zone"], topic=topic, calendar=calendar)

    assert case.expect["verdict"] == found.verdict.value
