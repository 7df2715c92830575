"""`status` filtered, sorted, cut and with columns of one's own."""

from __future__ import annotations

import pytest

from tests.harness import Project

# Trial 2 fails; the others say a loss that falls with depth, and another metric that grows.
TRAIN = """
    import sys

    depth = int(sys.argv[1].partition("=")[2])
    if depth == 2:
        sys.exit("no")
    print(f"loss={1 / depth} memory={depth * 100}")
"""


@pytest.fixture
def swept(project: Project) -> Project:
    """Four trials of depths 1 to 4, of which the second failed."""
    project.write("train.py", TRAIN)
    project.sweep(method="grid", parameters={"depth": {"values": [1, 2, 3, 4]}, "kind": {"value": "a"}})
    assert project.run("run", "sweep.yaml").code == 0
    return project


def numbers(project: Project, *options: str) -> list[int]:
    """The trials that `status` shows with these options."""
    return [trial["number"] for trial in project.run("status", *options, "--json").json["trials"]]


def test_trials_are_sorted_the_best_first_and_those_without_a_value_last(swept: Project) -> None:
    assert numbers(swept, "--sort", "value") == [4, 3, 1, 2]
    assert numbers(swept, "--sort", "value", "--reverse") == [1, 3, 4, 2]
    assert numbers(swept, "--sort", "memory", "--reverse", "--limit", "2") == [4, 3]
    assert numbers(swept, "--sort", "depth") == [1, 2, 3, 4]
    assert numbers(swept, "--reverse", "--limit", "1") == [4]


def test_trials_are_filtered_by_state(swept: Project) -> None:
    assert numbers(swept, "--state", "failed") == [2]
    assert numbers(swept, "--state", "failed,finished", "--state", "queued") == [1, 2, 3, 4]


def test_columns_are_chosen(swept: Project) -> None:
    header, *rows = swept.run("status", "--columns", "memory,kind", "--sort", "value").out.splitlines()[-5:]
    assert header.split() == ["trial", "state", "loss", "time", "memory", "kind", "why"]
    assert rows[0].split()[-2:] == ["400", "a"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--state", "faild"), "there is no state `faild`\nhint: did you mean `failed`?"),
        (("--sort", "dept"), "there is no parameter or metric `dept`\nhint: did you mean `depth`?"),
        (("--columns", "lost"), "there is no parameter or metric `lost`\nhint: did you mean `loss`?"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(
    swept: Project, options: tuple[str, ...], sentence: str
) -> None:
    wrong = swept.run("status", *options)
    assert wrong.code == 2
    assert wrong.err == f"error: {sentence}\n"
