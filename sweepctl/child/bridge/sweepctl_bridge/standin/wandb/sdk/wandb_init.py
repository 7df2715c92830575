"""`wandb.init`: from the script's configuration and the sweep's to a run."""

from __future__ import annotations

import os
from typing import Any

from ..errors.term import termlog
from .lib.runid import generate_id
from .wandb_config import Config, as_mapping, of_the_sweep
from .wandb_globals import current, hand_out
from .wandb_run import Run

_DEFAULTS = "config-defaults.yaml"


def init(
    entity: Any = None,
    project: Any = None,
    dir: Any = None,  # noqa: A002
    id: Any = None,  # noqa: A002
    name: Any = None,
    notes: Any = None,
    tags: Any = None,
    config: Any = None,
    config_exclude_keys: Any = None,
    config_include_keys: Any = None,
    group: Any = None,
    job_type: Any = None,
    reinit: Any = None,
    settings: Any = None,
    **_: Any,
) -> Run:
    """A run; the one that is active, unless `reinit` ends it or asks for another beside it."""
    active: Run | None = current()
    if active is not None and reinit in (True, "finish_previous"):
        active.finish()
    elif active is not None and reinit != "create_new":
        return active
    termlog("sweepctl's stand-in: metrics go to the sweep, nothing to W&B", repeat=False)
    given = {
        "entity": entity, "project": project, "dir": dir, "name": name, "notes": notes, "tags": tags, "group": group,
        "job_type": job_type, "settings": settings,
    }  # fmt: skip
    run = Run(_run_id(id), _config(config, config_exclude_keys, config_include_keys), given)
    hand_out(run)
    return run


def finish(*args: Any, **kwargs: Any) -> None:
    """End the run, if there is one."""
    active = current()
    if active is not None:
        active.finish()


def _run_id(asked: Any) -> str:
    """In a sweep the agent's; else the script's, or a new one."""
    ours = os.environ.get("WANDB_RUN_ID")
    if ours and os.environ.get("WANDB_SWEEP_ID"):
        return ours
    return str(asked or ours or generate_id())


def _config(given: Any, exclude: Any, include: Any) -> Config:
    values = as_mapping(given)
    if include:
        values = {key: value for key, value in values.items() if key in include}
    config = Config()
    if os.path.exists(_DEFAULTS):
        config.update(_DEFAULTS)
    config.update({key: value for key, value in values.items() if key not in (exclude or ())})
    config.lock(of_the_sweep(os.environ))
    return config
