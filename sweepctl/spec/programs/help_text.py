"""A program's `--help` as text, of argparse, click, typer, absl, docopt or a hand, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sweepctl.errors import UsageError
from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Passing, Script, Setting
from sweepctl.spec.assignments import read_scalar
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.source import kind_by_value

# `  -l, --lr LR`, `--lr=LR`, `--lr <float>`, `--opt {sgd,adam}`, `--opt [sgd|adam]`, with what is said of it.
_OPTION = re.compile(
    r"^[\s│|*]{0,12}(?:-\w(?:[ =][\w<>\[\]{},|.]+)?,?\s+)?--(?:\[no-?\])?(?P<name>[A-Za-z][\w.-]*)"
    r"(?:,?\s+-\w\b)?(?P<off>\s*[/,]\s*--no-[\w.-]+)?"
    r"(?P<rest>.*)$"
)
_CHOICES = re.compile(r"[=\s]*[{\[<(](?P<all>[\w.+-]+(?:[,|][\w.+-]+)+)[}\])>]")
_METAVAR = re.compile(
    r"(?:=|[ ])\[?<?(?P<word>[A-Z][A-Z0-9_.-]*|int(?:eger)?|float|num(?:ber)?|str(?:ing)?|text|path|file|real|value)"
    r">?\]?(?=\s|$)"
)
_DEFAULT = re.compile(r"\(?\[?default(?:s to|:|=|\s+is)?\s*[:=]?\s*['\"]?(?P<value>[^\s'\"\])),;]+)", re.IGNORECASE)
_KINDS = {
    **dict.fromkeys(("int", "integer"), Kind.WHOLE),
    **dict.fromkeys(("float", "number", "num", "real"), Kind.REAL),
    **dict.fromkeys(("str", "string", "text", "path", "file"), Kind.TEXT),
}
_NOT_OURS = {"help", "version", "helpfull", "helpshort", "helpxml", "install-completion", "show-completion"}


def read_help(text: str) -> Script:
    """The options that a help text lists."""
    settings = {name: setting for name, setting in _settings(text) if name not in _NOT_OURS}
    has_switch = any(one.kind is Kind.SWITCH for one in settings.values())
    return Script("--help", tuple(settings.values()), passing=Passing.SWITCHES if has_switch else Passing.FLAGS)


def _settings(text: str) -> Iterator[tuple[str, Setting]]:
    rows = text.splitlines()
    for place, row in enumerate(rows):
        found = _OPTION.match(row)
        if not found:
            continue
        # What is said of an option goes on until the next one.
        more = []
        for later in rows[place + 1 :]:
            if _OPTION.match(later) or not later.strip():
                break
            more.append(later.strip(" │|"))
        name = found["name"]
        yield name, _setting(name, found["rest"], " ".join([found["rest"], *more]), found["off"] is not None)


def _setting(name: str, rest: str, said: str, is_switch: bool) -> Setting:
    default = _default(said)
    choices = _CHOICES.match(rest)
    metavar = _METAVAR.match(rest)
    if choices:
        return Setting(name, Kind.TEXT, default, tuple(map(_value, re.split(r"[,|]", choices["all"]))))
    if is_switch or (metavar is None and not rest.startswith("=") and default in {None, True, False}):
        return Setting(f"no-{name}" if is_switch and default is True else name, Kind.SWITCH, False)
    named = _KINDS.get(metavar["word"].lower()) if metavar else None
    kind = named or (kind_by_value(default) if default is not None else Kind.UNKNOWN)
    return bounded(Setting(name, kind, default), said)


def _default(said: str) -> Value:
    found = _DEFAULT.search(said)
    return _value(found["value"].rstrip(".")) if found else None


def _value(text: str) -> Value:
    if text in {"None", "none"}:
        return None
    try:
        return read_scalar({"True": "true", "False": "false"}.get(text, text))
    except UsageError:
        return text
