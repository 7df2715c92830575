"""Completion: real keys in real shells, and files that say what the command line says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.harness import Project
from tests.terminal import Terminal

FILES: Mapping[str, str] = {"bash": "sweepctl.bash", "zsh": "_sweepctl", "fish": "sweepctl.fish"}
FOLDER = Path(__file__).parents[2] / "completions"
STARTS: Mapping[str, Sequence[str]] = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUPS: Mapping[str, str] = {
    "bash": "source {file}; bind 'set bell-style none'; PS1='READY> '; clear",
    "zsh": "autoload -Uz compinit; compinit -u -D; source {file}; PROMPT='READY> '; setopt no_beep; clear",
    "fish": "function fish_prompt; echo -n 'READY> '; end; source {file}; clear",
}


def test_the_files_say_what_the_command_line_says(project: Project) -> None:
    for shell, name in FILES.items():
        made = project.run("completion", shell).out
        assert made == (FOLDER / name).read_text(), f"sweepctl completion {shell} > completions/{name}"


@pytest.mark.parametrize("shell", FILES)
def test_a_completion_installs_itself_once(project: Project, shell: str) -> None:
    written = project.run("completion", shell, "--install", "--json").json["files"]
    assert Path(written[0]).read_text() == (FOLDER / FILES[shell]).read_text()
    assert all(Path(name).is_relative_to(project.home) for name in written)
    texts = [Path(name).read_text() for name in written]
    assert project.run("completion", shell, "--install").code == 0
    assert [Path(name).read_text() for name in written] == texts


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_a_home_may_be_called_anything(project: Project) -> None:
    home = project.home / "it's $HOME"
    home.mkdir()
    assert project.run("completion", "zsh", "--install", HOME=str(home), ZDOTDIR="").code == 0
    asked = ["zsh", "-fc", "source ~/.zshrc; whence -w _sweepctl"]
    told = subprocess.run(asked, env={**os.environ, "HOME": str(home)}, capture_output=True, text=True, check=False)
    assert told.stdout == "_sweepctl: function\n"


@pytest.fixture
def swept(project: Project) -> Project:
    """A project with a sweep of three trials, of which one failed."""
    project.write("train.py", "import sys\nprint('loss=1')\nsys.exit(sys.argv[1] == '--depth=2')")
    project.sweep(method="grid", name="first", parameters={"depth": {"values": [1, 2, 3]}, "rate": {"value": 1}})
    assert project.run("run", "sweep.yaml").code == 0
    return project


def named(project: Project, kind: str, *words: str) -> dict[str, str]:
    """What there is to complete, with its explanations."""
    lines = project.run("__complete", kind, *words).out.splitlines()
    return dict(line.split("\t") for line in lines)


def test_what_a_store_has_is_named_with_explanations(swept: Project) -> None:
    sweep = swept.run("ls", "--json").json["sweeps"][0]["sweep"]["id"]
    assert named(swept, "sweeps") == {sweep: "first, running"}
    assert named(swept, "trials") == {"3": "finished", "2": "failed", "1": "finished"}
    assert named(swept, "targets", f"{sweep}/") == {
        f"{sweep}/{number}": state for number, state in named(swept, "trials").items()
    }
    assert named(swept, "assignments", "", "first").keys() == {"depth=", "rate="}
    assert named(swept, "columns").keys() == {"depth", "rate", "loss"}
    assert "no_metric" in named(swept, "states")
    assert named(swept, "trials", "", "nobody") == {}


def test_where_there_is_nothing_nothing_is_completed_and_nothing_said(project: Project) -> None:
    for kind in ("sweeps", "trials", "targets", "frobnicate", ""):
        result = project.run("__complete", kind)
        assert (result.code, result.out, result.err) == (0, "", "")


def test_names_that_a_shell_would_read_otherwise_are_left_out(project: Project) -> None:
    project.write("train.py", "print('loss=1')")
    parameters = {"$(touch pwned)": {"value": 1}, "good": {"value": 2}, "a b": {"value": 3}}
    project.sweep(parameters=parameters, name="x\x1b]0;y", run_cap=1)
    project.run("create", "sweep.yaml")
    assert named(project, "assignments").keys() == {"good="}
    assert "\x1b" not in project.run("__complete", "sweeps").out


in_every_shell = pytest.mark.parametrize(
    "shell", ["bash", *(pytest.param(one, marks=pytest.mark.slow) for one in ("zsh", "fish"))]
)
Typed = Callable[[str, str], Terminal]


@pytest.fixture
def typed(swept: Project) -> Iterator[Typed]:
    """Starts a shell with our completion, and types into it."""
    opened: list[Terminal] = []
    binaries = swept.home / "bin"
    binaries.mkdir()
    program = binaries / "sweepctl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m sweepctl "$@"\n')
    program.chmod(0o755)

    def start(shell: str, keys: str) -> Terminal:
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not installed")
        environment = swept.environment(XDG_CONFIG_HOME=str(swept.home), TERM="xterm")
        environment["PATH"] = f"{binaries}:{environment['PATH']}"
        terminal = Terminal(STARTS[shell], swept.folder, environment)
        opened.append(terminal)
        terminal.read(1.0)
        terminal.type(SETUPS[shell].format(file=FOLDER / FILES[shell]) + "\r")
        terminal.wait_for("READY>")
        terminal.read(0.3)
        terminal.type(keys)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


@in_every_shell
def test_real_keys_complete_verbs_options_and_what_the_store_has(typed: Typed, shell: str) -> None:
    typed(shell, "sweepctl stat\t").wait_for("sweepctl status")
    typed(shell, "sweepctl agent --wandb sta\t").wait_for("--wandb standin")
    typed(shell, "sweepctl run --interp\t").wait_for("--interpreter")
    typed(shell, "sweepctl show \t\t").wait_for("failed", "finished")
    typed(shell, "sweepctl enqueue de\t").wait_for("enqueue depth=")
    typed(shell, "sweepctl enqueue depth=1 ra\t").wait_for("depth=1 rate=")
    typed(shell, "sweepctl edit --set de\t").wait_for("--set depth=")
    typed(shell, "sweepctl plot imp\t").wait_for("plot importance")
    typed(shell, "sweepctl agent --wandb=sta\t").wait_for("--wandb=standin")


@in_every_shell
def test_after_a_name_and_its_equals_sign_no_name_is_offered(typed: Typed, shell: str) -> None:
    terminal = typed(shell, "sweepctl enqueue depth=\t\t1 ra\t")
    terminal.wait_for("enqueue depth=1 rate=")
    assert "constant" not in terminal.text


@in_every_shell
def test_values_after_an_equals_sign_are_no_arguments(swept: Project, typed: Typed, shell: str) -> None:
    sweep = swept.run("ls", "--json").json["sweeps"][0]["sweep"]["id"]
    typed(shell, f"sweepctl agent --count=3 {sweep[:3]}\t").wait_for(f"--count=3 {sweep}")
    typed(shell, f"sweepctl retry --sweep={sweep} \t\t").wait_for("failed", "finished")


@in_every_shell
def test_files_with_blanks_are_completed(swept: Project, typed: Typed, shell: str) -> None:
    swept.write("an example.yaml", "")
    typed(shell, "sweepctl create an\t").wait_for("create an\\ example.yaml")
    typed(shell, "sweepctl init -o 'an e\t").wait_for("-o 'an example.yaml'")
