"""
Past orders as lines of a file, for the tests that try two policies.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aftersales.orders import to_dict
from tests.returns.sales import line, noon, parcel, sale

SHOP = """
[practices]
informs_of_withdrawal = true
tells_return_cost = true
sells_to = "business"

[returns]
name = "{name}"
window = {{ days = {days} }}
"""

STRICT = SHOP.format(name="14 days", days=14)
KIND = (
    SHOP.format(name="60 days, <fee>", days=60)
    + """
fees = { customer = { percent = 10 } }

[[returns.rules]]
tags = ["seasonal"]
final_sale = true
"""
)


def past(number: int, day: str = "2026-10-25", **more: Any) -> dict[str, Any]:
    """
    Sell one article and ask for it on a day; the window of 14 days ended on 19 October.
    """
    one = line("line-1", category=more.pop("category", "shoes"), tags=frozenset(more.pop("tags", ())))
    order = sale(one, id=f"order-{number}", parcels=(parcel(one),))
    plain = {"order": to_dict(order), "request": {"line-1": 1}, "at": noon(day).isoformat(), "reason": "changed_mind"}
    return plain | more


def lines(count: int = 12) -> list[dict[str, Any]]:
    """
    Make lines of several kinds: in time for both, for one, for none, seasonal.
    """
    days = ("2026-10-10", "2026-10-25", "2026-12-24")
    kinds: tuple[dict[str, Any], ...] = ({}, {"category": "shoes/boots"}, {"tags": ["seasonal"]})
    return [past(number, days[number % 3], **kinds[number // 3 % 3]) for number in range(count)]


def write(folder: Path, these: Iterable[dict[str, Any] | str]) -> tuple[Path, Path, Path]:
    """
    Write the lines and two shop files; a text is a line as it is.
    """
    texts = [one if isinstance(one, str) else json.dumps(one) for one in these]
    orders, strict, kind = folder / "orders.jsonl", folder / "strict.toml", folder / "kind.toml"
    orders.write_text("\n".join(texts) + "\n", encoding="utf-8")
    strict.write_text(STRICT, encoding="utf-8")
    kind.write_text(KIND, encoding="utf-8")
    return orders, strict, kind


__all__ = ["KIND", "STRICT", "lines", "past", "write"]
