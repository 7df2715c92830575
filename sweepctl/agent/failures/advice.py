"""What to say where a trial's output does not have the metric, or its program did not want its arguments."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from sweepctl.metrics.names import fold
from sweepctl.model.params import Value

_NAMES_SHOWN = 5
_LONGEST_REASON = 200
# Two metrics whose names are less alike than this have nothing to do with each other.
_ALIKE = 0.5
# argparse, click and typer, absl.
_REFUSED = re.compile(
    r"(?:unrecognized arguments:|[Nn]o such option:?|Unknown command line flag) *'?(?P<options>-[^\n]*)"
)

# What an exception of Python's is called; other lines may follow it, or overtake it on the other stream.
_RAISED = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception)(?::|$)")


def missing(objective: str, seen: Mapping[str, tuple[int, float]], where: str = "") -> str:
    """That the objective was not found (`where`), what was seen instead, and which of it may be meant."""
    if not seen:
        return f"`{objective}` was not found{where}; no metric was seen in its output"
    shown = [f"`{name}` ({count}×, last {last:.6g})" for name, (count, last) in list(seen.items())[:_NAMES_SHOWN]]
    more = f" and {len(seen) - _NAMES_SHOWN} more" if len(seen) > _NAMES_SHOWN else ""
    meant = nearest(objective, seen)
    hint = f"; is it `{meant}`?" if meant else ""
    return f"`{objective}` was not found{where}; seen: {', '.join(shown)}{more}{hint}"


def nearest(objective: str, names: Iterable[str]) -> str | None:
    """The name most like the objective's, by its words and letters; None where none is."""
    words = set(fold(objective).split("_"))

    def likeness(name: str) -> float:
        others = set(fold(name).split("_"))
        letters = difflib.SequenceMatcher(None, fold(objective), fold(name)).ratio()
        return max(letters, len(words & others) / len(words | others) + 0.1)

    best = max(names, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ALIKE else None


def last_words(code: int, tail: Iterable[str], params: Mapping[str, Value]) -> str:
    """Why a program failed: its exit code with its exception or the last line, or the argument that it refused."""
    lines = [line.strip() for line in tail if line.strip()]
    for line in reversed(lines):
        refused = _REFUSED.search(line)
        if refused:
            return f"exit code {code}: {_refusal(refused['options'], params)}"
    raised = [line for line in lines if _RAISED.match(line)]
    said = (raised or lines)[-1:]
    also = "; a trial's stdin is empty" if said and said[0].startswith("EOFError") else ""
    return "".join([f"exit code {code}", *(f": {one[:_LONGEST_REASON]}" for one in said), also])


def _refusal(options: str, params: Mapping[str, Value]) -> str:
    named = [option.strip("'\",").partition("=")[0] for option in options.split() if option.startswith("-")]
    ours = [name for name in params if f"--{name}" in named]
    sentence = f"the program does not know {', '.join(dict.fromkeys(named))}"[:_LONGEST_REASON]
    if not ours:
        return sentence
    which = ", ".join(f"`{name}`" for name in ours)
    return f"{sentence}: rename or remove the parameter {which}, or add the option to the program"
