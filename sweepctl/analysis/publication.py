"""Writing a sweep into an Optuna storage."""

from __future__ import annotations

from collections.abc import Iterator

import optuna

from sweepctl.analysis.storage import opened_storage
from sweepctl.analysis.study import Told, fill
from sweepctl.errors import UsageError
from sweepctl.model.study import StudyMade
from sweepctl.model.trial import Trial, TrialState


def publish(told: Told, name: str, url: str, best: Trial | None, *, force: bool = False) -> StudyMade:
    """Write a study of this name; one that exists is replaced with `force`.

    Raises UsageError where the study exists or the storage cannot be opened.
    """
    with opened_storage(url, is_new=True) as storage:
        known = {one.study_name for one in optuna.get_all_study_summaries(storage, include_best_trial=False)}
        if name in known:
            if not force:
                raise UsageError(f"{url} has a study `{name}` already", "--force replaces it")
            optuna.delete_study(study_name=name, storage=storage)
        study = fill(told, name, storage)
        return StudyMade(name, len(study.get_trials(deepcopy=False)), list(_notes(told, best)))


def _notes(told: Told, best: Trial | None) -> Iterator[str]:
    left = sum(not one.state.is_over for one in told.trials)
    if left:
        yield f"{left} trial{'s are' if left > 1 else ' is'} not over yet and left out"
    if best is not None and best.state is TrialState.STOPPED:
        yield f"the best trial, {best.number}, was stopped early; to Optuna a pruned trial is never the best"
