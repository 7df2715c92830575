"""`metric.source:` → where a metric is read from."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from sweepctl.command import MACROS, has_stray_macro, unknown_macros
from sweepctl.model.spec import Source, SourceKind
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean

_STDOUT = "stdout"
_WANTED = "`stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`"
# What the end of a file's name says of it.
_KINDS = {".csv": SourceKind.CSV, ".tsv": SourceKind.CSV}


def read_source(node: Node, path: str, parameters: Collection[str], findings: Findings) -> Source | None:
    """The source; None for the output, and where it cannot be read."""
    text = node.plain
    if text is None or text == _STDOUT:
        return None
    if not isinstance(text, str):
        hint = "write it without a blank after the colon, such as `source: csv:metrics.csv`"
        findings.error(node.place, path, f"has to be {_WANTED}", hint)
        return None
    kind, colon, place = (part.strip() for part in text.partition(":"))
    if not colon or kind not in set(SourceKind):
        findings.error(node.place, path, f"`{text}` is not {_WANTED}", _hint(text, kind if colon else ""))
        return None
    if not place or "\0" in place:
        findings.error(node.place, path, f"`{text}` names no {'folder' if kind == 'tensorboard' else 'file'}")
        return None
    _macros(node, path, place, parameters, findings)
    return Source(SourceKind(kind), place)


def _hint(text: str, kind: str) -> str | None:
    """What may be meant: another word before the colon, or a path with no word before it."""
    if kind or text in {*SourceKind}:
        return did_you_mean(kind, [*SourceKind, _STDOUT]) or (f"add a path: `{text}:PATH`" if not kind else None)
    if "." in text or "/" in text:
        return f"write `{_KINDS.get(PurePath(text).suffix, SourceKind.FILE)}:{text}`"
    return did_you_mean(text, [*SourceKind, _STDOUT])


def _macros(node: Node, path: str, place: str, parameters: Collection[str], findings: Findings) -> None:
    for one in unknown_macros([place], parameters):
        hint = f"did you mean `${{{one.nearest}}}`?" if one.nearest else f"one of {', '.join(MACROS)}"
        findings.error(node.place, path, f"`${{{one.name}}}` is neither a macro nor a parameter", hint)
    if has_stray_macro(place):
        findings.warn(node.place, path, "`${` begins no macro here", "close it with `}`, or write `$${` if it is meant")
