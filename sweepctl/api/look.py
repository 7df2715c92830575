"""Looking at sweeps and trials; nothing is changed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from sweepctl.agent.folder import LOG, trial_folder
from sweepctl.api.stores import opened, pick_sweep, pick_trial
from sweepctl.errors import NotFoundError
from sweepctl.model.status import Sweep, SweepLine, SweepStatus, TrialDetail
from sweepctl.model.trial import Execution, Trial, TrialState
from sweepctl.store import history, points, summary
from sweepctl.store.database import Database

_FOLLOW_SECONDS = 0.3


def status(sweep: str | None = None, newest: int | None = 10) -> SweepStatus:
    """A sweep's counts, best, agents and newest trials (None: all)."""
    with opened() as database:
        return summary.status(database, pick_sweep(database, sweep), newest)


def ls() -> list[SweepLine]:
    """Every sweep of the store, newest first."""
    with opened() as database:
        return summary.lines(database)


def show(target: str) -> TrialDetail:
    """The trial `[SWEEP/]N`."""
    with opened() as database:
        sweep, number = pick_trial(database, target)
        return _detail(database, sweep, history.trial(database, sweep.id, sweep.spec.scoring, number))


def best(sweep: str | None = None) -> TrialDetail:
    """The trial with the best value. Raises NotFoundError while there is none."""
    with opened() as database:
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
    execution = Execution(sweep.id, trial.number, 0, trial.attempt)
    row = database.row(
        "SELECT argv FROM executions WHERE sweep = ? AND trial = ? AND argv IS NOT NULL ORDER BY attempt DESC",
        (sweep.id, trial.number),
    )
    objective = sweep.spec.objective
    return TrialDetail(
        sweep,
        trial,
        json.loads(row["argv"]) if row else (),
        trial_folder(database.folder, sweep.id, trial.number),
        points.curve(database, execution, objective.name) if objective else None,
    )


def logs(target: str | None = None, failed: bool = False) -> list[TrialDetail]:
    """The trials whose output is asked for: `[SWEEP/]N`, every failed one, or the newest."""
    with opened() as database:
        if target is not None and not failed:
            sweep, number = pick_trial(database, target)
            chosen = [history.trial(database, sweep.id, sweep.spec.scoring, number)]
        else:
            sweep = pick_sweep(database, target)
            every = history.trials(database, sweep.id, sweep.spec.scoring, None if failed else 1)
            chosen = [one for one in every if not failed or one.state is TrialState.FAILED]
        return [_detail(database, sweep, one) for one in chosen]


def log_lines(detail: TrialDetail) -> Iterator[str]:
    """What a trial has printed, all attempts after one another."""
    try:
        with (detail.folder / LOG).open(errors="replace", newline="\n") as file:
            for line in file:
                yield line.rstrip("\n")
    except OSError:
        return


def follow(detail: TrialDetail) -> Iterator[str]:
    """What a trial has printed, and what it prints until it is over."""
    path = detail.folder / LOG
    offset, rest = 0, b""
    while True:
        over = show(f"{detail.sweep.id}/{detail.trial.number}").trial.state.is_over
        if path.exists():
            if path.stat().st_size < offset:
                offset, rest = 0, b""
            with path.open("rb") as file:
                file.seek(offset)
                data = file.read()
            offset += len(data)
            *whole, rest = (rest + data).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)
        if over:
            if rest:
                yield rest.decode(errors="replace")
            return
        time.sleep(_FOLLOW_SECONDS)
