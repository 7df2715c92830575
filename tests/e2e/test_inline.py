"""Sweeps that are said on the command line."""

from __future__ import annotations

import shlex

import pytest

from tests.harness import Project

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

TRAIN = """
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--layers", type=int, default=1)
    args = parser.parse_args()
    for epoch in range(3):
        print(f"epoch {epoch} val_loss={args.lr + args.layers}")
"""
RANGES = ("lr=log(1e-5,1e-1)", "width=[32,64,128]", "layers=1..4")
SEARCH = ("--metric", "val_loss", "--minimize")


@pytest.fixture
def script(project: Project) -> Project:
    project.write("train.py", TRAIN)
    return project


def test_a_script_is_swept_without_a_file(script: Project) -> None:
    result = script.run(
        "run", "train.py", *RANGES, *SEARCH, "--method", "random", "--early-stop", "hyperband", "-n", "3"
    )
    assert result.code == 0, result
    found = script.status()
    assert found["sweep"]["name"] == "train"
    assert found["sweep"]["metric"]["goal"] == "minimize"
    assert found["counts"]["total"] == found["counts"]["finished"] + found["counts"]["stopped"] == 3
    for trial in found["trials"]:
        assert 1e-5 <= trial["params"]["lr"] <= 1e-1
        assert trial["params"]["width"] in {32, 64, 128}
        assert trial["params"]["layers"] in {1, 2, 3, 4}
    text = script.run("show", "--spec").out
    assert "program: train.py\nmethod: random\n" in text
    assert "early_terminate:\n  type: hyperband\n  min_iter: 3" in text
    script.write("again.yaml", text)
    assert script.run("check", "again.yaml").code == 0
    assert script.run("show", "--spec", "train", "--json").json["spec"].rstrip() == text.rstrip()


def test_a_dry_run_prints_five_commands_and_makes_nothing(script: Project) -> None:
    result = script.run("run", "train.py", *RANGES, "note=a b", *SEARCH, "--dry-run", "--", "--x", "it's")
    assert result.code == 0
    commands = [shlex.split(line) for line in result.out.splitlines()]
    assert len(commands) == 5
    for command in commands:
        assert "train.py" in command
        assert {word.partition("=")[0] for word in command if "=" in word} == {"--lr", "--width", "--layers", "--note"}
        assert command[-2:] == ["--x", "it's"]
    assert not (script.folder / ".sweepctl").exists()
    document = script.run("create", "train.py", "layers=1..3", "--dry-run", "--json").json
    assert len(document["trials"]) == 3
    assert {one["params"]["layers"] for one in document["trials"]} == {1, 2, 3}
    assert document["trials"][0]["argv"][-1].startswith("--layers=")


@pytest.mark.slow
def test_a_dry_run_shows_what_a_seeded_sweep_runs(script: Project) -> None:
    script.sweep(metric={"name": "val_loss"}, parameters={"lr": {"min": 0.0, "max": 1.0}}, seed=3, run_cap=3,
                 initial=[{"lr": 0.5}])  # fmt: skip
    planned = [one["params"] for one in script.run("run", "sweep.yaml", "--dry-run", "--json").json["trials"]]
    assert planned[0] == {"lr": 0.5}
    assert script.run("run", "sweep.yaml").code == 0
    assert planned == [one["params"] for one in sorted(script.status()["trials"], key=lambda one: one["number"])]


def test_a_sweep_file_is_changed_for_one_sweep(script: Project) -> None:
    script.sweep(metric={"name": "val_loss"}, parameters={"lr": {"min": 0.0, "max": 1.0}})
    changes = ("--set", "lr=log(1e-4,1e-3)", "--set", "run_cap=2", "--set", "parameters.layers=2")
    result = script.run("run", "sweep.yaml", *changes)
    assert result.code == 0, result
    found = script.status()
    assert found["counts"]["total"] == 2
    assert all(1e-4 <= one["params"]["lr"] <= 1e-3 and one["params"]["layers"] == 2 for one in found["trials"])
    assert script.run("show", "--spec").out.startswith("# sweep.yaml (sha256 ")
    resumed = script.run("run", "sweep.yaml", "--resume")
    assert resumed.code == 0
    assert "has changed" not in resumed.out
    script.sweep(metric={"name": "val_loss"}, run_cap=1)
    assert "has changed since the sweep was made" in script.run("agent").out


@pytest.mark.parametrize(
    ("call", "sentence", "hint"),
    [
        ("run train.py lr=log(1e-5 -n 1", "`lr=log(1e-5`, column 12: the `)` is missing", "log(min, max)"),
        ("create train.py lr=1..2 --metric m --early-stop hyperbund", "`hyperbund` is not a kind", "hyperband"),
        ("run train.py --layers=1..4", "has no option `--layers`", "written without hyphens: layers=…"),
        ("run sweep.yaml --set y=1", "`y` is neither a key nor a parameter", "parameters.y="),
    ],
)
def test_mistakes_are_said_with_their_place(script: Project, call: str, sentence: str, hint: str) -> None:
    script.sweep(run_cap=1)
    refused = script.run(*call.split())
    assert refused.code == 2
    assert sentence in refused.err
    assert hint in refused.err
    assert not (script.folder / ".sweepctl").exists()


def test_a_flag_that_the_script_does_not_have_is_said(script: Project) -> None:
    result = script.run("create", "train.py", "lrr=log(1e-5,1e-1)")
    assert result.code == 0
    assert "warning: train.py: parameters.lrr: train.py does not declare `--lrr`" in result.err
    assert "did you mean `--lr`?" in result.err


def test_a_queued_point_may_name_a_range(script: Project) -> None:
    script.sweep(metric={"name": "val_loss"}, parameters={"lr": {"min": 0.0, "max": 1.0}, "width": {"values": [1, 2]}})
    script.run("create", "sweep.yaml")
    assert script.run("enqueue", "lr=0.2..0.3", "width=2").code == 0
    assert script.run("enqueue", "lr=7").err.startswith("warning: lr: 7 is outside of what is drawn")
    wrong = script.run("enqueue", "lr=log(0,1)")
    assert wrong.code == 2
    assert "`lr=log(0,1)`, column 8" in wrong.err
    first, second = sorted(script.status()["trials"], key=lambda one: one["number"])
    assert 0.2 <= first["params"]["lr"] <= 0.3
    assert first["params"]["width"] == 2
    assert second["params"]["lr"] == 7
