"""What stands before a line, and what only looks like it."""

from __future__ import annotations

import pytest

from sweepctl.metrics.prefix import unprefixed


@pytest.mark.parametrize(
    "prefix",
    [
        "2024-01-01 12:00:00,123 - root - INFO - ", "2024-01-01T12:00:00Z INFO     ", "12:00:00 ",
        "[12:00:00] INFO     ",
        "[2024-01-01 12:00:00,123 INFO] ", "[11/23 16:05:49 d2.utils.events]: ", "11/23 16:05:49 - mmengine - INFO - ",
        "2024-01-01 12:00:00 | INFO | ", "2024-01-01 12:00:00.123 | INFO     | __main__:main:12 - ", "INFO:root:",
        "INFO:tensorflow:", "[INFO] ", "WARNING - ", "I0101 12:00:00.123456 139872 train.py:172] ",
        "E0101 12:00:00.123456  1234 solver.cpp:239] ", "[rank0]: ", "[Rank 3] ", "[default0]:", "[1,0]<stdout>:",
        "(train_fn pid=1234, ip=10.0.0.1) ", "0: ", "12: ", "wandb: ",
        "[2024-01-01 12:00:00,123] [INFO] [logging.py:96:log_dist] [Rank 0] ",
    ],
)  # fmt: skip
def test_it_goes(prefix: str) -> None:
    assert unprefixed(f"{prefix}epoch 3 loss=0.3").strip() == "epoch 3 loss=0.3"


@pytest.mark.parametrize(
    "text",
    [
        "loss: 0.3", "  3   0.25  0.9", "[3]\ttrain-auc: 0.9", "3:\tlearn: 0.5", "[Train] loss: 0.3",
        "[Epoch 3] loss: 0.3",
        "Info gain: 0.3", "info: 0.3", "error: 0.3", "12:30", "[1, 2000] loss: 0.9", "0.25 0.5", "2024",
        "Val: loss=0.3",
        "error = 0.25", "(epoch 3) loss 0.3", "1/10 loss: 0.3", "",
    ],
)  # fmt: skip
def test_the_line_itself_stays(text: str) -> None:
    assert unprefixed(text) == text
