"""Every change of state is recorded, with its reason."""

from __future__ import annotations

import json
import os
import pwd
import time

from sweepctl.store.database import Database


def record(database: Database, sweep: str, trial: int | None, kind: str, **detail: object) -> None:
    """Append an event inside the transaction that makes the change."""
    database.change(
        "INSERT INTO events (sweep, trial, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
        (sweep, trial, time.time(), kind, json.dumps(detail)),
    )


def user() -> str:
    """The name of whoever runs this process."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def whoever() -> str:
    """Who asks for something, and on which machine."""
    return f"{user()} on {os.uname().nodename}"
