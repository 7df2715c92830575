"""What each line format reads and what it leaves alone."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from sweepctl.errors import UsageError
from sweepctl.metrics.formats.base import Format
from sweepctl.metrics.formats.pattern import Pattern
from sweepctl.metrics.reading import Reading, Step
from sweepctl.metrics.records import parse_record
from sweepctl.metrics.registry import FORMATS
from sweepctl.model.point import Rank
from sweepctl.model.spec import Objective

OBJECTIVE = Objective("loss", pattern=r"loss (?:is|was) (?P<value>\S+)")


def open_format(name: str) -> Format:
    member: Format = FORMATS[name].load().build(OBJECTIVE)
    return member


def values(name: str, text: str) -> Mapping[str, float]:
    reading = open_format(name).read(text)
    return reading.values if reading else {}


def step(name: str, text: str) -> Step | None:
    reading = open_format(name).read(text)
    return reading.step if reading else None


class TestTagged:
    @pytest.mark.parametrize(
        "text",
        [
            'sweepctl: {"val_loss": 0.3, "step": 2}',
            '2024-01-01 12:00:00,123 - root - INFO - sweepctl: {"val_loss": "0.3", "step": 2}',
            'INFO:root:sweepctl: {"val_loss": 0.3, "global_step": 2} and more',
            '[tune-metric]: {"val_loss": 0.3, "_step": 2, "ok": true, "note": "x1"}',
        ],
    )
    def test_reads(self, text: str) -> None:
        assert open_format("tagged").read(text) == Reading({"val_loss": 0.3}, Step("step", 2.0), Rank.TAGGED)

    def test_nested_names_are_joined_and_nan_is_a_value(self) -> None:
        read = values("tagged", 'sweepctl: {"val": {"acc": 0.9, "epoch": 4}, "loss": NaN, "low": -Infinity}')
        assert (read["val.acc"], read["val.epoch"], read["low"]) == (0.9, 4.0, -math.inf)
        assert math.isnan(read["loss"])

    def test_epoch_and_step_together_are_a_step_within_the_epoch(self) -> None:
        assert step("tagged", 'sweepctl: {"step": 4, "epoch": 1, "a": 1}') == Step("step", 4.0, Step("epoch", 1.0))

    def test_a_torn_one_is_ours_and_says_nothing(self) -> None:
        assert open_format("tagged").read('sweepctl: {"val_loss": 0.3, "st') == Reading({}, None, Rank.TAGGED)

    @pytest.mark.parametrize(
        "text", ['mysweepctl: {"a": 1}', '/bin/sweepctl: {"a": 1}', "sweepctl: 0.3", "sweepctl {}"]
    )
    def test_leaves_alone(self, text: str) -> None:
        assert open_format("tagged").read(text) is None


class TestStructured:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('{"loss": 0.3, "val": {"acc": 0.91}, "done": false, "name": "run 3"}', {"loss": 0.3, "val.acc": 0.91}),
            ("{'loss': '0.6931', 'lr': '4.375e-05'}", {"loss": 0.6931, "lr": 4.375e-05}),
            ("{'a': np.float64(0.3), 'b': tensor(0.9, device='cuda:0')}", {"a": 0.3, "b": 0.9}),
            ("{'a': array([2.]), 'b': np.float64(inf), 'c': array([1, 2])}", {}),
            ("{'a': array([2.]), 'b': np.float64(inf)}", {"a": 2.0, "b": math.inf}),
            ("{'loss': tensor(0.3, grad_fn=<NllLossBackward0>)}", {"loss": 0.3}),
            ("{'a': inf, 'b': -inf, 'c': [0.5], 'd': [1, 2], 'e': None}", {"a": math.inf, "b": -math.inf, "c": 0.5}),
            (" 50%|███  | 4/8 [00:02<00:02, 1.98it/s]{'loss': 0.12, 'epoch': 1.0}", {"loss": 0.12}),
            ("{1: 0.3, 'a': 1}", {"a": 1.0}),
            ("{'a': 1, 'b': 10" + "0" * 400 + "}", {"a": 1.0}),
        ],
    )  # fmt: skip
    def test_reads(self, text: str, expected: Mapping[str, float]) -> None:
        assert values("structured", text) == expected

    def test_nan(self) -> None:
        assert math.isnan(values("structured", "{'loss': nan}")["loss"])
        assert math.isnan(values("structured", '{"loss": NaN}')["loss"])

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{'loss': 1, 'epoch': '0.5'}", Step("epoch", 0.5)),
            ("{'loss': 1, 'iter': 7}", Step("step", 7.0)),
            ("{'loss': 1, 'step': nan}", None),
            ("{'loss': 1, 'step': 'last'}", None),
        ],
    )
    def test_the_step(self, text: str, expected: Step | None) -> None:
        assert step("structured", text) == expected

    @pytest.mark.parametrize(
        "text", ["{'a': 1} and more", "[1, 2]", "{1, 2}", "{'a': 1", "{'a': print(1, 2)}", "{'a': b}"]
    )
    def test_leaves_alone(self, text: str) -> None:
        assert open_format("structured").read(text) is None


class TestPairs:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("loss=0.3", {"loss": 0.3}),
            ("loss = -7.53e-05, acc: 1., low=.5", {"loss": -7.53e-05, "acc": 1.0, "low": 0.5}),
            ("12:00:01 INFO - val/loss: 0.3 | Acc@1: 91.2%", {"val/loss": 0.3, "Acc@1": 91.2}),
            ("train_loss=inf val_loss=-inf", {"train_loss": math.inf, "val_loss": -math.inf}),
            ("lr=[0.00015], mom=[(0.9, 0.95)], x=[1, 2], ret=[23.]", {"lr": 0.00015, "ret": 23.0}),
            ("loss: tensor(0.3213, grad_fn=<X>), b=Array(0.5, dtype=float32)", {"loss": 0.3213, "b": 0.5}),
            ("epoch 0: {'accuracy': '0.84', 'f1': 0.89} done", {"accuracy": 0.84, "f1": 0.89}),
            ("Loss 2 Average loss: 0.3, Accuracy: 91/100 (91%)", {"Average loss": 0.3, "Accuracy": 0.91}),
            ("INFO loss: 0.3", {"loss": 0.3}),
            ("Finished epoch with val_loss: 0.3", {"val_loss": 0.3}),
            ("New best val_loss: 0.3", {"New best val_loss": 0.3}),
            (
                "[3]\tvalid_1's binary_logloss: 0.54\ttraining's auc: 0.9",
                {"valid_1 binary_logloss": 0.54, "training auc": 0.9},
            ),
            ("Generator loss = 1.2e-3, Critic loss = 0.6931f0", {"Generator loss": 0.0012, "Critic loss": 0.6931}),
            ("step=4, epoch: 2, loss=0.3", {"loss": 0.3}),
            ("time: 0.41  max mem: 9013", {"time": 0.41, "max mem": 9013.0}),
            ("loss: 0.3 ms/batch: 4.2 s: 1", {"loss": 0.3, "ms/batch": 4.2, "s": 1.0}),
        ],
    )
    def test_reads(self, text: str, expected: Mapping[str, float]) -> None:
        assert values("pairs", text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "Namespace(lr=0.01, epochs=3)", "args: Namespace(lr=0.01)", "python train.py --lr=0.1 -m=3",
            '  File "train.py", line 3, loss=0.3', "x.py:12: UserWarning: lr=0.1 is deprecated",
            "eta: 0:02:10", "time: 20.16s", "took: 12 ms",
            "rate: 5.6 ms/batch", "speed: 412.5 samples/sec", "mem: 2451M, disk=3.2 GB/8 GB",
            "saved to /run=3/model.pt", "see http://host:8080/a?x=3&y=4", "version: 2.1", "torch: 2.1.0", "acc: 91/100",
            "total: 1,234.5", "date: 2024-01-01", "n: 1_000", "Downloading: 45% 12.3MB/27MB", "bar: 50%|███  |",
            "[11/23 16:05:49] train.py:172] hello", "(fn pid=1234, ip=10.0.0.1) hi", "x: 0x1f", "loss:0.3.1",
            "a: '0.3", "a: tensor(0.3",
        ],
    )  # fmt: skip
    def test_leaves_alone(self, text: str) -> None:
        assert values("pairs", text) == {}

    def test_a_name_with_two_values_is_dropped(self) -> None:
        """Two writers on one line: nobody can say which value is whose."""
        assert values("pairs", "loss=0.3 acc=0.9 loss=0.4") == {"acc": 0.9}
        assert values("pairs", "loss=0.3 loss=0.3") == {"loss": 0.3}


class TestSteps:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Epoch 3/10", Step("epoch", 3.0)),
            ("epoch: 3", Step("epoch", 3.0)),
            ("[Epoch 3] loss=0.3", Step("epoch", 3.0)),
            ("Epoch [3/10]", Step("epoch", 3.0)),
            ("Epoch[9] Train-accuracy=0.1", Step("epoch", 9.0)),
            ("Step 20", Step("step", 20.0)),
            ("iter 5: loss 0.3", Step("step", 5.0)),
            ("Iteration 1, loss = 0.8", Step("step", 1.0)),
            ("global_step=1024, ret=3", Step("step", 1024.0)),
            ("Saving dict for global step 1000: a = 1", Step("step", 1000.0)),
            ("[RANK0] Epoch 1 | Iter 100 | Loss 2.3", Step("step", 100.0, Step("epoch", 1.0))),
            ("| end of epoch   1 | time: 20.16s", Step("epoch", 1.0)),
            ("====> Epoch: 1 Average loss: 1", Step("epoch", 1.0)),
            ("[10]\ttrain-rmse:0.1", Step("step", 10.0)),
            ("10:\tlearn: 0.65", Step("step", 10.0)),
            ("Epoch 1:  50%|███   | 1/2", Step("epoch", 1.0)),
        ],
    )
    def test_reads(self, text: str, expected: Step) -> None:
        assert open_format("steps").read(text) == Reading({}, expected)

    @pytest.mark.parametrize(
        "text",
        [
            "Step 2: train the model", "Time per epoch: 12.3", "epochs: 10", "num_epochs=10", "best epoch 3",
            "resuming from epoch 3", "step 20ms",
            "epoch: 0:02:10", "step 5 s", "timestep 4", "--epoch 3", "Epoch 50%",
        ],
    )  # fmt: skip
    def test_leaves_alone(self, text: str) -> None:
        assert open_format("steps").read(text) is None


class TestPattern:
    def test_the_objective_is_what_it_reports_without_a_name(self) -> None:
        read = open_format("pattern").read("loss was 0.4, loss is 0.3")
        assert read == Reading({"loss": 0.3}, None, Rank.PATTERN)

    def test_name_and_step_groups(self) -> None:
        read = Pattern(r"(?P<name>\w+)@(?P<step>\d+)->(?P<value>\S+)", "loss").read("a@3->0.5 b@3->1e-3 c@3->x")
        assert read == Reading({"a": 0.5, "b": 0.001}, Step("step", 3.0), Rank.PATTERN)

    @pytest.mark.parametrize("pattern", ["(", "loss (.*)"])
    def test_a_bad_one_is_a_sentence(self, pattern: str) -> None:
        with pytest.raises(UsageError, match="the objective's pattern"):
            Pattern(pattern, "loss")


class TestRecords:
    @pytest.mark.parametrize("line", ['{"loss": 0.3, "step": 2}', '{"metrics": {"loss": 0.3}, "step": 2, "pid": 9}\n'])
    def test_reads(self, line: str) -> None:
        assert parse_record(line) == Reading({"loss": 0.3}, Step("step", 2.0), Rank.FILE)

    def test_what_is_not_finite_is_accepted(self) -> None:
        read = parse_record('{"a": NaN, "b": Infinity}')
        assert read is not None
        assert math.isnan(read.values["a"])
        assert read.values["b"] == math.inf

    @pytest.mark.parametrize("line", ["", '{"loss": 0.', "[1]", "3", "null", "{'a': 1}", "[" * 100_000])
    def test_a_torn_or_foreign_line_is_none(self, line: str) -> None:
        assert parse_record(line) is None
