"""A program's `--help` as text, of argparse, click, typer, absl, docopt or a hand, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sweepctl.errors import UsageError
from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.assignments import read_scalar
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.source import kind_by_value

# `  -l, --lr LR`, `--lr=LR`, `--lr <float>`, `--opt {sgd,adam}`, `--opt [sgd|adam]`, with what is said of it.
_OPTION = re.compile(
    r"^[\s│|*]{0,12}(?:-\w(?:[ =][\w<>\[\]{},|.]+)?,?\s+)?(?:\[\s)?--(?:\[no-?\])?(?P<name>[A-Za-z][\w.-]*)"
    r"(?:,?\s+-\w\b|\s\])?(?P<off>\s*[/,]?\s*--no-[\w.-]+)?"
    r"(?P<rest>.*)$"
)
_CHOICES = re.compile(r"(?::\s(?=<))?[=\s]*[{\[<(](?P<all>[\w.+-]+(?:[,|][\w.+-]+)+)[}\])>]")
_WORD = r"[\"']?[\w.+-]+[\"']?"
_LISTED = re.compile(rf"(?:possible values|choices)\s*[:=]\s*(?P<all>{_WORD}(?:\s*[,|]\s*{_WORD})+)")
_METAVAR = re.compile(
    # Typer puts its types into a column of their own.
    r"(?:=|[ ]|[ ]+(?=(?:INTEGER|FLOAT|TEXT|PATH|FILE)\b))\[?"
    r"(?:<[\w-]+>|(?P<word>[A-Z][A-Z0-9_.-]*|u?int(?:eger|\d+)?|float(?:\d+)?|num(?:ber)?|str(?:ing)?"
    r"|text|path|file|real|value|arg))\]?(?=\s|$)"
)
_DEFAULT = re.compile(
    r"(?:\(?\[?default(?:s to|:|=|\s+is)?\s*[:=]?\s*|\(=)['\"`]?(?P<value>[^\s'\"\])),;]+)", re.IGNORECASE
)
_KINDS = {
    **dict.fromkeys(("int", "uint", "integer"), Kind.WHOLE),
    **dict.fromkeys(("float", "real"), Kind.REAL),
    **dict.fromkeys(("str", "string", "text", "path", "file"), Kind.TEXT),
}
_NOT_OURS = {"help", "version", "helpfull", "helpshort", "helpxml", "install-completion", "show-completion"}
_MARGIN = " \t│|"
# Some colour their help whatever `NO_COLOR` says.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# A program that knows no `--help` may say anything, and much of it.
_LONGEST = 200_000


def read_help(text: str) -> Script:
    """The options that a help text lists."""
    plain = _COLOUR.sub("", text[:_LONGEST])
    settings = {name: setting for name, setting in _settings(_two_hyphens(plain)) if name not in _NOT_OURS}
    has_switch = any(one.kind is Kind.SWITCH for one in settings.values())
    return Script("--help", tuple(settings.values()), passing=Passing.SWITCHES if has_switch else Passing.FLAGS)


def _two_hyphens(text: str) -> str:
    """Programs in Go say `-lr float`, and take `--lr` too."""
    return re.sub(r"(?m)^  -(?=\w)", "  --", text) if text.startswith("Usage of ") else text


def _settings(text: str) -> Iterator[tuple[str, Setting]]:
    rows = text.splitlines()
    for place, row in enumerate(rows):
        if found := _OPTION.match(row):
            name, rest = found["name"], found["rest"]
            said = " ".join([rest, *_continued(row, rows[place + 1 :])])
            yield name, _setting(name, rest, said, found["off"] is not None)


def _continued(row: str, later: Sequence[str]) -> Iterator[str]:
    """What is said of an option goes on until the next one, after an empty line only where it is further right."""
    has_gap = False
    for line in later:
        has_gap = has_gap or not line.strip(_MARGIN)
        if _OPTION.match(line) or (has_gap and line.strip() and _depth(line) <= _depth(row)):
            return
        yield line.strip(_MARGIN)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(_MARGIN))


def _setting(name: str, rest: str, said: str, is_switch: bool) -> Setting:
    default = _default(said)
    metavar = _METAVAR.match(rest)
    if listed := _CHOICES.match(rest) or _LISTED.search(said):
        choices = tuple(_value(one.strip(" \"'")) for one in re.split(r"[,|]", listed["all"]))
        return Setting(name, Kind.TEXT, default, choices)
    if is_switch or (metavar is None and not rest.startswith("=") and default in {None, True, False}):
        is_on = is_switch and default in {True, name}
        return Setting(f"no-{name}" if is_on else name, Kind.SWITCH, False)
    named = _KINDS.get((metavar["word"] or "").lower().rstrip("0123456789")) if metavar else None
    kind = named or (kind_by_value(default) if default is not None else Kind.UNKNOWN)
    setting = bounded(Setting(name, kind, default), said)
    # `0.0 to 1.0 [default: 0]` is about numbers that need not be whole.
    is_real = named is None and float in {type(setting.low), type(setting.high)}
    return replace(setting, kind=Kind.REAL) if is_real else setting


def _default(said: str) -> Value:
    found = _DEFAULT.search(said)
    return _value(found["value"].rstrip(".")) if found else None


def _value(text: str) -> Value:
    if text in {"None", "none"}:
        return None
    if re.fullmatch(r"[-+]?\d+\.\d+", text):
        # `1.0` is whole to a sweep, but not to the program that says it so.
        return float(text)
    try:
        return read_scalar({"True": "true", "False": "false"}.get(text, text))
    except UsageError:
        return text
