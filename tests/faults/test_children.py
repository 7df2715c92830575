"""Children that do not want to end: however their trial ends, none of them is left."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

import psutil
import pytest

from tests.e2e.agents import Agent, create, guards, started, sweep_of, trial_path
from tests.harness import Project, eventually, status_of

VILLAINS = ("stubborn", "daemon", "holder", "nameless", "stopped", "crowd")
# Only who has adopted it can find it.
FOR_A_PARENT = pytest.param(
    "vanished",
    marks=[pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="macOS hands orphans to nobody else")],
)
BEAT = 5.0


def kinds(*quick: str) -> list[Any]:
    """All of them, those that are not `quick` in the slow tests only."""
    return [pytest.param(kind, marks=[] if kind in quick else pytest.mark.slow) for kind in VILLAINS]


def only_state(project: Project) -> tuple[str, int]:
    (trial,) = project.status()["trials"]
    return trial["state"], trial["attempt"]


@pytest.mark.parametrize("kind", [*kinds("stubborn"), FOR_A_PARENT])
def test_a_trial_that_is_cancelled_takes_all_it_started_along(project: Project, kind: str) -> None:
    sweep_of(project, "villain", kind, run_cap=2)
    sweep = create(project)
    agent = Agent(project, "agent", "--count", "1", "--grace", "1")
    started(project)
    assert project.run("cancel", f"{sweep}/1").code == 0
    agent.says("trial 1 cancelled")
    agent.leaves()
    assert "Traceback" not in agent.text
    eventually(lambda: not project.processes())
    assert only_state(project) == ("cancelled", 1)


@pytest.mark.parametrize("kind", [*kinds("holder"), FOR_A_PARENT])
def test_a_trial_whose_agent_is_killed_takes_all_it_started_along(project: Project, kind: str) -> None:
    sweep_of(project, "villain", kind)
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    if kind == "vanished":
        # It is known once a beat has passed.
        time.sleep(BEAT)
    agent.signal(signal.SIGKILL)
    eventually(lambda: not project.processes())
    assert only_state(project) == ("queued", 2)


@pytest.mark.parametrize("kind", kinds("nameless", "stopped"))
def test_without_agent_and_guard_whoever_looks_next_kills_all_that_is_left(project: Project, kind: str) -> None:
    sweep_of(project, "villain", kind)
    agent = Agent(project, "run", "sweep.yaml")
    started(project)
    agent.signal(signal.SIGSTOP)
    (guard,) = guards(project)
    guard.kill()
    agent.signal(signal.SIGKILL)
    agent.leaves()
    assert project.processes()
    assert only_state(project) == ("queued", 2)
    eventually(lambda: not project.processes())


@pytest.mark.slow
def test_a_program_that_stopped_itself_is_woken_to_be_asked_to_end(project: Project) -> None:
    sweep_of(project, "villain", "stopped")
    sweep = create(project)
    agent = Agent(project, "agent", "--grace", "100")
    started(project)
    eventually(lambda: any(status_of(process) == psutil.STATUS_STOPPED for process in project.processes()))
    assert project.run("cancel", f"{sweep}/1").code == 0
    agent.leaves()
    assert trial_path(project, 1, "tidied")
    assert only_state(project) == ("cancelled", 1)


def test_what_outlives_the_program_has_its_grace_too(project: Project) -> None:
    """`sh train.sh` is dead at once, the training that it started still writes its checkpoint."""
    sweep_of(project, "villain", "wrapper")
    sweep = create(project)
    agent = Agent(project, "agent", "--grace", "100")
    started(project)
    assert project.run("cancel", f"{sweep}/1").code == 0
    agent.leaves()
    assert trial_path(project, 1, "saved")
    assert not project.processes()


@pytest.mark.slow
def test_what_outlives_the_program_and_ignores_ctrl_c_is_terminated_at_once(project: Project) -> None:
    """A shell starts what ends in `&` so; a grace of minutes must not pass for it."""
    script = 'sleep 300 & touch "$SWEEPCTL_TRIAL_DIR/started"; while :; do sleep 0.1; done'
    project.sweep(command=["/bin/sh", "-c", script], run_cap=1)
    sweep = create(project)
    agent = Agent(project, "agent", "--grace", "100")
    started(project)
    assert project.run("cancel", f"{sweep}/1").code == 0
    agent.leaves()
    assert not project.processes()
