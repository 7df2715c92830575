"""One SQLite file in WAL mode, and the only place that sees sqlite3.

Writers take a file lock before `BEGIN IMMEDIATE`: SQLite's own busy waiting lets some of many equal writers starve.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from sweepctl.errors import StoreError, TransientStoreError
from sweepctl.store.place import FILE, LOCK, require_local, require_trust
from sweepctl.store.schema import MIGRATIONS, VERSION

Row: TypeAlias = Mapping[str, Any]


def _patience() -> float:
    """Seconds until a store that others hold counts as trouble: SWEEPCTL_PATIENCE, else a minute."""
    try:
        return float(os.environ["SWEEPCTL_PATIENCE"])
    except (KeyError, ValueError):
        return 60.0


_PATIENCE = _patience()
_BUSY_SECONDS = _PATIENCE / 2
_SENTENCES: Sequence[tuple[str, str, bool]] = (
    ("disk is full", "the disk that holds the store is full", True),
    ("is locked", "the store has been locked by another program for too long", True),
    ("disk i/o error", "the disk that holds the store reports an error", True),
    ("readonly", "the store cannot be written, it is read-only", True),
    ("unable to open", "the store cannot be opened", True),
    ("not a database", "not a sweepctl store, or a damaged one", False),
    ("foreign key", "the sweep was deleted meanwhile", False),
    ("malformed", "the store is damaged", False),
)


def sentence_for(error: sqlite3.Error, file: Path) -> StoreError:
    """A sentence for what SQLite says; transient where waiting may help."""
    text = str(error).lower()
    if "disk i/o error" in text and _is_full(file):
        text = "disk is full"
    if "readonly" in text or "unable to open" in text:
        text = f"readonly {text}" if not os.access(file.parent, os.W_OK) else text
    for needle, sentence, passes in _SENTENCES:
        if needle in text:
            return (TransientStoreError if passes else StoreError)(f"{sentence}: {file}")
    return StoreError(f"{file}: {error}")


def _is_full(file: Path) -> bool:
    try:
        return os.statvfs(file.parent).f_bavail == 0
    except OSError:
        return False


class Database:
    """A connection of one thread. `rows` reads; `transaction` writes, all or nothing."""

    def __init__(self, folder: Path, look: sqlite3.Connection | None = None) -> None:
        """`look` is a connection by which the store is looked at only, where it cannot be written."""
        self.folder = folder
        self._file = folder / FILE
        self._depth = 0
        self._connection = look or _connect(self._file)
        self._inode = self._file.stat().st_ino
        self._lock: int | None = None
        try:
            if look is None:
                self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Release the file."""
        with suppress(sqlite3.Error):
            self._connection.close()
        if self._lock is not None:
            os.close(self._lock)

    def require_there(self) -> None:
        """Raise StoreError if somebody removed the file: what is written to it now would be lost."""
        try:
            is_there = self._file.stat().st_ino == self._inode
        except OSError:
            is_there = False
        if not is_there:
            raise StoreError(f"the store is gone: {self._file} was removed or replaced")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement and give all its rows. Raises StoreError."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise sentence_for(error, self._file) from error

    def row(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row, None without one."""
        return next(iter(self.rows(statement, values)), None)

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one statement that writes and give the number of rows it touched. Raises StoreError."""
        assert self._depth, "writes belong into a transaction"
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise sentence_for(error, self._file) from error

    def change_many(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """Run one statement that writes for each row of values. Raises StoreError."""
        assert self._depth, "writes belong into a transaction"
        try:
            self._connection.executemany(statement, values)
        except sqlite3.Error as error:
            raise sentence_for(error, self._file) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen, or none. Raises StoreError, also if a newer sweepctl has changed the schema."""
        with self._locked():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise sentence_for(error, self._file) from error
            self._depth = 1
            try:
                require_known(self)
                yield
                self._connection.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise sentence_for(error, self._file) from error
                raise
            finally:
                self._depth = 0

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see the same moment; inside a transaction they do so anyway. Raises StoreError."""
        if self._connection.in_transaction:
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            with suppress(StoreError):
                self.rows("ROLLBACK")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._lock is None:
            raise StoreError(f"the store cannot be written, it is read-only: {self._file}")
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TransientStoreError(
                        f"another program has held the store for over {_PATIENCE:.0f} s: {self._file}",
                        "a suspended agent may hold it: `jobs`, then `fg`",
                    ) from None
                # By chance, so that equals do not keep in step; not by `random`, which is slow to load.
                time.sleep(0.0002 + 0.0018 * os.urandom(1)[0] / 255)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)


def _connect(file: Path) -> sqlite3.Connection:
    try:
        # Each connection is used by one thread at a time; the agent hands it to its store thread.
        connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        raise sentence_for(error, file) from error
    return connection


def open_database(folder: Path) -> Database:
    """The database of a store folder, made or migrated if need be. Raises StoreError."""
    require_trust(folder)
    require_local(folder)
    if not (folder / FILE).exists():
        _build(folder)
    try:
        database = Database(folder)
    except OSError as error:
        raise StoreError(f"cannot open the store {folder}: {error.strerror}") from None
    try:
        _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def _build(folder: Path) -> None:
    """Make the file beside and link it into place: another process sees all of it or nothing."""
    draft = folder / f".new-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        make_file(draft)
        with suppress(FileExistsError):
            os.link(draft, folder / FILE)
    except OSError as error:
        raise StoreError(f"cannot make a store in {folder}: {error.strerror}") from None
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)


def make_file(file: Path) -> None:
    """A new file with empty tables. Raises OSError, StoreError."""
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                "BEGIN; CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
                + "".join(MIGRATIONS)
                + f"INSERT INTO meta VALUES ('sweepctl', '{VERSION}'); COMMIT;"
            )
    except sqlite3.Error as error:
        raise sentence_for(error, file) from error


def require_known(database: Database) -> int:
    """The schema version of the store. Raises StoreError for a file that is not ours or newer than we know."""
    try:
        row = database.row("SELECT value FROM meta WHERE key = 'sweepctl'")
    except TransientStoreError:
        raise
    except StoreError as error:
        if "no such" not in error.sentence:
            raise
        row = None
    if row is None or not str(row["value"]).isdecimal() or int(row["value"]) < 1:
        raise StoreError(f"{database.folder / FILE} is not a sweepctl store", "remove it or work in another folder")
    version = int(row["value"])
    if version > VERSION:
        raise StoreError(
            f"the store {database.folder} was written by a newer sweepctl (schema {version}, this one knows {VERSION})",
            "upgrade sweepctl",
        )
    return version


def _migrate(database: Database) -> None:
    if require_known(database) == VERSION:
        return
    with database.transaction():
        for migration in MIGRATIONS[require_known(database) :]:
            for statement in migration.split(";"):
                database.change(statement)
        database.change("UPDATE meta SET value = ? WHERE key = 'sweepctl'", (str(VERSION),))
