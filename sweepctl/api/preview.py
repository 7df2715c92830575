"""What a sweep would run first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice

from sweepctl.api.checking import filling_of
from sweepctl.api.given import initial_points
from sweepctl.command import fit, render_masked
from sweepctl.model.checked import Checked, Upcoming
from sweepctl.model.draw import History
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.masked import readable, resolved
from sweepctl.model.params import Params
from sweepctl.model.spec import SweepSpec
from sweepctl.samplers import open_sampler
from sweepctl.store.making import new_seed

_SHOWN = 5


def first_trials(checked: Checked, extra: Sequence[str] = ()) -> list[Upcoming]:
    """The first five trials of a sweep that is not made, fewer where there are fewer; `extra` goes to each.

    Without a `seed` a sweep draws other points, from the same ranges. Of a trial of several parts it is the first one.
    """
    spec = checked.spec
    environ = {**os.environ, **resolved(spec.env, os.environ)}
    template = fit(spec.command, spec.interpreter, checked.folder, environ)
    many = min(_SHOWN, *(one for one in (spec.limits.run_cap, checked.size) if one is not None), _SHOWN)
    found = []
    for number, point in enumerate(islice(_points(spec, checked.size), many), 1):
        filling = filling_of(spec, checked.folder, template, point, number)
        found.append(Upcoming(number, point, [*map(readable, render_masked(template.command, filling)), *extra]))
    return found


def _points(spec: SweepSpec, size: int | None) -> Iterator[Params]:
    """Chosen points, then drawn ones."""
    seed = new_seed(spec)
    seen = set[str]()
    for given in initial_points(spec, seed):
        seen.add(fingerprint(given.params))
        yield given.params
    sampler = open_sampler(spec, seed, 1)
    for index in range(size if size is not None else _SHOWN):
        point = sampler.draw(index, History((), frozenset(seen)))
        if size is None or fingerprint(point) not in seen:
            seen.add(fingerprint(point))
            yield point
