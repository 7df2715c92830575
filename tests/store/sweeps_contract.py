"""Sweeps: made, found, asked to pause, stop, go on or end, and what is derived of them."""

from __future__ import annotations

import pytest

from sweepctl.errors import IllegalTransitionError, NotFoundError
from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal, Method, Objective, Parameter
from sweepctl.model.status import SweepState
from sweepctl.model.trial import TrialState
from sweepctl.store import endings, history, making, requests, summary, sweeps
from sweepctl.store.database import Database
from sweepctl.store.endings import CANCELLED
from sweepctl.store.making import Origin
from tests.store.world import World, make_spec

ALLOWED = {
    SweepState.RUNNING: {"pause", "stop", "cancel"},
    SweepState.PAUSED: {"resume", "stop", "cancel"},
    SweepState.STOPPED: {"resume", "cancel"},
    SweepState.CANCELLED: set(),
    SweepState.FINISHED: set(),
}
WAYS = {
    SweepState.RUNNING: (),
    SweepState.PAUSED: ("pause",),
    SweepState.STOPPED: ("stop",),
    SweepState.CANCELLED: ("cancel",),
    SweepState.FINISHED: (),
}


class SweepsContract:
    def test_a_stored_sweep_is_found_as_it_was_given(self, database: Database) -> None:
        spec = make_spec(run_cap=7, retries=2, timeout=1.5, name="mine", env={"A": "b"})
        folder = database.folder.parent / "work"
        made = making.create_sweep(database, spec, Origin("the text: 1\n", folder, folder / "sweep.yaml", 7), size=None)
        found = sweeps.get_sweep(database, made.id)
        assert found == made
        assert (found.spec, found.name, found.state, found.version) == (spec, "mine", SweepState.RUNNING, 1)
        assert (found.folder, found.source) == (str(folder), str(folder / "sweep.yaml"))
        assert sweeps.verbatim_spec(database, found) == "the text: 1\n"

    def test_a_sweep_without_a_name_is_called_like_its_file(self, database: Database) -> None:
        folder = database.folder.parent
        deep = Origin("", folder, folder / "deep.yaml", 7)
        assert making.create_sweep(database, make_spec(), deep, size=None).name == "deep"
        nameless = making.create_sweep(database, make_spec(), Origin("", folder, None, 7), size=None)
        assert nameless.name == nameless.id

    def test_a_seed_of_the_spec_is_kept_and_another_one_is_drawn(self, database: Database) -> None:
        folder = database.folder.parent
        origin = Origin("", folder, None, making.new_seed(make_spec(seed=0)))
        assert making.create_sweep(database, make_spec(seed=0), origin, size=None).seed == 0
        seeds = {making.new_seed(make_spec()) for _ in range(5)}
        assert len(seeds) > 1

    def test_sweeps_are_listed_newest_first(self, database: Database) -> None:
        made = [World(database).sweep for _ in range(3)]
        assert [sweep.id for sweep in sweeps.list_sweeps(database)] == made[::-1]
        assert [line.sweep.id for line in summary.lines(database)] == made[::-1]

    def test_an_id_begins_with_a_letter(self, database: Database) -> None:
        assert all(World(database).sweep[0].isalpha() for _ in range(30))

    def test_an_unknown_sweep_is_not_found(self, database: Database) -> None:
        with pytest.raises(NotFoundError, match="no sweep nowhere"):
            sweeps.get_sweep(database, "nowhere")

    def test_the_folders_of_a_sweep_move_with_the_tree(self, database: Database) -> None:
        folder = database.folder.parent / "sub"
        made = making.create_sweep(database, make_spec(), Origin("", folder, None, 7), size=None)
        row = database.row("SELECT folder FROM sweeps WHERE id = ?", (made.id,))
        assert row is not None
        assert row["folder"] == "sub"

    @pytest.mark.parametrize("verb", ["pause", "resume", "stop", "cancel"])
    @pytest.mark.parametrize("state", list(SweepState))
    def test_a_request_is_carried_out_or_says_the_state_and_what_is_possible(
        self, database: Database, state: SweepState, verb: str
    ) -> None:
        world = World(database, run_cap=1)
        if state is SweepState.FINISHED:
            world.play(1.0)
        for step in WAYS[state]:
            world.request(step)
        assert world.now().state is state
        if verb in ALLOWED[state]:
            world.request(verb)
            targets = {"pause": "paused", "resume": "running", "stop": "stopped", "cancel": "cancelled"}
            assert world.now().state == targets[verb]
            assert world.events()[-1] == verb
            return
        with pytest.raises(IllegalTransitionError, match=f"cannot {verb} sweep {world.sweep}: it is {state}") as caught:
            world.request(verb)
        assert world.now().state is state
        possible = sorted(ALLOWED[state])
        hint = caught.value.hint or ""
        assert all(name in hint for name in possible) if possible else "new sweep" in hint

    def test_cancelling_a_sweep_cancels_all_its_trials_in_one_step(self, database: Database) -> None:
        world = World(database)
        running, queued = world.start("a"), world.start("b")
        world.finish(queued, Ending.HANDED_BACK, agent="b")
        world.request("cancel")
        assert endings.wanted(database, "a") == {running.execution: CANCELLED}
        assert world.trial(2).state is TrialState.CANCELLED

    def test_a_deleted_sweep_leaves_nothing_and_touches_no_other(self, database: Database) -> None:
        gone, kept = World(database), World(database)
        for world, agent in ((gone, "a"), (kept, "b")):
            world.play(1.0, 0.5, agent=agent)
            world.finish(world.start(agent), Ending.HANDED_BACK, agent=agent)
        sweeps.delete_sweep(database, gone.sweep)
        for table in ("specs", "trials", "executions", "agents", "points", "series", "events"):
            found = {row["sweep"] for row in database.rows(f"SELECT DISTINCT sweep FROM {table}")}
            assert found == {kept.sweep}, table
        with pytest.raises(NotFoundError):
            sweeps.get_sweep(database, gone.sweep)
        assert len(kept.trials()) == 2


class FinishedContract:
    def test_an_endless_sweep_is_never_finished(self, database: Database) -> None:
        world = World(database)
        world.play(1.0)
        assert world.now().state is SweepState.RUNNING

    def test_a_sweep_is_finished_when_the_last_trial_of_its_cap_is_over(self, database: Database) -> None:
        world = World(database, run_cap=2)
        world.play(1.0)
        last = world.start()
        assert world.now().state is SweepState.RUNNING
        assert world.finish(last, Ending.HANDED_BACK).again
        assert world.now().state is SweepState.RUNNING
        world.finish(world.start(), Ending.FAILED)
        assert world.now().state is SweepState.FINISHED
        requests.retry(database, world.sweep, 2)
        assert world.now().state is SweepState.RUNNING

    def test_a_sweep_is_finished_when_its_space_is_used_up(self, database: Database) -> None:
        world = World(database, method=Method.GRID, parameters=(_choice("x", 1, 2),))
        assert summary.status(database, world.now(), None).size == 2
        world.play(1.0)
        assert world.now().state is SweepState.RUNNING
        world.play(1.0)
        assert world.now().state is SweepState.FINISHED

    def test_a_space_larger_than_any_integer_of_a_database_is_kept(self, database: Database) -> None:
        digits = tuple(_choice(f"x{i}", *range(10)) for i in range(25))
        world = World(database, method=Method.GRID, parameters=digits)
        assert summary.status(database, world.now(), None).size == 10**25

    @pytest.mark.parametrize(("goal", "bad", "good"), [(Goal.MINIMIZE, 0.11, 0.1), (Goal.MAXIMIZE, 0.09, 0.1)])
    def test_a_sweep_is_finished_when_a_trial_reaches_the_target(
        self, database: Database, goal: Goal, bad: float, good: float
    ) -> None:
        world = World(database, objectives=(Objective("loss", goal, target=0.1),))
        world.play(bad)
        assert world.now().state is SweepState.RUNNING
        last = world.start()
        world.report(last, [good])
        assert world.now().state is SweepState.RUNNING
        world.finish(last, values=[good])
        assert world.now().state is SweepState.FINISHED

    def test_a_target_reached_ends_a_sweep_with_trials_in_the_queue(self, database: Database) -> None:
        world = World(database, objectives=(Objective("loss", target=0.1),))
        first, second = world.start("a"), world.start("b")
        world.finish(second, Ending.HANDED_BACK, agent="b")
        world.finish(first, values=[0.05], agent="a")
        assert world.now().state is SweepState.FINISHED

    def test_a_failed_trial_does_not_reach_the_target(self, database: Database) -> None:
        world = World(database, objectives=(Objective("loss", target=0.1),))
        world.play(0.01, ending=Ending.FAILED)
        assert world.now().state is SweepState.RUNNING
        assert history.best(database, world.sweep, world.spec.scoring) is None


def _choice(name: str, *values: int) -> Parameter:
    options: list[Value] = list(values)
    return Parameter((name,), "categorical", {"values": options})
