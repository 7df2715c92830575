"""Scripts written for W&B run unchanged: with a wandb that is installed, offline, and with the stand-in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.agents import trial_path
from tests.harness import SCRIPTS, Project

GOOD_OR_BAD = {"good": {"values": [True, False]}}

# The script, the metric's name, the parameters, and how many values a good trial has: it ends by itself with a
# value of about 1, a bad one would go on for long with 9.
SCRIPTS_OF_WANDB: dict[str, tuple[str, dict[str, Any], int]] = {
    "wandb_booleans": ("loss", {**GOOD_OR_BAD, "nesterov": {"value": True}}, 4),
    "wandb_folds": ("loss", GOOD_OR_BAD, 2),
    "wandb_nested": ("valid.loss", {"model": {"parameters": {"width": {"values": [1, 99]}}}}, 4),
    "wandb_callback": ("epoch/val_loss", GOOD_OR_BAD, 4),
    "wandb_trainer": ("eval/loss", GOOD_OR_BAD, 4),
    "wandb_lightning": ("val_loss", GOOD_OR_BAD, 4),
}


@pytest.fixture(params=["standin", "real"])
def wandb(request: pytest.FixtureRequest) -> str:
    """What `--wandb` is; the real one where it is installed."""
    if request.param == "real":
        pytest.importorskip("wandb", reason="wandb is not installed")
    return str(request.param)


def run_it(project: Project, script: str, *args: str, **keys: Any) -> list[dict[str, Any]]:
    """Run a grid of one of the scripts to its end; its trials."""
    command = ["${interpreter}", str(SCRIPTS / f"{script}.py")]
    project.sweep(**{"command": command, "method": "grid", "parameters": {"x": {"value": 1}}, **keys})
    done = project.run("run", "sweep.yaml", *args)
    assert done.code == 0, done.err
    trials: list[dict[str, Any]] = project.status()["trials"]
    return trials


def records(project: Project, number: int = 1) -> list[dict[str, Any]]:
    """What was written to a trial's metrics file."""
    path = trial_path(project, number, "metrics.jsonl")
    return [] if path is None else [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("script", SCRIPTS_OF_WANDB)
def test_its_metric_is_seen_while_it_runs_and_the_bad_trial_is_stopped(
    project: Project, script: str, wandb: str
) -> None:
    metric, parameters, values = SCRIPTS_OF_WANDB[script]
    flags = ["--nesterov", "--good=${good}"] if script == "wandb_booleans" else []
    good, bad = run_it(
        project,
        script,
        "--wandb",
        wandb,
        metric={"name": metric, "goal": "minimize"},
        parameters=parameters,
        early_terminate={"type": "threshold", "upper": 5.0},
        command=["${interpreter}", str(SCRIPTS / f"{script}.py"), *flags],
    )
    assert (good["state"], good["count"]) == ("finished", values)
    assert 0.5 < good["value"] < 1.5
    assert bad["state"] == "stopped"
    assert bad["reason"].startswith("threshold: 9")


@pytest.mark.parametrize(("script", "metric", "printed"), [
    ("wandb_booleans", "loss", "loss: 0.9\n"),
    ("wandb_trainer", "eval/loss", "{'eval_loss': '0.9'"),
])  # fmt: skip
def test_print_and_log_of_one_metric_are_one_value_and_the_exact_one(
    project: Project, script: str, metric: str, printed: str
) -> None:
    keys = {"metric": {"name": metric, "goal": "minimize"}, "parameters": {"good": {"value": True}}}
    (trial,) = run_it(project, script, **keys)
    assert (trial["count"], trial["value"]) == (4, 1 / 4**0.1)
    log = trial_path(project, 1, "output.log")
    assert log is not None
    assert printed in log.read_text()


def test_the_summary_counts_where_nothing_is_logged(project: Project, wandb: str) -> None:
    (trial,) = run_it(project, "wandb_summary", "--wandb", wandb)
    assert (trial["value"], trial["last"]) == (1.5, 1.5)


def test_workers_of_a_cross_validation_do_not_count(project: Project) -> None:
    (trial,) = run_it(project, "wandb_folds", parameters={"good": {"value": True}})
    assert [record["metrics"]["loss"] for record in records(project)] == [1.0, 1.05]
    assert trial["count"] == 2


def test_off_leaves_the_environment_as_it_is(project: Project) -> None:
    command = ["${interpreter}", "-S", str(SCRIPTS / "tells_its_world.py")]
    project.sweep(command=command, run_cap=1, env={"PYTHONPATH": "/mine"})
    project.run("create", "sweep.yaml")
    assert project.run("agent", "--wandb", "off").code == 0
    environ = world(project)
    assert environ["PYTHONPATH"] == "/mine"
    assert not [name for name in environ if name.startswith("SWEEPCTL_WANDB")]


def world(project: Project) -> dict[str, str]:
    """The environment of the first trial."""
    path = trial_path(project, 1, "world.json")
    assert path is not None
    environ: dict[str, str] = json.loads(path.read_text())["environ"]
    return environ


def test_the_bridge_goes_before_a_pythonpath_of_the_users(project: Project) -> None:
    command = ["${interpreter}", "-S", str(SCRIPTS / "tells_its_world.py")]
    run_it(project, "", command=command, env={"PYTHONPATH": "/mine"})
    first, second = world(project)["PYTHONPATH"].split(":")
    assert (first.rpartition("/")[2], second) == ("bridge", "/mine")


def test_online_on_purpose_wandb_gets_the_parameters_and_a_group_only(project: Project) -> None:
    command = ["${interpreter}", "-S", str(SCRIPTS / "tells_its_world.py")]
    run_it(project, "", command=command, env={"WANDB_MODE": "online"})
    environ = world(project)
    theirs = {name: value for name, value in environ.items() if name.startswith("WANDB_")}
    assert theirs.pop("WANDB_SWEEP_PARAM_PATH").endswith("params.yaml")
    assert theirs == {"WANDB_MODE": "online", "WANDB_RUN_GROUP": environ["SWEEPCTL_SWEEP_ID"]}
    assert environ["SWEEPCTL_WANDB"] == "real", "a stand-in would lose what is tracked there"


def test_what_to_go_on_with_names_the_choice(project: Project) -> None:
    command = ["/bin/sh", "-c", "echo loss=1"]
    project.sweep(command=command, run_cap=2)
    done = project.run("run", "sweep.yaml", "-n", "1", "--wandb", "standin")
    assert "--wandb standin" in done.out
