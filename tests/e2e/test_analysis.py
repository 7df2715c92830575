"""Trials drawn, compared, handed on and taken in, from the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.harness import Project

# Each is a real sweep, and there are many; `pytest -m slow` runs them.
pytestmark = pytest.mark.slow

TRAIN = """
    import sys

    args = dict(arg.lstrip("-").split("=") for arg in sys.argv[1:])
    if args["kind"] == "broken":
        raise SystemExit("broken")
    for epoch in range(1, 6):
        print(f"epoch {epoch} loss={float(args['lr']) + 0.1 / epoch!r}")
"""
KEYS: dict[str, Any] = {
    "name": "first",
    "run_cap": 6,
    "seed": 1,
    "method": "grid",
    "parameters": {
        "lr": {"values": [0.1, 0.2, 1 / 3]},
        "kind": {"values": ["fine", "broken"]},
        "nested": {"parameters": {"deep": {"value": [1, True]}}},
    },
}


@pytest.fixture
def done(project: Project) -> Project:
    """A sweep with three finished and three failed trials."""
    project.write("train.py", TRAIN)
    project.sweep(**KEYS)
    assert project.run("run", "sweep.yaml", "-q", "-j", "2").code == 0
    return project


def test_what_is_exported_comes_back_exactly(done: Project) -> None:
    rows = list(csv.DictReader(io.StringIO(done.run("export").out)))
    document = done.run("export", "--json").json
    lines = [json.loads(line) for line in done.run("export", "--format", "jsonl").out.splitlines()]
    assert document["trials"] == lines
    assert [one["params"]["lr"] for one in lines if one["params"]["kind"] == "fine"] == [0.1, 0.2, 1 / 3]
    assert [float(row["lr"]) for row in rows] == [one["params"]["lr"] for one in lines]
    assert [row["nested.deep"] for row in rows] == ["[1, true]"] * 6
    assert lines[0]["params"]["nested"] == {"deep": [1, True]}
    assert {row["state"] for row in rows} == {"finished", "failed"}
    assert [row["loss"] or None for row in rows] == [
        None if one["value"] is None else repr(one["value"]) for one in lines
    ]
    assert all(row["host"] and float(row["duration"]) > 0 and row["ending"] for row in rows)
    curves = list(csv.DictReader(io.StringIO(done.run("export", "--curves").out)))
    assert len(curves) == 15
    assert [row["n"] for row in curves[:5]] == ["1", "2", "3", "4", "5"]

    for name in ("t.csv", "t.json"):
        assert done.run("export", "first", "-o", name).code == 0
        brought = done.run("import", name, "--from", "sweep.yaml", "--name", name)
        assert brought.out.startswith("imported 6 trials into sweep "), brought
        back = [json.loads(line) for line in done.run("export", name, "--format", "jsonl").out.splitlines()]
        for key in ("number", "state", "value", "params", "started", "ended"):
            assert [one[key] for one in back] == [one[key] for one in lines], (name, key)
        again = done.run("import", name, "--into", name, "--json").json
        assert (again["imported"], again["known"]) == ([], 6)
        # Every point of the grid is there: nothing is left to run.
        assert done.run("status", name, "--json").json["sweep"]["state"] == "finished"


@pytest.mark.slow
def test_a_study_of_optuna_and_back(done: Project) -> None:
    assert "study first in sqlite:///x.db: 6 trials" in done.run("export", "--optuna", "sqlite:///x.db").out
    refused = done.run("export", "--optuna", "sqlite:///x.db")
    assert (refused.code, refused.err.splitlines()[1]) == (2, "hint: --force replaces it")
    best = done.run("best", "--json").json["trial"]
    made = done.run("import", "x.db", "--program", "train.py", "--name", "second", "--json").json
    assert len(made["imported"]) == 6
    again = done.run("best", "second", "--json").json["trial"]
    assert again["value"] == best["value"]
    assert again["params"]["lr"] == best["params"]["lr"]
    shown = done.run("plot", "curve", "--trials", "best", "--json").json
    assert len(shown["layers"][0]["points"]) == 5


def test_an_import_says_what_it_leaves_out(done: Project) -> None:
    done.write(
        "w.csv",
        "Name,State,lr,kind,loss\na,finished,0.1,fine,1\nb,running,0.1,fine,2\nc,finished,,fine,3\nd,finished,9,new,4\n",
    )
    result = done.run("import", "w.csv", "--into", "first")
    assert result.code == 0
    assert result.out.startswith("imported 2 trials into sweep ")
    assert sorted(result.err.splitlines()) == [
        "left out: line 3: it is not over yet",
        "left out: line 4: it has no `lr`",
        'warning: line 5: `kind` is "new", outside of the space: kept, but the search learns nothing from it',
        "warning: line 5: `lr` is 9, outside of the space: kept, but the search learns nothing from it",
    ]
    where = done.run("import", "w.csv")
    assert where.code == 2
    assert "hint: sweepctl import w.csv --into SWEEP, or --from sweep.yaml for a new one" in where.err


SLOW = pytest.mark.slow


@pytest.mark.parametrize("encoding", ["utf-8", pytest.param("ascii", marks=SLOW)])
@pytest.mark.parametrize("columns", [60, pytest.param(100, marks=SLOW), pytest.param(200, marks=SLOW)])
def test_pictures_fit_any_width_with_and_without_unicode(done: Project, columns: int, encoding: str) -> None:
    for words in (("plot",), ("plot", "curve"), ("plot", "param", "kind"), ("diff", "1", "2")):
        result = done.run(*words, COLUMNS=str(columns), PYTHONIOENCODING=encoding)
        assert result.code == 0, (words, result)
        assert all(len(line) <= columns for line in result.out.splitlines()), (words, result.out)
        assert result.out.isascii() is (encoding == "ascii"), words
        assert "\x1b" not in result.out


def test_a_diff_has_what_differs_and_counts_the_rest(done: Project) -> None:
    numbers = {one["params"]["lr"]: one["number"] for one in done.status()["trials"] if one["params"]["kind"] == "fine"}
    first, second = str(numbers[0.1]), str(numbers[0.2])
    shown = done.run("diff", first, second).out
    assert "2 equal parameters left out (--all)" in shown
    assert "nested.deep" not in shown
    assert "nested.deep" in done.run("diff", first, second, "--all").out
    found = done.run("diff", first, f"first/{second}", "--json").json
    assert found["differing"] == {"lr": [0.1, 0.2]}
    assert sorted(found["equal"]) == ["kind", "nested.deep"]
    assert [len(one["curve"]["points"]) for one in found["trials"]] == [5, 5]
    alone = done.run("diff", first)
    assert (alone.code, "error: one trial differs from nothing" in alone.err) == (2, True)


def test_wrong_words_suggest_the_right_ones(done: Project) -> None:
    for words, expected in (
        (("plot", "param", "lrr"), "did you mean `lr`?"),
        (("plot", "param"), "sweepctl plot param lr"),
        (("plot", "curve", "--trials", "99"), "there is no trial 99"),
        (("plot", "--trials", "1"), "sweepctl plot curve --trials 3,7,best"),
        (("export", "--json", "--format", "csv"), "write it to a file with -o"),
        (("export", "-o", "nowhere/x.csv"), "cannot write nowhere/x.csv"),
        (("import", "sweep.yaml", "--into", "first", "--name", "x"), "--into names a sweep that is there"),
    ):
        result = done.run(*words)
        assert result.code in {1, 2}, (words, result)
        assert expected in result.err + result.out, (words, result)
