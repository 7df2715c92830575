"""`pause`, `resume`, `stop` and `cancel` while trials run."""

from __future__ import annotations

from tests.e2e.agents import Agent, sleepers, started, sweep_of, trial_path
from tests.harness import Project


def states(project: Project) -> list[str]:
    return [trial["state"] for trial in project.status()["trials"]]


def test_a_paused_sweep_keeps_its_agents_waiting_until_it_is_resumed(project: Project) -> None:
    sweep_of(project, "waits_for_go", run_cap=2)
    agent = Agent(project, "run", "sweep.yaml")
    started(project, 1)
    assert project.run("pause").code == 0
    project.write("go", "")
    agent.says("waiting: the sweep is paused")
    document = project.status()
    assert document["sweep"]["state"] == "paused"
    assert (document["counts"]["total"], document["counts"]["finished"]) == (1, 1)
    assert len(document["agents"]) == 1
    assert project.run("resume").code == 0
    assert agent.leaves() == 0, agent.text
    assert states(project) == ["finished", "finished"]


def test_a_stopped_sweep_lets_running_trials_finish_and_its_agents_leave(project: Project) -> None:
    sweep_of(project, "waits_for_go", run_cap=3)
    agent = Agent(project, "run", "sweep.yaml")
    started(project, 1)
    assert project.run("stop").code == 0
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    assert "the sweep is stopped" in agent.text
    assert states(project) == ["finished"]
    assert project.run("resume").code == 0
    assert project.run("agent").code == 0
    assert states(project) == ["finished"] * 3


def test_a_cancelled_sweep_kills_running_trials_and_its_agents_leave(project: Project) -> None:
    sweep_of(project, "stubborn", run_cap=3)
    agent = Agent(project, "run", "sweep.yaml", "-j", "2", "--grace", "0.3")
    started(project, 1)
    started(project, 2)
    assert project.run("cancel").code == 0
    assert agent.leaves() == 1, agent.text
    assert "the sweep is cancelled" in agent.text
    assert sleepers(project) == []
    document = project.status()
    assert document["sweep"]["state"] == "cancelled"
    assert [trial["state"] for trial in document["trials"]] == ["cancelled", "cancelled"]
    refused = project.run("resume")
    assert refused.code == 1
    assert "cancelled" in refused.err


def test_one_cancelled_trial_is_killed_and_the_sweep_goes_on(project: Project) -> None:
    project.write("go", "")
    sweep_of(project, "hangs_at_first", run_cap=2)
    agent = Agent(project, "run", "sweep.yaml", "--grace", "5")
    started(project, 1)
    assert project.run("cancel", "/1").code == 0
    started(project, 2)
    document = project.status()
    first = document["trials"][0]
    assert (first["state"], first["reason"]) == ("cancelled", "cancelled by the user")
    assert document["sweep"]["state"] == "running"
    assert trial_path(project, 1, "output.log")
    assert project.run("cancel", f"{document['sweep']['id']}/2").code == 0
    agent.leaves()
    assert states(project) == ["cancelled", "cancelled"]
    refused = project.run("cancel", "/1")
    assert refused.code == 1
    assert "cannot cancel trial 1: it is cancelled" in refused.err


def test_the_waits_after_the_two_requests_to_end_can_differ(project: Project) -> None:
    sweep_of(project, "says_signals")
    agent = Agent(project, "run", "sweep.yaml", "--grace", "0.2,100")
    started(project)
    assert project.run("cancel").code == 0
    agent.leaves()
    output = project.run("logs", "1").out
    assert "SIGINT" in output
    assert "SIGTERM" in output
