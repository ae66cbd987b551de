import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Channel,
    Discount,
    LineFacts,
    Moved,
    Movement,
    Order,
    Packed,
    Parcel,
    Practices,
    Seen,
    Sighting,
    Transit,
    from_dict,
    to_dict,
)
from aftersales.testing.orders import (
    PLACED_AT,
    a_charge,
    a_line,
    a_tender,
    an_order,
    delivered,
    moved,
    refunded,
    sent,
)

BEFORE = PLACED_AT - timedelta(minutes=1)
LATER = PLACED_AT + timedelta(days=3)
EUR = "EUR"


def paths(error: FactsError) -> list[str]:
    """
    List where the problems are.
    """
    return [problem.path for problem in error.problems]


def wrong(*lines: Any, **fields: Any) -> list[str]:
    """
    Try to make an order, and list where its problems are.
    """
    with pytest.raises(FactsError) as caught:
        an_order(*lines, **fields)
    return paths(caught.value)


def movement(what: Moved, quantity: int = 1, line: str = "line-1", **fields: Any) -> Movement:
    """
    Make a movement of a line.
    """
    return Movement(what=what, line=line, quantity=quantity, **fields)


def parcel(*contents: Packed, id: str = "p", **fields: Any) -> Parcel:  # noqa: A002 - called so in an order
    """
    Make a parcel.
    """
    return Parcel(id=id, contents=contents or (Packed("line-1", 1),), **fields)


class TestOneContradiction:
    """
    Each thing that cannot be true, and where the error says it is.
    """

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            pytest.param({"id": ""}, "id", id="no id"),
            pytest.param({"placed_at": datetime(2026, 6, 1, 10)}, "placed_at", id="naive time"),  # noqa: DTZ001
            pytest.param({"placed_at": "2026-06-01T10:00:00+02:00"}, "placed_at", id="a text is no time"),
            pytest.param({"charges": [a_charge("line-1")]}, "charges[0].id", id="a charge called like a line"),
            pytest.param({"charges": [a_charge("surplus")]}, "charges[0].id", id="a reserved word"),
            pytest.param({"charges": [a_charge(currency="USD")], "tenders": ()}, "charges[0].charged", id="a charge"),
            pytest.param({"tenders": (a_tender(currency="USD"),)}, "tenders[0].captured", id="a tender"),
            pytest.param({"tenders": (a_tender(), a_tender())}, "tenders[1].id", id="two tenders of one id"),
            pytest.param({"parcels": (parcel(Packed("line-2", 1)),)}, "parcels[0].contents[0].line", id="stranger"),
            pytest.param({"movements": (movement(Moved.RETURNED, line="x"),)}, "movements[0].line", id="unknown line"),
            pytest.param({"movements": (movement(Moved.CANCELLED, at=BEFORE),)}, "movements[0].at", id="too early"),
            pytest.param({"parcels": (parcel(shipped_at=BEFORE),)}, "parcels[0].shipped_at", id="sent before bought"),
            pytest.param(
                {"parcels": (parcel(sightings=(Sighting(what=Seen.DELIVERED, at=BEFORE),)),)},
                "parcels[0].sightings[0].at",
                id="delivered before bought",
            ),
            pytest.param(
                {"parcels": (parcel(sightings=(Sighting(what=Seen.DELIVERED, on=date(2026, 5, 30)),)),)},
                "parcels[0].sightings[0].on",
                id="delivered on a day before",
            ),
            pytest.param(
                {"informed": True, "informed_on": date(2026, 6, 2)}, "informed_on", id="told before and after"
            ),
        ],
    )
    def test_is_named_by_its_path(self, fields: dict[str, Any], path: str) -> None:
        """
        An order that cannot be is refused, and the one problem says where it is.
        """
        assert [path] == wrong(**fields)

    @pytest.mark.parametrize(
        ("movements", "what"),
        [
            pytest.param([movement(Moved.CANCELLED, 3)], "cancelled", id="cancelled"),
            pytest.param([movement(Moved.SHIPPED, 3)], "shipped", id="shipped"),
            pytest.param([movement(Moved.DELIVERED, 3)], "delivered", id="delivered"),
            pytest.param([movement(Moved.RETURNED, 3)], "returned", id="returned"),
            pytest.param([movement(Moved.RETURNED, 2), movement(Moved.KEPT)], "kept", id="returned and kept"),
            pytest.param([movement(Moved.REPLACED, 3)], "replaced", id="replaced"),
            pytest.param([movement(Moved.EXCHANGED, 3)], "exchanged", id="exchanged"),
            pytest.param([movement(Moved.REFUNDED, 3, amount=Money(1, EUR))], "refunded", id="refunded"),
        ],
    )
    def test_more_than_was_bought_is_named_by_line_and_pool(self, movements: list[Movement], what: str) -> None:
        """
        No pool of a line holds more units than were bought, and the error says which one does.
        """
        with pytest.raises(FactsError) as caught:
            an_order(a_line(quantity=2), movements=tuple(movements))
        [problem] = caught.value.problems

        assert ("lines[0]", "3") == (problem.path, problem.got)
        assert what in problem.expected

    def test_units_that_are_counted_twice_come_with_a_hint(self) -> None:
        """
        Whoever tells a delivery both by parcel and by movement is told to count each unit once.
        """
        with pytest.raises(FactsError) as caught:
            moved(delivered(an_order()), "delivered")
        [problem] = caught.value.problems

        assert "in a parcel or in a movement" in problem.hint

    def test_a_line_of_another_currency_is_named(self) -> None:
        """
        Currencies are never mixed, and the line that does so is named.
        """
        assert ["lines[1].charged"] == wrong(
            a_line(), a_line("line-2", currency="USD"), tenders=(a_tender(captured="10.00"),)
        )

    def test_an_unknown_currency_is_named(self) -> None:
        """
        A currency that ISO 4217 does not know is an error of the order and of every amount in another one.
        """
        with pytest.raises(FactsError) as caught:
            Order(id="1", placed_at=PLACED_AT, currency="XYZ", lines=(a_line(),))

        assert ["currency", "lines[0].charged"] == paths(caught.value)

    def test_no_line_is_no_sale(self) -> None:
        """
        An order without a line is refused.
        """
        with pytest.raises(FactsError) as caught:
            Order(id="1", placed_at=PLACED_AT, currency=EUR, lines=())

        assert ["lines"] == paths(caught.value)

    def test_two_lines_of_one_id_are_refused(self) -> None:
        """
        Ids are what everything refers to, so no two lines share one.
        """
        with pytest.raises(FactsError) as caught:
            Order(id="1", placed_at=PLACED_AT, currency=EUR, lines=(a_line("a"), a_line("a")))

        assert ["lines[1].id"] == paths(caught.value)

    def test_two_parcels_of_one_id_are_refused(self) -> None:
        """
        A webhook that comes twice does not make two parcels.
        """
        one = parcel(Packed("line-1", 1))

        assert "parcels[1].id" in wrong(a_line(quantity=2), parcels=(one, one))

    def test_more_money_back_than_a_line_cost_is_refused(self) -> None:
        """
        What goes back for a line is never more than it was charged.
        """
        with pytest.raises(FactsError) as caught:
            refunded(an_order(a_line(gross="10.00"), a_charge_line()), "10.01")
        [problem] = caught.value.problems

        assert ("movements", "10.01 EUR") == (problem.path, problem.got)

    def test_more_money_back_than_was_captured_is_refused(self) -> None:
        """
        What goes back in all is never more than was taken.
        """
        paid_less = an_order(a_line(gross="10.00"), tenders=(a_tender(captured="4.00"),))
        with pytest.raises(FactsError) as caught:
            refunded(paid_less, "4.01")
        [problem] = caught.value.problems

        assert ("movements", "at most what was captured (4.00 EUR)") == (problem.path, problem.expected)


def a_charge_line() -> Any:
    """
    Make a second line, so that the order has more money than its first line.
    """
    return a_line("line-2", gross="50.00")


class TestAllAtOnce:
    """
    Every problem is told at once, so that nobody mends them one by one.
    """

    def test_problems_of_every_kind_come_together(self) -> None:
        """
        Ids, quantities, times and currencies are all looked at, whatever else is wrong.
        """
        found = wrong(
            a_line(quantity=2),
            id="",
            tenders=(a_tender(currency="USD"),),
            parcels=(parcel(Packed("line-9", 1), shipped_at=BEFORE),),
            movements=(movement(Moved.RETURNED, 5), movement(Moved.KEPT, line="line-8", at=BEFORE)),
        )

        assert {
            "id",
            "lines[0]",
            "tenders[0].captured",
            "parcels[0].contents[0].line",
            "parcels[0].shipped_at",
            "movements[1].line",
            "movements[1].at",
        } == set(found)

    def test_problems_of_plain_data_come_together_with_their_paths(self) -> None:
        """
        What comes as JSON is read whole before anybody is told what is wrong with it.
        """
        row = to_dict(an_order())
        row["placed_at"] = "2026-06-01T10:00:00"
        row["lines"][0]["quantity"] = -2
        row["tenders"][0]["captured"] = 10.0
        row["colour"] = "blue"
        with pytest.raises(FactsError) as caught:
            from_dict(row)

        assert {"placed_at", "lines[0].quantity", "tenders[0].captured", "colour"} == set(paths(caught.value))

    def test_nothing_personal_is_in_an_error(self) -> None:
        """
        A residence that is no code is not repeated, since it may be an address.
        """
        row = {**to_dict(an_order()), "buyer": {"residence": "12 Garden Road, Leeds", "zone": "my garden"}}
        with pytest.raises(FactsError) as caught:
            from_dict(row)

        assert "Garden" not in str(caught.value)


class TestBuyer:
    """
    Who bought, and where they live.
    """

    @pytest.mark.parametrize(
        "code", ["de", "D", "Germany", "DE_BE", "DE-", "DE--BE", "DE-B E", "DE-be", "DE-LAND", "1A", "ÄÖ"]
    )
    def test_a_residence_is_a_code(self, code: str) -> None:
        """
        Only ISO 3166 codes are residences; a word is refused and not guessed at.
        """
        with pytest.raises(FactsError) as caught:
            Buyer(residence=code)

        assert ["residence"] == paths(caught.value)

    @pytest.mark.parametrize(
        ("code", "hint"),
        [("UK", "GB"), ("UK-SCT", "GB-SCT"), ("EL", "GR"), ("EL-A", "GR-A"), ("Greece", "")],
    )
    def test_a_code_that_is_not_in_iso_comes_with_the_one_that_is(self, code: str, hint: str) -> None:
        """
        The codes that the Union uses for two countries are not those of ISO 3166, and would find no law.
        """
        with pytest.raises(FactsError) as caught:
            Buyer(residence=code)
        [problem] = caught.value.problems

        assert (f"ISO 3166 says {hint}" if hint else "") == problem.hint

    @pytest.mark.parametrize(("code", "country"), [("DE", "DE"), ("DE-BE", "DE"), ("FR-974", "FR"), (None, None)])
    def test_a_region_is_in_its_country(self, code: str | None, country: str | None) -> None:
        """
        The country is the part of the code before the region.
        """
        assert country == Buyer(residence=code).country

    def test_a_zone_that_does_not_exist_is_refused(self) -> None:
        """
        A time zone is one that the machine has.
        """
        with pytest.raises(FactsError) as caught:
            Buyer(zone="Europe/Atlantis")

        assert ["zone"] == paths(caught.value)


class TestReading:
    """
    What an order says of itself.
    """

    def test_an_unknown_line_is_an_error_that_names_the_known_ones(self) -> None:
        """
        Whoever asks for a line that is not there is told which ones are.
        """
        order = an_order(a_line("a"), a_line("b"))
        for ask in (order.line, order.tally):
            with pytest.raises(FactsError) as caught:
                ask("c")
            [problem] = caught.value.problems

            assert ("line", "one of a, b", "c") == (problem.path, problem.expected, problem.got)

    def test_totals_are_sums_of_what_was_charged(self) -> None:
        """
        The total is lines and charges, what was captured is on the tenders, and what is left is without refunds.
        """
        order = an_order(a_line(gross="20.00"), charges=[a_charge(gross="4.90")], tenders=(a_tender(captured="24.95"),))
        order = refunded(refunded(order, "5.00"), "4.90", "shipping")

        assert Money(2490, EUR) == order.total
        assert Money(2495, EUR) == order.captured
        assert Money(990, EUR) == order.refunded
        assert Money(490, EUR) == order.refunded_on("shipping")
        assert Money(1505, EUR) == order.left

    def test_without_tenders_what_was_charged_was_captured(self) -> None:
        """
        A host that does not know the payments is taken by the amounts of the sale.
        """
        order = an_order(a_line(gross="20.00"), tenders=())

        assert Money(2000, EUR) == order.captured == order.left

    def test_the_lower_of_two_tellings_is_left(self) -> None:
        """
        Where movements and tenders tell of different refunds, nothing is given twice.
        """
        by_tender = an_order(a_line(gross="20.00"), tenders=(a_tender(captured="20.00", refunded=Money(1500, EUR)),))

        assert Money(500, EUR) == by_tender.left
        assert Money(500, EUR) == refunded(by_tender, "2.00").left
        assert Money(200, EUR) == refunded(by_tender, "18.00").left

    def test_two_orders_of_the_same_facts_are_equal(self) -> None:
        """
        An order is a value.
        """
        assert an_order() == an_order()
        assert an_order() != an_order(id="order-2")

    def test_it_survives_a_task_queue(self) -> None:
        """
        A pickled order and a copy are equal to it and tell the same pools.
        """
        order = moved(delivered(an_order(a_line(quantity=2))), "returned")
        for twin in (pickle.loads(pickle.dumps(order)), copy.deepcopy(order)):  # noqa: S301 - it is our own
            assert order == twin
            assert order.tally("line-1") == twin.tally("line-1")


class TestPlainData:
    """
    To JSON and back.
    """

    def test_lists_are_taken_for_tuples(self) -> None:
        """
        An order that was made with lists is the one that is read back, and nothing can be added to it behind its back.
        """
        tenders = [a_tender(captured="10.00")]
        order = an_order(tenders=tenders)
        tenders.append(a_tender("gift", captured="10.00"))

        assert 1 == len(order.tenders)
        assert order == from_dict(to_dict(order))
        assert hash(order) == hash(from_dict(to_dict(order)))

    def test_everything_reads_back(self) -> None:
        """
        An order with every field filled in reads back to an equal one.
        """
        order = an_order(
            a_line(
                quantity=2,
                gross="20.00",
                tax="3.19",
                facts={"personalised": True, "used": None},
                tags=frozenset({"sale", "gift"}),
                discounts=(Discount("SUMMER", Money(200, EUR)),),
                sku="A-1",
            ),
            charges=[a_charge(gross="9.90", standard=Money(490, EUR))],
            buyer=Buyer(kind=BuyerKind.CONSUMER, residence="GB-SCT", zone="Europe/London", id="c-1"),
            channel=Channel.OFF_PREMISES,
            recurring=True,
            informed=False,
            informed_on=date(2026, 6, 3),
            practices=Practices(since=date(2026, 1, 1), transit=Transit(min_days=1, max_days=3)),
            movements=(movement(Moved.CANCELLED), movement(Moved.REFUNDED, amount=Money(1000, EUR), at=LATER)),
        )
        order = sent(order, Sighting(what=Seen.IN_TRANSIT, at=LATER), Sighting(what=Seen.LEFT, on=date(2026, 6, 5)))

        assert order == from_dict(to_dict(order))

    def test_defaults_are_left_out(self) -> None:
        """
        What stands at its default is not written, so a plain order is short.
        """
        row = to_dict(an_order())

        assert {
            "id",
            "placed_at",
            "currency",
            "lines",
            "buyer",
            "tenders",
            "informed",
            "told_return_cost",
        } == row.keys()
        assert {"id", "quantity", "charged"} == row["lines"][0].keys()

    def test_a_plain_line_keeps_the_facts_of_a_plain_article(self) -> None:
        """
        Facts that nobody gives are those of an article that asks nothing.
        """
        assert LineFacts() == from_dict(to_dict(an_order())).line("line-1").facts

    def test_a_time_keeps_its_moment_and_not_its_zone(self) -> None:
        """
        A moment written with one offset is the same moment when it is read.
        """
        order = attrs.evolve(an_order(), placed_at=datetime.fromisoformat("2026-06-01T12:00:00+02:00"))

        assert datetime(2026, 6, 1, 10, tzinfo=UTC) == from_dict(to_dict(order)).placed_at
