"""A sweep watched on a terminal: the board in place, what ended above it, and keys to steer with."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Self

from rich.console import Console
from rich.text import Text

from sweepctl import api
from sweepctl.cli.keyboard import Keyboard
from sweepctl.errors import SweepctlError
from sweepctl.model.board import Board
from sweepctl.model.event import AgentStarted, Event, Progress, Suspended, TrialEnded, TrialStarted
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import SweepState
from sweepctl.views import board as boards
from sweepctl.views.characters import fitting, takes_unicode
from sweepctl.views.lines import lines_of
from sweepctl.views.painter import Painter, Place
from sweepctl.views.words import harmless

_SECONDS = 1.0
# A store that answers slowly is asked less often: looking takes at most a twentieth of the time.
_SHARE = 20
_PAINT_SECONDS = 0.05
_SAID_SECONDS = 5.0
_KEYS = "q leave  p pause or resume  s stop  l output of a trial"


class Watcher:
    """Looks at a sweep once a second, paints it, and does what keys ask for; `leave` is what `q` does."""

    def __init__(self, sweep: str, console: Console, place: Place, leave: Callable[[], None]) -> None:
        self._sweep = sweep
        self._console = console
        self._leave = leave
        self._is_titled = place is Place.OWN_SCREEN
        self._keyboard = Keyboard()
        self._painter = Painter(self._write, lambda: console.width, place)
        self._board: Board | None = None
        self._next_look = 0.0
        self._said = ""
        self._said_until = 0.0
        self._log_of: int | None = None
        # On which GPUs trials run, as far as we started them.
        self.places: dict[int, str] = {}
        self._keys: Mapping[str, Callable[[], None]] = {
            "q": leave,
            "p": self._pause,
            "s": self._stop,
            "l": self._next_log,
        }

    def __enter__(self) -> Self:
        self._keyboard.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.close()
        self._keyboard.__exit__()

    def _write(self, text: str) -> None:
        """A terminal that was closed is no reason to fail."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:
            return

    def wake(self) -> None:
        """Let a round begin now, from any thread."""
        self._keyboard.wake()

    def print_above(self, lines: Sequence[Text]) -> None:
        """Print what is to stay."""
        if lines:
            self._painter.above([self._coloured(line) for line in lines])

    def round(self) -> None:
        """Look and paint; then wait for a key and do what it asks for."""
        if time.monotonic() >= self._next_look:
            self._look()
        self._paint()
        key = self._keyboard.key(max(0.0, self._next_look - time.monotonic()))
        if key is not None:
            self._pressed(key)

    def _look(self) -> None:
        began = time.monotonic()
        try:
            self._board = api.board(self._sweep)
        except SweepctlError as error:
            self._say(error.sentence)
        took = time.monotonic() - began
        self._next_look = time.monotonic() + max(_SECONDS, _SHARE * took)

    def _paint(self) -> None:
        if self._keyboard.is_of_others:
            return
        self._painter.paint([self._coloured(line) for line in self._lines()])

    def _lines(self) -> list[Text]:
        screen = boards.Screen(self._console.width, self._console.height, takes_unicode())
        if self._board is None:
            return [screen.cut(Text(self._said or "…"))]
        is_fresh = time.monotonic() < self._said_until
        footer = self._said if is_fresh else _KEYS if self._keyboard.is_there else ""
        if self._log_of is None:
            return boards.lines(self._board, screen, footer, self.places, is_titled=self._is_titled)
        head = Text(f"output of trial {self._log_of}; l: the next, any other key: back", "bold")
        shown = api.last_lines(f"{self._sweep}/{self._log_of}", max(1, screen.height - 3))
        return [screen.cut(line) for line in (head, *(Text(harmless(line)) for line in shown))]

    def _coloured(self, line: Text) -> str:
        with self._console.capture() as capture:
            self._console.print(line, no_wrap=True, overflow="ignore", crop=False, end="")
        return fitting(capture.get())

    def _say(self, sentence: str) -> None:
        """In place of the keys, for a while."""
        self._said, self._said_until = sentence, time.monotonic() + _SAID_SECONDS

    def _pressed(self, key: str) -> None:
        if key != "l":
            self._log_of = None
        if key in self._keys:
            self._keys[key]()
            self._next_look = 0.0

    def _pause(self) -> None:
        is_paused = self._board is not None and self._board.status.sweep.state is SweepState.PAUSED
        self._request(api.resume if is_paused else api.pause, "runs again" if is_paused else "is paused; p resumes it")

    def _stop(self) -> None:
        self._request(api.stop, f"is stopped; `sweepctl resume {self._sweep}` undoes that")

    def _request(self, request: Callable[[str], object], told: str) -> None:
        try:
            request(self._sweep)
            self._say(f"the sweep {told}")
        except SweepctlError as error:
            self._say(error.sentence)

    def _next_log(self) -> None:
        """The output of the first running trial, then of those after it, each in its turn."""
        numbers = [one.trial.number for one in self._board.running] if self._board else []
        if not numbers:
            self._log_of = None
            self._say("no trial runs")
            return
        later = [number for number in numbers if self._log_of is not None and number > self._log_of]
        self._log_of = later[0] if later else numbers[0]

    def give_back(self) -> None:
        """Leave the terminal to others for a while."""
        self._painter.close()
        self._keyboard.release()


def follow(sweep: str, tell: Callable[[str], None]) -> None:
    """Tell a line whenever the counts or the best trial change, until the sweep is over."""
    told = ""
    while True:
        began = time.monotonic()
        board = api.board(sweep)
        line = boards.in_one_line(board)
        if line != told:
            tell(line)
        told = line
        if board.status.is_over:
            return
        time.sleep(max(_SECONDS, _SHARE * (time.monotonic() - began)))


def watch(sweep: str, console: Console) -> None:
    """Watch a sweep on a screen of its own, until `q`."""
    left: list[bool] = []
    with Watcher(sweep, console, Place.OWN_SCREEN, lambda: left.append(True)) as watcher, _suspendable(watcher):
        while not left:
            watcher.round()


@contextmanager
def _suspendable(watcher: Watcher) -> Iterator[None]:
    """Ctrl-Z gives the terminal back first, and everything is painted anew afterwards."""

    def suspend(*_: object) -> None:
        watcher.give_back()
        os.kill(os.getpid(), signal.SIGSTOP)

    before = signal.signal(signal.SIGTSTP, suspend)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


class AgentView:
    """What an agent tells, above the board of its sweep; painted by a thread, so that a terminal holds nobody up."""

    def __init__(self, sweep: str, console: Console) -> None:
        self._console = console
        self._watcher = Watcher(sweep, console, Place.BELOW, lambda: os.kill(os.getpid(), signal.SIGINT))
        self._spec: SweepSpec | None = None
        self._told: deque[Text] = deque()
        self._turn = Lock()
        self._is_over = False
        self._thread = Thread(target=self._live, name="view", daemon=True)

    def __enter__(self) -> Self:
        self._watcher.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._watcher.wake()
        self._thread.join()
        self._watcher.print_above(self._taken())
        self._watcher.__exit__()

    def __call__(self, event: Event) -> None:
        """Take an event in; never waits for the terminal, but to give it away."""
        match event:
            case AgentStarted(sweep):
                self._spec = sweep.spec
            case Suspended(True):
                self._watcher.wake()
                self._turn.acquire()
                self._watcher.give_back()
                return
            case Suspended(False):
                self._turn.release()
                return
            case TrialStarted(execution, place=place):
                self._watcher.places[execution.trial] = place
                return
            case Progress():
                return
        self._told += self._lines(event)
        self._watcher.wake()

    def _lines(self, event: Event) -> list[Text]:
        """Sentences are broken where they are too long; what ended is told in a line each."""
        lines = [Text(line) for line in lines_of(event, self._spec)]
        width = self._console.width - 1
        if isinstance(event, TrialEnded):
            for line in lines:
                line.truncate(width, overflow="ellipsis")
            return lines
        return [part for line in lines for part in line.wrap(self._console, width)]

    def _live(self) -> None:
        while not self._is_over:
            with self._turn:
                self._watcher.print_above(self._taken())
                self._watcher.round()
            time.sleep(_PAINT_SECONDS)

    def _taken(self) -> list[Text]:
        taken = list(self._told)
        for _ in taken:
            self._told.popleft()
        return taken
