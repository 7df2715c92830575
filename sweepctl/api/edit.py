"""Changing a sweep that exists."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from sweepctl.agent.folder import trial_folder
from sweepctl.agent.reread import reread
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import UsageError
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Goal
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial, TrialState
from sweepctl.store import history, making, requests
from sweepctl.store.database import Database

_MENDED = Outcome(Ending.FINISHED, 0, "its output was read again for another metric")


def edit(metric: str | None, goal: Goal | None = None, sweep: str | None = None) -> tuple[Sweep, list[int]]:
    """Search for another metric; kept output is read again, and the trials that have a value now are given back.

    Running agents go on with it after the trials that they run. Raises UsageError, NotFoundError.
    """
    if metric is None and goal is None:
        raise UsageError("change what?", "such as --metric val_loss")
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        objectives = chosen.spec.objectives
        if len(objectives) != 1:
            raise UsageError(f"--metric is for sweeps with one metric, and this one has {len(objectives) or 'none'}")
        objective = replace(objectives[0], name=metric or objectives[0].name, goal=goal or objectives[0].goal)
        changed = making.edit_sweep(database, chosen.id, replace(chosen.spec, objectives=(objective,)))
        return changed, mend(database, changed)


def mend(database: Database, sweep: Sweep, states: Container[TrialState] = frozenset(TrialState)) -> list[int]:
    """Read the output of the ended trials in these states again; those that have a value for the first time."""
    trials = history.trials(database, sweep.id, sweep.spec.scoring)
    ended = [one for one in trials if one.state.is_over and one.state in states]
    return [one.number for one in ended if _mend_one(database, sweep, one)]


def _mend_one(database: Database, sweep: Sweep, trial: Trial) -> bool:
    found = False
    parts: Sequence[int | None] = [one.part for one in trial.parts] or (None,)
    for part in parts:
        try:
            batch = reread(trial_folder(database.folder, sweep.id, trial.number, part), sweep.spec.objectives)
        except OSError:
            continue
        is_there = any(one.metric == sweep.spec.objectives[0].name for one in batch.series)
        execution = trial.execution(sweep.id, part or 0)
        found |= requests.remeasure(database, execution, batch, _MENDED if is_there else None)
    return found
