"""From a claimed point to the command that runs it."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from sweepctl.agent.environment import trial_environment
from sweepctl.agent.folder import prepare, trial_folder
from sweepctl.agent.parts import part_arguments
from sweepctl.agent.processes.buffering import line_by_line
from sweepctl.agent.processes.process import Command
from sweepctl.agent.sources import require
from sweepctl.agent.sources.base import Place
from sweepctl.agent.sources.sources import Sources
from sweepctl.command import Filling, Template, asked_variables, expand, macros_in, render, render_masked
from sweepctl.errors import StoreError, UsageError
from sweepctl.model.masked import variables_in
from sweepctl.model.params import Params
from sweepctl.model.spec import Output
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution
from sweepctl.model.wandb import Wandb


class Launch:
    """Makes the commands of one sweep's executions on this machine."""

    def __init__(
        self, sweep: Sweep, template: Template, extra: Sequence[str], store: Path, agent: str, wandb: Wandb
    ) -> None:
        """Check what can be checked before anything runs. Raises UsageError."""
        self._sweep = sweep
        self._template = template
        self._extra = extra
        self._store = store
        self._agent = agent
        self._wandb = wandb
        self._folder = Path(sweep.folder)
        self._needs_program = any(name == "program" for _, name in macros_in(template.command))
        environ: Mapping[str, str] = {**os.environ, **sweep.spec.env}
        objectives = sweep.spec.objectives
        asking = {
            "env": [name for text in sweep.spec.env.values() for name in variables_in(text)],
            "command": asked_variables(template.command),
            "source": asked_variables([one.source.path for one in objectives if one.source]),
        }
        for key, names in asking.items():
            unset = [name for name in names if name not in (os.environ if key == "env" else environ)]
            if unset:
                raise UsageError(f"`{key}` asks for the environment variable {unset[0]}, which is not set")
        require(objectives)
        if not self._folder.is_dir():
            raise UsageError(f"the folder of the sweep is gone: {self._folder}")

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self._store

    def folder(self, execution: Execution) -> Path:
        """The execution's own folder: the trial's, or one inside it where a trial has several parts."""
        part = execution.part if self._sweep.spec.parts.count > 1 else None
        return trial_folder(self._store, execution.sweep, execution.trial, part)

    def _given(self, execution: Execution, params: Params) -> Params:
        return {**params, **part_arguments(self._sweep.spec.parts, self._sweep.seed, execution.part)}

    def prepare(self, execution: Execution, params: Params) -> None:
        """Make the execution's folder. Raises OSError, and StoreError where the store is gone."""
        if not self._store.is_dir():
            raise StoreError(f"the store is gone: {self._store} was removed")
        prepare(self.folder(execution), self._given(execution, params))

    def command(self, execution: Execution, params: Params) -> Command:
        """What to run. Raises UsageError."""
        filling = self._filling(execution, params)
        argv = [*render(self._template.command, filling), *self._extra]
        environ, output = filling.environ, self._sweep.spec.stdout
        if output is Output.AUTO:
            environ = {**environ, **line_by_line(argv, self._folder, environ)}
        told = [*render_masked(self._template.command, filling), *self._extra]
        return Command(argv, self._folder, environ, output is Output.PTY, told=told)

    def sources(self, execution: Execution, params: Params) -> Sources:
        """What the metrics are read from beside the output, as it is now. Raises UsageError."""
        objectives = self._sweep.spec.objectives
        asked = {one.source for one in objectives if one.source is not None}
        if not asked:
            return Sources()
        filling = self._filling(execution, params)
        folder = Path(glob.escape(str(self._folder)))
        places = {one: Place(str(folder / expand(one.path, filling, glob.escape))) for one in asked}
        return Sources(objectives, places)

    def _filling(self, execution: Execution, params: Params) -> Filling:
        folder = self.folder(execution)
        environ = trial_environment(self._sweep, execution, self._agent, folder, self._wandb)
        return Filling(
            interpreter=self._template.interpreter.path,
            program=self._sweep.spec.program or "",
            params=self._given(execution, params),
            sweep=execution.sweep,
            trial=execution.trial,
            folder=folder,
            environ=environ,
        )

    def obstacle(self) -> str | None:
        """Why the program cannot be started now, as far as that shows without trying."""
        program = self._sweep.spec.program
        if self._needs_program and program and not (self._folder / program).exists():
            return f"{program} is not in {self._folder}"
        return None
