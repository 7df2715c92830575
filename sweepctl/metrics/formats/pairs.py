"""`name=value` and `name: value`, several per line: what most scripts print.

A value is a whole number token: nothing with a unit, no clock time, fraction, version, path or date. A name may have
words before it (`Average loss: 0.3`): dropping them would read the training loss for the objective `loss`.
"""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER, STEP_KINDS
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_UNIT = (
    r"(?:secs?|seconds?|[mun]?s|µs|msec|mins?|minutes?|h|hrs?|hours?|days?|[kKMGTP]i?[Bb]?|[Bb]ytes?|its?|fps|[kMG]?Hz"
    r"|\w*+/(?:s|sec|second|it|iter|step|batch|epoch|sample|image|img))(?!\w|/(?!\d)|\s*+[:=])"
)
_PAIR = re.compile(
    r"(?<![\w./@%+?&$-])(?<!\w['’])"
    r"((?:[A-Za-z]\w*+(?:'s)?+[ ]){0,3})([A-Za-z_][\w./@-]*+)['\"]?+\s*+[:=]\s*+"
    r"(?:([\"'\[])|((?:\w++\.)?+(?:[tT]ensor|[aA]rray|float\d*+|int\d*+)\(\[?+))?+\s*+"
    rf"({NUMBER})(?:f0)?+"
    rf"(?!\w|\.\w|,\d|:\w|-\d|\\|\s*+/\s*+\d|/|%\s*+[|\d]|[ ]++{_UNIT})",
    re.ASCII,
)
_CLOSING = {"[": re.compile(r"\s*+\]"), "'": re.compile("'"), '"': re.compile('"')}
_WRAPPED_END = re.compile(r"\s*+(?:\]\s*+)?+[,)]")

_ECHO = re.compile(r"Namespace\(|\bWarning:|[A-Za-z]Warning:")
_TRACEBACK = re.compile(r"\s*+(?:Traceback \(|File \")")
_SOURCE_FILE = re.compile(r"\.(?:py|cc|cpp|cu|c|h|jl|R|rs|go|java|js|ts)$")
_LEVELS = {"DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL"}
_NEVER = {"pid", "tid", "port", "line", "rank", "version"}
_COMPOUND = re.compile(r"[_/.@]")
# Before a name such as `val_loss` only these are part of it; other words are a sentence that leads to it.
_QUALIFIERS = {
    "average", "avg", "best", "eval", "final", "initial", "last", "max", "mean", "median", "min", "new", "old",
    "previous", "running", "std", "sum", "test", "total", "train", "training", "val", "valid", "validation",
}  # fmt: skip


class Pairs:
    """A name that a line gives two different values is dropped: nobody could say which one it means."""

    def read(self, text: str) -> Reading | None:
        if _TRACEBACK.match(text):
            return None
        echo = _ECHO.search(text)
        values: dict[str, float] = {}
        clashes: set[str] = set()
        for match in _PAIR.finditer(text, 0, echo.start() if echo else len(text)):
            name = _name(match[1], match[2])
            if name is None or not _is_closed(match, text):
                continue
            value = float(match[5])
            if repr(values.setdefault(name, value)) != repr(value):
                clashes.add(name)
        kept = {name: value for name, value in values.items() if name not in clashes}
        return Reading(kept) if kept else None


def _is_closed(match: re.Match[str], text: str) -> bool:
    """Whether an opening bracket or quote is closed right after the number; `[0.1, 0.2]` is not one value."""
    if match[4]:
        return _WRAPPED_END.match(text, match.end()) is not None
    return not match[3] or _CLOSING[match[3]].match(text, match.end()) is not None


def _name(before: str, token: str) -> str | None:
    """The full name, None for a step or for something that is never a metric."""
    if token.lower() in _NEVER or _SOURCE_FILE.search(token):
        return None
    if token.lower() in STEP_KINDS:
        return None
    if not before:
        return token
    words = [word for word in before.split() if word not in _LEVELS]
    if _COMPOUND.search(token):
        own = 0
        while own < len(words) and _qualifies(words[-own - 1]):
            own += 1
        words = words[len(words) - own :]
    return " ".join([*(word.removesuffix("'s") for word in words), token])


def _qualifies(word: str) -> bool:
    return word.endswith("'s") or word.lower() in _QUALIFIERS


def build(objective: Objective | None) -> Pairs:
    """The registry's door."""
    return Pairs()
