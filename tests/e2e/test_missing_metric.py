"""A metric that never comes: what is said, and how a sweep is mended without training again."""

from __future__ import annotations

import pytest

from tests.e2e.agents import Agent, create
from tests.harness import Project, eventually

OTHER_NAMES = """
    import sys, time

    x = float(sys.argv[1].partition("=")[2])
    for epoch in range(1, 5):
        print(f"epoch {epoch} loss={x + 1 / epoch:.3f} val_acc={x:.3f}", flush=True)
        time.sleep(0.4 if "slow" in sys.argv else 0)
"""


def test_what_was_seen_instead_is_named_with_the_nearest(project: Project) -> None:
    project.write("train.py", OTHER_NAMES)
    project.sweep(metric={"name": "val_loss"}, run_cap=1)
    result = project.run("run", "sweep.yaml")
    (trial,) = project.status()["trials"]
    assert trial["state"] == "no_metric"
    assert trial["reason"].startswith("`val_loss` was not found; seen: `loss` (4×, last ")
    assert trial["reason"].endswith("`val_acc` (4×, last " + trial["reason"].rpartition("`val_acc` (4×, last ")[2])
    assert "; is it `" in trial["reason"]
    assert trial["reason"] in result.out
    assert trial["reason"] in project.run("show", "1").out


def test_it_is_said_while_the_first_trial_still_runs(project: Project) -> None:
    project.write("train.py", OTHER_NAMES)
    project.sweep(metric={"name": "val_loss"}, run_cap=1)
    agent = Agent(project, "run", "sweep.yaml", "--", "slow")
    agent.says("warning: trial 1: `val_loss` was not found; seen: `loss`")
    assert agent.process.poll() is None
    agent.leaves()


def test_after_three_the_agent_stops_and_an_edit_saves_what_was_trained(project: Project) -> None:
    project.write("train.py", OTHER_NAMES)
    project.sweep(metric={"name": "validation_accuracy", "goal": "maximize"}, run_cap=6)
    stopped = project.run("run", "sweep.yaml")
    assert stopped.code == 1
    assert "the first 3 runs gave no metric" in stopped.err
    assert "--metric NAME" in stopped.err
    ended = [trial["ended"] for trial in project.status()["trials"]]
    edited = project.run("edit", "--metric", "val_acc")
    assert edited.code == 0, edited.err
    assert "found in trials 1, 2, 3" in edited.out
    found = project.status()
    assert found["counts"]["finished"] == 3
    assert [trial["ended"] for trial in found["trials"]] == ended
    assert all(trial["value"] == round(trial["params"]["x"], 3) for trial in found["trials"])
    assert project.run("agent").code == 0
    after = project.status()
    assert after["counts"]["finished"] == 6
    assert len({trial["params"]["x"] for trial in after["trials"]}) == 6
    assert after["best"]["value"] == max(trial["value"] for trial in after["trials"])


@pytest.mark.slow
def test_a_running_agent_goes_on_with_the_new_metric(project: Project) -> None:
    project.write("train.py", OTHER_NAMES)
    project.sweep(metric={"name": "val_los"}, run_cap=3)
    create(project)
    agent = Agent(project, "agent", "--", "slow")
    eventually(lambda: project.status()["counts"]["running"])
    assert project.run("edit", "--metric", "loss").code == 0
    assert agent.leaves(60.0) == 0, agent.text
    assert "the sweep was edited" in agent.text
    found = project.status()
    assert found["counts"]["finished"] == 3, agent.text
    assert all(trial["value"] > trial["params"]["x"] for trial in found["trials"])


def test_only_the_newest_attempt_is_read_again(project: Project) -> None:
    project.write(
        "train.py",
        """
        import os
        first = os.environ["SWEEPCTL_ATTEMPT"] == "1"
        print("accuracy=0.9" if first else "accuracy=0.1")
        raise SystemExit(1 if first else 0)
        """,
    )
    project.sweep(metric={"name": "acc", "goal": "maximize"}, run_cap=1, retries=1)
    project.run("run", "sweep.yaml")
    assert project.run("edit", "--metric", "accuracy").code == 0
    assert project.status()["best"]["value"] == 0.1


def test_an_argument_that_the_program_does_not_know_is_named_with_its_parameter(project: Project) -> None:
    project.write(
        "train.py",
        """
        import argparse
        parser = argparse.ArgumentParser()
        for name in ["--width"]:
            parser.add_argument(name, type=int)
        parser.parse_args()
        """,
    )
    project.sweep(parameters={"x": {"value": 1}, "width": {"value": 8}}, run_cap=1)
    project.run("run", "sweep.yaml")
    (trial,) = project.status()["trials"]
    assert trial["reason"] == (
        "exit code 2: the program does not know --x: "
        "rename or remove the parameter `x`, or add the option to the program"
    )
