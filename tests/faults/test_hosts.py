"""Who an agent was: on which machine, since which start of it, under which pid; and what others may conclude."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from sweepctl.store.database import open_database
from tests.e2e.agents import Agent, create, guards, started, sweep_of
from tests.harness import Project, eventually

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

# A machine of its own, as far as names and pids go.
HOST = ("unshare", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child", "/bin/sh", "-c")


def can_be_a_host() -> bool:
    """Whether we may give a process a host name and pids of its own."""
    if sys.platform != "linux":
        return False
    return subprocess.run([*HOST, "hostname other"], capture_output=True, check=False).returncode == 0


def rewrite(project: Project, **columns: Any) -> None:
    """Make the store's only agent another one."""
    with closing(open_database(project.folder / ".sweepctl")) as database, database.transaction():
        for name, value in columns.items():
            database.change(f"UPDATE agents SET {name} = ?", (value,))


def dead(project: Project) -> None:
    """A trial that runs as far as the store knows; its agent and all others are gone."""
    sweep_of(project, "hangs_at_first")
    create(project)
    agent = Agent(project, "agent")
    started(project)
    agent.signal(signal.SIGSTOP)
    for guard in guards(project):
        guard.kill()
    agent.signal(signal.SIGKILL)
    agent.leaves()
    for process in project.processes():
        process.kill()


def only_trial(project: Project) -> Any:
    (trial,) = project.status()["trials"]
    return trial


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"boot": "an-earlier-start pid:[1]"}, "was rebooted"),
        # Our own pid is that of a living process.
        ({"pid": os.getpid()}, "is gone"),
    ],
    ids=["reboot", "reused pid"],
)
def test_after_a_reboot_or_with_its_pid_given_to_another_an_agent_is_lost_at_once(
    project: Project, columns: dict[str, Any], why: str
) -> None:
    dead(project)
    rewrite(project, **columns)
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"]) == ("queued", 2)
    with closing(open_database(project.folder / ".sweepctl")) as database:
        (lost,) = database.rows("SELECT detail FROM events WHERE kind = 'agent_lost'")
    assert why in json.loads(lost["detail"])["why"]


def test_an_agent_of_another_machine_is_lost_only_after_a_lease_without_a_beat(project: Project) -> None:
    dead(project)
    rewrite(project, host="elsewhere", boot="another-start pid:[1]")
    assert only_trial(project)["state"] == "running"
    other = Agent(project, "agent", SWEEPCTL_LEASE="3")
    assert other.leaves(90.0) == 0, other.text
    assert "trial 1 was lost: its agent on elsewhere has not been heard of for 3 s" in other.text
    assert (only_trial(project)["state"], only_trial(project)["attempt"]) == ("finished", 2)


class Elsewhere(Agent):
    """An agent on a machine of its own, which sees none of our processes."""

    def __init__(self, project: Project, name: str, *args: str, **env: str) -> None:
        words = [*HOST, f'hostname {name}; "$@"', "sh", sys.executable, "-m", "sweepctl", *args]
        self.process = subprocess.Popen(
            words,
            cwd=project.folder,
            env=project.environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        project.started.append(self.process)
        self.listen()


@pytest.mark.slow
def test_a_machine_that_was_suspended_for_longer_than_a_lease_gives_up_what_another_has_taken_over(
    project: Project,
) -> None:
    """Agent, guard and trial stand still and go on together; what they say then does not count."""
    if not can_be_a_host():
        pytest.skip("needs the right to make namespaces")
    sweep_of(project, "hangs_at_first")
    create(project)
    here = Agent(project, "agent", SWEEPCTL_LEASE="4")
    started(project)
    ours = project.processes()
    assert len(ours) == 3
    for process in ours:
        process.suspend()
    there = Elsewhere(project, "other", "agent", SWEEPCTL_LEASE="4")
    assert there.leaves(90.0) == 0, there.text
    assert "has not been heard of for 4 s" in there.text
    # It could not be killed from there.
    assert all(process.is_running() for process in ours)
    for process in ours:
        process.resume()
    assert here.leaves(60.0) == 130, here.text
    assert "Traceback" not in here.text
    eventually(lambda: not project.processes())
    trial = only_trial(project)
    assert (trial["state"], trial["attempt"], trial["value"]) == ("finished", 2, 0.5)
