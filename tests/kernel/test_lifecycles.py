from datetime import UTC, datetime

import attrs
import pytest

from aftersales.decisions import Finding, Reason, refuse
from aftersales.errors import FactsError, RefusedError
from aftersales.events import Actor, Effect, Event, Role
from aftersales.lifecycles import (
    KEY_REUSED,
    NOT_NOW,
    NOT_YOURS,
    Accepted,
    Available,
    Command,
    Lifecycle,
    Observation,
    Refused,
    Request,
    expect,
)
from tests.models import complaints, walk

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAFF, CUSTOMER = Actor(Role.STAFF, "staff-7"), Actor(Role.CUSTOMER)

TOO_LATE = Reason("tests.too_late", "The kitchen has closed.")
NO_SEAT = Reason("tests.no_seat", "There are {seats} seats.", ("seats",))
SEATS = 4


@attrs.frozen(kw_only=True)
class Table:
    """
    A reservation: guests who came, and what was decided.
    """

    decisions: tuple[Event, ...] = ()
    guests: int = 0
    keys: frozenset[str] = frozenset()

    def recall(self, key: str) -> Event | None:
        """
        Find the decision that had a key.
        """
        return next((event for event in self.decisions if event.key == key), None)


def decided(table: Table, event: Event) -> Table:
    """
    Keep a decision.
    """
    return attrs.evolve(table, decisions=(*table.decisions, event), keys=table.keys | {event.key})


def came(table: Table, event: Event) -> Table:
    """
    Count guests; in whatever order they come, it is as many.
    """
    return attrs.evolve(table, guests=table.guests + 1, keys=table.keys | {event.key})


def word(table: Table) -> str:
    """
    Work the word out from what is known.
    """
    last = table.decisions[-1].code if table.decisions else ""
    if last == "close":
        return "closed"
    return "seated" if table.guests else "reserved" if last == "reserve" else "free"


def kitchen_open(_table: Table, request: Request) -> Finding | None:
    """
    Refuse after nine in the evening.
    """
    return refuse(TOO_LATE) if request.at.hour >= 21 else None


def enough_seats(_table: Table, request: Request) -> Finding | None:
    """
    Refuse more guests than there are seats.
    """
    return refuse(NO_SEAT, seats=SEATS) if request.value("guests", 1) > SEATS else None


def tell_kitchen(_before: Table, _after: Table, event: Event) -> tuple[Effect, ...]:
    """
    Tell the kitchen once.
    """
    return (Effect(code="kitchen", key=event.key),)


RESERVE: Command[Table] = Command(
    code="reserve",
    on=frozenset({"free"}),
    to=frozenset({"reserved"}),
    guards=(kitchen_open,),
    checks=(enough_seats,),
    fold=decided,
    effects=tell_kitchen,
)
CLOSE: Command[Table] = Command(
    code="close",
    on=frozenset({"free", "reserved", "seated"}),
    to=frozenset({"closed"}),
    by=frozenset({Role.STAFF}),
    fold=decided,
)
CAME: Observation[Table] = Observation(
    code="came", on=frozenset({"free", "reserved"}), to=frozenset({"seated"}), fold=came
)
LIFE = Lifecycle(
    name="table",
    word=word,
    start=("free",),
    final=frozenset({"closed"}),
    commands=(RESERVE, CLOSE),
    observations=(CAME,),
    recall=Table.recall,
)


def ask(command: str, *, by: Actor = STAFF, at: datetime = AT, key: str = "k1", **values: int) -> Request:
    """
    Ask for a command.
    """
    return Request(command=command, at=at, by=by, key=key, values=tuple(values.items()))


def happened(code: str, key: str) -> Event:
    """
    Let something happen.
    """
    return Event(code=code, at=AT, by=STAFF, key=key)


LATE = AT.replace(hour=22)


class TestDecide:
    """
    What comes of a request.
    """

    def test_accepts_with_an_event_and_effects(self) -> None:
        """
        The event repeats what was asked, by whom and when, and the host learns what to do.
        """
        outcome = LIFE.decide(Table(), ask("reserve", guests=2))

        event = Event(code="reserve", at=AT, by=STAFF, key="k1", values=(("guests", 2),))
        assert Accepted((event,), (Effect(code="kitchen", key="k1"),)) == outcome

    def test_keeps_every_reason_of_guards_and_checks(self) -> None:
        """
        Nobody is sent round twice: all that speaks against it is said at once, in order.
        """
        outcome = LIFE.decide(Table(), ask("reserve", at=LATE, guests=9))

        assert isinstance(outcome, Refused)
        assert (TOO_LATE.code, NO_SEAT.code) == outcome.codes

    def test_says_the_generic_reason_only_where_no_other_says_why(self) -> None:
        """
        A guard's own reason is better than "not now".
        """
        closed = LIFE.replay(Table(), [happened("close", "k0")])

        assert Refused((refuse(NOT_NOW, word="closed"),)) == LIFE.decide(closed, ask("reserve"))
        assert Refused((refuse(TOO_LATE),)) == LIFE.decide(closed, ask("reserve", at=LATE))

    def test_refuses_who_may_not(self) -> None:
        """
        A command that is for staff is not for customers, whatever the state.
        """
        assert Refused((refuse(NOT_YOURS),)) == LIFE.decide(Table(), ask("close", by=CUSTOMER))

    def test_does_a_repeated_request_once(self) -> None:
        """
        The same key asked again is accepted and does nothing, even where it would be refused now.
        """
        request = ask("reserve")
        reserved = LIFE.replay(Table(), expect(LIFE.decide(Table(), request)).events)

        assert Accepted(()) == LIFE.decide(reserved, request)

    @pytest.mark.parametrize("other", [ask("close"), ask("reserve", guests=3)], ids=["command", "values"])
    def test_notices_a_key_that_named_something_else(self, other: Request) -> None:
        """
        A key used for another request is refused, since otherwise that request would get lost in silence.
        """
        reserved = LIFE.replay(Table(), [happened("reserve", "k1")])

        assert Refused((refuse(KEY_REUSED, command="reserve"),)) == LIFE.decide(reserved, other)

    def test_knows_a_request_whose_values_are_told_in_another_order(self) -> None:
        """
        The same values under the same key are the same request, in whatever order they are named.
        """
        first = Request(command="reserve", at=AT, by=STAFF, key="k1", values=(("guests", 2), ("hour", 8)))
        again = attrs.evolve(first, values=tuple(reversed(first.values)))
        reserved, _ = LIFE.run(Table(), first)

        assert Accepted(()) == LIFE.decide(reserved, again)

    def test_trusts_a_key_of_which_nothing_is_remembered(self) -> None:
        """
        Facts that keep keys only cannot tell what a key named.
        """
        life = attrs.evolve(LIFE, recall=None)

        assert Accepted(()) == life.decide(Table(keys=frozenset({"k1"})), ask("close"))

    def test_does_not_know_other_commands(self) -> None:
        """
        A command that is in no table is a mistake of the caller and no refusal.
        """
        with pytest.raises(FactsError, match="reserve, close"):
            LIFE.decide(Table(), ask("came"))

    def test_can_be_asserted(self) -> None:
        """
        A host that expects success gets the codes in an error.
        """
        with pytest.raises(RefusedError) as caught:
            expect(LIFE.decide(Table(), ask("close", by=CUSTOMER)))

        assert (NOT_YOURS.code,) == caught.value.codes


class TestRequest:
    """
    A request for a command.
    """

    def test_needs_a_zone_and_a_key(self) -> None:
        """
        Without a zone the moment is ambiguous, and without a key nothing can be repeated safely.
        """
        with pytest.raises(FactsError, match="at:"):
            Request(command="close", at=datetime(2026, 1, 1), by=STAFF, key="k")  # noqa: DTZ001
        with pytest.raises(FactsError, match="key:"):
            ask("close", key="")

    def test_takes_pairs_and_says_so(self) -> None:
        """
        A mapping is refused where it is written, not where somebody unpacks it.
        """
        with pytest.raises(FactsError, match=r"values: expected a tuple of pairs.*got dict"):
            Request(command="reserve", at=AT, by=STAFF, key="k", values={"guests": 2})  # type: ignore[arg-type]

    def test_returns_what_was_said(self) -> None:
        """
        A value is found by its name, and what was not said has the default.
        """
        request = ask("reserve", guests=2)

        assert (2, None, 7) == (request.value("guests"), request.value("hour"), request.value("hour", 7))


class TestObserve:
    """
    What happens whatever anybody thinks of it.
    """

    def test_is_counted_once(self) -> None:
        """
        The same observation told twice is one.
        """
        once = LIFE.observe(Table(), happened("came", "o1"))

        assert 1 == once.guests
        assert once is LIFE.observe(once, happened("came", "o1"))

    def test_is_no_command(self) -> None:
        """
        A command is not observed, and what is in no table neither.
        """
        with pytest.raises(FactsError, match="one of came"):
            LIFE.observe(Table(), happened("close", "o1"))
        with pytest.raises(FactsError, match="one of reserve, close, came"):
            LIFE.evolve(Table(), happened("left", "o1"))

    def test_replays_to_the_same(self) -> None:
        """
        A history gives the same facts however often it is folded in.
        """
        history = [happened("reserve", "k1"), happened("came", "o1"), happened("close", "k2")]
        facts = LIFE.replay(Table(), history)

        assert "closed" == word(facts)
        assert facts == LIFE.replay(facts, history)


class TestRun:
    """
    Deciding and folding in one go.
    """

    def test_is_deciding_and_folding(self) -> None:
        """
        What was accepted is folded in, and what was refused leaves the facts as they are.
        """
        reserved, outcome = LIFE.run(Table(), ask("reserve"))
        same, refused = LIFE.run(reserved, ask("close", by=CUSTOMER, key="k2"))

        assert isinstance(outcome, Accepted)
        assert LIFE.replay(Table(), outcome.events) == reserved
        assert isinstance(refused, Refused)
        assert reserved is same

    @pytest.mark.parametrize(
        ("facts", "request_"),
        [
            pytest.param(Table(), ask("reserve"), id="accepted"),
            pytest.param(Table(), ask("close", by=CUSTOMER), id="refused"),
            pytest.param(LIFE.run(Table(), ask("reserve"))[0], ask("reserve"), id="repeated"),
        ],
    )
    def test_comes_to_what_deciding_comes_to(self, facts: Table, request_: Request) -> None:
        """
        Who only asks hears the same as who goes on with it.
        """
        after, outcome = LIFE.run(facts, request_)

        assert outcome == LIFE.decide(facts, request_)
        assert after == LIFE.replay(facts, outcome.events if isinstance(outcome, Accepted) else ())

    def test_folds_once_and_finds_the_effects_in_between(self) -> None:
        """
        The effects are told the facts before and after, and the event is folded no second time for that.
        """
        folded: list[str] = []

        def fold(table: Table, event: Event) -> Table:
            folded.append(event.key)
            return decided(table, event)

        def tell(before: Table, after: Table, event: Event) -> tuple[Effect, ...]:
            return (Effect(code=f"{word(before)} to {word(after)}", key=event.key),)

        life = attrs.evolve(LIFE, commands=(attrs.evolve(RESERVE, fold=fold, effects=tell), CLOSE))
        _, outcome = life.run(Table(), ask("reserve"))

        assert Accepted(expect(outcome).events, (Effect(code="free to reserved", key="k1"),)) == outcome
        assert ["k1"] == folded


class TestAvailable:
    """
    What feeds buttons.
    """

    def test_lists_every_command_with_its_reasons(self) -> None:
        """
        A button is shown as it will be decided, and says why it is grey.
        """
        found = LIFE.available(Table(), CUSTOMER, LATE)

        assert found == (
            Available(command="reserve", allowed=False, findings=(refuse(TOO_LATE),)),
            Available(command="close", allowed=False, findings=(refuse(NOT_YOURS),)),
        )

    def test_checks_values_only_where_they_are_given(self) -> None:
        """
        A button that asks for details when it is pressed is not grey for the lack of them.
        """
        (reserve, _) = LIFE.available(Table(), CUSTOMER, AT)
        (probed, _) = LIFE.available(Table(), CUSTOMER, AT, {"reserve": (("guests", 9),)})

        assert (True, False) == (reserve.allowed, probed.allowed)


class TestTable:
    """
    The table of a lifecycle.
    """

    def test_names_its_words_and_edges(self) -> None:
        """
        Every word is listed once, and every way from one to another with what goes it.
        """
        assert ("free", "reserved", "seated", "closed") == LIFE.words
        assert ("close",) == LIFE.edges()["seated", "closed"]

    def test_is_drawn(self) -> None:
        """
        The diagram is Mermaid, and says what leads where.
        """
        assert LIFE.diagram().splitlines() == [
            "stateDiagram-v2",
            "    [*] --> free",
            "    free --> reserved : reserve",
            "    free --> closed : close",
            "    reserved --> closed : close",
            "    seated --> closed : close",
            "    free --> seated : came",
            "    reserved --> seated : came",
            "    closed --> [*]",
        ]

    def test_has_each_code_once(self) -> None:
        """
        Two entries of one code would hide each other.
        """
        with pytest.raises(FactsError, match="two of one code"):
            attrs.evolve(LIFE, commands=(CLOSE, CLOSE))

    def test_lets_nothing_leave_a_final_word(self) -> None:
        """
        A final word from which something leads is none.
        """
        with pytest.raises(FactsError, match="final"):
            attrs.evolve(LIFE, final=frozenset({"reserved", "closed"}))

    def test_agrees_with_a_walk(self) -> None:
        """
        Every word is reached and, unless final, left; every command is accepted and refused somewhere.
        """
        found = walk(
            LIFE,
            [Table()],
            [STAFF, CUSTOMER],
            AT,
            probes={"reserve": lambda _: [(("guests", 2),), (("guests", 9),)]},
            same=lambda table: (word(table), min(table.guests, 2)),
            depth=4,
        )

        assert [] == complaints(LIFE, found)

    def test_differs_from_a_walk_where_it_is_wrong(self) -> None:
        """
        The walk names a word nobody reaches, an edge nobody goes and one the table leaves out.
        """
        wrong = attrs.evolve(LIFE, commands=(attrs.evolve(RESERVE, to=frozenset({"kept"})), CLOSE))
        found = walk(wrong, [Table()], [STAFF], AT, probes={}, same=word, depth=3)

        assert set(complaints(wrong, found)) >= {
            "kept is never reached",
            "free -> reserved by reserve is not in the table",
            "free -> kept by reserve never happens",
        }
