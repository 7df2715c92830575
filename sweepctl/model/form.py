"""The forms in which a trial is handed to other programs."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What `--format` takes."""

    COMMAND = "command"
    YAML = "yaml"
    JSON = "json"
    ARGS = "args"
    PATH = "path"
