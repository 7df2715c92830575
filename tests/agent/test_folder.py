"""A trial's log and its metrics file, both in bounded space."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sweepctl.agent import folder
from sweepctl.agent.folder import Log, Tail

HEAD, TAIL, CHUNK = 100, 200, 64


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_HEAD_BYTES", HEAD)
    monkeypatch.setattr(folder, "_TAIL_BYTES", TAIL)
    monkeypatch.setattr(folder, "_CHUNK", CHUNK)


def written(path: Path, size: int, piece: int = 37) -> bytes:
    """Write so many bytes, in pieces, to a log; all of them."""
    text = b"".join(b"%07d\n" % number for number in range(size // 8))
    log = Log(path)
    for start in range(0, len(text), piece):
        log.write(text[start : start + piece])
    log.close()
    return text


def test_a_log_within_its_bounds_is_kept_whole(tmp_path: Path) -> None:
    text = written(tmp_path / "output.log", HEAD + 2 * TAIL)
    assert (tmp_path / "output.log").read_bytes() == text


@pytest.mark.parametrize("size", [504, 800, 4000, 40_000])
def test_of_a_long_log_the_head_and_the_newest_tail_are_kept_and_the_gap_is_counted(tmp_path: Path, size: int) -> None:
    path = tmp_path / "output.log"
    text = written(path, size)
    kept = path.read_bytes()
    head, mark, tail = kept[:HEAD], *kept[HEAD:].split(b" bytes are left out here ...]\n")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert TAIL <= len(tail) <= 2 * TAIL
    assert mark.startswith(b"\n[... ")
    assert int(mark.removeprefix(b"\n[... ")) == size - len(head) - len(tail)
    assert list(tmp_path.iterdir()) == [path]


def test_a_later_attempt_continues_the_log_and_its_count(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    written(path, 4000)
    written(path, 4000)
    kept = path.read_bytes()
    mark, tail = kept[HEAD:].split(b" bytes are left out here ...]\n")
    assert int(mark.removeprefix(b"\n[... ")) == 8000 - HEAD - len(tail)


def test_a_full_disk_silences_a_log_and_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(tmp_path / "output.log")
    log.write(b"kept\n")

    def full(self: Log) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Log, "_shorten", full)
    log.write(b"x" * 1000)
    log.write(b"more")
    assert log.broken == "No space left on device"
    log.close()
    assert (tmp_path / "output.log").read_bytes().startswith(b"kept\n")


def read(tail: Tail) -> list[str]:
    """All lines that are there now."""
    return [line for _ in range(tail.chunks_ahead()) for line in tail.lines()]


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_a_file_that_is_not_there_yet_has_no_lines_and_its_first_ones_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    assert read(tail) == tail.lines() == []
    append(path, b"one\ntwo\n")
    assert read(tail) == ["one", "two"]
    assert read(tail) == tail.lines() == []


def test_what_an_earlier_attempt_wrote_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    append(path, b"old\nold and torn")
    tail = Tail(path)
    append(path, b"new\n")
    assert read(tail) == ["new"]


def test_a_file_that_is_started_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    append(path, b"an older attempt wrote this\n")
    tail = Tail(path)
    path.write_bytes(b"new\n")
    assert tail.lines() == ["new"]


def test_of_a_file_that_is_started_anew_within_a_line_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    append(path, b"one\nhalf of two")
    assert tail.lines() == ["one"]
    path.write_bytes(b"new\n")
    assert (tail.lines(), tail.starts) == (["new"], 1)


def test_a_file_with_another_beginning_is_another_file_though_it_is_longer(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    append(path, b"one\n")
    assert tail.lines() == ["one"]
    path.write_bytes(b"two\nthree\n")
    assert (tail.lines(), tail.starts) == (["two", "three"], 1)


def test_a_line_is_read_when_it_is_complete_or_when_nobody_writes_any_more(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    append(path, b"on")
    assert read(tail) == []
    append(path, b"e\ntw")
    assert read(tail) == ["one"]
    append(path, b"o")
    assert read(tail) == []
    assert tail.rest() == ["two"]


def test_a_burst_is_read_chunk_by_chunk_and_nothing_is_lost_at_their_borders(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    lines = [f"line {number}" for number in range(100)]
    append(path, "".join(f"{line}\n" for line in lines).encode())
    assert tail.chunks_ahead() == 13
    first = tail.lines()
    assert 0 < len(first) < 10
    assert first + read(tail) == lines


def test_of_a_line_without_end_only_a_bounded_part_is_held_and_none_of_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    append(path, b"x" * (10 * CHUNK))
    assert read(tail) == []
    append(path, b"y" * 10 + b"\nnext\n")
    assert read(tail) == ["next"]
    append(path, b"z" * (10 * CHUNK))
    assert read(tail) == []
    assert tail.rest() == []


def test_bytes_that_are_not_utf8_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    append(path, b"caf\xe9\n")
    assert read(tail) == ["caf\ufffd"]
