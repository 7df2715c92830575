"""What an execution ran with: enough to run it again, and to tell why it came out otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Code:
    """The git work tree that the program was in: its folder, commit (None before the first), and branch.

    `diff` is the hash of what was changed since the commit, None where nothing was; the text is kept in the file
    `code/HASH.diff` of the sweep's folder, and `is_cut` where it was too long to be kept whole. `untracked` counts
    the files that git does not know.
    """

    root: str
    commit: str | None
    branch: str | None
    diff: str | None = None
    is_cut: bool = False
    untracked: int = 0


@dataclass(frozen=True)
class Python:
    """The Python of a trial: its path, its version as far as that shows without running it, and its packages.

    `packages` is the hash of their names and versions, kept in the file `packages/HASH.txt` of the store.
    """

    path: str
    version: str | None
    packages: str | None
    count: int


@dataclass(frozen=True)
class World:
    """What all executions of an agent have in common until somebody changes it."""

    host: str
    user: str
    sweepctl: str
    code: Code | None = None
    python: Python | None = None


@dataclass(frozen=True)
class Record:
    """One execution's; `argv` and the values in `environment` are masked (see `model.masked`).

    `environment` has the variables that differ from the agent's own; only those of the sweep's `env` have a value.
    """

    argv: Sequence[str]
    folder: str
    environment: Mapping[str, str | None]
    seed: int
    world: World
    part: int = 0
    attempt: int = 1
    started: float | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """What a store keeps; the place and the time are columns of their own."""
        found = asdict(self)
        return {key: value for key, value in found.items() if key not in {"part", "attempt", "started"}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], part: int, attempt: int, started: float | None) -> Record:
        """Load what `to_json` gave, after a trip through JSON."""
        world = data["world"]
        code, python = world["code"], world["python"]
        made = World(
            world["host"],
            world["user"],
            world["sweepctl"],
            Code(**code) if code else None,
            Python(**python) if python else None,
        )
        return cls(tuple(data["argv"]), data["folder"], data["environment"], data["seed"], made, part, attempt, started)
