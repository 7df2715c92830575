"""Lines on stderr, as wandb writes them."""

from __future__ import annotations

import sys

_SAID: set[str] = set()


def _say(text: str, repeat: bool = True) -> None:
    if repeat or text not in _SAID:
        _SAID.add(text)
        print(f"wandb: {text}", file=sys.stderr, flush=True)


def termlog(string: str = "", newline: bool = True, repeat: bool = True, prefix: bool = True) -> None:
    """Say something."""
    _say(string, repeat)


def termwarn(string: str, newline: bool = True, repeat: bool = True, prefix: bool = True) -> None:
    """Warn."""
    _say(f"WARNING {string}", repeat)


def termerror(string: str, newline: bool = True, repeat: bool = True, prefix: bool = True) -> None:
    """Tell of an error."""
    _say(f"ERROR {string}", repeat)


def termsetup(*args: object, **kwargs: object) -> None:
    """There is nothing to set up."""
