"""Too many failures in a row: the agent leaves and says why; what was not a trial's fault is not burnt."""

from __future__ import annotations

import pytest

from tests.e2e.agents import Agent, create, sweep_of
from tests.harness import Project, eventually

DISK = "OSError: [Errno 28] No space left on device: 'model.pt'"


def counts(project: Project) -> dict[str, int]:
    """The trials by state, those states only that some are in."""
    found = project.status()["counts"]
    return {state: many for state, many in found.items() if many and state != "total"}


def test_a_machine_where_all_fails_while_others_do_well_burns_nothing_and_only_it_leaves(project: Project) -> None:
    sweep_of(project, "breaks_with", run_cap=12)
    create(project)
    assert project.run("agent", "-n", "4").code == 0
    good = Agent(project, "agent", GOES_ON="go")
    eventually(lambda: any(one["state"] == "running" and one["count"] for one in project.status()["trials"]))
    bad = Agent(project, "agent", "-j", "3", BREAKS_WITH="ImportError: libcudnn.so.8")
    assert bad.leaves() == 1, bad.text
    assert "looks broken, so they go back to the queue" in bad.text
    assert "hint: mend this machine, then: sweepctl agent" in bad.text
    assert "ImportError: libcudnn.so.8" in bad.text
    project.write("go", "")
    assert good.leaves() == 0, good.text
    assert counts(project) == {"finished": 12}


@pytest.mark.slow
@pytest.mark.parametrize("words", [DISK, pytest.param("RuntimeError: CUDA error: unspecified launch failure")])
def test_two_failures_with_the_name_of_a_machines_trouble_are_enough(project: Project, words: str) -> None:
    sweep_of(project, "breaks_with", run_cap=4)
    result = project.run("run", "sweep.yaml", BREAKS_WITH=words)
    assert result.code == 1
    name = "no space left on device" if words is DISK else "CUDA error"
    assert f"error: 2 trials in a row failed with `{name}`: this machine" in result.err
    document = project.status()
    assert document["sweep"]["state"] == "running"
    assert [(trial["state"], trial["attempt"]) for trial in document["trials"]] == [("queued", 2)] * 2
    assert project.run("agent").code == 0
    assert counts(project) == {"finished": 4}


def test_a_script_that_never_worked_pauses_its_sweep_until_it_is_resumed(project: Project) -> None:
    sweep_of(project, "breaks_with", run_cap=4)
    result = project.run("run", "sweep.yaml", "--json", BREAKS_WITH="NameError: name 'x' is not defined")
    assert result.code == 1
    why = "the first 3 runs failed and none succeeded"
    agent = result.json["agent"]
    assert (agent["fault"], agent["why"]) == ("script", f"{why}, so the sweep paused itself")
    assert agent["tail"] == ["loading data", "NameError: name 'x' is not defined"]
    found = project.status()
    assert (found["sweep"]["state"], found["reason"]) == ("paused", why)
    assert f"paused: it paused itself, {why}" in project.run("status").out
    waiting = Agent(project, "agent")
    waiting.says(f"waiting: the sweep paused itself, {why}; `sweepctl resume ")
    assert project.run("resume").code == 0
    assert waiting.leaves() == 0, waiting.text
    found = project.status()
    assert (found["counts"]["failed"], found["counts"]["finished"], found["reason"]) == (3, 1, None)


@pytest.mark.slow
def test_a_retry_lets_a_sweep_go_on_that_paused_itself(project: Project) -> None:
    sweep_of(project, "breaks_with", run_cap=3)
    assert project.run("run", "sweep.yaml", BREAKS_WITH="NameError").code == 1
    retried = project.run("retry", "--failed", "--json").json
    assert (retried["queued"], retried["sweep"]["state"]) == ([1, 2, 3], "running")
    assert project.run("pause").code == 0
    assert project.run("cancel", "/1").code == 0
    sweep = retried["sweep"]["id"]
    assert project.run("retry", f"{sweep}/1", "other/2").code == 2, "one of them is of no sweep"
    assert project.run("retry", f"{sweep}/1", "--json").json["sweep"]["state"] == "paused", "somebody paused it"


@pytest.mark.slow
def test_a_script_that_breaks_later_ends_its_agent_with_its_last_lines(project: Project) -> None:
    breaks = "import os, sys; late = int(os.environ['SWEEPCTL_TRIAL']) > 4; print('loss=1')"
    project.write(
        "train.py", f"{breaks}; sys.exit('the data is gone, trial ' + os.environ['SWEEPCTL_TRIAL'] if late else 0)"
    )
    project.sweep(run_cap=20)
    result = project.run("run", "sweep.yaml")
    assert result.code == 1
    assert "error: the last 5 trials failed within 10 s each" in result.err
    assert "    the data is gone, trial 9" in result.out
    assert counts(project) == {"finished": 4, "failed": 5}
    assert project.status()["sweep"]["state"] == "running"


@pytest.mark.slow
@pytest.mark.parametrize(("breaker", "failed"), [("0", 7), ("1", 1), ("2", 2)])
def test_the_breaker_is_set_or_switched_off(project: Project, breaker: str, failed: int) -> None:
    sweep_of(project, "exits", "3", run_cap=7)
    result = project.run("run", "sweep.yaml", "--breaker", breaker)
    assert result.code == 1
    assert counts(project) == {"failed": failed}


@pytest.mark.slow
def test_a_trial_that_is_tried_again_and_again_is_one_trial_only(project: Project) -> None:
    sweep_of(project, "fails_at_first", "7", retries={"count": 7, "wait": 0})
    assert project.run("run", "sweep.yaml").code == 0
    assert counts(project) == {"finished": 1}


@pytest.mark.slow
def test_a_wrong_number_is_refused(project: Project) -> None:
    sweep_of(project, "exits", "0")
    create(project)
    refused = project.run("agent", "--breaker", "-1")
    assert (refused.code, refused.err) == (2, "error: --breaker has to be at least 0, not -1\n")
