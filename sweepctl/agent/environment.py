"""What a trial's process finds in its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sweepctl import child
from sweepctl.agent.folder import METRICS, PARAMS_JSON, PARAMS_YAML
from sweepctl.model.masked import resolved
from sweepctl.model.seed import derived_seed
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution
from sweepctl.model.wandb import Wandb

BRIDGE = Path(child.__file__).parent / "bridge"
# With any other, W&B's server takes part, and knows nothing of our sweeps.
_WITHOUT_SERVER = {"offline", "disabled", "dryrun"}


def run_id(execution: Execution) -> str:
    """A W&B run id of its own for every start of a program."""
    part = f"-part{execution.part}" if execution.part else ""
    return f"{execution.sweep}-{execution.trial}-{execution.attempt}{part}"


def trial_environment(sweep: Sweep, execution: Execution, agent: str, folder: Path, wandb: Wandb) -> dict[str, str]:
    """Our own environment, the variables that tell a script which trial it is, W&B's names for them, and `env:`."""
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
    }
    given: Mapping[str, str] = resolved(sweep.spec.env, os.environ)
    theirs = {**os.environ, **given}
    tracking = _tracking(execution, folder, theirs)
    return {**os.environ, **ours, **tracking, **given, **_bridge(wandb, theirs, {**tracking, **given})}


def _tracking(execution: Execution, folder: Path, theirs: Mapping[str, str]) -> dict[str, str]:
    """W&B's own names, offline unless the user has set `WANDB_MODE`.

    Online on purpose, W&B stays the tracker: it gets the parameters and groups the runs of a sweep. A sweep's or a
    run's id from us it would look up on its server.
    """
    params = {"WANDB_SWEEP_PARAM_PATH": str(folder / PARAMS_YAML)}
    mode = theirs.get("WANDB_MODE") or "offline"
    if mode not in _WITHOUT_SERVER:
        return {**params, "WANDB_MODE": mode, "WANDB_RUN_GROUP": theirs.get("WANDB_RUN_GROUP") or execution.sweep}
    ids = {"WANDB_RUN_ID": run_id(execution), "WANDB_SWEEP_ID": execution.sweep}
    return {**params, "WANDB_MODE": mode, **ids}


def _bridge(wandb: Wandb, theirs: Mapping[str, str], tracking: Mapping[str, str]) -> dict[str, str]:
    """What `child/bridge` needs; no name begins with WANDB_, since scripts wipe those for their workers."""
    if wandb is Wandb.OFF:
        return {}
    mode = tracking["WANDB_MODE"]
    # Who tracks at W&B on purpose must learn that wandb is not installed.
    kind = Wandb.REAL if wandb is Wandb.AUTO and mode not in _WITHOUT_SERVER else wandb
    path = [str(BRIDGE), *filter(None, [theirs.get("PYTHONPATH")])]
    bridge = {"SWEEPCTL_WANDB": kind.value, "SWEEPCTL_WANDB_MODE": mode}
    if "WANDB_RUN_ID" in tracking:
        bridge["SWEEPCTL_WANDB_RUN"] = tracking["WANDB_RUN_ID"]
    return {"PYTHONPATH": os.pathsep.join(path), **bridge}
