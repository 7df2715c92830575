"""Trials of several parts: claimed in order, run and ended each for itself, counted as one."""

from __future__ import annotations

import math
from statistics import fmean, stdev
from typing import Any

import pytest

from sweepctl.errors import FencedError, IllegalTransitionError
from sweepctl.model.claim import Idle, Leave
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Goal, Objective, Parts
from sweepctl.model.status import Counts
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import agents, endings, history, learning, reports, requests
from sweepctl.store.chances import MOST_LOSSES
from sweepctl.store.database import Database
from sweepctl.store.endings import CANCELLED
from sweepctl.store.reports import FENCED
from tests.store.invariants import check
from tests.store.world import World, batch_of

THREE = Parts(folds=3)
STATES = tuple(TrialState)


def world_of(database: Database, parts: Parts = THREE, **keys: Any) -> World:
    return World(database, parts=parts, **keys)


def part_states(world: World, number: int = 1) -> list[str]:
    return [part.state for part in world.trial(number).parts]


class PartsContract:
    def test_a_late_begin_of_a_trial_whose_parts_are_queued_is_refused(self, database: Database) -> None:
        world = World(database, parts=Parts(folds=2))
        claim = world.start()
        world.lose("a")
        with pytest.raises(FencedError):
            world.begin(claim)
        check(database)

    def test_the_other_parts_may_be_claimed_only_once_the_point_is_stored(self, database: Database) -> None:
        world = world_of(database)
        first = world.claim()
        assert world.claim("b").execution.trial == 2
        assert world.begin(first)
        check(database)
        held = [world.claim("b").execution for _ in range(2)]
        assert held == [Execution(world.sweep, 1, 1, 1), Execution(world.sweep, 1, 2, 1)]

    def test_the_parts_of_the_oldest_trial_come_first_and_before_new_trials(self, database: Database) -> None:
        world = world_of(database)
        claims = [world.claim(), world.claim()]
        for claim in reversed(claims):
            world.begin(claim)
        taken = [(one.trial, one.part) for one in (world.claim().execution for _ in range(5))]
        assert taken == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 0)]

    def test_every_part_has_the_point_of_its_trial(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2, repeats=2))
        world.begin(world.claim(), x=0.25)
        claims = [world.claim() for _ in range(3)]
        assert [claim.params for claim in claims] == [{"x": 0.25}] * 3
        assert [claim.execution.part for claim in claims] == [1, 2, 3]

    def test_an_agent_waits_for_the_parts_of_a_trial_that_is_being_drawn(self, database: Database) -> None:
        """It would leave, and the last trial's parts would run one after the other."""
        world = world_of(database, run_cap=1)
        claim = world.claim("a")
        for agent in ("a", "b"):
            answer = world.ask(agent)
            assert isinstance(answer, Idle), answer
            assert answer.is_brief
        assert isinstance(world.ask("a", more=False), Idle)
        assert isinstance(world.ask("b", more=False), Leave)
        world.begin(claim)
        assert world.claim("b").execution.part == 1
        assert world.claim("a", more=False).execution.part == 2
        assert isinstance(world.ask("a", more=False), Leave)

    def test_the_cap_and_the_count_of_an_agent_are_of_trials(self, database: Database) -> None:
        world = world_of(database, run_cap=2)
        taken = [world.start().execution for _ in range(6)]
        assert [one.trial for one in taken] == [1, 1, 1, 2, 2, 2]
        assert isinstance(world.ask(), Leave)
        other = world_of(database)
        for _ in range(3):
            other.start("c", more=not other.started.get("c"))
        assert other.ask("c", more=False) == Leave("its count is reached")

    def test_a_write_for_one_part_is_fenced_whoever_holds_the_others(self, database: Database) -> None:
        world = world_of(database)
        first, second = world.start("a"), world.start("b")
        for agent, claim in (("b", first), ("a", second)):
            assert world.report(claim, [1.0], agent).verdicts == {claim.execution: FENCED}
            with pytest.raises(FencedError):
                world.finish(claim, values=[1.0], agent=agent)
        batches = {first.execution: batch_of([1.0]), second.execution: batch_of([2.0])}
        assert reports.report(database, "a", batches).verdicts == {second.execution: FENCED}
        assert [part.value for part in world.trial(1).parts] == [1.0, None, None]


class StateOfPartsContract:
    @pytest.mark.parametrize("one", STATES)
    @pytest.mark.parametrize("other", STATES)
    def test_a_trial_runs_while_a_part_does_waits_while_one_waits_and_then_is_what_went_worst(
        self, database: Database, one: TrialState, other: TrialState
    ) -> None:
        found = history.state_of_parts([one, other])
        assert found is history.state_of_parts([other, one, one])
        if not (one.is_over and other.is_over):
            runs = TrialState.RUNNING in {one, other}
            assert found is (TrialState.RUNNING if runs else TrialState.QUEUED)
        else:
            assert found in {one, other}
            if one is not other:
                assert found is not TrialState.FINISHED
                assert (found is TrialState.FAILED) == (TrialState.FAILED in {one, other})

    def test_the_parts_of_a_trial_are_seen_from_beginning_to_end(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        first = world.claim()
        assert (world.trial(1).state, len(world.trial(1).parts)) == (TrialState.RUNNING, 1)
        world.begin(first)
        assert part_states(world) == ["running", "queued"]
        world.finish(first, values=[1.0])
        assert part_states(world) == ["finished", "queued"]
        assert world.trial(1).state is TrialState.QUEUED
        assert world.trial(1).ended is world.trial(1).seconds(0.0) is None
        second = world.start()
        world.finish(second, values=[3.0])
        trial = world.trial(1)
        assert (trial.state, trial.ending, trial.reason) == (
            TrialState.FINISHED,
            Ending.FINISHED,
            "part 0: because finished",
        )
        assert trial.ended is not None
        assert trial.ended == trial.parts[1].ended
        assert trial.started == trial.parts[0].started

    def test_counts_have_every_trial_once_whatever_its_parts(self, database: Database) -> None:
        world = world_of(database)
        world.play_parts(1.0, 2.0, 3.0)
        world.play_parts(1.0, Ending.FAILED, 3.0)
        world.play_parts(1.0, Ending.NO_METRIC, Ending.FAILED)
        world.play_parts(1.0, Ending.STOPPED, 2.0)
        world.play_parts(1.0, Ending.NO_METRIC, 2.0)
        world.start()
        world.finish(world.start(), values=[1.0])
        world.give(0.5)
        found = history.counts(database, world.sweep, 3)
        assert found == Counts(total=7, queued=1, running=1, finished=1, failed=2, stopped=1, no_metric=1)

    def test_a_half_done_trial_that_nobody_runs_does_not_keep_a_sweep_from_its_end(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2), objectives=(Objective("loss", target=0.5),))
        best = [world.start("a"), world.start("a")]
        other = world.start("b")
        for claim in best:
            world.finish(claim, values=[0.1])
        assert world.now().state == "running"
        world.finish(other, values=[1.0], agent="b")
        assert world.ask("b") == Leave("the target 0.5 is reached")
        assert world.now().state == "finished"


class ValueOfPartsContract:
    @pytest.mark.parametrize("goal", list(Goal))
    def test_a_value_is_the_mean_over_the_parts_with_its_standard_error(self, database: Database, goal: Goal) -> None:
        world = world_of(database, objectives=(Objective("loss", goal),))
        values = [0.25, 0.5, 1.5]
        world.play_parts(*values)
        trial = world.trial(1)
        assert trial.value == pytest.approx(fmean(values))
        assert trial.error == pytest.approx(stdev(values) / math.sqrt(3))
        assert trial.count == 3
        assert [part.value for part in trial.parts] == values

    def test_parts_that_agree_have_no_error(self, database: Database) -> None:
        world = world_of(database)
        world.play_parts(0.3517, 0.3517, 0.3517)
        assert world.trial(1).error == 0.0

    def test_each_of_several_objectives_is_a_mean_over_the_parts(self, database: Database) -> None:
        world = world_of(database, objectives=(Objective("loss"), Objective("acc", Goal.MAXIMIZE)))
        for loss, accuracy in ((1.0, 0.5), (2.0, 0.75), (6.0, 1.0)):
            claim = world.start()
            world.report(claim, [0.0, accuracy], metric="acc")
            world.finish(claim, values=[9.0, loss])
        trial = world.trial(1)
        assert trial.values == {"loss": 3.0, "acc": 0.75}
        assert trial.error == pytest.approx(stdev([1.0, 2.0, 6.0]) / math.sqrt(3))
        assert trial.errors == {"loss": trial.error, "acc": pytest.approx(0.25 / math.sqrt(3))}

    def test_a_running_trial_has_the_mean_of_what_there_is_and_one_part_no_error(self, database: Database) -> None:
        world = world_of(database)
        claim = world.start()
        world.report(claim, [2.0])
        trial = world.trial(1)
        assert (trial.value, trial.error, trial.count) == (2.0, None, 1)

    def test_a_part_that_finished_without_a_finite_value_leaves_its_trial_without_one(self, database: Database) -> None:
        """A fold that diverged must not make the mean of the others the best."""
        world = world_of(database, objectives=(Objective("loss"), Objective("time")))
        for values in ([0.5], [math.nan], [0.1]):
            claim = world.start()
            world.report(claim, values, metric="time")
            world.finish(claim, values=values)
        trial = world.trial(1)
        assert (trial.state, trial.value, trial.values) == (TrialState.FINISHED, None, {"loss": None, "time": None})
        assert trial.errors == {}
        assert history.front(database, world.sweep, world.spec.scoring) == []

    def test_the_best_is_by_the_mean_and_of_equals_the_first(self, database: Database) -> None:
        world = world_of(database, Parts(repeats=2))
        said = []
        for pair in ((4.0, 2.0), (0.0, 5.0), (3.0, 1.0), (1.0, 3.0)):
            claims = [world.start(), world.start()]
            done = [world.finish(claim, values=[value]) for claim, value in zip(claims, pair, strict=True)]
            said.append([one.is_best for one in done])
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert (best.number, best.value, best.error) == (3, 2.0, 1.0)
        assert said == [[False, True], [False, True], [False, True], [False, False]]

    @pytest.mark.parametrize("bad", [Ending.FAILED, Ending.NO_METRIC, Ending.CANCELLED])
    def test_a_trial_with_a_part_that_went_wrong_is_not_best(self, database: Database, bad: Ending) -> None:
        world = world_of(database, Parts(folds=2))
        world.play_parts(0.1, bad)
        assert history.best(database, world.sweep, world.spec.scoring) is None

    def test_a_search_learns_the_mean_and_how_sure_it_is(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        world.play_parts(1.0, 3.0)
        world.play_parts(1.0, Ending.FAILED)
        world.finish(world.start(), values=[1.0])
        past = learning.history(database, world.sweep, world.spec.scoring, 4)
        assert [(one.standing, one.value, one.variance) for one in past.observations] == [
            ("valued", 2.0, pytest.approx(1.0)),
            ("failed", None, 0.0),
            ("running", None, 0.0),
        ]


class EndOfPartsContract:
    def test_a_part_that_fails_for_good_ends_its_waiting_siblings_and_the_trial_has_failed(
        self, database: Database
    ) -> None:
        world = world_of(database)
        world.finish(world.start(), Ending.FAILED)
        trial = world.trial(1)
        assert part_states(world) == ["failed", "cancelled", "cancelled"]
        assert (trial.state, trial.reason, trial.code) == (TrialState.FAILED, "part 0: because failed", 1)
        assert trial.parts[1].reason == "part 0 failed"
        assert world.claim().execution.trial == 2

    def test_what_runs_beside_a_part_that_failed_ends_by_itself_and_is_not_run_again(self, database: Database) -> None:
        world = world_of(database, Parts(folds=4), retries=3)
        held = [world.start() for _ in range(4)]
        world.finish(held[0], Ending.NOT_STARTED)
        assert world.report(held[1], [1.0]).verdicts == {}
        world.finish(held[1], values=[1.0])
        assert not world.finish(held[2], Ending.HANDED_BACK).again
        assert not world.finish(held[3], Ending.FAILED).again
        assert part_states(world) == ["failed", "finished", "cancelled", "failed"]
        assert world.trial(1).parts[2].reason == "part 0 not_started"
        check(database)

    def test_a_failed_part_is_retried_alone(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2), retries=1)
        claims = [world.start(), world.start()]
        assert world.finish(claims[0], Ending.FAILED).again
        world.finish(claims[1], values=[3.0])
        again = world.start()
        assert again.execution == Execution(world.sweep, 1, 0, 2)
        world.finish(again, values=[1.0])
        trial = world.trial(1)
        assert (trial.state, trial.value, trial.attempt) == (TrialState.FINISHED, 2.0, 2)
        assert [part.attempt for part in trial.parts] == [2, 1]

    def test_retries_are_counted_for_each_part(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2), retries=1)
        held = [world.start(), world.start()]
        assert [world.finish(claim, Ending.FAILED).again for claim in held] == [True, True]
        world.finish(world.start(), values=[1.0])
        assert not world.finish(world.start(), Ending.FAILED).again

    def test_handing_back_and_losses_are_counted_for_each_part(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        for attempt in range(1, MOST_LOSSES):
            agent = f"agent {attempt}"
            world.start(agent)
            world.start(agent)
            assert world.lose(agent) == [1, 1]
        first, second = world.start("a"), world.start("a")
        assert world.finish(second, Ending.HANDED_BACK).again
        world.finish(world.start("a"), values=[2.0])
        world.lose("a")
        assert part_states(world) == ["failed", "finished"]
        assert first.execution.attempt == MOST_LOSSES

    def test_when_an_agent_is_lost_all_parts_that_it_held_and_no_others_go_back(self, database: Database) -> None:
        world = world_of(database, Parts(folds=4))
        world.finish(world.start("a"), values=[1.0])
        world.start("a")
        kept = world.start("b")
        world.claim("a")
        assert world.lose("a") == [1, 1]
        assert part_states(world) == ["finished", "queued", "running", "queued"]
        assert [part.attempt for part in world.trial(1).parts] == [1, 2, 1, 2]
        world.finish(kept, values=[3.0], agent="b")
        assert [world.start("b").execution.part for _ in range(2)] == [1, 3]

    def test_a_part_given_up_as_lost_takes_its_siblings_of_the_same_agent_with_it(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        for attempt in range(MOST_LOSSES):
            agent = f"agent {attempt}"
            world.start(agent)
            if attempt == MOST_LOSSES - 1:
                world.start(agent)
            world.lose(agent)
        assert part_states(world) == ["failed", "cancelled"]
        assert world.trial(1).reason == "part 0: it is gone"

    def test_a_leaving_agent_hands_back_every_part(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        world.start("a")
        world.start("a")
        agents.leave(database, "a", world.sweep, "done")
        assert part_states(world) == ["queued", "queued"]
        check(database)

    def test_stopping_one_part_stops_the_trial(self, database: Database) -> None:
        world = world_of(database, Parts(folds=4))
        stopped, running, finished = world.start("a"), world.start("b"), world.start("a")
        world.finish(finished, values=[1.0])
        world.finish(stopped, Ending.STOPPED, [3.0])
        assert part_states(world) == ["stopped", "running", "finished", "stopped"]
        verdict = Outcome(Ending.STOPPED, why="because stopped")
        assert world.report(running, [2.0], "b").verdicts == {running.execution: verdict}
        world.finish(running, Ending.STOPPED, agent="b")
        trial = world.trial(1)
        assert (trial.state, trial.value, trial.count) == (TrialState.STOPPED, 2.0, 3)

    def test_a_part_that_is_to_be_stopped_is_not_run_again_when_its_agent_goes(self, database: Database) -> None:
        world = world_of(database, Parts(folds=2))
        stopped, other = world.start("a"), world.start("b")
        world.finish(stopped, Ending.STOPPED, [3.0])
        world.lose("b")
        assert part_states(world) == ["stopped", "stopped"]
        assert other.execution.part == 1


class AskedOfPartsContract:
    def test_a_cancelled_trial_ends_what_waits_at_once_and_what_runs_by_its_agents(self, database: Database) -> None:
        world = world_of(database)
        first, second = world.start("a"), world.start("b")
        assert requests.cancel_trial(database, world.sweep, 1)
        assert part_states(world) == ["running", "running", "cancelled"]
        assert endings.wanted(database, "a") == {first.execution: CANCELLED}
        world.finish(first, Ending.CANCELLED)
        assert not world.finish(second, Ending.HANDED_BACK, agent="b").again
        assert world.trial(1).state is TrialState.CANCELLED
        with pytest.raises(IllegalTransitionError, match="cannot cancel trial 1: it is cancelled"):
            requests.cancel_trial(database, world.sweep, 1)

    def test_a_trial_of_which_nothing_runs_is_cancelled_at_once(self, database: Database) -> None:
        world = world_of(database)
        world.finish(world.start(), values=[1.0])
        assert not requests.cancel_trial(database, world.sweep, 1)
        assert part_states(world) == ["finished", "cancelled", "cancelled"]
        assert world.trial(1).state is TrialState.CANCELLED

    def test_a_cancelled_sweep_cancels_every_part(self, database: Database) -> None:
        world = world_of(database)
        running = world.start("a")
        world.request("cancel")
        assert endings.wanted(database, "a") == {running.execution: CANCELLED}
        world.finish(running, Ending.CANCELLED)
        assert part_states(world) == ["cancelled"] * 3

    def test_a_retry_runs_only_what_did_not_finish(self, database: Database) -> None:
        world = world_of(database, Parts(folds=4))
        held = [world.start() for _ in range(3)]
        world.finish(held[2], values=[5.0])
        world.finish(held[0], Ending.FAILED)
        with pytest.raises(IllegalTransitionError, match="cannot retry trial 1: it is running"):
            requests.retry(database, world.sweep, 1)
        world.finish(held[1], Ending.NO_METRIC)
        requests.retry(database, world.sweep, 1)
        assert part_states(world) == ["queued", "queued", "finished", "queued"]
        again = [world.start() for _ in range(3)]
        assert [(one.execution.part, one.execution.attempt) for one in again] == [(0, 2), (1, 2), (3, 2)]
        for claim in again:
            world.finish(claim, values=[1.0])
        assert (world.trial(1).state, world.trial(1).value) == (TrialState.FINISHED, 2.0)
        check(database)

    def test_a_trial_whose_point_was_never_stored_gets_its_parts_after_a_retry(self, database: Database) -> None:
        world = world_of(database)
        world.finish(world.claim(), Ending.NOT_STARTED)
        assert part_states(world) == ["failed"]
        requests.retry(database, world.sweep, 1)
        again = world.claim()
        assert (again.params, again.index, again.execution.attempt) == (None, 0, 2)
        world.begin(again)
        assert part_states(world) == ["running", "queued", "queued"]
        check(database)
