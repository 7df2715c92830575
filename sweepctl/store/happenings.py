"""What was recorded: what `why` tells."""

from __future__ import annotations

import json

from sweepctl.model.story import Happening
from sweepctl.store.database import Database


def of_trial(database: Database, sweep: str, trial: int) -> list[Happening]:
    """The events of a trial, in the order in which they were stored."""
    rows = database.rows("SELECT * FROM events WHERE sweep = ? AND trial = ? ORDER BY id", (sweep, trial))
    return [Happening(row["at"], row["kind"], row["trial"], json.loads(row["detail"])) for row in rows]


def of_sweep(database: Database, sweep: str, newest: int) -> list[Happening]:
    """The newest events of the sweep itself, in the order in which they were stored."""
    rows = database.rows(
        "SELECT * FROM events WHERE sweep = ? AND trial IS NULL ORDER BY id DESC LIMIT ?", (sweep, newest)
    )
    return [Happening(row["at"], row["kind"], None, json.loads(row["detail"])) for row in reversed(rows)]
