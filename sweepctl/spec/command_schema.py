"""`command:` and `program:` → what starts a trial."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sweepctl.command import MACROS, has_stray_macro, macros_in, unknown_macros
from sweepctl.model.params import canonical
from sweepctl.spec.document import Node, Place
from sweepctl.spec.findings import Findings

_ONE_ITEM_EACH = "write one list item for each argument"
# An option and its value in one item: `--epochs 10`.
_OPTION_AND_VALUE = re.compile(r"--?[A-Za-z][\w.-]*\s+\S.*", re.DOTALL)
# A program and its first argument in one item, where the program is no path: `accelerate launch`.
_PROGRAM_AND_ARGUMENT = re.compile(r"[\w.-]+\s+\S.*", re.DOTALL)
_STARTERS = {"${env}", "/usr/bin/env", "env"}
# Other ways to a trial's parameters than the command line, where an item is a piece of shell.
_PARAMETER_FILES = ("SWEEPCTL_PARAMS", "SWEEPCTL_TRIAL_DIR", "WANDB_SWEEP_PARAM_PATH")


@dataclass(frozen=True)
class _Item:
    """An item of the list that is passed on, and where it stands."""

    place: Place
    path: str
    text: str


def read_command(node: Node, parameters: Collection[str], findings: Findings) -> tuple[str, ...] | None:
    """The command's items as texts; None where it is not a list or an empty one, which W&B ignores.

    `parameters` are the names, dotted where nested, that the command may ask for.
    """
    if not isinstance(node.content, list):
        findings.warn(node.place, "command", "is not a list and is ignored, as W&B does", _ONE_ITEM_EACH)
        return None
    items = [item for position, one in enumerate(node.content) if (item := _item(one, position, findings))]
    if not items:
        findings.warn(node.place, "command", "is empty and is ignored")
        return None
    command = tuple(item.text for item in items)
    _macros(items, command, parameters, findings)
    _blanks(items, findings)
    _nothing_passed(node, command, parameters, findings)
    return command


def _item(node: Node, position: int, findings: Findings) -> _Item | None:
    path = f"command.{position}"
    if node.content is None:
        sentence = "is empty and is left out, where W&B passes the word `None`"
        findings.warn(node.place, path, sentence, 'remove it, or write `""` for an empty argument')
        return None
    if isinstance(node.content, dict | list):
        hint = "write `--lr=0.1`, without a blank after a colon, and in quotes if it has brackets"
        findings.error(node.place, path, "has to be a text or a number", hint)
        return None
    return _Item(node.place, path, str(canonical(node.plain)))


def _macros(items: Sequence[_Item], command: Sequence[str], parameters: Collection[str], findings: Findings) -> None:
    for unknown in unknown_macros(command, parameters):
        hint = f"did you mean `${{{unknown.nearest}}}`?" if unknown.nearest else f"one of {', '.join(MACROS)};"
        sentence = f"`${{{unknown.name}}}` is neither a macro nor a parameter"
        item = items[unknown.position]
        findings.error(item.place, item.path, sentence, f"{hint} a literal `${{` is written `$${{`")
    for item in items:
        if has_stray_macro(item.text):
            hint = "close it with `}`, or write `$${` if it is meant"
            findings.warn(item.place, item.path, "`${` begins no macro here and is passed as it is", hint)


def _blanks(items: Sequence[_Item], findings: Findings) -> None:
    """Items that are several words, which no shell takes apart."""
    first = next((item for item in items if item.text not in _STARTERS), None)
    for item in items:
        pattern = _PROGRAM_AND_ARGUMENT if item is first else _OPTION_AND_VALUE
        if pattern.fullmatch(item.text):
            sentence = f"`{item.text}` is passed as one argument, blanks and all"
            findings.warn(item.place, item.path, sentence, _ONE_ITEM_EACH)


def _nothing_passed(node: Node, command: Sequence[str], parameters: Collection[str], findings: Findings) -> None:
    """A command that starts the program without a parameter starts the same trial again and again.

    Said calmly, since the program may look for them itself. A command without `${program}` is its author's own affair.
    """
    passing = {*parameters, "trial_dir"} | {name for name in MACROS if name.startswith("args")}
    names = {name for _, name in macros_in(command)}
    is_passed = not passing.isdisjoint(names) or any(name in item for item in command for name in _PARAMETER_FILES)
    if "program" in names and not is_passed and not unknown_macros(command, parameters):
        sentence = "passes no parameter: the program has to read `wandb.config` or the file $SWEEPCTL_PARAMS"
        findings.note(node.place, "command", sentence, "add `${args}` if it takes them as arguments")


def read_program(
    root: Node, named: str | None, asked: str | None, command: tuple[str, ...] | None, findings: Findings
) -> str | None:
    """The program: the one asked for on the command line, else the one named in the file.

    An error where there is none and the command needs it; said where one is asked for and the command does without.
    """
    program = asked or named
    is_needed = command is None or any(name == "program" for _, name in macros_in(command))
    if is_needed and not program:
        node = root.entries.get("program")
        if node is None or not isinstance(node.content, dict | list):
            sentence = "is missing: `command` asks for it" if command else "is missing: there is nothing to run"
            findings.error(root.place, "program", sentence, "add `program: train.py`, or pass --program train.py")
    elif not is_needed and asked:
        sentence = f"--program {asked} is not used: `command` has no `${{program}}`"
        findings.warn(root.keys["command"].place, "command", sentence)
    return program or None
