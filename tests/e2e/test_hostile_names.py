"""Nothing that a script prints, or that a file names, steers the terminal of whoever looks."""

from __future__ import annotations

import re
import sys

import pytest

from tests.harness import Project
from tests.terminal import Terminal, sent_by

# The clipboard (OSC 52), a title, a query that the terminal answers, C1 controls, and a text that runs backwards.
VILLAIN = "\x1b]52;c;cm0gLXJmIC8=\x07\x1b]0;title\x1b\\\x1b[6n\x9d0;title\x9c\x9b6n\u202egpj.exe\u2066\x07\x08"
SCRIPT = """
    import json, sys

    villain = json.loads(%r)
    print(villain)
    sys.stdout.buffer.write(b"\\x9b6n\\x1b[c raw bytes\\n")
    print("sweepctl: " + json.dumps({"loss": 0.5, villain: 1}))
    print(f"{villain}=0.25 loss=0.5")
    sys.exit(villain if "fail" in sys.argv[-1] else 0)
"""
# What our own views send: colours, moves of the cursor, its appearance, erasing.
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\d*[ABCDGJK]|\x1b\[\?(?:25|7|1049|2026)[lh]|\x1b\[H|\r\n|\r")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
VERBS = (
    *("check sweep.yaml", "check sweep.yaml --explain", "create sweep.yaml", "run sweep.yaml -n 2"),
    *("status", "status --trials", "ls", "show 1", "show 1 --format command", "show 1 --format yaml"),
    *("show 1 --format json", "show 1 --format args", "logs 1", "logs --failed", "why", "why 1", "why 2", "best"),
    *("show 1 --json", "why 1 --json", "logs 1 --json", "status --trials --json", "check wrong.yaml"),
    *("enqueue nosuch=1", "edit --metric acc", "pause", "metrics output.txt", "agent -n 1"),
)  # fmt: skip

MAIN = ("run sweep.yaml -n 2", "status --trials", "show 1", "logs 1", "why 2", "show 1 --json", "check wrong.yaml")


@pytest.fixture
def villainous(project: Project) -> Project:
    """A project whose names and whose script are all after the terminal."""
    import json

    project.write("train.py", SCRIPT % json.dumps(VILLAIN))
    keys = {
        "name": VILLAIN,
        "description": VILLAIN,
        "method": "grid",
        "parameters": {"mode": {"values": [VILLAIN, "fail"]}, VILLAIN: {"value": 1}},
        "command": ["${interpreter}", "${program}", f"--{VILLAIN}".replace("\0", ""), "${mode}"],
        "env": {"VILLAIN": VILLAIN},
    }
    project.sweep(**keys)  # type: ignore[arg-type]
    project.write("wrong.yaml", json.dumps({"method": VILLAIN, VILLAIN: 1, "parameters": {VILLAIN: {VILLAIN: 1}}}))
    project.write("output.txt", f"{VILLAIN}=0.5\n")
    return project


@pytest.mark.parametrize("verbs", [MAIN, pytest.param(VERBS, marks=pytest.mark.slow)], ids=["main", "all"])
def test_no_view_lets_anything_through(villainous: Project, verbs: tuple[str, ...]) -> None:
    for verb in verbs:
        sent = sent_by(villainous, *verb.split())
        assert sent, verb
        left = STEERING.search(OURS.sub("", sent))
        assert left is None, (verb, sent[max(0, sent.find(left[0]) - 200) :][:400])
    assert "exe" in sent_by(villainous, "logs", "1"), "the rest of the text is shown"


@pytest.mark.parametrize(("keys", "code"), [("\x03", 130), ("\x04", 1), ("n\r", 1)])
def test_a_question_lets_nothing_through_and_may_be_left(project: Project, keys: str, code: int) -> None:
    project.write("train.py", "")
    project.sweep(name=VILLAIN, run_cap=1)
    project.run("create", "sweep.yaml")
    command = [sys.executable, "-m", "sweepctl", "delete"]
    terminal = Terminal(command, project.folder, project.environment(), columns=200)
    try:
        terminal.wait_for("their folders? [y/N]:")
        assert STEERING.search(OURS.sub("", terminal.written.decode())) is None
        terminal.type(keys)
        terminal.wait_for("nothing was changed")
        assert terminal.lines[-1] == "nothing was changed"
        assert terminal.process.wait(30) == code
    finally:
        terminal.close()


def test_what_is_piped_is_exact_where_programs_read_it(villainous: Project) -> None:
    assert villainous.run("run", "sweep.yaml").code == 0
    assert villainous.run("show", "1", "--json").json["trial"]["params"]["mode"] == VILLAIN
    line = villainous.run("show", "1", "--format", "command").out
    assert VILLAIN in line
    assert "exe" in villainous.run("logs", "1").out
    assert not STEERING.search(villainous.run("logs", "1").out.replace("\n", ""))
