"""
Write a page for each policy of the gallery: the shop file, its page for customers, what the law makes of it.

``python scripts/gallery.py`` rewrites ``docs/gallery/*.md`` from the shop files beside them; a test keeps them fresh.
The first two lines of a shop file are its title and what it is like.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import attrs

from aftersales import Verdict, load
from aftersales.dates import GivenCalendar
from aftersales.law import book
from aftersales.money import Money, Taxed
from aftersales.orders import Buyer, BuyerKind, Line, Order, Packed, Parcel, Seen, Sighting, Tender
from aftersales.returns import (
    Answer,
    Desk,
    RequestLine,
    Weight,
    against_floor,
    decide,
    merchant_return_policy,
    policy_page,
)
from aftersales.texts import country_name, format_date, format_money, render

GALLERY = Path(__file__).parent.parent / "docs" / "gallery"
ON = date(2026, 10, 1)
DELIVERED = date(2026, 10, 5)
DAYS = (5, 20, 40, 75)

HEAD = """\
# Gallery of return policies

Twelve policies in the manner in which retailers publish theirs, each as a shop file to start from.
The shops are made up, and so are their names and sentences.

Every page here is written by `scripts/gallery.py` from the shop file beside it.
It shows what a plain order would get and what the law of some countries makes of the policy.
Then it shows what customers would read, and what schema.org can say of it.
Several of them promise less than the law gives, as many published policies do; their pages say where.

| policy | where | in a sentence |
|---|---|---|
"""


@attrs.frozen
class Exhibit:
    """
    A policy of the gallery, and for whom its page is written.
    """

    name: str
    countries: tuple[str, ...]
    locale: str

    @property
    def file(self) -> Path:
        """The shop file."""
        return GALLERY / f"{self.name}.toml"

    @property
    def page(self) -> Path:
        """The page that is written from it."""
        return GALLERY / f"{self.name}.md"

    @property
    def title(self) -> str:
        """What it is."""
        return self._comments()[0]

    @property
    def about(self) -> str:
        """What it is like."""
        return self._comments()[1]

    def _comments(self) -> list[str]:
        lines = self.file.read_text(encoding="utf-8").splitlines()[:2]
        return [line.removeprefix("# ") for line in lines]


EXHIBITS = (
    Exhibit("fashion", ("DE", "FR", "GB"), "de"),
    Exhibit("electronics", ("ES", "DE"), "es"),
    Exhibit("marketplace", ("FR", "DE", "ES"), "fr"),
    Exhibit("outlet", ("DE", "CH"), "de"),
    Exhibit("holidays", ("DE", "US"), "de"),
    Exhibit("furniture", ("FR", "BE"), "fr"),
    Exhibit("cosmetics", ("BR",), "pt_BR"),
    Exhibit("bookshop", ("DE", "CH"), "de"),
    Exhibit("digital", ("ES", "US-CA"), "es"),
    Exhibit("luxury", ("FR", "CH"), "fr"),
    Exhibit("grocery", ("ES", "FR"), "es"),
    Exhibit("store-credit-tiers", ("US-CA", "US-NY"), "es"),
)

WEIGHTS = {
    Weight.RAISED: "the law gives more, and that holds",
    Weight.UNLAWFUL: "not to be published without an exception for the right",
    Weight.GIFT: "not to be published as a promise",
    Weight.UNKNOWN: "a person must look",
}


def index() -> str:
    """
    List the policies.
    """
    rows = "".join(f"| [{one.title}]({one.name}.md) | {', '.join(one.countries)} | {one.about} |\n" for one in EXHIBITS)
    return f"{HEAD}{rows}\n```{{toctree}}\n:hidden:\n\n" + "".join(f"{one.name}\n" for one in EXHIBITS) + "```\n"


def page(exhibit: Exhibit) -> str:
    """
    Lay out everything about one policy.
    """
    desk = desk_of(exhibit)
    parts = [f"# {exhibit.title}", exhibit.about, "## The shop file", _file(exhibit)]
    parts += ["## What a plain order gets", _decisions(exhibit, desk)]
    parts += ["## Beside the law", *_against(exhibit, desk)]
    parts += ["## The page for customers", _customers(exhibit, desk, "en")]
    parts += [f"## The same page for readers of `{exhibit.locale}`", _customers(exhibit, desk, exhibit.locale)]
    parts += ["## In the words of schema.org", *_data(exhibit, desk)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def desk_of(exhibit: Exhibit) -> Desk:
    """
    Load the shop; no public holiday falls on a last day of the orders below.
    """
    calendars = {country: GivenCalendar(country, frozenset()) for country in exhibit.countries}
    return load(exhibit.file, calendars=calendars).returns


def _file(exhibit: Exhibit) -> str:
    text = exhibit.file.read_text(encoding="utf-8").split("\n", 2)[2]
    return f"{{download}}`{exhibit.file.name}`\n\n```toml\n{text}```"


def _customers(exhibit: Exhibit, desk: Desk, locale: str) -> str:
    """
    Take the page of the policy, with its headings below those of this one.
    """
    policy, practices = desk.policies.on(ON), desk.practices[0]
    text = policy_page(policy, practices, book(), exhibit.countries, ON).markdown(locale)
    return re.sub(r"^#", "###", text, flags=re.MULTILINE)


def _data(exhibit: Exhibit, desk: Desk) -> Iterator[str]:
    published = merchant_return_policy(desk.policies.on(ON), desk.practices[0], book(), exhibit.countries, ON)
    yield f"```json\n{json.dumps(published.data, indent=2, ensure_ascii=False)}\n```"
    if published.lost:
        yield "What the vocabulary has no word for:"
        yield "\n".join(f"- {one}" for one in published.lost)


def _against(exhibit: Exhibit, desk: Desk) -> Iterator[str]:
    policy = desk.policies.on(ON)
    assert policy is not None
    found = against_floor(policy, desk.practices[0], book(), exhibit.countries, ON)
    by_country = {country: list(some) for country, some in groupby(found, key=lambda one: one.country)}
    yield f"For contracts of {format_date(ON)}, for everything and then rule by rule:"
    for country in exhibit.countries:
        yield f"### {country_name(country)}"
        here = by_country.get(country, [])
        lines = [
            f"- {f'`{one.path}`' if one.path else 'The shop'}: {WEIGHTS[one.weight]}.\n"
            f"  {render(one.finding.reason, one.finding.values)}"
            for one in here
        ]
        yield "\n".join(lines) if lines else "The law leaves all as it is."


# ------------------------------------------------------------------------------------------------- a plain order


def plain_order(exhibit: Exhibit, country: str) -> Order:
    """
    Sell one article of 119.00 to a consumer, and deliver it.
    """
    with exhibit.file.open("rb") as file:
        currency = tomllib.load(file)["practices"]["currencies"][0]
    line = Line(
        id="article", quantity=1, charged=Taxed.of_gross(Money.of("119.00", currency), Money.of("19.00", currency))
    )
    parcel = Parcel(
        id="parcel",
        contents=(Packed(line.id, 1),),
        shipped_at=_noon(DELIVERED - timedelta(2)),
        sightings=(Sighting(what=Seen.DELIVERED, on=DELIVERED),),
    )
    return Order(
        id="order",
        placed_at=_noon(ON),
        currency=currency,
        lines=(line,),
        buyer=Buyer(kind=BuyerKind.CONSUMER, residence=country),
        parcels=(parcel,),
        tenders=(Tender(id="card", kind="card", captured=line.charged.gross),),
    )


def asked(exhibit: Exhibit, desk: Desk, country: str, days: int) -> Answer:
    """
    Ask so many days after the delivery to send the article back unopened and complete, for a change of mind.
    """
    facts = {"used": False, "seal_broken": False, "damaged": False, "original_packaging": True, "complete": True}
    request = {"article": RequestLine(units=1, facts=facts)}
    at = _noon(DELIVERED + timedelta(days))
    return decide(plain_order(exhibit, country), request, desk, at, reason="changed_mind")["article"]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _decisions(exhibit: Exhibit, desk: Desk) -> str:
    head = (
        "One article of no category, unused and complete, delivered on "
        f"{format_date(DELIVERED)}; the customer changes their mind.\n\n"
        "| lives in | asks after | answer | by | gets |\n|---|---|---|---|---|\n"
    )
    rows = (_row(country, days, asked(exhibit, desk, country, days)) for country, days in _cases(exhibit.countries))
    return head + "".join(rows)


def _cases(countries: Iterable[str]) -> Iterator[tuple[str, int]]:
    for country in countries:
        yield from ((country, days) for days in DAYS)


def _row(country: str, days: int, answer: Answer) -> str:
    best = answer.best
    by, gets = "", ""
    if answer.verdict is not Verdict.REFUSE:
        by = {"withdrawal": "the law", "legal_guarantee": "the law"}.get(best.basis.value, "the policy")
        gets = best.remedy.value.replace("_", " ")
        if best.refund is not None:
            more = f" and {format_money(best.refund.bonus)} on top" if best.refund.bonus is not None else ""
            gets += f", {format_money(best.refund.total)}{more}"
    return f"| {country_name(country)} | {days} days | {answer.verdict.value} | {by} | {gets} |\n"


if __name__ == "__main__":
    (GALLERY / "index.md").write_text(index(), encoding="utf-8")
    for exhibit in EXHIBITS:
        exhibit.page.write_text(page(exhibit), encoding="utf-8")
