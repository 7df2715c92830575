# mypy: ignore-errors
"""Training loops of smaller torch frameworks: skorch, ignite, poutyne, TabNet, fastai; each skipped where missing."""

import contextlib

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.randn(64, 4)
y = (x[:, 0] > 0).long()
data = DataLoader(TensorDataset(x, y), 16)


def net():
    """Two classes from four numbers."""
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))


with contextlib.suppress(ImportError):
    from skorch import NeuralNetClassifier
    from skorch.callbacks import Checkpoint, EpochScoring

    print("* skorch")
    watch = [EpochScoring("roc_auc", lower_is_better=False), Checkpoint(dirname="/tmp/sweepctl-bench-skorch")]
    NeuralNetClassifier(net, criterion=torch.nn.CrossEntropyLoss, max_epochs=3, callbacks=watch).fit(x, y)

with contextlib.suppress(ImportError):
    from ignite.contrib.handlers import ProgressBar
    from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
    from ignite.metrics import Accuracy, Loss

    print("* ignite")
    model = net()
    trainer = create_supervised_trainer(model, torch.optim.SGD(model.parameters(), 0.1), torch.nn.CrossEntropyLoss())
    judge = create_supervised_evaluator(
        model, metrics={"accuracy": Accuracy(), "nll": Loss(torch.nn.CrossEntropyLoss())}
    )
    ProgressBar(persist=True).attach(trainer, output_transform=lambda loss: {"batch loss": loss})

    @trainer.on(Events.EPOCH_COMPLETED)
    def report(engine):
        judge.run(data)
        metrics = judge.state.metrics
        print(
            f"Validation Results - Epoch: {engine.state.epoch}  Avg accuracy: {metrics['accuracy']:.2f} "
            f"Avg loss: {metrics['nll']:.2f}"
        )

    trainer.run(data, max_epochs=2)

with contextlib.suppress(ImportError):
    from poutyne import Model

    print("* poutyne")
    model = Model(net(), "sgd", "cross_entropy", batch_metrics=["accuracy"])
    model.fit_generator(data, data, epochs=2)
    model.evaluate_generator(data)

with contextlib.suppress(ImportError):
    from pytorch_tabnet.tab_model import TabNetClassifier

    print("* TabNet")
    TabNetClassifier(verbose=1).fit(
        x.numpy(),
        y.numpy(),
        eval_set=[(x.numpy(), y.numpy())],
        eval_metric=["auc", "accuracy"],
        max_epochs=3,
        batch_size=32,
        virtual_batch_size=16,
    )

with contextlib.suppress(ImportError):
    from fastai.data.core import DataLoaders
    from fastai.learner import Learner
    from fastai.metrics import accuracy

    print("* fastai")
    loaders = DataLoaders(data, data)
    Learner(loaders, net(), loss_func=torch.nn.CrossEntropyLoss(), metrics=accuracy).fit(3, 0.1)

with contextlib.suppress(ImportError):
    from mmengine.evaluator import BaseMetric
    from mmengine.model import BaseModel
    from mmengine.runner import Runner

    print("* MMEngine")

    class Line(BaseModel):
        """A line that learns."""

        def __init__(self):
            super().__init__()
            self.layer = net()

        def forward(self, x, y, mode):
            out = self.layer(x)
            return {"loss": torch.nn.functional.cross_entropy(out, y)} if mode == "loss" else (out, y)

    class Right(BaseMetric):
        """How many are right."""

        def process(self, batch, samples):
            out, y = samples
            self.results.append(float((out.argmax(1) == y).float().mean()))

        def compute_metrics(self, results):
            return {"accuracy": float(np.mean(results))}

    Runner(
        Line(),
        "/tmp/sweepctl-bench-mmengine",
        train_dataloader=data,
        val_dataloader=data,
        train_cfg={"by_epoch": True, "max_epochs": 2, "val_interval": 1},
        val_cfg={},
        val_evaluator={"type": Right},
        optim_wrapper={"optimizer": {"type": torch.optim.SGD, "lr": 0.1}},
        default_hooks={"logger": {"type": "LoggerHook", "interval": 2}},
    ).train()
