"""Another chance after a pause, and scripts that ask to be run again later."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sweepctl.model.claim import Claim, Idle, Leave
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Backoff
from sweepctl.model.trial import TrialState
from sweepctl.store import requests
from sweepctl.store.chances import MOST_REQUEUES
from sweepctl.store.database import Database
from tests.store.invariants import check
from tests.store.world import Clock, World


def trial_of(answer: object) -> int:
    """The number of what was claimed."""
    assert isinstance(answer, Claim), answer
    return answer.execution.trial


class BackoffContract:
    def test_a_failed_trial_is_tried_again_after_ever_longer_pauses(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=3, run_cap=1, backoff=Backoff(10.0, 3.0))
        world.finish(world.start(), Ending.FAILED)
        for wait in (10.0, 30.0, 60.0):
            assert world.ask() == Idle("trial 1 is tried again after a pause")
            clock.now += wait - 0.5
            assert isinstance(world.ask(), Idle)
            clock.now += 0.5
            last = world.finish(world.start(), Ending.FAILED)
        assert not last.again
        assert world.trial(1).state is TrialState.FAILED
        assert world.ask() == Leave("every trial is done")
        check(database)

    def test_other_trials_go_on_while_one_waits(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=1, backoff=Backoff(10.0))
        failed = world.start()
        handed_back = world.start()
        world.finish(failed, Ending.FAILED)
        world.finish(handed_back, Ending.HANDED_BACK)
        assert [trial_of(world.ask()), trial_of(world.ask())] == [2, 3]
        clock.now += 10.0
        assert [trial_of(world.ask()), trial_of(world.ask())] == [1, 4]

    def test_an_agent_whose_count_is_reached_stays_for_its_own_trial(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=1, backoff=Backoff(10.0))
        world.finish(world.start("a"), Ending.FAILED)
        world.finish(world.start("b"), agent="b")
        assert isinstance(world.ask("a", more=False), Idle)
        assert world.ask("b", more=False) == Leave("its count is reached")
        clock.now += 10.0
        assert trial_of(world.ask("a", more=False)) == 1

    def test_a_clock_that_was_set_back_makes_nobody_wait(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=1, backoff=Backoff(10.0))
        world.finish(world.start(), Ending.FAILED)
        clock.now -= 3600.0
        assert trial_of(world.ask()) == 1

    def test_handed_back_and_lost_trials_do_not_wait(self, database: Database, clock: Clock) -> None:
        world = World(database, backoff=Backoff(10.0))
        world.finish(world.start("a"), Ending.HANDED_BACK)
        assert trial_of(world.ask("a")) == 1
        world.lose("a")
        assert trial_of(world.ask("b")) == 1

    def test_a_trial_that_waits_is_cancelled_at_once(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=1, run_cap=1, backoff=Backoff(10.0))
        world.finish(world.start(), Ending.FAILED)
        assert not requests.cancel_trial(database, world.sweep, 1)
        assert world.trial(1).state is TrialState.CANCELLED


class RequeueContract:
    def test_asking_to_be_run_again_is_free_and_waits(self, database: Database, clock: Clock) -> None:
        world = World(database, retries=1, backoff=Backoff(10.0))
        assert world.finish(world.start(), Ending.REQUEUED).again
        assert world.trial(1).state is TrialState.QUEUED
        clock.now += 10.0
        assert world.finish(world.start(), Ending.FAILED).again, "its retry is still there"
        clock.now += 10.0
        assert not world.finish(world.start(), Ending.FAILED).again

    def test_one_that_gets_further_each_time_may_always_ask(self, database: Database) -> None:
        world = World(database)
        for attempt in range(1, 3 * MOST_REQUEUES):
            assert world.finish(world.start(), Ending.REQUEUED, [1.0] * attempt).again, attempt
        assert not world.finish(world.start(), Ending.FINISHED, [1.0]).again
        assert world.trial(1).state is TrialState.FINISHED

    @pytest.mark.parametrize("values", [[], [1.0, 2.0]])
    def test_one_that_gets_no_further_is_given_up(self, database: Database, values: list[float]) -> None:
        world = World(database)
        again: Callable[[], bool] = lambda: world.finish(world.start(), Ending.REQUEUED, values).again  # noqa: E731
        rounds = 1
        while again():
            rounds += 1
            assert rounds < 20
        # The first attempt with values got further than nothing.
        assert rounds == MOST_REQUEUES + bool(values)
        trial = world.trial(1)
        assert (trial.state, trial.ending) == (TrialState.FAILED, Ending.REQUEUED)
        assert trial.reason == "because requeued; that was 10 times in a row without getting any further"
        requests.retry(database, world.sweep, 1)
        assert again(), "a retry by hand gives it all its chances again"
        check(database)

    def test_one_that_was_to_be_cancelled_is(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        requests.cancel_trial(database, world.sweep, 1)
        assert not world.finish(claim, Ending.REQUEUED).again
        assert world.trial(1).state is TrialState.CANCELLED
