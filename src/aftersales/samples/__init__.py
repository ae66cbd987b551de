"""Seven orders, the shop that sold them and the holidays they meet: what ``aftersales demo`` decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any

import attrs

from .. import documents
from ..dates import GivenCalendar
from ..orders import Order
from ..returns import RequestLine
from ..shop import Shop, load

__all__ = ["SHOP", "Sample", "samples", "shop"]

#: The shop file, as it stands in the package.
SHOP = "shop.toml"


@attrs.frozen(kw_only=True)
class Sample:
    """
    One order and what its customer asks for, at a moment that never changes.

    Args:
        title: What it is about, in a line.

        about: What happened, in a sentence or two.

        locale: The customer's language.

        at: When the customer asks.

        request: For what, by line.

        order: The order.

        name: Its file.

    .. versionadded:: 0.1.0
    """

    title: str
    about: str
    locale: str
    at: datetime
    request: Mapping[str, RequestLine]
    order: Order
    name: str = ""


def text(name: str) -> str:
    """
    Read a file of the samples.

    .. versionadded:: 0.1.0
    """
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def shop() -> Shop:
    """
    Load the shop of the samples, with the holidays they meet.

    .. versionadded:: 0.1.0
    """
    listed = documents.parse_toml(text("holidays.toml"), name="holidays.toml")
    calendars = {place: documents.read(GivenCalendar, days, path=place) for place, days in listed.items()}
    return load(documents.parse_toml(text(SHOP), name=SHOP), calendars=calendars)


def samples() -> tuple[Sample, ...]:
    """
    Read every sample, in the order of their names.

    >>> len(samples())
    7

    .. versionadded:: 0.1.0
    """
    names = sorted(file.name for file in resources.files(__package__).iterdir() if file.name.endswith(".json"))
    return tuple(_sample(name) for name in names)


def _sample(name: str) -> Sample:
    data: dict[str, Any] = documents.parse_json(text(name), name=name)
    return attrs.evolve(documents.read(Sample, data, path=name), name=name)
