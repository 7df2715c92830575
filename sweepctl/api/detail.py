"""One trial with all that is kept of it, and what trials have printed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from sweepctl.agent.folder import LOG, last_lines_of, trial_folder
from sweepctl.api.burial import bury_if_possible
from sweepctl.api.stores import looked_at, pick_sweep, pick_trial
from sweepctl.errors import NotFoundError
from sweepctl.model.status import Sweep, TrialDetail
from sweepctl.model.trial import Trial, TrialState
from sweepctl.store import history, points, records
from sweepctl.store.database import Database

_FOLLOW_SECONDS = 0.3


def show(target: str) -> TrialDetail:
    """The trial `[SWEEP/]N`."""
    with looked_at() as database:
        sweep, number = pick_trial(database, target)
        bury_if_possible(database, sweep)
        return _detail(database, sweep, history.trial(database, sweep.id, sweep.spec.scoring, number))


def best(sweep: str | None = None) -> TrialDetail:
    """The trial with the best value. Raises NotFoundError while there is none."""
    with looked_at() as database:
        chosen = pick_sweep(database, sweep)
        if chosen.spec.objective is None:
            raise NotFoundError(
                f"sweep {chosen.id} has no metric, so no trial is best", "add `metric:` to the sweep file"
            )
        found = history.best(database, chosen.id, chosen.spec.scoring)
        if found is None:
            raise NotFoundError(f"no trial of sweep {chosen.id} has a value of {chosen.spec.objective.name} yet")
        detailed = history.trial(database, chosen.id, chosen.spec.scoring, found.number)
        return _detail(database, chosen, detailed)


def _detail(database: Database, sweep: Sweep, trial: Trial) -> TrialDetail:
    row = database.row(
        "SELECT argv FROM executions WHERE sweep = ? AND trial = ? AND argv IS NOT NULL ORDER BY part, attempt DESC",
        (sweep.id, trial.number),
    )
    objective = sweep.spec.objective
    return TrialDetail(
        sweep,
        trial,
        json.loads(row["argv"]) if row else (),
        trial_folder(database.folder, sweep.id, trial.number),
        points.curve(database, trial.execution(sweep.id), objective.name) if objective else None,
        records.of_trial(database, sweep.id, trial.number),
    )


def logs(target: str | None = None, failed: bool = False) -> list[TrialDetail]:
    """The trials whose output is asked for: `[SWEEP/]N`, every failed one, or the newest."""
    with looked_at() as database:
        if target is not None and not failed:
            sweep, number = pick_trial(database, target)
            chosen = [history.trial(database, sweep.id, sweep.spec.scoring, number)]
        else:
            sweep = pick_sweep(database, target)
            every = history.trials(database, sweep.id, sweep.spec.scoring, None if failed else 1)
            chosen = [one for one in every if not failed or one.state is TrialState.FAILED]
        return [_detail(database, sweep, one) for one in chosen]


def _log_files(detail: TrialDetail) -> list[tuple[str, Path]]:
    """The logs of a trial with what to say before each: one for every part, where it has several."""
    titles = [f"== part {one.part}" for one in detail.trial.parts] or [""]
    return [(title, folder / LOG) for title, folder in zip(titles, detail.folders, strict=True)]


def log_lines(detail: TrialDetail) -> Iterator[str]:
    """What a trial has printed, all attempts after one another, and part after part."""
    for title, path in _log_files(detail):
        if title:
            yield title
        try:
            with path.open(errors="replace", newline="\n") as file:
                for line in file:
                    yield line.rstrip("\n")
        except OSError:
            continue


def last_lines(target: str, most: int) -> list[str]:
    """The newest lines of the trial `[SWEEP/]N`, or of the part of it that wrote last."""
    paths = [path for _, path in _log_files(show(target)) if path.exists()]
    return last_lines_of(max(paths, key=lambda path: path.stat().st_mtime))[-most:] if paths else []


def follow(detail: TrialDetail) -> Iterator[str]:
    """What a trial has printed, and what it prints until it is over."""
    logs = [(title, _Growing(path)) for title, path in _log_files(detail)]
    spoken = ""
    while True:
        over = show(f"{detail.sweep.id}/{detail.trial.number}").trial.state.is_over
        for title, log in logs:
            lines = log.lines(is_over=over)
            if lines and title != spoken:
                spoken = title
                yield title
            yield from lines
        if over:
            return
        time.sleep(_FOLLOW_SECONDS)


class _Growing:
    """A log that is being written; one that became shorter is read anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def lines(self, *, is_over: bool) -> list[str]:
        """The whole lines since the last call; with `is_over` also what follows the last newline."""
        try:
            if self._path.stat().st_size < self._offset:
                self._offset, self._rest = 0, b""
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except OSError:
            data = b""
        self._offset += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        if is_over and self._rest:
            whole.append(self._rest)
        return [line.decode(errors="replace") for line in whole]
