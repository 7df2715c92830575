"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 something failed, 2 wrong usage or input, 130 interrupted."""
    if sys.platform == "win32":
        sys.exit("error: sweepctl runs on Linux and macOS; on Windows use it inside WSL")
    try:
        from sweepctl.cli import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output went away; keep the interpreter from complaining about it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
