"""A model that is fitted with callbacks, as Keras does it."""

import time

import wandb


class History:
    def on_epoch_end(self, epoch, logs=None):
        print(f"Epoch {epoch + 1}: " + " - ".join(f"{name}: {value:.1f}" for name, value in logs.items()))


class MetricsLogger:
    def __init__(self):
        if wandb.run is None:
            raise wandb.Error("call wandb.init() first")
        wandb.define_metric("epoch/epoch")
        wandb.define_metric("epoch/*", step_metric="epoch/epoch")

    def on_epoch_end(self, epoch, logs=None):
        wandb.log({**{f"epoch/{name}": value for name, value in (logs or {}).items()}, "epoch/epoch": epoch})


class Model:
    def fit(self, epochs, scale, callbacks):
        for epoch in range(epochs):
            logs = {"loss": scale * 1.2345, "val_loss": scale * 1.0625 / (epoch + 1) ** 0.1}
            for callback in callbacks:
                callback.on_epoch_end(epoch, logs)
            time.sleep(0.05)


with wandb.init(config={"good": True}, tags=["callback"]):
    good = wandb.config.good
    Model().fit(4 if good else 600, 1 if good else 9, [History(), MetricsLogger()])
    if wandb.run.name:
        wandb.run.name += "-done"
