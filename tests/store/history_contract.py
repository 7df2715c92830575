"""What has become of a sweep: its trials, their counts, the best one, and what a sampler may learn."""

from __future__ import annotations

import json

import pytest

from sweepctl.errors import NotFoundError
from sweepctl.model.draw import Standing
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Goal, Objective, Scoring, Summary
from sweepctl.model.status import Counts
from sweepctl.model.trial import STATE_OF_ENDING, TrialState
from sweepctl.store import history, learning, requests, summary
from sweepctl.store.chances import MOST_REQUEUES
from sweepctl.store.database import Database
from tests.store.world import World

CURVES = ([5.0, 1.0, 9.0], [4.0, 4.0, 4.0], [6.0, 2.0, 3.0])


class HistoryContract:
    def test_trials_come_by_number_and_only_the_newest_where_so_many_are_asked_for(self, database: Database) -> None:
        world = World(database)
        for value in range(5):
            world.play(float(value))
        scoring = world.spec.scoring
        assert [trial.number for trial in world.trials()] == [1, 2, 3, 4, 5]
        assert [trial.number for trial in history.trials(database, world.sweep, scoring, 2)] == [4, 5]
        assert history.trials(database, world.sweep, scoring, 0) == []

    def test_a_trial_that_does_not_exist_is_not_found(self, database: Database) -> None:
        world = World(database)
        with pytest.raises(NotFoundError, match="has no trial 1"):
            world.trial(1)

    def test_counts_have_every_trial_once_in_its_state(self, database: Database) -> None:
        world = World(database)
        for ending in (Ending.FINISHED, Ending.FINISHED, Ending.STOPPED, Ending.FAILED, Ending.NO_METRIC):
            world.play(1.0, ending=ending)
        world.play(ending=Ending.CANCELLED)
        world.play(ending=Ending.KILLED)
        world.play(ending=Ending.HANDED_BACK)
        world.start()
        world.start()
        world.claim()
        world.finish(world.start("b"), Ending.HANDED_BACK, agent="b")
        found = history.counts(database, world.sweep)
        assert found == Counts(total=11, queued=1, running=3, finished=2, stopped=1, failed=2, no_metric=1, cancelled=1)
        assert found.over == 7
        assert history.counts(database, World(database).sweep) == Counts()

    @pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.HANDED_BACK])
    def test_the_state_of_a_trial_follows_from_its_ending(self, database: Database, ending: Ending) -> None:
        world = World(database)
        claim = world.start()
        assert world.trial(1).state is TrialState.RUNNING
        for _ in range(MOST_REQUEUES):
            world.finish(claim, ending)
            if ending not in {Ending.LOST, Ending.REQUEUED} or world.trial(1).state is TrialState.FAILED:
                break
            claim = world.start()
        assert world.trial(1).state is STATE_OF_ENDING[ending]

    def test_the_status_is_of_one_moment(self, database: Database) -> None:
        world = World(database, run_cap=3)
        world.play(2.0)
        world.play(1.0)
        world.start()
        found = summary.status(database, world.now(), 1)
        assert found.counts == Counts(total=3, running=1, finished=2)
        assert found.best is not None
        assert found.best.number == 2
        assert [trial.number for trial in found.trials] == [3]
        assert [agent.running for agent in found.agents] == [1]
        assert not found.is_finished
        assert found.size is None

    def test_every_change_is_an_event_with_its_details(self, database: Database) -> None:
        world = World(database, retries=1)
        world.finish(world.start(), Ending.FAILED)
        world.finish(world.start())
        assert world.events(1) == ["reserved", "started", "failed", "claimed", "started", "finished"]
        row = database.row("SELECT detail FROM events WHERE kind = 'failed'")
        assert row is not None
        assert json.loads(row["detail"]) == {"attempt": 1, "code": 1, "why": "because failed", "again": True}


class BestContract:
    @pytest.mark.parametrize(
        ("goal", "how", "expected", "value", "n"),
        [
            (Goal.MINIMIZE, Summary.BEST, 1, 1.0, 2),
            (Goal.MAXIMIZE, Summary.BEST, 1, 9.0, 3),
            (Goal.MINIMIZE, Summary.LAST, 3, 3.0, 3),
            (Goal.MAXIMIZE, Summary.LAST, 1, 9.0, 3),
            (Goal.MINIMIZE, Summary.MEAN, 3, 11 / 3, 3),
            (Goal.MAXIMIZE, Summary.MEAN, 1, 5.0, 3),
        ],
    )
    def test_the_best_is_by_goal_and_summary(
        self, database: Database, goal: Goal, how: Summary, expected: int, value: float, n: int
    ) -> None:
        world = World(database, objectives=(Objective("loss", goal, how),))
        for values in CURVES:
            world.play(*values)
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert (best.number, best.value_n) == (expected, n)
        assert best.value == pytest.approx(value)

    @pytest.mark.parametrize("goal", list(Goal))
    @pytest.mark.parametrize("how", list(Summary))
    def test_the_first_of_equals_is_best(self, database: Database, goal: Goal, how: Summary) -> None:
        world = World(database, objectives=(Objective("loss", goal, how),))
        world.play(0.5, ending=Ending.FAILED)
        held = [world.start() for _ in range(3)]
        for claim in reversed(held):
            world.finish(claim, values=[0.5])
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert best.number == 2

    @pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.HANDED_BACK])
    def test_only_finished_and_stopped_trials_can_be_best(self, database: Database, ending: Ending) -> None:
        world = World(database)
        world.finish(world.start(), ending, [0.1])
        world.play(0.7) if ending is not Ending.LOST else world.finish(world.start("b"), values=[0.7], agent="b")
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert best.value == (0.1 if ending in {Ending.FINISHED, Ending.STOPPED} else 0.7)

    def test_a_running_trial_is_not_best_yet(self, database: Database) -> None:
        world = World(database)
        world.report(world.start(), [0.1])
        assert history.best(database, world.sweep, world.spec.scoring) is None

    def test_the_value_of_an_older_attempt_is_not_best(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [0.1])
        world.finish(claim, Ending.HANDED_BACK)
        world.finish(world.start(), values=[0.6])
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert best.value == 0.6

    def test_a_sweep_without_an_objective_has_no_best(self, database: Database) -> None:
        world = World(database, objectives=())
        world.play(1.0)
        assert history.best(database, world.sweep, Scoring()) is None
        assert world.trial(1).value is None


class PastContract:
    def test_a_sampler_learns_from_all_trials_but_its_own(self, database: Database) -> None:
        world = World(database)
        world.play(0.5)
        world.play(ending=Ending.FAILED)
        world.play(0.7, ending=Ending.STOPPED)
        world.play()
        world.play(ending=Ending.CANCELLED)
        world.play(ending=Ending.NO_METRIC)
        world.start()
        number = world.claim().execution.trial
        past = learning.history(database, world.sweep, world.spec.scoring, number)
        assert [(one.number, one.standing, one.value) for one in past.observations] == [
            (1, Standing.VALUED, 0.5),
            (2, Standing.FAILED, None),
            (3, Standing.VALUED, 0.7),
            (4, Standing.FAILED, None),
            (7, Standing.RUNNING, None),
        ]
        assert past.observations[0].params == {"x": 1}
        assert len(past.seen) == 7

    def test_a_queued_trial_counts_as_running(self, database: Database) -> None:
        world = World(database)
        world.play(0.5, ending=Ending.FAILED)
        requests.retry(database, world.sweep, 1)
        past = learning.history(database, world.sweep, world.spec.scoring, 2)
        assert [one.standing for one in past.observations] == [Standing.RUNNING]
