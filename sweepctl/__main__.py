"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

# What the completions of the shells call, with a kind, the word that is being typed and, if it is named, the sweep.
_COMPLETE = "__complete"
# Whether all is done: one more Ctrl-C must not spoil the exit code with a traceback.
_is_over = False


# An interrupt waits for an import to end, two seconds at most.
_PAUSE_SECONDS = 0.005
_MOST_PAUSES = 400
_pauses = 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ctrl-C as Python has it, but not within an import.

    There it may be printed and forgotten, or become the RuntimeError of a `__set_name__` before Python 3.12.
    """
    global _pauses
    if _is_over:
        return
    if _pauses < _MOST_PAUSES and _is_importing(frame):
        _pauses += 1
        signal.signal(signal.SIGALRM, _interrupt)
        signal.setitimer(signal.ITIMER_REAL, _PAUSE_SECONDS)
        return
    raise KeyboardInterrupt


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def main() -> None:
    """Run the command line.

    Exit codes: 0 fine, 1 something failed, 2 wrong usage or input, 3 our own fault, 130 interrupted.
    """
    if sys.platform == "win32":
        sys.exit("error: sweepctl runs on Linux and macOS; on Windows use it inside WSL")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    global _is_over
    try:
        code = _run(sys.argv[1:])
        _is_over = True
    except KeyboardInterrupt:
        # Without a call in between, at which a signal might be heard.
        code, _is_over = 130, True
    # The interpreter's own end would hear it too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    sys.exit(code)


def _run(args: list[str]) -> int:
    if args[:1] == [_COMPLETE]:
        _complete(*args[1:4])
        return 0
    from sweepctl.cli import run_app

    return run_app(args)


def _complete(kind: str = "", word: str = "", sweep: str | None = None) -> None:
    """Print what can stand there, a value, a tab and an explanation a line; without the command line's libraries."""
    from sweepctl.api.completion import candidates

    for value, told in candidates(kind, word, sweep):
        print(f"{value}\t{told}")


if __name__ == "__main__":
    main()
