"""Whether a name that a script prints is the objective's."""

from __future__ import annotations

import re
from dataclasses import replace

from sweepctl.metrics.reading import Reading
from sweepctl.metrics.vocabulary import SECTIONS

_SEPARATORS = re.compile(r"[/_\-.\s]+")
_MOST_KNOWN = 10_000
_LONGEST_KNOWN = 200


def fold(name: str) -> str:
    """The canonical spelling: `Val/Loss`, `val loss` and `val_loss` are one."""
    return _SEPARATORS.sub("_", name.casefold())


class Names:
    """Renames to the objective's name what is spelled otherwise, until the exact name was seen once.

    A bare name belongs to the part of the script that said it first: after `Train: loss=0.5` a `Val: loss=0.4` is not
    `loss`. It is `Val loss`, which is `val_loss`.
    """

    def __init__(self, objective_name: str) -> None:
        self._exact = objective_name
        self._folded = fold(objective_name)
        self._says_section = not SECTIONS.keys().isdisjoint(self._folded.split("_"))
        self._exact_was_seen = False
        self._sections: list[str | None] = []
        self._known: dict[str, bool] = {}

    def match(self, reading: Reading) -> Reading:
        """The reading, with at most one name replaced by the objective's own."""
        if self._exact_was_seen and self._exact not in reading.values:
            return reading
        section = None if self._says_section or reading.section is None else SECTIONS[reading.section.lower()]
        if self._exact in reading.values:
            name = self._exact
            self._exact_was_seen |= section is None
        elif (like := self._like(reading)) is not None:
            name = like
        else:
            return reading
        now = self._exact
        if not self._exact_was_seen or section is not None:
            self._sections = self._sections or [section]
            if self._exact_was_seen or section != self._sections[0]:
                now = f"{reading.section} {name}" if section else f"other {name}"
        return _renamed(reading, name, now, is_folded=now == self._exact and (name != now or section is not None))

    def _like(self, reading: Reading) -> str | None:
        """The name that is the objective's, as it is or with the part of the script that the line is from."""
        for name in reading.values:
            if self._is_like(name):
                return name
        if reading.section is None:
            return None
        return next((name for name in reading.values if self._is_like(f"{reading.section} {name}")), None)

    def _is_like(self, name: str) -> bool:
        like = self._known.get(name)
        if like is None:
            like = fold(name) == self._folded
            if len(self._known) < _MOST_KNOWN and len(name) <= _LONGEST_KNOWN:
                self._known[name] = like
        return like


def _renamed(reading: Reading, old: str, new: str, is_folded: bool) -> Reading:
    if old == new and not is_folded:
        return reading
    values = {new if name == old else name: value for name, value in reading.values.items()}
    return replace(reading, values=values, folded=reading.folded | {new} if is_folded else reading.folded)
