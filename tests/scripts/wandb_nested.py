"""Nested parameters: a block arrives as a dict, merged with the defaults of the script."""

import time

import wandb

defaults = {"model": {"width": 8, "depth": 2}, "epochs": 4}

run = wandb.init(project="nested", config=defaults)
config = wandb.config
assert config["model"]["depth"] == 2
assert config.model["width"] in (1, 99)
config.update({"model": {"width": 0}, "note": "x"}, allow_val_change=True)
assert config.model["width"] in (1, 99)
assert config.get("note") == "x"
for epoch in range(config.epochs if config.model["width"] == 1 else 600):
    run.log({"valid": {"loss": float(config.model["width"]), "accuracy": 0.5}}, step=epoch)
    time.sleep(0.05)
wandb.run.summary["epochs"] = epoch
wandb.finish()
