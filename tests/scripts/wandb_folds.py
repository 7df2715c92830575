"""Cross-validation: a process for each fold, with a run of its own that must not be the sweep's."""

import multiprocessing
import os
import time

import wandb


def forget_the_sweep():
    for name in list(os.environ):
        if name.startswith("WANDB_"):
            del os.environ[name]


def fold(number, name, config, results):
    forget_the_sweep()
    run = wandb.init(project="folds", group=name, job_type=name, name=f"{name}-{number}", config=config, reinit=True)
    loss = (1.0 if run.config.good else 9.0) + number / 10
    for _ in range(3):
        run.log({"loss": -100.0})
    run.finish()
    results.put(loss)


def main():
    run = wandb.init(config={"good": True})
    config = dict(run.config)
    name = run.name or run.id
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    losses = []
    for number in range(2 if config["good"] else 200):
        worker = context.Process(target=fold, args=(number, name, config, results))
        worker.start()
        losses.append(results.get(timeout=60))
        worker.join()
        run.log({"loss": sum(losses) / len(losses)})
        time.sleep(0.05)
    wandb.finish()


if __name__ == "__main__":
    main()
