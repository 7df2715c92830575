"""Points that people choose, conditions and constraints, and trials of elsewhere, with real processes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness import Project, Result

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

DIGIT = {"values": [0, 1, 2, 3]}


def sweep(project: Project, **keys: Any) -> str:
    """Store a sweep that echoes what it is given, with x as its loss unless keys say otherwise."""
    project.sweep(**{"command": ["/bin/echo", "loss=${x}", "${args}"], **keys})
    result = project.run("create", "-q", "sweep.yaml")
    assert result.code == 0, result.err
    return result.out.strip()


def points(project: Project, *args: str) -> list[dict[str, Any]]:
    """The parameters of all trials by number, each of them finished."""
    document = project.status(*args)
    assert {trial["state"] for trial in document["trials"]} <= {"finished"}, document
    return [trial["params"] for trial in document["trials"]]


def keys_of(found: list[dict[str, Any]]) -> set[str]:
    return {json.dumps(point, sort_keys=True) for point in found}


def refused(result: Result, code: int = 2) -> str:
    assert (result.code, result.out) == (code, ""), result
    return result.err


def test_initial_points_come_first_and_then_what_is_enqueued(project: Project) -> None:
    sweep(project, initial=[{"x": 0.25}, {"x": 0.75}], run_cap=4)
    assert project.run("enqueue", "x=0.5").out.startswith("queued trial 3 of sweep ")
    assert project.run("agent").code == 0
    found = [point["x"] for point in points(project)]
    assert found[:3] == [0.25, 0.75, 0.5]
    assert len(found) == 4
    assert "run_cap of 4 trials is reached" in refused(project.run("enqueue", "x=0.1"), 1)


def test_a_grid_runs_a_given_point_once_whenever_it_is_given(project: Project) -> None:
    sweep(project, method="grid", parameters={"x": DIGIT, "y": DIGIT}, initial=[{"x": 3}, {"x": 3}, {"x": 2, "y": 2}])
    assert project.run("enqueue", "x=0", "y=1").code == 0
    assert project.run("agent", "-n", "6").code == 0
    assert "has this point already" in refused(project.run("enqueue", "x=2", "y=2"), 1)
    assert project.run("enqueue", "x=1", "--json").json["queued"] == [7]
    outside = project.run("enqueue", "x=77", "y=0")
    assert "x: 77 is outside of what is drawn" in outside.err
    assert project.run("agent", "-j", "2").code == 0
    found = points(project)
    assert [point["x"] for point in found[:4]] == [3, 3, 2, 0]
    assert {"x": 77, "y": 0} in found
    assert len(found) == len(keys_of(found)) == 17
    assert project.status()["sweep"]["state"] == "finished"


def test_a_trials_point_is_run_again_as_a_new_trial_also_where_every_point_is_run_once(project: Project) -> None:
    parameters = {"x": DIGIT, "y": {"parameters": {"z": DIGIT}}}
    sweep(project, method="grid", parameters=parameters, command=["/bin/echo", "loss=${x}"])
    assert project.run("agent", "-n", "2").code == 0
    assert project.run("enqueue", "--from", "2", "--json").json["queued"] == [3]
    assert project.run("enqueue", "--from", "1").code == 0
    assert project.run("enqueue", "--from", "2", "x=3", "y.z=2").code == 0
    assert project.run("enqueue", "--from", "2", "x=3").code == 0
    assert project.run("agent").code == 0
    found = points(project)
    assert (found[2], found[3]) == (found[1], found[0])
    assert found[4] == {"x": 3, "y": {"z": 2}}
    assert found[5] == {"x": 3, "y": found[1]["y"]}
    assert len(keys_of(found)) == 16, "every point of the grid is still run"
    assert len(found) == 18, "and two of them twice"
    assert project.status()["sweep"]["state"] == "finished"
    assert "has no trial 99" in refused(project.run("enqueue", "--from", "99"))
    assert refused(project.run("enqueue")).startswith("error: which point?")


def test_a_change_of_what_decides_draws_what_then_exists_and_drops_what_does_not(project: Project) -> None:
    parameters = {
        "opt": {"values": ["sgd", "adam"]},
        "momentum": {"min": 0.0, "max": 1.0, "when": {"opt": "sgd"}},
        "beta": {"min": 0.0, "max": 1.0, "when": {"opt": "adam"}},
        "lr": {"min": 0.0, "max": 1.0},
    }
    command = ["/bin/echo", "loss=1"]
    sweep(project, parameters=parameters, command=command, initial=[{"opt": "sgd", "momentum": 0.5}], run_cap=2)
    assert project.run("agent", "-n", "1").code == 0
    changed = project.run("enqueue", "--from", "1", "opt=adam")
    assert (changed.code, changed.err) == (0, "")
    assert project.run("agent").code == 0
    first, second = points(project)
    assert second.keys() == {"opt", "beta", "lr"}
    assert second["lr"] == first["lr"]


@pytest.mark.parametrize("method", ["random", "bayes"])
def test_a_finite_space_with_initial_points_runs_every_point_exactly_once(project: Project, method: str) -> None:
    """Not every point is as likely as any other, so the draws cannot be numbered."""
    parameters = {
        "x": {"values": [0, 1, 2], "probabilities": [0.9, 0.05, 0.05]},
        "y": {"values": [0, 1], "when": {"x": [0, 1]}},
    }
    given = [{"x": 2}, {"x": 0, "y": 1}, {"x": 0, "y": 1}]
    sweep(project, method=method, parameters=parameters, initial=given, search=None)
    assert project.run("agent", "-j", "2").code == 0
    found = points(project)
    assert found[:2] == [{"x": 2}, {"x": 0, "y": 1}]
    assert len(found) == len(keys_of(found)) == 5
    assert project.status()["sweep"]["state"] == "finished"


def test_parameters_that_do_not_exist_are_not_passed(project: Project) -> None:
    parameters = {
        "opt": {"values": ["sgd", "adam"]},
        "momentum": {"values": [0.5, 0.9], "when": {"opt": "sgd"}},
        "width": {"values": [1, 2, 3]},
    }
    constraints = ["width != 2"]
    command = ["/bin/echo", "${args}"]
    sweep(project, method="grid", metric=None, command=command, parameters=parameters, constraints=constraints)
    assert project.status()["size"] == 6
    assert project.run("agent").code == 0
    found = points(project)
    assert len(found) == len(keys_of(found)) == 6
    for number, point in enumerate(found, 1):
        assert ("momentum" in point) == (point["opt"] == "sgd")
        assert point["width"] != 2
        said = project.run("logs", str(number)).out.split() if number in {1, 6} else None
        assert said in (None, [f"--{name}={point[name]}" for name in ("momentum", "opt", "width") if name in point])
    left_out = project.run("enqueue", "opt=adam", "momentum=0.5", "width=2")
    assert "momentum: does not exist beside the others" in left_out.err
    assert "breaks the constraints" in left_out.err


@pytest.mark.slow
@pytest.mark.parametrize(("method", "several"), [("grid", 2), ("random", 8)])
def test_a_seed_gives_the_same_trials_to_any_number_of_agents(project: Project, method: str, several: int) -> None:
    finite = {"x": DIGIT, "y": {**DIGIT, "when": {"x": [1, 2, 3]}}}
    parameters = finite if method == "grid" else {"x": {"min": 0.0, "max": 1.0}, "y": DIGIT}
    found = []
    for agents in (1, several):
        made = sweep(project, method=method, parameters=parameters, seed=5, run_cap=13)
        running = [project.start("agent", made, "-q") for _ in range(agents)]
        assert [agent.wait(60) for agent in running].count(0) >= 1
        found.append(points(project, made))
    assert found[0] == found[1]
    assert len(keys_of(found[0])) == 13


@pytest.mark.slow
def test_a_seed_gives_the_same_bayes_trials_to_one_agent_after_another(project: Project) -> None:
    found = []
    for counts in ([], ["-n", "4"]):
        made = sweep(project, method="bayes", seed=5, run_cap=6, search={"startup": 3})
        assert not counts or project.run("agent", made, "-q", *counts).code == 0
        assert project.run("agent", made, "-q").code == 0
        found.append(points(project, made))
    assert found[0] == found[1]
    assert len(keys_of(found[0])) == 6


def test_a_search_starts_with_the_trials_of_a_table(project: Project) -> None:
    rows = [f"{x / 11},{x / 11}" for x in range(1, 11)]
    project.write("old.csv", "\n".join(["x,loss", *rows]))
    project.sweep(command=["/bin/echo", "loss=${x}"], method="bayes", seed=1, run_cap=2)
    assert project.run("run", "sweep.yaml", "--prior", "old.csv").code == 0
    assert project.status()["counts"]["total"] == 2
    assert max(point["x"] for point in points(project)) < 0.1, "there are no random trials to start with"
