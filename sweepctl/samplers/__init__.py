"""Which point next. A new sampler is one file with a `build(setup)` and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.registry import Entry
from sweepctl.model.spec import Method, SweepSpec
from sweepctl.samplers.base import Sampler, Setup
from sweepctl.samplers.threads import loading_single_threaded
from sweepctl.space.enumeration import count
from sweepctl.space.space import Space

SAMPLERS: Mapping[Method, Entry] = {
    Method.GRID: Entry(
        "sweepctl.samplers.grid",
        "every combination once, names sorted, the last one fastest",
        ("W&B Sweeps, grid search: https://docs.wandb.ai/guides/sweeps/sweep-config-keys",),
    ),
    Method.RANDOM: Entry(
        "sweepctl.samplers.random",
        "independent draws; a finite space is drawn without replacement",
        ("J. Bergstra, Y. Bengio: Random Search for Hyper-Parameter Optimization, JMLR 13, 2012",),
    ),
    Method.BAYES: Entry(
        "sweepctl.samplers.bayes",
        "10 random points, then the model named by `search`: by default a Gaussian process, beyond its size TPE",
        (
            "J. Snoek et al.: Practical Bayesian Optimization of Machine Learning Algorithms, NeurIPS 2012",
            "D. Ginsbourger et al.: Kriging Is Well-Suited to Parallelize Optimization, 2010",
        ),
    ),
}


def size_of(spec: SweepSpec) -> int | None:
    """How many points a spec has to draw, None when endless or too many to be counted; loads no sampler."""
    space = Space.of(spec.parameters, spec.constraints)
    sets = space.grids if spec.method is Method.GRID else space.supports
    return None if sets is None else count(space, sets)


def open_sampler(spec: SweepSpec, seed: int, version: int) -> Sampler:
    """The sampler that a spec asks for; `seed` and `version` fix every point it draws."""
    space = Space.of(spec.parameters, spec.constraints)
    setup = Setup(space, spec.objectives, seed, version, spec.search)
    with loading_single_threaded():
        sampler: Sampler = SAMPLERS[spec.method].load().build(setup)
    return sampler
