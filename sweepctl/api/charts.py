"""A sweep's trials as charts."""

from __future__ import annotations

from collections.abc import Sequence

from sweepctl.analysis import charts
from sweepctl.api.analysis import objective_of
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import NotFoundError, UsageError
from sweepctl.model.chart import Chart
from sweepctl.model.nearest import nearest
from sweepctl.model.spec import Objective, Scoring
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial
from sweepctl.store import history, tables
from sweepctl.store.database import Database

_SHOWN = 5
BEST = "best"


def plot(sweep: str | None = None, metric: str | None = None) -> Chart:
    """The values of all trials with the best so far; of several objectives the first two with their Pareto front.

    Raises NotFoundError.
    """
    with opened() as database, database.snapshot():
        chosen = pick_sweep(database, sweep)
        if metric is None and len(chosen.spec.objectives) > 1:
            scoring = chosen.spec.scoring
            trials = history.trials(database, chosen.id, scoring)
            return charts.front(chosen, trials, history.front(database, chosen.id, scoring))
        objective = objective_of(chosen, metric, tables.metrics(database, chosen.id))
        return charts.history(chosen, objective, _trials(database, chosen, objective))


def plot_curves(metric: str | None = None, trials: str | None = None, sweep: str | None = None) -> Chart:
    """One metric, by default the objective, over the steps of some trials such as `3,7,best`, by default the best five.

    Raises NotFoundError, UsageError.
    """
    with opened() as database, database.snapshot():
        chosen = pick_sweep(database, sweep)
        objective = objective_of(chosen, metric, tables.metrics(database, chosen.id))
        ranked = _ranked(database, chosen)
        numbers = _numbers(trials, ranked) if trials is not None else [one.number for one in ranked[:_SHOWN]]
        found = {number: _curve(database, chosen, objective.name, number) for number in numbers}
        unit = next((one.unit for one in ranked if one.number in numbers and one.unit), None)
        return charts.curves(chosen, objective.name, found, unit)


def plot_parameter(name: str, sweep: str | None = None, metric: str | None = None) -> Chart:
    """One parameter against the objective or another metric. Raises NotFoundError."""
    with opened() as database, database.snapshot():
        chosen = pick_sweep(database, sweep)
        names = [one.name for one in chosen.spec.parameters]
        if name not in names:
            near = nearest(name, names)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(names)}"
            raise NotFoundError(f"sweep {chosen.id} has no parameter `{name}`", hint)
        objective = objective_of(chosen, metric, tables.metrics(database, chosen.id))
        ended = [one for one in _trials(database, chosen, objective) if one.state.is_over]
        return charts.parameter(chosen, objective, ended, name)


def _trials(database: Database, sweep: Sweep, objective: Objective) -> list[Trial]:
    return history.trials(database, sweep.id, Scoring((objective,), sweep.spec.parts.count))


def _ranked(database: Database, sweep: Sweep) -> list[Trial]:
    """Trials by their value, those without one behind."""
    objective = sweep.spec.objective
    trials = history.trials(database, sweep.id, sweep.spec.scoring)
    sign = objective.goal.sign if objective else 1.0
    return sorted(trials, key=lambda one: (not history.is_valued(one), sign * (one.value or 0.0), one.number))


def _numbers(text: str, ranked: Sequence[Trial]) -> list[int]:
    """The trials that a list such as `3,7,best` means, each once. Raises UsageError, NotFoundError."""
    known = {one.number for one in ranked}
    found: dict[int, None] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word == BEST:
            if not ranked or not history.is_valued(ranked[0]):
                raise NotFoundError("no trial is the best yet")
            found[ranked[0].number] = None
        elif word.isascii() and word.isdigit() and int(word[:15]) in known:
            found[int(word)] = None
        elif word.isascii() and word.isdigit():
            raise NotFoundError(f"there is no trial {word}", "`sweepctl status --trials` lists them")
        else:
            raise UsageError(f"`{word}` is not a trial", "such as --trials 3,7,best")
    if not found:
        raise UsageError("no trial is named", "such as --trials 3,7,best")
    return list(found)


def _curve(database: Database, sweep: Sweep, metric: str, number: int) -> list[tuple[int, float | None, float]]:
    """The values of a trial; of several parts those of the first."""
    rows = tables.curve_rows(database, sweep.id, metric, [number])
    return [(row.n, row.step, row.value) for row in rows if row.part == 0]
