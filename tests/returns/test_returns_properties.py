import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import assume, given, note
from hypothesis import strategies as st

from aftersales import documents
from aftersales import orders as facts
from aftersales.decisions import Verdict
from aftersales.documents import PolicyBook
from aftersales.errors import AftersalesError
from aftersales.orders import Buyer, BuyerKind, LineFacts, Moved, Movement, Order, Outbound, Parcel
from aftersales.returns import (
    POLICY_RULES,
    Answers,
    Desk,
    Option,
    Payer,
    Record,
    ReturnPolicy,
    Window,
    decide,
    offer,
    record,
    replay,
)
from tests.returns import drawn
from tests.returns.sales import line, money, parcel, policy, sale, shop

PLACES = ["DE-BE", "DE-BY", "FR-IDF", "AT-9", "NL-NH", "PL-14", "SE-AB", "IE-D", "BE-BRU", "IT-RM"]
FORGETTABLE = ["kind", "residence", "zone", "sightings", "informed", "cost", "facts"]
HOPED_FOR = {"used": False, "seal_broken": False, "complete": True, "original_packaging": True}
HARD = [Verdict.ACCEPT, Verdict.ASK, Verdict.REFER, Verdict.REFUSE]


def statutory(answers: Answers) -> dict[str, list[Option]]:
    """
    Take the options that the law gives, by line.
    """
    return {name: [one for one in answer.options if one.basis.statutory] for name, answer in answers.items()}


class TestTheLawIsTheFloor:
    """
    No policy, however strict, gives less than the law alone.
    """

    @given(drawn.cases())
    def test_no_policy_takes_anything_from_the_law(self, case: drawn.Drawn) -> None:
        """
        Whatever the policy says, the law's options are all there, no harder, with no less money, and at no more cost.
        """
        order, request, desk, at = case
        law = decide(order, request, attrs.evolve(desk, policies=PolicyBook(())), at)
        both = decide(order, request, desk, at)
        for name, alone in statutory(law).items():
            beside = statutory(both)[name]

            assert len(alone) == len(beside)
            for one in alone:
                kinder = [
                    other
                    for other in beside
                    if (other.basis, other.remedy, other.verdict) == (one.basis, one.remedy, one.verdict)
                    and other.last_day >= one.last_day
                    and other.terms.fee.is_free
                    and (other.terms.return_shipping is Payer.SHOP or one.terms.return_shipping is Payer.CUSTOMER)
                    and not any(vars_of(other.terms.demands))
                ]

                assert kinder

    @given(drawn.cases())
    def test_no_answer_is_harder_and_no_refund_smaller(self, case: drawn.Drawn) -> None:
        """
        With a policy no line is answered harder than by the law alone, and all lines together give no less money.
        """
        order, request, desk, at = case
        unwished = {name: attrs.evolve(asked, wish=None) for name, asked in request.items()}
        law = decide(order, unwished, attrs.evolve(desk, policies=PolicyBook(())), at)
        both = decide(order, unwished, desk, at)

        assert all(HARD.index(both[name].verdict) <= HARD.index(law[name].verdict) for name in law)
        assert law.refund.total <= both.refund.total

    @given(drawn.cases())
    def test_of_equal_refunds_none_costs_more(self, case: drawn.Drawn) -> None:
        """
        Where the law's best is money back and the policy's as well, sending it back costs no more than by the law.
        """
        order, request, desk, at = case
        name = next(iter(request))
        one = {name: attrs.evolve(request[name], wish=None)}
        law = decide(order, one, attrs.evolve(desk, policies=PolicyBook(())), at)[name].best
        both = decide(order, one, desk, at)[name].best
        if law.open and law.remedy is both.remedy:
            assert law.refund.total <= both.refund.total
            assert law.terms.return_shipping is Payer.CUSTOMER or both.terms.return_shipping is Payer.SHOP


def vars_of(value: Any) -> tuple[Any, ...]:
    """
    Take the values of all fields.
    """
    return attrs.astuple(value)


class TestALongerWindow:
    """
    A longer window never turns yes into no.
    """

    @given(drawn.cases(), st.sampled_from(["window", "credit", "exchange"]), st.integers(1, 60), st.data())
    def test_never_turns_yes_into_no(self, case: drawn.Drawn, field: str, more: int, data: st.DataObject) -> None:
        """
        Whichever window of a policy or of one of its rules is made longer, what was accepted is accepted.
        """
        order, request, desk, at = case
        version = desk.policies.versions[-1]
        spoken = [one for one in (version, *version.rules) if getattr(one, field) is not None]
        assume(spoken)
        one = data.draw(st.sampled_from(spoken))
        longer: dict[str, Any] = {field: lengthened(getattr(one, field), more)}
        if isinstance(one, ReturnPolicy):
            changed = attrs.evolve(version, **longer)
        else:
            rules = tuple(attrs.evolve(rule, **longer) if rule is one else rule for rule in version.rules)
            changed = attrs.evolve(version, rules=rules)
        kind = attrs.evolve(desk, policies=PolicyBook((*desk.policies.versions[:-1], changed)))
        before, after = decide(order, request, desk, at), decide(order, request, kind, at)

        assert all(HARD.index(after[name].verdict) <= HARD.index(before[name].verdict) for name in before)


def lengthened(window: Window, more: int) -> Window:
    """
    Make a window longer in its own unit.
    """
    if window.unlimited:
        return window
    return Window(
        days=None if window.days is None else window.days + more,
        months=None if window.months is None else window.months + more,
        until=None if window.until is None else window.until + timedelta(days=more),
    )


class TestTheUnknown:
    """
    Nothing is refused because something is unknown.
    """

    @given(drawn.cases(), st.sets(st.sampled_from(FORGETTABLE)))
    def test_forgetting_facts_never_refuses(self, case: drawn.Drawn, forgotten: set[str]) -> None:
        """
        What is accepted with all facts known is not refused when some of them are forgotten.
        """
        order, request, desk, at = case
        told = {
            name: attrs.evolve(asked, facts={}) if "facts" in forgotten else asked for name, asked in request.items()
        }
        full = decide(order, request, desk, at)
        less = decide(forget(order, forgotten), told, desk, at)
        note(f"forgot {sorted(forgotten)}")

        assert [] == refused_now(full, less)

    @given(drawn.cases(), st.sets(st.sampled_from(["calendars", "practices", "defect_on", "existed"]), min_size=1))
    def test_a_shop_that_knows_less_never_refuses_more(self, case: drawn.Drawn, forgotten: set[str]) -> None:
        """
        Without calendars, statements or the history of a defect nothing is refused that was accepted with them.
        """
        order, request, desk, at = case
        asked = {
            name: attrs.evolve(
                one,
                defect_on=None if "defect_on" in forgotten else one.defect_on,
                existed_at_delivery=None if "existed" in forgotten else one.existed_at_delivery,
            )
            for name, one in request.items()
        }
        poorer = attrs.evolve(
            desk,
            calendars={} if "calendars" in forgotten else desk.calendars,
            practices=() if "practices" in forgotten else desk.practices,
        )
        full, less = decide(order, request, desk, at), decide(order, asked, poorer, at)

        assert [] == refused_now(full, less)

    @given(drawn.cases())
    def test_questions_about_the_goods_are_asked_all_at_once(self, case: drawn.Drawn) -> None:
        """
        Whoever answers every question about the goods that is worth asking as hoped for is not asked a second time.
        """
        order, request, desk, at = case
        for name, answer in decide(order, request, desk, at).items():
            asked = [question.fact.removeprefix("line.") for question in answer.worth_asking]
            if not asked or not set(asked) <= HOPED_FOR.keys():
                continue
            hoped = {**request[name].facts, **{fact: HOPED_FOR[fact] for fact in asked}}
            told = {**request, name: attrs.evolve(request[name], facts=hoped)}

            assert Verdict.ACCEPT is decide(order, told, desk, at)[name].verdict


def refused_now(before: Answers, after: Answers) -> list[str]:
    """
    List the lines that were accepted and are refused.
    """
    turned = [Verdict.ACCEPT, Verdict.REFUSE]
    return [name for name in before if turned == [before[name].verdict, after[name].verdict]]


def forget(order: Order, forgotten: set[str]) -> Order:
    """
    Take facts out of an order, as a platform that does not know them would give it.
    """
    buyer = order.buyer
    if "kind" in forgotten:
        buyer = attrs.evolve(buyer, kind=BuyerKind.UNKNOWN)
    if "residence" in forgotten:
        buyer = attrs.evolve(buyer, residence=None)
    if "zone" in forgotten:
        buyer = attrs.evolve(buyer, zone=None)
    parcels: tuple[Parcel, ...] = order.parcels
    if "sightings" in forgotten:
        parcels = tuple(attrs.evolve(one, sightings=()) for one in parcels)
    lines = order.lines
    if "facts" in forgotten:
        unknown = LineFacts(**{field.name: None for field in attrs.fields(LineFacts)})
        lines = tuple(attrs.evolve(one, facts=unknown) for one in lines)
    return attrs.evolve(
        order,
        buyer=buyer,
        parcels=parcels,
        lines=lines,
        informed=None if "informed" in forgotten else order.informed,
        told_return_cost=None if "cost" in forgotten else order.told_return_cost,
    )


@given(
    residence=st.sampled_from(PLACES),
    placed=st.datetimes(datetime(2023, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    travelled=st.integers(0, 20),
    hours=st.integers(0, 500 * 24),
    quantity=st.integers(1, 3),
)
def test_a_plain_converted_order_never_asks(
    residence: str, placed: datetime, travelled: int, hours: int, quantity: int
) -> None:
    """
    A consumer order of a shop that states its practices has an answer at any moment, without a question.
    """
    sold = line(quantity=quantity)
    day = (placed + timedelta(days=travelled)).date()
    sent = attrs.evolve(parcel(sold, on=day.isoformat()), shipped_at=placed)
    order = sale(sold, placed_at=placed, parcels=(sent,), buyer=Buyer(kind=BuyerKind.CONSUMER, residence=residence))
    desk = shop(policy(window=Window(days=30)), calendars=drawn.CALENDARS)
    answer = decide(order, {"line-1": quantity}, desk, placed + timedelta(hours=hours), reason="changed_mind")["line-1"]

    assert () == answer.questions
    assert answer.verdict is not Verdict.ASK


class TestRoundTrip:
    """
    What is written reads back.
    """

    @given(drawn.cases())
    def test_answers_read_back_equal(self, case: drawn.Drawn) -> None:
        """
        Answers through JSON are the answers.
        """
        answers = decide(*case)
        text = json.dumps(documents.dump(answers))

        assert answers == documents.read(Answers, documents.parse_json(text))

    @given(drawn.cases())
    def test_records_read_back_equal_and_replay(self, case: drawn.Drawn) -> None:
        """
        A record through JSON with its keys sorted is the record, is intact, and replays the same.
        """
        made = record(decide(*case))
        read = documents.read(Record, documents.parse_json(documents.dumps(made)))

        assert made == read
        assert read.intact()
        assert () == replay(read).changes
        assert replay(read).same

    @given(drawn.cases())
    def test_offers_replay(self, case: drawn.Drawn) -> None:
        """
        An offer is recorded and replayed like a decision.
        """
        order, _, desk, at = case

        assert replay(record(offer(order, desk, at))).same


class TestOrder:
    """
    What is written first does not matter.
    """

    @given(drawn.cases(), st.permutations(POLICY_RULES), st.randoms(use_true_random=False))
    def test_of_rules_is_irrelevant(self, case: drawn.Drawn, judged: Any, shuffled: Any) -> None:
        """
        Neither the order of the rules that judge nor that of the rules of the policy changes a verdict or a refund.
        """
        order, request, desk, at = case
        versions = []
        for version in desk.policies.versions:
            mixed = list(version.rules)
            shuffled.shuffle(mixed)
            versions.append(attrs.evolve(version, rules=tuple(mixed)))
        other = attrs.evolve(desk, policies=PolicyBook(tuple(versions)), rules=tuple(judged))
        one, two = decide(order, request, desk, at), decide(order, request, other, at)

        assert [(a.verdict, a.best.refund, a.last_day) for a in one.values()] == [
            (a.verdict, a.best.refund, a.last_day) for a in two.values()
        ]

    @given(drawn.cases())
    def test_of_the_request_is_irrelevant(self, case: drawn.Drawn) -> None:
        """
        However a request is written, the answers are the same.
        """
        order, request, desk, at = case

        assert decide(order, request, desk, at) == decide(order, dict(reversed(list(request.items()))), desk, at)


class TestMoney:
    """
    Refunds are exact.
    """

    @given(drawn.cases())
    def test_lines_add_up_and_no_tender_gives_more_than_it_has(self, case: drawn.Drawn) -> None:
        """
        The refunds of all lines are the whole refund, never more than is left of the order or of any tender.
        """
        order, request, desk, at = case
        answers = decide(order, request, desk, at)
        whole = answers.refund
        given_back = [answer.best.refund for answer in answers.values() if answer.best.open]
        left = {tender.id: tender.left for tender in order.tenders}

        assert whole.total.minor == sum(one.total.minor for one in given_back)
        assert whole.total <= order.left
        assert all(share.amount <= left[share.tender] for share in whole.tenders if share.tender in left)
        for one in given_back:
            assert one.total.minor == sum(i.amount.gross.minor for i in one.items) - sum(
                part.amount.minor for part in one.deductions
            )
            assert not one.tenders or one.total.minor == sum(share.amount.minor for share in one.tenders)

    @given(drawn.cases())
    def test_everything_at_once_gives_back_everything(self, case: drawn.Drawn) -> None:
        """
        A whole order that comes back at once, by one kind policy, gives back all that is left of it.
        """
        order, _, _, at = case
        business = attrs.evolve(order, buyer=attrs.evolve(order.buyer, kind=BuyerKind.BUSINESS))
        kind = Desk(policies=PolicyBook((ReturnPolicy(window=Window(unlimited=True), outbound=Outbound.ALL),)))
        assume(not any(one.facts.damaged for one in order.lines))
        whole = decide(business, {one.id: one.quantity for one in order.lines}, kind, at)

        assert order.left == whole.refund.total
        assert [tender.left for tender in order.tenders if tender.left.minor] == [
            share.amount for share in whole.refund.tenders
        ]

    @given(drawn.cases(), st.data())
    def test_one_line_after_the_other_gives_back_the_same(self, case: drawn.Drawn, data: st.DataObject) -> None:
        """
        Whether all units come back at once or in two parcels, the money is the same.
        """
        order, _, _, at = case
        business = attrs.evolve(order, buyer=attrs.evolve(order.buyer, kind=BuyerKind.BUSINESS))
        kind = Desk(policies=PolicyBook((ReturnPolicy(window=Window(unlimited=True), outbound=Outbound.ALL),)))
        assume(not any(one.facts.damaged for one in order.lines))
        first = {one.id: units for one in order.lines if (units := data.draw(st.integers(0, one.quantity)))}
        rest = {one.id: units for one in order.lines if (units := one.quantity - first.get(one.id, 0))}
        assume(first)
        quote = decide(business, first, kind, at).refund
        gone = tuple(
            movement
            for item in quote.items
            for movement in (
                Movement(what=Moved.REFUNDED, line=item.id, quantity=item.units, amount=item.amount.gross, at=at),
                *([Movement(what=Moved.RETURNED, line=item.id, quantity=item.units, at=at)] if item.units else []),
            )
        )
        assume(all(item.units or item.amount.gross.minor for item in quote.items))
        later = attrs.evolve(business, movements=(*business.movements, *gone), tenders=paid(business, quote))
        second = decide(later, rest, kind, at).refund if rest else None

        assert business.left == quote.total + (second.total if second else money("0.00"))


def paid(order: Order, quote: Any) -> tuple[Any, ...]:
    """
    Give a refund back on its tenders.
    """
    shares = {share.tender: share.amount for share in quote.tenders}
    return tuple(attrs.evolve(tender, refunded=shares.get(tender.id)) for tender in order.tenders)


scraps = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        [
            *("9999-12-31", "0001-01-01", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"),
            *("1.00 EUR", "-1.00 EUR", "EUR", "XXX", "DE", "Europe/Berlin", "line-1"),
            *("delivered", "refunded", "in_store", "digital", "consumer"),
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def damaged_json(draw: st.DrawFn) -> Any:
    """
    Draw the JSON of an order and put anything anywhere.
    """
    data = json.loads(json.dumps(facts.to_dict(draw(drawn.orders()))))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(data))
        if places:
            holder, key = places[draw(st.integers(0, len(places) - 1))]
            holder[key] = draw(scraps)
    return data


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield data, key
            yield from _places(inner)


@given(damaged_json(), drawn.cases(), st.integers(0, 900))
def test_an_order_of_any_shape_never_crashes(data: Any, case: drawn.Drawn, days: int) -> None:
    """
    Whatever stands in the JSON of an order, it is decided or it is an error of this library.
    """
    try:
        order = facts.from_dict(data)
        at = order.placed_at + timedelta(days=days)
        request = {one.id: one.quantity for one in order.lines}
    except (AftersalesError, OverflowError) as wrong:
        assert isinstance(wrong, AftersalesError) or days  # noqa: PT017
        return
    try:
        answers = decide(order, request, case.desk, at, reason="defective")
    except AftersalesError:
        return

    assert documents.dumps(record(answers))
    assert all(answer.trace() and answer.explain("de") for answer in answers.values())


@given(scraps)
def test_any_json_at_all_never_crashes(data: Any) -> None:
    """
    What is no order at all is an error of this library too.
    """
    try:
        order = facts.from_dict(data)
    except AftersalesError:
        return
    decide(order, {one.id: 1 for one in order.lines}, shop(policy()), order.placed_at)
