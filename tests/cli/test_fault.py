"""Mistakes on the command line, and faults of ours: one sentence, a hint, the right exit code."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from sweepctl import api
from sweepctl.cli import VERBS, run_app
from tests.harness import Project


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (["statsu"], "there is no command `statsu`", "did you mean `sweepctl status`?"),
        (["frobnicate"], "there is no command `frobnicate`", "`sweepctl --help` lists the commands"),
        (["status", "--jsn"], "`sweepctl status` has no option `--jsn`", "did you mean `--json`?"),
        (["agent", "--count"], "option '--count' requires an argument", "`sweepctl agent --help` shows how it is used"),
        (["import"], "missing argument 'FILE|URL'", "`sweepctl import --help` shows how it is used"),
        (["show"], "which trial?", "sweepctl show 1; `sweepctl status --trials` lists them"),
        (
            ["status", "--limit", "0"],
            "'--limit' has to be at least 1, not 0",
            "`sweepctl status --help` shows how it is used",
        ),
        (
            ["run", "a", "-n", "x"],
            "'-n' / '--count' has to be a whole number, not x",
            "`sweepctl run --help` shows how it is used",
        ),
    ],
)
def test_a_mistyped_command_line_is_told_with_a_hint(
    arguments: list[str], sentence: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"error: {sentence}\nhint: {hint}\n"


def test_without_a_command_there_is_help(project: Project) -> None:
    shown = project.run()
    assert shown.code == 0
    assert shown.out.startswith("Usage: sweepctl")


def test_a_trial_that_is_not_there_says_which_are(project: Project) -> None:
    project.sweep(command=["/bin/true"], metric=None, run_cap=2)
    project.run("run", "sweep.yaml")
    wrong = project.run("show", "3")
    assert wrong.code == 2
    assert "has no trial 3\nhint: its trials are 1 to 2\n" in wrong.err


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`ls` fails for a reason of ours; reports are kept in a folder of the test."""

    def ls() -> None:
        raise ZeroDivisionError("the moon")

    monkeypatch.setattr(api, "ls", ls, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["sweepctl", "ls"])


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_leaves_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["ls"]) == 3
    told = capsys.readouterr().err
    assert re.match(r"error: sweepctl itself failed: ZeroDivisionError: the moon \(test_fault.py:\d+\)\nhint: ", told)
    report = Path(re.findall(r"report it with (\S+);", told)[0]).read_text()
    assert "command: sweepctl ls" in report
    assert "Traceback" in report
    assert "Traceback" not in told


@pytest.mark.usefixtures("broken")
def test_debug_shows_the_traceback_of_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWEEPCTL_DEBUG", "")
    with pytest.raises(ZeroDivisionError):
        run_app(["ls", "--debug"])


def test_the_help_says_in_a_line_what_every_verb_does(project: Project) -> None:
    shown = project.run("--help").out
    assert all(re.search(rf"^  {verb} +{re.escape(line)}$", shown, re.MULTILINE) for verb, (_, line) in VERBS.items())
