"""Anything that agents and people may do to a sweep, in any order; what must hold holds after every step."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sweepctl.errors import FencedError, IllegalTransitionError
from sweepctl.model.claim import Claim
from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value
from sweepctl.model.spec import Method, Parameter, Parts
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import agents, history, making, requests
from sweepctl.store.agents import Peer
from sweepctl.store.database import open_database
from sweepctl.store.place import make_folder
from tests.store.invariants import check
from tests.store.world import World

CAP = 5
POINTS: list[Value] = list(range(CAP))
KINDS: dict[str, dict[str, Any]] = {
    "random": {"run_cap": CAP},
    "grid": {"method": Method.GRID, "parameters": (Parameter(("x",), "categorical", {"values": POINTS}),)},
    "parts": {"run_cap": CAP, "parts": Parts(folds=2)},
}
ENDINGS = [ending for ending in Ending if ending not in {Ending.LOST, Ending.CANCELLED}]
NAMES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(1, CAP)


class SweepMachine(RuleBasedStateMachine):
    """`held` is what each agent has in hand, True once it has begun; `late` what was taken from those that died."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="machine-"))
        self.database = open_database(make_folder(self.place))
        self.held: dict[str, dict[Execution, tuple[Claim, bool]]] = {}
        self.late: list[tuple[str, Claim]] = []
        self.lives: dict[str, int] = {}
        self.finished: dict[int, Any] = {}
        self.points: dict[int, Any] = {}
        self.attempts: dict[tuple[int, int], int] = {}
        self.old: list[Peer] = []

    @initialize(kind=st.sampled_from(sorted(KINDS)), retries=st.integers(0, 2))
    def create(self, kind: str, retries: int) -> None:
        self.size = CAP if kind == "grid" else None
        self.world = World(self.database, retries=retries, **KINDS[kind])
        self.sweep = self.world.sweep

    def name(self, agent: str) -> str:
        """A name is used again, by another process, once its agent is gone."""
        return f"{agent}{self.lives.setdefault(agent, 0)}"

    def pick(self, data: st.DataObject, begun: bool | None = None) -> tuple[str, Claim] | None:
        """Something that an agent has in hand."""
        every = [
            (agent, claim)
            for agent, claims in sorted(self.held.items())
            for claim, is_begun in claims.values()
            if begun in {None, is_begun}
        ]
        return data.draw(st.sampled_from(every)) if every else None

    @rule(agent=NAMES, more=st.booleans())
    def ask(self, agent: str, more: bool) -> None:
        name = self.name(agent)
        state = self.world.now().state
        answer = self.world.ask(name, size=self.size, more=more)
        self.held.setdefault(name, {})
        if isinstance(answer, Claim):
            assert state == "running"
            one = answer.execution
            assert all(one not in claims for claims in self.held.values())
            assert self.attempts.get((one.trial, one.part), 0) < one.attempt, "an attempt is given out once"
            self.attempts[one.trial, one.part] = one.attempt
            self.held[name][one] = (answer, False)

    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        found = self.pick(data, begun=False)
        if found is not None:
            agent, claim = found
            assert self.world.begin(claim, agent, x=claim.index)
            self.held[agent][claim.execution] = (claim, True)

    @rule(data=st.data(), values=st.lists(st.floats(-9, 9), max_size=3))
    def report(self, data: st.DataObject, values: list[float]) -> None:
        found = self.pick(data, begun=True)
        if found is not None:
            agent, claim = found
            told = self.world.report(claim, values, agent)
            assert set(told.verdicts) <= set(self.held[agent])

    @rule(data=st.data(), ending=st.sampled_from(ENDINGS), values=st.lists(st.floats(-9, 9), max_size=2))
    def finish(self, data: st.DataObject, ending: Ending, values: list[float]) -> None:
        found = self.pick(data)
        if found is None:
            return
        agent, claim = found
        if not self.held[agent][claim.execution][1]:
            ending = Ending.NOT_STARTED if ending is not Ending.HANDED_BACK else ending
        self.world.finish(claim, ending, values, agent)
        del self.held[agent][claim.execution]

    @rule(agent=NAMES)
    def die(self, agent: str) -> None:
        name = self.name(agent)
        if name in self.held:
            self.old.append(self.world.peer(name))
            lost = self.world.lose(name)
            held = self.held.pop(name)
            assert sorted(lost) == sorted(one.trial for one in held)
            self.late += [(name, claim) for claim, _ in held.values()]
            self.lives[agent] += 1

    @rule(agent=NAMES)
    def leave(self, agent: str) -> None:
        name = self.name(agent)
        if name in self.held:
            agents.leave(self.database, name, self.sweep, "done")
            self.late += [(name, claim) for claim, _ in self.held.pop(name).values()]
            self.lives[agent] += 1

    @rule(agent=NAMES)
    def beat(self, agent: str) -> None:
        """Who has beaten since is not lost, however old the news of it is."""
        name = self.name(agent)
        if name in self.held:
            before = self.world.peer(name)
            assert agents.beat(self.database, name)
            assert agents.declare_lost(self.database, self.sweep, before, "late") == []

    @precondition(lambda self: self.late)
    @rule(data=st.data(), ending=st.sampled_from(ENDINGS))
    def speak_late(self, data: st.DataObject, ending: Ending) -> None:
        agent, claim = data.draw(st.sampled_from(self.late))
        assert not agents.beat(self.database, agent)
        told = self.world.report(claim, [0.0], agent)
        assert told.verdicts[claim.execution].ending is Ending.LOST
        for late in (lambda: self.world.finish(claim, ending, [0.0], agent), lambda: self.world.begin(claim, agent)):
            try:
                late()
            except FencedError:
                continue
            raise AssertionError("a late write was taken")

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def lose_again(self, data: st.DataObject) -> None:
        peer = data.draw(st.sampled_from(self.old))
        assert agents.declare_lost(self.database, self.sweep, peer, "again") == []

    @rule(verb=st.sampled_from(["pause", "resume", "resume", "stop"]))
    def request(self, verb: str) -> None:
        with suppress(IllegalTransitionError):
            self.world.request(verb)

    @rule(chance=st.integers(0, 9))
    def cancel(self, chance: int) -> None:
        if chance == 0:
            with suppress(IllegalTransitionError):
                self.world.request("cancel")

    @rule(number=NUMBERS)
    def cancel_trial(self, number: int) -> None:
        state = self.state_of(number)
        if state is None:
            return
        try:
            requests.cancel_trial(self.database, self.sweep, number)
        except IllegalTransitionError:
            assert state.is_over
        else:
            assert not state.is_over

    @rule(number=NUMBERS)
    def retry(self, number: int) -> None:
        state = self.state_of(number)
        if state is None or self.world.now().state == "cancelled":
            return
        try:
            requests.retry(self.database, self.sweep, number)
        except IllegalTransitionError:
            assert state not in {TrialState.FAILED, TrialState.CANCELLED, TrialState.NO_METRIC}
        else:
            assert self.state_of(number) in {TrialState.QUEUED, TrialState.RUNNING}

    @rule(x=st.sampled_from(POINTS))
    def enqueue(self, x: int) -> None:
        with suppress(IllegalTransitionError):
            if self.size is None:
                self.world.give(x + 0.5)
            else:
                self.world.give(x, x, is_point=True)

    @rule()
    def edit(self) -> None:
        making.edit_sweep(self.database, self.sweep, self.world.spec)

    def state_of(self, number: int) -> TrialState | None:
        """Where a trial stands, None while there is none."""
        return next((trial.state for trial in self.world.trials() if trial.number == number), None)

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "world"):
            return
        check(self.database)
        self.what_is_held_is_in_the_hands_that_have_it()
        trials = self.world.trials()
        assert len(trials) <= CAP
        counts = history.counts(self.database, self.sweep, self.world.spec.parts.count)
        assert counts.total == len(trials)
        assert sum(many for name, many in vars(counts).items() if name != "total") == counts.total
        for trial in trials:
            if trial.params:
                assert self.points.setdefault(trial.number, trial.params) == trial.params, "a point stays"
            if trial.number in self.finished:
                assert trial.state is TrialState.FINISHED
                assert trial.value == self.finished[trial.number], "a result stays"
            if trial.state is TrialState.FINISHED:
                self.finished[trial.number] = trial.value
        if self.size:
            points = [trial.params["x"] for trial in trials if trial.params]
            assert len(set(points)) == len(points), "a point of a grid is run once"
        if self.world.now().state == "finished":
            assert len(trials) == CAP
            assert all(trial.state.is_over for trial in trials)

    def what_is_held_is_in_the_hands_that_have_it(self) -> None:
        rows = self.database.rows("SELECT * FROM executions WHERE state IN ('claimed', 'running') AND latest = 1")
        found = set()
        for row in rows:
            one = Execution(row["sweep"], row["trial"], row["part"], row["attempt"])
            found.add((row["agent"], one, row["state"] == "running"))
        assert found == {
            (agent, one, begun) for agent, claims in self.held.items() for one, (_, begun) in claims.items()
        }

    def teardown(self) -> None:
        """In the end everybody is gone, and one more agent does all that is left."""
        try:
            if hasattr(self, "world"):
                self.do_the_rest()
        finally:
            self.database.close()
            shutil.rmtree(self.place)

    def do_the_rest(self) -> None:
        for agent in list(self.held):
            self.world.lose(agent)
        with suppress(IllegalTransitionError):
            self.world.request("resume")
        while isinstance(answer := self.world.ask("last", size=self.size), Claim):
            self.world.begin(answer, "last", x=answer.index)
            self.world.finish(answer, values=[1.0], agent="last")
        trials = self.world.trials()
        assert all(trial.state.is_over for trial in trials), trials
        if self.world.now().state != "cancelled":
            assert self.world.now().state == "finished"
            assert len(trials) == CAP, "nothing is left out"
            drawn = [trial for trial in trials if trial.params]
            never = {trial.state for trial in trials if not trial.params}
            assert never <= {TrialState.CANCELLED, TrialState.FAILED}, "without a point nothing ends well"
            assert not self.size or len({trial.params["x"] for trial in drawn}) == len(drawn)
        for number, value in self.finished.items():
            assert self.world.trial(number).value == value
        check(self.database)
        with closing(open_database(self.database.folder)) as again:
            check(again)
