"""Objects for what is taken and forgotten, and for what cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from .errors import Error, UsageError


class Anything:
    """Takes every call, attribute and item, and gives another of its kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Anything:
        return Anything()

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __getitem__(self, key: Any) -> Anything:
        return Anything()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __contains__(self, key: Any) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: object) -> None:
        pass


def forgotten(module: str, name: str) -> Any:
    """What a script or a framework takes from wandb that is not here: an error to catch, a class, else an object."""
    if name.startswith("_"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    if name[0].isupper():
        return type(name, (Error if name.endswith("Error") else Anything,), {"__module__": module})
    return Anything()


def unserved(what: str, remedy: str = "") -> UsageError:
    """The error for what only W&B's server could answer."""
    rest = remedy or "install wandb, log in and set WANDB_MODE=online to have it"
    return UsageError(f"{what} needs W&B's server, which sweepctl's stand-in for wandb does not talk to: {rest}")


class Unserved:
    """Every use of it is refused with a sentence."""

    def __init__(self, what: str) -> None:
        object.__setattr__(self, "_what", what)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise unserved(f"{self._what}.{name}")
