"""Whatever bytes come: nothing is raised, nothing is made up. `tests/bench/fuzz_reader.py` goes on for longer."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.point import Line, Stream
from sweepctl.model.spec import Objective
from tests.metrics.lines import OURS, entries

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
FRACTION = re.compile(r"(\d+) ?/ ?(\d+)", re.ASCII)
PIECES = [
    "loss", "val_loss", "Val: ", "Train: ", "=", ": ", " ", "  ", "\t", "|", "\u2502", ",", "{", "}", "'", "\"",
    "[", "]", "(", ")", "0.3", "1e-5", "-7", "nan", "inf", "%", "epoch ", "step ", "3/10", "\r", "\n", "\x08",
    "\x1b[1m", "\x1b[A", "\x00", "np.float64(", "tensor(", "ms", "\u00e9", "\u640d", "\ud800", "$a\n[1] 0.5",
    "---", "iter", "12:00:00 ", "INFO", "best",
]  # fmt: skip


def mutated(chance: random.Random, text: str) -> str:
    """The text with a few pieces put in, cut out, doubled or swapped."""
    for _ in range(chance.randint(1, 6)):
        a, b = sorted(chance.randint(0, len(text)) for _ in range(2))
        b = min(b, a + chance.randint(0, 12))
        piece = chance.choice(PIECES)
        text = chance.choice(
            [
                text[:a] + piece + text[a:],
                text[:a] + text[b:],
                text[:b] + text[a:b] + text[b:],
                text[:a] + piece + text[b:],
            ]
        )
    return text


def hostile(chance: random.Random) -> Iterator[bytes]:
    """Without an end: mutated real lines, soups of telling pieces, bytes without any sense."""
    real = ["".join(f"{text}\n" for text in [*entry["context"], entry["line"]]) for entry in entries(OURS)]
    while True:
        yield mutated(chance, chance.choice(real)).encode(errors="surrogatepass")
        yield "".join(chance.choices(PIECES, k=chance.randint(1, 60))).encode(errors="surrogatepass") + b"\n"
        yield chance.randbytes(chance.randint(0, 200))


def numbers_in(text: str) -> set[float]:
    """All that a value of the line can be."""
    found = {float(number) for number in NUMBER.findall(text)}
    found |= {abs(value) for value in found} | {-abs(value) for value in found}
    return found | {int(a) / int(b) for a, b in FRACTION.findall(text) if int(b)}


def check(line: Line, reader: Reader, tracker: Tracker) -> None:
    """Give the line to both; its finite values stand in it."""
    for reading in reader.read(line):
        tracker.add(reading, line.row)
        finite = {value for value in reading.values.values() if math.isfinite(value)}
        assert finite <= numbers_in(line.text), line.text
        assert reading.step is None or math.isfinite(reading.step.value)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_raised_and_nothing_is_made_up(seed: int) -> None:
    chance = random.Random(seed)
    frames = {stream: Frames(stream) for stream in Stream}
    reader, tracker = Reader(Objective("val_loss")), Tracker("val_loss")
    for _, data in zip(range(1_000), hostile(chance), strict=False):
        for line in frames[chance.choice(list(Stream))].feed(data, 0.0):
            check(line, reader, tracker)
    tracker.take()
    assert tracker.seen()


pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=12), st.binary(max_size=8))


def joined(parts: list[str | bytes]) -> bytes:
    """The pieces as bytes of one output."""
    return b"".join(one if isinstance(one, bytes) else one.encode(errors="surrogatepass") for one in parts)


def read(output: bytes, cuts: list[int]) -> None:
    """Feed an output in chunks, cut wherever it hurts."""
    frames, reader, tracker = Frames(Stream.OUT), Reader(Objective("val_loss")), Tracker("val_loss")
    edges = sorted({0, len(output), *(cut % (len(output) + 1) for cut in cuts)})
    for start, end in pairwise(edges):
        for line in frames.feed(output[start:end], 0.0):
            check(line, reader, tracker)
    for line in frames.close(0.0):
        check(line, reader, tracker)
    tracker.finish()
    tracker.take()


outputs = st.lists(pieces, max_size=40).map(joined)
cuttings = st.lists(st.integers(0, 10_000), max_size=6)


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(outputs, cuttings)
def test_any_output_in_any_chunks_is_read(output: bytes, cuts: list[int]) -> None:
    read(output, cuts)


@pytest.mark.slow
def test_thousands_of_outputs_are_read() -> None:
    until = time.monotonic() + 20

    @settings(max_examples=20_000, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(outputs, cuttings)
    def attempt(output: bytes, cuts: list[int]) -> None:
        if time.monotonic() < until:
            read(output, cuts)

    attempt()
