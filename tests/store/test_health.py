"""What is wrong in a store is seen, each thing by its sentence; what can be read of a damaged one is saved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl.errors import StoreError
from sweepctl.model.claim import Claim
from sweepctl.model.spec import Parts
from sweepctl.store import health, making
from sweepctl.store.database import Database, open_database
from sweepctl.store.salvage import salvage
from sweepctl.store.sweeps import list_sweeps
from sweepctl.store.trials import Given
from tests.store.crasher import again
from tests.store.invariants import check
from tests.store.world import World, batch_of

PAGE = 4096


def hurt(folder: Path, *statements: str) -> None:
    """Change a store as no program of ours does."""
    with closing(sqlite3.connect(folder / "sweeps.db", isolation_level=None)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement


def overwrite(folder: Path, *names: str) -> None:
    """Make a table or an index unreadable."""
    with closing(sqlite3.connect(folder / "sweeps.db")) as connection:
        pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
    with (folder / "sweeps.db").open("r+b") as file:
        for name in names:
            file.seek((pages[name] - 1) * PAGE)
            file.write(b"\xff" * PAGE)


def forget_row(folder: Path) -> None:
    """Two trials, of which an index knows one only, as a write that never reached the disk leaves it."""
    pages = []
    with closing(open_database(folder)) as database:
        world = World(database)
        for _ in range(2):
            world.play(1.0)
            database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            root = database.rows("SELECT rootpage FROM sqlite_master WHERE name = 'trials_by_point'")[0]["rootpage"]
            start = (root - 1) * PAGE
            pages.append((folder / "sweeps.db").read_bytes()[start : start + PAGE])
    with (folder / "sweeps.db").open("r+b") as file:
        file.seek(start)
        file.write(pages[0])


def busy(folder: Path, **keys: object) -> str:
    """A store with trials in all states; the sweep."""
    with closing(open_database(folder)) as database:
        world = World(database, run_cap=8, **keys)
        world.report(world.start("a"), [3.0])
        world.finish(world.start("b"), values=[2.0, 1.0], agent="b")
        world.claim("a")
        world.give(0.5)
        return world.sweep


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM trials WHERE number = 2", "the numbers of its trials have holes"),
        ("DELETE FROM specs", "it has no spec"),
        ("UPDATE trials SET draw_index = 7 WHERE number = 2", "points were left out that should have been drawn"),
        ("DELETE FROM executions WHERE trial = 2", "/2: it has no execution"),
        ("UPDATE executions SET attempt = 3 WHERE trial = 2", "/2: its attempts have holes"),
        ("UPDATE executions SET latest = NULL WHERE trial = 2", "/2: not its newest attempt, alone, counts"),
        ("UPDATE executions SET latest = NULL WHERE trial = 1", "/1: an older attempt is not over"),
        ("UPDATE executions SET ending = NULL WHERE trial = 2", "/2: its state and its ending do not fit"),
        ("UPDATE executions SET state = 'asleep' WHERE trial = 1", "/1: its state and its ending do not fit"),
        ("UPDATE executions SET agent = 'a' WHERE trial = 4", "/4: it waits, but an agent holds it"),
        ("UPDATE trials SET params = NULL WHERE number = 1", "/1: it runs without a point"),
    ],
)
def test_rows_that_contradict_each_other_are_told(folder: Path, statement: str, told: str) -> None:
    busy(folder)
    hurt(folder, statement)
    with closing(open_database(folder)) as database:
        assert told in "\n".join(map(str, health.contradictions(database)))


def test_draws_that_an_edited_space_took_over_are_not_missing(folder: Path) -> None:
    with closing(open_database(folder)) as database:
        world = World(database)
        for _ in range(3):
            world.play(1.0)
        # Trial 1 is a point of the new space too.
        revision = making.Revision("", None, lambda: {1: Given({"x": 0.5})})
        making.edit_sweep(database, world.sweep, world.spec, revision)
        world.play(1.0)
        assert health.contradictions(database) == []
    hurt(folder, "UPDATE trials SET draw_index = 3 WHERE number = 4")
    with closing(open_database(folder)) as database:
        assert "points were left out" in str(health.contradictions(database)[0])


def test_a_part_that_is_missing_is_told(folder: Path) -> None:
    busy(folder, parts=Parts(folds=3))
    hurt(folder, "DELETE FROM executions WHERE trial = 1 AND part = 1")
    with closing(open_database(folder)) as database:
        assert [str(one).partition("/")[2] for one in health.contradictions(database)] == ["1: it has 2 of 3 parts"]


def test_what_an_agent_that_left_still_holds_goes_back_to_the_queue(folder: Path) -> None:
    sweep = busy(folder)
    hurt(folder, "UPDATE agents SET gone = 1 WHERE id = 'a'")
    with closing(open_database(folder)) as database:
        assert [one.trial for one in health.release(database)] == [1, 3]
        assert health.abandoned(database) == []
        check(database)
        assert list_sweeps(database)[0].id == sweep


def test_damaged_indexes_are_made_anew_without_loss(folder: Path) -> None:
    forget_row(folder)
    with closing(open_database(folder)) as database:
        messages = health.damage(database)
        assert any("missing from index trials_by_point" in message for message in messages), messages
        assert health.is_of_indexes_only(messages)
        health.reindex(database)
        assert health.damage(database) == []
        check(database)
        assert len(again(database).trials()) == 2


def test_what_can_be_read_of_a_damaged_store_is_saved_and_goes_on(folder: Path) -> None:
    sweep = busy(folder)
    overwrite(folder, "series", "trials_by_point")
    saved = salvage(folder)
    assert saved.old.exists()
    assert saved.unreadable == ["series"]
    assert (saved.rows["trials"], saved.rows["executions"], saved.rows["series"]) == (4, 4, 0)
    with closing(open_database(folder)) as database:
        check(database)
        world = again(database)
        assert world.sweep == sweep
        while isinstance(answer := world.ask("next"), Claim):
            world.begin(answer, "next")
            world.finish(answer, values=[1.0], agent="next")
        assert [trial.state for trial in world.trials()] == ["finished"] * 8
    assert sorted(path.name for path in folder.glob(".new*")) == []


def test_a_table_that_is_damaged_in_its_middle_is_read_from_both_ends(folder: Path) -> None:
    with closing(open_database(folder)) as database:
        world = World(database)
        claim = world.start()
        world.finish(claim, values=[1.0 / n for n in range(1, 1500)])
        many = len(batch_of([1.0 / n for n in range(1, 1500)]).points)
        leaves = _leaves(database, "points")
    assert len(leaves) > 5
    with (folder / "sweeps.db").open("r+b") as file:
        file.seek((leaves[len(leaves) // 2] - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    saved = salvage(folder)
    assert saved.unreadable == ["points"]
    assert many / 2 < saved.rows["points"] < many
    with closing(open_database(folder)) as database:
        check(database)


def _leaves(database: Database, table: str) -> list[int]:
    """The pages that hold the rows of a table, in order."""
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    root = database.rows("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))[0]["rootpage"]
    data = (database.folder / "sweeps.db").read_bytes()
    page = data[(root - 1) * PAGE : root * PAGE]
    assert page[0] == 5, "an inner page of a table"
    cells = int.from_bytes(page[3:5], "big")
    places = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(page[place : place + 4], "big") for place in places]


def test_a_store_of_which_nothing_can_be_read_is_left_as_it_is(folder: Path) -> None:
    busy(folder)
    (folder / "sweeps.db").write_bytes(b"my diary\n" * 1000)
    with pytest.raises(StoreError, match="nothing can be read"):
        salvage(folder)
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "lock", "sweeps.db"]
    assert (folder / "sweeps.db").read_bytes().startswith(b"my diary")
