"""Formats that remember the lines before: headers and rows, boxes, R's lists, JSON over several lines."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sweepctl.metrics.reading import Reading, Step
from sweepctl.metrics.registry import FORMATS


def follow(name: str, text: str) -> list[Reading]:
    """What one member reads from lines in turn."""
    member = FORMATS[name].load().build(None)
    return [reading for line in text.split("\n") if (reading := member.read(line)) is not None]


def values(name: str, text: str) -> list[Mapping[str, float]]:
    return [reading.values for reading in follow(name, text)]


class TestTable:
    @pytest.mark.parametrize(
        "text",
        [
            "epoch  train_loss  val_loss\n  3        0.5       0.25",
            "epoch\ttrain_loss\tval_loss\n3\t0.5\t0.25",
            "epoch,train_loss,val_loss\n3,0.5,0.25",
            "| epoch | train_loss | val_loss |\n|------:|:-----:|---|\n| 3 | 0.5 | 0.25 |",
            "┃ epoch ┃ train_loss ┃ val_loss ┃\n┡━━━━━━━╇━━━━━━━╇━━━━┩\n│ 3     │ 0.5        │ 0.25     │",
            "epoch train_loss val_loss\n3 0.5 0.25",
            "  epoch train_loss val_loss\n1     3        0.5     0.25",
            " Epoch | train_loss | val_loss \n   3/9|   0.5     0.25",
            "epoch  train_loss  val_loss    time  note\n3      0.5         0.25       00:12  +",
            "epoch  train_loss  val_loss: 100%|███| 1/1 [00:00]\n3      0.5         0.25: 50%|██  | 1/2 [00:00]",
        ],
    )
    def test_names_in_one_line_and_numbers_below(self, text: str) -> None:
        assert follow("table", text) == [Reading({"train_loss": 0.5, "val_loss": 0.25}, Step("epoch", 3.0))]

    def test_other_lines_may_stand_between(self) -> None:
        text = "iter   loss    acc\n  1    0.5    0.7\nsaving a checkpoint\n  2    0.4    0.8"
        assert values("table", text) == [{"loss": 0.5, "acc": 0.7}, {"loss": 0.4, "acc": 0.8}]

    def test_words_above_names_belong_to_them_in_two_lines_of_a_header(self) -> None:
        assert values("table", "average  since\nloss     last\n1.5      2.5") == [
            {"average loss": 1.5, "since last": 2.5}
        ]
        assert values("table", "|  Batch  |  Batch  |\n|  Loss   |   Acc   |\n|   1.5   |   2.5   |") == [
            {"Batch Loss": 1.5, "Batch Acc": 2.5}
        ]

    def test_of_labelled_rows_totals_and_parts_are_read(self) -> None:
        text = "        loss   mAP\nall     0.5    0.7\nperson  0.1    0.9\nval     0.6    0.8"
        assert values("table", text) == [{"loss": 0.5, "mAP": 0.7}, {"val loss": 0.6, "val mAP": 0.8}]

    @pytest.mark.parametrize(
        "text",
        [
            "      CP nsplit rel error\n1 0.74      0       1.0",
            "   precision    recall\n0       0.93      0.94",
            "loss  acc\n0.5",
            "loss  acc\n0.5  0.6  0.7",
            "loss and so on\n0.5 0.6 0.7 0.8",
            "loss  loss\n0.5   0.6",
            "Estimate  error\nx  0.5  0.6",
            "lr = 0.1  loss\n 0.5     0.6",
            "loss          accuracy\n      0.5 0.6",
        ],
    )
    def test_numbers_that_do_not_stand_below_one_name_are_left_alone(self, text: str) -> None:
        assert follow("table", text) == []

    def test_a_header_is_forgotten(self) -> None:
        assert follow("table", "loss  acc\n" + "some words, 1 number\n" * 30 + "0.5   0.6") == []


class TestBox:
    BOX = "-----------\n| rollout/ | |\n| ep_rew | 1.5 |\n| time/ | |\n| steps | 64 |\n-----------\n| loss | 2 |"

    def test_sections_come_before_names(self) -> None:
        assert values("box", self.BOX) == [{"rollout/ep_rew": 1.5}, {"time/steps": 64.0}, {"loss": 2.0}]

    def test_an_epoch_in_the_first_row_is_the_step(self) -> None:
        assert follow("box", "-------\n| Epoch | 3 |\n| loss | 1 |\n| step | 9 |") == [
            Reading({}, Step("epoch", 3.0)),
            Reading({"loss": 1.0}),
        ]

    @pytest.mark.parametrize(
        "text", ["| a | b |", "| 1 | 2 |", "| a | 1 | 2 |", "| ep_rew_m... | 1 |", "a | 1", "| a | 1 MB |"]
    )
    def test_leaves_alone(self, text: str) -> None:
        assert follow("box", text) == []


class TestVectors:
    def test_a_value_follows_its_name(self) -> None:
        assert values("vectors", "$loss\n[1] 0.3\n\n$fit$acc\n[1] 0.9") == [{"loss": 0.3}, {"fit.acc": 0.9}]

    @pytest.mark.parametrize("text", ["[1] 0.3", "$loss\nhello\n[1] 0.3", "$loss\n[1] 0.3 0.4", "$5\n[1] 3"])
    def test_leaves_alone(self, text: str) -> None:
        assert follow("vectors", text) == []


class TestNested:
    def test_names_of_open_objects_come_first(self) -> None:
        text = '{\n  "epoch": 3,\n  "val": {\n    "loss": 0.3,\n    "name": "x"\n  },\n  "acc": "0.9"\n}\n  "loss": 1'
        assert values("nested", text) == [{"val.loss": 0.3}, {"acc": 0.9}]

    @pytest.mark.parametrize(
        "text", ['  "loss": 0.3', '{\nhello\n  "loss": 0.3', 'x {\n  "loss": 0.3', '{\n  "a": [\n 1']
    )
    def test_leaves_alone(self, text: str) -> None:
        assert follow("nested", text) == []


class TestScikitLearn:
    def test_scores_of_a_split(self) -> None:
        assert values(
            "scores", "[CV 1/2] END .....C=0.1, kernel=rbf;, score=(train=0.9, test=0.8) total time=   0.0s"
        ) == [{"score_train": 0.9, "score_test": 0.8}]
        assert values("scores", "[CV] END  f1: (test=0.5) auc: (test=0.7) total time=   0.0s") == [
            {"f1_test": 0.5, "auc_test": 0.7}
        ]

    def test_report(self) -> None:
        assert values(
            "report", "    accuracy                           0.29       400\n           0       0.93      0.94"
        ) == [{"accuracy": 0.29}]
