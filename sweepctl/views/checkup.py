"""A checkup as text and as a document."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from sweepctl.model.checkup import Area, Checkup, Verdict
from sweepctl.views.document import document
from sweepctl.views.words import harmless

_STYLES: Mapping[Verdict, str] = {
    Verdict.FINE: "green",
    Verdict.NOTE: "dim",
    Verdict.MENDED: "cyan",
    Verdict.MENDABLE: "yellow",
    Verdict.WRONG: "red",
}
_WIDTH = max(map(len, Verdict))


def checkup(one: Checkup) -> RenderableType:
    """The findings below their areas, each with its verdict before it."""
    parts: list[RenderableType] = []
    for area in Area:
        findings = [finding for finding in one.findings if finding.area is area]
        if findings:
            parts.append(Text(area, "bold"))
        for finding in findings:
            verdict = (f"  {finding.verdict:<{_WIDTH}}  ", _STYLES[finding.verdict])
            parts.append(Text.assemble(verdict, harmless(finding.sentence)))
            if finding.hint:
                parts.append(Text(f"  {'':<{_WIDTH}}  hint: {harmless(finding.hint)}", "dim"))
    return Group(*parts)


def checkup_document(one: Checkup) -> str:
    """What `doctor --json` prints."""
    findings = [dict(vars(finding)) for finding in one.findings]
    return document(store=str(one.store) if one.store else None, well=one.is_well, findings=findings)
