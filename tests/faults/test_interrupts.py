"""Ctrl-C, SIGTERM and SIGHUP at any moment of a command: no traceback, nothing half done, nobody left."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from collections.abc import Sequence

import pytest

from tests.faults.storm import all_counted_once, ends_well, make
from tests.harness import Project, eventually
from tests.store.invariants import check_file

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

SCRIPT = ("/bin/sh", "-c", "setsid sleep 5 & echo loss=0.5; sleep 0.1")
INTERRUPTED = 130
IN_OUR_MAIN = re.compile(r'__main__\.py", line \d+, in main\n')


def interrupt(project: Project, args: Sequence[str], after: float, numbers: Sequence[signal.Signals]) -> int:
    """Send signals one after the other to a command that has run for so long; its exit code."""
    process = project.start(*args)
    time.sleep(after)
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.01)
    out, err = process.communicate(timeout=120.0)
    if "KeyboardInterrupt" in err and not IN_OUR_MAIN.search(err):
        # Before our `main` there is only the interpreter, which nobody can keep from saying so.
        return -signal.SIGINT
    assert "Traceback" not in out + err, out + err
    assert "Exception ignored" not in err, err
    return process.returncode


def moments(project: Project, args: Sequence[str], times: int, seed: int) -> list[float]:
    """Random moments from the start of a command to a little beyond its end, as long as it takes here and now."""
    began = time.monotonic()
    project.run(*args)
    lasts = time.monotonic() - began
    source = random.Random(seed)
    return [source.uniform(0.1, 1.1) * lasts for _ in range(times)]


@pytest.mark.parametrize(("count", "times"), [(1, 4), (1, 20), (3, 20)])
def test_ctrl_c_during_create_and_status_leaves_a_whole_store(project: Project, times: int, count: int) -> None:
    project.sweep(command=list(SCRIPT))
    for args in (["create", "-q", "sweep.yaml"], ["status", "--trials"]):
        for after in moments(project, args, times // 2, seed=count):
            code = interrupt(project, args, after, [signal.SIGINT] * count)
            assert code in {0, INTERRUPTED, -signal.SIGINT}, code
    check_file(project.folder / ".sweepctl")


@pytest.mark.parametrize(
    ("numbers", "times"),
    [
        pytest.param((signal.SIGTERM,), 3, id="term, a few times"),
        pytest.param((signal.SIGINT,), 6, id="ctrl-c"),
        pytest.param((signal.SIGINT,) * 3, 6, id="ctrl-c three times"),
        pytest.param((signal.SIGTERM,) * 2, 6, id="term twice"),
        pytest.param((signal.SIGHUP,), 6, id="hup"),
    ],
)
def test_an_agent_that_is_told_to_leave_in_its_first_moments_loses_nothing(
    project: Project, numbers: Sequence[signal.Signals], times: int
) -> None:
    """It may be loading, registering, claiming, drawing or just starting a trial."""
    make(project, *SCRIPT, run_cap=3 * times)
    args = ["agent", "-q", "--count", "2", "--grace", "5"]
    source = random.Random(len(numbers))
    began = time.monotonic()
    ends_well(project.start(*args))
    lasts = time.monotonic() - began
    for _ in range(times):
        code = interrupt(project, args, source.uniform(0.1, 1.0) * lasts, numbers)
        assert code in {0, INTERRUPTED, -signal.SIGINT, *(-number for number in numbers)}, code
    check_file(project.folder / ".sweepctl")
    ends_well(project.start("agent", "-q", "-j", "2"))
    all_counted_once(project, 3 * times, killed=times)


def test_ctrl_c_in_the_first_moments_of_run_says_how_to_go_on_or_has_created_nothing(project: Project) -> None:
    project.sweep(command=list(SCRIPT), run_cap=4)
    process = project.start("run", "sweep.yaml")
    eventually(lambda: (project.folder / ".sweepctl").exists(), 60.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60.0)
    assert "Traceback" not in out + err
    assert process.returncode in {0, INTERRUPTED}, (process.returncode, out, err)
    if "created" in out + err:
        assert "go on with: sweepctl agent" in out + err
    check_file(project.folder / ".sweepctl")


def test_ctrl_c_ends_what_follows_a_log_with_130_and_no_traceback(project: Project) -> None:
    make(project, "/bin/sh", "-c", "echo here; sleep 600", run_cap=1)
    agent = project.start("agent", "-q")
    eventually(lambda: project.run("logs", "1").out, 60.0)
    following = project.start("logs", "-f", "1")
    assert following.stdout is not None
    assert "here" in following.stdout.readline()
    following.send_signal(signal.SIGINT)
    _, err = following.communicate(timeout=60.0)
    assert (following.returncode, "Traceback" in err) == (INTERRUPTED, False)
    assert isinstance(agent, subprocess.Popen)
    assert agent.poll() is None
