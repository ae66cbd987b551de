from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import FOREVER, Deadline
from aftersales.decisions import Cite, Reason, Verdict, accept, refer, refuse
from aftersales.documents import dump, read
from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Outbound
from aftersales.rights import (
    NO_FEE,
    PHRASES,
    Basis,
    Demands,
    Fault,
    Fee,
    Option,
    Payer,
    Raised,
    Remedy,
    Repair,
    ReturnReason,
    Terms,
    Unit,
    judge,
    lift,
    phrase,
)
from tests.returns.sales import PRACTICES, money, noon, sale

ORDER = sale()
UNIT = Unit(
    order=ORDER, line=ORDER.lines[0], quantity=1, facts=ORDER.lines[0].facts, practices=PRACTICES, zone="Europe/Berlin"
)
DEADLINE = Deadline(date(2026, 10, 19), date(2026, 10, 19), "Europe/Berlin")
FLOOR = Terms(
    remedy=Remedy.REFUND,
    deadline=DEADLINE,
    return_shipping=Payer.CUSTOMER,
    outbound=Outbound.STANDARD,
    cites=(Cite("BGB s. 355", "DE"),),
)
TEN_PERCENT = Fee(percent=Decimal(10))


def promise(**changes: Any) -> Terms:
    """
    Promise what the floor gives, but for this.
    """
    plain: dict[str, Any] = {
        "deadline": Deadline(date(2026, 11, 4), date(2026, 11, 4), "Europe/Berlin"),
        "cites": (Cite("Returns", "policy"),),
    }
    return attrs.evolve(FLOOR, **(plain | changes))


class TestVocabularies:
    """
    The closed lists.
    """

    @pytest.mark.parametrize(
        ("reason", "fault"),
        [
            ("changed_mind", Fault.CUSTOMER),
            ("too_small", Fault.CUSTOMER),
            ("user_error", Fault.CUSTOMER),
            ("incompatible", Fault.CUSTOMER),
            ("gift", Fault.CUSTOMER),
            ("not_as_described", Fault.MERCHANT),
            ("wrong_item", Fault.MERCHANT),
            ("malfunction", Fault.MERCHANT),
            ("too_late", Fault.MERCHANT),
            ("damaged_in_transit", Fault.CARRIER),
            ("not_received", Fault.CARRIER),
            ("withdrawal", Fault.NONE),
            ("quality", Fault.UNDECIDED),
            ("other", Fault.UNDECIDED),
            ("unknown", Fault.UNDECIDED),
        ],
    )
    def test_a_reason_has_a_fault(self, reason: str, fault: Fault) -> None:
        """
        Every reason lies on somebody's side, or on nobody's yet.
        """
        assert fault is ReturnReason(reason).fault

    def test_every_reason_of_the_list_is_there(self) -> None:
        """
        The list is closed: codes are never renamed, and a new one is a decision.
        """
        assert 27 == len(ReturnReason)
        assert {reason.value for reason in ReturnReason} == {reason.name.lower() for reason in ReturnReason}

    def test_a_lack_of_conformity_is_never_the_customers_fault(self) -> None:
        """
        Who says that the goods are not what was promised is not blamed for it beforehand.
        """
        lacks = {reason for reason in ReturnReason if reason.alleges_lack_of_conformity}

        assert {Fault.MERCHANT, Fault.CARRIER, Fault.UNDECIDED} == {reason.fault for reason in lacks}
        assert not {ReturnReason.CHANGED_MIND, ReturnReason.NOT_RECEIVED, ReturnReason.TOO_LATE} & lacks

    def test_two_bases_are_statutory(self) -> None:
        """
        Withdrawal and legal guarantee are the law's; policy and warranty are promises.
        """
        assert [Basis.WITHDRAWAL, Basis.GUARANTEE] == [basis for basis in Basis if basis.statutory]

    def test_an_open_fact_has_words(self) -> None:
        """
        A fact that is asked for is said in words; one that nobody declared stays its own name.
        """
        assert "whether it was used" == phrase("line.used")
        assert "shop.own_fact" == phrase("shop.own_fact")
        assert not [fact for fact in PHRASES if phrase(fact) == fact]


class TestFee:
    """
    What the shop keeps back.
    """

    @pytest.mark.parametrize(
        ("fee", "gross", "kept"),
        [
            (Fee(), "19.99", "0.00"),
            (Fee(percent=Decimal(0), flat=money("0.00")), "19.99", "0.00"),
            (Fee(percent=Decimal(15)), "19.99", "3.00"),
            (Fee(percent=Decimal("0.5")), "1.00", "0.01"),
            (Fee(percent=Decimal("0.4")), "1.00", "0.00"),
            (Fee(percent=Decimal(100)), "19.99", "19.99"),
            (Fee(flat=money("5.00")), "19.99", "5.00"),
            (Fee(flat=money("25.00")), "19.99", "19.99"),
            (Fee(flat=money("5.00"), percent=Decimal(10)), "20.00", "7.00"),
            (Fee(flat=money("5.00"), percent=Decimal(10), lower=True), "20.00", "2.00"),
            (Fee(flat=money("5.00"), percent=Decimal(10), lower=True), "80.00", "5.00"),
            (Fee(percent=Decimal(50), most=Fee(flat=money("3.00"))), "20.00", "3.00"),
            (Fee(percent=Decimal(5), most=Fee(flat=money("3.00"))), "20.00", "1.00"),
            (Fee(flat=money("5.00")), "0.00", "0.00"),
        ],
    )
    def test_is_worked_out_of_the_goods(self, fee: Fee, gross: str, kept: str) -> None:
        """
        A percentage is rounded half up, an amount is added or taken instead, and neither is more than the goods.
        """
        assert money(kept) == fee.of(money(gross))

    @given(
        st.none() | st.integers(0, 10**6).map(lambda minor: Money(minor, "EUR")),
        st.none() | st.decimals(0, 100, places=2),
        st.booleans(),
        st.integers(0, 10**6),
    )
    def test_is_never_below_zero_nor_above_the_goods(
        self,
        flat: Money | None,
        percent: Decimal | None,
        lower: bool,  # noqa: FBT001
        minor: int,
    ) -> None:
        """
        No fee pays the customer, and none takes more than what was paid.
        """
        gross = Money(minor, "EUR")
        fee = Fee(flat, percent, lower=lower)

        assert Money(0, "EUR") <= fee.of(gross) <= gross
        assert not fee.is_free or fee.of(gross).is_zero

    @pytest.mark.parametrize(
        ("fee", "text"),
        [
            (NO_FEE, "none"),
            (Fee(flat=money("0.00")), "none"),
            (TEN_PERCENT, "10 %"),
            (Fee(flat=money("5.00")), "5.00 EUR"),
            (Fee(flat=money("5.00"), percent=Decimal("2.5")), "2.5 % + 5.00 EUR"),
            (Fee(flat=money("5.00"), percent=Decimal(5), lower=True), "5 % or 5.00 EUR"),
            (Fee(percent=Decimal(10), most=Fee(flat=money("5.00"))), "10 %, at most 5.00 EUR"),
        ],
    )
    def test_is_said_in_short(self, fee: Fee, text: str) -> None:
        """
        A fee reads as a person would write it.
        """
        assert text == str(fee)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"flat": money("-0.01")}, "flat"),
            ({"percent": Decimal("100.01")}, "percent"),
            ({"percent": Decimal("-0.01")}, "percent"),
        ],
    )
    def test_out_of_range_is_an_error(self, wrong: Any, path: str) -> None:
        """
        A fee that would pay the customer or take more than everything is refused.
        """
        with pytest.raises(FactsError) as caught:
            Fee(**wrong)

        assert path == caught.value.problems[0].path

    def test_of_another_currency_is_an_error(self) -> None:
        """
        A flat fee is never taken from another currency.
        """
        with pytest.raises(FactsError, match=r"fee\.flat: expected an amount in USD, got EUR"):
            Fee(flat=money("5.00")).of(Money(1999, "USD"))


class TestLift:
    """
    A kinder promise on top of a right that runs.
    """

    def test_of_the_same_changes_nothing(self) -> None:
        """
        A promise that gives what the law gives leaves the terms as they are and notes nothing.
        """
        assert (FLOOR, ()) == lift(FLOOR, promise())

    @pytest.mark.parametrize(
        ("changes", "raised", "holds"),
        [
            (
                {"return_shipping": Payer.SHOP},
                Raised("return_shipping", "customer", "shop", "policy"),
                {"return_shipping": Payer.SHOP},
            ),
            ({"outbound": Outbound.ALL}, Raised("outbound", "standard", "all", "policy"), {"outbound": Outbound.ALL}),
            ({"outbound": Outbound.NONE}, Raised("outbound", "standard", "none", "law"), {}),
            ({"fee": TEN_PERCENT}, Raised("fee", "none", "10 %", "law"), {}),
            (
                {"deadline": Deadline(date(2026, 10, 12), date(2026, 10, 12), "Europe/Berlin")},
                Raised("deadline", "2026-10-19", "2026-10-12", "law"),
                {},
            ),
            ({"demands": Demands(final_sale=True)}, Raised("final_sale", "not demanded", "demanded", "law"), {}),
            ({"demands": Demands(unused=True)}, Raised("unused", "not demanded", "demanded", "law"), {}),
        ],
        ids=["shipping", "more delivery", "less delivery", "a fee", "a shorter window", "final sale", "a demand"],
    )
    def test_goes_field_by_field(self, changes: Any, raised: Raised, holds: Any) -> None:
        """
        Each field is the kinder of the two, and every difference is noted with whose it is.
        """
        assert (attrs.evolve(FLOOR, **holds), (raised,)) == lift(FLOOR, promise(**changes))

    def test_the_law_that_pays_for_sending_back_is_not_undone(self) -> None:
        """
        A promise that lets the customer pay does not reach a law that lets the shop pay.
        """
        free = attrs.evolve(FLOOR, return_shipping=Payer.SHOP)
        terms, raised = lift(free, promise())

        assert (free, (Raised("return_shipping", "shop", "customer", "law"),)) == (terms, raised)

    def test_a_fee_of_the_law_is_lifted_by_a_promise_without(self) -> None:
        """
        Where the law itself allows a fee, a promise without one takes it away.
        """
        terms, raised = lift(attrs.evolve(FLOOR, fee=TEN_PERCENT), promise())

        assert (NO_FEE, (Raised("fee", "10 %", "none", "policy"),)) == (terms.fee, raised)

    def test_a_fee_that_the_law_lets_the_shop_take_is_cut_to_its_cap(self) -> None:
        """
        Where the law lets a policy keep something, the policy's own fee holds, up to that.
        """
        capped = attrs.evolve(FLOOR, fee_cap=Fee(percent=Decimal(5)))
        terms, raised = lift(capped, promise(fee=TEN_PERCENT))

        assert money("5.00") == terms.fee.of(money("100.00"))
        assert (Raised("fee", "at most 5 %", "10 %", "law"),) == raised

    def test_the_deadline_stays_the_rights_own(self) -> None:
        """
        A longer window of the policy does not make the right longer, and a right that has not begun is noted as such.
        """
        waiting = attrs.evolve(FLOOR, deadline=Deadline(FOREVER, FOREVER, "Europe/Berlin"))

        assert DEADLINE == lift(FLOOR, promise())[0].deadline
        assert (Raised("deadline", "not started", "2026-11-04", "law"),) == lift(waiting, promise())[1]

    @given(
        st.sampled_from(Payer),
        st.sampled_from(Outbound),
        st.sampled_from(Payer),
        st.sampled_from(Outbound),
        st.sampled_from([NO_FEE, TEN_PERCENT]),
    )
    def test_never_takes_anything(self, law: Payer, back: Outbound, says: Payer, gives: Outbound, fee: Fee) -> None:
        """
        Whatever the promise, the lifted terms are at least as kind as the law and as the promise, but for the fee.
        """
        floor = attrs.evolve(FLOOR, return_shipping=law, outbound=back)
        terms, _ = lift(floor, promise(return_shipping=says, outbound=gives, fee=fee))
        kindness = list(Outbound)

        assert (Payer.SHOP in (law, says)) is (terms.return_shipping is Payer.SHOP)
        assert max(back, gives, key=kindness.index) is terms.outbound
        assert terms.fee.is_free


class TestJudge:
    """
    An option and its verdict.
    """

    def test_all_rules_must_hold(self) -> None:
        """
        The strictest finding is the verdict, what was found first included; every finding is kept in order.
        """
        reasons = [Reason(f"test.{name}", name) for name in ("first", "second", "third")]
        first, second, third = accept(reasons[0]), refer(reasons[1]), refuse(reasons[2])
        option = judge(
            Basis.POLICY, UNIT, FLOOR, (lambda *_: second, lambda *_: third), noon("2026-10-06"), first=(first,)
        )

        assert (Verdict.REFUSE, (first, second, third)) == (option.verdict, option.findings)
        assert (False, Remedy.REFUND, date(2026, 10, 19)) == (option.open, option.remedy, option.last_day)
        assert option.refund.total.is_zero

    def test_without_rules_nothing_stands_against_it(self) -> None:
        """
        An option that no rule judges is open.
        """
        option = judge(Basis.WARRANTY, UNIT, FLOOR, (), noon("2026-10-06"), raised=(Raised("fee", "", "", "law"),))

        assert (True, 1) == (option.open, len(option.raised))

    def test_an_option_survives_its_document(self) -> None:
        """
        Written and read again, an option is equal.
        """
        option = judge(Basis.WARRANTY, UNIT, FLOOR, (), noon("2026-10-06"))

        assert option == read(Option, dump(option))


class TestRepair:
    """
    One attempt to set things right.
    """

    @pytest.mark.parametrize(
        ("repair", "begun", "over", "failed"),
        [
            (Repair(), None, None, False),
            (Repair(requested_on=date(2026, 11, 2)), date(2026, 11, 2), None, False),
            (
                Repair(handed_over_on=date(2026, 11, 4), requested_on=date(2026, 11, 2), returned_on=date(2026, 11, 9)),
                date(2026, 11, 2), date(2026, 11, 9), False,
            ),
            (Repair(returned_on=date(2026, 11, 9)), date(2026, 11, 9), date(2026, 11, 9), False),
            (Repair(refused_on=date(2026, 11, 9)), None, date(2026, 11, 9), True),
            (Repair(returned_on=date(2026, 11, 9), restored=False), date(2026, 11, 9), date(2026, 11, 9), True),
            (Repair(returned_on=date(2026, 11, 9), same_defect=True), date(2026, 11, 9), date(2026, 11, 9), True),
            (Repair(returned_on=date(2026, 11, 9), restored=True), date(2026, 11, 9), date(2026, 11, 9), False),
        ],
        ids=[
            "nothing known", "asked for", "done", "only its end", "refused", "in vain", "it came back", "restored",
        ],
    )  # fmt: skip
    def test_has_a_beginning_an_end_and_an_outcome(
        self,
        repair: Repair,
        begun: date | None,
        over: date | None,
        failed: bool,  # noqa: FBT001
    ) -> None:
        """
        From the days that are known follows when it began, when it was over, and whether it is known to have failed.
        """
        assert (begun, over, failed) == (repair.begun_on, repair.over_on, repair.failed)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"remedy": Remedy.REFUND}, "remedy"),
            ({"handed_over_on": date(2026, 11, 4), "returned_on": date(2026, 11, 3)}, "returned_on"),
            ({"requested_on": date(2026, 11, 4), "refused_on": date(2026, 11, 3)}, "refused_on"),
        ],
    )
    def test_cannot_end_before_it_began(self, wrong: Any, path: str) -> None:
        """
        An attempt is a repair or a replacement, and its days are in order.
        """
        with pytest.raises(FactsError) as caught:
            Repair(**wrong)

        assert path == caught.value.problems[0].path


def test_a_unit_knows_the_local_day_of_its_contract() -> None:
    """
    A contract of the last minute of a day in Berlin is one of the next day in Tokyo.
    """
    late = sale(placed_at=noon("2026-10-01").replace(hour=23, minute=59))

    assert date(2026, 10, 1) == attrs.evolve(UNIT, order=late).placed_on
    assert date(2026, 10, 2) == attrs.evolve(UNIT, order=late, zone="Asia/Tokyo").placed_on
