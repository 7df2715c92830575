"""`tensorboard:DIR`: the scalars of the event files below a folder, read with TensorBoard's own loader."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

# TensorBoard's own switch: the loader needs nothing of a TensorFlow that may be there, which takes seconds to load.
sys.modules.setdefault("tensorboard.compat.notf", ModuleType("tensorboard.compat.notf"))

from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader  # noqa: E402
from tensorboard.util.tensor_util import make_ndarray  # noqa: E402

from sweepctl.agent.sources.base import Place  # noqa: E402
from sweepctl.metrics.reader import Reader  # noqa: E402
from sweepctl.metrics.reading import STEP, Reading, Step  # noqa: E402
from sweepctl.metrics.vocabulary import SECTIONS  # noqa: E402
from sweepctl.model.point import Rank  # noqa: E402
from sweepctl.model.spec import Objective  # noqa: E402

_MOST_EVENTS = 2_000


@dataclass
class _File:
    path: Path
    folder: str
    loader: LegacyEventFileLoader | None = None
    is_behind: bool = True
    is_broken: bool = False

    def events(self) -> list[Any]:
        """The next events. What somebody removes or breaks while we read says nothing more, and ends nothing."""
        if self.is_broken:
            return []
        try:
            self.loader = self.loader or LegacyEventFileLoader(str(self.path))
            events = list(islice(self.loader.Load(), _MOST_EVENTS))
        except Exception:  # what it raises is TensorFlow's, protobuf's or the system's
            self.is_broken, self.is_behind = True, False
            return []
        self.is_behind = len(events) == _MOST_EVENTS
        return events


class Events:
    """Follows event files that appear from now on: every process that writes makes one of its own.

    A scalar is called by its tag, and by folder and tag where the folder is a part of the script (`validation`, as
    Keras has it) or where another folder said the tag first.
    """

    def __init__(self, place: Place, objectives: Sequence[Objective]) -> None:
        self._place = place
        self._reader = Reader(*objectives)
        self._old = {path for path, _ in self._event_files()}
        self._files: dict[Path, _File] = {}
        self._owners: dict[str, str] = {}

    def _event_files(self) -> Iterator[tuple[Path, str]]:
        """Event files, each with its folder as seen from the place."""
        for folder in self._place.paths():
            try:
                paths = sorted(path for path in folder.rglob("*tfevents*") if path.is_file())
            except OSError:
                continue
            for path in paths:
                inner = path.parent.relative_to(folder).as_posix()
                yield path, "" if inner == "." else inner

    def read(self) -> list[Reading]:
        """What came since the last call, some thousand events of each file at most."""
        found: list[Reading] = []
        for path, folder in self._event_files():
            if path in self._old:
                continue
            file = self._files.setdefault(path, _File(path, folder))
            found += [reading for event in file.events() for reading in self._readings(event, folder)]
        return found

    def _readings(self, event: Any, folder: str) -> Iterator[Reading]:
        for value in event.summary.value:
            figure = _scalar(value)
            if figure is not None:
                step = Step(STEP, float(event.step))
                name = self._name(value.tag, folder)
                yield self._reader.named(
                    Reading({name: figure}, step, Rank.FILE, format="tensorboard", from_source=True)
                )

    def _name(self, tag: str, folder: str) -> str:
        is_part = folder.rpartition("/")[2].lower() in SECTIONS
        return f"{folder}/{tag}" if is_part or self._owners.setdefault(tag, folder) != folder else tag

    @property
    def is_behind(self) -> bool:
        """Whether there is more to read at once."""
        return any(file.is_behind for file in self._files.values())

    def rest(self) -> list[Reading]:
        """Nothing: an event that is cut says nothing."""
        return []


def _scalar(value: Any) -> float | None:
    """The one number of a summary, None where it is an image, a text, a histogram …"""
    kind = value.WhichOneof("value")
    if kind == "simple_value":
        return float(value.simple_value)
    if kind != "tensor":
        return None
    try:
        array = make_ndarray(value.tensor)
    except (TypeError, ValueError):
        return None
    return float(array.item()) if array.size == 1 and array.dtype.kind in "fiu" else None


def build(place: Place, objectives: Sequence[Objective]) -> Events:
    """A follower of a place for the objectives that are read there."""
    return Events(place, objectives)
