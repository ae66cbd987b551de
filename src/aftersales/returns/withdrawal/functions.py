"""
Whether a contract needs a function to withdraw online, and the words on it.

Values and texts only: the host shows the two controls and the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NoReturn

import attrs

from ...dates import Closed, Open, aware, local_day
from ...decisions import N_, Audience, Cite, Reason, Values, Verdict
from ...errors import facts_error
from ...law import FunctionBook, FunctionRow, Label, Layer, book, function_book, withdrawal
from ...orders import Channel, Order
from ...rights import Claim
from ..deciding import unit_of
from ..desk import Desk, RequestLine

__all__ = ["FunctionDuty", "labels", "withdrawal_function_required"]

# ---------------------------------------------------------------------------------------- whether one is needed

#: The law asks for a function to withdraw from this contract.
FUNCTION_REQUIRED = Reason(
    "returns.function_required",
    N_("The law asks for a function to withdraw from this contract online."),
    audience=Audience.STAFF,
)
#: The law may ask for it, and serving it is safe.
FUNCTION_ADVISED = Reason(
    "returns.function_advised",
    N_("The law may ask for a function to withdraw from this contract online: serve it."),
    audience=Audience.STAFF,
)
#: The contract was concluded in another way than online.
FUNCTION_NOT_ONLINE = Reason(
    "returns.function_not_online",
    N_("The contract was not concluded online, so no function to withdraw online is needed."),
    audience=Audience.STAFF,
)
#: No right of withdrawal is open for anything in the order.
FUNCTION_NO_RIGHT = Reason(
    "returns.function_no_right",
    N_("No right of withdrawal is open for this contract, so it needs no function to withdraw online."),
    audience=Audience.STAFF,
)
#: The law of the buyer's country asks for none.
FUNCTION_NO_DUTY = Reason(
    "returns.function_no_duty",
    N_("The law of {country} asks for no function to withdraw online on {day}."),
    ("country", "day"),
    audience=Audience.STAFF,
)
#: Whether the law of the buyer's country asks for one was not looked up.
FUNCTION_UNSETTLED = Reason(
    "returns.function_unsettled",
    N_("Whether the law of {country} asks for a function to withdraw online was not looked up."),
    ("country",),
    audience=Audience.STAFF,
)
#: The law of the buyer's country leaves contracts of that time out.
FUNCTION_OLDER_CONTRACT = Reason(
    "returns.function_older_contract",
    N_("The contract is older than {since}, and the law of {country} leaves such contracts out."),
    ("since", "country"),
    audience=Audience.STAFF,
)


@attrs.frozen(kw_only=True)
class FunctionDuty:
    """
    Whether a contract needs a function to withdraw online at a moment.

    Args:
        required: Whether to serve it: by the cautious reading, which the buyer loses nothing by.

        certain: Whether verified law says so; None where it says neither.

        reason: Why, with *values*.

        cites: What it stands on.

        function: What the function must be; None where none is needed.

        until: The last day on which it must be there as far as anybody knows; `dates.FOREVER` before the delivery.

    .. versionadded:: 0.1.0
    """

    required: bool
    certain: bool | None
    reason: Reason
    values: Values = ()
    cites: tuple[Cite, ...] = ()
    function: FunctionRow | None = None
    until: date | None = None

    def __bool__(self) -> NoReturn:
        """Refuse: what is required and what is certain are two questions."""
        raise TypeError("a FunctionDuty is no bool; look at its required")


def withdrawal_function_required(
    order: Order, desk: Desk, at: datetime, *, functions: FunctionBook | None = None
) -> FunctionDuty:
    """
    Say whether the shop must offer a function to withdraw from an order online at a moment.

    It must while a right of withdrawal may be open for anything that can still come back: for the prolonged period too,
    where the buyer was not told of the right. Where the law of the buyer is not known, it is safe to serve it.

    Args:
        order: The sale.

        desk: The shop's policy, statements, calendars and law.

        at: The moment, with its zone.

        functions: Functions of your own; the library's if not given.

    Raises:
        FactsError: If *at* is naive.

    Source:
        Directive 2011/83/EU, art. 11a; Decreto 7.962/2013, art. 5; Disposición 954/2025.

    .. versionadded:: 0.1.0
    """
    aware("at", at)
    if order.channel is not Channel.DISTANCE or order.online is False:
        return FunctionDuty(required=False, certain=False, reason=FUNCTION_NOT_ONLINE)
    rights = [right for line in order.line_ids if (right := _right(order, line, desk, at)) is not None]
    if not rights:
        return FunctionDuty(required=False, certain=False, reason=FUNCTION_NO_RIGHT)
    zone = zone_for(order, desk)
    day, contract = local_day(at, zone), local_day(order.placed_at, zone)
    until = max(claim.terms.deadline.maybe for claim, _ in rights)
    shipped = functions or function_book()
    residence = order.buyer.residence
    if residence is None or desk.law.find(residence) is None:
        return _unknown(shipped, residence or "?", day, until)
    found = shipped.on(desk.law, residence, day)
    if found is None:
        return _none(shipped, residence[:2], day)
    return _duty(found, desk, order, contract, until, sure=any(sure for _, sure in rights))


def _right(order: Order, line: str, desk: Desk, at: datetime) -> tuple[Claim, bool] | None:
    """Find the right of withdrawal that may be open for a line, and whether it is for certain."""
    left = order.tally(line).returnable
    if not left:
        return None
    unit = unit_of(order, line, RequestLine(units=left), desk)
    claim = withdrawal(unit, desk.law)
    if claim is None or any(finding.verdict is Verdict.REFUSE for finding in claim.findings):
        return None
    judged = claim.terms.deadline.judge(at)
    if isinstance(judged, Closed):
        return None
    sure = isinstance(judged, Open) and all(finding.verdict is Verdict.ACCEPT for finding in claim.findings)
    return claim, sure


def zone_for(order: Order, desk: Desk) -> str:
    """Find the zone in which to tell a buyer times: their own, or the easternmost of where they live."""
    return order.buyer.zone or next(iter(desk.law.zones(order.buyer.residence)), "UTC")


def _in_force(shipped: FunctionBook, day: date) -> list[FunctionRow]:
    return [row for one in shipped.jurisdictions.values() for row in one.versions if row.in_force(day)]


def _unknown(shipped: FunctionBook, residence: str, day: date, until: date) -> FunctionDuty:
    """Take the function with the most controls of those in force anywhere."""
    strictest = max(_in_force(shipped, day), key=lambda row: (row.steps or 0, len(row.labels)), default=None)
    if strictest is None:
        values = (("country", residence), ("day", day))
        return FunctionDuty(required=False, certain=None, reason=FUNCTION_NO_DUTY, values=values)
    return FunctionDuty(required=True, certain=None, reason=FUNCTION_ADVISED, function=strictest, until=until)


def _none(shipped: FunctionBook, country: str, day: date) -> FunctionDuty:
    if any(country in row.unsettled_in for row in _in_force(shipped, day)):
        return FunctionDuty(required=False, certain=None, reason=FUNCTION_UNSETTLED, values=(("country", country),))
    values = (("country", country), ("day", day))
    return FunctionDuty(required=False, certain=False, reason=FUNCTION_NO_DUTY, values=values)


def _duty(
    found: Layer[FunctionRow], desk: Desk, order: Order, contract: date, until: date, *, sure: bool
) -> FunctionDuty:
    row, residence = found.row, order.buyer.residence or ""
    country = residence[:2]
    cites = (Cite(row.citation, found.jurisdiction, found.certain), *_national(desk, residence, found, contract))
    older = contract < row.in_force_from
    if older and country in row.new_contracts_only:
        values = (("since", row.in_force_from), ("country", country))
        return FunctionDuty(required=False, certain=None, reason=FUNCTION_OLDER_CONTRACT, values=values, cites=cites)
    certain = sure and found.certain and not older
    return FunctionDuty(
        required=True,
        certain=True if certain else None,
        reason=FUNCTION_REQUIRED if certain else FUNCTION_ADVISED,
        cites=cites,
        function=row,
        until=until,
    )


def _national(desk: Desk, residence: str, found: Layer[FunctionRow], on: date) -> Iterable[Cite]:
    """Cite what the state itself has on it, from its duties."""
    for layer in desk.law.duties(residence, max(on, found.row.in_force_from)):
        if layer.row.topic == "withdrawal_function" and layer.jurisdiction != found.jurisdiction:
            yield Cite(layer.row.citation, layer.jurisdiction, layer.certain)


# ------------------------------------------------------------------------------------------------------- its words


def labels(language: str, jurisdiction: str = "EU", *, on: date | None = None) -> Label:
    """
    Return the words on the two controls.

    Args:
        language: Such as ``de`` or ``de_AT``.

        jurisdiction: The country of the buyer, or ``EU``.

        on: The day; the newest version if not given.

    Raises:
        FactsError: If the jurisdiction has no function, or no words in that language.

    >>> labels("de").open, labels("de").confirm
    ('Vertrag widerrufen', 'Widerruf bestätigen')

    .. versionadded:: 0.1.0
    """
    return function_for(jurisdiction, on).row.label(language)


def function_for(jurisdiction: str, on: date | None) -> Layer[FunctionRow]:
    """
    Find the function of a jurisdiction on a day, or its newest.

    Raises:
        FactsError: If it has none.
    """
    shipped = function_book()
    links = [link.code for link in book().chain(jurisdiction)] or [jurisdiction]
    for link in reversed(links):
        versions = shipped.jurisdictions[link].versions if link in shipped.jurisdictions else ()
        for row in reversed(versions):
            if on is None or row.in_force(on):
                return Layer(link, row, row.certain_for(links[-1]))
    expected = f"a state of the EU or one of {', '.join(shipped.jurisdictions)}, on a day on which it has a function"
    raise facts_error("jurisdiction", expected, jurisdiction[:8])
