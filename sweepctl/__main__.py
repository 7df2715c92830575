"""The entry point: `sweepctl` and `python -m sweepctl`."""

from __future__ import annotations

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType


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
        from sweepctl.cli import run_app

        code = run_app(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    # All is done: one more Ctrl-C must not spoil the exit code with a traceback from the interpreter's own end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    sys.exit(code)


if __name__ == "__main__":
    main()
