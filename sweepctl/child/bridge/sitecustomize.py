"""What every Python of a trial imports first: it waits for somebody to import `wandb`.

The folder of this file is put first on a trial's PYTHONPATH. At start it costs a module of this size: nothing of
wandb is imported, nor of ours, until the script does so. A `sitecustomize` further down the path is run as if this
one were not there. `SWEEPCTL_WANDB` says how: `real` listens to the wandb that is installed, `standin` puts ours in
its place, `auto` does so only where none is installed. From Python 3.7 on; an older one goes without.
"""

import os
import sys

# What importlib.util and importlib.machinery hand out; they themselves take 3 ms to import.
from _frozen_importlib import module_from_spec
from _frozen_importlib_external import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from importlib.metadata import Distribution, DistributionFinder
    from types import ModuleType

_HERE = os.path.dirname(os.path.abspath(__file__))
_BRIDGE = os.path.join(_HERE, "sweepctl_bridge")
_STANDIN = os.path.join(_BRIDGE, "standin")
_MODE = os.environ.get("SWEEPCTL_WANDB", "")
# Where wandb's calls are listened to; `sweepctl_bridge.listeners` says how.
_LISTENED = frozenset({"wandb.sdk.wandb_run", "wandb.sdk.wandb_init", "wandb.sdk.lib.noop_run"})


def load(name: str, path: "Sequence[str]") -> "ModuleType | None":
    """Import a module from these folders, None if they have none of that name; its own errors are raised."""
    if name in sys.modules:
        return sys.modules[name]
    spec = PathFinder.find_spec(name, path)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


class Listening:
    """The loader of a module of wandb's that is listened to; it leaves the module as its own loader would."""

    def __init__(self, spec: "ModuleSpec") -> None:
        self._loader = spec.loader

    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        """As its own loader does."""
        return self._loader.create_module(spec) if self._loader is not None else None

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module, then listen; that we cannot is no reason for the script to fail."""
        assert self._loader is not None
        assert module.__spec__ is not None
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        try:
            bridge = load("sweepctl_bridge", [_HERE])
            if bridge is not None:
                bridge.listen(module)
        except Exception as error:
            sys.stderr.write(f"sweepctl: this wandb is not understood, its metrics are not seen: {error!r}\n")


class Finder:
    """Finds wandb for the script, and its distribution for those who ask for the version."""

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """None for whatever is not wandb's."""
        if name == "wandb":
            real = None if _MODE == "standin" else _found_by_others(self, name, path, target)
            return real if real is not None or _MODE == "real" else PathFinder.find_spec(name, [_STANDIN])
        if name not in _LISTENED:
            return None
        spec = _found_by_others(self, name, path, target)
        if spec is not None:
            spec.loader = Listening(spec)  # type: ignore[assignment]
        return spec

    def find_distributions(self, context: "DistributionFinder.Context") -> "Iterator[Distribution]":
        """The stand-in's, where `importlib.metadata` asks for wandb and the stand-in is what it would import."""
        if (context.name or "").lower() != "wandb" or _MODE == "real":
            return iter(())
        if _MODE == "auto" and _found_by_others(self, "wandb", None, None) is not None:
            return iter(())
        module = load("sweepctl_bridge.distribution", [_BRIDGE])
        return iter(() if module is None else (module.Standin(),))


def _found_by_others(
    finder: Finder, name: str, path: "Sequence[str] | None", target: "ModuleType | None"
) -> "ModuleSpec | None":
    """What Python finds without us; a mere folder is nothing: wandb keeps its offline runs in one called `wandb`."""
    for other in sys.meta_path:
        find = None if other is finder else getattr(other, "find_spec", None)
        spec = None if find is None else find(name, path, target)
        if spec is not None and spec.has_location:
            return spec  # type: ignore[no-any-return]
    return None


def _chain() -> None:
    """Run the `sitecustomize` that Python would have imported without us."""
    mine = sys.modules.pop("sitecustomize", None)
    rest = [entry for entry in sys.path if os.path.abspath(entry) != _HERE]
    try:
        theirs = load("sitecustomize", rest)
    finally:
        if mine is not None:
            sys.modules.setdefault("sitecustomize", mine)
    if theirs is not None:
        sys.modules["sitecustomize"] = theirs


if _MODE in ("auto", "real", "standin") and sys.version_info >= (3, 7):
    sys.meta_path.insert(0, Finder())
_chain()
