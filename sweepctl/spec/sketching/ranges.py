"""Which settings to vary, and how far: by what their names usually mean, around their defaults.

The ranges are those that practitioners sweep: J. Bergstra, Y. Bengio, JMLR 13, 2012; Y. Bengio: Practical
Recommendations for Gradient-Based Training of Deep Architectures, arXiv:1206.5533.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sweepctl.model.checks import is_number
from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Setting
from sweepctl.model.sketch import LeftOut, Varied

Block = dict[str, Value]
# More parameters than that are searched badly with few trials; the surest ones are varied.
_MOST = 10
_NUMBERS = frozenset({Kind.WHOLE, Kind.REAL})
_REAL = frozenset({Kind.REAL})
_WHOLE = frozenset({Kind.WHOLE})

# Words in names that are not varied, and why.
_FIXED: Sequence[tuple[str, str]] = (
    ("seed random_state", "the same for every trial; `repeats: 3` would vary it"),
    ("fold folds kfold kfolds split splits n_splits", "`folds: 5` would run each point once per fold"),
    (
        """epoch epochs n_epochs num_epochs steps max_steps n_steps num_steps total_steps train_steps iter iters
        max_iter max_iters n_iter n_iters num_iters iterations updates episodes rounds timesteps total_timesteps
        max_evals warmup_steps warmup_epochs patience budget""",
        "how long a trial takes",
    ),
    (
        """data dataset datasets dataset_name datadir dir dirs directory path paths file files folder root out output
        outputs outdir save load ckpt checkpoint checkpoints resume restore pretrained config cfg cache download url
        logdir tensorboard""",
        "files and data",
    ),
    (
        """device devices gpu gpus cuda cpu mps tpu accelerator worker workers num_workers n_workers threads n_threads
        jobs n_jobs nodes procs port host rank local_rank world_size backend distributed ddp dist pin_memory fp16 bf16
        amp precision compile memory timeout""",
        "the machine",
    ),
    (
        """verbose verbosity debug quiet silent log logs logging print plot show progress every interval freq frequency
        name run_name exp experiment project entity wandb mlflow tag tags note notes group version user email comment
        profile dry_run smoke""",
        "what is said and kept",
    ),
    (
        """eval evaluate evaluation validate test val valid train_size train_split train_ratio samples n_samples
        num_samples n_train num_train limit subset images examples rows points classes n_classes num_classes vocab
        vocab_size""",
        "what the metric is measured on",
    ),
)


@dataclass(frozen=True)
class Rule:
    """How a setting of such a name and kind is varied; None where its default says that this is another thing."""

    words: str
    kinds: Collection[Kind]
    block: Callable[[Setting], Block | None]
    why: str

    def fits(self, setting: Setting) -> bool:
        """Whether it speaks of the setting."""
        return setting.kind in {*self.kinds, Kind.UNKNOWN} and _has_word(setting.name, self.words)


def _words(name: str) -> str:
    """`optimizer.learningRate` → `learning_rate`: the last part, in small letters."""
    last = name.rpartition(".")[2]
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", last).lower()).strip("_")


@cache
def _pattern(words: str) -> str:
    return "|".join(words.split())


def _has_word(name: str, words: str) -> bool:
    return re.search(rf"(?:^|_)(?:{_pattern(words)})(?:_|$)", _words(name)) is not None


def _is_word(name: str, words: str) -> bool:
    return re.fullmatch(_pattern(words), _words(name)) is not None


def _positive(value: Value) -> float | None:
    return float(value) if is_number(value) and value > 0 else None


def round_off(value: float) -> float:
    """The number with one significant digit."""
    return float(f"{value:.0e}")


def log_block(low: float, high: float) -> Block:
    """Evenly on a log scale."""
    return {"distribution": "log_uniform_values", "min": round_off(low), "max": round_off(high)}


def _log_around(below: float, above: float, low: float, high: float) -> Callable[[Setting], Block]:
    """A default divided and multiplied; without one from `low` to `high`."""

    def block(setting: Setting) -> Block:
        default = _positive(setting.default)
        return log_block(default / below, default * above) if default else log_block(low, high)

    return block


def _between(low: float, high: float) -> Callable[[Setting], Block]:
    """Fixed limits, a default outside of them included."""

    def block(setting: Setting) -> Block:
        default = setting.default if is_number(setting.default) else low
        return {"min": float(min(low, default)), "max": float(max(high, default))}

    return block


def _powers(below: int, above: int, default: int) -> Callable[[Setting], Block]:
    """Powers of two around the default."""

    def block(setting: Setting) -> Block:
        middle = _positive(setting.default) or default
        exponent = round(math.log2(middle))
        powers = [2**one for one in range(max(0, exponent - below), exponent + above + 1)]
        return {"values": [one for one in powers if _is_allowed(setting, one)]}

    return block


def _few(most: int) -> Callable[[Setting], Block]:
    """Small whole numbers around the default."""

    def block(setting: Setting) -> Block:
        default = int(_positive(setting.default) or max(1, most // 2))
        return {"min": max(1, default // 2), "max": max(most, 2 * default)}

    return block


def _is_allowed(setting: Setting, value: float) -> bool:
    above = setting.low is None or value >= setting.low
    return above and (setting.high is None or value <= setting.high)


_DECAYS = "weight_decay wd decay l1 l2 reg lambda reg_lambda reg_alpha regularization penalty"
_WIDTHS = """width hidden hidden_size hidden_dim hiddens dim dims d_model d_ff units neurons channels embed embed_dim
    embedding filters features latent latent_dim n_embd ngf ndf"""
_DEPTHS = "layer layers n_layers num_layers n_layer depth blocks n_blocks num_blocks max_depth"
_SCALES = "temperature temp tau alpha c sigma scale eps epsilon adam_epsilon heat"
_NEAR, _LOG, _TWOS = "around the default", "on a log scale, around the default", "powers of two"
# The first that fits counts; the surest come first.
RULES: Sequence[Rule] = (
    Rule("lr learning_rate lr0 base_lr max_lr eta step_size", _REAL, _log_around(100, 10, 1e-5, 1e-1), _LOG),
    Rule("batch batch_size bs batchsize minibatch minibatch_size", _WHOLE, _powers(2, 2, 32), _TWOS),
    Rule(_DECAYS, _REAL, _log_around(100, 100, 1e-6, 1e-1), "on a log scale"),
    Rule("dropout dropout_rate drop drop_rate droprate drop_path", _REAL, _between(0.0, 0.5), "none to a half"),
    Rule(_WIDTHS, _WHOLE, _powers(2, 2, 64), _TWOS),
    Rule(_DEPTHS, _WHOLE, _few(4), _NEAR),
    Rule("momentum", _REAL, _between(0.5, 0.99), ""),
    Rule("heads n_heads num_heads n_head nhead", _WHOLE, _powers(2, 1, 4), _TWOS),
    Rule("beta1 beta_1", _REAL, _between(0.8, 0.99), ""),
    Rule("beta2 beta_2", _REAL, _between(0.9, 0.9999), ""),
    Rule("gamma discount", _REAL, _between(0.9, 0.999), ""),
    Rule("label_smoothing smoothing warmup warmup_ratio", _REAL, _between(0.0, 0.2), ""),
    Rule("mixup cutmix noise", _REAL, _between(0.0, 1.0), ""),
    Rule("subsample colsample colsample_bytree bagging_fraction feature_fraction", _REAL, _between(0.5, 1.0), ""),
    Rule("clip grad_clip max_norm max_grad_norm clip_norm", _REAL, _log_around(10, 10, 0.1, 10), _LOG),
    Rule(_SCALES, _REAL, _log_around(10, 10, 0.1, 10), _LOG),
    Rule("n_estimators estimators trees n_trees num_trees num_leaves leaves", _WHOLE, _powers(2, 2, 128), _TWOS),
    Rule("neighbors n_neighbors k kernel kernel_size", _WHOLE, _few(8), _NEAR),
)


def _generic(setting: Setting) -> tuple[Block | None, str]:
    """A number whose name says nothing: around its default."""
    default = setting.default
    if setting.low is not None and setting.high is not None and _is_near(setting.high - setting.low, default):
        return _limits(setting.low, setting.high, setting.kind), "all that it takes"
    if not is_number(default):
        return None, "has no default: say how far it goes"
    if setting.kind is Kind.WHOLE:
        if default < 1:
            return None, "its range is not known"
        return {"min": max(1, int(default) // 2), "max": max(2, 2 * int(default))}, "around the default"
    if 0.01 <= default <= 1 or default == 0:
        return {"min": 0.0, "max": 1.0}, "a guess: its name says nothing"
    if default > 0:
        return log_block(default / 10, default * 10), "a guess: around the default"
    return {"min": 2.0 * default, "max": 0.0}, "a guess: around the default"


def _is_near(span: float, default: Value) -> bool:
    """Whether limits are about the values that make sense: those of a 32-bit number are not."""
    return not is_number(default) or span <= 100 * max(1.0, abs(float(default)))


def _limits(low: float, high: float, kind: Kind) -> Block:
    """All between, on a log scale where that is several powers of ten."""
    if kind is Kind.WHOLE:
        return {"min": math.ceil(low), "max": math.floor(high)}
    if 0 < low < high / 100:
        return {"distribution": "log_uniform_values", "min": float(low), "max": float(high)}
    return {"min": float(low), "max": float(high)}


def _inside(setting: Setting, block: Block) -> Block:
    """The range within the limits that the program itself declares."""
    found = dict(block)
    for key, limit, choose in (("min", setting.low, max), ("max", setting.high, min)):
        value = found.get(key)
        if limit is not None and isinstance(value, int | float):
            found[key] = type(value)(choose(value, limit))
    return found


def _why_fixed(setting: Setting) -> str | None:
    """Why it is better left alone; a name that says what to vary wins over one that says what not to."""
    known = next((rule for rule in RULES if rule.fits(setting)), None)
    for words, why in _FIXED:
        if _is_word(setting.name, words) or (known is None and _has_word(setting.name, words)):
            return why
    return None


def propose(setting: Setting) -> tuple[int, Varied | LeftOut]:
    """What to do with a setting, and how sure that is: less is surer."""
    name = setting.name
    if (why := _why_fixed(setting)) is not None:
        return 0, LeftOut(name, why, {"value": setting.default} if is_number(setting.default) else None)
    if len(setting.choices) == 1:
        return 0, LeftOut(name, "it has one choice")
    if setting.choices:
        return 0, Varied(name, {"values": list(setting.choices)}, "its choices")
    if setting.kind in {Kind.SWITCH, Kind.BOOLEAN}:
        why = "there if true, not there if false" if setting.kind is Kind.SWITCH else ""
        return len(RULES), Varied(name, {"values": [True, False]}, why)
    for place, rule in enumerate(RULES):
        if rule.fits(setting) and (block := rule.block(setting)):
            return place, Varied(name, _inside(setting, block), rule.why)
    if setting.kind not in _NUMBERS:
        return 0, LeftOut(name, _WHY[setting.kind])
    block, why = _generic(setting)
    return (len(RULES) + 1, Varied(name, _inside(setting, block), why)) if block else (0, LeftOut(name, why))


_WHY = {
    Kind.TEXT: "a text without known choices",
    Kind.SEVERAL: "takes several values",
    Kind.UNKNOWN: "what it takes is not known",
    Kind.OTHER: "its type is not known, or makes a text of every value",
}


def choose(settings: Sequence[Setting]) -> tuple[list[Varied], list[LeftOut]]:
    """What to vary, in the program's own order, and what not."""
    varied: list[tuple[int, int, Varied]] = []
    left: list[LeftOut] = []
    for place, setting in enumerate(settings):
        rank, found = propose(setting)
        if isinstance(found, Varied):
            varied.append((rank, place, found))
        else:
            left.append(found)
    kept = sorted(sorted(varied, key=lambda one: one[:2])[:_MOST], key=lambda one: one[1])
    beyond = [one for _, _, one in varied if all(one is not chosen for _, _, chosen in kept)]
    left += [LeftOut(one.name, "one parameter too many for a few trials", one.block) for one in beyond]
    return [one for _, _, one in kept], left
