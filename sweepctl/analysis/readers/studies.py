"""Studies in Optuna's storages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

import optuna
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial, TrialState

from sweepctl.analysis.readers.spaces import Known, parameters_of
from sweepctl.analysis.storage import opened_storage
from sweepctl.errors import UsageError
from sweepctl.model.imported import Record, Source
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Goal, Objective

_ENDINGS = {TrialState.COMPLETE: Ending.FINISHED, TrialState.PRUNED: Ending.STOPPED, TrialState.FAIL: Ending.FAILED}
_REASON = "sweepctl:reason"


def read_study(text: str, name: str | None) -> Source:
    """The study of this name, or the only one, of a database or a journal. Raises UsageError."""
    with opened_storage(text) as storage:
        study = optuna.load_study(study_name=_named(storage, text, name), storage=storage)
        trials = study.get_trials(deepcopy=False)
        objectives = _objectives(study)
    names = [one.name for one in objectives]
    known = Known(trials)
    parameters, notes = parameters_of(known)
    return Source(study.study_name, [_record(one, names) for one in trials], parameters, objectives, notes)


def _named(storage: BaseStorage, text: str, name: str | None) -> str:
    known = sorted(one.study_name for one in storage.get_all_studies())
    if name is not None and name not in known:
        raise UsageError(f"{text} has no study `{name}`", f"it has {', '.join(known) or 'none'}")
    if name is None and len(known) != 1:
        raise UsageError(
            f"{text} has {len(known)} studies" if known else f"{text} has no study",
            f"--study NAME, one of {', '.join(known)}" if known else None,
        )
    return name or known[0]


def _objectives(study: optuna.Study) -> list[Objective]:
    """One for each direction, under the names that the study gives, if it does."""
    goals = [Goal.MAXIMIZE if one.name == "MAXIMIZE" else Goal.MINIMIZE for one in study.directions]
    plain = ["value"] if len(goals) == 1 else [f"value_{place}" for place in range(len(goals))]
    return [Objective(name, goal) for name, goal in zip(study.metric_names or plain, goals, strict=True)]


def _record(one: FrozenTrial, names: Sequence[str]) -> Record:
    points = list(_points(one))
    values = list(one.values or ())
    if not values and one.state is TrialState.PRUNED and points:
        values = [points[-1][2]]
    known = {name: float(value) for name, value in zip(names, values, strict=False) if isfinite(value)}
    return Record(
        f"trial {one.number}",
        {**one.params, **known},
        known,
        ending=_ENDINGS.get(one.state),
        reason=str(one.user_attrs.get(_REASON, "")),
        started=one.datetime_start.timestamp() if one.datetime_start else None,
        ended=one.datetime_complete.timestamp() if one.datetime_complete else None,
        points=points if len(names) == 1 else (),
    )


def _points(one: FrozenTrial) -> Iterator[tuple[int, float, float]]:
    """The finite values that were reported, counted from 1."""
    finite = [(step, value) for step, value in sorted(one.intermediate_values.items()) if isfinite(value)]
    for n, (step, value) in enumerate(finite, 1):
        yield n, float(step), value
