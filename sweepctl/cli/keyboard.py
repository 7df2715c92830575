"""Single keys from the terminal, while we are in its foreground; otherwise the terminal is left as it is."""

from __future__ import annotations

import os
import select
import sys
import termios
from contextlib import suppress
from typing import Any, Self


class Keyboard:
    """Reads keys as they are pressed, unseen; Ctrl-C and Ctrl-Z still do what they do."""

    def __init__(self) -> None:
        self._descriptor = sys.stdin.fileno() if sys.stdin and sys.stdin.isatty() else None
        self._before: list[Any] | None = None
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)

    def __enter__(self) -> Self:
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        os.close(self._wake_read)
        os.close(self._wake_write)

    @property
    def is_there(self) -> bool:
        """Whether keys can be read at all."""
        return self._descriptor is not None

    @property
    def is_of_others(self) -> bool:
        """Whether somebody else is in the terminal's foreground, such as the shell that started us with `&`."""
        if self._descriptor is None:
            return False
        try:
            # 0 stands for a group that cannot be seen from inside a container.
            return os.tcgetpgrp(self._descriptor) not in {0, os.getpgrp()}
        except OSError:
            return False

    def wake(self) -> None:
        """Let `key` return at once, from any thread."""
        with suppress(OSError):
            os.write(self._wake_write, b"\0")

    def key(self, seconds: float) -> str | None:
        """The next key; None if none was pressed for so long, or somebody woke us."""
        sources = [self._wake_read]
        if self._take() and self._descriptor is not None:
            sources.append(self._descriptor)
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        if self._descriptor not in ready or self._descriptor is None:
            return None
        try:
            pressed = os.read(self._descriptor, 32)
        except OSError:
            pressed = b""
        if not pressed:
            self._descriptor = None
        return pressed.decode(errors="ignore") or None

    def release(self) -> None:
        """Give the terminal back as it was."""
        if self._before is not None and self._is_ours():
            with suppress(termios.error, OSError):
                termios.tcsetattr(self._descriptor or 0, termios.TCSADRAIN, self._before)
        self._before = None

    def _take(self) -> bool:
        """Whether keys come one by one now; a shell may have changed that while we were in the background."""
        if not self._is_ours() or self._descriptor is None:
            return False
        try:
            now = termios.tcgetattr(self._descriptor)
            if now[3] & termios.ICANON:
                self._before = self._before or now
                wanted = [*now[:3], now[3] & ~(termios.ICANON | termios.ECHO), *now[4:]]
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, wanted)
        except (termios.error, OSError):
            return False
        return True

    def _is_ours(self) -> bool:
        """Whoever touches the terminal from the background is stopped."""
        if self._descriptor is None:
            return False
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return False
