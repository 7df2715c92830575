"""Every change of state, with its reason: what `why` tells."""

from __future__ import annotations

import json
import time

from sweepctl.store.database import Database


def record(database: Database, sweep: str, trial: int | None, kind: str, **detail: object) -> None:
    """Append an event inside the transaction that makes the change."""
    database.change(
        "INSERT INTO events (sweep, trial, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
        (sweep, trial, time.time(), kind, json.dumps(detail)),
    )
