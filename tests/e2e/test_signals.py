"""Signals to an agent: Ctrl-C once, twice, three times, and what else a terminal or a batch system sends."""

from __future__ import annotations

import signal
from typing import Any

import psutil
import pytest

from tests.e2e.agents import Agent, sleepers, started, sweep_of, trial_path
from tests.harness import Project, eventually

NO_NEW_TRIALS = "no new trials"
HANDED_BACK = "go back to the queue"
HANDED_BACK_ALONE = "it goes back to the queue"


def states(project: Project) -> list[tuple[str, int]]:
    """State and attempt of every trial."""
    return [(trial["state"], trial["attempt"]) for trial in project.status()["trials"]]


def count_of(project: Project) -> int:
    """How far `counts_up` is."""
    path = trial_path(project, 1, "count")
    return int(path.read_text()) if path else 0


def test_ctrl_c_once_starts_no_new_trials_and_waits_for_those_that_run(project: Project) -> None:
    sweep_of(project, "waits_for_go", run_cap=5)
    agent = Agent(project, "run", "sweep.yaml", "-j", "2")
    started(project, 1)
    started(project, 2)
    agent.signal(signal.SIGINT)
    agent.says(f"{NO_NEW_TRIALS}; 2 still running. Ctrl-C again hands them back to the queue")
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    assert states(project) == [("finished", 1), ("finished", 1)]
    assert "sweepctl agent" in agent.text.splitlines()[-1]


def test_ctrl_c_twice_hands_running_trials_back_and_the_next_agent_runs_them(project: Project) -> None:
    sweep_of(project, "hangs_at_first", run_cap=3)
    agent = Agent(project, "run", "sweep.yaml", "-j", "2", "--grace", "5")
    started(project, 1)
    started(project, 2)
    agent.signal(signal.SIGINT)
    agent.says(NO_NEW_TRIALS)
    agent.signal(signal.SIGINT)
    agent.says(HANDED_BACK)
    assert agent.leaves() == 130, agent.text
    assert states(project) == [("queued", 2), ("queued", 2)]
    # The third trial hangs at its first attempt.
    assert project.run("stop").code == 0
    assert project.run("resume").code == 0
    again = Agent(project, "agent", "--count", "2")
    assert again.leaves() == 0, again.text
    assert states(project) == [("finished", 2), ("finished", 2)]


def test_ctrl_c_three_times_kills_at_once_what_ignores_everything_else(project: Project) -> None:
    sweep_of(project, "stubborn")
    agent = Agent(project, "run", "sweep.yaml", "--grace", "100")
    started(project)
    agent.signal(signal.SIGINT)
    agent.says(NO_NEW_TRIALS)
    agent.signal(signal.SIGINT)
    agent.says(HANDED_BACK_ALONE)
    assert sleepers(project)
    agent.signal(signal.SIGINT)
    assert agent.leaves() == 130, agent.text
    assert sleepers(project) == []
    assert states(project) == [("queued", 2)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_sigterm_and_sighup_hand_back_at_once_and_a_second_one_kills(project: Project, number: signal.Signals) -> None:
    sweep_of(project, "stubborn")
    agent = Agent(project, "run", "sweep.yaml", "--grace", "100")
    started(project)
    agent.signal(number)
    agent.says(HANDED_BACK_ALONE)
    agent.signal(number)
    assert agent.leaves() == 130, agent.text
    assert states(project) == [("queued", 2)]


def test_a_script_that_ends_well_while_it_is_handed_back_is_still_run_again(project: Project) -> None:
    """Nobody knows whether what it did until then is all it was to do."""
    sweep_of(project, "graceful")
    agent = Agent(project, "run", "sweep.yaml", "--grace", "20")
    started(project)
    agent.signal(signal.SIGTERM)
    assert agent.leaves() == 130, agent.text
    assert trial_path(project, 1, "tidied")
    assert states(project) == [("queued", 2)]


def test_leaving_is_a_success_if_any_trial_finished(project: Project) -> None:
    sweep_of(project, "waits_for_go", run_cap=3)
    agent = Agent(project, "run", "sweep.yaml", "--grace", "5")
    started(project, 1)
    project.write("go", "")
    agent.says("trial 1 finished")
    (project.folder / "go").unlink()
    agent.signal(signal.SIGTERM)
    assert agent.leaves() == 0, agent.text
    assert states(project)[0] == ("finished", 1)


def test_ctrl_z_stops_the_trials_too_and_sigcont_lets_them_go_on(project: Project) -> None:
    sweep_of(project, "counts_up")
    agent = Agent(project, "run", "sweep.yaml")
    eventually(lambda: count_of(project) > 0)
    ours = psutil.Process(agent.process.pid)
    (script,) = sleepers(project)
    agent.signal(signal.SIGTSTP)
    eventually(lambda: ours.status() == psutil.STATUS_STOPPED and script.status() == psutil.STATUS_STOPPED)
    before = count_of(project)
    agent.signal(signal.SIGCONT)
    eventually(lambda: count_of(project) > before)
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    assert states(project) == [("finished", 1)]


def test_a_stopped_agent_that_is_killed_takes_its_stopped_trials_along(project: Project) -> None:
    sweep_of(project, "counts_up")
    agent = Agent(project, "run", "sweep.yaml")
    eventually(lambda: count_of(project) > 0)
    agent.signal(signal.SIGTSTP)
    eventually(lambda: psutil.Process(agent.process.pid).status() == psutil.STATUS_STOPPED)
    agent.signal(signal.SIGKILL)
    eventually(lambda: not project.processes())


def test_a_signal_before_the_first_trial_leaves_quietly(project: Project) -> None:
    sweep_of(project, "waits_for_go")
    assert project.run("create", "sweep.yaml").code == 0
    assert project.run("pause").code == 0
    agent = Agent(project, "agent")
    agent.says("waiting: the sweep is paused")
    agent.signal(signal.SIGINT)
    assert agent.leaves() == 130, agent.text
    assert "Traceback" not in agent.text
    document: Any = project.status()
    assert document["counts"]["total"] == 0
    assert document["agents"] == []
