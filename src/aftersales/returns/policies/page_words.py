"""What the policy page says of a promise beside its windows, and for which articles, sales and buyers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ...decisions import N_, Reason, Values
from ...orders import Condition, DiscountPolicy
from ...rights import Fee, FeeStep, Payer
from ..keeping import Bundles
from ..matching import Matches
from ..promises import Promise
from ..reasons import FEE_KEPT, LABEL_KEPT
from ..windows import Anchor, Season, Window
from .floor import UNIT_WORDS

__all__: list[str] = []

Sentence = tuple[Reason, Values]

#: A share of the price is kept back.
PAGE_FEE = Reason("returns.page_fee", N_("We keep back {percent} percent of the price."), ("percent",))
#: Of a share and an amount the lower one is kept back.
PAGE_FEE_LOWER = Reason("returns.page_fee_lower", N_("Of these two we keep back the lower one only."))
#: What is kept back at most.
PAGE_FEE_MOST = Reason("returns.page_fee_most", N_("We never keep back more than {most}."), ("most",))
#: What is kept back at most, as a share.
PAGE_FEE_MOST_PERCENT = Reason(
    "returns.page_fee_most_percent", N_("We never keep back more than {percent} percent of the price."), ("percent",)
)
#: A share of the price from a day on.
PAGE_STEP_DAYS = Reason(
    "returns.page_step_days",
    N_("From day {days} on we keep back {percent} percent of the price instead."),
    ("days", "percent"),
)
#: An amount from a day on.
PAGE_STEP_DAYS_FLAT = Reason(
    "returns.page_step_days_flat", N_("From day {days} on we keep back {fee} instead."), ("days", "fee")
)
#: A share of the price from a price on.
PAGE_STEP_PRICE = Reason(
    "returns.page_step_price",
    N_("For an article of {price} or more we keep back {percent} percent of the price instead."),
    ("price", "percent"),
)
#: An amount from a price on.
PAGE_STEP_PRICE_FLAT = Reason(
    "returns.page_step_price_flat",
    N_("For an article of {price} or more we keep back {fee} instead."),
    ("price", "fee"),
)
#: Store credit is more than the money.
PAGE_BONUS = Reason(
    "returns.page_bonus", N_("If you choose store credit, you get {percent} percent on top."), ("percent",)
)
#: Who was given the article gets something, too.
PAGE_GIFT = Reason(
    "returns.page_gift",
    N_("Whoever was given the article can have store credit for it. Time for it: {length} {unit} from {anchor}."),
    ("length", "unit", "anchor"),
)
#: Who was given the article gets something, without end.
PAGE_GIFT_ENDLESS = Reason(
    "returns.page_gift_endless", N_("Whoever was given the article can have store credit for it, without a time limit.")
)
#: A season.
PAGE_SEASON = Reason(
    "returns.page_season",
    N_("What you buy from {first} to {last} can come back until {until} at the least."),
    ("first", "last", "until"),
)
#: Bundles come back as a whole.
PAGE_BUNDLES = Reason("returns.page_bundles", N_("A bundle comes back as a whole only."))
#: Discounts are taken back.
PAGE_DISCOUNTS = Reason(
    "returns.page_discounts",
    N_("If what you keep is no longer enough for a discount, we take the discount off your refund."),
)
#: Discounts are taken back in part.
PAGE_DISCOUNTS_CAPPED = Reason(
    "returns.page_discounts_capped",
    N_(
        "If what you keep is no longer enough for a discount, we take the discount off your refund; "
        "{percent} percent of what you paid for the returned articles go back in any case."
    ),
    ("percent",),
)
#: A gift that stays is deducted.
PAGE_GIFT_MISSING = Reason(
    "returns.page_gift_missing",
    N_(
        "If what you keep is no longer enough for a gift that came with it, send it back too, or we take off its value."
    ),
)
#: For whom or what a part holds: the price.
PAGE_IF_FROM = Reason("returns.page_if_from", N_("priced at {price} or more"), ("price",))
#: For whom or what a part holds: the price.
PAGE_IF_BELOW = Reason("returns.page_if_below", N_("priced below {price}"), ("price",))
#: For whom or what a part holds: the price.
PAGE_IF_BETWEEN = Reason(
    "returns.page_if_between", N_("priced at {price} or more and below {below}"), ("price", "below")
)
#: For whom or what a part holds: the grade.
PAGE_IF_GRADE = Reason("returns.page_if_grade", N_("sold in grade {grade}"), ("grade",))
#: For whom or what a part holds: who buys.
PAGE_IF_TIER = Reason("returns.page_if_tier", N_("bought as a customer of this tier: {tier}"), ("tier",))
#: For whom or what a part holds: how it was paid.
PAGE_IF_PAYMENT = Reason("returns.page_if_payment", N_("paid with: {payment}"), ("payment",))
#: For whom or what a part holds: the condition.
PAGE_IF_NEW = Reason("returns.page_if_new", N_("sold as new"))
#: For whom or what a part holds: the condition.
PAGE_IF_USED = Reason("returns.page_if_used", N_("sold as used"))
#: For whom or what a part holds: the condition.
PAGE_IF_REFURBISHED = Reason("returns.page_if_refurbished", N_("sold as refurbished"))
#: For whom or what a part holds: the seal.
PAGE_IF_SEALED = Reason("returns.page_if_sealed", N_("sold sealed"))
#: For whom or what a part holds: the seal.
PAGE_IF_UNSEALED = Reason("returns.page_if_unsealed", N_("sold without a seal"))
#: For whom or what a part holds: how it was sold.
PAGE_IF_DISTANCE = Reason("returns.page_if_distance", N_("bought online or by telephone"))
#: For whom or what a part holds: how it was sold.
PAGE_IF_OFF_PREMISES = Reason("returns.page_if_off_premises", N_("bought at your door or at an event"))
#: For whom or what a part holds: how it was sold.
PAGE_IF_IN_STORE = Reason("returns.page_if_in_store", N_("bought in the store"))

ANCHOR_WORDS = {Anchor.DELIVERED: N_("delivery"), Anchor.SHIPPED: N_("dispatch"), Anchor.PLACED: N_("the order")}
_CONDITIONS = {
    Condition.NEW: PAGE_IF_NEW,
    Condition.USED: PAGE_IF_USED,
    Condition.REFURBISHED: PAGE_IF_REFURBISHED,
}
_CHANNELS = {
    "distance": PAGE_IF_DISTANCE,
    "off_premises": PAGE_IF_OFF_PREMISES,
    "in_store": PAGE_IF_IN_STORE,
}


def conditions(rule: Matches) -> Iterator[Sentence]:
    """Say what a rule looks at beside category, tags, article code and country."""
    match rule.price.bounds if rule.price is not None else ():
        case (least, below):
            yield PAGE_IF_BETWEEN, (("price", least), ("below", below))
        case (bound,):
            least_said = rule.price is not None and rule.price.least is not None
            yield (PAGE_IF_FROM if least_said else PAGE_IF_BELOW), (("price", bound),)
    yield from ((_CONDITIONS[one], ()) for one in _CONDITIONS if one in rule.conditions)
    yield from ((PAGE_IF_GRADE, (("grade", grade),)) for grade in sorted(rule.grades))
    if rule.sold_sealed is not None:
        yield (PAGE_IF_SEALED if rule.sold_sealed else PAGE_IF_UNSEALED), ()
    named = {channel.value for channel in rule.channels}
    yield from ((reason, ()) for word, reason in _CHANNELS.items() if word in named)
    yield from ((PAGE_IF_TIER, (("tier", tier),)) for tier in sorted(rule.customer_tiers))
    yield from ((PAGE_IF_PAYMENT, (("payment", kind),)) for kind in sorted(rule.payments))


def kept_back(fee: Fee) -> Iterator[Sentence]:
    """Say what is kept back of the price."""
    flat = fee.flat if fee.flat is not None and not fee.flat.is_zero else None
    if fee.percent:
        yield PAGE_FEE, (("percent", fee.percent),)
    if flat is not None:
        yield FEE_KEPT, (("fee", flat),)
    if fee.lower and fee.percent and flat is not None:
        yield PAGE_FEE_LOWER, ()
    for step in fee.steps:
        yield from _from_step(step)
    if fee.most is not None and not fee.is_free:
        if fee.most.flat is not None:
            yield PAGE_FEE_MOST, (("most", fee.most.flat),)
        elif fee.most.percent is not None:
            yield PAGE_FEE_MOST_PERCENT, (("percent", fee.most.percent),)


def _from_step(step: FeeStep) -> Iterator[Sentence]:
    start: Values = (("days", step.from_days or 0),)
    with_percent, with_flat = PAGE_STEP_DAYS, PAGE_STEP_DAYS_FLAT
    if step.from_price is not None:
        start, with_percent, with_flat = (("price", step.from_price),), PAGE_STEP_PRICE, PAGE_STEP_PRICE_FLAT
    if step.percent:
        yield with_percent, (*start, ("percent", step.percent))
    if step.flat is not None and not step.flat.is_zero:
        yield with_flat, (*start, ("fee", step.flat))


def beside_windows(promised: Promise, anchor: Anchor, on: date) -> Iterator[Sentence]:
    """Say what a promise gives and takes beside its windows, for contracts of a day."""
    if promised.return_shipping is Payer.CUSTOMER:
        yield from _label(promised.return_fee)
    yield from kept_back(promised.fee)
    for holds, sentence in _others(promised):
        if holds:
            yield sentence
    if promised.gift is not None:
        yield _gift(promised.gift, anchor)
    yield from seasons(promised.seasons, on)


def _label(fee: Fee) -> Iterator[Sentence]:
    if fee.flat is not None and not fee.flat.is_zero:
        yield LABEL_KEPT, (("fee", fee.flat),)
    elif fee.percent:
        yield PAGE_FEE, (("percent", fee.percent),)


def _others(promised: Promise) -> Iterator[tuple[bool, Sentence]]:
    bonus, at_least = promised.credit_bonus, promised.discounts_at_least
    yield promised.credit is not None and bool(bonus), (PAGE_BONUS, (("percent", bonus or 0),))
    yield promised.bundles is Bundles.WHOLE, (PAGE_BUNDLES, ())
    yield promised.discounts is DiscountPolicy.RECOMPUTE, (PAGE_DISCOUNTS, ())
    capped = promised.discounts is DiscountPolicy.RECOMPUTE_CAPPED
    yield capped, (PAGE_DISCOUNTS_CAPPED, (("percent", at_least or 0),))
    yield promised.missing_gift, (PAGE_GIFT_MISSING, ())


def _gift(window: Window, anchor: Anchor) -> Sentence:
    if window.unlimited:
        return PAGE_GIFT_ENDLESS, ()
    period = window.periods[0]
    return PAGE_GIFT, (("length", period.length), ("unit", UNIT_WORDS[period.unit]), ("anchor", ANCHOR_WORDS[anchor]))


def seasons(all_seasons: Iterable[Season], on: date) -> Iterator[Sentence]:
    """Say the seasons that are not over, a yearly one on its next days."""
    for season in all_seasons:
        first, last, until = _next(season, on)
        if until >= on:
            yield PAGE_SEASON, (("first", first), ("last", last), ("until", until))


def _next(season: Season, on: date) -> tuple[date, date, date]:
    """Take a season that comes every year in the first year in which what is bought in it can still come back."""
    here = season.latest(on)
    if here.until < on and season.yearly:
        here = season.latest(_a_year_later(on))
    return here.first, here.last, here.until


def _a_year_later(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))
