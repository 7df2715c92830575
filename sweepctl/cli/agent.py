"""`sweepctl agent`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.options import (
    BreakerLimit,
    Count,
    Gpus,
    GpusPerTrial,
    Grace,
    Interpreter,
    Jobs,
    Json,
    MaxTime,
    OnEvent,
    Quiet,
    SweepName,
    WandbChoice,
)
from sweepctl.cli.output import verb
from sweepctl.cli.working import work
from sweepctl.model.wandb import Wandb


@verb
def agent(
    context: typer.Context,
    sweep: SweepName = None,
    count: Count = None,
    jobs: Jobs = "1",
    gpus: Gpus = "auto",
    gpus_per_trial: GpusPerTrial = None,
    interpreter: Interpreter = None,
    grace: Grace = "10",
    max_time: MaxTime = None,
    breaker: BreakerLimit = None,
    on_event: OnEvent = None,
    wandb: WandbChoice = Wandb.AUTO,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Run trials of a sweep until there is no more to do.

    Ctrl-C once: no new trials. Twice: running ones go back to the queue. Three times: they are killed.
    SIGTERM, or the end of --max-time, is like the second: running trials get --grace to save what they have.
    Arguments after -- are passed to every trial.

    Example: sweepctl agent --count 20 -j 4
    """
    seating, waits, hooks = api.seating(jobs, gpus, gpus_per_trial), api.patience(grace), api.hooks(on_event)
    return work(
        sweep, count, seating, interpreter, waits, max_time, breaker, hooks, wandb, context.obj or (), quiet, json
    )
