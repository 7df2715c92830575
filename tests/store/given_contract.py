"""Points that people choose, trials of elsewhere to learn from, and the rules by which a sweep ends itself."""

from __future__ import annotations

from typing import Any

import pytest

from sweepctl.errors import IllegalTransitionError, NotFoundError
from sweepctl.model.claim import Idle, Leave
from sweepctl.model.draw import Standing
from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal, Impute, Method, Objective, Parameter, Parts
from sweepctl.model.trial import TrialState
from sweepctl.samplers import open_sampler
from sweepctl.store import history, learning, making, requests, sweeps
from sweepctl.store.database import Database
from sweepctl.store.trials import Given
from tests.store.invariants import check
from tests.store.world import World


def choice(name: str, *values: Value) -> Parameter:
    listed: list[Value] = list(values)
    return Parameter((name,), "categorical", {"values": listed})


FIVE = (choice("x", 1, 2, 3, 4, 5),)


def finite(database: Database, **keys: Any) -> World:
    return World(database, parameters=FIVE, **keys)


class GivenContract:
    def test_a_given_point_is_the_next_trial(self, database: Database) -> None:
        world = World(database)
        world.start()
        assert world.give(0.5) == 2
        assert world.trial(2).state is TrialState.QUEUED
        claim = world.claim()
        assert (claim.execution.trial, claim.params, claim.index) == (2, {"x": 0.5}, None)
        assert world.begin(claim)
        assert world.claim().index == 1, "given points do not shift what is drawn"
        assert world.events(2) == ["given", "claimed", "started"]

    def test_the_first_trials_of_a_sweep_may_be_given(self, database: Database) -> None:
        world = World(database)
        origin = making.Origin("", database.folder.parent, None, 7)
        given = [Given({"x": 0.25}), Given({"x": 0.75})]
        world.sweep = making.create_sweep(database, world.spec, origin, size=None, given=given).id
        assert [world.claim().params for _ in range(3)] == [{"x": 0.25}, {"x": 0.75}, None]

    def test_a_given_point_has_all_its_parts_at_once(self, database: Database) -> None:
        world = World(database, parts=Parts(folds=3))
        world.give(0.5)
        claims = [world.claim() for _ in range(3)]
        assert [claim.execution.part for claim in claims] == [0, 1, 2]
        assert [claim.params for claim in claims] == [{"x": 0.5}] * 3
        check(database)

    @pytest.mark.parametrize("method", [Method.GRID, Method.RANDOM])
    def test_the_draw_that_a_given_point_stands_for_is_not_drawn_again(
        self, database: Database, method: Method
    ) -> None:
        world = finite(database, method=method)
        sampler = open_sampler(world.spec, 7, 1)
        for x in (3, 5):
            world.give(x, sampler.index_of({"x": x}))
        points: list[Any] = []
        while not isinstance(answer := world.ask(size=5), Leave):
            assert not isinstance(answer, Idle)
            drawn = answer.params or sampler.draw(answer.index or 0, history_of(database, world))
            world.begin(answer, x=drawn["x"])
            points.append(drawn["x"])
            world.finish(answer, values=[1.0])
        assert sorted(points) == [1, 2, 3, 4, 5]
        assert points[:2] == [3, 5]
        assert world.now().state == "finished"
        check(database)

    def test_a_point_of_a_finite_space_leaves_one_draw_less_whatever_it_stands_for(self, database: Database) -> None:
        world = finite(database)
        world.start()
        world.give(3, is_point=True)
        world.give(77)
        indexes = [world.start(size=5).index for _ in range(5)]
        assert indexes == [4, None, 1, 2, 3]
        assert isinstance(world.ask(size=5), Leave)
        check(database)

    def test_a_point_that_a_trial_of_a_finite_space_has_is_refused(self, database: Database) -> None:
        world = finite(database)
        world.begin(world.claim(), x=3)
        with pytest.raises(IllegalTransitionError, match="trial 1 has this point already"):
            world.give(3)
        world.claim()
        with pytest.raises(IllegalTransitionError, match="trial 2 has this point already"):
            world.give(4, 1)
        endless = World(database)
        assert [endless.give(0.5), endless.give(0.5)] == [1, 2]

    def test_a_point_that_is_being_drawn_is_refused_after_an_edit_too(self, database: Database) -> None:
        """Its draws are those of the space, whatever version the spec has."""
        world = finite(database)
        world.claim(size=5)
        making.edit_sweep(database, world.sweep, world.spec)
        with pytest.raises(IllegalTransitionError, match="trial 1 has this point already"):
            world.give(1, 0)

    def test_a_point_of_a_finite_space_that_is_all_drawn_is_refused(self, database: Database) -> None:
        """The trial that is being drawn will get it."""
        world = finite(database)
        for _ in range(5):
            world.claim(size=5)
        with pytest.raises(IllegalTransitionError, match="every point of the space is drawn"):
            world.give(3, is_point=True)

    def test_a_draw_beyond_any_integer_of_a_database_is_left_out(self, database: Database) -> None:
        world = World(database, method=Method.GRID, parameters=tuple(choice(f"x{i}", *range(10)) for i in range(25)))
        world.give(1, 10**24)
        world.give(2, is_point=True)
        assert [world.claim().index for _ in range(3)] == [None, 2**63 - 1, 0]

    def test_a_given_point_counts_for_the_cap(self, database: Database) -> None:
        world = World(database, run_cap=2)
        world.give(0.5)
        world.claim()
        world.claim()
        assert isinstance(world.ask(), Leave)
        with pytest.raises(IllegalTransitionError, match="its run_cap of 2 trials is reached"):
            world.give(0.75)

    def test_a_cancelled_or_deleted_sweep_takes_no_points(self, database: Database) -> None:
        world = World(database)
        world.request("cancel")
        with pytest.raises(IllegalTransitionError, match="it is cancelled"):
            world.give(0.5)
        sweeps.delete_sweep(database, world.sweep)
        with pytest.raises(NotFoundError):
            world.give(0.5)

    def test_a_given_point_makes_a_finished_sweep_go_on(self, database: Database) -> None:
        world = finite(database, method=Method.GRID)
        for _ in range(5):
            world.play(1.0)
        assert world.now().state == "finished"
        world.give(77)
        assert world.now().state == "running"
        assert requests.cancel_trial(database, world.sweep, 6) is False


class PriorsContract:
    def test_priors_are_learned_from_and_counted_nowhere(self, database: Database) -> None:
        world = World(database, run_cap=1)
        learning.add_priors(database, world.sweep, "old", [({"x": 0.25}, 3.0), ({"x": 0.5}, 2.0)])
        learning.add_priors(database, world.sweep, "older", [({"x": 0.75}, 1.0)])
        world.play(5.0)
        past = learning.history(database, world.sweep, world.spec.scoring, 2)
        assert [(one.number, one.params["x"], one.standing, one.value) for one in past.observations] == [
            (-1, 0.25, Standing.VALUED, 3.0),
            (-2, 0.5, Standing.VALUED, 2.0),
            (-3, 0.75, Standing.VALUED, 1.0),
            (1, 1, Standing.VALUED, 5.0),
        ]
        assert len(past.seen) == 1
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert best.value == 5.0
        assert len(world.trials()) == history.counts(database, world.sweep).total == 1
        assert learning.priors(database, World(database).sweep) == []

    def test_priors_go_with_their_sweep(self, database: Database) -> None:
        world = World(database)
        learning.add_priors(database, world.sweep, "old", [({"x": 0.25}, 3.0)])
        sweeps.delete_sweep(database, world.sweep)
        assert database.rows("SELECT * FROM priors") == []


class ImputeContract:
    @pytest.mark.parametrize(
        ("rule", "failed", "blind"), [(Impute.WORST, None, None), (Impute.BEST, 1.0, None), (Impute.LATEST, 4.0, None)]
    )
    def test_a_failed_trial_counts_with_its_own_value_where_that_is_asked_for(
        self, database: Database, rule: Impute, failed: float | None, blind: float | None
    ) -> None:
        world = World(database, objectives=(Objective("loss", impute=rule),))
        world.play(3.0, 1.0, 4.0, ending=Ending.FAILED)
        world.play(ending=Ending.FAILED)
        past = learning.history(database, world.sweep, world.spec.scoring, 3)
        assert [(one.standing, one.value) for one in past.observations] == [
            (Standing.FAILED, failed),
            (Standing.FAILED, blind),
        ]

    @pytest.mark.parametrize(
        ("rule", "standing", "value"),
        [
            (None, Standing.RUNNING, None),
            (Impute.WORST, Standing.FAILED, None),
            (Impute.BEST, Standing.RUNNING, 1.0),
            (Impute.LATEST, Standing.RUNNING, 4.0),
        ],
    )
    def test_a_running_trial_counts_as_the_rule_for_running_ones_says(
        self, database: Database, rule: Impute | None, standing: Standing, value: float | None
    ) -> None:
        world = World(database, objectives=(Objective("loss", impute_while_running=rule),))
        world.report(world.start(), [3.0, 1.0, 4.0])
        past = learning.history(database, world.sweep, world.spec.scoring, 2)
        assert [(one.standing, one.value) for one in past.observations] == [(standing, value)]


class RulesContract:
    @pytest.mark.parametrize("parts", [Parts(), Parts(folds=2)])
    def test_a_sweep_ends_when_so_many_trials_in_a_row_were_no_better(self, database: Database, parts: Parts) -> None:
        world = World(database, no_improvement=2, parts=parts)
        for value in (5.0, 6.0, 4.0, 4.0):
            world.play_parts(*[value] * parts.count)
        assert world.now().state == "running"
        world.play_parts(*[9.0] * (parts.count - 1), Ending.FAILED)
        assert world.ask() == Leave("2 trials brought no better value")
        assert world.now().state == "finished"

    def test_a_trial_of_which_a_part_is_done_is_not_fruitless_yet(self, database: Database) -> None:
        world = World(database, no_improvement=1, parts=Parts(folds=2))
        world.play_parts(1.0, 1.0)
        world.finish(world.start(), values=[9.0])
        world.finish(world.start(), values=[9.0])
        assert world.ask() == Leave("1 trials brought no better value")
        other = World(database, no_improvement=1, parts=Parts(folds=2))
        other.started = {}
        for value in (1.0, 1.0, 9.0):
            other.finish(other.start("o"), values=[value], agent="o")
        assert other.start("o").execution.part == 1

    def test_a_trial_without_a_metric_is_fruitless_and_a_cancelled_one_is_not(self, database: Database) -> None:
        world = World(database, no_improvement=2)
        world.play(1.0)
        world.play(ending=Ending.CANCELLED)
        world.play(ending=Ending.NO_METRIC)
        assert world.now().state == "running"
        world.play(ending=Ending.KILLED)
        assert world.now().state == "finished"

    def test_agents_wait_for_what_still_runs_and_go_on_if_that_is_better(self, database: Database) -> None:
        world = World(database, no_improvement=1)
        world.play(1.0)
        running = world.start("b")
        world.play(2.0)
        answer = world.ask()
        assert isinstance(answer, Idle)
        assert not answer.others_hold
        world.finish(running, values=[0.5], agent="b")
        assert world.start().execution.trial == 4

    def test_without_a_value_no_trial_is_fruitless(self, database: Database) -> None:
        world = World(database, no_improvement=1)
        for _ in range(3):
            world.play(ending=Ending.FAILED)
        assert world.now().state == "running"

    def test_a_sweep_ends_when_its_hours_are_over(self, database: Database) -> None:
        world = World(database, hours=2)
        assert world.now().state == "running"
        claim = world.start()
        world.finish(claim, values=[1.0])
        assert world.claim().execution.trial == 2
        _age(database, 7100.0)
        assert world.claim().execution.trial == 3
        _age(database, 200.0)
        assert world.ask("b") == Leave("2 hours are over")
        assert world.now().state == "running", "two trials are still in hand"
        world.lose("a")
        assert world.now().state == "finished"

    def test_the_target_is_for_the_mean_over_the_parts(self, database: Database) -> None:
        world = World(database, parts=Parts(folds=2), objectives=(Objective("loss", target=0.5),))
        first, second = world.start(), world.start()
        world.finish(first, values=[0.1])
        assert world.claim().execution.trial == 2
        world.finish(second, values=[0.9])
        assert world.ask() == Leave("the target 0.5 is reached")


class FrontContract:
    def test_the_front_has_what_no_other_trial_beats_in_everything(self, database: Database) -> None:
        world = _two_goals(database)
        for loss, accuracy in ((3.0, 0.9), (1.0, 0.5), (2.0, 0.5), (2.0, 0.7), (0.5, 0.1), (3.0, 0.9)):
            _play(world, loss, accuracy)
        front = history.front(database, world.sweep, world.spec.scoring)
        assert [(one.number, one.values) for one in front] == [
            (5, {"loss": 0.5, "acc": 0.1}),
            (2, {"loss": 1.0, "acc": 0.5}),
            (4, {"loss": 2.0, "acc": 0.7}),
            (1, {"loss": 3.0, "acc": 0.9}),
        ]
        assert history.best(database, world.sweep, world.spec.scoring) is None

    def test_only_trials_that_ended_well_with_every_value_are_on_the_front(self, database: Database) -> None:
        world = _two_goals(database)
        world.play(0.1)
        _play(world, 0.2, 0.9, Ending.FAILED)
        _play(world, 0.9, 0.1, Ending.STOPPED)
        claim = world.start()
        world.report(claim, [0.1])
        world.report(claim, [0.9], metric="acc")
        assert [one.number for one in history.front(database, world.sweep, world.spec.scoring)] == [3]

    def test_a_trial_that_ends_on_the_front_is_said_to(self, database: Database) -> None:
        world = _two_goals(database)
        assert [_play(world, *values) for values in ((2.0, 0.5), (1.0, 0.4), (3.0, 0.4), (3.0, 0.8))] == [
            True,
            True,
            False,
            True,
        ]

    def test_a_search_learns_every_value_and_a_trial_that_lacks_one_has_failed(self, database: Database) -> None:
        world = _two_goals(database)
        _play(world, 2.0, 0.5)
        world.play(1.0)
        past = learning.history(database, world.sweep, world.spec.scoring, 3)
        assert [(one.standing, one.value, one.values) for one in past.observations] == [
            (Standing.VALUED, None, (2.0, 0.5)),
            (Standing.FAILED, None, ()),
        ]

    def test_one_objective_has_no_front(self, database: Database) -> None:
        world = World(database)
        world.play(1.0)
        assert history.front(database, world.sweep, world.spec.scoring) == []
        assert world.trial(1).values == {}


def _two_goals(database: Database) -> World:
    return World(database, objectives=(Objective("loss"), Objective("acc", Goal.MAXIMIZE)))


def _play(world: World, loss: float, accuracy: float, ending: Ending = Ending.FINISHED) -> bool:
    claim = world.start()
    world.report(claim, [accuracy], metric="acc")
    return world.finish(claim, ending, [loss]).is_best


def _age(database: Database, seconds: float) -> None:
    """Let time pass for all that was started."""
    with database.transaction():
        database.change("UPDATE executions SET started = started - ?", (seconds,))


def history_of(database: Database, world: World) -> Any:
    return learning.history(database, world.sweep, world.spec.scoring, 0)
