"""Where a store is looked for, and which ones are refused."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sweepctl.errors import StoreError
from sweepctl.store import place
from sweepctl.store.database import open_database
from sweepctl.store.place import find_store, make_folder
from tests.store.obstacles import mounted, unprivileged

IS_ROOT = os.geteuid() == 0
STRANGER = 12345


def make_store(parent: Path) -> Path:
    """A store with its database."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = make_folder(parent)
    open_database(folder).close()
    return folder


def test_the_store_of_the_nearest_ancestor_is_found(tmp_path: Path) -> None:
    outer, inner = make_store(tmp_path), make_store(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "c").mkdir()
    assert find_store(tmp_path / "a" / "b" / "c") == inner
    assert find_store(tmp_path / "a" / "b") == inner
    assert find_store(tmp_path / "a") == outer


def test_without_a_store_none_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_store(tmp_path) is None
    make_folder(tmp_path)
    assert find_store(tmp_path) is None, "a folder without a database is no store yet"


def test_the_search_ends_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_store(tmp_path)
    home = tmp_path / "home"
    (home / "work").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    assert find_store(home / "work") is None
    at_home = make_store(home)
    assert find_store(home / "work") == at_home


def test_the_search_ends_at_another_file_system(tmp_path: Path) -> None:
    make_store(tmp_path)
    with mounted(tmp_path / "disk") as disk:
        (disk / "work").mkdir()
        assert find_store(disk / "work") is None
        assert find_store(disk.parent) is not None


def test_a_user_without_a_home_finds_a_store_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    folder = make_store(tmp_path)
    assert find_store(tmp_path) == folder


def test_a_link_to_a_folder_leads_to_its_real_ancestors(tmp_path: Path) -> None:
    folder = make_store(tmp_path / "real")
    (tmp_path / "real" / "sub").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "sub")
    assert find_store(tmp_path / "link") == folder


def test_a_new_store_is_for_its_owner_alone_and_ignored_by_git(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = make_store(tmp_path)
        database = open_database(folder)
        with database.transaction():
            database.change("DELETE FROM sweeps")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {name: modes[name] for name in ("sweeps.db", "lock", "sweeps.db-wal")} == {
        "sweeps.db": 0o600,
        "lock": 0o600,
        "sweeps.db-wal": 0o600,
    }
    assert (folder / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "lock", "sweeps.db"]


def test_a_gitignore_that_a_full_disk_left_empty_is_mended(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / ".gitignore").write_text("")
    make_folder(tmp_path)
    assert (folder / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("bit", [stat.S_IWGRP, stat.S_IWOTH])
@pytest.mark.parametrize("which", ["folder", "file"])
def test_a_store_that_others_can_write_is_refused_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, bit: int
) -> None:
    folder = make_store(tmp_path)
    path = folder if which == "folder" else folder / "sweeps.db"
    path.chmod(path.stat().st_mode | bit)
    for use in (find_store, make_folder):
        with pytest.raises(StoreError, match="can be written by others") as caught:
            use(tmp_path)
        assert caught.value.hint == f"chmod go-w {path}, or, if you trust them, set SWEEPCTL_TRUST={folder}"
    with pytest.raises(StoreError, match="can be written by others"):
        open_database(folder)
    monkeypatch.setenv("SWEEPCTL_TRUST", f"/nowhere:{folder}")
    assert find_store(tmp_path) == folder
    open_database(folder).close()
    monkeypatch.delenv("SWEEPCTL_TRUST")
    path.chmod(path.stat().st_mode & ~bit)
    assert find_store(tmp_path) == folder


@pytest.mark.skipif(not IS_ROOT, reason="only root can give a file away")
@pytest.mark.parametrize("which", ["folder", "file"])
def test_a_store_of_another_user_is_refused(tmp_path: Path, which: str) -> None:
    folder = make_store(tmp_path)
    os.chown(folder if which == "folder" else folder / "sweeps.db", STRANGER, STRANGER)
    with pytest.raises(StoreError, match="belongs to another user"):
        find_store(tmp_path)
    with pytest.raises(StoreError, match="belongs to another user"):
        open_database(folder)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give a file away")
def test_a_store_that_another_user_hides_is_refused_with_the_same_sentence(tmp_path: Path) -> None:
    folder = make_store(tmp_path)
    os.chown(folder / "sweeps.db", STRANGER, STRANGER)
    os.chown(folder, STRANGER, STRANGER)
    program = (
        "import sys; from pathlib import Path; from sweepctl.store.place import find_store; find_store(Path.cwd())"
    )
    found = subprocess.run(
        [*unprivileged(), sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "belongs to another user" in found.stderr


def test_a_store_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = make_store(tmp_path)
    folder.chmod(0)
    program = (
        "import sys; from pathlib import Path; from sweepctl.store.place import find_store; find_store(Path.cwd())"
    )
    found = subprocess.run(
        [*unprivileged(), sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    folder.chmod(0o700)
    assert "StoreError: cannot read" in found.stderr


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "fuse.sshfs", "lustre"])
def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    folder = make_store(tmp_path)
    monkeypatch.setattr(place, "file_system", lambda path: kind)
    with pytest.raises(StoreError, match=f"is on {kind}, a network file system"):
        make_folder(tmp_path)
    with pytest.raises(StoreError, match=f"is on {kind}, a network file system"):
        open_database(folder)


def test_the_file_system_is_that_of_the_deepest_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = (
        "/dev/root / ext4 rw 0 0\n"
        "server:/a /net nfs4 rw 0 0\n"
        "tmpfs /net/fast tmpfs rw 0 0\n"
        "server:/b /my\\040shared\\011disk nfs rw 0 0\n"
        "/dev/old /twice ext4 rw 0 0\n"
        "server:/c /twice nfs rw 0 0\n"
        "broken\n"
    )
    real = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, *args: table if str(self) == "/proc/self/mounts" else real(self, *args)
    )
    assert place.file_system(Path("/home/somebody")) == "ext4"
    assert place.file_system(Path("/net/slow/deep")) == "nfs4"
    assert place.file_system(Path("/net/fast/deep")) == "tmpfs"
    assert place.file_system(Path("/my shared\tdisk/x")) == "nfs"
    assert place.file_system(Path("/twice/x")) == "nfs"


def test_a_system_without_a_mount_table_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: Path) -> str:
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(Path, "read_text", missing)
    assert place.file_system(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    program = "from pathlib import Path; from sweepctl.store.place import make_folder; make_folder(Path.cwd())"
    found = subprocess.run(
        [*unprivileged(), sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    tmp_path.chmod(0o700)
    assert f"StoreError: cannot write to {tmp_path}: Permission denied" in found.stderr


def test_a_file_in_the_place_of_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".sweepctl").write_text("mine")
    assert find_store(tmp_path) is None
    with pytest.raises(StoreError, match="cannot write"):
        make_folder(tmp_path)
    assert (tmp_path / ".sweepctl").read_text() == "mine"
