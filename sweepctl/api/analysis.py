"""What the trials of a sweep say about its parameters."""

from __future__ import annotations

from sweepctl.analysis.question import Question, answer
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import NotFoundError
from sweepctl.model.importance import Importances, Method
from sweepctl.model.spec import Objective, Scoring
from sweepctl.model.status import Sweep
from sweepctl.store import history, tables


def importance(sweep: str | None = None, metric: str | None = None, method: Method = Method.AUTO) -> Importances:
    """How much each parameter moves an objective, by default the first. Raises NotFoundError, UsageError."""
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        objective = objective_of(chosen, metric, tables.metrics(database, chosen.id))
        trials = history.trials(database, chosen.id, Scoring((objective,), chosen.spec.parts.count))
    return answer(Question(chosen, objective, [one for one in trials if history.is_valued(one)], method))


def objective_of(sweep: Sweep, metric: str | None, seen: list[str]) -> Objective:
    """The objective of this name, or another metric that some trial has, read as the first objective is.

    Raises NotFoundError.
    """
    objective = sweep.spec.objective
    if metric is None:
        if objective is None:
            raise NotFoundError(f"sweep {sweep.id} has no metric", f"--metric {seen[0]}" if seen else None)
        return objective
    known = next((one for one in sweep.spec.objectives if one.name == metric), None)
    if known is None and metric not in seen:
        hint = f"there are {', '.join(seen)}" if seen else None
        raise NotFoundError(f"no trial of sweep {sweep.id} has a metric `{metric}`", hint)
    return known or Objective(metric)
