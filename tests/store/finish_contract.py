"""The end of a sweep is told by one agent only."""

from __future__ import annotations

from sweepctl.model.outcome import Ending
from sweepctl.store import requests
from sweepctl.store.database import Database
from sweepctl.store.finish import take_finish
from tests.store.world import World


class FinishContract:
    def test_the_end_of_a_sweep_is_taken_once(self, database: Database) -> None:
        world = World(database, run_cap=2)
        world.play(1.0)
        assert take_finish(database, world.sweep, "a") is None
        claim = world.start("b")
        assert take_finish(database, world.sweep, "a") is None, "one still runs"
        world.finish(claim, agent="b")
        taken = take_finish(database, world.sweep, "a")
        assert taken is not None
        assert taken.reason == "its run_cap of 2 trials is reached"
        assert taken.counts.total == 2
        assert take_finish(database, world.sweep, "a") is None
        assert take_finish(database, world.sweep, "b") is None

    def test_it_is_taken_again_once_trials_were_run_since(self, database: Database) -> None:
        world = World(database, run_cap=1)
        world.finish(world.start("a"), Ending.FAILED)
        assert take_finish(database, world.sweep, "a") is not None
        requests.retry(database, world.sweep, 1)
        assert take_finish(database, world.sweep, "a") is None, "it goes on"
        world.play(1.0)
        assert take_finish(database, world.sweep, "a") is not None
        assert take_finish(database, world.sweep, "a") is None
