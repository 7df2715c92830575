"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line.

    Exit codes: 0 fine, 1 something failed, 2 wrong usage or input, 3 our own fault, 130 interrupted.
    """
    if sys.platform == "win32":
        sys.exit("error: sweepctl runs on Linux and macOS; on Windows use it inside WSL")
    try:
        from sweepctl.cli import run_app

        code = run_app(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    # All is done: one more Ctrl-C must not spoil the exit code with a traceback from the interpreter's own end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
