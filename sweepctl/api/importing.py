"""Trials of elsewhere: W&B's tables, Optuna's studies, and what `export` wrote."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sweepctl.analysis.fitting import Fitting
from sweepctl.analysis.readers import read_source
from sweepctl.api.checking import check
from sweepctl.api.creation import create
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import UsageError
from sweepctl.model.imported import Imported, Record, Source
from sweepctl.model.spec import Method, Objective, SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.samplers import size_of
from sweepctl.spec.written import written
from sweepctl.store.database import Database
from sweepctl.store.imports import add_ended
from sweepctl.store.making import Origin, create_sweep, new_seed
from sweepctl.store.sweeps import request


@dataclass(frozen=True)
class Destination:
    """Where trials go: a sweep that is there, or a new one, made from a sweep file or from what a study says.

    `name` and `program` are those of a new sweep.
    """

    into: str | None = None
    file: Path | None = None
    name: str | None = None
    program: str | None = None


def import_(text: str, to: Destination, study: str | None = None) -> Imported:
    """Add the ended runs of a file, or of an Optuna storage, to a sweep as ended trials.

    Raises UsageError, NotFoundError, IllegalTransitionError, and SpecError for a sweep file.
    """
    if to.into is not None and (to.file or to.name or to.program):
        raise UsageError("--into names a sweep that is there; --from, --name and --program make a new one")
    source = read_source(text, study)
    if to.into is not None:
        with opened() as database:
            return _add(database, pick_sweep(database, to.into), source)
    if to.file is not None:
        _match(source, check(to.file, program=to.program, name=to.name).spec.objectives)
        sweep, _ = create(to.file, program=to.program, name=to.name)
        with opened() as database:
            return _add(database, sweep, source)
    if not source.parameters:
        hint = f"sweepctl import {shlex.quote(text)} --into SWEEP, or --from sweep.yaml for a new one"
        raise UsageError("which sweep do they belong to?", hint)
    with opened(make=True) as database:
        return _add(database, _made(database, source, to), source)


def _add(database: Database, sweep: Sweep, source: Source) -> Imported:
    records = _match(source, sweep.spec.objectives)
    fitting = Fitting(sweep.spec, sweep.seed, sweep.space)
    numbers, known = add_ended(database, sweep.id, fitting.all(records))
    return Imported(sweep, numbers, known, fitting.remarks, source.notes)


def _match(source: Source, objectives: Sequence[Objective]) -> list[Record]:
    """The records with the metrics of a study under the names of the sweep. Raises UsageError where they differ."""
    theirs = source.objectives
    if not theirs or not objectives:
        return list(source.records)
    if len(theirs) != len(objectives):
        raise UsageError(f"study {source.name} has {len(theirs)} objectives, and the sweep {len(objectives)}")
    for one, ours in zip(theirs, objectives, strict=True):
        if one.goal is not ours.goal:
            raise UsageError(
                f"study {source.name} wants to {one.goal} what the sweep wants to {ours.goal} ({ours.name})"
            )
    names = {one.name: ours.name for one, ours in zip(theirs, objectives, strict=True)}
    return [
        replace(record, metrics={names.get(name, name): value for name, value in record.metrics.items()})
        for record in source.records
    ]


def _made(database: Database, source: Source, to: Destination) -> Sweep:
    """A new sweep over the space of a study; without a program it is stopped, since there is nothing to run."""
    here = Path.cwd()
    spec = SweepSpec(
        method=Method.BAYES,
        parameters=tuple(source.parameters),
        objectives=tuple(source.objectives),
        program=to.program,
        name=to.name or source.name,
    )
    head = f"# made from the study {' '.join(source.name.split())}\n"
    origin = Origin(written(spec, head), here, None, new_seed(spec))
    sweep = create_sweep(database, spec, origin, size=size_of(spec))
    return sweep if to.program else request(database, sweep.id, "stop", is_over=False)
