import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from aftersales import documents
from aftersales.calendars import HolidayCalendars
from aftersales.decisions import Finding, Reason, Verdict, accept
from aftersales.errors import FactsError
from aftersales.events import Actor, Override, Role
from aftersales.law import LawBook, book
from aftersales.money import Taxed
from aftersales.orders import Charge, Moved, Movement, Tender
from aftersales.returns import (
    POLICY_RULES,
    Answers,
    Basis,
    Fault,
    KnownDays,
    Option,
    Record,
    Remedy,
    RequestLine,
    Terms,
    Unit,
    Window,
    decide,
    offer,
    record,
    replay,
)
from aftersales.rights import judge
from tests.returns.sales import HOLIDAYS, line, money, noon, parcel, policy, sale, shop

SHOP = shop(policy(name="Returns 2026"))
ON_A_SUNDAY = sale(parcels=(parcel(line(), on="2026-10-04"),))


def answers(**more: Any) -> Answers:
    """
    Decide a plain request on the last day, which rolled over a Sunday.
    """
    return decide(ON_A_SUNDAY, {"line-1": 1}, SHOP, noon("2026-10-19"), reason="changed_mind", **more)


def stored(made: Record) -> Record:
    """
    Store a record as JSON with its keys in another order, as a database may, and read it back.
    """
    text = json.dumps(json.loads(documents.dumps(made)), indent=1, sort_keys=True)
    return documents.read(Record, documents.parse_json(text))


def gift(unit: Unit, at: datetime) -> tuple[Option, ...]:
    """
    Give an exchange besides: a way of the shop's own.
    """
    terms = Terms(remedy=Remedy.EXCHANGE, deadline=SHOP_DEADLINE)
    return (judge(Basis.WARRANTY, unit, terms, (), at, first=(accept(OWN),)),)


def friendly(unit: Unit, terms: Terms, at: datetime) -> Finding:  # noqa: ARG001 - every rule takes all three
    """
    Accept everything: a rule of the shop's own.
    """
    return accept(OWN)


OWN = Reason("shop.own", "The shop gives this of its own.")
SHOP_DEADLINE = decide(sale(), {"line-1": 1}, SHOP, noon("2026-10-06"))["line-1"].best.terms.deadline


def test_replays_the_same() -> None:
    """
    Worked out again a recorded decision comes to the same, and no version differs.
    """
    again = replay(record(answers()))

    assert (True, (), ()) == (again.same, again.versions, again.changes)
    assert answers() == again.answers


@pytest.mark.parametrize(
    "make",
    [
        answers,
        lambda: offer(ON_A_SUNDAY, SHOP, noon("2026-10-10")),
        lambda: offer(
            sale(movements=(Movement(what=Moved.RETURNED, line="line-1", quantity=1),)), SHOP, noon("2026-10-10")
        ),
        lambda: decide(
            sale(
                line("b", "33.33", "5.32", 2, tags=frozenset({"x", "a"})),
                line("a", "66.67", "10.64", 3),
                charges=(Charge(id="shipping", charged=Taxed.of_gross(money("4.77"), money("0.76"))),),
                tenders=(Tender(id="gift", captured=money("50.00")), Tender(id="card", captured=money("54.77"))),
            ),
            {"a": RequestLine(units=3, facts={"used": True}, wish=Remedy.CREDIT), "b": 2},
            shop(policy(credit=Window(months=2), faults={"style": Fault.NONE})),
            noon("2026-10-10"),
        ),
        lambda: decide(sale(), {"line-1": 1}, shop(policy(unused=True), calendars={}), noon("2026-10-20")),
    ],
    ids=["a request", "an offer", "an empty offer", "two lines that share", "an open question"],
)
def test_replays_the_same_after_any_storage(make: Callable[[], Answers]) -> None:
    """
    A record that went through JSON, with its keys in whatever order, is equal, intact, and replays byte for byte.
    """
    made = record(make())
    read = stored(made)

    assert made == read
    assert read.intact()
    assert (True, ()) == (replay(read).same, replay(read).changes)


def test_is_the_same_for_the_same_decision() -> None:
    """
    Two records of one decision are equal, hash and all: a record carries no clock and no id.
    """
    assert record(answers()) == record(answers())
    assert 64 == len(record(answers()).hash)


def test_names_every_version() -> None:
    """
    A record names the library, the law, the zone data, the rules and the ways it was made with.
    """
    made = record(answers(also=(gift,)))

    assert book().version == made.versions.law
    assert ("aftersales.returns.rules.not_final_sale", "aftersales.rights.within_window") == made.versions.rules[:2]
    assert (f"{__name__}.gift",) == made.versions.ways
    assert made.versions.library
    assert made.versions.zones


def test_names_the_zone_data_where_a_package_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The release of the package of zone data is named where there is one; else it is the system's.
    """
    tmp_path.joinpath("tzdata.py").write_text('IANA_VERSION = "2026c"', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tzdata", raising=False)
    named = record(answers()).versions.zones
    monkeypatch.setitem(sys.modules, "tzdata", None)

    assert ("2026c", "system") == (named, record(answers()).versions.zones)


def test_names_a_changed_law() -> None:
    """
    Under another edition of the law the replay says which version differs, and what of the answer.
    """
    without = LawBook({code: one for code, one in book().jurisdictions.items() if code != "DE"}, "without Germany")
    again = replay(record(answers()), law=without)

    assert [("law", book().version, "without Germany")] == [attrs.astuple(one) for one in again.versions]
    assert not again.same
    assert any(change.path.startswith("lines[0].options[0]") for change in again.changes)


def test_names_changed_rules_and_ways() -> None:
    """
    With another rule or without a way the replay names the difference, also where the answer is the same.
    """
    fewer = replay(record(answers()), rules=(*POLICY_RULES[1:], friendly))
    without = replay(record(answers(also=(gift,))))

    assert ["rules[0]", "rules[1]", "rules[2]"] == [one.path for one in fewer.versions]
    assert ["ways"] == [one.path for one in without.versions]
    assert not without.same
    assert replay(record(answers(also=(gift,))), also=(gift,)).same


def test_names_another_library() -> None:
    """
    A record of another release of the library says so.
    """
    made = record(answers())
    older = attrs.evolve(made, versions=attrs.evolve(made.versions, library="0.0.1"))
    again = replay(older)

    assert (True, ["library"]) == (again.same, [one.path for one in again.versions])


@pytest.mark.parametrize(
    "tamper",
    [
        lambda made: attrs.evolve(made, at=noon("2026-10-20")),
        lambda made: attrs.evolve(made, order=attrs.evolve(made.order, id="order-2")),
        lambda made: attrs.evolve(made, request={"line-1": RequestLine(units=1, reason="defective")}),
        lambda made: attrs.evolve(made, policies=(policy(window=Window(days=60)),)),
        lambda made: attrs.evolve(made, practices=()),
        lambda made: attrs.evolve(made, calendars=()),
        lambda made: attrs.evolve(made, versions=attrs.evolve(made.versions, law="x")),
        lambda made: attrs.evolve(made, offering=True),
        lambda made: attrs.evolve(made, answers=attrs.evolve(made.answers, currency="USD")),
        lambda made: attrs.evolve(made, hash="0" * 64),
    ],
    ids=["time", "order", "request", "policy", "practices", "calendar", "version", "offer", "answer", "hash"],
)
def test_tampering_shows(tamper: Callable[[Record], Record]) -> None:
    """
    Whatever is changed in a record, it is no longer intact.
    """
    made = record(answers())

    assert made.intact()
    assert not tamper(made).intact()


def test_a_changed_policy_changes_the_answer() -> None:
    """
    A record whose policy was exchanged replays to something else, and the replay says where.
    """
    made = record(answers())
    changed = replay(attrs.evolve(made, policies=(policy(name="Returns 2026", window=Window(days=60)),)))

    assert not changed.same
    assert ("2026-11-03", "2026-12-03") in {(one.before, one.now) for one in changed.changes}


def test_a_long_difference_is_shortened() -> None:
    """
    A difference is shown in a line, however much differs.
    """
    changed = replay(attrs.evolve(record(answers()), policies=()))

    assert {True} == {len(one.before) <= 80 and len(one.now) <= 80 for one in changed.changes}
    assert any(one.before.endswith("...") for one in changed.changes)


def test_keeps_what_the_calendars_said() -> None:
    """
    The days that were looked up are kept with the name and edition of their calendar, and replay needs no other.
    """
    made = record(answers())
    (known,) = made.calendars

    assert ("DE-BE", "DE-BE", "given") == (known.residence, known.name, known.version)
    assert (date(2026, 10, 19),) == known.working
    assert replay(made).same


def test_keeps_what_a_calendar_could_not_say() -> None:
    """
    A day of which the calendar did not know is kept as unknown, and asks again when it is replayed.
    """
    unsure = attrs.evolve(HOLIDAYS, unsure=frozenset({date(2026, 10, 19)}))
    made = record(decide(ON_A_SUNDAY, {"line-1": 1}, shop(calendars={"DE-BE": unsure}), noon("2026-10-20")))

    assert ((date(2026, 10, 19),), (date(2026, 10, 20),)) == (made.calendars[0].unknown, made.calendars[0].working)
    assert Verdict.ASK is made.answers["line-1"].verdict
    assert replay(made).same


def test_a_known_day_answers_as_the_calendar_did() -> None:
    """
    Kept days answer yes, no, or that it is not known; a day that nobody asked about is not known.
    """
    known = KnownDays(residence="DE", name="DE", version="1", holidays=(date(2026, 5, 1),), working=(date(2026, 5, 4),))

    assert [True, False, None] == [known.holiday(date(2026, 5, day)) for day in (1, 4, 5)]


def test_replay_needs_no_calendar_package(tmp_path: Any) -> None:
    """
    What was decided with a package of public holidays replays on a machine that has none.
    """
    christmas = sale(parcels=(parcel(line(), on="2026-12-11"),))
    desk = shop(calendars=HolidayCalendars())
    made = record(decide(christmas, {"line-1": 1}, desk, noon("2026-12-28"), reason="changed_mind"))
    file = tmp_path / "record.json"
    file.write_text(documents.dumps(made), encoding="utf-8")
    program = (
        "import sys; sys.modules['holidays'] = None\n"
        "from aftersales import documents, returns\n"
        "made = documents.read(returns.Record, documents.read_file(sys.argv[1]))\n"
        "print(returns.replay(made).same, made.answers['line-1'].last_day)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)

    assert "True 2026-12-28\n" == done.stdout


def test_an_override_is_kept_and_stands_when_it_is_replayed() -> None:
    """
    What staff decided is part of the record; a replay works out the rest and lets it stand.
    """
    override = Override(verdict=Verdict.REFUSE, by=Actor(Role.STAFF, "staff-7"), at=noon("2026-10-20"), why="fraud")
    made = stored(record(answers().overruled("line-1", override)))

    assert (Verdict.REFUSE, override) == (made.answers["line-1"].verdict, made.answers["line-1"].override)
    assert (True, Verdict.REFUSE) == (replay(made).same, replay(made).answers["line-1"].verdict)


def test_answers_without_their_case_cannot_be_recorded() -> None:
    """
    Only who decided can record: answers from a document do not know what they were made from.
    """
    read = documents.read(Answers, documents.dump(answers()))

    with pytest.raises(FactsError) as caught:
        record(read)

    assert "answers" == caught.value.problems[0].path
