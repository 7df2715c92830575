"""A disk that is full for a while: agents wait for it, and nothing is lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.agents import Agent
from tests.faults.storm import all_counted_once, make
from tests.harness import Project, eventually
from tests.store.obstacles import fill_up, mounted


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    """A project on a disk of its own with little space."""
    with mounted(tmp_path / "disk", "12m") as disk:
        folder = disk / "work"
        folder.mkdir()
        made = Project(folder, disk)
        yield made
        for process in made.started:
            process.kill()
            process.communicate()
        eventually(lambda: not made.processes())


@pytest.mark.slow
def test_a_sweep_goes_on_when_a_full_disk_has_space_again(small: Project) -> None:
    make(small, "/bin/sleep", "0.3", run_cap=16)
    agent = Agent(small, "agent", "-j", "2")
    eventually(lambda: small.status()["counts"]["finished"] >= 2)
    ballast = fill_up(small.home)
    agent.says("disk that holds the store")
    time.sleep(1.5)
    assert agent.process.poll() is None
    before = small.status()
    assert before["counts"]["failed"] == 0
    ballast.unlink()
    assert agent.leaves(60.0) == 0, agent.text
    assert "Traceback" not in agent.text
    all_counted_once(small, 16)


@pytest.mark.slow
def test_no_trial_fails_because_its_folder_found_no_space(project: Project) -> None:
    """A store can often write on a full disk, in pages that it has already; the folders of new trials cannot."""
    make(project, run_cap=20)
    sweep = project.status()["sweep"]["id"]
    with mounted(project.folder / ".sweepctl" / sweep, "64k") as folders:
        agent = Agent(project, "agent")
        eventually(lambda: project.status()["counts"]["finished"] >= 3)
        time.sleep(1.5)
        during = project.status()["counts"]
        subprocess.run(["mount", "-o", "remount,size=4m", str(folders)], check=True)
        agent.leaves(60.0)
        assert during["failed"] == 0
        all_counted_once(project, 20)


def test_an_agent_started_on_a_full_disk_says_so_or_waits_and_loses_nothing(small: Project) -> None:
    make(small, run_cap=3)
    ballast = fill_up(small.home)
    agent = Agent(small, "agent")
    agent.says("disk")
    ballast.unlink()
    agent.leaves(60.0)
    assert "Traceback" not in agent.text
    again = Agent(small, "agent")
    assert again.leaves(60.0) == 0, again.text
    all_counted_once(small, 3)
