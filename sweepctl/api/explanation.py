"""Which algorithm does what in a sweep, in words and with its papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sweepctl.model.checked import Checked
from sweepctl.model.registry import Entry
from sweepctl.model.spec import Method, SweepSpec
from sweepctl.model.topic import Topic
from sweepctl.samplers import SAMPLERS
from sweepctl.samplers.engines import AUTO, ENGINES
from sweepctl.samplers.rule import in_words
from sweepctl.stoppers import STOPPERS, open_stopper
from sweepctl.stoppers.hyperband import Hyperband

_SHOWN_BANDS = 5
_IMAGINED_TRIALS = 81


def explain_all() -> list[Topic]:
    """Every method, every sampler of `bayes` and every stop rule that there is."""
    return [
        *_of_each("method", SAMPLERS),
        *_of_each("search.sampler", ENGINES),
        *_of_each("early_terminate.type", STOPPERS),
    ]


def _of_each(key: str, entries: Mapping[Any, Entry]) -> Iterator[Topic]:
    return (Topic(f"{key}: {name}", [f"{entry.summary}."], entry.papers) for name, entry in entries.items())


def explain_sweep(checked: Checked) -> list[Topic]:
    """What this sweep will do: how points are chosen, what a trial is, what stops trials and what ends the sweep."""
    spec = checked.spec
    topics = [_search(spec, checked.size)]
    if spec.parts.count > 1:
        topics.append(_parts(spec))
    if spec.early_terminate is not None:
        topics.append(_stopping(spec))
    return [*topics, _end(spec, checked.size)]


def _search(spec: SweepSpec, size: int | None) -> Topic:
    entry = SAMPLERS[spec.method]
    sentences = [] if spec.method is Method.BAYES else [f"{entry.summary}."]
    papers = list(entry.papers) if spec.method is not Method.BAYES else []
    if spec.initial:
        sentences.insert(0, f"The {len(spec.initial)} points of `initial` come first.")
    if spec.method is Method.BAYES:
        told, engines = _bayes(spec)
        sentences += told
        papers += [paper for name in engines if name in ENGINES for paper in ENGINES[name].papers]
    if size is not None:
        sentences.append(f"There are {size:,} points; none is drawn twice.")
    return Topic(f"method: {spec.method}", sentences, list(dict.fromkeys(papers)))


def _bayes(spec: SweepSpec) -> tuple[list[str], Sequence[str]]:
    """How the model draws, and the names of the engines."""
    sentences = [f"The first {spec.search.startup} trials are drawn at random."]
    if spec.search.sampler == AUTO:
        sentence, engines = in_words(any(one.when for one in spec.parameters), len(spec.objectives) > 1)
    else:
        known = ENGINES.get(spec.search.sampler)
        sentence = f"Then {known.summary if known else f'your own {spec.search.sampler}'} draws."
        engines = (spec.search.sampler,)
    sentences.append(sentence)
    if len(spec.objectives) == 1:
        sentences.append(f"A failed trial counts with the {spec.objectives[0].impute} value.")
    return sentences, engines


def _parts(spec: SweepSpec) -> Topic:
    parts = spec.parts
    named = [f"{parts.folds} folds (--{parts.fold_name}=0 … {parts.folds - 1})"] if parts.folds > 1 else []
    named += [f"{parts.repeats} repeats (--{parts.seed_name}=…)"] if parts.repeats > 1 else []
    sentences = [
        f"A trial is {' times '.join(named)}: {parts.count} runs of the program.",
        "Its value is the mean over them; the standard error is shown, and a model is told of it.",
    ]
    return Topic("folds and repeats", sentences)


def _stopping(spec: SweepSpec) -> Topic:
    assert spec.early_terminate is not None
    kind = spec.early_terminate.type
    stopper = open_stopper(spec)
    sentences = [f"{STOPPERS[kind].summary}."]
    if isinstance(stopper, Hyperband):
        sentences += _survivors(stopper)
    return Topic(f"early_terminate: {kind}", sentences, STOPPERS[kind].papers)


def _survivors(stopper: Hyperband) -> list[str]:
    """How many of many trials pass each band; where a bar is met exactly, one more stays than the share."""
    left, parts = _IMAGINED_TRIALS, []
    for band in stopper.bands[:_SHOWN_BANDS]:
        left = min(left, int(left / stopper.eta) + 1)
        parts.append(f"{left} go on after {band} values")
    more = ", …" if len(stopper.bands) > _SHOWN_BANDS else ""
    return [f"Of {_IMAGINED_TRIALS} trials that start, {', '.join(parts)}{more}."]


def _end(spec: SweepSpec, size: int | None) -> Topic:
    limits, objective = spec.limits, spec.objective
    reasons = [
        f"every one of its {size:,} points has been run" if size is not None else "",
        f"{limits.run_cap} trials are there" if limits.run_cap is not None else "",
        f"{limits.hours:g} hours have passed since the first trial began" if limits.hours is not None else "",
        f"{limits.no_improvement} trials in a row brought no better value" if limits.no_improvement else "",
        f"{objective.name} reaches {objective.target:g}" if objective and objective.target is not None else "",
    ]
    told = " or ".join(reason for reason in reasons if reason)
    endless = "It has no end of its own: give --count, or `run_cap`."
    return Topic("the end", [f"The sweep is finished once {told}." if told else endless])
