"""A sweep file around what did well in an earlier sweep, or in a table of trials."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import suppress
from math import isfinite
from pathlib import Path

from sweepctl.api.csvfile import read_csv
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import UsageError
from sweepctl.metrics.vocabulary import is_metric
from sweepctl.model.goal import Goal
from sweepctl.model.params import Params, Value
from sweepctl.model.script import Setting
from sweepctl.model.sketch import Aim, LeftOut, Sketch, Varied
from sweepctl.model.spec import DEFAULT_COMMAND, Parameter, Scoring, SweepSpec
from sweepctl.space.space import Absent, look_up
from sweepctl.spec.assignments import read_scalar
from sweepctl.spec.nesting import nested, with_when
from sweepctl.spec.sketching.aim import aim_of
from sweepctl.spec.sketching.around import Known, best_first, block_of, initial, narrowed
from sweepctl.spec.sketching.ranges import Block
from sweepctl.store import history

_FEWEST = 4


def earlier(
    source: str, program: str | None, settings: Sequence[Setting], metric: str | None, goal: Goal | None
) -> Sketch:
    """Ranges around the best quarter of the trials in `source`, a sweep or a CSV file. Raises UsageError."""
    path = Path(source)
    if path.suffix == ".csv" or path.is_file():
        return _of_table(path, program, settings, metric, goal)
    return _of_sweep(source, program, metric, goal)


def _of_sweep(text: str, program: str | None, metric: str | None, goal: Goal | None) -> Sketch:
    with opened() as database:
        sweep = pick_sweep(database, text)
        spec = sweep.spec
        if spec.objective is None or (metric or spec.objective.name) != spec.objective.name:
            raise UsageError(
                f"sweep {sweep.id} did not look at `{metric}`" if metric else f"sweep {sweep.id} has no metric"
            )
        found = history.trials(database, sweep.id, Scoring(spec.objectives, spec.parts.count))
        known = [
            Known(_flat(one.params, spec), one.value)
            for one in found
            if history.is_valued(one) and one.value is not None
        ]
    aim = aim_of(spec.objective.name, goal or spec.objective.goal, f"that of sweep {sweep.id}")
    best = _best(known, aim, f"sweep {sweep.id}")
    blocks: dict[tuple[str, ...], Block] = {}
    for one in spec.parameters:
        values = [trial.params[one.name] for trial in best if one.name in trial.params]
        blocks[one.path] = with_when(narrowed(_block(one), values), one)
    names = [one.name for one in spec.parameters if one.distribution != "constant"]
    return Sketch(
        program=program or spec.program or "",
        framework="",
        varied=[Varied(name, block) for name, block in nested(blocks).items()],
        aim=aim,
        command=None if spec.command == DEFAULT_COMMAND else spec.command,
        early_stop=spec.early_terminate is not None,
        initial=initial(best, names),
        prior=sweep.id,
        notes=(f"Its ranges are around the best {len(best)} of {len(known)} trials of sweep {sweep.id}.",),
    )


def _flat(params: Params, spec: SweepSpec) -> Params:
    """The values by dotted name, those that the point has."""
    places = ((one.name, look_up(params, one.path)) for one in spec.parameters)
    return {name: value for name, value in places if not isinstance(value, Absent)}


def _block(one: Parameter) -> Block:
    """The keys that a parameter is written with."""
    named = {} if one.distribution in {"constant", "categorical", "int_uniform"} else {"distribution": one.distribution}
    if one.distribution in {"uniform", "categorical_w_probabilities"}:
        named = {}
    options = dict(one.options)
    if one.distribution == "uniform":
        options = {key: float(value) if isinstance(value, int) else value for key, value in options.items()}
    return {**named, **options}


def _best(known: Sequence[Known], aim: Aim, source: str) -> list[Known]:
    if len(known) < _FEWEST:
        raise UsageError(f"{source} has {len(known)} trials with a value of `{aim.name}`, and {_FEWEST} are needed")
    return best_first(known, aim.goal)


def _of_table(
    path: Path, program: str | None, settings: Sequence[Setting], metric: str | None, goal: Goal | None
) -> Sketch:
    if program is None:
        raise UsageError("a table does not name the program", f"sweepctl init train.py --from {shlex.quote(str(path))}")
    names_read, texts = read_csv(path)
    if not texts:
        raise UsageError(f"{path} has no rows")
    rows = [{key: _cell(row[key]) for key in names_read if key} for row in texts]
    columns = list(rows[0])
    names = {one.name for one in settings}
    seen = [one for one in columns if one not in names and is_metric(one)]
    name = metric or next(iter(seen), None)
    if name is None or name not in columns:
        sentence = f"{path} has no column `{name}`" if name else f"no column of {path} looks like a metric"
        raise UsageError(sentence, f"--metric NAME, one of {', '.join(columns)}")
    aim = aim_of(name, goal, f"a column of {path}", seen)
    wanted = [one for one in columns if one in names] if names else [one for one in columns if one not in seen]
    known = []
    for row in rows:
        value = row[name]
        if isinstance(value, int | float) and isfinite(value):
            known.append(Known({one: row[one] for one in wanted if row[one] not in {"", None}}, float(value)))
    if not wanted:
        raise UsageError(f"no column of {path} is a setting of {program}")
    best = _best(known, aim, str(path))
    varied = [Varied(one, _narrow(one, known, best)) for one in wanted]
    return Sketch(
        program=program,
        framework="",
        varied=varied,
        left=[LeftOut(one.name, f"not in {path}") for one in settings if one.name not in wanted],
        aim=aim,
        initial=initial(best, [one.name for one in varied if "value" not in one.block]),
        prior=str(path),
        notes=(f"Its ranges are around the best {len(best)} of {len(known)} trials in {path}.",),
    )


def _narrow(name: str, known: Sequence[Known], best: Sequence[Known]) -> Block:
    values, good = ([one.params[name] for one in trials if name in one.params] for trials in (known, best))
    return narrowed(block_of(values), good)


def _cell(text: str | None) -> Value:
    with suppress(UsageError):
        return read_scalar(text or "")
    return text
