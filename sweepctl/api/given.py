"""Points that people choose: the first ones of a sweep, more at any time, and trials of elsewhere to learn from."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import isfinite
from pathlib import Path

from sweepctl.api.csvfile import read_csv
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import NotFoundError, UsageError
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params, Value, canonical
from sweepctl.model.spec import Scoring, SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.samplers import size_of
from sweepctl.samplers.places import Places
from sweepctl.space.given import completed, fits, oddities
from sweepctl.space.space import ABSENT, Leaf, Space, look_up
from sweepctl.spec.assignments import read_assignments, read_scalar
from sweepctl.store import history, learning, requests
from sweepctl.store.database import Database
from sweepctl.store.trials import Given

# A prior: where it comes from, and points with the value that the objective had there.
Prior = tuple[str, Sequence[tuple[Params, float]]]
_TRIES = 100


class Giver:
    """Makes given points of a sweep; in a finite space each is another one as long as there are others."""

    def __init__(self, spec: SweepSpec, seed: int, version: int) -> None:
        self._key = f"{seed}/{version}/given"
        self._space = Space.of(spec.parameters, spec.constraints)
        self._is_finite = size_of(spec) is not None
        self._places = Places(spec, seed, version)

    def give(self, chosen: Mapping[str, Value], number: int, seen: Collection[str]) -> Given:
        """The point with the chosen values, the rest drawn at random for this trial number."""
        keys = (f"{self._key}/{number}{'.' * again}" for again in range(_TRIES if self._is_finite else 1))
        points = (completed(self._space, chosen, key) for key in keys)
        first = next(points)
        if fingerprint(first) in seen:
            first = next((point for point in points if fingerprint(point) not in seen), first)
        return self.standing_for(first)

    def standing_for(self, point: Params) -> Given:
        """A point with the draw that it stands for."""
        return Given(point, *self._places.of(point))

    def is_known(self, given: Given, seen: Collection[str]) -> bool:
        """Whether the sweep would repeat a point that it never repeats."""
        return self._is_finite and fingerprint(given.params) in seen


def initial_points(spec: SweepSpec, seed: int) -> list[Given]:
    """The points of `initial:`, each with the draw that it stands for."""
    if not spec.initial:
        return []
    giver, seen = Giver(spec, seed, 1), set[str]()
    found = []
    for number, chosen in enumerate(spec.initial, 1):
        given = giver.give(chosen, number, seen)
        if not giver.is_known(given, seen):
            found.append(given)
        seen.add(fingerprint(given.params))
    return found


def enqueue(texts: Sequence[str], sweep: str | None = None, like: int | None = None) -> tuple[Sweep, int, list[str]]:
    """Queue a point given as `name=value` texts; the sweep, the trial's number, and what is strange about the point.

    Parameters that are not given are those of trial `like`, and then the point may be one that was run before; else
    they are drawn at random, as is a value that is given as a range. Raises UsageError, NotFoundError,
    IllegalTransitionError.
    """
    if not texts and like is None:
        raise UsageError("which point?", "such as lr=0.01, or --from N for that of a trial")
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        space = Space.of(chosen.spec.parameters, chosen.spec.constraints)
        takes = {leaf.name: partial(_takes, leaf) for leaf in space.leaves}
        values = read_assignments(texts, takes, random.SystemRandom())
        number = history.counts(database, chosen.id, chosen.spec.parts.count).total + 1
        giver = Giver(chosen.spec, chosen.seed, chosen.space)
        seen = learning.seen(database, chosen.id)
        if like is not None:
            params = _params_of(database, chosen, like)
            values = {**_that_exist(space, params, values), **values}
            given = giver.give(values, number, ()) if texts else Given(params)
            if fingerprint(given.params) in seen:
                # What is run once more stands for no draw.
                given = Given(given.params)
        else:
            given = giver.give(values, number, seen)
        strange = [f"{name}: {sentence}" if name else sentence for name, sentence in oddities(space, values)]
        return chosen, requests.give(database, chosen.id, given, like), strange


def _params_of(database: Database, sweep: Sweep, number: int) -> Params:
    """The point of a trial. Raises NotFoundError, UsageError."""
    params = history.trial(database, sweep.id, sweep.spec.scoring, number).params
    if not params and sweep.spec.parameters:
        raise UsageError(f"trial {number} has no parameters yet: it is still being drawn")
    return params


def _that_exist(space: Space, params: Params, changed: Mapping[str, Value]) -> dict[str, Value]:
    """The values of a point, by dotted name, that still exist beside those that are changed."""
    known = {leaf.name: value for leaf in space.leaves if (value := look_up(params, leaf.path)) is not ABSENT}
    point = completed(space, {**known, **changed}, "")
    present = {leaf.name for leaf in space.leaves if look_up(point, leaf.path) is not ABSENT}
    return {name: value for name, value in known.items() if name in present}


def _takes(leaf: Leaf, value: Value) -> bool:
    """Whether a parameter can have the value."""
    return leaf.distribution.encode(canonical(value)) is not None


def read_prior(text: str, spec: SweepSpec) -> Prior:
    """Finished trials of a sweep here, or of a CSV file with a column for each parameter and one for the metric.

    Raises UsageError, NotFoundError, StoreError.
    """
    objective = spec.objective
    if objective is None or len(spec.objectives) > 1:
        raise UsageError("--prior needs a sweep with one metric, which the earlier trials have too")
    path = Path(text)
    if path.suffix == ".csv" or (path.is_file() and "/" in text):
        return str(path), _from_csv(path, objective.name, spec)
    with opened() as database:
        earlier = pick_sweep(database, text)
        # Our metric, which the earlier sweep need not have optimised.
        found = history.trials(database, earlier.id, Scoring(spec.objectives, earlier.spec.parts.count))
    valued = [(one.params, one.value) for one in found if history.is_valued(one) and one.value is not None]
    space = Space.of(spec.parameters)
    points = [(params, value) for params, value in valued if fits(space, params)]
    if not points:
        what = "lies in this space" if valued else f"has a value of {objective.name}"
        raise NotFoundError(f"no trial of sweep {earlier.id} {what}, so there is nothing to learn from it")
    return earlier.id, points


def _from_csv(path: Path, metric: str, spec: SweepSpec) -> list[tuple[Params, float]]:
    columns, rows = read_csv(path)
    space = Space.of(spec.parameters)
    for name in (metric, *(leaf.name for leaf in space.leaves if leaf.distribution.axis and not leaf.gates)):
        if name not in columns:
            raise UsageError(f"{path} has no column `{name}`", f"its columns: {', '.join(columns) or 'none'}")
    points = []
    for row in rows:
        value, point = _finite(row[metric]), _point(space, row)
        if value is not None and point is not None:
            points.append((point, value))
    if not points:
        raise UsageError(f"no row of {path} has every parameter, within its limits, and a number for `{metric}`")
    return points


def _finite(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _point(space: Space, row: Mapping[str, str | None]) -> Params | None:
    """The point that a row of a table gives, None where it lacks a value or has one that is never drawn."""
    known: dict[str, Value] = {}
    for leaf in space.leaves:
        text = row.get(leaf.name)
        fitting = [one for one in _readings(text or "") if leaf.distribution.encode(one) is not None]
        if text and fitting and leaf.distribution.axis:
            known[leaf.name] = fitting[0]
    point = completed(space, known, "")
    chosen = [(leaf, value) for leaf, value in zip(space.leaves, space.flat(point) or (), strict=True)]
    whole = all(value is ABSENT or leaf.name in known or not leaf.distribution.axis for leaf, value in chosen)
    return point if whole else None


def _readings(text: str) -> Iterator[Value]:
    """What a cell can mean: a value as in a sweep file, or the text itself."""
    with suppress(UsageError):
        yield read_scalar(text)
    yield text


def remember(database: Database, sweep: str, prior: Prior) -> None:
    """Let a new sweep's search start with a prior."""
    source, points = prior
    learning.add_priors(database, sweep, source, points)
