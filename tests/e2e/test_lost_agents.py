"""Agents that die or stand still: their trials run again, their processes are gone, their late words do not count."""

from __future__ import annotations

import signal
from typing import Any

import psutil
import pytest

from tests.e2e.agents import Agent, create, guards, sleepers, started, sweep_of
from tests.harness import Project, eventually


def only_trial(project: Project) -> Any:
    (trial,) = project.status()["trials"]
    return trial


@pytest.mark.parametrize("script", ["stubborn", "own_session", "nameless"])
def test_when_an_agent_is_killed_its_guard_kills_its_trials_and_all_they_started(project: Project, script: str) -> None:
    sweep_of(project, script, "stay")
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    assert len(sleepers(project)) == (1 if script == "stubborn" else 2)
    assert len(guards(project)) == 1
    agent.signal(signal.SIGKILL)
    eventually(lambda: not project.processes())


def test_a_trial_whose_agent_was_killed_is_run_again_by_the_next_one(project: Project) -> None:
    sweep_of(project, "hangs_at_first")
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    agent.signal(signal.SIGKILL)
    agent.leaves()
    again = Agent(project, "agent")
    assert again.leaves() == 0, again.text
    assert "trial 1 was lost: its agent" in again.text
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"], trial["value"]) == ("finished", 2, 0.5)


def test_without_a_guard_the_next_agent_kills_what_a_killed_one_left_and_runs_it_again(project: Project) -> None:
    sweep_of(project, "hangs_at_first")
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    (script,) = sleepers(project)
    agent.signal(signal.SIGSTOP)
    (guard,) = guards(project)
    guard.kill()
    agent.signal(signal.SIGKILL)
    agent.leaves()
    assert script.status() != psutil.STATUS_ZOMBIE
    again = Agent(project, "agent")
    assert again.leaves() == 0, again.text
    assert script not in sleepers(project)
    assert only_trial(project)["attempt"] == 2


def test_a_guard_that_was_killed_comes_back_and_knows_what_to_guard(project: Project) -> None:
    sweep_of(project, "stubborn")
    agent = Agent(project, "run", "sweep.yaml", SWEEPCTL_LEASE="10")
    started(project)
    (guard,) = guards(project)
    guard.kill()
    eventually(lambda: guard not in guards(project) and guards(project))
    agent.signal(signal.SIGKILL)
    eventually(lambda: not project.processes())


@pytest.mark.slow
def test_an_agent_that_stood_still_for_longer_than_its_lease_is_replaced_and_leaves(project: Project) -> None:
    sweep_of(project, "hangs_at_first")
    create(project)
    still = Agent(project, "agent", SWEEPCTL_LEASE="3")
    started(project)
    still.signal(signal.SIGSTOP)
    other = Agent(project, "agent", SWEEPCTL_LEASE="3")
    assert other.leaves() == 0, other.text
    assert "trial 1 was lost" in other.text
    still.signal(signal.SIGCONT)
    still.leaves()
    assert "Traceback" not in still.text
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"], trial["value"]) == ("finished", 2, 0.5)


def test_what_the_guard_killed_because_the_agent_stood_still_is_run_again_and_no_failure(project: Project) -> None:
    sweep_of(project, "hangs_at_first")
    agent = Agent(project, "run", "sweep.yaml", SWEEPCTL_LEASE="3")
    started(project)
    agent.signal(signal.SIGSTOP)
    eventually(lambda: not sleepers(project))
    agent.signal(signal.SIGCONT)
    assert agent.leaves() == 0, agent.text
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"], trial["value"]) == ("finished", 2, 0.5)


def test_an_agent_waits_for_the_trials_of_others_only_until_it_knows_that_they_live(project: Project) -> None:
    sweep_of(project, "waits_for_go")
    create(project)
    first = Agent(project, "agent")
    started(project)
    second = Agent(project, "agent")
    assert second.leaves() == 0, second.text
    assert "other agents run the last trials" in second.text
    project.write("go", "")
    assert first.leaves() == 0, first.text


@pytest.mark.parametrize("verb", ["cancel", "delete"])
def test_what_a_killed_agent_held_can_be_cancelled_and_deleted_without_another_agent(
    project: Project, verb: str
) -> None:
    sweep_of(project, "hangs_at_first")
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    agent.signal(signal.SIGKILL)
    agent.leaves()
    result = project.run(verb, *(["--yes"] if verb == "delete" else []))
    assert result.code == 0, result.err
    if verb == "cancel":
        assert only_trial(project)["state"] == "cancelled"
    else:
        assert "no sweep" in project.run("status").err
