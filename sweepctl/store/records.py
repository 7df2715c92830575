"""What executions ran with, one JSON text each."""

from __future__ import annotations

import json

from sweepctl.model.record import Record
from sweepctl.model.trial import Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import key


def keep(database: Database, execution: Execution, record: Record) -> None:
    """Store a record inside the transaction that marks its execution running."""
    database.change(
        "INSERT INTO records (sweep, trial, part, attempt, content) VALUES (?, ?, ?, ?, ?)",
        (*key(execution), json.dumps(record.to_json())),
    )


def of_trial(database: Database, sweep: str, trial: int) -> list[Record]:
    """The records of a trial by part and attempt; none of what ran before there were any."""
    rows = database.rows(
        "SELECT r.part, r.attempt, r.content, e.started FROM records r JOIN executions e ON e.sweep = r.sweep"
        " AND e.trial = r.trial AND e.part = r.part AND e.attempt = r.attempt"
        " WHERE r.sweep = ? AND r.trial = ? ORDER BY r.part, r.attempt",
        (sweep, trial),
    )
    return [Record.from_json(json.loads(row["content"]), row["part"], row["attempt"], row["started"]) for row in rows]
