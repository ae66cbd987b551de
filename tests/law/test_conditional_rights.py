from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from aftersales import documents
from aftersales.dates import FOREVER, Deadline, Period
from aftersales.decisions import Finding, Verdict
from aftersales.law import (
    DeliveryFacts,
    Statement,
    book,
    deliver_by,
    early_exit_deadline,
    late_delivery,
    lost_value,
    may_contact,
    means_of_refund,
    no_exception,
    notify_by,
    refund_after_defect,
    refund_after_late_delivery,
    refund_due,
    refurbished_replacement,
    send_back_by,
    start_by,
    withdrawal,
)
from aftersales.law.parallels import beside, months_beside
from aftersales.law.proof import NOTIFY_UNCERTAIN, notification
from aftersales.law.remedies import REASONABLE_SCHEME, remedy_open
from aftersales.money import Money
from aftersales.orders import each_arrival
from aftersales.rights import Claim, Fee, Remedy, Repair, Terms, Unit, lift
from tests.law.worked import unit_of

BOOK = book()
NOTICE = datetime(2026, 6, 10, 12, tzinfo=UTC)


def bought(residence: str, zone: str = "UTC", **more: Any) -> Unit:
    """Make a unit that was ordered on 1 June 2026 and arrived on the 5th."""
    return unit_of({"residence": residence, "zone": zone, "delivered": ["2026-06-05T12:00:00+00:00"], **more})


def right(residence: str, **more: Any) -> Claim | None:
    """Find the right to withdraw."""
    return withdrawal(bought(residence, **more), BOOK)


def question(claim: Claim | None) -> str | None:
    """Say which fact a claim asks for."""
    assert claim is not None
    asked = [finding.question.fact for finding in claim.findings if finding.question is not None]
    return asked[0] if asked else None


# ------------------------------------------------------------------------------------------ rights that hang on facts


def test_shown_terms_take_the_place_of_the_japanese_right() -> None:
    """
    The right is gone where terms were shown, there where none were, and asked for where nobody said.
    """
    assert right("JP", stated={"shows_policy": True}) is None
    assert question(right("JP", stated={"shows_policy": False})) is None
    assert question(right("JP")) == "shows_policy"


@pytest.mark.parametrize("residence", ["CA-QC", "CA-ON"])
def test_a_failed_disclosure_opens_the_canadian_right(residence: str) -> None:
    """
    It exists only where the disclosure failed; what the order says goes before the shop's practices.
    """
    assert right(residence, order={"disclosed": True}) is None
    assert right(residence, stated={"discloses": True}) is None
    assert question(right(residence, order={"disclosed": False}, stated={"discloses": True})) is None
    assert question(right(residence)) == "disclosed"


def test_without_a_copy_of_the_contract_thirty_days_are_left() -> None:
    """
    Nobody said when the copy came, so the right may last thirty days from the contract.
    """
    claim = right("CA-QC", order={"disclosed": False})

    assert claim is not None
    assert date(2026, 7, 1) == claim.terms.deadline.maybe
    assert "document_on" in claim.terms.deadline.hangs_on


@pytest.mark.parametrize(("residence", "last"), [("US-CA", date(2026, 7, 5)), ("US-FL", date(2026, 6, 12))])
def test_a_shop_without_a_posted_policy_takes_goods_back(residence: str, last: date) -> None:
    """
    Some states give days where the shop showed no policy, and none where it did.
    """
    claim = right(residence, stated={"shows_policy": False})

    assert claim is not None
    assert last == claim.terms.deadline.maybe
    assert right(residence, stated={"shows_policy": True}) is None
    assert question(right(residence)) == "shows_policy"


def test_a_state_without_a_display_law_gives_nothing() -> None:
    """
    The federal law has no right to withdraw.
    """
    assert right("US-KY", stated={"shows_policy": False}) is None


def test_a_service_is_not_sent_back_for_want_of_a_policy() -> None:
    """
    The display laws speak of goods.
    """
    assert right("US-CA", stated={"shows_policy": False}, kind="service") is None


@pytest.mark.parametrize(
    ("residence", "contract_at", "there"),
    [
        ("PL", "2021-01-01T00:00:00+01:00", True),
        ("PL", "2020-12-31T23:59:59+01:00", False),
        ("DE", "2026-06-01T10:00:00+02:00", False),
    ],
)
def test_a_sole_trader_is_protected_in_poland(residence: str, contract_at: str, *, there: bool) -> None:
    """
    Since 2021 a sole trader has the right there for a contract without professional character.
    """
    zone = "Europe/Warsaw"
    claim = right(residence, zone=zone, contract_at=contract_at, delivered=[], buyer={"kind": "sole_trader"})

    assert there is (claim is not None)


def test_a_vulnerable_buyer_in_israel_has_four_months_after_a_conversation() -> None:
    """
    Four months if shop and buyer spoke; asked for where nobody said.
    """
    given: dict[str, Any] = {"buyer": {"vulnerable": True}, "stated": {"sends_document": True}}
    spoken = right("IL", order={"spoken": True}, **given)
    unknown = right("IL", **given)

    assert spoken is not None
    assert unknown is not None
    assert (date(2026, 10, 5), date(2026, 10, 5)) == (spoken.terms.deadline.sure, spoken.terms.deadline.maybe)
    assert (date(2026, 6, 19), date(2026, 10, 5)) == (unknown.terms.deadline.sure, unknown.terms.deadline.maybe)
    assert ("spoken",) == unknown.terms.deadline.hangs_on


def test_an_israeli_period_does_not_end_on_a_sabbath() -> None:
    """
    A Saturday may move on, a Sunday does not.
    """
    saturday, sunday = (
        right("IL", stated={"sends_document": True}, delivered=[f"2026-06-0{day}T12:00:00+00:00"]) for day in (6, 7)
    )

    assert saturday is not None
    assert sunday is not None
    assert (date(2026, 6, 20), date(2026, 6, 21)) == (saturday.terms.deadline.sure, saturday.terms.deadline.maybe)
    assert date(2026, 6, 21) == sunday.terms.deadline.maybe


def test_misdescribed_goods_in_korea_have_two_limits() -> None:
    """
    Three months from the supply and thirty days from knowing, whichever ends first.
    """
    given: dict[str, Any] = {"stated": {"sends_document": True}, "informed": True, "reason": "not_as_described"}
    soon = right("KR", defect_on="2026-06-10", **given)
    late = right("KR", defect_on="2026-08-30", **given)
    unknown = right("KR", **given)

    assert [date(2026, 7, 10), date(2026, 9, 5), date(2026, 9, 5)] == [
        one.terms.deadline.maybe for one in (soon, late, unknown) if one is not None
    ]
    assert unknown is not None
    assert "defect_on" in unknown.terms.deadline.hangs_on


def test_a_contract_in_writing_of_unknown_day_keeps_the_right_open() -> None:
    """
    It may not have come yet.
    """
    claim = right("KR", informed=True)

    assert claim is not None
    assert (FOREVER, ("document_on",)) == (claim.terms.deadline.maybe, claim.terms.deadline.hangs_on)


# ------------------------------------------------------------------------------------------ fees


def promised(fee: Fee) -> Terms:
    """Make the terms of a policy with this fee."""
    until = date(2026, 12, 31)
    return Terms(remedy=Remedy.REFUND, deadline=Deadline(until, until, "UTC"), fee=fee)


@pytest.mark.parametrize(
    ("percent", "price", "kept"),
    [("10", 300000, 10000), ("10", 100000, 5000), ("2", 300000, 6000), ("0", 300000, 0)],
    ids=["a hundred shekels", "five percent", "the policy takes less", "nothing"],
)
def test_a_fee_in_israel_is_capped(percent: str, price: int, kept: int) -> None:
    """
    A policy may keep the lower of five percent and a hundred shekels, and less if it says so.
    """
    claim = right("IL", stated={"sends_document": True})
    assert claim is not None
    terms, _ = lift(claim.terms, promised(Fee(percent=Decimal(percent))))

    assert Money(kept, "ILS") == terms.fee.of(Money(price, "ILS"))


def test_no_fee_is_kept_where_the_law_speaks_of_none() -> None:
    """
    A German policy keeps nothing, and neither does an Israeli one for goods that differ or a sum in another currency.
    """
    fee = Fee(percent=Decimal(10))
    stated: dict[str, Any] = {"stated": {"sends_document": True}}
    for claim in (
        right("DE", informed=True),
        right("IL", reason="defective", **stated),
        right("IL", currency="EUR", **stated),
    ):
        assert claim is not None
        terms, raised = lift(claim.terms, promised(fee))
        assert terms.fee.is_free
        assert "fee" in {one.field for one in raised}


# ------------------------------------------------------------------------------------------ exceptions


def judged(residence: str, **goods: bool) -> list[Finding]:
    """Judge the exceptions of a place for goods with these facts."""
    unit = bought(residence, goods=goods)
    floor = BOOK.withdrawal(residence, unit.placed_on)
    assert floor is not None
    return [*no_exception(unit.facts, floor)]


@pytest.mark.parametrize(
    ("residence", "goods", "code"),
    [
        ("NO", {"medicine": True}, "law.medicine"),
        ("CO", {"gambling": True}, "law.gambling"),
        ("CO", {"personal_use": True}, "law.personal_use"),
        ("AR", {"not_returnable": True}, "law.not_returnable"),
        ("KR", {"value_dropped_by_time": True, "loss_marked": True}, "law.value_drop_time"),
        ("KR", {"value_dropped_by_use": True, "loss_marked": True}, "law.value_drop_use"),
        ("KR", {"made_to_specification": True, "loss_marked": True, "consent": True}, "law.custom"),
        ("CN", {"near_expiry_disclosed": True, "loss_marked": True, "purchase_confirmed": True},
         "law.near_expiry_disclosed"),
        ("CL", {"installed": True}, "law.installed"),
        ("ZA", {"book": True}, "law.books"),
        ("ZA", {"food_rounds": True}, "law.food_rounds"),
        ("ZA", {"financial_service": True}, "law.financial"),
        ("TW", {"international_flight": True}, "law.intl_flight"),
        ("CO", {"service_begun": True, "consent": True}, "law.service_begun"),
        ("MX", {"service_soon": True}, "law.service_soon"),
    ],
)  # fmt: skip
def test_a_national_exception_holds(residence: str, goods: dict[str, bool], code: str) -> None:
    """
    With all its conditions known to be true the right is excluded.
    """
    assert [(Verdict.REFUSE, code)] == [(one.verdict, one.reason.code) for one in judged(residence, **goods)]


@pytest.mark.parametrize(
    ("residence", "goods", "fact"),
    [
        ("KR", {"value_dropped_by_use": True}, "line.loss_marked"),
        ("KR", {"made_to_specification": True, "loss_marked": True}, "line.consent"),
        ("CN", {"activated": True, "loss_marked": True}, "line.purchase_confirmed"),
        ("CO", {"service_begun": True}, "line.consent"),
    ],
)
def test_an_unknown_condition_of_a_national_exception_is_asked_for(
    residence: str, goods: dict[str, bool], fact: str
) -> None:
    """
    A condition nobody knows asks and never refuses.
    """
    (finding,) = judged(residence, **goods)

    assert finding.question is not None
    assert fact == finding.question.fact


@pytest.mark.parametrize(
    ("residence", "goods"),
    [
        ("DE", {"book": True}),
        ("DE", {"medicine": True}),
        ("GB", {"medicine": True}),
        ("KR", {"value_dropped_by_use": True, "loss_marked": False}),
        ("CN", {"activated": True, "loss_marked": True, "purchase_confirmed": False}),
        ("KR", {"perishable": True}),
    ],
)
def test_an_exception_of_another_country_does_not_hold(residence: str, goods: dict[str, bool]) -> None:
    """
    What another law excludes, or a missing mark, excludes nothing here.
    """
    assert [] == judged(residence, **goods)


def test_nobody_is_asked_whether_goods_were_damaged() -> None:
    """
    Damage is in play once somebody saw it, and then the marking duty is in doubt.
    """
    assert [] == judged("KR", used=True)
    assert [Verdict.ASK] == [one.verdict for one in judged("KR", damaged=True)]


def test_the_visit_is_excluded_and_the_extra_goods_are_not() -> None:
    """
    Each line of an urgent repair stands by itself: what was sold beside it goes back.
    """
    assert [Verdict.REFUSE] == [one.verdict for one in judged("DE", urgent_repair=True)]
    assert [] == judged("DE", used=True)


# ------------------------------------------------------------------------------------------ money and goods


def test_a_kinder_promise_makes_the_money_due_sooner() -> None:
    """
    Three days promised are three days from the notice, whatever the law allows.
    """
    unit = bought("DE")
    floor = BOOK.withdrawal("DE", unit.placed_on)
    assert floor is not None
    statement = Statement(sent_at=NOTICE, goods_back_on=date(2026, 6, 12))

    assert date(2026, 6, 13) == refund_due(unit, floor, statement, promised=Period(3)).due_on
    assert date(2026, 6, 24) == refund_due(unit, floor, statement, promised=Period(30)).due_on


def test_a_law_without_a_number_wants_the_money_at_once() -> None:
    """
    Argentina names no days, so there is no deadline, and nothing is withheld.
    """
    unit = bought("AR")
    floor = BOOK.withdrawal("AR", unit.placed_on)
    assert floor is not None
    found = refund_due(unit, floor, Statement(sent_at=NOTICE))

    assert (None, False, "law.refund_at_once") == (found.due_on, found.withheld, found.findings[0].reason.code)


def test_an_unverified_number_of_days_leaves_the_later_end_open() -> None:
    """
    The Chilean forty-five days are known from one weak source.
    """
    unit = bought("CL")
    floor = BOOK.withdrawal("CL", unit.placed_on)
    assert floor is not None
    found = refund_due(unit, floor, Statement(sent_at=NOTICE))

    assert found.deadline is not None
    assert (date(2026, 7, 25), FOREVER) == (found.deadline.sure, found.deadline.maybe)


def test_an_arrival_before_the_sending_is_refused() -> None:
    """
    A statement cannot be received before it was sent.
    """
    with pytest.raises(ValueError, match="received_at"):
        Statement(sent_at=NOTICE, received_at=datetime(2026, 6, 9, tzinfo=UTC))


@pytest.mark.parametrize(("residence", "last"), [("DE", date(2026, 6, 24)), ("GB", date(2026, 6, 24))])
def test_the_goods_are_sent_back_in_time(residence: str, last: date) -> None:
    """
    Fourteen days from the sending of the statement; handing them over is enough.
    """
    unit = bought(residence)
    floor = BOOK.withdrawal(residence, unit.placed_on)
    assert floor is not None
    found = send_back_by(unit, floor, Statement(sent_at=NOTICE))

    assert found is not None
    assert last == found.sure
    assert send_back_by(unit, floor, Statement(sent_at=NOTICE, collected=True)) is None


@pytest.mark.parametrize(("agreed", "verdict"), [(True, "accept"), (False, "refuse"), (None, "ask")])
def test_another_means_of_payment_takes_an_express_agreement(verdict: str, *, agreed: bool | None) -> None:
    """
    The way the buyer paid is always right, another only if agreed.
    """
    unit = bought("DE", paid_with="card")
    floor = BOOK.withdrawal("DE", unit.placed_on)
    assert floor is not None

    assert verdict == means_of_refund(unit, floor, "store_credit", agreed=agreed).verdict.value
    assert Verdict.ACCEPT is means_of_refund(unit, floor, "card", agreed=agreed).verdict


def test_lost_value_asks_for_what_is_not_known() -> None:
    """
    Whether the buyer was told, and how the goods were handled, decide; unknown, nothing is owed yet.
    """
    loss = Money(1000, "EUR")
    floor = BOOK.withdrawal("DE", date(2026, 6, 1))
    assert floor is not None
    untold = lost_value(bought("DE"), floor, loss, beyond_need=True)
    unseen = lost_value(bought("DE", informed=True), floor, loss)

    for found, fact in ((untold, "informed"), (unseen, "line.used")):
        assert found.finding.question is not None
        assert (fact, True) == (found.finding.question.fact, found.deduction.is_zero)


@pytest.mark.parametrize(
    ("residence", "sure", "maybe"),
    [
        ("GB", date(2026, 7, 14), date(2026, 7, 14)),
        ("FR", date(2026, 7, 15), date(2026, 7, 15)),
        ("DE", None, None),
    ],
)
def test_the_money_is_due_after_a_defect(residence: str, sure: date | None, maybe: date | None) -> None:
    """
    Fourteen days; Britain counts the day of the agreement in.
    """
    unit = bought(residence)
    floor = BOOK.guarantee(residence, unit.placed_on)
    assert floor is not None
    found = refund_after_defect(unit, floor, date(2026, 7, 1))

    assert (sure, maybe) == ((None, None) if found is None else (found.sure, found.maybe))


# ------------------------------------------------------------------------------------------ deliveries


def test_a_promise_stands_where_no_law_is_held() -> None:
    """
    A promised day binds whatever the law; after it, and without one, a person must look.
    """
    unit = unit_of({"residence": "SG", "zone": "Asia/Singapore"})
    promise = DeliveryFacts(promised_by=date(2026, 6, 20))
    found = deliver_by(unit, None, promise)

    assert found is not None
    assert date(2026, 6, 20) == found.sure
    assert deliver_by(unit, None) is None
    assert "law.delivery_not_late" == late_delivery(unit, None, NOTICE, promise).reason.code
    assert "law.not_held" == late_delivery(unit, None, NOTICE).reason.code


@pytest.mark.parametrize(
    ("residence", "facts", "code"),
    [
        ("US", {"agreed_until": "2026-08-15"}, "law.delivery_agreed_later"),
        ("US", {}, "law.may_end_contract"),
        ("TR", {"promised_by": "2026-09-01"}, "rights.law_unverified"),
        ("ZA", {}, "law.delivery_notice_needed"),
        ("CO", {}, "law.may_end_contract"),
    ],
)
def test_what_a_late_delivery_opens(residence: str, facts: dict[str, str], code: str) -> None:
    """
    A delay that was agreed to waits, a notice that is missing is asked for, and the rest ends the contract.
    """
    unit = unit_of({"residence": residence, "zone": "UTC"})
    read = documents.read(DeliveryFacts, facts)
    found = late_delivery(unit, BOOK.delivery(residence, unit.placed_on), datetime(2026, 8, 10, tzinfo=UTC), read)

    assert code == found.reason.code


def test_no_law_but_one_says_when_to_start() -> None:
    """
    Only Korea has days to start the supply; Germany has no number for the refund of a late contract.
    """
    unit = unit_of({"residence": "DE", "zone": "UTC"})
    floor = BOOK.delivery("DE", unit.placed_on)
    assert floor is not None

    assert start_by(unit, floor) is None
    assert refund_after_late_delivery(unit, floor, date(2026, 7, 1)) is None


# ------------------------------------------------------------------------------------------ guarantees


def test_a_guarantee_beside_the_general_one_needs_its_goods() -> None:
    """
    Goods the law does not name, and prices below the lowest tier, have the general guarantee only.
    """
    cheap = bought("HU", law_category="listed_durable", price="9999 HUF")
    other = bought("HU", law_category="book", price="50000 HUF")
    euros = bought("HU", law_category="listed_durable", price="500.00 EUR")

    assert [[], [], []] == [[*beside(unit, BOOK)] for unit in (cheap, other, euros)]
    (layer,) = BOOK.parallel("HU", date(2026, 6, 1))
    assert months_beside(bought("HU", law_category="listed_durable", price="10000 HUF"), layer.row) == 24


def test_an_unverified_guarantee_beside_is_not_certain() -> None:
    """
    The Hungarian tiers since 2024 rest on press, so only the later end has them.
    """
    (floor,) = beside(bought("HU", law_category="listed_durable", price="300000 HUF"), BOOK)

    assert (None, 36) == (floor.certain.months, floor.cautious.months)


def test_a_law_without_an_order_of_remedies_is_for_a_person() -> None:
    """
    Canadian provinces have no fixed order.
    """
    unit = bought("CA-QC")
    floor = BOOK.guarantee("CA-QC", unit.placed_on)
    assert floor is not None
    found = remedy_open(unit, floor, Remedy.REPAIR, date(2026, 7, 1), ())

    assert found is not None
    assert REASONABLE_SCHEME == found.reason


def test_a_defect_of_unknown_day_may_have_been_told_late() -> None:
    """
    Two months from the arrival are in time in any case; after that the day it showed decides.
    """
    unit = bought("SK", reason="defective")
    floor = BOOK.guarantee("SK", unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    assert floor is not None
    assert arrived is not None
    early, late = (notification(unit, floor, arrived, datetime(2026, 8, day, 12, tzinfo=UTC))[0] for day in (5, 6))

    assert Verdict.ACCEPT is early.verdict
    assert NOTIFY_UNCERTAIN == late.reason
    assert notify_by(unit, floor.cautious) is None


def test_while_a_repair_is_pending_the_right_to_reject_has_no_end() -> None:
    """
    In Britain the thirty days stand still until the goods are back.
    """
    unit = bought("GB", repairs=[{"requested_on": "2026-06-20"}])
    floor = BOOK.guarantee("GB", unit.placed_on)
    arrived = each_arrival(unit.order, unit.line, unit.zone, unit.practices)
    assert floor is not None
    assert arrived is not None
    found = early_exit_deadline(unit, floor, arrived)

    assert found is not None
    assert found.never_ends


@pytest.mark.parametrize("requested", [True, False])
def test_refurbished_goods_before_the_directive(*, requested: bool) -> None:
    """
    For a contract before 31 July 2026 no request is needed.
    """
    floor = BOOK.guarantee("DE", date(2026, 7, 30))
    assert floor is not None

    assert Verdict.ACCEPT is refurbished_replacement(floor, requested=requested).verdict


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"remedy": Remedy.REFUND}, "remedy"),
        ({"handed_over_on": date(2026, 6, 2), "returned_on": date(2026, 6, 1)}, "returned_on"),
        ({"requested_on": date(2026, 6, 2), "refused_on": date(2026, 6, 1)}, "refused_on"),
    ],
)
def test_a_repair_that_cannot_have_been_is_refused(facts: dict[str, Any], path: str) -> None:
    """
    A repair is a repair or a replacement, and ends after it began.
    """
    with pytest.raises(ValueError, match=path):
        Repair(**facts)


# ------------------------------------------------------------------------------------------ contact


def test_a_holiday_that_is_not_known_is_asked_for() -> None:
    """
    Without a calendar nobody knows, and who does not call breaks no law.
    """
    found = may_contact(BOOK, "FR", datetime.fromisoformat("2026-06-09T15:00:00+02:00"), "Europe/Paris")

    assert found.question is not None
    assert ("calendar", Verdict.REFUSE) == (found.question.fact, found.question.otherwise)
