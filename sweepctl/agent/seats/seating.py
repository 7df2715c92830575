"""From what the user asks for to how many trials run at a time, and where."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweepctl.agent.seats import capacity, gpus
from sweepctl.agent.seats.gpus import Gpu, Maker, SmiError
from sweepctl.agent.seats.seats import Chairs, GpuSeats, Portion, Seats
from sweepctl.errors import UsageError
from sweepctl.model.event import Said, Tone

AUTO, ALL, NONE = "auto", "all", "none"


@dataclass(frozen=True)
class Seating:
    """`jobs` None: as many as the machine can take. `gpus`: auto, all, none, or which; `per_trial` None: one."""

    jobs: int | None = 1
    gpus: str = AUTO
    per_trial: float | None = None

    @property
    def options(self) -> list[str]:
        """How it is written on the command line; nothing for what is so anyway."""
        jobs = [] if self.jobs == 1 else ["-j", AUTO if self.jobs is None else str(self.jobs)]
        which = [] if self.gpus == AUTO else ["--gpus", self.gpus]
        portion = [] if self.per_trial is None else ["--gpus-per-trial", f"{self.per_trial:g}"]
        return [*jobs, *which, *portion]


@dataclass(frozen=True)
class Arrangement:
    """So many trials at a time, each in one of these seats, and what the user should know of it."""

    jobs: int
    seats: Seats
    notes: Sequence[Said] = ()


def arrange(wish: Seating, own: Mapping[str, str], most: int | None = None) -> Arrangement:
    """Look at the machine. `own` is the sweep's `env`; `most` limits what `-j auto` may choose.

    Raises UsageError for GPUs that are not there, SweepctlError where they cannot be seen or claimed.
    """
    said: list[Said] = []
    cards = [] if wish.gpus == NONE else _cards(wish, own, said)
    portion = _portion(wish, len(cards))
    jobs = wish.jobs or _automatic(cards, portion, most, said)
    environ = {**os.environ, **own}
    limits = capacity.thread_limits(jobs, environ)
    if limits:
        each = next(iter(limits.values()))
        cores = capacity.cores()
        said.append(Said(f"each trial has OMP_NUM_THREADS={each}, and the like: {cores} cores, {jobs} at a time"))
    if not cards:
        hidden = gpus.no_environment() if wish.gpus == NONE else {}
        free = {name: value for name, value in hidden.items() if name not in own}
        return Arrangement(jobs, Chairs({**limits, **free}), said)
    said += _shortage(wish, jobs, cards, portion)
    return Arrangement(jobs, GpuSeats(cards, portion, wish.gpus == AUTO, limits), said)


def require(wish: Seating, own: Mapping[str, str]) -> None:
    """Raises as `arrange` does for GPUs that were asked for and are not there, without taking any."""
    if wish.gpus not in {AUTO, NONE} or wish.per_trial is not None:
        _portion(wish, len(_cards(wish, own, [])))


def _cards(wish: Seating, own: Mapping[str, str], said: list[Said]) -> list[Gpu]:
    """The GPUs to use; none where the user has placed the trials with `env`."""
    placed = next((name for name in gpus.VISIBLE if name in own), None)
    if placed is not None:
        if wish.gpus != AUTO or wish.per_trial is not None:
            raise UsageError(f"`env` sets {placed}, so --gpus has no say", "leave out one of them")
        return []
    trouble = None
    for maker in gpus.present():
        try:
            found = _allowed(maker, wish, said)
        except SmiError as error:
            trouble = error
            continue
        if found:
            return found
    if trouble is not None and (wish.gpus != AUTO or wish.per_trial is not None):
        raise trouble
    if trouble is not None:
        said.append(Said(f"{trouble.sentence}; trials run without GPUs of their own", Tone.WARNING))
    elif wish.gpus != AUTO or wish.per_trial is not None:
        raise UsageError("there is no GPU that nvidia-smi or rocm-smi shows", "--gpus none runs without")
    return []


def _allowed(maker: Maker, wish: Seating, said: list[Said]) -> list[Gpu]:
    """A maker's cards that we may use, of those that were asked for. Raises SmiError and UsageError."""
    limit = gpus.given(maker, os.environ)
    if limit is not None and limit[1].strip() in {"", "-1", "NoDevFiles"}:
        return []
    found = gpus.inventory(maker)
    divided = gpus.parts() if maker is Maker.NVIDIA and found else []
    if limit is None:
        cut = {part.card for part in divided}
        found = [card for card in found if card.uuid not in cut]
        if cut and wish.gpus in {AUTO, ALL}:
            text = "cards that are divided (MIG) are left out; parts that CUDA_VISIBLE_DEVICES names are used"
            said.append(Said(text))
    else:
        found = gpus.visible([*found, *divided], limit[1])
    if wish.gpus in {AUTO, ALL} or not found:
        return found
    return _named(found, wish.gpus, limit)


def _named(cards: Sequence[Gpu], words: str, limit: tuple[str, str] | None) -> list[Gpu]:
    chosen: list[Gpu] = []
    for word in words.split(","):
        one = gpus.visible(cards, word)
        if not one:
            there = f"{limit[0]}={limit[1]}" if limit else ", ".join(str(card.index) for card in cards)
            raise UsageError(f"--gpus names {word}, which is not among {there}")
        chosen += [card for card in cards if card.uuid == one[0].uuid and card not in chosen]
    return chosen


def _portion(wish: Seating, cards: int) -> Portion:
    """What a trial gets; with `-j 8 --gpus all` on four cards that is half a card."""
    if not cards:
        return Portion()
    if wish.per_trial is None:
        is_shared = wish.gpus == ALL and wish.jobs is not None and wish.jobs > cards
        return Portion(1, math.ceil(wish.jobs / cards)) if is_shared and wish.jobs else Portion()
    if wish.per_trial < 1:
        return Portion(1, math.floor(1 / wish.per_trial + 1e-9))
    if wish.per_trial > cards:
        raise UsageError(f"--gpus-per-trial {wish.per_trial:g}: there {_are(cards)}")
    return Portion(int(wish.per_trial), 1)


def _are(cards: int) -> str:
    return "is 1 GPU" if cards == 1 else f"are {cards} GPUs"


def _places(cards: int, portion: Portion) -> int:
    return cards // portion.cards * portion.shares


def _automatic(cards: Sequence[Gpu], portion: Portion, most: int | None, said: list[Said]) -> int:
    """How many trials at a time the machine can take."""
    cores, room = capacity.cores(), capacity.memory()
    limits = [cores, int(room / capacity.TRIAL_BYTES)]
    facts = [f"{cores} core{'s' if cores != 1 else ''}", f"{room / 1e9:.1f} GB of memory (1 GB a trial)"]
    if cards:
        limits.append(_places(len(cards), portion))
        facts.append(f"{len(cards)} GPU{'s' if len(cards) != 1 else ''}")
    if most is not None:
        limits.append(most)
        facts.append("values that trials write to one file")
    jobs = max(1, min(limits))
    said.append(Said(f"-j auto: {jobs} at a time; {', '.join(facts)}"))
    return jobs


def _shortage(wish: Seating, jobs: int, cards: Sequence[Gpu], portion: Portion) -> list[Said]:
    """Where fewer trials run than were asked for, or several on a card without its being asked for by number."""
    places = _places(len(cards), portion)
    if jobs > places:
        one = (
            f"{portion.cards} GPUs" if portion.cards > 1 else f"1/{portion.shares} GPU" if portion.shares > 1 else "one"
        )
        text = f"there {_are(len(cards))}, {one} a trial: {places} of {jobs} trials run at a time"
        hint = "`--gpus-per-trial 0.5` lets two share one, `--gpus none` is for trials that need none"
        return [Said(text, Tone.WARNING), Said(hint, Tone.HINT)]
    if wish.per_trial is None and portion.shares > 1:
        return [Said(f"up to {portion.shares} trials share a GPU: -j {jobs} with {len(cards)}")]
    return []
