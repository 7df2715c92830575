"""`sweepctl why`: the lines behind a trial's values."""

from __future__ import annotations

import json
from typing import Any

from tests.harness import Project

TRAIN = """
    import os, sys

    print("a line without it")
    for epoch in range(1, 4):
        print(f"epoch {epoch}/3 Val Loss: {1 / epoch:.2f} acc=0.{epoch}")
    if "records" in sys.argv:
        with open(os.environ["SWEEPCTL_METRICS_FILE"], "a") as file:
            file.write('{"val_loss": 0.125, "epoch": 3}\\n')
    if os.environ["SWEEPCTL_ATTEMPT"] == "1" and "once" in sys.argv:
        sys.exit("no luck")
"""


def ran(project: Project, *extra: str, **keys: Any) -> None:
    project.write("train.py", TRAIN)
    command = ["${interpreter}", "train.py", *extra]
    metric = {"name": "val_loss", "goal": "minimize"}
    project.sweep(command=command, method="grid", parameters={"x": {"value": 1}}, metric=metric, **keys)
    assert project.run("run", "sweep.yaml").code == 0


def test_each_line_is_told_with_its_format_and_value(project: Project) -> None:
    ran(project)
    assert project.run("why", "1", "val_loss").out == (
        "output.log:2: pairs: 1: epoch 1/3 Val Loss: 1.00 acc=0.1\n"
        "output.log:3: pairs: 0.5: epoch 2/3 Val Loss: 0.50 acc=0.2\n"
        "output.log:4: pairs: 0.33: epoch 3/3 Val Loss: 0.33 acc=0.3\n"
    )
    assert project.run("why", "1", "acc", "--json").json["lines"][1] == {
        "file": "output.log",
        "line": 3,
        "text": "epoch 2/3 Val Loss: 0.50 acc=0.2",
        "value": 0.2,
        "epoch": 2.0,
        "step": None,
        "format": "pairs",
    }


def test_only_what_counts_is_told(project: Project) -> None:
    """A record goes before whatever is guessed from the output."""
    ran(project, "records")
    record = json.dumps({"val_loss": 0.125, "epoch": 3})
    assert project.run("why", "1", "val_loss").out == f"metrics.jsonl:1: record: 0.125: {record}\n"


def test_of_the_newest_attempt_with_the_lines_of_the_whole_log(project: Project) -> None:
    ran(project, "once", retries=1)
    log = (project.folder / ".sweepctl").glob("*/1/output.log")
    lines = next(log).read_text().splitlines()
    told = project.run("why", "1", "val_loss", "--json").json["lines"]
    assert [lines[one["line"] - 1] for one in told] == [one["text"] for one in told]
    assert len(told) == 3
    assert told[0]["line"] > 5


def test_of_several_parts_each_is_told(project: Project) -> None:
    ran(project, folds=2)
    told = project.run("why", "1", "val_loss", "--json").json["lines"]
    assert [one["file"] for one in told] == ["0/output.log"] * 3 + ["1/output.log"] * 3


def test_a_metric_that_was_not_said_is_a_sentence(project: Project) -> None:
    ran(project)
    refused = project.run("why", "1", "f1")
    assert (refused.code, refused.out) == (2, "")
    assert "no line of trial 1 says `f1`" in refused.err
