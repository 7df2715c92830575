"""However many agents there are and however they die: exactly as many trials as were asked for, each counted once."""

from __future__ import annotations

import pytest

from tests.faults.storm import all_counted_once, ends_well, make, work
from tests.harness import Project, eventually

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

# The first attempt of trial 1 never ends.
HANGS_ONCE = (
    "/bin/sh",
    "-c",
    'if [ "$SWEEPCTL_TRIAL $SWEEPCTL_ATTEMPT" = "1 1" ]; then exec sleep 600; fi; sleep 0.05',
)


def test_four_agents_share_a_cap_exactly(project: Project) -> None:
    make(project, run_cap=40)
    work(project, 4)
    all_counted_once(project, 40)


def test_three_agents_with_several_jobs_share_a_grid_exactly(project: Project) -> None:
    make(project, method="grid", parameters={"x": {"values": list(range(6))}, "y": {"values": ["a", "b", "c", "d"]}})
    agents = [project.start("agent", "-q", "-j", "3") for _ in range(3)]
    for agent in agents:
        ends_well(agent)
    all_counted_once(project, 24)


def test_counts_of_agents_and_the_cap_of_the_sweep_hold_together(project: Project) -> None:
    make(project, "/bin/sleep", "0.05", run_cap=10)
    agents = [project.start("agent", "-q", "--count", "3", "-j", "2") for _ in range(2)]
    for agent in agents:
        ends_well(agent)
    assert project.status()["counts"] == {**project.status()["counts"], "total": 6, "finished": 6}
    ends_well(project.start("agent", "-q", "--count", "9"))
    all_counted_once(project, 10)


def test_agents_killed_and_replaced_lose_nothing_and_count_nothing_twice(project: Project) -> None:
    make(project, "/bin/sleep", "0.15", run_cap=40)
    killed = work(project, 3, kills=5, seed=1)
    assert killed == 5
    all_counted_once(project, 40, killed)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["random", "grid"])
def test_some_forty_kills_in_half_a_minute_some_with_the_guard_lose_nothing(project: Project, method: str) -> None:
    grid = {"method": "grid", "parameters": {"x": {"values": list(range(150))}}}
    script = "setsid sleep 0.8 & echo loss=0.5; sleep 0.8"
    make(project, "/bin/sh", "-c", script, **({"run_cap": 150} if method == "random" else grid))
    killed = work(project, 8, kills=40, seed=3, pause=0.5, with_guard=1 / 3)
    # On a quick machine the trials are done before the last kills.
    assert killed >= 30
    all_counted_once(project, 150, killed)


@pytest.mark.slow
def test_the_trial_of_an_agent_that_is_not_replaced_is_run_again_by_the_others(project: Project) -> None:
    make(project, *HANGS_ONCE, run_cap=12)
    lost = project.start("agent", "-q")
    eventually(lambda: project.status()["counts"]["running"])
    others = [project.start("agent", "-q") for _ in range(2)]
    eventually(lambda: project.status()["counts"]["finished"] >= 2)
    lost.kill()
    for agent in others:
        ends_well(agent)
    if project.status()["sweep"]["state"] != "finished":
        # Both had seen it alive and left before it was killed.
        ends_well(project.start("agent", "-q"))
    all_counted_once(project, 12, killed=1)
    assert project.status()["trials"][0]["attempt"] == 2


def test_when_every_agent_is_killed_at_once_the_next_one_finishes_the_sweep(project: Project) -> None:
    make(project, "/bin/sh", "-c", "[ -e go ] || exec sleep 600", run_cap=12)
    agents = [project.start("agent", "-q", "-j", "2") for _ in range(3)]
    eventually(lambda: project.status()["counts"]["running"] == 6)
    for agent in agents:
        agent.kill()
    eventually(lambda: not project.processes())
    project.write("go", "")
    ends_well(project.start("agent", "-q", "-j", "4"))
    all_counted_once(project, 12, killed=6)
    assert [trial["attempt"] for trial in project.status()["trials"]] == [2] * 6 + [1] * 6


@pytest.mark.slow
def test_sixteen_agents_run_exactly_a_thousand_trials(project: Project) -> None:
    make(project, run_cap=1000)
    work(project, 16)
    all_counted_once(project, 1000)


@pytest.mark.slow
def test_sixteen_agents_run_a_grid_of_a_thousand_exactly(project: Project) -> None:
    make(project, method="grid", parameters={name: {"values": list(range(10))} for name in ("x", "y", "z")})
    work(project, 16)
    all_counted_once(project, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["random", "grid"])
def test_sixteen_agents_some_killed_and_replaced_run_exactly_a_thousand_trials(project: Project, method: str) -> None:
    grid = {name: {"values": list(range(10))} for name in ("x", "y", "z")}
    keys = {"run_cap": 1000} if method == "random" else {"method": "grid", "parameters": grid}
    make(project, "/bin/sleep", "0.1", **keys)
    killed = work(project, 16, kills=12, seed=2, pause=0.5)
    assert killed == 12
    all_counted_once(project, 1000, killed)
