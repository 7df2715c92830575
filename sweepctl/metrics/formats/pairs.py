"""`name=value` and `name: value`, several per line: what most scripts print.

A value is a whole number token: nothing with a unit, no clock time, fraction, version, path or date. A name may have
words before it (`Average loss: 0.3`): dropping them would read the training loss for the objective `loss`.
"""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER, STEP_KINDS
from sweepctl.metrics.reading import Reading
from sweepctl.metrics.vocabulary import Sections, is_metric
from sweepctl.model.spec import Objective

UNIT = (
    r"(?:secs?|seconds?|[mun]?s|µs|msec|mins?|minutes?|h|hrs?|hours?|days?|[kKMGTP]i?[Bb]?|[Bb]ytes?|its?|fps|[kMG]?Hz"
    r"|\w*+/(?:s|sec|second|it|iter|step|batch|epoch|sample|image|img))(?!\w|/(?!\d)|\s*+[:=])"
)
_WORDS = 6
_PAIR = re.compile(
    r"(?<![\w./@%+?&$-])(?<!\w['’])(?<!(?u:\w))"
    rf"((?:[A-Za-z][\w-]*+(?>(?:'s|\.)?)[ ]){{0,{_WORDS}}})"
    r"([A-Za-z_][\w./^²-]*+(?>(?:@(?>(?:[\d.]++:[\d.]++(?=[ ]?[:=]))?)[\w./@-]*+)?))"
    r"(?>(?:[ ]?\(([^()]{1,24}+)\))?)['\"]?+"
    r"\s*+[:=]\s*+"
    r"(?>(?:([\"'\[])|((?>(?:\w++\.)?)(?:[tT]ensor|[aA]rray|float\d*+|int\d*+)\(\[?+))?)\s*+"
    rf"({NUMBER})(?>(?:f0)?)"
    rf"(?!\w|\.\w|,\d|:[\w ]|-\d|\\|\s*+/\s*+\d|/|%\s*+[|\d]|[ ]++{UNIT}"
    r"|[ ](?>(?:out )?)of \d|[ ]*+(?:-++>|=>)[ ]*+[-+.\d])",
    re.ASCII,
)
_CLOSING = {"[": re.compile(r"\s*+\]"), "'": re.compile("'"), '"': re.compile('"')}
_WRAPPED_END = re.compile(r"\s*+(?>(?:\]\s*+)?)[,)]")
# `Loss: 6.94 (6.93)`: now, and on average; without a point it is the iteration of the best.
AVERAGE = re.compile(rf"[ ]*+\([ ]*+(?=[-+]?+\d*+\.)({NUMBER})[ ]*+\)", re.ASCII)
# `Accuracy: 9350/10000 (94%)`
_FRACTION = re.compile(
    r"(?<![\w./@%+?&$-])((?:[A-Za-z][\w-]*+[ ]){0,3}\w*?(?i:acc|accuracy|correct)):?[ ]*+=?[ ]*+"
    r"(\d++)[ ]?/[ ]?(\d++)[ ]*+\([ ]*+\d++(?>(?:\.\d*+)?)[ ]?%\)",
    re.ASCII,
)

_ECHO = re.compile(r"Namespace\(|\bWarning:|[A-Za-z]Warning:")
_CODE = re.compile(
    r"\s*+(?:Traceback \(|File \""
    r"|[\w.]++ = (?!(?>(?:\w++\.)?)(?:[tT]ensor|[aA]rray|float|int))\w[\w.]*+\("
    r"|[\w.:]++\([^()]*=|Name: [^,]++, (?>(?:Length: \d++, )?)dtype:)"
)
_SOURCE_FILE = re.compile(r"\.(?:py|cc|cpp|cu|c|h|jl|R|rs|go|java|js|ts)$")
_NESTED = re.compile(r"[\"']\s*+:\s*+\{")
_LEVELS = {"DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL"}
_NEVER = {"pid", "tid", "port", "line", "rank", "version", "seed", "cuda", "gpu", "maxdets"}
_COUNTS = {"iterations", "epochs", "steps", "episodes", "rounds", "batches"}
_PREPOSITIONS = {"of", "in", "on", "for", "to", "at", "by", "from"}
_UNITS = {"s", "ms", "sec", "seconds", "min", "MB", "GB", "KB", "MiB", "GiB", "bytes"}
_COMPOUND = re.compile(r"[_/.@]")
# Words that lead to a name such as `val_loss`; others before it are part of it: `target val_loss` is another metric.
_LEADS = {
    "a", "and", "at", "done", "done.", "epoch", "evaluated", "finished", "got", "has", "have", "is", "iteration",
    "metrics", "on", "report", "reported", "result", "results", "round", "step", "the", "to", "trial", "with",
}  # fmt: skip
# "Best model saved with val_loss: 0.3", "Loading checkpoint with val_loss=0.3": said before, and not of now.
_PAST = re.compile(r"best|load|re-?load|restor|resum|check-?point|previous|baseline|target|stop", re.IGNORECASE)
_LONGEST_ABBREVIATION = 4


class Pairs:
    """A name that a line gives two different values is dropped: nobody could say which one it means."""

    def read(self, text: str) -> Reading | None:
        if ("=" not in text and ":" not in text) or _CODE.match(text) or _NESTED.search(text):
            return None
        echo = _ECHO.search(text)
        end = echo.start() if echo else len(text)
        found: list[tuple[int, str, float]] = []
        for match in _PAIR.finditer(text, 0, end):
            name = _name(text, match)
            if name is None or not _is_closed(match, text):
                continue
            found.append((match.start(), name, float(match[6])))
            if average := AVERAGE.match(text, match.end()):
                found.append((match.start(), f"{name}_avg", float(average[1])))
        if "%)" in text:
            found += [
                (match.start(), match[1], int(match[2][:15]) / max(1, int(match[3][:15])))
                for match in _FRACTION.finditer(text, 0, end)
            ]
        return gather(text, found) if found else None


def gather(text: str, found: list[tuple[int, str, float]]) -> Reading | None:
    """One reading of the places, names and values that a line has."""
    sections = Sections(text)
    values: dict[str, float] = {}
    clashes: set[str] = set()
    for start, bare, value in found:
        name = sections.qualify(bare, start)
        if repr(values.setdefault(name, value)) != repr(value):
            clashes.add(name)
    kept = {name: value for name, value in values.items() if name not in clashes}
    return Reading(kept, section=sections.of_all(list(values), found[0][0])) if kept else None


def _is_closed(match: re.Match[str], text: str) -> bool:
    """Whether an opening bracket or quote is closed right after the number; `[0.1, 0.2]` is not one value."""
    if match[5]:
        return _WRAPPED_END.match(text, match.end()) is not None
    return not match[4] or _CLOSING[match[4]].match(text, match.end()) is not None


def _name(text: str, match: re.Match[str]) -> str | None:
    """The full name, None for a step or for something that is never a metric."""
    before, token, note = match[1], match[2], match[3]
    low = token.lower()
    if low in _NEVER or low in _COUNTS or low in STEP_KINDS or _SOURCE_FILE.search(token) or note in _UNITS:
        return None
    words = _own_words(before.split()) if before else []
    if words and _COMPOUND.search(token):
        start = next((at for at in range(len(words), 0, -1) if words[at - 1].lower() in _LEADS), 0)
        if any(_PAST.match(word) for word in words[:start]):
            return None
        words = words[start:]
    if not note and _is_sentence(words, token):
        return None
    name = " ".join([*(word.removesuffix("'s") for word in words), token])
    return name if note is None or note == "%" else name + text[match.end(2) : match.end(3) + 1]


def _is_sentence(words: list[str], token: str) -> bool:
    """Whether the words are more than a name."""
    if words and words[0].lower() in _PREPOSITIONS:
        return True
    is_about_metric = len(words) > 1 and words[1].lower() in _PREPOSITIONS and is_metric(words[0])
    return len(words) == _WORDS or (len(words) > 2 and not is_metric(token) and not is_about_metric)


def _own_words(words: list[str]) -> list[str]:
    """The words before a token that are part of its name: levels and earlier sentences are not."""
    start = 0
    for at, word in enumerate(words, 1):
        if word in _LEVELS or (word.endswith(".") and len(word) > _LONGEST_ABBREVIATION + 1):
            start = at
    return words[start:]


def build(objective: Objective | None) -> Pairs:
    """The registry's door."""
    return Pairs()
