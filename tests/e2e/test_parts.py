"""Folds and repeats with real processes: what each part is given, and what becomes of the trial."""

from __future__ import annotations

import json
import math
import signal
from typing import Any

import pytest
import yaml

from tests.e2e.agents import Agent, create, sweep_of, trial_path
from tests.harness import SCRIPTS, Project, eventually

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow


def folds(project: Project, *args: str, **keys: Any) -> None:
    """Write a sweep of one trial of three folds, unless keys say otherwise."""
    sweep_of(project, "folds", *args, "${args}", **{"folds": 3, **keys})


def ran(project: Project) -> list[str]:
    """The parts that were started, as trial.fold@attempt."""
    return (project.folder / "ran").read_text().split()


def only_trial(project: Project) -> Any:
    (trial,) = project.status()["trials"]
    return trial


def parts_of(trial: Any, key: str = "state") -> list[Any]:
    return [part[key] for part in trial["parts"]]


def read(project: Project, number: int, part: int, name: str) -> str:
    path = trial_path(project, number, f"{part}/{name}")
    assert path is not None
    return path.read_text()


def test_each_part_finds_its_fold_its_seed_and_a_place_of_its_own(project: Project) -> None:
    command = ["${interpreter}", "-S", str(SCRIPTS / "tells_its_world.py"), "${args}", "k=${fold}"]
    project.sweep(command=command, run_cap=2, folds=2, repeats={"count": 2, "name": "rng"}, seed=3)
    assert project.run("run", "sweep.yaml", "-j", "2").code == 0
    worlds = [[json.loads(read(project, n, part, "world.json")) for part in range(4)] for n in (1, 2)]
    for number, found in enumerate(worlds, 1):
        params = only = json.loads(read(project, number, 0, "params.json"))
        assert params.keys() == {"x", "fold", "rng"}
        seeds = [json.loads(read(project, number, part, "params.json"))["rng"] for part in range(4)]
        assert [seeds[0], seeds[2]] == [seeds[1], seeds[3]]
        assert seeds[0] != seeds[2]
        for part, one in enumerate(found):
            fold = part % 2
            given = {"x": only["x"], "fold": fold, "rng": seeds[part]}
            assert one["argv"] == [*(f"--{name}={value}" for name, value in given.items()), f"k={fold}"]
            assert json.loads(read(project, number, part, "params.json")) == given
            written = yaml.safe_load(read(project, number, part, "params.yaml"))
            assert {name: entry["value"] for name, entry in written.items() if name != "wandb_version"} == given
            assert one["environ"]["SWEEPCTL_PART"] == str(part)
            assert one["environ"]["SWEEPCTL_TRIAL_DIR"].endswith(f"/{number}/{part}")
    environs = [one["environ"] for found in worlds for one in found]
    for name in ("WANDB_RUN_ID", "SWEEPCTL_SEED", "SWEEPCTL_TRIAL_DIR", "SWEEPCTL_METRICS_FILE"):
        assert len({environ[name] for environ in environs}) == 8, name
    first, second = ([one["argv"][2] for one in found] for found in worlds)
    assert first == second, "trials differ by their parameters only"


def test_the_value_is_the_mean_over_the_parts_wherever_it_is_shown(project: Project) -> None:
    folds(project, run_cap=2)
    result = project.run("run", "sweep.yaml")
    assert result.code == 0
    error = math.sqrt(1 / 3)
    trial = project.status()["trials"][0]
    assert (trial["state"], trial["value"], trial["error"]) == ("finished", 2.0, pytest.approx(error))
    assert parts_of(trial, "part") == [0, 1, 2]
    assert parts_of(trial, "value") == [1.0, 2.0, 3.0]
    best = project.run("best", "--json").json
    assert (best["trial"]["number"], best["trial"]["error"]) == (1, pytest.approx(error))
    assert best["trial"]["argv"][-2:] == [f"--x={trial['params']['x']}", "--fold=0"]
    assert project.status()["best"]["error"] == pytest.approx(error)
    for verb in ("status", "best", "show"):
        assert "2 ± 0.58 (mean of 3 parts)" in project.run(verb, *(["1"] if verb == "show" else [])).out
    assert "trial 1 part 2 finished: loss 2 ± 0.58 (mean of 3 parts)" in result.out
    assert "2 ± 0.58" in project.run("status", "--trials").out
    logs = project.run("logs", "2").out.splitlines()
    assert logs == [line for n in range(3) for line in (f"== part {n}", f"fold {n} begins", f"loss={n + 1}")]
    (document,) = project.run("logs", "2", "--json").json["trials"]
    assert document["lines"] == logs
    assert project.run("show", "1").out.count("part ") == 3


def test_the_parts_of_the_last_trial_run_side_by_side(project: Project) -> None:
    folds(project, "meets", "3")
    result = project.run("run", "sweep.yaml", "-j", "3")
    assert result.code == 0
    assert sorted(ran(project)) == ["1.0@1", "1.1@1", "1.2@1"]
    assert "best command, of part 0 of 3:" in result.out
    assert only_trial(project)["value"] == 2.0


def test_a_failed_part_is_tried_again_alone(project: Project) -> None:
    folds(project, "fails", "1", retries=1)
    assert project.run("run", "sweep.yaml").code == 0
    # The other parts go on while it waits.
    assert ran(project) == ["1.0@1", "1.1@1", "1.2@1", "1.1@2"]
    trial = only_trial(project)
    assert (trial["state"], trial["value"], parts_of(trial, "attempt")) == ("finished", 2.0, [1, 2, 1])


def test_a_trial_fails_with_its_part_and_a_retry_runs_what_is_missing(project: Project) -> None:
    folds(project, "fails", "1")
    assert project.run("run", "sweep.yaml").code == 1, "no trial finished"
    trial = only_trial(project)
    assert (trial["state"], trial["reason"]) == ("failed", "part 1: exit code 1: no luck")
    assert parts_of(trial) == ["finished", "failed", "cancelled"]
    assert project.run("retry", "1").code == 0
    assert project.run("agent").code == 0
    assert ran(project) == ["1.0@1", "1.1@1", "1.1@2", "1.2@2"], "what was cancelled in the queue is its second attempt"
    assert (only_trial(project)["state"], only_trial(project)["value"]) == ("finished", 2.0)


def waits_in_its_second_part(project: Project, **keys: Any) -> None:
    """Write a sweep of three folds, the second of which touches `here` and waits for `go`."""
    project.write(
        "train.py",
        """
        import os, pathlib, time

        print("loss=1")
        if os.environ["SWEEPCTL_PART"] == "1":
            pathlib.Path("here").touch()
            while not pathlib.Path("go").exists():
                time.sleep(0.02)
        """,
    )
    project.sweep(folds=3, **keys)


def test_an_agent_finishes_the_trials_that_it_counts_though_the_sweep_is_edited(project: Project) -> None:
    waits_in_its_second_part(project)
    create(project)
    agent = Agent(project, "agent", "-n", "1")
    eventually((project.folder / "here").exists)
    assert project.run("edit", "--set", "x.max=0.9").code == 0
    (project.folder / "go").touch()
    assert agent.leaves(60.0) == 0, agent.text
    assert "the sweep was edited: the agent goes on" in agent.text
    assert only_trial(project)["state"] == "finished"


def test_no_trial_of_a_stopped_sweep_is_said_to_run_while_parts_of_it_wait(project: Project) -> None:
    waits_in_its_second_part(project, run_cap=1)
    agent = project.start("run", "sweep.yaml")
    eventually((project.folder / "here").exists)
    assert project.run("stop").code == 0
    (project.folder / "go").touch()
    assert agent.wait(60) == 1, "no trial finished"
    trial = only_trial(project)
    assert (trial["state"], parts_of(trial)) == ("queued", ["finished", "finished", "queued"])
    assert "running" not in project.run("why").out
    assert "1 queued" in project.run("status", "--watch").out, "and it ends"
    assert project.run("resume").code == 0
    assert "no agent works on it" in project.run("why").out
    assert project.run("agent").code == 0
    assert only_trial(project)["state"] == "finished"


def test_when_one_part_is_stopped_early_all_of_its_trial_are(project: Project) -> None:
    project.write(
        "train.py",
        """
        import os, sys, time

        bad = os.environ["SWEEPCTL_TRIAL"] == "4"
        if bad and os.environ["SWEEPCTL_PART"] == "1":
            time.sleep(300)
        for epoch in range(4):
            print(f"epoch={epoch} loss={9 if bad else 1}", flush=True)
        if bad:
            time.sleep(300)
        """,
    )
    command = ["${interpreter}", "-S", "train.py"]
    project.sweep(command=command, run_cap=4, folds=3, early_terminate={"type": "hyperband", "min_iter": 1})
    assert project.run("run", "sweep.yaml", "-j", "2", "--grace", "1").code == 0
    trial = project.status()["trials"][3]
    assert trial["state"] == "stopped"
    assert parts_of(trial) == ["stopped", "stopped", "stopped"]
    assert parts_of(trial, "value") == [9.0, None, None]
    assert len({part["reason"] for part in trial["parts"]}) == 1


def test_parts_that_are_done_are_kept_when_the_agent_is_killed(project: Project) -> None:
    folds(project, "hangs", "1")
    agent = Agent(project, "run", "sweep.yaml")
    eventually(lambda: trial_path(project, 1, "1/started"))
    agent.signal(signal.SIGKILL)
    agent.leaves()
    assert project.run("agent").code == 0
    assert ran(project) == ["1.0@1", "1.1@1", "1.1@2", "1.2@1"]
    trial = only_trial(project)
    assert (trial["state"], trial["value"], parts_of(trial, "attempt")) == ("finished", 2.0, [1, 2, 1])


def test_a_cancelled_trial_kills_the_parts_that_run(project: Project) -> None:
    folds(project, "hangs", "0", run_cap=2)
    agent = Agent(project, "run", "sweep.yaml", "-j", "2")
    eventually(lambda: trial_path(project, 1, "0/started") and trial_path(project, 2, "0/started"))
    assert project.run("cancel", "/1").code == 0
    assert project.run("cancel", "/2").code == 0
    agent.leaves()
    for trial in project.status()["trials"]:
        assert trial["state"] == "cancelled"
        assert set(parts_of(trial)) <= {"finished", "cancelled"}


def test_count_is_of_trials_and_not_of_parts(project: Project) -> None:
    folds(project, run_cap=None)
    create(project)
    result = project.run("agent", "-n", "2", "-j", "2")
    assert result.code == 0
    document = project.status()
    assert (document["counts"]["total"], document["counts"]["finished"]) == (2, 2)
    assert sorted(ran(project)) == sorted(f"{n}.{fold}@1" for n in (1, 2) for fold in range(3))
