"""`--on-event`: a command of the user's is told what happens, once, and never stands in the way."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.agents import Agent
from tests.harness import Project, eventually

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

POST = Path(__file__).parents[2] / "examples" / "notify" / "post.py"
TRAIN = """
    import pathlib, sys, time

    x = float(sys.argv[1].partition("=")[2])
    while "wait" in sys.argv and not pathlib.Path(f"go{int(x)}").exists():
        time.sleep(0.05)
    if x >= 7:
        sys.exit("out of luck")
    print(f"loss={x}")
"""
HOOK = """
    import json, os, sys

    told = json.load(sys.stdin)
    with open("told", "a") as file:
        file.write(json.dumps({**told, "env": os.environ["SWEEPCTL_EVENT"]}) + "\\n")
    print("nobody reads this")
"""
HANGING = """
    import os, pathlib, subprocess, sys, time

    subprocess.Popen(["sleep", "977"], start_new_session=True)
    pathlib.Path("hangs").write_text(str(os.getpid()))
    time.sleep(977)
"""


@pytest.fixture
def made(project: Project) -> Project:
    """A project with a script and two commands for events."""
    project.write("train.py", TRAIN)
    project.write("hook.py", HOOK)
    project.write("hanging.py", HANGING)
    return project


def command(name: str = "hook.py") -> str:
    """The command line of a hook."""
    return f"{shlex.quote(sys.executable)} -S {name}"


def told(project: Project, *kinds: str) -> list[Any]:
    """What was told, of these kinds only if any are named."""
    path = project.folder / "told"
    lines = path.read_text().splitlines() if path.exists() else []
    return [one for one in map(json.loads, lines) if one["kind"] in kinds or not kinds]


def values(*xs: int) -> Mapping[str, Any]:
    """The keys of a grid of these values, tried in this order."""
    return {"method": "grid", "parameters": {"x": {"values": list(xs)}}}


def test_every_event_is_told_with_what_there_is_to_know(made: Project) -> None:
    made.sweep(**values(3, 7, 4, 2), name="mine")
    result = made.run("run", "sweep.yaml", "--on-event", command())
    assert result.code == 0
    assert "nobody reads this" not in result.out + result.err
    found = told(made)
    assert [(one["kind"], one["trial"], one["value"]) for one in found] == [
        ("improved", 1, 3.0), ("failed", 2, None), ("improved", 4, 2.0), ("finished", 4, 2.0),
    ]  # fmt: skip
    for one in found:
        assert (one["schema"], one["env"], one["sweep"]["name"]) == (1, one["kind"], "mine")
        assert one["metric"] == {"name": "loss", "goal": "minimize"}
    improved, failed, _, finished = found
    assert (improved["params"], improved["why"]) == ({"x": 3}, "trial 1 is the best so far")
    assert failed["params"] == {"x": 7}
    assert "out of luck" in failed["why"]
    assert finished["why"] == "all 4 points of its space are drawn"
    assert finished["counts"] == {"total": 4, "finished": 3, "failed": 1}


def test_the_end_is_told_once_however_many_agents_see_it_and_again_only_after_more_trials(made: Project) -> None:
    made.sweep(**values(1, 2, 3))
    made.run("create", "sweep.yaml")
    hook = ("--on-event", f"finished={command()}")
    agents = [Agent(made, "agent", *hook, "--", "wait") for _ in range(3)]
    eventually(lambda: made.status()["counts"]["running"] == 3, 60.0)
    for number in (1, 2, 3):
        made.write(f"go{number}", "")
    assert [agent.leaves(60.0) for agent in agents] == [0, 0, 0]
    assert len(told(made)) == 1
    assert made.run("agent", *hook).code == 0
    assert len(told(made)) == 1, "nothing was run since"
    assert made.run("edit", "--set", "x=[1,2,3,4]").code == 0
    assert made.run("agent", *hook).code == 0
    assert [one["counts"]["finished"] for one in told(made)] == [3, 4]


def test_an_end_that_nobody_told_is_told_by_the_next_agent(made: Project) -> None:
    made.sweep(**values(1))
    assert made.run("run", "sweep.yaml", "--on-event", f"failed,breaker={command()}").code == 0
    assert told(made) == []
    assert made.run("agent", "--on-event", f"finished={command()}").code == 0
    assert [one["kind"] for one in told(made)] == ["finished"]


def test_the_breaker_is_told_and_why(made: Project) -> None:
    made.sweep(**values(7, 8, 9, 10, 11))
    assert made.run("run", "sweep.yaml", "--on-event", f"finished, breaker={command()}").code == 1
    (one,) = told(made)
    assert one["kind"] == "breaker"
    assert one["why"] == "the first 3 runs failed and none succeeded, so the sweep paused itself"


def test_a_command_that_fails_is_said_once_and_changes_nothing(made: Project) -> None:
    made.sweep(**values(3, 2, 1))
    result = made.run("run", "sweep.yaml", "--on-event", "false", "--on-event", command(), "--json")
    assert result.code == 0
    assert result.err.count("--on-event `false`: failed with exit code 1") == 1
    assert len(told(made, "improved")) == 3
    assert made.run("run", "sweep.yaml", "--on-event", f"{command()} 'a b'", "-n", "1").out.count("--on-event") == 1, (
        "the command line that goes on has it"
    )


def test_a_command_that_hangs_keeps_no_trial_waiting_and_leaves_with_its_agent(made: Project) -> None:
    made.sweep(**values(3, 2, 1))
    agent = Agent(made, "run", "sweep.yaml", "--on-event", f"improved={command('hanging.py')}")
    eventually(lambda: made.status().get("counts", {}).get("finished") == 3, 60.0)
    eventually((made.folder / "hangs").exists)
    agent.signal(signal.SIGINT)
    assert agent.leaves(60.0) == 0, agent.text
    assert "was killed, since the agent leaves" in agent.text
    eventually(lambda: not made.processes())


@pytest.mark.slow
def test_a_command_does_not_outlive_an_agent_that_was_killed(made: Project) -> None:
    made.sweep(**values(3, 2))
    agent = Agent(made, "run", "sweep.yaml", "--on-event", f"improved={command('hanging.py')}", "--", "wait")
    made.write("go3", "")
    hanging = psutil.Process(int(eventually(lambda: _text(made.folder / "hangs"), 60.0)))
    agent.process.kill()
    eventually(lambda: not hanging.is_running(), 60.0)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        ("no-such-program x", "there is no program `no-such-program`", "no shell is asked"),
        ("finishd=true", "there is no event `finishd`", "did you mean `finished`?"),
        ("hook.py", "`hook.py` cannot be run as it is", "chmod +x hook.py"),
        ("finished=", "which command?", "notify-send"),
        ("finished='true", "cannot be read: no closing quotation", ""),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_made(
    made: Project, words: str, sentence: str, hint: str
) -> None:
    made.sweep(**values(1))
    refused = made.run("run", "sweep.yaml", "--on-event", words)
    assert refused.code == 2
    assert sentence in refused.err
    assert hint in refused.err
    assert not (made.folder / ".sweepctl").exists()


@contextmanager
def web(bodies: list[Any]) -> Iterator[str]:
    """A web address that keeps what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()
        thread.join()


def test_the_example_sends_a_line_to_a_webhook(made: Project) -> None:
    made.sweep(**values(3), name="mine")
    bodies: list[Any] = []
    with web(bodies) as address:
        hook = f"finished={shlex.quote(sys.executable)} {POST} {address}"
        assert made.run("run", "sweep.yaml", "--on-event", hook, NO_PROXY="127.0.0.1").code == 0
    assert [one["text"] for one in bodies] == [
        "sweep mine: finished, all 1 points of its space are drawn; loss 3 with {'x': 3}"
    ]
