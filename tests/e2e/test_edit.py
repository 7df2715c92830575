"""A sweep edited while it is there: ranges, caps and names change, and no trial is lost or run twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.agents import Agent
from tests.harness import Project, eventually

TRAIN = """
    import pathlib, sys, time

    x = next(float(one.partition("=")[2]) for one in sys.argv if "=" in one)
    print(f"loss={x} other={-x}", flush=True)
    while "wait" in sys.argv and not pathlib.Path("go").exists():
        time.sleep(0.05)
"""


@pytest.fixture
def made(project: Project) -> Project:
    """A project with a script."""
    project.write("train.py", TRAIN)
    return project


def xs(project: Project) -> list[float]:
    """What every trial was given."""
    return [trial["params"]["x"] for trial in project.status()["trials"]]


def test_a_grid_that_grows_runs_only_what_is_new(made: Project) -> None:
    made.sweep(method="grid", parameters={"x": {"values": [1, 2, 3]}})
    assert made.run("run", "sweep.yaml").code == 0
    made.sweep(method="grid", parameters={"x": {"values": [0, 2, 3, 4]}})
    edited = made.run("edit", "--file", "sweep.yaml", "--json").json
    assert (edited["version"], edited["outside"]) == (2, [1])
    assert made.run("agent").code == 0
    found = made.status()
    assert xs(made) == [1, 2, 3, 0, 4]
    assert [trial["outside"] for trial in found["trials"]] == [True, False, False, False, False]
    assert found["sweep"]["state"] == "finished"
    assert "outside of the edited space" in made.run("status").out
    assert "outside of the space" in made.run("show", "1").out


def test_a_finite_random_space_that_grows_repeats_no_point(made: Project) -> None:
    made.sweep(parameters={"x": {"values": [1, 2, 3]}})
    assert made.run("run", "sweep.yaml").code == 0
    made.sweep(parameters={"x": {"values": [1, 2, 3, 4, 5]}})
    assert made.run("edit", "--file", "sweep.yaml").code == 0
    assert made.run("agent").code == 0
    assert sorted(xs(made)) == [1, 2, 3, 4, 5]


def test_ranges_and_caps_of_an_endless_space_change(made: Project) -> None:
    made.sweep(method="bayes", run_cap=3, seed=1)
    assert made.run("run", "sweep.yaml").code == 0
    made.sweep(method="bayes", run_cap=6, seed=1, parameters={"x": {"min": 2.0, "max": 3.0}})
    assert "outside of its space, and kept: trials 1, 2, 3" in made.run("edit", "--file", "sweep.yaml").out
    assert made.run("agent").code == 0
    assert [2 <= x <= 3 for x in xs(made)] == [False] * 3 + [True] * 3
    assert "has changed since" not in made.run("agent").out


def test_a_running_agent_goes_on_with_the_new_ranges(made: Project) -> None:
    made.sweep(method="grid", parameters={"x": {"values": [1, 2]}})
    agent = Agent(made, "run", "sweep.yaml", "-j", "2", "--", "wait")
    eventually(lambda: made.status().get("counts", {}).get("running") == 2)
    made.sweep(method="grid", parameters={"x": {"values": [1, 7]}})
    assert made.run("edit", "--file", "sweep.yaml").code == 0
    made.write("go", "")
    assert agent.leaves(60.0) == 0, agent.text
    assert xs(made) == [1, 2, 7]
    assert made.status()["counts"]["finished"] == 3


def test_a_point_that_was_queued_but_never_drawn_comes_from_the_new_space(made: Project) -> None:
    made.sweep(method="grid", parameters={"x": {"values": [1, 2]}}, command=["/nowhere/python", "${args}"])
    assert made.run("run", "sweep.yaml", "-n", "1").code == 1
    made.sweep(method="grid", parameters={"x": {"values": [5]}})
    assert made.run("edit", "--file", "sweep.yaml").code == 0
    assert made.run("agent").code == 0
    assert 5 in xs(made)


def test_another_metric_in_the_file_is_read_from_what_is_kept(made: Project) -> None:
    made.sweep(run_cap=2)
    assert made.run("run", "sweep.yaml").code == 0
    made.sweep(run_cap=2, metric={"name": "other", "goal": "maximize"})
    assert made.run("edit", "--file", "sweep.yaml").code == 0
    assert all(trial["value"] == -trial["params"]["x"] for trial in made.status()["trials"])


def test_another_metric_is_found_in_the_columns_of_an_imported_table(made: Project) -> None:
    made.sweep()
    made.write("w.csv", "State,x,loss,summary.acc\nfinished,0.1,1,0.5\nfinished,0.2,,0.75\nfinished,0.3,3,\n")
    assert made.run("import", "w.csv", "--from", "sweep.yaml").code == 0
    edited = made.run("edit", "--metric", "acc", "--goal", "maximize")
    assert edited.out.splitlines()[1:] == ["found in trial 2", "imported without acc: trial 3"]
    found = made.status()
    assert [trial["value"] for trial in found["trials"]] == [0.5, 0.75, None]
    assert found["best"]["number"] == 2
    again = made.run("import", "w.csv", "--into", "sweep", "--json").json
    assert (again["imported"], again["known"]) == ([], 3)
    assert made.run("edit", "--metric", "loss", "--goal", "minimize", "--json").json["lacking"] == [2]


def test_a_name_changes(made: Project) -> None:
    made.sweep(name="first")
    made.run("create", "sweep.yaml")
    assert made.run("edit", "first", "--name", "second").code == 0
    assert made.run("status", "second", "--json").json["sweep"]["name"] == "second"


def test_a_sweep_that_was_edited_by_another_file_is_made_of_that_one_then(made: Project) -> None:
    made.sweep(run_cap=1)
    made.run("create", "sweep.yaml")
    (made.folder / "sweep.yaml").rename(made.folder / "other.yaml")
    assert made.run("edit", "--file", "other.yaml", "--set", "run_cap=2").code == 0
    made.sweep(run_cap=9)
    assert "has changed since" not in made.run("agent").out
    assert made.run("run", "other.yaml", "--resume").code == 0
    made.write("other.yaml", "method: grid")
    assert "other.yaml has changed since" in made.run("agent").out


def test_what_is_refused_changes_nothing_else(made: Project) -> None:
    made.sweep(name="first")
    made.run("create", "sweep.yaml")
    for options in (("--name", "second", "--set", "run_cap=-1"), ("--name", " "), ("--metric", "")):
        assert made.run("edit", *options).code == 2
    assert made.status()["sweep"]["name"] == "first"
    assert made.run("edit", "--set", "run_cap=2", "--json").json["version"] == 2


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"folds": 3}, "`folds` and `repeats` cannot change"),
        ({"metric": None}, "the number of metrics cannot change"),
        ({"method": "gird"}, "did you mean `grid`?"),
    ],
)
def test_what_cannot_change_is_said_and_nothing_is_changed(made: Project, keys: dict[str, Any], sentence: str) -> None:
    made.sweep(run_cap=1)
    made.run("create", "sweep.yaml")
    made.sweep(**{"run_cap": 1, **keys})
    refused = made.run("edit", "--file", "sweep.yaml")
    assert refused.code == 2
    assert sentence in refused.err
    made.sweep(run_cap=1)
    assert made.run("edit", "--file", "sweep.yaml", "--json").json["version"] == 2
