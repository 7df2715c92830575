"""A sweep over trained curves: workers take trials in order, epochs pass, the product's stopper judges."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import count

from sweepctl.model.decision import Decision
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Stopper
from tests.bench.stopping.curves import Curve
from tests.stoppers.ledger import Ledger


@dataclass
class Replay:
    """What came of it: `records` are (epochs spent, value) wherever the best value improved."""

    records: list[tuple[int, float]] = field(default_factory=list)
    spent: int = 0
    stopped: int = 0

    def until(self, value: float, goal: Goal) -> int | None:
        """The epochs spent until something as good as `value` was reached."""
        return next((spent for spent, one in self.records if not goal.better(value, one)), None)

    def best(self, epochs: int) -> float:
        """The best value after so many epochs, or at the end if that came earlier."""
        return [one for spent, one in self.records if spent <= epochs][-1]


class Remembering:
    """The same stopper; where it looks at the trial's own values and the leader only, it is asked once for the same."""

    def __init__(self, stopper: Stopper) -> None:
        self.question = stopper.question
        self.bands = stopper.bands
        self._judge = stopper.judge
        self._known: dict[Hashable, Decision] = {}

    def judge(self, evidence: Evidence) -> Decision:
        if evidence.at_bands or evidence.finished or not evidence.leader:
            return self._judge(evidence)
        key = (evidence.trial, evidence.count, evidence.judged, tuple(evidence.leader))
        if key not in self._known:
            self._known[key] = self._judge(evidence)
        return self._known[key]


def replay(curves: Sequence[Curve], goal: Goal, stopper: Stopper | None, workers: int, seed: int) -> Replay:
    """One sweep. The seed decides the order of trials and how long an epoch of each takes, from 0.5 to 2."""
    rng = random.Random(seed)
    waiting = list(range(len(curves)))
    rng.shuffle(waiting)
    lengths = [rng.uniform(0.5, 2.0) for _ in curves]
    ledger, done, ticket = Ledger(goal), Replay(), count()
    epochs: dict[int, int] = {}
    agenda: list[tuple[float, int, int]] = []

    def start(now: float) -> None:
        if waiting:
            trial = waiting.pop(0)
            epochs[trial] = 0
            heapq.heappush(agenda, (now + lengths[trial], next(ticket), trial))

    for _ in range(workers):
        start(0.0)
    while agenda:
        now, _, trial = heapq.heappop(agenda)
        if trial not in epochs:
            continue
        _pass_epoch(ledger, done, trial, curves[trial][epochs[trial]])
        epochs[trial] += 1
        if epochs[trial] == len(curves[trial]):
            ledger.finish(trial)
            del epochs[trial]
            start(now)
        else:
            heapq.heappush(agenda, (now + lengths[trial], next(ticket), trial))
        for other in _stopped(ledger, stopper, list(epochs)):
            del epochs[other]
            done.stopped += 1
            start(now)
    return done


def _pass_epoch(ledger: Ledger, done: Replay, trial: int, value: float) -> None:
    done.spent += 1
    ledger.report(trial, value)
    best = ledger.standings[trial].best
    if not math.isnan(best) and (not done.records or ledger.goal.better(best, done.records[-1][1])):
        done.records.append((done.spent, best))


def _stopped(ledger: Ledger, stopper: Stopper | None, running: Sequence[int]) -> list[int]:
    """Every running trial is asked about, as an agent does twice a second."""
    if stopper is None:
        return []
    decisions = ((trial, ledger.decide(stopper, trial)) for trial in running)
    return [trial for trial, decision in decisions if decision is not None and decision.stop]
