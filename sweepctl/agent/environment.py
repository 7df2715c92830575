"""What a trial's process finds in its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sweepctl.agent.folder import METRICS, PARAMS_JSON, PARAMS_YAML
from sweepctl.model.seed import derived_seed
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution


def run_id(execution: Execution) -> str:
    """A W&B run id of its own for every start of a program."""
    part = f"-part{execution.part}" if execution.part else ""
    return f"{execution.sweep}-{execution.trial}-{execution.attempt}{part}"


def trial_environment(sweep: Sweep, execution: Execution, agent: str, folder: Path) -> dict[str, str]:
    """Our own environment, the variables that tell a script which trial it is, W&B's names for them, and `env:`.

    `WANDB_MODE` is set to offline unless the user has set it; with W&B online on purpose, `WANDB_SWEEP_ID` is left
    out, since W&B would look the sweep up on its server.
    """
    wandb_mode = sweep.spec.env.get("WANDB_MODE") or os.environ.get("WANDB_MODE") or "offline"
    ours = {
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "250",
        "SWEEPCTL_SWEEP_ID": execution.sweep,
        "SWEEPCTL_TRIAL": str(execution.trial),
        "SWEEPCTL_ATTEMPT": str(execution.attempt),
        "SWEEPCTL_PART": str(execution.part),
        "SWEEPCTL_TRIAL_DIR": str(folder),
        "SWEEPCTL_PARAMS": str(folder / PARAMS_JSON),
        "SWEEPCTL_SEED": str(derived_seed(sweep.seed, execution.trial, execution.part)),
        "SWEEPCTL_METRICS_FILE": str(folder / METRICS),
        "SWEEPCTL_AGENT": agent,
        "SWEEPCTL_EXECUTION": str(execution),
        "WANDB_SWEEP_PARAM_PATH": str(folder / PARAMS_YAML),
        "WANDB_RUN_ID": run_id(execution),
        "WANDB_MODE": wandb_mode,
    }
    if wandb_mode != "online":
        ours["WANDB_SWEEP_ID"] = execution.sweep
    given: Mapping[str, str] = sweep.spec.env
    return {**os.environ, **ours, **given}
