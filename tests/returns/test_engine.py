from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER
from aftersales.decisions import Answerer, Verdict
from aftersales.errors import FactsError
from aftersales.money import Money, Taxed
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Channel,
    Charge,
    Kind,
    LineFacts,
    Moved,
    Movement,
    Order,
    Outbound,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    Spread,
    Tender,
    Transit,
)
from aftersales.returns import (
    Anchor,
    Answer,
    Basis,
    Desk,
    Fee,
    Fees,
    Option,
    Payer,
    PolicyRule,
    Remedy,
    RequestLine,
    Shipping,
    Window,
    decide,
)
from aftersales.rights import Repair
from tests.returns.sales import (
    BUSINESS,
    CONSUMER,
    PRACTICES,
    ask_one,
    line,
    money,
    noon,
    parcel,
    policy,
    sale,
    shop,
)

LAW_ONLY = shop()


def option(answer: Answer, basis: Basis, remedy: Remedy = Remedy.REFUND) -> Option:
    """
    Take the one option of a basis and a remedy.
    """
    (found,) = (one for one in answer.options if (one.basis, one.remedy) == (basis, remedy))
    return found


def charge(gross: str = "4.76", tax: str = "0.76", **more: Any) -> Charge:
    """
    Charge for the delivery.
    """
    return Charge(id="shipping", charged=Taxed.of_gross(money(gross), money(tax)), **more)


class TestWithdrawal:
    """
    The statutory right to change one's mind.
    """

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [("2026-10-05", Verdict.ACCEPT), ("2026-10-19", Verdict.ACCEPT), ("2026-10-20", Verdict.REFUSE)],
    )
    def test_runs_for_fourteen_days(self, day: str, verdict: Verdict) -> None:
        """
        A consumer in Germany has fourteen days from delivery, without a policy and without a reason.
        """
        answer = ask_one(sale(), LAW_ONLY, day, reason=None)

        assert verdict is answer.verdict
        assert date(2026, 10, 19) == option(answer, Basis.WITHDRAWAL).last_day

    def test_rolls_over_a_sunday(self) -> None:
        """
        A period that would end on Sunday ends on Monday, and the steps say so.
        """
        answer = ask_one(sale(parcels=(parcel(line(), on="2026-10-04"),)), LAW_ONLY, "2026-10-19")
        deadline = answer.best.terms.deadline

        assert (Verdict.ACCEPT, date(2026, 10, 19)) == (answer.verdict, answer.last_day)
        assert [("starts", date(2026, 10, 4)), ("counts", date(2026, 10, 18)), ("rolls", date(2026, 10, 19))] == [
            (step.code, step.day) for step in deadline.steps
        ]

    @pytest.mark.parametrize("buyer", [BUSINESS, Buyer(residence="DE-BE")], ids=["said", "by the shop's statement"])
    def test_is_not_for_business(self, buyer: Buyer) -> None:
        """
        A business has what the policy promises and nothing else, whether the order or the shop says that it is one.
        """
        desk = shop(policy(), practices=(attrs.evolve(PRACTICES, sells_to="business"),))
        answer = ask_one(sale(buyer=buyer), desk, "2026-10-06", reason="defective")

        assert {Basis.POLICY} == {one.basis for one in answer.options}
        assert Verdict.ACCEPT is answer.verdict

    def test_a_business_without_a_policy_has_nothing(self) -> None:
        """
        Without a promise a business is refused, for this reason.
        """
        answer = ask_one(sale(buyer=BUSINESS), LAW_ONLY, "2026-10-06")

        assert (Verdict.REFUSE, ("returns.nothing_promised",)) == (answer.verdict, answer.codes)

    def test_is_not_for_a_store(self) -> None:
        """
        Who bought in a store has no right of withdrawal, but what the shop promises.
        """
        order = sale(channel=Channel.IN_STORE, parcels=())

        assert Verdict.REFUSE is ask_one(order, LAW_ONLY, "2026-10-02").verdict
        assert Basis.POLICY is ask_one(order, shop(policy()), "2026-10-02").best.basis

    def test_runs_before_anything_is_delivered(self) -> None:
        """
        A consumer may withdraw before the goods arrive, since the period has not even begun.
        """
        answer = ask_one(sale(parcels=()), LAW_ONLY, "2026-12-24")

        assert (Verdict.ACCEPT, FOREVER) == (answer.verdict, answer.last_day)
        assert "rights.window_not_started" in answer.codes

    def test_starts_with_the_last_parcel_of_the_order(self) -> None:
        """
        Goods of one order that come apart start one period, with the last of them.
        """
        one, two = line("line-1"), line("line-2")
        order = sale(one, two, parcels=(parcel(one), parcel(two, on="2026-10-12", name="parcel-2")))

        assert date(2026, 10, 26) == ask_one(order, LAW_ONLY, "2026-10-20").last_day

    def test_final_sale_goes_back_anyway(self) -> None:
        """
        What a shop sells as final it takes back all the same while the law says so, and says what the law gave.
        """
        answer = ask_one(sale(), shop(policy(final_sale=True)), "2026-10-19")

        assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answer.verdict, answer.best.basis)
        assert ("final_sale", "law") in {(raised.field, raised.by) for raised in answer.best.raised}
        assert Verdict.REFUSE is option(answer, Basis.POLICY).verdict
        assert Verdict.REFUSE is ask_one(sale(), shop(policy(final_sale=True)), "2026-10-20").verdict

    def test_no_fee_and_no_demand_reaches_it(self) -> None:
        """
        Fees and demands of the policy are the policy's own: the withdrawal gives all the money for worn goods.
        """
        strict = policy(fees=Fees(customer=Fee(percent=Decimal(50))), unused=True, outbound=Outbound.NONE)
        worn = sale(line(facts=LineFacts(used=True)), charges=(charge(),))
        answer = ask_one(worn, shop(strict), "2026-10-19")

        assert (Basis.WITHDRAWAL, money("123.76")) == (answer.best.basis, answer.best.refund.total)
        assert {"fee", "outbound", "unused"} <= {raised.field for raised in answer.best.raised if raised.by == "law"}

    def test_is_lifted_by_a_kinder_policy(self) -> None:
        """
        While it runs, what the policy gives more of holds for it too, and is noted.
        """
        kind = policy(return_shipping=Shipping(customer=Payer.SHOP), outbound=Outbound.ALL)
        express = charge("9.00", "1.44", standard=money("4.76"))
        plain = ask_one(sale(charges=(express,)), LAW_ONLY, "2026-10-19").best
        lifted = option(ask_one(sale(charges=(express,)), shop(kind), "2026-10-19"), Basis.WITHDRAWAL)

        assert (Payer.CUSTOMER, money("123.76")) == (plain.terms.return_shipping, plain.refund.total)
        assert (Payer.SHOP, money("128.00")) == (lifted.terms.return_shipping, lifted.refund.total)
        assert {("return_shipping", "policy"), ("outbound", "policy")} == {(r.field, r.by) for r in lifted.raised}

    def test_the_law_says_so_where_there_is_no_promise(self) -> None:
        """
        Where the policy promises no money back at all, the answer says that the law gives it.
        """
        credit_only = shop(policy(window=None, credit=Window(days=30)))

        assert [("window", "law")] == [
            (raised.field, raised.by) for raised in ask_one(sale(), credit_only, "2026-10-06").best.raised
        ]

    @pytest.mark.parametrize(
        ("seal_broken", "verdict"), [(True, Verdict.REFUSE), (False, Verdict.ACCEPT), (None, Verdict.ASK)]
    )
    def test_hygiene_goods_stay_where_they_were_unsealed(self, seal_broken: bool | None, verdict: Verdict) -> None:  # noqa: FBT001
        """
        The seal decides for hygiene goods; where nobody said whether it is broken the customer is asked.
        """
        brush = sale(line(facts=LineFacts(sealed_for_hygiene=True, seal_broken=seal_broken)))
        answer = ask_one(brush, LAW_ONLY, "2026-10-06")

        assert verdict is answer.verdict

    def test_what_the_customer_says_goes_on_top(self) -> None:
        """
        What is said in the request about the goods goes before what the shop knew.
        """
        brush = sale(line(facts=LineFacts(sealed_for_hygiene=True)))
        broken = RequestLine(units=1, facts={"seal_broken": True})
        answer = ask_one(brush, LAW_ONLY, "2026-10-06", broken)

        assert (Verdict.REFUSE, ("law.hygiene_unsealed",)) == (answer.verdict, answer.codes)

    @pytest.mark.parametrize(
        ("facts", "verdict"),
        [
            ({}, Verdict.ACCEPT),
            ({"digital_begun": True}, Verdict.ASK),
            ({"digital_begun": True, "consent": True, "acknowledged": True, "confirmed": True}, Verdict.REFUSE),
            ({"digital_begun": True, "consent": False}, Verdict.ACCEPT),
        ],
        ids=["not begun", "begun, nothing known", "begun with every step", "begun without consent"],
    )
    def test_digital_content_runs_from_the_contract(self, facts: dict[str, bool], verdict: Verdict) -> None:
        """
        Digital content has fourteen days from the contract, unless it was begun with all the steps the law asks for.
        """
        film = sale(line(kind=Kind.DIGITAL, facts=LineFacts(**facts)), parcels=())
        answer = ask_one(film, LAW_ONLY, "2026-10-15")

        assert verdict is answer.verdict
        assert date(2026, 10, 15) == option(answer, Basis.WITHDRAWAL).last_day
        assert Payer.SHOP is option(answer, Basis.WITHDRAWAL).terms.return_shipping

    def test_confirmed_digital_content_by_practice(self) -> None:
        """
        A shop that states that it takes and confirms every consent need not say it of each download.
        """
        film = sale(line(kind=Kind.DIGITAL, facts=LineFacts(digital_begun=True)), parcels=())
        desk = shop(practices=(attrs.evolve(PRACTICES, confirms_digital=True),))

        assert ("law.digital_started",) == ask_one(film, desk, "2026-10-15").codes

    def test_an_unknown_country_is_for_a_person(self) -> None:
        """
        Where the library holds no law nothing is refused: a person must look.
        """
        answer = ask_one(sale(buyer=Buyer(kind=BuyerKind.CONSUMER, residence="AQ")), LAW_ONLY, "2027-10-15")

        assert Verdict.REFER is answer.verdict
        assert "law.not_held" in answer.codes

    def test_an_unknown_residence_asks(self) -> None:
        """
        Which law holds depends on where the buyer lives, so that is asked, and for the customer's side if nobody says.
        """
        answer = ask_one(sale(buyer=Buyer(kind=BuyerKind.CONSUMER)), LAW_ONLY, "2026-10-10")
        asked = answer.questions[0]

        assert Verdict.ASK is answer.verdict
        assert ("buyer.residence", Answerer.CUSTOMER, Verdict.ACCEPT) == (asked.fact, asked.who, asked.otherwise)


class TestGuarantee:
    """
    The seller's liability for a defect.
    """

    def test_is_not_in_play_without_a_defect(self) -> None:
        """
        Who changed their mind, or gives no reason, is not answered by the legal guarantee.
        """
        for reason in ("changed_mind", None):
            answer = ask_one(sale(), LAW_ONLY, "2026-10-06", reason=reason)

            assert Basis.GUARANTEE not in {one.basis for one in answer.options}

    def test_gives_repair_or_replacement_within_a_year(self) -> None:
        """
        A defect within the first year is presumed to be the seller's; money comes after a repair failed.
        """
        answer = ask_one(sale(), LAW_ONLY, "2027-09-01", reason="defective")

        assert Verdict.ACCEPT is option(answer, Basis.GUARANTEE, Remedy.REPLACEMENT).verdict
        assert Verdict.ACCEPT is option(answer, Basis.GUARANTEE, Remedy.REPAIR).verdict
        assert Verdict.REFUSE is option(answer, Basis.GUARANTEE, Remedy.REFUND).verdict
        assert Remedy.REPLACEMENT is answer.best.remedy

    def test_gives_the_money_after_a_failed_repair(self) -> None:
        """
        After one attempt that failed the customer may have the money, all of it.
        """
        asked = RequestLine(units=1, repairs=(Repair(restored=False),))
        answer = ask_one(sale(charges=(charge(),)), LAW_ONLY, "2027-09-01", asked, reason="defective")

        assert (Basis.GUARANTEE, Remedy.REFUND) == (answer.best.basis, answer.best.remedy)
        assert (money("123.76"), Payer.SHOP) == (answer.best.refund.total, answer.best.terms.return_shipping)

    @pytest.mark.parametrize(
        ("said", "verdict", "code"),
        [
            ({}, Verdict.ASK, "law.defect_day_unknown"),
            ({"defect_on": date(2027, 9, 1)}, Verdict.ACCEPT, "law.burden_on_seller"),
            ({"defect_on": date(2027, 10, 20)}, Verdict.REFER, "law.burden_on_customer"),
            ({"existed_at_delivery": True}, Verdict.ACCEPT, "law.defect_shown"),
            ({"existed_at_delivery": False}, Verdict.REFUSE, "law.defect_not_shown"),
        ],
        ids=["nothing said", "showed within the year", "showed later", "proved", "disproved"],
    )
    def test_after_thirteen_months_proof_decides(self, said: Any, verdict: Verdict, code: str) -> None:
        """
        After a year it depends on when the defect first showed, and who can prove what; nobody is refused for silence.
        """
        answer = ask_one(sale(), LAW_ONLY, "2027-11-05", RequestLine(units=1, **said), reason="defective")
        repair = option(answer, Basis.GUARANTEE, Remedy.REPAIR)

        assert verdict is answer.verdict
        assert code in {finding.reason.code for finding in repair.findings}

    def test_runs_for_what_was_bought_in_a_store(self) -> None:
        """
        Who bought over the counter has no right to change their mind, but every right against a defect.
        """
        order = sale(channel=Channel.IN_STORE, parcels=())
        answer = ask_one(order, LAW_ONLY, "2026-12-20", reason="defective")

        assert (Verdict.ACCEPT, Basis.GUARANTEE, Remedy.REPLACEMENT) == (
            answer.verdict,
            answer.best.basis,
            answer.best.remedy,
        )
        assert date(2028, 10, 1) == option(answer, Basis.GUARANTEE, Remedy.REPAIR).last_day

    def test_ends_after_two_years(self) -> None:
        """
        A defect that showed in the last days may be claimed a while longer; after that nothing is left.
        """
        assert Verdict.REFUSE is ask_one(sale(), shop(policy()), "2029-06-01", reason="defective").verdict


class TestPolicy:
    """
    What the shop promises.
    """

    def test_stands_alone_after_the_right_ended(self) -> None:
        """
        On the twentieth day the withdrawal has ended and the policy of thirty days answers, with its fee.
        """
        fifteen = policy(fees=Fees(customer=Fee(percent=Decimal(15))))
        answer = ask_one(sale(), shop(fifteen), "2026-10-25")

        assert (Basis.POLICY, date(2026, 11, 4)) == (answer.best.basis, answer.last_day)
        assert money("101.15") == answer.best.refund.total
        assert [("restocking_fee", money("17.85"))] == [(d.code, d.amount) for d in answer.best.refund.deductions]

    @pytest.mark.parametrize(
        ("fee", "kept"),
        [
            (Fee(flat=money("200.00")), "119.00"),
            (Fee(percent=Decimal(100)), "119.00"),
            (Fee(flat=money("118.99"), percent=Decimal(50)), "119.00"),
            (Fee(flat=money("5.00"), percent=Decimal(1)), "6.19"),
        ],
    )
    def test_a_fee_is_never_more_than_the_goods(self, fee: Fee, kept: str) -> None:
        """
        A fee is cut to what the goods were charged, and delivery still goes back in full: no refund is negative.
        """
        order = sale(buyer=BUSINESS, charges=(charge(),))
        refund = ask_one(order, shop(policy(fees=Fees(customer=fee))), "2026-10-06").best.refund

        assert money("123.76") - money(kept) == refund.total
        assert money(kept) == refund.deductions[0].amount

    def test_the_version_at_purchase_governs(self) -> None:
        """
        A stricter policy that came later does not reach an older order, and a kinder one does not either.
        """
        desk = shop(
            policy(since=date(2026, 1, 1), window=Window(days=60), name="2026"),
            policy(since=date(2026, 10, 2), window=Window(days=7), name="October"),
            policy(since=date(2027, 1, 1), window=Window(days=365), name="2027"),
        )
        answer = ask_one(sale(buyer=BUSINESS), desk, "2026-11-05")

        assert (Verdict.ACCEPT, date(2026, 12, 4)) == (answer.verdict, answer.last_day)
        assert "2026, 2026-01-01" == answer.best.terms.cites[0].text

    def test_before_the_first_version_nothing_was_promised(self) -> None:
        """
        An order older than every version has the law only.
        """
        desk = shop(policy(since=date(2026, 10, 2)))

        assert ("returns.nothing_promised",) == ask_one(sale(buyer=BUSINESS), desk, "2026-10-06").codes

    def test_an_unknown_zone_at_the_turn_of_a_version_takes_nothing_away(self) -> None:
        """
        Where it was still yesterday or already today for the buyer, both versions are judged and the kinder one helps.
        """
        nowhere = Buyer(kind=BuyerKind.BUSINESS)
        desk = shop(policy(name="old"), policy(since=date(2026, 10, 2), final_sale=True, name="new"))
        answer = ask_one(sale(buyer=nowhere, placed_at=datetime.fromisoformat("2026-10-01T20:00Z")), desk, "2026-10-06")

        assert (Verdict.ACCEPT, "old, 0001-01-01") == (answer.verdict, answer.best.terms.cites[0].text)

    @pytest.mark.parametrize(
        ("anchor", "last_day", "step"),
        [
            (Anchor.DELIVERED, date(2026, 11, 4), "receipt"),
            (Anchor.SHIPPED, date(2026, 11, 1), "shipped"),
            (Anchor.PLACED, date(2026, 10, 31), "placed"),
        ],
    )
    def test_starts_where_the_policy_says(self, anchor: Anchor, last_day: date, step: str) -> None:
        """
        The window counts from delivery, dispatch or the order, and its steps say which.
        """
        deadline = ask_one(sale(buyer=BUSINESS), shop(policy(anchor=anchor)), "2026-10-06").best.terms.deadline

        assert (last_day, step) == (deadline.sure, deadline.steps[0].detail)
        assert ("counts", "30 day") == (deadline.steps[-1].code, deadline.steps[-1].detail)

    def test_shipped_is_the_last_dispatch_that_is_known(self) -> None:
        """
        Units that were sent apart start the window with the last of them, by parcel or by movement.
        """
        three = line(quantity=3)
        first = Parcel(id="p", contents=(Packed("line-1", 1),), shipped_at=noon("2026-10-02"))
        moved = Movement(what=Moved.SHIPPED, line="line-1", quantity=2, at=noon("2026-10-09"))
        order = sale(three, buyer=BUSINESS, parcels=(first,), movements=(moved,))
        answer = ask_one(order, shop(policy(anchor=Anchor.SHIPPED)), "2026-10-10")

        assert date(2026, 11, 8) == answer.last_day

    def test_an_unknown_dispatch_counts_from_the_order_and_says_so(self) -> None:
        """
        Where nobody knows when it was sent, a window that starts with dispatch starts with the order.
        """
        order = sale(buyer=BUSINESS, parcels=())
        deadline = ask_one(order, shop(policy(anchor=Anchor.SHIPPED)), "2026-10-06").best.terms.deadline

        assert (date(2026, 10, 31), "placed_since_dispatch_is_not_known") == (deadline.sure, deadline.steps[0].detail)

    def test_fallback_days_stand_for_a_delivery_that_nobody_saw(self) -> None:
        """
        Without a sighting the policy's own estimate counts, and the steps call it one.
        """
        unseen = sale(buyer=BUSINESS, parcels=(parcel(line(), on=None),))
        deadline = ask_one(unseen, shop(policy(fallback_days=4)), "2026-10-06").best.terms.deadline

        assert date(2026, 11, 5) == deadline.sure == deadline.maybe
        assert ("estimates", date(2026, 10, 6), "4 days after dispatch") == attrs.astuple(deadline.steps[0])

    def test_fallback_days_count_from_the_order_where_dispatch_is_unknown_too(self) -> None:
        """
        Without any date of the parcel the estimate starts with the order.
        """
        parcel_without_dates = Parcel(id="p", contents=(Packed("line-1", 1),))
        order = sale(buyer=BUSINESS, parcels=(parcel_without_dates,))

        assert date(2026, 11, 5) == ask_one(order, shop(policy(fallback_days=5)), "2026-10-06").last_day

    def test_fallback_days_never_go_before_what_was_seen(self) -> None:
        """
        A parcel left with a neighbour on the ninth day was not delivered on the fourth.
        """
        left = Sighting(what=Seen.LEFT, on=date(2026, 10, 11))
        order = sale(buyer=BUSINESS, parcels=(attrs.evolve(parcel(line(), on=None), sightings=(left,)),))

        assert date(2026, 11, 10) == ask_one(order, shop(policy(fallback_days=4)), "2026-10-12").last_day

    def test_an_unseen_delivery_without_fallback_asks(self) -> None:
        """
        Where nobody saw the parcel arrive the window is open for certain a while, and then hangs on the delivery.
        """
        unseen = sale(buyer=BUSINESS, parcels=(parcel(line(), on=None),))
        early, late = (ask_one(unseen, shop(policy()), day) for day in ("2026-11-01", "2026-11-02"))

        assert Verdict.ACCEPT is early.verdict
        assert ("delivered_on", Answerer.CARRIER) == (late.questions[0].fact, late.questions[0].who)

    def test_a_stated_transit_time_makes_a_band(self) -> None:
        """
        With a transit time of two to four days the window is open for the shorter and closed after the longer.
        """
        desk = shop(policy(), practices=(attrs.evolve(PRACTICES, transit=Transit(min_days=2, max_days=4)),))
        unseen = sale(buyer=BUSINESS, parcels=(parcel(line(), on=None),))
        verdicts = [ask_one(unseen, desk, day).verdict for day in ("2026-11-03", "2026-11-04", "2026-11-06")]

        assert [Verdict.ACCEPT, Verdict.ASK] == verdicts[:2]
        assert Verdict.REFUSE is ask_one(unseen, desk, "2026-11-06").verdict

    def test_on_its_way_it_has_not_begun(self) -> None:
        """
        A parcel that is seen on its way has not arrived, so the window has not begun.
        """
        going = Sighting(what=Seen.IN_TRANSIT, at=noon("2026-10-03"))
        order = sale(buyer=BUSINESS, parcels=(attrs.evolve(parcel(line(), on=None), sightings=(going,)),))

        assert FOREVER == ask_one(order, shop(policy()), "2026-12-24").last_day

    @pytest.mark.parametrize(
        "changes",
        [{"channel": Channel.IN_STORE}, {"lines": (line(kind=Kind.DIGITAL),)}, {"lines": (line(kind=Kind.SERVICE),)}],
        ids=["in store", "digital", "service"],
    )
    def test_what_needs_no_parcel_starts_with_the_sale(self, changes: Any) -> None:
        """
        What is handed over in a store or never sent at all is not on its way for ever.
        """
        order = sale(**{"buyer": BUSINESS, "parcels": ()} | changes)

        assert date(2026, 10, 31) == ask_one(order, shop(policy()), "2026-10-06").last_day

    def test_what_a_store_sends_home_starts_with_its_delivery(self) -> None:
        """
        Bought in a store and sent home, it starts when it arrives.
        """
        order = sale(buyer=BUSINESS, channel=Channel.IN_STORE)

        assert date(2026, 11, 4) == ask_one(order, shop(policy()), "2026-10-06").last_day

    def test_a_cancelled_line_starts_with_the_order(self) -> None:
        """
        Where no unit is left to arrive the window counts from the order, and no unit is left to come back.
        """
        cancelled = Movement(what=Moved.CANCELLED, line="line-1", quantity=1)
        answer = ask_one(sale(buyer=BUSINESS, parcels=(), movements=(cancelled,)), shop(policy()), "2026-10-06")

        assert (date(2026, 10, 31), ("rights.no_unit_left",)) == (answer.best.last_day, answer.codes)

    def test_credit_and_exchange_have_windows_of_their_own(self) -> None:
        """
        After the money has run out there is credit, and after that an exchange.
        """
        desk = shop(policy(window=Window(days=14), credit=Window(days=30), exchange=Window(days=60)))
        best = [ask_one(sale(buyer=BUSINESS), desk, day).best for day in ("2026-10-19", "2026-10-20", "2026-11-05")]

        assert [Remedy.REFUND, Remedy.EXCHANGE, Remedy.EXCHANGE] == [one.remedy for one in best]
        assert [("exchange", money("119.00"))] == [(s.tender, s.amount) for s in best[1].refund.tenders]

    def test_the_wish_goes_before_the_better_remedy(self) -> None:
        """
        A customer who chose credit gets credit while it is open, and otherwise what is best.
        """
        desk = shop(policy(window=Window(days=30), credit=Window(days=14)))
        wish = RequestLine(units=1, wish=Remedy.CREDIT, chose_credit=True)
        open_, closed = (ask_one(sale(buyer=BUSINESS), desk, day, wish) for day in ("2026-10-19", "2026-10-20"))

        assert (Remedy.CREDIT, Remedy.CREDIT) == (open_.best.remedy, open_.wish)
        assert "store_credit" == open_.best.refund.tenders[0].tender
        assert Remedy.REFUND is closed.best.remedy

    def test_an_unknown_demand_asks_the_customer(self) -> None:
        """
        A policy that takes back unused goods only asks whether they were used, and refuses nobody for not saying it.
        """
        desk = shop(policy(unused=True))
        answers = [
            ask_one(sale(buyer=BUSINESS), desk, "2026-10-06", RequestLine(units=1, facts=facts)).verdict
            for facts in ({}, {"used": False}, {"used": True})
        ]

        assert [Verdict.ASK, Verdict.ACCEPT, Verdict.REFUSE] == answers

    def test_a_zone_between_two_coasts_makes_a_band(self) -> None:
        """
        Where the buyer's zone is one of several, the window is open until the first midnight and closed after the last.
        """
        order = sale(buyer=Buyer(kind=BuyerKind.BUSINESS, residence="US"))
        desk = shop(policy())
        moments = ["2026-11-05T03:59:59Z", "2026-11-05T05:30:00Z", "2026-11-05T10:00:00Z"]
        verdicts = [ask_one(order, desk, datetime.fromisoformat(moment)).verdict for moment in moments]

        assert [Verdict.ACCEPT, Verdict.ASK, Verdict.REFUSE] == verdicts

    @pytest.mark.parametrize(("residence", "late"), [("ES", "Atlantic/Canary"), ("ES-MD", ""), ("ES-CN", "")])
    def test_a_known_region_has_one_zone(self, residence: str, late: str) -> None:
        """
        Who lives in Madrid is not asked each night whether it is the Canary Islands.
        """
        order = sale(buyer=Buyer(kind=BuyerKind.BUSINESS, residence=residence))

        assert late == ask_one(order, shop(policy()), "2026-10-08").best.terms.deadline.late_zone

    def test_what_the_shop_stated_on_one_of_two_days_only_is_not_known(self) -> None:
        """
        Where it was still yesterday for the buyer, when nobody was told of the right, the shop has to say who was.
        """
        told = (Practices(), Practices(since=date(2026, 10, 2), informs_of_withdrawal=True))
        order = sale(
            buyer=Buyer(kind=BuyerKind.CONSUMER, residence="ES"),
            placed_at=datetime.fromisoformat("2026-10-01T22:30Z"),
            informed=None,
        )
        stated = (
            ask_one(order, shop(practices=told), "2026-10-08"),
            ask_one(
                attrs.evolve(order, placed_at=datetime.fromisoformat("2026-10-01T23:30Z")),
                shop(practices=told),
                "2026-10-08",
            ),
        )

        assert [True, False] == ["informed" in one.best.terms.deadline.hangs_on for one in stated]

    def test_a_delivery_near_midnight_counts_on_the_earlier_coast_first(self) -> None:
        """
        What arrived today on one coast and yesterday on the other is surely open until the earlier end only.
        """
        arrived = Sighting(what=Seen.DELIVERED, at=datetime.fromisoformat("2026-10-06T05:00:00Z"))
        order = sale(
            buyer=Buyer(kind=BuyerKind.BUSINESS, residence="US"),
            parcels=(attrs.evolve(parcel(line(), on=None), sightings=(arrived,)),),
        )
        deadline = ask_one(order, shop(policy()), "2026-10-08").best.terms.deadline

        assert (date(2026, 11, 4), date(2026, 11, 5)) == (deadline.sure, deadline.maybe)
        assert ("zone",) == deadline.hangs_on


class TestMoney:
    """
    What goes back, for one line and for several.
    """

    @staticmethod
    def two(**more: Any) -> Order:
        """
        Sell two units for 100.00 and three for 50.00, sent for 4.76, paid by gift card and card.
        """
        one, other = line("a", "100.00", "15.97", 2), line("b", "50.00", "7.98", 3)
        tenders = (
            Tender(id="gift", kind="gift_card", captured=money("50.00")),
            Tender(id="card", captured=money("104.76")),
        )
        return sale(one, other, **({"charges": (charge(),), "tenders": tenders} | more))

    def refunds(self, order: Order, request: dict[str, int | RequestLine], desk: Desk = LAW_ONLY) -> list[str]:
        """
        List the refund of each line.
        """
        answers = decide(order, request, desk, noon("2026-10-06"), reason="changed_mind")
        return [str(answer.best.refund.total.decimal) for answer in answers.lines]

    def test_a_part_gets_its_share(self) -> None:
        """
        One unit of two is worth half of what both were charged; the delivery stays with the units that stay.
        """
        assert ["50.00"] == self.refunds(self.two(), {"a": 1})

    def test_the_last_units_bring_the_delivery(self) -> None:
        """
        What is left of the order brings the delivery with it.
        """
        gone = (
            Movement(what=Moved.RETURNED, line="a", quantity=2),
            Movement(what=Moved.REFUNDED, line="a", quantity=2, amount=money("100.00")),
        )

        assert ["54.76"] == self.refunds(self.two(movements=gone, tenders=()), {"b": 3})

    def test_everything_at_once_adds_up(self) -> None:
        """
        All lines in one request share the delivery, and add up to all that was paid, on every tender.
        """
        order = self.two()
        answers = decide(order, {"a": 2, "b": 3}, LAW_ONLY, noon("2026-10-06"), reason="changed_mind")

        assert ["103.17", "51.59"] == self.refunds(order, {"a": 2, "b": 3})
        assert order.total == answers.refund.total
        assert {"gift": money("50.00"), "card": money("104.76")} == {
            share.tender: share.amount for share in answers.refund.tenders
        }

    def test_the_order_of_the_request_is_irrelevant(self) -> None:
        """
        However the request is written, the lines are answered in the order of the sale.
        """
        at = noon("2026-10-06")

        assert decide(self.two(), {"a": 2, "b": 3}, LAW_ONLY, at) == decide(self.two(), {"b": 3, "a": 2}, LAW_ONLY, at)

    def test_the_delivery_stays_while_something_stays(self) -> None:
        """
        A line that is refused keeps its units with the customer, so the delivery does not go back.
        """
        order = self.two()
        broken = RequestLine(units=3, facts={"sealed_for_hygiene": True, "seal_broken": True})

        assert ["100.00", "0.00"] == self.refunds(order, {"a": 2, "b": broken})

    def test_the_delivery_stays_while_something_is_replaced(self) -> None:
        """
        A line that is replaced or repaired does not come back for money, so it takes no share of the delivery.
        """
        order = self.two()
        request: dict[str, int | RequestLine] = {
            "a": RequestLine(units=2, reason="changed_mind"),
            "b": RequestLine(units=3, reason="defective", wish="replacement"),
        }

        assert ["100.00", "0.00"] == self.refunds(order, request)

    @pytest.mark.parametrize(("refunded", "expected"), [(1, ["103.57", "34.53"]), (3, ["104.76", "0.00"])])
    def test_what_was_refunded_already_takes_no_share(self, refunded: int, expected: list[str]) -> None:
        """
        Units that may come back but were refunded before are worth nothing more, and take no share of the delivery.
        """
        paid = money("16.66") if refunded == 1 else money("50.00")
        gone = (Movement(what=Moved.REFUNDED, line="b", quantity=refunded, amount=paid),)
        order = self.two(movements=gone, tenders=())
        answers = decide(order, {"a": 2, "b": 3}, LAW_ONLY, noon("2026-10-06"), reason="changed_mind")

        assert expected == self.refunds(order, {"a": 2, "b": 3})
        assert order.left == answers.refund.total

    def test_a_charge_may_go_back_differently_for_each_line(self) -> None:
        """
        Each line takes its share of the delivery by its own terms.
        """
        outlet = PolicyRule(tags=frozenset({"outlet"}), outbound=Outbound.NONE)
        one, other = line("a", "100.00", "15.97"), line("b", "100.00", "15.97", tags=frozenset({"outlet"}))
        order = sale(one, other, buyer=BUSINESS, charges=(charge(),))

        assert ["102.38", "100.00"] == self.refunds(order, {"a": 1, "b": 1}, shop(policy(rules=(outlet,))))

    def test_a_preferred_tender_goes_first(self) -> None:
        """
        The policy says on which tender a refund goes first, and how the rest is laid.
        """
        order = self.two()
        desks = [shop(policy(prefer=("gift_card",))), shop(policy(spread=Spread.LAST_PAID)), LAW_ONLY]
        shares = [
            [(s.tender, str(s.amount.decimal)) for s in ask_one(order, desk, "2026-10-06", 2).best.refund.tenders]
            for desk in desks
        ]

        assert [
            [("gift", "50.00"), ("card", "50.00")],
            [("card", "100.00")],
            [("gift", "32.31"), ("card", "67.69")],
        ] == shares

    def test_no_tender_gives_more_than_it_has_left(self) -> None:
        """
        Lines that are answered together are laid on what the lines before them left.
        """
        order = self.two()
        answers = decide(order, {"a": 1, "b": 2}, shop(policy(prefer=("gift_card",))), noon("2026-10-06"))
        given = {share.tender: share.amount for share in answers.refund.tenders}

        assert {"gift": money("50.00"), "card": money("33.33")} == given

    def test_a_refund_is_cut_to_what_is_left(self) -> None:
        """
        What was given back outside of any line is gone, whichever line comes first, and the cut is shown.
        """
        spent = (Tender(id="card", captured=money("154.76"), refunded=money("100.00")),)
        answers = decide(self.two(tenders=spent), {"a": 2, "b": 3}, LAW_ONLY, noon("2026-10-06"))

        assert ["54.76", "0.00"] == [str(answer.best.refund.total.decimal) for answer in answers.lines]
        assert ["capped"] == [part.code for part in answers["b"].best.refund.deductions]
        assert money("54.76") == answers.refund.total

    def test_credit_takes_nothing_from_the_tenders(self) -> None:
        """
        Credit for one line leaves the tenders as they are for the other, even where a tender has the same name.
        """
        tenders = (
            Tender(id="store_credit", kind="store_credit", captured=money("4.76")),
            Tender(id="card", captured=money("150.00")),
        )
        credit = RequestLine(units=2, wish=Remedy.CREDIT, chose_credit=True)
        desk = shop(policy(credit=Window(days=30)))
        answers = decide(self.two(tenders=tenders), {"a": credit, "b": 3}, desk, noon("2026-10-06"))

        assert [Remedy.CREDIT, Remedy.REFUND] == [answer.best.remedy for answer in answers.lines]
        assert money("154.76") == answers.refund.total

    def test_units_are_counted_not_guessed(self) -> None:
        """
        More units than can still come back are refused with both numbers; the options cost nothing then.
        """
        back = (Movement(what=Moved.RETURNED, line="a", quantity=1),)
        answer = ask_one(self.two(movements=back), LAW_ONLY, "2026-10-06", 2)

        assert (Verdict.REFUSE, ("rights.no_unit_left",)) == (answer.verdict, answer.codes)
        assert answer.best.refund.total.is_zero

    def test_yen_and_dinar_are_exact_too(self) -> None:
        """
        Currencies without cents, and with thousandths, are split to their last unit.
        """
        for currency, whole, part in (("JPY", 1000, 333), ("KWD", 1000, 333)):
            taxed = Taxed.of_gross(Money(whole, currency))
            order = attrs.evolve(
                sale(line(quantity=3)), currency=currency, lines=(attrs.evolve(line(quantity=3), charged=taxed),)
            )

            assert Money(part, currency) == ask_one(order, LAW_ONLY, "2026-10-06").best.refund.total


class TestPractices:
    """
    What the shop states about itself.
    """

    def test_without_a_word_the_answer_hangs_on_being_told(self) -> None:
        """
        A shop that does not say that it informs its buyers cannot refuse on the fifteenth day; one that does can.
        """
        silent, told = shop(practices=()), LAW_ONLY
        answer = ask_one(sale(), silent, "2026-10-20")

        assert (Verdict.ASK, "informed") == (answer.verdict, answer.questions[0].fact)
        assert Verdict.REFUSE is ask_one(sale(), told, "2026-10-20").verdict

    def test_the_order_goes_before_the_shop(self) -> None:
        """
        What the order says of itself goes before what the shop says of all orders.
        """
        untold = ask_one(sale(informed=False), LAW_ONLY, "2027-10-19")
        own = ask_one(sale(practices=Practices()), LAW_ONLY, "2026-10-20")

        assert (Verdict.ACCEPT, date(2027, 10, 19)) == (untold.verdict, untold.last_day)
        assert Verdict.ASK is own.verdict

    def test_they_hold_from_their_day_on(self) -> None:
        """
        What a shop states since a later day says nothing about an older order.
        """
        later = shop(practices=(attrs.evolve(PRACTICES, since=date(2026, 10, 2)),))

        assert Verdict.ASK is ask_one(sale(), later, "2026-10-20").verdict

    def test_without_a_word_the_shop_pays_for_sending_back(self) -> None:
        """
        The cost of sending back is the customer's only where they were told of it.
        """
        assert Payer.SHOP is ask_one(sale(), shop(practices=()), "2026-10-06").best.terms.return_shipping
        assert Payer.CUSTOMER is ask_one(sale(), LAW_ONLY, "2026-10-06").best.terms.return_shipping

    def test_a_country_s_calendar_serves_its_regions(self) -> None:
        """
        Without a calendar of the region that of the country is asked; without any, the end is unsure.
        """
        arrived = sale(parcels=(parcel(line(), on="2026-10-04"),))
        by_country = shop(calendars={"DE": shop().calendars.get("DE-BE")})
        without = shop(calendars={})

        assert Verdict.REFUSE is ask_one(arrived, by_country, "2026-10-20").verdict
        assert ("calendar", Answerer.SHOP) == (
            ask_one(arrived, without, "2026-10-20").questions[0].fact,
            ask_one(arrived, without, "2026-10-20").questions[0].who,
        )


class TestRequest:
    """
    How a request may be written.
    """

    def test_a_reason_for_all_lines_and_for_one(self) -> None:
        """
        The reason of the call is for every line that does not say its own.
        """
        order = sale(line("a"), line("b"))
        own = RequestLine(units=1, reason="defective")
        answers = decide(order, {"a": 1, "b": own}, LAW_ONLY, noon("2027-09-01"), reason="changed_mind")

        assert [Verdict.REFUSE, Verdict.ACCEPT] == [answer.verdict for answer in answers.lines]

    def test_codes_do_for_members(self) -> None:
        """
        A reason and a wish may be given by their codes.
        """
        asked = RequestLine(units=1, reason="too_small", wish="exchange")

        assert ("too_small", Remedy.EXCHANGE) == (asked.reason and asked.reason.value, asked.wish)

    @pytest.mark.parametrize(
        ("request_", "reason", "path"),
        [
            ({}, None, "request"),
            ({"line-1": 0}, None, "request.line-1.units"),
            ({"line-1": -1}, None, "request.line-1.units"),
            ({"line-1": True}, None, "request.line-1.units"),
            ({"line-1": 1.0}, None, "request.line-1.units"),
            ({"line-1": "1"}, None, "request.line-1.units"),
            ({"line-1": 2}, None, "request.line-1.units"),
            ({"line-2": 1}, None, "request.line-2.line"),
            ({"line-1": 1}, "defectiv", "reason"),
        ],
        ids=[
            "nothing",
            "no unit",
            "less",
            "a truth",
            "a float",
            "a text",
            "too many",
            "unknown line",
            "unknown reason",
        ],
    )
    def test_what_cannot_be_asked_is_an_error(self, request_: Any, reason: str | None, path: str) -> None:
        """
        A request that cannot be meant is an error that names the line and the field.
        """
        with pytest.raises(FactsError) as caught:
            decide(sale(), request_, LAW_ONLY, noon("2026-10-06"), reason=reason)

        assert path == caught.value.problems[0].path

    def test_every_wrong_line_is_named_at_once(self) -> None:
        """
        A request with several mistakes is corrected in one go.
        """
        with pytest.raises(FactsError) as caught:
            decide(sale(), {"line-1": 2, "line-2": 1, "line-3": 0}, LAW_ONLY, noon("2026-10-06"))

        assert ["request.line-1.units", "request.line-2.line", "request.line-3.units"] == [
            problem.path for problem in caught.value.problems
        ]


def test_the_buyer_s_zone_decides_when_a_day_ends() -> None:
    """
    A buyer with a zone of their own has until midnight there.
    """
    buyer = attrs.evolve(CONSUMER, zone="America/New_York")
    last = datetime.fromisoformat("2026-10-20T03:59:59Z")

    assert Verdict.ACCEPT is ask_one(sale(buyer=buyer), LAW_ONLY, last).verdict
    assert Verdict.REFUSE is ask_one(sale(), LAW_ONLY, last).verdict
