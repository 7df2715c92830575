"""What can draw for `method: bayes`. A new engine is one file with a `point(ask)` and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sweepctl.errors import UsageError
from sweepctl.model.registry import Entry
from sweepctl.samplers.engines.base import Engine

# Leaves the choice among the engines to a rule.
AUTO = "auto"

ENGINES: Mapping[str, Entry] = {
    "gp": Entry(
        "sweepctl.samplers.engines.gp",
        "a Gaussian process with log expected improvement",
        (
            "J. Snoek et al.: Practical Bayesian Optimization of Machine Learning Algorithms, NeurIPS 2012",
            "S. Ament et al.: Unexpected Improvements to Expected Improvement, NeurIPS 2023",
            "J.-C. Lévesque et al.: Bayesian Optimization for Conditional Hyperparameter Spaces, IJCNN 2017",
        ),
    ),
    "tpe": Entry(
        "sweepctl.samplers.engines.tpe",
        "a multivariate Tree-structured Parzen Estimator (Optuna)",
        (
            "J. Bergstra et al.: Algorithms for Hyper-Parameter Optimization, NeurIPS 2011",
            "S. Watanabe: Tree-Structured Parzen Estimator, arXiv:2304.11127",
            "T. Akiba et al.: Optuna, KDD 2019",
        ),
    ),
    "cmaes": Entry(
        "sweepctl.samplers.engines.cmaes",
        "an evolution strategy with covariance matrix adaptation; categories by TPE",
        (
            "N. Hansen: The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772",
            "M. Nomura, M. Shibata: cmaes, a Simple yet Practical Python Library for CMA-ES, arXiv:2402.01373",
        ),
    ),
    "qmc": Entry(
        "sweepctl.samplers.engines.qmc",
        "a scrambled Sobol sequence, which learns nothing and leaves no gaps",
        ("A. B. Owen: Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences, 1995",),
    ),
    "random": Entry(
        "sweepctl.samplers.engines.random",
        "independent draws",
        ("J. Bergstra, Y. Bengio: Random Search for Hyper-Parameter Optimization, JMLR 13, 2012",),
    ),
}
_USER = Entry("sweepctl.samplers.engines.user", "an Optuna sampler of the user's own, by `module:factory`")
# Which package an engine needs that not everybody has; the extra has the engine's name.
_EXTRAS = {"cmaes": "cmaes"}


def open_engine(name: str) -> Engine:
    """The engine of that name, or the user's own by `module:factory`. Raises UsageError."""
    if ":" in name:
        engine_of: Callable[[str], Engine] = _USER.load().engine
        return engine_of(name)
    if name not in ENGINES:
        known = ", ".join([AUTO, *ENGINES])
        raise UsageError(f"search.sampler is {name!r}, which is none of {known}", "or module:factory for your own")
    try:
        engine: Engine = ENGINES[name].load().point
    except ModuleNotFoundError as error:
        if name not in _EXTRAS or error.name != _EXTRAS[name]:
            raise
        raise UsageError(
            f"search.sampler {name!r} needs the package {_EXTRAS[name]!r}, which is not installed",
            f"pip install 'sweepctl[{name}]'",
        ) from error
    return engine
