"""The command line, ``aftersales`` or ``python -m aftersales``: arguments in, an exit code out, and no traceback."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from os import O_WRONLY, devnull, dup2
from os import open as open_file
from pathlib import Path
from typing import Any

from . import _commands, _policy_commands
from ._version import VERSION
from .errors import ProblemsError

__all__ = ["main"]

DONE, WRONG_DOCUMENT, WRONG_USAGE, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = """\
exit codes:
  0  done, whatever the verdict is
  1  a document is wrong; every problem is listed with its file and place
  2  the command was called wrongly
  3  a file cannot be read or written
"""


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code.

    Args:
        argv: The arguments; those of the process if not given.

    .. versionadded:: 0.1.0
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack a letter that a sentence has
    try:
        options = _options(sys.argv[1:] if argv is None else argv)
        options.run(options, datetime.now(UTC).replace(microsecond=0))
        sys.stdout.flush()
    except SystemExit as told:
        return told.code if isinstance(told.code, int) else WRONG_USAGE
    except (_commands.UsageError, _commands.LintedError) as wrong:
        return _told(wrong, WRONG_USAGE if isinstance(wrong, _commands.UsageError) else WRONG_DOCUMENT)
    except ProblemsError as wrong:
        return _told(wrong, UNREADABLE if isinstance(wrong.__cause__, OSError) else WRONG_DOCUMENT)
    except BrokenPipeError:
        dup2(open_file(devnull, O_WRONLY), sys.stdout.fileno())  # whoever read had enough, and nothing is left to say
    except OSError as wrong:
        return _told(f"{wrong.filename or 'output'}: {wrong.strerror}", UNREADABLE)
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def _options(arguments: Sequence[str]) -> Namespace:
    """Read the arguments; without any, tell all there is."""
    parser = _parser()
    if not arguments:
        raise _commands.UsageError(parser.format_help())
    return parser.parse_args(arguments)


def _told(wrong: object, code: int) -> int:
    sys.stderr.write(f"{wrong}\n")
    return code


def _parser() -> ArgumentParser:
    shape: dict[str, Any] = {"epilog": EXIT_CODES, "formatter_class": RawDescriptionHelpFormatter}
    parser = ArgumentParser("aftersales", description="Decide what a customer may have after the sale.", **shape)
    parser.add_argument("--version", action="version", version=f"aftersales {VERSION}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="decide the sample orders and explain each decision", **shape)
    demo.add_argument("--write", metavar="FOLDER", type=Path, help="write the samples as files instead, to play with")
    demo.set_defaults(run=_commands.demo)

    decide = commands.add_parser("decide", help="decide what may come back of an order", **shape)
    add = decide.add_argument
    add("order", metavar="ORDER.json", type=Path, help="the order with everything that happened since")
    add("--policy", metavar="SHOP.toml", type=Path, help="the shop; without one, the law alone decides")
    add("--at", metavar="TIME", help="the moment, with its zone; now if not given")
    add(
        "--return",
        metavar="LINE[=UNITS]",
        action="append",
        default=[],
        dest="lines",
        help="units of a line; all if not given",
    )
    add("--reason", metavar="CODE", help="why, such as changed_mind or defective")
    add("--fact", metavar="LINE.NAME=VALUE", action="append", default=[], dest="facts", help="such as boots.used=false")
    add("--locale", default="en", help="the customer's language, such as de or pt_BR")
    add("--trace", action="store_true", help="add everything that staff may want to know")
    add("--json", action="store_true", help="print the answers as a document instead")
    decide.set_defaults(run=_commands.decide)

    check = commands.add_parser("check", help="list everything that is wrong with a shop file", **shape)
    check.add_argument("shop", metavar="SHOP.toml", type=Path)
    check.add_argument("--country", metavar="CODES", help="hold it against the law there too, such as DE,FR,BR")
    check.add_argument("--on", metavar="DATE", help="the day of the contracts; today if not given")
    check.add_argument("--orders", metavar="ORDERS.jsonl", type=Path, help="past orders, to look at what is sold")
    check.add_argument("--strict", action="store_true", help="take warnings for problems: exit code 1")
    check.set_defaults(run=_commands.check)

    law = commands.add_parser("law", help="print what the law gives a consumer who lives somewhere", **shape)
    law.usage = "aftersales law RESIDENCE [--on DATE]\n       aftersales law diff RESIDENCE DATE DATE"
    law.add_argument("residence", metavar="RESIDENCE", help="an ISO 3166 code such as DE or BR; or diff")
    law.add_argument("rest", metavar="RESIDENCE DATE DATE", nargs="*", help="of diff: what changed between two days")
    law.add_argument("--on", metavar="DATE", help="the day of the contract; today if not given")
    law.set_defaults(run=_commands.law)

    diff = commands.add_parser("diff", help="say what changed from one shop file to another, and for whom", **shape)
    diff.add_argument("before", metavar="A.toml", type=Path)
    diff.add_argument("after", metavar="B.toml", type=Path)
    diff.add_argument("--on", metavar="DATE", help="the day of the orders; today if not given")
    diff.add_argument("--json", action="store_true", help="print the changes as a document instead")
    diff.set_defaults(run=_policy_commands.diff)
    _simulate(commands.add_parser("simulate", help="decide past orders under two policies", **shape))

    schema = commands.add_parser("schema", help="print the JSON Schema of a shop file, for editors", **shape)
    schema.set_defaults(run=_commands.schema)
    return parser


def _simulate(simulate: ArgumentParser) -> None:
    add = simulate.add_argument
    add("orders", metavar="ORDERS.jsonl", type=Path, help="past orders with what was asked of them, one a line")
    add("--policy", metavar="SHOP.toml", type=Path, action="append", default=[], dest="policies", help="given twice")
    add("--report", metavar="FILE.html", type=Path, help="write the figures as a page with charts, too")
    add("--jobs", metavar="N", type=int, default=1, help="how many processes; 1 if not given")
    add("--json", action="store_true", help="print the figures as a document instead")
    simulate.set_defaults(run=_policy_commands.try_policies)


if __name__ == "__main__":
    sys.exit(main())
