"""A wall clock that is set back and forward by an hour while agents work: nobody is lost, no time is negative."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.agents import Agent
from tests.faults.storm import all_counted_once, make
from tests.harness import Project

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

HOUR = 3600


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What shifts the clock of a process that preloads it."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler and a loader that preloads")
    made = tmp_path_factory.mktemp("clock") / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def now(env: dict[str, str]) -> float:
    """What a process with this environment takes for the time."""
    command = [sys.executable, "-S", "-c", "import time; print(time.time())"]
    return float(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)


def test_a_clock_that_is_set_back_and_forward_by_an_hour_loses_nobody(project: Project, library: Path) -> None:
    shift = project.write("shift", "0")
    env = {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift)}

    def jump(seconds: int) -> None:
        project.write("shift.new", str(seconds)).replace(shift)

    make(project, "/bin/sleep", "0.8", run_cap=10)
    agents = [Agent(project, "agent", **env, SWEEPCTL_LEASE="20") for _ in range(2)]
    for done, seconds in ((1, -HOUR), (4, HOUR), (6, -HOUR)):
        while project.run("status", "--json", timeout=120.0, **env).json["counts"]["finished"] < done:
            assert any(agent.process.poll() is None for agent in agents)
        jump(seconds)
        assert abs(now(project.environment(**env)) - time.time() - seconds) < HOUR / 4
    for agent in agents:
        assert agent.leaves(60.0) == 0, agent.text
        assert "lost" not in agent.text
        assert "in -" not in agent.text
    all_counted_once(project, 10)
    trials = project.status()["trials"]
    assert [trial["attempt"] for trial in trials] == [1] * 10
    assert all(trial["ended"] >= trial["started"] for trial in trials)
    assert any(trial["ended"] == trial["started"] for trial in trials), "a jump back hit a trial"


def test_another_clock_by_an_hour_makes_no_agent_look_silent(project: Project, library: Path) -> None:
    """Whoever looks from a machine whose clock is wrong."""
    make(project, "/bin/sleep", "600", run_cap=1)
    agent = Agent(project, "agent")
    agent.says("trial 1 started")
    for seconds in (-HOUR, HOUR):
        shift = project.write("shift", str(seconds))
        seen = project.run("status", "--json", LD_PRELOAD=str(library), CLOCK_SHIFT=str(shift)).json
        assert seen["counts"]["running"] == 1
        assert all(one["silent"] >= 0 for one in seen["agents"])
    assert agent.process.poll() is None
