"""One race: one competitor, one problem, one seed, so many workers at a time."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from sweepctl.model.seed import derived_seed
from tests.bench.search.competitors import Competitor
from tests.bench.search.problem import Crashed, Problem


@dataclass(frozen=True)
class Result:
    """`regrets[t]`: how far the true score of the incumbent was above the best known after t+1 trials were told."""

    competitor: str
    problem: str
    seed: int
    workers: int
    regrets: list[float | None]
    crashes: int
    milliseconds: float

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)

    def at(self, trials: int) -> float:
        """The regret after so many trials; infinite while nothing worked."""
        value = self.regrets[min(trials, len(self.regrets)) - 1]
        return float("inf") if value is None else value


def run(name: str, competitor: Competitor, problem: Problem, seed: int, trials: int, workers: int) -> Result:
    """Trials end in the order in which they began; a new point is asked whenever one has ended."""
    waiting: deque[tuple[int, float | None, float | None]] = deque()
    regrets: list[float | None] = []
    best, regret, crashes, spent = float("inf"), None, 0, 0.0
    for number in range(trials + workers - 1):
        if number < trials:
            began = time.perf_counter()
            params = competitor.ask(number)
            spent += time.perf_counter() - began
            waiting.append((number, *_outcome(problem, params, derived_seed("noise", seed, number))))
        if number + 1 < workers:
            continue
        done, value, truth = waiting.popleft()
        competitor.tell(done, value)
        crashes += value is None
        if value is not None and truth is not None and value < best:
            best, regret = value, truth - problem.best
        regrets.append(regret)
    return Result(name, problem.name, seed, workers, regrets, crashes, 1000 * spent / trials)


def _outcome(problem: Problem, params: Any, seed: int) -> tuple[float | None, float | None]:
    try:
        score = problem.score(params, seed)
        return score, problem.truth(params) if problem.is_noisy else score
    except Crashed:
        return None, None
