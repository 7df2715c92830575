"""The public names: each where the table says, told to type checkers too, and none hidden by a module."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import sweepctl
from sweepctl import api


def names_told_to_type_checkers(package: ModuleType) -> list[tuple[str, str]]:
    """Each name that is imported for them, with the module it is imported from."""
    assert package.__file__ is not None
    tree = ast.parse(Path(package.__file__).read_text())
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [one for block in blocks for one in block.body if isinstance(one, ast.ImportFrom)]
    return [(alias.asname or "", str(one.module)) for one in imports for alias in one.names]


@pytest.mark.parametrize("package", [sweepctl, api], ids=lambda package: package.__name__)
def test_every_public_name_is_there_and_is_what_type_checkers_are_told(package: ModuleType) -> None:
    told = names_told_to_type_checkers(package)
    assert sorted(name for name, _ in told) == sorted(package.__all__)
    for name, module in told:
        assert getattr(package, name) is getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("package", [sweepctl, api], ids=lambda package: package.__name__)
def test_no_public_name_is_the_name_of_a_module(package: ModuleType) -> None:
    """Importing `api/edit.py` would put the module in the place of the function `api.edit`."""
    modules = {one.name for one in pkgutil.iter_modules(package.__path__)}
    assert modules
    assert modules & set(package.__all__) == set()


def test_the_names_are_sorted_by_their_modules() -> None:
    homes = [module for _, module in names_told_to_type_checkers(api)]
    assert homes == sorted(homes)
    assert len(set(api.__all__)) == len(api.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = api.nothing
