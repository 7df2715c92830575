"""What executions ran with: kept with their start, and gone with their sweep."""

from __future__ import annotations

from dataclasses import replace

from sweepctl.model.claim import Claim
from sweepctl.model.draw import Draw
from sweepctl.model.outcome import Ending
from sweepctl.model.record import Code, Python, Record, World
from sweepctl.store import claims, records, sweeps
from sweepctl.store.database import Database
from tests.store.world import World as Sweeping

RECORD = Record(
    ("train", "--key=\0KEY\0", "é"),
    "/work",
    {"A": "Bearer \0TOKEN\0", "B": None},
    7,
    World(
        "host",
        "me",
        "1.0",
        Code("/work", "c0ffee", None, "d1ff", is_cut=True, untracked=3),
        Python("/usr/bin/python3", "3.12.1", "9ac4", 12),
    ),
)


def begin(world: Sweeping, claim: Claim, record: Record) -> None:
    draw = Draw(claim.execution.trial, claim.index, dict(claim.params or {"x": 1.0}))
    assert claims.begin(world.database, claim, "a", draw, ["train"], claims.Start(), record)


class RecordsContract:
    """Run by every backend."""

    def test_a_record_comes_back_as_it_was(self, database: Database) -> None:
        world = Sweeping(database)
        begin(world, world.claim(), RECORD)
        (found,) = records.of_trial(database, world.sweep, 1)
        assert found == RECORD
        assert found.started is not None

    def test_every_attempt_has_its_own(self, database: Database) -> None:
        world = Sweeping(database, retries=1)
        first = world.claim()
        begin(world, first, RECORD)
        world.finish(first, Ending.FAILED)
        bare = replace(RECORD, world=World("other", "you", "1.1"))
        begin(world, world.claim(), bare)
        found = records.of_trial(database, world.sweep, 1)
        assert [(one.attempt, one.world.host) for one in found] == [(1, "host"), (2, "other")]

    def test_they_go_with_their_sweep(self, database: Database) -> None:
        world = Sweeping(database)
        begin(world, world.claim(), RECORD)
        sweeps.delete_sweep(database, world.sweep)
        assert database.rows("SELECT * FROM records") == []
