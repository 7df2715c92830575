"""`sweepctl agent`."""

from __future__ import annotations

import typer

from sweepctl.cli.options import (
    BreakerLimit,
    Count,
    Grace,
    Interpreter,
    Jobs,
    Json,
    MaxTime,
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
    jobs: Jobs = 1,
    interpreter: Interpreter = None,
    grace: Grace = 10.0,
    max_time: MaxTime = None,
    breaker: BreakerLimit = None,
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
    return work(sweep, count, jobs, interpreter, grace, max_time, breaker, wandb, context.obj or (), quiet, json)
