"""Whether a trial whose execution has ended is tried again, and when; all of it inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sweepctl.model.outcome import SCRIPT_FAILURES, Ending, Outcome
from sweepctl.model.spec import Limits
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database, Row

# A trial that lost its agent this often in a row without one new point is given up.
MOST_LOSSES = 5
# A script that asks this often in a row to be run again later, and gets no further, is given up.
MOST_REQUEUES = 10


@dataclass(frozen=True)
class Chance:
    """What becomes of a trial: the queue again, after a wait in seconds, or its end; `why` a chance was spent."""

    again: bool
    wait: float = 0.0
    spent: str = ""

    def worded(self, outcome: Outcome) -> Outcome:
        """The outcome, with why there is no other chance where that is not plain."""
        return replace(outcome, why=f"{outcome.why}; {self.spent}") if self.spent else outcome


def next_chance(database: Database, execution: Execution, outcome: Outcome, limits: Limits) -> Chance:
    """What follows the end of an execution that is not stored yet.

    Remainders are counted, since a trial that was given up and then retried by hand has all its chances again.
    """
    match outcome.ending:
        case Ending.HANDED_BACK:
            return Chance(again=True)
        case Ending.LOST:
            return _after_loss(_attempts(database, execution))
        case Ending.REQUEUED:
            return _after_requeue(_attempts(database, execution), limits)
        case ending if ending in SCRIPT_FAILURES:
            failures = sum(row["ending"] in SCRIPT_FAILURES for row in _attempts(database, execution)[1:])
            used = failures % (limits.retries + 1)
            return Chance(again=True, wait=limits.backoff.after(used + 1)) if used < limits.retries else Chance(False)
        case _:
            return Chance(again=False)


def _attempts(database: Database, execution: Execution) -> Sequence[Row]:
    """This attempt and those before it, newest first, each with how far it came."""
    return database.rows(
        "SELECT e.ending, EXISTS (SELECT 1 FROM points p WHERE p.sweep = e.sweep AND p.trial = e.trial"
        " AND p.part = e.part AND p.attempt = e.attempt) AS moved,"
        " (SELECT max(s.last_step) FROM series s WHERE s.sweep = e.sweep AND s.trial = e.trial"
        " AND s.part = e.part AND s.attempt = e.attempt) AS step,"
        " (SELECT max(s.count) FROM series s WHERE s.sweep = e.sweep AND s.trial = e.trial"
        " AND s.part = e.part AND s.attempt = e.attempt) AS many FROM executions e"
        " WHERE e.sweep = ? AND e.trial = ? AND e.part = ? AND e.attempt <= ? ORDER BY e.attempt DESC",
        (execution.sweep, execution.trial, execution.part, execution.attempt),
    )


def _after_loss(attempts: Sequence[Row]) -> Chance:
    if attempts[0]["moved"]:
        return Chance(again=True)
    losses = 1
    for row in attempts[1:]:
        if row["ending"] != Ending.LOST or row["moved"]:
            break
        losses += 1
    return Chance(again=losses % MOST_LOSSES > 0)


def _after_requeue(attempts: Sequence[Row], limits: Limits) -> Chance:
    """Free as long as it gets further; a script that always asks for it waits longer each time, and not for ever."""
    asked = 0
    for place, row in enumerate(attempts):
        if (place and row["ending"] != Ending.REQUEUED) or _gets_further(row, attempts[place + 1 :]):
            break
        asked += 1
    if asked and asked % MOST_REQUEUES == 0:
        return Chance(again=False, spent=f"that was {MOST_REQUEUES} times in a row without getting any further")
    return Chance(again=True, wait=limits.backoff.after(asked % MOST_REQUEUES))


def _gets_further(row: Row, earlier: Sequence[Row]) -> bool:
    """Whether an attempt has come to a later step than any before, or has more values where there are no steps."""
    measure = "many" if row["step"] is None else "step"
    return row[measure] is not None and all(row[measure] > (one[measure] or 0) for one in earlier)
