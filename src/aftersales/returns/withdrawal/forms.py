"""A check of the function to withdraw online as a shop has built it, against what the law asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from ...decisions import N_, Audience, Cite, Finding, Reason, refer, refuse
from ...law import Asked, FunctionRow, Label, Stated
from ...law.functions import plain_words
from .functions import function_for

__all__ = ["Form", "check_form"]

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
    layer = function_for(jurisdiction, on)
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
