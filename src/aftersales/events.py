"""
What happened, who did it, what is to be done, and what is worth telling.

The library keeps no clock and makes no ids: every time and every key is an argument.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import Enum
from typing import Any

import attrs

from .dates import aware
from .decisions import Values, Verdict
from .errors import facts_error

__all__ = ["Actor", "Effect", "Event", "Milestone", "Override", "Purpose", "Role", "key"]


class Role(Enum):
    """On whose side an actor stands."""

    CUSTOMER = "customer"
    STAFF = "staff"
    CARRIER = "carrier"
    SYSTEM = "system"


class Purpose(Enum):
    """Why something may be told, since consent differs."""

    SERVICE = "service"
    MARKETING = "marketing"


@attrs.frozen
class Actor:
    """
    Who did something: a role and the host's own opaque id.

    .. versionadded:: 0.1.0
    """

    role: Role
    id: str = ""


class _Open:
    """What `repeated` fills before it becomes an Event: to write slots and close them is the fastest way to freeze."""

    __slots__ = ("__weakref__", "at", "by", "code", "key", "values")


@attrs.frozen(kw_only=True)
class Event(_Open):
    """
    Something that happened, once: the same key is the same event.

    Raises:
        FactsError: If the time has no zone, the key is empty, or the values are no tuple.

    .. versionadded:: 0.1.0
    """

    code: str
    at: datetime
    by: Actor
    key: str
    values: Values = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a time without a zone, and what could not be told from another event."""
        aware("at", self.at)
        if not self.key:
            raise facts_error("key", "an idempotency key", "nothing")
        if self.values.__class__ is not tuple:
            raise facts_error("values", 'a tuple of pairs, such as (("units.line-1", 1),)', type(self.values).__name__)


def repeated(code: str, at: datetime, by: Actor, key: str, values: Values) -> Event:
    """Make the event of a request whose time was checked when it was asked."""
    event: Any = _Open()
    event.code = code
    event.at = at
    event.by = by
    event.key = key
    event.values = values
    event.__class__ = Event
    return event  # type: ignore[no-any-return]


@attrs.frozen(kw_only=True)
class Effect:
    """
    Something the host is to do, safe to do twice under its key.

    .. versionadded:: 0.1.0
    """

    code: str
    key: str
    values: Values = ()


@attrs.frozen
class Milestone:
    """
    Something worth telling the customer; declared beside the reasons of a room.

    .. versionadded:: 0.1.0
    """

    code: str
    purpose: Purpose = Purpose.SERVICE
    params: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Override:
    """
    A member of staff decided otherwise than the rules; the codes stay visible.

    Args:
        verdict: What holds instead.

        by: Who decided; never the customer.

        at: When.

        why: The reason in the staff's own words; required.

    .. versionadded:: 0.1.0
    """

    verdict: Verdict
    by: Actor
    at: datetime
    why: str

    def __attrs_post_init__(self) -> None:
        """Refuse an override without a reason, a time or a member of staff."""
        aware("at", self.at)
        if not self.why.strip():
            raise facts_error("why", "the reason for overruling")
        if self.by.role is not Role.STAFF:
            raise facts_error("by", "a member of staff", self.by.role.value)


def key(*parts: object) -> str:
    """
    Make an idempotency key from parts that name one act; the same parts always give the same key.

    >>> key("refund", "order-1", "line-1", 1) == key("refund", "order-1", "line-1", 1)
    True

    .. versionadded:: 0.1.0
    """
    texts = [str(part) for part in parts]
    text = "".join(f"{type(part).__name__}:{len(one)}:{one}" for part, one in zip(parts, texts, strict=True))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
