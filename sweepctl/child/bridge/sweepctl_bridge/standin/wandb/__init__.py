"""A wandb for scripts that import it where it is not installed: their parameters arrive, their metrics are seen.

It has no account, no network and no files of its own. What a script logs is written down by `sweepctl_bridge`, which
listens to this `Run` as it does to the real one. What only draws, stores or uploads is taken and forgotten; what
would have to give something back from W&B's server raises `wandb.Error` with a sentence.
"""

from __future__ import annotations

import sys
from typing import Any

from . import data_types, elsewhere, env, errors, integration, sdk
from . import functions as util
from .anything import Unserved, forgotten
from .apis import Api
from .data_types import (
    Audio,
    Bokeh,
    Classes,
    Graph,
    Histogram,
    Html,
    Image,
    JoinedTable,
    Molecule,
    Object3D,
    Plotly,
    Table,
    Video,
    box3d,
)
from .errors import CommError, Error, UsageError
from .errors.term import termerror, termlog, termsetup, termwarn
from .sdk import (
    AlertLevel,
    Artifact,
    Config,
    Settings,
    agent,
    controller,
    finish,
    init,
    login,
    require,
    setup,
    sweep,
    teardown,
)
from .sdk.wandb_globals import Early
from .sdk.wandb_run import Run

__version__ = "0.31.0+sweepctl"
__all__ = (
    "AlertLevel",
    "Api",
    "Artifact",
    "Audio",
    "Bokeh",
    "Classes",
    "CommError",
    "Config",
    "Error",
    "Graph",
    "Histogram",
    "Html",
    "Image",
    "JoinedTable",
    "Molecule",
    "Object3D",
    "Plotly",
    "Run",
    "Settings",
    "Table",
    "UsageError",
    "Video",
    "agent",
    "box3d",
    "controller",
    "data_types",
    "env",
    "errors",
    "finish",
    "init",
    "login",
    "require",
    "run",
    "sdk",
    "setup",
    "sweep",
    "teardown",
    "termerror",
    "termlog",
    "termsetup",
    "termwarn",
    "util",
)  # fmt: skip

join = finish
attach = _attach = setup
wandb_sdk = sdk
wandb_lib = sdk.lib
api = Unserved("wandb.api")
patched: dict[str, list[Any]] = {"tensorboard": [], "keras": [], "gym": []}

# `wandb.keras` is an older name of `wandb.integration.keras`, and so on.
for _name in integration.__all__:
    sys.modules[f"{__name__}.{_name}"] = globals()[_name] = getattr(integration, _name)
sys.modules[f"{__name__}.util"] = util
elsewhere.install()

# Set by `init`, and back by `finish`.
run: Run | None = None
config: Any = Early("config")
summary: Any = Early("summary")
log: Any = Early("log")
save: Any = Early("save")
watch: Any = Early("watch")
unwatch: Any = Early("unwatch")
alert: Any = Early("alert")
define_metric: Any = Early("define_metric")
mark_preempting: Any = Early("mark_preempting")
log_artifact: Any = Early("log_artifact")
use_artifact: Any = Early("use_artifact")
log_model: Any = Early("log_model")
use_model: Any = Early("use_model")
link_model: Any = Early("link_model")
restore: Any = Early("restore")


def ensure_configured() -> None:
    """There is nothing to configure."""


def __getattr__(name: str) -> Any:
    """Whatever else a script takes from wandb does nothing."""
    return forgotten(__name__, name)
