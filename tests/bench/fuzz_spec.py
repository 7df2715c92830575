"""Hostile sweep files for as long as you like: `python -m tests.bench.fuzz_spec [INPUTS] [SEED] [SECONDS]`.

Mutations of real files, nearly right trees, and bytes cut into each other. Says how many went through, the slowest and
the most memory taken; a failure names its seed and its input.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from tests.spec.test_robustness import CORPUS, PIECES, SAMPLE, answer, mutated, odd

_TOLD = 50_000
# Of the processor, since a busy machine is no fault of the file: far above what the largest takes, far below a hang.
_LONGEST_SECONDS = 5.0


class Fuzz:
    """Files of one stream of chance, and what they cost."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._corpus = [SAMPLE, *(file.read_bytes() for file in sorted(CORPUS.glob("*.yaml")))]
        self.inputs = self.size = self.accepted = 0
        self.slowest, self.slowest_text = 0.0, b""

    def file(self) -> bytes:
        """One file that nobody would write."""
        kind = self._chance.randrange(4)
        if kind == 0:
            return mutated(self._chance)
        if kind == 1:
            return odd(self._chance)
        return self._spliced() if kind == 2 else self._noisy()

    def _spliced(self) -> bytes:
        """Two real files, cut into each other."""
        one, other = self._chance.choice(self._corpus), self._chance.choice(self._corpus)
        a, b = self._chance.randint(0, len(one)), self._chance.randint(0, len(other))
        return one[:a] + other[b:]

    def _noisy(self) -> bytes:
        """A real file with bytes and telling pieces strewn in."""
        text = self._chance.choice(self._corpus)
        for _ in range(self._chance.randint(1, 8)):
            a = self._chance.randint(0, len(text))
            b = min(len(text), a + self._chance.randint(0, 20))
            piece = self._chance.choice([self._chance.randbytes(3), self._chance.choice(PIECES), text[a:b] * 3, b""])
            text = text[:a] + piece + text[b:]
        return text

    def try_one(self) -> None:
        """One file; raises whatever is no answer to it."""
        text = self.file()
        started = time.process_time()
        try:
            self.accepted += not any(one.is_error for one in answer(text))
        except Exception as error:
            error.add_note(f"input {self.inputs}: {text!r}")
            raise
        spent = time.process_time() - started
        assert spent < _LONGEST_SECONDS, f"{spent:.1f} s: {text!r}"
        if spent > self.slowest:
            self.slowest, self.slowest_text = spent, text
        self.inputs += 1
        self.size += len(text)

    def told(self) -> str:
        """How far it has come."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return (
            f"{self.inputs:,} files, {self.size:,} bytes, {self.accepted:,} accepted,"
            f" slowest {self.slowest:.2f} s, {peak:.0f} MB at most"
        )


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    until = time.monotonic() + (float(sys.argv[3]) if len(sys.argv) > 3 else float("inf"))
    print(f"seed {seed}", flush=True)
    fuzz = Fuzz(seed)
    while fuzz.inputs < most and time.monotonic() < until:
        fuzz.try_one()
        if fuzz.inputs % _TOLD == 0:
            print(fuzz.told(), flush=True)
    print(f"done: {fuzz.told()}; slowest: {fuzz.slowest_text[:200]!r}", flush=True)


if __name__ == "__main__":
    main()
