import tomllib
from datetime import date

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from aftersales import Verdict
from aftersales.law import book
from aftersales.returns import lint, policy_page
from aftersales.returns.policies.linting import Severity
from aftersales.shop import shop_schema
from scripts import gallery
from tests.test_shop import as_json

EXHIBITS = [pytest.param(one, id=one.name) for one in gallery.EXHIBITS]
PLACES = [
    pytest.param(one, country, id=f"{one.name} {country}") for one in gallery.EXHIBITS for country in one.countries
]


def test_there_are_twelve() -> None:
    """
    Every shop file in the folder is shown, and each has a page.
    """
    assert 12 == len(gallery.EXHIBITS)
    assert {one.name for one in gallery.EXHIBITS} == {file.stem for file in gallery.GALLERY.glob("*.toml")}
    assert {"index"} == {file.stem for file in gallery.GALLERY.glob("*.md")} - {one.name for one in gallery.EXHIBITS}


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_a_page_is_what_the_script_writes(exhibit: gallery.Exhibit) -> None:
    """
    Run ``python scripts/gallery.py`` after a policy, a sentence or a row of law changed.
    """
    assert gallery.page(exhibit) == exhibit.page.read_text(encoding="utf-8")


def test_the_index_is_what_the_script_writes() -> None:
    """
    It lists every policy with its title, its countries and its sentence.
    """
    assert gallery.index() == (gallery.GALLERY / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_a_shop_file_fits_the_schema(exhibit: gallery.Exhibit) -> None:
    """
    An editor underlines nothing in it.
    """
    data = tomllib.loads(exhibit.file.read_text(encoding="utf-8"))

    assert [] == list(Draft202012Validator(shop_schema(), format_checker=FormatChecker()).iter_errors(as_json(data)))


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_a_policy_means_what_it_says(exhibit: gallery.Exhibit) -> None:
    """
    Nothing in it is unreachable, contradictory or unused; what is only worth a look may stand.
    """
    desk = gallery.desk_of(exhibit)
    (policy,) = desk.policies.versions

    assert {Severity.NOTE} >= {found.severity for found in lint(policy, practices=desk.practices[0])}


@pytest.mark.parametrize(("exhibit", "country"), PLACES)
def test_a_policy_decides_a_plain_order(exhibit: gallery.Exhibit, country: str) -> None:
    """
    What arrived five days ago can go back somehow, what arrived two years ago cannot, and no answer is left open.
    """
    desk = gallery.desk_of(exhibit)
    verdicts = {days: gallery.asked(exhibit, desk, country, days).verdict for days in (5, *gallery.DAYS, 730)}

    assert Verdict.ACCEPT is verdicts[5]
    assert Verdict.REFUSE is verdicts[730]
    assert {Verdict.ACCEPT, Verdict.REFUSE} == set(verdicts.values())


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_a_page_for_customers_leaves_nothing_open(exhibit: gallery.Exhibit) -> None:
    """
    In English and in another language every value is filled in, and the two pages are equally long.
    """
    desk = gallery.desk_of(exhibit)
    page = policy_page(desk.policies.on(gallery.ON), desk.practices[0], book(), exhibit.countries, gallery.ON)
    english, other = page.lines(), page.lines(exhibit.locale)

    assert "{" not in "".join(english + other)
    assert len(english) == len(other)
    assert not {line for line in set(english) & set(other) if " " in line}


def test_the_policies_hold_on_the_day_of_the_page() -> None:
    """
    Each file has one version, in force on the day for which the pages are written.
    """
    assert {date(2026, 1, 1)} == {
        version.since for one in gallery.EXHIBITS for version in gallery.desk_of(one).policies.versions
    }
