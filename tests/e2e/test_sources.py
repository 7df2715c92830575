"""Metrics that a script writes to a file, from the sweep file to `status`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e.agents import Agent
from tests.harness import Project, eventually

WRITES_A_TABLE = """
    import csv
    import pathlib
    import sys
    import time

    x = float(sys.argv[1].partition("=")[2])
    folder = pathlib.Path(sys.argv[2]) / "version_0"
    folder.mkdir()
    with (folder / "metrics.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["epoch", "step", "train_loss", "val_loss"])
        for epoch in (0, 1, 2):
            print(f"val_loss={-epoch} lr=0.5", flush=True)
            table.writerow([epoch, epoch * 10 + 9, 1.5, ""])
            table.writerow([epoch, epoch * 10 + 9, "", x + 1 / (1 + epoch)])
            file.flush()
            while epoch == 1 and not pathlib.Path("go").exists():
                time.sleep(0.02)
"""


def sweep_of_tables(project: Project, path: str, **keys: Any) -> None:
    project.write("train.py", WRITES_A_TABLE)
    project.sweep(
        command=["${interpreter}", "-S", "${program}", "${args}", "${trial_dir}"],
        metric={"name": "val_loss", "source": f"csv:{path}"},
        parameters={"x": {"values": [0.25, 0.5]}},
        method="grid",
        **keys,
    )


def test_the_table_counts_while_the_trial_runs_and_its_output_does_not(project: Project) -> None:
    sweep_of_tables(project, "${trial_dir}/version_*/metrics.csv")
    agent = Agent(project, "run", "sweep.yaml", "-j", "2")
    eventually(lambda: [trial["count"] for trial in project.status().get("trials", [])] == [2, 2], 30.0)
    project.write("go", "")
    assert agent.leaves() == 0, agent.text
    trials = {trial["params"]["x"]: trial for trial in project.status()["trials"]}
    assert {x: (trial["value"], trial["count"], trial["value_step"]) for x, trial in trials.items()} == {
        0.25: (0.25 + 1 / 3, 3, 29.0),
        0.5: (0.5 + 1 / 3, 3, 29.0),
    }
    seen = project.run("show", "1", "--json").json["trial"]["seen"]
    assert (seen["lr"]["count"], seen["train_loss"]["count"]) == (3, 3)
    assert "val_loss=-2" in project.run("logs", "1").out


def test_where_the_table_is_not_there_the_trial_has_no_metric_and_says_where_it_was_sought(project: Project) -> None:
    sweep_of_tables(project, "${trial_dir}/nowhere/*.csv", run_cap=1)
    project.write("go", "")
    project.run("run", "sweep.yaml")
    (trial,) = project.status()["trials"]
    assert trial["state"] == "no_metric"
    assert trial["reason"].startswith("`val_loss` was not found in csv:${trial_dir}/nowhere/*.csv; seen: `lr`")


def test_trials_with_one_table_for_all_are_not_run_side_by_side(project: Project) -> None:
    sweep_of_tables(project, "metrics.csv")
    assert "`csv:metrics.csv` is the same for every trial" in project.run("check", "sweep.yaml").err
    refused = project.run("run", "sweep.yaml", "-j", "2")
    assert refused.code == 2
    assert not (project.folder / ".sweepctl").exists()
    assert "with -j 2 trials would read each other's values from `csv:metrics.csv`" in refused.err


def test_a_script_that_logs_by_itself_is_read_in_every_folder_there_is(project: Project) -> None:
    """Brackets in the name of a folder are no pattern."""
    inner = Project(project.folder / "runs [1]", project.home, project.started)
    inner.write(
        "train.py",
        """
        import os
        import sweepctl

        for epoch in range(3):
            sweepctl.log({"loss": 0.5 - epoch / 8, "epoch": epoch})
        with open("mine.log", "a") as file:
            print("acc=0.75", file=file)
        """,
    )
    metrics = [{"name": "loss"}, {"name": "acc", "goal": "maximize", "source": "file:mine.log"}]
    inner.sweep(metric=None, metrics=metrics, run_cap=2)
    result = inner.run("run", "sweep.yaml", PYTHONPATH=str(Path(__file__).parents[2]))
    assert result.code == 0, result
    trials = inner.status()["trials"]
    assert [trial["values"] for trial in trials] == [{"loss": 0.25, "acc": 0.75}] * 2
