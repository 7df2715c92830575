"""Names and numbers in running text: blanks between them, sentences, parts of a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading, Step
from sweepctl.metrics.registry import FORMATS
from sweepctl.model.point import Stream
from sweepctl.model.spec import Objective


def values(name: str, text: str) -> Mapping[str, float]:
    reading = FORMATS[name].load().build(None).read(text)
    return reading.values if reading else {}


def read(text: str, objective: str | None = None) -> Sequence[Reading]:
    reader = Reader(Objective(objective) if objective else None)
    return [reading for line in Frames(Stream.OUT).feed(text.encode() + b"\n", 0.0) for reading in reader.read(line)]


def followed(objective: str, *lines: str) -> list[float]:
    """The values of the objective."""
    return [reading.values[objective] for reading in read("\n".join(lines), objective) if objective in reading.values]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("step 250: train loss 1.9641, val loss 1.9835", {"train loss": 1.9641, "val loss": 1.9835}),
            ("epoch 3 loss 0.5 val_loss 0.25", {"loss": 0.5, "val_loss": 0.25}),
            ("| epoch   1 |   200/ 2983 batches | lr 20.00 | ms/batch  5.68", {"lr": 20.0, "ms/batch": 5.68}),
            (
                "Loss 6.98e+00 (7.00e+00)\tAcc@1   0.39 (  0.14)",
                {"Loss": 6.98, "Loss_avg": 7.0, "Acc@1": 0.39, "Acc@1_avg": 0.14},
            ),
            ("iter 250: loss 1.9641, time 1352.21ms, mfu 12.34%", {"loss": 1.9641, "mfu": 12.34}),
            ("P@1\t0.937", {"P@1": 0.937}),
            ("a = 1, b = 2, No Iterations 4", {"No Iterations": 4.0}),
            ("epoch 1 - iter 20/200 - loss 0.5 - time (sec): 1.2", {"loss": 0.5}),
            (
                "train: acc 0.9 loss 0.3; valid: acc 0.8 loss 0.4",
                {"train acc": 0.9, "train loss": 0.3, "valid acc": 0.8, "valid loss": 0.4},
            ),
            ("loss nan acc -inf", {"loss": pytest.approx(float("nan"), nan_ok=True), "acc": float("-inf")}),
        ],
    )  # fmt: skip
    def test_reads(self, text: str, expected: Mapping[str, float]) -> None:
        assert values("words", text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "Processing file 12", "Starting run 3 of 10", "Loaded 100 samples in 3 shards", "Python 3.11, torch 2.1",
            "Using val_loss 0.3 as threshold", "restored val_loss 0.3 from disk", "building tree 1 of 4",
            "-val_loss 0.3",
            "Fit 3 trees in 0.312 s", "Total Bins 606", "loss 0.5 -> 0.4", "loss 1,234.5", "acc 12/20", "loss 0.3.1",
            "train.py --lr 0.1", "time 20.1s", "speed 3.2 it/s",
        ],
    )  # fmt: skip
    def test_leaves_alone(self, text: str) -> None:
        assert values("words", text) == {}


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Epoch 2: val_loss improved from 0.7 to 0.6, saving model to x.keras", {"val_loss": 0.6}),
            ("Validation loss decreased (0.7 --> 0.6).  Saving model ...", {"Validation loss": 0.6}),
            ("Loss at epoch 3: 0.5", {"Loss": 0.5}),
            ("Score at iteration 10 is 0.3", {"Score": 0.3}),
            ("KL divergence after 300 iterations: 0.9", {"KL divergence": 0.9}),
            ("Accuracy of the network on the 10000 test images: 55 %", {"Accuracy": 55.0}),
            ("val_loss did not improve from 0.3", {}),
            ("val_loss improved by 0.2", {}),
        ],
    )
    def test_reads(self, text: str, expected: Mapping[str, float]) -> None:
        assert values("sentences", text) == expected


class TestSections:
    TRAIN, VAL = "Train: loss=0.5, acc=0.7", "Val: loss=0.4, acc=0.8"

    def test_two_on_a_line_name_their_values(self) -> None:
        assert read(f"{self.TRAIN} - {self.VAL}")[0].values == {
            "Train loss": 0.5, "Train acc": 0.7, "Val loss": 0.4, "Val acc": 0.8,
        }  # fmt: skip

    def test_a_bare_name_belongs_to_the_first_that_says_it(self) -> None:
        assert followed("loss", self.TRAIN, self.VAL, self.TRAIN, self.VAL) == [0.5, 0.5]

    def test_a_bar_says_what_it_is_for(self) -> None:
        bars = [f"{part}: 100%|███| 2/2 [00:00, loss={loss}]" for part, loss in (("Train", 0.5), ("Val", 0.4))]
        assert followed("loss", *bars) == [0.5]

    def test_one_is_part_of_the_name_where_the_objective_says_so(self) -> None:
        assert followed("val_loss", self.TRAIN, self.VAL) == [0.4]
        assert followed("train_acc", "train Loss: 0.5 Acc: 0.7", "val Loss: 0.4 Acc: 0.8") == [0.7]

    def test_a_line_without_one_goes_before_lines_with_one(self) -> None:
        readings = [reading for reading in read(f"{self.TRAIN}\nloss=0.3", "loss") if "loss" in reading.values]
        assert [(reading.values["loss"], bool(reading.folded)) for reading in readings] == [(0.5, True), (0.3, False)]

    @pytest.mark.parametrize(
        "text", ["best: loss=0.3", "Best so far: loss=0.3", "[Best] loss: 0.3", "previous: loss=0.3"]
    )
    def test_what_is_best_or_past_is_not_what_is(self, text: str) -> None:
        assert followed("loss", text) == []


class TestObjective:
    @pytest.mark.parametrize(
        "text",
        [
            "training loss: 0.5, validation loss: 0.4", "best val_loss: 0.3", "target val_loss: 0.3", "x_val_loss: 0.3",
            "val_loss did not improve from 0.3", "Best model saved with val_loss: 0.3", "val_loss (best): 0.3",
            "Loading checkpoint with val_loss=0.3", "Resuming (epoch 4, val_loss 0.31)", "val_loss: 0.3 -> 0.2",
            "val_loss: 0.3/0.4", "val_loss < 0.3", "val_loss: [0.3, 0.4]", "val_loss: 0,3", "val_loss_threshold=0.3",
            "python a.py --val_loss=0.3", "if val_loss <= 0.3: stop", "EarlyStopping(monitor=val_loss, patience=3)",
            '{"history": {"val_loss": 0.3}}', "{'val_loss': [0.5, 0.4]}", "Student: val_loss=0.3 Teacher: val_loss=0.2",
            "val_loss std: 0.01", "max val_loss 0.9", "valid_loss: 0.3", "ema val_loss: 0.3", "Avg. val loss: 0.3",
            "loss: 0.3", "val: 0.3", "Metric val_loss improved by 0.208 >= min_delta = 0.0. New best score: 0.929",
        ],
    )  # fmt: skip
    def test_is_read_nowhere_else(self, text: str) -> None:
        assert followed("val_loss", text) == []


class TestSteps:
    def test_an_epoch_said_in_passing_holds_for_its_line_only(self) -> None:
        steps = [reading.step for reading in read("Epoch 5: loss=1\nbest acc: 0.9 (epoch 2)\nacc: 0.8")]
        assert steps == [Step("epoch", 5.0), Step("epoch", 2.0), Step("epoch", 5.0)]

    @pytest.mark.parametrize(
        ("text", "epoch", "step"),
        [
            ("Epoch: [0][  10/5005] loss: 1", 0.0, 10.0),
            ("Train Epoch: 1 [640/60000 (1%)]\tLoss: 0.3", 1.0, 640.0),
            ("| epoch   1 |   200/ 2983 batches | loss  7.63", 1.0, 200.0),
            ("epoch 001:    100 / 1000 loss=5.2", 1.0, 100.0),
            ("Epoch(train) [2][1/2]  loss: 1.1", 2.0, 1.0),
            ("Train: 0 [  50/1251 (  4%)]  Loss: 6.94 (6.93)", 0.0, 50.0),
            ("[2,  2000] loss: 0.5", 2.0, 2000.0),
            ("[1/5][100/938] Loss_D: 0.5", 1.0, 100.0),
            ("[Epoch 1/3] [Batch 5/938] loss: 0.5", 1.0, 5.0),
        ],
    )
    def test_within_an_epoch(self, text: str, epoch: float, step: float) -> None:
        assert read(text)[0].step == Step("step", step, Step("epoch", epoch))

    @pytest.mark.parametrize(
        "text", ["Epoch: 1/2 Step: 3/4  75.00% |████ |ETA: 0.01s loss: 0.5", "Epoch 1: 50%|█ | 1/2 [loss=1]"]
    )
    def test_of_a_bar_only_the_epoch_counts(self, text: str) -> None:
        assert read(text)[0].step == Step("epoch", 1.0)
