"""`metrics:` with real processes: a Pareto front where one metric has a best trial."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Project

METRICS = [{"name": "loss"}, {"name": "size", "goal": "maximize"}]
POINTS = [{"x": 3, "y": 9}, {"x": 1, "y": 1}, {"x": 2, "y": 1}, {"x": 2, "y": 5}]


def run(project: Project, **keys: Any) -> str:
    """A sweep whose trials have x as their loss and y as their size."""
    whole = {"distribution": "int_uniform", "min": 1, "max": 9}
    command = ["/bin/echo", "loss=${x} size=${y}"]
    made = {"metric": None, "metrics": METRICS, "parameters": {"x": whole, "y": whole}, "command": command, **keys}
    project.sweep(initial=POINTS, run_cap=4, **made)
    result = project.run("run", "sweep.yaml")
    assert result.code == 0, result.err
    return result.out


def test_status_and_best_show_the_front(project: Project) -> None:
    said = run(project)
    front = [(2, {"loss": 1, "size": 1}), (4, {"loss": 2, "size": 5}), (1, {"loss": 3, "size": 9})]
    document = project.status()
    assert document["best"] is None
    assert [(one["number"], one["values"]) for one in document["front"]] == front
    assert document["front"][0]["params"] == {"x": 1, "y": 1}
    assert [metric["name"] for metric in document["sweep"]["metrics"]] == ["loss", "size"]
    assert document["trials"][2]["values"] == {"loss": 2, "size": 1}
    assert project.run("best", "--json").json["front"] == document["front"]
    table = project.run("best").out.splitlines()
    assert table[0] == "Pareto front (minimize loss, maximize size):"
    assert [line.split()[:3] for line in table[2:]] == [["2", "1", "1"], ["4", "2", "5"], ["1", "3", "9"]]
    assert table[0] in project.run("status").out
    assert "trial 4 finished: loss 2 size 5 in" in said
    assert said.count("on the Pareto front") == 3
    assert "best command" not in said
    assert "loss 2 size 1" in project.run("show", "3").out
    refused = project.run("best", "--format", "command")
    assert refused.code == 2
    assert "no trial is best" in refused.err
    assert "sweepctl show N --format" in refused.err


def test_each_metric_has_its_standard_error_over_the_folds(project: Project) -> None:
    said = run(project, folds=3, command=["/bin/sh", "-c", 'echo "loss=$1 size=$((10 * $1))"', "sh", "${fold}"])
    document = project.status()
    errors = {"loss": pytest.approx(1 / 3**0.5), "size": pytest.approx(10 / 3**0.5)}
    assert document["front"][0]["errors"] == document["trials"][0]["errors"] == errors
    assert project.run("best", "--json").json["front"] == document["front"]
    assert project.run("show", "1", "--json").json["trial"]["errors"] == errors
    for verb in (["best"], ["status", "--trials"], ["show", "1"], ["diff", "1", "2"]):
        shown = project.run(*verb).out
        assert "1 ± 0.58" in shown, verb
        assert "10 ± 5.8" in shown, verb
    assert "trial 1 part 2 finished: loss 1 ± 0.58 size 10 ± 5.8" in said


def test_a_trial_that_lacks_a_metric_is_not_on_the_front(project: Project) -> None:
    script = 'echo "loss=$1"; [ "$1" = 1 ] || echo "size=$2"'
    run(project, command=["sh", "-c", script, "sh", "${x}", "${y}"])
    document = project.status()
    assert document["trials"][1]["values"] == {"loss": 1, "size": None}
    assert [one["number"] for one in document["front"]] == [4, 1]


def test_bayes_searches_for_several_metrics(project: Project) -> None:
    run(project, method="bayes", search={"startup": 3})
    document = project.status()
    assert document["counts"]["finished"] == 4
    assert len({str(trial["params"]) for trial in document["trials"]}) == 4
