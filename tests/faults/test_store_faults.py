"""What happens to the store under running agents: locked, read-only, broken, removed. They wait or say one sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.e2e.agents import Agent, create, sleepers, started, sweep_of
from tests.faults.storm import all_counted_once, make
from tests.harness import Project, eventually
from tests.store.obstacles import read_only

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

# Runs until somebody writes a file `go` into the project.
WAITS = ("/bin/sh", "-c", "while [ ! -e go ]; do sleep 0.1; done")


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Another program, which knows nothing of our lock file, writes to the store and does not come to an end."""
    with closing(
        sqlite3.connect(project.folder / ".sweepctl" / "sweeps.db", isolation_level=None, timeout=60)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def running(project: Project) -> int:
    """How many trials run."""
    return int(project.status()["counts"]["running"])


def test_agents_wait_for_a_store_that_another_program_has_locked(project: Project) -> None:
    make(project, *WAITS, run_cap=6)
    agents = [Agent(project, "agent", SWEEPCTL_PATIENCE="0.5") for _ in range(2)]
    eventually(lambda: running(project) == 2)
    with locked(project):
        for agent in agents:
            agent.says("waiting for it")
            assert agent.process.poll() is None
        project.write("go", "")
        assert project.status()["counts"] == {**project.status()["counts"], "running": 2, "failed": 0, "total": 2}
    for agent in agents:
        assert agent.leaves(60.0) == 0, agent.text
        assert "Traceback" not in agent.text
    all_counted_once(project, 6)


def test_a_request_to_a_locked_store_is_refused_with_a_sentence(project: Project) -> None:
    make(project, run_cap=1)
    with locked(project):
        result = project.run("pause", SWEEPCTL_PATIENCE="0.5")
    assert result.code == 1
    assert result.err.startswith("error: the store has been locked by another program for too long: ")
    assert len(result.err.splitlines()) == 1
    assert project.run("pause").code == 0


def test_an_agent_waits_while_its_store_is_on_a_disk_that_became_read_only(project: Project) -> None:
    make(project, *WAITS, run_cap=6)
    agent = Agent(project, "agent", "-j", "2")
    eventually(lambda: running(project) == 2)
    with read_only(project.folder / ".sweepctl"):
        project.write("go", "")
        agent.says("ead-only")
        assert agent.process.poll() is None
        assert project.status()["counts"]["failed"] == 0
    assert agent.leaves(60.0) == 0, agent.text
    assert "Traceback" not in agent.text
    all_counted_once(project, 6)


@contextmanager
def broken_disk(agent: Agent) -> Iterator[None]:
    """Whatever a process writes to a file at a place fails with an error of the disk; skips without strace."""
    tool = shutil.which("strace")
    if tool is None or subprocess.run([tool, "/bin/true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not here, or may not trace")
    inject = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=EIO"]
    command = [tool, "-f", "-q", "-o", os.devnull, *inject, "-p", str(agent.process.pid)]
    tracer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield
    finally:
        tracer.terminate()
        _, said = tracer.communicate()
    assert b"not permitted" not in said, said


@pytest.mark.slow
def test_an_agent_waits_while_the_disk_reports_errors(project: Project) -> None:
    make(project, *WAITS, run_cap=6)
    agent = Agent(project, "agent", "-j", "2")
    eventually(lambda: running(project) == 2)
    with broken_disk(agent):
        agent.says("waiting for it")
        project.write("go", "")
        assert agent.process.poll() is None
        assert project.status()["counts"]["failed"] == 0
    assert agent.leaves(90.0) == 0, agent.text
    assert "Traceback" not in agent.text
    all_counted_once(project, 6)


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_when_the_store_is_gone_an_agent_kills_its_trials_and_says_so_once(project: Project, how: str) -> None:
    sweep_of(project, "hangs_at_first")
    create(project)
    agent = Agent(project, "agent")
    started(project)
    store = project.folder / ".sweepctl"
    if how == "removed":
        shutil.rmtree(store)
    else:
        copy = Path(shutil.copy(store / "sweeps.db", store / "copy.db"))
        copy.rename(store / "sweeps.db")
    assert agent.leaves(60.0) == 1
    assert agent.text.count("the store is gone") == 1, agent.text
    assert "Traceback" not in agent.text
    eventually(lambda: not sleepers(project))
    assert store.exists() == (how == "replaced"), "nothing is made anew"
