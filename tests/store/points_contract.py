"""Metric points and their figures: written in batches, read as bands and curves."""

from __future__ import annotations

import math

import pytest

from sweepctl.model.outcome import Ending
from sweepctl.model.point import Batch, Point
from sweepctl.store import points, reports
from sweepctl.store.database import Database
from tests.store.world import World, batch_of, series_of


class PointsContract:
    def test_reported_points_are_the_curve(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [0.5, 0.25])
        curve = points.curve(database, claim.execution, "loss")
        assert (curve.metric, list(curve.points)) == ("loss", [(1, 1.0, 0.5), (2, 2.0, 0.25)])
        assert list(points.curve(database, claim.execution, "other").points) == []

    def test_a_point_replaces_an_earlier_one_with_its_number(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [0.5, 0.4])
        reports.report(database, "a", {claim.execution: Batch([Point("loss", 2, 7.0, 0.3), Point("loss", 3, None, 1)])})
        curve = points.curve(database, claim.execution, "loss")
        assert list(curve.points) == [(1, 1.0, 0.5), (2, 7.0, 0.3), (3, None, 1.0)]

    def test_a_batch_written_twice_is_there_once(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        for _ in range(2):
            world.report(claim, [0.5, 0.4])
        assert len(points.curve(database, claim.execution, "loss").points) == 2
        assert world.trial(1).count == 2

    def test_a_voided_metric_loses_what_was_stored_before_and_no_other_does(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [0.5, 0.4, 0.3])
        world.report(claim, [7.0], metric="other")
        world.report(claim, [0.9], voided=["loss"])
        assert list(points.curve(database, claim.execution, "loss").points) == [(1, 1.0, 0.9)]
        assert list(points.curve(database, claim.execution, "other").points) == [(1, 1.0, 7.0)]
        assert (world.trial(1).value, world.trial(1).count) == (0.9, 1)

    def test_a_metric_voided_for_good_is_not_seen_any_more(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [0.5])
        world.report(claim, [], voided=["loss"])
        assert world.trial(1).seen == {}
        assert world.trial(1).value is None

    def test_figures_stay_exact_whatever_points_are_left_out(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        values = [1.0 / n for n in range(1, 101)]
        whole = batch_of(values)
        thinned = Batch([point for point in whole.points if point.n % 10 == 0], whole.series)
        reports.report(database, "a", {claim.execution: thinned})
        trial = world.trial(1)
        assert (trial.count, trial.value, trial.value_n, trial.last) == (100, 0.01, 100, 0.01)
        assert len(points.curve(database, claim.execution, "loss").points) == 10
        assert points.at_band(database, world.sweep, "loss", 50) == {1: 0.02}

    def test_a_band_has_one_value_of_each_trial_that_got_there(self, database: Database) -> None:
        world = World(database)
        for values in ([3.0, 2.0], [5.0], [9.0, 8.0, 7.0]):
            world.report(world.start(), values)
        assert points.at_band(database, world.sweep, "loss", 1) == {1: 3.0, 2: 5.0, 3: 9.0}
        assert points.at_band(database, world.sweep, "loss", 2) == {1: 2.0, 3: 8.0}
        assert points.at_band(database, world.sweep, "loss", 4) == {}
        assert points.at_band(database, world.sweep, "other", 1) == {}

    def test_a_band_is_of_one_sweep(self, database: Database) -> None:
        one, other = World(database), World(database)
        one.report(one.start("a"), [1.0], "a")
        other.report(other.start("b"), [2.0], "b")
        assert points.at_band(database, one.sweep, "loss", 1) == {1: 1.0}

    def test_a_band_looks_at_the_newest_attempt_only(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        world.report(claim, [3.0, 2.0])
        world.finish(claim, Ending.HANDED_BACK)
        assert points.at_band(database, world.sweep, "loss", 1) == {}
        world.report(world.start(), [4.0])
        assert points.at_band(database, world.sweep, "loss", 1) == {1: 4.0}
        assert points.at_band(database, world.sweep, "loss", 2) == {}

    @pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
    def test_values_that_are_not_finite_make_the_round_trip_and_are_never_best(
        self, database: Database, odd: float
    ) -> None:
        world = World(database)
        claim = world.start()
        world.finish(claim, values=[odd, 0.5, odd])
        trial = world.trial(1)
        assert trial.last is not None
        assert trial.last == odd or (math.isnan(trial.last) and math.isnan(odd))
        assert (trial.value, trial.value_n, trial.count) == (0.5, 1, 1)
        count, last = trial.seen["loss"]
        assert count == 3
        assert last == odd or math.isnan(odd)
        row = database.row("SELECT first FROM series")
        assert row is not None
        assert repr(float(row["first"])) == repr(odd)

    def test_a_metric_that_was_never_finite_has_no_value(self, database: Database) -> None:
        world = World(database)
        world.finish(world.start(), values=[math.nan, math.inf])
        trial = world.trial(1)
        assert (trial.value, trial.value_n, trial.value_step, trial.count) == (None, None, None, 0)
        assert trial.seen["loss"] == (2, math.inf)

    def test_doubles_make_the_round_trip_to_the_last_bit(self, database: Database) -> None:
        world = World(database)
        values = [0.1 + 0.2, 5e-324, 1.7976931348623157e308]
        claim = world.start()
        world.report(claim, values)
        curve = points.curve(database, claim.execution, "loss")
        assert [repr(value) for _, _, value in curve.points] == [repr(value) for value in values]

    def test_every_metric_is_seen_with_how_often_it_came(self, database: Database) -> None:
        world = World(database)
        claim = world.start()
        series = [series_of("b", [1.0, 2.0]), series_of("a/ü", [3.0])]
        reports.report(database, "a", {claim.execution: Batch(series=series)})
        assert world.trial(1).seen == {"a/ü": (1, 3.0), "b": (2, 2.0)}
