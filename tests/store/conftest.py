"""A store of its own for every test; assertions of the contract explain themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl.store.database import Database, open_database
from sweepctl.store.place import make_folder
from tests.store.world import Clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new store folder, without a database yet."""
    return make_folder(tmp_path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """In place of the wall clock."""
    found = Clock()
    monkeypatch.setattr(time, "time", found)
    return found


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    """An open, empty SQLite store."""
    with closing(open_database(folder)) as opened:
        yield opened
