"""How a line can say a metric. A new format is one file with a `build(objective)` and one line here, in order tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweepctl.metrics.formats.base import Format
from sweepctl.model.registry import Entry
from sweepctl.model.spec import Objective

FORMATS: Mapping[str, Entry] = {
    "tagged": Entry("sweepctl.metrics.formats.tagged", 'sweepctl: {"val_loss": 0.3, "step": 2}, and Syne Tune\'s tag'),
    "pattern": Entry("sweepctl.metrics.formats.pattern", "the regular expression of the objective's `pattern`"),
    "structured": Entry("sweepctl.metrics.formats.structured", "a JSON object or a Python dict at the end of a line"),
    "nested": Entry("sweepctl.metrics.formats.nested", "a JSON object over several lines"),
    "scores": Entry("sweepctl.metrics.formats.scores", "[CV 1/2] END …, score=0.85: scikit-learn's cross-validation"),
    "report": Entry("sweepctl.metrics.formats.report", "scikit-learn's classification report: accuracy and averages"),
    "box": Entry("sweepctl.metrics.formats.box", "| ep_rew_mean | 1.2 |: a name and a number per row, with sections"),
    "table": Entry(
        "sweepctl.metrics.formats.table", "names in one line, numbers below them: blanks, tabs, bars, commas"
    ),
    "vectors": Entry("sweepctl.metrics.formats.vectors", "$loss, then [1] 0.3: R's lists"),
    "sentences": Entry("sweepctl.metrics.formats.sentences", "val_loss improved from 0.4 to 0.3, and the like"),
    "pairs": Entry("sweepctl.metrics.formats.pairs", "name=value and name: value, several per line"),
    "words": Entry("sweepctl.metrics.formats.words", "train loss 1.96, val loss 1.98: nothing but blanks between"),
    "steps": Entry("sweepctl.metrics.formats.steps", "Epoch 3/10, step=20, [Epoch 3]: the step, no values"),
}
# They are meant for the whole line; the others read it without what loggers and launchers put before it.
VERBATIM = frozenset({"tagged", "pattern"})
# Ways that are mixed in one line: each adds what those before it did not read.
PROSE = frozenset({"sentences", "pairs", "words", "steps"})


@dataclass(frozen=True)
class Opened:
    """A format that lines are given to."""

    name: str
    form: Format
    heeds_words: bool


@dataclass(frozen=True)
class Formats:
    """Those of one stream of one execution, in the order tried: `exclusive` ones leave nothing to the next."""

    verbatim: Sequence[Opened]
    exclusive: Sequence[Opened]
    prose: Sequence[Opened]


def open_formats(objectives: Sequence[Objective]) -> Formats:
    """The formats that apply to the objectives, each of which may have a pattern of its own."""
    first = next(iter(objectives), None)
    asked = [(name, one) for name in FORMATS for one in (objectives if name == "pattern" else [first])]
    built = ((name, FORMATS[name].load().build(one)) for name, one in asked)
    opened = [Opened(name, form, getattr(form, "heeds_words", False)) for name, form in built if form is not None]
    return Formats(
        [one for one in opened if one.name in VERBATIM],
        [one for one in opened if one.name not in VERBATIM | PROSE],
        [one for one in opened if one.name in PROSE],
    )
