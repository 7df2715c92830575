"""Hydra and OmegaConf: settings from a YAML file or a dataclass, overridden as `name=value`. https://hydra.cc"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sweepctl.model.params import Value
from sweepctl.model.script import Passing, Script, Setting
from sweepctl.spec.document import DocumentError, read_document
from sweepctl.spec.programs.click_options import functions
from sweepctl.spec.programs.source import Source, Unknown, keywords, kind_by_value, known

_MOST_DEPTH = 8
_NOT_SETTINGS = {"defaults", "hydra", "_target_", "_partial_", "_recursive_"}


def read(source: Source) -> Script | None:
    """The settings of the configuration that the decorator names, or that is merged with the command line."""
    found = list(_settings(source))
    is_ours = _main(source) is not None or any(source.dotted(one).endswith("from_cli") for one in source.calls())
    if not is_ours:
        return None
    return Script("hydra", tuple({one.name: one for one in found}.values()), passing=Passing.WORDS)


def _main(source: Source) -> ast.Call | None:
    decorators = [one for node in functions(source) for one in node.decorator_list if isinstance(one, ast.Call)]
    return next((one for one in decorators if source.dotted(one) == "hydra.main"), None)


def _settings(source: Source) -> Iterator[Setting]:
    main = _main(source)
    if main is not None:
        given = keywords(main)
        folder, name = (known(source.value(given.get(key))) for key in ("config_path", "config_name"))
        if isinstance(name, str):
            place = source.path.parent / (folder if isinstance(folder, str) else "")
            yield from _of_file(place, name.removesuffix(".yaml"), "")
            yield from _of_store(source, name)
    for call in source.calls():
        what = source.dotted(call).rpartition(".")[2]
        argument = call.args[0] if call.args else None
        if what == "structured" and isinstance(argument, ast.Name) and argument.id in source.classes:
            yield from _of_class(source, argument.id, "")
        elif what in {"load", "create"} and source.dotted(call).startswith("omegaconf"):
            value = known(source.value(argument)) if argument else None
            if isinstance(value, str):
                yield from _of_file(source.path.parent, value.removesuffix(".yaml"), "")
            elif isinstance(argument, ast.Dict):
                yield from _of_dict(source, argument, "")


def _of_file(folder: Path, name: str, prefix: str, depth: int = 0) -> Iterator[Setting]:
    """The scalars of a YAML file by dotted name, and those of the files that its `defaults` choose."""
    try:
        plain = read_document((folder / f"{name}.yaml").read_bytes()).root.plain
    except (OSError, DocumentError):
        return
    if not isinstance(plain, dict) or depth > _MOST_DEPTH:
        return
    defaults = plain.get("defaults")
    for one in defaults if isinstance(defaults, list) else ():
        for group, option in one.items() if isinstance(one, dict) else ():
            place = folder / group
            if isinstance(option, str) and place.is_dir():
                choices = tuple(sorted(path.stem for path in place.glob("*.yaml")))
                yield Setting(f"{prefix}{group}", kind_by_value(option), option, choices)
                yield from _of_file(place, option, f"{prefix}{group}.", depth + 1)
    yield from _of_mapping(plain, prefix)


def _of_mapping(plain: dict[str, Value], prefix: str) -> Iterator[Setting]:
    for key, value in plain.items():
        if key in _NOT_SETTINGS:
            continue
        if isinstance(value, dict):
            yield from _of_mapping(value, f"{prefix}{key}.")
        elif not (isinstance(value, str) and "${" in value):
            yield Setting(f"{prefix}{key}", kind_by_value(value), value, (), value == "???")


def _of_store(source: Source, name: str) -> Iterator[Setting]:
    """`ConfigStore.instance().store(name="config", node=Config)`."""
    for call in source.calls():
        given = keywords(call)
        node = given.get("node")
        if source.value(given.get("name")) == name and isinstance(node, ast.Name) and node.id in source.classes:
            yield from _of_class(source, node.id, "")


def _of_class(source: Source, name: str, prefix: str, depth: int = 0) -> Iterator[Setting]:
    """The fields of a dataclass by dotted name."""
    for one in source.classes[name].body if depth <= _MOST_DEPTH else ():
        if not isinstance(one, ast.AnnAssign) or not isinstance(one.target, ast.Name):
            continue
        field = f"{prefix}{one.target.id}"
        if isinstance(one.annotation, ast.Name) and one.annotation.id in source.classes:
            yield from _of_class(source, one.annotation.id, f"{field}.", depth + 1)
        elif not isinstance(value := source.value(one.value), Unknown) and value is not None:
            yield Setting(field, kind_by_value(value), value)


def _of_dict(source: Source, node: ast.Dict, prefix: str) -> Iterator[Setting]:
    for key, item in zip(node.keys, node.values, strict=True):
        name = source.value(key)
        if isinstance(name, str) and isinstance(item, ast.Dict):
            yield from _of_dict(source, item, f"{prefix}{name}.")
        elif isinstance(name, str) and not isinstance(value := source.value(item), Unknown):
            yield Setting(f"{prefix}{name}", kind_by_value(value), value)
