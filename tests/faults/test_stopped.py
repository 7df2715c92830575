"""Agents, guards and trials that stand still, alone or all together, and go on after a lease has passed."""

from __future__ import annotations

import signal
import time
from contextlib import closing
from typing import Any

import psutil
import pytest

from sweepctl.store.database import open_database
from tests.e2e.agents import Agent, create, guards, sleepers, started, sweep_of, trial_path
from tests.harness import Project, eventually

LEASE = 4.0


def trials(project: Project) -> list[tuple[str, int, Any]]:
    """State, attempt and value of every trial."""
    return [(trial["state"], trial["attempt"], trial["value"]) for trial in project.status()["trials"]]


def stand_still(processes: list[psutil.Process], seconds: float) -> None:
    """Stop processes together for so long, as a suspended machine does."""
    for process in processes:
        process.suspend()
    time.sleep(seconds)
    for process in processes:
        process.resume()


@pytest.mark.slow
@pytest.mark.parametrize("are_stopped", [False, True], ids=["running on", "stopped too"])
def test_of_an_agent_that_was_stopped_whoever_takes_over_kills_the_trials_and_its_late_words_do_not_count(
    project: Project, are_stopped: bool
) -> None:
    """Its guard is gone, so that nobody else does it."""
    sweep_of(project, "hangs_at_first", run_cap=2)
    create(project)
    still = Agent(project, "agent", "-j", "2", SWEEPCTL_LEASE=str(LEASE))
    started(project, 1)
    started(project, 2)
    scripts = sleepers(project)
    assert len(scripts) == 2
    still.signal(signal.SIGSTOP)
    (guard,) = guards(project)
    guard.kill()
    if are_stopped:
        for script in scripts:
            script.suspend()
    other = Agent(project, "agent", "-j", "2", SWEEPCTL_LEASE=str(LEASE))
    assert other.leaves(120.0) == 0, other.text
    assert other.text.count("was lost: its agent on") == 2
    assert not sleepers(project)
    assert trials(project) == [("finished", 2, 0.5)] * 2
    still.signal(signal.SIGCONT)
    assert still.leaves(60.0) == 130, still.text
    assert "Traceback" not in still.text
    assert trials(project) == [("finished", 2, 0.5)] * 2
    eventually(lambda: not project.processes())


@pytest.mark.slow
def test_a_suspended_machine_with_two_agents_goes_on_where_it_was(project: Project) -> None:
    """Each sees that the other was silent for longer than a lease, and that it was itself."""
    sweep_of(project, "waits_for_go", run_cap=2)
    create(project)
    agents = [Agent(project, "agent", "--count", "1", SWEEPCTL_LEASE=str(3 * LEASE)) for _ in range(2)]
    started(project, 1)
    started(project, 2)
    everybody = project.processes()
    assert len(everybody) == 6
    for _ in range(2):
        stand_still(everybody, 3 * LEASE + 1.0)
        time.sleep(2.0)
    project.write("go", "")
    for agent in agents:
        assert agent.leaves(60.0) == 0, agent.text
        assert "lost" not in agent.text
    assert trials(project) == [("finished", 1, 0.5)] * 2


@pytest.mark.slow
def test_ctrl_z_for_longer_than_a_lease_and_fg_goes_on_where_it_was(project: Project) -> None:
    sweep_of(project, "waits_for_go")
    agent = Agent(project, "run", "sweep.yaml", SWEEPCTL_LEASE=str(LEASE))
    started(project)
    ours = psutil.Process(agent.process.pid)
    agent.signal(signal.SIGTSTP)
    agent.signal(signal.SIGTSTP)
    eventually(lambda: ours.status() == psutil.STATUS_STOPPED)
    time.sleep(1.5 * LEASE)
    assert len(project.processes()) == 3
    agent.signal(signal.SIGCONT)
    eventually(lambda: ours.status() != psutil.STATUS_STOPPED)
    project.write("go", "")
    assert agent.leaves(60.0) == 0, agent.text
    assert trials(project) == [("finished", 1, 0.5)]


@pytest.mark.slow
def test_a_store_that_nobody_can_use_for_longer_than_a_lease_costs_no_trial(project: Project) -> None:
    """All agents wait alike: no guard kills, and afterwards nobody takes the others for lost."""
    sweep_of(project, "waits_for_go", run_cap=2)
    create(project)
    agents = [Agent(project, "agent", "--count", "1", SWEEPCTL_LEASE=str(2 * LEASE)) for _ in range(2)]
    started(project, 1)
    started(project, 2)
    with closing(open_database(project.folder / ".sweepctl")) as database, database.transaction():
        time.sleep(3 * LEASE)
        assert len(sleepers(project)) == 2
    time.sleep(2.0)
    project.write("go", "")
    for agent in agents:
        assert agent.leaves(60.0) == 0, agent.text
        assert "was lost" not in agent.text
    assert trials(project) == [("finished", 1, 0.5)] * 2


@pytest.mark.slow
def test_a_stopped_guard_does_not_keep_its_agent(project: Project) -> None:
    sweep_of(project, "waits_for_go")
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    (guard,) = guards(project)
    guard.suspend()
    project.write("go", "")
    assert agent.leaves(60.0) == 0, agent.text
    assert trial_path(project, 1, "started")
    assert not project.processes()
