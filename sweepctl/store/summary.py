"""A sweep's whole status in a few queries."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.model.status import Counts, Sweep, SweepLine, SweepState, SweepStatus
from sweepctl.samplers import size_of
from sweepctl.store import agents, history
from sweepctl.store.claims import next_index, target_reached
from sweepctl.store.database import Database
from sweepctl.store.sweeps import list_sweeps


def is_over(database: Database, sweep: Sweep, counts: Counts, size: int | None) -> bool:
    """Whether nothing more will come of a running sweep: the cap, the space or the target is reached."""
    if sweep.state is not SweepState.RUNNING or counts.queued or counts.running:
        return False
    cap = sweep.spec.limits.run_cap
    if cap is not None and counts.total >= cap:
        return True
    if size is not None and next_index(database, sweep.id, sweep.version) >= size:
        return True
    return sweep.spec.objective is not None and target_reached(database, sweep.id, sweep.spec.objective)


def _shown(database: Database, sweep: Sweep, counts: Counts, size: int | None) -> Sweep:
    over = is_over(database, sweep, counts, size)
    return replace(sweep, state=SweepState.FINISHED) if over else sweep


def status(database: Database, sweep: Sweep, newest: int | None) -> SweepStatus:
    """Everything about one sweep, with its newest trials (None: all of them)."""
    objective = sweep.spec.objective
    counts = history.counts(database, sweep.id)
    size = size_of(sweep.spec)
    return SweepStatus(
        sweep=_shown(database, sweep, counts, size),
        counts=counts,
        size=size,
        best=history.best(database, sweep.id, objective),
        agents=agents.list_agents(database, sweep.id),
        trials=history.trials(database, sweep.id, objective, newest),
    )


def lines(database: Database) -> list[SweepLine]:
    """One line for each sweep, newest first."""
    found = []
    for sweep in list_sweeps(database):
        counts = history.counts(database, sweep.id)
        shown = _shown(database, sweep, counts, size_of(sweep.spec))
        found.append(SweepLine(shown, counts, history.best(database, sweep.id, sweep.spec.objective)))
    return found
