"""`train loss 1.96, val loss 1.98`: names and numbers with nothing but blanks between them.

A piece of the line between commas, bars or tabs is read if names and numbers alternate in it to its end, and something
shows that this is no sentence: a step, a pair, or a name that is known to be a metric's.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sweepctl.metrics.formats.figures import NUMBER, STEP_KINDS
from sweepctl.metrics.formats.pairs import UNIT, gather
from sweepctl.metrics.reading import Reading
from sweepctl.metrics.vocabulary import SENTENCE, is_metric
from sweepctl.model.spec import Objective

_MAY = re.compile(r"[A-Za-z)\d%@][ \t]++[-+]?+(?:\.?\d|nan|inf)", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"\t++(?![ ]*+[-+.\d])|(?<!\d),|,(?!\d)|[;|│•]|(?<=[\w)%.])[ ]++-[ ]++(?=[A-Za-z])")
_ITEM = re.compile(
    r"(?>(?:[*:>#=-]++[ ]++|[ ]++|(?<=[^-])>++|:)*)((?:[A-Za-z][\w/@&().'-]*+[ ]++){0,4}?[A-Za-z_][\w/@.()-]*+)[ \t]++"
    rf"({NUMBER})(?>(?:[ ]*+\([ ]*+({NUMBER})[ ]*+\))?)(?>(?:\s?(%)|([ ]?{UNIT}))?)"
    r"(?![\w/]|\.\w|:\d)(?>(?:\.(?=\s*+$))?)[ :]*+",
    re.ASCII,
)
_BAR = re.compile(r":[ ]++\d{1,3}%\|.*+$")
_STEP = re.compile(
    r"[ *=>#\[(|-]*+(?>(?:end of |(?:global|train|training|mini-?batch)[ _])*)"
    r"(?:epoch|step|iteration|iter|episode|round|batch)"
    r"[ :=#\[]*+\d++(?>(?:\.\d++)?)[ \])]*+(?>(?:[/|][ ]*+\d++)?)[\] ]*+(?>(?:batches|steps)?)[ :>-]*+",
    re.IGNORECASE | re.ASCII,
)
_LEAD = re.compile(r"[^:\]]{0,60}+[:\]][ ]++")
_PAIR = re.compile(r"[\w)][ ]?[:=][ ]?[-+.\d]")
_NEVER = {"python", "torch", "pytorch", "tensorflow", "cuda", "cudnn", "numpy", "version", "v", "driver", "port", "gpu"}
_LONGEST = 2_000


class Words:
    """Read beside `pairs`; a number without a point counts only under a name that is known."""

    def read(self, text: str) -> Reading | None:
        if len(text) > _LONGEST or not _MAY.search(text):
            return None
        if "%|" in text:
            text = _BAR.sub("", text)
        found: list[tuple[int, str, float]] = []
        has_step = is_known = False
        for start, end in _pieces(text):
            if step := _STEP.match(text, start, end):
                start, has_step = step.end(), True
            items = _items(text, start, end) or _items(text, _after_lead(text, start, end), end)
            is_known = is_known or any(is_metric(name) for _, name, _ in items)
            found += items
        is_certain = is_known or (bool(found) and (has_step or _PAIR.search(text) is not None))
        return gather(text, found) if found and (is_certain or _is_row(text, found)) else None


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the parts between commas, bars, tabs and dashes begin and end."""
    cuts = [(0, 0), *(between.span() for between in _BETWEEN.finditer(text)), (len(text), len(text))]
    return [(before, start) for (_, before), (start, _) in pairwise(cuts) if before < start]


def _items(text: str, start: int, end: int) -> list[tuple[int, str, float]]:
    """The names and numbers of a piece, nothing if it says anything else; what has a unit is left out."""
    found: list[tuple[int, str, float]] = []
    while start < end:
        item = _ITEM.match(text, start, end)
        if item is None:
            return found if text[start:end].strip(" -*=.\r") in {"", "batches"} else []
        name, start = item[1], item.end()
        words = name.lower().split()
        if not SENTENCE.isdisjoint(words):
            return []
        if item[5] or words[-1] in STEP_KINDS or words[-1] in _NEVER:
            continue
        if item[2].lstrip("+-").isdigit() and not is_metric(name) and not _PAIR.search(text):
            continue
        found.append((item.start(1), " ".join(name.split()), float(item[2])))
        if item[3] and "." in item[3]:
            found.append((item.start(1), f"{' '.join(name.split())}_avg", float(item[3])))
    return found


def _after_lead(text: str, start: int, end: int) -> int:
    """Where a piece goes on after `main: ` or `[3/5] `, and after the step that may follow."""
    lead = _LEAD.match(text, start, end)
    if lead is None:
        return end
    step = _STEP.match(text, lead.end(), end)
    return step.end() if step else lead.end()


def _is_row(text: str, found: list[tuple[int, str, float]]) -> bool:
    """`P@1<tab>0.937`: one name, one number, and a tab."""
    return len(found) == 1 and "\t" in text and re.fullmatch(r"[\w@./-]+\t+[-+.\deE]+\s*", text) is not None


def build(objective: Objective | None) -> Words:
    """The registry's door."""
    return Words()
