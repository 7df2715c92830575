"""Looking a store over: what is wrong is mended where that is safe, and said where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sweepctl.agent.processes import tree
from sweepctl.agent.processes.identity import fate
from sweepctl.api import ward
from sweepctl.api.stores import nothing_here
from sweepctl.api.surroundings import surroundings
from sweepctl.api.ward import counted
from sweepctl.errors import StoreError
from sweepctl.model.checkup import Area, Checkup, Finding, Verdict
from sweepctl.store import agents, health, salvage
from sweepctl.store.database import Database, open_database, require_known
from sweepctl.store.looking import is_writable, open_as_is
from sweepctl.store.place import FILE, locate, require_trust
from sweepctl.store.schema import VERSION
from sweepctl.store.sweeps import list_sweeps

_BIG_LOG = 4 << 20
_MOST_SHOWN = 5
_SALVAGE = "stop the agents, then: sweepctl doctor --salvage"


def doctor(*, dry_run: bool = False, sure: bool = False) -> Checkup:
    """Look at the store of this folder and at this machine, and mend what is safe to mend.

    `dry_run` only looks; `sure` removes the folders of deleted sweeps too.
    """
    folder = locate(Path.cwd())
    if folder is None:
        found = [Finding(Area.STORE, Verdict.FINE, "there is no store here")]
    else:
        found = list(Doctor(folder, dry_run, sure).findings())
    return Checkup(folder, [*found, *surroundings()])


def rescue() -> Checkup:
    """Copy what can be read of a damaged store into a new one in its place; the old file is kept beside.

    Raises NotFoundError without a store, StoreError while agents live or if nothing can be read.
    """
    folder = locate(Path.cwd())
    if folder is None:
        raise nothing_here()
    if tree.tags_in(folder) or _has_agents(folder):
        raise StoreError(f"agents work with the store {folder}", "end them first")
    saved = salvage.salvage(folder)
    rows = ", ".join(f"{many} {name}" for name, many in saved.rows.items() if many)
    told = [Finding(Area.STORE, Verdict.MENDED, f"saved {rows or 'nothing'}; the old store is {saved.old}")]
    if saved.unreadable:
        told.append(Finding(Area.STORE, Verdict.NOTE, f"not all could be read of {', '.join(saved.unreadable)}"))
    return Checkup(folder, [*told, *Doctor(folder, is_dry=False, is_sure=False).findings()])


@dataclass(frozen=True)
class Doctor:
    """One visit to one store."""

    folder: Path
    is_dry: bool
    is_sure: bool

    def findings(self) -> Iterator[Finding]:
        """All of them; what is found first may keep the rest from being looked at."""
        found = list(ward.place(self.folder, self.is_dry))
        yield from found
        if any(one.verdict is Verdict.WRONG for one in found) or not _is_trusted(self.folder):
            return
        yield from ward.space(self.folder)
        if not is_writable(self.folder):
            yield self._wrong("the store cannot be written, it is read-only", "agents and requests need to write it")
        try:
            yield from self._look_inside()
        except StoreError as error:
            yield self._wrong(error.sentence, error.hint or self._remedy(error))

    def _remedy(self, error: StoreError) -> str | None:
        return _SALVAGE if "damaged" in error.sentence else None

    def _wrong(self, sentence: str, hint: str | None = None, area: Area = Area.STORE) -> Finding:
        return Finding(area, Verdict.WRONG, sentence, hint)

    def _did(self, area: Area, sentence: str) -> Finding:
        """Something that is mended, or would be."""
        return Finding(area, Verdict.MENDABLE if self._looks_only else Verdict.MENDED, sentence)

    @property
    def _looks_only(self) -> bool:
        return self.is_dry or not is_writable(self.folder)

    def _look_inside(self) -> Iterator[Finding]:
        yield from ward.drafts(self.folder, self._looks_only)
        with closing(open_as_is(self.folder)) as database:
            version = require_known(database)
            messages = health.damage(database)
        if messages and not (health.is_of_indexes_only(messages) and version == VERSION):
            yield self._wrong(f"the store is damaged: {_several(messages)}", _SALVAGE)
            return
        if version < VERSION:
            yield self._did(Area.STORE, f"the store is of version {version}, the newest is {VERSION}")
        if self._looks_only and version < VERSION:
            return
        with closing(open_as_is(self.folder) if self._looks_only else open_database(self.folder)) as database:
            if messages:
                yield self._reindex(database, messages)
            yield from self._rows(database)
            yield from self._agents(database)
            yield from ward.folders(database, self.is_sure and not self._looks_only)
            yield from self._log(database)

    def _reindex(self, database: Database, messages: list[str]) -> Finding:
        if not self._looks_only:
            health.reindex(database)
        return self._did(Area.STORE, f"only indexes were damaged: {_several(messages)}")

    def _rows(self, database: Database) -> Iterator[Finding]:
        strangers, wrong = health.without_parents(database), health.contradictions(database)
        if strangers:
            yield self._wrong(f"{strangers} rows belong to nothing", _SALVAGE)
        for one in wrong[:_MOST_SHOWN]:
            yield self._wrong(str(one))
        if len(wrong) > _MOST_SHOWN:
            yield self._wrong(f"and {len(wrong) - _MOST_SHOWN} more contradictions")
        if not strangers and not wrong:
            sweeps = len(list_sweeps(database))
            row = database.row("SELECT count(*) AS many FROM trials")
            size = (self.folder / FILE).stat().st_size / 1e6
            many = row["many"] if row else 0
            inside = f"{counted(sweeps, 'sweep')}, {counted(many, 'trial')}, {size:.1f} MB, version {VERSION}"
            yield Finding(Area.STORE, Verdict.FINE, f"the store is whole: {inside}")

    def _agents(self, database: Database) -> Iterator[Finding]:
        """Those that died are buried, with what they held and what they left running."""
        # Read before the agents are: whoever started one of these is among them if it lives.
        tags = tree.tags_in(self.folder)
        living = set()
        for sweep in list_sweeps(database):
            for peer in agents.peers(database, sweep.id, ""):
                why = fate(peer.identity)
                if why is None:
                    living.add(peer.id)
                    continue
                killed = 0 if self._looks_only else tree.kill_tagged("SWEEPCTL_AGENT", peer.id)
                lost = [] if self._looks_only else agents.declare_lost(database, sweep.id, peer, why)
                back = ", ".join(f"trial {one.trial}" for one in lost)
                yield self._did(Area.AGENTS, f"agent {peer.id} had not said goodbye: {why}{_also(back, killed)}")
        yield from self._strays(tags, living)
        yield from self._abandoned(database)
        yield from ward.silent(database, living)

    def _strays(self, tags: Mapping[int, str], living: set[str]) -> Iterator[Finding]:
        """Processes of this store's trials whose agent is none of the living."""
        strays: dict[str, list[int]] = {}
        for pid, agent in tags.items():
            if agent not in living:
                strays.setdefault(agent, []).append(pid)
        for agent, pids in strays.items():
            if not self._looks_only:
                tree.kill_tagged("SWEEPCTL_AGENT", agent)
            shown = ", ".join(map(str, sorted(pids)))
            yield self._did(Area.AGENTS, f"agent {agent} is gone, but had left processes behind: {shown}")

    def _abandoned(self, database: Database) -> Iterator[Finding]:
        found = health.abandoned(database) if self._looks_only else health.release(database)
        for one in found:
            sentence = f"trial {one.trial} of {one.sweep} was held by no living agent"
            yield self._did(Area.AGENTS, sentence)

    def _log(self, database: Database) -> Iterator[Finding]:
        path = self.folder / f"{FILE}-wal"
        size = path.stat().st_size if path.exists() else 0
        if size < _BIG_LOG:
            return
        if self._looks_only or health.take_in_log(database):
            yield self._did(Area.STORE, f"the log of changes had {size / 1e6:.0f} MB")
        else:
            sentence = f"the log of changes has {size / 1e6:.0f} MB, and is being read"
            yield Finding(Area.STORE, Verdict.NOTE, sentence)


def _is_trusted(folder: Path) -> bool:
    """Whether what is in it may be believed."""
    try:
        require_trust(folder)
    except StoreError:
        return False
    return True


def _has_agents(folder: Path) -> bool:
    """Whether some agent lives, as far as that can be read."""
    with suppress(StoreError), closing(open_as_is(folder)) as database:
        known = [one for sweep in list_sweeps(database) for one in agents.peers(database, sweep.id, "")]
        return any(fate(one.identity) is None for one in known)
    return False


def _also(back: str, killed: int) -> str:
    queue = f"; back in the queue: {back}" if back else ""
    return queue + (f"; {counted(killed, 'process', 'processes')} killed" if killed else "")


def _several(messages: list[str]) -> str:
    more = f" and {len(messages) - 1} more" if len(messages) > 1 else ""
    return f"{messages[0]}{more}"
