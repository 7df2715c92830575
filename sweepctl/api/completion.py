"""What can stand at a place of the command line, for the completions of the shells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sweepctl.errors import SweepctlError
from sweepctl.model.harmless import harmless
from sweepctl.store import names
from sweepctl.store.place import find_store

# Anything else would have to be quoted by each shell in its own way.
_PLAIN = re.compile(r"[\w.+-]+")
_STATES = (
    ("queued", "waits for an agent"),
    ("running", "runs now"),
    ("finished", "ended well"),
    ("stopped", "ended early by a rule"),
    ("failed", "ended with an error"),
    ("no_metric", "never said its metric"),
    ("cancelled", "ended by you"),
)
_PLOTS = (
    ("history", "every value, and the best so far"),
    ("curve", "a metric over a trial"),
    ("param", "a parameter against the metric"),
    ("importance", "which parameters matter"),
)


def candidates(kind: str, word: str = "", sweep: str | None = None) -> list[tuple[str, str]]:
    """Values with a short explanation, of a kind named in `KINDS`, for the word that is being typed.

    Empty where there is no store, or none that may be read; nothing is raised.
    """
    if kind == "states":
        return list(_STATES)
    try:
        store = find_store(Path.cwd())
    except (SweepctlError, OSError):
        store = None
    if store is None or kind not in KINDS:
        return []
    found = KINDS[kind](store, word, sweep or None)
    return [
        (value, harmless(told).replace("\t", " "))
        for value, told in found
        if _PLAIN.fullmatch(re.sub("[/=]", "", value))
    ]


def _sweeps(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    return names.sweeps(store)


def _trials(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    """Numbers of the sweep that the word or an option names."""
    named, slash, _ = word.rpartition("/")
    return [(f"{named}{slash}{number}", state) for number, state in names.trials(store, named or sweep)]


def _targets(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    """Sweeps, and trials of a sweep that is written out."""
    return _trials(store, word, sweep) if "/" in word else names.sweeps(store)


def _assignments(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    """Names that a value follows; none where one is being typed."""
    if "=" in word:
        return []
    return [(f"{name}=", told) for name, told in names.parameters(store, sweep)]


def _plots(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    return [*_PLOTS, *names.sweeps(store)]


def _columns(store: Path, word: str, sweep: str | None) -> list[tuple[str, str]]:
    return names.parameters(store, sweep) + names.metrics(store, sweep)


KINDS: Mapping[str, Callable[[Path, str, str | None], list[tuple[str, str]]]] = {
    "sweeps": _sweeps,
    "trials": _trials,
    "targets": _targets,
    "assignments": _assignments,
    "columns": _columns,
    "plots": _plots,
    "metrics": lambda store, word, sweep: names.metrics(store, sweep),
    "parameters": lambda store, word, sweep: names.parameters(store, sweep),
}
