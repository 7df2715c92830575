"""A sweep watched on an emulated terminal, at several sizes, with and without colours and Unicode, and by keys."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator

import psutil
import pytest

from sweepctl.views.painter import Painter, Place
from tests.harness import Project, eventually
from tests.terminal import Terminal

SIZES = [(60, 20), *(pytest.param(size, marks=pytest.mark.slow) for size in ((100, 30), (200, 50)))]
# Trials 1 and 2 end at once, the second with an error; the others go on until they are told.
TRAIN = """
    import pathlib, sys, time

    x = float(sys.argv[-1].partition("=")[2])
    for epoch in range(1, 5):
        print(f"epoch {epoch}/8 val_loss={x / epoch:.4f}", flush=True)
    if x == 2:
        sys.exit("the disk is on fire")
    while x > 2 and not pathlib.Path("go").exists():
        time.sleep(0.05)
"""


@pytest.fixture
def swept(project: Project) -> Iterator[Project]:
    """A grid of six trials of which four wait for a file named `go`, which is there in the end."""
    project.write("train.py", TRAIN)
    project.sweep(
        method="grid",
        metric={"name": "val_loss", "goal": "minimize"},
        parameters={"x": {"values": [1, 2, 3, 4, 5, 6]}, "a_long_name_of_a_parameter": {"value": "v" * 40}},
    )
    project.run("create", "sweep.yaml")
    yield project
    project.write("go", "")


Opened = Callable[..., Terminal]


@pytest.fixture
def opened(swept: Project) -> Iterator[Opened]:
    """Runs `sweepctl` on a terminal."""
    terminals: list[Terminal] = []

    def start(*arguments: str, size: tuple[int, int] = (100, 30), **environment: str) -> Terminal:
        environ = {**swept.environment(), "TERM": "xterm-256color", **environment}
        terminals.append(Terminal([sys.executable, "-m", "sweepctl", *arguments], swept.folder, environ, *size))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def assert_calm(terminal: Terminal) -> None:
    """Nothing is wiped and written again, and no line was broken by the terminal."""
    assert b"\x1b[2J" not in terminal.written.partition(b"\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J")[2]
    assert all(len(line) < terminal.screen.columns for line in terminal.lines)


@pytest.mark.parametrize("size", SIZES)
def test_an_agent_shows_its_sweep_in_place(opened: Opened, swept: Project, size: tuple[int, int]) -> None:
    terminal = opened("agent", "-j", "2", size=size)
    terminal.wait_for("2/6", "best val_loss 0.25 at trial 1", "trial 3", "trial 4", "val_loss 0.75", "2 of 2, beats")
    terminal.wait_for("trial 2 failed: exit code 1: the disk is on fire", "q leave")
    assert_calm(terminal)
    swept.write("go", "")
    terminal.wait_for("best command:")
    assert "q leave" not in terminal.text


@pytest.mark.parametrize("size", SIZES)
def test_status_is_watched_on_a_screen_of_its_own(opened: Opened, swept: Project, size: tuple[int, int]) -> None:
    swept.start("agent", "-j", "2")
    terminal = opened("status", "--watch", size=size)
    terminal.wait_for("2/6", "best val_loss 0.25 at trial 1", "trial 3", "val_loss 0.75", "trial 2 failed", "q leave")
    assert_calm(terminal)
    assert ("▁" in terminal.text) == (size[0] >= 80)
    terminal.resize(45, 12)
    terminal.wait_for("trial 3", "q leave")
    assert_calm(terminal)
    terminal.type("q")
    terminal.wait_for("1 failed")
    assert terminal.process.wait(10) == 0


def test_without_colours_and_unicode_it_is_plain(opened: Opened, swept: Project) -> None:
    swept.start("agent", "-j", "2")
    terminal = opened("status", "-w", NO_COLOR="1", LC_ALL="C", PYTHONIOENCODING="ascii")
    terminal.wait_for("2/6", "trial 3", "q leave")
    assert not re.search(rb"\x1b\[(?:\d+;)*[349]\d", terminal.written)
    assert terminal.text.isascii()


def test_keys_pause_resume_show_the_output_and_stop(opened: Opened, swept: Project) -> None:
    swept.start("agent", "-j", "2")
    terminal = opened("status", "-w")
    terminal.wait_for("trial 3", "trial 4")
    terminal.type("p")
    terminal.wait_for("the sweep is paused", "paused")
    terminal.type("p")
    terminal.wait_for("the sweep runs again")
    terminal.type("l")
    terminal.wait_for("output of trial 3", "epoch 4/8 val_loss=0.7500")
    terminal.type("l")
    terminal.wait_for("output of trial 4", "val_loss=1.0000")
    terminal.type("x")
    terminal.wait_for("2/6")
    terminal.type("s")
    terminal.wait_for("the sweep is stopped")
    assert swept.status()["sweep"]["state"] == "stopped"


def test_q_in_an_agent_is_ctrl_c(opened: Opened, swept: Project) -> None:
    terminal = opened("agent", "-j", "2")
    terminal.wait_for("trial 3", "trial 4", "q leave")
    terminal.type("q")
    terminal.wait_for("no new trials; 2 still running")
    swept.write("go", "")
    terminal.wait_for("go on with: sweepctl agent")
    assert swept.status()["counts"]["total"] == 4


def test_a_suspended_watcher_gives_the_terminal_back(opened: Opened, swept: Project) -> None:
    swept.start("agent", "-j", "2")
    terminal = opened("status", "-w")
    terminal.wait_for("trial 3", "q leave")
    watcher = psutil.Process(terminal.process.pid)
    watcher.send_signal(signal.SIGTSTP)
    terminal.read(0.5)
    assert eventually(lambda: watcher.status() == psutil.STATUS_STOPPED)
    assert terminal.written.endswith(b"\x1b[?1049l")
    watcher.send_signal(signal.SIGCONT)
    terminal.wait_for("trial 3", "q leave")


def test_in_a_pipe_a_line_tells_each_change_until_the_sweep_is_over(swept: Project) -> None:
    swept.write("go", "")
    watcher = swept.start("status", "--watch")
    assert swept.run("agent", "-j", "2").code == 0
    out, _ = watcher.communicate(timeout=60)
    told = out.partition("\nsweep ")[0].splitlines()
    assert told[0].startswith("running: 0 trials")
    assert told[-1] == "finished: 6 trials: 5 finished, 1 failed; best val_loss 0.25 at trial 1"
    assert "\x1b" not in out


class Paper:
    """What a painter wrote."""

    def __init__(self, place: Place, width: int = 40) -> None:
        self.texts: list[str] = []
        self.width = width
        self.painter = Painter(self.texts.append, lambda: self.width, place)


def test_only_lines_that_changed_are_written_and_all_at_once() -> None:
    paper = Paper(Place.BELOW)
    paper.painter.paint(["first", "second", "third"])
    paper.texts.clear()
    paper.painter.paint(["first", "2nd", "third"])
    assert len(paper.texts) == 1
    assert "2nd" in paper.texts[0]
    assert "first" not in paper.texts[0]
    assert "third" not in paper.texts[0]
    paper.texts.clear()
    paper.painter.paint(["first", "2nd", "third"])
    assert paper.texts == []


def test_lines_that_a_narrower_terminal_broke_are_wiped_with_all_their_rows() -> None:
    paper = Paper(Place.BELOW)
    paper.painter.paint(["x" * 39, "\x1b[31m" + "y" * 39])
    paper.texts.clear()
    paper.width = 20
    paper.painter.paint(["z"])
    assert paper.texts[0].startswith("\x1b[4A\r\x1b[J")


@pytest.mark.slow
def test_an_agent_in_the_background_paints_no_board_over_the_shell(swept: Project) -> None:
    """It prints what stays, and paints once the shell gives it the terminal."""
    environ = {**swept.environment(), "TERM": "xterm-256color", "PS1": "$ "}
    terminal = Terminal(["bash", "--norc", "-i"], swept.folder, environ)
    try:
        terminal.wait_for("$")
        terminal.type(f"{sys.executable} -m sweepctl agent -j 2 &\n")
        terminal.wait_for("trial 2 failed", seconds=60.0)
        terminal.read(1.5)
        assert "q leave" not in terminal.text
        terminal.type("fg\n")
        terminal.wait_for("q leave")
    finally:
        terminal.close()
