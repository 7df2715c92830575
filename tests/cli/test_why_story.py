"""`sweepctl why [N]`: why a trial ended, why nothing is running, and how to go on."""

from __future__ import annotations

import getpass
import platform
import re
from typing import Any

import pytest

from tests.harness import Project, eventually

ME = f"{getpass.getuser()} on {platform.node()}"
ONE = {"method": "grid", "parameters": {"x": {"value": 1}}}


def ran(project: Project, script: str, *args: str, **keys: Any) -> None:
    project.write("train.py", script)
    project.sweep(**{**ONE, **keys})
    project.run("run", "sweep.yaml", *args)


def told(project: Project, *target: str) -> Any:
    return project.run("why", *target, "--json").json


def kinds(document: Any) -> list[str]:
    return [one["kind"] for one in document["events"]]


def test_a_failure_is_told_attempt_by_attempt_with_its_last_lines(project: Project) -> None:
    ran(project, "import sys\nprint('half way')\nsys.exit('no such file')\n", retries=1)
    document = told(project, "1")
    assert kinds(document) == ["reserved", "started", "failed", "claimed", "started", "failed"]
    assert [one["again"] for one in document["events"] if one["kind"] == "failed"] == [True, False]
    assert document["tail"][-2:] == ["half way", "no such file"]
    text = project.run("why", "1").out
    sweep = document["sweep"]["id"]
    assert text.startswith(f"trial 1 of {sweep} failed: exit code 1: no such file\n")
    assert re.search(r"attempt 1 failed: exit code 1: no such file; it goes back to the queue", text)
    assert f"on {platform.node()})" in text
    assert f"sweepctl retry 1 --sweep {sweep}" in document["go_on"]


def test_every_event_of_a_trial_of_several_parts_names_its_part(project: Project) -> None:
    ran(project, "print('loss=1')\n", folds=2)
    text = project.run("why", "1").out
    for part in (0, 1):
        assert re.search(rf"part {part} attempt 1 started", text)
        assert re.search(rf"part {part} attempt 1 finished", text)
    assert re.search(r"part 1 attempt 1 claimed", text)


@pytest.mark.slow
def test_a_signal_is_named(project: Project) -> None:
    ran(project, "import os\nos.kill(os.getpid(), 9)\n")
    assert "trial 1 of" in project.run("why", "1").out
    assert told(project, "1")["because"] == "killed by SIGKILL"


def test_an_early_stop_is_told_with_its_numbers(project: Project) -> None:
    script = """
        import sys, time

        x = int(sys.argv[1].partition("=")[2])
        for _ in range(300):
            print(f"loss={x}", flush=True)
            time.sleep(0.2 * x)
    """
    stop = {"type": "hyperband", "min_iter": 1}
    ran(project, script, parameters={"x": {"values": [0, 1]}}, early_terminate=stop)
    document = told(project, "2")
    last = document["events"][-1]
    assert last["kind"] == "stopped"
    assert last["figures"] == {"value": 1.0, "bar": 0.0, "count": last["figures"]["count"], "trials": 2}
    assert re.fullmatch(r"1 > 0, the bar at \d+ values? over 2 trials", document["because"])


@pytest.mark.slow
def test_a_lost_trial_tells_who_lost_it_and_where_it_went(project: Project) -> None:
    project.write("train.py", "import time\nprint('loss=1', flush=True)\ntime.sleep(60)\n")
    project.sweep(method="grid", parameters={"x": {"value": 1}})
    agent = project.start("run", "sweep.yaml")
    eventually(lambda: any(one["count"] for one in project.status().get("trials", ())), 60)
    agent.kill()
    agent.wait()
    document = eventually(lambda: "lost" in kinds(found := told(project, "1")) and found, 60)
    assert document["trial"]["state"] == "queued"
    assert document["events"][-1]["again"]
    assert re.search(r"it waits in the queue; no agent works on it since the last one was lost at", document["because"])


@pytest.mark.slow
def test_a_cancelled_and_retried_trial_tells_by_whom(project: Project) -> None:
    ran(project, "import sys\nsys.exit(3)\n")
    assert project.run("retry", "1").code == 0
    sweep = told(project)["sweep"]["id"]
    assert project.run("cancel", f"{sweep}/1").code == 0
    document = told(project, "1")
    assert document["events"][-2]["by"] == ME
    assert f"retry by {ME}" in project.run("why", "1").out
    assert document["because"] == "cancelled by the user"


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("pause", "paused"),
        pytest.param("stop", "stopped", marks=pytest.mark.slow),
        pytest.param("cancel", "cancelled", marks=pytest.mark.slow),
    ],
)
def test_who_brought_a_sweep_to_a_halt(project: Project, verb: str, state: str) -> None:
    project.write("train.py", "print('loss=1')\n")
    project.sweep()
    assert project.run("create", "sweep.yaml").code == 0
    sweep = told(project)["sweep"]["id"]
    assert project.run(verb, sweep).code == 0
    document = told(project)
    assert re.match(rf"it was {state} by {ME} at \d{{4}}-", document["because"])
    assert (f"sweepctl resume {sweep}" in document["go_on"]) == (verb != "cancel")


def test_a_sweep_that_nobody_works_on_says_so(project: Project) -> None:
    project.write("train.py", "print('loss=1')\n")
    project.sweep()
    assert project.run("create", "sweep.yaml").code == 0
    document = told(project)
    assert document["because"] == "no agent works on it yet"
    assert document["go_on"] == [f"sweepctl agent {document['sweep']['id']}"]
    assert project.run("agent", "-n", "1").code == 0
    text = project.run("why", document["sweep"]["id"]).out
    assert re.search(r"no agent works on it since the last one left at .*: its count is reached", text)


@pytest.mark.parametrize(
    ("keys", "because"),
    [
        ({"run_cap": 2}, "its run_cap of 2 trials is reached"),
        pytest.param(ONE, "all 1 points of its space are drawn", marks=pytest.mark.slow),
        pytest.param({"metric": {"name": "loss", "target": 1}}, "the target 1 is reached", marks=pytest.mark.slow),
    ],
)
def test_a_finished_sweep_says_by_which_rule(project: Project, keys: dict[str, Any], because: str) -> None:
    project.write("train.py", "print('loss=1')\n")
    project.sweep(**keys)
    assert project.run("run", "sweep.yaml", "-n", "2").code == 0
    document = told(project)
    assert (document["sweep"]["state"], document["because"]) == ("finished", because)


@pytest.mark.slow
def test_trials_that_fail_from_the_start_lead_to_the_newest_of_them(project: Project) -> None:
    ran(
        project,
        "import sys\nsys.exit('no data')\n",
        "-n",
        "5",
        method="random",
        parameters={"x": {"min": 0.0, "max": 1.0}},
    )
    document = told(project)
    assert document["because"].startswith("it paused itself at ")
    assert document["because"].endswith(": the first 3 runs failed and none succeeded")
    assert any(one.startswith("sweepctl why ") for one in document["go_on"])
    assert f"sweepctl retry --failed --sweep {document['sweep']['id']}" in document["go_on"]


@pytest.mark.slow
def test_running_trials_are_no_reason_to_worry(project: Project) -> None:
    project.write("train.py", "import time\nprint('loss=1', flush=True)\ntime.sleep(60)\n")
    project.sweep(method="grid", parameters={"x": {"value": 1}})
    project.start("run", "sweep.yaml")
    eventually(lambda: told(project).get("because") == "1 trial is running", 60)


def test_what_is_not_there_is_a_sentence(project: Project) -> None:
    assert project.run("why").code == 2
    ran(project, "print('loss=1')\n")
    assert project.run("why", "7").code == 2
    assert project.run("why", "nowhere", "--json").json["error"]["sentence"]
