from datetime import date, timedelta

import attrs
import pytest

from aftersales.dates import Count, Roll
from aftersales.law import book
from aftersales.law.books import Floor, LawBook
from aftersales.law.rows import (
    Confidence,
    ExceptionCode,
    ExtraDay,
    GuaranteeKind,
    GuaranteeRow,
    Jurisdiction,
    Notify,
    Scheme,
    WithdrawalRow,
)
from aftersales.orders import Outbound

BOOK = book()
TODAY = date(2026, 11, 26)
DAY = timedelta(1)
STEPS_2014 = frozenset({"consent", "acknowledged"})
STEPS_2022 = STEPS_2014 | {"confirmed"}


def withdrawal(residence: str, on: date = TODAY) -> Floor[WithdrawalRow]:
    """Find the right of withdrawal that is known to be there."""
    floor = BOOK.withdrawal(residence, on)
    assert floor is not None
    return floor


def guarantee(residence: str, on: date = TODAY) -> Floor[GuaranteeRow]:
    """Find the legal guarantee that is known to be there."""
    floor = BOOK.guarantee(residence, on)
    assert floor is not None
    return floor


# ------------------------------------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("residence", "chain"),
    [
        ("DE", ["EU", "DE"]),
        ("DE-BE", ["EU", "DE"]),
        ("FR-974", ["EU", "FR"]),
        ("GB", ["GB"]),
        ("GB-SCT", ["GB", "GB-SCT"]),
        ("GB-NIR", ["GB"]),
        ("US-CA", ["US", "US-CA"]),
        ("US-TX", ["US", "US-TX"]),
        ("US-WA", ["US"]),
        ("CA-QC", ["CA", "CA-QC"]),
        ("ZZ", []),
        (None, []),
    ],
)
def test_a_region_falls_back_to_its_country(residence: str | None, chain: list[str]) -> None:
    """
    A residence is its region where that has rows of its own, else its country, else nothing.
    """
    assert chain == [one.code for one in BOOK.chain(residence)]


@pytest.mark.parametrize("residence", ["ZZ", None])
def test_an_unknown_country_has_no_floor(residence: str | None) -> None:
    """
    Where the book holds no law it says so instead of guessing.
    """
    assert BOOK.find(residence) is None
    assert BOOK.withdrawal(residence, TODAY) is None
    assert BOOK.guarantee(residence, TODAY) is None
    assert BOOK.delivery(residence, TODAY) is None
    assert () == BOOK.duties(residence, TODAY)


@pytest.mark.parametrize("residence", ["CA", "CA-BC"])
def test_a_topic_that_is_left_out_is_not_known(residence: str) -> None:
    """
    A right whose conditions the data cannot hold is not known, which is no denial.
    """
    assert BOOK.withdrawal(residence, TODAY) is None


def test_before_the_first_row_there_is_no_floor() -> None:
    """
    A contract older than every row is judged by nobody's guess.
    """
    assert BOOK.withdrawal("DE", date(2014, 6, 12)) is None


# ------------------------------------------------------------------------------------------------ merging


def row(**stated: object) -> WithdrawalRow:
    """Make a certain row that states these fields."""
    said = {
        "in_force_from": date(2020, 1, 1),
        "citation": "Act 1",
        "source": "Its text.",
        "checked": date(2026, 11, 22),
        "confidence": Confidence.HIGH,
    }
    return WithdrawalRow(**{**said, **stated})  # type: ignore[arg-type]


def merged(*stacked: tuple[str, WithdrawalRow]) -> Floor[WithdrawalRow]:
    """Lay the rows of a union YY and of its state XX on each other."""
    low = Jurisdiction(code="YY", name="Union", withdrawal=tuple(one for code, one in stacked if code == "YY"))
    high = Jurisdiction(
        code="XX", name="State", inherits="YY", withdrawal=tuple(one for code, one in stacked if code == "XX")
    )
    floor = LawBook({"YY": low, "XX": high}).withdrawal("XX", date(2024, 1, 1))
    assert floor is not None
    return floor


def test_a_state_overrides_field_by_field() -> None:
    """
    A state's row sets what it states and keeps the rest of the union's.
    """
    floor = merged(("YY", row(right=True, period=14)), ("XX", row(period=20)))

    assert (True, 20) == (floor.cautious.right, floor.cautious.period)
    assert floor.certain == floor.cautious


def test_layers_lie_on_each_other_in_order() -> None:
    """
    The union's base and overlays come first, then the state's base, then its overlays, oldest first.
    """
    floor = merged(
        ("XX", row(overlay=True, citation="6", in_force_from=date(2023, 1, 1))),
        ("XX", row(overlay=True, citation="5", in_force_from=date(2021, 1, 1))),
        ("XX", row(citation="4")),
        ("YY", row(overlay=True, citation="3", in_force_from=date(2022, 1, 1))),
        ("YY", row(overlay=True, citation="2")),
        ("YY", row(citation="1")),
    )

    assert ["1", "2", "3", "4", "5", "6"] == [layer.row.citation for layer in floor.layers]
    assert ["YY"] * 3 + ["XX"] * 3 == [layer.jurisdiction for layer in floor.layers]


def test_a_newer_base_replaces_the_older_one() -> None:
    """
    Of the base rows of one jurisdiction only the one in force counts, whole.
    """
    floor = merged(
        ("XX", row(period=10, send_back_days=7, in_force_to=date(2023, 12, 31))),
        ("XX", row(period=14, in_force_from=date(2024, 1, 1))),
    )

    assert (14, None) == (floor.cautious.period, floor.cautious.send_back_days)


def test_what_gives_more_but_is_not_certain_is_cautious_only() -> None:
    """
    An overlay of medium confidence that gives more raises the cautious floor alone.
    """
    floor = merged(
        ("XX", row(roll=Roll.NONE)),
        ("XX", row(overlay=True, confidence=Confidence.MEDIUM, roll=Roll.SUNDAY_HOLIDAY)),
    )

    assert (Roll.NONE, Roll.SUNDAY_HOLIDAY) == (floor.certain.roll, floor.cautious.roll)


def test_what_gives_less_lowers_the_certain_floor_too() -> None:
    """
    A row that is not certain and gives less takes from the certain floor, which promises nothing that may be gone.
    """
    floor = merged(("YY", row(period=14)), ("XX", row(period=10, confidence=Confidence.MEDIUM)))

    assert (10, 10) == (floor.certain.period, floor.cautious.period)


def test_the_certain_floor_has_the_least_of_the_doubtful_layers() -> None:
    """
    Of several layers above the last certain one the least kind counts.
    """
    floor = merged(
        ("YY", row(period=14)),
        ("XX", row(period=10, confidence=Confidence.LOW)),
        ("XX", row(overlay=True, period=20, confidence=Confidence.MEDIUM)),
    )

    assert (10, 20) == (floor.certain.period, floor.cautious.period)


def test_a_limit_nobody_is_sure_of_still_limits_what_is_certain() -> None:
    """
    Where only doubtful rows have exceptions, the certain floor excepts the most of them.
    """
    few, many = frozenset({ExceptionCode.CUSTOM}), frozenset({ExceptionCode.CUSTOM, ExceptionCode.PRESS})
    floor = merged(
        ("XX", row(right=True, exceptions=many, confidence=Confidence.MEDIUM)),
        ("XX", row(overlay=True, exceptions=few, confidence=Confidence.MEDIUM)),
    )

    assert (many, few) == (floor.certain.exceptions, floor.cautious.exceptions)


def test_a_right_nobody_is_sure_of_is_not_certain() -> None:
    """
    A field that gives something gives nothing for certain while no certain row states it.
    """
    floor = merged(("XX", row(right=True, period=14, confidence=Confidence.MEDIUM)))

    assert (None, None) == (floor.certain.right, floor.certain.period)
    assert (True, 14) == (floor.cautious.right, floor.cautious.period)


def test_a_row_can_be_certain_in_one_state_only() -> None:
    """
    A union's row of medium confidence is certain where the state's own law was read.
    """
    union = row(period=14, confidence=Confidence.MEDIUM, certain_in=frozenset({"XX"}))

    assert merged(("YY", union)).certain.period == 14
    assert merged(("YY", attrs.evolve(union, certain_in=frozenset({"ZZ"})))).certain.period is None


def test_what_nobody_read_is_never_certain() -> None:
    """
    High confidence without a text that was read makes nothing certain.
    """
    assert merged(("XX", row(period=14, verified=False))).certain.period is None


def test_a_layer_keeps_its_own_origin() -> None:
    """
    Merging mixes values, never citations: every layer keeps its row and whose it is.
    """
    floor = withdrawal("ES")

    assert ["EU", "EU", "ES", "ES"] == [layer.jurisdiction for layer in floor.layers]
    assert [True, True, True, False] == [layer.certain for layer in floor.layers]


# ------------------------------------------------------------------------------------------------ the union


def test_the_union_gives_fourteen_days() -> None:
    """
    A German buyer has fourteen days that roll, on certain ground.
    """
    row = withdrawal("DE").certain

    assert (14, Count.EVENT_DAY_OUT) == (row.period, row.count)
    assert row.roll is Roll.SATURDAY_SUNDAY_HOLIDAY
    assert row.outbound is Outbound.STANDARD
    assert row.exceptions is not None
    assert len(row.exceptions) == 13


def test_a_plain_union_buyer_has_one_floor() -> None:
    """
    For a German withdrawal nothing is in doubt, so both floors are the same.
    """
    assert withdrawal("DE").certain == withdrawal("DE").cautious


def test_the_confirmation_is_asked_since_the_amendment() -> None:
    """
    On the day before 28 May 2022 two steps are enough to lose the right for digital content, on it three are needed.
    """
    change = date(2022, 5, 28)

    assert withdrawal("DE", change - DAY).certain.digital_steps == STEPS_2014
    assert withdrawal("DE", change).certain.digital_steps == STEPS_2022


def test_the_presumption_grew_in_2022() -> None:
    """
    A contract of New Year's Eve 2021 has six months of presumption, one of the day after twelve.
    """
    change = date(2022, 1, 1)

    assert (24, 6) == _months(guarantee("DE", change - DAY))
    assert (24, 12) == _months(guarantee("DE", change))


def test_no_withdrawal_row_before_the_directive() -> None:
    """
    The right of the directive starts with contracts of 13 June 2014.
    """
    assert BOOK.withdrawal("FR", date(2014, 6, 12)) is None
    assert withdrawal("FR", date(2014, 6, 13)).certain.period == 14


def _months(floor: Floor[GuaranteeRow]) -> tuple[int | None, int | None]:
    return floor.certain.months, floor.certain.burden_months


# ------------------------------------------------------------------------------------------------ Germany


def test_the_german_extension_is_certain() -> None:
    """
    A repair makes the guarantee twelve months longer for contracts from 31 July 2026, once.
    """
    change = date(2026, 7, 31)
    before, after = guarantee("DE", change - DAY), guarantee("DE", change)

    assert before.cautious.extend_after_repair_months is None
    assert (12, 1) == (after.certain.extend_after_repair_months, after.certain.extend_after_repair_times)
    assert after.certain == after.cautious


def test_the_extension_is_only_cautious_where_no_act_was_read() -> None:
    """
    For a Dutch buyer the twelve months are the directive's only.
    """
    floor = guarantee("NL")

    assert (None, 12) == (floor.certain.extend_after_repair_months, floor.cautious.extend_after_repair_months)


def test_used_goods_in_germany() -> None:
    """
    A German shop may agree on twelve months for used goods, and defects have a tail of four months.
    """
    row = guarantee("DE").certain

    assert (12, 4, 2) == (row.used_min_months, row.late_defect_tail_months, row.repaired_tail_months)
    assert row.notify is Notify.NONE


# ------------------------------------------------------------------------------------------------ France


def test_the_french_extension() -> None:
    """
    Six months after the first repair are certain; that every repair counts is a reading of the article.
    """
    floor = guarantee("FR", date(2025, 1, 1))

    assert (6, 1, None) == _extension(floor.certain)
    assert (6, 1, True) == _extension(floor.cautious)


def test_the_french_extension_beside_the_directive() -> None:
    """
    From 31 July 2026 the directive's twelve months for the first repair are cautious, and the six stay certain.
    """
    change = date(2026, 7, 31)

    assert guarantee("FR", change - DAY).cautious.extend_after_repair_months == 6
    assert guarantee("FR", change).certain.extend_after_repair_months == 6
    assert (12, 1, True) == _extension(guarantee("FR", change).cautious)
    assert guarantee("FR", change).cautious.extend_later_repairs_months == 6


def test_the_french_presumption() -> None:
    """
    The French presumption has had 24 months since 2016, long before the Union's was made longer.
    """
    change, first = date(2022, 1, 1), date(2016, 3, 18)

    assert (24, 24) == _months(guarantee("FR", change))
    assert guarantee("FR", change - DAY).cautious.burden_months == 24
    assert (24, 24) == _months(guarantee("FR", change - DAY))
    assert guarantee("FR", first).cautious.burden_months == 24
    assert guarantee("FR", first - DAY).cautious.burden_months == 6


def test_the_french_statute_was_renumbered() -> None:
    """
    The articles cited beside the directive are those of the day of the contract.
    """
    change = date(2016, 7, 1)

    assert "L121-21" in withdrawal("FR", change - DAY).layers[-1].row.citation
    assert "L221-18" in withdrawal("FR", change).layers[-1].row.citation


def _extension(row: GuaranteeRow) -> tuple[int | None, int | None, bool | None]:
    return row.extend_after_repair_months, row.extend_after_repair_times, row.extend_each_repair


# ------------------------------------------------------------------------------------------------ Spain


def test_the_spanish_roll_is_cautious() -> None:
    """
    In Spain the end of the period rolls by the Union's regulation only, so the certain floor does not roll.
    """
    floor = withdrawal("ES-MD")

    assert (Roll.NONE, Roll.SATURDAY_SUNDAY_HOLIDAY) == (floor.certain.roll, floor.cautious.roll)


def test_the_spanish_guarantee() -> None:
    """
    A contract of 2022 has 36 months and 24 of presumption, one of the day before 24 and six.
    """
    change = date(2022, 1, 1)
    before, after = guarantee("ES", change - DAY).certain, guarantee("ES", change).certain

    assert (24, 6, 6) == (before.months, before.burden_months, before.same_defect_months)
    assert (36, 24, 12) == (after.months, after.burden_months, after.same_defect_months)


def test_the_older_spanish_act_was_not_read() -> None:
    """
    Before the consolidated statute of December 2007 the Union's rules are certain, and a limit of the act counts.
    """
    change = date(2007, 12, 1)
    before, after = guarantee("ES", change - DAY), guarantee("ES", change)

    assert (24, 6) == _months(before)
    assert (12, None) == (before.certain.used_min_months, before.certain.suspended_while_away)
    assert (12, True) == (after.certain.used_min_months, after.certain.suspended_while_away)


# ------------------------------------------------------------------------------------------------ Britain


def test_the_british_period_does_not_roll() -> None:
    """
    British law has no roll, and refunds count from the goods or proof of them.
    """
    floor = withdrawal("GB")

    assert (Roll.NONE, Roll.NONE) == (floor.certain.roll, floor.cautious.roll)
    assert floor.certain.exceptions is not None
    assert ExceptionCode.MEDICINE_PRESCRIPTION in floor.certain.exceptions


def test_a_british_confirmation_is_cautious() -> None:
    """
    Consent and acknowledgement end the British right for certain; the confirmation is doubted.
    """
    floor = withdrawal("GB")

    assert floor.certain.digital_steps == STEPS_2014
    assert floor.cautious.digital_steps == STEPS_2022


def test_the_british_guarantee() -> None:
    """
    Six years to claim, six months of presumption that count the day of delivery, thirty days to reject.
    """
    row = guarantee("GB").certain

    assert (72, 6, 30) == (row.months, row.burden_months, row.early_exit_days)
    assert (Count.EVENT_DAY_IN, Count.EVENT_DAY_OUT) == (row.burden_count, row.early_exit_count)
    assert row.early_exit_presumed is False
    assert row.scheme is Scheme.UK_THREE_TIERS


def test_the_british_guarantee_starts_with_its_act() -> None:
    """
    The act of 2015 governs contracts from 1 October 2015.
    """
    assert BOOK.guarantee("GB", date(2015, 9, 30)) is None
    assert guarantee("GB", date(2015, 10, 1)).certain.months == 72


def test_scotland_has_five_years() -> None:
    """
    A Scottish buyer has the British rules with a prescription of five years.
    """
    assert (60, 6) == _months(guarantee("GB-SCT"))
    assert withdrawal("GB-SCT") == withdrawal("GB")


# ------------------------------------------------------------------------------------------------ Brazil


def test_the_brazilian_withdrawal() -> None:
    """
    Seven days, everything back at once, no exceptions, and a roll that is practice only.
    """
    floor = withdrawal("BR")
    row = floor.certain

    assert (7, 0, Outbound.ALL, frozenset()) == (row.period, row.refund_within, row.outbound, row.exceptions)
    assert (Roll.NONE, Roll.SATURDAY_SUNDAY_HOLIDAY) == (row.roll, floor.cautious.roll)


def test_the_brazilian_guarantee() -> None:
    """
    Thirty and ninety days, from discovery for hidden defects, with thirty days for the repair.
    """
    row = guarantee("BR").certain

    assert (30, 90, 30) == (row.days_non_durable, row.days_durable, row.repair_cap_days)
    assert (True, True) == (row.hidden_from_discovery, row.suspended_by_complaint)
    assert row.months is None


def test_brazil_starts_with_its_code() -> None:
    """
    The consumer code governs contracts from 11 March 1991.
    """
    assert BOOK.withdrawal("BR", date(1991, 3, 10)) is None
    assert withdrawal("BR", date(1991, 3, 11)).certain.period == 7


def test_the_brazilian_function_is_a_duty() -> None:
    """
    The tool used to buy is the tool to withdraw since 14 May 2013.
    """
    change = date(2013, 5, 14)

    assert "withdrawal_function" not in {layer.row.topic for layer in BOOK.duties("BR", change - DAY)}
    assert "withdrawal_function" in {layer.row.topic for layer in BOOK.duties("BR", change)}


# ------------------------------------------------------------------------------------------------ the United States


def test_there_is_no_federal_right_to_withdraw() -> None:
    """
    An American web order gives no statutory right to change one's mind, and that is certain.
    """
    assert withdrawal("US").certain.right is False


def test_the_american_warranty_is_no_floor() -> None:
    """
    What the parties may contract out of never raises a policy.
    """
    row = guarantee("US").certain

    assert (False, 48) == (row.floor, row.months)


def test_a_state_gives_days_where_no_policy_was_posted() -> None:
    """
    California adds thirty days for shops that show no policy, on top of the federal row.
    """
    floor = withdrawal("US-CA")

    assert floor.cautious.right is False
    assert (None, 30) == (floor.certain.unposted_policy_days, floor.cautious.unposted_policy_days)
    assert withdrawal("US-TX").cautious.unposted_policy_days is None


# ------------------------------------------------------------------------------------------------ others


@pytest.mark.parametrize(
    ("residence", "certain", "cautious"),
    [
        ("IT", Roll.SUNDAY_HOLIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY),
        ("IE", Roll.NONE, Roll.SATURDAY_SUNDAY_HOLIDAY),
        ("NO", Roll.NONE, Roll.SATURDAY_SUNDAY_HOLIDAY),
        ("AR", Roll.SUNDAY_HOLIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY),
        ("PT", Roll.SATURDAY_SUNDAY_HOLIDAY, Roll.SATURDAY_SUNDAY_HOLIDAY),
    ],
)
def test_a_doubtful_roll_is_cautious(residence: str, certain: Roll, cautious: Roll) -> None:
    """
    Where the national text says less than the Union's regulation, the certain floor keeps to the national text.
    """
    floor = withdrawal(residence)

    assert (certain, cautious) == (floor.certain.roll, floor.cautious.roll)


@pytest.mark.parametrize(
    ("residence", "certain", "cautious"),
    [
        (
            "SE",
            {"midsummer_eve", "christmas_eve", "new_years_eve"},
            {"midsummer_eve", "christmas_eve", "new_years_eve"},
        ),
        (
            "NL",
            {"good_friday", "liberation_day_5_may"},
            {"good_friday", "liberation_day_5_may", "friday_after_ascension"},
        ),
        ("AT", set(), {"good_friday"}),
        ("PL", {"christmas_eve"}, {"christmas_eve"}),
        ("DE", set(), set()),
    ],
)
def test_the_days_a_computation_statute_adds(residence: str, certain: set[str], cautious: set[str]) -> None:
    """
    Sweden, the Netherlands and Poland add days for certain; Austria adds Good Friday with caution only.
    """
    floor = withdrawal(residence)

    assert {ExtraDay(day) for day in certain} == (floor.certain.extra_days or set())
    assert {ExtraDay(day) for day in cautious} == (floor.cautious.extra_days or set())


def test_a_good_that_lasts_longer_in_norway() -> None:
    """
    Two years hold in Norway, five for what is meant to last; a fact of the line says which goods those are.
    """
    floor = guarantee("NO")

    assert (24, 60) == (floor.certain.months, floor.certain.long_life_months)


@pytest.mark.parametrize(
    ("residence", "change", "before", "after"),
    [
        ("BE", date(2022, 6, 1), 6, 24),
        ("CZ", date(2023, 1, 6), 6, 12),
        ("GR", date(2022, 9, 9), 6, 12),
        ("IE", date(2022, 11, 29), 6, 12),
        ("LV", date(2022, 3, 15), 6, 12),
        ("NL", date(2022, 4, 27), 6, 12),
        ("NO", date(2024, 1, 1), 6, 24),
        ("PL", date(2023, 1, 1), 12, 24),
        ("SE", date(2022, 5, 1), 6, 24),
        ("SI", date(2023, 1, 26), 6, 12),
        ("SK", date(2024, 7, 1), 6, 24),
    ],
)
def test_the_presumption_changes_on_its_day(residence: str, change: date, before: int, after: int) -> None:
    """
    A contract of the day before a change has the older presumption, one of the day itself the newer one.
    """
    assert before == guarantee(residence, change - DAY).cautious.burden_months
    assert after == guarantee(residence, change).cautious.burden_months


def test_goods_without_a_fixed_end() -> None:
    """
    Finnish and Dutch goods last as long as a buyer may expect, and 24 months are certain.
    """
    for residence in ("FI", "NL"):
        row = guarantee(residence).certain
        assert row.kind is GuaranteeKind.REASONABLE_DURABILITY
        assert row.months == 24


def test_duties_stand_beside_each_other() -> None:
    """
    A German buyer's duties are the Union's and the state's, and the function to withdraw is certain there.
    """
    functions = [layer for layer in BOOK.duties("DE", TODAY) if layer.row.topic == "withdrawal_function"]

    assert ["EU", "EU", "DE"] == [layer.jurisdiction for layer in functions]
    assert [True, False, True] == [layer.certain for layer in functions]
    assert "withdrawal_function" not in {layer.row.topic for layer in BOOK.duties("DE", date(2026, 6, 18))}
