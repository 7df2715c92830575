"""Texts in which the names of environment variables stand where a program finds their values.

A masked name is enclosed by two NULs, which no argument and no variable of a program can hold: such a text can be
kept, and a shell can be told to fill it in, without anybody having seen the value.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

_MASK = re.compile("\0([^\0]*)\0")
# In `env:` no other macro is known; a literal `${envvar:` is written `$${envvar:`.
_ASKED = re.compile(r"\$\$\{envvar:|\$\{envvar:([^{}]+)\}")
# What a shell can fill in.
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def masked(name: str) -> str:
    """What stands for the value of a variable."""
    return f"\0{name}\0"


def variables_in(text: str) -> list[str]:
    """The variables that a value of `env:` asks for by `${envvar:NAME}`."""
    return [match[1] for match in _ASKED.finditer(text) if match[1] is not None]


def resolved(env: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of `env:` with every `${envvar:NAME}` filled in; one that is not set is empty.

    What comes out may be secret: it is for a program's environment and for nothing else.
    """
    return {name: _ASKED.sub(lambda match: _value(match, environ), text) for name, text in env.items()}


def _value(match: re.Match[str], environ: Mapping[str, str]) -> str:
    return "${envvar:" if match[1] is None else environ.get(match[1], "")


def kept(text: str) -> str:
    """A value of `env:` as it may be kept: masked where it asks for a variable."""
    return _ASKED.sub(lambda match: "${envvar:" if match[1] is None else masked(match[1]), text)


def readable(text: str) -> str:
    """A masked text as people write it."""
    return _MASK.sub(lambda match: f"${{envvar:{match[1]}}}", text)


def shell_word(text: str) -> str:
    """A masked text as a word that a shell reads as the same text, filling in the variables by itself."""
    pieces = _MASK.split(text)
    words = [_filled(piece) if place % 2 else shlex.quote(piece) for place, piece in enumerate(pieces) if piece]
    return "".join(words) or "''"


def _filled(name: str) -> str:
    return f'"${name}"' if _NAME.fullmatch(name) else f'"$(printenv {shlex.quote(name)})"'
