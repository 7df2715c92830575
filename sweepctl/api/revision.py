"""Changing a sweep that exists: another metric, another name, another sweep file, or a few keys of its own."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sweepctl.agent.folder import trial_folder
from sweepctl.agent.reread import reread
from sweepctl.api.checking import check
from sweepctl.api.creation import verbatim_of
from sweepctl.api.given import Giver
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.errors import UsageError
from sweepctl.model.checked import Checked
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.problem import Problem
from sweepctl.model.spec import Goal, SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial, TrialState
from sweepctl.space.given import lies_in
from sweepctl.space.space import Space
from sweepctl.spec.changes import revised_text
from sweepctl.spec.inline import split_assignment
from sweepctl.spec.schema import KEYS
from sweepctl.spec.written import current_text
from sweepctl.store import history, making, requests
from sweepctl.store.database import Database
from sweepctl.store.imports import measure
from sweepctl.store.sweeps import verbatim_spec
from sweepctl.store.trials import Given

_FIXED = {"seed": "create a new sweep", "name": "--name NAME does"}
_MENDED = Outcome(Ending.FINISHED, 0, "its output was read again for another metric")


@dataclass(frozen=True)
class Change:
    """What is to be different: whatever is not None, and `changes`, each a `KEY=VALUE`, of the file or its own text."""

    metric: str | None = None
    goal: Goal | None = None
    file: Path | None = None
    name: str | None = None
    changes: Sequence[str] = ()


@dataclass(frozen=True)
class Edited:
    """What came of it: trials that have a value now, and those that are no points of the space any more.

    `lacking` are the imported ones of which nothing says the metric.
    """

    sweep: Sweep
    mended: Sequence[int] = ()
    outside: Sequence[int] = ()
    lacking: Sequence[int] = ()
    problems: Sequence[Problem] = ()


def edit(change: Change, sweep: str | None = None) -> Edited:
    """Make a new version of a sweep; its trials stay, and running agents go on with it after those that they run.

    For another metric the kept output, and what was imported, is read again. Raises UsageError, SpecError,
    NotFoundError.
    """
    if change == Change():
        raise UsageError("change what?", "such as --metric val_loss, --set run_cap=50, or --file sweep.yaml")
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        _require_possible(chosen.spec, change)
        problems: Sequence[Problem] = ()
        before = chosen.spec.objectives
        if change.file is not None or change.changes:
            chosen, problems = _revised(database, chosen, change)
        if change.metric is not None or change.goal is not None:
            spec = _with_metric(chosen.spec, change.metric, change.goal)
            told = making.Revision(_text(database, chosen, spec), None, None)
            chosen = making.edit_sweep(database, chosen.id, spec, told)
        if change.name is not None:
            chosen = making.rename_sweep(database, chosen.id, change.name)
        is_measured = bool(chosen.spec.objectives)
        is_for_metric = is_measured and (change.metric is not None or chosen.spec.objectives != before)
        found, lacking = measure(database, chosen.id, chosen.spec.objectives) if is_for_metric else ([], [])
        mended = mend(database, chosen) if is_for_metric or (is_measured and change.file is not None) else []
        trials = history.trials(database, chosen.id, chosen.spec.scoring)
        return Edited(
            chosen, sorted([*mended, *found]), [one.number for one in trials if one.is_outside], lacking, problems
        )


def _require_possible(spec: SweepSpec, change: Change) -> None:
    """Raises UsageError for what is known to be wrong before anything is changed."""
    for option, name in (("name", change.name), ("metric", change.metric)):
        if name is not None and not name.strip():
            raise UsageError(f"--{option} needs a name that is not empty")
    many = len(spec.objectives)
    if (change.metric is not None or change.goal is not None) and many != 1:
        raise UsageError(f"--metric is for sweeps with one metric, and this one has {many or 'none'}")


def _with_metric(spec: SweepSpec, metric: str | None, goal: Goal | None) -> SweepSpec:
    (objective,) = spec.objectives
    return replace(spec, objectives=(replace(objective, name=metric or objective.name, goal=goal or objective.goal),))


def _revised(database: Database, sweep: Sweep, change: Change) -> tuple[Sweep, Sequence[Problem]]:
    """The sweep by another file, or by its own as that is now. Raises UsageError for what cannot change any more."""
    checked, text = _asked(database, sweep, change)
    spec = replace(checked.spec, name=sweep.spec.name, seed=sweep.spec.seed)
    if spec.parts != sweep.spec.parts:
        raise UsageError("`folds` and `repeats` cannot change while there are trials", "create a new sweep")
    if len(spec.objectives) != len(sweep.spec.objectives):
        raise UsageError("the number of metrics cannot change", "create a new sweep")
    is_same_space = _space_of(spec) == _space_of(sweep.spec)
    kept = None if is_same_space else partial(_kept, database, sweep, spec)
    source = None if change.file is None else change.file.resolve()
    revision = making.Revision(text, checked.size, kept, source)
    return making.edit_sweep(database, sweep.id, spec, revision), checked.problems


def _asked(database: Database, sweep: Sweep, change: Change) -> tuple[Checked, str]:
    """The sweep that is asked for, and its text. Raises UsageError and SpecError."""
    for key, hint in _FIXED.items():
        if any(split_assignment(one)[0].strip() == key for one in change.changes):
            raise UsageError(f"--set does not change the {key} of a sweep that exists", hint)
    if change.file is not None:
        checked = check(change.file, folder=Path(sweep.folder), changes=change.changes)
        return checked, verbatim_of(change.file, change.changes)
    text = _text(database, sweep, sweep.spec)
    file, options = Path(sweep.source or sweep.name), {"interpreter": sweep.spec.interpreter}
    checked = check(file, **options, folder=Path(sweep.folder), changes=change.changes, text=text)
    return checked, revised_text(text, _file_of(sweep), change.changes, KEYS)


def _text(database: Database, sweep: Sweep, spec: SweepSpec) -> str:
    """The text that says what a sweep is with this spec."""
    return current_text(verbatim_spec(database, sweep), _file_of(sweep), spec)


def _file_of(sweep: Sweep) -> str | None:
    return Path(sweep.source).name if sweep.source else None


def _space_of(spec: SweepSpec) -> object:
    """What the draws depend on."""
    return spec.method, spec.parameters, spec.constraints


def _kept(database: Database, sweep: Sweep, spec: SweepSpec) -> dict[int, Given]:
    """The trials that are points of the new space, with the draws that they stand for."""
    space = Space.of(spec.parameters, spec.constraints)
    giver = Giver(spec, sweep.seed, sweep.version + 1)
    trials = history.trials(database, sweep.id, sweep.spec.scoring)
    return {one.number: giver.standing_for(one.params) for one in trials if one.params and lies_in(space, one.params)}


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
