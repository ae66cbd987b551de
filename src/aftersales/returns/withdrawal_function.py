"""
Whether a contract needs a function to withdraw online, the words on it, and a check of a shop's own form.

Values and texts only: the host shows the two controls and the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NoReturn

import attrs

from ..dates import Closed, Open, aware, local_day
from ..decisions import N_, Audience, Cite, Finding, Reason, Values, Verdict, refer, refuse
from ..errors import facts_error
from ..law import Asked, FunctionBook, FunctionRow, Label, Layer, Stated, book, function_book, withdrawal
from ..law.functions import plain_words
from ..orders import Channel, Order
from ..rights import Claim
from .desk import Desk, RequestLine
from .engine import unit_of

__all__ = ["Form", "FunctionDuty", "check_form", "labels", "withdrawal_function_required"]

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
    """Find the zone in which to tell a buyer times: their own, or the easternmost of their country."""
    found = desk.law.find(order.buyer.residence)
    return order.buyer.zone or (found.zones[0] if found is not None and found.zones else "UTC")


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


# ------------------------------------------------------------------------------------------- its words, and a form


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
    return _found(jurisdiction, on).row.label(language)


def _found(jurisdiction: str, on: date | None) -> Layer[FunctionRow]:
    shipped = function_book()
    links = [link.code for link in book().chain(jurisdiction)] or [jurisdiction]
    for link in reversed(links):
        versions = shipped.jurisdictions[link].versions if link in shipped.jurisdictions else ()
        for row in reversed(versions):
            if on is None or row.in_force(on):
                return Layer(link, row, row.certain_for(links[-1]))
    expected = f"a state of the EU or one of {', '.join(shipped.jurisdictions)}, on a day on which it has a function"
    raise facts_error("jurisdiction", expected, jurisdiction[:8])


#: The words on a control are not those of the law and do not say that one withdraws.
LABEL_AMBIGUOUS = Reason(
    "returns.label_ambiguous",
    N_("The words on {control} do not say unambiguously that one withdraws; the law has {words}."),
    ("control", "words"),
    audience=Audience.STAFF,
)
#: The words on a control are the shop's own and speak of withdrawing.
LABEL_OTHER_WORDS = Reason(
    "returns.label_other_words",
    N_("The words on {control} are not those of the law: a person must see whether they are as clear as {words}."),
    ("control", "words"),
    audience=Audience.STAFF,
)
#: The confirmation is no control of its own.
NO_CONFIRMATION = Reason(
    "returns.no_confirmation",
    N_("The form needs a second control of its own that does nothing but confirm the withdrawal."),
    audience=Audience.STAFF,
)
#: Something is compulsory that the law does not let the form ask for.
FIELD_NOT_ALLOWED = Reason(
    "returns.field_not_allowed",
    N_("The form may not make this compulsory: {field}."),
    ("field",),
    audience=Audience.STAFF,
)
#: The form has no place for something the buyer must be able to say.
FIELD_MISSING = Reason(
    "returns.field_missing",
    N_("The form must let the buyer give or confirm this: {field}."),
    ("field",),
    audience=Audience.STAFF,
)
#: The function stands behind a registration.
LOGIN_NOT_ALLOWED = Reason(
    "returns.login_not_allowed",
    N_("The function may not stand behind a registration or a login."),
    audience=Audience.STAFF,
)
#: The function stands behind a login, which buyers without an account cannot pass.
LOGIN_DOUBTFUL = Reason(
    "returns.login_doubtful",
    N_("The function stands behind a login: a buyer without an account must reach it as easily as the order form."),
    audience=Audience.STAFF,
)
#: The function is taken away before the period ends.
NOT_ALWAYS_THERE = Reason(
    "returns.not_always_there",
    N_("The function must be there for the whole period, a prolonged one too."),
    audience=Audience.STAFF,
)
#: The shop takes withdrawals through the function only.
ONLY_WAY = Reason(
    "returns.only_way",
    N_("Other clear statements, such as a letter or an e-mail, must stay as good as the function."),
    audience=Audience.STAFF,
)
#: The acknowledgement leaves something out.
ANSWER_INCOMPLETE = Reason(
    "returns.answer_incomplete",
    N_("The acknowledgement must also say this: {what}."),
    ("what",),
    audience=Audience.STAFF,
)
#: The acknowledgement does not last.
ANSWER_NOT_DURABLE = Reason(
    "returns.answer_not_durable",
    N_("The acknowledgement must go out on a durable medium, such as an e-mail; a page alone is none."),
    audience=Audience.STAFF,
)
#: The acknowledgement is too late.
ANSWER_TOO_LATE = Reason(
    "returns.answer_too_late",
    N_("The acknowledgement is due within {hours} hours."),
    ("hours",),
    audience=Audience.STAFF,
)

#: What forms call the things the law speaks of.
_OTHER_NAMES = {
    "email": "reply_to",
    "e_mail": "reply_to",
    "phone": "reply_to",
    "order": "contract",
    "order_number": "contract",
    "order_id": "contract",
    "lines": "part",
    "items": "part",
}
_MUST_BE_THERE = (Asked.NAME, Asked.CONTRACT, Asked.REPLY_TO)


@attrs.frozen(kw_only=True)
class Form:
    """
    A function as a shop has built it, to be checked; what is not said is as the law has it.

    Args:
        step1_label: The words on the control that leads to the form.

        step2_label: The words on the control that sends it.

        separate_confirmation: Whether the second control is one of its own.

        compulsory: The fields that must be filled in: ``name``, ``contract``, ``part``, ``reply_to`` or, as forms call
            them, ``email``, ``phone``, ``order``, ``order_number``, ``lines``; and any other by its own name.

        voluntary: The fields that may be left empty, and those that are filled in already.

        login: Whether it stands behind a login.

        whole_period: Whether it is there for the whole period.

        only_way: Whether the shop takes withdrawals in no other way.

        states: What the acknowledgement says: ``content``, ``date``, ``time``, ``code``.

        durable: Whether the acknowledgement is sent on a durable medium.

        answered_within_hours: By when it is sent; None for at once.

    .. versionadded:: 0.1.0
    """

    step1_label: str | None = None
    step2_label: str | None = None
    separate_confirmation: bool = True
    compulsory: tuple[str, ...] = ("name", "contract", "reply_to")
    voluntary: tuple[str, ...] = ()
    login: bool = False
    whole_period: bool = True
    only_way: bool = False
    states: frozenset[Stated] = frozenset(Stated)
    durable: bool = True
    answered_within_hours: int | None = None


def check_form(form: Form, language: str, jurisdiction: str = "EU", *, on: date | None = None) -> tuple[Finding, ...]:
    """
    Check a shop's own form against what the law asks of it.

    Returns:
        ``REFUSE`` for what is against the law, ``REFER`` for what a person must look at, and nothing where all is as
        the law has it.

    Raises:
        FactsError: If the jurisdiction has no function, or no words in that language.

    >>> [finding.reason.code for finding in check_form(Form(step1_label="Kontakt aufnehmen"), "de", "DE")]
    ['returns.label_ambiguous']

    .. versionadded:: 0.1.0
    """
    layer = _found(jurisdiction, on)
    row, cites = layer.row, (Cite(layer.row.citation, layer.jurisdiction, layer.certain),)
    label = row.label(language) if row.labels else None
    found = [*_label_findings(form, row, label), *_field_findings(form, row), *_other_findings(form, row)]
    return tuple(attrs.evolve(finding, cites=cites) for finding in found)


def _label_findings(form: Form, row: FunctionRow, label: Label | None) -> Iterable[Finding]:
    if label is None or not label.prescribed:
        return
    controls = (("step1_label", form.step1_label, label.open), ("step2_label", form.step2_label, label.confirm))
    for control, theirs, words in controls:
        if theirs is None or not words or plain_words(theirs) == plain_words(words):
            continue
        if label.speaks_of_it(theirs):
            yield refer(LABEL_OTHER_WORDS, control=control, words=words)
        else:
            yield refuse(LABEL_AMBIGUOUS, control=control, words=words)
    if row.steps is not None and row.steps > 1 and not form.separate_confirmation:
        yield refuse(NO_CONFIRMATION)


def _field_findings(form: Form, row: FunctionRow) -> Iterable[Finding]:
    compulsory = [_OTHER_NAMES.get(name, name) for name in form.compulsory]
    allowed = {asked.value for asked in row.may_ask}
    for given, name in zip(form.compulsory, compulsory, strict=True):
        if name in row.never_ask or (allowed and name not in allowed):
            yield refuse(FIELD_NOT_ALLOWED, field=given)
    there = {*compulsory, *(_OTHER_NAMES.get(name, name) for name in form.voluntary)}
    for asked in _MUST_BE_THERE:
        if asked in row.may_ask and asked.value not in there:
            yield refuse(FIELD_MISSING, field=asked.value)


def _other_findings(form: Form, row: FunctionRow) -> Iterable[Finding]:
    if form.login:
        yield refuse(LOGIN_NOT_ALLOWED) if row.no_login else refer(LOGIN_DOUBTFUL)
    if row.whole_period and not form.whole_period:
        yield refuse(NOT_ALWAYS_THERE)
    if row.other_ways and form.only_way:
        yield refuse(ONLY_WAY)
    for stated in sorted(row.states - form.states, key=lambda one: one.value):
        yield refuse(ANSWER_INCOMPLETE, what=stated.value)
    if row.durable and not form.durable:
        yield refuse(ANSWER_NOT_DURABLE)
    hours, mine = form.answered_within_hours, row.within_hours
    if hours is not None and mine is not None and hours > mine:
        yield refuse(ANSWER_TOO_LATE, hours=mine)
