"""
The page on which a shop tells its customers, in plain words, what the law gives them and what it promises beyond it.

It says the ways of `published_ways`, so that page, JSON-LD and engine cannot part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from ...decisions import N_, Reason, Value
from ...law import LawBook, WithdrawalRow, function_book
from ...orders import Outbound, Practices
from ...rights import Basis, Demands, Payer
from ..policy import PolicyRule, ReturnPolicy
from ..promises import Promise
from ..reasons import COSTS_CUSTOMER, COSTS_SHOP
from ..windows import Anchor
from ..wording import REMEDY_WORDS
from .floor import DEMAND_WORDS, UNIT_WORDS
from .page_words import ANCHOR_WORDS, Sentence, beside_windows, conditions, seasons
from .publishing import PublishedWay, guaranteed, promised_for, ways_of
from .sampling import witnesses

if TYPE_CHECKING:
    from ...texts import Catalog

__all__ = ["Page", "Section", "policy_page"]

#: The title of the page.
PAGE_TITLE = Reason("returns.page_title", N_("Withdrawal and returns"))
#: For whom a part of the page holds.
PAGE_COUNTRIES = Reason("returns.page_countries", N_("If you live here: {countries}"), ("countries",))
#: For which articles a part of the page holds.
PAGE_ARTICLES = Reason(
    "returns.page_articles", N_("For these articles something else holds: {articles}"), ("articles",)
)
#: The statutory right.
PAGE_RIGHT = Reason(
    "returns.page_right",
    N_("By law you can withdraw from your purchase, without giving a reason: {length} {unit} from receipt."),
    ("length", "unit"),
)
#: The statutory right where it runs from the contract.
PAGE_RIGHT_FROM_ORDER = Reason(
    "returns.page_right_from_order",
    N_("By law you can withdraw from your purchase, without giving a reason: {length} {unit} from the order."),
    ("length", "unit"),
)
#: One order, several parcels.
PAGE_LAST_PARCEL = Reason("returns.page_last_parcel", N_("Of several parcels of one order the last one counts."))
#: The law gives no such right.
PAGE_NO_RIGHT = Reason(
    "returns.page_no_right", N_("The law gives no right there to change one's mind about an online purchase.")
)
#: The law was not verified.
PAGE_LAW_UNKNOWN = Reason(
    "returns.page_law_unknown", N_("Your statutory rights hold there in any case, whatever is said here.")
)
#: What goes back of the delivery charge.
PAGE_MONEY_STANDARD = Reason(
    "returns.page_money_standard",
    N_("You get back what you paid, with the charge of the standard delivery if you withdraw from the whole order."),
)
#: All of the delivery charge goes back.
PAGE_MONEY_ALL = Reason(
    "returns.page_money_all",
    N_("You get back what you paid, with the delivery charge if you withdraw from the whole order."),
)
#: Nothing is asked of the goods.
PAGE_NO_CONDITIONS = Reason(
    "returns.page_no_conditions",
    N_("For this right it does not matter whether the original packaging is still there."),
)
#: The law leaves some goods out.
PAGE_EXCEPTIONS = Reason(
    "returns.page_exceptions",
    N_("The law leaves some goods out of this right; we say so where you buy them."),
)
#: The function to withdraw online.
PAGE_FUNCTION = Reason(
    "returns.page_function",
    N_("You can declare it online at any time during this period; any other clear statement counts as well."),
)
#: What the shop promises beyond the law.
PAGE_PROMISE = Reason(
    "returns.page_promise",
    N_("Beyond the law we promise you {remedy}. Time for it: {length} {unit} from {anchor}."),
    ("remedy", "length", "unit", "anchor"),
)
#: What the shop promises beyond the law, without end.
PAGE_PROMISE_ENDLESS = Reason(
    "returns.page_promise_endless", N_("Beyond the law we promise you {remedy}, without a time limit."), ("remedy",)
)
#: The shop promises nothing beyond the law.
PAGE_NO_PROMISE = Reason("returns.page_no_promise", N_("Beyond the law we promise nothing."))
#: The promise asks something of the goods.
PAGE_DEMAND = Reason("returns.page_demand", N_("This promise asks for: {demand}."), ("demand",))
#: The legal guarantee.
PAGE_GUARANTEE = Reason(
    "returns.page_guarantee",
    N_("If an article is defective you have your legal guarantee besides, and sending it back costs you nothing."),
)

_COSTS = {Payer.SHOP: COSTS_SHOP, Payer.CUSTOMER: COSTS_CUSTOMER}


@attrs.frozen(kw_only=True)
class Section:
    """
    A part of the page that holds for some countries.

    Args:
        countries: Residences of buyers.

        articles: Categories, tags and article codes for which it holds; empty for everything else.

        conditions: What else must be so for it to hold: the price, the condition, the buyer, the sale.

        ways: What it says.

        sentences: The sentences, each a reason with its values.

    .. versionadded:: 0.1.0
    """

    countries: tuple[str, ...]
    articles: tuple[str, ...] = ()
    conditions: tuple[Sentence, ...] = ()
    ways: tuple[PublishedWay, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@attrs.frozen(kw_only=True)
class Page:
    """
    A policy page, ready to be said in any complete locale.

    .. versionadded:: 0.1.0
    """

    sections: tuple[Section, ...]

    def lines(self, locale: str = "en", catalogs: Sequence[Catalog] = ()) -> list[str]:
        """
        Say the page in plain text: a title, and for each part a heading and its sentences.

        Raises:
            FactsError: If the locale is unknown.

        .. versionadded:: 0.1.0
        """
        return [text for _, text in self._blocks(locale, catalogs)]

    def markdown(self, locale: str = "en", catalogs: Sequence[Catalog] = ()) -> str:
        """
        Say the page in Markdown.

        Raises:
            FactsError: If the locale is unknown.

        .. versionadded:: 0.1.0
        """
        marks = {0: "# {}", 1: "\n## {}\n", 2: "\n### {}\n", 3: "- {}"}
        return "\n".join(marks[level].format(text) for level, text in self._blocks(locale, catalogs)) + "\n"

    def _blocks(self, locale: str, catalogs: Sequence[Catalog]) -> Iterator[tuple[int, str]]:
        from ...texts import country_name, render, sentence_list

        yield 0, render(PAGE_TITLE, (), locale, catalogs)
        for section in self.sections:
            special = [*section.articles, *(render(*one, locale, catalogs) for one in section.conditions)]
            if special:
                yield 2, render(PAGE_ARTICLES, {"articles": sentence_list(special, locale, catalogs)}, locale, catalogs)
            else:
                names = sentence_list([country_name(code, locale) for code in section.countries], locale)
                yield 1, render(PAGE_COUNTRIES, {"countries": names}, locale, catalogs)
            for reason, values in section.sentences:
                yield 3, render(reason, values, locale, catalogs)


def policy_page(
    policy: ReturnPolicy | None, practices: Practices, law: LawBook, countries: Iterable[str], on: date
) -> Page:
    """
    Write the page of a policy for the countries a shop sells to, for contracts of a day.

    Countries of which the same is to be said stand together. What is not certain in law is not said as law.

    Args:
        policy: One version of the policy; None where the shop has none.

        practices: What the shop states about itself.

        law: The law.

        countries: Residences of buyers.

        on: The day of the contracts.

    .. versionadded:: 0.1.0
    """
    by_content: dict[str, list[Section]] = {}
    for country in countries:
        parts = [*_parts(policy, practices, law, country, on)]
        content = repr([(part.articles, part.conditions, part.sentences) for part in parts])
        before = by_content.get(content)
        together = (*before[0].countries, country) if before else (country,)
        by_content[content] = [attrs.evolve(part, countries=together) for part in parts]
    return Page(sections=tuple(part for parts in by_content.values() for part in parts))


def _parts(
    policy: ReturnPolicy | None, practices: Practices, law: LawBook, country: str, on: date
) -> Iterator[Section]:
    promised = _promised(policy, country)
    ways = ways_of(policy, promised, practices, law, country=country, on=on)
    sentences = [*_of_law(ways, law, country, on), *_of_promises(ways, policy, promised, on)]
    sentences += [(PAGE_GUARANTEE, ())] if guaranteed(law, country, on) else []
    yield Section(countries=(country,), ways=ways, sentences=tuple(sentences))
    for rule in policy.rules if policy is not None else ():
        articles = (*sorted(rule.categories), *sorted(rule.tags), *sorted(rule.skus))
        beside = tuple(conditions(rule))
        here = not rule.countries or country in rule.countries or country[: len("DE")] in rule.countries
        if here and (articles or beside):
            promised = _promised(policy, country, rule)
            special = ways_of(policy, promised, practices, law, country=country, on=on)
            yield Section(
                countries=(country,),
                articles=articles,
                conditions=beside,
                ways=special,
                sentences=tuple(_of_promises(special, policy, promised, on)),
            )


def _promised(policy: ReturnPolicy | None, country: str, *rules: PolicyRule) -> Promise | None:
    """Settle what is promised to a buyer of a country for the plainest sale that a rule matches."""
    if policy is None:
        return None
    made = next(witnesses(policy, *rules))
    buyer = attrs.evolve(made.order.buyer, residence=country)
    return promised_for(policy, made.line, attrs.evolve(made.order, buyer=buyer))


def _of_law(ways: Sequence[PublishedWay], law: LawBook, country: str, on: date) -> Iterator[Sentence]:
    floor = law.withdrawal(country, on)
    right = next((way for way in ways if way.basis is Basis.WITHDRAWAL), None)
    if right is None:
        sure = floor is not None and floor.cautious.right is False
        yield (PAGE_NO_RIGHT if sure else PAGE_LAW_UNKNOWN), ()
        return
    begins = PAGE_RIGHT if right.anchor is Anchor.DELIVERED else PAGE_RIGHT_FROM_ORDER
    yield begins, (("length", right.length or 0), ("unit", UNIT_WORDS[right.unit]))
    if right.whole_order:
        yield PAGE_LAST_PARCEL, ()
    yield _COSTS[right.return_shipping], ()
    if right.outbound is not Outbound.NONE:
        yield (PAGE_MONEY_ALL if right.outbound is Outbound.ALL else PAGE_MONEY_STANDARD), ()
    yield PAGE_NO_CONDITIONS, ()
    yield from _beside(floor.certain if floor is not None else None, law, country, on)


def _beside(row: WithdrawalRow | None, law: LawBook, country: str, on: date) -> Iterator[Sentence]:
    if row is not None and row.exceptions:
        yield PAGE_EXCEPTIONS, ()
    if function_book().on(law, country, on) is not None:
        yield PAGE_FUNCTION, ()


def _of_promises(
    ways: Iterable[PublishedWay], policy: ReturnPolicy | None, promised: Promise | None, on: date
) -> Iterator[Sentence]:
    promises = [way for way in ways if way.basis is Basis.POLICY]
    if policy is None or promised is None or promised.demands.final_sale:
        yield PAGE_NO_PROMISE, ()
        return
    beside = list(beside_windows(promised, policy.anchor, on)) if promises else list(seasons(promised.seasons, on))
    if not promises and not beside:
        yield PAGE_NO_PROMISE, ()
    for way in promises:
        yield _promise(way)
    if promises:
        yield _COSTS[promises[0].return_shipping], ()
    yield from beside
    for name in (a.name for a in attrs.fields(Demands) if a.name in DEMAND_WORDS and promises):
        if getattr(promised.demands, name):
            yield PAGE_DEMAND, (("demand", DEMAND_WORDS[name]),)


def _promise(way: PublishedWay) -> Sentence:
    remedy: tuple[str, Value] = ("remedy", REMEDY_WORDS[way.remedy])
    if way.length is None:
        return PAGE_PROMISE_ENDLESS, (remedy,)
    unit, anchor = UNIT_WORDS[way.unit], ANCHOR_WORDS[way.anchor]
    return PAGE_PROMISE, (remedy, ("length", way.length), ("unit", unit), ("anchor", anchor))
