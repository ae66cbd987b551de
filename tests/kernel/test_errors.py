import pickle
from collections.abc import Callable

import pytest

from aftersales.errors import (
    AftersalesError,
    FactsError,
    LawDataError,
    MissingExtraError,
    PolicyError,
    Problem,
    ProblemsError,
    RefusedError,
    facts_error,
)

QUANTITY = Problem("lines[0].quantity", "a whole number of 1 or more", "-2")
DELIVERY = Problem("parcels[1].at", "a time", hint="it has no zone")

EVERY_ERROR = [
    FactsError((QUANTITY, DELIVERY)),
    PolicyError((QUANTITY,)),
    LawDataError((DELIVERY,)),
    RefusedError("refuse", ("returns.window_closed",)),
    MissingExtraError("holidays", "calendars"),
]

errors = pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.b", "a date"), "a.b: expected a date"),
        (Problem("a.b", "a date", "14"), "a.b: expected a date, got 14"),
        (Problem("a.b", "a date", "14", "write 2026-11-14"), "a.b: expected a date, got 14 (write 2026-11-14)"),
        (Problem("", "a table", "a list"), "expected a table, got a list"),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, text: str) -> None:
    """
    A problem is one line: its path, what should stand there, what does, and what to do.
    """
    assert text == str(problem)


@pytest.mark.parametrize(
    ("prefix", "path", "joined"),
    [
        ("", "days", "days"),
        ("returns", "days", "returns.days"),
        ("rules", "[2].days", "rules[2].days"),
        ("returns", "", "returns"),
        ("rules[2]", "days", "rules[2].days"),
    ],
)
def test_a_problem_moves_below_the_document_that_holds_it(prefix: str, path: str, joined: str) -> None:
    """
    Seen from the whole document, a problem's path begins with the path of its part.
    """
    assert joined == Problem(path, "a value").below(prefix).path


@errors
def test_everything_is_caught_at_the_edge(error: AftersalesError) -> None:
    """
    Every error of the library is an AftersalesError.
    """
    assert isinstance(error, AftersalesError)


@pytest.mark.parametrize("kind", [FactsError, PolicyError, LawDataError])
def test_wrong_values_are_value_errors(kind: type[ProblemsError]) -> None:
    """
    Code that knows nothing of the library catches wrong facts and documents as ValueError.
    """
    with pytest.raises(ValueError, match=r"lines\[0\]\.quantity") as caught:
        raise kind((QUANTITY,))

    assert (QUANTITY,) == getattr(caught.value, "problems", None)


def test_a_missing_package_is_an_import_error() -> None:
    """
    What is not installed is an ImportError, whose text says what to install.
    """
    error = MissingExtraError("holidays", "calendars")

    assert isinstance(error, ImportError)
    assert 'the package holidays is not installed: pip install "aftersales[calendars]"' == str(error)


def test_every_problem_has_a_line() -> None:
    """
    The text of an error with several problems has one line for each.
    """
    assert [str(QUANTITY), str(DELIVERY)] == str(FactsError((QUANTITY, DELIVERY))).splitlines()


def test_a_refusal_says_its_codes() -> None:
    """
    A host that asserts an answer sees the verdict and the codes of its reasons.
    """
    assert "the answer is refuse: returns.window_closed" == str(RefusedError("refuse", ("returns.window_closed",)))


@errors
def test_survives_a_task_queue(error: AftersalesError) -> None:
    """
    An error that was pickled has its fields and its text.
    """
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (type(error), str(error)) == (type(copy), str(copy))


@errors
def test_can_be_raised_chained_and_noted(error: AftersalesError) -> None:
    """
    Python may hang a cause, a traceback and notes on an error although its fields are frozen.
    """
    cause = KeyError("cause")

    with pytest.raises(type(error)) as caught:
        raise error from cause
    caught.value.add_note("seen by the shop")

    assert cause is caught.value.__cause__


def test_one_wrong_fact_makes_an_error_of_one_problem() -> None:
    """
    The short way to an error of one problem turns what was got into text.
    """
    make: Callable[..., FactsError] = facts_error

    assert (Problem("days", "0 or more", "-1", "count again"),) == make("days", "0 or more", -1, "count again").problems
