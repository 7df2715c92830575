"""Where trials run: a seat is a place for one trial, with GPUs of its own where there are any."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import psutil

from sweepctl.agent.processes.process import Command
from sweepctl.agent.seats import gpus
from sweepctl.agent.seats.claimed import Claims, release
from sweepctl.agent.seats.gpus import Gpu, Maker, SmiError, User

# For so long what `nvidia-smi` told is believed; without a claim on a card nobody of ours is on it.
_LOOK_SECONDS = 3.0
# Of a card's memory: more than that is somebody's whom we cannot see (from inside a container), not a desktop's.
_MUCH = 0.5


@dataclass
class Seat:
    """A place that was taken: what its program finds in its environment, and what holds its GPUs."""

    environ: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    held: list[int] = field(default_factory=list)

    def fit(self, command: Command) -> Command:
        """The command as it runs here."""
        return replace(command, environ={**command.environ, **self.environ}, keep=tuple(self.held))

    def leave(self) -> None:
        """Give the place back."""
        release(self.held)


class Seats(Protocol):
    """Gives places to trials. `why` says what is waited for after None was given."""

    why: str

    async def take(self, on_word: Callable[[str], None]) -> Seat | None:
        """A place, None if there is none now; `on_word` is told what the user should know, once."""
        ...

    def close(self) -> None:
        """No more places."""
        ...


class Chairs:
    """Places without a GPU of their own, as many as are asked for."""

    why = ""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    async def take(self, on_word: Callable[[str], None]) -> Seat | None:
        """A place."""
        return Seat(self._environ)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Portion:
    """What a trial gets: so many whole cards, or one of so many shares of one card."""

    cards: int = 1
    shares: int = 1


class GpuSeats:
    """Places on cards that no other agent of this user has, and, if `wary`, on which nobody else computes."""

    def __init__(self, cards: Sequence[Gpu], portion: Portion, wary: bool, environ: Mapping[str, str]) -> None:
        """Raises SweepctlError where cards cannot be claimed."""
        self._cards = cards
        self._portion = portion
        self._environ = environ
        self._claims = Claims()
        # What runs on the cards of the trial that we are is ours, as far as we can know.
        self._is_inside = "SWEEPCTL_EXECUTION" in os.environ
        self._wary = wary and not self._is_inside
        self._onlooker = Onlooker()
        self._turn = asyncio.Lock()
        self._taken: list[tuple[str, Seat]] = []
        self._told: set[str] = set()
        one = len(cards) == 1
        self.why = f"{'the GPU is' if one else 'all GPUs are'} in use; `--gpus none` runs without"

    def close(self) -> None:
        """Let go of the claims' folder."""
        self._claims.close()

    async def take(self, on_word: Callable[[str], None]) -> Seat | None:
        """Cards for one trial, None where too few are free."""
        async with self._turn:
            return await self._take(on_word)

    async def _take(self, on_word: Callable[[str], None]) -> Seat | None:
        self._taken = [(card, seat) for card, seat in self._taken if seat.held]
        load = {card.uuid: sum(name == card.uuid for name, _ in self._taken) for card in self._cards}
        chosen: list[Gpu] = []
        held: list[int] = []
        for card in sorted(self._cards, key=lambda one: load[one.uuid]):
            mine = self._claim(card)
            if mine is None:
                continue
            if await self._is_free(card, on_word):
                chosen.append(card)
                held += mine
            else:
                release(mine)
            if len(chosen) == self._portion.cards:
                return self._seat(chosen, held)
        release(held)
        return None

    def _seat(self, chosen: list[Gpu], held: list[int]) -> Seat:
        chosen.sort(key=self._cards.index)
        environ = {**gpus.environment(chosen, os.environ), **self._environ}
        names = [card.label.removeprefix("GPU ") for card in chosen]
        seat = Seat(environ, f"GPU{'s' if len(names) > 1 else ''} {', '.join(names)}", held)
        self._taken += [(card.uuid, seat) for card in chosen]
        return seat

    def _claim(self, card: Gpu) -> list[int] | None:
        if self._portion.shares == 1:
            return self._claims.whole(card.uuid)
        numbers = range(self._portion.shares)
        return next((held for number in numbers if (held := self._claims.share(card.uuid, number))), None)

    async def _is_free(self, card: Gpu, on_word: Callable[[str], None]) -> bool:
        """Whether nobody else is on a card that we have just claimed."""
        if self._is_inside:
            return True
        trouble = await asyncio.to_thread(self._onlooker.look, card.maker)
        if trouble is not None and "" not in self._told:
            self._told.add("")
            on_word(f"{trouble}; other users' programs on the GPUs are not seen")
        ours, others = self._onlooker.on(card)
        if ours and self._portion.shares == 1:
            # What is left of a killed agent's trial.
            return False
        if not self._wary or others is None:
            self._told.discard(card.uuid)
            return True
        if card.uuid not in self._told:
            self._told.add(card.uuid)
            on_word(f"{card.label} is skipped: {others}")
        return False


class Onlooker:
    """Who is on which card, as it was a moment ago."""

    def __init__(self) -> None:
        self._at = -_LOOK_SECONDS
        self._cards: Mapping[str, Gpu] = {}
        self._users: Sequence[User] = ()

    def look(self, maker: Maker) -> str | None:
        """Look again, unless that was just done; why it cannot be seen, if so."""
        if time.monotonic() - self._at < _LOOK_SECONDS:
            return None
        try:
            self._cards = {card.uuid: card for card in gpus.inventory(maker)}
            self._users = gpus.users() if maker is Maker.NVIDIA else ()
        except SmiError as error:
            self._cards, self._users = {}, ()
            return error.sentence
        finally:
            self._at = time.monotonic()
        return None

    def on(self, card: Gpu) -> tuple[bool, str | None]:
        """Whether trials of this user's agents are on a card, and who else is, in words."""
        if card.card:
            # Of the parts of a divided card it is not told which one a process is on.
            return False, None
        users = [user for user in self._users if user.card == card.uuid]
        others = [user for user in users if not _is_trial(user.pid)]
        now = self._cards.get(card.uuid)
        if others:
            return len(others) < len(users), _described(others)
        if not users and now is not None and now.used > _MUCH * now.memory > 0:
            return False, f"{_gigabytes(now.used)} of its memory are in use, by whom cannot be seen"
        return bool(users), None


def _is_trial(pid: int) -> bool:
    try:
        return "SWEEPCTL_AGENT" in psutil.Process(pid).environ()
    except (psutil.Error, OSError):
        return False


def _described(users: Sequence[User]) -> str:
    """The one who holds most, in words."""
    most = max(users, key=lambda user: user.memory or 0)
    name, whose = most.name, ""
    try:
        process = psutil.Process(most.pid)
        name = gpus.printable(process.name())
        whose = "" if process.uids().real == os.getuid() else " of another user"
    except (psutil.Error, OSError):
        pass
    holds = f"holds {_gigabytes(most.memory)}" if most.memory else "is on it"
    more = f", and {len(users) - 1} more" if len(users) > 1 else ""
    return f"pid {most.pid} ({name}){whose} {holds}{more}"


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.0f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"
