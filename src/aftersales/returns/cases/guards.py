"""What may stand against a command on a return case: one condition each, and the reason where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from ...dates import local_day
from ...decisions import Finding, Verdict, refuse
from ...errors import facts_error
from ...events import Role
from ...lifecycles import Request
from ...money import Money, total
from ...orders import Outbound, quote, worth
from ...orders.said import by_item, units_of
from ...rights import Basis, Remedy
from . import reasons
from .exchanges import Exchange
from .pools import CaseLine, Disposition
from .return_cases import ReturnCase

__all__: list[str] = []

Guard = Callable[[ReturnCase, Request], Finding | None]


def overruled(asked: Request) -> bool:
    """Say whether a member of staff sets a refusal aside, with words."""
    return asked.by.role is Role.STAFF and bool(str(asked.value("override", "")).strip())


# ------------------------------------------------------------------------------------------------------- asking


def names_units(*names: str) -> Guard:
    """Make the check that at least one unit is named."""

    def some_unit(_: ReturnCase, asked: Request) -> Finding | None:
        return None if any(units_of(asked.values, name) for name in names) else refuse(reasons.EMPTY_REQUEST)

    return some_unit


def known_lines(*names: str) -> Guard:
    """Make the check that every line is one of the case; another one is a mistake of the host."""

    def only_known_lines(case: ReturnCase, asked: Request) -> None:
        for name in names:
            for line in units_of(asked.values, name) if case.lines else ():
                case.line(line)

    return only_known_lines


def within_returnable(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether so many units can still be claimed, beside what other open cases claim."""
    return _beyond(units_of(asked.values, "units"), case)


def still_returnable(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001 - every guard takes both
    """Judge whether what the case would claim again was not claimed by another one since."""
    if not case.state.closed:
        return None
    return _beyond({line.line: case.wanted(line.line) for line in case.lines}, case)


def _beyond(units: Mapping[str, int], case: ReturnCase) -> Finding | None:
    for line, count in units.items():
        if count > (most := case.returnable(line)):
            return refuse(reasons.QUANTITY_EXCEEDS_RETURNABLE, line=line, units=count, most=most)
    return None


def eligible(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether the answers let every line come back; `announce` tells each of their reasons."""
    verdicts, codes = by_item(asked.values, "verdict"), by_item(asked.values, "codes")
    rights = by_item(asked.values, "right")
    against = [line for line, one in verdicts.items() if one == Verdict.REFUSE.value and not rights.get(line)]
    if not against or overruled(asked):
        return None
    found = dict.fromkeys(code for line in against for code in str(codes.get(line, "")).split())
    return refuse(reasons.NOT_ELIGIBLE, codes=" ".join(found))


# ------------------------------------------------------------------------------------------------------- deciding


def within_requested(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no more units are approved than were asked for."""
    for line, units in units_of(asked.values, "units").items():
        if units > (most := case.pools(line).requested):
            return refuse(reasons.QUANTITY_EXCEEDS_APPROVED, line=line, units=units, most=most)
    return None


def whole_right(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether a partial approval leaves no unit out that the law gives."""
    units = units_of(asked.values, "units")
    left_out = [one for one in case.lines if units and units.get(one.line, 0) < one.pools.requested]
    return _protected(left_out)


def words_for_less(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether a partial approval says why."""
    units = units_of(asked.values, "units")
    less = units and any(units.get(one.line, 0) < one.pools.requested for one in case.lines)
    return refuse(reasons.REASON_REQUIRED) if less and not str(asked.value("why", "")).strip() else None


def no_statutory_right(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether the law gives none of it; what it gives can be neither refused nor left to expire."""
    return _protected(case.lines)


def _protected(lines: Iterable[CaseLine]) -> Finding | None:
    for line in lines:
        if line.right is not None:
            return refuse(reasons.STATUTORY_RIGHT, line=line.line, right=line.right.value)
    return None


def nothing_closed(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether there is something to cancel."""
    return refuse(reasons.NOTHING_TO_CANCEL) if case.state.closed or not case.lines else None


def not_in_transit(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether no carrier has the parcel."""
    on_its_way = any(parcel.scanned and not parcel.received for parcel in case.state.parcels)
    return refuse(reasons.ALREADY_IN_TRANSIT) if on_its_way else None


def not_received(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether nothing arrived."""
    arrived = any(line.pools.received for line in case.lines) or case.state.unexpected
    return refuse(reasons.ALREADY_RECEIVED) if arrived else None


def not_refunded(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether no money went back, nor is about to."""
    given = any(one.stands for one in case.refunds) or any(line.pools.kept for line in case.lines)
    return refuse(reasons.ALREADY_REFUNDED) if given else None


def due(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the last day to send the goods has passed where the customer is."""
    last = case.state.due
    if last is None or local_day(asked.at, case.zone) > last:
        return None
    return refuse(reasons.NOT_DUE, last_day=last)


def later(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether an extension extends."""
    until, last = asked.value("until"), case.state.due
    if type(until) is not date:
        raise facts_error("until", "a local day", type(until).__name__)
    return None if last is None or until > last else refuse(reasons.NOT_LATER, last_day=last)


def names_a_day(_: ReturnCase, asked: Request) -> None:
    """Refuse a last day that is none, which is a mistake of the host."""
    until = asked.value("until")
    if until is not None and type(until) is not date:
        raise facts_error("until", "a local day", type(until).__name__)


def for_the_customer(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge who cancels what the law gives: the customer, or staff who says why, and never a machine."""
    if asked.by.role is Role.CUSTOMER or (asked.by.role is Role.STAFF and str(asked.value("why", "")).strip()):
        return None
    return _protected(case.lines)


# ---------------------------------------------------------------------------------------------- parcels and goods


def once_approved(check: Guard) -> Guard:
    """Leave a check out where nothing was approved yet, which is then all there is to say."""

    def check_if_approved(case: ReturnCase, asked: Request) -> Finding | None:
        return check(case, asked) if case.state.approved else None

    return check_if_approved


def is_approved(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether it was approved."""
    return None if case.state.approved else refuse(reasons.NOT_APPROVED)


@once_approved
def needs_label(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether there are units without a label, and the parcel has none and was not seen on its way."""
    if any(parcel.scanned and parcel.id == asked.value("parcel") for parcel in case.state.parcels):
        return refuse(reasons.ALREADY_IN_TRANSIT)
    labels = [parcel for parcel in case.state.parcels if parcel.label]
    if any(parcel.id == asked.value("parcel") or not parcel.labelled for parcel in labels):
        return refuse(reasons.LABEL_EXISTS)
    wanted = units_of(asked.values, "units")
    free = {line.line: line.pools.approved for line in case.lines}
    for parcel in labels:
        for one in parcel.labelled:
            free[one.line] = free.get(one.line, 0) - one.units
    fits = all(units <= free.get(line, 0) for line, units in wanted.items()) and any(free.values())
    return None if fits else refuse(reasons.LABEL_EXISTS)


def names_parcel(_: ReturnCase, asked: Request) -> None:
    """Refuse a label without a parcel, which is a mistake of the host."""
    if not asked.value("parcel"):
        raise facts_error("parcel", "the id of the parcel", "nothing")


@once_approved
def within_approved(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no more arrived than is approved; what was thought missing may turn up."""
    for line, units in units_of(asked.values, "received").items():
        pools = case.pools(line)
        if units > (most := pools.outstanding + pools.missing):
            return refuse(reasons.RECEIVED_EXCEEDS_APPROVED, line=line, units=units, most=most)
    return None


@once_approved
def within_received(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no more is inspected than arrived."""
    found = [units_of(asked.values, name) for name in ("accepted", "refused", "wrong")]
    for line in dict.fromkeys(line for one in found for line in one):
        units, most = sum(one.get(line, 0) for one in found), case.pools(line).undecided
        if units > most:
            return refuse(reasons.INSPECT_EXCEEDS_RECEIVED, line=line, units=units, most=most)
    return None


@once_approved
def within_expected(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no more is missing than is still expected."""
    for line, units in units_of(asked.values, "missing").items():
        if units > (most := case.pools(line).outstanding):
            return refuse(reasons.MISSING_EXCEEDS_EXPECTED, line=line, units=units, most=most)
    return None


@once_approved
def missing_in_time(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the time to send what the law lets them return is over, unless it was seen on its way."""
    for line, units in units_of(asked.values, "missing").items():
        one = case.line(line)
        seen = case.seen(line) - one.pools.received - one.pools.missing
        if one.right is not None and units > seen and (finding := due(case, asked)) is not None:
            return finding
    return None


def words_for_refusal(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether the refusal of units says why."""
    against = units_of(asked.values, "refused") or units_of(asked.values, "wrong")
    return refuse(reasons.REASON_REQUIRED) if against and not str(asked.value("why", "")).strip() else None


def no_withdrawal_refused(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no unit is refused of which the customer withdrew; what lost value is a matter of the amount."""
    refused = units_of(asked.values, "refused")
    return _protected(one for one in case.lines if one.line in refused and one.right is Basis.WITHDRAWAL)


def all_checked(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the whole checklist was answered."""
    done = by_item(asked.values, "check")
    left = [name for name in case.handling.checks if name not in done]
    return refuse(reasons.CHECK_MISSING, check=left[0]) if left else None


def known_grades(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether every grade is one the shop uses."""
    grades = case.handling.grades
    if not grades or all(grade in grades for grade in by_item(asked.values, "grade").values()):
        return None
    return refuse(reasons.GRADE_UNKNOWN, known=", ".join(grades))


def few_pictures(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the case can hold the pictures."""
    held = len(case.state.pictures) + len(by_item(asked.values, "picture"))
    most = case.handling.most_pictures
    return refuse(reasons.TOO_MANY_PICTURES, most=most) if held > most else None


def known_dispositions(_: ReturnCase, asked: Request) -> None:
    """Refuse a place that no unit can go to, which is a mistake of the host."""
    known = [one.value for one in Disposition]
    for line, place in by_item(asked.values, "disposition").items():
        if place not in known:
            raise facts_error(f"disposition.{line}", f"one of {', '.join(known)}", "another word")


@once_approved
def within_kept(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether no more is kept than is still with the customer."""
    for line, units in units_of(asked.values, "units").items():
        if units > (most := case.pools(line).outstanding):
            return refuse(reasons.QUANTITY_EXCEEDS_APPROVED, line=line, units=units, most=most)
    return None


@once_approved
def may_keep(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the shop lets units of this value be kept, with what was kept before."""
    if overruled(asked):
        return None
    limit, order = case.handling.keep_up_to, case.at_order.order
    units = units_of(asked.values, "units")
    if limit is None or any(count > order.tally(line).refundable for line, count in units.items()):
        return refuse(reasons.KEEP_NOT_ALLOWED)
    kept = {one.line: one.pools.kept + units.get(one.line, 0) for one in case.lines}
    if any(count > order.line(line).quantity for line, count in kept.items()):
        return None
    sold = [(order.line(line), count) for line, count in kept.items() if count]
    value = total((one.charged.first(count, of=one.quantity).gross for one, count in sold), order.currency)
    return refuse(reasons.KEEP_NOT_ALLOWED) if value > limit else None


# ---------------------------------------------------------------------------------------------------------- money


@once_approved
def triggered(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the units got as far as their refund requires."""
    if overruled(asked):
        return None
    for line, units in units_of(asked.values, "units").items():
        if units > (most := case.open_units(line)):
            return refuse(reasons.NOT_RECEIVED, line=line, units=units, most=most)
    return None


@once_approved
def refundable(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the units were not refunded yet, and the amount is no more than they and the order have left."""
    order, units, amount = case.at_order.order, units_of(asked.values, "units"), _amount(case, asked, "amount")
    nothing = Money(0, case.currency)
    for line, count in units.items():
        free = case.pools(line).approved - case.state.refunded(line) - case.state.exchanging(line)
        if count > min(free, order.tally(line).refundable):
            return refuse(reasons.EXCEEDS_REFUNDABLE, line=line, most=nothing, amount=amount)
    most = quote(order, units, outbound=Outbound.ALL).total if units else nothing
    whole = amount + _amount(case, asked, "fee")
    return refuse(reasons.EXCEEDS_REFUNDABLE, most=most, amount=whole) if whole > most else None


def names_amount(_: ReturnCase, asked: Request) -> None:
    """Refuse a refund that says no amount, which is a mistake of the host; one of nothing says so."""
    if asked.value("amount") is None:
        raise facts_error("amount", "what goes back", "nothing")


def adds_up(case: ReturnCase, asked: Request) -> None:
    """Refuse a breakdown that comes to another amount than is asked for, which is a mistake of the host."""
    parts = by_item(asked.values, "amount")
    if parts and (whole := total(parts.values(), case.currency)) != asked.value("amount"):
        raise facts_error("amount", f"what the parts come to ({whole})", str(asked.value("amount")))


@once_approved
def fee_within_value(case: ReturnCase, asked: Request) -> Finding | None:
    """Judge whether the fee is no more than what the units were charged."""
    order, fee = case.at_order.order, _amount(case, asked, "fee")
    units = units_of(asked.values, "units")
    if fee.is_zero or any(count > order.tally(line).refundable for line, count in units.items()):
        return None
    value = total((worth(order, line, count).gross for line, count in units.items()), order.currency)
    return refuse(reasons.FEE_EXCEEDS_VALUE, fee=fee, most=value) if fee > value else None


def _amount(case: ReturnCase, asked: Request, name: str) -> Money:
    found = asked.value(name, Money(0, case.currency))
    if not isinstance(found, Money) or found.currency != case.currency or found.minor < 0:
        raise facts_error(name, f"an amount of 0 or more in {case.currency}", type(found).__name__)
    return found


def nothing_pending(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether no refund is on its way, and none due that the order has money for."""
    pending = not case.outstanding.is_zero or any(_still_due(case, line.line) for line in case.lines)
    return refuse(reasons.REFUND_PENDING) if pending else None


def _still_due(case: ReturnCase, line: str) -> int:
    """Units are due no more once their money went back some other way, such as by hand at the payment provider."""
    unpaid = case.unpaid(line)
    return unpaid if case.beside is None else min(unpaid, case.beside.order.tally(line).refundable)


def exchange_ended(case: ReturnCase, asked: Request) -> Finding | None:  # noqa: ARG001
    """Judge whether the exchange that belongs to it has ended, and none is missing of units that came back for one."""
    shown = () if case.beside is None else case.beside.others
    runs = case.exchange_open or any(isinstance(one, Exchange) and one.case == case.id and one.runs for one in shown)
    back = [one.line for one in case.lines if one.remedy is Remedy.EXCHANGE]
    waits = any(case.open_units(line) > case.unpaid(line) for line in back)
    return refuse(reasons.EXCHANGE_OPEN) if runs or waits else None
