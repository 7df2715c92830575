"""Signals reach what left the group, and only what belongs to the execution."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from sweepctl.agent.processes import tree
from tests.harness import eventually, status_of

# Tests run side by side, and one of them kills all that has its agent's name.
TAG = f"sweep{os.getpid()}/1.0@1"
AGENT = f"agent-{os.getpid()}"
PARENT = """
import os, subprocess, time
for env in ({{}}, None, {{**os.environ, "SWEEPCTL_EXECUTION": "inner/1.0@1"}}):
    subprocess.Popen(["sleep", "300"], start_new_session=True, env=env, stdout=subprocess.DEVNULL)
print("up", flush=True)
{then}
"""


def start(then: str, **env: str) -> subprocess.Popen[bytes]:
    """A process with three children in sessions of their own: without its environment, with it, with an inner tag."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", PARENT.format(then=then)],
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.fixture
def tagged() -> Iterator[subprocess.Popen[bytes]]:
    """Such a process with our tag; nothing of it is left after the test."""
    process = start("time.sleep(300)", SWEEPCTL_EXECUTION=TAG, SWEEPCTL_AGENT=AGENT)
    children = psutil.Process(process.pid).children()
    yield process
    for child in children:
        child.kill()
    process.kill()
    process.communicate()


def lives(process: psutil.Process) -> bool:
    return status_of(process) not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}


def test_a_kill_reaches_children_in_other_sessions_whatever_their_tags(
    tagged: subprocess.Popen[bytes],
) -> None:
    whole = tree.Tree(tagged.pid, TAG)
    children = psutil.Process(tagged.pid).children()
    whole.signal(signal.SIGKILL)
    tagged.wait()
    eventually(lambda: not any(map(lives, children)))


def test_a_request_to_end_leaves_the_trials_of_an_agent_inside_to_that_agent(tagged: subprocess.Popen[bytes]) -> None:
    bare, same, inner = psutil.Process(tagged.pid).children()
    tree.Tree(tagged.pid, TAG).request(signal.SIGTERM)
    eventually(lambda: not lives(bare) and not lives(same))
    assert lives(inner)


def test_children_without_the_tag_are_remembered_when_their_parent_is_dead(tagged: subprocess.Popen[bytes]) -> None:
    whole = tree.Tree(tagged.pid, TAG)
    children = psutil.Process(tagged.pid).children()
    whole.signal(signal.SIGCONT)
    tagged.kill()
    tagged.wait()
    assert all(map(lives, children))
    whole.signal(signal.SIGKILL)
    eventually(lambda: not any(map(lives, children)))


def test_a_tree_that_is_gone_can_be_signalled_in_vain() -> None:
    process = subprocess.Popen(["true"], start_new_session=True)
    whole = tree.Tree(process.pid, TAG)
    process.wait()
    whole.signal(signal.SIGKILL)
    assert not tree.signal_group(process.pid, signal.SIGKILL)
    assert not tree.group_lives(process.pid)


def test_strays_are_those_of_our_agent_whose_execution_is_over(tagged: subprocess.Popen[bytes]) -> None:
    tree.kill_strays(AGENT, {TAG})
    tree.kill_strays(f"{AGENT}-2", set())
    assert tagged.poll() is None
    tree.kill_strays(AGENT, {"sweep/2.0@1"})
    assert tagged.wait(10.0) == -signal.SIGKILL


def test_killing_by_tag_takes_the_whole_family_and_leaves_others_and_the_caller_alone(
    tagged: subprocess.Popen[bytes],
) -> None:
    children = psutil.Process(tagged.pid).children()
    assert tree.kill_tagged("SWEEPCTL_AGENT", f"{AGENT}-2") == 0
    # The child without the tag too.
    assert tree.kill_tagged("SWEEPCTL_AGENT", AGENT) == 4
    assert tagged.wait(10.0) == -signal.SIGKILL
    assert not any(map(lives, children))
