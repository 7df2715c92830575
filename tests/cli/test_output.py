"""What verbs do with their output and with odd command lines."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.harness import Project
from tests.terminal import sent_by

TRAIN = """
    import sys

    print("x\\n" * 5000 + "loss=" + sys.argv[1].partition("=")[2])
"""
MANY = {f"a_long_parameter_name_{n}": {"min": 0.0, "max": 1.0} for n in range(6)}


@pytest.fixture
def ran(project: Project) -> Project:
    """A project with a sweep of two finished trials."""
    project.write("train.py", TRAIN)
    project.sweep(run_cap=2)
    assert project.run("run", "sweep.yaml").code == 0
    return project


def shell(project: Project, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line in a shell, with `sweepctl` in it as `$S`."""
    environ = project.environment(S=f"{sys.executable} -m sweepctl")
    return subprocess.run(
        ["bash", "-c", line], cwd=project.folder, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def on_a_terminal(project: Project, width: int, *args: str) -> str:
    """What a command shows on a terminal of this width."""
    sent = sent_by(project, *args, columns=width, TERM="xterm", NO_COLOR="1")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", sent)


@pytest.mark.parametrize("verb", ["logs 1", "check sweep.yaml", "status --trials", "show 1", "best", "ls"])
def test_a_reader_that_goes_away_is_no_error(ran: Project, verb: str) -> None:
    done = shell(ran, f"$S {verb} 2>errors | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}; cat errors")
    assert done.stdout.startswith("0\n"), done.stdout
    assert "itself failed" not in done.stdout


def test_output_that_was_closed_before_is_thrown_away(ran: Project) -> None:
    done = shell(ran, "$S agent >&-; echo $?")
    assert done.stdout.strip() == "0"
    assert "itself failed" not in done.stderr


def test_a_terminal_of_few_characters_is_no_fault_of_ours(ran: Project) -> None:
    status = "PYTHONIOENCODING=latin-1 $S status | iconv -f latin1; exit $PIPESTATUS"
    ran.write("other.yaml", "program: train.py\nmethod: random\nparameters: {x: {min: 0.0, max: 1.0}}\n")
    shown = shell(ran, f"$S create -q other.yaml && $S enqueue x=0.5 && {status}")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert re.search(r"queued +-", shown.stdout)


def test_the_locale_says_whether_there_is_unicode(project: Project) -> None:
    """Python writes UTF-8 in the C locale too."""
    project.write("train.py", "for value in (2.0, 1.0):\n    print(f'loss={value}')")
    project.sweep(early_terminate={"type": "hyperband", "min_iter": 1}, repeats=2)
    assert project.run("run", "sweep.yaml", "-n", "1", LC_ALL="C").out.isascii()
    assert project.run("enqueue", "x=0.5").code == 0
    for words in (("check", "sweep.yaml"), ("status",), ("show", "1"), ("diff", "1", "2"), ("plot",)):
        assert project.run(*words, LC_ALL="C").out.isascii(), words
        assert not project.run(*words, LC_ALL="C", PYTHONUTF8="1").out.isascii(), words


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("verb", ["status --json", "--help", "ls"])
def test_a_full_disk_behind_the_output_is_one_sentence(ran: Project, verb: str) -> None:
    done = shell(ran, f"$S {verb} >/dev/full; echo $? >&2")
    assert done.stderr.splitlines()[-1] == "1"
    assert "cannot write the output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line", ["show --json", "run --json", "agent --json -j x", "staus --json", "status a b --json"]
)
def test_a_wrong_command_line_is_one_document_too(project: Project, line: str) -> None:
    refused = project.run(*line.split())
    assert refused.code == 2
    assert refused.json["error"]["sentence"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("run sweep.yaml 20 -n 1", "-n says how many trials: sweepctl run sweep.yaml -n 20"),
        ("agent one 3 -n 1", "unexpected extra argument"),
    ],
)
def test_words_too_many_are_not_passed_on(ran: Project, line: str, told: str) -> None:
    refused = ran.run(*line.split())
    assert refused.code == 2
    assert told in refused.err


@pytest.mark.parametrize("wrong", ["-n 0", "-n 1 --max-time 1x", "-n 1 --breaker -1"])
def test_a_mistyped_limit_leaves_no_sweep_behind(project: Project, wrong: str) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    assert project.run("run", "sweep.yaml", *wrong.split()).code == 2
    assert "there is no sweep here" in project.run("ls").err


@pytest.mark.parametrize("width", [60, 80, 200])
def test_numbers_and_states_are_shown_at_every_width(project: Project, width: int) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=2, parameters=MANY)
    assert project.run("run", "sweep.yaml").code == 0
    shown = on_a_terminal(project, width, "status").replace("\r", "")
    rows = [line.split()[:2] for line in shown.splitlines()]
    assert ["1", "finished"] in rows
    assert ["2", "finished"] in rows
    assert max(map(len, shown.splitlines())) <= width
    assert ("--columns chooses" in shown) == (width < 200)


def test_the_best_command_runs_from_anywhere(ran: Project) -> None:
    deeper = ran.folder / "notes"
    deeper.mkdir()
    here = Project(deeper, ran.home, ran.started)
    line = here.run("best", "--format", "command").out.strip()
    assert line.startswith(f"cd {ran.folder} && ")
    done = shell(here, line)
    assert f"loss={ran.status()['best']['params']['x']}" in done.stdout
    assert ran.run("best", "--format", "command").out.strip() == line.removeprefix(f"cd {ran.folder} && ")


def test_how_to_go_on_has_what_is_left(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    first = project.run("run", "sweep.yaml", "-n", "2", "-j", "2")
    sweep = project.status()["sweep"]["id"]
    assert f"go on with: sweepctl agent {sweep} -n 2 -j 2" in first.out
    assert project.run("stop").code == 0
    refused = project.run("agent", "-n", "1")
    assert refused.code == 1
    assert f"cannot run sweep {sweep}: it is stopped" in refused.err
    assert f"`sweepctl resume {sweep}`" in refused.err


def test_numbers_beyond_any_trial_are_not_found(ran: Project) -> None:
    for number in ("99", "9" * 30):
        assert ran.run("show", number).code == 2


def test_odd_times_are_refused(ran: Project) -> None:
    for grace in ("-1", "nan", "inf"):
        assert "--grace has to be a time" in ran.run("agent", "--grace", grace).err
