# mypy: ignore-errors
"""The Trainer of transformers on a tiny model with random weights."""

import sys
import tempfile

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

rows = [{"input_ids": torch.randint(0, 50, (6,)), "labels": torch.tensor(i % 2)} for i in range(32)]
config = BertConfig(
    vocab_size=50,
    hidden_size=8,
    num_hidden_layers=1,
    num_attention_heads=1,
    intermediate_size=16,
    max_position_embeddings=16,
)
for quiet in (False, True):
    arguments = TrainingArguments(
        tempfile.mkdtemp(),
        num_train_epochs=2,
        logging_steps=2,
        eval_strategy="epoch",
        report_to=[],
        use_cpu=True,
        disable_tqdm=quiet,
        per_device_train_batch_size=8,
    )
    trainer = Trainer(
        BertForSequenceClassification(config),
        arguments,
        train_dataset=rows,
        eval_dataset=rows,
        compute_metrics=lambda result: {"accuracy": float((result.predictions.argmax(1) == result.label_ids).mean())},
    )
    outcome = trainer.train()
    trainer.log_metrics("train", outcome.metrics)
    trainer.log_metrics("eval", trainer.evaluate())
    print(outcome, file=sys.stderr)
