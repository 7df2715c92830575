"""Looking at a store that cannot be written: on a read-only disk, or without the right to write."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sweepctl.errors import StoreError
from sweepctl.store.database import Database, open_database, require_known, sentence_for
from sweepctl.store.place import FILE, LOCK, require_local, require_trust
from sweepctl.store.schema import VERSION


def open_to_look(folder: Path) -> Database:
    """The database of a store folder for those who only look; one that cannot be written is shown as it is.

    Raises StoreError.
    """
    if is_writable(folder):
        return open_database(folder)
    database = open_as_is(folder)
    try:
        is_old = require_known(database) < VERSION
    except BaseException:
        database.close()
        raise
    if not is_old:
        return database
    database.close()
    return Database(folder, _copied(folder))


def open_as_is(folder: Path) -> Database:
    """The database of a store folder, whatever its version, to be looked at only. Raises StoreError."""
    require_trust(folder)
    require_local(folder)
    return Database(folder, connect_to_look(folder))


def is_writable(folder: Path) -> bool:
    """Whether SQLite can work in a store folder: it needs the folder, the file and its own files beside."""
    files = [folder / name for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK)]
    return all(os.access(path, os.W_OK) for path in (folder, *(one for one in files if one.exists())))


def connect_to_look(folder: Path) -> sqlite3.Connection:
    """A connection that writes nothing, and sees what a writer has left in the log. Raises StoreError."""
    wal, index = folder / f"{FILE}-wal", folder / f"{FILE}-shm"
    how = "mode=ro"
    if not is_writable(folder):
        has_log = wal.exists() and wal.stat().st_size > 0
        if has_log and not index.exists():
            return _copied(folder)
        # SQLite wants an index of the log, which it cannot make here; without a log nobody is writing.
        how = "mode=ro" if has_log else "immutable=1"
    return _opened(f"file:{quote(str(folder / FILE))}?{how}", folder)


def _opened(uri: str, folder: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise sentence_for(error, folder / FILE) from error
    connection.row_factory = sqlite3.Row
    return connection


def _copied(folder: Path) -> sqlite3.Connection:
    """A copy in memory, its log taken in and migrated if need be."""
    # Only a store that cannot be written waits for it.
    import tempfile

    connection = _opened(":memory:", folder)
    try:
        with tempfile.TemporaryDirectory(prefix="sweepctl-") as place:
            for name in (FILE, f"{FILE}-wal"):
                if (folder / name).exists():
                    shutil.copyfile(folder / name, Path(place, name))
                    Path(place, name).chmod(0o600)
            with closing(open_database(Path(place))), closing(sqlite3.connect(Path(place, FILE))) as copy:
                copy.backup(connection)
    except (OSError, sqlite3.Error, StoreError) as error:
        connection.close()
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"cannot look at the store {folder}, which cannot be written: {error}") from None
    return connection
