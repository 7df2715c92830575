"""Many agents on one sweep, some of them killed and replaced, and what must hold afterwards."""

from __future__ import annotations

import random
import subprocess
import time
from contextlib import suppress
from typing import Any

import psutil

from tests.harness import Project, eventually
from tests.store.invariants import check_file


def make(project: Project, *command: str, **keys: Any) -> None:
    """Store a sweep without a metric that runs a command."""
    project.sweep(metric=None, command=list(command) or ["/bin/true"], **keys)
    result = project.run("create", "-q", "sweep.yaml")
    assert result.code == 0, result.err


def work(
    project: Project, agents: int, kills: int = 0, seed: int = 0, pause: float = 0.3, with_guard: float = 0.0
) -> int:
    """Run so many agents to their end, killing so many of them, each replaced at once; how many really were killed.

    The moments are random, `pause` seconds apart on average, with a fixed seed; who has just started is spared while
    others are at work. Of `with_guard` of them the guard is killed first, so that nobody is left to tidy up but other
    agents.
    """
    moments = random.Random(seed)
    running = [project.start("agent", "-q") for _ in range(agents)]
    killed = 0
    while killed < kills and any(agent.poll() is None for agent in running):
        time.sleep(moments.uniform(0.0, 2 * pause))
        victim = moments.choice([agent for agent in running if _is_at_work(agent)] or running)
        if victim.poll() is None:
            if moments.random() < with_guard:
                _kill_guard(victim)
            victim.kill()
            killed += 1
            running.remove(victim)
            running.append(project.start("agent", "-q"))
    for agent in running:
        ends_well(agent)
    return killed


def _is_at_work(agent: subprocess.Popen[str]) -> bool:
    """Whether it has started more than its guard."""
    with suppress(psutil.Error):
        return len(psutil.Process(agent.pid).children()) > 1
    return False


def _kill_guard(agent: subprocess.Popen[str]) -> None:
    """Kill an agent's guard, if it has one by now."""
    with suppress(psutil.Error):
        for child in psutil.Process(agent.pid).children():
            if any("guard.py" in word for word in child.cmdline()):
                child.kill()


def ends_well(agent: subprocess.Popen[str], seconds: float = 570.0) -> None:
    """Wait for an agent that nobody kills."""
    out, err = agent.communicate(timeout=seconds)
    assert agent.returncode == 0, out + err
    assert "Traceback" not in err


def all_counted_once(project: Project, trials: int, killed: int = 0) -> None:
    """Exactly so many trials, each finished, no point twice, no more attempts than agents were lost; nothing left."""
    document = project.status()
    found = document["trials"]
    assert [trial["number"] for trial in found] == list(range(1, trials + 1))
    assert document["counts"]["total"] == document["counts"]["finished"] == trials
    assert document["sweep"]["state"] == "finished"
    assert len({str(trial["params"]) for trial in found}) == trials
    assert sum(trial["attempt"] - 1 for trial in found) <= killed
    check_file(project.folder / ".sweepctl")
    eventually(lambda: not project.processes())
