"""The doctor: what is safe is mended, the rest is said, and a dry run touches nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sweepctl import api
from sweepctl.agent.processes.identity import this_process
from sweepctl.api import ward
from sweepctl.errors import NotFoundError, StoreError
from sweepctl.model.checkup import Area, Checkup, Finding, Verdict
from sweepctl.store import agents, place
from sweepctl.store.agents import Identity
from sweepctl.store.database import open_database
from sweepctl.store.place import make_folder
from tests.harness import Project, eventually
from tests.store.invariants import check_file
from tests.store.obstacles import mounted, read_only
from tests.store.test_health import forget_row, hurt, overwrite
from tests.store.world import World


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one finished trial, in the current folder, all its own files there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    folder = make_folder(tmp_path)
    with closing(open_database(folder)) as database:
        world = World(database)
        world.play(1.0)
        agents.leave(database, "a", world.sweep, "done")
        (folder / world.sweep / "1").mkdir(parents=True)
    return folder


def told(one: Checkup) -> list[Finding]:
    """What is not simply fine, the machine left out."""
    return [
        finding
        for finding in one.findings
        if finding.verdict is not Verdict.FINE and finding.area is not Area.SURROUNDINGS
    ]


def only(findings: Sequence[Finding]) -> Finding:
    """The one there is."""
    assert len(findings) == 1, findings
    return findings[0]


def snapshot(folder: Path) -> dict[str, object]:
    """All that is in a folder, without SQLite's index of its log."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in folder.rglob("*")
        if path.suffix not in {".db-shm", ".db-wal"}
    }


def mended(folder: Path, sentence: str, verdict: Verdict = Verdict.MENDED) -> None:
    """A dry run says it and changes nothing; a visit mends it; the next one finds nothing."""
    before = snapshot(folder)
    looked = api.doctor(dry_run=True)
    assert not looked.is_well
    assert any(sentence in one.sentence and one.verdict is Verdict.MENDABLE for one in looked.findings), told(looked)
    assert snapshot(folder) == before
    visited = api.doctor()
    assert visited.is_well
    finding = only(told(visited))
    assert (finding.verdict, sentence in finding.sentence) == (verdict, True), finding
    assert told(api.doctor()) == []
    check_file(folder)


def wrong(sentence: str) -> Finding:
    """It stays whatever we do, and is said."""
    found = api.doctor()
    assert not found.is_well
    finding = only(told(found))
    assert finding.verdict is Verdict.WRONG
    assert sentence in finding.sentence, finding
    return finding


def test_a_whole_store_is_well(here: Path) -> None:
    found = api.doctor()
    assert found.is_well
    assert found.store == here
    assert told(found) == []
    assert "the store is whole: 1 sweep, 1 trial" in " ".join(one.sentence for one in found.findings)


def test_without_a_store_the_machine_is_looked_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    found = api.doctor()
    assert found.is_well
    assert found.findings[0].sentence == "there is no store here"
    said = " ".join(one.sentence for one in found.findings)
    for word in (platform.python_version(), "optuna", "nvidia-smi", "stdbuf", "git", "open files"):
        assert word in said
    with pytest.raises(NotFoundError):
        api.rescue()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mode", "could"), [(0o770, "change"), (0o755, "read")])
def test_rights_of_others_are_taken_from_them(here: Path, mode: int, could: str) -> None:
    here.chmod(mode)
    mended(here, f"others could {could} {here}: mode {mode:o} in place of 700")
    assert here.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_store_of_another_user_is_not_opened(here: Path) -> None:
    os.chown(here / "sweeps.db", 12345, 12345)
    wrong("belongs to another user")


def test_a_network_file_system_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (ward, place):
        monkeypatch.setattr(module, "file_system", lambda path: "nfs4")
    assert wrong("is on nfs4, a network file system").hint


def test_little_space_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mounted(tmp_path / "disk", "4m") as disk:
        monkeypatch.chdir(disk)
        with closing(open_database(make_folder(disk))) as database:
            World(database)
        assert wrong("MB are left on the disk").hint
        monkeypatch.chdir(tmp_path)


def test_a_read_only_store_is_looked_at_and_told(here: Path) -> None:
    hurt(here, "UPDATE executions SET latest = NULL")
    with read_only(here):
        found = told(api.doctor())
    assert [one.verdict for one in found] == [Verdict.WRONG, Verdict.WRONG]
    assert "read-only" in found[0].sentence
    assert "not its newest attempt" in found[1].sentence


def test_drafts_of_killed_programs_are_removed_and_those_of_living_ones_are_not(here: Path) -> None:
    trial = next(here.glob("*/1"))
    (trial / "output.log").write_text("x")
    (trial / "model.tmp").write_text("the user's")
    for old in (here / ".new-12-abc", trial / "output.tmp", trial / "model.tmp"):
        old.write_text("x")
        os.utime(old, (time.time() - 3600,) * 2)
    (here / ".new-13-def").write_text("just begun")
    mended(here, "killed programs had left 2 drafts")
    assert (trial / "model.tmp").exists()
    assert (here / ".new-13-def").exists()


def test_the_folder_of_a_deleted_sweep_is_removed_only_if_asked_for(here: Path) -> None:
    (here / "abcd1234" / "1").mkdir(parents=True)
    (here / "notes").mkdir()
    for shared in ("packages", "code"):
        (here / shared).mkdir(exist_ok=True)
    assert wrong("belongs to no sweep any more").hint == "`sweepctl doctor -y` removes it"
    found = api.doctor(sure=True)
    assert found.is_well
    assert only(told(found)).verdict is Verdict.MENDED
    assert not (here / "abcd1234").exists()
    assert all((here / kept).exists() for kept in ("notes", "packages", "code"))


def test_trials_without_a_folder_are_noted(here: Path) -> None:
    next(here.glob("*/1")).rmdir()
    found = api.doctor()
    assert found.is_well
    assert "1 trial of" in only(told(found)).sentence


def test_the_lists_of_packages_belong_to_every_sweep(here: Path) -> None:
    kept = here / "packages" / "0123456789abcdef.txt"
    kept.parent.mkdir()
    kept.write_text("numpy 2.0\n")
    assert told(api.doctor(sure=True)) == []
    assert kept.exists()


def gone() -> Identity:
    """An agent on this machine that has died."""
    here = this_process()
    dead = subprocess.Popen(["/bin/true"])
    dead.wait()
    return Identity(here.host, here.boot, dead.pid, "0")


def hold(folder: Path, identity: Identity) -> str:
    """A trial that an agent runs; the agent's id."""
    with closing(open_database(folder)) as database:
        world = World(database)
        agent = f"{world.sweep}-0"
        agents.register(database, agent, world.sweep, identity, 1)
        world.started[agent] = set()
        world.start(agent)
        (folder / world.sweep / "1").mkdir(parents=True)
        return agent


@pytest.fixture
def stray(here: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A process that a dead agent left behind, and the agent."""
    agent = hold(here, gone())
    tags = {"SWEEPCTL_AGENT": agent, "SWEEPCTL_TRIAL_DIR": str(here / agent.partition("-")[0] / "1")}
    left = subprocess.Popen(["/bin/sleep", "600"], env={**os.environ, **tags})
    yield left, agent
    left.kill()
    left.wait()


def test_an_agent_that_died_is_buried_with_what_it_left(here: Path, stray: tuple[subprocess.Popen[bytes], str]) -> None:
    left, agent = stray
    eventually(lambda: agent.encode() in Path(f"/proc/{left.pid}/environ").read_bytes())
    looked = told(api.doctor(dry_run=True))
    assert [one.verdict for one in looked] == [Verdict.MENDABLE] * 2
    assert f"left processes behind: {left.pid}" in looked[1].sentence
    assert left.poll() is None
    finding, after = told(api.doctor())
    assert "back in the queue: trial 1" in finding.sentence
    assert "1 process killed" in finding.sentence
    assert "left processes behind" in after.sentence
    assert left.wait(10) == -9
    assert told(api.doctor()) == []
    check_file(here)


def test_a_process_of_an_agent_that_nobody_knows_is_killed(
    here: Path, stray: tuple[subprocess.Popen[bytes], str]
) -> None:
    left, agent = stray
    eventually(lambda: agent.encode() in Path(f"/proc/{left.pid}/environ").read_bytes())
    with closing(open_database(here)) as database, database.transaction():
        database.change("DELETE FROM sweeps WHERE id = ?", (agent.partition("-")[0],))
    (here / agent.partition("-")[0] / "1").rmdir()
    (here / agent.partition("-")[0]).rmdir()
    mended(here, f"left processes behind: {left.pid}")
    assert left.wait(10) == -9


def test_what_living_agents_hold_is_left_alone_and_silence_is_noted(here: Path) -> None:
    agent = hold(here, this_process())
    assert told(api.doctor()) == []
    hurt(here, f"UPDATE agents SET seen = 1 WHERE id = '{agent}'")
    finding = only(told(api.doctor()))
    assert (finding.verdict, agent in finding.sentence) == (Verdict.NOTE, True)
    with pytest.raises(StoreError, match="agents work with the store"):
        api.rescue()


def test_a_trial_that_no_agent_holds_goes_back_to_the_queue(here: Path) -> None:
    agent = hold(here, this_process())
    hurt(here, f"UPDATE agents SET gone = 1 WHERE id = '{agent}'")
    mended(here, "was held by no living agent")


def test_a_newer_store_is_left_alone(here: Path) -> None:
    hurt(here, "UPDATE meta SET value = 99 WHERE key = 'sweepctl'")
    assert wrong("written by a newer sweepctl").hint == "upgrade sweepctl"


def test_damaged_indexes_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = make_folder(tmp_path)
    forget_row(folder)
    for dry, verdict in ((True, Verdict.MENDABLE), (False, Verdict.MENDED)):
        found = told(api.doctor(dry_run=dry))
        assert [one.verdict for one in found] == [verdict, Verdict.NOTE], "and the trials have no folders"
    check_file(folder)


def test_a_damaged_store_is_told_and_saved_when_asked(here: Path) -> None:
    overwrite(here, "points")
    assert wrong("the store is damaged").hint == "stop the agents, then: sweepctl doctor --salvage"
    found = api.rescue()
    assert found.is_well
    first, second = told(found)
    assert first.sentence.startswith("saved 1 sweeps, 1 specs, 1 trials, 1 executions")
    assert second.sentence == "not all could be read of points"
    assert told(api.doctor()) == []
    check_file(here)


def test_a_big_log_of_changes_is_taken_in(here: Path) -> None:
    with closing(open_database(here)) as database:
        database.rows("PRAGMA wal_autocheckpoint = 0")
        with database.transaction():
            database.change("CREATE TABLE junk (text TEXT)")
            database.change("INSERT INTO junk VALUES (hex(zeroblob(4000000)))")
        assert "the log of changes had" in only(told(api.doctor(dry_run=True))).sentence
        assert only(told(api.doctor())).verdict is Verdict.MENDED
        assert (here / "sweeps.db-wal").stat().st_size == 0


def test_the_verb_tells_in_lines_or_one_document(project: Project) -> None:
    project.sweep(command=["/bin/true"], metric=None, run_cap=1)
    assert project.run("run", "sweep.yaml").code == 0
    (project.folder / ".sweepctl" / "abcd1234").mkdir()
    plain = project.run("doctor")
    assert plain.code == 1
    assert "  wrong     " in plain.out
    assert "hint: `sweepctl doctor -y` removes it" in plain.out
    document = project.run("doctor", "--json")
    assert (document.code, document.json["well"]) == (1, False)
    assert {one["verdict"] for one in document.json["findings"]} <= {"fine", "note", "wrong"}
    assert project.run("doctor", "-y").code == 0
    assert project.run("doctor", "--salvage", "--dry-run").code == 2
    assert sys.version.split()[0] in plain.out
