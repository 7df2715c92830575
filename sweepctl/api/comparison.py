"""Trials side by side."""

from __future__ import annotations

from collections.abc import Sequence

from sweepctl.api.stores import opened, pick_trial
from sweepctl.errors import UsageError
from sweepctl.model.comparison import Compared, Comparison
from sweepctl.model.params import flat, text_key
from sweepctl.model.status import Sweep
from sweepctl.store import history, points
from sweepctl.store.database import Database

_LEAST = 2


def diff(targets: Sequence[str]) -> Comparison:
    """The trials `[SWEEP/]N`, which may be of different sweeps. Raises UsageError, NotFoundError."""
    if len(targets) < _LEAST:
        raise UsageError("one trial differs from nothing", "sweepctl diff 3 7")
    with opened() as database, database.snapshot():
        found = [_compared(database, *pick_trial(database, target)) for target in targets]
    names = list(dict.fromkeys(name for one in found for name in one.params))
    differing = [name for name in names if len({_key(one, name) for one in found}) > 1]
    return Comparison(found, differing, [name for name in names if name not in differing])


def _key(one: Compared, name: str) -> str | None:
    return text_key(one.params[name]) if name in one.params else None


def _compared(database: Database, sweep: Sweep, number: int) -> Compared:
    trial = history.trial(database, sweep.id, sweep.spec.scoring, number)
    objective = sweep.spec.objective
    curve = points.curve(database, trial.execution(sweep.id), objective.name) if objective else None
    return Compared(sweep, trial, flat(trial.params), curve)
