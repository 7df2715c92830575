"""Texts from scripts and files as they may be shown: nothing in them steers a terminal or turns the line around."""

from __future__ import annotations

import json
import re

# Beside the control characters, what reorders, hides or breaks a line (Unicode's bidirectional and format characters:
# https://trojansource.codes), and tags that nobody sees.
_UNSEEN = "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
_STEERING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_UNSEEN}]")


def harmless(text: str) -> str:
    """One line of text from a script, without the characters that steer a terminal."""
    return _STEERING.sub("", text.replace("\n", " "))


def harmless_lines(text: str) -> str:
    """The same of several lines."""
    return "\n".join(map(harmless, text.split("\n")))


def escaped(document: str) -> str:
    """A JSON document that means the same, with such characters written as escapes."""
    return _STEERING.sub(lambda match: json.dumps(match[0])[1:-1], document)
