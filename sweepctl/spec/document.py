"""YAML text → nodes that know their line. The only place that sees PyYAML, and only its scanner, parser and composer.

Duplicate keys are found, depth and size are bounded, and nothing but plain data is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from sweepctl.model.params import Value
from sweepctl.spec.scalars import KINDS

_MOST_BYTES = 1_000_000
_MOST_NODES = 50_000
_MOST_DEPTH = 60
_SHOWN_CHARACTERS = 40
_TEXT_HINT = "put it in quotes if it is a text"
_YAML_TAG = "tag:yaml.org,2002:"
_MISALIGNED = {
    f"expected <block end>, but found '{found}'" for found in ("<block mapping start>", "<block sequence start>", "-")
}
# PyYAML's words and a user's.
_TERMS = {
    "a flow sequence": "a list in brackets",
    "a flow mapping": "a mapping in braces",
    "a block mapping": "a mapping",
    "a block collection": "a list",
    "a simple key": "a key",
}
_COLLECTION_TAGS = {f"{_YAML_TAG}map", f"{_YAML_TAG}seq"}
# Half a character: `"\\ud800"` can be written, but neither stored nor passed to a program.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Place:
    """Where something stands in the text, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Node:
    """A scalar, a list of nodes or a mapping of nodes; `keys` has the keys of a mapping as nodes of their own."""

    place: Place
    content: object
    keys: Mapping[str, Node] = field(default_factory=dict)

    @property
    def mapping(self) -> Mapping[str, Node] | None:
        """The entries, None if this is no mapping."""
        return self.content if isinstance(self.content, dict) else None

    @property
    def entries(self) -> Mapping[str, Node]:
        """The entries, none if this is no mapping."""
        return self.mapping or {}

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
                raise TypeError(type(self.content))


class DocumentError(Exception):
    """The text is not one readable YAML document; `place` is None for the whole file."""

    def __init__(self, sentence: str, place: Place | None = None, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place
        self.hint = hint


@dataclass(frozen=True)
class Document:
    """The root node, and faults that do not keep the rest from being read."""

    root: Node
    faults: Sequence[DocumentError]


class _Loader(yaml.SafeLoader):
    """PyYAML up to its own nodes, with our kinds of scalars; stops as soon as there are too many of them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.composed = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.composed += 1
        if self.composed > _MOST_NODES:
            raise DocumentError(f"more than {_MOST_NODES:,} items are too many for a sweep file", self.place())
        return super().compose_node(parent, index)

    def place(self) -> Place:
        """How far it has read."""
        return _place(self.get_mark())


_Loader.yaml_implicit_resolvers = {}
for _name, _kind in KINDS.items():
    _starts = [*_kind.first, ""] if _name == "null" else list(_kind.first)
    _Loader.add_implicit_resolver(f"{_YAML_TAG}{_name}", re.compile(rf"(?:{_kind.pattern})\Z"), _starts)


def read_document(data: bytes) -> Document:
    """One YAML document. Raises DocumentError where it cannot be read at all."""
    if len(data) > _MOST_BYTES:
        raise DocumentError(f"{len(data):,} bytes are too many for a sweep file; {_MOST_BYTES:,} are allowed")
    text = _decoded(data)
    loader = _loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise DocumentError("the file is empty", hint="start with `method: random`")
        converter = _Converter()
        return Document(converter.node(root, 0), tuple(converter.faults.values()))
    except yaml.MarkedYAMLError as error:
        raise _explained(error) from None
    except (ValueError, OverflowError):
        # Escapes such as "\UFFFFFFFF", and endless version numbers, which PyYAML does not look after itself.
        raise DocumentError("not valid YAML: a number or an escape out of range", loader.place()) from None
    except RecursionError:
        raise DocumentError(f"nested more than {_MOST_DEPTH} levels deep", loader.place()) from None
    finally:
        loader.dispose()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1)
        raise DocumentError(f"not UTF-8 text: {error.reason}", place, "save the file as UTF-8") from None


def _loader(text: str) -> _Loader:
    try:
        return _Loader(text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        sentence = f"the character U+{error.character:04X} is not allowed in YAML"
        raise DocumentError(sentence, place, "remove it, or write it as an escape in double quotes") from None


def _explained(error: yaml.MarkedYAMLError) -> DocumentError:
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    place = _place(mark) if mark else None
    if "single document" in context:
        return DocumentError("a second YAML document begins here, and a sweep file is one", place, "remove the `---`")
    if problem in _MISALIGNED:
        problem = "the indentation fits nothing above it"
    for term, plain in _TERMS.items():
        context = context.replace(term, plain)
    hint = None
    if "\\t" in problem:
        hint = "indent with blanks, not tabs"
    elif "cannot start any token" in problem:
        hint = "put the text in quotes"
    elif error.context_mark and mark and error.context_mark.line != mark.line:
        begun = error.context_mark.line + 1
        hint = f"it happened {context} that begins in line {begun}: see its brackets, quotes and indentation"
    return DocumentError(f"not valid YAML: {problem or context}", place, hint)


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


class _Converter:
    """Turns PyYAML's nodes into ours, counting as it goes so that aliases cannot blow it up."""

    def __init__(self) -> None:
        self._count = 0
        self._open: set[int] = set()
        # By place: what an alias repeats is wrong once.
        self.faults: dict[Place, DocumentError] = {}

    def node(self, source: yaml.Node, depth: int) -> Node:
        place = _place(source.start_mark)
        self._count += 1
        if depth > _MOST_DEPTH:
            raise DocumentError(f"nested more than {_MOST_DEPTH} levels deep", place)
        if self._count > _MOST_NODES:
            raise DocumentError(f"with its aliases expanded it has more than {_MOST_NODES:,} items", place)
        if isinstance(source, yaml.ScalarNode):
            return Node(place, _scalar(source))
        if source.tag not in _COLLECTION_TAGS:
            raise _meaningless(source)
        if id(source) in self._open:
            raise DocumentError("an alias inside makes this contain itself", place)
        self._open.add(id(source))
        made = self._mapping(source, depth) if isinstance(source, yaml.MappingNode) else self._list(source, depth)
        self._open.remove(id(source))
        return made

    def _list(self, source: yaml.Node, depth: int) -> Node:
        return Node(_place(source.start_mark), [self.node(item, depth + 1) for item in source.value])

    def _mapping(self, source: yaml.MappingNode, depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        for key, value in source.value:
            if key.tag == f"{_YAML_TAG}merge":
                continue
            place = _place(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                raise DocumentError("a key has to be a plain text", place, "put it in quotes if it has brackets")
            name = key.value
            if name in keys:
                sentence = f"`{name}` is given twice: in line {keys[name].place.line} and in line {place.line}"
                self.faults.setdefault(place, DocumentError(sentence, place, "remove one of them"))
            keys[name] = Node(place, _scalar(key))
            entries[name] = self.node(value, depth + 1)
        for merged in self._merged(source, depth):
            for name, node in merged.entries.items():
                entries.setdefault(name, node)
                keys.setdefault(name, merged.keys[name])
        return Node(_place(source.start_mark), entries, keys)

    def _merged(self, source: yaml.MappingNode, depth: int) -> Iterator[Node]:
        for key, value in source.value:
            if key.tag != f"{_YAML_TAG}merge":
                continue
            for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                node = self.node(part, depth + 1)
                if node.mapping is None:
                    raise DocumentError("`<<` merges mappings only", _place(part.start_mark))
                yield node


def _scalar(source: yaml.ScalarNode) -> object:
    """What a scalar stands for."""
    text, name = source.value, source.tag.removeprefix(_YAML_TAG)
    place = _place(source.start_mark)
    if name not in KINDS:
        raise _meaningless(source)
    if _SURROGATE.search(text):
        raise DocumentError("half a character (an escape from `\\ud800` to `\\udfff`) cannot be passed on", place)
    try:
        return KINDS[name].read(text)
    except OverflowError:
        raise DocumentError(f"{_short(text)} is too large a number", place, _TEXT_HINT) from None
    except (ValueError, KeyError):
        raise DocumentError(f"{_short(text)} cannot be read as `!!{name}`", place, _TEXT_HINT) from None


def _meaningless(source: yaml.Node) -> DocumentError:
    tag = source.tag.replace(_YAML_TAG, "!!")
    return DocumentError(f"the tag `{tag}` means nothing here", _place(source.start_mark), "remove it")


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= _SHOWN_CHARACTERS else f"`{text[:_SHOWN_CHARACTERS]}…`"
