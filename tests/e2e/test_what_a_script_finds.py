"""What a script finds when it starts: arguments, folder, environment, parameters, stdin."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.agents import Agent, sweep_of, trial_path
from tests.harness import SCRIPTS, Project


def world(project: Project, number: int = 1) -> Any:
    path = trial_path(project, number, "world.json")
    assert path is not None
    return json.loads(path.read_text())


def run_it(project: Project, *args: str, sweep: dict[str, Any] | None = None, **env: str) -> Any:
    """Run one trial of `tells_its_world` and give what it found."""
    sweep_of(project, "tells_its_world", **(sweep or {}))
    agent = Agent(project, "run", "sweep.yaml", *args, **env)
    assert agent.leaves() == 0, agent.text
    return world(project)


def test_a_script_learns_which_trial_it_is_from_its_environment(project: Project) -> None:
    found = run_it(project, sweep={"env": {"OMP_NUM_THREADS": "1", "SWEEP_NOTE": "mine"}})
    environ, sweep = found["environ"], project.status()["sweep"]["id"]
    folder = project.folder / ".sweepctl" / sweep / "1"
    expected = {
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "250",
        "SWEEPCTL_SWEEP_ID": sweep,
        "SWEEPCTL_TRIAL": "1",
        "SWEEPCTL_ATTEMPT": "1",
        "SWEEPCTL_PART": "0",
        "SWEEPCTL_TRIAL_DIR": str(folder),
        "SWEEPCTL_PARAMS": str(folder / "params.json"),
        "SWEEPCTL_METRICS_FILE": str(folder / "metrics.jsonl"),
        "WANDB_SWEEP_ID": sweep,
        "WANDB_SWEEP_PARAM_PATH": str(folder / "params.yaml"),
        "WANDB_RUN_ID": f"{sweep}-1-1",
        "WANDB_MODE": "offline",
        "OMP_NUM_THREADS": "1",
        "SWEEP_NOTE": "mine",
        "HOME": str(project.home),
    }
    assert {name: environ.get(name) for name in expected} == expected
    assert int(environ["SWEEPCTL_SEED"]) >= 0


def test_a_script_runs_in_the_folder_of_create_with_an_empty_stdin_and_no_terminal(project: Project) -> None:
    found = run_it(project)
    assert found["cwd"] == str(project.folder)
    assert found["stdin"] == ""
    assert not found["tty"]


def test_an_agent_elsewhere_in_the_project_still_runs_trials_in_the_folder_of_create(project: Project) -> None:
    sweep_of(project, "tells_its_world")
    assert project.run("create", "sweep.yaml").code == 0
    deeper = Project(project.folder / "notes" / "today", project.home)
    deeper.folder.mkdir(parents=True)
    assert deeper.run("agent").code == 0
    assert world(project)["cwd"] == str(project.folder)


def test_every_trial_has_a_seed_and_a_run_id_of_its_own(project: Project) -> None:
    run_it(project, "-j", "2", sweep={"run_cap": 2})
    first, second = world(project, 1)["environ"], world(project, 2)["environ"]
    for name in ("SWEEPCTL_TRIAL", "SWEEPCTL_SEED", "SWEEPCTL_TRIAL_DIR", "WANDB_RUN_ID"):
        assert first[name] != second[name]


@pytest.mark.parametrize(("mode", "sweep_id_is_there"), [("online", False), ("disabled", True)])
def test_a_wandb_mode_that_the_user_has_set_stays(project: Project, mode: str, sweep_id_is_there: bool) -> None:
    environ = run_it(project, WANDB_MODE=mode)["environ"]
    assert environ["WANDB_MODE"] == mode
    assert ("WANDB_SWEEP_ID" in environ) == sweep_id_is_there


def test_arguments_after_two_hyphens_go_to_every_trial_as_they_are(project: Project) -> None:
    found = run_it(project, "--", "--epochs=3", "a b", "$HOME", "-j")
    assert found["argv"] == ["--epochs=3", "a b", "$HOME", "-j"]


def test_parameters_arrive_unchanged_as_arguments_json_and_yaml(project: Project) -> None:
    values: dict[str, Any] = {
        "lr": 1e-05,
        "tiny": 1.5e-300,
        "whole": 2.0,
        "layers": 3,
        "flag": True,
        "nothing": None,
        "word": "no",
        "number_like": "1e3",
        "tricky": "a: b # c\n'd' \"e\" – ü",
        "empty": "",
        "list": [1, 2.5, "x"],
    }
    command = ["${interpreter}", "-S", str(SCRIPTS / "tells_its_world.py"), "${args}"]
    parameters = {name: {"value": value} for name, value in values.items()} | {"x": {"values": [1]}}
    run_it(project, sweep={"command": command, "parameters": parameters, "method": "grid"})
    environ = world(project)["environ"]
    as_json = json.loads(Path(environ["SWEEPCTL_PARAMS"]).read_text())
    assert as_json == {**values, "x": 1}
    as_yaml = yaml.safe_load(Path(environ["WANDB_SWEEP_PARAM_PATH"]).read_text())
    assert as_yaml.pop("wandb_version") == 1
    assert {name: entry["value"] for name, entry in as_yaml.items()} == {**values, "x": 1}
    assert [type(entry["value"]) for entry in as_yaml.values()] == [type(as_json[name]) for name in as_yaml]
    argv = dict(item.removeprefix("--").split("=", 1) for item in world(project)["argv"])
    assert argv["tricky"] == values["tricky"]
    assert (argv["lr"], argv["whole"], argv["layers"], argv["flag"]) == ("1e-05", "2", "3", "True")


def test_numbers_that_json_does_not_have_are_texts_there_and_numbers_in_wandbs_config(project: Project) -> None:
    project.write("train.py", "import wandb; c = wandb.init().config; print('got', c.clip, c.odd, c.word, '\\nloss=1')")
    values = {"clip": "[.inf]", "odd": "[[1, -.inf, .nan]]", "word": '["none"]'}
    parameters = "".join(f"  {name}: {{values: {text}}}\n" for name, text in values.items())
    command = 'command: ["${interpreter}", "${program}"]\n'
    metric = "metric: {name: loss}\n"
    project.write("sweep.yaml", f"program: train.py\nmethod: grid\n{metric}{command}parameters:\n{parameters}")
    assert project.run("run", "sweep.yaml", "--wandb", "standin").code == 0
    assert "got inf [1, -inf, nan] none" in project.run("logs", "1").out
    expected = {"clip": "inf", "odd": [1, "-inf", "nan"], "word": "none"}
    text = (trial_path(project, 1, "params.json") or Path()).read_text()
    assert json.loads(text, parse_constant=pytest.fail) == expected
    shown = project.run("show", "1", "--format", "json").out
    assert json.loads(shown, parse_constant=pytest.fail) == expected


def test_a_relative_path_of_the_users_is_found_from_the_trials_folder(project: Project) -> None:
    """PATH and the rest of the user's environment are handed on as they are."""
    environ = run_it(project, MY_OWN="kept")["environ"]
    assert environ["MY_OWN"] == "kept"
    assert environ["PATH"] == os.environ["PATH"]
