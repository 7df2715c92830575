"""What follows an end: the queue again, or the end of the trial; and what a user may ask of it afterwards."""

from __future__ import annotations

import pytest

from sweepctl.errors import IllegalTransitionError, NotFoundError
from sweepctl.model.outcome import Ending
from sweepctl.model.trial import STATE_OF_ENDING, TrialState
from sweepctl.store import requests
from sweepctl.store.chances import MOST_LOSSES
from sweepctl.store.database import Database
from tests.store.invariants import check
from tests.store.world import World

SCRIPT_FAILURES = (Ending.FAILED, Ending.KILLED, Ending.TIMED_OUT, Ending.SILENT, Ending.OVER_MEMORY)
FINAL = (Ending.FINISHED, Ending.STOPPED, Ending.NO_METRIC, Ending.CANCELLED, Ending.NOT_STARTED)


class EndingsContract:
    @pytest.mark.parametrize("ending", FINAL)
    def test_an_end_that_is_final_ends_the_trial_whatever_the_retries(self, database: Database, ending: Ending) -> None:
        world = World(database, retries=5)
        done = world.finish(world.start(), ending, [1.0])
        assert not done.again
        trial = world.trial(1)
        assert (trial.state, trial.ending, trial.reason) == (STATE_OF_ENDING[ending], ending, f"because {ending}")
        assert done.trial.state is trial.state
        assert trial.ended is not None
        assert world.events(1) == ["reserved", "started", ending]

    def test_handing_back_is_free_and_gives_the_next_attempt(self, database: Database) -> None:
        world = World(database)
        for attempt in range(1, 12):
            claim = world.start()
            assert claim.execution.attempt == attempt
            assert world.finish(claim, Ending.HANDED_BACK).again
            assert world.trial(1).state is TrialState.QUEUED
        check(database)

    @pytest.mark.parametrize("ending", SCRIPT_FAILURES)
    def test_retries_are_for_failures_of_the_script(self, database: Database, ending: Ending) -> None:
        world = World(database, retries=2)
        again = [world.finish(world.start(), ending).again for _ in range(3)]
        assert again == [True, True, False]
        assert world.trial(1).state is TrialState.FAILED
        assert world.trial(1).attempt == 3

    def test_neither_losses_nor_hand_backs_use_up_a_retry(self, database: Database) -> None:
        world = World(database, retries=1)
        world.finish(world.start("a"), Ending.HANDED_BACK)
        world.start("a")
        world.lose("a")
        assert world.finish(world.start("b"), Ending.FAILED, agent="b").again
        world.finish(world.start("b"), Ending.HANDED_BACK, agent="b")
        assert not world.finish(world.start("b"), Ending.KILLED, agent="b").again
        assert world.trial(1).attempt == 5

    def test_a_trial_that_loses_its_agent_time_after_time_is_given_up(self, database: Database) -> None:
        world = World(database, retries=9)
        for attempt in range(1, MOST_LOSSES + 1):
            agent = f"agent {attempt}"
            assert world.start(agent).execution.attempt == attempt
            assert world.lose(agent, "it is gone") == [1]
        trial = world.trial(1)
        assert (trial.state, trial.ending, trial.reason) == (TrialState.FAILED, Ending.LOST, "it is gone")
        assert world.claim("next").execution.trial == 2

    def test_a_loss_after_a_new_point_does_not_count(self, database: Database) -> None:
        world = World(database)
        for attempt in range(1, 3 * MOST_LOSSES):
            agent = f"agent {attempt}"
            claim = world.start(agent)
            if attempt % 3 == 0:
                world.report(claim, [1.0], agent)
            world.lose(agent)
        assert world.trial(1).state is TrialState.QUEUED
        assert world.trial(1).attempt == 3 * MOST_LOSSES

    def test_a_hand_back_ends_a_row_of_losses(self, database: Database) -> None:
        world = World(database)
        for attempt in range(1, 2 * MOST_LOSSES - 1):
            claim = world.start(f"agent {attempt}")
            if attempt == MOST_LOSSES - 1:
                world.finish(claim, Ending.HANDED_BACK, agent=f"agent {attempt}")
            else:
                world.lose(f"agent {attempt}")
        assert world.trial(1).state is TrialState.QUEUED

    def test_a_trial_given_up_as_lost_has_all_its_chances_again_after_a_retry(self, database: Database) -> None:
        world = World(database)
        for attempt in range(2 * MOST_LOSSES):
            world.start(f"agent {attempt}")
            world.lose(f"agent {attempt}")
            if attempt + 1 == MOST_LOSSES:
                assert world.trial(1).state is TrialState.FAILED
                requests.retry(database, world.sweep, 1)
            elif attempt + 1 < 2 * MOST_LOSSES:
                assert world.trial(1).state is TrialState.QUEUED, attempt
        assert world.trial(1).state is TrialState.FAILED

    def test_a_failed_trial_has_all_its_retries_again_after_a_retry(self, database: Database) -> None:
        world = World(database, retries=1)
        for _ in range(2):
            assert world.finish(world.start(), Ending.FAILED).again
            assert not world.finish(world.start(), Ending.FAILED).again
            requests.retry(database, world.sweep, 1)

    def test_the_best_so_far_is_said_when_a_trial_ends(self, database: Database) -> None:
        world = World(database)
        said = [world.finish(world.start(), values=[value]).is_best for value in (3.0, 4.0, 2.0, 2.0)]
        assert said == [True, False, True, False]


class CancelContract:
    @pytest.mark.parametrize("ending", [Ending.HANDED_BACK, Ending.LOST])
    def test_a_trial_asked_to_be_cancelled_does_not_go_back_to_the_queue(
        self, database: Database, ending: Ending
    ) -> None:
        world = World(database)
        claim = world.start()
        requests.cancel_trial(database, world.sweep, 1)
        if ending is Ending.LOST:
            world.lose("a")
        else:
            assert not world.finish(claim, ending).again
        assert world.trial(1).state is TrialState.CANCELLED
        assert world.claim("b").execution.trial == 2

    def test_a_trial_asked_to_be_cancelled_is_not_retried_after_a_failure(self, database: Database) -> None:
        world = World(database, retries=3)
        claim = world.start()
        requests.cancel_trial(database, world.sweep, 1)
        assert not world.finish(claim, Ending.FAILED).again
        assert world.trial(1).state is TrialState.FAILED

    @pytest.mark.parametrize("ending", [*FINAL, Ending.FAILED])
    def test_cancelling_what_is_over_says_the_state(self, database: Database, ending: Ending) -> None:
        world = World(database)
        world.finish(world.start(), ending)
        state = STATE_OF_ENDING[ending]
        with pytest.raises(IllegalTransitionError, match=f"cannot cancel trial 1: it is {state}"):
            requests.cancel_trial(database, world.sweep, 1)
        assert world.trial(1).state is state

    def test_a_trial_that_does_not_exist_is_not_found(self, database: Database) -> None:
        world = World(database)
        for verb in (requests.cancel_trial, requests.retry):
            with pytest.raises(NotFoundError, match="has no trial 7"):
                verb(database, world.sweep, 7)


class RetryContract:
    @pytest.mark.parametrize("ending", [Ending.FAILED, Ending.NO_METRIC, Ending.CANCELLED, Ending.NOT_STARTED])
    def test_a_trial_that_went_wrong_is_run_again_with_the_same_parameters(
        self, database: Database, ending: Ending
    ) -> None:
        world = World(database)
        claim = world.claim()
        world.begin(claim, x=0.125)
        world.finish(claim, ending, [9.0])
        requests.retry(database, world.sweep, 1)
        assert world.trial(1).state is TrialState.QUEUED
        again = world.start()
        assert (again.execution.attempt, again.params) == (2, {"x": 0.125})
        world.finish(again, values=[1.0])
        assert (world.trial(1).value, world.trial(1).count) == (1.0, 1)
        assert world.events(1).count("retry") == 1

    def test_a_cancelled_trial_is_not_cancelled_any_more_after_a_retry(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        requests.cancel_trial(database, world.sweep, 1)
        world.finish(claim, Ending.CANCELLED)
        requests.retry(database, world.sweep, 1)
        again = world.start()
        assert world.report(again, [1.0]).verdicts == {}
        assert world.finish(again, Ending.HANDED_BACK).again

    @pytest.mark.parametrize("state", ["queued", "claimed", "running", "finished", "stopped"])
    def test_a_trial_that_did_not_go_wrong_is_not_retried(self, database: Database, state: str) -> None:
        world = World(database)
        claim = world.claim()
        if state != "claimed":
            world.begin(claim)
        if state == "queued":
            world.finish(claim, Ending.HANDED_BACK)
        if state in {"finished", "stopped"}:
            world.finish(claim, Ending(state))
        before = world.trial(1)
        with pytest.raises(IllegalTransitionError, match=f"cannot retry trial 1: it is {before.state}") as caught:
            requests.retry(database, world.sweep, 1)
        assert caught.value.hint
        assert world.trial(1) == before
