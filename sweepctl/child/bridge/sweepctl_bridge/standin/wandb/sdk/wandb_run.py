"""A run that keeps nothing but what a script may read back: config, summary, names, step."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from ..anything import Anything, unserved
from ..errors.term import termlog
from .wandb_artifact import Artifact
from .wandb_config import Config
from .wandb_globals import current, hand_out
from .wandb_settings import Settings
from .wandb_summary import Summary

_NO_ARTIFACTS = "install wandb and log in to use artifacts, or read the file from a path"


class Run:
    """What `wandb.init` gives."""

    offline = True
    disabled = False
    resumed = False
    starting_step = 0
    mode = "offline"
    url = ""
    sweep_url = ""
    project_url = ""

    def __init__(self, run_id: str, config: Config, given: Mapping[str, Any]) -> None:
        environ = os.environ
        self.id = run_id
        self.config = config
        self.summary = Summary(self._summary_update_callback)
        self.name = given.get("name") or environ.get("WANDB_NAME") or run_id
        self.notes = given.get("notes") or environ.get("WANDB_NOTES")
        self.tags = tuple(given.get("tags") or ())
        self.project = given.get("project") or environ.get("WANDB_PROJECT") or "uncategorized"
        self.entity = given.get("entity") or environ.get("WANDB_ENTITY") or ""
        self.group = given.get("group") or environ.get("WANDB_RUN_GROUP") or ""
        self.job_type = given.get("job_type") or environ.get("WANDB_JOB_TYPE") or ""
        self.sweep_id = environ.get("WANDB_SWEEP_ID")
        self.settings = given.get("settings") or Settings()
        self.start_time = time.time()
        self._given_dir = given.get("dir")
        self._step = 0

    def __enter__(self) -> Run:  # noqa: PYI034 (typing has no Self before 3.11)
        return self

    def __exit__(self, *exception: object) -> None:
        self.finish()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    @property
    def step(self) -> int:
        """The step of the next row."""
        return self._step

    @property
    def path(self) -> str:
        """Entity, project and id."""
        return "/".join(part for part in (self.entity, self.project, self.id) if part)

    @property
    def dir(self) -> str:
        """A folder for the script's files: in the trial's own, where the script says none."""
        root = self._given_dir or os.environ.get("WANDB_DIR") or os.environ.get("SWEEPCTL_TRIAL_DIR") or "."
        folder = os.path.join(os.path.abspath(root), "wandb", f"run-{self.id}", "files")
        os.makedirs(folder, exist_ok=True)
        return folder

    def log(self, data: Mapping[str, Any], step: int | None = None, commit: bool | None = None, **_: Any) -> None:
        """Take a row, or a part of one. Raises TypeError for what is no dict, as W&B does."""
        if not isinstance(data, Mapping):
            raise TypeError("wandb.log must be passed a dictionary")
        if step is not None:
            self._step = max(self._step, int(step))
        if (step is None and commit is None) or commit:
            self._step += 1
        self.summary.keep(data)

    def _summary_update_callback(self, record: Any) -> None:
        """What the script has put into the summary; `sweepctl_bridge` listens here."""

    def finish(self, *args: Any, **kwargs: Any) -> None:
        """End it."""
        if current() is self:
            hand_out(None)

    join = finish

    def define_metric(self, *args: Any, **kwargs: Any) -> Anything:
        """What W&B would make of a metric."""
        return Anything()

    def watch(self, *args: Any, **kwargs: Any) -> None:
        """Gradients are not looked at."""

    unwatch = mark_preempting = log_code = log_model = link_model = link_artifact = watch

    def alert(self, title: str = "", text: str = "", *args: Any, **kwargs: Any) -> None:
        """Said on stderr."""
        termlog(f"alert: {title}: {text}")

    def save(self, *args: Any, **kwargs: Any) -> list[str]:
        """Files stay where they are."""
        return []

    def restore(self, *args: Any, **kwargs: Any) -> None:
        """There is nothing to restore from."""

    def log_artifact(self, artifact_or_path: Any = None, name: Any = None, *args: Any, **kwargs: Any) -> Artifact:
        """Take an artifact."""
        return artifact_or_path if isinstance(artifact_or_path, Artifact) else Artifact(str(name or artifact_or_path))

    upsert_artifact = finish_artifact = log_artifact

    def use_artifact(self, artifact_or_name: Any = None, *args: Any, **kwargs: Any) -> Artifact:
        """Give back an artifact that the script made. Raises UsageError for one that W&B has."""
        if isinstance(artifact_or_name, Artifact):
            return artifact_or_name
        raise unserved(f"use_artifact({artifact_or_name!r})", _NO_ARTIFACTS)

    def use_model(self, name: Any = None, *args: Any, **kwargs: Any) -> str:
        """Raises UsageError: W&B has it."""
        raise unserved(f"use_model({name!r})", _NO_ARTIFACTS)

    def get_url(self) -> str:
        """There is none."""
        return ""

    get_project_url = get_sweep_url = get_url

    def project_name(self) -> str:
        """The project."""
        return str(self.project)

    def to_html(self, *args: Any, **kwargs: Any) -> str:
        """There is no page to show."""
        return ""

    def display(self, *args: Any, **kwargs: Any) -> bool:
        """There is no page to show."""
        return False
