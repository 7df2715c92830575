# mypy: ignore-errors
"""Bars of tqdm and Rich with values in them, and tables of Rich and tabulate-like ones."""

import contextlib
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from tqdm import tqdm, trange

for epoch in range(2):
    with tqdm(range(4), desc=f"Epoch {epoch}") as bar:
        for step in bar:
            bar.set_postfix(loss=1 / (1 + step + 4 * epoch), acc=f"{step / 4:.2%}")
bar = trange(3)
for step in bar:
    bar.set_description(f"loss {1 / (step + 1):.4f} | val_acc {step / 3:.3f}")
    time.sleep(0.11)
for _step in tqdm(range(3), desc="Downloading", unit="MB"):
    time.sleep(0.11)
with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("loss: {task.fields[loss]:.3f}")) as progress:
    task = progress.add_task("Epoch 1/1", total=3, loss=1.0)
    for step in range(3):
        progress.update(task, advance=1, loss=1 / (step + 1))
table = Table("epoch", "train loss", "val loss", "time")
for epoch in range(3):
    table.add_row(str(epoch), f"{1 / (1 + epoch):.3f}", f"{2 / (1 + epoch):.3f}", "0:01")
Console(width=100).print(table)
with contextlib.suppress(ImportError):
    import pandas

    frame = pandas.DataFrame({"epoch": [1, 2], "val_loss": [0.5, 0.25], "val_acc": [0.7, 0.8]})
    print(frame)
    print(frame.to_string(index=False))
    print(frame.iloc[-1])
    print(frame.to_markdown(index=False))
