import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from aftersales.documents.keys import keyed_fields
from aftersales.orders import Practices, Transit
from aftersales.returns import (
    Costs,
    Fee,
    Fees,
    FeeStep,
    PolicyRule,
    Price,
    Returnless,
    ReturnPolicy,
    Review,
    Season,
    Shipping,
    Window,
)
from scripts import policy_reference

POLICY = (ReturnPolicy, PolicyRule, Window, Season, Price, Fees, Fee, FeeStep, Shipping, Returnless, Review)
CLASSES = (Practices, Transit, *POLICY, Costs)


def keys() -> Iterator[tuple[str, str]]:
    """
    Name everything a shop file may say, by class.
    """
    for cls in CLASSES:
        yield from ((cls.__name__, key) for key in keyed_fields(cls))


@pytest.fixture(scope="module")
def page() -> str:
    """
    Write the page as it should be.
    """
    return policy_reference.page()


@pytest.fixture(scope="module")
def schema() -> Any:
    """
    Read the schema that is kept.
    """
    return json.loads(policy_reference.SCHEMA.read_text(encoding="utf-8"))


def test_the_page_is_what_the_script_writes(page: str) -> None:
    """
    Run ``python scripts/policy_reference.py`` after a key came, went or is described otherwise.
    """
    assert page == policy_reference.PAGE.read_text(encoding="utf-8")


def test_the_schema_is_what_the_script_writes() -> None:
    """
    Run ``python scripts/policy_reference.py`` after a key or a word came or went.
    """
    assert policy_reference.schema_text() == policy_reference.SCHEMA.read_text(encoding="utf-8")


@pytest.mark.parametrize(("cls", "key"), list(keys()))
def test_every_key_has_its_sentence(cls: str, key: str, page: str, schema: Any) -> None:
    """
    A key that is not explained is a key nobody uses: the page and the schema say what it means.
    """
    said = schema["$defs"][cls]["properties"][key]["description"]

    assert said[0].isupper()
    assert said.endswith(".")
    assert f"| `{key}` |" in page
    assert said in page


def test_every_section_and_table_has_a_heading(page: str) -> None:
    """
    What a link in a table leads to is there.
    """
    headings = {line.lstrip("# ") for line in page.splitlines() if line.startswith("#")}
    sections = {"practices", "returns", "returns.rules", "costs"}

    assert {cls.__name__ for cls in CLASSES} - {"Practices", "ReturnPolicy", "PolicyRule", "Costs"} <= headings
    assert sections <= headings


def test_a_class_of_a_shop_file_cannot_be_forgotten() -> None:
    """
    The classes that these tests name are all that a shop file is made of.
    """
    described = json.loads(policy_reference.schema_text())["$defs"]

    assert {cls.__name__ for cls in CLASSES} == {name for name, part in described.items() if "properties" in part}
    assert all(attrs.has(cls) for cls in CLASSES)
