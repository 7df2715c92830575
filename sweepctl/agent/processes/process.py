"""One started program: its pipes read on the event loop, its end noticed at once, stopped by a ladder.

asyncio's own subprocess support is not used: it waits for grandchildren that hold the pipe, and its line reader
fails beyond 64 kB.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import termios
import time
import tty
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from sweepctl.agent.processes import tree
from sweepctl.model.point import Stream

_CHUNK = 65536
_DRAIN_SECONDS = 1.0
_POLL_SECONDS = 0.01
# While a tree is being ended: between two looks at all processes, and how long killing it may take.
_LOOK_SECONDS = 0.1
_KILL_SECONDS = 5.0
# Rows and columns, as in $COLUMNS.
_TERMINAL_SIZE = (50, 250)

Receiver: TypeAlias = Callable[[Stream, bytes, float], None]


@dataclass(frozen=True)
class Command:
    """What to start, where, with which environment, and whether it is to see a terminal as its stdout.

    `told` is the argv as it may be kept and shown, masked where it holds values of environment variables.
    """

    argv: Sequence[str]
    folder: Path
    environ: Mapping[str, str]
    has_terminal: bool = False
    # Descriptors that stay open in it.
    keep: Sequence[int] = ()
    told: Sequence[str] = ()


@dataclass(frozen=True)
class Patience:
    """Seconds that a program is given after SIGINT, and after SIGTERM, before the next rung."""

    after_int: float = 10.0
    after_term: float = 10.0


class Process:
    """A running program in a session of its own; stdin reads end-of-file."""

    def __init__(self, command: Command, tag: str, receive: Receiver) -> None:
        """Start it. Raises OSError, or ValueError for an argument that no program can be given."""
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._popen, self._files = _start(command)
        self.group = self._popen.pid
        self._tree = tree.Tree(self.group, tag)
        self._pipes = {file.fileno(): stream for stream, file in self._files.items()}
        for pipe, stream in self._pipes.items():
            os.set_blocking(pipe, False)
            self._loop.add_reader(pipe, self._read, pipe, stream)
        self._open = set(self._pipes)
        self._exit: asyncio.Future[int] = self._loop.create_future()
        self._watch_exit()

    def _watch_exit(self) -> None:
        try:
            descriptor = os.pidfd_open(self.group)
        except (AttributeError, OSError):
            waiting = self._loop.run_in_executor(None, self._popen.wait)
            waiting.add_done_callback(lambda done: self._exit.set_result(done.result()))
            return

        def gone() -> None:
            self._loop.remove_reader(descriptor)
            os.close(descriptor)
            self._exit.set_result(self._popen.wait())

        self._loop.add_reader(descriptor, gone)

    def _read(self, pipe: int, stream: Stream) -> bool:
        """Read one chunk; False when there is none now, or none ever again."""
        try:
            data = os.read(pipe, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if data:
            self._receive(stream, data, time.monotonic())
            return True
        self._loop.remove_reader(pipe)
        self._open.discard(pipe)
        return False

    @property
    def is_over(self) -> bool:
        """Whether the program itself has ended."""
        return self._exit.done()

    async def wait(self) -> int:
        """The return code, as `subprocess` gives it, once the program itself has ended."""
        return await asyncio.shield(self._exit)

    async def drain(self) -> None:
        """After the end: read what the pipes still hold, for a second at most, then kill what is left of the group."""
        deadline = time.monotonic() + _DRAIN_SECONDS
        while True:
            for pipe in list(self._open):
                while self._read(pipe, self._pipes[pipe]) and time.monotonic() < deadline:
                    pass
            self._reap()
            if time.monotonic() >= deadline or not (self._open or tree.group_lives(self.group)):
                break
            await asyncio.sleep(_POLL_SECONDS)
        tree.signal_group(self.group, signal.SIGKILL)
        self.close()

    def _reap(self) -> None:
        """Take note of dead members of the group whose parents are gone and who were handed to us."""
        with suppress(ChildProcessError):
            while os.waitpid(-self.group, os.WNOHANG)[0]:
                pass

    def close(self) -> None:
        """Let go of the pipes."""
        for pipe in list(self._open):
            self._loop.remove_reader(pipe)
        self._open.clear()
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    async def stop(self, patience: Patience) -> None:
        """INT, then TERM, then KILL, each to the whole tree, with a wait between; returns when all of it is gone."""
        for number, seconds in ((signal.SIGINT, patience.after_int), (signal.SIGTERM, patience.after_term)):
            self._tree.request(number)
            if await self._gone(number, seconds):
                return
        deadline = time.monotonic() + _KILL_SECONDS
        while True:
            self.signal(signal.SIGKILL)
            await self.wait()
            # What hangs in the kernel cannot be waited for.
            if not await asyncio.to_thread(self._tree.left) or time.monotonic() >= deadline:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def _gone(self, number: signal.Signals, seconds: float) -> bool:
        """Whether the tree ends in time; what outlives the program and ignores the signal is not waited for."""
        deadline = time.monotonic() + seconds
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), seconds)
        while self.is_over:
            left = await asyncio.to_thread(self._tree.left)
            if not left:
                return True
            if time.monotonic() >= deadline or (number == signal.SIGINT and tree.all_ignore(number, left)):
                return False
            await asyncio.sleep(_LOOK_SECONDS)
        return False

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole tree."""
        self._tree.signal(number)


def _start(command: Command) -> tuple[subprocess.Popen[bytes], Mapping[Stream, IO[bytes]]]:
    """The program, and our ends of its output. Raises OSError and ValueError."""
    master, slave = _terminal() if command.has_terminal else (None, subprocess.PIPE)
    try:
        popen = subprocess.Popen(
            command.argv,
            cwd=command.folder,
            env=command.environ,
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            pass_fds=command.keep,
        )
    except BaseException:
        if master is not None:
            master.close()
        raise
    finally:
        if master is not None:
            os.close(slave)
    out = popen.stdout or master
    assert out is not None
    assert popen.stderr is not None
    return popen, {Stream.OUT: out, Stream.ERR: popen.stderr}


def _terminal() -> tuple[IO[bytes], int]:
    """Our end of a terminal and the program's: nothing is echoed, no byte is changed, and lines have room."""
    master, slave = os.openpty()
    tty.setraw(slave)
    termios.tcsetwinsize(slave, _TERMINAL_SIZE)
    return os.fdopen(master, "rb", buffering=0), slave
