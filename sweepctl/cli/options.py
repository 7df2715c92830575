"""Arguments and options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sweepctl.model.form import Form
from sweepctl.model.wandb import Wandb

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print only what is asked for.")]
OptionalFile = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The sweep file, such as sweep.yaml.")]
SweepName = Annotated[
    str | None, typer.Argument(metavar="[SWEEP]", help="Id, beginning of an id, or name; default: the newest here.")
]
OfSweep = Annotated[str | None, typer.Option("--sweep", help="Of which sweep; default: the newest here.")]
Program = Annotated[str | None, typer.Option("--program", help="The script to run, in place of the file's `program`.")]
Name = Annotated[str | None, typer.Option("--name", help="A name for the sweep.")]
Interpreter = Annotated[str | None, typer.Option("--interpreter", help="The Python that `${interpreter}` stands for.")]
Folder = Annotated[Path | None, typer.Option("--cwd", help="Where trials run; default: the current folder.")]
Prior = Annotated[
    str | None,
    typer.Option("--prior", metavar="SWEEP|FILE.csv", help="Earlier trials for the search to start with."),
]
Count = Annotated[
    int | None, typer.Option("-n", "--count", metavar="N", help="Leave after so many trials of this agent's own.")
]
Jobs = Annotated[
    str, typer.Option("-j", "--jobs", metavar="N|auto", help="Trials at a time; auto: as many as the machine can take.")
]
Gpus = Annotated[
    str,
    typer.Option(
        "--gpus", metavar="auto|all|0,1|none", help="For the trials; auto: each has one that nobody else is using."
    ),
]
GpusPerTrial = Annotated[
    float | None, typer.Option("--gpus-per-trial", metavar="N", help="GPUs for each trial; 0.5: two trials share one.")
]
Grace = Annotated[
    str,
    typer.Option("--grace", metavar="S[,S]", help="Seconds for a trial after SIGINT, and after SIGTERM (10, or 30,5)."),
]
MaxTime = Annotated[
    str | None,
    typer.Option(
        "--max-time", metavar="TIME", help="Leave after so long, such as 2h; running trials go back to the queue."
    ),
]
BreakerLimit = Annotated[
    int | None,
    typer.Option("--breaker", metavar="N", help="Leave after so many quick failures in a row (5); 0: never."),
]
OnEvent = Annotated[
    list[str] | None,
    typer.Option(
        "--on-event",
        metavar="[EVENT,…=]CMD",
        help="Run CMD, told by JSON on stdin, when: finished, improved, failed, breaker; repeatable.",
    ),
]
WandbChoice = Annotated[
    Wandb,
    typer.Option("--wandb", help="What scripts import as wandb; auto: the real one if installed, else a stand-in."),
]
Format = Annotated[Form | None, typer.Option("--format", help="Only this, for other programs to read.")]
