"""
Which rows govern a contract, and what they come to: a certain floor and a cautious one.

Rows lie on each other in this order: the union's base row and overlays, then the state's. A later layer sets a field
over an earlier one. The cautious floor takes every layer. The certain floor takes a field from the last layer that is
certain, and never more than the cautious one gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import attrs

from ..dates import Count, Roll
from ..decisions import Cite
from ..errors import LawDataError, Problem
from ..money import Money
from ..orders import Outbound
from .files import read_all, read_one
from .parts import ExitBy, LateDelivery, NewPeriod, ValueLoss
from .rows import (
    DeliveryRow,
    DutyRow,
    GuaranteeRow,
    Jurisdiction,
    Notify,
    NotInformed,
    RefundFrom,
    ReturnCost,
    Row,
    Start,
    WithdrawalRow,
    Withhold,
)

__all__ = ["Floor", "LawBook", "Layer", "book", "load"]

R = TypeVar("R", bound=Row)

_DATA = Path(__file__).parent / "data"


@attrs.frozen
class Layer(Generic[R]):
    """A row that governs, whose it is, and whether it can be relied on for this buyer."""

    jurisdiction: str
    row: R
    certain: bool


@attrs.frozen
class Floor(Generic[R]):
    """
    What the law gives: *cautious* by every layer, *certain* by the verified ones only.

    .. versionadded:: 0.1.0
    """

    certain: R
    cautious: R
    layers: tuple[Layer[R], ...]

    #: Whether both floors are the same, so that nothing needs to be worked out twice.
    settled: bool = attrs.field(init=False, eq=False, repr=False)

    _cites: dict[frozenset[str], tuple[Cite, ...]] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @settled.default
    def _settled(self) -> bool:
        return self.certain == self.cautious

    def cites(self, fields: frozenset[str]) -> tuple[Cite, ...]:
        """Cite every layer that sets one of these fields, or that only says where the law of the state stands."""
        if fields not in self._cites:
            self._cites[fields] = tuple(
                Cite(layer.row.citation, layer.jurisdiction, layer.certain)
                for layer in self.layers
                if not (said := _said(layer.row)) or said & fields
            )
        return self._cites[fields]


@attrs.frozen(eq=False)
class LawBook:
    """
    Jurisdictions by code, and the rows that govern a buyer's contract.

    Args:
        jurisdictions: Each under its own code.

        version: What a recorded decision calls this edition.

    .. versionadded:: 0.1.0
    """

    jurisdictions: Mapping[str, Jurisdiction]
    version: str = ""
    _floors: dict[Any, Any] = attrs.field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a jurisdiction that inherits from one that is not there; a test looks at what is shipped."""
        if isinstance(self.jurisdictions, _Shipped):
            return
        problems = tuple(
            Problem(f"{code}.inherits", f"one of {', '.join(self.jurisdictions)}", found.inherits)
            for code, found in self.jurisdictions.items()
            if found.inherits and found.inherits not in self.jurisdictions
        )
        if problems:
            raise LawDataError(problems)

    def find(self, residence: str | None) -> Jurisdiction | None:
        """
        Return the jurisdiction of a residence: its region if that has rows of its own, else its country.

        None if the book does not know the country.
        """
        if residence is None:
            return None
        return self.jurisdictions.get(residence) or self.jurisdictions.get(residence[:2])

    def zones(self, residence: str | None) -> tuple[str, ...]:
        """
        Return the IANA zones in which somebody may live there, the eastern one first; none if the book knows none.

        >>> book().zones("ES"), book().zones("ES-MD")
        (('Europe/Madrid', 'Atlantic/Canary'), ('Europe/Madrid',))
        """
        found = self.find(residence)
        if found is None or residence is None:
            return ()
        if residence == found.code:
            return found.zones
        return found.regions.get(residence) or found.elsewhere or found.zones

    def chain(self, residence: str | None) -> tuple[Jurisdiction, ...]:
        """Return the jurisdictions whose rows lie on each other, the lowest first."""
        links: list[Jurisdiction] = []
        found = self.find(residence)
        while found is not None:
            links.append(found)
            found = self.jurisdictions.get(found.inherits) if found.inherits else None
        return tuple(reversed(links))

    def withdrawal(self, residence: str | None, on: date) -> Floor[WithdrawalRow] | None:
        """Return the right of withdrawal for contracts of a day, or None where the book has none."""
        floor: Floor[WithdrawalRow] | None = self._floor("withdrawal", residence, on)
        return floor

    def guarantee(self, residence: str | None, on: date) -> Floor[GuaranteeRow] | None:
        """Return the legal guarantee for contracts of a day, or None where the book has none."""
        floor: Floor[GuaranteeRow] | None = self._floor("guarantee", residence, on)
        return floor

    def delivery(self, residence: str | None, on: date) -> Floor[DeliveryRow] | None:
        """Return the default for delivery for contracts of a day, or None where the book has none."""
        floor: Floor[DeliveryRow] | None = self._floor("delivery", residence, on)
        return floor

    def parallel(self, residence: str | None, on: date) -> tuple[Layer[GuaranteeRow], ...]:
        """Return the guarantees that run beside the general one for contracts of a day, the union's first."""
        key = ("parallel", residence, on)
        if key not in self._floors:
            chain = self.chain(residence)
            mine = chain[-1].code if chain else ""
            self._floors[key] = tuple(
                Layer(link.code, row, row.certain_for(mine))
                for link in chain
                for row in link.guarantee
                if row.parallel and row.in_force(on)
            )
        found: tuple[Layer[GuaranteeRow], ...] = self._floors[key]
        return found

    def duties(self, residence: str | None, on: date) -> tuple[Layer[DutyRow], ...]:
        """Return the other duties on a day, the union's first."""
        chain = self.chain(residence)
        mine = chain[-1].code if chain else ""
        return tuple(
            Layer(link.code, row, row.certain_for(mine)) for link in chain for row in link.duties if row.in_force(on)
        )

    def _floor(self, topic: str, residence: str | None, on: date) -> Any:
        key = (topic, residence, on)
        if key not in self._floors:
            if len(self._floors) > _MOST_FLOORS:
                self._floors.clear()
            self._floors[key] = _merge(self.chain(residence), topic, on)
        return self._floors[key]


_MOST_FLOORS = 4096

#: Fields of which more is better for the consumer, fields of which less is, and the order of words.
_MORE_IS_BETTER = frozenset({
    "period", "not_informed_months", "not_informed_days", "send_back_days", "months", "days_durable",
    "days_non_durable", "used_min_months", "burden_months", "used_burden_months", "early_exit_days",
    "extend_after_repair_months", "extend_after_repair_times", "extend_later_repairs_months", "same_defect_months",
    "late_defect_tail_months", "claim_tail_months", "repaired_tail_months", "unposted_policy_days",
    "no_document_days", "vulnerable_months", "misdescribed_months", "misdescribed_days", "long_life_months",
    "digital_months", "digital_burden_months", "early_exit_pause_days",
})  # fmt: skip
_LESS_IS_BETTER = frozenset({
    "refund_within", "repair_cap_days", "days", "set_off", "not_informed_months_first", "steps_if_paid", "credit_days",
    "start_days", "start_prepaid_working_days", "notice_days", "unless_terms_shown",
    "only_if_undisclosed", "fee_cap_percent", "reasonable_time",
})  # fmt: skip
_WORDS: dict[object, int] = {
    Roll.NONE: 0, Roll.SUNDAY_HOLIDAY: 1, Roll.SATURDAY_HOLIDAY: 1, Roll.SATURDAY_SUNDAY_HOLIDAY: 2,
    ReturnCost.CONSUMER: 0, ReturnCost.CONSUMER_IF_INFORMED: 1, ReturnCost.TRADER: 2,
    **{share: share.rank for share in Outbound},
    Count.EVENT_DAY_IN: 0, Count.EVENT_DAY_OUT: 1,
    Start.CONTRACT: 0, Start.RECEIPT_FIRST: 1, Start.CONTRACT_OR_DOCUMENT: 1, Start.DOCUMENT: 1, Start.RECEIPT: 2,
    Start.RECEIPT_OR_CONTRACT: 3, Start.RECEIPT_OR_DOCUMENT: 4, Start.RECEIPT_LAST: 3,
    NotInformed.NONE: 0, NotInformed.FIXED_DAYS: 1, NotInformed.RESTART_CAPPED: 2, NotInformed.ADD_MONTHS: 3,
    NotInformed.RESTART: 4, NotInformed.UNLIMITED: 5,
    RefundFrom.GOODS_RECEIVED: 0, RefundFrom.GOODS_BACK_OR_PROOF: 1, RefundFrom.NOTICE: 2,
    Withhold.UNTIL_GOODS: 0, Withhold.UNTIL_GOODS_OR_PROOF: 1, Withhold.NO: 2,
    Notify.AT_ONCE: 0, Notify.TWO_MONTHS: 1, Notify.REASONABLE_MIN_TWO_MONTHS: 2, Notify.TWELVE_MONTHS: 3,
    Notify.STATE_OPTION: 4, Notify.NONE: 4,
    ValueLoss.IF_INFORMED: 0, ValueLoss.NONE: 1,
    NewPeriod.NONE: 0, NewPeriod.IF_REPAIR_CHOSEN: 1, NewPeriod.ALWAYS: 2,
    ExitBy.USED: 0, ExitBy.SHOWN: 1,
    LateDelivery.AFTER_NOTICE: 0, LateDelivery.EXTRA_PERIOD: 0, LateDelivery.WITHOUT_CONSENT: 0,
    LateDelivery.AT_ONCE: 1,
    False: 0, True: 1,
}  # fmt: skip
#: Fields that take something from the consumer, so that nothing stated means nothing taken.
_TAKES_AWAY = frozenset({
    "exceptions", "notify", "return_cost", "send_back_days", "set_off", "used_burden_months", "used_min_months",
    "withhold", "not_informed_months_first", "steps_if_paid", "exception_needs", "unless_terms_shown",
    "only_if_undisclosed", "value_loss", "fee_cap", "fee_cap_percent", "reasonable_time", "notice_days",
})  # fmt: skip


_SAID_OF_ITSELF = {a.name for a in attrs.fields(Row)}

#: The fields of each kind of row that act.
_ACTING: dict[type[Row], tuple[str, ...]] = {
    cls: tuple(a.name for a in attrs.fields(cls) if a.name not in _SAID_OF_ITSELF)
    for cls in (WithdrawalRow, GuaranteeRow, DeliveryRow, DutyRow)
}


def _merge(chain: tuple[Jurisdiction, ...], topic: str, on: date) -> Floor[Any] | None:
    mine = chain[-1].code if chain else ""
    layers: list[Layer[Row]] = []
    for link in chain:
        rows: list[Row] = [row for row in getattr(link, topic) if row.in_force(on) and not row.parallel]
        bases = sorted((row for row in rows if not row.overlay), key=lambda row: row.in_force_from)[-1:]
        overlays = sorted((row for row in rows if row.overlay), key=lambda row: row.in_force_from)
        layers += [Layer(link.code, row, row.certain_for(mine)) for row in (*bases, *overlays)]
    if not layers:
        return None
    bottom = layers[0].row
    cautious: dict[str, Any] = {}
    certain: dict[str, Any] = {}
    for name in _ACTING[type(bottom)]:
        stack = [(getattr(layer.row, name), layer.certain) for layer in layers if getattr(layer.row, name) is not None]
        cautious[name] = stack[-1][0] if stack else None
        certain[name] = _certain(name, stack)
    return Floor(attrs.evolve(bottom, **certain), attrs.evolve(bottom, **cautious), tuple(layers))


def _said(row: Row) -> frozenset[str]:
    return frozenset(name for name in _ACTING[type(row)] if getattr(row, name) is not None)


def _certain(name: str, stack: list[tuple[Any, bool]]) -> Any:
    """
    Take the last certain value; where a later one is not certain and gives less, that counts.

    Where no value is certain, a field that gives something gives nothing, and one that takes something takes the most.
    """
    value, above = None, []
    for one, sure in reversed(stack):
        if sure:
            value = one
            break
        above.append(one)
    if value is None:
        if name not in _TAKES_AWAY or not above:
            return None
        value = above[0]
    for one in above:
        value = min(value, one, key=lambda v: _kindness(name, v))
    return value


def _kindness(name: str, value: Any) -> int:
    if isinstance(value, frozenset):
        return -len(value) if name == "exceptions" else len(value)
    if isinstance(value, Money):
        return -value.minor
    if name in _MORE_IS_BETTER:
        return int(value)
    if name in _LESS_IS_BETTER:
        return -int(value)
    return _WORDS.get(value, 0)


@lru_cache(maxsize=1)
def book() -> LawBook:
    """
    Return the law the library ships.

    Raises:
        LawDataError: If one of its files is wrong; a test of the library keeps this from being released.

    .. versionadded:: 0.1.0
    """
    return LawBook(_Shipped(_DATA), _version(_DATA))


def load(folder: Path) -> LawBook:
    """
    Read a folder of ``*.toml`` files, one jurisdiction each.

    Raises:
        LawDataError: With every problem of every file, each with file, row and field.

    .. versionadded:: 0.1.0
    """
    return LawBook({one.code: one for one in read_all(Jurisdiction, folder)}, _version(folder))


def _version(folder: Path) -> str:
    """Name an edition by the bytes of its files, so that no file needs to be read for it."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.toml")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


class _Shipped(Mapping[str, Jurisdiction]):
    """The files of a folder by code; each is read when somebody first asks for it."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.stem.upper(): file for file in sorted(folder.glob("*.toml"))}
        self._read: dict[str, Jurisdiction] = {}

    def __getitem__(self, code: str) -> Jurisdiction:
        if code not in self._read:
            self._read[code] = read_one(Jurisdiction, self._files[code])
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
