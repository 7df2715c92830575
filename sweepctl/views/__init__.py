"""How nouns look: as text, as JSON, and live. A new view is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.registry import Entry

VIEWS: Mapping[str, Entry] = {
    "text": Entry("sweepctl.views.text", "tables and sentences for a terminal or a pipe"),
    "json": Entry("sweepctl.views.document", "one JSON document"),
    "lines": Entry("sweepctl.views.lines", "an agent's events, a line each"),
    "readings": Entry("sweepctl.views.readings", "what was read of a log, a line each"),
    "live": Entry("sweepctl.views.live", "an agent's events, as a view that stays in place"),
}
