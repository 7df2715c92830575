"""Finite sets that are counted, and counting through their combinations."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from sweepctl.model.params import Value
from sweepctl.space.finite import Finite, Lattice, Listed
from sweepctl.space.index import combination, permuted, size


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 1.0, "1", True, None, 1), [1, "1", True, None]),
        ((2, 1, 2, 3), [2, 1, 3]),
        ((0, False, "", [], {}, 0.0), [0, False, "", [], {}]),
        (({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, [1, 2], [2, 1]), [{"b": 2, "a": 1}, [1, 2], [2, 1]]),
    ],
)
def test_repeated_values_are_one_at_the_place_of_the_first(values: tuple[Value, ...], expected: list[Value]) -> None:
    """As in W&B's grid, which calls 1 and 1.0 the same value, and true and "1" others."""
    listed = Listed.distinct(values)
    assert [repr(listed.at(position)) for position in range(listed.count)] == list(map(repr, expected))


def test_a_lattice_is_computed_exactly() -> None:
    tenths = Lattice(Fraction(-3, 10), Fraction(1, 10), 7)
    assert [str(tenths.at(k)) for k in range(7)] == ["-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"]
    assert Lattice(Fraction(0), Fraction(1), 10**40).at(10**40 - 1) == 10**40 - 1


SETS: list[Finite] = [Listed(("a", "b")), Lattice(Fraction(0), Fraction(1), 3), Listed((True,)), Listed(("x", "y"))]


def test_the_last_set_varies_fastest() -> None:
    found = [combination(SETS, position) for position in range(size(SETS))]
    assert found[:3] == [["a", 0, True, "x"], ["a", 0, True, "y"], ["a", 1, True, "x"]]
    assert found == [[a, n, True, x] for a in "ab" for n in range(3) for x in "xy"]


def test_no_sets_have_one_combination() -> None:
    assert size([]) == 1
    assert combination([], 0) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 16, 17, 63, 64, 65, 1000])
def test_a_permutation_reaches_every_position_once(count: int) -> None:
    assert {permuted(position, count, "key") for position in range(count)} == set(range(count))


def test_a_permutation_of_endlessly_many_positions_costs_no_more() -> None:
    count = 10**30 + 7
    places = {permuted(position, count, "key") for position in range(200)}
    assert len(places) == 200
    # A place is below a tenth of the space in one of ten cases.
    assert 5 <= sum(place < count // 10 for place in places) <= 40


@pytest.mark.parametrize("count", [2, 3, 6])
def test_every_position_is_as_likely_to_come_first_and_every_pair_to_come_next(count: int) -> None:
    keys = 1500
    firsts = Counter((permuted(0, count, f"{key}/1"), permuted(1, count, f"{key}/1")) for key in range(keys))
    cells = count * (count - 1)
    assert len(firsts) == cells
    expected = keys / cells
    chi_square = sum((many - expected) ** 2 / expected for many in firsts.values())
    # The mean of a chi-square with n degrees of freedom is n, its deviation √(2n).
    assert chi_square < cells - 1 + 4 * (2 * (cells - 1)) ** 0.5
