"""From a script to a first trial in two commands, and no edit."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Project, eventually
from tests.spec.programs.frameworks import FRAMEWORKS
from tests.terminal import Terminal

EXAMPLES = Path(__file__).parents[2] / "examples"
TWO_FLAGS = """
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=float)
    parser.add_argument("--lr", type=float)
    print(f"loss={parser.parse_args().x}")
"""
# What a framework needs to run; hydra's part is played by a stand-in beside the script.
NEEDS = {"click": "click", "absl": "absl"}


def put(project: Project, framework: str) -> None:
    for name, text in FRAMEWORKS[framework].items():
        project.write(name, text)
    if framework in NEEDS:
        pytest.importorskip(NEEDS[framework])


def two_commands(project: Project, *options: str, program: str = "train.py") -> None:
    """What the README tells a newcomer to type; the second goes on where the first says."""
    made = project.run("init", program, *options)
    assert made.code == 0, made
    assert "run it with: sweepctl run sweep.yaml -n 20" in made.out
    done = project.run("run", "sweep.yaml", "-n", "1")
    assert done.code == 0, done
    assert "warning" not in done.err
    (trial,) = project.status()["trials"]
    assert trial["state"] == "finished"


def test_two_commands_lead_from_a_script_to_a_finished_trial(project: Project) -> None:
    put(project, "argparse")
    two_commands(project)
    (trial,) = project.status()["trials"]
    assert trial["value"] is not None
    assert trial["params"].keys() == {"lr", "batch-size", "optimizer", "nesterov"}
    assert trial["count"] == 4
    # What was written has the reasons in it, and is never written over.
    text = (project.folder / "sweep.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=")
    assert Path(text.splitlines()[0].partition("=")[2]).is_file()
    refused = project.run("init", "train.py")
    assert refused.code == 2
    assert "sweep.yaml is there already" in refused.err
    assert "--force" in refused.err
    assert (project.folder / "sweep.yaml").read_text() == text
    assert project.run("init", "train.py", "--force", "--metric", "train_loss").code == 0
    assert "name: train_loss" in (project.folder / "sweep.yaml").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("framework", [one for one in FRAMEWORKS if one != "argparse"])
def test_two_commands_are_enough_with_every_framework(project: Project, framework: str) -> None:
    put(project, framework)
    two_commands(project)
    (trial,) = project.status()["trials"]
    assert trial["value"] is not None
    assert len(trial["params"]) == 4


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--run-help",)], ids=["source", "help"])
@pytest.mark.parametrize("name", ["digits", "kfold", "shell", "cpp", "r"])
def test_two_commands_are_enough_for_the_examples(project: Project, name: str, options: tuple[str, ...]) -> None:
    program = {"shell": "forecast.sh", "cpp": "anneal", "r": "fit.R"}.get(name, "train.py")
    for missing in {"shell": ["awk"], "cpp": ["make", "c++"], "r": ["Rscript"]}.get(name, []):
        if shutil.which(missing) is None:
            pytest.skip(f"needs {missing}")
    shutil.copytree(EXAMPLES, project.folder / "examples")
    inside = Project(project.folder / "examples" / name, project.home, project.started)
    if name == "cpp":
        subprocess.run(["make", "-s"], cwd=inside.folder, check=True)
    (inside.folder / "sweep.yaml").unlink()
    if program == "train.py":
        two_commands(inside, *options)
    elif options:
        two_commands(inside, *options, *(["--metric", "length"] if name == "cpp" else []), program=program)
    else:
        refused = inside.run("init", program)
        assert refused.code == 2
        assert f"`sweepctl init {program} --run-help`" in refused.err


def test_what_was_guessed_is_said_and_the_file_can_go_to_stdout(project: Project) -> None:
    put(project, "typer")
    printed = project.run("init", "train.py", "-o", "-")
    assert printed.code == 0
    assert "metric: val_loss, minimize (line " in printed.err
    assert "train.py: its flags by typer" in printed.err
    assert "early_terminate:" in printed.out
    assert not (project.folder / "sweep.yaml").exists()
    document = project.run("init", "train.py", "-o", "-", "--json").json
    assert document["text"].rstrip() == printed.out.rstrip()
    assert document["metric"]["others"] == ["train_loss"]
    assert document["parameters"]["optimizer"] == {"values": ["sgd", "adam"]}
    assert {one["name"] for one in document["left"]} == {"epochs", "output"}
    assert document["file"] is None


def test_what_cannot_be_read_is_said(project: Project) -> None:
    project.write("bare.py", "import sys\nprint('loss=1')\n")
    project.write("needs.py", "import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\n"
                              "p.add_argument('--lr', type=float)\np.parse_args()\n")  # fmt: skip
    for call, sentence in (
        (("init",), "for which program?"),
        (("init", "gone.py"), "there is no file gone.py"),
        (("init", "bare.py"), "uses no framework that is read here"),
        (("init", "bare.py", "-i"), "nobody is there to answer"),
        (("init", "needs.py", "--metric", " "), "a metric has a name"),
    ):
        refused = project.run(*call)
        assert refused.code == 2
        assert sentence in refused.err
    needy = project.run("init", "needs.py")
    assert needy.code == 0
    assert "warning: it needs data: write it into `command`" in needy.err
    assert "  # - data" in (project.folder / "sweep.yaml").read_text()
    assert "it prints no metric" in needy.err


@pytest.mark.slow
def test_ranges_are_drawn_around_what_did_well(project: Project) -> None:
    project.write("train.py", TWO_FLAGS)
    rows = [f"{number / 20},{number / 40},0.1" for number in range(20)]
    project.write("old.csv", "\n".join(["x,loss,lr", *rows]))
    made = project.run("init", "train.py", "--from", "old.csv", "--json").json
    assert made["parameters"]["x"]["max"] < 0.35
    assert made["prior"] == "old.csv"
    assert project.run("check", "sweep.yaml").code == 0
    project.sweep(parameters={"x": {"min": 0.0, "max": 1.0}, "net": {"parameters": {"lr": {"values": [1, 2, 3, 4]}}}},
                  command=["/bin/echo", "loss=${x}"], run_cap=12, seed=1)  # fmt: skip
    assert project.run("run", "sweep.yaml", "-q").code == 0
    sweep = project.status()["sweep"]["id"]
    again = project.run("init", "--from", sweep, "-o", "next.yaml")
    assert again.code == 0, again
    assert f"sweepctl run next.yaml -n 20 --prior {sweep}" in again.out
    plan = project.run("run", "next.yaml", "--dry-run", "--json").json["trials"]
    values = sorted(trial["value"] for trial in project.status()["trials"])
    assert [one["params"]["x"] for one in plan[:3]] == pytest.approx(values[:3])
    assert all(one["params"]["x"] < 0.6 and one["params"]["net"]["lr"] in {1, 2, 3, 4} for one in plan)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def test_a_file_that_is_there_is_told_before_anything_is_asked(project: Project) -> None:
    put(project, "argparse")
    project.write("sweep.yaml", "mine")
    terminal = Terminal([sys.executable, "-m", "sweepctl", "init", "train.py", "-i"], project.folder,
                        project.environment())  # fmt: skip
    try:
        terminal.wait_for("sweep.yaml is there already")
        assert "metric" not in terminal.text
    finally:
        terminal.close()
    assert (project.folder / "sweep.yaml").read_text() == "mine"


def test_a_few_questions_are_asked_on_a_terminal_until_the_answers_make_sense(
    project: Project, terminal: tuple[int, int]
) -> None:
    put(project, "argparse")
    ours, theirs = terminal
    process = subprocess.Popen(
        [sys.executable, "-m", "sweepctl", "init", "train.py", "-i"],
        cwd=project.folder, env=project.environment(TERM="dumb"), stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen = ""
    for question, answer in (("metric [val_loss]", " "), ("a metric has a name", "train_loss"),
                             ("maximize [minimize]", "sideways"), ("is not a goal", "max"),
                             ("vary [lr", "lr nothing"), ("`nothing` cannot be varied here", "lr epochs lr"),
                             ("trials [20]", "few"), ("is not a number of trials", "0"),
                             ("at least 1 trial", "7")):  # fmt: skip
        while question not in seen:
            seen += os.read(ours, 4096).decode(errors="replace")
        seen = ""
        os.write(ours, f"{answer}\n".encode())
    # A terminal with nobody to read it holds its writer.
    while True:
        try:
            if not os.read(ours, 4096):
                break
        except OSError:
            break
    assert process.wait(60) == 0
    text = eventually(lambda: (project.folder / "sweep.yaml").read_text())
    for part in ("name: train_loss", "goal: maximize", "run_cap: 7", "  epochs:", "# batch-size: {values:"):
        assert part in text, part
