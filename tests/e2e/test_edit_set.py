"""`edit --set`: a few keys of a sweep change, wherever it came from, and its text says so."""

from __future__ import annotations

import pytest

from tests.harness import Project

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

TRAIN = """
    import sys

    given = dict(one.lstrip("-").partition("=")[::2] for one in sys.argv[1:])
    print(f"loss={given['x']} other={-float(given['x'])}")
"""


@pytest.fixture
def made(project: Project) -> Project:
    """A project with a script."""
    project.write("train.py", TRAIN)
    return project


def spec_of(project: Project) -> str:
    """The newest sweep's text, which has to be a sweep file that says what the sweep is."""
    text = project.run("show", "--spec").out
    project.write("told.yaml", text)
    assert project.run("check", "told.yaml").code == 0, text
    return text


def test_ranges_and_caps_change_without_the_file_being_touched(made: Project) -> None:
    made.sweep(run_cap=2, early_terminate={"type": "hyperband", "min_iter": 3})
    before = (made.folder / "sweep.yaml").read_text()
    assert made.run("run", "sweep.yaml").code == 0
    changes = ("--set", "run_cap=4", "--set", "x=2..3.5", "--set", "early_terminate.min_iter=5")
    edited = made.run("edit", *changes, "--json").json
    assert (edited["version"], edited["outside"]) == (2, [1, 2])
    assert made.run("edit", "--set", "x.max=3").code == 0
    assert "has changed since" not in made.run("agent").out, "its file is the one that it was made of"
    found = made.status()
    assert found["counts"]["finished"] == 4
    assert [2 <= trial["params"]["x"] <= 3 for trial in found["trials"]] == [False, False, True, True]
    text = spec_of(made)
    assert text.startswith("# sweep.yaml (sha256 ")
    assert text.splitlines()[1:3] == [
        "# --set 'run_cap=4' --set 'x=2..3.5' --set 'early_terminate.min_iter=5'",
        "# --set 'x.max=3'",
    ]
    assert "run_cap: 4" in text
    assert "min_iter: 5" in text
    assert (made.folder / "sweep.yaml").read_text() == before


def test_a_file_and_changes_of_it_go_together(made: Project) -> None:
    made.sweep(run_cap=1)
    made.run("create", "sweep.yaml")
    made.sweep(run_cap=7)
    assert made.run("edit", "--file", "sweep.yaml", "--set", "x=0.5").code == 0
    text = spec_of(made)
    assert "run_cap: 7" in text
    assert "value: 0.5" in text


def test_a_sweep_that_was_said_on_the_command_line_changes(made: Project) -> None:
    assert made.run("run", "train.py", "x=0.1..0.2", "--metric", "loss", "-n", "1").code == 0
    assert made.run("edit", "--set", "x.max=0.3", "--set", "run_cap=2", "--set", "parameters.y=1..4").code == 0
    text = spec_of(made)
    assert text.splitlines()[0] == "# train.py x=0.1..0.2"
    assert "max: 0.3" in text
    assert made.run("agent").code == 0
    assert [set(trial["params"]) for trial in made.status()["trials"]] == [{"x"}, {"x", "y"}]


def test_a_sweep_that_came_from_a_study_changes_and_runs(made: Project) -> None:
    deep = {"parameters": {"y": {"min": 1, "max": 4}}, "when": {"kind": "a"}}
    made.sweep(run_cap=3, parameters={"x": {"min": 0.0, "max": 1.0}, "kind": {"values": ["a", "b"]}, "deep": deep})
    assert made.run("run", "sweep.yaml").code == 0
    assert made.run("export", "--optuna", "sqlite:///study.db").code == 0
    assert made.run("import", "study.db", "--name", "theirs").code == 0
    refused = made.run("edit", "theirs", "--set", "run_cap=1")
    assert refused.code == 2
    assert "program" in refused.err
    assert made.run("edit", "theirs", "--set", "program=train.py", "--set", "run_cap=2").code == 0
    assert made.run("resume", "theirs").code == 0
    assert made.run("agent", "theirs").code == 0
    found = made.status("theirs")
    assert (found["counts"]["total"], found["imported"]) == (5, 3)
    assert "# made from the study" in spec_of(made)


def test_the_text_of_a_sweep_tells_of_its_program_and_its_metric(made: Project) -> None:
    made.write("second.py", TRAIN)
    made.sweep(run_cap=1)
    assert made.run("run", "sweep.yaml", "--program", "second.py").code == 0
    assert made.run("edit", "--metric", "other", "--goal", "maximize").code == 0
    text = spec_of(made)
    assert "program: second.py" in text
    assert "name: other\n  goal: maximize" in text
    assert made.run("edit", "--set", "run_cap=2").code == 0
    assert made.run("agent").code == 0
    found = made.status()
    assert found["sweep"]["metric"].items() >= {"name": "other", "goal": "maximize"}.items()
    assert all(trial["value"] == -trial["params"]["x"] for trial in found["trials"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("rn_cap=3", "`rn_cap` is neither a key nor a parameter"),
        ("x.min=9", "min 9 is not less than"),
        ("seed=3", "--set does not change the seed"),
        ("name=other", "--set does not change the name"),
        ("folds=3", "`folds` and `repeats` cannot change"),
        ("metric=null", "the number of metrics cannot change"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(made: Project, change: str, sentence: str) -> None:
    made.sweep(run_cap=1)
    made.run("create", "sweep.yaml")
    refused = made.run("edit", "--set", change)
    assert refused.code == 2
    assert sentence in refused.err
    assert made.run("edit", "--name", "same", "--json").json["version"] == 1


def test_check_reads_a_file_as_if_it_said_something_else(made: Project) -> None:
    made.sweep()
    result = made.run("check", "sweep.yaml", "--set", "run_cap=7", "--set", "method=grid", "--set", "x=1..4")
    assert result.code == 0
    assert "fine, grid, 4 points, at most 7 trials" in result.out
    assert "x.min" in made.run("check", "sweep.yaml", "--set", "x.min=9").err
    assert made.run("check", "--explain", "--set", "x=1").code == 2
