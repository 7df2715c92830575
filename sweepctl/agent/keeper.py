"""The store thread: every store call of an agent goes through it, one at a time, never on the event loop."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sweepctl.errors import TransientStoreError
from sweepctl.store.database import Database, open_database

P = ParamSpec("P")
T = TypeVar("T")

_FIRST_WAIT = 0.2
_LONGEST_WAIT = 2.0


class Keeper:
    """Holds the agent's connection. A store that cannot be used right now is waited for, and that is said once."""

    def __init__(self, folder: Path, on_trouble: Callable[[str], None]) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._on_trouble = on_trouble
        self._database: Database | None = None
        self._deadline = math.inf

    async def call(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a store function. Raises what it raises; transient trouble only once `give_up` was called."""
        loop = asyncio.get_running_loop()

        def tell(sentence: str) -> None:
            loop.call_soon_threadsafe(self._on_trouble, sentence)

        return await loop.run_in_executor(self._thread, lambda: self._patiently(function, tell, *args, **kwargs))

    def _patiently(
        self,
        function: Callable[Concatenate[Database, P], T],
        tell: Callable[[str], None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        wait = _FIRST_WAIT
        while True:
            try:
                if self._database is None:
                    self._database = open_database(self._folder)
                self._database.require_there()
                return function(self._database, *args, **kwargs)
            except TransientStoreError as error:
                if time.monotonic() >= self._deadline:
                    raise
                if wait == _FIRST_WAIT:
                    tell(f"{error.sentence}; waiting for it")
            time.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def alone(self, function: Callable[[], None]) -> None:
        """Run something while no store call is in progress."""
        await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def give_up(self, after: float) -> None:
        """Raise transient trouble rather than wait, once so many seconds have passed."""
        self._deadline = min(self._deadline, time.monotonic() + after)

    def close(self) -> None:
        """Finish what is queued and close the connection."""
        if self._database is not None:
            self._thread.submit(self._database.close)
        self._thread.shutdown(wait=True)
