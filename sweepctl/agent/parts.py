"""The arguments that tell the parts of a trial apart: which fold it is, and which seed."""

from __future__ import annotations

from sweepctl.model.params import Value
from sweepctl.model.seed import derived_seed
from sweepctl.model.spec import Parts


def part_arguments(parts: Parts, sweep_seed: int, part: int) -> dict[str, Value]:
    """What a part is given beside the trial's own parameters; folds count from 0 and vary fastest.

    The repeats of every trial have the same seeds, so that trials differ by their parameters only.
    """
    repeat, fold = divmod(part, parts.folds)
    given: dict[str, Value] = {}
    if parts.folds > 1:
        given[parts.fold_name] = fold
    if parts.repeats > 1:
        given[parts.seed_name] = derived_seed(sweep_seed, "repeat", repeat)
    return given
