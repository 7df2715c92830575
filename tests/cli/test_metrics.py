"""`sweepctl metrics`: what is read of a log, and by which format."""

from __future__ import annotations

import subprocess
import sys

from tests.harness import Project

LOG = r"""
2024-05-01 12:00:00,123 INFO Epoch 3/10

train loss 1.96, val loss 1.98
nothing to see here
{'loss': 0.5, 'epoch': 4}
sweepctl: {"val_loss": 0.25, "step": 7}
"""


def test_each_line_is_told_with_its_format_step_and_metrics(project: Project) -> None:
    project.write("train.log", LOG)
    assert project.run("metrics", "train.log", "--metric", "val_loss").out == (
        "1: steps: epoch 3\n"
        "3: words: epoch 3: train loss=1.96 val_loss=1.98\n"
        "5: structured: epoch 4: loss=0.5\n"
        "6: tagged: step 7: val_loss=0.25\n"
    )


def test_the_document_has_one_entry_for_each(project: Project) -> None:
    project.write("train.log", LOG)
    assert project.run("metrics", "train.log", "--json").json == {
        "schema": 1,
        "lines": [
            {"line": 1, "metrics": {}, "epoch": 3.0, "step": None, "format": "steps"},
            {
                "line": 3,
                "metrics": {"train loss": 1.96, "val loss": 1.98},
                "epoch": 3.0,
                "step": None,
                "format": "words",
            },
            {"line": 5, "metrics": {"loss": 0.5}, "epoch": 4.0, "step": None, "format": "structured"},
            {"line": 6, "metrics": {"val_loss": 0.25}, "epoch": None, "step": 7.0, "format": "tagged"},
        ],
    }


def test_of_a_bar_only_the_last_frame_of_a_step_is_told(project: Project) -> None:
    bar = "".join(f"\r {step * 10}%|##   | {step}/10 [00:01<00:02, loss=0.{9 - step}]" for step in range(1, 9))
    (project.folder / "bar.log").write_text(f"Epoch 1\n{bar}\n")
    lines = project.run("metrics", "bar.log", "--json").json["lines"]
    assert len(lines) < 10
    assert lines[-1]["metrics"]["loss"] == 0.1
    assert {line["line"] for line in lines} == {1, 2}


def test_a_log_comes_through_a_pipe_line_by_line(project: Project) -> None:
    """As in `python train.py | sweepctl metrics -`: it shows while the script runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sweepctl", "metrics", "-"],
        cwd=project.folder,
        env=project.environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, value in enumerate(("0.5", "0.25"), 1):
            process.stdin.write(f"loss={value}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{number}: pairs: loss={value}\n"
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_metric_that_is_not_there_is_said_beside_the_lines(project: Project) -> None:
    project.write("train.log", "loss=0.5 vall_loss=0.3\n")
    result = project.run("metrics", "train.log", "--metric", "val_loss")
    assert (result.code, result.out) == (0, "1: pairs: loss=0.5 vall_loss=0.3\n")
    assert result.err == "`val_loss` was not found\n"
    project.write("empty.log", "")
    assert project.run("metrics", "empty.log").err == "no line says a metric or a step\n"


def test_a_folder_is_no_log(project: Project) -> None:
    result = project.run("metrics", ".")
    assert (result.code, result.err) == (2, "error: cannot read .: Is a directory\n")
