"""The command line as the shells complete it: one file a shell, each a text made of the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sweepctl.cli.shells import bash, fish, zsh
from sweepctl.cli.shells.table import Verb

SHELLS: Mapping[str, Callable[[Sequence[Verb]], str]] = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}
