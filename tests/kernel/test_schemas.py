from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

import attrs
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from aftersales.decisions import Value, Values
from aftersales.documents import dump, hidden, named, read
from aftersales.errors import FactsError
from aftersales.money import DIGITS, Money
from aftersales.schemas import descriptions, one_or_several, schema, summary

T = TypeVar("T")


class Colour(Enum):
    """
    What a thing looks like.
    """

    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Box(Generic[T]):
    """
    Holds one thing.

    Args:
        thing: What is in it.
    """

    thing: T


@attrs.frozen
class Base:
    """
    What several things have.

    Args:
        name: What it is called,
            on one line or two.

        price: What it costs.
    """

    name: str
    price: Money | None = None


@attrs.frozen
class Thing(Base):
    """
    One thing, with ``code`` in its sentence.

    More about it.

    Args:
        colour: What it looks like: red or blue.

        start: Since when.

    Raises:
        FactsError: Never.
    """

    colour: Colour = Colour.RED
    start: date | None = attrs.field(default=None, metadata=named("from"))
    at: datetime | None = None
    weight: Decimal = Decimal("1.5")
    parts: tuple[Thing, ...] = ()
    words: frozenset[str] = frozenset()
    amounts: Mapping[str, int] = attrs.field(factory=dict)
    box: Box[int] | None = None
    found: Values = ()
    one: Value = 0
    anything: Any = None
    sure: bool = False
    origin: str = attrs.field(default="", metadata=hidden())


def fits(data: object, cls: type[Any] = Thing) -> bool:
    """
    Ask the schema whether a document is right.
    """
    validator = Draft202012Validator(schema(cls), format_checker=FormatChecker())
    return bool(validator.is_valid(data))


def converts(data: object, cls: type[Any] = Thing) -> bool:
    """
    Ask the converter the same.
    """
    try:
        read(cls, data)
    except FactsError:
        return False
    return True


RIGHT: list[dict[str, Any]] = [
    {"name": "a"},
    {"name": "a", "price": None},
    {"name": "a", "price": "-0.50 EUR", "colour": "blue", "from": "2026-11-22", "weight": 3},
    {"name": "a", "price": "5 JPY", "weight": "-12.5e3", "at": "2026-11-22T10:00:00+01:00"},
    {"name": "a", "price": "1.2345 CLF", "at": "2026-11-22T10:00:00Z"},
    {"name": "a", "price": "1.990 EUR"},
    {"name": "a", "parts": [{"name": "b", "parts": [{"name": "c"}]}], "words": ["x", "x"]},
    {"name": "a", "amounts": {"x": 1}, "box": {"thing": 2}, "anything": [1, "2"], "sure": True},
    {"name": "a", "found": {"x": 1, "y": {"money": "1.00 EUR"}, "z": {"date": "2026-01-01"}}, "one": "text"},
]
WRONG: list[Any] = [
    [],
    "text",
    {},
    {"name": 1},
    {"name": "a", "nmae": "b"},
    {"name": "a", "origin": "here"},
    {"name": "a", "start": "2026-11-22"},
    {"name": "a", "price": 5},
    {"name": "a", "price": "5"},
    {"name": "a", "price": "5 EURO"},
    {"name": "a", "price": "5  EUR"},
    {"name": "a", "price": "5.999 EUR"},
    {"name": "a", "price": "5.5 JPY"},
    {"name": "a", "price": "NaN EUR"},
    {"name": "a", "colour": "green"},
    {"name": "a", "colour": None},
    {"name": "a", "from": "22.11.2026"},
    {"name": "a", "from": "2026-13-01"},
    {"name": "a", "from": "2026-02-30"},
    {"name": "a", "at": "2026-11-22T10:00:00"},
    {"name": "a", "at": "2026-11-22"},
    {"name": "a", "weight": 1.5},
    {"name": "a", "weight": "heavy"},
    {"name": "a", "weight": "Infinity"},
    {"name": "a", "weight": True},
    {"name": "a", "parts": {"name": "b"}},
    {"name": "a", "parts": [{"name": "b", "parts": [{}]}]},
    {"name": "a", "words": "x"},
    {"name": "a", "words": [1]},
    {"name": "a", "amounts": {"x": "1"}},
    {"name": "a", "amounts": []},
    {"name": "a", "box": {"thing": "2"}},
    {"name": "a", "box": {}},
    {"name": "a", "found": {"x": [1]}},
    {"name": "a", "found": {"x": {"money": "1.00 EUR", "date": "2026-01-01"}}},
    {"name": "a", "found": [1]},
    {"name": "a", "one": None},
    {"name": "a", "one": 1.5},
    {"name": "a", "sure": "true"},
    {"name": "a", "sure": 1},
]


@pytest.mark.parametrize("data", RIGHT, ids=str)
def test_what_is_right_fits(data: Mapping[str, Any]) -> None:
    """
    The schema takes what the converter takes, and what the converter writes of it.
    """
    assert converts(data)
    assert fits(data)
    assert fits(dump(read(Thing, data)))


@pytest.mark.parametrize("data", WRONG, ids=str)
def test_what_is_wrong_does_not_fit(data: object) -> None:
    """
    Schema and converter refuse the same.
    """
    assert not converts(data)
    assert not fits(data)


@pytest.mark.parametrize("currency", sorted(DIGITS))
def test_amounts_have_the_digits_of_their_currency(currency: str) -> None:
    """
    As many digits as ISO 4217 gives a currency fit, and not one more.
    """
    digits = DIGITS[currency]

    assert fits(str(Money(12345, currency)), Money)
    assert not fits(f"1.{'1' * (digits + 1)} {currency}", Money)


def test_a_schema_is_one() -> None:
    """
    It is valid by the draft it names, and needs nothing from elsewhere.
    """
    described = schema(Thing, "Things")

    Draft202012Validator.check_schema(described)
    assert ("https://json-schema.org/draft/2020-12/schema", "Things") == (described["$schema"], described["title"])
    assert "Thing" == schema(Thing)["title"]


def test_a_key_says_what_it_means_and_what_holds_without_it() -> None:
    """
    Descriptions come from the docstrings of the class and its bases, defaults are written as documents write them.
    """
    properties = schema(Thing)["properties"]

    assert "What it is called, on one line or two." == properties["name"]["description"]
    assert "Since when." == properties["from"]["description"]
    assert ("red", "1.5", False) == tuple(properties[key]["default"] for key in ("colour", "weight", "sure"))
    assert all("default" not in properties[key] for key in ("name", "price", "parts", "words", "amounts"))
    assert ["name"] == schema(Thing)["required"]
    assert "One thing, with `code` in its sentence." == schema(Box[Thing])["$defs"]["Thing"]["description"]


def test_words_are_listed() -> None:
    """
    A closed vocabulary is an enumeration, described once.
    """
    described = schema(Thing)["$defs"]["Colour"]

    assert {"enum": ["red", "blue"], "description": "What a thing looks like."} == described


def test_two_classes_of_one_name_are_kept_apart() -> None:
    """
    A name that is taken is made longer by its module.
    """
    other = attrs.make_class("Box", {"width": attrs.field(type=int)}, frozen=True)
    other.__module__ = "elsewhere.boxes"
    both = attrs.make_class("Both", {"one": attrs.field(type=Box[int]), "two": attrs.field(type=other)})
    third = attrs.make_class("Third", {"one": attrs.field(type=other), "two": attrs.field(type=both)})

    assert {"BoxOfint", "Box"} == set(schema(both)["$defs"])
    assert {"BoxOfint", "Box", "Both"} == set(schema(third)["$defs"])


def test_one_table_may_stand_for_a_list_of_one() -> None:
    """
    Only keys that take a list are touched.
    """
    described = one_or_several(schema(Thing))
    validator = Draft202012Validator(described)

    assert validator.is_valid({"name": "a", "parts": {"name": "b"}})
    assert validator.is_valid({"name": "a", "parts": [{"name": "b"}]})
    assert not validator.is_valid({"name": "a", "parts": {"nmae": "b"}})
    assert schema(Thing)["properties"]["name"] == described["properties"]["name"]


def test_what_no_document_can_hold_is_named() -> None:
    """
    A type that the converter cannot read has no schema either.
    """
    odd = attrs.make_class("Odd", {"set": attrs.field(type=set[int])})

    with pytest.raises(TypeError, match=r"set\[int\]"):
        schema(odd)


def test_docstrings_without_arguments_describe_nothing() -> None:
    """
    A class that says nothing of its arguments has no descriptions, and a class without docstring no summary.
    """

    class Silent:
        pass

    assert {} == descriptions(Colour)
    assert "" == summary(Silent)
    assert "One thing, with `code` in its sentence." == summary(Thing)
