"""Points that people choose: the first ones of a sweep, more at any time, and trials of elsewhere to learn from."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import NotFoundError, UsageError
from sweepctl.model.params import Params, Value
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.samplers import open_sampler
from sweepctl.space.given import completed, oddities
from sweepctl.space.space import Space
from sweepctl.spec.assignments import read_assignments, read_scalar
from sweepctl.store import history, learning, requests
from sweepctl.store.database import Database
from sweepctl.store.trials import Given

# A prior: where it comes from, and points with the value that the objective had there.
Prior = tuple[str, Sequence[tuple[Params, float]]]


def initial_points(spec: SweepSpec, seed: int) -> list[Given]:
    """The points of `initial:`, each with the draw that it stands for."""
    return [_given(spec, seed, 1, chosen, number) for number, chosen in enumerate(spec.initial, 1)]


def _given(spec: SweepSpec, seed: int, version: int, chosen: Mapping[str, Value], number: int) -> Given:
    space = Space.of(spec.parameters, spec.constraints)
    params = completed(space, chosen, f"{seed}/{version}/given/{number}")
    return Given(params, open_sampler(spec, seed, version).index_of(params))


def enqueue(texts: Sequence[str], sweep: str | None = None) -> tuple[Sweep, int, list[str]]:
    """Queue a point given as `name=value` texts; the sweep, the trial's number, and what is strange about the point.

    Parameters that are not given are drawn at random. Raises UsageError, NotFoundError, IllegalTransitionError.
    """
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        space = Space.of(chosen.spec.parameters, chosen.spec.constraints)
        values = read_assignments(texts, [leaf.name for leaf in space.leaves])
        number = history.counts(database, chosen.id, chosen.spec.parts.count).total + 1
        given = _given(chosen.spec, chosen.seed, chosen.version, values, number)
        strange = [f"{name}: {sentence}" if name else sentence for name, sentence in oddities(space, values)]
        return chosen, requests.give(database, chosen.id, given), strange


def read_prior(database: Database, text: str, spec: SweepSpec) -> Prior:
    """Finished trials of a sweep here, or of a CSV file with a column for each parameter and one for the metric.

    Raises UsageError, NotFoundError.
    """
    objective = spec.objective
    if objective is None or len(spec.objectives) > 1:
        raise UsageError("--prior needs a sweep with one metric, which the earlier trials have too")
    path = Path(text)
    if path.suffix == ".csv" or (path.is_file() and "/" in text):
        return str(path), _from_csv(path, objective.name, spec)
    earlier = pick_sweep(database, text)
    found = history.trials(database, earlier.id, earlier.spec.scoring)
    points = [(one.params, one.value) for one in found if history.is_valued(one) and one.value is not None]
    if not points:
        raise NotFoundError(f"no trial of sweep {earlier.id} has a value to learn from")
    return earlier.id, points


def _from_csv(path: Path, metric: str, spec: SweepSpec) -> list[tuple[Params, float]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {error}") from None
    columns = list(rows[0]) if rows else []
    if metric not in columns:
        raise UsageError(f"{path} has no column `{metric}`", f"its columns: {', '.join(columns) or 'none'}")
    space = Space.of(spec.parameters)
    points = []
    for row in rows:
        value = read_scalar(row[metric] or "")
        known = {leaf.name: read_scalar(row[leaf.name]) for leaf in space.leaves if row.get(leaf.name)}
        point = completed(space, known, "")
        complete = known.keys() >= {leaf.name for leaf in space.leaves} or space.is_conditional
        if complete and isinstance(value, int | float) and not isinstance(value, bool):
            points.append((point, float(value)))
    if not points:
        raise UsageError(f"no row of {path} has every parameter and a number for `{metric}`")
    return points


def remember(database: Database, sweep: str, prior: Prior) -> None:
    """Let a new sweep's search start with a prior."""
    source, points = prior
    learning.add_priors(database, sweep, source, points)
