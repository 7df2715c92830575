"""The example of trials that are interrupted and resumed, end to end."""

from __future__ import annotations

import re
import shutil
import signal
from pathlib import Path

import pytest

from tests.e2e.agents import Agent, trial_path
from tests.harness import Project, eventually

EXAMPLE = Path(__file__).parents[2] / "examples" / "resume"
ALL_STEPS = list(range(1, 61))


@pytest.fixture
def example(project: Project) -> Project:
    """A copy of the example's folder."""
    shutil.copytree(EXAMPLE, project.folder, dirs_exist_ok=True)
    return project


def steps(project: Project, number: int = 1) -> list[int]:
    """The steps of a trial in the order in which all its attempts did them."""
    log = trial_path(project, number, "output.log")
    return [int(step) for step in re.findall(r"^step (\d+)/60", log.read_text(), re.MULTILINE)] if log else []


@pytest.mark.slow
def test_pre_empted_trials_go_on_where_they_were_and_repeat_no_step(example: Project) -> None:
    result = example.run("run", "sweep.yaml", "-n", "2", "-j", "2", "--", "--preempt-after=25")
    assert result.code == 0, result.err
    trials = example.status()["trials"]
    assert [(trial["state"], trial["attempt"]) for trial in trials] == [("finished", 3)] * 2
    assert steps(example, 1) == steps(example, 2) == ALL_STEPS
    assert "interrupted after step 25" in example.run("logs", "1").out


def test_after_its_agent_was_told_to_leave_a_trial_goes_on_and_repeats_no_step(example: Project) -> None:
    agent = Agent(example, "run", "sweep.yaml", "-n", "1")
    eventually(lambda: 5 <= len(steps(example)) < 60)
    agent.signal(signal.SIGTERM)
    assert agent.leaves() == 130, agent.text
    assert 5 <= len(steps(example)) < 60
    assert example.run("agent", "-n", "1").code == 0
    assert steps(example) == ALL_STEPS
    assert example.status()["trials"][0]["attempt"] == 2


@pytest.mark.slow
def test_after_its_agent_was_killed_a_trial_repeats_the_one_unsaved_step_at_most(example: Project) -> None:
    agent = Agent(example, "run", "sweep.yaml", "-n", "1")
    eventually(lambda: 5 <= len(steps(example)) < 60)
    agent.signal(signal.SIGKILL)
    agent.leaves()
    assert example.run("agent", "-n", "1").code == 0
    # What it said last before the kill may have been read by nobody.
    (resumed,) = re.findall(r"^attempt 2 begins after step (\d+)$", example.run("logs", "1").out, re.MULTILINE)
    resumed_at = int(resumed)
    done = steps(example)
    before, after = done[: resumed_at - 60], done[resumed_at - 60 :]
    assert after == list(range(resumed_at + 1, 61))
    assert 5 <= max(before) <= resumed_at + 1
    (trial,) = example.status()["trials"]
    assert (trial["state"], trial["attempt"]) == ("finished", 2)
