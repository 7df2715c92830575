"""An agent on a terminal that is closed, and Ctrl-C at the worst moment."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

from tests.e2e.agents import create, sleepers, started, sweep_of
from tests.harness import Project, eventually


def on_a_terminal(project: Project, *args: str) -> tuple[subprocess.Popen[bytes], int]:
    """`sweepctl` with a terminal of its own, and our end of it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sweepctl", *args],
        cwd=project.folder,
        env=project.environment(TERM="xterm"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    return process, ours


def test_when_the_terminal_is_closed_the_trials_go_back_to_the_queue(project: Project) -> None:
    sweep_of(project, "sleeper", run_cap=2)
    process, terminal = on_a_terminal(project, "run", "sweep.yaml", "--grace", "0.5", "-j", "2")
    started(project, 1)
    started(project, 2)
    os.close(terminal)
    process.send_signal(signal.SIGHUP)
    process.wait(30.0)
    counts = project.status()["counts"]
    assert (counts["queued"], counts["failed"]) == (2, 0)
    assert sleepers(project) == []


def test_one_ctrl_c_fails_no_trial_and_starts_none(project: Project) -> None:
    """A program that has only just been started is in our own process group for a moment."""
    project.sweep(metric=None, command=["/bin/sleep", "0.02"], run_cap=300)
    create(project)
    agent = project.start("agent", "-j", "4")
    assert agent.stdout is not None
    lines = [agent.stdout.readline() for _ in range(12)]
    for process in project.processes():
        if process.pid == agent.pid:
            process.send_signal(signal.SIGINT)
    out, err = agent.communicate(timeout=30.0)
    after = out.partition("no new trials")[2]
    assert after, [*lines, out, err]
    assert " started" not in after
    assert project.status()["counts"]["failed"] == 0


def test_a_store_that_was_removed_ends_the_agent(project: Project) -> None:
    sweep_of(project, "sleeper")
    agent = project.start("run", "sweep.yaml", "--grace", "0.2")
    started(project)
    subprocess.run(["mv", ".sweepctl", "gone"], cwd=project.folder, check=True)
    _, err = agent.communicate(timeout=30.0)
    assert agent.returncode == 1
    assert "the store is gone" in err
    assert not (project.folder / ".sweepctl").exists()
    eventually(lambda: sleepers(project) == [])


def test_a_killed_agent_is_noticed_by_whoever_looks(project: Project) -> None:
    sweep_of(project, "sleeper")
    agent = project.start("run", "sweep.yaml")
    started(project)
    agent.kill()
    agent.wait()
    seen = project.status()
    assert seen["counts"]["queued"] == 1
    assert seen["agents"] == []
    began = time.monotonic()
    assert project.run("logs", "1", timeout=30.0).code == 0
    assert time.monotonic() - began < 30.0
