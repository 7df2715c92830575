"""What is known of a program without running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.model.params import Value


class Kind(StrEnum):
    """What a setting takes; a SWITCH takes no value: it is there or not. UNKNOWN is what only the name tells."""

    WHOLE = "whole number"
    REAL = "number"
    TEXT = "text"
    BOOLEAN = "true or false"
    SWITCH = "switch"
    SEVERAL = "several values"
    OTHER = "something else"
    UNKNOWN = "unknown"


class Passing(StrEnum):
    """The macro that passes settings the way a program takes them."""

    FLAGS = "${args}"
    SWITCHES = "${args_no_boolean_flags}"
    WORDS = "${args_no_hyphens}"


@dataclass(frozen=True)
class Setting:
    """One setting, by the name that `${args}` passes it with; `choices` are all that it takes, empty for anything."""

    name: str
    kind: Kind
    default: Value = None
    choices: Sequence[Value] = ()
    is_required: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Printed:
    """A metric that a program prints or logs, whether again and again in a loop, and in which line of the source."""

    name: str
    in_loop: bool
    line: int


@dataclass(frozen=True)
class Script:
    """A program's settings, and what has to stand on its command line beside them.

    `framework` is what reads its command line. `positional` are arguments without a name that it cannot do without,
    `command` is the subcommand that has the settings.
    """

    framework: str
    settings: Sequence[Setting] = ()
    positional: Sequence[str] = ()
    command: str | None = None
    passing: Passing = Passing.FLAGS
