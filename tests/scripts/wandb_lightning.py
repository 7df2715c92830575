"""A loop that logs through a logger object, as Lightning does; the run starts at the first use of `experiment`."""

import time
from argparse import Namespace

import wandb
from wandb.sdk.lib import RunDisabled
from wandb.sdk.wandb_run import Run


class Logger:
    def __init__(self, **init):
        self._init = init
        self._run = None

    @property
    def experiment(self):
        if self._run is None:
            self._run = wandb.run if wandb.run is not None else wandb.init(**self._init)
            if isinstance(self._run, (Run, RunDisabled)) and getattr(self._run, "define_metric", None):
                self._run.define_metric("trainer/global_step")
                self._run.define_metric("*", step_metric="trainer/global_step", step_sync=True)
        return self._run

    def log_hyperparams(self, params):
        self.experiment.config.update(params, allow_val_change=True)

    def log_metrics(self, metrics, step):
        self.experiment.log({**metrics, "trainer/global_step": step})


logger = Logger(project="lightning", resume="allow", dir=".")
logger.log_hyperparams(Namespace(hidden=8))
good = logger.experiment.config["good"]
scale = 1.0 if good else 9.0
step = 0
for epoch in range(4 if good else 600):
    for _ in range(3):
        step += 1
        logger.log_metrics({"train_loss": scale * 2, "epoch": epoch}, step)
    logger.log_metrics({"val_loss": scale / (epoch + 1) ** 0.1, "epoch": epoch}, step)
    time.sleep(0.05)
logger.experiment.summary["best_model_score"] = scale
