"""Counting through a finite space without holding it: mixed radix, and a seeded permutation."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from sweepctl.model.params import Value
from sweepctl.space.finite import Finite

_ROUNDS = 6


def size(sets: Sequence[Finite]) -> int:
    """The number of combinations."""
    return math.prod(one.count for one in sets)


def combination(sets: Sequence[Finite], position: int) -> list[Value]:
    """The combination at a position: the first set varies slowest, the last one fastest."""
    values = []
    for one in reversed(sets):
        position, digit = divmod(position, one.count)
        values.append(one.at(digit))
    return values[::-1]


def rank(sets: Sequence[Finite], digits: Sequence[int]) -> int:
    """The position of the combination with these positions in the sets."""
    position = 0
    for one, digit in zip(sets, digits, strict=True):
        position = position * one.count + digit
    return position


def permuted(position: int, count: int, key: str) -> int:
    """Where a seeded permutation of 0 … count-1 sends a position.

    A balanced Feistel network over the next even power of two, walked until it falls inside
    (J. Black, P. Rogaway: Ciphers with Arbitrary Finite Domains, CT-RSA 2002).
    """
    assert 0 <= position < count  # any other would never come back
    half_bits = max(1, math.ceil((count - 1).bit_length() / 2))
    place = position
    while True:
        place = _feistel(place, half_bits, key)
        if place < count:
            return place


def unpermuted(place: int, count: int, key: str) -> int:
    """The position that `permuted` sends to a place."""
    half_bits = max(1, math.ceil((count - 1).bit_length() / 2))
    position = place
    while True:
        position = _feistel_back(position, half_bits, key)
        if position < count:
            return position


def _feistel(place: int, half_bits: int, key: str) -> int:
    mask = (1 << half_bits) - 1
    left, right = place >> half_bits, place & mask
    for turn in range(_ROUNDS):
        left, right = right, left ^ _scrambled(right, turn, key) & mask
    return left << half_bits | right


def _feistel_back(place: int, half_bits: int, key: str) -> int:
    mask = (1 << half_bits) - 1
    left, right = place >> half_bits, place & mask
    for turn in reversed(range(_ROUNDS)):
        left, right = right ^ _scrambled(left, turn, key) & mask, left
    return left << half_bits | right


def _scrambled(half: int, turn: int, key: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{key}/{turn}/{half}".encode(), digest_size=32).digest())
