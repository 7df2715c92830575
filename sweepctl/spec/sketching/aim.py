"""Which of the metrics that a program prints is meant, and whether less or more of it is better."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sweepctl.metrics.names import fold
from sweepctl.metrics.vocabulary import METRICS, SECTIONS
from sweepctl.model.goal import Goal
from sweepctl.model.script import Printed
from sweepctl.model.sketch import Aim

_MORE_WORDS = """
    acc accuracy ap ari auc auprc auroc bleu cider corr correlation dice elbo f f1 fscore fitness hits iou jaccard
    kappa likelihood loglik map mcc meteor miou mrr ndcg nmi performance precision psnr purity r2 recall return returns
    rew reward rewards rouge rsquared score sensitivity silhouette specificity ssim top1 top5
"""
_MORE = frozenset(_MORE_WORDS.split())
_TIES = frozenset({"acc", "accuracy", "top1", "top5"})
_RANKS = {"val": 0, "test": 1, None: 2, "train": 3, "best": 4}
_RANK_WORDS = {
    "val": "it is measured on validation data",
    "test": "it is measured on test data",
    "train": "no other is printed",
}


def goal_of(name: str) -> tuple[Goal, str]:
    """The better direction of a metric, and the word that says so."""
    for word in reversed(fold(name).split("_")):
        if word in _MORE or word.rstrip("0123456789@") in _MORE:
            return Goal.MAXIMIZE, word
        if word in METRICS:
            return Goal.MINIMIZE, word
    return Goal.MINIMIZE, ""


def _section(name: str) -> str | None:
    return next((SECTIONS[word] for word in fold(name).split("_") if word in SECTIONS), None)


def aim_of(name: str, goal: Goal | None, why: str, others: Sequence[str] = ()) -> Aim:
    """A metric that is known; its goal is guessed where none is given."""
    guessed, word = goal_of(name)
    is_known = f"`{word}` in its name" if word else "most metrics are so"
    reason = why if goal is not None else f"{why}; {guessed}: {is_known}"
    return Aim(name, goal or guessed, reason, [one for one in others if one != name], word in _TIES)


def choose_aim(printed: Sequence[Printed], settings: Collection[str]) -> Aim | None:
    """The metric that a sweep should look at: of validation before test before training data, the first printed one.

    What is called like a setting is a setting that is printed.
    """
    folded = {fold(one) for one in settings}
    found = [one for one in printed if fold(one.name) not in folded and fold(one.name) != "lr"]
    if not found:
        return None
    best = min(found, key=lambda one: (_RANKS[_section(one.name)], not one.in_loop))
    reason = _RANK_WORDS.get(_section(best.name) or "", "it is printed")
    return aim_of(best.name, None, f"line {best.line} says it, and {reason}", [one.name for one in found])
