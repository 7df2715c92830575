"""Which words on the command line make a sweep without a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sweepctl.api import Inline, inline_sweep
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal
from sweepctl.model.spec import Method
from sweepctl.spec.document import read_document


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("train.py").write_text("print('loss=1')")
    Path("run.sh").write_text("#!/bin/sh\n")
    Path("sweep").write_text("method: random\n")


def made(**asked: Any) -> Any:
    text = inline_sweep(Path("train.py"), Inline(**asked))
    assert text is not None
    return read_document(text.encode()).root.plain


def test_ranges_and_options_become_a_sweep_file() -> None:
    assert made(ranges=["x=1..4"], metric="acc", goal=Goal.MAXIMIZE, early_stop="hyperband") == {
        "name": "train",
        "program": "train.py",
        "method": "bayes",
        "metric": {"name": "acc", "goal": "maximize"},
        "parameters": {"x": {"min": 1, "max": 4}},
        "early_terminate": {"type": "hyperband", "min_iter": 3},
    }
    assert made(ranges=["x=1..4"])["method"] == "random"
    assert made(ranges=["x=3"], metric="loss")["method"] == "random"
    assert made(ranges=["x=1,2"], method=Method.GRID)["method"] == "grid"
    assert made(ranges=["x=1..4"], metric="loss", early_stop="median")["early_terminate"] == {"type": "median"}


def test_what_is_typed_on_several_lines_stays_one_comment() -> None:
    assert made(ranges=["x=[1,\n2]"])["parameters"] == {"x": {"values": [1, 2]}}


def test_a_sweep_file_is_left_alone() -> None:
    assert [inline_sweep(Path(name), Inline()) for name in ("s.yaml", "s.yml", "s.json", "sweep", "gone")] == [None] * 5


@pytest.mark.parametrize(
    ("file", "asked", "sentence", "hint"),
    [
        ("train.py", Inline(), "train.py is a program and no sweep file", "sweepctl init train.py"),
        ("run.sh", Inline(), "run.sh is a program and no sweep file", "'lr=log(1e-4,1e-1)'"),
        ("s.yaml", Inline(["x=1..2"]), "s.yaml is a sweep file", "--set x=1..2"),
        ("s.yaml", Inline(metric="loss"), "s.yaml is a sweep file", "--set metric.name="),
        ("train.py", Inline(["x=1"], goal=Goal.MAXIMIZE), "--maximize what?", "--metric"),
        ("gone.py", Inline(["x=1"]), "there is no file gone.py", ""),
    ],
)
def test_what_cannot_be_meant_is_said(file: str, asked: Inline, sentence: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        inline_sweep(Path(file), asked)
    assert sentence in caught.value.sentence
    assert hint in (caught.value.hint or "")
