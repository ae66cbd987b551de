"""
The one error tree. A refusal is a value; an error is something somebody must fix.

```
AftersalesError            catch this at the edge of your shop
├── FactsError             (also ValueError) the facts given are missing or contradict each other
├── PolicyError            (also ValueError) a policy document is wrong
├── LawDataError           (also ValueError) a file of law rows is wrong
├── RefusedError           raised only by expect(), for hosts that assert
└── MissingExtraError      (also ImportError) an optional package is not installed
```

No error holds a name, an address, a token or a raw payload.
"""

from __future__ import annotations

import attrs

__all__ = [
    "AftersalesError",
    "FactsError",
    "LawDataError",
    "MissingExtraError",
    "PolicyError",
    "Problem",
    "ProblemsError",
    "RefusedError",
]


@attrs.frozen
class Problem:
    """
    One thing that is wrong in a document or in the facts of an order.

    Args:
        path: Where it is, such as ``returns.rules[2].window.days``.

        expected: What should stand there.

        got: What stands there, as text. Never a personal value.

        hint: What to do about it, where that is known.

    >>> print(Problem("lines[0].quantity", "a whole number of 1 or more", "-2"))
    lines[0].quantity: expected a whole number of 1 or more, got -2

    .. versionadded:: 0.1.0
    """

    path: str
    expected: str
    got: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        got = f", got {self.got}" if self.got else ""
        hint = f" ({self.hint})" if self.hint else ""
        where = f"{self.path}: " if self.path else ""
        return f"{where}expected {self.expected}{got}{hint}"

    def below(self, prefix: str) -> Problem:
        """Return the same problem seen from the document that holds this part."""
        if not prefix:
            return self
        joint = "" if not self.path or self.path.startswith("[") else "."
        return attrs.evolve(self, path=f"{prefix}{joint}{self.path}")


class AftersalesError(Exception):
    """The base of every error of this library."""


@attrs.frozen
class ProblemsError(AftersalesError, ValueError):
    """
    Everything that is wrong, at once, each with its path.

    .. versionadded:: 0.1.0
    """

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        """Say every problem on a line of its own."""
        return "\n".join(str(problem) for problem in self.problems)


@attrs.frozen
class FactsError(ProblemsError):
    """The facts of the caller are missing, impossible or contradict each other."""

    __str__ = ProblemsError.__str__


@attrs.frozen
class PolicyError(ProblemsError):
    """A policy document is wrong; nothing of it was applied."""

    __str__ = ProblemsError.__str__


@attrs.frozen
class LawDataError(ProblemsError):
    """A file of law rows is wrong; none of its rows is used."""

    __str__ = ProblemsError.__str__


@attrs.frozen
class RefusedError(AftersalesError):
    """
    A decision was not the one the host asserted; carries the codes of the reasons.

    .. versionadded:: 0.1.0
    """

    verdict: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """Say the verdict and its codes."""
        return f"the answer is {self.verdict}: {', '.join(self.codes)}"


@attrs.frozen
class MissingExtraError(AftersalesError, ImportError):
    """
    An optional package is needed for this and is not installed.

    .. versionadded:: 0.1.0
    """

    package: str
    extra: str

    def __str__(self) -> str:
        """Say what to install."""
        return f'the package {self.package} is not installed: pip install "aftersales[{self.extra}]"'


def facts_error(path: str, expected: str, got: object = "", hint: str = "") -> FactsError:
    """Make the error for one wrong fact."""
    return FactsError((Problem(path, expected, str(got), hint),))
