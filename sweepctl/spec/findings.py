"""Collects what is wrong in a sweep file, each at its place, so that all of it is said at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sweepctl.model.nearest import nearest as most_like
from sweepctl.model.problem import Problem, Severity
from sweepctl.spec.document import Node, Place

# How alike two names have to be, between 0 and 1: `metod` is `method`, `pretrained` is not `retries`.
_ALIKE = 0.75
# From how many letters on a beginning tells which name is meant.
_TELLING = 3
_SHOWN = 60
# Of a sentence, a hint and a path each.
_LONGEST = 600


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name most like this one, or the only one that begins like it; None if none is."""
    close = most_like(name.lower(), known, _ALIKE)
    longer = [one for one in known if one.startswith(name.lower())] if len(name) >= _TELLING else []
    return close or (longer[0] if len(longer) == 1 else None)


def did_you_mean(name: str, known: Collection[str]) -> str | None:
    """A hint with the nearest known name."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else None


def shown(value: object) -> str:
    """A value in a sentence, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _brief(text: str) -> str:
    """A text that can be read, whatever the file has put into it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@dataclass
class Findings:
    """Problems in the order found."""

    source: str
    problems: list[Problem] = field(default_factory=list)

    def _add(self, severity: Severity, place: Place | None, path: str, sentence: str, hint: str | None) -> None:
        line, column = (place.line, place.column) if place else (0, 0)
        said = _brief(sentence), None if hint is None else _brief(hint)
        self.problems.append(Problem(severity, self.source, line, column, _brief(path), *said))

    def error(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something that keeps the sweep from running."""
        self._add(Severity.ERROR, place, path, sentence, hint)

    def warn(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something that probably is not meant."""
        self._add(Severity.WARNING, place, path, sentence, hint)

    def note(self, place: Place | None, path: str, sentence: str, hint: str | None = None) -> None:
        """Something worth knowing."""
        self._add(Severity.NOTE, place, path, sentence, hint)

    def wrong(self, place: Place, path: str, wanted: str, value: object, hint: str | None = None) -> None:
        """A value that is not what it has to be; empty ones are called so."""
        self.error(
            place, path, f"has to be {wanted}, {'and is empty' if value is None else f'not {shown(value)}'}", hint
        )

    def unknown_key(self, parent: Node, key: str, path: str, known: Collection[str], hint: str | None = None) -> None:
        """A key that nothing reads: warned of, with the nearest known one."""
        full = f"{path}.{key}" if path else key
        found = hint or did_you_mean(key, known)
        self.warn(parent.keys[key].place, full, f"`{key}` is not a key{'' if found else ' and is ignored'}", found)

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps the sweep from running."""
        return any(problem.is_error for problem in self.problems)
