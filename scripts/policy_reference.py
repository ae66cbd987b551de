"""
Write the reference of the shop file, and its JSON Schema, from the classes of which it is made.

``python scripts/policy_reference.py`` rewrites ``docs/reference/policy.md`` and ``docs/reference/shop.schema.json``; a
test keeps them fresh. What is said of a key stands in the docstring of its class.
"""

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import attrs

from aftersales.documents.keys import keyed_fields
from aftersales.money import Money
from aftersales.orders import Practices
from aftersales.returns import Costs, PolicyRule, ReturnPolicy
from aftersales.rights import ReturnReason
from aftersales.schemas import default, descriptions, summary
from aftersales.shop import shop_schema

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
PAGE = REFERENCE / "policy.md"
SCHEMA = REFERENCE / "shop.schema.json"

HEAD = """\
# Keys of the shop file

Every section and key of a shop file, written from the classes by `scripts/policy_reference.py`.
[Write the shop file](../how-to/shop-file.md) shows how they are used together.

{download}`shop.schema.json` says the same to an editor as JSON Schema (draft 2020-12).
`aftersales schema` prints it.
In an editor that reads such comments, the first line of a shop file names it:

```toml
#:schema ./shop.schema.json
```

What fits the schema may still contradict itself, as a window with a length and without end does.
`aftersales check` finds that too.

## How values are written

| value | in TOML | |
|---|---|---|
| text | `"Christmas"` | |
| whole number | `30` | Never as a text. |
| true or false | `true` | |
| number | `10`, `"12.5"` | What is no whole number stands in quotes, so that no digit is lost. |
| amount | `"4.95 EUR"` | With its ISO 4217 currency, and no more digits than that has. |
| day | `2026-11-22` | |
| list | `["shoes", "bags"]` | |
| table | `{ days = 30 }` | Or under a heading of its own, such as `[returns.window]`. |

A key without a default may be left out, unless it says that it must be there.
Then nothing is promised, asked or stated.

"""

SECTIONS = {"practices": Practices, "returns": ReturnPolicy, "returns.rules": PolicyRule, "costs": Costs}

WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    Decimal: "number",
    Money: "amount",
    date: "day",
    ReturnReason: "[reasons](#reasons-for-a-return)",
    PolicyRule: "[rules](#returns-rules)",
}


def page() -> str:
    """
    Lay out the sections of a shop file, then the tables that stand in them, then the reasons for a return.
    """
    parts = [HEAD, *(_section(name, cls) for name, cls in SECTIONS.items())]
    parts += ["## Tables\n\n", *(_table(cls, keys) for cls, keys in _tables().items())]
    return "".join([*parts, *_reasons()])


def schema_text() -> str:
    """
    Write the schema as it is kept.
    """
    return json.dumps(shop_schema(), indent=2, ensure_ascii=False) + "\n"


def _section(name: str, cls: type[Any]) -> str:
    head = f"## {name}\n\n{summary(cls)}\n"
    if cls is PolicyRule:
        head += (
            "Beside what it matches by, a rule says any of the keys of [returns](#returns) from `window` to `review`.\n"
        )
    elif cls is not Practices:
        head += "One table, or a list of tables that each say `since` when they hold.\n"
    else:
        head += "One table, or a list of tables that each say `since` when they hold.\n"
        head += "A key that is left out is not known, and what is not known is never held against a customer.\n"
    return f"{head}\n{_rows(cls)}\n"


def _table(cls: type[Any], keys: Iterable[str]) -> str:
    where = ", ".join(f"`{key}`" for key in keys)
    return f"### {cls.__name__}\n\n{summary(cls)}\nStands in {where}.\n\n{_rows(cls)}\n"


def _rows(cls: type[Any]) -> str:
    return "| key | value | default | |\n|---|---|---|---|\n" + "".join(_each_row(cls))


def _each_row(cls: type[Any]) -> Iterator[str]:
    about, says = descriptions(cls), set(keyed_fields(ReturnPolicy)) - {"name"}
    for key, (field, hint) in keyed_fields(cls).items():
        if cls is PolicyRule and key in says:
            continue
        text = about[field.name].replace("|", "\\|")
        yield f"| `{key}` | {_value(hint)} | {_default(field)} | {text} |\n"


def _default(field: "attrs.Attribute[Any]") -> str:
    if field.default is attrs.NOTHING:
        return "must be there"
    if field.default == date.min:
        return "always"
    written = default(field).get("default")
    return "" if written is None else f"`{json.dumps(written)}`"


def _value(hint: Any) -> str:
    """
    Say in words what a key takes.
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        return _value(next(arg for arg in args if arg is not type(None)))
    if origin in (tuple, frozenset):
        return f"list of {_value(args[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"table of {_value(args[1])} by [reason](#reasons-for-a-return)"
    if hint not in WORDS and issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    return WORDS.get(hint, f"[{hint.__name__}](#{hint.__name__.lower()})")


def _tables() -> dict[type[Any], list[str]]:
    """
    Find every class that stands in a section, with the keys under which it does.
    """
    found: dict[type[Any], list[str]] = {}
    waiting: list[type[Any]] = list(SECTIONS.values())
    for cls in waiting:
        for key, (_, hint) in keyed_fields(cls).items():
            for inner in _classes(hint):
                if inner in SECTIONS.values():
                    continue
                if inner not in found:
                    found[inner] = []
                    waiting.append(inner)
                if key not in found[inner]:
                    found[inner].append(key)
    return found


def _classes(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and attrs.has(hint) and hint is not Money:
        yield hint
    for arg in get_args(hint):
        yield from _classes(arg)


def _reasons() -> Iterator[str]:
    yield "## Reasons for a return\n\n"
    yield "Each lies on somebody's side, unless `faults` says otherwise; fees and who pays follow from it.\n"
    yield "Where nobody knows yet whose it is (`undecided`), the customer is charged nothing.\n\n"
    yield "| reason | side |\n|---|---|\n"
    for reason in ReturnReason:
        yield f"| `{reason.value}` | {reason.fault.value} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
