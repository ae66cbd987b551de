from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER, Deadline
from aftersales.decisions import Answerer, Reason, Verdict
from aftersales.law import LawBook, guarantee, guarantee_deadline
from aftersales.law.guarantees import DEFECT_NOT_ALLEGED, LEGAL_GUARANTEE
from aftersales.law.proof import (
    BURDEN_ON_CUSTOMER,
    BURDEN_ON_SELLER,
    BURDEN_UNCERTAIN,
    DEFECT_DAY_UNKNOWN,
    DEFECT_NOT_SHOWN,
    DEFECT_SHOWN,
)
from aftersales.law.withdrawals import BUYER_UNKNOWN, LAW_NOT_HELD, RESIDENCE_UNKNOWN
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Condition,
    Kind,
    Order,
    Outbound,
    Practices,
    Seen,
    Sighting,
    each_arrival,
)
from aftersales.rights import Basis, Claim, Payer, Remedy, Repair, ReturnReason, Unit
from aftersales.testing.orders import a_line, an_order, delivered, sent
from tests.law.units import BERLIN, BOOK, ZONES, buyer, days, found, unit_of, verdict

ARRIVED = date(2026, 6, 5)
DEFECTIVE = ReturnReason.DEFECTIVE
SOON, LATE = "2026-09-01T12:00:00+02:00", "2027-09-01T12:00:00+02:00"
REPAIR, REPLACEMENT, REFUND, REDUCTION = Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND, Remedy.PRICE_REDUCTION


def sold(
    residence: str | None, line: Any = None, *, on: date = ARRIVED, placed: str = "2026-06-01", **fields: Any
) -> Order:
    """
    Sell something to a consumer who lives there, and deliver it.
    """
    at = datetime.combine(date.fromisoformat(placed), datetime.min.time(), UTC)
    zone = ZONES.get((residence or "")[:2], BERLIN)
    order = an_order(line or a_line(), placed_at=at, buyer=buyer(residence, zone), **fields)
    return delivered(order, on)


def claims(order: Order, at: str = SOON, *, book: LawBook = BOOK, **fields: Any) -> tuple[Claim, ...]:
    """
    Claim what the legal guarantee gives for a defect.
    """
    return guarantee(unit_of(order, **{"reason": DEFECTIVE, **fields}), book, datetime.fromisoformat(at))


def judged(order: Order, at: str = SOON, **fields: Any) -> dict[Remedy, Verdict]:
    """
    Judge every remedy, the kindest where one is claimed twice.
    """
    unit = unit_of(order, **{"reason": DEFECTIVE, **fields})
    ranks = [Verdict.REFUSE, Verdict.REFER, Verdict.ASK, Verdict.ACCEPT]
    best: dict[Remedy, Verdict] = {}
    for claim in claims(order, at, **fields):
        one = verdict(claim, unit, at)
        best[claim.terms.remedy] = max(best.get(claim.terms.remedy, one), one, key=ranks.index)
    return best


def end(order: Order, **fields: Any) -> Deadline:
    """
    Find the last day of the guarantee.
    """
    unit = unit_of(order, **fields)
    floor = BOOK.guarantee(order.buyer.residence, unit.placed_on)
    arrived = each_arrival(order, unit.line, unit.zone, unit.practices)
    assert floor is not None
    assert arrived is not None
    return guarantee_deadline(unit, floor, arrived)


def both(day: str) -> tuple[str, str]:
    """
    Write a deadline of which both ends are one day.
    """
    return day, day


class TestInPlay:
    """
    To whom, and for what, the law makes the seller answer.
    """

    def test_a_consumer_with_a_defect_has_it_free_of_charge(self) -> None:
        """
        Sending back a defect costs nothing, and the delivery goes back with the whole order.
        """
        for claim in claims(sold("DE", told_return_cost=True)):
            assert Basis.GUARANTEE is claim.basis
            assert (Payer.SHOP, Outbound.ALL) == (claim.terms.return_shipping, claim.terms.outbound)
            assert claim.terms.fee.is_free
            assert found(claim.findings, LEGAL_GUARANTEE) is not None

    @pytest.mark.parametrize(
        ("order", "fields"),
        [
            pytest.param(sold("DE"), {"reason": ReturnReason.CHANGED_MIND}, id="nothing is wrong with it"),
            pytest.param(
                attrs.evolve(sold("DE"), buyer=Buyer(kind=BuyerKind.BUSINESS, residence="DE")), {}, id="a business"
            ),
            pytest.param(
                attrs.evolve(sold("DE"), buyer=Buyer(residence="DE")),
                {"practices": Practices(sells_to="business")},
                id="a shop that sells to businesses only",
            ),
            pytest.param(sold("US"), {}, id="a law that can be contracted away"),
            pytest.param(an_order(buyer=buyer("DE")), {}, id="nothing was sent yet"),
            pytest.param(
                sent(an_order(buyer=buyer("DE")), Sighting(what=Seen.LOST, on=ARRIVED)), {}, id="lost on the way"
            ),
            pytest.param(an_order(a_line(kind=Kind.SERVICE), buyer=buyer("DE")), {}, id="a service"),
        ],
    )
    def test_it_is_not_there_for(self, order: Order, fields: dict[str, Any]) -> None:
        """
        A basis that is not in play yields no claim.
        """
        assert () == claims(order, **fields)

    def test_without_a_reason_it_is_open_to_whom_it_concerns(self) -> None:
        """
        The page of an order can say that it is there, and nobody has to prove anything yet.
        """
        for claim in claims(sold("DE"), reason=None):
            asked = found(claim.findings, DEFECT_NOT_ALLEGED)
            assert asked is not None
            assert asked.question is not None

            assert ("reason", Verdict.REFUSE) == (asked.question.fact, asked.question.otherwise)

    def test_what_is_missing_does_not_take_it_from_what_is_there(self) -> None:
        """
        One of two units came and is broken, and the other one is still on its way.
        """
        order = delivered(an_order(a_line(quantity=2), buyer=buyer("DE")), ARRIVED, units={"line-1": 1})

        assert Verdict.ACCEPT is judged(order)[REPAIR]
        assert both("2028-06-05") == days(end(order))

    def test_an_unknown_capacity_is_asked(self) -> None:
        """
        Whether a consumer bought is a question.
        """
        order = attrs.evolve(sold("DE"), buyer=Buyer(residence="DE", zone=BERLIN))

        assert Verdict.ASK is judged(order)[REPAIR]
        assert all(found(claim.findings, BUYER_UNKNOWN) is not None for claim in claims(order))

    @pytest.mark.parametrize(("residence", "reason"), [(None, RESIDENCE_UNKNOWN), ("ZZ", LAW_NOT_HELD)])
    def test_an_unknown_law_refuses_nothing_at_any_time(self, residence: str | None, reason: Reason) -> None:
        """
        An unknown residence is asked, and a country without rows is for a person, years later too.
        """
        order = sold(residence)
        [claim] = claims(order, LATE)

        assert reason == claim.findings[-1].reason
        assert judged(order, "2040-01-01T00:00:00+01:00")[REPAIR] in (Verdict.ASK, Verdict.REFER)


class TestEnd:
    """
    How long it lasts.
    """

    @pytest.mark.parametrize(
        ("residence", "placed", "on", "expected"),
        [
            pytest.param("DE", "2026-06-01", "2026-06-05", both("2028-06-05"), id="two years in Germany"),
            pytest.param("FR", "2026-06-01", "2026-06-05", both("2028-06-05"), id="and in France"),
            pytest.param("ES", "2026-06-01", "2026-06-05", both("2029-06-05"), id="three in Spain"),
            pytest.param("ES", "2021-12-30", "2022-01-05", both("2024-01-05"), id="by the day of the contract"),
            pytest.param("GB", "2026-06-01", "2026-06-09", both("2032-06-09"), id="six in Britain"),
            pytest.param("GB-SCT", "2026-06-01", "2026-06-09", both("2031-06-09"), id="five in Scotland"),
            pytest.param("DE", "2024-02-26", "2024-02-29", both("2026-02-28"), id="a leap day has no day in 2026"),
            pytest.param("DE", "2026-06-01", "2026-06-06", both("2028-06-06"), id="it goes on to no working day"),
        ],
    )
    def test_is_a_number_of_months_from_delivery(
        self, residence: str, placed: str, on: str, expected: tuple[str, str]
    ) -> None:
        """
        The day of the same number, by the law of the day of the contract.
        """
        assert expected == days(end(sold(residence, on=date.fromisoformat(on), placed=placed)))

    def test_an_unknown_delivery_makes_a_band(self) -> None:
        """
        Two years from the earliest day are sure, and when the goods came is asked after that.
        """
        order = sent(an_order(buyer=buyer("DE")))

        assert ("2028-06-01", "9999-12-31") == days(end(order))
        assert Verdict.ASK is judged(order, "2028-06-20T12:00:00+02:00", defect_on=date(2027, 1, 1))[REPAIR]

    def test_units_of_several_parcels_have_the_span_of_their_days(self) -> None:
        """
        Which parcel brought the unit is not known.
        """
        order = delivered(an_order(a_line(quantity=2), buyer=buyer("DE")), ARRIVED, units={"line-1": 1})
        order = delivered(order, date(2026, 7, 10))

        assert ("2028-06-05", "2028-07-10") == days(end(order))

    @pytest.mark.parametrize(
        ("residence", "condition", "agreed", "expected"),
        [
            pytest.param("DE", Condition.USED, None, "2028-06-05", id="used, nothing agreed"),
            pytest.param("DE", Condition.USED, 12, "2027-06-05", id="used, a year agreed"),
            pytest.param("DE", Condition.USED, 6, "2027-06-05", id="used, less than the law lets agree"),
            pytest.param("DE", Condition.USED, 36, "2028-06-05", id="used, no more than the law gives"),
            pytest.param("DE", Condition.NEW, 12, "2028-06-05", id="new, whatever was agreed"),
            pytest.param("DE", Condition.REFURBISHED, 12, "2028-06-05", id="refurbished is not used"),
            pytest.param("FR", Condition.USED, 12, "2028-06-05", id="France lets nobody agree on less"),
            pytest.param("ES", Condition.USED, 12, "2027-06-05", id="Spain does"),
        ],
    )
    def test_of_used_goods_may_be_agreed_shorter(
        self, residence: str, condition: Condition, agreed: int | None, expected: str
    ) -> None:
        """
        Only where the state's row says so, only for used goods, and never below its number.
        """
        order = sold(residence, a_line(condition=condition, agreed_guarantee_months=agreed))

        assert both(expected) == days(end(order))


class TestShownInTime:
    """
    A defect that showed before the end can be claimed a while longer.
    """

    def test_in_germany_for_four_months(self) -> None:
        """
        Shown on 20 May 2028, claimed until 20 September; one that showed after the end is too late.
        """
        order = sold("DE")

        assert both("2028-09-20") == days(end(order, reason=DEFECTIVE, defect_on=date(2028, 5, 20)))
        assert both("2028-06-05") == days(end(order, reason=DEFECTIVE, defect_on=date(2028, 6, 6)))
        assert both("2028-06-05") == days(end(order, reason=DEFECTIVE, defect_on=date(2026, 6, 6)))

    def test_an_unknown_day_may_be_the_last_one(self) -> None:
        """
        Whoever claims a month late is asked when the defect showed, and not refused.
        """
        order = sold("DE")

        assert ("2028-06-05", "2028-10-05") == days(end(order, reason=DEFECTIVE))
        assert Verdict.ASK is judged(order, "2028-07-01T12:00:00+02:00")[REPAIR]
        assert Verdict.REFUSE is judged(order, "2028-10-06T12:00:00+02:00")[REPAIR]

    def test_where_nobody_claims_a_defect_nothing_is_added(self) -> None:
        """
        The page of an order does not ask for years when a defect showed.
        """
        assert both("2028-06-05") == days(end(sold("DE"), reason=None))

    def test_in_spain_for_five_years(self) -> None:
        """
        The action is barred five years after the defect showed; before 2022 it was three years after delivery.
        """
        shown = date(2028, 5, 20)

        assert both("2033-05-20") == days(end(sold("ES"), reason=DEFECTIVE, defect_on=shown))
        old = sold("ES", placed="2021-06-01", on=date(2021, 6, 5))
        assert both("2024-06-05") == days(end(old, reason=DEFECTIVE, defect_on=date(2023, 6, 1)))

    def test_in_france_a_person_looks(self) -> None:
        """
        That the five years of the civil code start with the knowledge of the defect is a cautious row.
        """
        found_late = end(sold("FR"), reason=DEFECTIVE, defect_on=date(2028, 5, 20))

        assert ("2028-06-05", "2033-05-20") == days(found_late)
        assert ("law",) == found_late.hangs_on


class TestBrazil:
    """
    Days by durability, and from discovery for what was hidden.
    """

    @pytest.mark.parametrize(
        ("durable", "expected"),
        [
            pytest.param(False, both("2026-07-05"), id="thirty days"),
            pytest.param(True, both("2026-09-03"), id="ninety days"),
            pytest.param(None, ("2026-07-05", "2026-09-03"), id="not known"),
        ],
    )
    def test_the_days_hang_on_durability(self, durable: bool | None, expected: tuple[str, str]) -> None:  # noqa: FBT001
        """
        A defect that showed on the day of delivery has thirty or ninety days.
        """
        line = a_line(facts={"durable": durable})
        found_at_once = end(sold("BR", line), reason=DEFECTIVE, defect_on=ARRIVED)

        assert expected == days(found_at_once)
        assert (("line.durable",) if durable is None else ()) == found_at_once.hangs_on

    def test_what_showed_later_was_hidden_until_then(self) -> None:
        """
        Ninety days from the day on which it first showed, however long after delivery.
        """
        order = sold("BR", a_line(facts={"durable": True}))

        assert both("2028-03-31") == days(end(order, reason=DEFECTIVE, defect_on=date(2028, 1, 1)))

    def test_what_could_be_seen_at_delivery_was_not(self) -> None:
        """
        An apparent defect has its days from delivery, whenever somebody looked.
        """
        order = sold("BR", a_line(facts={"durable": True}))

        assert both("2026-09-03") == days(end(order, reason=DEFECTIVE, defect_on=date(2028, 1, 1), hidden=False))

    def test_an_unknown_day_is_asked(self) -> None:
        """
        A hidden defect can show at any time.
        """
        order = sold("BR", a_line(facts={"durable": True}))
        found_some_day = end(order, reason=DEFECTIVE)

        assert ("2026-09-03", "9999-12-31") == days(found_some_day)
        assert ("defect_on",) == found_some_day.hangs_on


class TestProof:
    """
    Who has to show that the defect was there at delivery.
    """

    def proof(self, order: Order, at: str = LATE, **fields: Any) -> tuple[Verdict, Reason, Any]:
        """
        Find what was found about the proof of a repair.
        """
        reasons = (
            BURDEN_ON_SELLER, BURDEN_ON_CUSTOMER, BURDEN_UNCERTAIN, DEFECT_DAY_UNKNOWN, DEFECT_SHOWN, DEFECT_NOT_SHOWN,
        )  # fmt: skip
        first = claims(order, at, **fields)[0]
        [one] = [each for each in first.findings if each.reason in reasons]
        return one.verdict, one.reason, one.value("last_day")

    @pytest.mark.parametrize(
        ("residence", "placed", "on", "last_day"),
        [
            pytest.param("DE", "2022-01-01", "2022-01-10", "2023-01-10", id="a year in Germany since 2022"),
            pytest.param("DE", "2021-08-27", "2021-08-31", "2022-02-28", id="six months before, cut to February"),
            pytest.param("ES", "2022-01-02", "2022-01-05", "2024-01-05", id="two years in Spain"),
            pytest.param("FR", "2026-06-01", "2026-06-05", "2028-06-05", id="and in France"),
            pytest.param("GB", "2026-01-06", "2026-01-10", "2026-07-09", id="six months in Britain, delivery day in"),
        ],
    )
    def test_turns_after_a_time_that_the_law_sets(self, residence: str, placed: str, on: str, last_day: str) -> None:
        """
        Until its last day the law presumes it, and from the next day on the customer proves: a person looks.
        """
        order, last = sold(residence, placed=placed, on=date.fromisoformat(on)), date.fromisoformat(last_day)
        at = f"{last.year + 1}-06-01T12:00:00+00:00" if residence == "GB" else f"{last_day}T12:00:00+00:00"
        day_after = date.fromordinal(last.toordinal() + 1)

        assert (Verdict.ACCEPT, BURDEN_ON_SELLER, last) == self.proof(order, at, defect_on=last)
        assert (Verdict.REFER, BURDEN_ON_CUSTOMER, last) == self.proof(order, at, defect_on=day_after)

    def test_of_used_goods_may_turn_earlier(self) -> None:
        """
        France presumes two years for new goods and one for used ones.
        """
        used = sold("FR", a_line(condition=Condition.USED))

        assert (Verdict.REFER, BURDEN_ON_CUSTOMER, date(2027, 6, 5)) == self.proof(used, defect_on=date(2027, 6, 6))

    def test_what_is_claimed_within_the_time_need_not_be_dated(self) -> None:
        """
        A defect that is reported in time showed in time.
        """
        assert (Verdict.ACCEPT, BURDEN_ON_SELLER, date(2027, 6, 5)) == self.proof(sold("DE"), SOON)

    def test_after_the_time_the_day_on_which_it_showed_is_asked(self) -> None:
        """
        The customer knows when it first showed.
        """
        order = sold("DE")

        assert (Verdict.ASK, DEFECT_DAY_UNKNOWN, date(2027, 6, 5)) == self.proof(order)
        assert Verdict.ASK is judged(order, LATE)[REPAIR]

    def test_an_unknown_delivery_is_asked_where_it_decides(self) -> None:
        """
        Of two parcels the later one may have brought the unit that broke.
        """
        order = delivered(an_order(a_line(quantity=2), buyer=buyer("DE")), ARRIVED, units={"line-1": 1})
        order = delivered(order, date(2026, 7, 10))
        verdict_, reason, _ = self.proof(order, defect_on=date(2027, 6, 20))

        assert (Verdict.ASK, BURDEN_UNCERTAIN) == (verdict_, reason)
        assert Verdict.REFER is self.proof(order, defect_on=date(2027, 8, 1))[0]

    @pytest.mark.parametrize(
        ("existed", "expected"),
        [(True, (Verdict.ACCEPT, DEFECT_SHOWN, None)), (False, (Verdict.REFUSE, DEFECT_NOT_SHOWN, None))],
    )
    def test_what_was_shown_needs_no_presumption(self, existed: bool, expected: tuple[Any, ...]) -> None:  # noqa: FBT001
        """
        Whoever looked at the goods has the last word.
        """
        assert expected == self.proof(sold("DE"), existed_at_delivery=existed)

    def test_the_right_lives_on_after_it_turned(self) -> None:
        """
        Nobody is refused in month thirteen.
        """
        order = sold("DE")

        assert Verdict.REFER is judged(order, LATE, defect_on=date(2027, 8, 1))[REPAIR]


class TestRemedies:
    """
    What is open, and in which order.
    """

    FAILED = Repair(requested_on=date(2026, 7, 1), returned_on=date(2026, 7, 10), restored=False)
    WORKED = attrs.evolve(FAILED, restored=True)

    @pytest.mark.parametrize(
        ("fields", "open_ones"),
        [
            pytest.param({}, {REPAIR, REPLACEMENT}, id="nothing was tried"),
            pytest.param({"repairs": (WORKED,)}, {REPAIR, REPLACEMENT}, id="a repair that helped"),
            pytest.param({"repairs": (FAILED,)}, {REPAIR, REPLACEMENT, REFUND, REDUCTION}, id="one that did not"),
            pytest.param({"serious": True}, {REPAIR, REPLACEMENT, REFUND, REDUCTION}, id="too serious to wait"),
            pytest.param(
                {"repairs": (Repair(requested_on=date(2026, 7, 1), refused_on=date(2026, 7, 3)),)},
                {REPAIR, REPLACEMENT, REFUND, REDUCTION},
                id="the seller said no",
            ),
            pytest.param({"repairs": (FAILED,), "minor": True}, {REPAIR, REPLACEMENT, REDUCTION}, id="a minor defect"),
        ],
    )
    def test_of_the_union_come_in_two_tiers(self, fields: dict[str, Any], open_ones: set[Remedy]) -> None:
        """
        Repair or replacement first, and the money when that failed; the first tier stays open beside the second.
        """
        assert open_ones == {remedy for remedy, one in judged(sold("DE"), **fields).items() if one is Verdict.ACCEPT}

    @pytest.mark.parametrize(
        ("residence", "day", "open_ones"),
        [
            pytest.param("FR", "2026-07-01", {REPAIR, REPLACEMENT}, id="thirty days of waiting"),
            pytest.param("FR", "2026-07-02", {REPAIR, REPLACEMENT, REFUND, REDUCTION}, id="a day more"),
            pytest.param("DE", "2026-08-01", {REPAIR, REPLACEMENT}, id="Germany has no number"),
        ],
    )
    def test_a_repair_may_take_too_long(self, residence: str, day: str, open_ones: set[Remedy]) -> None:
        """
        French law gives thirty days for it.
        """
        waiting = (Repair(requested_on=date(2026, 6, 1)),)
        order = sold(residence, placed="2026-05-01", on=date(2026, 5, 5))
        found_open = judged(order, f"{day}T12:00:00+02:00", repairs=waiting)

        assert open_ones == {remedy for remedy, one in found_open.items() if one is Verdict.ACCEPT}

    def test_in_brazil_repair_comes_alone(self) -> None:
        """
        Within thirty days there is nothing else, and after them the buyer chooses.
        """
        order = sold("BR", a_line(facts={"durable": True}))
        shown = {
            "defect_on": ARRIVED,
            "existed_at_delivery": True,
            "repairs": (Repair(requested_on=date(2026, 6, 10)),),
        }
        within, after = (judged(order, f"2026-07-{day}T12:00:00-03:00", **shown) for day in ("10", "11"))

        assert {REPAIR} == {remedy for remedy, one in within.items() if one is Verdict.ACCEPT}
        assert {REPAIR, REPLACEMENT, REFUND, REDUCTION} == {
            remedy for remedy, one in after.items() if one is Verdict.ACCEPT
        }


class TestEarlyExit:
    """
    The British right to reject at once.
    """

    ORDER = sold("GB", on=date(2026, 6, 1))

    def exit_of(self, **fields: Any) -> tuple[Claim, Unit]:
        """
        Take the claim that goes straight to the money: the last one of a refund.
        """
        refunds = [claim for claim in claims(self.ORDER, **fields) if claim.terms.remedy is REFUND]
        return refunds[-1], unit_of(self.ORDER, **{"reason": DEFECTIVE, **fields})

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2026-07-01T23:59:59+01:00", Verdict.ACCEPT),
            ("2026-07-02T00:00:00+01:00", Verdict.REFUSE),
        ],
    )
    def test_lasts_thirty_days_after_delivery(self, at: str, expected: Verdict) -> None:
        """
        The day of delivery is not counted.
        """
        claim, unit = self.exit_of(existed_at_delivery=True)

        assert both("2026-07-01") == days(claim.terms.deadline)
        assert expected is verdict(claim, unit, at)

    def test_is_proved_by_the_customer(self) -> None:
        """
        The presumption does not reach it: unproved it is for a person, while a repair is presumed.
        """
        claim, unit = self.exit_of()

        assert Verdict.REFER is verdict(claim, unit, "2026-06-20T12:00:00+01:00")
        assert Verdict.ACCEPT is judged(self.ORDER, "2026-06-20T12:00:00+01:00")[REPAIR]

    def test_is_not_there_in_germany(self) -> None:
        """
        Without such a rule there is one claim of each remedy.
        """
        assert [REPAIR, REPLACEMENT, REFUND, REDUCTION] == [claim.terms.remedy for claim in claims(sold("DE"))]

    @pytest.mark.parametrize(
        ("repair", "expected"),
        [
            pytest.param(
                Repair(requested_on=date(2026, 6, 21), returned_on=date(2026, 7, 5), restored=False),
                "2026-07-16",
                id="fifteen days of waiting",
            ),
            pytest.param(
                Repair(requested_on=date(2026, 7, 1), returned_on=date(2026, 7, 3), restored=False),
                "2026-07-10",
                id="at least seven days are left",
            ),
            pytest.param(
                Repair(requested_on=date(2026, 7, 2), returned_on=date(2026, 7, 9), restored=False),
                "2026-07-01",
                id="asked for too late",
            ),
        ],
    )
    def test_stands_still_while_the_customer_waits(self, repair: Repair, expected: str) -> None:
        """
        From the request to the return, both days in.
        """
        claim, _ = self.exit_of(repairs=(repair,), existed_at_delivery=True)

        assert both(expected) == days(claim.terms.deadline)

    def test_does_not_end_while_a_repair_goes_on(self) -> None:
        """
        As long as the goods are not back it cannot have ended.
        """
        claim, _ = self.exit_of(repairs=(Repair(requested_on=date(2026, 6, 21)),))

        assert FOREVER == claim.terms.deadline.sure

    def test_an_unknown_delivery_keeps_it_open(self) -> None:
        """
        Nobody loses it since nobody saw the parcel.
        """
        order = sent(an_order(buyer=buyer("GB")))
        refunds = [claim for claim in claims(order) if claim.terms.remedy is REFUND]

        assert ("2026-07-01", "9999-12-31") == days(refunds[-1].terms.deadline)


class TestStandingStill:
    """
    Days on which the goods are away do not count, where the law says so.
    """

    MARCH = (Repair(handed_over_on=date(2025, 3, 1), returned_on=date(2025, 3, 31), restored=True),)

    @pytest.mark.parametrize(
        ("residence", "repairs", "expected"),
        [
            pytest.param("ES", MARCH, "2027-02-09", id="thirty days in Spain"),
            pytest.param("ES", (), "2027-01-10", id="none"),
            pytest.param("GB", MARCH, "2030-01-10", id="Britain has no such rule"),
        ],
    )
    def test_makes_it_longer(self, residence: str, repairs: tuple[Repair, ...], expected: str) -> None:
        """
        36 months to 10 January 2027, and the days of March.
        """
        order = sold(residence, placed="2024-01-08", on=date(2024, 1, 10))

        assert expected == end(order, repairs=repairs).sure.isoformat()

    def test_it_cannot_end_while_they_are_away(self) -> None:
        """
        A repair that goes on keeps the period open.
        """
        order = sold("ES", placed="2024-01-08", on=date(2024, 1, 10))

        assert FOREVER == end(order, repairs=(Repair(handed_over_on=date(2026, 12, 1)),)).sure

    def test_what_was_handed_over_after_the_end_changes_nothing(self) -> None:
        """
        A period that is over does not stand still.
        """
        order = sold("ES", placed="2024-01-08", on=date(2024, 1, 10))
        late = Repair(handed_over_on=date(2027, 6, 1), returned_on=date(2027, 7, 1))

        assert "2027-01-10" == end(order, repairs=(late,)).sure.isoformat()


def test_the_question_about_proof_goes_to_the_customer() -> None:
    """
    Who can tell when a defect showed is the one who has the goods.
    """
    asked = found(claims(sold("DE"), LATE)[0].findings, DEFECT_DAY_UNKNOWN)
    assert asked is not None
    assert asked.question is not None

    assert ("defect_on", Answerer.CUSTOMER) == (asked.question.fact, asked.question.who)
