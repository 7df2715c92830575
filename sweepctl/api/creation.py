"""Storing a checked sweep file as a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sweepctl.api.checking import check
from sweepctl.api.given import initial_points, read_prior, remember
from sweepctl.api.stores import opened
from sweepctl.model.checked import Checked
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.samplers import size_of
from sweepctl.spec.changes import changed_text
from sweepctl.spec.schema import KEYS
from sweepctl.store.making import Origin, create_sweep, new_seed


def create(
    file: Path,
    *,
    program: str | None = None,
    name: str | None = None,
    interpreter: str | None = None,
    folder: Path | None = None,
    prior: str | None = None,
    changes: Sequence[str] = (),
    text: str | None = None,
) -> tuple[Sweep, Checked]:
    """Check a sweep file and store it as a new sweep. Raises SpecError, UsageError, StoreError.

    `prior` is an earlier sweep, or a CSV file, whose trials the search starts with; the rest as in `check`.
    """
    options = {"program": program, "name": name, "interpreter": interpreter}
    checked = check(file, **options, folder=folder, changes=changes, text=text)
    spec = checked.spec
    # All that can be refused comes first: a store is made for a sweep only.
    known = read_prior(prior, spec) if prior is not None else None
    source = file.resolve() if text is None else None
    origin = Origin(text or verbatim_of(file, changes), checked.folder, source, new_seed(spec))
    given = initial_points(spec, origin.seed)
    with opened(make=True) as database:
        sweep = create_sweep(database, spec, origin, size=checked.size, given=given)
        if known is not None:
            remember(database, sweep.id, known)
        return sweep, checked


def verbatim_of(file: Path, changes: Sequence[str] = ()) -> str:
    """The text of the sweep: the file's, and another one where it was changed."""
    if changes:
        return changed_text(file.read_bytes(), file.name, changes, KEYS)
    return file.read_text(encoding="utf-8-sig")


def has_end(spec: SweepSpec) -> bool:
    """Whether the sweep ends by itself: by its cap, or because its space is finite."""
    return spec.limits.run_cap is not None or size_of(spec) is not None
