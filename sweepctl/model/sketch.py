"""A sweep file that is proposed, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sweepctl.model.goal import Goal
from sweepctl.model.params import Value


@dataclass(frozen=True)
class Varied:
    """A parameter of the proposal, the keys that describe it, and why these."""

    name: str
    block: Mapping[str, Value]
    why: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A setting that is not varied, and why not; `block` is how it could be."""

    name: str
    why: str
    block: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Aim:
    """The metric, its better direction, why they are thought to be these, and what else is printed."""

    name: str
    goal: Goal
    why: str
    others: Sequence[str] = ()
    ties: bool = False


@dataclass(frozen=True)
class Sketch:
    """A sweep file before it is written. `needed` are arguments that only the user knows.

    `early_stop` says that the metric is printed again and again, `prior` where trials to start with are.
    """

    program: str
    framework: str
    varied: Sequence[Varied] = ()
    left: Sequence[LeftOut] = ()
    aim: Aim | None = None
    command: Sequence[str] | None = None
    needed: Sequence[str] = ()
    early_stop: bool = False
    run_cap: int | None = None
    initial: Sequence[Mapping[str, Value]] = ()
    prior: str | None = None
    notes: Sequence[str] = ()

    def saying(self, *notes: str) -> Sketch:
        """The same with more to say."""
        return replace(self, notes=(*self.notes, *notes))
