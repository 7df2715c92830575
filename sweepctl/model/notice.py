"""What is told to a command of the user's while a sweep runs, and to which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sweepctl.model.params import Value


class Occasion(StrEnum):
    """What is worth a word to somebody who does not watch."""

    FINISHED = "finished"
    IMPROVED = "improved"
    FAILED = "failed"
    BREAKER = "breaker"


@dataclass(frozen=True)
class Hook:
    """A command, its program with its whole path, and when it is run; `text` is how it was asked for."""

    text: str
    argv: Sequence[str]
    occasions: Collection[Occasion] = tuple(Occasion)


@dataclass(frozen=True)
class Notice:
    """One thing that happened, and why; of which trial, with its value and parameters, where it is of one.

    `values` has every objective where there are several. Of a finished sweep the trial is the best one, and `counts`
    tells how many trials ended how. `tail` is what a trial said last before the breaker opened.
    """

    kind: Occasion
    why: str
    trial: int | None = None
    value: float | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    params: Mapping[str, Value] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    tail: Sequence[str] = ()
