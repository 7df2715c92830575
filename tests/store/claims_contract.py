"""Claims: in which order, how many, and what an agent is told when there is nothing for it."""

from __future__ import annotations

import pytest

from sweepctl.errors import FencedError
from sweepctl.model.claim import Idle, Leave
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Goal, Objective, Summary
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import endings, learning, requests
from sweepctl.store.database import Database
from sweepctl.store.endings import CANCELLED
from sweepctl.store.reports import FENCED
from tests.store.invariants import check
from tests.store.world import World


class ClaimsContract:
    def test_new_trials_are_numbered_from_one_and_indexed_from_zero(self, database: Database) -> None:
        world = World(database)
        found = [world.claim() for _ in range(3)]
        assert [claim.execution for claim in found] == [Execution(world.sweep, n, 0, 1) for n in (1, 2, 3)]
        assert [claim.index for claim in found] == [0, 1, 2]
        assert all(claim.params is None and claim.version == 1 for claim in found)
        check(database)

    def test_the_queue_comes_before_new_trials_and_the_lowest_number_first(self, database: Database) -> None:
        world = World(database)
        held = [world.start() for _ in range(3)]
        for claim in reversed(held):
            world.finish(claim, Ending.HANDED_BACK)
        assert [world.claim().execution.trial for _ in range(4)] == [1, 2, 3, 4]

    def test_who_only_looks_is_told_of_work_and_takes_none(self, database: Database) -> None:
        world = World(database, run_cap=1)
        assert world.ask(takes=False) == Idle("there is work", is_work=True)
        assert world.trials() == []
        claim = world.start()
        assert world.ask("b", takes=False) == Idle("other agents run the last trials", others_hold=True)
        world.finish(claim, Ending.HANDED_BACK)
        assert world.ask("b", takes=False) == Idle("there is work", is_work=True)
        world.finish(world.start())
        assert isinstance(world.ask("b", takes=False), Leave)

    def test_a_queued_trial_keeps_its_parameters(self, database: Database) -> None:
        world = World(database)
        first = world.claim()
        world.begin(first, x=0.625)
        world.finish(first, Ending.HANDED_BACK)
        again = world.claim()
        assert (again.execution.attempt, again.index, again.params) == (2, 0, {"x": 0.625})

    def test_a_trial_whose_agent_died_before_the_draw_is_drawn_at_the_same_index(self, database: Database) -> None:
        world = World(database)
        world.claim("a")
        world.lose("a")
        again = world.claim("b")
        assert (again.execution.trial, again.execution.attempt, again.index, again.params) == (1, 2, 0, None)

    def test_the_cap_counts_trials_and_not_attempts(self, database: Database) -> None:
        world = World(database, run_cap=2, retries=3)
        first = world.start()
        for _ in range(3):
            assert world.finish(first, Ending.FAILED).again
            first = world.start()
        world.finish(first)
        world.play(1.0)
        assert isinstance(world.ask(), Leave)
        assert len(world.trials()) == 2

    def test_the_cap_is_exact_whoever_asks(self, database: Database) -> None:
        world = World(database, run_cap=5)
        answers = [world.ask("abc"[i % 3]) for i in range(9)]
        assert [getattr(answer, "index", None) for answer in answers] == [0, 1, 2, 3, 4, None, None, None, None]
        assert len(world.trials()) == 5

    def test_the_size_of_the_space_is_exact(self, database: Database) -> None:
        world = World(database)
        answers = [world.ask(size=3) for _ in range(5)]
        assert [getattr(answer, "index", None) for answer in answers] == [0, 1, 2, None, None]

    def test_an_agent_leaves_when_every_trial_is_done(self, database: Database) -> None:
        world = World(database, run_cap=1)
        world.play(1.0)
        assert world.ask() == Leave("every trial is done")

    def test_an_agent_waits_while_others_hold_the_last_trials(self, database: Database) -> None:
        world = World(database, run_cap=1)
        claim = world.start("a")
        answer = world.ask("b")
        assert isinstance(answer, Idle)
        assert answer.others_hold
        assert isinstance(world.ask("a"), Leave)
        world.finish(claim)
        assert isinstance(world.ask("b"), Leave)

    def test_an_agent_without_more_to_start_takes_only_its_own_trials_again(self, database: Database) -> None:
        world = World(database)
        others, own = world.start("b"), world.start("a")
        world.finish(others, Ending.HANDED_BACK, agent="b")
        assert world.ask("a", more=False) == Leave("its count is reached")
        world.finish(own, Ending.HANDED_BACK, agent="a")
        assert world.claim("a", more=False).execution == Execution(world.sweep, 2, 0, 2)

    def test_a_paused_sweep_makes_agents_wait(self, database: Database) -> None:
        world = World(database)
        world.request("pause")
        answer = world.ask()
        assert isinstance(answer, Idle)
        assert not answer.others_hold
        world.request("resume")
        assert world.claim().index == 0

    @pytest.mark.parametrize("verb", ["stop", "cancel"])
    def test_a_stopped_or_cancelled_sweep_makes_agents_leave(self, database: Database, verb: str) -> None:
        world = World(database)
        world.finish(world.start(), Ending.HANDED_BACK)
        world.request(verb)
        answer = world.ask()
        assert isinstance(answer, Leave)
        assert str(world.now().state) in answer.why

    def test_an_agent_that_was_declared_lost_gets_nothing(self, database: Database) -> None:
        """Nobody would declare it lost a second time, and its trial would run for ever."""
        world = World(database)
        world.come("a")
        world.lose("a")
        assert isinstance(world.ask("a"), Leave)
        assert world.trials() == []


class TargetContract:
    def test_agents_leave_once_a_trial_has_reached_the_target(self, database: Database) -> None:
        world = World(database, objectives=(Objective("loss", target=0.5),))
        world.play(0.9, 0.4, 0.8)
        assert world.ask() == Leave("the target 0.5 is reached")

    def test_the_value_of_the_target_itself_is_enough(self, database: Database) -> None:
        world = World(database, objectives=(Objective("acc", Goal.MAXIMIZE, target=0.5),))
        claim = world.start()
        world.report(claim, [0.5], metric="acc")
        world.finish(claim)
        assert isinstance(world.ask(), Leave)

    def test_agents_wait_while_a_running_trial_is_at_the_target_and_go_on_if_it_fails(self, database: Database) -> None:
        world = World(database, objectives=(Objective("loss", target=0.5),))
        claim = world.start("a")
        world.report(claim, [0.4])
        assert isinstance(world.ask("b"), Idle)
        world.finish(claim, Ending.FAILED)
        assert world.claim("b").execution.trial == 2

    @pytest.mark.parametrize(("summary", "values"), [(Summary.LAST, [0.4, 0.9]), (Summary.MEAN, [0.4, 0.9])])
    def test_a_target_counts_for_the_summary_that_is_asked_for(
        self, database: Database, summary: Summary, values: list[float]
    ) -> None:
        world = World(database, objectives=(Objective("loss", summary=summary, target=0.5),))
        claim = world.start()
        world.report(claim, values[:1])
        assert world.claim("b").execution.trial == 2, "it may still get worse"
        world.finish(claim, values=values)
        assert world.claim("b").execution.trial == 3

    def test_a_lost_attempt_does_not_reach_the_target(self, database: Database) -> None:
        world = World(database, objectives=(Objective("loss", target=0.5),))
        world.report(world.start("a"), [0.1])
        world.lose("a")
        assert world.claim("b").execution.attempt == 2


class BeginContract:
    def test_a_begun_trial_has_its_point_and_runs(self, database: Database) -> None:
        world = World(database)
        world.begin(world.claim(), x=0.25)
        trial = world.trial(1)
        assert (trial.state, trial.params, trial.agent) == (TrialState.RUNNING, {"x": 0.25}, "a")
        assert trial.started is not None
        assert world.events(1) == ["reserved", "started"]

    def test_a_point_that_another_trial_has_is_refused_where_it_must_be_fresh(self, database: Database) -> None:
        world = World(database)
        world.begin(world.claim(), x=0.25)
        second = world.claim()
        assert not world.begin(second, x=0.25, fresh=True)
        assert world.trial(2).params == {}
        assert world.begin(second, x=0.5, fresh=True)
        assert world.begin(world.claim(), x=0.25, fresh=False)

    def test_a_restarted_trial_may_have_its_own_point(self, database: Database) -> None:
        world = World(database)
        first = world.claim()
        world.begin(first, x=0.25)
        world.finish(first, Ending.HANDED_BACK)
        assert world.begin(world.claim(), fresh=True)

    def test_a_point_of_another_sweep_is_fresh(self, database: Database) -> None:
        one, other = World(database), World(database)
        assert one.begin(one.claim("a"), "a", x=0.25, fresh=True)
        assert other.begin(other.claim("b"), "b", x=0.25, fresh=True)

    @pytest.mark.parametrize("thief", ["wrong agent", "old attempt", "ended", "taken over"])
    def test_a_begin_of_what_is_not_held_is_refused_and_writes_nothing(self, database: Database, thief: str) -> None:
        world = World(database)
        claim = world.claim("a")
        world.come("b")
        agent = "a"
        match thief:
            case "wrong agent":
                agent = "b"
            case "old attempt":
                world.finish(claim, Ending.HANDED_BACK)
            case "ended":
                world.finish(claim, Ending.CANCELLED)
            case "taken over":
                world.lose("a")
                world.claim("b")
        before = _everything(database)
        with pytest.raises(FencedError):
            world.begin(claim, agent, x=0.75)
        assert _everything(database) == before

    @pytest.mark.parametrize("thief", ["wrong agent", "old attempt", "ended", "taken over"])
    def test_a_report_or_an_end_of_what_is_not_held_is_refused_and_writes_nothing(
        self, database: Database, thief: str
    ) -> None:
        world = World(database)
        claim = world.start("a")
        world.come("b")
        agent = "a"
        match thief:
            case "wrong agent":
                agent = "b"
            case "old attempt":
                world.finish(claim, Ending.HANDED_BACK)
                world.start("a")
            case "ended":
                world.finish(claim, values=[3.0])
            case "taken over":
                world.lose("a")
                world.start("b")
        before = _everything(database)
        assert world.report(claim, [1.0, 2.0], agent).verdicts == {claim.execution: FENCED}
        with pytest.raises(FencedError):
            world.finish(claim, values=[1.0], agent=agent)
        assert _everything(database) == before

    def test_a_refused_report_does_not_keep_the_others_back(self, database: Database) -> None:
        world = World(database)
        lost, held = world.start(), world.start()
        world.finish(lost, Ending.CANCELLED)
        world.report(held, [5.0])
        assert world.report(lost, [1.0]).verdicts == {lost.execution: FENCED}
        assert (world.trial(1).value, world.trial(2).value) == (None, 5.0)

    def test_a_point_is_known_by_its_values_alone(self, database: Database) -> None:
        world = World(database)
        world.begin(world.claim(), x=1)
        assert learning.seen(database, world.sweep) == {fingerprint({"x": 1.0})}
        assert learning.seen(database, World(database).sweep) == frozenset()


class QueueContract:
    def test_a_cancelled_waiting_trial_is_over_at_once(self, database: Database) -> None:
        world = World(database)
        world.finish(world.start(), Ending.HANDED_BACK)
        assert not requests.cancel_trial(database, world.sweep, 1)
        assert world.trial(1).state is TrialState.CANCELLED
        assert world.claim().execution.trial == 2

    def test_a_running_trial_is_cancelled_by_its_agent(self, database: Database) -> None:
        world = World(database)
        claim, other = world.start("a"), world.start("b")
        assert requests.cancel_trial(database, world.sweep, 1)
        assert world.report(claim, [1.0]).verdicts == {claim.execution: CANCELLED}
        assert world.report(other, [1.0], "b").verdicts == {}
        world.finish(claim, Ending.CANCELLED)
        assert world.trial(1).state is TrialState.CANCELLED
        assert endings.wanted(database, "a") == {}
        assert "cancel" in world.events(1)


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = ("sweeps", "trials", "executions", "points", "series", "events")
    return {table: [tuple(row) for row in database.rows(f"SELECT * FROM {table}")] for table in tables}
