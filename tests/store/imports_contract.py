"""Trials of elsewhere are trials that are over, and count for nothing but what they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sweepctl.errors import IllegalTransitionError
from sweepctl.model.claim import Claim, Leave
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Method, Objective, Parameter, Summary
from sweepctl.model.trial import TrialState
from sweepctl.store import history, learning, making, requests, tables
from sweepctl.store.database import Database
from sweepctl.store.imports import Ended, add_ended, measure
from sweepctl.store.trials import Given
from tests.store.world import World


def ended(x: float, value: float | None, ending: Ending = Ending.FINISHED, **keys: Any) -> Ended:
    """A trial of elsewhere."""
    values = {} if value is None else {"loss": value}
    return Ended(Given({"x": x}, keys.pop("index", None)), Outcome(ending, why="there"), values, **keys)


class ImportsContract:
    """What every backend must pass."""

    def test_imported_trials_are_over_and_may_be_the_best(self, database: Database) -> None:
        world = World(database)
        world.play(3.0)
        numbers, known = add_ended(
            database, world.sweep, [ended(0.1, 1.0, started=10.0, ended=14.0), ended(0.2, None, Ending.FAILED)]
        )
        assert (numbers, known) == ([2, 3], 0)
        first, second = world.trial(2), world.trial(3)
        assert (first.state, first.value, first.started, first.ended) == (TrialState.FINISHED, 1.0, 10.0, 14.0)
        assert (second.state, second.value, second.reason) == (TrialState.FAILED, None, "there")
        best = history.best(database, world.sweep, world.spec.scoring)
        assert best is not None
        assert best.number == 2
        assert history.counts(database, world.sweep).finished == 2
        assert world.events(2) == ["imported"]

    @pytest.mark.parametrize("summary", list(Summary))
    def test_the_value_counts_whatever_the_curve_says(self, database: Database, summary: Summary) -> None:
        world = World(database, objectives=(Objective("loss", summary=summary),))
        add_ended(database, world.sweep, [ended(0.1, 0.7, curve=("loss", [(1, 0.0, 0.9), (2, 5.0, 0.2)]))])
        assert world.trial(1).value == pytest.approx(0.7)
        rows = list(tables.curve_rows(database, world.sweep, "loss"))
        assert [(row.n, row.step, row.value) for row in rows] == [(1, 0.0, 0.9), (2, 5.0, 0.2)]

    def test_the_same_import_adds_nothing_twice(self, database: Database) -> None:
        world = World(database)
        twins = [ended(0.1, 1.0), ended(0.1, 1.0), ended(0.1, 2.0)]
        assert add_ended(database, world.sweep, twins) == ([1, 2, 3], 0)
        assert add_ended(database, world.sweep, [*twins, ended(0.1, 3.0)]) == ([4], 3)
        assert len(world.trials()) == 4

    def test_the_same_numbers_are_the_same_trial_whatever_metric_counts(self, database: Database) -> None:
        world = World(database)
        numbers = {"loss": 1.0, "acc": 0.5}
        twin = replace(ended(0.1, 1.0), numbers=numbers)
        other = replace(ended(0.1, 1.0), numbers={**numbers, "acc": 0.75})
        assert add_ended(database, world.sweep, [twin, twin, other]) == ([1, 2, 3], 0)
        later = [replace(one, values={"acc": one.numbers["acc"]}) for one in (other, twin, twin, twin)]
        assert add_ended(database, world.sweep, later) == ([4], 3)
        failed = replace(twin, outcome=Outcome(Ending.FAILED))
        assert add_ended(database, world.sweep, [failed]) == ([5], 0)

    def test_the_cap_does_not_count_them(self, database: Database) -> None:
        world = World(database, run_cap=2)
        add_ended(database, world.sweep, [ended(0.1, 1.0), ended(0.2, 1.0), ended(0.3, 1.0)])
        assert world.now().state == "running"
        world.play(5.0)
        assert world.give(0.5) == 5
        assert isinstance(world.ask(), Claim)
        assert isinstance(world.ask(), Leave)

    def test_nor_does_it_after_an_edit_of_the_space(self, database: Database) -> None:
        world = World(database, run_cap=2)
        add_ended(database, world.sweep, [ended(0.1, 1.0), ended(0.2, 1.0)])
        revision = making.Revision("text", None, lambda: {1: Given({"x": 0.1}), 2: Given({"x": 0.2})})
        making.edit_sweep(database, world.sweep, world.spec, revision)
        assert isinstance(world.ask(), Claim)

    def test_neither_the_hours_nor_the_lack_of_improvement_count_them(self, database: Database) -> None:
        world = World(database, hours=1.0, no_improvement=2)
        world.play(1.0)
        many = [ended(0.1 * n, 2.0, started=1.0, ended=2.0) for n in range(1, 5)]
        later = [ended(0.05 * n, 2.0, started=1.0) for n in range(1, 5)]
        add_ended(database, world.sweep, [*many, *later])
        assert isinstance(world.ask(), Claim)

    def test_the_search_learns_from_them(self, database: Database) -> None:
        world = World(database)
        add_ended(database, world.sweep, [ended(0.1, 1.0), ended(0.2, None, Ending.CANCELLED)])
        known = learning.history(database, world.sweep, world.spec.scoring, 99)
        assert [(one.number, one.value) for one in known.observations] == [(1, 1.0)]
        assert len(known.seen) == 2

    def test_a_grid_does_not_visit_their_points_again(self, database: Database) -> None:
        grid = Parameter(("x",), "categorical", {"values": [0, 1, 2]})
        world = World(database, method=Method.GRID, parameters=(grid,))
        add_ended(database, world.sweep, [ended(1, 1.0, index=1)])
        assert [world.start(size=3).index for _ in range(2)] == [0, 2]
        assert not isinstance(world.ask(size=3), Claim)

    def test_a_cancelled_sweep_takes_none(self, database: Database) -> None:
        world = World(database)
        world.request("cancel")
        with pytest.raises(IllegalTransitionError, match="it is cancelled"):
            add_ended(database, world.sweep, [ended(0.1, 1.0)])
        assert world.trials() == []

    def test_another_metric_is_found_in_what_was_imported(self, database: Database) -> None:
        world = World(database)
        first = ended(0.1, 1.0, started=10.0, ended=14.0, curve=("loss", [(1, 0.0, 2.0), (2, 5.0, 1.0)]))
        numbers: list[dict[str, float]] = [{"loss": 1.0, "acc": 0.7}, {"acc": 0.9}, {"loss": 2.0}, {"acc": 0.8}]
        given = [first, ended(0.2, None, Ending.NO_METRIC), ended(0.3, 2.0), ended(0.4, None, Ending.FAILED)]
        add_ended(database, world.sweep, [replace(one, numbers=n) for one, n in zip(given, numbers, strict=True)])
        world.spec = replace(world.spec, objectives=(Objective("acc"),))
        assert measure(database, world.sweep, world.spec.objectives) == ([2], [3])
        assert [one.value for one in world.trials()] == [0.7, 0.9, None, 0.8]
        assert [str(one.state) for one in world.trials()] == ["finished", "finished", "finished", "failed"]
        assert (world.trial(1).started, world.trial(1).ended) == (10.0, 14.0)
        assert measure(database, world.sweep, [Objective("loss")]) == ([], [2])
        assert len(list(tables.curve_rows(database, world.sweep, "loss", [1]))) == 2

    def test_a_failed_one_may_be_run_here(self, database: Database) -> None:
        world = World(database)
        add_ended(database, world.sweep, [ended(0.1, None, Ending.FAILED)])
        requests.retry(database, world.sweep, 1)
        claimed = world.start()
        assert (claimed.execution.trial, claimed.execution.attempt, claimed.params) == (1, 2, {"x": 0.1})
        world.finish(claimed, values=[0.5])
        assert world.trial(1).value == 0.5


class TablesContract:
    """A sweep read in pieces."""

    def test_the_pieces_are_the_whole(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        world = World(database)
        for value in (3.0, 1.0, 2.0, 5.0, 4.0):
            world.play(value, value + 1)
        monkeypatch.setattr(tables, "_BATCH", 2)
        assert list(tables.trials(database, world.sweep, world.spec.scoring)) == world.trials()
        rows = list(tables.curve_rows(database, world.sweep))
        assert [(row.number, row.n, row.value) for row in rows][:3] == [(1, 1, 3.0), (1, 2, 4.0), (2, 1, 1.0)]
        assert len(rows) == 10
        assert {row.number for row in tables.curve_rows(database, world.sweep, "loss", [2, 4])} == {2, 4}
        assert tables.metrics(database, world.sweep) == ["loss"]
        assert tables.hosts(database, world.sweep) == {"a": "host"}
