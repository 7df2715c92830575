"""Every change of state, with its reason: what `why` tells."""

from __future__ import annotations

import json
import os
import platform
import pwd
import time

from sweepctl.model.story import Happening
from sweepctl.store.database import Database


def record(database: Database, sweep: str, trial: int | None, kind: str, **detail: object) -> None:
    """Append an event inside the transaction that makes the change."""
    database.change(
        "INSERT INTO events (sweep, trial, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
        (sweep, trial, time.time(), kind, json.dumps(detail)),
    )


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


def user() -> str:
    """The name of whoever runs this process."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def whoever() -> str:
    """Who asks for something, and on which machine."""
    return f"{user()} on {platform.node()}"
