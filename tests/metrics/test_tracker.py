"""Readings to points and exact figures."""

from __future__ import annotations

import math
import random

import pytest

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading, Step
from sweepctl.metrics.summary import objective_value
from sweepctl.metrics.tally import stride
from sweepctl.metrics.tracker import MOST_METRICS, Tracker
from sweepctl.model.point import Batch, Point, Rank, Series, Stream
from sweepctl.model.spec import Goal, Objective, Summary


def epoch(number: float) -> Step:
    return Step("epoch", number)


def loss(value: float, step: Step | None = None) -> Reading:
    return Reading({"loss": value}, step)


def follow(*readings: Reading, rows: bool = True) -> Tracker:
    tracker = Tracker("loss")
    for row, reading in enumerate(readings, 1):
        tracker.add(reading, row if rows else None)
    return tracker


def of(tracker: Tracker, name: str = "loss") -> Series:
    series = tracker.series(name)
    assert series is not None
    return series


def values(batch: Batch) -> list[tuple[int, float | None, float]]:
    return [(point.n, point.step, point.value) for point in batch.points]


def track_output(text: str, objective: str = "loss") -> Tracker:
    """The whole way from bytes."""
    reader, tracker = Reader(Objective(objective)), Tracker(objective)
    for line in Frames(Stream.OUT).feed(text.encode(), 0.0):
        for reading in reader.read(line):
            tracker.add(reading, line.row)
    return tracker


class TestPoints:
    def test_without_steps_every_line_is_a_point(self) -> None:
        tracker = follow(loss(3), loss(1), loss(2))
        assert values(tracker.take()) == [(1, None, 3.0), (2, None, 1.0), (3, None, 2.0)]
        assert follow(loss(3), loss(1), rows=False).seen() == {"loss": (2, 1)}

    def test_frames_of_a_line_replace_each_other(self) -> None:
        tracker = track_output("loss: 9\rloss: 1\rloss: 5\nloss: 4\n")
        assert values(tracker.take()) == [(1, None, 5.0), (2, None, 4.0)]
        assert (of(tracker).low, of(tracker).high, of(tracker).total, of(tracker).first) == (4, 5, 9, 5)

    def test_values_of_a_step_replace_each_other_and_new_steps_add(self) -> None:
        tracker = follow(loss(9, epoch(0)), loss(1, epoch(0)), loss(5, epoch(0)), loss(4, epoch(1)))
        assert values(tracker.take()) == [(1, 0.0, 5.0), (2, 1.0, 4.0)]
        assert of(tracker) == Series(
            metric="loss", count=2, odd=0, first=5, last=4, final=4, last_step=1.0, unit="epoch",
            low=4, low_n=2, low_step=1.0, high=5, high_n=1, high_step=0.0, total=9,
        )  # fmt: skip

    def test_a_new_step_on_the_same_row_adds(self) -> None:
        assert track_output("\rEpoch 1 loss=3\rEpoch 2 loss=2\rEpoch 3 loss=1\n").seen() == {"loss": (3, 1.0)}

    def test_take_gives_only_what_changed(self) -> None:
        tracker = follow(loss(3, epoch(1)))
        tracker.add(Reading({"acc": 1.0}), 2)
        assert {series.metric for series in tracker.take().series} == {"acc", "loss"}
        assert tracker.take() == Batch()
        tracker.add(loss(2, epoch(1)), 3)
        batch = tracker.take()
        assert batch.points == (Point("loss", 1, 1.0, 2),)
        assert batch.series == (of(tracker),)

    def test_what_is_not_finite_is_no_point(self) -> None:
        tracker = follow(loss(1, epoch(1)), loss(math.nan, epoch(2)), loss(math.inf, epoch(3)), loss(4, epoch(4)))
        assert values(tracker.take()) == [(1, 1.0, 1.0), (2, 4.0, 4.0)]
        assert (of(tracker).odd, of(tracker).count, of(tracker).last) == (2, 2, 4)
        tracker.add(loss(-math.inf), 9)
        assert (of(tracker).last, of(tracker).final) == (-math.inf, 4)
        assert tracker.take().points == ()

    def test_a_step_that_was_odd_may_still_become_a_point(self) -> None:
        tracker = follow(loss(1, epoch(1)), loss(math.nan, epoch(2)), loss(math.nan, epoch(2)), loss(3, epoch(2)))
        assert values(tracker.take()) == [(1, 1.0, 1.0), (2, 2.0, 3.0)]
        assert of(tracker).odd == 1

    def test_figures_agree_with_all_final_values(self) -> None:
        chance = random.Random(1)
        tracker = Tracker("loss")
        final: dict[int, float] = {}
        step = 0
        for row in range(5_000):
            step += chance.random() < 0.6
            final[step] = chance.gauss(0, 1)
            tracker.add(loss(final[step], epoch(step)), row)
            if chance.random() < 0.01:
                tracker.take()
        series, every = of(tracker), list(final.values())
        assert (series.count, series.low, series.high) == (len(every), min(every), max(every))
        assert (series.first, series.last) == (every[0], every[-1])
        assert series.low_n == every.index(min(every)) + 1
        assert series.high_step == list(final)[every.index(max(every))]
        assert series.total == pytest.approx(sum(every))


class TestSettling:
    def test_a_step_of_its_own_or_none_is_settled_at_once(self) -> None:
        assert follow(loss(1)).settled == 1
        assert follow(loss(1, epoch(1))).settled == 1

    def test_a_sticky_step_settles_when_it_moves_on(self) -> None:
        tracker = track_output("Epoch 1/2\nloss: 3\nloss: 2\n")
        assert tracker.settled == 0
        tracker = track_output("Epoch 1/2\nloss: 3\nloss: 2\nEpoch 2/2\n")
        assert (tracker.settled, of(tracker).count, of(tracker).high) == (1, 1, 2)

    def test_a_rewritten_frame_waits_for_the_final_one(self) -> None:
        """A progress frame never outranks an epoch line."""
        assert track_output("Epoch 1: 50% loss=0.1\rx").settled == 0
        assert track_output("Epoch 1: 50% loss=0.1\rEpoch 1: 100% loss=0.5\n").settled == 1
        done = track_output("Epoch 1: 50% loss=0.1\rEpoch 1: 100% loss=0.5\r     \rEpoch 2: 0%\n")
        assert (done.settled, of(done).low) == (1, 0.5)

    def test_finish_settles_everything(self) -> None:
        tracker = track_output("Epoch 1\nloss: 3\n")
        tracker.finish()
        assert tracker.take() == Batch((Point("loss", 1, 1.0, 3),), (of(tracker),))
        assert tracker.settled == 1

    def test_only_the_objective_counts(self) -> None:
        tracker = Tracker("loss")
        tracker.add(Reading({"acc": 1.0}), 1)
        assert tracker.settled == 0
        assert Tracker(None).take() == Batch()


class TestRank:
    def test_a_higher_rank_starts_the_metric_again(self) -> None:
        tracker = follow(loss(9), loss(8))
        assert tracker.take().voided == ()
        tracker.add(Reading({"loss": 1.0}, None, Rank.TAGGED), 3)
        tracker.add(loss(7), 4)
        assert tracker.take() == Batch((Point("loss", 1, None, 1),), (of(tracker),), ("loss",))
        assert tracker.settled == 1
        assert (of(tracker).count, of(tracker).high) == (1, 1)
        assert tracker.take() == Batch()

    def test_points_of_the_lower_rank_that_were_not_taken_are_gone(self) -> None:
        tracker = follow(loss(9), loss(8), Reading({"loss": 1.0}, None, Rank.FILE))
        batch = tracker.take()
        assert (values(batch), batch.voided) == ([(1, None, 1.0)], ("loss",))

    def test_ranks_are_per_metric(self) -> None:
        tracker = follow(Reading({"acc": 1.0}, None, Rank.FILE), loss(9))
        assert tracker.seen() == {"acc": (1, 1), "loss": (1, 9)}

    def test_the_exact_name_of_the_objective_goes_before_any_rank(self) -> None:
        tracker = track_output('sweepctl: {"Val/Loss": 9}\nval_loss: 1\nVal/Loss: 8\n', "val_loss")
        batch = tracker.take()
        assert batch.voided == ("val_loss",)
        assert tracker.seen() == {"val_loss": (1, 1.0), "Val/Loss": (1, 8.0)}


class TestThinning:
    @pytest.mark.parametrize(
        ("n", "every"), [(1, 1), (2000, 1), (2001, 2), (4000, 2), (4001, 4), (8000, 4), (8001, 8), (16_000, 8)]
    )
    def test_stride(self, n: int, every: int) -> None:
        assert stride(n) == every

    def test_points_are_thinned_and_figures_are_not(self) -> None:
        keep = {1, 2001, 4003, 9999}
        tracker = Tracker("loss", keep)
        kept: list[int] = []
        for n in range(1, 10_001):
            tracker.add(loss(-n, epoch(n)), n)
            if n % 700 == 0:
                kept += [point.n for point in tracker.take().points]
        kept += [point.n for point in tracker.take().points]
        assert len(kept) == len(set(kept)) == 2000 + 1000 + 1000 + 250 + 3
        assert keep <= set(kept)
        assert (of(tracker).count, of(tracker).low, of(tracker).low_n) == (10_000, -10_000, 10_000)


class TestNames:
    def test_at_most_a_thousand_but_always_the_objective(self) -> None:
        tracker = Tracker("loss")
        for number in range(3_000):
            tracker.add(Reading({f"m{number}": 1.0}), number)
        tracker.add(loss(1), 3_000)
        assert len(tracker.seen()) == MOST_METRICS
        assert of(tracker).count == 1

    def test_names_nobody_can_store_or_show_are_ignored(self) -> None:
        tracker = follow(Reading({"a" * 201: 1.0, "\ud800": 1.0, "a\x1b[1m": 1.0, "ok name": 1.0}))
        assert list(tracker.seen()) == ["ok name"]

    def test_a_metric_never_seen_has_no_series(self) -> None:
        assert Tracker("loss").series("loss") is None


class TestSummary:
    SERIES = of(follow(loss(3, epoch(1)), loss(1, epoch(2)), loss(5, epoch(3)), loss(2, epoch(4))))

    @pytest.mark.parametrize(
        ("goal", "summary", "expected"),
        [
            (Goal.MINIMIZE, Summary.BEST, (1, 2, 2.0)),
            (Goal.MAXIMIZE, Summary.BEST, (5, 3, 3.0)),
            (Goal.MINIMIZE, Summary.LAST, (2, 4, 4.0)),
            (Goal.MAXIMIZE, Summary.MEAN, (2.75, 4, 4.0)),
        ],
    )
    def test_value(self, goal: Goal, summary: Summary, expected: tuple[float, int, float]) -> None:
        assert objective_value(Objective("loss", goal, summary), self.SERIES) == expected

    def test_nothing_finite_has_no_value(self) -> None:
        assert objective_value(Objective("loss"), of(follow(loss(math.nan)))) is None

    def test_the_last_value_is_the_last_finite_one(self) -> None:
        diverged = of(follow(loss(1, epoch(1)), loss(5, epoch(2)), loss(3, epoch(3)), loss(math.nan, epoch(4))))
        assert objective_value(Objective("loss", summary=Summary.LAST), diverged) == (3, 3, None)
