"""How the rest of a sweep fares, failures that are taken back, and a sweep that pauses itself."""

from __future__ import annotations

from sweepctl.model.claim import Idle
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Backoff, Parts
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import agents, faults
from sweepctl.store.agents import Identity
from sweepctl.store.database import Database
from sweepctl.store.faults import Health
from tests.store.invariants import check
from tests.store.world import Clock, World


def fail(world: World, agent: str = "a", ending: Ending = Ending.FAILED) -> Execution:
    """A trial that fails."""
    claim = world.start(agent)
    world.finish(claim, ending, agent=agent)
    return claim.execution


def come_from_elsewhere(world: World, agent: str) -> None:
    """Register an agent on another host."""
    identity = Identity("elsewhere", "boot", 1, "birth")
    agents.register(world.database, agent, world.sweep, identity, 1)
    world.started[agent] = set()


class HealthContract:
    def test_what_was_before_and_what_others_do_meanwhile_is_counted(self, database: Database, clock: Clock) -> None:
        world = World(database)
        world.play(1.0)
        world.play(2.0, ending=Ending.STOPPED)
        fail(world, "b", Ending.TIMED_OUT)
        come_from_elsewhere(world, "c")
        clock.now += 1.0
        row = [fail(world), fail(world, ending=Ending.NOT_STARTED)]
        fail(world, "b")
        fail(world, "c", Ending.KILLED)
        world.play(3.0, agent="c")
        world.start("b")
        world.report(world.start("c"), [1.0], "c")
        clock.now += 5.0
        found = faults.health(database, world.sweep, "a", row, 10.0)
        assert found == Health(3, failed_before=1, ended_before=3, others_well=2, others_failed=2, elsewhere_failed=1)
        clock.now += 5.0
        assert faults.health(database, world.sweep, "a", row, 10.0).others_well == 3, "one runs for long enough now"
        assert faults.health(database, world.sweep, "c", [], 10.0).others_well == 1

    def test_an_empty_sweep_has_nothing_to_compare_with(self, database: Database) -> None:
        assert faults.health(database, World(database).sweep, "a", [], 10.0) == Health()


class GiveBackContract:
    def test_a_failed_trial_that_is_taken_back_has_all_its_retries(self, database: Database) -> None:
        world = World(database, retries=1, run_cap=1)
        row = [fail(world), fail(world)]
        assert world.trial(1).state is TrialState.FAILED
        assert faults.give_back(database, world.sweep, row, "the disk was full") == [1, 1]
        assert (world.trial(1).state, world.trial(1).attempt) == (TrialState.QUEUED, 3)
        assert [fail(world).attempt, fail(world).attempt] == [3, 4]
        assert world.trial(1).state is TrialState.FAILED
        reasons = [row["why"] for row in database.rows("SELECT why FROM executions ORDER BY attempt")]
        assert reasons == ["because failed; the disk was full"] * 2 + ["because failed"] * 2
        check(database)

    def test_all_parts_of_a_trial_are_taken_back(self, database: Database) -> None:
        world = World(database, parts=Parts(folds=3), run_cap=1)
        first = world.start()
        world.finish(first, values=[1.0])
        row = [fail(world)]
        assert world.trial(1).state is TrialState.FAILED
        faults.give_back(database, world.sweep, row, "why")
        assert [part.state for part in world.trial(1).parts] == [
            TrialState.FINISHED,
            TrialState.QUEUED,
            TrialState.QUEUED,
        ]
        check(database)

    def test_what_ended_well_or_was_cancelled_stays_as_it_is(self, database: Database) -> None:
        world = World(database)
        fine = world.start()
        world.finish(fine, values=[1.0])
        row = [fine.execution, fail(world)]
        world.request("cancel")
        assert faults.give_back(database, world.sweep, row, "why") == []
        assert [trial.state for trial in world.trials()] == [TrialState.FINISHED, TrialState.FAILED]

    def test_it_does_not_wait_before_it_is_run_again(self, database: Database, clock: Clock) -> None:
        world = World(database, run_cap=1, backoff=Backoff(100.0))
        faults.give_back(database, world.sweep, [fail(world)], "why")
        assert world.claim().execution.attempt == 2


class PauseContract:
    def test_a_sweep_that_pauses_itself_says_why_until_it_goes_on(self, database: Database) -> None:
        world = World(database)
        assert faults.pause_itself(database, world.sweep, "a", "all fails")
        assert not faults.pause_itself(database, world.sweep, "b", "all fails here too")
        assert world.now().state == "paused"
        answer = world.ask()
        assert isinstance(answer, Idle)
        assert answer.why == f"the sweep paused itself, all fails; `sweepctl resume {world.sweep}` goes on"
        world.request("resume")
        world.claim()
        world.request("pause")
        assert world.ask() == Idle("the sweep is paused")
        assert "paused_itself" in world.events()

    def test_a_sweep_that_is_stopped_does_not_pause_itself(self, database: Database) -> None:
        world = World(database)
        world.request("stop")
        assert not faults.pause_itself(database, world.sweep, "a", "all fails")
        assert world.now().state == "stopped"
