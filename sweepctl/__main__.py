"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import sys

# What the completions of the shells call, with a kind, the word that is being typed and, if it is named, the sweep.
_COMPLETE = "__complete"


def main() -> None:
    """Run the command line.

    Exit codes: 0 fine, 1 something failed, 2 wrong usage or input, 3 our own fault, 130 interrupted.
    """
    if sys.platform == "win32":
        sys.exit("error: sweepctl runs on Linux and macOS; on Windows use it inside WSL")
    try:
        if sys.argv[1:2] == [_COMPLETE]:
            _complete(*sys.argv[2:5])
            sys.exit(0)
        from sweepctl.cli import run_app

        code = run_app(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _complete(kind: str = "", word: str = "", sweep: str | None = None) -> None:
    """Print what can stand there, a value, a tab and an explanation a line; without the command line's libraries."""
    from sweepctl.api.completion import candidates

    for value, told in candidates(kind, word, sweep):
        print(f"{value}\t{told}")


if __name__ == "__main__":
    main()
