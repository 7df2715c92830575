"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

# What the completions of the shells call, with a kind, the word that is being typed and, if it is named, the sweep.
_COMPLETE = "__complete"


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ctrl-C as Python has it, but a moment later within an import: there it may be printed and forgotten."""
    if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        signal.signal(signal.SIGALRM, _interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.005)
        return
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line.

    Exit codes: 0 fine, 1 something failed, 2 wrong usage or input, 3 our own fault, 130 interrupted.
    """
    if sys.platform == "win32":
        sys.exit("error: sweepctl runs on Linux and macOS; on Windows use it inside WSL")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        if sys.argv[1:2] == [_COMPLETE]:
            _complete(*sys.argv[2:5])
            sys.exit(0)
        from sweepctl.cli import run_app

        code = run_app(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    # All is done: one more Ctrl-C must not spoil the exit code with a traceback from the interpreter's own end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    sys.exit(code)


def _complete(kind: str = "", word: str = "", sweep: str | None = None) -> None:
    """Print what can stand there, a value, a tab and an explanation a line; without the command line's libraries."""
    from sweepctl.api.completion import candidates

    for value, told in candidates(kind, word, sweep):
        print(f"{value}\t{told}")


if __name__ == "__main__":
    main()
