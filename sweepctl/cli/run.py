"""`sweepctl run`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
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
    Prior,
    Program,
    Quiet,
    SweepFile,
    WandbChoice,
)
from sweepctl.cli.output import say_problems, verb
from sweepctl.cli.working import work
from sweepctl.errors import UsageError
from sweepctl.model.wandb import Wandb


@verb
def run(
    context: typer.Context,
    file: SweepFile,
    count: Count = None,
    jobs: Jobs = "1",
    gpus: Gpus = "auto",
    gpus_per_trial: GpusPerTrial = None,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    prior: Prior = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest sweep made from FILE.")] = False,
    grace: Grace = "10",
    max_time: MaxTime = None,
    breaker: BreakerLimit = None,
    wandb: WandbChoice = Wandb.AUTO,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Create a sweep and run its trials, in one go.

    Arguments after -- are passed to every trial.

    Example: sweepctl run sweep.yaml -n 20 -j 2
    """
    seating, waits = api.seating(jobs, gpus, gpus_per_trial), api.patience(grace)
    if resume:
        if name or program or prior or cwd:
            raise UsageError("--name, --program, --prior and --cwd are for a new sweep", "leave them out with --resume")
        newest = api.newest_from(file).id
        return work(
            newest, count, seating, interpreter, waits, max_time, breaker, wandb, context.obj or (), quiet, json
        )
    checked = api.check(file, program=program, name=name, interpreter=interpreter, folder=cwd)
    if count is None and not api.has_end(checked.spec):
        raise UsageError(f"{file} has no end: neither `run_cap` nor a finite space", f"sweepctl run {file} -n 20")
    api.require_apart(checked.spec, seating)
    api.require_gpus(checked.spec, seating)
    sweep, checked = api.create(file, program=program, name=name, interpreter=interpreter, folder=cwd, prior=prior)
    if not quiet and not json:
        say_problems(checked.problems)
    return work(sweep.id, count, seating, None, waits, max_time, breaker, wandb, context.obj or (), quiet, json)
