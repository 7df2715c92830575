"""What is read from files beside the output: one promise for every kind, and each kind's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util.tensor_util import make_tensor_proto

from sweepctl.agent.sources import SOURCES, require
from sweepctl.agent.sources.base import Follower, Place
from sweepctl.agent.sources.collisions import shared_source
from sweepctl.errors import UsageError
from sweepctl.metrics.reading import EPOCH, STEP, Reading, Step
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.spec import Goal, Method, Objective, Parameter, Parts, Source, SourceKind, SweepSpec

Rows = Sequence[tuple[int, float]]


def write_lines(path: Path, rows: Rows) -> None:
    with path.open("a") as file:
        file.writelines(f'{{"step": {step}, "val_loss": {value}}}\n' for step, value in rows)


def write_rows(path: Path, rows: Rows) -> None:
    is_new = not path.exists()
    with path.open("a") as file:
        file.write("step,val_loss\n" if is_new else "")
        file.writelines(f"{step},{value}\n" for step, value in rows)


def write_events(path: Path, rows: Rows) -> None:
    path.mkdir(exist_ok=True)
    write_event_file(path / "events.out.tfevents.1.host", {"val_loss": rows})


def write_event_file(path: Path, tags: Mapping[str, Rows], *, as_tensors: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        for tag, rows in tags.items():
            for step, value in rows:
                kind: Any = {"tensor": make_tensor_proto(value)} if as_tensors else {"simple_value": value}
                summary = Summary(value=[Summary.Value(tag=tag, **kind)])
                RecordWriter(file).write(Event(step=step, summary=summary).SerializeToString())


WRITERS: Mapping[SourceKind, tuple[str, Callable[[Path, Rows], None]]] = {
    SourceKind.FILE: ("log.jsonl", write_lines),
    SourceKind.CSV: ("metrics.csv", write_rows),
    SourceKind.TENSORBOARD: ("runs", write_events),
}


def follow(kind: SourceKind, path: Path | str, *objectives: Objective) -> Follower:
    follower: Follower = SOURCES[kind].load().build(Place(str(path)), objectives or [Objective("val_loss")])
    return follower


def said(readings: Sequence[Reading]) -> list[tuple[float | None, Mapping[str, float]]]:
    """Each reading's step and values."""
    return [(None if one.step is None else one.step.value, dict(one.values)) for one in readings]


def losses(follower: Follower) -> list[tuple[float | None, float]]:
    """All that there is to read now of the objective."""
    found = follower.read()
    while follower.is_behind:
        found += follower.read()
    return [(one.step.value if one.step else None, one.values["val_loss"]) for one in found if "val_loss" in one.values]


@pytest.mark.parametrize("kind", SourceKind)
class TestEveryKind:
    @pytest.fixture
    def write(self, kind: SourceKind, tmp_path: Path) -> Callable[[Rows], None]:
        name, writer = WRITERS[kind]
        return lambda rows: writer(tmp_path / name, rows)

    @pytest.fixture
    def follower(self, kind: SourceKind, tmp_path: Path) -> Follower:
        return follow(kind, tmp_path / WRITERS[kind][0])

    def test_values_come_as_they_are_written(self, follower: Follower, write: Callable[[Rows], None]) -> None:
        assert losses(follower) == []
        write([(1, 0.5)])
        assert losses(follower) == [(1.0, 0.5)]
        assert losses(follower) == []
        write([(2, 0.25), (3, 0.125)])
        assert losses(follower) == [(2.0, 0.25), (3.0, 0.125)]
        assert follower.rest() == []

    def test_what_was_there_before_is_not_ours(
        self, kind: SourceKind, tmp_path: Path, write: Callable[[Rows], None]
    ) -> None:
        write([(1, 0.5)])
        follower = follow(kind, tmp_path / WRITERS[kind][0])
        assert losses(follower) == []
        assert follower.rest() == []

    def test_thousands_of_values_are_all_read(self, follower: Follower, write: Callable[[Rows], None]) -> None:
        rows = [(step, step / 8) for step in range(5_000)]
        write(rows)
        assert losses(follower) == rows

    def test_readings_are_the_sources(self, follower: Follower, write: Callable[[Rows], None]) -> None:
        write([(1, 0.5)])
        assert [(one.from_source, one.step) for one in follower.read()] == [(True, Step(STEP, 1.0))]

    def test_a_pattern_follows_files_that_appear_later(
        self, kind: SourceKind, tmp_path: Path, write: Callable[[Rows], None]
    ) -> None:
        """Lightning numbers its folders: what is in the newest is ours, the older ones are somebody else's."""
        name, writer = WRITERS[kind]
        for version in ("version_0", "version_1"):
            (tmp_path / version).mkdir()
        writer(tmp_path / "version_0" / name, [(1, 9.0)])
        follower = follow(kind, tmp_path / "version_*" / name)
        writer(tmp_path / "version_1" / name, [(1, 0.5)])
        assert losses(follower) == [(1.0, 0.5)]

    def test_the_name_may_be_spelled_otherwise(self, kind: SourceKind, tmp_path: Path) -> None:
        name, writer = WRITERS[kind]
        follower = follow(kind, tmp_path / name, Objective("Val/Loss"))
        writer(tmp_path / name, [(1, 0.5)])
        (reading,) = follower.read()
        assert (dict(reading.values), reading.folded) == ({"Val/Loss": 0.5}, frozenset({"Val/Loss"}))


class TestText:
    """What holds for lines and for rows."""

    def test_a_row_counts_once_it_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "metrics.csv"
        follower = follow(SourceKind.CSV, path)
        path.write_text("step,val_loss\n1,0.1")
        assert losses(follower) == []
        with path.open("a") as file:
            file.write("25\n2,0.5")
        assert losses(follower) == [(1.0, 0.125)]
        assert said(follower.rest()) == [(2.0, {"val_loss": 0.5})]

    def test_a_table_that_is_written_anew_with_more_columns_goes_on(self, tmp_path: Path) -> None:
        """Lightning writes metrics.csv again when a new metric comes."""
        path = tmp_path / "metrics.csv"
        follower = follow(SourceKind.CSV, path)
        path.write_text("epoch,step,train_loss\r\n0,9,1.5\r\n")
        assert said(follower.read()) == [(9.0, {"train_loss": 1.5})]
        path.write_text("epoch,step,train_loss,val_loss\r\n0,9,1.5,\r\n0,9,,0.5\r\n")
        (reading,) = follower.read()
        assert dict(reading.values) == {"val_loss": 0.5}
        assert reading.step == Step(STEP, 9.0, Step(EPOCH, 0.0))

    def test_a_table_that_is_written_anew_with_one_row_more_adds_that_row(self, tmp_path: Path) -> None:
        path = tmp_path / "metrics.csv"
        path.write_text("trial,val_loss\n1,9\n")
        follower = follow(SourceKind.CSV, path)
        for rows in ("1,9\n2,0.50\n", "1,9\n2,0.50\n3,0.25\n"):
            path.write_text(f"# anew {len(rows)}\ntrial,val_loss\n{rows}")
            assert len(losses(follower)) == 1

    @pytest.mark.parametrize("piece", [1, 7, 40, 1_000])
    def test_a_table_that_is_written_anew_for_every_row_counts_each_row_once(self, tmp_path: Path, piece: int) -> None:
        """Older Lightning does so at every save; we may look at any moment."""
        path = tmp_path / "metrics.csv"
        follower = follow(SourceKind.CSV, path)
        found = []
        for last in range(1, 12):
            columns = "step,val_loss" if last < 6 else "val_loss,step,late"
            rows = [f"{step},0.{step:02}" if last < 6 else f"0.{step:02},{step}," for step in range(last)]
            text = "\r\n".join([columns, *rows, ""])
            path.write_text("")
            for start in range(0, len(text), piece):
                with path.open("a", newline="") as file:
                    file.write(text[start : start + piece])
                if start % 3 == 0:
                    found += losses(follower)
        found += losses(follower)
        assert found == [(float(step), step / 100) for step in range(11)]

    @pytest.mark.parametrize("kind", [SourceKind.FILE, SourceKind.CSV])
    def test_the_same_trial_again_says_the_same_again(self, kind: SourceKind, tmp_path: Path) -> None:
        """A second attempt begins the file of the first anew, and repeats it word for word."""
        name, writer = WRITERS[kind]
        path = tmp_path / name
        writer(path, [(1, 0.5), (2, 0.25)])
        follower = follow(kind, path)
        path.unlink()
        writer(path, [(1, 0.5)])
        assert losses(follower) == [(1.0, 0.5)]
        writer(path, [(2, 0.25), (3, 0.125)])
        assert losses(follower) == [(2.0, 0.25), (3.0, 0.125)]

    @pytest.mark.parametrize("kind", [SourceKind.FILE, SourceKind.CSV])
    def test_the_same_file_written_at_once_is_found_at_the_end(self, kind: SourceKind, tmp_path: Path) -> None:
        name, writer = WRITERS[kind]
        path = tmp_path / name
        writer(path, [(1, 0.5), (2, 0.25)])
        follower = follow(kind, path)
        path.unlink()
        writer(path, [(1, 0.5), (2, 0.25)])
        assert losses(follower) == []
        assert said(follower.rest()) == [(1.0, {"val_loss": 0.5}), (2.0, {"val_loss": 0.25})]

    def test_another_file_of_the_same_name_is_read_from_its_start(self, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        follower = follow(SourceKind.FILE, path)
        write_lines(path, [(1, 0.5), (2, 0.25)])
        assert len(losses(follower)) == 2
        path.unlink()
        write_lines(path, [(7, 0.75), (8, 0.875), (9, 0.5)])
        assert losses(follower) == [(7.0, 0.75), (8.0, 0.875), (9.0, 0.5)]

    def test_a_log_is_read_as_output_is(self, tmp_path: Path) -> None:
        path = tmp_path / "train.log"
        follower = follow(SourceKind.FILE, path)
        path.write_text("2024-01-02 03:04:05 INFO Epoch 3/10\n[info] \x1b[32mval_loss=0.5\x1b[0m\n")
        assert [dict(one.values) for one in follower.read()] == [{}, {"val_loss": 0.5}]


class TestPlaces:
    def test_brackets_in_a_folder_are_no_pattern_and_a_file_named_like_a_pattern_is_found(self, tmp_path: Path) -> None:
        (tmp_path / "a[1].csv").write_text("")
        assert Place(f"{tmp_path}/a[1].csv").paths() == [tmp_path / "a[1].csv"]
        assert Place(f"{tmp_path}/a[[]1].csv").paths() == [tmp_path / "a[1].csv"]
        assert Place(f"{tmp_path}/*.csv").paths() == [tmp_path / "a[1].csv"]
        assert Place(f"{tmp_path}/b.csv").paths() == []

    def test_of_old_files_that_are_too_big_only_what_is_added_counts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sweepctl.agent.sources.followed._MOST_OLD_BYTES", 10)
        path = tmp_path / "log.jsonl"
        write_lines(path, [(1, 0.5)])
        follower = follow(SourceKind.FILE, path)
        assert losses(follower) == []
        write_lines(path, [(2, 0.25)])
        assert losses(follower) == [(2.0, 0.25)]


class TestTables:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("iter\tval_loss\n0\t0.5\n1\t0.25\n", [(0.0, {"val_loss": 0.5}), (1.0, {"val_loss": 0.25})]),
            ("Epoch;val_loss\n1;0.5\n", [(1.0, {"val_loss": 0.5})]),
            ("   epoch,  train/loss,  val_loss\n   1,  0.75,  0.5\n", [(1.0, {"train/loss": 0.75, "val_loss": 0.5})]),
            ('name,"val_loss"\n"a, b",0.5\n', [(None, {"val_loss": 0.5})]),
            ("val_loss\n0.5\nval_loss\n0.25\n", [(None, {"val_loss": 0.5}), (None, {"val_loss": 0.25})]),
            ("a,val_loss\n1\n1,2,3\n\n,0.5\n", [(None, {"val_loss": 0.5})]),
            ("1,0.5\n2,0.25\n", []),
            (f"a,val_loss\n{'x' * 200_000},1\n1,0.5\n", [(None, {"a": 1, "val_loss": 0.5})]),
            ("a,val_loss\n1,n/a\n", [(None, {"a": 1})]),
        ],
    )  # fmt: skip
    def test_tables_of_many_makes(self, tmp_path: Path, text: str, expected: list[Any]) -> None:
        path = tmp_path / "t.csv"
        follower = follow(SourceKind.CSV, path)
        path.write_text(text)
        assert said(follower.read()) == expected


class TestEvents:
    def test_scalars_of_tensorflow_are_read_and_other_tensors_are_not(self, tmp_path: Path) -> None:
        follower = follow(SourceKind.TENSORBOARD, tmp_path)
        path = tmp_path / "a" / "events.out.tfevents.1"
        write_event_file(path, {"val_loss": [(1, 0.5)]}, as_tensors=True)
        with path.open("ab") as file:
            for tensor in (make_tensor_proto([1.0, 2.0]), make_tensor_proto("text")):
                value = Summary.Value(tag="val_loss", tensor=tensor)
                RecordWriter(file).write(Event(step=2, summary=Summary(value=[value])).SerializeToString())
        assert losses(follower) == [(1.0, 0.5)]

    def test_an_event_counts_once_it_is_whole(self, tmp_path: Path) -> None:
        write_event_file(tmp_path / "whole", {"val_loss": [(1, 0.5), (2, 0.25)]})
        data = (tmp_path / "whole").read_bytes()
        follower = follow(SourceKind.TENSORBOARD, tmp_path)
        path = tmp_path / "events.out.tfevents.1"
        found = []
        for cut in range(0, len(data) + 1, 7):
            path.write_bytes(data[:cut])
            found += losses(follower)
        path.write_bytes(data)
        assert [*found, *losses(follower)] == [(1.0, 0.5), (2.0, 0.25)]

    def test_training_and_validation_of_keras_are_told_apart(self, tmp_path: Path) -> None:
        follower = follow(SourceKind.TENSORBOARD, tmp_path, Objective("validation/epoch_loss"))
        for folder, value in (("train", 0.5), ("validation", 0.75)):
            write_event_file(tmp_path / folder / "events.out.tfevents.1", {"epoch_loss": [(0, value)]})
        assert said(follower.read()) == [(0.0, {"train/epoch_loss": 0.5}), (0.0, {"validation/epoch_loss": 0.75})]

    def test_a_tag_belongs_to_the_folder_that_said_it_first(self, tmp_path: Path) -> None:
        follower = follow(SourceKind.TENSORBOARD, tmp_path)
        write_event_file(tmp_path / "run" / "events.out.tfevents.1", {"val_loss": [(0, 0.5)]})
        assert len(losses(follower)) == 1
        write_event_file(tmp_path / "another" / "events.out.tfevents.2", {"val_loss": [(0, 0.75)]})
        assert said(follower.read()) == [(0.0, {"another/val_loss": 0.75})]

    def test_a_file_that_is_no_event_file_or_is_removed_ends_nothing(self, tmp_path: Path) -> None:
        follower = follow(SourceKind.TENSORBOARD, tmp_path)
        (tmp_path / "events.out.tfevents.0").write_bytes(b"not an event at all, and long enough to look like one")
        (tmp_path / "events.out.tfevents.1").symlink_to(tmp_path / "nowhere")
        write_event_file(tmp_path / "events.out.tfevents.2", {"val_loss": [(1, 0.5)]})
        assert losses(follower) == [(1.0, 0.5)]
        (tmp_path / "events.out.tfevents.2").unlink()
        assert losses(follower) == []

    def test_without_the_library_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "sweepctl.agent.sources.events", raising=False)
        monkeypatch.setitem(sys.modules, "tensorboard.backend.event_processing.event_file_loader", None)
        objective = Objective("a", source=Source(SourceKind.TENSORBOARD, "runs"))
        with pytest.raises(UsageError, match="needs a library that is not installed") as raised:
            require([objective])
        assert raised.value.hint == "pip install 'sweepctl[tensorboard]'"


class TestOrder:
    def test_a_source_goes_before_output_whatever_its_rank(self) -> None:
        tracker = Tracker("loss")
        tracker.add(Reading({"acc": 0.9}), 1)
        tracker.add(Reading({"acc": 0.5}, from_source=True), None)
        tracker.add(Reading({"acc": 0.95}), 2)
        series = tracker.series("acc")
        assert series is not None
        assert (series.count, series.last) == (1, 0.5)

    def test_a_step_of_the_output_does_not_settle_what_a_source_said(self) -> None:
        tracker = Tracker("loss")
        tracker.add(Reading({}, Step(EPOCH, 1), from_source=True), None)
        tracker.add(Reading({"loss": 0.5}, Step(EPOCH, 1), step_is_sticky=True, from_source=True), None)
        tracker.add(Reading({}, Step(STEP, 40)), 1)
        assert tracker.settled == 0
        tracker.add(Reading({}, Step(EPOCH, 2), from_source=True), None)
        assert tracker.settled == 1


FOLDS = Parts(folds=2)
PATHS = [
    ("metrics.csv", Parts(), True),
    ("${trial_dir}/metrics.csv", Parts(), False),
    ("out/${trial}.csv", Parts(), False),
    ("out/${lr}.csv", Parts(), True),
    ("out/${lr}-${net.width}.csv", Parts(), False),
    ("${trial_dir}/metrics.csv", FOLDS, False),
    ("out/${trial}.csv", FOLDS, True),
    ("out/${trial}-${fold}.csv", FOLDS, False),
]


@pytest.mark.parametrize(("path", "parts", "is_shared"), PATHS)
def test_a_path_that_two_trials_may_share_is_known(path: str, parts: Parts, is_shared: bool) -> None:
    parameters = (
        Parameter(("lr",), "uniform", {"min": 0, "max": 1}),
        Parameter(("net", "width"), "categorical", {"values": [1, 2]}),
        Parameter(("seed",), "constant", {"value": 1}),
    )
    source = Source(SourceKind.CSV, path)
    objective = Objective("a", Goal.MINIMIZE, source=source)
    spec = SweepSpec(Method.RANDOM, parameters, (objective,), parts=parts)
    assert shared_source(spec) == (source if is_shared else None)
