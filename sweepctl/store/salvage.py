"""What can still be read of a damaged store, in a new one in its place."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sweepctl.errors import StoreError
from sweepctl.store.database import Database, make_file, open_database
from sweepctl.store.looking import connect_to_look
from sweepctl.store.place import FILE, require_local, require_trust

# Parents first: what belongs to nothing is dropped.
_TABLES = ("sweeps", "specs", "trials", "executions", "agents", "points", "series", "priors", "events")


@dataclass(frozen=True)
class Saved:
    """How many rows of each table were saved, which tables could not be read to their end, where the old file is."""

    rows: Mapping[str, int]
    unreadable: Sequence[str]
    old: Path


def salvage(folder: Path) -> Saved:
    """Put a new store with all that can be read in the place of a damaged one, which is kept beside it.

    What ran goes back to the queue. Raises StoreError if not even the sweeps can be read; then nothing is changed.
    """
    require_trust(folder)
    require_local(folder)
    draft = folder / f".new-{os.getpid()}-salvage"
    make_file(draft)
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as new:
            unreadable = _copy(folder, new)
            rows = {table: _count(new, table) for table in _TABLES}
        if not rows["sweeps"]:
            raise StoreError(f"nothing can be read of {folder / FILE}", "a copy of an earlier day is all that helps")
        old = _replace(folder, draft)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"cannot save what is left of {folder / FILE}: {error}") from None
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)
    with closing(open_database(folder)) as database:
        _settle(database)
    return Saved(rows, unreadable, old)


def _count(new: sqlite3.Connection, table: str) -> int:
    return int(new.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _copy(folder: Path, new: sqlite3.Connection) -> list[str]:
    """Copy every table as far as it can be read; those that could not be read to their end."""
    unreadable = []
    new.execute("BEGIN")
    with closing(connect_to_look(folder)) as old:
        for table in _TABLES:
            columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
            try:
                known = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
            except sqlite3.Error:
                known = set()
            shared = [name for name in columns if name in known]
            if not shared or not _copy_table(old, new, table, shared):
                unreadable.append(table)
    for table in _TABLES:
        _drop_orphans(new, table)
    new.execute("COMMIT")
    return unreadable


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: Sequence[str]) -> bool:
    """Copy from the front, and if that ends early from the back; whether all was read."""
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    for direction in ("ASC", "DESC"):
        select = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY rowid {direction}"
        is_whole = True
        for row in _readable(old, select):
            if row is None:
                is_whole = False
                continue
            with suppress(sqlite3.IntegrityError):
                new.execute(insert, row)
        if is_whole:
            return direction == "ASC"
    return False


def _readable(old: sqlite3.Connection, select: str) -> Iterator[Sequence[object] | None]:
    """The rows up to the first that cannot be read, which is None."""
    try:
        yield from old.execute(select)
    except (sqlite3.Error, UnicodeDecodeError):
        yield None


def _drop_orphans(new: sqlite3.Connection, table: str) -> None:
    for row in new.execute(f"PRAGMA foreign_key_check({table})").fetchall():
        new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row[1],))


def _replace(folder: Path, draft: Path) -> Path:
    """Put the draft into the place of the store; the old one, its log included, is beside it under another name."""
    old = folder / f"{FILE}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    # The log first: SQLite would take it for one of the new file.
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{folder / FILE}{suffix}").rename(f"{old}{suffix}")
    os.link(folder / FILE, old)
    draft.rename(folder / FILE)
    return old


def _settle(database: Database) -> None:
    """Nobody runs anything; every trial has an execution, and of each part the newest attempt counts."""
    now = time.time()
    with database.transaction():
        database.change("UPDATE agents SET gone = ? WHERE gone IS NULL", (now,))
        database.change("UPDATE executions SET latest = NULL")
        database.change(
            "UPDATE executions SET latest = 1 WHERE attempt = (SELECT max(attempt) FROM executions e"
            " WHERE e.sweep = executions.sweep AND e.trial = executions.trial AND e.part = executions.part)"
        )
        database.change(
            "UPDATE executions SET state = 'ended', ended = ?, ending = 'lost', why = 'the store was damaged'"
            " WHERE latest IS NULL AND state <> 'ended'",
            (now,),
        )
        database.change(
            "UPDATE executions SET state = 'queued', agent = NULL, wanted = NULL, wanted_why = NULL, started = NULL"
            " WHERE latest = 1 AND state <> 'ended'"
        )
        database.change(
            "INSERT INTO executions (sweep, trial, part, attempt, latest, state)"
            " SELECT sweep, number, 0, 1, 1, 'queued' FROM trials WHERE NOT EXISTS (SELECT 1 FROM executions e"
            " WHERE e.sweep = trials.sweep AND e.trial = trials.number AND e.part = 0)"
        )
