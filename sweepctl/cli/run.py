"""`sweepctl run`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.making import (
    Changes,
    DryRun,
    EarlyStop,
    FileOrProgram,
    Maximize,
    MethodChoice,
    Metric,
    Minimize,
    Ranges,
    inline_of,
    making_of,
)
from sweepctl.cli.options import (
    BreakerLimit,
    Count,
    Folder,
    Gpus,
    GpusPerTrial,
    Grace,
    Interpreter,
    Jobs,
    Json,
    MaxTime,
    Name,
    OnEvent,
    Prior,
    Program,
    Quiet,
    WandbChoice,
)
from sweepctl.cli.output import say_problems, verb
from sweepctl.cli.working import work
from sweepctl.errors import UsageError
from sweepctl.model.wandb import Wandb


@verb
def run(
    context: typer.Context,
    file: FileOrProgram,
    ranges: Ranges = None,
    count: Count = None,
    jobs: Jobs = "1",
    gpus: Gpus = "auto",
    gpus_per_trial: GpusPerTrial = None,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    prior: Prior = None,
    changes: Changes = None,
    metric: Metric = None,
    minimize: Minimize = False,
    maximize: Maximize = False,
    method: MethodChoice = None,
    early_stop: EarlyStop = None,
    dry_run: DryRun = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest sweep made from FILE.")] = False,
    grace: Grace = "10",
    max_time: MaxTime = None,
    breaker: BreakerLimit = None,
    on_event: OnEvent = None,
    wandb: WandbChoice = Wandb.AUTO,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Create a sweep and run its trials, in one go.

    With ranges no sweep file is needed: 1..4 (whole), 0.1..0.5, log(a,b), int(a,b), q(a,b,step), normal(mu,sigma),
    [a,b,c], or one value. Arguments after -- are passed to every trial.

    Example: sweepctl run sweep.yaml -n 20 -j 2

    Example: sweepctl run train.py 'lr=log(1e-5,1e-1)' layers=1..4 --metric val_loss -n 20
    """
    inline = inline_of(ranges, metric, minimize, maximize, method, early_stop)
    seating, waits, hooks = api.seating(jobs, gpus, gpus_per_trial), api.patience(grace), api.hooks(on_event)
    if resume:
        if name or program or prior or cwd or changes or dry_run or inline != api.Inline():
            raise UsageError("what makes a new sweep, such as --name and --set, does not go with --resume")
        newest = api.newest_from(file).id
        return work(
            newest, count, seating, interpreter, waits, max_time, breaker, hooks, wandb, context.obj or (), quiet, json
        )
    making = making_of(file, inline, changes, program, name, interpreter, cwd)
    if dry_run:
        return making.dry_run(context.obj or (), quiet, json)
    checked = making.check()
    if count is None and not api.has_end(checked.spec):
        raise UsageError(f"{file} has no end: neither `run_cap` nor a finite space", "say how many trials: -n 20")
    api.require_limits(count, max_time, breaker)
    api.require_apart(checked.spec, seating)
    api.require_gpus(checked.spec, seating)
    sweep, checked = making.create(prior)
    if not quiet and not json:
        say_problems(checked.problems)
    return work(sweep.id, count, seating, None, waits, max_time, breaker, hooks, wandb, context.obj or (), quiet, json)
