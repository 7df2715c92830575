"""The whole path with real processes: a sweep file in, finished trials out."""

from __future__ import annotations

from tests.harness import Project

TRAIN = """
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=float)
    x = parser.parse_args().x
    for epoch in range(1, 4):
        print(f"epoch {epoch}/3 loss={abs(x - 0.3) + 1 / epoch:.6f}")
"""


def test_run_prints_a_table_and_the_best_command(project: Project) -> None:
    project.write("train.py", TRAIN)
    project.sweep(run_cap=5)
    result = project.run("run", "sweep.yaml", "-j", "2")
    assert result.code == 0, result.err
    assert "5 trials: 5 finished" in result.out
    assert "best command:" in result.out
    assert "\x1b" not in result.out
    document = project.status()
    assert document["sweep"]["state"] == "finished"
    assert [trial["number"] for trial in document["trials"]] == [1, 2, 3, 4, 5]
    assert document["best"]["value"] == min(trial["value"] for trial in document["trials"])
