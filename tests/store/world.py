"""One sweep in a store and its agents, told in short words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sweepctl.model.claim import Answer, Claim
from sweepctl.model.draw import Draw
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.point import Batch, Point, Series
from sweepctl.model.spec import Backoff, Limits, Method, Objective, Parameter, SweepSpec
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial
from sweepctl.samplers import size_of
from sweepctl.store import agents, claims, history, making, reports, requests, summary, sweeps
from sweepctl.store.agents import Identity, Peer
from sweepctl.store.database import Database
from sweepctl.store.making import Origin
from sweepctl.store.trials import Given

LOSS = Objective("loss")
LIMITS = ("run_cap", "timeout", "retries", "hours", "no_improvement", "backoff", "requeue")


@dataclass
class Clock:
    """A wall clock that stands still until it is told to move."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def make_spec(**keys: Any) -> SweepSpec:
    """A random sweep over x that minimises loss, unless keys say otherwise; limits are given directly.

    Nothing waits before it is tried again.
    """
    limits = Limits(**{"backoff": Backoff(0.0), **{name: keys.pop(name) for name in LIMITS if name in keys}})
    spec = SweepSpec(
        method=Method.RANDOM,
        parameters=(Parameter(("x",), "uniform", {"min": 0.0, "max": 1.0}),),
        objectives=(LOSS,),
        limits=limits,
    )
    return replace(spec, **keys)


def series_of(metric: str, values: Sequence[float]) -> Series:
    """The figures of a metric that had these values at steps 1, 2 …"""
    finite = [(n, value) for n, value in enumerate((v for v in values if math.isfinite(v)), 1)]
    low = min(finite, key=lambda pair: pair[1], default=(0, math.nan))
    high = max(finite, key=lambda pair: pair[1], default=(0, math.nan))
    return Series(
        metric,
        count=len(finite),
        odd=len(values) - len(finite),
        first=values[0],
        last=values[-1],
        final=finite[-1][1] if finite else math.nan,
        last_step=float(len(values)),
        unit="epoch",
        low=low[1],
        low_n=low[0],
        low_step=float(low[0]),
        high=high[1],
        high_n=high[0],
        high_step=float(high[0]),
        total=math.fsum(value for _, value in finite),
    )


def batch_of(values: Sequence[float], metric: str = "loss", voided: Sequence[str] = ()) -> Batch:
    """All values of one metric from the first on."""
    if not values:
        return Batch(voided=voided)
    finite = [value for value in values if math.isfinite(value)]
    points = [Point(metric, n, float(n), value) for n, value in enumerate(finite, 1)]
    return Batch(points, [series_of(metric, values)], voided)


class World:
    """A sweep and what agents do with it."""

    def __init__(self, database: Database, **keys: Any) -> None:
        self.database = database
        self.spec = make_spec(**keys)
        origin = Origin("text", database.folder.parent, None, 7)
        self.sweep = making.create_sweep(database, self.spec, origin, size=size_of(self.spec)).id
        self.started: dict[str, set[int]] = {}

    def come(self, agent: str, jobs: int = 1) -> Identity:
        """Register an agent."""
        identity = Identity("host", "boot", 1000 + len(self.started), f"birth of {agent}")
        agents.register(self.database, agent, self.sweep, identity, jobs)
        self.started[agent] = set()
        return identity

    def peer(self, agent: str) -> Peer:
        """An agent as others see it now."""
        return next(peer for peer in agents.peers(self.database, self.sweep, "") if peer.id == agent)

    def ask(self, agent: str = "a", *, size: int | None = None, more: bool = True, takes: bool = True) -> Answer:
        """Ask for work."""
        if agent not in self.started:
            self.come(agent)
        budget = claims.Budget(size, more, frozenset(self.started[agent]), takes=takes)
        answer = claims.claim(self.database, self.sweep, agent, budget)
        if isinstance(answer, Claim):
            self.started[agent].add(answer.execution.trial)
        return answer

    def claim(self, agent: str = "a", **budget: Any) -> Claim:
        """Ask for work and get some."""
        answer = self.ask(agent, **budget)
        assert isinstance(answer, Claim), answer
        return answer

    def begin(self, claim: Claim, agent: str = "a", x: object = None, *, fresh: bool = False) -> bool:
        """Store the point and start."""
        params: Any = claim.params if claim.params is not None else {"x": claim.execution.trial if x is None else x}
        start = claims.Start(self.spec.parts.count, fresh)
        draw = Draw(claim.execution.trial, claim.index, params)
        return claims.begin(self.database, claim, agent, draw, ["train", f"--x={params['x']}"], start)

    def start(self, agent: str = "a", **budget: Any) -> Claim:
        """Claim and begin."""
        claim = self.claim(agent, **budget)
        assert self.begin(claim, agent)
        return claim

    def report(self, claim: Claim, values: Sequence[float], agent: str = "a", **keys: Any) -> reports.Pulse:
        """Report values while it runs."""
        return reports.report(self.database, agent, {claim.execution: batch_of(values, **keys)})

    def finish(
        self,
        claim: Claim,
        ending: Ending = Ending.FINISHED,
        values: Sequence[float] = (),
        agent: str = "a",
        retries: int | None = None,
    ) -> reports.Finished:
        """End it."""
        outcome = Outcome(ending, 1 if ending is Ending.FAILED else None, f"because {ending}")
        limits = self.spec.limits if retries is None else replace(self.spec.limits, retries=retries)
        spec = replace(self.spec, limits=limits)
        return reports.finish(self.database, claim.execution, agent, outcome, batch_of(values), spec)

    def give(self, x: object, index: int | None = None, *, is_point: bool = False) -> int:
        """Queue a given point; its number."""
        params: Any = {"x": x}
        return requests.give(self.database, self.sweep, Given(params, index, is_point))

    def play_parts(self, *values: float | Ending, agent: str = "a") -> int:
        """A whole trial of several parts, each with its value or its bad end; its number."""
        held = [self.start(agent) for _ in values]
        assert len({claim.execution.trial for claim in held}) == 1
        for claim, value in zip(held, values, strict=True):
            if isinstance(value, Ending):
                self.finish(claim, value, agent=agent)
            else:
                self.finish(claim, values=[value], agent=agent)
        return held[0].execution.trial

    def play(self, *values: float, ending: Ending = Ending.FINISHED, agent: str = "a") -> int:
        """A whole trial; its number."""
        claim = self.start(agent)
        self.finish(claim, ending, values, agent)
        return claim.execution.trial

    def lose(self, agent: str, why: str = "it is gone") -> list[int]:
        """Another agent declares it lost; the numbers of the trials that it held."""
        peer = self.peer(agent)
        return [one.trial for one in agents.declare_lost(self.database, self.sweep, peer, why)]

    def trial(self, number: int) -> Trial:
        """A trial as people see it."""
        return history.trial(self.database, self.sweep, self.spec.scoring, number)

    def trials(self) -> list[Trial]:
        """All of them."""
        return history.trials(self.database, self.sweep, self.spec.scoring)

    def now(self) -> Sweep:
        """The sweep as its status shows it."""
        return summary.status(self.database, sweeps.get_sweep(self.database, self.sweep), None).sweep

    def request(self, verb: str) -> Sweep:
        """Pause, resume, stop or cancel."""
        shown = self.now()
        return sweeps.request(self.database, self.sweep, verb, shown.state == "finished")

    def events(self, trial: int | None = None) -> list[str]:
        """The kinds of the recorded events."""
        extra, values = ("", ()) if trial is None else (" AND trial = ?", (trial,))
        statement = f"SELECT kind FROM events WHERE sweep = ?{extra} ORDER BY id"
        return [row["kind"] for row in self.database.rows(statement, (self.sweep, *values))]
