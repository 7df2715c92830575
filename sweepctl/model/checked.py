"""What checking a sweep file finds."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepctl.model.params import Params
from sweepctl.model.problem import Problem
from sweepctl.model.spec import SweepSpec


@dataclass(frozen=True)
class Checked:
    """The spec, where it would run, all that is worth saying, and what it would do.

    `argv` is the first trial's command, `size` the number of points (None: endless), `bands` the counts of values at
    which early stopping compares trials, `share` how much of the space the constraints leave, by an estimate (None:
    there are none).
    """

    spec: SweepSpec
    folder: Path
    problems: Sequence[Problem]
    argv: Sequence[str]
    size: int | None
    bands: Sequence[int]
    share: float | None = None

    @property
    def shell_line(self) -> str:
        """The first command, quoted for a shell."""
        return shlex.join(self.argv)


@dataclass(frozen=True)
class Upcoming:
    """A trial that a sweep would run, and its command."""

    number: int
    params: Params
    argv: Sequence[str]

    @property
    def shell_line(self) -> str:
        """The command, quoted for a shell."""
        return shlex.join(self.argv)
