"""Where the script is: `Epoch 3/10`, `epoch: 3`, `[Epoch 3]`, `Epoch [3][20/500]`, `Train step 20`."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import STEP_KINDS, join
from sweepctl.metrics.reading import EPOCH, STEP, Reading
from sweepctl.model.spec import Objective

_MARK = re.compile(
    r"(epoch|step|iteration|iter|episode|round|generation|update|batch)"
    r"(?>(?:\((?:train|val|test)\))?)\s*+[:=#]?+\s*+\[?+\s*+(\d++(?>(?:\.\d++)?))"
    r"(?!\w|\.\w|%|:\d|[ ]?(?:s|sec|seconds?|ms|min|minutes?)\b)",
    re.ASCII,
)
# What may follow an epoch at once: `[ 640/60000 (1%)]`, `[1/2]`, `|   200/ 2983 batches`, `:    100 / 1000`.
_INSIDE = re.compile(
    r"(?>(?:/\s*+\d++)?)\]?+\s*+[|:,]?+\s*+\[?+\s*+(\d++)\s*+/\s*+\d++(?!\w|\.\d|\s*+\[\d\d:)", re.ASCII
)
_OWN_TOTAL = re.compile(r"\s*+/\s*+\d++\]?+(?!\s*+[|:,]?+\s*+\[?+\s*+\d++\s*+/)", re.ASCII)
# `Train: 0 [  50/1251 (  4%)]`, `Test: [  48/48]`
_TIMM = re.compile(r"\s*+(?:train|test|val|valid|validation|eval): (?>(\d++)?)\s*+\[\s*+(\d++)/\s*+\d++", re.ASCII)
# `[1,  2000] loss: 0.9` and `[1/5][100/938] loss: 0.9` are epoch and batch.
_TUTORIAL = re.compile(r"\[(\d++)(?:,[ ]++|/\d++\][ ]?\[)(\d++)(?>(?:/\d++)?)\]", re.ASCII)
# `loss: 0.9  [ 6400/60000]` ends with how much was seen.
_SEEN = re.compile(r"[\d)][ ]++\[[ ]*+(\d++)/[ ]*+\d++\]\s*+$", re.ASCII)
# XGBoost's and LightGBM's `[10]<tab>`, CatBoost's `10:<tab>`; with a blank these would be the rank of a worker.
_LEADING = re.compile(r"(?:\[(\d++)\]|(\d++):)\t", re.ASCII)
# `(epoch 12)` and `after 372 batches` say when something was, not where the script goes on.
_ASIDE = re.compile(
    r"\((?>(?:at |in |from )?)(?P<kind>epoch|step|iteration|iter|episode|round)[ :=#]*+(?P<at>\d++)\)"
    r"|\bafter (?P<after>\d++) (?P<counted>epoch|step|iteration|episode|round|batche?)s?\b",
    re.ASCII,
)
# "Time per epoch: 12", "best epoch 3", "resuming from epoch 7" are not where the script is.
_ELSEWHERE = {
    "per",
    "best",
    "from",
    "max",
    "min",
    "total",
    "num",
    "every",
    "each",
    "last",
    "previous",
    "of",
    "warmup",
    "until",
}
_WORDS = re.compile(r"epoch|step|iter|episode|round|generation|update|batch")
# A progress bar: its frames are not steps of their own.
_BAR = re.compile(r"\d%[ ]?\||[━█]")
_LONGEST_WORD = 16
_LONGEST = 4_000
_KINDS = {**STEP_KINDS, "update": STEP, "batch": STEP, "batche": STEP}
_COUNTED = {"update", "batch"}


class Steps:
    """No values, only the step; of several epochs or steps on a line the first counts."""

    def read(self, text: str) -> Reading | None:
        text = text[:_LONGEST].lower()
        if _WORDS.search(text):
            reading = _said(text)
            if reading is not None:
                return reading
        return _placed(text)


def _said(text: str) -> Reading | None:
    """The step in words."""
    found: dict[str, float] = {}
    end = 0
    for mark in _MARK.finditer(text):
        word = mark[1]
        kind = _KINDS[word]
        # `batch: 32` is how large they are; `batch 5/938` is where we are.
        if (
            not _begins(text, mark.start())
            or _is_elsewhere(text, mark.start())
            or (word in _COUNTED and not _is_counted(text, mark))
        ):
            continue
        if kind not in found:
            found[kind] = float(mark[2])
            inside = _INSIDE.match(text, mark.end()) if kind == EPOCH else None
            if inside and not _OWN_TOTAL.match(text, mark.end()):
                found.setdefault(STEP, float(inside[1]))
        end = mark.end()
    if EPOCH not in found and _is_heading(text[end:]):
        found = {}
    if not found and (aside := _ASIDE.search(text)):
        kind, figure = _KINDS[aside["kind"] or aside["counted"]], float(aside["at"] or aside["after"])
        step = join(figure, None) if kind == EPOCH else join(None, figure)
        return Reading({}, step, step_is_sticky=True)
    if STEP in found and _BAR.search(text):
        del found[STEP]
    step = join(found.get(EPOCH), found.get(STEP))
    return None if step is None else Reading({}, step)


def _begins(text: str, start: int) -> bool:
    """Whether a word for a step stands by itself, or as in `global_step`; asked here, as the search is quicker so."""
    before = text[start - 1] if start else " "
    return not (before.isalnum() or before in "_./@(-") or text.endswith(("global_", "train_", "training_"), 0, start)


def _is_counted(text: str, mark: re.Match[str]) -> bool:
    """`batch 5/938`, `[Batch 99]`, `Batch [99]`."""
    return text[mark.end() : mark.end() + 1] == "]" or _OWN_TOTAL.match(text, mark.end()) is not None


def _placed(text: str) -> Reading | None:
    """The step by where it stands."""
    if leading := _LEADING.match(text):
        return Reading({}, join(None, float(leading[1] or leading[2])))
    if timm := _TIMM.match(text):
        return Reading({}, join(None if timm[1] is None else float(timm[1]), float(timm[2])))
    if tutorial := _TUTORIAL.match(text):
        return Reading({}, join(float(tutorial[1]), float(tutorial[2])))
    if text.rstrip().endswith("]") and (seen := _SEEN.search(text)):
        return Reading({}, join(None, float(seen[1])))
    return None


def _is_elsewhere(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_WORD) : start].split()
    return bool(before) and before[-1].strip("\"'(") in _ELSEWHERE and before[-2:-1] != ["end"]


def _is_heading(rest: str) -> bool:
    """`Step 2: train the model` is a heading: words and no more numbers."""
    return any(map(str.isalpha, rest)) and not any(map(str.isdigit, rest))


def build(objective: Objective | None) -> Steps:
    """The registry's door."""
    return Steps()
