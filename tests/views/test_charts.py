"""Charts fit, are aligned, and have something to say whatever the data."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import pytest
from rich.console import Console

from sweepctl.analysis import charts as drawn
from sweepctl.model.chart import Chart, Layer, Mark, Scale
from sweepctl.model.spec import Goal, Objective
from sweepctl.model.trial import TrialState
from sweepctl.views.canvas import Canvas, Pen
from sweepctl.views.charts import Sheet, chart
from sweepctl.views.strokes import bar, best_so_far, spark, sparkline
from sweepctl.views.ticks import Range, range_of, ticks
from tests.analysis.made import LR, OPT, WIDTH, sweep, trial

LOSS = Objective("loss")
SHEETS = [
    Sheet(width, height, unicode) for width, height in ((60, 8), (100, 15), (200, 24)) for unicode in (True, False)
]


def lines(one: Chart, on: Sheet) -> list[str]:
    """What is printed, without colour."""
    console = Console(width=on.width, no_color=True, highlight=False, markup=False, legacy_windows=False)
    with console.capture() as capture:
        console.print(chart(one, on))
    return capture.get().rstrip("\n").split("\n")


def history_of(*values: float | None, goal: Goal = Goal.MINIMIZE) -> Chart:
    """The history of trials with these values."""
    trials = [trial(n, value, {"lr": 0.01}) for n, value in enumerate(values, 1)]
    return drawn.history(sweep(LR), Objective("loss", goal), trials)


VALUES: Sequence[Sequence[float | None]] = (
    (3.0,),
    (1.0, 1.0, 1.0),
    (None, 2.0, None, 1.0),
    (1e-300, 1e300, 5.0),
    (-1e308, 1e308),
    (-5.0, 0.0, 1e-12),
    tuple(math.sin(n) for n in range(3000)),
    (1e15 + 1, 1e15 + 2, 1e15 + 3),
)


@pytest.mark.parametrize("on", SHEETS, ids=str)
@pytest.mark.parametrize("values", VALUES, ids=lambda values: str(len(values)))
def test_a_chart_fits_its_sheet_and_its_axis_is_straight(on: Sheet, values: Sequence[float | None]) -> None:
    shown = lines(history_of(*values), on)
    assert all(len(line) <= on.width for line in shown), shown
    stroke = "[│┤]" if on.unicode else "[|+]"
    places = {match.start() for line in shown[2 : 2 + on.height] if (match := re.search(stroke, line))}
    assert len(places) == 1
    assert len(shown) >= on.height + 4
    if not on.unicode:
        assert all(line.isascii() for line in shown)


def test_without_a_trial_or_a_value_there_is_a_sentence() -> None:
    assert lines(history_of(), SHEETS[0])[1:] == ["there is no trial yet"]
    assert lines(history_of(None, None), SHEETS[0])[1:] == ["2 trials have no finite loss"]


def test_best_so_far_follows_the_goal_and_failed_trials_are_none() -> None:
    trials = [
        trial(1, 3.0, {}),
        trial(2, 1.0, {}, state=TrialState.FAILED),
        trial(3, 2.0, {}),
        trial(4, 5.0, {}, state=TrialState.STOPPED),
        trial(5, 0.5, {}, state=TrialState.RUNNING),
    ]
    found = {layer.label: list(layer.points) for layer in drawn.history(sweep(LR), LOSS, trials).layers}
    assert found["best so far"] == [(1.0, 3.0), (3.0, 2.0), (5.0, 2.0)]
    assert found["running or failed"] == [(2.0, 1.0), (5.0, 0.5)]
    up = drawn.history(sweep(LR), Objective("loss", Goal.MAXIMIZE), trials).layers[-1]
    assert list(up.points) == [(1.0, 3.0), (4.0, 5.0), (5.0, 5.0)]


def test_values_of_very_different_size_have_a_logarithmic_axis() -> None:
    assert history_of(1.0, 1e6).y.log
    assert not history_of(-1.0, 1e6).y.log
    assert "(log scale)" in "\n".join(lines(history_of(1.0, 1e6), SHEETS[0]))


def by(name: str, values: Sequence[object]) -> Chart:
    """A parameter against the objective."""
    trials = [
        trial(n, float(n), {"optimizer": {"name": v}} if name == OPT.name else {name: v})
        for n, v in enumerate(values, 1)
    ]
    parameter = {"lr": LR, "width": WIDTH, OPT.name: OPT}[name]
    return drawn.parameter(sweep(parameter), LOSS, trials, name)


def test_a_parameter_lies_on_the_scale_on_which_it_is_drawn() -> None:
    assert by("lr", [0.001, 0.1]).x.log
    width = by("width", [16, 64])
    assert (width.x.log, list(width.x.at)) == (True, [16.0, 32.0, 64.0])
    names = by(OPT.name, ["sgd", "adam", "sgd"])
    assert list(names.x.categories) == ["adam", "sgd"]
    assert [x for x, _ in names.layers[0].points] == [1.0, 0.0, 1.0]
    foot = lines(names, SHEETS[0])[-3]
    assert foot.split() == ["adam", "sgd"]


def test_many_and_long_categories_fit() -> None:
    scale = Scale("c", categories=[f"a very long category {n}" for n in range(40)])
    layer = Layer("trials", Mark.DOTS, [(float(n), 1.0 * n) for n in range(40)])
    one = Chart(sweep(LR), "t", scale, Scale("loss"), [layer])
    assert all(len(line) <= 60 for line in lines(one, SHEETS[0]))


def test_curves_are_named_at_their_ends() -> None:
    curves = {n: [(1, 1.0, 1.0 * n), (2, 2.0, 2.0 * n)] for n in (3, 7, 11)}
    shown = lines(drawn.curves(sweep(LR), "loss", curves, "epoch"), SHEETS[0])
    ends = [line.split()[-1] for line in shown if re.search(r" (3|7|11)$", line)]
    assert ends[:3] == ["11", "7", "3"]
    assert "epoch" in "\n".join(shown)


def test_a_curve_of_one_value_and_one_without_any() -> None:
    one = drawn.curves(sweep(LR), "loss", {1: [(1, None, 2.0)], 2: []}, None)
    assert list(one.notes) == ["no loss of trial 2"]
    assert lines(one, SHEETS[0])


def test_a_front_of_two_objectives_is_joined() -> None:
    objectives = [Objective("acc", Goal.MAXIMIZE), Objective("time")]
    trials = [
        trial(n, a, {}, values={"acc": a, "time": t})
        for n, (a, t) in enumerate([(0.9, 3.0), (0.5, 1.0), (0.4, 9.0)], 1)
    ]
    one = drawn.front(sweep(LR, objectives=objectives), trials, trials[:2])
    assert {layer.label: list(layer.points) for layer in one.layers} == {
        "trials": [(0.4, 9.0)],
        "Pareto front": [(0.5, 1.0), (0.9, 3.0)],
    }


@pytest.mark.parametrize(
    ("low", "high", "log", "expected"),
    [
        (0.0, 10.0, False, ["0", "2", "4", "6", "8", "10"]),
        (0.13, 0.97, False, ["0.2", "0.4", "0.6", "0.8"]),
        (1e-5, 1e-1, True, ["1e-5", "0.0001", "0.001", "0.01", "0.1"]),
        (1.5, 9.0, True, ["2", "5"]),
        (-3e6, 3e6, False, ["-2e6", "0", "2e6"]),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, log: bool, expected: list[str]) -> None:
    found = ticks(Scale("x", log=log), Range(low, high, log), 5)
    assert [label for _, label in found] == expected


def test_counted_axes_have_whole_ticks() -> None:
    scale = Scale("trial", whole=True)
    assert all(place.is_integer() for place, _ in ticks(scale, range_of(scale, [1.0, 3.0]), 8))


def test_what_is_drawn_lies_where_it_belongs() -> None:
    canvas = Canvas(4, 2, braille=False)
    canvas.stairs([canvas.at(0.0, 1.0), canvas.at(1.0, 0.0)], Pen("", "*"))
    assert [str(canvas.row(y)) for y in range(2)] == ["---+", "   -"]
    dots = Canvas(2, 1, braille=True)
    dots.dot(0, 0, Pen("", "*"))
    dots.dot(3, 3, Pen("", "*"))
    dots.dot(9, 9, Pen("", "*"))
    assert str(dots.row(0)) == "⠁⢀"


def test_bars_and_sparklines() -> None:
    assert bar(0.5, 4) == "██"
    assert bar(0.5, 4, unicode=False) == "##"
    assert sparkline([0.0, 1.0, None, 0.5], 0.0, 1.0) == "▁█ ▅"
    assert sparkline([2.0, 2.0], 2.0, 2.0, unicode=False) == "=="
    assert sparkline([], 0.0, 1.0) == spark([], 5) == spark([1.0], 0) == ""


def test_a_long_curve_is_thinned_evenly_with_its_ends_kept() -> None:
    assert spark(list(map(float, range(100))), 8) == "▁▂▃▄▅▆▇█"
    assert spark([3.0, 1.0, 2.0], 1) == "▅", "the newest, in the middle of a scale of one value"
    assert spark([-1.7e308, 1.7e308], 8, unicode=False) == "_#"
    assert best_so_far([2.0, 3.0, 1.0], Goal.MINIMIZE) == [2.0, 2.0, 1.0]
    assert best_so_far([2.0, 3.0, 1.0], Goal.MAXIMIZE) == [2.0, 3.0, 3.0]
