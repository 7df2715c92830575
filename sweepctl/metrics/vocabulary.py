"""Words that tell a metric from another number, and which part of a script is talking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# A name that ends in one of these is a metric's; singular, lower case.
METRICS = frozenset(
    [
        "acc", "accuracy", "aic", "ap", "ari", "auc", "auprc", "auroc", "bic", "bleu", "bpb", "bpc", "cer",
        "chamfer", "cider", "corr", "correlation", "cost", "crossentropy", "deviance", "dice", "eer", "elbo",
        "energy", "err", "error", "f-score", "f1", "f1-score", "fid", "fitness", "fscore", "gap", "hits", "inertia",
        "iou", "jaccard", "kappa", "kl", "kld", "likelihood", "loglik", "logloss", "loss", "losses", "lpips", "lr",
        "mae", "map", "mape", "mcc", "meteor", "metric", "miou", "mrr", "mse", "ndcg", "nll", "nmi", "obj",
        "objective", "per", "performance", "perplexity", "ppl", "precision", "psnr", "purity", "r2", "recall",
        "regret", "residual", "return", "returns", "rew", "reward", "rewards", "rmse", "rmsle", "rouge", "rsquared",
        "score", "sensitivity", "silhouette", "smape", "specificity", "ssim", "top1", "top5", "value", "wer",
        "xent",
    ]
)  # fmt: skip
# Words of sentences; a name that has one of them in it is none.
SENTENCE = {
    "a", "about", "after", "all", "and", "are", "as", "at", "by", "did", "done", "every", "for", "found", "from",
    "got", "has", "have", "in", "into", "is", "last", "loaded", "loading", "next", "of", "on", "only", "or", "out",
    "over", "per", "processed", "processing", "saved", "saving", "set", "since", "so", "starting", "than", "the",
    "them", "there", "this", "to", "took", "until", "up", "use", "used", "using", "was", "were", "with", "within",
}  # fmt: skip
# Which part of a script a word stands for; what is best, past or wanted is no value of now.
SECTIONS = {
    **dict.fromkeys(("train", "training", "trn"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "eval", "evaluation"), "val"),
    **dict.fromkeys(("test", "testing"), "test"),
    **dict.fromkeys(("best", "previous", "baseline", "target"), "best"),
}

_LAST_WORD = re.compile(r"(?:^|[_/.@\s-])([a-z0-9]+?)(?:@[\d.:]+|_?\d)?$")
_LONGEST_NAME = 64
# `Val: loss=0.3`, `[Val] loss 0.3`, `Epoch(val) loss: 0.3`, `Val: 9%|█ | loss=0.3`; but `Val: 0.3` is a value.
# The lookbehind comes after the first letter, so that only places with such a letter are tried.
_SECTION = re.compile(
    r"([bdeptv](?<![\w/.-].)(?:" + "|".join(sorted({word[1:] for word in SECTIONS}, key=len, reverse=True)) + r"))"
    r"(?>(?:[ _](?:set|metrics|results?|stats|phase|loop|data|so far|epoch|step|error))?)"
    r"(?:\s*+(?:[\]):|>]|=>|->|-(?= )))(?!\s*+[-+]?+\.?\d(?!\d{0,2}+%[ ]?\|))"
)


def is_metric(name: str) -> bool:
    """Whether the last part of a name says that it is a metric: `val_loss`, `Acc@1`, `Train Loss`."""
    return len(name) <= _LONGEST_NAME and _ends_in_metric(name.lower())


@lru_cache(maxsize=4096)
def _ends_in_metric(low: str) -> bool:
    found = _LAST_WORD.search(low)
    return low in METRICS or (found is not None and found[1] in METRICS)


class Sections:
    """Which part of the script each place of a line speaks of: `Train: loss=0.5 - Val: loss=0.4`."""

    def __init__(self, text: str) -> None:
        low = text.lower()
        text = text if len(text) == len(low) else low
        self._marks = [
            (mark.end(), text[mark.start(1) : mark.end(1)]) for mark in _SECTION.finditer(low) if mark[1] in SECTIONS
        ]
        self._are_several = len({SECTIONS[word.lower()] for _, word in self._marks}) > 1

    def qualify(self, name: str, start: int) -> str:
        """The name, with the section it stands in where the line has several or where that is `best`."""
        word = None
        for at, mark in self._marks:
            if at <= start:
                word = mark
        if word is None or name.split(" ", 1)[0].lower() in SECTIONS:
            return name
        return f"{word} {name}" if self._are_several or SECTIONS[word.lower()] == "best" else name

    def of_all(self, names: Sequence[str], start: int) -> str | None:
        """The one section that the values from `start` on are from; `train Loss: 0.5 Acc: 0.9` says it in a name."""
        words = [word for at, word in self._marks if at <= start] or [
            first for name in names if " " in name and (first := name.split(" ", 1)[0]).lower() in SECTIONS
        ]
        return words[0] if len({SECTIONS[word.lower()] for word in words}) == 1 else None
