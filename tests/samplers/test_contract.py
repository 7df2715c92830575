"""The contract of a sampler, kept by every entry of the registry on every kind of space."""

from __future__ import annotations

import json

import pytest

from sweepctl.model.draw import History
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import canonical
from sweepctl.model.spec import Method
from sweepctl.samplers import SAMPLERS, open_sampler, size_of
from sweepctl.samplers.base import Sampler, Wants
from sweepctl.space.index import combination, size
from sweepctl.space.space import ABSENT, Space
from tests.samplers.spaces import CASES, Case, drawn, drawn_afresh, observed

# Enough for a model to take over from its random start.
DRAWS = 22
EVERY = [
    (method, name)
    for method in SAMPLERS
    for name, case in CASES.items()
    if method is not Method.GRID or case.grid_points
]


def test_every_method_has_a_sampler_and_each_cites_where_it_is_from() -> None:
    assert set(SAMPLERS) == set(Method)
    assert all(entry.summary and entry.papers for entry in SAMPLERS.values())


@pytest.mark.parametrize(("method", "name"), EVERY)
class TestSampler:
    """What every sampler promises, on one space."""

    @pytest.fixture
    def case(self, name: str) -> Case:
        return CASES[name]

    @pytest.fixture
    def count(self, method: Method, case: Case) -> int:
        """How many points are drawn: all there are, if they are few."""
        size = case.grid_points if method is Method.GRID else case.points
        return DRAWS if size is None else min(size, DRAWS)

    def opened(self, method: Method, case: Case, seed: int = 7, version: int = 1) -> Sampler:
        return open_sampler(case.spec(method), seed, version)

    def test_it_knows_how_many_points_there_are(self, method: Method, case: Case) -> None:
        expected = case.grid_points if method is Method.GRID else case.points
        assert self.opened(method, case).size == size_of(case.spec(method)) == expected

    def test_every_agent_draws_the_same(self, method: Method, case: Case, count: int) -> None:
        """A point depends on seed, version, index and history, not on what this object did before."""
        points = drawn(self.opened(method, case), count)
        assert drawn_afresh(lambda: self.opened(method, case), points) == points

    def test_another_seed_or_version_draws_others(self, method: Method, case: Case) -> None:
        first = [self.opened(method, case, seed=7).draw(0, History())]
        others = [
            self.opened(method, case, seed, version).draw(0, History()) for seed in range(20) for version in (1, 2)
        ]
        distinct = {fingerprint(point) for point in [*first, *others]}
        if method is Method.GRID or case.points == 1:
            assert len(distinct) == 1
        else:
            assert len(distinct) >= min(case.points or 30, 30) // 3 > 1

    def test_a_finite_space_gives_every_point_once(self, method: Method, case: Case, count: int) -> None:
        space = Space.of(case.parameters)
        sets = space.grids if method is Method.GRID else space.supports
        found = [fingerprint(point) for point in drawn(self.opened(method, case), count)]
        if sets is None:
            return
        assert len(set(found)) == count
        if size(sets) == count:
            every = [space.nested(combination(sets, position)) for position in range(count)]
            assert set(found) == {fingerprint(point) for point in every}

    def test_points_are_of_the_space_and_survive_the_store(self, method: Method, case: Case, count: int) -> None:
        space = Space.of(case.parameters)
        for point in drawn(self.opened(method, case), count):
            values = space.flat(point)
            assert values is not None
            pairs = [(leaf, value) for leaf, value in zip(space.leaves, values, strict=True) if value is not ABSENT]
            assert None not in [leaf.distribution.encode(value) for leaf, value in pairs]
            stored = json.loads(json.dumps(point, allow_nan=False))
            assert repr(stored) == repr(point) == repr({key: canonical(value) for key, value in point.items()})
            assert fingerprint(stored) == fingerprint(point)

    def test_what_it_does_not_want_it_does_not_look_at(self, method: Method, case: Case, count: int) -> None:
        """A history is only read from the store for those that want it."""
        sampler = self.opened(method, case)
        points = drawn(sampler, count)
        given = observed(points[:-1])
        without = {
            Wants.NOTHING: History(),
            Wants.SEEN: History((), given.seen),
            Wants.OBSERVATIONS: given,
        }
        assert sampler.draw(count - 1, without[sampler.wants]) == points[-1]
