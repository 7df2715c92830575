"""What a program takes, read from its source without running it. A new framework is one file and one line here.

A member gives None for a program that is not its own; what it cannot know it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sweepctl.model.script import Script
from sweepctl.spec.programs import absl_flags, argparse_flags, click_options, hydra_config, typer_options, wandb_config
from sweepctl.spec.programs.source import Source

# In the order in which they are asked.
READERS: Mapping[str, Callable[[Source], Script | None]] = {
    "hydra": hydra_config.read,
    "typer": typer_options.read,
    "click": click_options.read,
    "absl": absl_flags.read,
    "argparse": argparse_flags.read,
    "wandb": wandb_config.read,
}


def read_script(source: Source) -> Script | None:
    """The program's settings, None where no framework of ours reads its command line."""
    found = (read(source) for read in READERS.values())
    return next((one for one in found if one is not None), None)
