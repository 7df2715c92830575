"""What can go wrong, as sentences a user can act on.

Every error carries its exit code on the class: 1 something failed, 2 the input or the usage is wrong.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SweepctlError(Exception):
    """One clear sentence and, where there is a remedy, a hint."""

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UsageError(SweepctlError):
    """The command line asks for something that does not exist or cannot be."""

    exit_code = 2


class SpecError(UsageError):
    """A sweep file with at least one problem that is an error; carries all of them, as `model.problem.Problem`."""

    def __init__(self, source: str, problems: tuple[Any, ...]) -> None:
        errors = sum(problem.is_error for problem in problems)
        super().__init__(f"{source} has {errors} error{'s' if errors != 1 else ''}")
        self.problems = problems


class StoreError(SweepctlError):
    """The store cannot be opened, trusted, read or written."""


class TransientStoreError(StoreError):
    """The store cannot be used right now; waiting may help, and nothing was lost."""


class NotFoundError(UsageError):
    """No such sweep or trial."""


class IllegalTransitionError(SweepctlError):
    """The sweep or trial is in a state from which the asked change is impossible."""


class FencedError(SweepctlError):
    """A write for an execution that its writer no longer holds; nothing was written."""
