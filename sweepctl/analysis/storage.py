"""Optuna's storages, by the text that names one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import optuna
from optuna.storages import BaseStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalStorage
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from sweepctl.errors import SweepctlError, UsageError

_SQLITE = "sqlite:///"
_MAGIC = b"SQLite format 3\0"


def url_of(text: str) -> str | None:
    """The URL of a database, None for a file that is none: a journal."""
    if "://" in text:
        return text
    path = Path(text)
    try:
        with path.open("rb") as file:
            return f"{_SQLITE}{path}" if file.read(len(_MAGIC)) == _MAGIC else None
    except OSError as error:
        raise UsageError(f"cannot read {text}: {error.strerror}") from None


@contextmanager
def opened_storage(text: str, *, is_new: bool = False) -> Iterator[BaseStorage]:
    """The storage that a URL or a file holds; with `is_new` a database that is made where there is none.

    Raises UsageError where there is none, SweepctlError for what goes wrong with it.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    url = text if is_new else url_of(text)
    if url is None:
        yield _journal(Path(text))
        return
    if url.startswith(_SQLITE) and not is_new and not Path(url.removeprefix(_SQLITE)).is_file():
        raise UsageError(f"there is no file {url.removeprefix(_SQLITE)}")
    try:
        storage = RDBStorage(url)
    except (SQLAlchemyError, ImportError, RuntimeError, ValueError) as error:
        raise UsageError(f"cannot open {url}: {_first_line(error)}", "such as sqlite:///x.db") from None
    if is_new and url.startswith(_SQLITE):
        # A file that is being made is worth nothing before it is whole; waiting for the disk makes it ten times slower.
        event.listen(storage.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
        storage.engine.dispose()
    try:
        yield storage
    except SQLAlchemyError as error:
        raise SweepctlError(f"{url}: {_first_line(error)}") from None
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _journal(path: Path) -> BaseStorage:
    try:
        return JournalStorage(JournalFileBackend(str(path)))
    except (OSError, ValueError, KeyError) as error:
        hint = "FILE can be a W&B or sweepctl export (.csv, .json, .jsonl), or Optuna's database or journal"
        raise UsageError(f"{path} is no Optuna journal: {_first_line(error)}", hint) from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
