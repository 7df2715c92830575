"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

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
    sys.exit(code)


if __name__ == "__main__":
    main()
