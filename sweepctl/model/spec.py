"""What a sweep is: the content of a `sweep.yaml` after every default and short form is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sweepctl.model.goal import Goal as Goal
from sweepctl.model.params import Value

SPEC_FORMAT = 1


class Method(StrEnum):
    """How the next point is chosen."""

    GRID = "grid"
    RANDOM = "random"
    BAYES = "bayes"


class Summary(StrEnum):
    """Which one number stands for the history of a trial's objective."""

    BEST = "best"
    LAST = "last"
    MEAN = "mean"


class Impute(StrEnum):
    """Which value of the objective a trial without a valid one counts with in the search."""

    WORST = "worst"
    BEST = "best"
    LATEST = "latest"


class SourceKind(StrEnum):
    """What a script writes its metrics to, if not to its output."""

    FILE = "file"
    CSV = "csv"
    TENSORBOARD = "tensorboard"


@dataclass(frozen=True)
class Source:
    """A file, or a folder, that a metric is read from; macros and `*` in the path are filled in for each trial."""

    kind: SourceKind
    path: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.path}"


class Output(StrEnum):
    """What a program's stdout is: a pipe, made line by line where that is possible; a bare pipe; a terminal."""

    AUTO = "auto"
    PIPE = "pipe"
    PTY = "pty"


@dataclass(frozen=True)
class Objective:
    """What is optimised: a metric's name, the better direction, and how a trial's history becomes one value.

    `impute` is what a failed trial counts with: the worst value of all, or its own best or latest one;
    `impute_while_running` the same for a running one, None where it counts as a point whose value is not known yet.
    Of a metric with a `source` nothing else counts.
    """

    name: str
    goal: Goal = Goal.MINIMIZE
    summary: Summary = Summary.BEST
    target: float | None = None
    pattern: str | None = None
    impute: Impute = Impute.WORST
    impute_while_running: Impute | None = None
    source: Source | None = None

    def reached(self, value: float) -> bool:
        """Whether `value` is at the target or beyond it."""
        return self.target is not None and not self.goal.better(self.target, value)


@dataclass(frozen=True)
class Condition:
    """A parameter, by its dotted name, has one of these values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Parameter:
    """One leaf of the search space: its path through nested `parameters`, its distribution and that one's keys.

    It exists only in points where every condition of `when` holds.
    """

    path: tuple[str, ...]
    distribution: str
    options: Mapping[str, Value]
    when: tuple[Condition, ...] = ()

    @property
    def name(self) -> str:
        """The path in dotted form, for people and for `${NAME}`."""
        return ".".join(self.path)


@dataclass(frozen=True)
class EarlyTerminate:
    """Which stopper judges running trials, and its options."""

    type: str
    options: Mapping[str, Value]


# EX_TEMPFAIL of sysexits.h: a temporary failure, try again later.
TEMPORARY_FAILURE = 75
_LONGEST_BACKOFF = 60.0


@dataclass(frozen=True)
class Backoff:
    """The seconds before a trial is tried again: `wait` after the first failure, then `factor` times as long."""

    wait: float = 1.0
    factor: float = 2.0

    def after(self, failures: int) -> float:
        """The wait after so many failures in a row, a minute at most unless `wait` itself is longer."""
        longest = max(self.wait, _LONGEST_BACKOFF)
        try:
            return min(self.wait * self.factor ** max(0, failures - 1), longest)
        except OverflowError:
            return longest


@dataclass(frozen=True)
class Limits:
    """Bounds on the sweep and on each execution; `timeout` in seconds, `retries` for failures of the script only.

    `hours` are counted from the start of the first trial; `no_improvement` is how many trials may end in a row without
    a better value than any before. `requeue` are the exit codes that ask to be run again later; `silence` is how many
    seconds a trial may say nothing, `max_rss` how many bytes of memory all its processes may have together.
    """

    run_cap: int | None = None
    timeout: float | None = None
    retries: int = 0
    hours: float | None = None
    no_improvement: int | None = None
    backoff: Backoff = Backoff()
    requeue: tuple[int, ...] = (TEMPORARY_FAILURE,)
    silence: float | None = None
    max_rss: int | None = None


@dataclass(frozen=True)
class Search:
    """How `bayes` searches: which sampler, or `module:factory` of the user's own, after how many random points."""

    sampler: str = "auto"
    startup: int = 10


@dataclass(frozen=True)
class Parts:
    """How often a point is run: once for each fold and each repeat, told apart by two arguments of these names."""

    folds: int = 1
    repeats: int = 1
    fold_name: str = "fold"
    seed_name: str = "seed"

    @property
    def count(self) -> int:
        """How many executions make a trial."""
        return self.folds * self.repeats


@dataclass(frozen=True)
class Scoring:
    """What a trial's value is: its objectives, each the mean over so many parts."""

    objectives: tuple[Objective, ...] = ()
    parts: int = 1

    @property
    def first(self) -> Objective | None:
        """The objective that is shown and searched for where there is one only."""
        return self.objectives[0] if self.objectives else None


DEFAULT_COMMAND = ("${env}", "${interpreter}", "${program}", "${args}")


@dataclass(frozen=True)
class SweepSpec:
    """A whole sweep, ready to be stored and to be run."""

    method: Method
    parameters: tuple[Parameter, ...]
    objectives: tuple[Objective, ...] = ()
    early_terminate: EarlyTerminate | None = None
    program: str | None = None
    command: tuple[str, ...] = DEFAULT_COMMAND
    interpreter: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    seed: int | None = None
    name: str | None = None
    description: str | None = None
    search: Search = Search()
    parts: Parts = Parts()
    constraints: tuple[str, ...] = ()
    initial: tuple[Mapping[str, Value], ...] = ()
    stdout: Output = Output.AUTO

    @property
    def objective(self) -> Objective | None:
        """The first objective, or None for a sweep that only explores."""
        return self.objectives[0] if self.objectives else None

    @property
    def scoring(self) -> Scoring:
        """What the value of a trial is."""
        return Scoring(self.objectives, self.parts.count)

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
                "parameters": tuple(map(_parameter, data["parameters"])),
                "objectives": tuple(map(_objective, data["objectives"])),
                "early_terminate": EarlyTerminate(**stop) if stop else None,
                "command": tuple(data["command"]),
                "limits": _limits(data["limits"]),
                "search": Search(**data.get("search", {})),
                "parts": Parts(**data.get("parts", {})),
                "constraints": tuple(data.get("constraints", ())),
                "initial": tuple(data.get("initial", ())),
                "stdout": Output(data.get("stdout", Output.AUTO)),
            }
        )


def _limits(data: Mapping[str, Any]) -> Limits:
    kinds = {
        "backoff": Backoff(**data.get("backoff", {})),
        "requeue": tuple(data.get("requeue", (TEMPORARY_FAILURE,))),
    }
    return Limits(**{**data, **kinds})


def _parameter(data: Mapping[str, Any]) -> Parameter:
    when = tuple(Condition(one["name"], tuple(one["values"])) for one in data["when"])
    return Parameter(tuple(data["path"]), data["distribution"], data["options"], when)


def _objective(data: Mapping[str, Any]) -> Objective:
    running, source = data["impute_while_running"], data.get("source")
    kinds = {
        "goal": Goal(data["goal"]),
        "summary": Summary(data["summary"]),
        "impute": Impute(data["impute"]),
        "impute_while_running": Impute(running) if running else None,
        "source": Source(SourceKind(source["kind"]), source["path"]) if source else None,
    }
    return Objective(**{**data, **kinds})
