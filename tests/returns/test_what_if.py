from datetime import date

import attrs
import pytest

from aftersales import documents
from aftersales.dates import FOREVER
from aftersales.orders import LineFacts
from aftersales.returns import Alternative, Answers, Remedy, RequestLine, Window, alternatives, decide
from aftersales.texts import render
from tests.returns.sales import BUSINESS, line, noon, policy, sale, shop

UNUSED = shop(policy(unused=True))


def told(found: tuple[Alternative, ...], locale: str = "en") -> list[str]:
    """
    Say every alternative in a sentence.
    """
    return [render(one.reason, one.values, locale) for one in found]


def asked(**facts: bool) -> Answers:
    """
    Ask a shop that takes back unused goods only, on the twentieth of October, for a business.
    """
    request = {"line-1": RequestLine(units=1, facts=facts)}
    return decide(sale(buyer=BUSINESS), request, UNUSED, noon("2026-10-20"))


def test_names_what_is_open_besides() -> None:
    """
    Beside the best option every other remedy that is open is named, each once and with its latest day.
    """
    desk = shop(policy(window=Window(days=60), credit=Window(days=90), exchange=Window(days=14)))
    answers = decide(sale(), {"line-1": 1}, desk, noon("2026-10-20"))
    found = alternatives(answers, "line-1")

    assert [(Remedy.CREDIT, date(2027, 1, 3), "")] == [(one.remedy, one.last_day, one.fact) for one in found]
    assert ["This is open as well until Jan 3, 2027: store credit."] == told(found)
    assert ["Bis zum 03.01.2027 ist auch Folgendes möglich: Guthaben in unserem Shop."] == told(found, "de")


def test_names_no_last_day_where_there_is_none() -> None:
    """
    What stays open for ever is named without a day.
    """
    desk = shop(policy(credit=Window(unlimited=True)))
    (found,) = alternatives(decide(sale(), {"line-1": 1}, desk, noon("2026-10-20")), "line-1")

    assert (FOREVER, ["This is open as well: store credit."]) == (found.last_day, told((found,)))


def test_names_the_fact_that_would_open_what_is_closed() -> None:
    """
    Staff see which single fact, if it were otherwise, would let the article come back.
    """
    found = alternatives(asked(used=True), "line-1")

    assert [("line.used", Remedy.REFUND, date(2026, 11, 4))] == [(one.fact, one.remedy, one.last_day) for one in found]
    assert ["It would be accepted if this were so: it is unused."] == told(found)


def test_names_no_fact_that_would_not_help() -> None:
    """
    An article that is used and damaged is not helped by either fact alone.
    """
    assert () == alternatives(asked(used=True, damaged=True), "line-1")


def test_flips_no_fact_that_nobody_stated() -> None:
    """
    What is unknown is asked, not turned round.
    """
    assert () == alternatives(asked(), "line-1")


def test_names_a_defect_where_that_would_help() -> None:
    """
    A consumer whose time to change their mind is over would still be helped if the goods were defective.
    """
    late = decide(sale(), {"line-1": 1}, shop(), noon("2026-12-24"), reason="changed_mind")
    (found,) = alternatives(late, "line-1")

    assert ("reason", Remedy.REPLACEMENT) == (found.fact, found.remedy)
    assert ["It would be accepted if this were so: the goods are defective."] == told((found,))


def test_names_the_seal_of_hygiene_goods() -> None:
    """
    A broken seal is the one fact that stands against giving hygiene goods back.
    """
    brush = sale(line(facts=LineFacts(sealed_for_hygiene=True, seal_broken=True)))
    answers = decide(brush, {"line-1": 1}, shop(), noon("2026-10-06"))

    assert ["line.seal_broken"] == [one.fact for one in alternatives(answers, "line-1")]


def test_leaves_the_other_lines_as_they_are() -> None:
    """
    What would help one line is judged beside the whole request.
    """
    order = sale(line("a"), line("b"), buyer=BUSINESS)
    request = {"a": RequestLine(units=1, facts={"used": True}), "b": RequestLine(units=1, facts={"used": False})}
    answers = decide(order, request, UNUSED, noon("2026-10-20"))

    assert (["line.used"], []) == (
        [one.fact for one in alternatives(answers, "a")],
        [one.fact for one in alternatives(answers, "b")],
    )


def test_without_a_case_only_what_is_open_is_known() -> None:
    """
    Answers that were read from a document can still name what is open, and nothing that would have to be judged anew.
    """
    answers = asked(used=True)
    stored = documents.read(Answers, documents.dump(answers))

    assert () == alternatives(stored, "line-1")
    assert stored == attrs.evolve(answers, case=None)


def test_of_a_line_that_was_not_asked_is_an_error() -> None:
    """
    Only a line of the request has alternatives.
    """
    with pytest.raises(KeyError):
        alternatives(asked(), "line-2")
