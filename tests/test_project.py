"""
What the project promises as a package, whatever it decides.
"""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from pkgutil import iter_modules

import pytest

from aftersales._version import VERSION

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "aftersales"

HEAVY = {"apprise", "asyncio", "babel", "holidays", "httpx", "phonenumbers", "rich", "sqlalchemy", "tenacity"}


def test_is_installed_in_the_version_it_says() -> None:
    """
    The version is written once, and the installed metadata repeat it.
    """
    assert VERSION == distribution("aftersales").version


def test_has_a_command() -> None:
    """
    The console script leads to the command line's `main`.
    """
    scripts = {entry.name: entry.value for entry in distribution("aftersales").entry_points}

    assert {"aftersales": "aftersales.__main__:main"} == scripts


def test_has_only_lower_bounds() -> None:
    """
    No requirement of a user's installation stands in the way of a newer release.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [extra for group in project["optional-dependencies"].values() for extra in group]

    requirements = [text.split(";")[0] for text in [*project["dependencies"], *extras]]

    assert [] == [text for text in requirements if re.search(r"[<@]|==|~=|!=", text)]


def test_importing_it_loads_nothing_heavy() -> None:
    """
    `import aftersales` loads the standard library and attrs at most, so that a web process starts fast.
    """
    script = "import sys, aftersales; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert set() == HEAVY & set(done.stdout.split())


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """
    Law rows, samples, message catalogs and the typing marker are in the wheel, and nothing else is.
    """
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert packed == {
        file.relative_to(PACKAGE.parent).as_posix()
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.mark.parametrize("room", ["law", "orders"])
def test_no_module_is_named_like_a_function_it_exports(room: str) -> None:
    """
    A name of a room that is both would be the one or the other, by what was imported first.
    """
    package = import_module(f"aftersales.{room}")
    modules = {
        found.name: import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)
    }

    assert [] == [name for name, module in modules.items() if name in module.__all__]
