"""Bytes to lines: chunks, redraws, escape sequences, floods."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest

from sweepctl.metrics.frames import KEPT_OF_A_FLOOD, LONGEST, Frames, Redrawn
from sweepctl.model.point import Line, Stream


def lines_of(*chunks: bytes, stream: Stream = Stream.OUT) -> list[Line]:
    frames = Frames(stream)
    lines = [line for at, chunk in enumerate(chunks) for line in frames.feed(chunk, float(at))]
    return lines + frames.close(float(len(chunks)))


def texts(*chunks: bytes) -> list[str]:
    return [line.text for line in lines_of(*chunks)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a 1\nb 2\n", ["a 1", "b 2"]),
        (b"a 1\r\nb 2\r\n", ["a 1", "b 2"]),
        (b"a 1\r\r\nb 2", ["a 1", "b 2"]),
        (b"\n  \n\r\r\na\n", ["a"]),
        (b"no newline at the end", ["no newline at the end"]),
        (b"\r 10%\r 20%\n", [" 10%", " 20%"]),
        (b"\x1b[1mloss\x1b[0m: \x1b[38;5;2m0.3\x1b[K\n", ["loss: 0.3"]),
        (b"\x1b]0;a title 0.9\x07loss: 0.3\n\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n", ["loss: 0.3", "link"]),
        (b"\x1b(B\x1b=loss: 0.3\x1b>\n", ["loss: 0.3"]),
        (b"old 1\x1b[Anew 2\n", ["old 1", "new 2"]),
        (b"loss:\x1b[3C0.3\x1b[Eacc: 0.4", ["loss: 0.3", "acc: 0.4"]),
        (b"working |\x08/\x08-\x08 done\n", ["working  done"]),
        (b"loss: 0.5000\x08\x08\x08\x08\x08\x080.4\n", ["loss: 0.4"]),
        (b"loss: 0.5000" + b"\x08" * 40 + b"loss: 0.4\n", ["loss: 0.5000", "loss: 0.4"]),
        (b"loss: 0.5" + b"\x08" * 9 + b"\n", ["loss: 0.5"]),
        ("naïve — 損失: 0.3\n".encode(), ["naïve — 損失: 0.3"]),
        (b"loss\xff: 0.3\n", ["loss�: 0.3"]),
    ],
)
def test_what_is_visible(data: bytes, expected: list[str]) -> None:
    assert texts(data) == expected
    assert texts(*(bytes([byte]) for byte in data)) == expected, "byte by byte"


def test_chunk_borders_change_nothing() -> None:
    data = (
        "Epoch 1/2\n\x1b[1m1/7\x1b[0m ━━ loss: 0.69\x08\x08\x08\r\x1b[1m7/7\x1b[0m ━━━ loss: 0.70\r\n"
        "\x1b]0;título\x07é 1\n\x1b[2Ké 2\x1b[2A\nend\r"
    ).encode() * 20
    whole = [(line.text, line.row, type(line)) for line in lines_of(data)]
    chance = random.Random(3)
    for _ in range(50):
        cuts = sorted(chance.sample(range(len(data)), 30))
        chunks = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        assert [(line.text, line.row, type(line)) for line in lines_of(*chunks)] == whole


def test_frames_of_one_line_share_its_row_and_only_the_last_is_final() -> None:
    lines = lines_of(b"first 1\n 10%\r 50%\r100%\nlast 2\n")
    assert [(line.row, isinstance(line, Redrawn)) for line in lines] == [
        (1, False), (2, True), (2, True), (2, False), (3, False),
    ]  # fmt: skip


def test_cursor_up_goes_back_to_the_row_it_redraws() -> None:
    lines = lines_of(b"bar one 1\nbar two 1\n\x1b[2Abar one 2\nbar two 2\n")
    assert [(line.row, line.text[-5:]) for line in lines] == [(1, "one 1"), (2, "two 1"), (1, "one 2"), (2, "two 2")]


def test_rows_of_the_two_streams_never_coincide() -> None:
    assert [line.row for line in lines_of(b"a\nb\n", stream=Stream.ERR)] == [-1, -2]
    assert {line.stream for line in lines_of(b"a\n", stream=Stream.ERR)} == {Stream.ERR}


def test_a_line_carries_the_time_it_was_complete() -> None:
    assert [line.at for line in lines_of(b"a", b"b\nc", b"d")] == [1.0, 3.0]


def test_an_escape_sequence_without_an_end_does_not_swallow_the_output() -> None:
    assert texts(b"\x1b]0;title\nloss: 0.3\n", b"x\x1b[", b"12") == ["loss: 0.3", "x"]
    assert texts(b"\x1b]" + b"t" * 100_000, b"\nloss: 0.3\n")[-1] == "loss: 0.3"


def test_a_long_line_is_cut_and_the_next_one_is_whole() -> None:
    for size in (7, 4096, 1 << 20):
        data = b"1" * (3 * LONGEST) + b"\nloss: 0.3\n"
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        assert [len(text) for text in texts(*chunks)] == [LONGEST, len("loss: 0.3")]


def test_a_hundred_megabytes_without_a_newline_take_bounded_memory() -> None:
    frames = Frames(Stream.OUT)
    chunk = b"12345678" * 8192
    tracemalloc.start()
    try:
        for _ in range(1600):
            assert frames.feed(chunk, 0.0) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
    assert [len(line.text) for line in frames.feed(b"\n", 0.0)] == [LONGEST]


def test_a_spinner_never_fills_its_line() -> None:
    chunks = [b"|\x08/\x08"] * (2 * LONGEST)
    assert lines_of(*chunks, b" done 7\n")[-1].text == " done 7"


@pytest.mark.parametrize(
    "villain", [b"\x08a", b"\x1b", b"\x1b[", b"\x1b]a", b"\r", b"\x1b[A", b"a\x08\x08", b"\x1b[9D"]
)
def test_hostile_bytes_take_linear_time(villain: bytes) -> None:
    started = time.perf_counter()
    lines_of(*[villain * 16_000] * 4, b"\nloss: 0.3\n")
    assert time.perf_counter() - started < 5.0


def test_a_flood_keeps_its_last_lines_and_its_row_numbers() -> None:
    lines = lines_of(b"y\n" * 10_000 + b"loss", b": 0.3\n" + b"y\n" * 10_000, b"acc: 0.4\n")
    assert lines[0].text == "y"
    assert [(line.text, line.row) for line in lines if line.text != "y"] == [
        ("loss: 0.3", 10_001),
        ("acc: 0.4", 20_002),
    ]
    quiet = lines_of(b"y\n" * 10_000)
    assert len(quiet) == KEPT_OF_A_FLOOD + 1
    assert quiet[-1].row == 10_000


def test_a_flood_that_may_hold_a_number_loses_nothing() -> None:
    assert len(lines_of(b"y\n" * 5_000 + b"loss: NaN\n" + b"y\n" * 5_000)) == 10_001
