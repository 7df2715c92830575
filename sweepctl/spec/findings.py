"""Collects what is wrong in a sweep file, each at its place, so that all of it is said at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field

from sweepctl.model.problem import Problem, Severity
from sweepctl.spec.document import Node, Place


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name most like this one, None if none is."""
    return next(iter(difflib.get_close_matches(name.lower(), list(known), 1)), None)


def did_you_mean(name: str, known: Collection[str]) -> str | None:
    """A hint with the nearest known name."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else None


@dataclass
class Findings:
    """Problems in the order found."""

    source: str
    problems: list[Problem] = field(default_factory=list)

    def _add(self, severity: Severity, place: Place | None, path: str, sentence: str, hint: str | None) -> None:
        line, column = (place.line, place.column) if place else (0, 0)
        self.problems.append(Problem(severity, self.source, line, column, path, sentence, hint))

    def error(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something that keeps the sweep from running."""
        self._add(Severity.ERROR, place, path, sentence, hint)

    def warn(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something that probably is not meant."""
        self._add(Severity.WARNING, place, path, sentence, hint)

    def note(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something worth knowing."""
        self._add(Severity.NOTE, place, path, sentence, hint)

    def unknown_key(self, parent: Node, key: str, path: str, known: Collection[str], hint: str | None = None) -> None:
        """A key that nothing reads: warned of, with the nearest known one."""
        full = f"{path}.{key}" if path else key
        self.warn(parent.key_places[key], full, f"`{key}` is not a key", hint or did_you_mean(key, known))

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps the sweep from running."""
        return any(problem.is_error for problem in self.problems)
