"""A store that cannot be written is shown as it is, with all that was written to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl.errors import StoreError
from sweepctl.store import database as database_module
from sweepctl.store import looking
from sweepctl.store.database import open_database
from sweepctl.store.looking import open_to_look
from sweepctl.store.place import make_folder
from sweepctl.store.schema import MIGRATIONS, VERSION
from sweepctl.store.sweeps import list_sweeps
from tests.harness import Project
from tests.store.obstacles import read_only
from tests.store.world import World


def closed(place: Path) -> Path:
    """A store that its last user closed: there is no log."""
    folder = make_folder(place)
    with closing(open_database(folder)) as database:
        World(database).play(3.0, 2.0)
    assert not (folder / "sweeps.db-wal").exists()
    return folder


def killed(place: Path) -> Path:
    """A store whose last user was killed: all that it wrote is in the log."""
    folder = closed(place / "before")
    with closing(open_database(folder)) as database:
        world = World(database)
        world.play(1.0, agent="b")
        shutil.copytree(folder, place / ".sweepctl")
    assert (place / ".sweepctl" / "sweeps.db-wal").stat().st_size
    return place / ".sweepctl"


def without_index(place: Path) -> Path:
    """The same, and the index of the log is lost too."""
    folder = killed(place)
    (folder / "sweeps.db-shm").unlink()
    return folder


def names(folder: Path) -> list[int]:
    """How many trials each sweep has, by a look."""
    with closing(open_to_look(folder)) as database:
        assert database.folder == folder
        with pytest.raises(StoreError, match="cannot be written"), database.transaction():
            pass
        rows = database.rows("SELECT count(*) AS many FROM trials GROUP BY sweep")
        assert len(list_sweeps(database)) == len(rows)
        return [row["many"] for row in rows]


@pytest.mark.parametrize(("made", "sweeps"), [(closed, 1), (killed, 2), (without_index, 2)])
def test_a_store_on_a_read_only_disk_shows_all_that_was_written(
    tmp_path: Path, made: Callable[[Path], Path], sweeps: int
) -> None:
    (tmp_path / "before").mkdir()
    folder = made(tmp_path)
    before = sorted(path.name for path in folder.iterdir())
    with read_only(folder):
        assert names(folder) == [1] * sweeps
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_older_store_that_cannot_be_written_is_migrated_in_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = closed(tmp_path)
    before = (folder / "sweeps.db").read_bytes()
    monkeypatch.setattr(looking, "is_writable", lambda folder: False)
    for module in (database_module, looking):
        monkeypatch.setattr(module, "VERSION", VERSION + 1)
    monkeypatch.setattr(database_module, "MIGRATIONS", (*MIGRATIONS, "ALTER TABLE sweeps ADD COLUMN owner TEXT"))
    with closing(open_to_look(folder)) as database:
        assert [row["owner"] for row in database.rows("SELECT owner FROM sweeps")] == [None]
    assert (folder / "sweeps.db").read_bytes() == before


def test_a_damaged_store_that_cannot_be_written_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = closed(tmp_path)
    (folder / "sweeps.db").write_bytes(b"my diary\n" * 1000)
    monkeypatch.setattr(looking, "is_writable", lambda folder: False)
    with pytest.raises(StoreError, match="not a sweepctl store, or a damaged one"):
        open_to_look(folder)


def test_a_store_that_can_be_written_is_opened_as_ever(tmp_path: Path) -> None:
    folder = closed(tmp_path)
    with closing(open_to_look(folder)) as database, database.transaction():
        database.change("DELETE FROM trials")
    with closing(sqlite3.connect(folder / "sweeps.db")) as connection:
        assert connection.execute("SELECT count(*) FROM trials").fetchone() == (0,)
    assert os.access(folder, os.W_OK)


def test_every_verb_that_only_looks_works_on_a_read_only_disk(project: Project) -> None:
    project.sweep(command=["/bin/sh", "-c", "echo loss=1"], run_cap=2)
    assert project.run("run", "sweep.yaml").code == 0
    with read_only(project.folder / ".sweepctl"):
        for look in ("status", "status --trials --json", "ls", "show 1", "best", "logs 1", "why 1 loss"):
            result = project.run(*look.split())
            assert (result.code, result.err) == (0, ""), look
        for work in ("pause", "agent", "create sweep.yaml"):
            result = project.run(*work.split())
            assert result.code == 1, work
            assert result.err.startswith("error: "), work
            assert "ead-only" in result.err, work
            assert len(result.err.splitlines()) <= 2, work
