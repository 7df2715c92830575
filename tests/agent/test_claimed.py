"""Claims on cards."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from sweepctl.agent.seats import claimed
from sweepctl.agent.seats.claimed import Claims, folder, release
from sweepctl.errors import SweepctlError


@pytest.fixture
def card() -> Iterator[str]:
    """A card that no other test has."""
    name = f"GPU-{uuid.uuid4()}"
    yield name
    for lock in folder().glob(f"{name}*"):
        lock.unlink()


def test_a_card_belongs_to_one_trial_until_it_is_let_go(card: str) -> None:
    first, second = Claims(), Claims()
    held = first.whole(card)
    assert held
    assert second.whole(card) is first.whole(card) is None
    release(held)
    assert second.whole(card)


def test_shares_exclude_each_other_and_the_whole_card(card: str) -> None:
    claims = Claims()
    one, two = claims.share(card, 0), claims.share(card, 1)
    assert one
    assert two
    assert claims.share(card, 0) is claims.whole(card) is None
    release(one)
    assert claims.whole(card) is None
    release(two)
    assert claims.whole(card)
    assert claims.share(card, 0) is None


def test_what_a_program_inherited_is_free_once_that_is_gone_too(card: str) -> None:
    claims = Claims()
    held = claims.whole(card)
    assert held
    program = subprocess.Popen(["sleep", "100"], pass_fds=held)
    release(held)
    assert claims.whole(card) is None
    program.kill()
    program.wait()
    assert claims.whole(card)


def test_a_removed_file_is_no_way_to_a_card_that_is_held_by_a_newer_one(card: str) -> None:
    claims = Claims()
    old = claims.whole(card)
    for lock in folder().glob(f"{card}*"):
        lock.unlink()
    new = claims.whole(card)
    assert old
    assert new
    release(old)
    assert claims.whole(card) is None


def test_the_agent_of_a_trial_claims_within_what_that_trial_has(card: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = Claims()
    assert outer.whole(card)
    monkeypatch.setenv("SWEEPCTL_EXECUTION", "abc/1/0#1")
    inner, beside = Claims(), Claims()
    assert inner.whole(card)
    assert beside.whole(card) is None


@pytest.mark.parametrize("trap", ["others can write it", "a link", "a file"])
def test_a_folder_that_is_not_safely_ours_is_refused(
    trap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimed, "_PLACE", tmp_path)
    path = tmp_path / f"sweepctl-{os.getuid()}"
    if trap == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        path.symlink_to(tmp_path / "elsewhere")
    elif trap == "a file":
        path.touch()
    else:
        path.mkdir()
        path.chmod(0o777)
    with pytest.raises(SweepctlError, match=r"GPUs are claimed in .*, which cannot be used"):
        folder()
    (path.rmdir if trap == "others can write it" else path.unlink)()
    assert folder().stat().st_mode & 0o777 == 0o700
