"""How many lines per second of CPU go from bytes to points: `python tests/bench/bench_reader.py`."""

from __future__ import annotations

import time

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.point import Stream
from sweepctl.model.spec import Objective

CHUNK = 64 * 1024
LINES = {
    "a flood of y": "y\n",
    "words only": "Loading the next shard of the training set from the cache\n",
    "words and a number": "Loaded shard 17 of the training set from the cache in a while\n",
    "pairs": "Epoch: 20, Loss: 0.5831, Train: 0.9876, Val: 0.7920, Test: 0.8150\n",
    "a logged value": "2024-01-01 12:00:00,123 - root - INFO - val_loss: 0.3\n",
    "JSON": '{"epoch": 1, "loss": 0.3, "val": {"acc": 0.91}}\n',
    "a Python dict": "{'loss': '0.6931', 'grad_norm': '0.4158', 'learning_rate': '4.375e-05', 'epoch': '0.5'}\n",
    "blanks": "step 250: train loss 1.9641, val loss 1.9835\n",
    "current (average)": "Epoch: [0][  10/5005]\tTime 0.532 (1.432)\tLoss 6.9823e+00 (7.0012e+00)\tAcc@1 0.39 (0.14)\n",
    "a table's rows": "epoch     train_loss  valid_loss  accuracy  time\n"
    + "1         0.324664    0.322686    1.000000  00:00\n" * 9,
    "a box": "| rollout/   |     |\n" + "|    ep_rew_mean | 23.6 |\n" * 9,
    "XGBoost": "[2]\ttrain-logloss:0.28408\ttrain-auc:0.99876\teval-logloss:0.38150\teval-auc:0.93296\n",
    "tagged": 'sweepctl: {"val_loss": 0.3, "step": 2}\n',
    "tqdm frames": "\rEpoch 1: 100%|██████████| 2/2 [00:00<00:00, 193.08it/s, train_loss=0.387, val_loss=0.565]",
    "Keras frames": "\x1b[1m7/7\x1b[0m \x1b[32m━━━━━\x1b[0m \x1b[1m1s\x1b[0m 96ms/step - acc: 0.4951 - loss: 0.7027"
    + "\x08" * 40
    + "\r",
}


def run(data: bytes, seconds: float = 1.0) -> tuple[float, float]:
    """Lines per second and bytes per second, from one execution that goes on for about `seconds`."""
    frames, reader, tracker = Frames(Stream.OUT), Reader(Objective("val_loss")), Tracker("val_loss")
    count = fed = 0
    started = time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for start in range(0, len(data), CHUNK):
            for line in frames.feed(data[start : start + CHUNK], 0.0):
                for reading in reader.read(line):
                    tracker.add(reading, line.row)
        tracker.take()
        fed += len(data)
        count += 1
    return count / spent, fed / spent


def main() -> None:
    for name, line in LINES.items():
        copies = max(1, (4 * CHUNK) // len(line.encode()))
        rounds, speed = run(line.encode() * copies)
        frames = max(1, line.count("\n"))
        print(f"{name:20} {rounds * copies * frames:14,.0f} lines/s {speed / 1e6:9.1f} MB/s")


if __name__ == "__main__":
    main()
