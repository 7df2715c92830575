"""A trainer that reports to whichever trackers are installed, as Hugging Face's does."""

import contextlib
import importlib.metadata
import importlib.util
import time


def is_wandb_available():
    return importlib.util.find_spec("wandb") is not None and importlib.metadata.version("wandb") >= "0.1"


class WandbReporter:
    def __init__(self):
        import wandb
        from wandb.sdk.lib.config_util import ConfigError

        self.wandb, self.config_error = wandb, ConfigError

    def setup(self, arguments):
        if self.wandb.run is None:
            self.wandb.init(project="trainer", name=arguments["run_name"])
        self.wandb.config.update(arguments, allow_val_change=True)
        if getattr(self.wandb, "define_metric", None):
            self.wandb.define_metric("train/global_step")
            self.wandb.define_metric("*", step_metric="train/global_step", step_sync=True)
        with contextlib.suppress(self.config_error):
            self.wandb.config["model/num_parameters"] = 7

    def log(self, logs, step):
        renamed = {("eval/" + k[5:] if k.startswith("eval_") else "train/" + k): v for k, v in logs.items()}
        self.wandb.log({**renamed, "train/global_step": step})


assert is_wandb_available()
reporter = WandbReporter()
reporter.setup({"run_name": "mine", "learning_rate": 5e-5})
good = reporter.wandb.config.good
for epoch in range(4 if good else 600):
    scale = 1.0 if good else 9.0
    reporter.log({"loss": scale * 2, "grad_norm": 0.5, "epoch": float(epoch)}, epoch * 10)
    evaluation = {"eval_loss": scale / (epoch + 1) ** 0.1, "epoch": float(epoch)}
    print({name: f"{value:.1f}" for name, value in evaluation.items()})
    reporter.log(evaluation, epoch * 10)
    time.sleep(0.05)
reporter.wandb.run.summary["train_runtime"] = 1.5
