"""What a running agent tells the store, and learns from it: batches while trials run, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sweepctl.errors import FencedError
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.point import Batch
from sweepctl.model.spec import Scoring, SweepSpec
from sweepctl.model.trial import Execution, Trial
from sweepctl.store import endings, history, points
from sweepctl.store.database import Database

FENCED = Outcome(Ending.LOST, why="the trial was given to another agent")


@dataclass(frozen=True)
class Pulse:
    """What an agent has to act on: executions it lost, and those that are to end, each with its outcome."""

    verdicts: Mapping[Execution, Outcome]


def report(database: Database, agent: str, batches: Mapping[Execution, Batch]) -> Pulse:
    """Store what running executions reported; a refused batch does not keep the others back."""
    fenced: dict[Execution, Outcome] = {}
    if batches:
        with database.transaction():
            for execution, batch in batches.items():
                try:
                    endings.require_held(database, execution, agent)
                except FencedError:
                    fenced[execution] = FENCED
                else:
                    points.write(database, execution, batch)
    return Pulse({**endings.wanted(database, agent), **fenced})


@dataclass(frozen=True)
class Finished:
    """How an ended execution was stored."""

    trial: Trial
    again: bool
    is_best: bool


def finish(
    database: Database,
    execution: Execution,
    agent: str,
    outcome: Outcome,
    batch: Batch,
    spec: SweepSpec,
) -> Finished:
    """Store the last batch and the end of an execution. Raises FencedError, and then nothing is written."""
    with database.transaction():
        endings.require_held(database, execution, agent)
        points.write(database, execution, batch)
        again = endings.end(database, execution, agent, outcome, spec.limits)
        # Read before it is settled: a caller that tries again after trouble must not find itself fenced.
        trial = history.trial(database, execution.sweep, spec.scoring, execution.trial)
        is_best = history.is_valued(trial) and _leads(database, execution.sweep, spec.scoring, trial)
    return Finished(trial, again, is_best)


def _leads(database: Database, sweep: str, scoring: Scoring, trial: Trial) -> bool:
    """Whether a trial is the best, or on the front where several objectives compete."""
    best = history.best(database, sweep, scoring)
    leaders = [best] if best else history.front(database, sweep, scoring)
    return any(one.number == trial.number for one in leaders)
