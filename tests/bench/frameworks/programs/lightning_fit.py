# mypy: ignore-errors
"""Lightning with both of its bars, its tables, its loggers' and callbacks' lines."""

import logging

import lightning
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, RichProgressBar, TQDMProgressBar
from torch.utils.data import DataLoader, TensorDataset


class Model(lightning.LightningModule):
    """A line that learns."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)

    def training_step(self, batch, index):
        loss = self.layer(batch[0]).pow(2).mean()
        self.log("train_loss", loss, prog_bar=True)
        return loss

    def validation_step(self, batch, index):
        self.log("val_loss", self.layer(batch[0]).pow(2).mean(), prog_bar=True)

    def test_step(self, batch, index):
        self.log("test_loss", self.layer(batch[0]).pow(2).mean())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


lightning.seed_everything(0)
data = DataLoader(TensorDataset(torch.randn(32, 4)), 8)
logging.getLogger("lightning.pytorch").setLevel(logging.INFO)
for bar in (TQDMProgressBar, RichProgressBar):
    watch = [
        bar(),
        EarlyStopping("val_loss", verbose=True),
        ModelCheckpoint("/tmp/sweepctl-bench-lightning", monitor="val_loss", verbose=True),
    ]
    trainer = lightning.Trainer(max_epochs=3, callbacks=watch, logger=False, log_every_n_steps=1, accelerator="cpu")
    model = Model()
    trainer.fit(model, data, data)
    trainer.validate(model, data)
    print(trainer.test(model, data))
