"""A sweep's whole status in a few queries."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.model.status import Counts, Sweep, SweepLine, SweepState, SweepStatus
from sweepctl.store import agents, history
from sweepctl.store.database import Database
from sweepctl.store.progress import count_imported, done_by_rule, is_held, next_index, why_paused
from sweepctl.store.sweeps import list_sweeps, size_of_space


def is_over(database: Database, sweep: Sweep, counts: Counts, size: int | None) -> bool:
    """Whether nothing more will come of a running sweep: the cap, the space or a rule of its own is reached."""
    if sweep.state is not SweepState.RUNNING or is_held(database, sweep.id):
        return False
    if done_by_rule(database, sweep.id, sweep.spec) is not None:
        return True
    if counts.queued or counts.running:
        return False
    cap = sweep.spec.limits.run_cap
    if cap is not None and counts.total - count_imported(database, sweep.id) >= cap:
        return True
    return size is not None and next_index(database, sweep.id, sweep.space) >= size


def _shown(database: Database, sweep: Sweep, counts: Counts, size: int | None) -> Sweep:
    over = is_over(database, sweep, counts, size)
    return replace(sweep, state=SweepState.FINISHED) if over else sweep


def status(database: Database, sweep: Sweep, newest: int | None) -> SweepStatus:
    """Everything about one sweep at one moment, with its newest trials (None: all of them)."""
    scoring = sweep.spec.scoring
    with database.snapshot():
        counts = history.counts(database, sweep.id, scoring.parts)
        size = size_of_space(database, sweep)
        return SweepStatus(
            sweep=_shown(database, sweep, counts, size),
            counts=counts,
            size=size,
            best=history.best(database, sweep.id, scoring),
            agents=agents.list_agents(database, sweep.id),
            trials=history.trials(database, sweep.id, scoring, newest),
            front=history.front(database, sweep.id, scoring),
            imported=count_imported(database, sweep.id),
            reason=why_paused(database, sweep.id) if sweep.state is SweepState.PAUSED else "",
        )


def lines(database: Database) -> list[SweepLine]:
    """One line for each sweep, newest first."""
    with database.snapshot():
        return [_line(database, sweep) for sweep in list_sweeps(database)]


def _line(database: Database, sweep: Sweep) -> SweepLine:
    counts = history.counts(database, sweep.id, sweep.spec.parts.count)
    shown = _shown(database, sweep, counts, size_of_space(database, sweep))
    return SweepLine(shown, counts, history.best(database, sweep.id, sweep.spec.scoring))
