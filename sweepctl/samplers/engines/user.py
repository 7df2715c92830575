"""A user's own Optuna sampler, by `module:factory`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from optuna.samplers import BaseSampler

from sweepctl.errors import UsageError
from sweepctl.model.params import Params
from sweepctl.model.registry import Entry
from sweepctl.samplers.engines.base import Ask, Engine


def engine(reference: str) -> Engine:
    """Calls the factory anew for each point, with the keyword `seed` where it takes one. Raises UsageError."""
    factory = _loaded(reference)
    seeded = _takes_seed(factory)

    def built(seed: int) -> BaseSampler:
        sampler = factory(seed=seed) if seeded else factory()
        if not isinstance(sampler, BaseSampler):
            raise UsageError(f"search.sampler {reference!r} gave a {type(sampler).__name__}, not an Optuna sampler")
        return sampler

    def point(ask: Ask) -> Params:
        return ask.mirror.ask(lambda: built(ask.seed))

    return point


def _loaded(reference: str) -> Callable[..., object]:
    module, _, name = reference.partition(":")
    try:
        with _folder_on_path():
            found = Entry(module, "").load()
    except (ImportError, ValueError) as error:
        raise UsageError(f"search.sampler {reference!r} cannot be imported: {error}") from error
    factory = getattr(found, name, None)
    if not callable(factory):
        raise UsageError(f"search.sampler {reference!r}: {module} has no function or class {name!r}")
    loaded: Callable[..., object] = factory
    return loaded


@contextmanager
def _folder_on_path() -> Iterator[None]:
    """Modules beside the sweep file are found, as `python -m` finds them."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)


def _takes_seed(factory: Callable[..., object]) -> bool:
    try:
        parameters = inspect.signature(factory).parameters.values()
    except ValueError:  # a builtin without a signature
        return False
    return any(one.name == "seed" or one.kind is one.VAR_KEYWORD for one in parameters)
