"""What to vary, in one word: `lr=log(1e-5,1e-1)` → the keys of a parameter, as a sweep file has them.

The grammar: `1..4`, `0.1..0.5`, `log(a,b)` and the other functions, `[a,b]` or `a,b`, a YAML mapping `{min: 1, max: 4}`
with all that a sweep file can say, and anything else as YAML reads it, which is a constant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from sweepctl.errors import UsageError
from sweepctl.model.checks import is_number
from sweepctl.model.params import Value
from sweepctl.space.distributions import DISTRIBUTIONS, implied_kind
from sweepctl.spec.document import DocumentError, Node, Place, read_document
from sweepctl.spec.findings import did_you_mean
from sweepctl.spec.space_schema import looks_like_a_parameter

# The short names; every distribution of numbers can be called by its own name too.
SHORT: Mapping[str, str] = {"log": "log_uniform_values", "int": "int_uniform", "q": "q_uniform"}
FUNCTIONS: Mapping[str, str] = {
    **SHORT,
    **{kind: kind for kind, member in DISTRIBUTIONS.items() if not {"value", "values"} & member.checks.keys()},
}
_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*\.\.(?P<high>.*)", re.DOTALL)
_CALL = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*\((?P<rest>.*)", re.DOTALL)
_SPELLED_OTHERWISE = re.compile(rf"(?P<low>{_NUMBER})\s*(?:-|–|:|to)\s*(?P<high>{_NUMBER})")
_SHAPES = "such as 1..4, log(1e-5, 1e-1), [32, 64] or 0.1"


@dataclass(frozen=True)
class _Word:
    """A piece of what was typed, and where it begins in the whole."""

    text: str
    start: int
    whole: str

    def strip(self) -> _Word:
        return _Word(self.text.strip(), self.start + len(self.text) - len(self.text.lstrip()), self.whole)

    def split(self) -> list[_Word]:
        """At its commas."""
        found, start = [], self.start
        for part in self.text.split(","):
            found.append(_Word(part, start, self.whole).strip())
            start += len(part) + 1
        return found

    def refuse(self, sentence: str, hint: str | None = None, *, at: int = 0) -> NoReturn:
        raise UsageError(f"`{self.whole}`, column {self.start + at + 1}: {sentence}", hint)


def split_assignment(text: str) -> tuple[str, str]:
    """`name=…` in two. Raises UsageError."""
    name, equals, rest = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"`{text}` is not of the form name=value", _SHAPES)
    return name.strip(), rest


def read_range(assignment: str) -> dict[str, Value]:
    """The keys of the parameter that `name=…` describes. Raises UsageError, which points at the column."""
    _, rest = split_assignment(assignment)
    return _read(_Word(rest, len(assignment) - len(rest), assignment).strip())


def _read(word: _Word) -> dict[str, Value]:
    call, span = _CALL.fullmatch(word.text), _RANGE.fullmatch(word.text)
    if call:
        return _call(call["name"], _Word(call["rest"], word.start + call.start("rest"), word.whole), word)
    if span:
        return _span(span["low"], _Word(span["high"], word.start + span.start("high"), word.whole).strip(), word)
    if not word.text:
        return {"value": ""}
    other = _SPELLED_OTHERWISE.fullmatch(word.text)
    if other and float(other["low"]) < float(other["high"]):
        meant = f"{other['low']}..{other['high']}"
        word.refuse(f"`{word.text}` is a text: a range is written {meant}", "put quotes inside the quotes for a text")
    if word.text.startswith("{"):
        return _mapping(word)
    is_quoted = word.text[0] in "'\""
    if word.text.startswith("[") or ("," in word.text and not is_quoted):
        return _choices(word)
    return {"value": _yaml(word).plain}


def _yaml(word: _Word, before: str = "", after: str = "") -> Node:
    try:
        return read_document(f"{before}{word.text}{after}".encode()).root
    except DocumentError as error:
        place = error.place or Place(1, 1)
        at = max(0, min(place.column - 1 - len(before), len(word.text)))
        word.refuse(error.sentence, error.hint or _SHAPES, at=at)


def _choices(word: _Word) -> dict[str, Value]:
    node = _yaml(word) if word.text.startswith("[") else _yaml(word, "[", "]")
    if not node.plain:
        word.refuse("a list of choices needs at least one", "such as [32, 64]")
    return {"values": node.plain}


def _mapping(word: _Word) -> dict[str, Value]:
    node = _yaml(word)
    if node.mapping is not None and looks_like_a_parameter(node):
        return {key: value.plain for key, value in node.mapping.items()}
    return {"value": node.plain}


def _span(low: str, high: _Word, word: _Word) -> dict[str, Value]:
    """`1..4`, both ends included."""
    if not re.fullmatch(_NUMBER, high.text):
        high.refuse("a number has to follow `..`", "such as 1..4 or 0.1..0.5; put quotes inside the quotes for a text")
    options = {"min": _yaml(_Word(low, word.start, word.whole)).plain, "max": _yaml(high).plain}
    kind = implied_kind(options)
    assert kind is not None
    _check(kind, options, {"min": word, "max": high})
    return options


def _call(name: str, rest: _Word, word: _Word) -> dict[str, Value]:
    """`log(1e-5, 1e-1)`."""
    if name not in FUNCTIONS:
        hint = did_you_mean(name, FUNCTIONS) or "one of log, int, uniform, q, normal, or a distribution's name"
        word.refuse(f"there is no `{name}(…)`", f"{hint}; put quotes inside the quotes for a text")
    member = DISTRIBUTIONS[FUNCTIONS[name]]
    keys, needed = list(member.checks), len(member.required())
    example = f"{name}({', '.join(keys)})"
    inside, closed, after = rest.text.partition(")")
    if not closed:
        rest.refuse("the `)` is missing", f"write {example}", at=len(rest.text))
    if after.strip():
        rest.refuse(f"nothing may follow the `)`, and `{after.strip()}` does", at=len(inside) + 1)
    given = _Word(inside, rest.start, rest.whole).split() if inside.strip() else []
    if not needed <= len(given) <= len(keys):
        wanted = f"{needed} to {len(keys)}" if needed < len(keys) else str(needed)
        last = given[-1] if given else rest
        last.refuse(f"`{name}` takes {wanted} numbers, not {len(given)}", f"write {example}")
    options = {key: _number(one, example) for key, one in zip(keys, given, strict=False)}
    _check(member.kind, options, dict(zip(keys, given, strict=False)))
    return options if member.kind == implied_kind(options) else {"distribution": member.kind, **options}


def _number(word: _Word, example: str) -> Value:
    value = _yaml(word).plain if word.text else None
    if not is_number(value):
        word.refuse(f"`{word.text}` is not a number" if word.text else "a number is missing", f"write {example}")
    is_whole = isinstance(value, float) and value.is_integer() and example.startswith("int(")
    return int(value) if is_whole and isinstance(value, float) else value


def _check(kind: str, options: Mapping[str, Value], words: Mapping[str, _Word]) -> None:
    """What the distribution itself says of its keys."""
    member = DISTRIBUTIONS[kind]
    for key, check in member.checks.items():
        if key in options and (wanted := check(options[key])):
            words[key].refuse(f"`{key}` has to be {wanted}")
    for complaint in member(**options).complaints():
        if complaint.is_error:
            words.get(complaint.key, next(iter(words.values()))).refuse(complaint.sentence, complaint.hint)


def read_ranges(assignments: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Parameters by name. Raises UsageError."""
    found: dict[str, dict[str, Value]] = {}
    for text in assignments:
        name, _ = split_assignment(text)
        if name in found:
            raise UsageError(f"`{name}` is given twice")
        found[name] = read_range(text)
    return found
