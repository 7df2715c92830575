"""What a sweep is: the content of a `sweep.yaml` after every default and short form is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sweepctl.model.params import Value

SPEC_FORMAT = 1


class Method(StrEnum):
    """How the next point is chosen."""

    GRID = "grid"
    RANDOM = "random"
    BAYES = "bayes"


class Goal(StrEnum):
    """Which direction of the objective is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`."""
        return a < b if self is Goal.MINIMIZE else a > b


class Summary(StrEnum):
    """Which one number stands for the history of a trial's objective."""

    BEST = "best"
    LAST = "last"
    MEAN = "mean"


@dataclass(frozen=True)
class Objective:
    """What is optimised: a metric's name, the better direction, and how a trial's history becomes one value."""

    name: str
    goal: Goal = Goal.MINIMIZE
    summary: Summary = Summary.BEST
    target: float | None = None
    pattern: str | None = None

    def reached(self, value: float) -> bool:
        """Whether `value` is at the target or beyond it."""
        return self.target is not None and not self.goal.better(self.target, value)


@dataclass(frozen=True)
class Parameter:
    """One leaf of the search space: its path through nested `parameters`, its distribution and that one's keys."""

    path: tuple[str, ...]
    distribution: str
    options: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The path in dotted form, for people and for `${NAME}`."""
        return ".".join(self.path)


@dataclass(frozen=True)
class EarlyTerminate:
    """Which stopper judges running trials, and its options."""

    type: str
    options: Mapping[str, Value]


@dataclass(frozen=True)
class Search:
    """Which model draws for `method: bayes` (a name or `module:factory`), after how many random points."""

    sampler: str = "auto"
    startup: int = 10


@dataclass(frozen=True)
class Limits:
    """Bounds on the sweep and on each trial; `timeout` in seconds, `retries` for failures of the script only."""

    run_cap: int | None = None
    timeout: float | None = None
    retries: int = 0


DEFAULT_COMMAND = ("${env}", "${interpreter}", "${program}", "${args}")


@dataclass(frozen=True)
class SweepSpec:
    """A whole sweep, ready to be stored and to be run."""

    method: Method
    parameters: tuple[Parameter, ...]
    objectives: tuple[Objective, ...] = ()
    early_terminate: EarlyTerminate | None = None
    search: Search = Search()
    program: str | None = None
    command: tuple[str, ...] = DEFAULT_COMMAND
    interpreter: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    seed: int | None = None
    name: str | None = None
    description: str | None = None

    @property
    def objective(self) -> Objective | None:
        """The first objective, or None for a sweep that only explores."""
        return self.objectives[0] if self.objectives else None

    def to_json(self) -> dict[str, Any]:
        """The normalised form that a store keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SweepSpec:
        """Load what `to_json` gave, after a trip through JSON."""
        stop = data["early_terminate"]
        return cls(
            **{
                **data,
                "method": Method(data["method"]),
                "parameters": tuple(Parameter(**{**p, "path": tuple(p["path"])}) for p in data["parameters"]),
                "objectives": tuple(
                    Objective(**{**o, "goal": Goal(o["goal"]), "summary": Summary(o["summary"])})
                    for o in data["objectives"]
                ),
                "early_terminate": EarlyTerminate(**stop) if stop else None,
                "search": Search(**data.get("search", {})),
                "command": tuple(data["command"]),
                "limits": Limits(**data["limits"]),
            }
        )
