"""Trials go back to the queue, free of charge, when somebody else wants their end or their agent's."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.e2e.agents import Agent, create, sleepers, started, sweep_of
from tests.harness import Project


def trials(project: Project) -> list[Any]:
    found = project.status()["trials"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("end", ["exit 143", pytest.param("kill -TERM $$", marks=pytest.mark.slow)])
def test_a_batch_system_that_ends_trials_and_agent_at_once_burns_nothing(project: Project, end: str) -> None:
    """The trial may be the first to hear of it, and its agent sees it end before it is told itself."""
    wait = f'touch "$SWEEPCTL_TRIAL_DIR/started"; until [ -e go ]; do sleep 0.02; done; {end}'
    project.sweep(command=["/bin/sh", "-c", wait], run_cap=1)
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    project.write("go", "")
    # Both within the moment that the agent waits.
    agent.signal(signal.SIGTERM)
    assert agent.leaves() == 130, agent.text
    (trial,) = trials(project)
    assert (trial["state"], trial["attempt"]) == ("queued", 2)


@pytest.mark.slow
def test_a_trial_that_is_ended_by_somebody_else_has_failed(project: Project) -> None:
    project.sweep(command=["/bin/sh", "-c", "kill -TERM $$"], run_cap=1)
    assert project.run("run", "sweep.yaml").code == 1
    (trial,) = trials(project)
    assert (trial["ending"], trial["reason"]) == ("killed", "killed by SIGTERM")


def test_after_max_time_running_trials_are_handed_back_and_the_agent_leaves_content(project: Project) -> None:
    sweep_of(project, "sleeper", run_cap=3)
    result = project.run("run", "sweep.yaml", "-j", "2", "--max-time", "2", "--grace", "5")
    assert result.code == 0, result.err
    assert "the agent leaves: its time is over" in result.out
    assert "--max-time 2" in result.out.splitlines()[-1], "that is how it goes on"
    assert sleepers(project) == []
    found = trials(project)
    assert [trial["state"] for trial in found] == ["queued"] * len(found)


def test_how_to_go_on_asks_for_what_was_handed_back_too(project: Project) -> None:
    """Of five trials one is over, and two are handed back."""
    sweep_of(project, "waits_for_go", run_cap=None)
    agent = Agent(project, "run", "sweep.yaml", "-n", "5", "-j", "2")
    started(project, 2)
    sweep = project.status()["sweep"]["id"]
    assert project.run("cancel", f"{sweep}/1").code == 0
    started(project, 3)
    agent.signal(signal.SIGINT)
    agent.says("no new trials; 2 still running")
    agent.signal(signal.SIGINT)
    agent.leaves()
    assert [trial["state"] for trial in trials(project)] == ["cancelled", "queued", "queued"]
    assert f"go on with: sweepctl agent {sweep} -n 4 -j 2\n" in agent.text


@pytest.mark.slow
def test_max_time_is_the_agents_and_not_the_trials(project: Project) -> None:
    sweep_of(project, "exits", "0", run_cap=2, metric=None)
    result = project.run("run", "sweep.yaml", "--max-time", "1h", "--json")
    assert result.code == 0
    assert not result.json["agent"]["is_out_of_time"]
    assert result.json["counts"]["finished"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("text", ["0", "soon", "-1h", "nan"])
def test_what_is_no_time_is_refused(project: Project, text: str) -> None:
    sweep_of(project, "exits", "0")
    create(project)
    refused = project.run("agent", f"--max-time={text}")
    assert refused.code == 2
    assert refused.err.startswith(f"error: --max-time has to be a time above 0, not {text}\nhint: a number of seconds")


@pytest.mark.slow
def test_agents_leave_once_the_hours_of_the_sweep_are_over(project: Project) -> None:
    """What runs then is let finish; nothing new starts, also not what waits to be tried again."""
    sweep_of(project, "asks_again", "1", "1000", stop={"hours": 0.0003}, retries={"count": 1000, "wait": 0.3})
    result = project.run("run", "sweep.yaml", "-n", "1")
    assert "the agent leaves: 0.0003 hours are over" in result.out
