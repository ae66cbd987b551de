import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from aftersales.dates import Deadline, Step
from aftersales.decisions import Answerer, Cite, Finding, Question, Reason, Value, Values, Verdict
from aftersales.documents import content_hash, dump, dumps, parse_json, parse_toml, read
from aftersales.errors import FactsError, ProblemsError
from aftersales.events import Actor, Event, Role
from aftersales.money import DIGITS, Money


class Colour(Enum):
    """
    A word of a closed list.
    """

    RED = "red"
    GREEN = "green"


@attrs.frozen(kw_only=True)
class Leaf:
    """
    A field of every scalar kind, some at a default.
    """

    text: str
    number: int = 7
    truth: bool = False
    rate: Decimal = Decimal("0.19")
    price: Money | None = None
    day: date | None = None
    moment: datetime | None = None
    colour: Colour = Colour.RED


@attrs.frozen(kw_only=True)
class Tree:
    """
    Fields that hold others.
    """

    leaves: tuple[Leaf, ...] = ()
    first: Leaf | None = None
    tags: frozenset[str] = frozenset()
    table: Mapping[str, Leaf] = attrs.field(factory=dict)
    values: Values = ()
    value: Value = ""
    steps: tuple[Values, ...] = ()
    below: "Tree | None" = None


texts = st.text(max_size=12)
names = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=8)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))) | st.just(UTC)
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=zones)  # noqa: DTZ001 - the zone is drawn
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6)
amounts = st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(sorted(DIGITS)))
scalars: st.SearchStrategy[Value] = st.one_of(
    texts, st.integers(), st.booleans(), st.dates(), moments, decimals, amounts
)
pairs: st.SearchStrategy[Values] = st.dictionaries(names, scalars, max_size=4).map(lambda made: tuple(made.items()))

leaves = st.builds(
    Leaf,
    text=texts,
    number=st.integers(),
    truth=st.booleans(),
    rate=decimals,
    price=st.none() | amounts,
    day=st.none() | st.dates(),
    moment=st.none() | moments,
    colour=st.sampled_from(Colour),
)
trees = st.recursive(
    st.builds(Tree, values=pairs, value=scalars, tags=st.frozensets(texts, max_size=3)),
    lambda below: st.builds(
        Tree,
        leaves=st.lists(leaves, max_size=3).map(tuple),
        first=st.none() | leaves,
        table=st.dictionaries(texts, leaves, max_size=2),
        steps=st.lists(pairs, max_size=2).map(tuple),
        below=below,
    ),
    max_leaves=4,
)

reasons = st.builds(Reason, names, texts, st.lists(names, max_size=2).map(tuple))
cites = st.lists(st.builds(Cite, texts, names, st.booleans()), max_size=2).map(tuple)
questions = st.builds(Question, names, st.sampled_from(Answerer), st.sampled_from(Verdict))
findings = st.one_of(
    st.builds(Finding, st.sampled_from([Verdict.ACCEPT, Verdict.REFER, Verdict.REFUSE]), reasons, pairs, cites),
    st.builds(Finding, st.just(Verdict.ASK), reasons, pairs, cites, questions),
)
events = st.builds(
    Event, code=names, at=moments, by=st.builds(Actor, st.sampled_from(Role), texts), key=names, values=pairs
)
deadlines = st.builds(
    lambda sure, days, facts, steps: Deadline(sure, sure + timedelta(days), "Europe/Berlin", facts, steps),
    st.dates(max_value=date(9990, 1, 1)),
    st.integers(0, 9),
    st.lists(names, max_size=2).map(tuple),
    st.lists(st.builds(Step, names, st.dates(), texts), max_size=2).map(tuple),
)

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.dates() | moments | decimals,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | texts, inner, max_size=4),
    max_leaves=12,
)


@given(trees | leaves | findings | events | deadlines)
def test_what_was_written_reads_back(value: Any) -> None:
    """
    Any value that was written as plain data and read is equal to itself.
    """
    assert value == read(type(value), dump(value))


@given(trees | leaves | findings | events | deadlines)
def test_what_was_written_as_text_reads_back(value: Any) -> None:
    """
    Plain data survive JSON: written again, what was read from the text gives the same text.
    """
    text = dumps(value)

    assert text == dumps(read(type(value), json.loads(text)))


@given(trees | findings)
def test_the_hash_is_that_of_the_text(value: Any) -> None:
    """
    A value and its document have one hash, whichever of the two was kept.
    """
    assert content_hash(value) == content_hash(dump(value)) == content_hash(json.loads(dumps(value)))


@given(leaves, leaves)
def test_two_hashes_are_equal_only_where_the_documents_are(one: Leaf, two: Leaf) -> None:
    """
    Values that are written differently have different hashes.
    """
    assert (dump(one) == dump(two)) is (content_hash(one) == content_hash(two))


@given(st.dictionaries(texts, st.integers(), max_size=5))
def test_the_order_of_keys_does_not_matter(table: dict[str, int]) -> None:
    """
    A table has one canonical text, however it was filled.
    """
    turned = dict(reversed(list(table.items())))

    assert dumps(table) == dumps(turned)


def outcome(kind: type[Any], data: object) -> Any:
    """
    Read data, and give the value, or the problems where there are some.
    """
    try:
        return read(kind, data)
    except ProblemsError as wrong:
        return wrong.problems


@given(st.sampled_from([Tree, Leaf, Finding, Event, Deadline, Money, date, Verdict]), documents)
def test_any_data_are_read_or_refused(kind: type[Any], data: object) -> None:
    """
    Whatever stands in a document, reading it gives a value or problems, and never another exception.
    """
    assert outcome(kind, data)


@given(leaves | findings | events | deadlines, documents, st.data())
def test_a_document_with_one_part_replaced_is_read_or_refused(value: Any, part: object, data: st.DataObject) -> None:
    """
    Where one part of a right document is wrong, every problem has a path.
    """
    document = dump(value)
    key = data.draw(st.sampled_from(sorted(document)))
    found = outcome(type(value), document | {key: part})

    assert isinstance(found, type(value)) or all(problem.path for problem in found)


def named(parse: Callable[..., object], text: str) -> bool:
    """
    Say whether a text is read, or refused with the name of its file alone.
    """
    try:
        parse(text, name="file", error=FactsError)
    except FactsError as wrong:
        return [problem.path for problem in wrong.problems] == ["file"]
    return True


@given(st.text(max_size=40))
def test_any_text_is_json_and_toml_or_named(text: str) -> None:
    """
    Whatever stands in a file, it is plain data or an error with the file's name.
    """
    assert named(parse_json, text)
    assert named(parse_toml, text)
