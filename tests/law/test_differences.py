from datetime import date, timedelta

import attrs
import pytest

from aftersales import law
from aftersales.law import Change, DutyRow, Jurisdiction, LawBook, changes
from aftersales.law.rows import Confidence

BOOK = law.book()
FIRST = date(2026, 6, 19)
DAY = timedelta(1)


def duty(since: int, *, until: int | None = None, months: int | None = None) -> DutyRow:
    """
    Make a duty that is in force from the first day of a year.
    """
    return DutyRow(
        topic="gift_card_expiry",
        in_force_from=date(since, 1, 1),
        in_force_to=date(until, 12, 31) if until else None,
        citation=f"Act {since}",
        source="Its text.",
        checked=date(2026, 11, 26),
        confidence=Confidence.HIGH,
        min_months=months,
    )


def book(*duties: DutyRow) -> LawBook:
    """
    Make a book with one country that has these duties only.
    """
    return LawBook({"XX": Jurisdiction(code="XX", name="Nowhere", duties=duties)})


def test_names_field_values_and_sources() -> None:
    """
    The switch of the burden of proof: six months before 2022, twelve after it, by Union and state.
    """
    found = changes(BOOK, "DE", date(2021, 12, 31), date(2022, 1, 1))
    (burden,) = (one for one in found if one.field == "burden_months")

    assert ("guarantee", "both", 6, 12) == (burden.topic, burden.floor, burden.before, burden.after)
    assert ["EU", "DE"] == [cite.layer for cite in burden.cites]


def test_nothing_changes_between_equal_days() -> None:
    """
    A day and itself, and two days of one law, differ in nothing.
    """
    assert () == changes(BOOK, "DE", FIRST, FIRST)
    assert () == changes(BOOK, "GB", date(2021, 6, 1), date(2021, 6, 2))


def test_nothing_changes_where_no_law_is_held() -> None:
    """
    An unknown country has no law to compare.
    """
    assert () == changes(BOOK, "ZZ", date(2000, 1, 1), FIRST)


def test_a_change_shows_the_floor_it_is_in() -> None:
    """
    The extension after a repair is certain in Germany and only cautious in Austria.
    """
    days = date(2026, 7, 30), date(2026, 7, 31)

    def floors(country: str) -> list[str]:
        return [one.floor for one in changes(BOOK, country, *days) if one.field == "extend_after_repair_months"]

    assert ["both"] == floors("DE")
    assert ["cautious"] == floors("AT")


def test_the_withdrawal_function_came_on_its_day() -> None:
    """
    A duty that comes into force is new on its first day, with the law of the state beside the directive.
    """
    found = changes(BOOK, "DE", FIRST - DAY, FIRST)

    assert {"withdrawal_function"} == {one.topic for one in found}
    assert "BGB § 356a" in {cite.text for one in found for cite in one.cites}
    assert all(one.before is None and one.after is not None for one in found)


def test_a_first_row_changes_every_field_it_states() -> None:
    """
    Before the first row nothing was held, so each stated field is new; seen backwards each is gone.
    """
    days = date(2014, 6, 12), date(2014, 6, 13)
    came = [one for one in changes(BOOK, "DE", *days) if one.topic == "withdrawal"]
    gone = [one for one in changes(BOOK, "DE", *reversed(days)) if one.topic == "withdrawal"]

    assert {None} == {one.before for one in came} == {one.after for one in gone}
    assert 14 == next(one.after for one in came if one.field == "period")
    assert [one.cites for one in came] == [one.cites for one in gone]


def test_a_duty_goes() -> None:
    """
    A duty that nothing replaces is gone, and is cited as it stood.
    """
    (one,) = changes(book(duty(2000, until=2009)), "XX", date(2005, 1, 1), date(2015, 1, 1))

    assert Change(topic="gift_card_expiry", before=(), cites=one.cites) == one
    assert ["Act 2000"] == [cite.text for cite in one.cites]


def test_a_duty_with_other_numbers_replaces_the_older_one() -> None:
    """
    Two rows of one topic that follow each other are one change, with the numbers of both.
    """
    rows = (duty(2000, until=2009, months=36), duty(2010, months=60))
    (one,) = changes(book(*rows), "XX", date(2005, 1, 1), date(2015, 1, 1))

    assert ((("min_months", 36),), (("min_months", 60),)) == (one.before, one.after)
    assert ["Act 2010"] == [cite.text for cite in one.cites]


def test_a_duty_in_other_words_is_no_change() -> None:
    """
    A new row that states the same numbers changes nothing that is computed with.
    """
    rows = (duty(2000, until=2009, months=36), duty(2010, months=36))

    assert () == changes(book(*rows), "XX", date(2005, 1, 1), date(2015, 1, 1))


@pytest.mark.parametrize("code", sorted(BOOK.jurisdictions))
def test_every_jurisdiction_can_be_compared(code: str) -> None:
    """
    Over forty years each change names a field or a duty, differs, and cites something.
    """
    for one in changes(BOOK, code, date(1990, 1, 1), date(2026, 11, 26)):
        assert one.before != one.after
        assert one.cites
        assert attrs.evolve(one) == one
