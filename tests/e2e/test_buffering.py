"""Lines of programs that are not Python arrive while they run, and nothing else about them changes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sweepctl.agent.processes.buffering import line_by_line
from tests.e2e.agents import Agent
from tests.harness import Project, eventually

CC = shutil.which("cc")
needs_cc = pytest.mark.skipif(CC is None, reason="there is no C compiler")
needs_stdbuf = pytest.mark.skipif(not line_by_line(["sleep"], Path("/"), os.environ), reason="there is no stdbuf")

# Prints a value and goes on without a word until there is a file `go`.
SLOW = r"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>

    int main(int argc, char **argv) {
        printf("%s loss=0.5 tty=%d\n", argv[1], isatty(1));
        while (access("go", F_OK)) usleep(20000);
        printf("loss=0.25\n");
        fprintf(stderr, "done\n");
        return 0;
    }
"""


def build(project: Project, text: str, *flags: str) -> None:
    project.write("slow.c", text)
    assert CC is not None
    subprocess.run([CC, *flags, "-o", "slow", "slow.c"], cwd=project.folder, check=True)


def live(project: Project, **keys: Any) -> Any:
    """Run the program; its trial while it runs, after its first value has come."""
    project.sweep("slow", run_cap=1, **keys)
    agent = Agent(project, "run", "sweep.yaml")
    trial = eventually(lambda: next((one for one in project.status().get("trials", []) if one["count"]), None), 30.0)
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    return trial


@needs_cc
@needs_stdbuf
def test_the_lines_of_a_c_program_arrive_while_it_runs(project: Project) -> None:
    """The project's environment has no PYTHONUNBUFFERED, as a user's."""
    build(project, SLOW)
    trial = live(project)
    assert (trial["state"], trial["last"]) == ("running", 0.5)
    (ended,) = project.status()["trials"]
    assert (ended["state"], ended["value"]) == ("finished", 0.25)
    command = project.run("best", "--format", "command").out
    assert " ./slow --x=" in command
    assert "tty=0" in project.run("logs", "1").out


@needs_cc
def test_with_a_terminal_on_request_they_arrive_too_and_no_byte_is_changed(project: Project) -> None:
    build(project, SLOW, "-static")
    trial = live(project, stdout="pty")
    assert (trial["state"], trial["last"]) == ("running", 0.5)
    log = next(project.folder.glob(".sweepctl/*/1/output.log")).read_bytes()
    assert b" loss=0.5 tty=1\n" in log
    assert b"loss=0.25\n" in log
    assert b"\r" not in log


@needs_cc
@needs_stdbuf
@pytest.mark.parametrize(
    ("start", "is_set"),
    [
        (["./slow"], True),
        (["/usr/bin/env", "A=1", "./slow"], True),
        (["./script"], True),
        (["sleep", "1"], True),
        (["python3", "train.py"], False),
        (["./python_script"], False),
        (["./static"], False),
        (["./sanitized"], False),
        (["./nowhere"], False),
        (["./slow.c"], False),
        ([], False),
    ],
)
def test_only_programs_that_it_helps_are_touched(project: Project, start: list[str], is_set: bool) -> None:
    build(project, SLOW)
    assert CC is not None
    subprocess.run([CC, "-static", "-o", "static", "slow.c"], cwd=project.folder, check=True)
    (project.folder / "sanitized").write_bytes((project.folder / "slow").read_bytes() + b"libasan.so.8\0")
    project.write("script", "#!/bin/sh\n./slow\n")
    project.write("python_script", "#!/usr/bin/env python3\n")
    for name in ("sanitized", "script", "python_script", "slow.c"):
        (project.folder / name).chmod(0o700)
    found = line_by_line(start, project.folder, project.environment())
    assert bool(found) == is_set
    if is_set:
        assert found["_STDBUF_O"] == "L"
        assert Path(found["LD_PRELOAD"]).is_file()


@needs_stdbuf
@pytest.mark.parametrize(
    ("environ", "expected"),
    [({"LD_PRELOAD": "/mine.so"}, "/mine.so:"), ({"_STDBUF_O": "0"}, ""), ({"PATH": "/nowhere"}, "")],
)
def test_what_the_user_preloads_stays_and_a_buffering_of_the_users_own_too(
    project: Project, environ: Mapping[str, str], expected: str
) -> None:
    found = line_by_line(["/bin/sh"], project.folder, project.environment(**environ))
    assert found.get("LD_PRELOAD", "").startswith(expected)
    assert bool(found) == bool(expected)


@needs_cc
@pytest.mark.parametrize("output", ["auto", "pipe", "pty"])
def test_how_it_ends_and_what_it_says_is_the_same_with_every_kind_of_output(project: Project, output: str) -> None:
    build(
        project,
        r"""
        #include <stdio.h>
        #include <stdlib.h>
        #include <signal.h>
        int main(int argc, char **argv) {
            printf("loss=0.5\n");
            fflush(stdout);
            if (argc > 1 && atof(argv[1] + 4) > 1) raise(SIGTERM);
            return 3;
        }
        """,
    )
    project.sweep("slow", stdout=output, method="grid", parameters={"x": {"values": [1, 2]}})
    project.run("run", "sweep.yaml")
    first, second = sorted(project.status()["trials"], key=lambda trial: trial["params"]["x"])
    assert (first["ending"], first["code"], first["last"]) == ("failed", 3, 0.5)
    assert (second["ending"], second["code"], second["last"]) == ("killed", 15, 0.5)


@pytest.mark.parametrize("output", ["auto", "pty"])
def test_a_program_that_is_not_there_is_told_of_with_every_kind_of_output(project: Project, output: str) -> None:
    project.sweep(command=["./nowhere", "${args}"], stdout=output, run_cap=1)
    project.run("run", "sweep.yaml")
    (trial,) = project.status()["trials"]
    assert trial["reason"] == "cannot be started: ./nowhere: No such file or directory"
