"""Model-based search: random points first, then the engine that `search` names, or that a rule chooses each time.

Failed trials count as the worst value seen, as W&B's `impute: worst` does, so that a crashing region is left.
"""

from __future__ import annotations

from sweepctl.model.draw import History, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.samplers.base import Setup, Wants
from sweepctl.samplers.engines import AUTO, open_engine
from sweepctl.samplers.engines.base import Ask, Engine
from sweepctl.samplers.mirror import Mirror
from sweepctl.samplers.random import RandomSampler
from sweepctl.samplers.rule import CHOICES, Scene, choose, is_startup

_REASKS = 8


class BayesSampler:
    """A draw is a function of seed, version, index and history; a point of a finite space is never repeated."""

    wants = Wants.OBSERVATIONS

    def __init__(self, setup: Setup) -> None:
        assert setup.objectives
        self._space = setup.space
        self._search = setup.search
        self._key = f"{setup.seed}/{setup.version}"
        self._random = RandomSampler(setup.space, self._key)
        self._mirror = Mirror(setup.space, [one.goal for one in setup.objectives])
        # All at once: what cannot be loaded is said before the first trial.
        self._has_rivals = len(setup.objectives) > 1
        names = CHOICES if setup.search.sampler == AUTO else (setup.search.sampler,)
        self._engines = {name: open_engine(name) for name in names}

    @property
    def size(self) -> int | None:
        return self._random.size

    def draw(self, index: int, history: History) -> Params:
        scene = self._scene(history)
        if is_startup(scene, self._search.startup):
            return self._random.unseen(index, history.seen)
        name = choose(scene) if self._search.sampler == AUTO else self._search.sampler
        self._mirror.follow(history.observations)
        return self._fresh(self._engines[name], index, history)

    def _scene(self, history: History) -> Scene:
        valued = sum(one.standing is Standing.VALUED for one in history.observations)
        size, space = len(history.observations), self._space
        return Scene(size, valued, len(space.leaves), self._has_rivals)

    def _fresh(self, engine: Engine, index: int, history: History) -> Params:
        for attempt in range(_REASKS):
            point = engine(Ask(self._space, self._mirror, self._key, index, attempt))
            is_new = self.size is None or fingerprint(point) not in history.seen
            if is_new and self._space.accepts(point):
                return point
        return self._random.unseen(index, history.seen)

    def index_of(self, params: Params) -> int | None:
        return None


def build(setup: Setup) -> BayesSampler:
    """The registry's door."""
    return BayesSampler(setup)
