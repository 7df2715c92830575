"""What a running agent tells the store, and learns from it: batches while trials run, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweepctl.errors import FencedError
from sweepctl.model.outcome import Outcome
from sweepctl.model.point import Batch
from sweepctl.model.spec import Objective
from sweepctl.model.trial import Execution, Trial
from sweepctl.store import claims, endings, history, points
from sweepctl.store.database import Database


@dataclass(frozen=True)
class Pulse:
    """What an agent has to act on: executions it lost, and those somebody asked to cancel."""

    fenced: Sequence[Execution]
    cancelled: Sequence[Execution]


def report(database: Database, agent: str, batches: Mapping[Execution, Batch]) -> Pulse:
    """Store what running executions reported; a refused batch does not keep the others back."""
    fenced = []
    if batches:
        with database.transaction():
            for execution, batch in batches.items():
                try:
                    endings.require_held(database, execution, agent)
                except FencedError:
                    fenced.append(execution)
                else:
                    points.write(database, execution, batch)
    return Pulse(fenced, claims.cancelled(database, agent))


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
    objective: Objective | None,
    retries: int,
) -> Finished:
    """Store the last batch and the end of an execution. Raises FencedError, and then nothing is written."""
    with database.transaction():
        endings.require_held(database, execution, agent)
        points.write(database, execution, batch)
        again = endings.end(database, execution, agent, outcome, retries)
        # Read before it is settled: a caller that tries again after trouble must not find itself fenced.
        trial = history.trial(database, execution.sweep, objective, execution.trial)
        best = history.best(database, execution.sweep, objective)
    return Finished(trial, again, best is not None and best.number == trial.number)
