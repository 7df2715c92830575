"""What ends a single trial: its time, its silence, its memory; and what it asks for by its exit code."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

from tests.e2e.agents import Agent, sleepers, started, sweep_of
from tests.harness import Project, eventually


def only_trial(project: Project) -> Any:
    """The one trial of a sweep."""
    (trial,) = project.status()["trials"]
    return trial


@pytest.mark.parametrize("how", ["output", pytest.param("records", marks=pytest.mark.slow)])
def test_a_trial_that_says_nothing_any_more_is_ended_and_one_that_talks_is_not(project: Project, how: str) -> None:
    sweep_of(project, "falls_silent", how, silence=1.5)
    assert project.run("run", "sweep.yaml", "--grace", "0.5").code == 1
    trial = only_trial(project)
    assert (trial["state"], trial["ending"]) == ("failed", "silent")
    assert trial["reason"] == "said nothing for 1.5 s"
    assert trial["last"] == 9.0, "it was left alone as long as it spoke"
    assert sleepers(project) == []


def test_a_trial_whose_processes_take_too_much_memory_is_ended_with_all_of_them(project: Project) -> None:
    sweep_of(project, "takes_memory", "300", max_rss="150MB")
    assert project.run("run", "sweep.yaml", "--grace", "60").code == 1
    trial = only_trial(project)
    assert (trial["state"], trial["ending"]) == ("failed", "over_memory")
    assert "more than the 150 MB of max_rss" in trial["reason"]
    assert sleepers(project) == []


@pytest.mark.slow
def test_a_trial_within_its_memory_is_left_alone(project: Project) -> None:
    sweep_of(project, "takes_memory", "30", max_rss="150MB", timeout=4)
    assert project.run("run", "sweep.yaml", "--grace", "0.5").code == 1
    assert only_trial(project)["ending"] == "timed_out"


def test_a_failed_trial_waits_while_others_go_on_and_the_agent_stays_for_it(project: Project) -> None:
    is_first = "(os.environ['SWEEPCTL_TRIAL'], os.environ['SWEEPCTL_ATTEMPT']) == ('1', '1')"
    project.write("train.py", f"import os; print('loss=1'); raise SystemExit({is_first})")
    project.sweep(run_cap=3, retries={"count": 1, "wait": 2})
    result = project.run("run", "sweep.yaml")
    assert result.code == 0
    assert "waiting: trial 1 is tried again after a pause" in result.out
    trials = project.status()["trials"]
    assert [(trial["state"], trial["attempt"]) for trial in trials] == [("finished", 2)] + [("finished", 1)] * 2
    assert trials[0]["started"] > trials[2]["ended"]


@pytest.mark.parametrize(("key", "code"), [(None, 75), pytest.param([75, 99], 99, marks=pytest.mark.slow)])
def test_a_script_that_asks_by_its_exit_code_is_run_again_for_free(project: Project, key: Any, code: int) -> None:
    keys = {"requeue": key, "retries": {"count": 0, "wait": 0.1}}
    sweep_of(project, "asks_again", str(code), "2", **keys)
    result = project.run("run", "sweep.yaml")
    assert result.code == 0
    assert f"goes back to the queue: exit code {code} asks to be run again later" in result.out
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"]) == ("finished", 3)


@pytest.mark.slow
def test_a_script_that_always_asks_to_be_run_again_is_given_up(project: Project) -> None:
    sweep_of(project, "asks_again", "75", "1000", retries={"count": 0, "wait": 0})
    assert project.run("run", "sweep.yaml").code == 1
    trial = only_trial(project)
    assert (trial["state"], trial["ending"], trial["code"]) == ("failed", "requeued", 75)
    assert trial["reason"].endswith("that was 10 times in a row without getting any further")
    assert project.run("retry", "1").code == 0


@pytest.mark.slow
def test_a_code_that_is_not_to_requeue_is_a_failure(project: Project) -> None:
    sweep_of(project, "asks_again", "75", "1000", requeue=[])
    assert project.run("run", "sweep.yaml").code == 1
    assert only_trial(project)["ending"] == "failed"


@pytest.mark.slow
def test_a_suspended_trial_is_not_silent(project: Project) -> None:
    sweep_of(project, "counts_up", silence=3)
    agent = Agent(project, "run", "sweep.yaml")
    started_at = time.monotonic()
    eventually(lambda: sleepers(project))
    agent.signal(signal.SIGTSTP)
    time.sleep(max(0.0, started_at + 4 - time.monotonic()))
    agent.signal(signal.SIGCONT)
    project.write("go", "")
    assert agent.leaves() == 0, agent.text


@pytest.mark.slow
def test_limits_reached_are_counted_as_failures_of_the_script(project: Project) -> None:
    """They use up retries, and `retry --failed` finds them."""
    sweep_of(project, "sleeper", silence=0.5, retries={"count": 1, "wait": 0})
    assert project.run("run", "sweep.yaml", "--grace", "0.3").code == 1
    assert only_trial(project)["attempt"] == 2
    started(project)
    assert project.run("retry", "--failed", "--json").json["queued"] == [1]
