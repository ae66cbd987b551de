from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.decisions import Finding, Verdict
from aftersales.law import DeliveryFacts, book, late_delivery
from aftersales.orders import BuyerKind, Moved, Movement, Packed, Parcel, Seen, Sighting
from aftersales.rights import Unit
from aftersales.texts import render
from tests.law.worked import unit_of

BOOK = book()
NEW_YORK = "America/New_York"
PROMISED = date(2026, 6, 12)


def noon(day: str) -> datetime:
    """
    Take noon of a day, in Berlin's summer.
    """
    return datetime.fromisoformat(f"{day}T12:00:00+02:00")


def unit(residence: str | None = "DE", *, zone: str = "Europe/Berlin", sold: int = 1, **fields: Any) -> Unit:
    """
    Make units that were ordered on 1 June 2026, with more fields of the order.
    """
    plain = unit_of({"residence": residence or "DE", "zone": zone, **fields.pop("given", {})})
    line = plain.line
    lines = (attrs.evolve(line, quantity=sold),)
    buyer = attrs.evolve(plain.order.buyer, residence=residence, **fields.pop("buyer", {}))
    order = attrs.evolve(plain.order, lines=lines, buyer=buyer, **fields)
    return attrs.evolve(plain, order=order, line=lines[0], quantity=sold)


def judged(one: Unit, day: str, **facts: Any) -> Finding:
    """
    Judge it by the law of where the buyer lives.
    """
    floor = BOOK.delivery(one.order.buyer.residence, one.placed_on)
    return late_delivery(one, floor, noon(day), DeliveryFacts(**facts))


def code(one: Unit, day: str, **facts: Any) -> str:
    """
    Say the code of what was judged.
    """
    return judged(one, day, **facts).reason.code


def parcel(name: str, units: int, *, sent: str = "2026-06-02", seen: str = "", what: Seen = Seen.DELIVERED) -> Parcel:
    """
    Make a parcel of the first line.
    """
    sightings = (Sighting(what=what, at=noon(seen)),) if seen else ()
    return Parcel(id=name, contents=(Packed("line-1", units),), shipped_at=noon(sent), sightings=sightings)


class TestPromiseMissedByADay:
    """
    What the law of each place gives on the day after the promised one.
    """

    @pytest.mark.parametrize(
        ("residence", "zone", "expected"),
        [
            ("DE", "Europe/Berlin", "law.extra_time_needed"),
            ("FR", "Europe/Paris", "law.extra_time_needed"),
            ("GB", "Europe/London", "law.extra_time_needed"),
            ("US", NEW_YORK, "law.may_end_contract"),
            ("CO", "America/Bogota", "law.may_end_contract"),
            ("ZA", "Africa/Johannesburg", "law.delivery_notice_needed"),
            pytest.param("CH", "Europe/Zurich", "law.not_held", id="CH has no number, and no row"),
            pytest.param("XX", "UTC", "law.not_held", id="an unknown country"),
            pytest.param(None, "UTC", "law.residence_unknown", id="nobody knows where"),
        ],
    )
    def test_by_place(self, residence: str | None, zone: str, expected: str) -> None:
        """
        On the promised day it is late nowhere; on the next one each law says what is missing, if anything.
        """
        one = unit(residence, zone=zone)

        assert "law.delivery_not_late" == code(one, "2026-06-12", promised_by=PROMISED)
        assert expected == code(one, "2026-06-13", promised_by=PROMISED)

    @pytest.mark.parametrize("residence", ["BR", "IS", "CA-ON", "CA-QC"])
    def test_what_was_not_verified_decides_nothing(self, residence: str) -> None:
        """
        Where the right after a missed day rests on a row that was not verified, a person looks.
        """
        found = judged(unit(residence), "2026-07-31", promised_by=PROMISED)

        assert (Verdict.REFER, "rights.law_unverified") == (found.verdict, found.reason.code)


class TestWhatArrived:
    """
    What is outstanding and what is not, at the moment that is judged.
    """

    def test_an_estimate_is_no_arrival(self) -> None:
        """
        A shop that learns no delivery dates cannot tell a buyer that the goods have come: it asks.
        """
        sent = unit("CO", parcels=(parcel("p", 1),), given={"stated": {"transit": {"min_days": 1, "max_days": 3}}})
        found = judged(sent, "2026-08-10")

        assert (Verdict.ASK, "law.delivery_unseen") == (found.verdict, found.reason.code)
        assert found.question is not None
        assert ("delivered_on", Verdict.ACCEPT) == (found.question.fact, found.question.otherwise)

    def test_what_was_seen_on_its_way_has_not_come(self) -> None:
        """
        A parcel that was seen elsewhere last is outstanding, without a question.
        """
        moving = unit("CO", parcels=(parcel("p", 1, seen="2026-06-03", what=Seen.IN_TRANSIT),))

        assert "law.may_end_contract" == code(moving, "2026-08-10")

    def test_it_arrived_after_that_moment(self) -> None:
        """
        Judged as of a day before the delivery, it was late.
        """
        late = unit(parcels=(parcel("p", 1, seen="2026-07-20"),))

        assert "law.extra_time_needed" == code(late, "2026-07-19")
        assert "law.delivery_arrived" == code(late, "2026-07-20")

    def test_a_split_shipment_is_late_with_its_last_parcel(self) -> None:
        """
        One of two parcels is not the order.
        """
        first, second = parcel("1", 1, seen="2026-06-04"), parcel("2", 1, sent="2026-07-10", seen="2026-07-15")

        assert "law.extra_time_needed" == code(unit(sold=2, parcels=(first,)), "2026-07-31")
        assert "law.delivery_arrived" == code(unit(sold=2, parcels=(first, second)), "2026-07-31")

    def test_what_was_cancelled_has_not_arrived(self) -> None:
        """
        Nobody is told that an order arrived of which nothing was sent.
        """
        cancelled = (Movement(what=Moved.CANCELLED, line="line-1", quantity=1, at=noon("2026-06-02")),)

        assert "law.delivery_nothing_due" == code(unit(movements=cancelled), "2026-07-31")


class TestWhatWasSaid:
    """
    Further times, notices and delays that were agreed to.
    """

    def test_a_further_time_is_further(self) -> None:
        """
        A time that ended before the goods were late gave the seller nothing, so one must still be set.
        """
        early = {"promised_by": PROMISED, "extra_until": date(2026, 6, 12)}

        assert "law.extra_time_needed" == code(unit(), "2026-06-13", **early)
        assert "law.may_end_contract" == code(unit(), "2026-06-14", **{**early, "extra_until": date(2026, 6, 13)})

    def test_a_notice_counts_from_when_it_is_late(self) -> None:
        """
        South Africa: seven days of notice begin when the goods are late, however early the notice came.
        """
        said = {"notice_on": date(2026, 6, 10)}
        here = unit("ZA", zone="Africa/Johannesburg")

        assert date(2026, 7, 8) == dict(judged(here, "2026-07-02", **said).values)["until"]
        assert "law.may_end_contract" == code(here, "2026-07-09", **said)

    def test_a_promise_that_was_made_again(self) -> None:
        """
        A later day to which the buyer agreed takes the place of the first: what follows is counted from it.
        """
        again = {"promised_by": PROMISED, "agreed_until": date(2026, 6, 20)}
        waits = judged(unit(), "2026-06-20", **again)
        late = judged(unit(), "2026-06-21", **again)

        assert "You agreed to wait until Jun 20, 2026." == render(waits.reason, waits.values, "en")
        assert ("law.extra_time_needed", date(2026, 6, 20)) == (late.reason.code, dict(late.values)["last_day"])

    def test_a_promise_that_the_buyer_did_not_agree_to_changes_nothing(self) -> None:
        """
        A new day that the shop only announced leaves the old one where it is.
        """
        assert "law.extra_time_needed" == code(unit(), "2026-06-13", promised_by=PROMISED)

    def test_only_where_the_law_says_so_is_money_promised_after_the_wait(self) -> None:
        """
        United States: after a delay that was agreed to the money goes back without another word.
        """
        american = unit("US", zone=NEW_YORK)
        again = {"promised_by": PROMISED, "agreed_until": date(2026, 6, 20)}

        assert "law.delivery_agreed_later" == code(american, "2026-06-20", **again)
        assert "law.may_end_contract" == code(american, "2026-06-21", **again)


class TestMailOrderRule:
    """
    United States: the rule counts until the goods are sent.
    """

    def test_what_was_sent_is_for_a_person(self) -> None:
        """
        The federal rule gives no way out of a contract once everything was sent.
        """
        sent = (parcel("p", 1),)

        assert "law.delivery_sent" == code(unit("US", zone=NEW_YORK, parcels=sent), "2026-07-31")
        assert "law.may_end_contract" == code(unit("US", zone=NEW_YORK, sold=2, parcels=sent), "2026-07-31")

    def test_thirty_days_from_a_complete_order(self) -> None:
        """
        Paid nine days later, late nine days later.
        """
        complete = {"complete_on": date(2026, 6, 10)}

        assert "law.delivery_not_late" == code(unit("US", zone=NEW_YORK), "2026-07-10", **complete)
        assert "law.may_end_contract" == code(unit("US", zone=NEW_YORK), "2026-07-11", **complete)


class TestBuyers:
    """
    The rows speak of consumers.
    """

    def test_a_business_is_for_a_person(self) -> None:
        """
        The law for consumers neither gives a business anything nor takes anything from it.
        """
        shop = unit("CO", buyer={"kind": BuyerKind.BUSINESS})

        assert "law.delivery_not_late" == code(shop, "2026-06-12", promised_by=PROMISED)
        assert "law.delivery_for_consumers" == code(shop, "2026-06-13", promised_by=PROMISED)
        assert "law.delivery_refused" == code(shop, "2026-06-02", refused=True)

    def test_a_buyer_of_unknown_kind_is_asked_about(self) -> None:
        """
        Whether a consumer bought would decide.
        """
        found = judged(unit("CO", buyer={"kind": BuyerKind.UNKNOWN}), "2026-07-31")

        assert (Verdict.ASK, "law.buyer_unknown") == (found.verdict, found.reason.code)


@given(
    st.sampled_from(["DE", "FR", "GB", "US", "CH", "TR", "BR", "AU", "KR", "ZA", "CA-ON", "XX"]),
    st.integers(0, 200),
    st.one_of(st.none(), st.integers(0, 90)),
    st.one_of(st.none(), st.integers(0, 150)),
)
def test_never_late_before_the_promised_day_has_passed(
    residence: str, days: int, promised: int | None, agreed: int | None
) -> None:
    """
    Wherever the buyer lives, nobody may end a contract before the last day, or while a wait that was agreed to runs.
    """
    one = unit(residence)
    first = one.placed_on

    def later(number: int | None) -> date | None:
        return None if number is None else first + timedelta(number)

    facts = DeliveryFacts(promised_by=later(promised), agreed_until=later(agreed))
    floor = BOOK.delivery(residence, first)
    found = late_delivery(one, floor, noon("2026-06-01") + timedelta(days), facts)

    if (promised is not None and days <= min(promised, 30)) or (agreed is not None and days <= agreed):
        assert found.verdict is not Verdict.ACCEPT
    if found.verdict is Verdict.REFUSE:
        assert render(found.reason, found.values, "de")
