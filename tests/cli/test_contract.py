"""What every verb promises: help with an example, plain text in a pipe, one JSON document, sentences for errors."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Mapping, Sequence

import pytest

from tests.harness import Project

VERBS = (
    "init", "check", "create", "run", "agent", "ls", "status", "show", "logs", "best", "pause", "resume", "stop",
    "cancel", "retry", "enqueue", "edit", "delete", "metrics", "why", "schema", "completion", "doctor", "plot", "diff",
    "export", "import",
)  # fmt: skip
# A call of each verb that fails in an empty folder.
FAILING: Mapping[str, Sequence[str]] = {
    "check": ("nowhere.yaml",),
    "create": ("nowhere.yaml",),
    "run": ("nowhere.yaml", "-n", "1"),
    "show": ("1",),
    "retry": ("1",),
    "enqueue": ("x=1",),
    "edit": ("--metric", "loss"),
    "delete": ("-y",),
    "metrics": ("nowhere.log",),
    "why": ("1", "val_loss"),
    "diff": ("1", "2"),
    "import": ("nowhere.csv", "--into", "first"),
    "completion": ("csh",),
    "doctor": ("--salvage",),
}
# What asks for nothing that could be missing.
NEVER_FAILING = {"schema"}
SUCCEEDING: Sequence[tuple[str, ...]] = (
    ("check", "sweep.yaml"),
    ("check", "sweep.yaml", "--explain", "--set", "run_cap=3"),
    ("check", "--explain"),
    ("create", "sweep.yaml"),
    ("agent", "--on-event", "improved=true"),
    ("run", "sweep.yaml", "-n", "1"),
    ("ls",),
    ("status",),
    ("status", "--trials"),
    ("status", "--sort", "value", "--columns", "x", "--state", "finished,failed", "--limit", "1"),
    ("show", "1"),
    ("logs", "1"),
    ("why", "1", "loss"),
    ("best",),
    ("doctor",),
    ("doctor", "--dry-run"),
    ("plot",),
    ("plot", "curve", "loss", "--trials", "1,best"),
    ("plot", "param", "x", "--ascii"),
    ("plot", "importance", "--method", "gp"),
    ("diff", "1", "1"),
    ("export", "-o", "trials.csv"),
    ("export", "--format", "json"),
    ("export", "--curves", "--format", "json"),
    ("export", "--optuna", "sqlite:///study.db", "--force"),
    ("import", "study.db", "--name", "second"),
    ("import", "trials.csv", "--into", "second"),
    ("delete", "second", "-y"),
    ("pause",),
    ("resume",),
    ("enqueue", "x=0.5"),
    ("edit", "--metric", "loss"),
    ("edit", "--file", "sweep.yaml", "--name", "other"),
    ("edit", "--set", "run_cap=9"),
    ("agent", "-n", "1", "--on-event", "improved=true"),
    ("stop",),
    ("status", "--watch"),
    ("cancel",),
    ("delete", "-y"),
    ("metrics", "train.py"),
    ("completion", "bash"),
    ("metrics", "train.py", "--metric", "val_loss"),
    ("schema",),
    ("show", "--spec"),
    ("create", "sweep.yaml", "--set", "seed=1", "--dry-run"),
    ("init", "flags.py", "-o", "-"),
    ("init", "flags.py", "-o", "first.yaml", "--force"),
)
TRAIN = """
    import sys

    print("loss=" + sys.argv[1].partition("=")[2])
"""

FLAGS = """
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float)
    print(f"loss={parser.parse_args().lr}")
"""


def test_the_list_of_verbs_is_complete(project: Project) -> None:
    listed = re.findall(r"^  (\w+) ", project.run("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert sorted(listed) == sorted(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_an_example_and_fits(project: Project, verb: str) -> None:
    result = project.run(verb, "--help")
    assert result.code == 0
    assert f"Example: sweepctl {verb}" in result.out
    assert "--json" in result.out
    assert "\x1b" not in result.out


@pytest.mark.parametrize("verb", sorted({*VERBS} - NEVER_FAILING))
def test_a_failure_is_one_sentence_or_one_document(project: Project, verb: str) -> None:
    arguments = FAILING.get(verb, ())
    plain = project.run(verb, *arguments)
    assert plain.code == 2
    assert plain.out == ""
    assert plain.err.startswith("error: ")
    assert "Traceback" not in plain.err
    document = project.run(verb, *arguments, "--json")
    assert document.code == 2
    assert document.json["schema"] == 1
    assert document.json["error"]["sentence"]


@pytest.mark.parametrize("as_json", [pytest.param(False, marks=pytest.mark.slow), True])
def test_every_verb_works_in_a_pipe_and_as_json(project: Project, as_json: bool) -> None:
    project.write("train.py", TRAIN)
    project.write("flags.py", FLAGS)
    project.sweep(run_cap=2)
    for call in SUCCEEDING:
        result = project.run(*call, *(["--json"] if as_json else []))
        assert result.code == 0, (call, result)
        assert "\x1b" not in result.out + result.err, call
        assert all(line == line.rstrip() for line in result.out.splitlines()), call
        if as_json:
            assert result.json["schema"] == 1, call


def test_status_json_keeps_its_fields(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=2, name="first")
    assert project.run("run", "sweep.yaml").code == 0
    brief = project.run("status", "--json").json
    assert "trials" not in brief
    assert brief["sweep"].items() >= {"name": "first", "method": "random", "state": "finished"}.items()
    assert isinstance(brief["sweep"]["id"], str)
    assert brief["sweep"]["metric"].items() >= {"name": "loss", "goal": "minimize"}.items()
    assert brief["counts"] == {
        "total": 2, "queued": 0, "running": 0, "finished": 2, "stopped": 0, "failed": 0, "no_metric": 0, "cancelled": 0,
    }  # fmt: skip
    full = project.status()
    best = min(full["trials"], key=lambda trial: trial["value"])
    assert full["best"] == {"number": best["number"], "value": best["value"], "params": best["params"]}
    expected = {"number", "state", "attempt", "params", "value", "reason", "started", "ended"}
    assert all(trial.keys() >= expected for trial in full["trials"])


def test_several_metrics_keep_their_fields_with_and_without_parts(project: Project) -> None:
    project.write("train.py", "print('loss=1 size=2')")
    metrics = [{"name": "loss"}, {"name": "size"}]
    for folds, more in ((None, set[str]()), (2, {"errors"})):
        project.sweep(run_cap=1, metric=None, metrics=metrics, folds=folds)
        assert project.run("run", "sweep.yaml").code == 0
        document = project.status()
        assert document["front"][0].keys() == {"number", "values", "params"} | more
        assert document["trials"][0].keys() & {"values", "errors"} == {"values"} | more


def test_best_is_null_before_the_first_value(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    project.run("create", "sweep.yaml")
    assert project.run("status", "--json").json["best"] is None


def test_quiet_create_prints_only_the_id(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    result = project.run("create", "sweep.yaml", "-q")
    assert re.fullmatch(r"[a-z][a-z0-9]{7}\n", result.out)
    assert result.out.strip() == project.run("ls", "--json").json["sweeps"][0]["sweep"]["id"]


def test_a_sweep_is_found_by_beginning_and_name_and_a_mistake_suggests_the_nearest(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(name="digits")
    sweep = project.run("create", "sweep.yaml", "-q").out.strip()
    for text in (sweep, sweep[:4], "digits"):
        assert project.run("status", text, "--json").json["sweep"]["id"] == sweep
    wrong = project.run("status", "digit")
    assert wrong.code == 2
    assert "did you mean `digits`?" in wrong.err


def test_all_problems_of_a_file_come_at_once_with_their_lines(project: Project) -> None:
    project.write(
        "sweep.yaml",
        """
        program: train.py
        method: Bayes
        count: 3
        parameters:
          lr: {min: 2, max: 1}
          width: 5
        """,
    )
    result = project.run("check", "sweep.yaml")
    assert result.code == 2
    assert "error: sweep.yaml:2:9: method: `Bayes` is not a method\n  hint: did you mean `bayes`?" in result.err
    assert "warning: sweep.yaml:3:1: count: `count` is not a key\n  hint: did you mean `run_cap`?" in result.err
    assert "error: sweep.yaml:5:13: parameters.lr.min: min 2 is not less than max 1" in result.err
    assert "error: sweep.yaml:6:10: parameters.width: has to be a mapping" in result.err
    places = [(p["line"], p["column"]) for p in project.run("check", "sweep.yaml", "--json").json["error"]["problems"]]
    assert places == [(2, 9), (3, 1), (5, 13), (6, 10)]


def test_check_prints_size_bands_and_a_command_quoted_for_a_shell(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(
        method="grid",
        parameters={"note": {"values": ["a b", "c"]}, "n": {"min": 1, "max": 5}},
        early_terminate={"type": "hyperband", "min_iter": 2},
    )
    result = project.run("check", "sweep.yaml")
    assert "fine, grid, 10 points" in result.out
    assert "2, 6, 18, 54, 162, 486 …" in result.out
    assert "train.py --n=1 '--note=a b'" in result.out
    assert project.run("check", "sweep.yaml", "--json").json["size"] == 10


def test_an_endless_sweep_is_refused_by_run_and_said_by_agent(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    refused = project.run("run", "sweep.yaml")
    assert refused.code == 2
    assert "hint: say how many trials: -n 20" in refused.err
    assert not (project.folder / ".sweepctl").exists()
    project.run("create", "sweep.yaml")
    agent = project.start("agent")
    assert agent.stdout is not None
    said = [agent.stdout.readline() for _ in range(2)]
    agent.send_signal(signal.SIGTERM)
    assert any("this sweep has no end" in line for line in said), said


def test_impossible_requests_say_the_state_and_what_is_possible(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep()
    sweep = project.run("create", "sweep.yaml", "-q").out.strip()
    again = project.run("resume")
    assert again.code == 1
    assert f"cannot resume sweep {sweep}: it is running" in again.err
    assert "possible now: pause, stop, cancel" in again.err
    assert project.run("cancel").code == 0
    assert "it is cancelled" in project.run("pause").err


def test_a_changed_sweep_file_is_said(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=1)
    project.run("create", "sweep.yaml")
    project.sweep(run_cap=2)
    assert "has changed since the sweep was made" in project.run("agent").out


def test_output_that_steers_a_terminal_is_made_harmless(project: Project) -> None:
    project.write("train.py", r'print("\x1b]0;owned\x07\x1b[31mloss=1")')
    project.sweep(run_cap=1)
    project.run("run", "sweep.yaml")
    assert "\x1b" not in project.run("logs", "1").out
    assert json.loads(project.run("logs", "1", "--json").out)["trials"][0]["lines"]


def test_a_sweep_is_explained_in_words(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(
        method="bayes",
        folds=5,
        parameters={"x": {"min": 0.0, "max": 1.0}, "y": {"values": [1, 2]}},
        constraints=["x < 0.5"],
        early_terminate={"type": "hyperband", "min_iter": 3},
        stop={"trials": 40, "no_improvement": 9},
    )
    told = project.run("check", "sweep.yaml", "--explain").out
    for words in (
        "the constraints leave about 49% of the space",
        "The first 10 trials are drawn at random.",
        "Then a Gaussian process draws the point of the highest log expected improvement; TPE every third",
        "A trial is 5 folds (--fold=0 … 4): 5 runs of the program.",
        "Of 81 trials that start, 28 go on after 3 values, 10 go on after 9 values",
        "The sweep is finished once 40 trials are there or 9 trials in a row brought no better value.",
        "S. Ament et al.",
    ):
        assert words in told, words
    everything = project.run("check", "--explain").out
    assert all(f"early_terminate.type: {kind}" in everything for kind in ("asha", "wilcoxon", "plateau"))


def test_constraints_that_leave_nothing_are_refused(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(method="grid", parameters={"x": {"values": [1, 2]}}, constraints=["x > 2"])
    refused = project.run("check", "sweep.yaml")
    assert refused.code == 2
    assert "constraints: leave no point at all" in refused.err
