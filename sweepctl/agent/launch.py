"""From a claimed point to the command that runs it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from sweepctl.agent.environment import trial_environment
from sweepctl.agent.folder import prepare, trial_folder
from sweepctl.agent.parts import part_arguments
from sweepctl.agent.process import Command
from sweepctl.command import Filling, Template, macros_in, render, unset_variables
from sweepctl.errors import StoreError, UsageError
from sweepctl.model.params import Params
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
        unset = unset_variables(template.command, environ)
        if unset:
            raise UsageError(f"`command` asks for the environment variable {unset[0]}, which is not set")
        if not self._folder.is_dir():
            raise UsageError(f"the folder of the sweep is gone: {self._folder}")

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
        folder = self.folder(execution)
        environ = trial_environment(self._sweep, execution, self._agent, folder, self._wandb)
        filling = Filling(
            interpreter=self._template.interpreter.path,
            program=self._sweep.spec.program or "",
            params=self._given(execution, params),
            sweep=execution.sweep,
            trial=execution.trial,
            folder=folder,
            environ=environ,
        )
        return Command([*render(self._template.command, filling), *self._extra], self._folder, environ)

    def obstacle(self) -> str | None:
        """Why the program cannot be started now, as far as that shows without trying."""
        program = self._sweep.spec.program
        if self._needs_program and program and not (self._folder / program).exists():
            return f"{program} is not in {self._folder}"
        return None
