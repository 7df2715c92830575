"""Lines of real frameworks: as many as possible are read in full, and none is read wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sweepctl.model.spec import Objective
from tests.metrics.lines import OURS, Entry, entries, fold, is_read_in_full, read, readings, same, wrong

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "stdout_lines.jsonl"
# Of the corpus, which is not always here: how many lines are read in full, and how many steps.
FULLY_READ = 77
STEPS_READ = 55

LINES = [*entries(OURS), *entries(CORPUS)]
every_line = pytest.mark.parametrize("entry", LINES, ids=lambda entry: entry["framework"])


@every_line
def test_no_value_is_wrong(entry: Entry) -> None:
    assert wrong(entry) == {}


@every_line
def test_no_step_is_wrong(entry: Entry) -> None:
    _, steps = read(entry)
    assert steps.items() <= (entry["step"] or {}).items()


@pytest.mark.parametrize("entry", entries(OURS), ids=lambda entry: entry["framework"])
def test_ours_are_read_in_full(entry: Entry) -> None:
    """They were printed by running the programs of `tests/bench/frameworks`."""
    assert is_read_in_full(entry) or not entry["metrics"]
    assert read(entry)[1] == (entry["step"] or {})


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real lines is not here")
def test_of_the_corpus_as_many_as_ever_are_read_in_full() -> None:
    assert sum(map(is_read_in_full, entries(CORPUS))) >= FULLY_READ
    assert sum(bool(entry["step"]) and read(entry)[1] == entry["step"] for entry in entries(CORPUS)) >= STEPS_READ


def test_negatives_give_no_metric() -> None:
    negatives = [entry for entry in LINES if entry["framework"].startswith("NEGATIVE")]
    assert len(negatives) > 20
    assert {entry["framework"]: values for entry in negatives if (values := read(entry)[0])} == {}


NAMES = (
    "loss",
    "val_loss",
    "train_loss",
    "accuracy",
    "val_accuracy",
    "acc",
    "val_acc",
    "score",
    "auc",
    "rmse",
    "error",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_line_gives_the_objective_only_if_it_names_it(name: str) -> None:
    """By itself, or as the name in a part of the script that the line is from: `Epoch(train) … loss: 1.1`."""
    for entry in LINES:
        expected = fold(entry["metrics"])
        for reading in readings(entry, Objective(name)):
            if name in reading.values and not reading.is_passing:
                bare = name.removeprefix(f"{reading.section}_".lower())
                assert same(expected[name if name in expected else bare], reading.values[name]), entry["framework"]


def test_every_reading_says_what_read_it() -> None:
    assert all(reading.format for entry in LINES for reading in readings(entry))
