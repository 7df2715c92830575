"""YAML text → nodes that know their line. The only place that sees PyYAML.

Scalars are read as PyYAML's safe loader reads them, but for floats, which follow YAML 1.2: `1e-4` is a number.
Duplicate keys are found, depth and size are bounded, and nothing but plain data is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from sweepctl.model.params import Value

_MOST_BYTES = 1_000_000
_MOST_NODES = 100_000
_MOST_DEPTH = 60


@dataclass(frozen=True)
class Place:
    """Where something stands in the text, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Node:
    """A scalar, a list of nodes or a mapping of nodes; `key_places` tells where each key of a mapping stands."""

    place: Place
    content: object
    key_places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def mapping(self) -> Mapping[str, Node] | None:
        """The entries, None if this is no mapping."""
        return self.content if isinstance(self.content, dict) else None

    @property
    def plain(self) -> Value:
        """The whole tree as plain data."""
        match self.content:
            case dict():
                return {key: node.plain for key, node in self.content.items()}
            case list():
                return [node.plain for node in self.content]
            case None | bool() | int() | float() | str():
                return self.content
            case _:
                return str(self.content)


class DocumentError(Exception):
    """The text is not one readable YAML document; `place` is None for the whole file."""

    def __init__(self, sentence: str, place: Place | None = None, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place
        self.hint = hint


class _Loader(yaml.SafeLoader):
    """The safe loader with YAML 1.2 floats, without base-60 numbers and dates."""


_Loader.yaml_implicit_resolvers = {}
_RESOLVERS: tuple[tuple[str, str, str], ...] = (
    ("bool", r"yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF", "yYnNtTfFoO"),
    ("int", r"[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("merge", r"<<", "<"),
)
for _tag, _pattern, _first in _RESOLVERS:
    _starts = [*_first, ""] if _tag == "null" else list(_first)
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _starts)


@dataclass(frozen=True)
class Document:
    """The root node, and faults that do not keep the rest from being read."""

    root: Node
    faults: Sequence[DocumentError]


def read_document(data: bytes) -> Document:
    """One YAML document. Raises DocumentError where it cannot be read at all."""
    if len(data) > _MOST_BYTES:
        raise DocumentError(f"{len(data):,} bytes are too many for a sweep file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 text: {error.reason} at byte {error.start}") from None
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise DocumentError("the file is empty")
        converter = _Converter(loader)
        return Document(converter.node(root, 0), converter.faults)
    except yaml.MarkedYAMLError as error:
        raise _placed(error) from None
    except yaml.reader.ReaderError as error:
        raise DocumentError(f"a character that YAML does not allow: {error.reason}") from None
    except RecursionError:
        raise DocumentError("nested too deeply") from None
    finally:
        loader.dispose()


def _placed(error: yaml.MarkedYAMLError) -> DocumentError:
    mark = error.problem_mark or error.context_mark
    hint = "indent with blanks, not tabs" if "\\t" in (error.problem or "") else None
    sentence = f"not valid YAML: {error.problem or error.context}"
    return DocumentError(sentence, Place(mark.line + 1, mark.column + 1) if mark else None, hint)


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


class _Converter:
    """Turns PyYAML's nodes into ours, counting as it goes so that aliases cannot blow it up."""

    def __init__(self, loader: _Loader) -> None:
        self._loader = loader
        self._count = 0
        self.faults: list[DocumentError] = []

    def node(self, source: yaml.Node, depth: int) -> Node:
        self._count += 1
        if depth > _MOST_DEPTH:
            raise DocumentError(f"nested more than {_MOST_DEPTH} levels deep", _place(source))
        if self._count > _MOST_NODES:
            raise DocumentError(f"more than {_MOST_NODES:,} items once its aliases are expanded", _place(source))
        match source:
            case yaml.MappingNode():
                return self._mapping(source, depth)
            case yaml.SequenceNode():
                return Node(_place(source), [self.node(item, depth + 1) for item in source.value])
            case _:
                return Node(_place(source), self._scalar(source))

    def _scalar(self, source: yaml.Node) -> object:
        if not source.tag.startswith("tag:yaml.org,2002:"):
            raise DocumentError(f"the tag `{source.tag}` means nothing here", _place(source))
        try:
            return self._loader.construct_object(source)
        except ValueError:
            raise DocumentError(f"`{source.value}` is not a {source.tag.rpartition(':')[2]}", _place(source)) from None

    def _mapping(self, source: yaml.MappingNode, depth: int) -> Node:
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for key, value in source.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if not isinstance(key, yaml.ScalarNode):
                raise DocumentError("a key has to be a plain text", _place(key))
            if key.value in places:
                sentence = (
                    f"`{key.value}` is given twice: in line {places[key.value].line} and in line {_place(key).line}"
                )
                self.faults.append(DocumentError(sentence, _place(key), "remove one of them"))
            places[key.value] = _place(key)
            entries[key.value] = self.node(value, depth + 1)
        for merged in self._merged(source, depth):
            for name, node in merged.items():
                entries.setdefault(name, node)
                places.setdefault(name, node.place)
        return Node(_place(source), entries, places)

    def _merged(self, source: yaml.MappingNode, depth: int) -> Iterator[Mapping[str, Node]]:
        for key, value in source.value:
            if key.tag != "tag:yaml.org,2002:merge":
                continue
            for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                mapping = self.node(part, depth + 1).mapping
                if mapping is None:
                    raise DocumentError("`<<` merges mappings only", _place(part))
                yield mapping
