"""Hostile bytes for as long as you like: `python -m tests.bench.fuzz_reader [SECONDS] [SEED]`.

Says how many bytes and lines went through, the slowest line and the most memory taken; a failure names its seed.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc

from sweepctl.metrics.frames import LONGEST, Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.point import Line, Stream
from sweepctl.model.spec import Objective
from tests.metrics.test_fuzz import PIECES, check, hostile

LONG_LINES = 40
MEGABYTES = 100


def long_line(chance: random.Random) -> bytes:
    """A few pieces repeated up to the longest line that is kept."""
    unit = "".join(chance.choices(PIECES, k=chance.randint(1, 4))).encode(errors="surrogatepass").replace(b"\n", b"")
    return unit * (LONGEST // max(1, len(unit)) + 1) + b"\n"


class Session:
    """One reader that is fed, and what that cost."""

    def __init__(self) -> None:
        self._frames = {stream: Frames(stream) for stream in Stream}
        self._reader, self._tracker = Reader(Objective("val_loss")), Tracker("val_loss")
        self.size = self.lines = 0
        self.slowest, self.slowest_text = 0.0, ""

    def feed(self, data: bytes, stream: Stream, is_checked: bool = True) -> None:
        self.size += len(data)
        for line in self._frames[stream].feed(data, 0.0):
            started = time.process_time()
            self._read(line, is_checked)
            spent = time.process_time() - started
            self.lines += 1
            if spent > self.slowest:
                self.slowest, self.slowest_text = spent, line.text[:60]
        self._tracker.take()

    def _read(self, line: Line, is_checked: bool) -> None:
        if is_checked:
            check(line, self._reader, self._tracker)
            return
        for reading in self._reader.read(line):
            self._tracker.add(reading, line.row)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    session = Session()
    until = time.monotonic() + seconds
    for data in hostile(chance):
        session.feed(data, chance.choice(list(Stream)))
        if time.monotonic() > until:
            break
    print(f"short lines: {session.size:,} bytes, {session.lines:,} lines")
    session = Session()
    for _ in range(LONG_LINES):
        session.feed(long_line(chance), Stream.OUT, is_checked=False)
    print(f"lines of {LONGEST:,}: slowest {session.slowest:.2f} s of CPU, {session.slowest_text!r}")
    tracemalloc.start()
    for unit in (b"loss=0.3 ", b"\x00\xff\x1b[", b'{"a": ', b"a 1, "):
        for _ in range(MEGABYTES):
            session.feed(unit * ((1 << 20) // len(unit)), Stream.OUT, is_checked=False)
        session.feed(b"\n", Stream.OUT, is_checked=False)
    print(f"{MEGABYTES} MB without an end of line, 4 times: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB at most")


if __name__ == "__main__":
    main()
