from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER
from aftersales.decisions import Answerer, Verdict
from aftersales.law import LawBook, withdrawal
from aftersales.law.withdrawals import (
    BUYER_UNKNOWN,
    LAW_NOT_HELD,
    OFF_PREMISES,
    RESIDENCE_UNKNOWN,
    RIGHT_OF_WITHDRAWAL,
)
from aftersales.orders import Buyer, BuyerKind, Channel, Kind, Order, Outbound, Practices
from aftersales.rights import Basis, Claim, Payer, Remedy, lift
from aftersales.testing.orders import a_line, an_order, delivered
from tests.law.units import BERLIN, BOOK, buyer, found, unit_of, verdict

WEDNESDAY = "2026-06-10T12:00:00+02:00"
AFTER_IT_ALL = "2031-01-01T00:00:00+00:00"


def claim_of(order: Order, line: str = "line-1", *, book: LawBook = BOOK, **fields: Any) -> Claim:
    """
    Claim the right of withdrawal where it is in play.
    """
    claim = withdrawal(unit_of(order, line, **fields), book)
    assert claim is not None
    return claim


def sold_to(residence: str | None, zone: str | None = BERLIN, **fields: Any) -> Order:
    """
    Sell something to a consumer who lives there.
    """
    return delivered(attrs.evolve(an_order(**fields), buyer=buyer(residence, zone)))


class TestInPlay:
    """
    To whom the law gives the right at all.
    """

    def test_a_consumer_at_a_distance_has_it(self) -> None:
        """
        The money goes back by the right of withdrawal, which stands on German law and the Union's.
        """
        claim = claim_of(sold_to("DE"))

        assert (Basis.WITHDRAWAL, Remedy.REFUND) == (claim.basis, claim.terms.remedy)
        assert [RIGHT_OF_WITHDRAWAL] == [one.reason for one in claim.findings]
        assert {"EU", "DE"} == {cite.layer for cite in claim.terms.cites}
        assert all(cite.certain for cite in claim.terms.cites)

    @pytest.mark.parametrize(
        ("order", "practices"),
        [
            pytest.param(
                attrs.evolve(sold_to("DE"), buyer=Buyer(kind=BuyerKind.BUSINESS, residence="DE")), None, id="a business"
            ),
            pytest.param(
                attrs.evolve(sold_to("DE"), buyer=Buyer(residence="DE")),
                Practices(sells_to="business"),
                id="a shop that sells to businesses only",
            ),
            pytest.param(sold_to("DE", channel=Channel.IN_STORE), None, id="in a store"),
            pytest.param(sold_to("US"), None, id="in a country without the right"),
        ],
    )
    def test_it_is_not_there_for(self, order: Order, practices: Practices | None) -> None:
        """
        A basis that is not in play yields no claim, and so no option.
        """
        assert withdrawal(unit_of(order, practices=practices), BOOK) is None

    @pytest.mark.parametrize(
        ("capacity", "practices"),
        [(BuyerKind.CONSUMER, None), (BuyerKind.UNKNOWN, Practices(sells_to="consumer"))],
    )
    def test_who_is_known_to_be_a_consumer_is_not_asked(self, capacity: BuyerKind, practices: Practices | None) -> None:
        """
        The order says it, or the shop said once that it sells to consumers only.
        """
        order = attrs.evolve(sold_to("DE"), buyer=Buyer(kind=capacity, residence="DE", zone=BERLIN))
        unit = unit_of(order, practices=practices)

        assert Verdict.ACCEPT is verdict(claim_of(order, practices=practices), unit, WEDNESDAY)

    def test_an_unknown_capacity_is_asked_and_not_refused(self) -> None:
        """
        Whether a consumer bought is a question to the shop, and without an answer the right is there.
        """
        order = attrs.evolve(sold_to("DE"), buyer=Buyer(residence="DE", zone=BERLIN))
        asked = found(claim_of(order).findings, BUYER_UNKNOWN)
        assert asked is not None
        assert asked.question is not None

        assert ("buyer.kind", Answerer.SHOP, Verdict.ACCEPT) == (
            asked.question.fact,
            asked.question.who,
            asked.question.otherwise,
        )

    @pytest.mark.parametrize("residence", ["DE", "IT", "US", "KR", "CH", "ZZ", None])
    @pytest.mark.parametrize("at", [WEDNESDAY, "2026-06-28T12:00:00+02:00", AFTER_IT_ALL])
    def test_at_the_door_a_person_must_look(self, residence: str | None, at: str) -> None:
        """
        The rows speak of distance contracts only, so nothing is certain of others: neither the right nor its end.
        """
        order = sold_to(residence, channel=Channel.OFF_PREMISES)
        claim = claim_of(order)

        assert [OFF_PREMISES] == [one.reason for one in claim.findings]
        assert Verdict.REFER is verdict(claim, unit_of(order), at)

    def test_a_business_has_no_right_at_the_door_either(self) -> None:
        """
        Away from the shop too the right is one of consumers.
        """
        sold = attrs.evolve(sold_to("DE", channel=Channel.OFF_PREMISES), buyer=Buyer(kind=BuyerKind.BUSINESS))

        assert withdrawal(unit_of(sold), BOOK) is None


class TestResidence:
    """
    Which law, by where the buyer lives.
    """

    def test_a_region_without_rows_has_those_of_its_country(self) -> None:
        """
        Berlin is in Germany.
        """
        assert claim_of(sold_to("DE-BE")).terms == claim_of(sold_to("DE")).terms

    def test_an_unknown_residence_is_asked(self) -> None:
        """
        The customer can tell where they live; nothing is refused until the longest of all laws has ended.
        """
        order = sold_to(None)
        claim = claim_of(order)
        asked = found(claim.findings, RESIDENCE_UNKNOWN)
        assert asked is not None
        assert asked.question is not None

        assert ("buyer.residence", Answerer.CUSTOMER) == (asked.question.fact, asked.question.who)
        assert claim.terms.deadline.sure < date(2026, 6, 1)
        assert claim.terms.deadline.maybe >= date(2026, 6, 19)
        assert Verdict.ASK is verdict(claim, unit_of(order), WEDNESDAY)

    def test_a_country_without_rows_is_for_a_person(self) -> None:
        """
        A law that the book does not hold is said to be missing, and nothing is refused for it at any time.
        """
        order = sold_to("ZZ")
        claim = claim_of(order)
        told = found(claim.findings, LAW_NOT_HELD)
        assert told is not None

        assert "ZZ" == told.value("country")
        assert FOREVER == claim.terms.deadline.maybe
        assert Verdict.REFER is verdict(claim, unit_of(order), AFTER_IT_ALL)

    def test_an_empty_book_knows_nothing_and_refuses_nothing(self) -> None:
        """
        A host that ships no law at all still gets no refusal.
        """
        order = sold_to(None)
        claim = claim_of(order, book=LawBook({}))

        assert FOREVER == claim.terms.deadline.maybe
        assert Verdict.ASK is verdict(claim, unit_of(order), AFTER_IT_ALL)

    def test_a_contract_before_the_law_has_the_law_of_its_day(self) -> None:
        """
        Rows govern contracts of their time; where the book goes back no further, a person looks.
        """
        early = delivered(
            attrs.evolve(an_order(placed_at=datetime(2013, 1, 7, tzinfo=UTC)), buyer=buyer("DE")), date(2013, 1, 10)
        )

        assert Verdict.REFER is verdict(claim_of(early), unit_of(early), "2013-01-15T00:00:00+01:00")


class TestReturnCost:
    """
    Who pays for sending back.
    """

    @pytest.mark.parametrize(
        ("residence", "told", "practices", "payer"),
        [
            pytest.param("DE", True, None, Payer.CUSTOMER, id="told"),
            pytest.param("DE", False, None, Payer.SHOP, id="not told"),
            pytest.param("DE", None, None, Payer.SHOP, id="not known to have been told"),
            pytest.param("DE", None, Practices(tells_return_cost=True), Payer.CUSTOMER, id="the shop tells everybody"),
            pytest.param("DE", False, Practices(tells_return_cost=True), Payer.SHOP, id="but not this one"),
            pytest.param("GB", True, None, Payer.CUSTOMER, id="Britain, told"),
            pytest.param("GB", False, None, Payer.SHOP, id="Britain, not told"),
            pytest.param("BR", True, None, Payer.SHOP, id="in Brazil the shop always pays"),
        ],
    )
    def test_is_borne_by(
        self,
        residence: str,
        told: bool | None,  # noqa: FBT001 - a fact of the order
        practices: Practices | None,
        payer: Payer,
    ) -> None:
        """
        The buyer pays where the law lets the shop say so beforehand, and the shop did.
        """
        order = attrs.evolve(sold_to(residence), told_return_cost=told)

        assert payer is claim_of(order, practices=practices).terms.return_shipping

    def test_what_cannot_be_posted_is_collected_by_a_shop_that_says_so(self) -> None:
        """
        A shop that collects bulky goods at its own cost does so for everybody.
        """
        order = delivered(an_order(a_line(facts={"bulky": True}), buyer=buyer("DE")))

        assert Payer.CUSTOMER is claim_of(order).terms.return_shipping
        assert Payer.SHOP is claim_of(order, practices=Practices(collects_bulky=True)).terms.return_shipping

    @pytest.mark.parametrize("kind", [Kind.DIGITAL, Kind.SERVICE])
    def test_what_has_no_parcel_costs_nothing_to_send(self, kind: Kind) -> None:
        """
        There is nothing to send back.
        """
        assert Payer.SHOP is claim_of(an_order(a_line(kind=kind))).terms.return_shipping

    @pytest.mark.parametrize(
        ("residence", "outbound"), [("DE", Outbound.STANDARD), ("GB", Outbound.STANDARD), ("BR", Outbound.ALL)]
    )
    def test_delivery_goes_back_as_the_law_says(self, residence: str, outbound: Outbound) -> None:
        """
        The cheapest delivery that was on offer in Europe, all of it in Brazil.
        """
        assert outbound is claim_of(sold_to(residence)).terms.outbound


class TestInTime:
    """
    The moment is judged where the customer is, on the way out of the claim.
    """

    @pytest.mark.parametrize(
        ("residence", "zone", "at", "expected"),
        [
            pytest.param("DE", BERLIN, "2026-06-19T23:59:59+02:00", Verdict.ACCEPT, id="last second"),
            pytest.param("DE", BERLIN, "2026-06-20T00:00:00+02:00", Verdict.REFUSE, id="first second after"),
            pytest.param(
                "GB", "Europe/London", "2026-06-19T23:30:00+00:00", Verdict.REFUSE, id="by UTC still that day"
            ),
            pytest.param("ES", "Europe/Madrid", "2026-06-20T12:00:00+02:00", Verdict.REFUSE, id="Spain, over"),
        ],
    )
    def test_the_last_day_counts_in_full(self, residence: str, zone: str, at: str, expected: Verdict) -> None:
        """
        Delivered on a Friday, it ends on a Friday at midnight.
        """
        order = sold_to(residence, zone)

        assert expected is verdict(claim_of(order), unit_of(order), at)

    def test_what_only_a_cautious_row_gives_is_for_a_person(self) -> None:
        """
        The Sunday after a Spanish Saturday is neither accepted nor refused.
        """
        order = delivered(an_order(buyer=buyer("ES")), date(2026, 6, 6))

        assert Verdict.REFER is verdict(claim_of(order), unit_of(order), "2026-06-21T12:00:00+02:00")
        assert Verdict.REFUSE is verdict(claim_of(order), unit_of(order), "2026-06-23T00:00:00+02:00")

    def test_before_delivery_it_can_be_used(self) -> None:
        """
        Nobody has to wait for the parcel to withdraw.
        """
        order = an_order(buyer=buyer("DE"))

        assert Verdict.ACCEPT is verdict(claim_of(order), unit_of(order), "2026-06-02T00:00:00+02:00")


def test_a_promise_never_takes_anything_from_it() -> None:
    """
    A policy that gives less than the law is lifted to the law in every field.
    """
    floor = claim_of(attrs.evolve(sold_to("DE"), told_return_cost=False)).terms
    meagre = attrs.evolve(floor, return_shipping=Payer.CUSTOMER, outbound=Outbound.NONE)
    lifted, raised = lift(floor, meagre)

    assert floor == lifted
    assert {"return_shipping", "outbound"} == {one.field for one in raised}
