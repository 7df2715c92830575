"""`wandb.config`: the sweep's values over those of the script."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from ..errors.term import termwarn

# In the YAML of a trial's parameters, where JSON has the text `"nan"`, `"inf"` or `"-inf"`.
_ODD_NUMBER = re.compile(r"(?<![\w.])\.(?:nan|inf)\b")


class Config:
    """Parameters by attribute, item or method; a value that the sweep has set stays, with a warning."""

    def __init__(self) -> None:
        object.__setattr__(self, "_items", {})
        object.__setattr__(self, "_locked", set())

    def lock(self, values: Mapping[str, Any]) -> None:
        """Set the sweep's values for good; a nested block is merged with the script's."""
        for key, value in values.items():
            mine = self._items.get(key)
            both = isinstance(mine, dict) and isinstance(value, Mapping)
            self._items[key] = _merged(mine, value) if both else value
            self._locked.add(key)

    def update(self, d: Any = None, allow_val_change: Any = None, **values: Any) -> None:
        """Set what the sweep has not set."""
        for key, value in {**as_mapping(d), **values}.items():
            self[key] = value

    def setdefaults(self, d: Any) -> None:
        """Set what is not set yet."""
        for key, value in as_mapping(d).items():
            self._items.setdefault(key, value)

    def __setitem__(self, key: str, value: Any) -> None:
        key = key.strip("-")
        if key not in self._locked:
            self._items[key] = value
        elif self._items[key] != value:
            termwarn(f"Config item '{key}' was locked by 'sweep' (ignored update).")

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        items = object.__getattribute__(self, "_items")
        if name not in items:
            raise AttributeError(f"{type(self)!r} object has no attribute {name!r}")
        return items[name]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return str(self._items)

    def get(self, *args: Any) -> Any:
        """As a dict has it."""
        return self._items.get(*args)

    def keys(self) -> list[str]:
        """The names."""
        return list(self._items)

    def values(self) -> list[Any]:
        """The values."""
        return list(self._items.values())

    def items(self) -> list[tuple[str, Any]]:
        """Both."""
        return list(self._items.items())

    def as_dict(self) -> dict[str, Any]:
        """A copy."""
        return dict(self._items)

    def persist(self) -> None:
        """There is nobody to send it to."""


def _merged(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """A block with another laid over it."""
    result = dict(mine)
    for key, value in theirs.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = _merged(result[key], value) if both else value
    return result


def as_mapping(given: Any) -> dict[str, Any]:
    """The parameters in a dict, another config, an argparse namespace, absl's flags or any object with attributes."""
    if given is None:
        return {}
    if isinstance(given, str):
        return _from_file(given)
    if isinstance(given, ModuleType) and hasattr(given, "FLAGS"):
        given = given.FLAGS
    if hasattr(given, "flag_values_dict"):
        return dict(given.flag_values_dict())
    if hasattr(given, "parse_known_args"):
        given = given.parse_known_args()[0]
    if hasattr(given, "keys"):
        return {str(key).strip("-"): _plain(given[key]) for key in given.keys()}  # noqa: SIM118
    return dict(vars(given))


def _plain(value: Any) -> Any:
    """The old form `{"lr": {"desc": "…", "value": 0.1}}` is the value."""
    if isinstance(value, dict) and "value" in value and set(value) <= {"value", "desc"}:
        return value["value"]
    return value


def _from_file(path: str) -> dict[str, Any]:
    """A JSON file; YAML is more than a standard library can read."""
    try:
        with open(path, encoding="utf-8") as file:
            return {key: _plain(value) for key, value in json.load(file).items() if key != "wandb_version"}
    except (OSError, ValueError, AttributeError):
        termwarn(f"sweepctl's stand-in for wandb does not read {path}: only the sweep's values are set", repeat=False)
        return {}


def of_the_sweep(environ: Mapping[str, str]) -> dict[str, Any]:
    """The trial's parameters.

    From the JSON that lies beside the YAML that `WANDB_SWEEP_PARAM_PATH` names: the standard library reads no YAML.
    What is infinite or no number there is a text in JSON; whether such texts are numbers the YAML tells.
    A script that wipes WANDB_* for its workers keeps the sweep's values from them.
    """
    path = environ.get("WANDB_SWEEP_PARAM_PATH")
    if not path:
        return {}
    try:
        with open(os.path.splitext(path)[0] + ".json", encoding="utf-8") as file:
            params = dict(json.load(file))
        with open(path, encoding="utf-8") as file:
            return _with_odd_numbers(params) if _ODD_NUMBER.search(file.read()) else params
    except (OSError, ValueError) as error:
        termwarn(f"the parameters beside {path} cannot be read: {error}")
        return {}


def _with_odd_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_odd_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_odd_numbers(item) for item in value]
    return float(value) if isinstance(value, str) and value in {"nan", "inf", "-inf"} else value
