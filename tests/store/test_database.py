"""The file itself: what is opened, what is refused untouched, and what happens when the disk is full."""

from __future__ import annotations

import gc
import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl.errors import StoreError, TransientStoreError
from sweepctl.model.claim import Claim
from sweepctl.store import claims, records
from sweepctl.store import database as database_module
from sweepctl.store.database import Database, open_database
from sweepctl.store.place import make_folder
from sweepctl.store.schema import MIGRATIONS, VERSION
from tests.store.invariants import check
from tests.store.obstacles import fill_up, mounted, unprivileged
from tests.store.world import World, batch_of


def refused(folder: Path, sentence: str) -> StoreError:
    """Opening fails with a sentence and leaves the file as it is."""
    before = (folder / "sweeps.db").read_bytes()
    with pytest.raises(StoreError, match=sentence) as caught:
        open_database(folder)
    assert (folder / "sweeps.db").read_bytes() == before
    return caught.value


def put(folder: Path, data: bytes) -> None:
    """Something else in the place of the database."""
    (folder / "sweeps.db").write_bytes(data)
    (folder / "sweeps.db").chmod(0o600)


def descriptors() -> int:
    """How many files this process has open, once garbage of other tests is gone."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0


def test_a_file_that_is_no_database_is_refused(folder: Path) -> None:
    put(folder, b"my diary\n" * 1000)
    refused(folder, r"not a sweepctl store, or a damaged one: .*sweeps\.db")


def test_an_empty_file_is_refused(folder: Path) -> None:
    put(folder, b"")
    refused(folder, "is not a sweepctl store")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE songs (title TEXT)",
        "CREATE TABLE meta (name TEXT, version INTEGER)",
        "CREATE TABLE meta (key TEXT, value TEXT)",
        "CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('sweepctl', 'new')",
    ],
)
def test_a_database_of_another_program_is_refused(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "sweeps.db")) as connection:
        connection.executescript(statement)
    (folder / "sweeps.db").chmod(0o600)
    before = descriptors()
    assert refused(folder, "is not a sweepctl store").hint
    assert descriptors() == before


def test_a_newer_schema_is_refused_with_what_helps(folder: Path) -> None:
    _set_version(folder, VERSION + 1)
    error = refused(folder, rf"written by a newer sweepctl \(schema {VERSION + 1}, this one knows {VERSION}\)")
    assert error.hint == "upgrade sweepctl"


def test_a_claim_notices_that_the_schema_has_become_newer(folder: Path) -> None:
    with closing(open_database(folder)) as database:
        world = World(database)
        world.claim()
        _set_version(folder, VERSION + 1)
        with pytest.raises(StoreError, match="newer sweepctl"):
            world.claim()
        _set_version(folder, VERSION)
        assert world.claim().execution.trial == 2


def test_an_older_store_is_migrated_and_keeps_what_it_has(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_database(folder)) as database:
        sweep = World(database).sweep
    newer = "CREATE TABLE notes (text TEXT);\nALTER TABLE sweeps ADD COLUMN owner TEXT;\n"
    with monkeypatch.context() as patched:
        patched.setattr(database_module, "MIGRATIONS", (*MIGRATIONS, newer))
        patched.setattr(database_module, "VERSION", VERSION + 1)
        for _ in range(2):
            with closing(open_database(folder)) as database:
                assert [row["id"] for row in database.rows("SELECT id, owner FROM sweeps")] == [sweep]
                assert database.rows("SELECT * FROM notes") == []
    refused(folder, "newer sweepctl")


def test_a_store_of_the_first_schema_is_migrated_with_its_trials(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(database_module, "MIGRATIONS", MIGRATIONS[:1])
        patched.setattr(database_module, "VERSION", 1)
        open_database(folder).close()
    with closing(sqlite3.connect(folder / "sweeps.db")) as raw, raw:
        raw.execute("INSERT INTO sweeps VALUES ('s', 'old', 'running', 1.0, '.', NULL, 0)")
        raw.execute(
            "INSERT INTO trials (sweep, number, version, draw_index, source, params, created)"
            " VALUES ('s', 1, 1, 0, 'sampler', '{}', 1.0)"
        )
        raw.execute(
            "INSERT INTO executions (sweep, trial, part, attempt, latest, state, argv)"
            " VALUES ('s', 1, 0, 1, 1, 'running', '[\"train\"]')"
        )
    with closing(open_database(folder)) as database:
        assert records.of_trial(database, "s", 1) == []
        (row,) = database.rows("SELECT argv FROM executions")
        assert row["argv"] == '["train"]'


def test_a_store_of_the_first_version_is_migrated_to_the_newest_with_its_queue(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(database_module, "MIGRATIONS", MIGRATIONS[:1])
        patched.setattr(database_module, "VERSION", 1)
        with closing(open_database(folder)) as database:
            world = World(database)
            assert world.give(0.25) == 1
    with closing(open_database(folder)) as database:
        world.database = database
        assert world.claim().params == {"x": 0.25}
        check(database)


def test_a_migration_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_database(folder)) as database:
        World(database).play(1.0)
    with monkeypatch.context() as patched:
        patched.setattr(database_module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE notes (text TEXT); NONSENSE"))
        patched.setattr(database_module, "VERSION", VERSION + 1)
        with pytest.raises(StoreError, match="syntax error"):
            open_database(folder)
    with closing(open_database(folder)) as database:
        check(database)
        assert not database.rows("SELECT 1 FROM sqlite_master WHERE name = 'notes'")


def test_a_transaction_that_raises_writes_nothing(database: Database) -> None:
    world = World(database)

    def half() -> None:
        with database.transaction():
            database.change("DELETE FROM specs")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert world.claim().execution.trial == 1


def test_a_snapshot_does_not_see_what_others_write_meanwhile(database: Database) -> None:
    world = World(database)
    world.play(1.0)
    with closing(open_database(database.folder)) as reader:
        with reader.snapshot():
            assert reader.rows("SELECT number FROM trials WHERE number = 1")
            world.play(1.0)
            with reader.snapshot():
                assert len(reader.rows("SELECT number FROM trials")) == 1
            assert len(reader.rows("SELECT number FROM trials")) == 1
        assert len(reader.rows("SELECT number FROM trials")) == 2


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    world = World(database)
    with database.transaction(), closing(open_database(database.folder)) as reader:
        database.change("DELETE FROM specs")
        assert len(reader.rows("SELECT 1 FROM specs")) == 1
    assert world.events() == ["created"]


def test_a_store_held_by_a_suspended_program_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "_PATIENCE", 0.1)
    world = World(database)
    world.come("a")
    with closing(open_database(database.folder)) as other, other.transaction():
        with pytest.raises(TransientStoreError, match="another program has held the store") as caught:
            world.claim()
        assert caught.value.hint
    assert world.claim().execution.trial == 1


def test_threads_with_a_connection_each_claim_distinct_trials(database: Database) -> None:
    world = World(database, run_cap=60)
    for agent in "abcd":
        world.come(agent)
    found: list[int] = []

    def work(agent: str) -> None:
        with closing(open_database(database.folder)) as own:
            while isinstance(answer := claims.claim(own, world.sweep, agent, claims.Budget(None, more=True)), Claim):
                found.append(answer.execution.trial)

    threads = [threading.Thread(target=work, args=(agent,)) for agent in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)
    assert sorted(found) == list(range(1, 61))
    check(database)


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_space(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        with closing(open_database(make_folder(disk))) as database:
            world = World(database)
            world.play(3.0, 2.0)
            claim = world.start()
            ballast = fill_up(disk)
            with pytest.raises(TransientStoreError, match="disk that holds the store is full"):
                claim_until_refused(world)
            known = len(world.trials())
            for _ in range(3):
                with pytest.raises(TransientStoreError):
                    world.finish(claim, values=batch_values())
            check(database)
            assert len(world.trials()) == known
            assert world.trial(1).value == 2.0
            ballast.unlink()
            world.finish(claim, values=batch_values())
            assert world.claim().execution.trial == known + 1
            check(database)
        with closing(open_database(disk / ".sweepctl")) as again:
            assert World(again).claim("z").execution.trial == 1


def claim_until_refused(world: World) -> None:
    """What is already allocated may last for a while."""
    for _ in range(5000):
        world.claim()


def batch_values() -> list[float]:
    """Enough values to need a new page."""
    values = [1.0 / n for n in range(1, 2000)]
    assert len(batch_of(values).points) == len(values)
    return values


def test_a_store_is_not_made_on_a_full_disk_and_is_once_there_is_space(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        folder = make_folder(disk)
        ballast = fill_up(disk)
        with pytest.raises(StoreError, match=r"the disk that holds the store is full|No space left"):
            open_database(folder)
        assert sorted(path.name for path in folder.iterdir()) == [".gitignore"]
        ballast.unlink()
        with closing(open_database(folder)) as database:
            assert World(database).claim().execution.trial == 1


@pytest.mark.parametrize("verb", [["pause"], ["create", "-q", "sweep.yaml"]])
def test_a_store_that_cannot_be_written_is_a_sentence(tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "sweep.yaml").write_text("method: random\ncommand: [/bin/true]\nparameters: {x: {min: 0, max: 1.0}}\n")
    folder = make_folder(tmp_path)
    with closing(open_database(folder)) as database:
        World(database).play(1.0)
    for path in (folder / "lock", folder / "sweeps.db", folder):
        path.chmod(0o500 if path == folder else 0o400)
    found = subprocess.run(
        [*unprivileged(), sys.executable, "-m", "sweepctl", *verb],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    for path in (folder, folder / "lock", folder / "sweeps.db"):
        path.chmod(0o700 if path == folder else 0o600)
    assert (found.returncode, found.stdout) == (1, "")
    assert re.match("error: (cannot open the store|the store cannot be)", found.stderr)
    assert len(found.stderr.splitlines()) <= 2
    with closing(open_database(folder)) as database:
        check(database)


def _set_version(folder: Path, version: int) -> None:
    open_database(folder).close() if not (folder / "sweeps.db").exists() else None
    with closing(sqlite3.connect(folder / "sweeps.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'sweepctl'", (str(version),))
