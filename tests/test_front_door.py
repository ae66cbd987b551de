import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import aftersales
from aftersales import Verdict

ROOMS = ("law", "orders", "returns")
HEAVY = ("asyncio", "babel", "httpx", "holidays", "importlib.metadata", "tenacity")
PACKAGES = [
    "aftersales",
    *sorted(found.name for found in walk_packages(aftersales.__path__, "aftersales.") if found.ispkg),
]
MODULES = sorted(
    found.name for found in walk_packages(aftersales.__path__, "aftersales.") if not found.name.endswith("__main__")
)

DECIDE = """
import sys
before = set(sys.modules)
import aftersales
{more}
print(*sorted(set({heavy!r}) & (set(sys.modules) - before)))
"""
ONE_DECISION = """
from datetime import UTC, datetime
order = aftersales.orders.from_dict({
    "id": "o-1", "placed_at": "2026-10-01T12:00:00+02:00", "currency": "EUR",
    "buyer": {"kind": "consumer", "residence": "DE-BE"},
    "lines": [{"id": "a", "quantity": 1,
               "charged": {"net": "100.00 EUR", "tax": "19.00 EUR", "gross": "119.00 EUR"}}],
})
shop = aftersales.load({"returns": {"window": {"days": 30}}})
answers = aftersales.returns.decide(order, {"a": 1}, shop.returns, datetime(2026, 10, 6, tzinfo=UTC))
assert answers["a"].verdict is aftersales.Verdict.ACCEPT
assert aftersales.returns.record(answers).intact()
assert answers["a"].trace()
"""


@pytest.mark.parametrize("more", ["", ONE_DECISION], ids=["the import", "one decision"])
def test_loads_nothing_heavy(more: str) -> None:
    """
    Neither the import nor one decision loads what only sending, waiting or speaking needs.
    """
    program = DECIDE.format(more=more, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "\n" == done.stdout


def test_the_import_opens_no_room() -> None:
    """
    A room is opened when it is first asked for.
    """
    program = (
        "import sys, aftersales\n"
        "print(*sorted(name for name in sys.modules if name.startswith('aftersales')))\n"
        "aftersales.Money\n"
        "print('aftersales.money' in sys.modules, 'aftersales.returns' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "aftersales\nTrue False\n" == done.stdout


@pytest.mark.parametrize("name", PACKAGES)
def test_what_a_package_lists_is_there(name: str) -> None:
    """
    Every name that a package lists can be imported, and is listed once.
    """
    package = import_module(name)
    listed = list(getattr(package, "__all__", ()))

    assert len(set(listed)) == len(listed)
    assert not [public for public in listed if not hasattr(package, public)]


@pytest.mark.parametrize("name", ROOMS)
def test_what_a_room_has_is_listed(name: str) -> None:
    """
    Every public name of a room stands in its list, since that is what its reference shows.
    """
    package = import_module(f"aftersales.{name}")
    there = {
        public
        for public, value in vars(package).items()
        if not public.startswith("_") and public != "annotations" and not isinstance(value, ModuleType)
    }

    assert set(package.__all__) == there


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_is_public(name: str) -> None:
    """
    What a module lists is there, so that nobody imports a name that is gone.
    """
    module = import_module(name)

    assert not [public for public in getattr(module, "__all__", ()) if not hasattr(module, public)]


def test_no_module_takes_the_place_of_a_name() -> None:
    """
    A lazy name of the front door is no module's name too: once imported, the module would take its place.
    """
    modules = {name.rpartition(".")[2] for name in MODULES if name.count(".") == 1}

    assert set() == set(aftersales._HOMES) & modules  # noqa: SLF001


def test_the_front_door_lists_its_names() -> None:
    """
    Completion shows the public names and nothing else.
    """
    assert sorted(aftersales.__all__) == dir(aftersales)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """
    A misspelt name fails like on any module.
    """
    with pytest.raises(AttributeError, match="module 'aftersales' has no attribute 'retruns'"):
        aftersales.retruns  # noqa: B018


def test_a_verdict_is_no_bool() -> None:
    """
    There are four verdicts, so none of them is true or false.
    """
    for verdict in Verdict:
        with pytest.raises(TypeError, match=r"compare it: verdict is Verdict\.ACCEPT"):
            bool(verdict)
