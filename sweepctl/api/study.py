"""A sweep as an Optuna study."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.analysis.publication import publish
from sweepctl.analysis.study import Points, Told
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.model.status import Sweep
from sweepctl.model.study import StudyMade
from sweepctl.store import history, tables
from sweepctl.store.database import Database


def export_study(sweep: str | None, url: str, force: bool = False) -> StudyMade:
    """Write a sweep's trials into an Optuna storage, as a study of the sweep's name.

    Raises NotFoundError, UsageError where the study exists and `force` is not given.
    """
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        with database.snapshot():
            trials = history.trials(database, chosen.id, chosen.spec.scoring)
            told = Told(chosen.spec, trials, _curves(database, chosen))
            best = history.best(database, chosen.id, chosen.spec.scoring)
    return publish(told, chosen.name, url, best, force=force)


def _curves(database: Database, sweep: Sweep) -> Mapping[int, Points]:
    """The curve of the objective by trial; of several parts only the first, since steps of parts are not one curve."""
    objective = sweep.spec.objective
    found: dict[int, list[tuple[int, float | None, float]]] = {}
    if objective is not None:
        for row in tables.curve_rows(database, sweep.id, objective.name):
            if row.part == 0:
                found.setdefault(row.number, []).append((row.n, row.step, row.value))
    return found
