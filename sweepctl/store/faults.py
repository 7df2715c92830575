"""How a sweep fares elsewhere while one agent's trials fail, and what follows if the fault is not the trials'."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sweepctl.model.outcome import SCRIPT_FAILURES, Ending, Outcome
from sweepctl.model.status import SweepState
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import THIS, key, queue_again, settle
from sweepctl.store.events import record
from sweepctl.store.sweeps import get_sweep

_FAILURES = (*sorted(SCRIPT_FAILURES), Ending.NOT_STARTED)
_WELL = (Ending.FINISHED, Ending.STOPPED)


@dataclass(frozen=True)
class Health:
    """Executions of a sweep, counted around a row of failures of one agent.

    `succeeded` are all that ever ended well. `failed_before` and `ended_before` ended before the row began. Of the
    other agents' since then, `others_well` ended well, or run and have brought values or outlived a quick failure;
    `others_failed` failed, `elsewhere_failed` of them on other hosts.
    """

    succeeded: int = 0
    failed_before: int = 0
    ended_before: int = 0
    others_well: int = 0
    others_failed: int = 0
    elsewhere_failed: int = 0

    @property
    def share_of_failures(self) -> float:
        """How likely a trial fails anyway, by those before (Laplace's rule of succession)."""
        return (self.failed_before + 1) / (self.ended_before + 2)


def health(database: Database, sweep: str, agent: str, row: Collection[Execution], quick: float) -> Health:
    """Compare a row of failures with the rest; `quick` is how many seconds a trial has to live to count as well."""
    starts = [_started(database, execution) for execution in row]
    since = min((start for start in starts if start is not None), default=time.time())
    bad, good = ", ".join("?" * len(_FAILURES)), ", ".join("?" * len(_WELL))
    found = database.row(
        f"""
        SELECT
            sum(CASE WHEN e.ending IN ({good}) THEN 1 ELSE 0 END) AS succeeded,
            sum(CASE WHEN e.ending IN ({bad}) AND e.ended < ? THEN 1 ELSE 0 END) AS failed_before,
            sum(CASE WHEN e.ending IN ({bad}, {good}) AND e.ended < ? THEN 1 ELSE 0 END) AS ended_before,
            sum(CASE WHEN e.ending IN ({good}) AND e.ended >= ? AND e.agent <> ? THEN 1
                WHEN e.state = 'running' AND e.agent <> ? AND (e.started <= ? OR EXISTS (SELECT 1 FROM points p
                    WHERE p.sweep = e.sweep AND p.trial = e.trial AND p.part = e.part AND p.attempt = e.attempt))
                THEN 1 ELSE 0 END) AS others_well,
            sum(CASE WHEN e.ending IN ({bad}) AND e.ended >= ? AND e.agent <> ? THEN 1 ELSE 0 END) AS others_failed,
            sum(CASE WHEN e.ending IN ({bad}) AND e.ended >= ? AND e.agent <> ? AND a.host <> (
                SELECT host FROM agents WHERE id = ?) THEN 1 ELSE 0 END) AS elsewhere_failed
        FROM executions e LEFT JOIN agents a ON a.id = e.agent WHERE e.sweep = ?
        """,
        (
            *_WELL,
            *(*_FAILURES, since),
            *(*_FAILURES, *_WELL, since),
            *(*_WELL, since, agent),
            *(agent, time.time() - quick),
            *(*_FAILURES, since, agent),
            *(*_FAILURES, since, agent, agent),
            sweep,
        ),
    )
    return Health(**{name: int(many or 0) for name, many in dict(found or {}).items()})


def _started(database: Database, execution: Execution) -> float | None:
    row = database.row(f"SELECT coalesce(started, ended) AS began FROM executions WHERE {THIS}", key(execution))
    return None if row is None else row["began"]


def give_back(database: Database, sweep: str, executions: Sequence[Execution], why: str) -> list[int]:
    """Take failures back that were not the trials' fault: they are queued again and use up no retry; their numbers."""
    given = []
    with database.transaction():
        if get_sweep(database, sweep).state is SweepState.CANCELLED:
            return []
        for execution in executions:
            row = database.row(f"SELECT * FROM executions WHERE {THIS} AND state = 'ended'", key(execution))
            if row is None or row["ending"] not in _FAILURES:
                continue
            outcome = Outcome(Ending.HANDED_BACK, row["code"], f"{row['why']}; {why}")
            settle(database, execution, outcome, again=True)
            if row["latest"]:
                _queue_parts(database, execution)
            given.append(execution.trial)
    return given


def _queue_parts(database: Database, execution: Execution) -> None:
    """A part that went wrong has ended the others of its trial too."""
    parts = database.rows(
        "SELECT part, attempt FROM executions WHERE sweep = ? AND trial = ? AND latest = 1 AND state = 'ended'"
        " AND ending <> 'finished' ORDER BY part",
        (execution.sweep, execution.trial),
    )
    for row in parts:
        queue_again(database, Execution(execution.sweep, execution.trial, row["part"], row["attempt"]))


def pause_itself(database: Database, sweep: str, agent: str, why: str) -> bool:
    """Pause a running sweep whose script is broken everywhere; `resume` undoes it. False if it was not running."""
    with database.transaction():
        if get_sweep(database, sweep).state is not SweepState.RUNNING:
            return False
        database.change("UPDATE sweeps SET state = ? WHERE id = ?", (SweepState.PAUSED, sweep))
        record(database, sweep, None, "paused_itself", why=why, agent=agent)
        return True
