"""The report of a fault of ours; loaded only when there is one."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import tempfile
import time
import traceback
from pathlib import Path

from sweepctl import __version__


def keep_report(error: Exception) -> Path | None:
    """A file that says all that is needed to find the fault, None where it cannot be written."""
    lines = [
        f"sweepctl {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {shlex.join(['sweepctl', *sys.argv[1:]])}",
        f"at: {time.strftime('%Y-%m-%d %H:%M:%S %z')}",
        "",
        *traceback.format_exception(error),
    ]
    try:
        descriptor, name = tempfile.mkstemp(prefix="sweepctl-fault-", suffix=".txt")
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(lines))
    except OSError:
        return None
    return Path(name)
