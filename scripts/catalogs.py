"""
Bring the message catalogs in line with the reasons that the code declares.

``python scripts/catalogs.py update`` rewrites every shipped catalog: new reasons come in untranslated, translations are
kept, what no reason says any more is dropped (and printed, so that nothing is lost unseen). Then fill in the empty
``msgstr``. ``update fr`` starts a new locale.

Values are translated under ``msgctxt "value"``: the phrases that the code marks with ``N_`` outside a reason, and the
words of closed vocabularies. Those are found where they are declared: the words of every lifecycle that a module has,
the words and axes of an order's status, and the values of the enums in ``VOCABULARIES``. English sentences need no
translation, so its catalog has the words only.
"""

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import escape, read_po

import aftersales
from aftersales.decisions import Audience, Reason
from aftersales.lifecycles import Lifecycle
from aftersales.orders import Brief, Collection, Flag, Fulfilment, Refunded, Returned, Stage, lifecycle, standing
from aftersales.returns import ComplaintKind, Resolution
from aftersales.rights import Basis, Remedy, ReturnReason
from aftersales.texts import placeholders

PACKAGE = Path(aftersales.__file__).parent
LOCALE = PACKAGE / "locale"

#: Closed vocabularies of which somebody is shown the words.
VOCABULARIES: tuple[type[Enum], ...] = (
    Basis,
    Remedy,
    ReturnReason,
    ComplaintKind,
    Resolution,
    Stage,
    Collection,
    Fulfilment,
    Returned,
    Refunded,
    Flag,
    Brief,
)

Forms = tuple[str, ...]
Texts = dict[tuple[str, str], Forms]

HEADER = """\
# {name} texts of aftersales.
msgid ""
msgstr ""
"Project-Id-Version: aftersales\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural};\\n"
"X-Reviewed: no\\n"
"""


def declared() -> list[Reason]:
    """Find every reason that a module of the package declares, by code."""
    found = {id(value): value for module in _modules() for value in vars(module).values() if isinstance(value, Reason)}
    return sorted(found.values(), key=lambda reason: reason.code)


def phrases() -> dict[str, list[str]]:
    """Find every text marked with ``N_`` that is no reason's, with the modules that have it."""
    sentences = {text for reason in declared() for text in (reason.text, reason.plural)}
    found: dict[str, list[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for text in sorted(_marked(file) - sentences):
            found.setdefault(text, []).append(".".join(file.relative_to(PACKAGE).with_suffix("").parts))
    return found


def lifecycles() -> list[Lifecycle[Any]]:
    """Find the table of every lifecycle, that of orders first."""
    tables = {id(value): value for module in _modules() for value in vars(module).values() if _is_table(value)}
    return [lifecycle(), *tables.values()]


def _is_table(value: object) -> bool:
    return isinstance(value, Lifecycle)


def _axes() -> set[str]:
    plain = standing.Status(fulfilment=Fulfilment.SHIPPED, returned=Returned.NONE, refunded=Refunded.NONE)
    return {axis for _, axis, _ in plain._precedence}  # noqa: SLF001 - the only place that names them


def words() -> dict[str, list[str]]:
    """Find every word of a closed vocabulary that somebody is shown, with the vocabularies that have it."""
    named: list[tuple[str, Iterable[str]]] = [(f"{table.name} (lifecycle)", table.words) for table in lifecycles()]
    named += [(one.__name__, [str(member.value) for member in one]) for one in VOCABULARIES]
    named += [("Status.word", standing.BRIEFS), ("Status.said_by", _axes())]
    found: dict[str, list[str]] = {}
    for name, vocabulary in sorted(named, key=lambda one: one[0]):
        for word in vocabulary:
            found.setdefault(word, []).append(name)
    return found


@cache
def _marked(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="N_"), args=[ast.Constant(value=str(text))]):
                found.add(text)
    return found


def _modules() -> list[ModuleType]:
    names = [module.name for module in walk_packages(aftersales.__path__, "aftersales.")]
    return [import_module(name) for name in sorted(names) if not name.endswith("__main__")]


def place(locale: str, folder: Path = LOCALE) -> Path:
    """Say where the catalog of a locale lies."""
    return folder / locale / "LC_MESSAGES" / "aftersales.po"


def read(file: Path) -> Catalog:
    """Read a catalog with everything in it, also what is fuzzy or obsolete."""
    with file.open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def update(locale: str, folder: Path = LOCALE) -> list[str]:
    """Rewrite the catalog of one locale; return the English of the messages it dropped."""
    file = place(locale, folder)
    if not file.exists():
        file.parent.mkdir(parents=True)
        file.write_text(_header(locale), encoding="utf-8")
    head, _, _ = file.read_text(encoding="utf-8").partition("\n\n")
    old = _texts(read(file))
    num_plurals = read(file).num_plurals
    values, reasons = words(), []
    if locale != "en":
        values, reasons = values | phrases(), declared()
    blocks = [head.rstrip(), *_reasons(reasons, old, num_plurals), *_words(values, old)]
    file.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return [text for _, text in old.keys() - _texts(read(file)).keys()]


def _reasons(reasons: list[Reason], old: Texts, num_plurals: int) -> Iterator[str]:
    def texts(reason: Reason) -> tuple[str, str]:
        return reason.text, reason.plural

    by_texts = groupby(sorted(reasons, key=texts), key=texts)
    blocks = []
    for (text, plural), group in by_texts:
        same = list(group)
        forms = old.get(("", text), ())
        lines = [f"#. {one.code}{' (staff)' if one.audience is Audience.STAFF else ''}" for one in same]
        lines += ["#, python-brace-format"] if placeholders(text + plural) else []
        lines += [f"msgid {escape(text)}"]
        if plural:
            forms = forms if len(forms) == num_plurals else ("",) * num_plurals
            lines += [f"msgid_plural {escape(plural)}"]
            lines += [f"msgstr[{index}] {escape(form)}" for index, form in enumerate(forms)]
        else:
            lines += [f"msgstr {escape(forms[0] if len(forms) == 1 else '')}"]
        blocks.append((same[0].code, "\n".join(lines)))
    return (block for _, block in sorted(blocks))


def _words(values: dict[str, list[str]], old: Texts) -> Iterator[str]:
    for word, names in sorted(values.items()):
        comments = "".join(f"#. {name}\n" for name in names)
        forms = old.get(("value", word), ("",))
        yield f'{comments}msgctxt "value"\nmsgid {escape(word)}\nmsgstr {escape(forms[0])}'


def _header(locale: str) -> str:
    po = Catalog(locale=locale)
    name = po.locale.english_name if po.locale else locale
    plural = get_plural(locale).plural_forms.rstrip(";")
    return HEADER.format(name=name, locale=locale, plural=plural)


def _forms(text: str | list[str] | Forms) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)


def _texts(po: Catalog) -> Texts:
    """Take the translations by context and English text; a fuzzy one has to be made again."""
    return {
        (message.context or "", _forms(message.id)[0]): _forms(message.string or "")
        for message in po
        if message.id and not message.fuzzy
    }


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("command", choices=["update"])
    parser.add_argument("locales", nargs="*", help="new or shipped locales; all shipped ones if left out")
    wanted = parser.parse_args(arguments).locales or sorted(folder.name for folder in LOCALE.iterdir())
    for locale in wanted:
        for text in sorted(update(locale)):
            print(f"{locale}: dropped {text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
