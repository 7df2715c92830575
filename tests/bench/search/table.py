"""Results → tables: means, standard errors, ranks, paired wins, cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean, stdev

from tests.bench.search.race import Result

MARKS = (25, 50, 100)
# Two regrets closer than this are a tie: the optimum is known to no more.
TIE = 1e-9


class Table:
    """All results of one number of workers, looked up by competitor and problem."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._by = {(one.competitor, one.problem, one.seed): one for one in results}
        self.competitors = list(dict.fromkeys(one.competitor for one in results))
        self.problems = list(dict.fromkeys(one.problem for one in results))
        self.seeds = sorted({one.seed for one in results})
        trials = max(len(one.regrets) for one in results)
        self.marks = tuple(mark for mark in MARKS if mark <= trials) or (trials,)

    def of(self, competitor: str, problem: str) -> list[Result]:
        """The races of one competitor on one problem, by seed."""
        rows = (self._by.get((competitor, problem, seed)) for seed in self.seeds)
        return [one for one in rows if one is not None]

    def mean(self, competitor: str, problem: str, mark: int) -> float:
        """The mean regret at a mark."""
        rows = self.of(competitor, problem)
        return mean(one.at(mark) for one in rows) if rows else float("nan")

    def error(self, competitor: str, problem: str, mark: int) -> float:
        """The standard error of that mean."""
        values = [one.at(mark) for one in self.of(competitor, problem)]
        finite = len(values) > 1 and max(values) < float("inf")
        return stdev(values) / len(values) ** 0.5 if finite else float("nan")

    def rank(self, competitor: str, mark: int) -> float:
        """The mean over problems of the place by mean regret; ties share a place."""
        places = []
        for problem in self.problems:
            own = self.mean(competitor, problem, mark)
            others = [self.mean(other, problem, mark) for other in self.competitors if other != competitor]
            below = sum(other < own - TIE for other in others)
            level = sum(abs(other - own) <= TIE for other in others)
            places.append(1 + below + level / 2)
        return mean(places)

    def wins(self, one: str, other: str, problem: str, mark: int) -> tuple[int, int]:
        """How many seeds `one` wins and loses against `other`."""
        pairs = [
            (a, b)
            for s in self.seeds
            if (a := self._by.get((one, problem, s))) and (b := self._by.get((other, problem, s)))
        ]
        return (
            sum(a.at(mark) < b.at(mark) - TIE for a, b in pairs),
            sum(b.at(mark) < a.at(mark) - TIE for a, b in pairs),
        )

    def all_wins(self, one: str, other: str, mark: int) -> tuple[int, int]:
        """The same over all problems."""
        pairs = [self.wins(one, other, problem, mark) for problem in self.problems]
        return sum(won for won, _ in pairs), sum(lost for _, lost in pairs)

    def crashes(self, competitor: str, problem: str) -> float:
        """How many trials failed, the mean over races."""
        return mean(one.crashes for one in self.of(competitor, problem))

    def cost(self, competitor: str) -> float:
        """Milliseconds per suggestion, over all races."""
        return mean(one.milliseconds for (name, *_), one in self._by.items() if name == competitor)


def markdown(table: Table, ours: str) -> str:
    """Everything a reader wants, in a few tables."""
    marks = "/".join(map(str, table.marks))
    parts = [f"Regret, mean over {len(table.seeds)} seeds at {marks} trials", _regrets(table, _means(table))]
    parts += [f"Standard errors of the same at {table.marks[-1]}", _regrets(table, _errors(table))]
    failing = [p for p in table.problems if any(table.of(c, p) and table.crashes(c, p) for c in table.competitors)]
    if failing:
        header = ["problem", *table.competitors]
        lost = [[p, *(f"{table.crashes(c, p):.1f}" for c in table.competitors)] for p in failing]
        parts += ["Trials that failed, mean", _grid(header, lost)]
    header = ["competitor", f"mean rank at {marks}", f"{ours} won/lost against it at {marks}", "ms per suggestion"]
    rows = [[name, *_summary(table, name, ours)] for name in table.competitors]
    return "\n\n".join([*parts, "Overall", _grid(header, rows)]) + "\n"


def _means(table: Table) -> Callable[[str, str], str]:
    return lambda name, problem: " / ".join(f"{table.mean(name, problem, mark):.3g}" for mark in table.marks)


def _errors(table: Table) -> Callable[[str, str], str]:
    return lambda name, problem: f"{table.error(name, problem, table.marks[-1]):.2g}"


def _regrets(table: Table, cell: Callable[[str, str], str]) -> str:
    rows = [[problem, *(cell(name, problem) for name in table.competitors)] for problem in table.problems]
    return _grid(["problem", *table.competitors], rows)


def _summary(table: Table, name: str, ours: str) -> list[str]:
    ranks = " / ".join(f"{table.rank(name, mark):.2f}" for mark in table.marks)
    wins = " / ".join("{}:{}".format(*table.all_wins(ours, name, mark)) for mark in table.marks)
    return [ranks, "" if name == ours else wins, f"{table.cost(name):.1f}"]


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
