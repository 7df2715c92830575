"""Lines to readings: order of formats, the sticky step, the objective's name."""

from __future__ import annotations

import pytest

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.names import fold
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading, Step
from sweepctl.model.point import Line, Rank, Stream
from sweepctl.model.spec import Objective


def read(text: str, objective: Objective | None = None) -> list[Reading]:
    reader = Reader(objective)
    return [reading for line in Frames(Stream.OUT).feed(text.encode() + b"\n", 0.0) for reading in reader.read(line)]


def line(text: str, stream: Stream = Stream.OUT) -> Line:
    return Line(text, stream, 1, 0.0)


def test_a_tagged_line_is_read_by_nobody_else() -> None:
    assert read('sweepctl: {"a": 1} b=2') == [Reading({"a": 1.0}, None, Rank.TAGGED)]
    assert read('sweepctl: {"a": 1, b=2') == []


def test_a_pattern_is_read_beside_what_others_guess() -> None:
    found = read("Epoch 2 acc=0.9; -> 0.25", Objective("loss", pattern=r"-> (?P<value>\S+)"))
    assert [(dict(reading.values), reading.rank) for reading in found] == [
        ({"loss": 0.25}, Rank.PATTERN),
        ({"acc": 0.9}, Rank.GUESSED),
    ]
    assert {reading.step for reading in found} == {Step("epoch", 2.0)}


def test_a_dict_is_not_read_again_as_pairs() -> None:
    assert read("epoch 3: {'val': {'loss': 0.3}}") == [Reading({"val.loss": 0.3}, Step("epoch", 3.0))]


def test_an_epoch_alone_is_the_step_of_the_lines_after_it_on_either_stream() -> None:
    reader = Reader(None)
    assert reader.read(line("loss: 1")) == [Reading({"loss": 1.0})]
    assert reader.read(line("Epoch 3/10")) == [Reading({}, Step("epoch", 3.0))]
    for stream in Stream:
        assert reader.read(line("loss: 0.5", stream)) == [
            Reading({"loss": 0.5}, Step("epoch", 3.0), step_is_sticky=True)
        ]
    assert reader.read(line("Epoch 4/10")) == [Reading({}, Step("epoch", 4.0))]
    assert reader.read(line("loss: 0.4"))[0].step == Step("epoch", 4.0)


def test_steps_that_start_again_in_each_epoch_stay_apart() -> None:
    reader = Reader(None)
    steps = []
    for epoch in (1, 2):
        reader.read(line(f"Epoch {epoch}"))
        reader.read(line("step 40/40 loss=0.5"))
        steps += [reading.step for reading in reader.read(line("val_loss: 0.3"))]
    assert steps == [Step("step", 40.0, Step("epoch", 1.0)), Step("step", 40.0, Step("epoch", 2.0))]


def test_a_tagged_step_is_its_own_affair() -> None:
    reader = Reader(None)
    reader.read(line('sweepctl: {"a": 1, "step": 7}'))
    assert reader.read(line("b=2")) == [Reading({"b": 2.0})]


def test_a_rewritten_frame_is_passing() -> None:
    assert [(reading.values["loss"], reading.is_passing) for reading in read("loss: 0.5\rloss: 0.4")] == [
        (0.5, True),
        (0.4, False),
    ]


def test_lines_without_numbers_are_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(None)
    monkeypatch.setattr(reader, "_formats", None)
    assert reader.read(line("hello: world = all {well}")) == []


class TestName:
    @pytest.mark.parametrize("spelled", ["Val/Loss", "val loss", "val-loss", "VAL.LOSS", "val__loss"])
    def test_is_folded(self, spelled: str) -> None:
        assert fold(spelled) == "val_loss"
        assert read(f"{spelled}: 0.3", Objective("val_loss")) == [
            Reading({"val_loss": 0.3}, folded=frozenset({"val_loss"}))
        ]

    @pytest.mark.parametrize("spelled", ["loss", "valloss", "best val_loss", "val_loss_2", "valid_loss", "my/val_loss"])
    def test_is_matched_strictly(self, spelled: str) -> None:
        assert "val_loss" not in read(f"{spelled}: 0.3", Objective("val_loss"))[0].values

    def test_once_the_exact_name_was_seen_others_are_other_metrics(self) -> None:
        reader = Reader(Objective("val_loss"))
        names = [
            list(reading.values)
            for text in ("Val-Loss=1", "val_loss=2 Val-Loss=3", "Val-Loss=4")
            for reading in reader.read(line(text))
        ]
        assert names == [["val_loss"], ["val_loss", "Val-Loss"], ["Val-Loss"]]

    def test_applies_to_records_too(self) -> None:
        reader = Reader(Objective("val_loss"))
        assert reader.record('{"val/loss": 0.3}') == Reading(
            {"val_loss": 0.3}, None, Rank.FILE, folded=frozenset({"val_loss"})
        )
        assert reader.record('{"val_loss": 0.') is None


def test_each_of_several_objectives_is_recognised_and_read_with_its_own_pattern() -> None:
    reader = Reader(Objective("val_loss"), Objective("size/mb", pattern=r"took (?P<value>\d+) MB"))
    (reading,) = reader.read(Line("Val Loss: 0.3 size_mb=7", Stream.OUT, 1, 0.0))
    assert reading.values == {"val_loss": 0.3, "size/mb": 7.0}
    assert reading.folded == {"val_loss", "size/mb"}
    (matched,) = reader.read(Line("it took 12 MB", Stream.OUT, 2, 0.0))
    assert (matched.values, matched.rank) == ({"size/mb": 12.0}, Rank.PATTERN)
