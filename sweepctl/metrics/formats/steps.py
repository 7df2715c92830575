"""Where the script is: `Epoch 3/10`, `epoch: 3`, `[Epoch 3]`, `Epoch [3/10]`, `Train step 20`, `iter=5`."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import STEP_KINDS, join
from sweepctl.metrics.reading import EPOCH, Reading
from sweepctl.model.spec import Objective

_MARK = re.compile(
    r"(?<![\w./@(-])(?:(?:global|train|training)[ _])?+(epoch|step|iteration|iter|episode|round)"
    r"(?:\((?:train|val|test)\))?+\s*+[:=#]?+\s*+\[?+\s*+(\d++(?:\.\d++)?+)"
    r"(?!\w|\.\w|%|:\d|[ ]?(?:s|sec|seconds?|ms|min|minutes?)\b)",
    re.IGNORECASE | re.ASCII,
)
# XGBoost's and LightGBM's `[10]<tab>`, CatBoost's `10:<tab>`; with a blank these would be the rank of a worker.
_LEADING = re.compile(r"(?:\[(\d++)\]|(\d++):)\t", re.ASCII)
# "Time per epoch: 12", "best epoch 3", "resuming from epoch 7" are not where the script is.
_ELSEWHERE = {"per", "best", "from", "max", "min", "total", "num", "every", "each", "last", "previous", "of", "warmup"}
_LONGEST_WORD = 16


class Steps:
    """No values, only the step; of several epochs or steps on a line the first counts."""

    def read(self, text: str) -> Reading | None:
        found: dict[str, float] = {}
        end = 0
        for mark in _MARK.finditer(text):
            if not _is_elsewhere(text, mark.start()):
                found.setdefault(STEP_KINDS[mark[1].lower()], float(mark[2]))
                end = mark.end()
        if not found and (leading := _LEADING.match(text)):
            found["step"] = float(leading[1] or leading[2])
        if EPOCH not in found and _is_heading(text[end:]):
            return None
        step = join(found.get(EPOCH), found.get("step"))
        return None if step is None else Reading({}, step)


def _is_elsewhere(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_WORD) : start].split()
    return bool(before) and before[-1].lower() in _ELSEWHERE and before[-2:-1] != ["end"]


def _is_heading(rest: str) -> bool:
    """`Step 2: train the model` is a heading: words and no more numbers."""
    return any(map(str.isalpha, rest)) and not any(map(str.isdigit, rest))


def build(objective: Objective | None) -> Steps:
    """The registry's door."""
    return Steps()
