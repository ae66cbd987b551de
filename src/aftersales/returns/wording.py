"""What an option means in sentences for the customer, and in lines for staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..dates import FOREVER
from ..decisions import N_, Reason, Value, Values
from ..rights import Basis, Option, Payer, Remedy
from . import reasons

__all__: list[str] = []

#: What each remedy is called in a sentence.
REMEDY_WORDS = {
    Remedy.REFUND: N_("money back"),
    Remedy.REPLACEMENT: N_("a replacement"),
    Remedy.EXCHANGE: N_("an exchange"),
    Remedy.REPAIR: N_("a repair"),
    Remedy.CREDIT: N_("store credit"),
    Remedy.PRICE_REDUCTION: N_("part of the price back"),
}
_ACCEPTED = {
    Remedy.REFUND: reasons.ACCEPTED_REFUND,
    Remedy.CREDIT: reasons.ACCEPTED_CREDIT,
    Remedy.EXCHANGE: reasons.ACCEPTED_EXCHANGE,
    Remedy.REPAIR: reasons.ACCEPTED_REPAIR,
    Remedy.REPLACEMENT: reasons.ACCEPTED_REPLACEMENT,
    Remedy.PRICE_REDUCTION: reasons.ACCEPTED_PRICE_REDUCTION,
}
_STANDS_ON = {
    Basis.WITHDRAWAL: reasons.BY_WITHDRAWAL,
    Basis.GUARANTEE: reasons.BY_GUARANTEE,
    Basis.POLICY: reasons.BY_POLICY,
    Basis.WARRANTY: reasons.BY_WARRANTY,
}


def accepted(best: Option, options: Sequence[Option]) -> Iterator[tuple[Reason, Values]]:
    """Tell the customer what an open option gives: until when, by which right, how much money, and who pays to send."""
    deadline = best.terms.deadline
    if not deadline.never_ends:
        yield _ACCEPTED[best.remedy], (("last_day", best.last_day),)
    elif best.remedy is Remedy.REFUND and not deadline.unlimited:
        yield reasons.ACCEPTED_REFUND_NOT_STARTED, ()
    else:
        yield reasons.ACCEPTED_WITHOUT_END, (("remedy", REMEDY_WORDS[best.remedy]),)
    stands_on = _STANDS_ON[best.basis]
    yield stands_on, ((("cites", "; ".join(_nearest_cites(best))),) if stands_on.params else ())
    yield from _longer_by_policy(best, options)
    yield from _money(best)
    if best.terms.extras.kept:
        yield reasons.KEEP_GOODS, ()
    else:
        yield (reasons.COSTS_CUSTOMER if best.terms.return_shipping is Payer.CUSTOMER else reasons.COSTS_SHOP), ()
    if any(raised.by == "law" for raised in best.raised) and not _as_much(best, options):
        yield reasons.LAW_GIVES_MORE, ()


def _money(best: Option) -> Iterator[tuple[Reason, Values]]:
    """Tell what comes back in money or credit; what an exchange is worth goes into other goods."""
    refund = best.refund
    if not refund.total.is_zero and best.remedy is not Remedy.EXCHANGE:
        yield reasons.REFUND_AMOUNT, (("amount", refund.total),)
    for part in refund.deductions:
        if part.code != "capped":
            yield _KEPT_BACK.get(part.code, reasons.FEE_KEPT), (("fee", part.amount),)
    if refund.keeping is not None:
        yield reasons.WITH_DISCOUNTS, (("amount", refund.keeping),)
    if refund.bonus is not None:
        yield reasons.CREDIT_BONUS, (("amount", refund.bonus),)


_KEPT_BACK = {
    "return_label": reasons.LABEL_KEPT,
    "discount_lost": reasons.DISCOUNT_LOST,
    "gift_missing": reasons.GIFT_MISSING,
}


def _as_much(best: Option, options: Sequence[Option]) -> list[Option]:
    """Find the promises that give as much as a right of the law gives for these goods, and as long."""
    return [option for option in _same_money(best, options) if option.last_day >= best.last_day]


def _same_money(best: Option, options: Sequence[Option]) -> list[Option]:
    """Find the open promises of the same remedy that give no less money and cost no more to send back."""
    shipping = best.terms.return_shipping
    return [
        option
        for option in options
        if option.open
        and not option.basis.statutory
        and option.remedy is best.remedy
        and option.refund.total >= best.refund.total
        and option.terms.return_shipping in (shipping, Payer.SHOP)
    ]


def _longer_by_policy(best: Option, options: Sequence[Option]) -> Iterator[tuple[Reason, Values]]:
    """Tell the later day of the policy where it gives the same for longer than the law."""
    if not best.basis.statutory or best.terms.deadline.never_ends:
        return
    last = max((option.last_day for option in _same_money(best, options)), default=best.last_day)
    if last == FOREVER:
        yield reasons.POLICY_WITHOUT_END, (("last_day", best.last_day),)
    elif last > best.last_day:
        yield reasons.POLICY_LASTS_LONGER, (("last_day", best.last_day), ("policy_day", last))


def _nearest_cites(option: Option) -> list[str]:
    """Cite to the customer what is certain, in the law nearest to them; the trace has every layer."""
    certain = [cite for cite in option.terms.cites if cite.certain and cite.text]
    return [cite.text for cite in certain if cite.layer == certain[-1].layer]


def trace_of(option: Option) -> Iterator[str]:
    """Tell staff all of an option, a line each."""
    terms, deadline = option.terms, option.terms.deadline
    end = "not started" if deadline.sure == FOREVER else deadline.sure.isoformat()
    if deadline.maybe != deadline.sure:
        latest = "open" if deadline.maybe == FOREVER else deadline.maybe.isoformat()
        end = f"{end} to {latest} ({', '.join(deadline.hangs_on)})"
    yield f"  {option.basis.value} / {option.remedy.value}: {option.verdict.value}, until {end} {deadline.zone}"
    for step in deadline.steps:
        yield f"    step {step.code} {step.detail}: {'open' if step.day == FOREVER else step.day.isoformat()}"
    for finding in option.findings:
        yield f"    {finding.verdict.value:<7}{finding.reason.code}{_shown(finding.values)}"
    for one in option.settled:
        overruled = f", overruled: {', '.join(one.overruled)}" if one.overruled else ""
        yield f"    settled {one.field} by {one.by}{overruled}"
    for raised in option.raised:
        yield f"    {raised.field}: law {raised.law}, policy {raised.policy}; the {raised.by} is kinder and holds"
    for cite in terms.cites:
        yield f"    cites [{cite.layer}{'' if cite.certain else ', not verified'}] {cite.text}"
    if not option.refund.total.is_zero:
        yield from (f"    {line}" for line in option.refund.lines())


def _shown(values: Values) -> str:
    return "".join(f" {name}={_plain(value)}" for name, value in values)


def _plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
