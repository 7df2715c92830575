"""`sweepctl run`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import (
    BreakerLimit,
    Count,
    Folder,
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
    jobs: Jobs = 1,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    prior: Prior = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest sweep made from FILE.")] = False,
    grace: Grace = 10.0,
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
    if resume:
        if name or program or prior or cwd:
            raise UsageError("--name, --program, --prior and --cwd are for a new sweep", "leave them out with --resume")
        return work(
            api.newest_from(file).id,
            count,
            jobs,
            interpreter,
            grace,
            max_time,
            breaker,
            wandb,
            context.obj or (),
            quiet,
            json,
        )
    checked = api.check(file, program=program, name=name, interpreter=interpreter, folder=cwd)
    if count is None and not api.has_end(checked.spec):
        raise UsageError(f"{file} has no end: neither `run_cap` nor a finite space", f"sweepctl run {file} -n 20")
    api.require_apart(checked.spec, jobs)
    sweep, checked = api.create(file, program=program, name=name, interpreter=interpreter, folder=cwd, prior=prior)
    if not quiet and not json:
        say_problems(checked.problems)
    return work(sweep.id, count, jobs, None, grace, max_time, breaker, wandb, context.obj or (), quiet, json)
