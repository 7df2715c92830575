"""Parameters that are true or false, by flags and by wandb.config; logs and prints; ends soon if `good`."""

import argparse
import time

import wandb

parser = argparse.ArgumentParser()
parser.add_argument("--good", type=lambda text: text.lower() == "true", default=True)
parser.add_argument("--nesterov", action=argparse.BooleanOptionalAction, default=False)
args = parser.parse_args()


def train():
    with wandb.init(project="booleans", config=vars(args)) as run:
        config = run.config
        assert isinstance(config.good, bool)
        assert isinstance(config["nesterov"], bool)
        assert config.good == args.good
        for epoch in range(4 if config.good else 600):
            loss = (1.0 if config.good else 9.0) / (epoch + 1) ** 0.1
            print(f"loss: {loss:.1f}")
            wandb.log({"epoch": epoch, "loss": loss})
            time.sleep(0.05)


if __name__ == "__main__":
    wandb.login()
    train()
