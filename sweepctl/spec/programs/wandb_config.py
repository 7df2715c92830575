"""wandb: the settings are the defaults that `wandb.init(config=…)` is given. https://docs.wandb.ai/guides/track/config"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sweepctl.model.script import Script, Setting
from sweepctl.spec.programs.source import Source, Unknown, keywords, kind_by_value


def read(source: Source) -> Script | None:
    """The entries of the dict."""
    given = [keywords(call).get("config") for call in source.calls() if source.dotted(call) == "wandb.init"]
    settings = [one for node in given if node is not None for one in _entries(source, node)]
    return Script("wandb", tuple(settings)) if settings else None


def _entries(source: Source, node: ast.expr) -> Iterator[Setting]:
    if isinstance(node, ast.Name):
        node = source.assigned(node.id)
    pairs: list[tuple[object, ast.expr]] = []
    if isinstance(node, ast.Dict):
        pairs = [(source.value(key), value) for key, value in zip(node.keys, node.values, strict=True) if key]
    elif isinstance(node, ast.Call) and source.dotted(node) == "dict":
        pairs = list(keywords(node).items())
    for name, item in pairs:
        value = source.value(item)
        if isinstance(name, str) and not isinstance(value, Unknown):
            yield Setting(name, kind_by_value(value), value)
