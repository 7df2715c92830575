"""`sweepctl.log`: a record inside a trial, a line outside, sentences for what is no metric."""

from __future__ import annotations

import json
import math
import threading
from pathlib import Path

import numpy as np
import pytest

import sweepctl
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import EPOCH, STEP, Step
from sweepctl.model.point import Line, Stream


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The metrics file of a trial."""
    path = tmp_path / "metrics.jsonl"
    monkeypatch.setenv("SWEEPCTL_METRICS_FILE", str(path))
    return path


def test_inside_a_trial_a_call_is_one_record_that_the_sweep_reads(records: Path) -> None:
    sweepctl.log({"val_loss": np.float32(0.5), "epoch": 1, "head": {"acc": 3}}, step=2)
    sweepctl.log({"val_loss": math.nan})
    first, second = records.read_text().splitlines()
    reading = Reader().record(first)
    assert reading is not None
    assert reading.values == {"val_loss": 0.5, "head.acc": 3.0}
    assert reading.step == Step(STEP, 2.0, Step(EPOCH, 1.0))
    assert math.isnan(json.loads(second)["metrics"]["val_loss"])


def test_records_of_several_writers_stay_whole(records: Path) -> None:
    def write(number: int) -> None:
        for step in range(50):
            sweepctl.log({f"m{name}": number for name in range(200)}, step=step)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = records.read_text().splitlines()
    assert len(lines) == 200
    assert all(len(json.loads(line)["metrics"]) == 201 for line in lines)


def test_outside_a_sweep_it_prints_a_line_that_can_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SWEEPCTL_METRICS_FILE", raising=False)
    sweepctl.log({"val_loss": 0.25, "val acc": 0.5, "epoch": 3})
    said = capsys.readouterr().out
    assert said == "epoch 3 val_loss=0.25 val acc=0.5\n"
    readings = Reader().read(Line(said.strip(), Stream.OUT, 1, 0.0))
    assert [(reading.values["val_loss"], reading.step) for reading in readings] == [(0.25, Step(EPOCH, 3.0))]


@pytest.mark.parametrize(
    ("metrics", "step", "kind", "words"),
    [
        (0.3, None, TypeError, 'takes a mapping such as {"loss": 0.3}, not float 0.3'),
        ({"loss": "0.3"}, None, TypeError, "`loss` has to be a number, not str '0.3'"),
        ({"loss": None}, None, TypeError, "`loss` has to be a number, not None"),
        ({"done": True}, None, TypeError, "`done` has to be a number, not bool True"),
        ({"loss": np.zeros(2)}, None, TypeError, "`loss` has to be a single number, not ndarray"),
        ({"loss": 10**400}, None, ValueError, "`loss` is too large"),
        ({3: 0.5}, None, TypeError, "the name of a metric is a text, not int 3"),
        ({"a\nb": 0.5}, None, ValueError, "is no name for a metric"),
        ({"": 0.5}, None, ValueError, "is no name for a metric"),
        ({"loss": 0.3}, math.inf, ValueError, "`step` has to be finite"),
        ({"loss": 0.3}, "two", TypeError, "`step` has to be a number"),
    ],
)
def test_what_is_no_metric_is_refused_in_a_sentence(
    records: Path, metrics: dict[str, object], step: float | None, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as raised:
        sweepctl.log(metrics, step=step)
    assert words in str(raised.value)
    assert not records.exists()


def test_a_file_that_cannot_be_written_is_warned_of_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SWEEPCTL_METRICS_FILE", str(tmp_path / "gone" / "metrics.jsonl"))
    with pytest.warns(UserWarning, match="sweepctl.log cannot write .*: No such file"):
        sweepctl.log({"loss": 0.3})


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lag'"):
        _ = sweepctl.lag
