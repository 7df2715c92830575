"""How many trials, how long, how often again, and when failures are enough."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.agents import Agent, create, sweep_of
from tests.harness import SCRIPTS, Project


def test_run_cap_is_exact_with_several_trials_at_a_time(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=7, metric=None)
    assert project.run("run", "sweep.yaml", "-j", "3").code == 0
    document = project.status()
    assert document["counts"]["total"] == document["counts"]["finished"] == 7
    assert document["sweep"]["state"] == "finished"


def test_run_cap_is_exact_with_several_agents(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=8, metric=None)
    create(project)
    agents = [Agent(project, "agent", "-j", "2") for _ in range(2)]
    assert [agent.leaves() for agent in agents] == [0, 0]
    assert project.status()["counts"]["finished"] == 8


def test_count_is_exact_for_each_agent_with_several_trials_at_a_time(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=None, metric=None)
    create(project)
    for total in (4, 8):
        result = project.run("agent", "-n", "4", "-j", "3")
        assert result.code == 0
        assert "its count is reached" in result.out
        assert project.status()["counts"]["total"] == total


def test_a_trial_beyond_its_timeout_is_stopped_and_tried_again_as_often_as_retries_say(project: Project) -> None:
    sweep_of(project, "hangs_at_first", timeout=1, retries=1)
    assert project.run("run", "sweep.yaml", "--grace", "0.5").code == 0
    (trial,) = project.status()["trials"]
    assert (trial["state"], trial["attempt"], trial["value"]) == ("finished", 2, 0.5)


@pytest.mark.parametrize(("retries", "state", "attempt"), [(2, "finished", 3), (1, "failed", 2)])
def test_a_script_that_fails_is_tried_again_as_often_as_retries_say(
    project: Project, retries: int, state: str, attempt: int
) -> None:
    sweep_of(project, "fails_at_first", "2", retries=retries)
    assert project.run("run", "sweep.yaml").code == (0 if state == "finished" else 1)
    (trial,) = project.status()["trials"]
    assert (trial["state"], trial["attempt"]) == (state, attempt)


def test_the_first_failure_shows_its_last_ten_lines_and_three_of_them_end_the_agent(project: Project) -> None:
    sweep_of(project, "exits", "3", "25", run_cap=10)
    result = project.run("run", "sweep.yaml")
    assert result.code == 1
    shown = [line.strip() for line in result.out.splitlines() if line.startswith("    line ")]
    assert shown == [f"line {number}" for number in range(15, 25)]
    assert "the first 3 runs failed and none succeeded" in result.err
    assert "hint: mend the script, then: sweepctl retry --failed --sweep" in result.err
    assert project.status()["counts"]["failed"] == 3


def test_after_the_script_is_mended_the_failed_trials_run_again_as_the_hint_says(project: Project) -> None:
    project.write("train.py", "raise SystemExit(1)")
    project.sweep(run_cap=4)
    assert project.run("run", "sweep.yaml").code == 1
    project.write("train.py", "print('loss=1')")
    assert project.run("retry", "--failed").code == 0
    assert project.run("agent").code == 0
    trials = project.status()["trials"]
    assert [(trial["state"], trial["attempt"]) for trial in trials] == [("finished", 2)] * 3 + [("finished", 1)]


def test_failures_after_a_success_do_not_end_the_agent(project: Project) -> None:
    project.write(
        "train.py", "import os; print('loss=1'); raise SystemExit(os.environ['SWEEPCTL_TRIAL'] in {'2', '3', '4', '5'})"
    )
    project.sweep(run_cap=6)
    assert project.run("run", "sweep.yaml").code == 0
    counts = project.status()["counts"]
    assert (counts["finished"], counts["failed"]) == (2, 4)


def test_when_nobody_reads_its_output_any_more_the_sweep_goes_on(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=6, metric=None)
    agent = f"{sys.executable} -m sweepctl run sweep.yaml"
    subprocess.run(
        ["sh", "-c", f"{{ {agent} 2>errors; echo $? >code; }} | head -n 1"],
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    assert (project.folder / "errors").read_text() == ""
    assert (project.folder / "code").read_text() == "0\n"
    assert project.status()["counts"]["finished"] == 6


def test_when_nobody_reads_its_errors_any_more_the_sweep_goes_on(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=3, metric=None)
    agent = f"{sys.executable} -m sweepctl run sweep.yaml --json"
    subprocess.run(
        ["sh", "-c", f"{{ {agent} 2>&1 >document; echo $? >code; }} | true"],
        cwd=project.folder,
        env=project.environment(),
        check=True,
        timeout=60,
    )
    assert (project.folder / "code").read_text() == "0\n"
    assert json.loads((project.folder / "document").read_text())["counts"]["finished"] == 3


def test_a_script_that_is_slow_to_print_is_not_waited_for_after_its_end(project: Project) -> None:
    """The pipe is drained for a second at most, whoever holds it."""
    command = ["sh", "-c", f"{sys.executable} -S {SCRIPTS / 'sleeper.py'} & echo loss=0.25"]
    project.sweep(command=command, run_cap=1)
    assert project.run("run", "sweep.yaml").code == 0
    (trial,) = project.status()["trials"]
    assert trial["ended"] - trial["started"] < 5.0


def test_three_trials_without_the_metric_and_nothing_else_end_the_agent(project: Project) -> None:
    sweep_of(project, "silent", run_cap=10)
    result = project.run("run", "sweep.yaml")
    assert result.code == 1
    assert "the first 3 runs gave no metric and none succeeded" in result.err
    assert "metric.name" in result.err
    assert project.status()["counts"]["no_metric"] == 3


def test_the_reason_of_a_failure_ends_with_what_the_script_said_last(project: Project) -> None:
    sweep_of(project, "exits", "3", "25", run_cap=1)
    project.run("run", "sweep.yaml")
    (trial,) = project.status()["trials"]
    assert trial["reason"] == "exit code 3: line 24"
