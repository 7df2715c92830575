"""Sweeps with early stopping as W&B's engine and ours are shown them: seeded, standard library only.

Draws use `random()` alone, whose sequence Python promises to keep.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Row: TypeAlias = Mapping[str, object]
METRIC = "loss"
OVER = ("finished", "crashed", "failed", "killed", "preempted")


@dataclass
class Run:
    """A run as W&B keeps it: its state and every row that it logged."""

    state: str = "pending"
    rows: list[Row] = field(default_factory=list)

    @property
    def values(self) -> list[float]:
        """The values that count: finite numbers; true and false are none."""
        logged = (row.get(METRIC) for row in self.rows)
        return [v for v in logged if isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)]


@dataclass(frozen=True)
class Scenario:
    """A sweep: its `early_terminate` block, the goal, and the seed of all that happens in it."""

    early_terminate: Mapping[str, object]
    goal: str
    seed: int


_BLOCKS: Sequence[Mapping[str, object]] = (
    {"min_iter": 3},
    {"min_iter": 1, "eta": 2},
    {"min_iter": 2, "eta": 1.5},
    {"min_iter": 3, "eta": 10},
    {"max_iter": 27, "s": 2},
    {"max_iter": 27, "s": 5, "eta": 3},
    {"max_iter": 40, "s": 3, "eta": 2.5},
    {"max_iter": 10, "s": 1, "eta": 4, "min_iter": 2},
)
SCENARIOS: Sequence[Scenario] = tuple(
    Scenario({"type": "hyperband", **block, **strict}, goal, seed)
    for seed, (block, strict, goal) in enumerate(
        (block, strict, goal)
        for block in _BLOCKS
        for strict in ({}, {"strict": True}, {"strict": False})
        for goal in ("minimize", "maximize")
    )
)
RUNS = 12
EVENTS = 260
# Bands beyond what any run logs are powers that need no keeping.
MOST = 10_000
# The runs are judged after every so many events.
POLL = 3


def polls(scenario: Scenario) -> Iterator[Sequence[Run]]:
    """The runs of the sweep at every moment at which they are judged; the same objects go on changing."""
    draws = random.Random(scenario.seed)
    runs = [Run() for _ in range(RUNS)]
    levels = [draws.random() for _ in runs]
    # Some runs get far ahead of the others, so that bands fill one after the other.
    pace = [draws.random() ** 2 for _ in runs]
    for event in range(EVENTS):
        number = int(draws.random() * RUNS)
        run = runs[number]
        if run.state == "pending":
            run.state = "running"
        if run.state == "running" and draws.random() < 0.25 + 0.75 * pace[number]:
            run.rows.append(_row(draws, levels[number], len(run.rows)))
        if run.state == "running" and draws.random() < 0.01:
            run.state = OVER[int(draws.random() * len(OVER))]
        if event % POLL == 0:
            yield runs


def _row(draws: random.Random, level: float, step: int) -> Row:
    """What a run logs: mostly a value from few, so that there are ties; at times none, or none that counts."""
    kind = draws.random()
    if kind < 0.03:
        return {METRIC: float("nan")}
    if kind < 0.04:
        return {METRIC: (float("inf"), float("-inf"))[int(draws.random() * 2)]}
    if kind < 0.05:
        return {METRIC: ("0.5", None, True)[int(draws.random() * 3)]}
    if kind < 0.08:
        return {"accuracy": 0.5}
    value = level + 1 / (1 + step) + 0.6 * (draws.random() - 0.5)
    return {METRIC: round(value * 8) / 8 if kind < 0.7 else value, "step": step}
